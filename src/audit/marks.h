/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markers in what was answered: «own:NAME» stands for a value that weir holds, «cred:KIND» for a credential
 * known by its format (base/redact.h).  Pure. */
#pragma once

#include "audit/evidence.h"

/* A marker within JSON. */
typedef struct {
	char *pointer; /* of the string, or of the member whose name holds it */
	char *marker;
	const char *text; /* all of the string; borrowed from the JSON */
} Mark;

/* Members of this name are not looked into: other checks judge them.  NULL: all are. */
typedef gboolean (*MarkPasses)(const char *member);

/* Mark *, owned by the array: the first marker of each string, at most `most`. */
GPtrArray *marks_find(json_t *json, MarkPasses passes, guint most);

/* The first marker in a text without NUL, new; NULL. `prefix` NULL: of either kind. */
char *mark_in(const char *text, const char *prefix);
gboolean mark_is_own(const char *marker);

/* "a value that weir holds (env:TOKEN)", "a credential (github-token)"; new. */
char *mark_words(const char *marker);

/* Text round a marker, at most some 80 bytes of it, valid UTF-8; new. */
char *mark_quote(const char *text, const char *marker);

/* "/connections/{id}/subscriptions": the path below the target's URL that was asked, without a query, with
 * {id} for ids, so that it is the same in the next run; new. */
char *answer_path(const Evidence *evidence, const Answer *answer);
