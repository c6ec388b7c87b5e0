/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/when.h"
#include "tui/app_private.h"

enum { LEAST_ROWS = 6, LEAST_COLUMNS = 24, DAY = 24 * 60 * 60, SOON = 30 };

static const char *bar_between(void)
{
	return screen_ascii() ? " | " : " │ ";
}

/* ---- line 1: where you are, and how the target is ---- */

/* One word at the right of line 1; those of low worth go first where room is scarce. */
struct fact {
	char text[64];
	guint role;
	int worth;
};

static void add_fact(GArray *facts, guint role, int worth, const char *format, ...) G_GNUC_PRINTF(4, 5);
static void add_fact(GArray *facts, guint role, int worth, const char *format, ...)
{
	struct fact fact = { .role = role, .worth = worth };
	va_list arguments;
	va_start(arguments, format);
	g_vsnprintf(fact.text, sizeof fact.text, format, arguments);
	va_end(arguments);
	g_array_append_val(facts, fact);
}

static void add_tls_fact(GArray *facts, const Session *session)
{
	const TlsFacts *tls = session_tls(session);
	if (g_str_has_prefix(session_target(session)->url, "http://")) {
		add_fact(facts, TONE_LOOK, 3, "%s", _("plain HTTP"));
		return;
	}
	if (tls == NULL)
		return;
	const char *version = tls->protocol != NULL ? tls->protocol : "TLS";
	if (g_str_has_prefix(version, "TLSv"))
		version += 4;
	int days = (int)((tls->not_after - g_get_real_time()) / G_USEC_PER_SEC / DAY);
	if (tls->not_after == 0)
		add_fact(facts, TONE_PLAIN, 3, "TLS %s", version);
	else if (days < 0)
		add_fact(facts, TONE_BAD, 3, _("TLS %s, expired"), version);
	else
		add_fact(facts, days < SOON ? TONE_LOOK : TONE_PLAIN, 3, _("TLS %s, %d d"), version, days);
}

static GArray *gather_facts(const App *app)
{
	GArray *facts = g_array_new(FALSE, FALSE, sizeof(struct fact));
	if (app->session != NULL) {
		const Target *target = session_target(app->session);
		if (target->insecure)
			add_fact(facts, ROLE_BADGE, 9, "%s", _("INSECURE: certificates are not checked"));
		if (target->env == ENV_PROD)
			add_fact(facts, ROLE_BADGE, 8, "%s",
				 target->writes ? _("PROD") : _("PROD read-only"));
		else
			add_fact(facts, TONE_PLAIN, 8, "%s",
				 target->writes ? _("test") : _("test read-only"));
		add_tls_fact(facts, app->session);
		double milliseconds = session_row(app->session)->milliseconds;
		if (milliseconds > 0) {
			g_autofree char *text = when_milliseconds(milliseconds);
			add_fact(facts, TONE_PLAIN, 2, "%s", text);
		}
	}
	g_autofree char *clock = when_clock(g_get_real_time());
	add_fact(facts, TONE_PLAIN, 1, "%s", clock);
	return facts;
}

static int facts_width(const GArray *facts)
{
	int width = 0;
	for (guint i = 0; i < facts->len; i++)
		width += text_width(g_array_index(facts, struct fact, i).text) + 3;
	return width;
}

static void drop_least(GArray *facts)
{
	guint least = 0;
	for (guint i = 1; i < facts->len; i++)
		if (g_array_index(facts, struct fact, i).worth <
		    g_array_index(facts, struct fact, least).worth)
			least = i;
	g_array_remove_index(facts, least);
}

static void append_place(const App *app, GString *out)
{
	View *view = app_view(app);
	g_string_append_printf(out, " weir%s", bar_between());
	const char *title = view->title != NULL ? view->title : _(view->ops->title);
	const char *arrow = screen_ascii() ? ">" : "▸";
	g_autofree char *name =
		app->session != NULL ? text_visible(session_name(app->session), -1, TEXT_ONE_LINE) : NULL;
	if (name == NULL)
		g_string_append(out, title);
	else if (view->ops == &view_servers)
		g_string_append_printf(out, "%s %s %s", title, arrow, name);
	else
		g_string_append_printf(out, "%s %s %s", name, arrow, title);
}

