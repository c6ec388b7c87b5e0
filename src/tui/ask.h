/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few questions, one after the other, in the prompt at the bottom.  Esc ends them all.  No secrets: see
 * prompt.h.  Main thread. */
#pragma once

#include "tui/app.h"

struct question {
	const char *label;          /* N_(): "reason" */
	const char *const *choices; /* for Tab; ends with NULL.  NULL: none */
	/* What is wrong with an answer, a sentence; NULL: nothing.  `before` are the answers so far. */
	const char *(*problem)(const char *answer, const char *const *before);
	/* What Tab makes of the last word; NULL: the choices. */
	GPtrArray *(*complete)(App *app, const char *line);
};

/* `answers` are as many as the questions, without white space around them. */
typedef void (*AskDone)(const char *const *answers, gpointer data);

/* `about` stands above the prompt; `initial` has what each answer begins as (NULL: nothing).  `done` is
 * called when all are answered; `free_data` in any case, at last. */
void app_ask(App *app, const char *about, const struct question *questions, guint count,
	     const char *const *initial, AskDone done, gpointer data, GDestroyNotify free_data);

/* Leaves what is being asked, if anything is: the app ends. */
void ask_drop(App *app);

/* Usual problems. */
const char *ask_is_empty(const char *answer, const char *const *before);
const char *ask_is_no_day_to_come(const char *answer, const char *const *before); /* YYYY-MM-DD */
