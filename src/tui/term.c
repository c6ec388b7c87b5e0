/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "tui/terminfo.h"

enum { ESCAPE_MILLISECONDS = 25, CLIPBOARD_CAP = 74994, CHATTER_CAP = 64 * 1024, N_SIGNALS = 4 };

struct Term {
	struct term_events events;
	gpointer data;
	InputDecoder *decoder;
	SCREEN *curses;
	guint escape_delay;
	guint input_source, patience_source, stop_source;
	guint signals[N_SIGNALS];  /* HUP INT TERM, and WINCH */
	int saved_stderr, chatter; /* -1: stderr was left alone */
	gboolean mouse, mouse_known, direct, paste_known, stopped;
	struct sigaction old_stop, old_continue, lent_stop, lent_continue;
};

/* TSTP and CONT, which GLib does not take: the handler only counts, the loop acts. */
static int stop_event = -1;
static volatile sig_atomic_t stop_wanted, continue_seen;

static void on_stop_signal(int number)
{
	int saved = errno;
	if (number == SIGTSTP)
		stop_wanted = 1;
	else
		continue_seen = 1;
	guint64 one = 1;
	if (write(stop_event, &one, sizeof one) < 0)
		continue_seen = continue_seen; /* the event is pending already */
	errno = saved;
}

static void emit(const char *sequence)
{
	for (gsize left = strlen(sequence); left > 0;) {
		ssize_t n = write(STDOUT_FILENO, sequence, left);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0) {
			sequence += n;
			left -= (gsize)n;
		}
	}
}

static void emit_modes(const Term *term, gboolean on)
{
	if (term->paste_known)
		emit(on ? "\033[?2004h" : "\033[?2004l");
	if (term->mouse_known && (term->mouse || !on))
		emit(on ? "\033[?1000;1006h" : "\033[?1006;1000l");
}

void term_set_mouse(Term *term, gboolean on)
{
	term->mouse = on;
	if (term->mouse_known)
		emit(on ? "\033[?1000;1006h" : "\033[?1006;1000l");
}

void term_bell(Term *term)
{
	beep();
}

void term_size(const Term *term, int *rows, int *columns)
{
	*rows = LINES;
	*columns = COLS;
}

int term_colours(const Term *term)
{
	return COLORS;
}

gboolean term_direct(const Term *term)
{
	return term->direct;
}

/* ---- input ---- */

static gboolean on_patience(gpointer data)
{
	Term *term = data;
	term->patience_source = 0;
	input_decoder_timeout(term->decoder);
	term->events.settled(term->data);
	return G_SOURCE_REMOVE;
}

static void settle(Term *term)
{
	guint patience = input_decoder_patience(term->decoder, term->escape_delay);
	if (patience > 0)
		term->patience_source = g_timeout_add(patience, on_patience, term);
	term->events.settled(term->data);
}

static gboolean on_input(gint fd, GIOCondition condition, gpointer data)
{
	Term *term = data;
	char bytes[4096];
	ssize_t n = (condition & G_IO_IN) != 0 ? read(fd, bytes, sizeof bytes) : 0;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (n <= 0) {
		/* End of input, or an error: the terminal is gone, and would be "readable" for ever. */
		term->input_source = 0;
		term->events.ended(WEIR_EXIT_INTERRUPTED, term->data);
		return G_SOURCE_REMOVE;
	}
	g_clear_handle_id(&term->patience_source, g_source_remove);
	input_decoder_feed(term->decoder, bytes, (gsize)n);
	settle(term);
	return G_SOURCE_CONTINUE;
}

/* ---- signals ---- */

static gboolean on_end_signal(gpointer data)
{
	Term *term = data;
	term->events.ended(WEIR_EXIT_INTERRUPTED, term->data);
	return G_SOURCE_CONTINUE;
}

static gboolean on_resize_signal(gpointer data)
{
	Term *term = data;
	struct winsize size;
	if (term->stopped)
		return G_SOURCE_CONTINUE; /* it is looked at when it comes back */
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resizeterm(size.ws_row, size.ws_col);
	term->events.resized(term->data);
	return G_SOURCE_CONTINUE;
}

static void come_back(Term *term)
{
	term->stopped = FALSE;
	reset_prog_mode();
	refresh();
	emit_modes(term, TRUE);
	on_resize_signal(term);
}

