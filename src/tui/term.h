/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal: taken, lent and given back.
 *
 * The signal handlers are installed before ncurses starts, which leaves handlers alone that are there:
 * ncurses' own end the program from inside a signal handler. While the terminal is taken, stderr goes to a
 * memory file, so that no library tears the screen; what was written there is shown when the terminal is
 * given back.  One per program; main thread. */
#pragma once

#include "tui/input.h"

typedef struct Term Term;

/* What the owner is told; all from the loop. */
struct term_events {
	InputSink input;                /* a key, the mouse, a paste */
	void (*settled)(gpointer data); /* all input that was there has been handed over: draw now */
	void (*resized)(gpointer data); /* also after the terminal came back from a stop */
	void (*ended)(int exit_code, gpointer data); /* a signal, or the terminal is gone */
};

/* WEIR_ERROR_USAGE where there is no terminal, or one that cannot move its cursor. */
Term *term_open(const struct term_events *events, gpointer data, gboolean mouse, int escape_delay,
		GError **error);
/* Gives the terminal back; NULL is fine. */
void term_close(Term *term);

void term_size(const Term *term, int *rows, int *columns);
int term_colours(const Term *term);
gboolean term_direct(const Term *term); /* colours are numbers 0xRRGGBB */

void term_set_mouse(Term *term, gboolean on);
/* What C-z does: the shell's turn, until it continues the job. */
void term_stop(Term *term);
/* An editor's turn: nothing is read, drawn or handled until it is taken back. */
void term_lend(Term *term);
void term_take_back(Term *term);
void term_bell(Term *term);

/* Gives text to the clipboard: through tmux where it runs, else by OSC 52.  Returns how, for the status line
 * ("OSC 52", "tmux"), or NULL with WEIR_ERROR_LIMIT for more than a terminal takes (74,994 bytes encoded). */
const char *term_copy(Term *term, const char *text, GError **error);
