/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/route.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/route_private.h"

/* Below FLOOR nothing is said; a path that fits one trigger SURE-ly is not shared on weaker grounds; two that
 * differ by less than ALIKE are alike. */
static const double FLOOR = 0.5, SURE = 0.8, ALIKE = 0.004;
/* Above these not everything is compared: matching is cubic in triggers. */
enum { MOST_TRIGGERS = 128, MOST_PAIRS = 16384, NONE = -1 };

void route_clear(Route *route)
{
	g_clear_pointer(&route->method, g_free);
	g_clear_pointer(&route->path, g_free);
	g_clear_pointer(&route->parameter, g_free);
	g_clear_pointer(&route->why, g_free);
}

void route_free(Route *route)
{
	route_clear(route);
	g_free(route);
}

static Listener *listener_new(Trigger *trigger)
{
	Listener *listener = g_new0(Listener, 1);
	listener->trigger = trigger;
	listener->name = words_new(trigger->name);
	listener->description = words_new(trigger->description);
	listener->payload_title = weir_json_text(trigger->payload, "title");
	listener->said = g_ptr_array_new_with_free_func(g_free);
	route_collect_paths(trigger->install_instructions, listener->said);
	route_collect_paths(trigger->docs, listener->said);
	route_collect_paths(trigger->description, listener->said);
	return listener;
}

static void listener_free(Listener *listener)
{
	words_free(listener->name);
	words_free(listener->description);
	g_ptr_array_unref(listener->said);
	g_free(listener);
}

static void count_word(GHashTable *counts, const char *word)
{
	if (word == NULL)
		return;
	guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, word));
	g_hash_table_insert(counts, (gpointer)(guintptr)word, GUINT_TO_POINTER(count + 1));
}

static void count_words(GHashTable *counts, const GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++)
		count_word(counts, g_ptr_array_index(words, i));
}

static GHashTable *counter(void)
{
	return g_hash_table_new(g_str_hash, g_str_equal);
}

static void match_init(RouteMatch *match, Server *server, GPtrArray *candidates)
{
	match->listeners = g_ptr_array_new_with_free_func((GDestroyNotify)listener_free);
	match->paths = g_ptr_array_new_with_free_func((GDestroyNotify)listened_free);
	match->in_triggers = counter();
	match->in_paths = counter();
	match->model_triggers = counter();
	match->model_paths = counter();
	for (guint i = 0; i < server->triggers->len; i++) {
		Listener *listener = listener_new(g_ptr_array_index(server->triggers, i));
		g_ptr_array_add(match->listeners, listener);
		count_words(match->in_triggers, listener->name->meaning);
		count_word(match->model_triggers, listener->payload_title);
	}
	for (guint i = 0; i < candidates->len; i++) {
		Listened *path = listened_new(g_ptr_array_index(candidates, i), server->openapi);
		g_ptr_array_add(match->paths, path);
		count_words(match->in_paths, path->both->meaning);
		count_word(match->model_paths, path->body_title);
	}
	guint n = match->listeners->len, m = match->paths->len;
	if (n > 0 && n <= MOST_TRIGGERS && m > 0 && m <= MOST_PAIRS / n)
		match->fits = g_new0(Fit, (gsize)n * m);
	for (guint i = 0; match->fits != NULL && i < n; i++)
		for (guint j = 0; j < m; j++)
			match->fits[(gsize)i * m + j] =
				route_fit(match, g_ptr_array_index(match->listeners, i),
					  g_ptr_array_index(match->paths, j));
}

static void match_clear(RouteMatch *match)
{
	g_hash_table_unref(match->in_triggers);
	g_hash_table_unref(match->in_paths);
	g_hash_table_unref(match->model_triggers);
	g_hash_table_unref(match->model_paths);
	g_ptr_array_unref(match->listeners);
	g_ptr_array_unref(match->paths);
	g_free(match->fits);
}

static Fit *fit_at(const RouteMatch *match, guint listener, guint path)
{
	return &match->fits[(gsize)listener * match->paths->len + path];
}

/* A path whose body lists events is for those triggers; one that is surely another trigger's is not shared.
 */
