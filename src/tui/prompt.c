/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* readline's headers want FILE */
#include <readline/history.h>
#include <readline/readline.h>

#include "base/paths.h"
#include "base/text.h"

enum { HISTORY_MOST = 500, HISTORY_BYTES = 256 * 1024, CANDIDATE_ROWS = 8, N_HISTORIES = 4 };

struct Prompt {
	const struct prompt_kind *kind;
	gpointer data;
	GByteArray *queue; /* what readline has not read yet */
	char *before;      /* the line as `typing` saw it */
	GPtrArray *candidates;
	char *line; /* when it is done */
	gboolean finished;
};

/* readline knows one line at a time. */
static Prompt *current;

/* One list of lines for each sign, swapped into readline's. */
static struct history {
	const char *sign;
	HISTORY_STATE *state;
	gboolean changed;
	char *path;
} histories[N_HISTORIES];

/* ---- what readline calls ---- */

static int next_byte(FILE *stream)
{
	if (current == NULL || current->queue->len == 0)
		return EOF;
	int byte = current->queue->data[0];
	g_byte_array_remove_index(current->queue, 0);
	return byte;
}

static int has_byte(void)
{
	return current != NULL && current->queue->len > 0;
}

static void draw_nothing(void)
{
	/* the screen draws the line with everything else */
}

static void take_line(char *line)
{
	rl_callback_handler_remove();
	if (current != NULL) {
		current->finished = TRUE;
		current->line = g_strdup(line);
	}
	free(line);
}

static void keep_candidates(char **matches, int count, int longest)
{
	g_clear_pointer(&current->candidates, g_ptr_array_unref);
	current->candidates = g_ptr_array_new_with_free_func(g_free);
	for (int i = 1; i <= count; i++) /* the first is what they have in common */
		g_ptr_array_add(current->candidates, text_visible(matches[i], -1, TEXT_ONE_LINE));
}

static GPtrArray *offered;

static char *offer(const char *word, int state)
{
	static guint next;
	if (state == 0)
		next = 0;
	while (offered != NULL && next < offered->len) {
		const char *candidate = g_ptr_array_index(offered, next++);
		if (g_str_has_prefix(candidate, word))
			return strdup(candidate); /* readline frees it */
	}
	return NULL;
}

static char **complete(const char *word, int start, int end)
{
	rl_attempted_completion_over = 1; /* never file names of its own */
	if (current == NULL || current->kind->complete == NULL)
		return NULL;
	g_autofree char *line = g_strndup(rl_line_buffer, (gsize)end);
	offered = current->kind->complete(line, current->data);
	char **matches = offered != NULL ? rl_completion_matches(word, offer) : NULL;
	g_clear_pointer(&offered, g_ptr_array_unref);
	return matches;
}

static void start_readline(void)
{
	static gboolean started;
	if (started)
		return;
	started = TRUE;
	rl_catch_signals = rl_catch_sigwinch = rl_change_environment = 0;
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_getc_function = next_byte;
	rl_input_available_hook = has_byte;
	rl_redisplay_function = draw_nothing;
	rl_completion_display_matches_hook = keep_candidates;
	rl_attempted_completion_function = complete;
	rl_basic_word_break_characters = " \t";
	rl_completion_query_items = 0;
	rl_readline_name = "weir";
	rl_outstream = fopen("/dev/null", "we");
	rl_initialize();
	rl_variable_bind("show-mode-in-prompt", "off");
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_variable_bind("show-all-if-ambiguous", "on");
	/* Not every inputrc has them. */
	rl_bind_keyseq_if_unbound("\033[3~", rl_delete);
	rl_bind_keyseq_if_unbound("\033[H", rl_beg_of_line);
	rl_bind_keyseq_if_unbound("\033[F", rl_end_of_line);
	using_history();
}

/* ---- history ---- */

static void load_history(const char *path)
{
	gsize length;
	g_autofree char *text = paths_read(path, HISTORY_BYTES, &length, NULL);
	if (text == NULL)
		return;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++)
		if (*lines[i] != '\0')
			add_history(lines[i]);
}

