/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history.h"

#include "base/json.h"
#include "store/store_private.h"

#define AUDIT_COLUMNS                                                                                        \
	"target, url, started, seconds, level, profile, score, grade, complete, passes, fails, unknowns, "   \
	"manuals, skipped, errors, suppressed, worst"

void history_row_free(HistoryRow *row)
{
	if (row == NULL)
		return;
	g_free(row->target);
	g_free(row->url);
	g_free(row->level);
	g_free(row->profile);
	g_free(row->grade);
	g_free(row->worst);
	g_free(row->findings);
	g_free(row);
}

static void free_row(gpointer row)
{
	history_row_free(row);
}

/* ---- adding ---- */

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static gboolean add_audit(Store *store, const HistoryRow *row, GError **error)
{
	const int counts[] = { row->passes,  row->fails,  row->unknowns,  row->manuals,
			       row->skipped, row->errors, row->suppressed };
	sqlite3_stmt *statement = store_prepare(store,
						"INSERT INTO audit (" AUDIT_COLUMNS ") VALUES "
						"(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
						error);
	if (statement == NULL)
		return FALSE;
	store_bind_text(statement, 1, or_empty(row->target));
	store_bind_text(statement, 2, or_empty(row->url));
	sqlite3_bind_int64(statement, 3, row->started);
	sqlite3_bind_double(statement, 4, row->seconds);
	store_bind_text(statement, 5, or_empty(row->level));
	store_bind_text(statement, 6, or_empty(row->profile));
	sqlite3_bind_int(statement, 7, row->score);
	store_bind_text(statement, 8, or_empty(row->grade));
	sqlite3_bind_int(statement, 9, row->complete ? 1 : 0);
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
		sqlite3_bind_int(statement, 10 + (int)i, counts[i]);
	store_bind_text(statement, 17, or_empty(row->worst));
	return store_run(store, statement, error);
}

static gboolean add_finding(Store *store, sqlite3_stmt *statement, gint64 audit, gsize position,
			    const HistoryFinding *finding, GError **error)
{
	const char *const words[] = { finding->check, finding->verdict, finding->severity,
				      finding->fingerprint };
	sqlite3_bind_int64(statement, 1, audit);
	sqlite3_bind_int64(statement, 2, (sqlite3_int64)position);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		store_bind_word(statement, 3 + (int)i, words[i]);
	store_bind_text(statement, 7, or_empty(finding->where));
	return store_run(store, statement, error);
}

/* A statement that has run is ready for the next values. */
static gboolean add_findings(Store *store, gint64 audit, const HistoryFinding *findings, gsize count,
			     GError **error)
{
	sqlite3_stmt *statement = store_prepare(store,
						"INSERT INTO finding (audit, position, check_id, verdict, "
						"severity, fingerprint, place) VALUES (?, ?, ?, ?, ?, ?, ?)",
						error);
	gboolean good = statement != NULL;
	for (gsize i = 0; good && i < count; i++)
		good = add_finding(store, statement, audit, i, &findings[i], error);
	/* The words are the caller's. */
	if (statement != NULL)
		sqlite3_clear_bindings(statement);
	return good;
}

/* Findings go with their audit (ON DELETE CASCADE). */
static gboolean prune(Store *store, const char *target, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "DELETE FROM audit WHERE target = ?1 AND id <= (SELECT id FROM "
			      "audit WHERE target = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
			      error);
	if (statement == NULL)
		return FALSE;
	store_bind_text(statement, 1, or_empty(target));
	sqlite3_bind_int(statement, 2, HISTORY_MOST);
	return store_run(store, statement, error);
}

gboolean history_add(Store *store, const HistoryRow *row, const HistoryFinding *findings, gsize count,
		     gint64 *id, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	gboolean good = add_audit(store, row, error);
	gint64 added = sqlite3_last_insert_rowid(store->db);
	good = good && add_findings(store, added, findings, count, error) && prune(store, row->target, error);
	good = store_end(store, good, error);
	if (good && id != NULL)
		*id = added;
	return good;
}

gboolean history_begin(Store *store, GError **error)
{
	return store_begin(store, error);
}