static void rule_out(RouteMatch *match)
{
	static const Says SAID = SAYS_BODY | SAYS_INSTRUCTIONS;
	for (guint j = 0; j < match->paths->len; j++) {
		gboolean listed = FALSE, sure = FALSE;
		for (guint i = 0; i < match->listeners->len; i++) {
			const Fit *fit = fit_at(match, i, j);
			listed = listed || (fit->says & SAYS_BODY);
			sure = sure || (fit->score >= SURE && !fit->group);
		}
		for (guint i = 0; i < match->listeners->len; i++) {
			Fit *fit = fit_at(match, i, j);
			gboolean outsider = listed && !(fit->says & SAID) && fit->score < 0.9;
			if (outsider || (sure && fit->group && !(fit->says & SAID)))
				*fit = (Fit){ 0 };
		}
	}
}

/* The column of each trigger: paths first, each for one trigger, then a column of its own for each trigger,
 * which stands for the best path that it may share, or none. Cubes: one sure path is worth more than two
 * middling ones. */
static void assign(const RouteMatch *match, int *path_of)
{
	guint n = match->listeners->len, m = match->paths->len, width = n + m;
	g_autofree double *weights = g_new0(double, (gsize)n *width);
	g_autofree int *shared = g_new(int, n);
	g_autofree guint *column_of = g_new0(guint, n);
	for (guint i = 0; i < n; i++) {
		double best = 0;
		shared[i] = NONE;
		for (guint j = 0; j < m; j++) {
			const Fit *fit = fit_at(match, i, j);
			double cube = fit->score * fit->score * fit->score;
			if (fit->score < FLOOR)
				continue;
			if (!fit->group) {
				weights[(gsize)i * width + j] = cube;
			} else if (cube > best) {
				best = cube;
				shared[i] = (int)j;
			}
		}
		weights[(gsize)i * width + m + i] = best;
	}
	route_assign(weights, n, width, column_of);
	for (guint i = 0; i < n; i++) {
		gboolean own = column_of[i] < m && weights[(gsize)i * width + column_of[i]] > 0;
		path_of[i] = own ? (int)column_of[i] : column_of[i] == m + i ? shared[i] : NONE;
	}
}

static gboolean is_taken(const RouteMatch *match, const int *path_of, guint path)
{
	for (guint i = 0; i < match->listeners->len; i++)
		if (path_of[i] == (int)path)
			return TRUE;
	return FALSE;
}

/* Another path that is free and fits as well, or another trigger without a path that this one fits as well:
 * then either would be a guess. */
static gboolean is_guess(const RouteMatch *match, const int *path_of, guint listener)
{
	const Fit *fit = fit_at(match, listener, (guint)path_of[listener]);
	for (guint j = 0; j < match->paths->len; j++)
		if ((int)j != path_of[listener] && !is_taken(match, path_of, j) &&
		    fit_at(match, listener, j)->score > fit->score - ALIKE)
			return TRUE;
	for (guint i = 0; i < match->listeners->len && !fit->group; i++)
		if (path_of[i] == NONE &&
		    fit_at(match, i, (guint)path_of[listener])->score > fit->score - ALIKE)
			return TRUE;
	return FALSE;
}

/* All guesses are found before any is dropped: dropping one would make others look sure. */
static void drop_guesses(const RouteMatch *match, int *path_of)
{
	g_autofree gboolean *guess = g_new0(gboolean, match->listeners->len);
	for (guint i = 0; i < match->listeners->len; i++)
		guess[i] = path_of[i] != NONE && is_guess(match, path_of, i);
	for (guint i = 0; i < match->listeners->len; i++)
		if (guess[i]) {
			Listener *listener = g_ptr_array_index(match->listeners, i);
			listener->trigger->route.why = g_strdup(_("several paths or triggers fit alike"));
			path_of[i] = NONE;
		}
}

/* What the words of paths do not say, their number may: a path for everything, or the last one for the last
 * trigger. A path that has fitted anyone, or a trigger that several fit, is left alone. */