static void draw_bar(const App *app, int row)
{
	int columns = screen_columns();
	g_autoptr(GString) place = g_string_new(NULL);
	g_autoptr(GArray) facts = gather_facts(app);
	append_place(app, place);
	int least = MIN(text_width(place->str), columns / 2);
	while (facts->len > 1 && facts_width(facts) + least > columns)
		drop_least(facts);
	int right = MAX(columns - facts_width(facts) + 2, 0);
	screen_fill(row, 0, columns, style(TONE_PLAIN, GROUND_BAR));
	screen_text(row, 0, right - 1, place->str, style(TONE_PLAIN, GROUND_BAR));
	screen_role(row, 1, 4, ROLE_TITLE);
	for (guint i = 0; i < facts->len; i++) {
		const struct fact *fact = &g_array_index(facts, struct fact, i);
		right += screen_text(row, right, columns - right, fact->text, style(fact->role, GROUND_BAR));
		if (i + 1 < facts->len)
			right += screen_text(row, right, columns - right, bar_between(),
					     style(ROLE_RULE, GROUND_BAR));
	}
}

/* ---- line 2: the views ---- */

static const char *view_title(const struct view_ops *ops, gboolean brief)
{
	return brief && ops->brief != NULL ? _(ops->brief) : _(ops->title);
}

static int views_width(gboolean brief)
{
	int width = 1;
	for (gsize i = 0; views[i] != NULL; i++)
		width += text_width(view_title(views[i], brief)) + 3 + (brief ? 0 : 1);
	return width;
}

/* As long as the titles fit, they are whole. */
static gboolean views_are_brief(void)
{
	return views_width(FALSE) > screen_columns() + 2;
}

static void draw_views(const App *app, int row)
{
	int column = 1, columns = screen_columns();
	gboolean brief = views_are_brief();
	screen_fill(row, 0, columns, style(TONE_PLAIN, GROUND_BODY));
	for (gsize i = 0; views[i] != NULL; i++) {
		gboolean here = app->stack->len == 0 && app->view->ops == views[i];
		char number[8];
		g_snprintf(number, sizeof number, "%d ", views[i]->number);
		column += screen_text(row, column, columns - column, number, style(ROLE_KEY, GROUND_BODY));
		int used = screen_text(row, column, columns - column, view_title(views[i], brief),
				       style(here ? ROLE_TITLE : TONE_DIM, GROUND_BODY));
		if (here)
			screen_role(row, column, used, ROLE_HERE);
		column += used + (brief ? 1 : 2);
	}
	guint pending = secrets_runner_pending(app->secrets);
	g_autofree char *waits = pending > 0 ? g_strdup_printf(_("rotation pending: %u"), pending) : NULL;
	const char *banner = waits != NULL ? waits : app->banner;
	int width = banner != NULL ? text_width(banner) : 0;
	if (banner != NULL && column + width + 1 < columns)
		screen_text(row, columns - width - 1, width, banner,
			    style(waits != NULL ? TONE_LOOK : TONE_DIM, GROUND_BODY));
}

const struct view_ops *app_view_at(const App *app, int at)
{
	int column = 1;
	gboolean brief = views_are_brief();
	for (gsize i = 0; views[i] != NULL; i++) {
		int width = text_width(view_title(views[i], brief)) + 2;
		if (at >= column && at < column + width)
			return views[i];
		column += width + (brief ? 1 : 2);
	}
	return NULL;
}

/* ---- the last two lines ---- */

