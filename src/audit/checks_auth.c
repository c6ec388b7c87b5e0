/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who gets in: without a token, with one that is none, by another spelling of the path. */
#include <string.h>

#include "audit/access.h"
#include "audit/checks_families.h"

static const char *const reads_required[] = { "manifest-no-token", "auth-required", "openapi", NULL };
static const char *const reads_bad_token[] = { "manifest-no-token", "bad-token", NULL };
static const char *const reads_example_token[] = { "manifest-no-token", "example-token", NULL };
static const char *const reads_path[] = { "manifest-no-token",  "auth-path", "auth-path-host",
					  "auth-path-question", "openapi",   NULL };
static const char *const reads_readiness[] = { "readiness", NULL };

/* ---- auth.required ---- */

struct required {
	Judgement *judgement;
	const Evidence *evidence;
	guint routes, refused, dubious, looked_at;
	const Answer *redirect, *away, *authors; /* the first of each that does not tell */
};

/* 405 of OPTIONS says that nobody asked for a token; but a proxy may answer OPTIONS for a guarded server. */
static gboolean options_tell(const struct required *state)
{
	return access_door(state->evidence) == DOOR_OPEN;
}

static void fail_route(struct required *state, const AdminRoute *route, const Answer *answer)
{
	Finding *finding = judge_fail(state->judgement, "it answers %d to a request without a token",
				      answer_status(answer));
	finding_route(finding, route->method, route->path);
	finding_shows(finding, answer, NULL);
	if (access_door(state->evidence) == DOOR_OPEN)
		finding_origin(finding, ORIGIN_OPERATOR); /* no token is set at all */
}

static void judge_route(const AdminRoute *route, gpointer data)
{
	struct required *state = data;
	g_autofree char *subject = g_strdup_printf("%s %s", route->method, route->path);
	const Answer *answer = evidence_answer(state->evidence, "auth-required", subject);
	int status = answer_status(answer);
	state->routes++;
	if (status == 0 || status == 429)
		return;
	state->looked_at++;
	if (access_is_refusal(state->evidence, answer))
		state->refused++;
	else if (status >= 300 && status < 400)
		state->redirect = state->redirect != NULL ? state->redirect : answer;
	else if (status >= 502 && status <= 504)
		state->away = state->away != NULL ? state->away : answer;
	else if (route->asks_options && !options_tell(state))
		state->dubious++;
	else if (route->is_authors)
		state->authors = state->authors != NULL ? state->authors : answer;
	else
		fail_route(state, route, answer);
}

static void say_what_is_not_known(struct required *state, guint asked)
{
	Judgement *judgement = state->judgement;
	if (state->redirect != NULL)
		finding_shows(judge_unknown(judgement,
					    "%s is redirected without a token: whether that is a refusal "
					    "cannot be told",
					    state->redirect->subject),
			      state->redirect, NULL);
	if (state->away != NULL)
		finding_shows(judge_unknown(judgement, "%s is answered with %d: the server was not reached",
					    state->away->subject, answer_status(state->away)),
			      state->away, NULL);
	if (state->authors != NULL)
		finding_shows(judge_unknown(judgement,
					    "%s answers without a token: whether it is meant for everybody "
					    "cannot be told",
					    state->authors->subject),
			      state->authors, NULL);
	if (state->dubious > 0)
		judge_unknown(judgement,
			      "OPTIONS of %u routes, which is all that may be asked of them, is answered "
			      "without a look at the token, though the manifest is guarded",
			      state->dubious);
	if (asked >= ACCESS_MOST_ROUTES && state->routes > asked)
		judge_unknown(judgement, "%u admin routes were not asked: at most %d are",
			      state->routes - asked, ACCESS_MOST_ROUTES);
}

static void judge_required(Judgement *judgement, const Evidence *evidence)
{
	struct required state = { .judgement = judgement, .evidence = evidence };
	const GPtrArray *answers = evidence_answers(evidence, "auth-required");
	access_foreach_route(evidence, judge_route, &state);
	if (evidence->server == NULL && state.refused > 0)
		judge_unknown(judgement, "without manifest and OpenAPI document most routes are not known");
	say_what_is_not_known(&state, answers != NULL ? answers->len : 0);
	if (state.refused > 0)
		judge_pass(judgement, "%u admin routes refuse a request without a token", state.refused);
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, reads_required, "no admin route was asked");
}

