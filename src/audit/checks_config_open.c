/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands open to strangers and to foreign pages, and whether the server runs in development mode. */
#include <string.h>

#include "audit/access.h"
#include "audit/checks_config.h"
#include "base/json.h"

#define FOREIGN_HOST "weir.invalid" /* as in audit/probes_config.c */

/* Those after the first are sent at level safe. */
const char *const config_reads_dev_mode[] = { "connection", "unknown-list", "limit-overflow", "id-tail",
					      NULL };
const char *const config_reads_docs[] = { "docs-no-token", NULL };
const char *const config_reads_hidden[] = { "hidden-route", "openapi", NULL };
const char *const config_reads_cors[] = { "manifest-no-token", "cors", NULL };
const char *const config_reads_host[] = { "foreign-host", NULL };
const char *const config_reads_host_parsing[] = { "host-parsing", NULL };

/* ---- config.dev-mode ---- */

static const char *server_id(const Answer *answer)
{
	return answer_status(answer) == 200 ? weir_json_text(answer_json(answer), "wfServerId") : NULL;
}

static void fail_dev_mode(Judgement *judgement, const Evidence *evidence, const Answer *answer,
			  const char *route, const char *why)
{
	Finding *finding = judge_fail(judgement, "the server runs in development mode: %s", why);
	finding_shows(finding_route(finding, "GET", route), answer, NULL);
	access_test_is_info(finding, evidence);
}

/* One server in production has one id (the engine's); development makes one for each connection. TRUE: that
 * told. */
static gboolean judge_server_ids(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "connection");
	const char *first = NULL;
	guint same = 0;
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const char *id = server_id(answers->pdata[i]);
		if (id == NULL)
			continue;
		if (first == NULL || strcmp(first, id) == 0) {
			first = id;
			same++;
			continue;
		}
		fail_dev_mode(judgement, evidence, answers->pdata[i], "/connections/{id}",
			      "wfServerId differs between two connections");
		return TRUE;
	}
	if (same < 2)
		return FALSE;
	judge_pass(judgement, "%u connections have one and the same wfServerId", same);
	return TRUE;
}

/* Storage of development: lists for connections that do not exist, SQLite's numbers, ids taken as they are.
 */
static void judge_storage(Judgement *judgement, const Evidence *evidence)
{
	const Answer *list = evidence_answer(evidence, "unknown-list", NULL);
	int unknown = answer_status(list);
	int overflow = answer_status(evidence_answer(evidence, "limit-overflow", NULL));
	int tail = answer_status(evidence_answer(evidence, "id-tail", "%3Fx=1"));
	if (unknown == 404 && access_reaches(evidence))
		judge_pass(judgement, "the list of a connection that does not exist is 404");
	else if (unknown == 200 && overflow == 500 && tail == 404)
		fail_dev_mode(judgement, evidence, list, "/connections/{id}/subscriptions",
			      "it lists a connection that does not exist, fails at SQLite's largest number, "
			      "and takes ids as they are");
	else if (list == NULL)
		access_nothing_told(judgement, evidence, config_reads_dev_mode,
				    "it takes two connections, or level safe and one");
	else
		access_nothing_told(judgement, evidence, config_reads_dev_mode,
				    "the answers fit neither development nor production: give a second "
				    "connection");
}

void config_judge_dev_mode(Judgement *judgement, const Evidence *evidence)
{
	if (!judge_server_ids(judgement, evidence))
		judge_storage(judgement, evidence);
}

/* ---- config.docs-open ---- */

/* The page itself, not a page that answers every path. */
static gboolean is_documentation(const Answer *answer)
{
	if (answer_status(answer) != 200)
		return FALSE;
	if (strcmp(answer->subject, "/openapi.json") == 0)
		return weir_json_object(answer_json(answer), "paths") != NULL;
	return answer_body_holds(answer, "swagger") || answer_body_holds(answer, "redoc") ||
	       answer_body_holds(answer, "openapi.json");
}

