/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotations of the journal: which are meant, and what is said of them. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "verb/rotate_work.h"

/* ---- rows ---- */

static char *safe_things(Store *store, const Rotation *row, gboolean working)
{
	if (working)
		return g_strdup_printf(_("wait for process %" PRId64), row->owner);
	g_autoptr(Rotation) newer = row->state == ROTATION_GRACE ? journal_newer(store, row, NULL) : NULL;
	if (newer != NULL)
		return g_strdup("retire");
	switch (row->state) {
	case ROTATION_OPEN:
		return g_strdup(row->failures < ROTATE_FAILURES_MOST ? "resume, rollback" : "rollback");
	case ROTATION_BACK:
		return g_strdup("rollback");
	case ROTATION_GRACE:
		if (row->step == JOURNAL_RETIRE)
			return g_strdup("retire");
		return g_strdup(row->retire <= g_get_real_time() ? "retire, rollback" : "rollback");
	default:
		return g_strdup("");
	}
}

static gboolean is_open(const Rotation *row)
{
	return row->state == ROTATION_OPEN || row->state == ROTATION_BACK;
}

static gboolean is_worked_on(Store *store, const Rotation *row)
{
	if (!is_open(row))
		return FALSE;
	g_autoptr(JournalLock) lock = journal_lock(store, row, NULL);
	return lock == NULL;
}

RotationRow *rotate_row(Store *store, const Rotation *rotation)
{
	RotationRow *row = g_new0(RotationRow, 1);
	gboolean failed = rotation->stepped && rotation->step_state == STEP_FAILED;
	row->id = rotation->id;
	row->secret = rotation_label(rotation);
	row->driver = g_strdup(rotation->driver);
	row->state = rotation_state_name(rotation->state);
	row->step = rotation->stepped ? g_strdup_printf("%s %s", journal_step_name(rotation->step),
							journal_step_state_name(rotation->step_state))
				      : g_strdup("");
	row->working = is_worked_on(store, rotation);
	row->safe = safe_things(store, rotation, row->working);
	row->note = g_strdup(rotation->note != NULL ? rotation->note : "");
	row->before = g_strdup(rotation->place != NULL ? rotation->place : "");
	row->after = g_strdup(rotation->new_place != NULL ? rotation->new_place : "");
	row->started = rotation->started;
	row->changed = rotation->changed;
	row->retire = rotation->state == ROTATION_GRACE ? rotation->retire : 0;
	row->failures = rotation->failures;
	row->tone = !is_open(rotation) ? TONE_GOOD : failed ? TONE_BAD : TONE_LOOK;
	return row;
}

/* ---- which are meant ---- */

gboolean rotate_name(const VerbRun *run, const char *word, char **connection, char **name, GError **error)
{
	const char *slash = strchr(word, '/'), *given = verb_text(run, "connection");
	*connection =
		slash != NULL ? g_strndup(word, (gsize)(slash - word)) : g_strdup(given != NULL ? given : "");
	*name = g_strdup(slash != NULL ? slash + 1 : word);
	return (**connection == '\0' || secret_name_check(_("the connection"), *connection, error)) &&
	       secret_name_check(_("the name"), *name, error);
}

static gboolean add_matching(VerbRun *run, const JournalQuery *query, const char *server, const char *word,
			     GPtrArray *rows, GError **error)
{
	const RotateWork *work = run->state;
	JournalQuery narrow = *query;
	g_autofree char *connection = NULL, *name = NULL;
	narrow.server = server;
	if (word != NULL && !rotate_name(run, word, &connection, &name, error))
		return FALSE;
	narrow.connection = connection;
	narrow.name = name;
	g_autoptr(GPtrArray) found = journal_rows(work->store, &narrow, error);
	if (found == NULL)
		return FALSE;
	if (found->len == 0 && word != NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s %s: no rotation of it is to be found: weir secrets status"),
			    server != NULL && *server != '\0' ? server : "-", word);
		return FALSE;
	}
	while (found->len > 0)
		g_ptr_array_add(rows, g_ptr_array_steal_index(found, 0));
	return TRUE;
}

static void free_rotation(gpointer rotation)
{
	rotation_free(rotation);
}

GPtrArray *rotate_meant(VerbRun *run, const JournalQuery *query, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_rotation);
	const char *target = verb_argument(run, 0);
	const char *server = g_strcmp0(target, "-") == 0 ? "" : target;
	gboolean good = TRUE;
	if (run->arguments->len < 2)
		good = add_matching(run, query, server, NULL, rows, error);
	for (guint i = 1; good && i < run->arguments->len; i++)
		good = add_matching(run, query, server, verb_argument(run, i), rows, error);
	return good ? g_steal_pointer(&rows) : NULL;
}

gboolean rotate_none_open(const char *server, const char *connection, const char *name, GError **error)
{
	const JournalQuery query = { .server = server != NULL ? server : "",
				     .connection = connection != NULL ? connection : "",
				     .name = name,
				     .open = TRUE };
	g_autofree char *path = paths_state("weir.db");
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	g_autoptr(Store) store = store_open(path, TRUE, error);
	g_autoptr(GPtrArray) rows = store != NULL ? journal_rows(store, &query, error) : NULL;
	if (rows == NULL || rows->len == 0)
		return rows != NULL;
	g_autofree char *label = rotation_label(rows->pdata[0]), *words = rotation_words(rows->pdata[0]);
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		_("%s: a rotation of it is open, which needs the values that are there: weir secrets resume "
		  "%s, or weir secrets rollback %s"),
		label, words, words);
	return FALSE;
}

/* ---- the line of every command ---- */

void rotate_tell_open(VerbRun *run)
{
	const JournalQuery query = { .open = TRUE };
	g_autofree char *path = paths_state("weir.db");
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return;
	g_autoptr(Store) store = store_open(path, TRUE, NULL);
	g_autoptr(GPtrArray) rows = store != NULL ? journal_rows(store, &query, NULL) : NULL;
	if (rows == NULL || rows->len == 0)
		return;
	const Rotation *first = rows->pdata[0];
	g_autofree char *label = rotation_label(first);
	if (rows->len == 1)
		verb_say(run, _("a rotation is open: %s, at %s: weir secrets status"), label,
			 journal_step_name(first->step));
	else
		verb_say(run, _("%u rotations are open, among them %s: weir secrets status"), rows->len,
			 label);
}
