/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/replays.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "store/store_private.h"

#define COLUMNS                                                                                              \
	"id, target, url, trigger_name, scheme, started, cases, failed, complete, status, ms, answer, good"

void replay_row_free(ReplayRow *row)
{
	if (row == NULL)
		return;
	g_free(row->target);
	g_free(row->url);
	g_free(row->trigger);
	g_free(row->scheme);
	json_decref(row->failed);
	g_free(row->answer);
	g_free(row);
}

static void bind_texts(sqlite3_stmt *statement, const ReplayRow *row)
{
	const char *const texts[] = { row->target, row->url, row->trigger, row->scheme };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		store_bind_text(statement, 1 + (int)i, texts[i] != NULL ? texts[i] : "");
}

static gboolean insert(Store *store, const ReplayRow *row, GError **error)
{
	sqlite3_stmt *statement = store_prepare(
		store,
		"INSERT INTO replay (target, url, trigger_name, scheme, started, cases, failed, "
		"complete, status, ms, answer, good) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		error);
	if (statement == NULL)
		return FALSE;
	g_autofree char *failed = row->failed != NULL ? weir_json_print(row->failed) : g_strdup("[]");
	g_autofree char *answer = g_utf8_make_valid(row->answer != NULL ? row->answer : "", -1);
	bind_texts(statement, row);
	sqlite3_bind_int64(statement, 5, row->started);
	sqlite3_bind_int64(statement, 6, row->cases);
	store_bind_text(statement, 7, failed);
	sqlite3_bind_int(statement, 8, row->complete);
	sqlite3_bind_int(statement, 9, row->status);
	sqlite3_bind_double(statement, 10, row->ms);
	store_bind_text(statement, 11, answer);
	sqlite3_bind_int(statement, 12, row->good);
	return store_run(store, statement, error);
}

static gboolean prune(Store *store, const char *target, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "DELETE FROM replay WHERE target = ?1 AND id <= (SELECT id FROM replay "
			      "WHERE target = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
			      error);
	if (statement == NULL)
		return FALSE;
	store_bind_text(statement, 1, target != NULL ? target : "");
	sqlite3_bind_int(statement, 2, REPLAYS_MOST);
	return store_run(store, statement, error);
}

gboolean replay_add(Store *store, const ReplayRow *row, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	gboolean good = insert(store, row, error) && prune(store, row->target, error);
	return store_end(store, good, error);
}

static ReplayRow *row_of(sqlite3_stmt *statement)
{
	ReplayRow *row = g_new0(ReplayRow, 1);
	g_autofree char *failed = store_column_text(statement, 7);
	row->id = sqlite3_column_int64(statement, 0);
	row->target = store_column_text(statement, 1);
	row->url = store_column_text(statement, 2);
	row->trigger = store_column_text(statement, 3);
	row->scheme = store_column_text(statement, 4);
	row->started = sqlite3_column_int64(statement, 5);
	row->cases = (guint)sqlite3_column_int64(statement, 6);
	row->failed = failed != NULL ? weir_json_read(failed, strlen(failed), NULL, NULL, NULL) : NULL;
	row->complete = sqlite3_column_int(statement, 8) != 0;
	row->status = sqlite3_column_int(statement, 9);
	row->ms = sqlite3_column_double(statement, 10);
	row->answer = store_column_text(statement, 11);
	row->good = sqlite3_column_int(statement, 12) != 0;
	return row;
}

static void free_row(gpointer row)
{
	replay_row_free(row);
}

GPtrArray *replay_rows(Store *store, const char *url, guint limit, GError **error)
{
	sqlite3_stmt *statement = store_prepare(
		store, "SELECT " COLUMNS " FROM replay WHERE url = ? ORDER BY id DESC LIMIT ?", error);
	if (statement == NULL)
		return NULL;
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
	int step = 0;
	store_bind_text(statement, 1, url);
	sqlite3_bind_int64(statement, 2, limit);
	while ((step = store_step(store, statement, error)) > 0)
		g_ptr_array_add(rows, row_of(statement));
	return step == 0 ? g_steal_pointer(&rows) : NULL;
}

ReplayRow *replay_last_good(Store *store, const char *url, const char *trigger, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store,
						"SELECT " COLUMNS " FROM replay WHERE url = ? AND "
						"trigger_name = ? AND cases = 0 AND good "
						"AND status BETWEEN 200 AND 299 "
						"ORDER BY id DESC LIMIT 1",
						error);
	if (statement == NULL)
		return NULL;
	store_bind_text(statement, 1, url);
	store_bind_text(statement, 2, trigger);
	int step = store_step(store, statement, error);
	ReplayRow *row = step > 0 ? row_of(statement) : NULL;
	sqlite3_reset(statement);
	return row;
}

static void add_failed(json_t *failed, const ReplayRow *row)
{
	for (size_t i = 0; i < json_array_size(row->failed); i++) {
		const char *name = json_string_value(json_array_get(row->failed, i));
		g_autofree char *whole = g_strdup_printf("%s: %s", row->trigger, name != NULL ? name : "");
		json_array_append_new(failed, json_string(whole));
	}
}

json_t *replay_fact(Store *store, const char *url, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "SELECT " COLUMNS " FROM replay WHERE id IN (SELECT max(id) FROM replay "
			      "WHERE url = ? AND cases > 0 AND complete GROUP BY trigger_name) ORDER BY id",
			      error);
	if (statement == NULL)
		return NULL;
	g_autoptr(json_t) failed = json_array();
	gint64 when = G_MAXINT64, cases = 0;
	int step;
	store_bind_text(statement, 1, url);
	while ((step = store_step(store, statement, error)) > 0) {
		g_autoptr(ReplayRow) row = row_of(statement);
		when = MIN(when, row->started);
		cases += row->cases;
		add_failed(failed, row);
	}
	if (step < 0 || cases == 0)
		return NULL;
	return json_pack("{s:I,s:I,s:O}", "when", (json_int_t)when, "cases", (json_int_t)cases, "failed",
			 failed);
}
