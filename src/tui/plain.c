/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/plain.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/redact.h"
#include "tui/app_private.h"
#include "tui/flat.h"

enum { PAGE = 20, LINE_CAP = 64 * 1024, N_SIGNALS = 3, WIDTH = 100 };

struct Plain {
	App *app;
	GString *input;
	gboolean at_end, interactive, unread; /* the view has not been read out yet */
	guint next;                           /* position from which "more" goes on */
	guint input_source, step_source;
	guint signals[N_SIGNALS];
	char *said; /* the last progress, which is not said twice */
};

/* ---- saying ---- */

static void say(const char *text)
{
	g_autofree char *clean = redact_text(text, strlen(text));
	const char *line = clean != NULL ? clean : text;
	g_autofree char *ascii = screen_ascii() ? text_visible(line, -1, TEXT_ASCII) : NULL;
	puts(ascii != NULL ? ascii : line);
}

void plain_lines(Plain *plain, const GPtrArray *lines)
{
	g_autoptr(GHashTable) none = g_hash_table_new(NULL, NULL);
	g_autoptr(Flat) flat = flat_new(lines, WIDTH, none, 2, screen_ascii(), FALSE);
	for (guint i = 0; i < flat->lines->len; i++) {
		const FlatLine *line = &g_array_index(flat->lines, FlatLine, i);
		g_autoptr(GString) text = g_string_new(line->label);
		if (line->label != NULL && *line->text != '\0')
			g_string_append(text, ": ");
		else if (line->label == NULL && line->value != NULL)
			g_string_append_printf(text, "%*s", line->depth * 2, "");
		g_string_append(text, line->text);
		say(text->str);
	}
	fflush(stdout);
}

void plain_tell(Plain *plain, Tone tone, const char *text)
{
	g_autofree char *line = g_strdup_printf("%s%s", tone == TONE_BAD ? _("error: ") : "", text);
	say(line);
	fflush(stdout);
}

/* Cells with commas between; signs are left out (their words stand beside them), numbers have their title. */
static void append_row(GString *out, const struct listing *listing, guint row)
{
	g_autoptr(GString) cell = g_string_new(NULL);
	gsize from = out->len;
	for (guint i = 0; i < listing->kind->n_columns; i++) {
		const struct column *column = &listing->kind->columns[i];
		if (column->hidden || column->id == NULL)
			continue;
		g_string_truncate(cell, 0);
		listing->kind->cell(listing, row, i, LOOK_ASCII_SIGNS, cell);
		if (cell->len == 0 || strcmp(cell->str, "-") == 0)
			continue;
		if (out->len > from)
			g_string_append(out, ", ");
		if (column->align == TEXT_RIGHT)
			g_string_append_printf(out, "%s ", _(column->title));
		g_string_append(out, cell->str);
	}
}

static Order *settled_order(View *view)
{
	gboolean dirty;
	while (list_work(view->list, &dirty))
		;
	return list_order(view->list);
}

static void read_page(Plain *plain)
{
	View *view = app_view(plain->app);
	Order *order = settled_order(view);
	guint count = order_count(order), end = MIN(plain->next + PAGE, count);
	for (; plain->next < end; plain->next++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_string_printf(text, "%u. ", plain->next + 1);
		append_row(text, &view->listing, order_row(order, plain->next));
		say(text->str);
	}
	if (plain->next < count) {
		g_autofree char *more =
			g_strdup_printf(_("%u of %u shown; more shows the next"), plain->next, count);
		say(more);
	}
}

