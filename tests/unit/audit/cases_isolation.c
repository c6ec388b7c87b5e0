/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/canned.h"

#define SUBSCRIPTION "7d9e2c14-5b0a-4f83-9a61-2e8c7b4d5f60"
#define ANOTHER "1c2d3e4f-9a8b-4c7d-8e6f-5a4b3c2d1e0f"
#define ROW(id, connection)                                                                                  \
	"{\"id\":\"" id "\",\"name\":\"ticket_changed\",\"connectionId\":\"" connection "\",\"secrets\":{}," \
	"\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":\"https://engine.example.com/1\"}}"
#define LIST(rows) "{\"total\":1,\"data\":[" rows "]}"
#define UNKNOWN "{\"detail\":\"not found\"}"
#define FOREIGN "{\"detail\":\"Not Found\"}"

static void list_of(Canned *canned, const char *rows)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL, rows);
}

static void own_list(Canned *canned)
{
	list_of(canned, LIST(ROW(SUBSCRIPTION, CANNED_CONNECTION)));
}

static void two_connections(Canned *canned)
{
	g_ptr_array_add(canned_target(canned)->connections, g_strdup(CANNED_OTHER_CONNECTION));
	own_list(canned);
	canned_answer(canned, "subscriptions", CANNED_OTHER_CONNECTION, 200, NULL,
		      "{\"total\":0,\"data\":[]}");
}

static void ask(Canned *canned, const char *under, int status, const char *foreign, const char *unknown)
{
	canned_answer(canned, "foreign-subscription", under, status, NULL, foreign);
	canned_answer(canned, "unknown-subscription", under, 404, NULL, unknown);
}

static void foreign_is_read(Canned *canned)
{
	two_connections(canned);
	ask(canned, CANNED_OTHER_CONNECTION, 200, ROW(SUBSCRIPTION, CANNED_CONNECTION), UNKNOWN);
}

static void read_under_no_connection(Canned *canned)
{
	own_list(canned);
	ask(canned, CANNED_UNKNOWN_ID, 200, ROW(SUBSCRIPTION, CANNED_CONNECTION), UNKNOWN);
}

static void foreign_is_refused(Canned *canned)
{
	two_connections(canned);
	ask(canned, CANNED_OTHER_CONNECTION, 404, UNKNOWN, UNKNOWN);
}

/* As recorded: the SDK's words for one that belongs to another, and the engine's for one that is not. */
static void foreign_is_told(Canned *canned)
{
	two_connections(canned);
	ask(canned, CANNED_OTHER_CONNECTION, 404, FOREIGN, UNKNOWN);
}

static void one_connection(Canned *canned)
{
	own_list(canned);
	ask(canned, CANNED_UNKNOWN_ID, 404, UNKNOWN, UNKNOWN);
}

static void told_under_no_connection(Canned *canned)
{
	own_list(canned);
	ask(canned, CANNED_UNKNOWN_ID, 404, FOREIGN, UNKNOWN);
}

static void ids_are_repeated(Canned *canned)
{
	two_connections(canned);
	ask(canned, CANNED_OTHER_CONNECTION, 404,
	    "{\"detail\":\"no foreign-subscription under " CANNED_OTHER_CONNECTION "\"}",
	    "{\"detail\":\"no unknown-subscription under " CANNED_OTHER_CONNECTION "\"}");
}

static void foreign_breaks_off(Canned *canned)
{
	two_connections(canned);
	canned_answer(canned, "foreign-subscription", CANNED_OTHER_CONNECTION, 0, NULL, NULL);
}

static void foreign_crashes(Canned *canned)
{
	two_connections(canned);
	ask(canned, CANNED_OTHER_CONNECTION, 500, "Internal Server Error", UNKNOWN);
}

/* ---- isolation.list ---- */

static void list_with_others(Canned *canned)
{
	list_of(canned, LIST(ROW(SUBSCRIPTION, CANNED_CONNECTION) "," ROW(ANOTHER, CANNED_OTHER_CONNECTION)));
}

static void others_on_a_later_page(Canned *canned)
{
	own_list(canned);
	canned_answer(canned, "subscriptions-more", CANNED_CONNECTION " 1", 200, NULL,
		      LIST(ROW(ANOTHER, CANNED_OTHER_CONNECTION)));
}

