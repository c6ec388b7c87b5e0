/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/screen.h"

#include <curses.h>
#include <string.h>

#include "base/text.h"

/* Marks on one character; equal cells that end a run of different ones. */
enum { MARKS = 3, RUN_GAP = 4 };

/* character 0 is the second half of a wide one. */
struct cell {
	gunichar character;
	gunichar marks[MARKS];
	Style style;
};

static struct {
	int rows, columns;
	gboolean ascii;
	struct cell *cells, *sent; /* rows * columns each */
	gboolean *touched;         /* rows */
	cchar_t *line;             /* columns */
	int cursor_row, cursor_column, rest_row, rest_column;
	gboolean cursor_shown, forget;
} screen = { .cursor_row = -1 };

int screen_rows(void)
{
	return screen.rows;
}

int screen_columns(void)
{
	return screen.columns;
}

gboolean screen_ascii(void)
{
	return screen.ascii;
}

void screen_free(void)
{
	g_clear_pointer(&screen.cells, g_free);
	g_clear_pointer(&screen.sent, g_free);
	g_clear_pointer(&screen.touched, g_free);
	g_clear_pointer(&screen.line, g_free);
	screen.rows = screen.columns = 0;
}

void screen_resize(int rows, int columns, gboolean ascii)
{
	screen_free();
	screen.rows = rows;
	screen.columns = columns;
	screen.ascii = ascii;
	gsize n = (gsize)rows * (gsize)columns;
	screen.cells = g_new0(struct cell, n);
	screen.sent = g_new0(struct cell, n);
	screen.touched = g_new0(gboolean, rows);
	screen.line = g_new0(cchar_t, columns + 1);
	for (int row = 0; row < rows; row++)
		screen_fill(row, 0, columns, style(TONE_PLAIN, GROUND_BODY));
	screen.forget = TRUE;
}

static struct cell *cell_at(int row, int column)
{
	return &screen.cells[(gsize)row * (gsize)screen.columns + (gsize)column];
}

/* A wide character whose half is written over leaves a blank in its other half. */
static void mend_halves(int row, int column, int width)
{
	if (column > 0 && cell_at(row, column)->character == 0)
		cell_at(row, column - 1)->character = ' ';
	int after = column + width;
	if (after < screen.columns && cell_at(row, after)->character == 0)
		cell_at(row, after)->character = ' ';
}

static gunichar inert(gunichar character)
{
	if (character < 0x20 || (character >= 0x7f && character < 0xa0))
		return '?';
	if (screen.ascii && character >= 0x80)
		return '?';
	return character;
}

static void add_mark(int row, int column, gunichar mark)
{
	struct cell *cell = cell_at(row, column);
	for (int i = 0; i < MARKS; i++) {
		if (cell->marks[i] == 0) {
			cell->marks[i] = mark;
			return;
		}
	}
}

static int clip(int row, int *column, int width)
{
	if (row < 0 || row >= screen.rows || *column >= screen.columns)
		return 0;
	if (*column < 0) {
		width += *column;
		*column = 0;
	}
	return MAX(0, MIN(width, screen.columns - *column));
}

static void put(int row, int column, gunichar character, int width, Style style)
{
	struct cell *cell = cell_at(row, column);
	*cell = (struct cell){ .character = character, .style = style };
	if (width == 2)
		cell[1] = (struct cell){ .character = 0, .style = style };
}

int screen_text(int row, int column, int width, const char *text, Style style)
{
	int room = clip(row, &column, width), used = 0;
	if (room == 0)
		return 0;
	const char *at = text;
	while (*at != '\0') {
		gunichar character = (guchar)*at < 0x80 ? (gunichar)*at : g_utf8_get_char_validated(at, -1);
		if (character > 0x10ffff) {
			character = '?';
			at++;
		} else {
			at = g_utf8_next_char(at);
		}
		character = inert(character);
		int wide = character < 0x7f ? 1 : text_char_width(character);
		if (wide == 0) {
			if (used > 0)
				add_mark(row,
					 column + used - 1 -
						 (cell_at(row, column + used - 1)->character == 0),
					 character);
			continue;
		}
		if (used + wide > room)
			break;
		mend_halves(row, column + used, wide);
		put(row, column + used, character, wide, style);
		used += wide;
	}
	screen.touched[row] = TRUE;
	return used;
}

void screen_fill(int row, int column, int width, Style style)
{
	int room = clip(row, &column, width);
	if (room == 0)
		return;
	mend_halves(row, column, room);
	for (int i = 0; i < room; i++)
		put(row, column + i, ' ', 1, style);
	screen.touched[row] = TRUE;
}