static void read_view(Plain *plain)
{
	View *view = app_view(plain->app);
	ListingLook look = screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
	g_autoptr(GString) head = g_string_new(NULL);
	g_autoptr(GString) status = g_string_new(NULL);
	g_autoptr(GString) empty = g_string_new(NULL);
	plain->unread = FALSE;
	plain->next = 0;
	if (view->session != NULL)
		g_string_append_printf(head, "%s, %s: ", session_name(view->session), _(view->ops->title));
	else
		g_string_append_printf(head, "%s: ", _(view->ops->title));
	while (view->ops->work != NULL && view->ops->work(view, &(gboolean){ FALSE }))
		;
	view_append_status(view, look, head, status);
	const char *filter = list_filter(view->list);
	if (filter != NULL)
		g_string_append_printf(head, _("; filter %s"), filter);
	g_autofree char *visible = text_visible(head->str, -1, TEXT_ONE_LINE);
	say(visible);
	if (order_count(settled_order(view)) == 0 && view->ops->empty != NULL)
		view->ops->empty(view, empty);
	if (empty->len > 0)
		say(empty->str);
	read_page(plain);
	fflush(stdout);
}

/* ---- lines that come in ---- */

static gboolean read_row(Plain *plain, const char *line)
{
	View *view = app_view(plain->app);
	guint64 number;
	if (!g_ascii_string_to_unsigned(line, 10, 1, G_MAXUINT, &number, NULL))
		return FALSE;
	Order *order = settled_order(view);
	if (number > order_count(order)) {
		g_autofree char *text = g_strdup_printf(_("there is no row %s"), line);
		say(text);
		return TRUE;
	}
	g_autoptr(GPtrArray) lines = detail_new();
	guint row = order_row(order, (guint)number - 1);
	ListingLook look = screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
	if (view->ops->detail != NULL)
		view->ops->detail(view, row, look, lines);
	else if (view->ops->kind->detail != NULL)
		view->ops->kind->detail(&view->listing, row, look, lines);
	plain_lines(plain, lines);
	return TRUE;
}

static void say_help(void)
{
	static const char *const lines[] = {
		N_("NUMBER: read a row.  more: the next rows.  again: the list once more."),
		N_("/PATTERN: only rows that match; /column:value; / alone: all rows."),
		N_("sort COLUMN [reverse].  refresh: ask the server again.  quit."),
		N_("servers, actions, triggers, subscriptions, traffic, captures: these lists."),
		N_("Every other command of weir works too: help names them."),
	};
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
		say(_(lines[i]));
}

/* The rows of a view of servers lead to their actions. */
static gboolean go_to_server(Plain *plain, const char *line)
{
	View *view = app_view(plain->app);
	guint64 number;
	if (view->ops != &view_servers || !g_str_has_prefix(line, "open ") ||
	    !g_ascii_string_to_unsigned(line + 5, 10, 1, G_MAXUINT, &number, NULL))
		return FALSE;
	Order *order = settled_order(view);
	if (number > order_count(order))
		return FALSE;
	guint row = order_row(order, (guint)number - 1);
	app_show_session(plain->app, g_ptr_array_index(app_sessions(plain->app), row), &view_actions);
	return TRUE;
}

static void take_line(Plain *plain, char *line)
{
	App *app = plain->app;
	g_strstrip(line);
	line += *line == ':';
	if (*line == '\0' || strcmp(line, "more") == 0) {
		read_page(plain);
	} else if (strcmp(line, "?") == 0) {
		say_help();
	} else if (*line == '/') {
		list_set_filter(app_view(app)->list, line + 1);
		plain->unread = TRUE;
	} else if (strcmp(line, "again") == 0) {
		plain->unread = TRUE;
	} else if (!read_row(plain, line) && !go_to_server(plain, line)) {
		gboolean sorts = g_str_has_prefix(line, "sort");
		if (app_run_line(app, line) && sorts)
			plain->unread = TRUE;
	}
	fflush(stdout);
}

/* ---- steps: one thing after the other ---- */

static gboolean append_progress(const View *view, GString *out)
{
	if (view->ops->loading != NULL && view->ops->loading(view)) {
		view->ops->empty((View *)view, out);
		return TRUE;
	}
	if (view->session == NULL)
		return FALSE;
	if (view->ops == &view_subscriptions)
		return session_append_subscriptions_progress(view->session, out);
	return session_append_progress(view->session, out);
}

