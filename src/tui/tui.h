/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of weir: the only entry to this folder.
 *
 * tui_start() takes the terminal (or, in plain mode, stdout and stdin), starts to load the targets in the
 * background and returns: everything else happens on the main loop of the caller, on the main thread.  `done`
 * runs once, from the loop, after the terminal has been given back; then tui_free() is due.  Signals HUP,
 * INT, TERM, WINCH, TSTP and CONT belong to the screen from tui_start() to `done`; stderr goes to a memory
 * file meanwhile and is shown afterwards. */
#pragma once

#include "model/config.h"
#include "net/http.h"

typedef struct Tui Tui;

/* What a command line of ':' came to.  `output` is what the command printed (visible text, lines; NULL or ""
 * if nothing), `error` why it failed (NULL: it did not).  Both are copied. */
typedef void (*TuiLineDone)(const char *output, int exit_code, const GError *error, gpointer done_data);

typedef struct {
	HttpClient *http;         /* borrowed; outlives the Tui */
	const Config *config;     /* borrowed; NULL without a configuration */
	const GPtrArray *targets; /* const Target *, copied; may be empty; the first one is shown */
	const char *view;   /* "servers", "actions", "triggers", "subscriptions", "traffic"; NULL: servers,
			       or actions where there is one target only */
	const char *theme;  /* "auto" (or NULL), "dark", "light", "mono", "deuteranopia" */
	gboolean mouse;     /* take the mouse; a key toggles it */
	gboolean ascii;     /* ASCII forms even where the locale is UTF-8 */
	gboolean plain;     /* linear mode: no cursor addressing, lines in, lines out */
	const char *banner; /* a few words for line 2, as "demo server"; NULL usually */

	/* The commands that ':' has beyond the screen's own; either may be NULL.
	 * run_line: runs one line ("actions --format json") on `target` where the line names none; calls
	 * `done` once, at once or later, also when cancelled.
	 * complete: candidates (char **, g_strfreev) for the word of `line` that ends at byte `cursor`. */
	void (*run_line)(const char *line, const Target *target, GCancellable *cancellable, TuiLineDone done,
			 gpointer done_data, gpointer data);
	char **(*complete)(const char *line, gsize cursor, gpointer data);
	gpointer data;
} TuiOptions;

/* All zero but the mouse, which is on. */
void tui_options_init(TuiOptions *options);

/* `exit_code` is the program's (base/error.h): 0 after q, 130 after an interrupt or a closed terminal. */
typedef void (*TuiDone)(int exit_code, gpointer data);

/* Copies what it needs of `options`.  NULL with WEIR_ERROR_USAGE where there is no terminal to use (plain
 * mode needs none). */
Tui *tui_start(const TuiOptions *options, TuiDone done, gpointer data, GError **error);

/* Ends it from outside, as q does: `done` runs from the loop. */
void tui_stop(Tui *tui);

/* After `done`.  NULL is fine. */
void tui_free(Tui *tui);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tui, tui_free)
