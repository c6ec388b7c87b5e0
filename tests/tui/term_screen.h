/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real program on a real terminal emulator: forked on a pseudo-terminal, its output read by libvterm.
 *
 * Nothing sleeps: waiting means reading the terminal until what is on it answers a question, or until a
 * deadline of TERM_DEADLINE seconds, which fails the test with the picture that was there.  Pictures are
 * compared as text and as attributes with files beside the tests; SCREENS=update in the environment writes
 * them anew. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* Long enough for a loaded machine under a sanitizer; nothing waits so long when all is well. */
enum { TERM_DEADLINE = 20 };

typedef struct TermScreen TermScreen;

/* `argv` ends with NULL; `environment` is "NAME=value", ending with NULL, laid over a clean one: HOME and the
 * XDG folders are a fresh folder, where it starts, TERM=xterm-256color, LC_ALL=C.UTF-8. */
TermScreen *term_screen_start(int rows, int columns, const char *const *argv, const char *const *environment);
/* Ends the program if it runs still, and removes its folder. */
void term_screen_free(TermScreen *term);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TermScreen, term_screen_free)

/* Removes a folder and what is in it. */
void term_screen_remove(const char *path);

const char *term_screen_home(const TermScreen *term);
pid_t term_screen_pid(const TermScreen *term);
int term_screen_fd(const TermScreen *term); /* our end of the terminal */

void term_screen_send(TermScreen *term, const char *bytes);
void term_screen_resize(TermScreen *term, int rows, int columns);

/* Closes our end: the terminal is gone. */
void term_screen_hang_up(TermScreen *term);

/* Until the text is on the screen, or (`gone`) is not; fails the test otherwise.  Before any waiting, what
 * was sent is given the time to be read and drawn: the text may have been there already. */
void term_screen_wait(TermScreen *term, const char *text);
void term_screen_wait_gone(TermScreen *term, const char *text);
/* Until the raw output since the start has the bytes. */
void term_screen_wait_bytes(TermScreen *term, const char *bytes);
/* Until the program has read what was sent. */
void term_screen_wait_read(TermScreen *term);
/* Until a question is answered with TRUE; `what` is told when it never is. */
typedef gboolean (*TermQuestion)(TermScreen *term, gpointer data);
void term_screen_wait_for(TermScreen *term, const char *what, TermQuestion question, gpointer data);
/* Until the program has ended; returns what waitpid() says. */
int term_screen_wait_exit(TermScreen *term);

gboolean term_screen_has(TermScreen *term, const char *text);
char *term_screen_row(TermScreen *term, int row);   /* trailing blanks cut */
char *term_screen_text(TermScreen *term);           /* all rows, newlines between */
const GString *term_screen_bytes(TermScreen *term); /* everything the program wrote */
/* TRUE if the cells of `text`, where it first stands, are reversed, bold, underlined or coloured. */
typedef enum {
	CELL_BOLD = 1,
	CELL_UNDERLINE = 2,
	CELL_REVERSE = 4,
	CELL_COLOUR = 8,
	CELL_GROUND = 16
} CellLook;
gboolean term_screen_looks(TermScreen *term, const char *text, unsigned look);
gboolean term_screen_cursor(TermScreen *term, int *row, int *column); /* FALSE: hidden */
gboolean term_screen_alternate(TermScreen *term);
/* TRUE if the terminal echoes and reads lines, as a shell expects it. */
gboolean term_screen_is_cooked(TermScreen *term);

/* Compares with tests/tui/pictures/NAME.screen.  What differs from run to run is made the same first: times,
 * ports, ids, and the right half of the first row. */
void term_screen_check(TermScreen *term, const char *name);
