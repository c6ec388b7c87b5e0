/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/changes.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"

enum { VALUE_SHOWN = 60 };

typedef struct {
	GPtrArray *lines;
	GString *pointer;
	guint found;
	guint most;
} Search;

static char *shown(const json_t *value)
{
	g_autofree char *text = weir_json_print(value);
	if (g_utf8_strlen(text, -1) <= VALUE_SHOWN)
		return g_steal_pointer(&text);
	g_autofree char *start = g_utf8_substring(text, 0, VALUE_SHOWN);
	return g_strconcat(start, "...", NULL);
}

static void add(Search *search, const json_t *before, const json_t *after)
{
	const char *where = search->pointer->len > 0 ? search->pointer->str : _("the answer");
	g_autofree char *old = before != NULL ? shown(before) : NULL;
	g_autofree char *new = after != NULL ? shown(after) : NULL;
	if (search->found++ >= search->most)
		return;
	if (old == NULL)
		g_ptr_array_add(search->lines, g_strdup_printf(_("%s is new: %s"), where, new));
	else if (new == NULL)
		g_ptr_array_add(search->lines, g_strdup_printf(_("%s is gone, was %s"), where, old));
	else
		g_ptr_array_add(search->lines, g_strdup_printf(_("%s is %s, was %s"), where, new, old));
}

static void compare(Search *search, const json_t *before, const json_t *after);

static void compare_member(Search *search, const char *name, const json_t *before, const json_t *after)
{
	gsize length = search->pointer->len;
	weir_json_pointer_push(search->pointer, name);
	compare(search, before, after);
	g_string_truncate(search->pointer, length);
}

static int by_name(gconstpointer one, gconstpointer other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static void compare_objects(Search *search, const json_t *before, const json_t *after)
{
	const json_t *const both[] = { before, after };
	const char *name = NULL;
	json_t *value = NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(both); i++)
		json_object_foreach ((json_t *)(guintptr)both[i], name, value)
			if (i == 0 || json_object_get(before, name) == NULL)
				g_ptr_array_add(names, (gpointer)name);
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++)
		compare_member(search, names->pdata[i], json_object_get(before, names->pdata[i]),
			       json_object_get(after, names->pdata[i]));
}

static void compare_arrays(Search *search, const json_t *before, const json_t *after)
{
	gsize length = MAX(json_array_size(before), json_array_size(after));
	for (gsize i = 0; i < length; i++) {
		g_autofree char *index = g_strdup_printf("%zu", i);
		compare_member(search, index, json_array_get(before, i), json_array_get(after, i));
	}
}

static void compare(Search *search, const json_t *before, const json_t *after)
{
	if (json_is_object(before) && json_is_object(after))
		compare_objects(search, before, after);
	else if (json_is_array(before) && json_is_array(after))
		compare_arrays(search, before, after);
	else if (before == NULL || after == NULL || !json_equal(before, after))
		add(search, before, after);
}

GPtrArray *replay_changes(const char *before, const char *after, guint most)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(json_t) old = weir_json_read(before, strlen(before), NULL, NULL, NULL);
	g_autoptr(json_t) new = weir_json_read(after, strlen(after), NULL, NULL, NULL);
	g_autoptr(GString) pointer = g_string_new(NULL);
	Search search = { .lines = lines, .pointer = pointer, .most = most };
	if (strcmp(before, after) == 0)
		return lines;
	if (old == NULL || new == NULL)
		g_ptr_array_add(lines, g_strdup(_("the answer is another one")));
	else
		compare(&search, old, new);
	if (search.found > most)
		g_ptr_array_add(lines,
				g_strdup_printf(ngettext("and %u more", "and %u more", search.found - most),
						search.found - most));
	return lines;
}
