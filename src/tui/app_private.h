/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the app, shared by app.c, app_keys.c, app_draw.c, app_command.c, app_output.c and plain.c. */
#pragma once

#include "tui/app.h"
#include "tui/plain.h"
#include "tui/prompt.h"
#include "tui/term.h"

struct App {
	VerbContext *context;
	HttpClient *http;
	TuiDone done;
	gpointer done_data;
	int exit_code, escape_delay;
	gboolean ended, mouse, ascii;
	gboolean lent;    /* the terminal is a child's */
	gboolean leaving; /* it ends as soon as no replay has canaries on a server, and no rotation acts */
	char *banner, *theme;

	SecretsRunner *secrets;
	Term *term;   /* NULL in plain mode, and after the end */
	Plain *plain; /* NULL on the screen */
	Prompt *prompt;
	gpointer asking;     /* what the prompt is part of (ask.c); NULL */
	GPtrArray *sessions; /* Session * */
	Session *session;    /* NULL without targets */
	GPtrArray *views;    /* View *: all but those on the stack */
	View *view;          /* of `views` */
	View *before;        /* of `views`: where the way back from one without a number leads; NULL */
	GPtrArray *stack;    /* View * on top of it */

	/* What the lines of views and of keys were drawn for: they are drawn again when it has changed. */
	struct {
		const View *view;
		guint focus;
		int columns;
	} drawn;

	char *message;
	Tone message_tone;
	guint draw_source, late_draw_source, work_source, clock_source, end_source, begin_source;
	gint64 drawn_at; /* when the picture was last sent, monotonic microseconds */
	VerbRun *run;    /* the command under way; NULL */
	View *run_view;
	char *progress;      /* of the command; NULL */
	char *filter_before; /* while '/' is open: what comes back when it is cancelled */
};

/* Too small to show anything: only the ways out work. */
gboolean app_too_small(void);
void app_draw(App *app);
/* The view whose name stands at that column of the line of views; NULL. */
const struct view_ops *app_view_at(const App *app, int column);
void app_on_input(const InputEvent *event, gpointer data);
void app_act(App *app, const struct key_row *row);

/* ':' and '/', and what they lead to. */
void app_prompt_command(App *app);
void app_prompt_search(App *app);
/* One line of ':': of the screen itself, or a verb's.  FALSE: it made no sense. */
gboolean app_run_line(App *app, const char *line);
gboolean app_run_verb(App *app, const char *line);
void app_cancel_run(App *app); /* what it has not said yet is not said */
/* Something is on a server, or under way with a secret, that is not left as it is. */
gboolean app_work_is_open(const App *app);