/* The servers are read out when all of them have answered. */
static gboolean servers_wait(const App *app)
{
	for (guint i = 0; i < app->sessions->len; i++)
		if (session_loading(g_ptr_array_index(app->sessions, i)))
			return TRUE;
	return FALSE;
}

static gboolean must_wait(Plain *plain)
{
	App *app = plain->app;
	View *view = app_view(app);
	g_autoptr(GString) progress = g_string_new(NULL);
	if (app->run != NULL)
		return TRUE;
	if (view->ops == &view_servers ? !servers_wait(app) : !append_progress(view, progress))
		return FALSE;
	const char *text = progress->len > 0 ? progress->str : _("asking the servers");
	if (plain->said == NULL && plain->interactive)
		say(plain->said = g_strdup(text));
	fflush(stdout);
	return TRUE;
}

static gboolean on_step(gpointer data)
{
	Plain *plain = data;
	plain->step_source = 0;
	if (plain->app->ended)
		return G_SOURCE_REMOVE;
	gboolean waits = must_wait(plain);
	if (!waits) {
		g_clear_pointer(&plain->said, g_free);
		if (plain->unread)
			read_view(plain);
	}
	char *newline = memchr(plain->input->str, '\n', plain->input->len);
	if (newline == NULL && plain->at_end && plain->input->len > 0)
		g_string_append_c(plain->input, '\n');
	else if (newline == NULL && plain->at_end && !waits)
		app_end(plain->app, WEIR_EXIT_OK);
	if (newline != NULL && (!waits || plain->interactive)) {
		g_autofree char *line = g_strndup(plain->input->str, (gsize)(newline - plain->input->str));
		g_string_erase(plain->input, 0, newline - plain->input->str + 1);
		take_line(plain, line);
		plain_changed(plain);
	}
	return G_SOURCE_REMOVE;
}

void plain_changed(Plain *plain)
{
	if (plain->step_source == 0)
		plain->step_source = g_idle_add(on_step, plain);
}

void plain_show(Plain *plain)
{
	plain->unread = TRUE;
	plain_changed(plain);
}

static gboolean on_input(gint fd, GIOCondition condition, gpointer data)
{
	Plain *plain = data;
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof bytes);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return G_SOURCE_CONTINUE;
	plain_changed(plain);
	if (n > 0 && plain->input->len + (gsize)n <= LINE_CAP) {
		g_string_append_len(plain->input, bytes, n);
		return G_SOURCE_CONTINUE;
	}
	plain->at_end = TRUE;
	plain->input_source = 0;
	return G_SOURCE_REMOVE;
}

static gboolean on_signal(gpointer data)
{
	Plain *plain = data;
	app_end(plain->app, WEIR_EXIT_INTERRUPTED);
	return G_SOURCE_CONTINUE;
}

Plain *plain_new(App *app)
{
	static const int ending[N_SIGNALS] = { SIGHUP, SIGINT, SIGTERM };
	Plain *plain = g_new0(Plain, 1);
	plain->app = app;
	plain->input = g_string_new(NULL);
	plain->interactive = isatty(STDIN_FILENO);
	plain->unread = TRUE;
	screen_resize(1, WIDTH, app->ascii);
	if (plain->interactive)
		say(_("weir, plain mode. ? says what can be typed."));
	for (gsize i = 0; i < N_SIGNALS; i++)
		plain->signals[i] = g_unix_signal_add(ending[i], on_signal, plain);
	plain->input_source = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, plain);
	return plain;
}

void plain_free(Plain *plain)
{
	if (plain == NULL)
		return;
	for (gsize i = 0; i < N_SIGNALS; i++)
		g_clear_handle_id(&plain->signals[i], g_source_remove);
	g_clear_handle_id(&plain->input_source, g_source_remove);
	g_clear_handle_id(&plain->step_source, g_source_remove);
	g_string_free(plain->input, TRUE);
	g_free(plain->said);
	g_free(plain);
}
