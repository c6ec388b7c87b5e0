/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "term_screen.h"

#include "term_program.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

enum { PICTURE_DEADLINE = 20, MASK_ROUNDS = 5, REST_MILLISECONDS = 5, ANSWER_DEADLINE = 2 };

struct TermScreen {
	VTerm *vterm;
	VTermScreen *screen;
	int fd, rows, columns, status;
	pid_t pid;
	gboolean ended, cursor_shown, alternate;
	gboolean sent; /* and nothing was waited for since */
	GString *bytes;
	char *home;
};

/* ---- the emulator ---- */

static int on_property(VTermProp property, VTermValue *value, void *data)
{
	TermScreen *term = data;
	if (property == VTERM_PROP_CURSORVISIBLE)
		term->cursor_shown = value->boolean;
	else if (property == VTERM_PROP_ALTSCREEN)
		term->alternate = value->boolean;
	return 1;
}

static void make_vterm(TermScreen *term)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = on_property };
	term->vterm = vterm_new(term->rows, term->columns);
	vterm_set_utf8(term->vterm, 1);
	term->screen = vterm_obtain_screen(term->vterm);
	vterm_screen_enable_altscreen(term->screen, 1);
	vterm_screen_set_callbacks(term->screen, &callbacks, term);
	vterm_screen_reset(term->screen, 1);
	term->cursor_shown = TRUE;
}

/* ---- starting and ending ---- */

TermScreen *term_screen_start(int rows, int columns, const char *const *argv, const char *const *environment)
{
	TermScreen *term = g_new0(TermScreen, 1);
	term->rows = rows;
	term->columns = columns;
	term->bytes = g_string_new(NULL);
	term->home = g_dir_make_tmp("weir-tui-XXXXXX", NULL);
	make_vterm(term);
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
	term->pid = forkpty(&term->fd, NULL, NULL, &size);
	ck_assert_int_ge(term->pid, 0);
	if (term->pid == 0) {
		term_program_set_environment(term->home, environment);
		if (chdir(term->home) == 0)
			execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	fcntl(term->fd, F_SETFD, FD_CLOEXEC);
	return term;
}

void term_screen_remove(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		term_screen_remove(child);
	}
	g_remove(path);
}

void term_screen_free(TermScreen *term)
{
	if (term == NULL)
		return;
	if (!term->ended) {
		kill(term->pid, SIGKILL);
		waitpid(term->pid, NULL, 0);
	}
	term_screen_hang_up(term);
	vterm_free(term->vterm);
	term_screen_remove(term->home);
	g_string_free(term->bytes, TRUE);
	g_free(term->home);
	g_free(term);
}

const char *term_screen_home(const TermScreen *term)
{
	return term->home;
}

pid_t term_screen_pid(const TermScreen *term)
{
	return term->pid;
}

int term_screen_fd(const TermScreen *term)
{
	return term->fd;
}

const GString *term_screen_bytes(TermScreen *term)
{
	return term->bytes;
}

/* ---- reading ---- */

/* Reads what comes within `milliseconds`; FALSE if nothing came. */
static gboolean pump(TermScreen *term, int milliseconds)
{
	if (term->fd < 0) {
		g_usleep(10000); /* nothing can be waited for but the program's end */
		return FALSE;
	}
	struct pollfd poll_fd = { .fd = term->fd, .events = POLLIN };
	char bytes[8192];
	if (poll(&poll_fd, 1, milliseconds) <= 0)
		return FALSE;
	ssize_t n = read(term->fd, bytes, sizeof bytes);
	if (n <= 0) {
		/* The other end is closed: poll would say so at once from now on. */
		g_usleep(1000);
		return FALSE;
	}
	g_string_append_len(term->bytes, bytes, n);
	vterm_input_write(term->vterm, bytes, (size_t)n);
	return TRUE;
}

void term_screen_send(TermScreen *term, const char *bytes)
{
	gsize left = strlen(bytes);
	term->sent = TRUE;
	while (left > 0) {
		ssize_t n = write(term->fd, bytes, left);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			ck_abort_msg("cannot write to the terminal: %s", g_strerror(errno));
		if (n > 0) {
			bytes += n;
			left -= (gsize)n;
		}
	}
}

