/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deps.*, logging.* and ops.* */
#include "audit/canned.h"
#include "model/attestations.h"

#define LOCK(packages)                                                                                       \
	"{\"file\":\"uv.lock\",\"kind\":\"uv.lock\",\"packages\":[" packages "],\"notes\":[],\"cut\":false}"
#define PACKAGE(name, version, pinned)                                                                       \
	"{\"name\":\"" name "\",\"version\":\"" version "\",\"pinned\":" pinned ",\"line\":3}"

static void old_starlette(Canned *canned)
{
	canned_fact(canned, "lockfile",
		    LOCK(PACKAGE("fastapi", "0.115.11", "true") "," PACKAGE("starlette", "0.46.1", "true")));
}

static void new_packages(Canned *canned)
{
	canned_fact(canned, "lockfile", LOCK(PACKAGE("starlette", "99.0.0", "true")));
}

static void version_is_open(Canned *canned)
{
	canned_fact(canned, "lockfile", LOCK(PACKAGE("starlette", ">=0.40", "false")));
}

static void nothing_known(Canned *canned)
{
	canned_fact(canned, "lockfile", LOCK(PACKAGE("left-pad", "1.0", "true")));
}

static void lock_is_broken(Canned *canned)
{
	canned_fact(canned, "lockfile", "{\"file\":1}");
}

/* ---- attestations: the canned now is 2025-11-24 16:00 UTC ---- */

#define ATTESTED(check, made, until, more)                                                                   \
	"{\"" check "\":{\"by\":\"Kim\",\"made\":" made ",\"until\":" until ",\"lapsed\":false" more "}}"
#define RECENTLY "1763000000000000"
#define LONG_AGO "1740000000000000"
#define TO_COME "1780000000000000"
#define PAST "1763900000000000"

static void maintained(Canned *canned)
{
	canned_fact(canned, "attestations", ATTESTED("deps.maintenance", RECENTLY, TO_COME, ""));
}

static void maintained_long_ago(Canned *canned)
{
	canned_fact(canned, "attestations", ATTESTED("deps.maintenance", LONG_AGO, TO_COME, ""));
}

static void maintenance_has_lapsed(Canned *canned)
{
	canned_fact(canned, "attestations", ATTESTED("deps.maintenance", RECENTLY, PAST, ""));
}

static void integrity_attested(Canned *canned)
{
	canned_fact(canned, "attestations", ATTESTED("ops.integrity", RECENTLY, TO_COME, ""));
}

/* "delete_ticket" is the only destructive action of the well-made server. */
static void reviewed(Canned *canned)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_ptr_array_add(names, (gpointer) "delete_ticket");
	g_autofree char *list = attestation_list(names);
	g_autofree char *json = g_strdup_printf(
		ATTESTED("ops.destructive-review", RECENTLY, TO_COME, ",\"list\":\"%s\""), list);
	canned_fact(canned, "attestations", json);
}

static void reviewed_another_list(Canned *canned)
{
	canned_fact(canned, "attestations",
		    ATTESTED("ops.destructive-review", RECENTLY, TO_COME,
			     ",\"list\":\"0123456789abcdef0123456789abcdef\""));
}

static void nothing_is_destructive(Canned *canned)
{
	canned_set(canned, "manifest", "/actions", "[]");
	canned_document(canned, "components", NULL);
	canned_document(canned, "openapi", NULL);
}

/* ---- replay and pins ---- */

static void replay_held(Canned *canned)
{
	canned_fact(canned, "replay", "{\"when\":1763000000000000,\"cases\":14,\"failed\":[]}");
}

static void replay_broke(Canned *canned)
{
	canned_fact(canned, "replay", "{\"when\":1763000000000000,\"cases\":14,\"failed\":[\"stale\"]}");
}

static void replay_is_old(Canned *canned)
{
	canned_fact(canned, "replay", "{\"when\":1740000000000000,\"cases\":14,\"failed\":[]}");
}

static void nobody_signs(Canned *canned)
{
	canned_set(canned, "manifest", "/triggers", "[]");
	canned_document(canned, "openapi", NULL);
}

#define PIN(changes) "{\"id\":1,\"when\":1763000000000000,\"changes\":[" changes "]}"

static void effect_drifted(Canned *canned)
{
	canned_fact(
		canned, "pin",
		PIN("{\"kind\":\"effect-changed\",\"severity\":\"high\",\"subject\":\"action get_ticket\","
		    "\"document\":\"manifest\",\"pointer\":\"/actions/0\",\"before\":\"read\",\"after\":"
		    "\"delete\",\"breaking\":false,\"risky\":true}"));
}

static void docs_are_stale(Canned *canned)
{
	canned_fact(canned, "pin", PIN("{\"kind\":\"docs-stale\",\"subject\":\"action get_ticket\"}"));
}

static void words_drifted(Canned *canned)
{
	canned_fact(canned, "pin", PIN("{\"kind\":\"text-changed\",\"subject\":\"action get_ticket\"}"));
}

static void nothing_drifted(Canned *canned)
{
	canned_fact(canned, "pin", PIN(""));
}

static void not_all_compared(Canned *canned)
{
	canned_fact(canned, "pin", PIN("{\"kind\":\"not-compared\",\"subject\":\"server\"}"));
}

/* ---- logs ---- */

#define LOG(lines) "{\"configured\":true,\"from\":\"file\",\"lines\":[" lines "]}"
#define EVENT "\"INFO: 127.0.0.1 - GET /weir-log-event-" CANNED_UNKNOWN_ID " HTTP/1.1 401 Unauthorized\""

static void ask(Canned *canned)
{
	canned_answer(canned, "log-event", NULL, 401, NULL, "{\"detail\":\"Unauthorized\"}");
	canned_answer(canned, "log-escape", NULL, 401, NULL, "{\"detail\":\"Unauthorized\"}");
}

