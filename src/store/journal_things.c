/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rotation replaces on a server. */
#include "store/journal.h"
#include "store/store_private.h"

static const char *const kinds[N_THING_KINDS] = { "connection", "subscription" };

void journal_thing_free(JournalThing *thing)
{
	if (thing == NULL)
		return;
	g_free(thing->old);
	g_free(thing->new);
	g_free(thing->seen);
	g_free(thing);
}

static void free_thing(gpointer thing)
{
	journal_thing_free(thing);
}

static gboolean insert(Store *store, gint64 rotation, const JournalThing *thing, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "INSERT INTO rotation_thing (rotation, kind, old, new, seen, gone, undone) "
			      "VALUES (?, ?, ?, '', ?, 0, 0)",
			      error);
	if (statement == NULL)
		return FALSE;
	sqlite3_bind_int64(statement, 1, rotation);
	store_bind_text(statement, 2, kinds[thing->kind]);
	store_bind_text(statement, 3, thing->old != NULL ? thing->old : "");
	store_bind_text(statement, 4, thing->seen != NULL ? thing->seen : "");
	return store_run(store, statement, error);
}

gboolean journal_plan_thing(Store *store, gint64 rotation, JournalThing *thing, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	gboolean good = insert(store, rotation, thing, error);
	thing->id = sqlite3_last_insert_rowid(store->db);
	return store_end(store, good, error);
}

static gboolean update(Store *store, const JournalThing *thing, GError **error)
{
	sqlite3_stmt *statement = store_prepare(
		store, "UPDATE rotation_thing SET new = ?, gone = ?, undone = ? WHERE id = ?", error);
	if (statement == NULL)
		return FALSE;
	store_bind_text(statement, 1, thing->new != NULL ? thing->new : "");
	sqlite3_bind_int(statement, 2, thing->gone);
	sqlite3_bind_int(statement, 3, thing->undone);
	sqlite3_bind_int64(statement, 4, thing->id);
	return store_run(store, statement, error);
}

gboolean journal_mark_thing(Store *store, const JournalThing *thing, GError **error)
{
	return store_begin(store, error) && store_end(store, update(store, thing, error), error);
}

static JournalThing *row_of(sqlite3_stmt *statement)
{
	JournalThing *thing = g_new0(JournalThing, 1);
	g_autofree char *kind = store_column_text(statement, 1);
	thing->id = sqlite3_column_int64(statement, 0);
	thing->kind = g_strcmp0(kind, kinds[THING_CONNECTION]) == 0 ? THING_CONNECTION : THING_SUBSCRIPTION;
	thing->old = store_column_text(statement, 2);
	thing->new = store_column_text(statement, 3);
	thing->seen = store_column_text(statement, 4);
	thing->gone = sqlite3_column_int(statement, 5) != 0;
	thing->undone = sqlite3_column_int(statement, 6) != 0;
	return thing;
}

GPtrArray *journal_things(Store *store, gint64 rotation, GError **error)
{
	sqlite3_stmt *statement = store_prepare(
		store,
		"SELECT id, kind, old, new, seen, gone, undone FROM rotation_thing WHERE rotation = ? "
		"ORDER BY id",
		error);
	if (statement == NULL)
		return NULL;
	sqlite3_bind_int64(statement, 1, rotation);
	GPtrArray *things = g_ptr_array_new_with_free_func(free_thing);
	int step;
	while ((step = store_step(store, statement, error)) > 0)
		g_ptr_array_add(things, row_of(statement));
	if (step < 0)
		g_clear_pointer(&things, g_ptr_array_unref);
	return things;
}
