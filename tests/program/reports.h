/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One audit by the real program, written in every format, and what holds for all of them whatever the
 * server did. */
#pragma once

#include <jansson.h>

#include "program.h"

typedef struct {
	ProgramResult *result;
	json_t *json;      /* weir/audit/1; NULL where it was not written */
	json_t *recording; /* NULL likewise */
} Audited;

/* For rows of a large table, of which some are written in every format: a file costs an fsync. */
extern gboolean reports_json_only;

/* `weir audit WORDS --output FORMAT=FILE... --record FILE`, with text on stdout; files are below "out" of the
 * home.  Fails the test where a document is not whole, not valid, or holds the token, a control character or
 * a bidirectional one.  `name` is for messages. */
Audited *audited_new(const char *name, const char *const *words);
void audited_free(Audited *audited);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Audited, audited_free)

/* The text is UTF-8 and nothing in it acts on a terminal. */
void reports_inert(const char *name, const char *text, gsize length);
/* The path of a report, g_free(). */
char *reports_path(const char *format);

/* The worst verdict of a check ("pass"); NULL where it was not judged.  Borrowed. */
const char *audited_verdict(const Audited *audited, const char *check);
/* Of the one target: member of /targets/0. */
const json_t *audited_target(const Audited *audited, const char *member);
/* Each finding of the one target. */
void audited_foreach(const Audited *audited,
		     void (*each)(const char *check, const char *verdict, const char *message, gpointer data),
		     gpointer data);
