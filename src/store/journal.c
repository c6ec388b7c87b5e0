/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/journal.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "store/store_private.h"

#define COLUMNS                                                                                              \
	"rotation.id, target, url, server, connection, name, kind, driver, program, trigger_name, place, "   \
	"new_place, old_version, new_version, given, overlap, grace, settle, failures, rotation.state, "     \
	"started, changed, retire, owner, step, step.state, step.note"

/* The step that was begun last. */
#define FROM                                                                                                 \
	" FROM rotation LEFT JOIN rotation_step AS step ON step.rotation = rotation.id AND step.position = " \
	"(SELECT max(position) FROM rotation_step WHERE rotation = rotation.id) "

static const char *const step_names[N_JOURNAL_STEPS] = { "create", "set",     "test",  "finish",
							 "retire", "restore", "check", "drop" };
static const char *const step_states[N_STEP_STATES] = { "intended", "done", "failed" };
static const char *const states[N_ROTATION_STATES] = { "open", "back", "grace", "done", "undone" };

const char *journal_step_name(JournalStep step)
{
	return step_names[step];
}

const char *journal_step_state_name(StepState state)
{
	return step_states[state];
}

const char *rotation_state_name(RotationState state)
{
	return states[state];
}

void rotation_free(Rotation *rotation)
{
	if (rotation == NULL)
		return;
	char *const texts[] = { rotation->target,  rotation->url,   rotation->server,    rotation->connection,
				rotation->name,    rotation->kind,  rotation->driver,    rotation->program,
				rotation->trigger, rotation->place, rotation->new_place, rotation->note };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(rotation);
}

static void free_rotation(gpointer rotation)
{
	rotation_free(rotation);
}

char *rotation_label(const Rotation *rotation)
{
	GString *label = g_string_new(NULL);
	if (*rotation->server != '\0')
		g_string_append_printf(label, "%s/", rotation->server);
	if (*rotation->connection != '\0')
		g_string_append_printf(label, "%s/", rotation->connection);
	g_string_append(label, rotation->name);
	return g_string_free(label, FALSE);
}

char *rotation_words(const Rotation *rotation)
{
	gboolean bound = *rotation->connection != '\0';
	return g_strdup_printf("%s %s%s%s", *rotation->server != '\0' ? rotation->server : "-",
			       rotation->name, bound ? " --connection " : "", rotation->connection);
}

static guint number_of(const char *text, const char *const *names, guint n)
{
	for (guint i = 0; i < n; i++)
		if (g_strcmp0(text, names[i]) == 0)
			return i;
	return 0;
}

static void read_step(sqlite3_stmt *statement, Rotation *row)
{
	g_autofree char *step = store_column_text(statement, 24), *state = store_column_text(statement, 25);
	char *note = store_column_text(statement, 26);
	row->stepped = step != NULL;
	row->step = number_of(step, step_names, N_JOURNAL_STEPS);
	row->step_state = number_of(state, step_states, N_STEP_STATES);
	row->note = note != NULL ? note : g_strdup("");
}

static Rotation *row_of(sqlite3_stmt *statement)
{
	Rotation *row = g_new0(Rotation, 1);
	char **const texts[] = { &row->target,  &row->url,   &row->server,   &row->connection,
				 &row->name,    &row->kind,  &row->driver,   &row->program,
				 &row->trigger, &row->place, &row->new_place };
	g_autofree char *state = store_column_text(statement, 19);
	row->id = sqlite3_column_int64(statement, 0);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = store_column_text(statement, 1 + (int)i);
	row->old_version = (guint64)sqlite3_column_int64(statement, 12);
	row->new_version = (guint64)sqlite3_column_int64(statement, 13);
	row->given = sqlite3_column_int(statement, 14) != 0;
	row->overlap = sqlite3_column_int(statement, 15) != 0;
	row->grace = sqlite3_column_int64(statement, 16);
	row->settle = sqlite3_column_int64(statement, 17);
	row->failures = (guint)sqlite3_column_int(statement, 18);
	row->state = number_of(state, states, N_ROTATION_STATES);
	row->started = sqlite3_column_int64(statement, 20);
	row->changed = sqlite3_column_int64(statement, 21);
	row->retire = sqlite3_column_int64(statement, 22);
	row->owner = sqlite3_column_int64(statement, 23);
	read_step(statement, row);
	return row;
}

/* ---- reading ---- */

GPtrArray *journal_rows(Store *store, const JournalQuery *query, GError **error)
{
	sqlite3_stmt *statement = store_prepare(
		store,
		"SELECT " COLUMNS FROM
		"WHERE (?1 IS NULL OR server = ?1) AND (?2 IS NULL OR connection = ?2) "
		"AND (?3 IS NULL OR name = ?3) AND (?4 = 0 AND ?5 = 0 AND ?6 = 0 OR "
		"?4 <> 0 AND rotation.state IN ('open', 'back') OR ?5 <> 0 AND rotation.state = 'grace' OR "
		"?6 <> 0 AND rotation.id IN (SELECT MAX(id) FROM rotation WHERE state IN ('grace', 'done') "
		"GROUP BY server, connection, name)) "
		"ORDER BY rotation.id",
		error);
	if (statement == NULL)
		return NULL;
	store_bind_text(statement, 1, query->server);
	store_bind_text(statement, 2, query->connection);
	store_bind_text(statement, 3, query->name);
	sqlite3_bind_int(statement, 4, query->open);
	sqlite3_bind_int(statement, 5, query->in_grace);
	sqlite3_bind_int(statement, 6, query->newest);
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_rotation);
	int step;
	while ((step = store_step(store, statement, error)) > 0)
		g_ptr_array_add(rows, row_of(statement));
	if (step < 0)
		g_clear_pointer(&rows, g_ptr_array_unref);
	return rows;
}