/* The whole process group stops, as when the terminal's driver sees C-z: scripts round the program too.  In
 * an orphaned group the kernel drops the signal, and the screen comes straight back. */
void term_stop(Term *term)
{
	emit_modes(term, FALSE);
	endwin();
	term->stopped = TRUE;
	struct sigaction standard = { .sa_handler = SIG_DFL }, ours;
	sigaction(SIGTSTP, &standard, &ours);
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
	stop_wanted = continue_seen = 0;
	come_back(term);
}

void term_lend(Term *term)
{
	emit_modes(term, FALSE);
	endwin();
	term->stopped = TRUE;
	g_clear_handle_id(&term->input_source, g_source_remove);
	g_clear_handle_id(&term->patience_source, g_source_remove);
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigaction(SIGTSTP, &standard, &term->lent_stop);
	sigaction(SIGCONT, &standard, &term->lent_continue);
}

void term_take_back(Term *term)
{
	sigaction(SIGTSTP, &term->lent_stop, NULL);
	sigaction(SIGCONT, &term->lent_continue, NULL);
	stop_wanted = continue_seen = 0;
	term->input_source = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, term);
	come_back(term);
}

static gboolean on_stop_event(gint fd, GIOCondition condition, gpointer data)
{
	Term *term = data;
	guint64 count;
	if (read(fd, &count, sizeof count) < 0)
		return G_SOURCE_CONTINUE;
	gboolean continued = continue_seen;
	continue_seen = 0;
	if (stop_wanted)
		term_stop(term);
	else if (continued)
		come_back(term);
	return G_SOURCE_CONTINUE;
}

static void take_signals(Term *term)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGTERM };
	for (gsize i = 0; i < G_N_ELEMENTS(ending); i++)
		term->signals[i] = g_unix_signal_add(ending[i], on_end_signal, term);
	term->signals[3] = g_unix_signal_add(SIGWINCH, on_resize_signal, term);
	stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct sigaction action = { .sa_handler = on_stop_signal, .sa_flags = SA_RESTART };
	sigaction(SIGTSTP, &action, &term->old_stop);
	sigaction(SIGCONT, &action, &term->old_continue);
	term->stop_source = g_unix_fd_add(stop_event, G_IO_IN, on_stop_event, term);
}

static void leave_signals(Term *term)
{
	for (gsize i = 0; i < G_N_ELEMENTS(term->signals); i++)
		g_clear_handle_id(&term->signals[i], g_source_remove);
	sigaction(SIGTSTP, &term->old_stop, NULL);
	sigaction(SIGCONT, &term->old_continue, NULL);
	g_clear_handle_id(&term->stop_source, g_source_remove);
	close(stop_event);
	stop_event = -1;
}

/* ---- stderr ---- */

static void catch_chatter(Term *term)
{
	term->saved_stderr = term->chatter = -1;
	if (!isatty(STDERR_FILENO))
		return;
	term->chatter = memfd_create("weir-stderr", MFD_CLOEXEC);
	if (term->chatter < 0)
		return;
	term->saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (term->saved_stderr >= 0)
		dup2(term->chatter, STDERR_FILENO);
}

static void show_chatter(Term *term)
{
	if (term->saved_stderr < 0)
		return;
	fflush(stderr);
	dup2(term->saved_stderr, STDERR_FILENO);
	close(term->saved_stderr);
	g_autofree char *bytes = g_malloc(CHATTER_CAP);
	ssize_t n = pread(term->chatter, bytes, CHATTER_CAP, 0);
	close(term->chatter);
	if (n <= 0)
		return;
	g_autofree char *text = text_visible(bytes, n, TEXT_KEEP_LINES);
	fputs(text, stderr);
	if (!g_str_has_suffix(text, "\n"))
		fputc('\n', stderr);
}

/* ---- opening and closing ---- */

/* 24-bit colours want a terminal description that says how: TERM itself, or its "-direct" sibling where the
 * terminal says in COLORTERM that it has them. */