gboolean history_end(Store *store, gboolean good, GError **error)
{
	return store_end(store, good, error);
}

/* ---- reading ---- */

static HistoryRow *row_of(sqlite3_stmt *statement)
{
	HistoryRow *row = g_new0(HistoryRow, 1);
	int *const counts[] = { &row->passes,  &row->fails,  &row->unknowns,  &row->manuals,
				&row->skipped, &row->errors, &row->suppressed };
	row->id = sqlite3_column_int64(statement, 0);
	row->target = store_column_text(statement, 1);
	row->url = store_column_text(statement, 2);
	row->started = sqlite3_column_int64(statement, 3);
	row->seconds = sqlite3_column_double(statement, 4);
	row->level = store_column_text(statement, 5);
	row->profile = store_column_text(statement, 6);
	row->score = sqlite3_column_int(statement, 7);
	row->grade = store_column_text(statement, 8);
	row->complete = sqlite3_column_int(statement, 9) != 0;
	for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
		*counts[i] = sqlite3_column_int(statement, 10 + (int)i);
	row->worst = store_column_text(statement, 17);
	return row;
}

/* The rows of a statement whose values are bound; NULL with the error set. */
static GPtrArray *read_rows(Store *store, sqlite3_stmt *statement, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
	int step;
	while ((step = store_step(store, statement, error)) > 0)
		g_ptr_array_add(rows, row_of(statement));
	return step == 0 ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *history_rows(Store *store, const char *target, guint limit, GError **error)
{
	sqlite3_stmt *statement =
		target != NULL ? store_prepare(store,
					       "SELECT id, " AUDIT_COLUMNS " FROM audit WHERE target = ?1 "
					       "ORDER BY id DESC LIMIT ?2",
					       error)
			       : store_prepare(store,
					       "SELECT id, " AUDIT_COLUMNS " FROM audit ORDER BY id DESC "
					       "LIMIT ?2",
					       error);
	if (statement == NULL)
		return NULL;
	if (target != NULL)
		store_bind_text(statement, 1, target);
	/* A negative limit is none. */
	sqlite3_bind_int64(statement, 2, limit > 0 ? (sqlite3_int64)limit : -1);
	return read_rows(store, statement, error);
}

static const char *const members[] = { "check", "verdict", "severity", "fingerprint", "where" };

static char *findings_of(Store *store, gint64 audit, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store,
						"SELECT check_id, verdict, severity, fingerprint, place FROM "
						"finding WHERE audit = ? ORDER BY position",
						error);
	if (statement == NULL)
		return NULL;
	g_autoptr(json_t) findings = json_array();
	int step;
	sqlite3_bind_int64(statement, 1, audit);
	while ((step = store_step(store, statement, error)) > 0) {
		json_t *finding = json_object();
		for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
			g_autofree char *text = store_column_text(statement, (int)i);
			json_object_set_new(finding, members[i], json_string(or_empty(text)));
		}
		json_array_append_new(findings, finding);
	}
	return step == 0 ? weir_json_print(findings) : NULL;
}

static HistoryRow *read_one(Store *store, sqlite3_stmt *statement, GError **error)
{
	g_autoptr(GPtrArray) rows = read_rows(store, statement, error);
	if (rows == NULL || rows->len == 0)
		return NULL;
	g_autoptr(HistoryRow) row = g_ptr_array_steal_index(rows, 0);
	row->findings = findings_of(store, row->id, error);
	return row->findings != NULL ? g_steal_pointer(&row) : NULL;
}

HistoryRow *history_last(Store *store, const char *target, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store,
						"SELECT id, " AUDIT_COLUMNS " FROM audit WHERE target = ? "
						"ORDER BY id DESC LIMIT 1",
						error);
	if (statement == NULL)
		return NULL;
	store_bind_text(statement, 1, target);
	return read_one(store, statement, error);
}

HistoryRow *history_row(Store *store, gint64 id, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store, "SELECT id, " AUDIT_COLUMNS " FROM audit WHERE id = ?", error);
	if (statement == NULL)
		return NULL;
	sqlite3_bind_int64(statement, 1, id);
	return read_one(store, statement, error);
}