void screen_field(int row, int column, int width, const char *text, Style style)
{
	int used = screen_text(row, column, width, text, style);
	screen_fill(row, column + used, width - used, style);
}

void screen_char(int row, int column, gunichar character, Style style)
{
	char text[8] = "";
	g_unichar_to_utf8(character, text);
	screen_text(row, column, 2, text, style);
}

void screen_ground(int row, int column, int width, enum ground ground)
{
	int room = clip(row, &column, width);
	for (int i = 0; i < room; i++)
		cell_at(row, column + i)->style.ground = (guint16)ground;
	if (room > 0)
		screen.touched[row] = TRUE;
}

void screen_role(int row, int column, int width, guint role)
{
	int room = clip(row, &column, width);
	for (int i = 0; i < room; i++)
		cell_at(row, column + i)->style.role = (guint16)role;
	if (room > 0)
		screen.touched[row] = TRUE;
}

gsize screen_cells_size(int width)
{
	return (gsize)MAX(width, 1) * sizeof(struct cell);
}

void screen_copy(int row, int column, int width, gpointer cells)
{
	int room = clip(row, &column, width);
	if (room > 0)
		memcpy(cells, cell_at(row, column), (gsize)room * sizeof(struct cell));
}

void screen_paste(int row, int column, int width, gconstpointer cells)
{
	int room = clip(row, &column, width);
	if (room == 0)
		return;
	mend_halves(row, column, room);
	memcpy(cell_at(row, column), cells, (gsize)room * sizeof(struct cell));
	screen.touched[row] = TRUE;
}

void screen_cursor(int row, int column)
{
	screen.cursor_row = row;
	screen.cursor_column = column;
}

void screen_rest(int row, int column)
{
	screen.rest_row = row;
	screen.rest_column = column;
}

/* Cells from column `from` to before `to`, as ncurses wants them: halves left out. */
static int compose(int row, int from, int to)
{
	int n = 0;
	for (int column = from; column < to; column++) {
		const struct cell *cell = cell_at(row, column);
		if (cell->character == 0)
			continue;
		wchar_t text[MARKS + 2] = { (wchar_t)cell->character };
		for (int i = 0; i < MARKS && cell->marks[i] != 0; i++)
			text[i + 1] = (wchar_t)cell->marks[i];
		short pair;
		attr_t attributes = theme_attributes(cell->style, &pair);
		if (setcchar(&screen.line[n], text, attributes, pair, NULL) == ERR)
			setcchar(&screen.line[n], L"?", attributes, pair, NULL);
		n++;
	}
	return n;
}

static gboolean same(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/* Sends the cells from `from` to before `to`; never begins or ends inside a wide character, neither one that
 * comes nor one that goes. */
static void send_run(int row, int from, int to)
{
	const struct cell *now = cell_at(row, 0);
	struct cell *before = &screen.sent[(gsize)row * (gsize)screen.columns];
	while (from > 0 && (now[from].character == 0 || before[from].character == 0))
		from--;
	while (to < screen.columns && (now[to].character == 0 || before[to].character == 0))
		to++;
	mvadd_wchnstr(row, from, screen.line, compose(row, from, to));
	memcpy(&before[from], &now[from], (gsize)(to - from) * sizeof *now);
}

/* What differs goes in runs: neighbours in a list have much in common. */
static void send_row(int row)
{
	const struct cell *now = cell_at(row, 0);
	const struct cell *before = &screen.sent[(gsize)row * (gsize)screen.columns];
	int from = 0;
	if (screen.forget) {
		send_run(row, 0, screen.columns);
		return;
	}
	while (from < screen.columns) {
		if (same(&now[from], &before[from])) {
			from++;
			continue;
		}
		int to = from + 1, last = to;
		for (; to < screen.columns && to - last < RUN_GAP; to++)
			if (!same(&now[to], &before[to]))
				last = to + 1;
		send_run(row, from, last);
		from = to;
	}
}

void screen_flush(void)
{
	if (screen.cells == NULL)
		return;
	if (screen.forget)
		clearok(stdscr, TRUE);
	for (int row = 0; row < screen.rows; row++) {
		if (screen.touched[row] || screen.forget)
			send_row(row);
		screen.touched[row] = FALSE;
	}
	screen.forget = FALSE;
	gboolean show = screen.cursor_row >= 0;
	if (show != screen.cursor_shown)
		curs_set(show ? 1 : 0);
	screen.cursor_shown = show;
	if (show)
		move(screen.cursor_row, screen.cursor_column);
	else
		move(screen.rest_row, screen.rest_column);
	wnoutrefresh(stdscr);
	doupdate();
}

void screen_forget(void)
{
	screen.forget = TRUE;
}