static struct history *use_history(const struct prompt_kind *kind)
{
	struct history *history = histories;
	while (history->sign != NULL && strcmp(history->sign, kind->sign) != 0)
		history++;
	if (history->sign == NULL) {
		static HISTORY_STATE empty;
		history->sign = kind->sign;
		history->path = g_strdup(kind->history);
		history_set_history_state(&empty);
		using_history();
		stifle_history(HISTORY_MOST);
		if (kind->history != NULL)
			load_history(kind->history);
		history->state = history_get_history_state();
	}
	history_set_history_state(history->state);
	stifle_history(HISTORY_MOST);
	using_history();
	return history;
}

static void remember(const struct prompt_kind *kind, const char *line)
{
	struct history *history = use_history(kind);
	HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
	if (last == NULL || strcmp(last->line, line) != 0) {
		add_history(line);
		history->changed = TRUE;
	}
	free(history->state);
	history->state = history_get_history_state();
}

void prompt_save_history(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(histories) && histories[i].sign != NULL; i++) {
		if (!histories[i].changed || histories[i].path == NULL)
			continue;
		histories[i].changed = FALSE;
		history_set_history_state(histories[i].state);
		g_autoptr(GString) text = g_string_new(NULL);
		HIST_ENTRY **entries = history_list();
		for (gsize k = 0; entries != NULL && entries[k] != NULL; k++)
			g_string_append_printf(text, "%s\n", entries[k]->line);
		paths_write(histories[i].path, text->str, text->len, NULL);
	}
}

/* ---- opening and closing ---- */

Prompt *prompt_open(const struct prompt_kind *kind, const char *initial, gpointer data)
{
	g_return_val_if_fail(current == NULL, NULL);
	Prompt *prompt = g_new0(Prompt, 1);
	prompt->kind = kind;
	prompt->data = data;
	prompt->queue = g_byte_array_new();
	current = prompt;
	start_readline();
	use_history(kind);
	rl_callback_handler_install(kind->label != NULL ? kind->label : kind->sign, take_line);
	if (initial != NULL)
		rl_insert_text(initial);
	prompt->before = g_strdup(rl_line_buffer);
	return prompt;
}

void prompt_close(Prompt *prompt)
{
	if (prompt == NULL)
		return;
	if (!prompt->finished)
		rl_callback_handler_remove();
	current = NULL;
	g_byte_array_unref(prompt->queue);
	g_clear_pointer(&prompt->candidates, g_ptr_array_unref);
	g_free(prompt->before);
	g_free(prompt->line);
	g_free(prompt);
}

/* ---- keys ---- */

/* Cursor keys as readline's own key maps know them. */
static const struct {
	guint key;
	const char *sequence;
} sequences[] = {
	{ INPUT_UP, "\033[A" },      { INPUT_DOWN, "\033[B" }, { INPUT_RIGHT, "\033[C" },
	{ INPUT_LEFT, "\033[D" },    { INPUT_HOME, "\033[H" }, { INPUT_END, "\033[F" },
	{ INPUT_DELETE, "\033[3~" },
};

static void queue_key(Prompt *prompt, guint key)
{
	static const guchar escape = 27;
	if ((key & INPUT_META) != 0) {
		g_byte_array_append(prompt->queue, &escape, 1);
		key &= ~INPUT_META;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(sequences); i++)
		if (sequences[i].key == key)
			g_byte_array_append(prompt->queue, (const guchar *)sequences[i].sequence,
					    (guint)strlen(sequences[i].sequence));
	char text[8];
	if (key < INPUT_UP) {
		int n = g_unichar_to_utf8(key, text);
		g_byte_array_append(prompt->queue, (const guchar *)text, (guint)n);
	}
}