/* ---- auth.bad-token, auth.example-token ---- */

/* One that is refused, taken, or does not tell. */
static void judge_token(Judgement *judgement, const Answer *answer, guint *refused)
{
	int status = answer_status(answer);
	if (status == 0 || status == 429)
		return; /* what is around judges makes it unknown or an error */
	if (access_is_manifest(answer)) {
		Finding *finding = judge_fail(judgement, "%s is taken", answer->subject);
		finding_route(finding, "GET", "/manifest");
		finding_at(finding, NULL, answer->subject);
		finding_shows(finding, answer, NULL);
	} else if (status >= 400 && status < 500) {
		(*refused)++;
	} else {
		finding_shows(judge_unknown(judgement, "%s is answered with %d", answer->subject, status),
			      answer, NULL);
	}
}

static void judge_tokens(Judgement *judgement, const Evidence *evidence, const char *const *labels)
{
	const GPtrArray *answers = evidence_answers(evidence, labels[1]);
	guint refused = 0;
	if (!access_is_guarded(judgement, evidence))
		return;
	for (guint i = 0; answers != NULL && i < answers->len; i++)
		judge_token(judgement, answers->pdata[i], &refused);
	if (refused > 0)
		judge_pass(judgement, "all %u are refused", refused);
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, labels, "none was sent");
}

static void judge_bad_token(Judgement *judgement, const Evidence *evidence)
{
	judge_tokens(judgement, evidence, reads_bad_token);
}

static void judge_example_token(Judgement *judgement, const Evidence *evidence)
{
	judge_tokens(judgement, evidence, reads_example_token);
}

/* ---- auth.path ---- */

static void fail_path(Judgement *judgement, const Answer *answer, const char *route, Origin origin)
{
	Finding *finding = judge_fail(judgement, "%s opens %s without a token", answer->subject, route);
	finding_route(finding, "GET", route);
	finding_at(finding, NULL, answer->subject);
	finding_shows(finding, answer, NULL);
	finding_origin(finding, origin);
}

/* HEAD has no body: it is the manifest if it has its length. */
static gboolean is_manifest_head(const Evidence *evidence, const Answer *answer)
{
	const char *length = answer_header(answer, "content-length");
	const char *whole = answer_header(evidence_answer(evidence, "manifest", NULL), "content-length");
	return length != NULL && g_strcmp0(length, whole) == 0;
}

static void judge_form(Judgement *judgement, const Evidence *evidence, const Answer *answer, Origin origin)
{
	int status = answer_status(answer);
	gboolean is_head = strcmp(answer->subject, "HEAD") == 0;
	if (access_is_manifest(answer) || (is_head && status == 200 && is_manifest_head(evidence, answer)))
		fail_path(judgement, answer, "/manifest", origin);
	else if ((is_head && status >= 200 && status < 300) || status >= 500)
		finding_shows(judge_unknown(judgement, "%s is answered with %d, which does not tell",
					    answer->subject, status),
			      answer, NULL);
}

/* A Host that is none may break off a connection, of HTTP/2 above all. */
static void judge_host_form(Judgement *judgement, const Evidence *evidence, const Answer *answer)
{
	if (answer->exchange->error != NULL && !access_was_stopped(answer))
		judge_unknown(judgement, "%s could not be sent: %s", answer->subject,
			      answer->exchange->error->message);
	else if (access_counts(judgement, answer))
		judge_form(judgement, evidence, answer, ORIGIN_SDK);
}

/* The same route by an id that does not exist is refused, and by the odd one it is reached: 404 would be no
 * route. */