static void log_shows_it(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs", LOG(EVENT));
}

static void log_shows_nothing(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs", LOG("\"started\""));
}

static void log_cannot_be_read(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs", "{\"configured\":true,\"problem\":\"permission denied\"}");
}

static void request_was_taken(Canned *canned)
{
	log_shows_nothing(canned);
	canned_answer(canned, "log-event", NULL, 200, NULL, "welcome");
}

static void log_holds_the_token(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs",
		    LOG(EVENT ",\"DEBUG headers: Authorization: Bearer «own:env:CANNED_TOKEN»\""));
}

static void log_holds_a_credential(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs", LOG("\"desk: 401 with key «cred:github-token»\""));
}

static void log_gained_nothing(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs", LOG(""));
}

static void log_has_escapes(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs",
		    LOG("\"GET /weir-log-escape-" CANNED_UNKNOWN_ID "\\u001b[31m HTTP/1.1 401\""));
}

/* Colours of the program itself are no fault. */
static void log_is_coloured(Canned *canned)
{
	ask(canned);
	canned_fact(canned, "logs",
		    LOG("\"\\u001b[32mINFO\\u001b[0m: GET /weir-log-escape-" CANNED_UNKNOWN_ID
			"%1B[31m HTTP/1.1 \\u001b[31m401\\u001b[0m\""));
}

const struct check_case cases_operation[] = {
	{ "deps.lockfile", VERDICT_FAIL, "an old Starlette", old_starlette, "starlette" },
	{ "deps.lockfile", VERDICT_PASS, "new packages", new_packages, NULL },
	{ "deps.lockfile", VERDICT_UNKNOWN, "a range", version_is_open, NULL },
	{ "deps.lockfile", VERDICT_UNKNOWN, "other packages", nothing_known, NULL },
	{ "deps.lockfile", VERDICT_UNKNOWN, "a broken fact", lock_is_broken, NULL },
	{ "deps.lockfile", VERDICT_UNKNOWN, "none given", NULL, NULL },
	{ "deps.maintenance", VERDICT_MANUAL, "nobody said so", NULL, NULL },
	{ "deps.maintenance", VERDICT_PASS, "attested", maintained, NULL },
	{ "deps.maintenance", VERDICT_MANUAL, "too long ago", maintained_long_ago, NULL },
	{ "deps.maintenance", VERDICT_MANUAL, "lapsed", maintenance_has_lapsed, NULL },
	{ "ops.integrity", VERDICT_MANUAL, "nobody said so", NULL, NULL },
	{ "ops.integrity", VERDICT_PASS, "attested", integrity_attested, NULL },
	{ "ops.destructive-review", VERDICT_MANUAL, "nobody said so", NULL, NULL },
	{ "ops.destructive-review", VERDICT_PASS, "attested for this list", reviewed, NULL },
	{ "ops.destructive-review", VERDICT_MANUAL, "attested for another list", reviewed_another_list,
	  NULL },
	{ "ops.destructive-review", VERDICT_SKIPPED, "nothing destructive", nothing_is_destructive, NULL },
	{ "ops.failure-tests", VERDICT_MANUAL, "no history", NULL, NULL },
	{ "ops.failure-tests", VERDICT_PASS, "cases held", replay_held, NULL },
	{ "ops.failure-tests", VERDICT_FAIL, "a case broke", replay_broke, "stale" },
	{ "ops.failure-tests", VERDICT_MANUAL, "too long ago", replay_is_old, NULL },
	{ "ops.failure-tests", VERDICT_SKIPPED, "nothing is signed", nobody_signs, NULL },
	{ "ops.drift", VERDICT_UNKNOWN, "no pin", NULL, NULL },
	{ "ops.drift", VERDICT_FAIL, "an effect", effect_drifted, "action get_ticket effect-changed" },
	{ "ops.drift", VERDICT_FAIL, "stale docs", docs_are_stale, "action get_ticket docs-stale" },
	{ "ops.drift", VERDICT_PASS, "other words", words_drifted, NULL },
	{ "ops.drift", VERDICT_PASS, "nothing", nothing_drifted, NULL },
	{ "ops.drift", VERDICT_UNKNOWN, "not all compared", not_all_compared, NULL },
	{ "logging.events", VERDICT_PASS, "the log shows it", log_shows_it, NULL },
	{ "logging.events", VERDICT_FAIL, "the log does not", log_shows_nothing, "GET /weir-log-event-{id}" },
	{ "logging.events", VERDICT_UNKNOWN, "no log", ask, NULL },
	{ "logging.events", VERDICT_UNKNOWN, "an unreadable log", log_cannot_be_read, NULL },
	{ "logging.events", VERDICT_UNKNOWN, "not refused", request_was_taken, NULL },
	{ "logging.secrets", VERDICT_FAIL, "the token", log_holds_the_token, "«own:env:CANNED_TOKEN»" },
	{ "logging.secrets", VERDICT_FAIL, "a credential", log_holds_a_credential, "«cred:github-token»" },
	{ "logging.secrets", VERDICT_PASS, "a clean log", log_shows_it, NULL },
	{ "logging.secrets", VERDICT_UNKNOWN, "an empty log", log_gained_nothing, NULL },
	{ "logging.injection", VERDICT_FAIL, "raw", log_has_escapes, "GET /weir-log-escape-{id}%1B[31m" },
	{ "logging.injection", VERDICT_PASS, "encoded, in a coloured log", log_is_coloured, NULL },
	{ "logging.injection", VERDICT_UNKNOWN, "not logged", log_shows_nothing, NULL },
	{ NULL },
};