/* Tells who cares; the prompt may be gone after this. */
static void settle(Prompt *prompt)
{
	if (prompt->finished) {
		g_autofree char *line = g_strdup(prompt->line);
		const struct prompt_kind *kind = prompt->kind;
		gpointer data = prompt->data;
		prompt_close(prompt);
		if (kind->done(line, data) && line != NULL && *line != '\0')
			remember(kind, line);
		return;
	}
	if (strcmp(prompt->before, rl_line_buffer) == 0)
		return;
	g_free(prompt->before);
	prompt->before = g_strdup(rl_line_buffer);
	if (prompt->kind->typing != NULL)
		prompt->kind->typing(prompt->before, prompt->data);
}

static void cancel(Prompt *prompt)
{
	rl_callback_handler_remove();
	prompt->finished = TRUE;
}

void prompt_key(Prompt *prompt, guint key)
{
	g_clear_pointer(&prompt->candidates, g_ptr_array_unref);
	gboolean empty = *rl_line_buffer == '\0';
	if (key == INPUT_ESCAPE || key == INPUT_CTRL('c') || (key == INPUT_BACKSPACE && empty)) {
		cancel(prompt);
	} else if (key != INPUT_CTRL('z') && key != INPUT_CTRL('l')) {
		queue_key(prompt, key);
		while (prompt->queue->len > 0 && !prompt->finished)
			rl_callback_read_char();
	}
	settle(prompt);
}

void prompt_paste(Prompt *prompt, const char *text, gsize length)
{
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
	for (char *at = valid; *at != '\0'; at++)
		if ((guchar)*at < 0x20 || *at == 0x7f)
			*at = ' ';
	g_clear_pointer(&prompt->candidates, g_ptr_array_unref);
	rl_insert_text(valid);
	settle(prompt);
}

/* ---- drawing ---- */

static void draw_candidates(const Prompt *prompt, Rect line)
{
	const GPtrArray *all = prompt->candidates;
	if (all == NULL || all->len == 0)
		return;
	int widest = 1;
	for (guint i = 0; i < all->len; i++)
		widest = MAX(widest, text_width(g_ptr_array_index(all, i)));
	int across = MAX(1, line.columns / (widest + 2));
	int rows = MIN(MIN((int)(all->len + (guint)across - 1) / across, CANDIDATE_ROWS), line.row);
	for (int row = 0; row < rows; row++) {
		int at = line.row - rows + row;
		screen_fill(at, line.column, line.columns, style(TONE_PLAIN, GROUND_BAR));
		for (int i = 0; i < across; i++) {
			guint number = (guint)(i * rows + row);
			if (number < all->len)
				screen_text(at, line.column + 1 + i * (widest + 2), widest,
					    g_ptr_array_index(all, number), style(TONE_PLAIN, GROUND_BAR));
		}
	}
}

/* A line that is longer than the screen slides so that the cursor is seen. */
void prompt_draw(Prompt *prompt, Rect line)
{
	g_autofree char *left = g_strndup(rl_line_buffer, (gsize)rl_point);
	g_autofree char *typed = text_visible(left, -1, TEXT_ONE_LINE);
	g_autofree char *rest = text_visible(rl_line_buffer + rl_point, -1, TEXT_ONE_LINE);
	const char *kind = prompt->kind->label != NULL ? prompt->kind->label : prompt->kind->sign;
	const char *sign = rl_display_prompt != NULL ? rl_display_prompt : kind;
	g_autofree char *label = text_visible(sign, -1, TEXT_ONE_LINE);
	int label_width = text_width(label), cursor = text_width(typed);
	int room = MAX(line.columns - label_width - 1, 1);
	const char *from = typed;
	while (cursor > room && *from != '\0') {
		cursor -= text_char_width(g_utf8_get_char(from));
		from = g_utf8_next_char(from);
	}
	Style plain = style(TONE_PLAIN, GROUND_BODY);
	screen_fill(line.row, line.column, line.columns, plain);
	screen_text(line.row, line.column, label_width, label, style(ROLE_KEY, GROUND_BODY));
	int at = line.column + label_width;
	at += screen_text(line.row, at, room, from, plain);
	screen_text(line.row, at, line.column + line.columns - at, rest, plain);
	draw_candidates(prompt, line);
	screen_cursor(line.row, MIN(line.column + label_width + cursor, line.column + line.columns - 1));
}