static void judge_question(Judgement *judgement, const Evidence *evidence, const Answer *odd)
{
	static const char start[] = "question ";
	if (!g_str_has_prefix(odd->subject, start) || !access_counts(judgement, odd))
		return;
	const char *route = odd->subject + strlen(start);
	g_autofree char *plain_subject = g_strconcat("plain ", route, NULL);
	const Answer *plain = evidence_answer(evidence, "auth-path-question", plain_subject);
	int status = answer_status(odd);
	if (!access_is_refusal(evidence, plain) || access_is_refusal(evidence, odd) || status == 404)
		return;
	Finding *finding = judge_fail(judgement, "/liveness%%3F/... reaches it without a token");
	finding_route(finding, "OPTIONS", route);
	finding_at(finding, NULL, "/liveness%3F");
	finding_shows(finding, odd, NULL);
	finding_origin(finding, ORIGIN_SDK);
}

static void judge_path(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *forms = evidence_answers(evidence, "auth-path");
	const GPtrArray *hosts = evidence_answers(evidence, "auth-path-host");
	const GPtrArray *questions = evidence_answers(evidence, "auth-path-question");
	if (!access_is_guarded(judgement, evidence))
		return;
	if (forms == NULL) {
		access_nothing_told(judgement, evidence, reads_path, "no other spelling was asked");
		return;
	}
	for (guint i = 0; i < forms->len; i++)
		if (access_counts(judgement, forms->pdata[i]))
			judge_form(judgement, evidence, forms->pdata[i], ORIGIN_AUTHOR);
	for (guint i = 0; hosts != NULL && i < hosts->len; i++)
		judge_host_form(judgement, evidence, hosts->pdata[i]);
	for (guint i = 0; questions != NULL && i < questions->len; i++)
		judge_question(judgement, evidence, questions->pdata[i]);
	if (!judge_has_spoken(judgement))
		judge_pass(judgement, "no other spelling of a path gets past the token");
}

/* ---- auth.readiness ---- */

static void judge_readiness(Judgement *judgement, const Evidence *evidence)
{
	const Answer *answer = evidence_answer(evidence, "readiness", NULL);
	int status = answer_status(answer);
	if (status == 200 || status == 500 || status == 503) {
		Finding *finding = judge_fail(judgement,
					      "it answers %d without a token, and asks the engine "
					      "each time",
					      status);
		finding_route(finding, "GET", "/readiness");
		finding_shows(finding, answer, NULL);
	} else if (access_is_closed(status)) {
		judge_pass(judgement, "it is not there for everybody (%d)", status);
	} else if (status != 0 && status != 429) {
		judge_unknown(judgement, "/readiness is answered with %d", status);
	} else {
		access_nothing_told(judgement, evidence, reads_readiness, "it was not asked");
	}
}

