/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view: what one number key shows.  A list of rows with a pane of details beside it, or a pane alone.
 *
 * One view is one file tui/view_NAME.c with one constant `struct view_ops`; what lists and panes do lives in
 * list.c and pane.c, what all views do in view.c. An action that none of them knows is the app's.  To add a
 * view: write the file, add it to `views` in view.c, its number to keymap.c and keymap.h. */
#pragma once

#include "tui/input.h"
#include "tui/list.h"
#include "tui/session.h"

typedef struct App App; /* app.h */
typedef struct View View;

struct view_ops {
	const char *name;                /* "actions": in commands and options */
	const char *title;               /* N_(): on the line of views */
	const char *brief;               /* N_(): there, where not all titles fit; NULL: the title */
	int number;                      /* the key; 0: none */
	guint bit;                       /* ON_ACTIONS: in the table of keys */
	gboolean of_session;             /* there is one for each session */
	gboolean is_command_too;         /* ":audit desk-prod" is the command, ":audit" the view */
	const struct listing_kind *kind; /* NULL: a pane alone */
	struct list_ops list;
	gboolean details_first; /* the pane is open from the start */
	gboolean details_half;  /* beside the list it has half of the screen, if the list needs the rest */
	int open_depth;         /* of JSON in the pane */

	/* The view is shown: it asks for what it needs. NULL: nothing to ask for. */
	void (*shown)(View *view);
	/* The session has changed (session.h); for views of no session, any session has. */
	void (*changed)(View *view, unsigned what);
	/* Draws lines of its own at the top of the place; returns how many.  NULL: none. */
	int (*head)(View *view, Rect place);
	/* Left half of the status line: what the list holds, or how far it is.  NULL: the kind's summary. */
	void (*status)(View *view, ListingLook look, GString *out);
	/* Rows are on their way: the linear mode waits for them.  NULL: the session knows. */
	gboolean (*loading)(const View *view);
	/* What stands in the place of rows while there are none; its tone. NULL: nothing. */
	Tone (*empty)(View *view, GString *out);
	/* The lines of the pane; NULL: the kind's detail. */
	void (*detail)(View *view, guint row, ListingLook look, GPtrArray *lines);
	/* The cursor is on another row, or the row is another.  NULL: nobody cares. */
	void (*moved)(View *view, guint row);
	gboolean (*act)(View *view, enum action action);
	void (*refresh)(View *view);
	/* A slice of work of its own; TRUE while there is more. */
	gboolean (*work)(View *view, gboolean *dirty);
	void (*free_state)(gpointer state);
};
extern const struct view_ops view_servers, view_actions, view_triggers, view_subscriptions, view_secrets,
	view_replay, view_audit, view_traffic, view_captures, view_text;
/* Those with a number, in the order of the line of views; ends with NULL. */
extern const struct view_ops *const views[];
const struct view_ops *view_find(int number);
const struct view_ops *view_find_name(const char *name); /* also one without a number */

struct View {
	const struct view_ops *ops;
	App *app;
	Session *session; /* borrowed; NULL for views of no session */
	struct listing listing;
	List *list; /* NULL: a pane alone */
	Pane *pane;
	gboolean details; /* the pane is open */
	enum focus focus;
	gboolean pane_fresh; /* the pane shows `pane_row` as it is now */
	guint pane_row;
	Rect list_place, pane_place; /* as drawn; no rows: not seen */
	char *title;                 /* of texts; NULL */
	gboolean help;               /* a text that is help: there is none above it */
	gpointer state;
};

View *view_new(const struct view_ops *ops, App *app, Session *session);
void view_free(View *view);
/* A text of its own: help, what a command printed.  Takes a reference to the lines. */
View *view_text_new(App *app, const char *title, GPtrArray *lines);

/* The rows are others (`data` NULL: there are none), or there are more of them. */
void view_set_rows(View *view, gconstpointer data, guint n_rows);
void view_more_rows(View *view, guint n_rows, gboolean last);
/* The same rows with changed cells. */
void view_touch(View *view);

gboolean view_act(View *view, enum action action);
void view_search(View *view, const char *text); /* '/': filters the list, or searches the pane */
gboolean view_work(View *view, gboolean *dirty);
/* The lines of the row under the cursor into the pane. */
void view_fill_pane(View *view);
/* A press or the wheel at a place of the screen. */
void view_mouse(View *view, const InputEvent *event);

void view_draw(View *view, Rect place);
void view_append_status(View *view, ListingLook look, GString *left, GString *right);
