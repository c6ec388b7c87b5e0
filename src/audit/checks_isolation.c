/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether one connection's path leads to what belongs to another. */
#include <string.h>

#include "audit/access.h"
#include "audit/checks_families.h"
#include "audit/checks_isolation.h"
#include "audit/probe.h"
#include "base/json.h"

#define ONE_ROUTE "/connections/{id}/subscriptions/{id}"
#define LIST_ROUTE "/connections/{id}/subscriptions"
#define NO_CONNECTION "no connection is known: give --connection ID or set `connections`"
#define TWO_CONNECTIONS                                                                                      \
	"it takes two connections, and a subscription of one of them: give --connection ID twice or set "    \
	"`connections`"

static const char *const reads_foreign[] = { "subscriptions", "foreign-subscription", "isolated-read", NULL };
static const char *const reads_lists[] = { "subscriptions", "subscriptions-more", NULL };
static const char *const reads_oracle[] = { "subscriptions", "foreign-subscription", "unknown-subscription",
					    NULL };
static const char *const reads_ids[] = { "connection", "subscriptions", "subscriptions-more", NULL };
static const char *const reads_tails[] = { "connection", "id-tail", NULL };
static const char *const reads_dots[] = { "subscriptions", "dot-list", NULL };

/* Under an unknown connection a refusal tells less: the connection may be all that was looked for. */
static gboolean is_under_known(const Evidence *evidence, const Answer *answer)
{
	return strcmp(answer->subject, evidence_unknown_id(evidence)) != 0;
}

/* ---- isolation.read ---- */

/* Weir's own second connection, at level active; TRUE: it was refused. */
static gboolean judge_own_read(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "isolated-read");
	const Answer *answer = answers != NULL ? answers->pdata[0] : NULL;
	int status = answer_status(answer);
	if (status == 200 && weir_json_text(answer_json(answer), "id") != NULL) {
		Finding *finding =
			judge_fail(judgement, "a connection's path gives another connection's subscription");
		finding_shows(finding_route(finding, "GET", ONE_ROUTE), answer, NULL);
	}
	return status >= 400 && status < 500 && status != 429;
}

static void judge_read(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "foreign-subscription");
	guint refused = judge_own_read(judgement, evidence);
	if (judge_failures(judgement) > 0)
		return;
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		int status = answer_status(answer);
		if (status == 200 && weir_json_text(answer_json(answer), "id") != NULL) {
			Finding *finding =
				judge_fail(judgement, "%s path gives another connection's subscription",
					   is_under_known(evidence, answer) ? "a connection's"
									    : "an unknown connection's");
			finding_shows(finding_route(finding, "GET", ONE_ROUTE), answer, NULL);
			return; /* the others are of the same route */
		}
		if (status >= 400 && status < 500 && status != 429)
			refused += is_under_known(evidence, answer);
		else if (status != 0 && status != 429)
			judge_unknown(judgement, "a foreign subscription is answered with %d", status);
	}
	if (refused > 0)
		judge_pass(judgement, "another connection's subscription is refused");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, reads_foreign, TWO_CONNECTIONS);
}

/* ---- isolation.list ---- */

struct rows {
	guint own, foreign;
	size_t first; /* index of the first foreign one */
};

static void count_rows(const json_t *page, const char *connection, struct rows *rows)
{
	const json_t *data = weir_json_array(page, "data");
	for (size_t i = 0; i < json_array_size(data); i++) {
		const char *owner = weir_json_text(json_array_get(data, i), "connectionId");
		if (owner == NULL)
			continue;
		if (strcmp(owner, connection) == 0)
			rows->own++;
		else if (rows->foreign++ == 0)
			rows->first = i;
	}
}