void config_judge_docs_open(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "docs-no-token");
	guint closed = 0;
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		if (!is_documentation(answer)) {
			closed += answer_status(answer) != 0 && answer_status(answer) != 429 &&
				  answer_status(answer) < 500;
			if (answer_status(answer) >= 500)
				judge_unknown(judgement, "%s is answered with %d", answer->subject,
					      answer_status(answer));
			continue;
		}
		Finding *finding = judge_fail(judgement, "it is open to everybody");
		finding_shows(finding_route(finding, "GET", answer->subject), answer, NULL);
		access_test_is_info(finding, evidence);
	}
	if (closed > 0)
		judge_pass(judgement, "the documentation pages are not open to everybody");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, config_reads_docs, "they were not asked for");
}

/* ---- config.hidden-routes ---- */

static gboolean is_documented(const Evidence *evidence, const char *path)
{
	const json_t *openapi = evidence->server != NULL ? evidence->server->openapi : NULL;
	return json_object_get(weir_json_object(openapi, "paths"), path) != NULL;
}

static gboolean same_body(const Answer *one, const Answer *other)
{
	gsize length, other_length;
	const char *text = answer_text(one, &length), *other_text = answer_text(other, &other_length);
	return length == other_length && memcmp(text, other_text, length) == 0;
}

/* TRUE where 200 says nothing: a path that surely does not exist is answered with 200 too. */
static gboolean is_catch_all(const Answer *answer, const Answer *nowhere)
{
	const char *type = answer_header(answer, "content-type");
	const char *usual = answer_header(nowhere, "content-type");
	return answer_status(nowhere) == 200 && (same_body(answer, nowhere) || g_strcmp0(type, usual) == 0);
}

void config_judge_hidden_routes(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "hidden-route");
	const Answer *nowhere = evidence_answer(evidence, "hidden-route", "nowhere");
	guint closed = 0, dubious = 0;
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		int status = answer_status(answer);
		if (answer == nowhere || status == 0 || status == 429)
			continue;
		if (access_is_closed(status) || is_documented(evidence, answer->subject)) {
			closed++;
		} else if (status != 200) {
			finding_shows(judge_unknown(judgement,
						    "%s is answered with %d: whether something is there "
						    "cannot be told",
						    answer->subject, status),
				      answer, NULL);
		} else if (is_catch_all(answer, nowhere)) {
			dubious++;
		} else {
			Finding *finding = judge_fail(
				judgement, "it answers without a token, and is in no documentation");
			finding_shows(finding_route(finding, "GET", answer->subject), answer, NULL);
		}
	}
	if (dubious > 0)
		finding_shows(judge_unknown(judgement, "every path is answered with 200, so that what is "
						       "there cannot be told"),
			      nowhere, NULL);
	if (closed > 0)
		judge_pass(judgement, "no hidden route answers without a token");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, config_reads_hidden, "they were not asked for");
}

/* ---- config.cors ---- */

/* Why the answer lets a foreign page in; NULL: it does not. */
static const char *foreign_page(const Evidence *evidence, const Answer *answer)
{
	const char *origin = answer_header(answer, "access-control-allow-origin");
	const char *credentials = answer_header(answer, "access-control-allow-credentials");
	if (origin == NULL)
		return NULL;
	if (g_ascii_strcasecmp(origin, "https://" FOREIGN_HOST) == 0)
		return "a foreign origin is repeated as allowed";
	if (strcmp(origin, "*") != 0)
		return NULL;
	if (credentials != NULL && g_ascii_strcasecmp(credentials, "true") == 0)
		return "every origin is allowed, with credentials";
	return access_door(evidence) == DOOR_OPEN
		       ? "every origin is allowed, and the server asks for no token"
		       : NULL;
}

