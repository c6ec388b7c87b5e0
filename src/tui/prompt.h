/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line at the bottom that is typed into: readline, fed key by key, drawn by the screen.
 *
 * readline never touches the terminal: its input comes from a queue, its output goes nowhere, and it is not
 * even started before the first prompt.  Esc and C-c cancel, a paste is inserted with its newlines made
 * spaces.  The user's inputrc applies. Secrets are not typed here: readline keeps copies.  One at a time;
 * main thread. */
#pragma once

#include "tui/input.h"
#include "tui/pane.h"

typedef struct Prompt Prompt;

struct prompt_kind {
	const char *sign;    /* ":" or "/": each has lines of its own that were typed before */
	const char *label;   /* drawn instead of the sign; NULL: the sign */
	const char *history; /* path of its history; NULL: kept for this run only */
	/* The line is done (NULL: cancelled). Returns whether the line goes into the history. */
	gboolean (*done)(const char *line, gpointer data);
	/* After each key that changed the line; NULL: nobody cares. */
	void (*typing)(const char *line, gpointer data);
	/* Candidates for the last word of `line`, sorted, char * with a free function; NULL: no completion.
	 */
	GPtrArray *(*complete)(const char *line, gpointer data);
};

/* `initial` is what stands there at first; NULL: nothing. */
Prompt *prompt_open(const struct prompt_kind *kind, const char *initial, gpointer data);
void prompt_close(Prompt *prompt);

/* Writes what was added; blocking, at the end of the run. */
void prompt_save_history(void);

void prompt_key(Prompt *prompt, guint key);
void prompt_paste(Prompt *prompt, const char *text, gsize length);

/* Draws the line, with the terminal's cursor in it, and the candidates above it if they were asked for. */
void prompt_draw(Prompt *prompt, Rect line);