static void draw_status(const App *app, int row)
{
	int columns = screen_columns();
	ListingLook look = screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
	g_autoptr(GString) left = g_string_new(NULL);
	g_autoptr(GString) right = g_string_new(NULL);
	view_append_status(app_view(app), look, left, right);
	Tone tone = TONE_PLAIN;
	if (app->message != NULL) {
		g_string_assign(left, app->message);
		tone = app->message_tone;
	} else if (app->progress != NULL) {
		g_string_assign(left, app->progress);
	}
	/* Where the cursor is, and what is filtered, stays; what is said at the left may be cut. */
	int width = MIN(text_width(right->str), columns * 2 / 3),
	    room = columns - width - (width > 0 ? 5 : 2);
	screen_fill(row, 0, columns, style(TONE_PLAIN, GROUND_BODY));
	g_autoptr(GString) fitted = g_string_new(NULL);
	text_append_fitted(fitted, left->str, room, TEXT_LEFT, screen_ascii());
	screen_text(row, 1, room, fitted->str, style(tone, GROUND_BODY));
	screen_text(row, columns - width - 1, width, right->str, style(TONE_DIM, GROUND_BODY));
}

static void draw_keys(const App *app, int row)
{
	int column = 1, columns = screen_columns(), help = text_width(_("help")) + 4;
	View *view = app_view(app);
	g_autoptr(GString) keys = g_string_new(NULL);
	screen_fill(row, 0, columns, style(TONE_PLAIN, GROUND_BODY));
	for (gsize i = 0; i < n_key_rows; i++) {
		const struct key_row *key = &key_rows[i];
		if (key->hint == NULL || keymap_find(key->keys[0], view->focus, view->ops->bit) != key)
			continue;
		g_string_truncate(keys, 0);
		keymap_append_keys(keys, key, FALSE);
		int width = text_width(keys->str) + 1 + text_width(_(key->hint));
		/* Whatever has to go, the way to the rest stays. */
		if (column + width + (key->action == ACT_HELP ? 0 : help) > columns)
			continue;
		column += screen_text(row, column, columns, keys->str, style(ROLE_KEY, GROUND_BODY)) + 1;
		column += screen_text(row, column, columns, _(key->hint), style(TONE_DIM, GROUND_BODY)) + 2;
		help = key->action == ACT_HELP ? 0 : help;
	}
}

gboolean app_too_small(void)
{
	return screen_rows() < LEAST_ROWS || screen_columns() < LEAST_COLUMNS;
}

static void draw_too_small(void)
{
	char text[64];
	int rows = screen_rows(), columns = screen_columns();
	for (int row = 0; row < rows; row++)
		screen_fill(row, 0, columns, style(TONE_PLAIN, GROUND_BODY));
	g_snprintf(text, sizeof text, "weir: %dx%d ", columns, rows);
	screen_text(0, 0, columns, text, style(ROLE_TITLE, GROUND_BODY));
	g_snprintf(text, sizeof text, _("needs %dx%d"), LEAST_COLUMNS, LEAST_ROWS);
	screen_text(MIN(1, rows - 1), 0, columns, text, style(TONE_LOOK, GROUND_BODY));
	screen_text(MIN(2, rows - 1), 0, rows > 2 ? columns : 0, _("q quits"), style(TONE_DIM, GROUND_BODY));
}

/* The lines that only change with the view. */
static void draw_frame(App *app, int rows)
{
	const View *view = app_view(app);
	if (app->drawn.view == view && app->drawn.focus == view->focus &&
	    app->drawn.columns == screen_columns())
		return;
	draw_views(app, 1);
	draw_keys(app, rows - 1);
	app->drawn.view = view;
	app->drawn.focus = view->focus;
	app->drawn.columns = screen_columns();
}

static void draw_prompt(App *app, int rows)
{
	draw_views(app, 1);
	prompt_draw(app->prompt, (Rect){ rows - 1, 0, 1, screen_columns() });
	app->drawn.view = NULL;
}

void app_draw(App *app)
{
	int rows = screen_rows(), columns = screen_columns();
	screen_cursor(-1, 0);
	if (app_too_small()) {
		draw_too_small();
	} else {
		view_draw(app_view(app), (Rect){ 2, 0, rows - 4, columns }); /* may change what line 1 says */
		draw_bar(app, 0);
		draw_status(app, rows - 2);
		if (app->prompt != NULL)
			draw_prompt(app, rows);
		else
			draw_frame(app, rows);
	}
	screen_flush();
}