static void assign_rest(const RouteMatch *match, int *path_of)
{
	guint triggers = 0, paths = 0, path = 0, n = match->listeners->len;
	for (guint i = 0; i < n; i++)
		triggers += path_of[i] == NONE;
	for (guint j = 0; j < match->paths->len; j++) {
		const Listened *listened = g_ptr_array_index(match->paths, j);
		gboolean fits = is_taken(match, path_of, j) || g_hash_table_size(listened->events) > 0;
		for (guint i = 0; i < n && !fits; i++)
			fits = fit_at(match, i, j)->score >= FLOOR;
		if (!fits && listened->handicap < 0.1) {
			paths++;
			path = j;
		}
	}
	if (triggers == 0 || paths != 1)
		return;
	const Listened *listened = g_ptr_array_index(match->paths, path);
	gboolean named = listened->candidate->parameter != NULL &&
			 g_ascii_strncasecmp(listened->candidate->parameter, "sub", 3) == 0;
	gboolean general = listened->path->meaning->len == 0;
	if (!(general && (named || triggers == n)) && !(named && triggers == 1))
		return;
	for (guint i = 0; i < n; i++) {
		const Listener *listener = g_ptr_array_index(match->listeners, i);
		if (path_of[i] != NONE || listener->trigger->route.why != NULL)
			continue;
		double score = named && general ? (n == 1 ? 0.75 : 0.6) : 0.5;
		*fit_at(match, i, path) = (Fit){ score, SAYS_REST, TRUE };
		path_of[i] = (int)path;
	}
}

/* Too many to compare: only paths that hold exactly the trigger's name. */
static void assign_by_key(const RouteMatch *match, int *path_of, Fit *fits)
{
	g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint j = match->paths->len; j-- > 0;) {
		const Listened *path = g_ptr_array_index(match->paths, j);
		g_hash_table_insert(by_key, path->path->meaning_key, GUINT_TO_POINTER(j + 1));
	}
	for (guint i = 0; i < match->listeners->len; i++) {
		const Listener *listener = g_ptr_array_index(match->listeners, i);
		guint found = GPOINTER_TO_UINT(g_hash_table_lookup(by_key, listener->name->meaning_key));
		path_of[i] = found > 0 && listener->name->meaning->len > 0 ? (int)found - 1 : NONE;
		fits[i] = (Fit){ 0.9, SAYS_PATH, FALSE };
	}
}

static char *say_why(const Fit *fit, const RouteCandidate *candidate)
{
	static const struct {
		Says says;
		const char *words;
	} table[] = {
		{ SAYS_INSTRUCTIONS, N_("instructions") },
		{ SAYS_BODY, N_("event name in the body") },
		{ SAYS_PATH, N_("path") },
		{ SAYS_OPERATION, N_("operation id") },
		{ SAYS_TEXT, N_("texts of the operation") },
		{ SAYS_TRIGGER, N_("description") },
		{ SAYS_MODEL, N_("body like the payload") },
		{ SAYS_REST, N_("no other path is left") },
	};
	g_autoptr(GString) why = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if (fit->says & table[i].says)
			g_string_append_printf(why, "%s%s", why->len > 0 ? ", " : "", _(table[i].words));
	if (candidate->parameter != NULL)
		g_string_append_printf(why, _(" and {%s}"), candidate->parameter);
	return g_strdup(why->str);
}

static void set_found(Route *route, const RouteCandidate *candidate, const Fit *fit)
{
	route_clear(route);
	route->method = g_strdup(candidate->method);
	route->path = g_strdup(candidate->path);
	route->parameter = g_strdup(candidate->parameter);
	route->source = FROM_OPENAPI;
	route->confidence = fit->score;
	route->why = say_why(fit, candidate);
}

/* "POST /path" or "/path". */
static void set_route(Route *route, const char *text, Sources source, double confidence, const char *why)
{
	route_clear(route);
	gsize method = *text == '/' ? 0 : strcspn(text, " ");
	const char *path = text + method + strspn(text + method, " ");
	route->method = method > 0 ? g_strndup(text, method) : g_strdup("POST");
	route->path = g_strdup(path);
	route->parameter = route_subscription_parameter(path);
	route->source = source;
	route->confidence = confidence;
	route->why = g_strdup(why);
}

