/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of weir: the only entry to this folder.
 *
 * tui_start() takes the terminal (or, in plain mode, stdout and stdin), starts to load the targets in the
 * background and returns: everything else happens on the main loop of the caller, on the main thread.  `done`
 * runs once, from the loop, after the terminal has been given back; then tui_free() is due.  Signals HUP,
 * INT, TERM, WINCH, TSTP and CONT belong to the screen from tui_start() to `done`; stderr goes to a memory
 * file meanwhile and is shown afterwards. */
#pragma once

#include "verb/verb.h"

typedef struct Tui Tui;

typedef struct {
	VerbContext *context; /* borrowed; outlives the Tui: configuration, HTTP, and the commands of ':' */
	const GPtrArray *targets; /* const Target *, copied; may be empty; the first one is shown */
	/* "servers", "actions", "triggers", "subscriptions", "audit", "traffic", "captures"; NULL: servers,
	 * or actions where there is one target only */
	const char *view;
	const char *theme;  /* "auto" (or NULL), "dark", "light", "mono", "deuteranopia" */
	int escape_delay;   /* milliseconds after which a lone Esc counts; 0: 25, more over slow lines */
	gboolean mouse;     /* take the mouse; a key toggles it */
	gboolean ascii;     /* ASCII forms even where the locale is UTF-8 */
	gboolean plain;     /* linear mode: no cursor addressing, lines in, lines out */
	const char *banner; /* a few words for line 2, as "demo server"; NULL usually */
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
