/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ':' and '/', the commands that the screen has itself, and help. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "tui/app_private.h"

/* ---- commands of the screen ---- */

struct screen_command {
	const char *name, *arguments; /* N_(); "" */
	const char *help;             /* N_() */
	gboolean (*run)(App *app, const char *rest);
};

static gboolean run_quit(App *app, const char *rest)
{
	app_end(app, WEIR_EXIT_OK);
	return TRUE;
}

static gboolean run_theme(App *app, const char *rest)
{
	const char *const *names = theme_names();
	if (*rest != '\0' && strcmp(rest, "auto") != 0 && !g_strv_contains(names, rest)) {
		g_autofree char *all = g_strjoinv(" ", (char **)names);
		app_tell(app, TONE_BAD, _("there is no theme '%s'; there are: auto %s"), rest, all);
		return FALSE;
	}
	if (app->term == NULL)
		return TRUE;
	const char *used =
		theme_use(*rest != '\0' ? rest : NULL, term_colours(app->term), term_direct(app->term));
	screen_forget();
	app_tell(app, TONE_PLAIN, _("theme %s"), used);
	return TRUE;
}

static gboolean run_sort(App *app, const char *rest)
{
	View *view = app_view(app);
	g_auto(GStrv) words = g_strsplit(rest, " ", 2);
	gboolean reverse = words[0] != NULL && words[1] != NULL && g_str_has_prefix("reverse", words[1]);
	const char *column = words[0] != NULL && *words[0] != '\0' ? words[0] : NULL;
	if (view->list != NULL && list_set_sort(view->list, column, reverse))
		return TRUE;
	g_autoptr(GString) all = g_string_new(NULL);
	for (gsize i = 0; view->list != NULL && i < view->ops->kind->n_columns; i++)
		if (view->ops->kind->columns[i].id != NULL)
			g_string_append_printf(all, " %s", view->ops->kind->columns[i].id);
	if (view->list == NULL)
		app_tell(app, TONE_BAD, "%s", _("there is no list here to be sorted"));
	else
		app_tell(app, TONE_BAD, _("there is no column '%s'; there are:%s"), column, all->str);
	return FALSE;
}

static gboolean run_filter(App *app, const char *rest)
{
	view_search(app_view(app), rest);
	return TRUE;
}

static gboolean run_refresh(App *app, const char *rest)
{
	view_act(app_view(app), ACT_REFRESH);
	return TRUE;
}

static gboolean run_keys(App *app, const char *rest)
{
	app_help(app);
	return TRUE;
}

static const struct screen_command commands[] = {
	{ "quit", "", N_("leave weir"), run_quit },
	{ "q", "", N_("leave weir"), run_quit },
	{ "keys", "", N_("the keys of this view"), run_keys },
	{ "filter", N_("PATTERN"), N_("as / does; without a pattern: everything"), run_filter },
	{ "sort", N_("[COLUMN [reverse]]"), N_("sort by a column; without one: the server's order"),
	  run_sort },
	{ "theme", N_("NAME"), N_("auto, dark, light, deuteranopia, mono"), run_theme },
	{ "refresh", "", N_("ask the server again"), run_refresh },
};

static Session *session_named(const App *app, const char *name)
{
	for (guint i = 0; i < app->sessions->len; i++) {
		Session *session = g_ptr_array_index(app->sessions, i);
		if (strcmp(session_name(session), name) == 0)
			return session;
	}
	return NULL;
}

/* "actions" and "actions desk-prod" are views; with more words, a verb. */
static gboolean run_view(App *app, const char *name, const char *rest)
{
	const struct view_ops *ops = view_find_name(name);
	Session *session = *rest == '\0' ? app->session : session_named(app, rest);
	if (ops == NULL || (*rest != '\0' && session == NULL))
		return FALSE;
	gboolean cannot = ops->of_session && (app->plain != NULL || session == NULL);
	if (ops->is_command_too && (*rest != '\0' || cannot))
		return FALSE;
	app_show_session(app, session, ops);
	return TRUE;
}

