/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths of OpenAPI that are not the SDK's own, as words. */
#include <string.h>

#include "base/json.h"
#include "model/route_private.h"

/* Webhooks are posted; the rest is how likely another method is one, too. */
static const struct {
	const char *member, *method;
	double handicap;
} methods[] = {
	{ "post", "POST", 0 }, { "put", "PUT", 0.1 },       { "patch", "PATCH", 0.1 },
	{ "get", "GET", 0.5 }, { "delete", "DELETE", 0.5 },
};

RouteCandidate *route_candidate_new(const char *path, json_t *item)
{
	for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
		json_t *operation = json_object_get(item, methods[i].member);
		if (!json_is_object(operation))
			continue;
		RouteCandidate *candidate = g_new0(RouteCandidate, 1);
		candidate->path = g_strdup(path);
		candidate->method = methods[i].method;
		candidate->operation = operation;
		candidate->item = item;
		candidate->parameter = route_subscription_parameter(path);
		return candidate;
	}
	return NULL;
}

void route_candidate_free(RouteCandidate *candidate)
{
	g_free(candidate->path);
	g_free(candidate->parameter);
	g_free(candidate);
}

/* 2: says subscription; 1: begins with "sub" and is not another word that does; 0: anything; -1: not it. */
static int parameter_rank(const char *name)
{
	g_autoptr(Words) words = words_new(name);
	if (words->list->len == 0)
		return 0;
	const char *first = g_ptr_array_index(words->list, 0);
	if (g_str_has_prefix(first, "subscription") || strcmp(first, "sub") == 0 ||
	    strcmp(first, "subid") == 0)
		return 2;
	if (strcmp(first, "connection") == 0)
		return -1;
	static const char *const others[] = { "subject", "subdomain", "submission", "subtype", "subreddit" };
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		if (strcmp(first, others[i]) == 0)
			return 0;
	return g_str_has_prefix(first, "sub") ? 1 : 0;
}

char *route_subscription_parameter(const char *path)
{
	g_autofree char *best = NULL;
	int best_rank = -1;
	const char *open = path;
	while ((open = strchr(open, '{')) != NULL) {
		const char *close = strchr(open, '}');
		if (close == NULL)
			break;
		g_autofree char *name = g_strndup(open + 1, strcspn(open + 1, ":}"));
		int rank = parameter_rank(name);
		if (*name != '\0' && rank >= 0 && rank >= best_rank) {
			g_free(best);
			best = g_steal_pointer(&name);
			best_rank = rank;
		}
		open = close;
	}
	return g_steal_pointer(&best);
}

static char *fixed_segments(const char *path)
{
	GString *fixed = g_string_new(NULL);
	for (gboolean inside = FALSE; *path != '\0'; path++) {
		if (*path == '{')
			inside = TRUE;
		g_string_append_c(fixed, inside ? '/' : *path);
		if (*path == '}')
			inside = FALSE;
	}
	return g_string_free(fixed, FALSE);
}

/* FastAPI's operation ids are FUNCTION + path with _ for every other character + _method. */
static char *function_name(const RouteCandidate *candidate)
{
	const char *id = weir_json_text(candidate->operation, "operationId");
	if (id == NULL)
		return g_strdup("");
	g_autoptr(GString) added = g_string_new(NULL);
	for (const char *at = candidate->path; *at != '\0'; at++)
		g_string_append_c(added, g_ascii_isalnum(*at) ? *at : '_');
	g_autofree char *method = g_ascii_strdown(candidate->method, -1);
	g_string_append_printf(added, "_%s", method);
	gsize length = strlen(id);
	if (g_str_has_suffix(id, added->str))
		length -= added->len;
	return g_strndup(id, length);
}

/* FastAPI makes a summary of the function's name: that says nothing new. */
static char *texts_of(const json_t *operation, const Words *function)
{
	GString *text = g_string_new(NULL);
	const char *summary = weir_json_text(operation, "summary");
	const char *description = weir_json_text(operation, "description");
	g_autoptr(Words) words = words_new(summary);
	const json_t *tag;
	size_t i;
	if (strcmp(words->key, function->key) != 0)
		g_string_append_printf(text, "%s. ", summary != NULL ? summary : "");
	g_string_append_printf(text, "%s. ", description != NULL ? description : "");
	json_array_foreach (json_object_get(operation, "tags"), i, tag) {
		if (text->len > 4096) /* no more is looked at */
			break;
		if (json_is_string(tag))
			g_string_append_printf(text, "%s. ", json_string_value(tag));
	}
	return g_string_free(text, FALSE);
}

/* Paths for trying things out stand beside those that count. */
static double handicap_of(const RouteCandidate *candidate, const Words *path)
{
	static const char *const aside[] = { "test",  "debug",  "verify",  "verification", "challenge",
					     "ping",  "health", "example", "preview",      "simulate",
					     "login", "oauth",  "auth",    "admin",        "status_page" };
	double handicap = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(methods); i++)
		if (strcmp(candidate->method, methods[i].method) == 0)
			handicap += methods[i].handicap;
	if (weir_json_bool(candidate->operation, "deprecated", FALSE))
		handicap += 0.06;
	for (guint i = 0; i < path->list->len; i++) {
		const char *word = g_ptr_array_index(path->list, i);
		if (word[0] == 'v' && word_is_generic(word))
			handicap -= 0.005 * (double)MIN(g_ascii_strtoull(word + 1, NULL, 10), 6);
		for (gsize j = 0; j < G_N_ELEMENTS(aside); j++)
			handicap += strcmp(word, aside[j]) == 0 ? 0.2 : 0;
	}
	return handicap;
}

Listened *listened_new(RouteCandidate *candidate, json_t *openapi)
{
	Listened *listened = g_new0(Listened, 1);
	g_autofree char *fixed = fixed_segments(candidate->path);
	g_autofree char *function = function_name(candidate);
	g_autofree char *both = g_strdup_printf("%s %s", fixed, function);
	listened->candidate = candidate;
	listened->path = words_new(fixed);
	listened->function = words_new(function);
	listened->both = words_new(both);
	g_autofree char *text = texts_of(candidate->operation, listened->function);
	listened->text = words_new(text);
	listened->events = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	route_events(listened->events, candidate->operation, openapi);
	listened->body_title = weir_json_text(route_body(candidate->operation, openapi), "title");
	listened->handicap = handicap_of(candidate, listened->path);
	return listened;
}

void listened_free(Listened *listened)
{
	words_free(listened->path);
	words_free(listened->function);
	words_free(listened->both);
	words_free(listened->text);
	g_hash_table_unref(listened->events);
	g_free(listened);
}