/* Pages after the first are subjects "ID 1"; they are looked at and dropped. */
static guint judge_page(Judgement *judgement, const Answer *answer)
{
	g_autofree char *connection = g_strndup(answer->subject, strcspn(answer->subject, " "));
	struct rows rows = { 0 };
	g_autoptr(json_t) page = answer_status(answer) == 200 ? answer_page(answer) : NULL;
	count_rows(page, connection, &rows);
	if (rows.foreign > 0) {
		g_autofree char *pointer = g_strdup_printf("/data/%zu/connectionId", rows.first);
		Finding *finding = judge_fail(
			judgement, "a connection's list holds %u entries of other connections", rows.foreign);
		finding_route(finding, "GET", LIST_ROUTE);
		finding_document(finding, NULL, pointer);
		finding_shows(finding, answer, NULL);
	}
	return rows.own;
}

static void judge_list(Judgement *judgement, const Evidence *evidence)
{
	guint own = 0;
	for (gsize i = 0; reads_lists[i] != NULL; i++) {
		const GPtrArray *pages = evidence_answers(evidence, reads_lists[i]);
		for (guint j = 0; pages != NULL && j < pages->len && judge_failures(judgement) == 0; j++)
			own += judge_page(judgement, pages->pdata[j]);
	}
	if (own > 0)
		judge_pass(judgement, "the lists hold only their own connection's subscriptions");
	else if (judge_failures(judgement) == 0 && access_connection(evidence, 0) == NULL)
		judge_unknown(judgement, NO_CONNECTION);
	else if (judge_failures(judgement) == 0)
		access_nothing_told(judgement, evidence, reads_lists,
				    "the known connections have no subscription that tells whose it is");
}

/* ---- isolation.oracle ---- */

/* The body with the ids that were asked for taken out, so that repeating them is no difference. */
static char *plain_body(const Answer *answer, const Evidence *evidence)
{
	gsize length;
	const char *text = answer_text(answer, &length);
	g_autofree char *body = g_strndup(text, MIN(length, 4096));
	const char *last = strrchr(answer->exchange->url, '/');
	const char *ids[] = { answer->subject, evidence_unknown_id(evidence), last != NULL ? last + 1 : "" };
	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		if (ids[i][0] == '\0')
			continue;
		g_auto(GStrv) parts = g_strsplit(body, ids[i], -1);
		g_free(body);
		body = g_strjoinv("ID", parts);
	}
	return g_steal_pointer(&body);
}

static gboolean are_alike(const Answer *foreign, const Answer *unknown, const Evidence *evidence)
{
	g_autofree char *first = plain_body(foreign, evidence), *second = plain_body(unknown, evidence);
	return answer_status(foreign) == answer_status(unknown) && strcmp(first, second) == 0;
}

static void judge_oracle(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "foreign-subscription");
	guint alike = 0, readable = 0;
	for (guint i = 0; answers != NULL && i < answers->len && judge_failures(judgement) == 0; i++) {
		const Answer *foreign = answers->pdata[i];
		const Answer *unknown = evidence_answer(evidence, "unknown-subscription", foreign->subject);
		int status = answer_status(foreign), other = answer_status(unknown);
		readable += status == 200;
		if (status < 400 || status >= 500 || status == 429 || other == 0 || other == 429)
			continue;
		if (are_alike(foreign, unknown, evidence)) {
			alike += is_under_known(evidence, foreign);
			continue;
		}
		const char *detail = answer_detail(foreign);
		Finding *finding = judge_fail(judgement,
					      "another connection's subscription (%d) is told apart from one "
					      "that does not exist (%d)",
					      status, other);
		finding_shows(finding_route(finding, "GET", ONE_ROUTE), foreign, detail);
	}
	if (alike > 0)
		judge_pass(judgement, "foreign and unknown subscriptions are answered alike");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, reads_oracle,
				    readable > 0 ? "foreign subscriptions can be read: see isolation.read"
						 : TWO_CONNECTIONS);
}

/* ---- isolation.path-injection ---- */

/* Like the connection itself: its id comes back, or the same bytes. */
static gboolean is_answered_like(const Answer *answer, const Answer *plain, const char *id)
{
	gsize length, other;
	const char *text = answer_text(answer, &length), *same = answer_text(plain, &other);
	if (answer_status(answer) != 200)
		return FALSE;
	return g_strcmp0(weir_json_text(answer_json(answer), "id"), id) == 0 ||
	       (length == other && memcmp(text, same, length) == 0);
}