static void an_empty_list(Canned *canned)
{
	list_of(canned, "{\"total\":0,\"data\":[]}");
}

static void nobody(Canned *canned)
{
	g_ptr_array_set_size(canned_target(canned)->connections, 0);
}

static void list_breaks_off(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 0, NULL, NULL);
}

/* ---- isolation.ids ---- */

static void random_ids(Canned *canned)
{
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, NULL,
		      "{\"id\":\"" CANNED_CONNECTION "\",\"wfServerId\":\"1\"}");
	list_of(canned, LIST(ROW(SUBSCRIPTION, CANNED_CONNECTION) "," ROW(ANOTHER, CANNED_CONNECTION)));
}

static void counted_ids(Canned *canned)
{
	list_of(canned, LIST(ROW("1001", CANNED_CONNECTION) "," ROW("1002", CANNED_CONNECTION)));
}

static void counted_uuids(Canned *canned)
{
	list_of(canned, LIST(ROW("00000000-0000-4000-8000-000000000007", CANNED_CONNECTION) "," ROW(
				"00000000-0000-4000-8000-000000000008", CANNED_CONNECTION)));
}

static void uuids_of_time(Canned *canned)
{
	list_of(canned, LIST(ROW("6ba7b810-9dad-11d1-80b4-00c04fd430c8", CANNED_CONNECTION)));
}

static void short_ids(Canned *canned)
{
	list_of(canned, LIST(ROW("sub_8f3a91c2", CANNED_CONNECTION)));
}

/* Of one millisecond, and still 74 random bits. */
static void ordered_uuids(Canned *canned)
{
	list_of(canned, LIST(ROW("018f2b6c-7d3e-7a41-9c55-3b1e8f6a2d70", CANNED_CONNECTION) "," ROW(
				"018f2b6c-7d3e-7b92-84e1-f05d7c3a9e16", CANNED_CONNECTION)));
}

static void prefixed_ids(Canned *canned)
{
	list_of(canned, LIST(ROW("sub_9QmX2vLr8TzKd4WnYb6HcJ", CANNED_CONNECTION) "," ROW(
				"sub_Zp7RtG3kVf5BqNw1XsLy0M", CANNED_CONNECTION)));
}

/* ---- isolation.path-injection, isolation.dot-list ---- */

static void tails(Canned *canned, int status, const char *body)
{
	canned_answer(canned, "connection", CANNED_CONNECTION, 200, NULL,
		      "{\"id\":\"" CANNED_CONNECTION "\",\"wfServerId\":\"1\"}");
	canned_answer(canned, "id-tail", "%3Fx=1", status, NULL, body);
	canned_answer(canned, "id-tail", "%23", 404, NULL, UNKNOWN);
}

static void tail_reaches_the_engine(Canned *canned)
{
	tails(canned, 200, "{\"id\":\"" CANNED_CONNECTION "\",\"wfServerId\":\"1\"}");
}

static void tail_is_no_connection(Canned *canned)
{
	tails(canned, 404, UNKNOWN);
}

static void tail_breaks_off(Canned *canned)
{
	tails(canned, 0, NULL);
}

static void tail_crashes(Canned *canned)
{
	tails(canned, 500, "Internal Server Error");
}

static void dots_list_all(Canned *canned)
{
	own_list(canned);
	canned_answer(canned, "dot-list", NULL, 200, NULL,
		      "{\"total\":8,\"data\":[" ROW(ANOTHER, CANNED_OTHER_CONNECTION) "]}");
}

static void dots_are_unknown(Canned *canned)
{
	own_list(canned);
	canned_answer(canned, "dot-list", NULL, 404, NULL, UNKNOWN);
}

/* A development server: the list of any connection is there, and empty. */
static void dots_are_empty(Canned *canned)
{
	own_list(canned);
	canned_answer(canned, "dot-list", NULL, 200, NULL, "{\"total\":0,\"data\":[]}");
}

static void nothing_to_list(Canned *canned)
{
	canned_answer(canned, "dot-list", NULL, 200, NULL, "{\"total\":0,\"data\":[]}");
}

static void dots_crash(Canned *canned)
{
	canned_answer(canned, "dot-list", NULL, 500, NULL, "Internal Server Error");
}

