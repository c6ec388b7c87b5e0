/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: one table, from which the keys work, the bottom line is written and help is made.
 *
 * To add a key: a row in keymap.c.  Pure. */
#pragma once

#include <glib.h>

/* Where the keys go. */
enum focus {
	FOCUS_LIST = 1 << 0,
	FOCUS_DETAIL = 1 << 1, /* the detail pane */
	FOCUS_TEXT = 1 << 2,   /* help, what a command printed */
	FOCUS_ANY = FOCUS_LIST | FOCUS_DETAIL | FOCUS_TEXT,
};

/* The views, as bits for the table. */
enum view_bit {
	ON_SERVERS = 1 << 1,
	ON_ACTIONS = 1 << 2,
	ON_TRIGGERS = 1 << 3,
	ON_SUBSCRIPTIONS = 1 << 4,
	ON_SECRETS = 1 << 5,
	ON_REPLAY = 1 << 6,
	ON_AUDIT = 1 << 7,
	ON_TRAFFIC = 1 << 8,
	ON_TEXT = 1 << 9, /* help, what a command printed */
	ON_CAPTURES = 1 << 10,
	ON_ANY = ~0,
};

enum action {
	ACT_NONE,
	ACT_UP,
	ACT_DOWN,
	ACT_PAGE_UP,
	ACT_PAGE_DOWN,
	ACT_HALF_UP,
	ACT_HALF_DOWN,
	ACT_FIRST,
	ACT_LAST,
	ACT_OPEN,
	ACT_BACK,
	ACT_FOCUS,
	ACT_PANE,
	ACT_FOLD,
	ACT_FOLD_SHUT,
	ACT_FOLD_OPEN,
	ACT_FOLD_ALL,
	ACT_MARK,
	ACT_UNMARK_ALL,
	ACT_FILTER,
	ACT_NEXT_MATCH,
	ACT_PREVIOUS_MATCH,
	ACT_SORT,
	ACT_SORT_REVERSE,
	ACT_COPY,
	ACT_COPY_ROW,
	ACT_COPY_CURL,
	ACT_REFRESH,
	ACT_REDRAW,
	ACT_COMMAND,
	ACT_HELP,
	ACT_MOUSE,
	ACT_STOP,
	ACT_QUIT,
	ACT_INTERRUPT,
	ACT_AUDIT_ALL,
	ACT_AUDIT_AGAIN, /* the check under the cursor */
	ACT_AUDIT_STOP,
	ACT_AUDIT_LEVEL,
	ACT_SUPPRESS,
	ACT_ATTEST,
	ACT_EXPORT,
	ACT_CROSS,  /* from a finding to its exchange, and back */
	ACT_REPLAY, /* what is under the cursor, in the replay view */
	ACT_REPLAY_ALL,
	ACT_REPLAY_ONE, /* the case under the cursor */
	ACT_REPLAY_STOP,
	ACT_REPLAY_TRIGGER,
	ACT_REPLAY_SETTINGS,
	ACT_REPLAY_BODY,
	ACT_REPLAY_EDIT,
	ACT_ROTATE,
	ACT_ROTATE_STOP,
	ACT_RESUME,
	ACT_ROLLBACK,
	ACT_RETIRE,
	ACT_CAPTURES,
	ACT_LISTEN,
	ACT_REPLAY_CAPTURE,
	ACT_DELETE,
	ACT_VIEW, /* the row's argument says which */
};

struct key_row {
	guint16 focus;
	guint32 views;
	guint keys[4]; /* 0 ends them */
	enum action action;
	int argument;
	const char *hint; /* N_(): for the bottom line; NULL: not there */
	const char *help; /* N_() */
};
extern const struct key_row key_rows[];
extern const gsize n_key_rows;

/* The row that a key means there, or NULL. */
const struct key_row *keymap_find(guint key, guint focus, guint views);

/* The first key of a row ("Enter"), or all of them ("j Down C-n"). */
void keymap_append_keys(GString *out, const struct key_row *row, gboolean all);