static Rotation *only_row(Store *store, sqlite3_stmt *statement, GError **error)
{
	int step = store_step(store, statement, error);
	Rotation *row = step > 0 ? row_of(statement) : NULL;
	sqlite3_reset(statement);
	return row;
}

Rotation *journal_row(Store *store, gint64 id, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store, "SELECT " COLUMNS FROM "WHERE rotation.id = ?", error);
	if (statement == NULL)
		return NULL;
	sqlite3_bind_int64(statement, 1, id);
	return only_row(store, statement, error);
}

Rotation *journal_last(Store *store, const char *server, const char *connection, const char *name,
		       GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "SELECT " COLUMNS FROM "WHERE server = ? AND connection = ? AND name = ? "
			      "AND rotation.state IN ('grace', 'done') ORDER BY rotation.id DESC LIMIT 1",
			      error);
	if (statement == NULL)
		return NULL;
	store_bind_text(statement, 1, server);
	store_bind_text(statement, 2, connection);
	store_bind_text(statement, 3, name);
	return only_row(store, statement, error);
}

Rotation *journal_newer(Store *store, const Rotation *rotation, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "SELECT " COLUMNS FROM "WHERE server = ? AND connection = ? AND name = ? "
			      "AND rotation.id > ? AND rotation.state <> 'undone' "
			      "ORDER BY rotation.id DESC LIMIT 1",
			      error);
	if (statement == NULL)
		return NULL;
	store_bind_text(statement, 1, rotation->server);
	store_bind_text(statement, 2, rotation->connection);
	store_bind_text(statement, 3, rotation->name);
	sqlite3_bind_int64(statement, 4, rotation->id);
	return only_row(store, statement, error);
}

static gboolean has_step(Store *store, sqlite3_stmt *statement, gint64 rotation, JournalStep step)
{
	if (statement == NULL)
		return FALSE;
	sqlite3_bind_int64(statement, 1, rotation);
	store_bind_text(statement, 2, step_names[step]);
	gboolean found = store_step(store, statement, NULL) > 0;
	sqlite3_reset(statement);
	return found;
}

gboolean journal_was_begun(Store *store, gint64 rotation, JournalStep step)
{
	return has_step(
		store,
		store_prepare(store, "SELECT 1 FROM rotation_step WHERE rotation = ? AND step = ?", NULL),
		rotation, step);
}

gboolean journal_was_done(Store *store, gint64 rotation, JournalStep step)
{
	return has_step(store,
			store_prepare(store,
				      "SELECT 1 FROM rotation_step WHERE rotation = ? AND step = ? AND "
				      "state = 'done'",
				      NULL),
			rotation, step);
}

/* ---- writing ---- */

static gboolean insert(Store *store, const Rotation *row, GError **error)
{
	const char *const texts[] = { row->target,  row->url,   row->server,   row->connection,
				      row->name,    row->kind,  row->driver,   row->program,
				      row->trigger, row->place, row->new_place };
	const gint64 numbers[] = { (gint64)row->old_version,
				   (gint64)row->new_version,
				   row->given,
				   row->overlap,
				   row->grace,
				   row->settle,
				   row->failures };
	sqlite3_stmt *statement = store_prepare(
		store,
		"INSERT INTO rotation (target, url, server, connection, name, kind, driver, program, "
		"trigger_name, place, new_place, old_version, new_version, given, overlap, grace, settle, "
		"failures, state, started, changed, retire, owner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
		"?, ?, ?, ?, ?, ?, ?, 'open', ?19, ?19, 0, ?20)",
		error);
	if (statement == NULL)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		store_bind_text(statement, 1 + (int)i, texts[i] != NULL ? texts[i] : "");
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		sqlite3_bind_int64(statement, 12 + (int)i, numbers[i]);
	sqlite3_bind_int64(statement, 19, row->started);
	sqlite3_bind_int64(statement, 20, row->owner);
	return store_run(store, statement, error);
}

static Rotation *open_one(Store *store, const Rotation *row, GError **error)
{
	const JournalQuery query = { .server = row->server != NULL ? row->server : "",
				     .connection = row->connection != NULL ? row->connection : "",
				     .name = row->name,
				     .open = TRUE };
	g_autoptr(GPtrArray) rows = journal_rows(store, &query, error);
	if (rows == NULL || rows->len == 0)
		return NULL;
	return g_ptr_array_steal_index(rows, 0);
}