static SCREEN *start_curses(void)
{
	static const char suffix[] = "-256color";
	const char *name = getenv("TERM"), *says = getenv("COLORTERM");
	gboolean true_colour = says != NULL && (strcmp(says, "truecolor") == 0 || strcmp(says, "24bit") == 0);
	if (true_colour && name != NULL && g_str_has_suffix(name, suffix)) {
		g_autofree char *stem = g_strndup(name, strlen(name) - strlen(suffix));
		g_autofree char *sibling = g_strconcat(stem, "-direct", NULL);
		if (terminfo_known(sibling))
			return newterm(sibling, stdout, stdin);
	}
	return terminfo_known(name) ? newterm(name, stdout, stdin) : NULL;
}

static gboolean has_string(const char *capability)
{
	const char *value = tigetstr(capability);
	return value != NULL && value != (const char *)-1 && *value != '\0';
}

static void prepare_curses(Term *term)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE); /* cursor keys in the form that terminfo tells */
	curs_set(0);
	typeahead(-1); /* ncurses would stop drawing when a key waits */
	if (has_colors()) {
		start_color();
		use_default_colors();
	}
	term->direct = COLORS > 256 && tigetflag("RGB") > 0;
	const char *name = termname();
	gboolean xterm_like = g_str_has_prefix(name, "xterm") || g_str_has_prefix(name, "tmux") ||
			      g_str_has_prefix(name, "screen") || g_str_has_prefix(name, "rxvt");
	term->mouse_known = has_string("kmous") || has_string("XM");
	term->paste_known = has_string("BE") || xterm_like;
}

static gboolean check_terminal(GError **error)
{
	const char *name = getenv("TERM");
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		g_set_error_literal(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("the screen needs a terminal on stdin and stdout; use --plain, or a command: "
			  "weir help"));
		return FALSE;
	}
	if (name == NULL || *name == '\0' || strcmp(name, "dumb") == 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the terminal (TERM=%s) cannot move its cursor; use --plain, or set TERM"),
			    name != NULL ? name : "");
		return FALSE;
	}
	return TRUE;
}

Term *term_open(const struct term_events *events, gpointer data, gboolean mouse, int escape_delay,
		GError **error)
{
	if (!check_terminal(error))
		return NULL;
	Term *term = g_new0(Term, 1);
	term->events = *events;
	term->data = data;
	term->mouse = mouse;
	term->escape_delay = (guint)(escape_delay > 0 ? escape_delay : ESCAPE_MILLISECONDS);
	take_signals(term);
	term->curses = start_curses();
	if (term->curses == NULL || !has_string("cup")) {
		if (term->curses != NULL)
			endwin();
		leave_signals(term);
		g_free(term);
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the terminal type \"%s\" is not known here; use --plain, or set TERM"),
			    getenv("TERM"));
		return NULL;
	}
	catch_chatter(term);
	prepare_curses(term);
	emit_modes(term, TRUE);
	term->decoder = input_decoder_new(term->events.input, data);
	term->input_source = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, term);
	return term;
}

void term_close(Term *term)
{
	if (term == NULL)
		return;
	g_clear_handle_id(&term->input_source, g_source_remove);
	g_clear_handle_id(&term->patience_source, g_source_remove);
	emit_modes(term, FALSE);
	endwin();
	leave_signals(term);
	show_chatter(term);
	input_decoder_free(term->decoder);
	delscreen(term->curses);
	g_free(term);
}

/* ---- clipboard ---- */

static gboolean copy_through_tmux(const char *text)
{
	static const char *const argv[] = { "tmux", "load-buffer", "-w", "-", NULL };
	g_autoptr(GSubprocess) child =
		g_subprocess_newv(argv,
				  G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
					  G_SUBPROCESS_FLAGS_STDERR_SILENCE,
				  NULL);
	if (child == NULL)
		return FALSE;
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_subprocess_communicate_async(child, bytes, NULL, NULL, NULL);
	return TRUE;
}

const char *term_copy(Term *term, const char *text, GError **error)
{
	g_autofree char *encoded = g_base64_encode((const guchar *)text, strlen(text));
	if (strlen(encoded) > CLIPBOARD_CAP) {
		g_set_error_literal(
			error, WEIR_ERROR, WEIR_ERROR_LIMIT,
			_("not copied: more than the 56 kB that a terminal takes; narrow it down"));
		return NULL;
	}
	if (getenv("TMUX") != NULL && copy_through_tmux(text))
		return "tmux";
	g_autofree char *sequence = g_strconcat("\033]52;c;", encoded, "\a", NULL);
	emit(sequence);
	return "OSC 52";
}
