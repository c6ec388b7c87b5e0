/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canned evidence for judges: the documents of a well-made server (tests/unit/audit/good, the demo server's
 * with no flaws), changed in one place, and answers made up or recorded.
 *
 * Every check has at least one case that must fire and one that must not; test_checks fails where one lacks.
 */
#pragma once

#include "audit/check.h"
#include "audit/probe.h"

typedef struct Canned Canned;

struct check_case {
	const char *check;
	Verdict verdict; /* the worst that must come of it: VERDICT_FAIL fires, VERDICT_PASS does not */
	const char *name;
	void (*set_up)(Canned *canned); /* NULL: the well-made server as it is */
	const char *where;              /* for failures: finding_where() of one of them; NULL: anywhere */
};

/* Each family's cases (cases_FAMILY.c), ending with a NULL check. */
extern const struct check_case cases_secrets[];
extern const struct check_case cases_actions_texts[];
extern const struct check_case cases_actions_schemas[];
extern const struct check_case cases_actions_calls[];
extern const struct check_case cases_triggers[];
extern const struct check_case cases_subscriptions[];
extern const struct check_case cases_auth[];
extern const struct check_case cases_isolation[];
extern const struct check_case cases_transport[];
extern const struct check_case cases_config[];
extern const struct check_case cases_secrets_answers[];
extern const struct check_case cases_secrets_schema[];
extern const struct check_case cases_operation[];
extern const struct check_case cases_active[];
extern const struct check_case cases_active_triggers[];

/* ---- for set_up ---- */

/* Sets (or, with NULL, removes) what a pointer names in "manifest", "components" or "openapi"; `json` is JSON
 * text.  The last token may be "-" in an array: appended.  Parents must be there. */
void canned_set(Canned *canned, const char *document, const char *pointer, const char *json);
/* The whole document; NULL: it is missing. */
void canned_document(Canned *canned, const char *document, const char *json);
/* An answer to a probe.  `headers`: "Name: value\nName: value"; NULL: none.  `body` may be NULL. A status of
 * 0 is an exchange that failed (a refused connection). */
void canned_answer(Canned *canned, const char *label, const char *subject, int status, const char *headers,
		   const char *body);
/* A fact, as JSON text. */
void canned_fact(Canned *canned, const char *name, const char *json);
/* The target: URL, connections, token and so on may be changed before answers are added. */
Target *canned_target(Canned *canned);
Evidence *canned_evidence(Canned *canned); /* as far as it is set up; documents are only built after set_up */
/* Only documents: the evidence is offline. */
void canned_offline(Canned *canned);

#define CANNED_UNKNOWN_ID "5f1f4f3e-7a56-4c41-9d0b-3f7f0f6c1d2e"
#define CANNED_CONNECTION "0b9b1c52-6a3e-4a0c-8f55-6f0a5d1e2c3b"
#define CANNED_OTHER_CONNECTION "c4d0a7e1-2b8f-4d6a-9c3e-5a7b8c9d0e1f"
#define CANNED_CANARY "weir-canary-0123456789ab"