static void refuse_open(Store *store, const Rotation *open, GError **error)
{
	g_autofree char *label = rotation_label(open), *words = rotation_words(open);
	g_autoptr(JournalLock) lock = journal_lock(store, open, error);
	if (lock != NULL)
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("%s: a rotation of it was begun and not finished (it stands at %s): weir secrets "
			  "resume %s, or weir secrets rollback %s"),
			label, step_names[open->step], words, words);
}

/* Under the write lock of the database, so that two weirs cannot both find nothing open. */
static JournalLock *add(Store *store, Rotation *row, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Rotation) open = open_one(store, row, &problem);
	if (open != NULL)
		refuse_open(store, open, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	if (!insert(store, row, error))
		return NULL;
	row->id = sqlite3_last_insert_rowid(store->db);
	return journal_lock(store, row, error);
}

JournalLock *journal_begin(Store *store, Rotation *row, GError **error)
{
	if (!store_begin(store, error))
		return NULL;
	row->started = row->changed = g_get_real_time();
	row->owner = getpid();
	g_autoptr(JournalLock) lock = add(store, row, error);
	return store_end(store, lock != NULL, error) ? g_steal_pointer(&lock) : NULL;
}

static gboolean update(Store *store, Rotation *row, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store,
						"UPDATE rotation SET trigger_name = ?1, place = ?2, "
						"new_place = ?3, failures = ?4, state = ?5, "
						"changed = ?6, retire = ?7, owner = ?8, program = ?10 "
						"WHERE id = ?9",
						error);
	if (statement == NULL)
		return FALSE;
	row->changed = g_get_real_time();
	row->owner = getpid();
	store_bind_text(statement, 1, row->trigger != NULL ? row->trigger : "");
	store_bind_text(statement, 2, row->place != NULL ? row->place : "");
	store_bind_text(statement, 3, row->new_place != NULL ? row->new_place : "");
	sqlite3_bind_int64(statement, 4, row->failures);
	store_bind_text(statement, 5, states[row->state]);
	sqlite3_bind_int64(statement, 6, row->changed);
	sqlite3_bind_int64(statement, 7, row->retire);
	sqlite3_bind_int64(statement, 8, row->owner);
	sqlite3_bind_int64(statement, 9, row->id);
	store_bind_text(statement, 10, row->program != NULL ? row->program : "");
	return store_run(store, statement, error);
}

static gboolean add_step(Store *store, const Rotation *row, JournalStep step, GError **error)
{
	sqlite3_stmt *statement = store_prepare(
		store,
		"INSERT INTO rotation_step (rotation, position, step, state, begun, ended, note) VALUES (?1, "
		"(SELECT coalesce(max(position), 0) + 1 FROM rotation_step WHERE rotation = ?1), ?2, "
		"'intended', ?3, 0, '')",
		error);
	if (statement == NULL)
		return FALSE;
	sqlite3_bind_int64(statement, 1, row->id);
	store_bind_text(statement, 2, step_names[step]);
	sqlite3_bind_int64(statement, 3, g_get_real_time());
	return store_run(store, statement, error);
}

gboolean journal_intend(Store *store, Rotation *row, JournalStep step, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	gboolean good = update(store, row, error) && add_step(store, row, step, error);
	if (!store_end(store, good, error))
		return FALSE;
	row->stepped = TRUE;
	row->step = step;
	row->step_state = STEP_INTENDED;
	return TRUE;
}

static gboolean end_step(Store *store, const Rotation *row, StepState state, const char *note, GError **error)
{
	sqlite3_stmt *statement =
		store_prepare(store,
			      "UPDATE rotation_step SET state = ?1, ended = ?2, note = ?3 WHERE rotation = "
			      "?4 AND position = "
			      "(SELECT max(position) FROM rotation_step WHERE rotation = ?4)",
			      error);
	if (statement == NULL)
		return FALSE;
	store_bind_text(statement, 1, step_states[state]);
	sqlite3_bind_int64(statement, 2, g_get_real_time());
	store_bind_text(statement, 3, note != NULL ? note : "");
	sqlite3_bind_int64(statement, 4, row->id);
	return store_run(store, statement, error);
}

gboolean journal_result(Store *store, Rotation *row, StepState state, const char *note, GError **error)
{
	if (!store_begin(store, error))
		return FALSE;
	gboolean good = update(store, row, error) && end_step(store, row, state, note, error);
	if (!store_end(store, good, error))
		return FALSE;
	row->step_state = state;
	g_free(row->note);
	row->note = g_strdup(note != NULL ? note : "");
	return TRUE;
}

gboolean journal_end_step(Store *store, Rotation *row, RotationState state, gint64 retire, GError **error)
{
	RotationState before = row->state;
	gint64 retired = row->retire;
	row->state = state;
	row->retire = retire;
	if (journal_result(store, row, STEP_DONE, NULL, error))
		return TRUE;
	row->state = before;
	row->retire = retired;
	return FALSE;
}

gboolean journal_set_state(Store *store, Rotation *row, RotationState state, GError **error)
{
	RotationState before = row->state;
	row->state = state;
	if (store_begin(store, error) && store_end(store, update(store, row, error), error))
		return TRUE;
	row->state = before;
	return FALSE;
}