static void judge_injection(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *answers = evidence_answers(evidence, "id-tail");
	const char *id = access_connection(evidence, 0);
	const Answer *plain = id != NULL ? evidence_answer(evidence, "connection", id) : NULL;
	guint refused = 0;
	if (id == NULL) {
		judge_unknown(judgement, NO_CONNECTION);
		return;
	}
	if (answer_status(plain) != 200) {
		access_nothing_told(judgement, evidence, reads_tails, "the first connection cannot be read");
		return;
	}
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		int status = answer_status(answer);
		if (is_answered_like(answer, plain, id)) {
			Finding *finding = judge_fail(judgement,
						      "{id}%s is answered like {id}: what stands "
						      "in the id reaches the engine's URL",
						      answer->subject);
			finding_shows(finding_route(finding, "GET", "/connections/{id}"), answer, NULL);
			return; /* both come of the same */
		} else if (status >= 400 && status < 500) {
			refused += status != 429;
		} else if (status != 0) {
			judge_unknown(judgement, "{id}%s is answered with %d", answer->subject, status);
		}
	}
	if (refused > 0)
		judge_pass(judgement, "an id with ? or # in it is no connection");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, reads_tails, "it was not asked");
}

/* ---- isolation.dot-list ---- */

static void judge_dots(Judgement *judgement, const Evidence *evidence)
{
	const Answer *answer = evidence_answer(evidence, "dot-list", NULL);
	int status = answer_status(answer);
	gint64 total = status == 200 ? weir_json_integer(answer_json(answer), "total", -1) : -1;
	if (total > 0) {
		Finding *finding = judge_fail(judgement,
					      "the connection .. lists %" G_GINT64_FORMAT
					      " subscriptions of every connection",
					      total);
		finding_route(finding, "GET", LIST_ROUTE);
		finding_shows(finding_document(finding, NULL, "/total"), answer, NULL);
	} else if (access_is_closed(status) && access_reaches(evidence)) {
		judge_pass(judgement, "there is no connection .. (%d)", status);
	} else if (total == 0 && subscriptions_count(evidence_subscriptions(evidence, NULL)) > 0) {
		judge_pass(judgement, "the connection .. has no subscriptions, though there are some");
	} else if (total == 0) {
		judge_unknown(judgement, "the connection .. has an empty list, and no subscription is known "
					 "that could be in it");
	} else if (status != 0 && status != 429) {
		judge_unknown(judgement, "the list of the connection .. is answered with %d", status);
	} else {
		access_nothing_told(judgement, evidence, reads_dots, "it was not asked");
	}
}