/* Configuration wins; without OpenAPI the trigger's own texts may say it. */
static void set_others(Server *server, const Target *target)
{
	for (guint i = 0; i < server->triggers->len; i++) {
		Trigger *trigger = g_ptr_array_index(server->triggers, i);
		const TriggerSettings *set =
			target != NULL ? g_hash_table_lookup(target->triggers, trigger->name) : NULL;
		if (set != NULL && set->route != NULL) {
			set_route(&trigger->route, set->route, FROM_CONFIG, 1, _("configuration"));
		} else if (server->openapi == NULL) {
			g_autofree char *path = route_from_text(trigger->install_instructions);
			if (path != NULL)
				set_route(&trigger->route, path, FROM_MANIFEST, 0.6, _("instructions"));
		}
		if (set != NULL)
			trigger->sources |= FROM_CONFIG;
	}
}

/* How many triggers have each path tells which are shared, and which paths nobody has. */
static void finish(Server *server, GPtrArray *candidates, GHashTable *operations)
{
	g_autoptr(GHashTable) users = counter(), by_path = counter();
	for (guint i = 0; i < candidates->len; i++) {
		RouteCandidate *candidate = g_ptr_array_index(candidates, i);
		g_hash_table_insert(by_path, candidate->path, candidate->operation);
	}
	for (guint i = 0; i < server->triggers->len; i++)
		count_word(users, ((Trigger *)g_ptr_array_index(server->triggers, i))->route.path);
	for (guint i = 0; i < server->triggers->len; i++) {
		Trigger *trigger = g_ptr_array_index(server->triggers, i);
		Route *route = &trigger->route;
		if (route->path == NULL)
			continue;
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(users, route->path));
		route->shared = count > 1 || route->parameter == NULL;
		json_t *operation = g_hash_table_lookup(by_path, route->path);
		if (operation != NULL)
			g_hash_table_insert(operations, trigger, operation);
	}
	for (guint i = 0; i < candidates->len; i++) {
		RouteCandidate *candidate = g_ptr_array_index(candidates, i);
		if (g_hash_table_contains(users, candidate->path))
			continue;
		Route *route = g_new0(Route, 1);
		g_autofree char *text = g_strdup_printf("%s %s", candidate->method, candidate->path);
		set_route(route, text, FROM_OPENAPI, 1, NULL);
		route->shared = TRUE;
		g_ptr_array_add(server->other_routes, route);
	}
}

static void find(RouteMatch *match)
{
	guint n = match->listeners->len;
	g_autofree int *path_of = g_new(int, n);
	g_autofree Fit *by_key = match->fits == NULL ? g_new0(Fit, n) : NULL;
	if (match->fits != NULL) {
		rule_out(match);
		assign(match, path_of);
		drop_guesses(match, path_of);
		assign_rest(match, path_of);
	} else {
		assign_by_key(match, path_of, by_key);
	}
	for (guint i = 0; i < n; i++) {
		if (path_of[i] == NONE)
			continue;
		const Listener *listener = g_ptr_array_index(match->listeners, i);
		const Listened *path = g_ptr_array_index(match->paths, (guint)path_of[i]);
		const Fit *fit = by_key != NULL ? &by_key[i] : fit_at(match, i, (guint)path_of[i]);
		set_found(&listener->trigger->route, path->candidate, fit);
	}
}

GHashTable *route_find(Server *server, GPtrArray *candidates, const Target *target)
{
	GHashTable *operations = g_hash_table_new(NULL, NULL);
	RouteMatch match = { 0 };
	match_init(&match, server, candidates);
	if (match.listeners->len > 0 && match.paths->len > 0)
		find(&match);
	match_clear(&match);
	set_others(server, target);
	finish(server, candidates, operations);
	for (guint i = 0; i < server->triggers->len; i++) {
		Route *route = &((Trigger *)g_ptr_array_index(server->triggers, i))->route;
		if (route->path == NULL && route->why == NULL)
			route->why = g_strdup(server->openapi == NULL ? _("there is no OpenAPI document")
								      : _("no path fits clearly"));
	}
	return operations;
}
