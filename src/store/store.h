/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local database: $XDG_STATE_HOME/weir/weir.db (SQLite, WAL, synchronous=FULL, foreign keys).
 *
 * It holds what weir has to remember between runs (store/history.h, store/pins.h); never a secret: every text
 * passes redact_text() on its way in.  All calls are short and blocking, for the main thread.  Two weirs may
 * have it open at once: readers never wait, a writer waits at most 250 ms for another one's transaction (they
 * last as long as one fsync) and then fails with WEIR_ERROR_FILE and nothing written.  Errors name the path,
 * the cause and what to do.  weir never removes, renames or empties a database, damaged ones least of all. */
#pragma once

#include <glib.h>

typedef struct Store Store;

/* The file is made with mode 0600, its folders with 0700, unless `read_only`: a file that is not there is
 * then WEIR_ERROR_NOT_FOUND, which readers take for an empty database.  WEIR_ERROR_FILE for a file of another
 * program or user, one made by a newer weir, a damaged one, one that cannot be opened. */
Store *store_open(const char *path, gboolean read_only, GError **error);
/* The same at paths_state("weir.db"). */
Store *store_open_usual(gboolean read_only, GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

const char *store_path(const Store *store); /* borrowed */
const char *store_sqlite_version(void);     /* "3.40.1", of the library in use */
