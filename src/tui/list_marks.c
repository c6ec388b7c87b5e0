/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/list_private.h"

gboolean list_has_marks(const List *list)
{
	return g_hash_table_size(list->marks) > 0;
}

GPtrArray *list_marked(const List *list)
{
	GPtrArray *ids = g_ptr_array_new();
	GHashTableIter iter;
	gpointer id;
	g_hash_table_iter_init(&iter, list->marks);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		g_ptr_array_add(ids, id);
	return ids;
}

char *list_copy(const List *list)
{
	if (!list->has_row)
		return NULL;
	if (!list_has_marks(list))
		return list_id(list, list->row);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < list->listing->n_rows; i++) {
		g_autofree char *id = list_id(list, i);
		if (g_hash_table_contains(list->marks, id))
			g_string_append_printf(out, "%s%s", out->len > 0 ? "\n" : "", id);
	}
	return g_string_free(out, FALSE);
}
