/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well one path fits one trigger. */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "model/route_private.h"

static guint count_of(GHashTable *counts, const char *word)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(counts, word));
}

/* Words that tell triggers apart weigh more than those that all have; words of paths alone (a product's name)
 * weigh little, and nothing where all paths have them. */
static double weight(const RouteMatch *match, const char *word)
{
	guint triggers = count_of(match->in_triggers, word);
	if (triggers > 0)
		return 1 / sqrt(triggers);
	guint paths = count_of(match->in_paths, word);
	if (paths == match->paths->len && paths > 1)
		return 0;
	return 0.35 / sqrt(MAX(paths, 1));
}

typedef struct {
	double common, only_trigger, only_path; /* weights */
	guint n_common;
} Overlap;

/* Both lists are sorted and hold each word once. */
static Overlap overlap(const RouteMatch *match, const GPtrArray *trigger, const GPtrArray *path)
{
	Overlap sum = { 0 };
	guint i = 0, j = 0;
	while (i < trigger->len || j < path->len) {
		const char *a = i < trigger->len ? g_ptr_array_index(trigger, i) : NULL;
		const char *b = j < path->len ? g_ptr_array_index(path, j) : NULL;
		int order = a == NULL ? 1 : b == NULL ? -1 : strcmp(a, b);
		if (order < 0) {
			sum.only_trigger += weight(match, a);
		} else if (order > 0) {
			sum.only_path += weight(match, b);
		} else {
			sum.common += weight(match, a);
			sum.n_common++;
		}
		i += order <= 0;
		j += order >= 0;
	}
	return sum;
}

static gboolean holds(const char *key, const char *part)
{
	g_autofree char *in = g_strconcat("_", key, "_", NULL), *what = g_strconcat("_", part, "_", NULL);
	return *part != '\0' && strstr(in, what) != NULL;
}

/* Words against the trigger's name: the name itself in them, or words in common. `*group` if all words of the
 * path are the trigger's, which has more: then it may be one path for several. */
static double fit_words(const RouteMatch *match, const Listener *listener, const Words *words,
			gboolean *group)
{
	const Words *name = listener->name;
	if (words->list->len == 0)
		return 0;
	Overlap sum = overlap(match, name->meaning, words->meaning);
	if (holds(words->key, name->key)) {
		double rest = sum.only_path / (sum.only_path + sum.common + 1e-9);
		return 0.96 - rest * (sum.n_common > 0 ? 0.4 : 0.6);
	}
	if (sum.n_common == 0)
		return 0;
	if (sum.only_trigger <= 0 && sum.only_path <= 0)
		return 0.92;
	double precision = sum.common / (sum.common + sum.only_path);
	double recall = sum.common / (sum.common + sum.only_trigger);
	double score = 0.9 * 2 * precision * recall / (precision + recall);
	if (sum.only_path > 0 || sum.only_trigger <= 0)
		return score;
	*group = TRUE;
	return MAX(score, 0.55);
}

static double fit_body(const Listener *listener, const Listened *path)
{
	g_autofree char *meaning = g_strconcat("~", listener->name->meaning_key, NULL);
	if (g_hash_table_contains(path->events, listener->name->key))
		return 0.95;
	return listener->name->meaning->len > 0 && g_hash_table_contains(path->events, meaning) ? 0.9 : 0;
}

static double fit_instructions(const Listener *listener, const Listened *path)
{
	return route_is_said(listener->said, path->candidate->path) ? 0.97 : 0;
}

/* One word in a text may mean anything; two in a row are a name. */
static double fit_text(const Listener *listener, const Listened *path)
{
	if (!holds(path->text->key, listener->name->key))
		return 0;
	return listener->name->list->len > 1 ? 0.8 : 0.5;
}

static double fit_description(const Listener *listener, const Listened *path)
{
	const Words *words = path->path;
	if (listener->description == NULL || words->meaning->len < 2)
		return 0;
	for (guint i = 0; i < words->meaning->len; i++) {
		gboolean found = FALSE;
		for (guint j = 0; j < listener->description->meaning->len && !found; j++)
			found = strcmp(g_ptr_array_index(words->meaning, i),
				       g_ptr_array_index(listener->description->meaning, j)) == 0;
		if (!found)
			return 0;
	}
	return 0.6;
}

static double fit_model(const RouteMatch *match, const Listener *listener, const Listened *path)
{
	const char *title = listener->payload_title;
	if (title == NULL || g_strcmp0(title, path->body_title) != 0)
		return 0;
	return count_of(match->model_triggers, title) == 1 && count_of(match->model_paths, title) == 1 ? 0.6
												       : 0;
}

/* The best evidence counts; a second that agrees adds a little. */
static void add(Fit *fit, double *second, double score, Says says)
{
	if (score <= 0)
		return;
	fit->says |= score >= 0.5 ? says : 0;
	*second = MAX(*second, MIN(score, fit->score));
	fit->score = MAX(fit->score, score);
}

/* What path and function say may be right only together: /created/{id} of on_ticket(). */
static void add_words(const RouteMatch *match, const Listener *listener, const Listened *path, Fit *fit,
		      double *second)
{
	gboolean group = FALSE, ignored = FALSE;
	double of_path = fit_words(match, listener, path->path, &group);
	double of_function = 0.97 * fit_words(match, listener, path->function, &ignored);
	double of_both = 0.95 * fit_words(match, listener, path->both, &ignored);
	gboolean together = of_both > of_path && of_both > of_function;
	add(fit, second, of_path, SAYS_PATH);
	add(fit, second, of_function, SAYS_OPERATION);
	if (together) {
		add(fit, second, of_both, SAYS_PATH | SAYS_OPERATION);
		*second = 0; /* both are in it already */
	}
	fit->group = group && fit->score <= of_path;
}

Fit route_fit(const RouteMatch *match, const Listener *listener, const Listened *path)
{
	Fit fit = { 0 };
	double second = 0;
	add_words(match, listener, path, &fit, &second);
	double named = fit.score;
	add(&fit, &second, fit_text(listener, path), SAYS_TEXT);
	add(&fit, &second, fit_description(listener, path), SAYS_TRIGGER);
	add(&fit, &second, fit_model(match, listener, path), SAYS_MODEL);
	double body = fit_body(listener, path), said = fit_instructions(listener, path);
	add(&fit, &second, body, SAYS_BODY);
	add(&fit, &second, said, SAYS_INSTRUCTIONS);
	fit.group = fit.group || body > 0 || said > 0 || (fit.says & SAYS_TEXT && named < fit.score);
	fit.score += (1 - fit.score) * 0.25 * second;
	if (path->candidate->parameter == NULL && body <= 0)
		fit.score -= 0.04;
	fit.score = CLAMP(fit.score - path->handicap, 0, 0.99);
	return fit;
}