const struct check checks_auth[] = {
	{ { .id = "auth.required",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "U1 O1 O5",
	    .title = "Every admin route asks for the token",
	    .why = "Whoever finds the address can create connections, run actions with stored credentials "
		   "and read subscriptions with their secrets. Servers are found within hours, by their "
		   "certificates and by scanners.",
	    .how = "Each route of OpenAPI but liveness, readiness and those of triggers is asked without a "
		   "token: GET as it is, POST with {} for a connection that does not exist, DELETE and what "
		   "has no id with OPTIONS. 401, 403 and 429 pass, and 404 where the manifest itself is "
		   "hidden so. 405 of OPTIONS counts only where the manifest is open too.",
	    .fix = "Set auth_token of the server from the environment or a secret store, and do not start "
		   "without it.",
	    .snippet =
		    "token = os.environ[\"WORKFLOW_TOKEN\"]  # KeyError: better no server than an open one\n"
		    "server = WorkflowServer(auth_token=token)\n",
	    .mistaken = "A proxy of yours that lets only the platform in (mTLS, an address list) may be open "
			"from where weir runs. Suppress it as a compensating control.",
	    .owasp = "API2:2023 API5:2023",
	    .cwe = "CWE-306" },
	  0,
	  reads_required,
	  judge_required },
	{ { .id = "auth.bad-token",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "U1 O5",
	    .title = "Only the exact token is taken",
	    .why = "A check that looks only whether there is a header, compares a part, ignores case or "
		   "takes the token from the query lets strangers in, or makes the token easy to guess.",
	    .how = "The manifest is asked for with a made-up, an empty, a truncated and a case-changed "
		   "token, with another scheme, and with a made-up token in the query. It fails where the "
		   "manifest comes back. The real token is never put into a URL.",
	    .fix = "Compare the whole header with the whole expected value, in constant time, and take a "
		   "token from nowhere else.",
	    .snippet = "expected = f\"Bearer {settings.auth_token}\".encode()\n"
		       "given = request.headers.get(\"authorization\", \"\").encode()\n"
		       "if not hmac.compare_digest(given, expected):\n"
		       "    return JSONResponse({\"detail\": \"Unauthorized\"}, 401)\n",
	    .mistaken = "A proxy in front that adds the token itself takes every caller for the platform: "
			"then it is the proxy that must authenticate.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-287 CWE-697" },
	  0,
	  reads_bad_token,
	  judge_bad_token },
	{ { .id = "auth.example-token",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "U1 K5 O3",
	    .title = "No token of the SDK's manual is taken",
	    .why = "Examples are copied into deployments. Everybody who reads the manual knows the token "
		   "then, and scanners try it first.",
	    .how = "The manifest is asked for with the tokens that the SDK's documentation prints: "
		   "optional-shared-token and engine-api-key. It fails where the manifest comes back.",
	    .fix = "Make a token of at least 128 random bits, set it on the server and on the platform at "
		   "once, and look in the log for who used the old one.",
	    .snippet = "# once, into the secret store and not into the repository\n"
		       "python -c 'import secrets; print(secrets.token_urlsafe(32))'\n",
	    .mistaken = "A server that takes any token is told by auth.bad-token as well: mend that first.",
	    .owasp = "API2:2023 API8:2023",
	    .cwe = "CWE-798 CWE-1392" },
	  0,
	  reads_example_token,
	  judge_example_token },
	{ { .id = "auth.path",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O1",
	    .title = "No other spelling of a path gets past the token",
	    .why = "The check of the token and the router read the path each in their own way. Where they "
		   "differ (slashes, dots, a Host header with a path in it, a header of a proxy), a route "
		   "is reached that the check took for an open one.",
	    .how = "The manifest is asked for without a token through //, /./, /liveness/../, encoded "
		   "slashes, HEAD, OPTIONS, X-Original-URL, an open prefix in the query and Host headers "
		   "that end in /liveness? or the like; it fails where the manifest comes back. Routes whose "
		   "first segment is a parameter are asked with OPTIONS through /liveness%3F/...: it fails "
		   "where that is answered other than 401, 403 or 404 though the plain path is refused.",
	    .fix = "Update Starlette. Check the token in a dependency of the routes rather than by the path "
		   "of the URL, let a proxy refuse Host headers that are none and normalise paths, and start "
		   "no route with a parameter.",
	    .snippet = "# the path that the router sees, not the one that the URL was built from\n"
		       "OPEN = {\"/liveness\", \"/readiness\"}\n"
		       "if request.scope[\"path\"] not in OPEN:\n"
		       "    check_token(request)\n",
	    .mistaken = "A proxy that answers by itself with a document of the same shape.",
	    .owasp = "API2:2023 API5:2023",
	    .cwe = "CWE-288 CWE-647" },
	  CHECK_TOLERATES_SILENCE,
	  reads_path,
	  judge_path },
	{ { .id = "auth.readiness",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_INFO,
	    .origin = ORIGIN_SDK,
	    .guidelines = "T2",
	    .title = "Readiness is not open to everybody",
	    .why = "Each request makes the server ask its engine for subscriptions. A stranger can load the "
		   "engine through it, and sees whether it is well.",
	    .how = "/readiness is asked once without a token. It fails where it answers 200, or 500 and 503 "
		   "as a server does whose engine is not well.",
	    .fix = "Let the proxy answer /readiness only to the machines that check it.",
	    .snippet = "location = /readiness {\n"
		       "    allow 10.0.0.0/8;   # where the checks come from\n"
		       "    deny all;\n"
		       "    proxy_pass http://workflow_server;\n"
		       "}\n",
	    .mistaken = "A proxy that restricts it already, while weir runs inside: suppress it.",
	    .owasp = "API4:2023 API8:2023",
	    .cwe = "CWE-306 CWE-770" },
	  0,
	  reads_readiness,
	  judge_readiness },
	{ { NULL } },
};