const struct check_case cases_isolation[] = {
	{ "isolation.read", VERDICT_FAIL, "the other's is there", foreign_is_read,
	  "GET /connections/{id}/subscriptions/{id}" },
	{ "isolation.read", VERDICT_FAIL, "under a connection that does not exist", read_under_no_connection,
	  NULL },
	{ "isolation.read", VERDICT_PASS, "the other's is refused", foreign_is_refused, NULL },
	{ "isolation.read", VERDICT_UNKNOWN, "one connection does not tell", one_connection, NULL },
	{ "isolation.read", VERDICT_UNKNOWN, "no connection", nobody, NULL },
	{ "isolation.read", VERDICT_UNKNOWN, "a crash does not tell", foreign_crashes, NULL },
	{ "isolation.read", VERDICT_ERROR, "broken off", foreign_breaks_off, NULL },

	{ "isolation.list", VERDICT_FAIL, "another's entry", list_with_others,
	  "GET /connections/{id}/subscriptions /data/1/connectionId" },
	{ "isolation.list", VERDICT_FAIL, "on a later page", others_on_a_later_page,
	  "GET /connections/{id}/subscriptions /data/0/connectionId" },
	{ "isolation.list", VERDICT_PASS, "only its own", own_list, NULL },
	{ "isolation.list", VERDICT_UNKNOWN, "an empty list", an_empty_list, NULL },
	{ "isolation.list", VERDICT_UNKNOWN, "no connection", nobody, NULL },
	{ "isolation.list", VERDICT_ERROR, "broken off", list_breaks_off, NULL },

	{ "isolation.oracle", VERDICT_FAIL, "the SDK's two texts", foreign_is_told,
	  "GET /connections/{id}/subscriptions/{id}" },
	{ "isolation.oracle", VERDICT_FAIL, "told with one connection", told_under_no_connection, NULL },
	{ "isolation.oracle", VERDICT_PASS, "alike", foreign_is_refused, NULL },
	{ "isolation.oracle", VERDICT_PASS, "ids that are repeated are no difference", ids_are_repeated,
	  NULL },
	{ "isolation.oracle", VERDICT_UNKNOWN, "alike under no connection", one_connection, NULL },
	{ "isolation.oracle", VERDICT_UNKNOWN, "readable is another check's", foreign_is_read, NULL },

	{ "isolation.ids", VERDICT_FAIL, "numbers", counted_ids, "subscriptions" },
	{ "isolation.ids", VERDICT_FAIL, "UUIDs that are counted up", counted_uuids, NULL },
	{ "isolation.ids", VERDICT_FAIL, "UUIDs of time", uuids_of_time, NULL },
	{ "isolation.ids", VERDICT_FAIL, "short behind a prefix", short_ids, NULL },
	{ "isolation.ids", VERDICT_PASS, "random UUIDs", random_ids, NULL },
	{ "isolation.ids", VERDICT_PASS, "version 7", ordered_uuids, NULL },
	{ "isolation.ids", VERDICT_PASS, "long behind a prefix", prefixed_ids, NULL },
	{ "isolation.ids", VERDICT_UNKNOWN, "none is known", nobody, NULL },

	{ "isolation.path-injection", VERDICT_FAIL, "the id comes back", tail_reaches_the_engine,
	  "GET /connections/{id}" },
	{ "isolation.path-injection", VERDICT_PASS, "404", tail_is_no_connection, NULL },
	{ "isolation.path-injection", VERDICT_UNKNOWN, "a crash", tail_crashes, NULL },
	{ "isolation.path-injection", VERDICT_UNKNOWN, "no connection", nobody, NULL },
	{ "isolation.path-injection", VERDICT_ERROR, "broken off", tail_breaks_off, NULL },

	{ "isolation.dot-list", VERDICT_FAIL, "everybody's", dots_list_all,
	  "GET /connections/{id}/subscriptions /total" },
	{ "isolation.dot-list", VERDICT_PASS, "404", dots_are_unknown, NULL },
	{ "isolation.dot-list", VERDICT_PASS, "empty though there are some", dots_are_empty, NULL },
	{ "isolation.dot-list", VERDICT_UNKNOWN, "empty, and nothing is known", nothing_to_list, NULL },
	{ "isolation.dot-list", VERDICT_UNKNOWN, "a crash", dots_crash, NULL },
	{ NULL },
};
