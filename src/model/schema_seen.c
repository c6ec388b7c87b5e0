/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema_private.h"

void schema_seen_member(Seen *seen, const char *name)
{
	if (seen == NULL)
		return;
	if (seen->members == NULL)
		seen->members = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_add(seen->members, schema_plain_text(name));
}

void schema_seen_item(Seen *seen, size_t index)
{
	if (seen == NULL)
		return;
	if (seen->picked == NULL)
		seen->picked = g_hash_table_new(NULL, NULL);
	g_hash_table_add(seen->picked, GSIZE_TO_POINTER(index));
}

void schema_seen_items(Seen *seen, size_t count)
{
	if (seen != NULL)
		seen->items = MAX(seen->items, count);
}

gboolean schema_seen_has_member(const Seen *seen, const char *name)
{
	return seen->members != NULL && g_hash_table_contains(seen->members, name);
}

gboolean schema_seen_has_item(const Seen *seen, size_t index)
{
	return index < seen->items ||
	       (seen->picked != NULL && g_hash_table_contains(seen->picked, GSIZE_TO_POINTER(index)));
}

static void merge_table(Run *run, GHashTable **into, GHashTable *from)
{
	if (from == NULL)
		return;
	if (*into == NULL) {
		*into = g_hash_table_ref(from);
		return;
	}
	GHashTableIter every;
	gpointer key;
	g_hash_table_iter_init(&every, from);
	while (g_hash_table_iter_next(&every, &key, NULL) && schema_spend(run, 1))
		g_hash_table_add(*into, key);
}

void schema_seen_merge(Run *run, Seen *into, const Seen *from)
{
	into->unsure = into->unsure || from->unsure;
	into->items = MAX(into->items, from->items);
	merge_table(run, &into->members, from->members);
	merge_table(run, &into->picked, from->picked);
}

void schema_seen_clear(Seen *seen)
{
	g_clear_pointer(&seen->members, g_hash_table_unref);
	g_clear_pointer(&seen->picked, g_hash_table_unref);
}