const struct check checks_isolation[] = {
	{ { .id = "isolation.read",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O1 B5 U3",
	    .title = "A connection's path gives only its own subscriptions",
	    .why = "Who may read one tenant's connection could read every tenant's subscriptions, callbacks "
		   "and secrets by their ids alone.",
	    .how = "A subscription from one connection's list is asked for below another connection, and "
		   "with only one connection known below one that does not exist. It fails where it comes "
		   "back. A pass needs two connections.",
	    .fix = "After loading a subscription compare its connectionId with the one in the path, and "
		   "answer 404 as for one that does not exist.",
	    .snippet = "row = await store.get_subscription(subscription_id)\n"
		       "if row is None or row.connection_id != connection_id:\n"
		       "    raise HTTPException(404, \"not found\")\n",
	    .mistaken = "Two ids of the configuration that name the same connection.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-639" },
	  0,
	  reads_foreign,
	  judge_read },
	{ { .id = "isolation.list",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O1 B5",
	    .title = "A connection's list holds only its own subscriptions",
	    .why = "One tenant's list shows what others subscribe to, where their events go, and with which "
		   "secrets they are signed.",
	    .how = "Every page of the known connections' lists is read. It fails where an entry's "
		   "connectionId is not the connection whose list it is.",
	    .fix = "Filter by the connection in the query of the store, not afterwards.",
	    .snippet = "rows = await store.subscriptions(where={\"connection_id\": connection_id})\n",
	    .mistaken = "A server that writes its connections' ids in another form in its lists.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-639 CWE-200" },
	  0,
	  reads_lists,
	  judge_list },
	{ { .id = "isolation.oracle",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_SDK,
	    .guidelines = "O1",
	    .title = "Foreign and unknown ids are answered alike",
	    .why = "Who can tell \"belongs to another\" from \"does not exist\" can find out which ids are "
		   "in "
		   "use, and aim at them.",
	    .how = "Below the same connection a subscription of another one and a random id are asked for; "
		   "it fails where status or body differ once the ids are taken out of them. The SDK says "
		   "Not Found to the one and not found to the other.",
	    .fix = "Answer both with the same status and the same text.",
	    .snippet = "@server.app.exception_handler(404)\n"
		       "async def not_found(request, error):\n"
		       "    return JSONResponse({\"detail\": \"not found\"}, 404)\n",
	    .mistaken = "A body with a time or a request id in it differs each time: suppress it.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-204" },
	  0,
	  reads_oracle,
	  judge_oracle },
	{ { .id = "isolation.ids",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "O1",
	    .title = "Ids cannot be guessed",
	    .why = "Where ids are counted up, one id tells all others; every other fault of isolation "
		   "becomes a list of everybody's data.",
	    .how = "The ids of known connections and of their subscriptions are looked at: it fails for "
		   "numbers, for ids of fewer than 64 bits, for UUIDs made of time, and where most ids "
		   "differ from their neighbour only at the end.",
	    .fix = "Use random UUIDs (version 4, or 7 where order matters) or 128 random bits.",
	    .snippet = "id: str = Field(default_factory=lambda: str(uuid.uuid4()))\n",
	    .mistaken = "Ids that are an encrypted or keyed form of a counter may look short and still be "
			"safe.",
	    .owasp = "API1:2023",
	    .cwe = "CWE-340 CWE-639" },
	  0,
	  reads_ids,
	  isolation_judge_ids },
	{ { .id = "isolation.path-injection",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_SDK,
	    .guidelines = "O1 O8",
	    .title = "What stands in an id does not change the engine's URL",
	    .why = "The id is put into the engine's URL as it is. With ?, # and dots in it a caller chooses "
		   "other parameters or another resource of the engine, with the server's key.",
	    .how = "GET /connections/{id}%3Fx=1 and {id}%23 with a known id. It fails where the answer is "
		   "that of {id}. Only GET is sent.",
	    .fix = "Take ids only in the form in which they are made, or let a proxy refuse paths with "
		   "encoded ?, # and dots.",
	    .snippet = "ConnectionId = Annotated[UUID, Path()]  # anything else is a 422\n\n"
		       "# or in the proxy\n"
		       "if ($request_uri ~* \"%(3f|23|2e)\") { return 400; }\n",
	    .mistaken = "A proxy that decodes the path before the server sees it, and so makes a query of "
			"it.",
	    .owasp = "API7:2023 API8:2023",
	    .cwe = "CWE-74 CWE-918" },
	  0,
	  reads_tails,
	  judge_injection },
	{ { .id = "isolation.dot-list",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_SDK,
	    .guidelines = "O1 B5 U3",
	    .title = "Dots for a connection do not list everybody's subscriptions",
	    .why = "The storage client resolves /connections/../subscriptions to /subscriptions: one request "
		   "lists the subscriptions of every connection, their secrets included.",
	    .how = "GET /connections/%2e%2e/subscriptions?limit=1 with the token. It fails where the answer "
		   "is a list with a total above 0.",
	    .fix = "Let a proxy refuse paths with encoded dots, or take only UUIDs for connections, until "
		   "the SDK encodes ids.",
	    .snippet = "# nginx\n"
		       "if ($request_uri ~* \"%2e\") { return 400; }\n",
	    .mistaken = "A connection whose id really is two dots.",
	    .owasp = "API1:2023 API7:2023",
	    .cwe = "CWE-22 CWE-639" },
	  0,
	  reads_dots,
	  judge_dots },
	{ { NULL } },
};