gboolean app_run_line(App *app, const char *line)
{
	g_autofree char *copy = g_strstrip(g_strdup(line));
	gsize length = strcspn(copy, " ");
	g_autofree char *name = g_strndup(copy, length);
	const char *rest = copy + length + strspn(copy + length, " ");
	if (*name == '\0')
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(app, rest);
	Session *session = *rest == '\0' ? session_named(app, name) : NULL;
	if (session != NULL) {
		app_show_session(app, session, app->view->ops->of_session ? app->view->ops : &view_actions);
		return TRUE;
	}
	return run_view(app, name, rest) || app_run_verb(app, copy);
}

/* ---- the prompts ---- */

static gboolean on_command(const char *line, gpointer data)
{
	App *app = data;
	app->prompt = NULL;
	app_dirty(app);
	/* Only what made sense is kept: a secret that was typed by mistake is no command. */
	return line != NULL && app_run_line(app, line);
}

static void append_names(const char *target, GPtrArray *names, gpointer data)
{
	App *app = data;
	Session *session = target != NULL ? session_named(app, target) : app->session;
	const Server *server = session != NULL ? session_server(session) : NULL;
	if (server == NULL)
		return;
	for (guint i = 0; i < server->actions->len; i++)
		g_ptr_array_add(names,
				g_strdup(((const Action *)g_ptr_array_index(server->actions, i))->name));
	for (guint i = 0; i < server->triggers->len; i++)
		g_ptr_array_add(names,
				g_strdup(((const Trigger *)g_ptr_array_index(server->triggers, i))->name));
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_matching(GPtrArray *all, const char *word, const char *candidate)
{
	if (g_str_has_prefix(candidate, word))
		g_ptr_array_add(all, g_strdup(candidate));
}

static GPtrArray *complete_command(const char *line, gpointer data)
{
	App *app = data;
	GPtrArray *all = verb_complete(app->context, line, append_names, app);
	const char *word = line + strspn(line, " ");
	for (gsize i = 0; strchr(word, ' ') == NULL && i < G_N_ELEMENTS(commands); i++)
		add_matching(all, word, commands[i].name);
	for (gsize i = 0; strchr(word, ' ') == NULL && views[i] != NULL; i++)
		if (!verb_is_command(views[i]->name))
			add_matching(all, word, views[i]->name);
	const char *const *themes = theme_names();
	for (gsize i = 0; g_str_has_prefix(word, "theme ") && themes[i] != NULL; i++)
		add_matching(all, word + strlen("theme "), themes[i]);
	const struct listing_kind *kind = app_view(app)->ops->kind;
	for (gsize i = 0; kind != NULL && g_str_has_prefix(word, "sort ") && i < kind->n_columns; i++)
		if (kind->columns[i].id != NULL)
			add_matching(all, word + strlen("sort "), kind->columns[i].id);
	g_ptr_array_sort(all, compare_texts);
	return all;
}

void app_prompt_command(App *app)
{
	static struct prompt_kind kind = { .sign = ":", .done = on_command, .complete = complete_command };
	if (kind.history == NULL)
		kind.history = paths_state("history");
	app->prompt = prompt_open(&kind, NULL, app);
	app_dirty(app);
}

/* What is typed filters at once; cancelled, what was before comes back. */
static void on_search_typing(const char *line, gpointer data)
{
	App *app = data;
	View *view = app_view(app);
	if (view->focus == FOCUS_LIST)
		view_search(view, line);
}

static gboolean on_search(const char *line, gpointer data)
{
	App *app = data;
	View *view = app_view(app);
	app->prompt = NULL;
	if (line != NULL)
		view_search(view, line);
	else if (view->focus == FOCUS_LIST)
		view_search(view, app->filter_before);
	g_clear_pointer(&app->filter_before, g_free);
	app_dirty(app);
	return line != NULL;
}

static GPtrArray *complete_search(const char *line, gpointer data)
{
	App *app = data;
	const struct listing_kind *kind = app_view(app)->ops->kind;
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	const char *space = strrchr(line, ' ');
	const char *word = space != NULL ? space + 1 : line;
	for (gsize i = 0; kind != NULL && i < kind->n_columns; i++) {
		if (kind->columns[i].id == NULL)
			continue;
		g_autofree char *candidate =
			g_strconcat(*word == '!' ? "!" : "", kind->columns[i].id, ":", NULL);
		add_matching(all, word, candidate);
	}
	g_ptr_array_sort(all, compare_texts);
	return all;
}

void app_prompt_search(App *app)
{
	static const struct prompt_kind kind = {
		.sign = "/", .done = on_search, .typing = on_search_typing, .complete = complete_search
	};
	View *view = app_view(app);
	const char *before = view->list != NULL ? list_filter(view->list) : NULL;
	g_free(app->filter_before);
	app->filter_before = g_strdup(before);
	app->prompt = prompt_open(&kind, NULL, app);
	app_dirty(app);
}

/* ---- help ---- */

static void add_key(GPtrArray *lines, const struct key_row *row)
{
	g_autoptr(GString) keys = g_string_new(NULL);
	keymap_append_keys(keys, row, TRUE);
	g_ptr_array_add(lines, detail_line_new(keys->str, _(row->help), TONE_PLAIN));
}

/* What works in the view comes first, then what works in its details, then the commands. */
static void add_keys(GPtrArray *lines, const View *view, guint focus, guint not_in, const char *heading)
{
	g_ptr_array_add(lines, detail_line_new(heading, NULL, TONE_PLAIN));
	for (gsize i = 0; i < n_key_rows; i++) {
		const struct key_row *row = &key_rows[i];
		if ((row->focus & not_in) == 0 && keymap_find(row->keys[0], focus, view->ops->bit) == row)
			add_key(lines, row);
	}
	g_ptr_array_add(lines, detail_line_new(NULL, "", TONE_PLAIN));
}

static void add_filters(GPtrArray *lines)
{
	static const struct {
		const char *pattern, *means; /* N_() */
	} rows[] = {
		{ N_("/words"),
		  N_("rows that have them, as a regular expression; capitals count once there is one") },
		{ N_("/!words"), N_("rows that do not") },
		{ N_("/column:value"), N_("rows with the value in that column: /effect:delete") },
		{ N_("/column:>5"), N_("rows with a greater number there; also >= < <=") },
	};
	g_ptr_array_add(lines, detail_line_new(_("Filters"), NULL, TONE_PLAIN));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_ptr_array_add(lines, detail_line_new(_(rows[i].pattern), _(rows[i].means), TONE_PLAIN));
	g_ptr_array_add(lines, detail_line_new(NULL, "", TONE_PLAIN));
}

static void add_commands(GPtrArray *lines)
{
	g_ptr_array_add(lines, detail_line_new(_("Commands"), NULL, TONE_PLAIN));
	for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
		const char *arguments = *commands[i].arguments != '\0' ? _(commands[i].arguments) : "";
		g_autofree char *label = g_strdup_printf(":%s%s%s", commands[i].name,
							 *arguments != '\0' ? " " : "", arguments);
		g_ptr_array_add(lines, detail_line_new(label, _(commands[i].help), TONE_PLAIN));
	}
	for (gsize i = 0; verbs[i] != NULL; i++) {
		if ((verbs[i]->flags & VERB_HIDDEN) != 0)
			continue;
		g_autofree char *label = g_strconcat(":", verbs[i]->name, NULL);
		g_ptr_array_add(lines, detail_line_new(label, _(verbs[i]->summary), TONE_PLAIN));
	}
}

void app_help(App *app)
{
	View *view = app_view(app);
	if (view->help)
		return;
	g_autoptr(GPtrArray) lines = detail_new();
	if (view->list != NULL) {
		add_keys(lines, view, FOCUS_LIST, 0, _("Keys in the list"));
		add_keys(lines, view, FOCUS_DETAIL, FOCUS_LIST, _("Keys in the details"));
		add_filters(lines);
	} else {
		add_keys(lines, view, FOCUS_TEXT, 0, _("Keys in a text"));
	}
	add_commands(lines);
	View *help = view_text_new(app, _("help"), lines);
	help->help = TRUE;
	app_push(app, help);
}
