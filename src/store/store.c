/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "store/store_private.h"

static void finalize(gpointer statement)
{
	sqlite3_finalize(statement);
}

void store_close(Store *store)
{
	if (store == NULL)
		return;
	g_hash_table_unref(store->statements);
	sqlite3_close(store->db);
	g_free(store->path);
	g_free(store);
}

const char *store_path(const Store *store)
{
	return store->path;
}

const char *store_sqlite_version(void)
{
	return sqlite3_libversion();
}

/* ---- the file ---- */

static gboolean refuse(GError **error, const char *path, const char *what)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, "%s: %s", path, what);
	return FALSE;
}

/* Before SQLite sees it: a device or somebody else's file is not even opened by it. */
static gboolean check_file(const struct stat *status, const char *path, gboolean read_only, GError **error)
{
	if (!S_ISREG(status->st_mode))
		return refuse(error, path,
			      _("not a regular file; move it away, and weir makes its database there"));
	if (status->st_uid != geteuid())
		return refuse(error, path, _("it belongs to another user; weir uses only files of your own"));
	/* The files beside it (-wal, -shm) take its mode. */
	if (!read_only && (status->st_mode & 077) != 0)
		chmod(path, 0600);
	return TRUE;
}

/* A file that is there is looked at, never opened: whoever closes it, drops every lock that this process has
 * on it, those of an audit under way, too (sqlite.org/howtocorrupt.html, 2.2). */
static gboolean find_file(const char *path, gboolean read_only, struct stat *status)
{
	int mode = read_only ? R_OK : R_OK | W_OK;
	if (stat(path, status) == 0)
		return !S_ISREG(status->st_mode) || status->st_uid != geteuid() || access(path, mode) == 0;
	if (errno != ENOENT || read_only)
		return FALSE;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	/* Another weir may have been faster. */
	return (fd >= 0 || errno == EEXIST) && stat(path, status) == 0;
}

static gboolean prepare_file(const char *path, gboolean read_only, GError **error)
{
	struct stat status;
	g_autofree char *folder = g_path_get_dirname(path);
	if (!read_only && g_mkdir_with_parents(folder, 0700) != 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s: the folder cannot be made: %s"),
			    folder, g_strerror(errno));
		return FALSE;
	}
	if (find_file(path, read_only, &status))
		return check_file(&status, path, read_only, error);
	if (errno == ENOENT && read_only)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND,
			    _("%s: there is no database yet; the first audit or pin makes it"), path);
	else
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_FILE,
			_("%s: it cannot be opened: %s; see to the permissions of the file and its folder"),
			path, g_strerror(errno));
	return FALSE;
}

/* ---- what is in it ---- */

static gboolean ask_number(Store *store, const char *sql, gint64 *number, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store, sql, error);
	if (statement == NULL)
		return FALSE;
	int step = store_step(store, statement, error);
	*number = step > 0 ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_reset(statement);
	return step >= 0;
}

/* TRUE with the version: 0 where nothing is in it yet. */
static gboolean identify(Store *store, gint64 *version, GError **error)
{
	gint64 application = 0, objects = 0;
	if (!ask_number(store, "PRAGMA application_id", &application, error) ||
	    !ask_number(store, "PRAGMA user_version", version, error) ||
	    !ask_number(store, "SELECT count(*) FROM sqlite_master", &objects, error))
		return FALSE;
	gboolean empty = application == 0 && *version == 0 && objects == 0;
	if (application != STORE_APPLICATION && !empty)
		return refuse(
			error, store->path,
			_("this is a database of another program; weir leaves it as it is: move it away, and "
			  "a new one is made"));
	if (*version > store_version)
		return refuse(
			error, store->path,
			_("the database was made by a newer weir; weir leaves it as it is: use that weir, or "
			  "move it away, and a new one is made"));
	return TRUE;
}

static gboolean run_script(Store *store, const char *script, GError **error)
{
	int code = sqlite3_exec(store->db, script, NULL, NULL, NULL);
	if (code != SQLITE_OK)
		store_set_error(error, store->path, store->db, code);
	return code == SQLITE_OK;
}

/* PRAGMAs take no parameters; these are made of constants. */
static gboolean mark(Store *store, GError **error)
{
	g_autofree char *pragmas = g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %d;",
						   STORE_APPLICATION, store_version);
	return run_script(store, pragmas, error);
}

/* All or nothing; the version is looked at again, since another weir may have been faster. */
static gboolean migrate(Store *store, GError **error)
{
	gint64 version = 0;
	if (!store_begin(store, error))
		return FALSE;
	gboolean good = identify(store, &version, error);
	for (int i = (int)version; good && i < store_version; i++)
		good = run_script(store, store_migrations[i], error);
	return store_end(store, good && mark(store, error), error);
}

static gboolean bring_up_to_date(Store *store, GError **error)
{
	gint64 version = 0;
	if (!identify(store, &version, error))
		return FALSE;
	if (version == store_version)
		return TRUE;
	if (!store->read_only)
		return migrate(store, error);
	if (version > 0)
		return refuse(
			error, store->path,
			_("the database was made by an older weir; the next audit or pin brings it up to "
			  "date"));
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND,
		    _("%s: there is nothing in the database yet; the first audit or pin makes it"),
		    store->path);
	return FALSE;
}

/* ---- opening ---- */

/* What is asked of the file before it is known to be ours changes nothing in it. */
static gboolean configure(Store *store, GError **error)
{
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return store_execute(store, "PRAGMA synchronous = FULL", error) &&
	       store_execute(store, "PRAGMA foreign_keys = ON", error) &&
	       store_execute(store, "PRAGMA temp_store = MEMORY", error) &&
	       store_execute(store, "PRAGMA cell_size_check = ON", error);
}

/* Where the file system cannot do WAL (a network share), SQLite keeps its rollback journal: as safe, but
 * readers and writers then wait for each other. */
static gboolean set_up(Store *store, GError **error)
{
	gint64 version = 0;
	return configure(store, error) && identify(store, &version, error) &&
	       (store->read_only || store_execute(store, "PRAGMA journal_mode = WAL", error)) &&
	       bring_up_to_date(store, error);
}

Store *store_open(const char *path, gboolean read_only, GError **error)
{
	if (!prepare_file(path, read_only, error))
		return NULL;
	g_autoptr(Store) store = g_new0(Store, 1);
	store->path = g_strdup(path);
	store->read_only = read_only;
	store->statements = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, finalize);
	int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int code = sqlite3_open_v2(path, &store->db, flags, NULL);
	if (code != SQLITE_OK) {
		store_set_error(error, path, store->db, code);
		return NULL;
	}
	return set_up(store, error) ? g_steal_pointer(&store) : NULL;
}

Store *store_open_usual(gboolean read_only, GError **error)
{
	g_autofree char *path = paths_state("weir.db");
	return store_open(path, read_only, error);
}
