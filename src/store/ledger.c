/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/ledger.h"

#include "store/store_private.h"

const char *ledger_state_name(LedgerState state)
{
	static const char *const names[N_LEDGER_STATES] = { "planned", "made", "removed", "failed" };
	return names[state];
}

const char *ledger_kind_name(LedgerKind kind)
{
	static const char *const names[N_LEDGER_KINDS] = { "connection", "subscription" };
	return names[kind];
}

void ledger_row_free(LedgerRow *row)
{
	if (row == NULL)
		return;
	g_free(row->target);
	g_free(row->url);
	g_free(row->mark);
	g_free(row->trigger);
	g_free(row->connection);
	g_free(row->remote);
	g_free(row);
}

static void free_row(gpointer row)
{
	ledger_row_free(row);
}

static void bind_or_empty(sqlite3_stmt *statement, int index, const char *text)
{
	store_bind_text(statement, index, text != NULL ? text : "");
}

static gboolean insert(Store *store, const LedgerRow *row, GError **error)
{
	sqlite3_stmt *statement = store_prepare(
		store,
		"INSERT INTO ledger (target, url, kind, mark, trigger_name, connection, "
		"remote, state, planned, changed) VALUES (?, ?, ?, ?, ?, ?, '', 'planned', ?7, ?7)",
		error);
	if (statement == NULL)
		return FALSE;
	bind_or_empty(statement, 1, row->target);
	bind_or_empty(statement, 2, row->url);
	bind_or_empty(statement, 3, ledger_kind_name(row->kind));
	bind_or_empty(statement, 4, row->mark);
	bind_or_empty(statement, 5, row->trigger);
	bind_or_empty(statement, 6, row->connection);
	sqlite3_bind_int64(statement, 7, g_get_real_time());
	return store_run(store, statement, error);
}

gint64 ledger_plan(Store *store, const LedgerRow *row, GError **error)
{
	if (!store_begin(store, error))
		return 0;
	gboolean good = insert(store, row, error);
	gint64 id = sqlite3_last_insert_rowid(store->db);
	return store_end(store, good, error) ? id : 0;
}

gboolean ledger_mark(Store *store, gint64 id, LedgerState state, const char *remote, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	sqlite3_stmt *statement = store_prepare(
		store,
		"UPDATE ledger SET state = ?1, remote = coalesce(?2, remote), changed = ?3 WHERE id = ?4",
		error);
	gboolean good = statement != NULL;
	if (good) {
		store_bind_text(statement, 1, ledger_state_name(state));
		store_bind_text(statement, 2, remote);
		sqlite3_bind_int64(statement, 3, g_get_real_time());
		sqlite3_bind_int64(statement, 4, id);
		good = store_run(store, statement, error);
	}
	return store_end(store, good, error);
}

gboolean ledger_note(Store *store, gint64 id, const char *trigger, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	sqlite3_stmt *statement =
		store_prepare(store, "UPDATE ledger SET trigger_name = ?1 WHERE id = ?2", error);
	gboolean good = statement != NULL;
	if (good) {
		bind_or_empty(statement, 1, trigger);
		sqlite3_bind_int64(statement, 2, id);
		good = store_run(store, statement, error);
	}
	return store_end(store, good, error);
}

static LedgerRow *row_of(sqlite3_stmt *statement)
{
	LedgerRow *row = g_new0(LedgerRow, 1);
	g_autofree char *kind = store_column_text(statement, 3);
	g_autofree char *state = store_column_text(statement, 8);
	row->id = sqlite3_column_int64(statement, 0);
	row->target = store_column_text(statement, 1);
	row->url = store_column_text(statement, 2);
	row->kind = g_strcmp0(kind, ledger_kind_name(LEDGER_CONNECTION)) == 0 ? LEDGER_CONNECTION
									      : LEDGER_SUBSCRIPTION;
	row->mark = store_column_text(statement, 4);
	row->trigger = store_column_text(statement, 5);
	row->connection = store_column_text(statement, 6);
	row->remote = store_column_text(statement, 7);
	row->state = g_strcmp0(state, ledger_state_name(LEDGER_MADE)) == 0 ? LEDGER_MADE : LEDGER_PLANNED;
	row->planned = sqlite3_column_int64(statement, 9);
	row->changed = sqlite3_column_int64(statement, 10);
	return row;
}

GPtrArray *ledger_open_rows(Store *store, const char *url, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "SELECT id, target, url, kind, mark, trigger_name, connection, remote, state, "
			      "planned, changed FROM ledger WHERE state IN ('planned', 'made') "
			      "AND (?1 IS NULL OR url = ?1) ORDER BY id",
			      error);
	if (statement == NULL)
		return NULL;
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
	int step;
	store_bind_text(statement, 1, url);
	while ((step = store_step(store, statement, error)) > 0)
		g_ptr_array_add(rows, row_of(statement));
	return step == 0 ? g_steal_pointer(&rows) : NULL;
}