void config_judge_cors(Judgement *judgement, const Evidence *evidence)
{
	static const struct {
		const char *subject, *method, *path;
	} asked[] = { { "GET", "GET", "/liveness" }, { "preflight", "OPTIONS", "/connections" } };
	guint looked_at = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(asked); i++) {
		const Answer *answer = evidence_answer(evidence, "cors", asked[i].subject);
		const char *why = foreign_page(evidence, answer);
		looked_at += answer_status(answer) != 429 && answer_status(answer) < 500 &&
			     answer_status(answer) != 0;
		if (why == NULL)
			continue;
		Finding *finding = judge_fail(judgement, "%s", why);
		finding_route(finding, asked[i].method, asked[i].path);
		finding_shows(finding, answer, answer_header(answer, "access-control-allow-origin"));
		return; /* one setting of the server, seen in both */
	}
	if (looked_at > 0)
		judge_pass(judgement, "foreign pages are not let in");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, config_reads_cors, "it was not asked");
}

/* ---- config.host-header, deps.host-parsing ---- */

/* A redirect's host, lower case, new; "" where it is relative, NULL where there is no redirect. */
static char *redirect_authority(const Answer *answer)
{
	const char *location = answer_header(answer, "location");
	int status = answer_status(answer);
	if (status < 300 || status >= 400 || location == NULL)
		return NULL;
	const char *start = strstr(location, "://");
	if (start == NULL && !g_str_has_prefix(location, "//"))
		return g_strdup("");
	start = start != NULL ? start + strlen("://") : location + strlen("//");
	return g_ascii_strdown(start, (gssize)strcspn(start, "/?#"));
}

/* What answers to a Host that is not the server's: an error of the exchange, 401 and 5xx tell nothing, and a
 * 200 that there was no redirect. */
static void judge_host(Judgement *judgement, const Evidence *evidence, const char *const *labels,
		       gboolean fails, const char *message)
{
	const Answer *answer = evidence_answer(evidence, labels[0], NULL);
	int status = answer_status(answer);
	g_autofree char *authority = redirect_authority(answer);
	if (answer != NULL && answer->exchange->error != NULL && !access_was_stopped(answer)) {
		judge_unknown(judgement, "such a Host could not be sent: %s",
			      answer->exchange->error->message);
	} else if (status == 0 || status == 429) {
		access_nothing_told(judgement, evidence, labels, "it was not asked");
	} else if (fails) {
		Finding *finding = judge_fail(judgement, "%s", message);
		finding_route(finding, "GET", "/manifest/");
		finding_shows(finding, answer, answer_header(answer, "location"));
	} else if (authority != NULL) {
		judge_pass(judgement, "a redirect does not follow the Host header");
	} else if (access_is_closed(status) && status != 401 && access_reaches(evidence)) {
		judge_pass(judgement, "a request with such a Host is refused (%d)", status);
	} else {
		judge_unknown(judgement,
			      "a request with such a Host is answered with %d, and there is no "
			      "redirect to look at",
			      status);
	}
}

void config_judge_host_header(Judgement *judgement, const Evidence *evidence)
{
	const Answer *answer = evidence_answer(evidence, "foreign-host", NULL);
	g_autofree char *authority = redirect_authority(answer);
	judge_host(judgement, evidence, config_reads_host, g_strcmp0(authority, FOREIGN_HOST) == 0,
		   "a redirect is built from a foreign Host header");
}

/* "http://weir.invalid/x?/manifest": the Host was taken for a part of the URL. */
void config_judge_host_parsing(Judgement *judgement, const Evidence *evidence)
{
	const Answer *answer = evidence_answer(evidence, "host-parsing", NULL);
	g_autofree char *authority = redirect_authority(answer);
	const char *location = answer_header(answer, "location");
	gboolean fails =
		g_strcmp0(authority, FOREIGN_HOST) == 0 && strstr(location, FOREIGN_HOST "/x?") != NULL;
	judge_host(judgement, evidence, config_reads_host_parsing, fails,
		   "a Host header with a path in it becomes part of the URL: Starlette without the fix of "
		   "CVE-2026-48710");
}
