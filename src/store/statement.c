/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prepared statements, transactions, and what goes wrong with them. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/point.h"
#include "base/redact.h"
#include "store/store_private.h"

/* What to do, by SQLite's primary code. */
static const struct {
	int code;
	const char *what;
} remedies[] = {
	{ SQLITE_BUSY, N_("another weir is writing to it; nothing was written: try again") },
	{ SQLITE_LOCKED, N_("another weir is writing to it; nothing was written: try again") },
	{ SQLITE_NOTADB,
	  N_("this is no database of weir's; weir leaves it as it is: move it away, and a new one "
	     "is made") },
	{ SQLITE_CORRUPT, N_("the database is damaged; weir leaves it as it is: keep a copy, then restore it "
			     "(sqlite3 FILE .recover) or move it away, and a new one is made") },
	{ SQLITE_FULL, N_("the disk is full; nothing was written: make room") },
	{ SQLITE_READONLY, N_("it can only be read; nothing was written: see to its permissions") },
	{ SQLITE_PERM, N_("it may not be used: see to its permissions") },
	{ SQLITE_CANTOPEN, N_("it cannot be opened: see to the permissions of the file and its folder") },
	{ SQLITE_IOERR, N_("reading or writing failed: see to the disk") },
};

void store_set_error(GError **error, const char *path, sqlite3 *db, int code)
{
	const char *cause = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(code);
	for (gsize i = 0; i < G_N_ELEMENTS(remedies); i++) {
		if (remedies[i].code != (code & 0xff))
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, "%s: %s (SQLite: %s)", path,
			    _(remedies[i].what), cause);
		return;
	}
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
		    _("%s: the database cannot be used: %s (SQLite, code %d); see: weir doctor"), path, cause,
		    code);
}

static void set_error(Store *store, int code, GError **error)
{
	store_set_error(error, store->path, store->db, code);
}

sqlite3_stmt *store_prepare(Store *store, const char *sql, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);
	if (statement != NULL) {
		sqlite3_reset(statement);
		sqlite3_clear_bindings(statement);
		return statement;
	}
	int code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
	if (code != SQLITE_OK) {
		set_error(store, code, error);
		return NULL;
	}
	g_hash_table_insert(store->statements, (gpointer)(guintptr)sql, statement);
	return statement;
}

void store_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
	if (text == NULL) {
		sqlite3_bind_null(statement, index);
		return;
	}
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *redacted = redact_common_text(valid, strlen(valid));
	sqlite3_bind_text(statement, index, redacted != NULL ? redacted : valid, -1, SQLITE_TRANSIENT);
}

void store_bind_word(sqlite3_stmt *statement, int index, const char *word)
{
	sqlite3_bind_text(statement, index, word, -1, SQLITE_STATIC);
}

char *store_column_text(sqlite3_stmt *statement, int column)
{
	return g_strdup((const char *)sqlite3_column_text(statement, column));
}

int store_step(Store *store, sqlite3_stmt *statement, GError **error)
{
	int code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		set_error(store, code, error);
	sqlite3_reset(statement);
	return code == SQLITE_DONE ? 0 : -1;
}

gboolean store_run(Store *store, sqlite3_stmt *statement, GError **error)
{
	int step;
	while ((step = store_step(store, statement, error)) > 0)
		continue;
	return step == 0;
}

gboolean store_execute(Store *store, const char *sql, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store, sql, error);
	return statement != NULL && store_run(store, statement, error);
}

gboolean store_begin(Store *store, GError **error)
{
	if (store->read_only) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("%s: the database was opened for reading; nothing was written"), store->path);
		return FALSE;
	}
	if (store->depth == 0 && !store_execute(store, "BEGIN IMMEDIATE", error))
		return FALSE;
	store->spoiled = store->depth > 0 && store->spoiled;
	store->depth++;
	return TRUE;
}

gboolean store_end(Store *store, gboolean good, GError **error)
{
	store->spoiled = store->spoiled || !good;
	if (--store->depth > 0)
		return good;
	if (!store->spoiled) {
		point_pass(POINT_BEFORE, "commit");
		good = store_execute(store, "COMMIT", error);
		point_pass(POINT_AFTER, "commit");
		if (good)
			return TRUE;
	} else if (good) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s: nothing was written"), store->path);
	}
	/* A full disk may have ended the transaction already. */
	if (!sqlite3_get_autocommit(store->db))
		store_execute(store, "ROLLBACK", NULL);
	return FALSE;
}
