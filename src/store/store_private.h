/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of store/ share: prepared statements, transactions, the versions of the schema.
 *
 * To add a table: append a row to store_migrations (store/schema.c), never change one that is there. */
#pragma once

#include <sqlite3.h>

#include "store/store.h"

enum {
	STORE_APPLICATION = 0x77656972, /* "weir", as the file's application_id */
	STORE_BUSY_MS = 250,
};

struct Store {
	sqlite3 *db;
	char *path;
	gboolean read_only;
	guint depth;            /* store_begin() without their store_end() */
	gboolean spoiled;       /* one within another failed: the outermost is undone */
	GHashTable *statements; /* SQL (constant text) -> sqlite3_stmt *, owned */
};

/* schema.c: version N of the schema is made by the first N scripts. */
extern const char *const store_migrations[];
extern const int store_version;

/* The statement of a constant SQL text, reset and without values; kept until the store is closed.  NULL with
 * the error set. */
sqlite3_stmt *store_prepare(Store *store, const char *sql, GError **error);
/* Binds a text that has passed redact_text(); NULL is NULL. */
void store_bind_text(sqlite3_stmt *statement, int index, const char *text);
/* One of weir's own words: no secret can be in it.  Not copied: it has to stay until the values are cleared.
 */
void store_bind_word(sqlite3_stmt *statement, int index, const char *word);
/* A column, new; NULL is NULL. */
char *store_column_text(sqlite3_stmt *statement, int column);

/* One step: 1 a row, 0 the end, -1 with the error set.  After the last row the statement is reset. */
int store_step(Store *store, sqlite3_stmt *statement, GError **error);
/* Runs a statement that gives no rows. */
gboolean store_run(Store *store, sqlite3_stmt *statement, GError **error);
/* Prepares and runs one without values. */
gboolean store_execute(Store *store, const char *sql, GError **error);

/* A write transaction: BEGIN IMMEDIATE, so that waiting happens here and nowhere later.  store_end() commits
 * if `good`, else rolls back and leaves `error` as it is; FALSE where nothing was written.  One within
 * another is a part of it: the outermost commits, and nothing is written where one of them failed. */
gboolean store_begin(Store *store, GError **error);
gboolean store_end(Store *store, gboolean good, GError **error);

/* What SQLite's code means for the operator. */
void store_set_error(GError **error, const char *path, sqlite3 *db, int code);