void term_screen_resize(TermScreen *term, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
	while (pump(term, 0))
		;
	term->rows = rows;
	term->columns = columns;
	vterm_set_size(term->vterm, rows, columns);
	ioctl(term->fd, TIOCSWINSZ, &size);
}

void term_screen_hang_up(TermScreen *term)
{
	if (term->fd >= 0)
		close(term->fd);
	term->fd = -1;
}

/* What was asked for may stand on the screen from before: what was sent has to be answered first.  A program
 * that does not care for its keys is not waited for long. */
static void await_answer(TermScreen *term)
{
	if (!term->sent || term->fd < 0)
		return;
	term->sent = FALSE;
	int side = open(ptsname(term->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	gint64 deadline = g_get_monotonic_time() + (gint64)ANSWER_DEADLINE * G_USEC_PER_SEC;
	while (side >= 0 && !(term_program_is_read(side) && term_program_is_asleep(term->pid)) &&
	       g_get_monotonic_time() < deadline)
		pump(term, 1);
	while (pump(term, 0))
		;
	if (side >= 0)
		close(side);
}

void term_screen_wait_for(TermScreen *term, const char *what, TermQuestion question, gpointer data)
{
	await_answer(term);
	gint64 deadline = g_get_monotonic_time() + (gint64)TERM_DEADLINE * G_USEC_PER_SEC;
	while (!question(term, data)) {
		if (g_get_monotonic_time() > deadline) {
			g_autofree char *text = term_screen_text(term);
			ck_abort_msg("not within %d s: %.200s\n%.3000s", TERM_DEADLINE, what, text);
		}
		pump(term, 100);
	}
	/* The rest of the picture that the answer was in. */
	while (pump(term, REST_MILLISECONDS))
		;
}

static gboolean text_is_there(TermScreen *term, gpointer text)
{
	return term_screen_has(term, text);
}

static gboolean text_is_gone(TermScreen *term, gpointer text)
{
	return !term_screen_has(term, text);
}

static gboolean bytes_are_there(TermScreen *term, gpointer bytes)
{
	return memmem(term->bytes->str, term->bytes->len, bytes, strlen(bytes)) != NULL;
}

void term_screen_wait(TermScreen *term, const char *text)
{
	term_screen_wait_for(term, text, text_is_there, (gpointer)text);
}

void term_screen_wait_gone(TermScreen *term, const char *text)
{
	g_autofree char *what = g_strdup_printf("%s gone", text);
	term_screen_wait_for(term, what, text_is_gone, (gpointer)text);
}

void term_screen_wait_bytes(TermScreen *term, const char *bytes)
{
	g_autofree char *what = g_strescape(bytes, NULL);
	term_screen_wait_for(term, what, bytes_are_there, (gpointer)bytes);
}

static gboolean has_been_read(TermScreen *term, gpointer data)
{
	return term_program_is_read(*(int *)data);
}

void term_screen_wait_read(TermScreen *term)
{
	int side = open(ptsname(term->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(side, 0);
	term_screen_wait_for(term, "what was sent is read", has_been_read, &side);
	close(side);
}

static gboolean has_ended(TermScreen *term, gpointer data)
{
	if (!term->ended && waitpid(term->pid, &term->status, WNOHANG) == term->pid)
		term->ended = TRUE;
	return term->ended;
}

int term_screen_wait_exit(TermScreen *term)
{
	term_screen_wait_for(term, "the end of the program", has_ended, NULL);
	while (pump(term, 0))
		;
	return term->status;
}

/* ---- looking ---- */

static void cell_at(TermScreen *term, int row, int column, VTermScreenCell *cell)
{
	vterm_screen_get_cell(term->screen, (VTermPos){ .row = row, .col = column }, cell);
}

/* `starts` (may be NULL): the byte at which each column begins. */
static char *row_text(TermScreen *term, int row, gsize *starts)
{
	GString *out = g_string_new(NULL);
	for (int column = 0; column < term->columns; column++) {
		VTermScreenCell cell;
		cell_at(term, row, column, &cell);
		if (starts != NULL)
			starts[column] = out->len;
		if (cell.chars[0] == (uint32_t)-1)
			continue; /* the second half of a wide one */
		if (cell.chars[0] == 0)
			g_string_append_c(out, ' ');
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			g_string_append_unichar(out, cell.chars[i]);
	}
	return g_string_free(out, FALSE);
}

char *term_screen_row(TermScreen *term, int row)
{
	return g_strchomp(row_text(term, row, NULL));
}

char *term_screen_text(TermScreen *term)
{
	GString *out = g_string_new(NULL);
	for (int row = 0; row < term->rows; row++) {
		g_autofree char *text = term_screen_row(term, row);
		g_string_append_printf(out, "%s%s", row > 0 ? "\n" : "", text);
	}
	return g_string_free(out, FALSE);
}

gboolean term_screen_has(TermScreen *term, const char *text)
{
	g_autofree char *all = term_screen_text(term);
	return strstr(all, text) != NULL;
}

static unsigned look_of(const VTermScreenCell *cell)
{
	unsigned look = 0;
	look |= cell->attrs.bold ? CELL_BOLD : 0;
	look |= cell->attrs.underline ? CELL_UNDERLINE : 0;
	look |= cell->attrs.reverse ? CELL_REVERSE : 0;
	look |= !VTERM_COLOR_IS_DEFAULT_FG(&cell->fg) ? CELL_COLOUR : 0;
	look |= !VTERM_COLOR_IS_DEFAULT_BG(&cell->bg) ? CELL_GROUND : 0;
	return look;
}

gboolean term_screen_looks(TermScreen *term, const char *text, unsigned look)
{
	g_autofree gsize *starts = g_new0(gsize, term->columns);
	for (int row = 0; row < term->rows; row++) {
		g_autofree char *line = row_text(term, row, starts);
		const char *at = strstr(line, text);
		if (at == NULL)
			continue;
		gsize from = (gsize)(at - line), to = from + strlen(text);
		for (int column = 0; column < term->columns; column++) {
			VTermScreenCell cell;
			if (starts[column] < from || starts[column] >= to)
				continue;
			cell_at(term, row, column, &cell);
			if ((look_of(&cell) & look) != look)
				return FALSE;
		}
		return TRUE;
	}
	return FALSE;
}

gboolean term_screen_cursor(TermScreen *term, int *row, int *column)
{
	VTermPos position;
	vterm_state_get_cursorpos(vterm_obtain_state(term->vterm), &position);
	*row = position.row;
	*column = position.col;
	return term->cursor_shown;
}

gboolean term_screen_alternate(TermScreen *term)
{
	return term->alternate;
}

gboolean term_screen_is_cooked(TermScreen *term)
{
	struct termios modes;
	return tcgetattr(term->fd, &modes) == 0 && (modes.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO);
}

/* ---- pictures ---- */

/* What differs from run to run, with what stands for it: as wide, so that nothing moves. */
static const struct {
	const char *pattern, *stands_for;
} masks[] = {
	{ "\\d\\d:\\d\\d:\\d\\d", "HH:MM:SS" },
	{ "(127\\.0\\.0\\.1:P*)\\d", "\\1P" },
	{ "[0-9a-f]{8}(?=…|~)", "IIIIIIII" },
	{ "(?<=…|~)[0-9a-f]{4}\\b", "IIII" },
	{ "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
	  "IIIIIIII-IIII-IIII-IIII-IIIIIIIIIIII" },
	{ "\\d+\\.\\d (m?s)\\b", "N \\1" },
	{ "\\d+ (m?s)\\b", "N \\1" },
	{ " +N (m?s)", " N \\1" },
};

static char *masked(const char *text)
{
	char *out = g_strdup(text);
	for (gsize i = 0; i < G_N_ELEMENTS(masks) * MASK_ROUNDS; i++) {
		g_autoptr(GRegex) regex = g_regex_new(masks[i / MASK_ROUNDS].pattern, 0, 0, NULL);
		char *next = g_regex_replace(regex, out, -1, 0, masks[i / MASK_ROUNDS].stands_for, 0, NULL);
		g_free(out);
		out = next;
	}
	return out;
}

static char letter_of(unsigned look)
{
	static const struct {
		unsigned look;
		char letter;
	} letters[] = {
		{ CELL_REVERSE, 'R' }, { CELL_GROUND, 'G' }, { CELL_UNDERLINE, 'U' },
		{ CELL_BOLD, 'B' },    { CELL_COLOUR, 'c' },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(letters); i++)
		if ((look & letters[i].look) != 0)
			return letters[i].letter;
	return '.';
}

/* Each row as text, and below it its attributes where it has any. */
static char *picture(TermScreen *term)
{
	GString *out = g_string_new(NULL);
	for (int row = 0; row < term->rows; row++) {
		g_autofree gsize *starts = g_new0(gsize, term->columns);
		g_autofree char *text = row_text(term, row, starts);
		int columns = row == 0 ? term->columns / 2 : term->columns;
		if (columns < term->columns)
			text[starts[columns]] = '\0';
		g_autofree char *steady = masked(g_strchomp(text));
		g_autoptr(GString) looks = g_string_new(NULL);
		for (int column = 0; column < columns; column++) {
			VTermScreenCell cell;
			cell_at(term, row, column, &cell);
			g_string_append_c(looks, letter_of(look_of(&cell)));
		}
		while (looks->len > 0 && looks->str[looks->len - 1] == '.')
			g_string_truncate(looks, looks->len - 1);
		g_string_append_printf(out, " |%s\n", steady);
		if (looks->len > 0)
			g_string_append_printf(out, "@|%s\n", looks->str);
	}
	return g_string_free(out, FALSE);
}

struct comparison {
	const char *expected;
	char *now;
};

static gboolean looks_alike(TermScreen *term, gpointer data)
{
	struct comparison *comparison = data;
	g_free(comparison->now);
	comparison->now = picture(term);
	return strcmp(comparison->now, comparison->expected) == 0;
}

/* The first row that differs, and the picture. */
static char *difference(const char *expected, const char *now)
{
	g_auto(GStrv) a = g_strsplit(expected, "\n", -1);
	g_auto(GStrv) b = g_strsplit(now, "\n", -1);
	gsize i = 0;
	while (a[i] != NULL && b[i] != NULL && strcmp(a[i], b[i]) == 0)
		i++;
	return g_strdup_printf("line %zu is\n%s\nand not\n%s\n\n%s", i + 1, b[i] != NULL ? b[i] : "(none)",
			       a[i] != NULL ? a[i] : "(none)", now);
}

static gboolean is_quiet(TermScreen *term, gpointer data)
{
	return !pump(term, 500);
}

void term_screen_check(TermScreen *term, const char *name)
{
	g_autofree char *file = g_strconcat(name, ".screen", NULL);
	g_autofree char *path = g_build_filename(SRCDIR, "tui", "pictures", file, NULL);
	g_autofree char *expected = NULL;
	struct comparison comparison = { .now = NULL };
	if (g_strcmp0(getenv("SCREENS"), "update") == 0) {
		term_screen_wait_for(term, "quiet", is_quiet, NULL);
		g_autofree char *now = picture(term);
		g_file_set_contents(path, now, -1, NULL);
	}
	if (!g_file_get_contents(path, &expected, NULL, NULL))
		ck_abort_msg("there is no %s; SCREENS=update makes it", path);
	comparison.expected = expected;
	gint64 deadline = g_get_monotonic_time() + (gint64)PICTURE_DEADLINE * G_USEC_PER_SEC;
	while (!looks_alike(term, &comparison) && g_get_monotonic_time() < deadline)
		pump(term, 100);
	g_autofree char *now = comparison.now;
	if (strcmp(now, expected) != 0) {
		g_autofree char *text = difference(expected, now);
		ck_abort_msg("not as in %s: %.6000s", file, text);
	}
}
