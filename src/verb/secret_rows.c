/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/secret_rows.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/paths.h"
#include "store/journal.h"

/* ---- who uses it ---- */

/* A reference in the settings of `server`: whose secret it is, and which. */
static gboolean means(const char *reference, const char *server, const SecretRow *row)
{
	if (reference == NULL || !g_str_has_prefix(reference, "keyring:"))
		return FALSE;
	g_auto(GStrv) parts = g_strsplit(reference + strlen("keyring:"), "/", 3);
	guint n = g_strv_length(parts);
	const char *connection = n == 3 ? parts[1] : "";
	if (n == 0 || strcmp(parts[n - 1], row->name) != 0 || strcmp(connection, row->connection) != 0)
		return FALSE;
	if (n > 1)
		return strcmp(parts[0], row->server) == 0;
	return strcmp(row->server, server) == 0 || *row->server == '\0';
}

static void add_use(GString *uses, const SecretRow *row, const char *server, const char *what,
		    const char *trigger)
{
	g_string_append(uses, uses->len > 0 ? ", " : "");
	if (strcmp(row->server, server) != 0)
		g_string_append_printf(uses, "%s ", server);
	g_string_append_printf(uses, "%s%s%s", what, trigger != NULL ? " " : "",
			       trigger != NULL ? trigger : "");
}

static void add_uses_of(GString *uses, const SecretRow *row, const char *alias, const Target *target)
{
	g_autoptr(GList) names = g_hash_table_get_keys(target->triggers);
	if (means(target->token, alias, row))
		add_use(uses, row, alias, "token", NULL);
	if (means(target->engine_token, alias, row))
		add_use(uses, row, alias, "engine-token", NULL);
	names = g_list_sort(names, (GCompareFunc)strcmp);
	for (const GList *name = names; name != NULL; name = name->next) {
		const TriggerSettings *settings = g_hash_table_lookup(target->triggers, name->data);
		if (means(settings->secret, alias, row))
			add_use(uses, row, alias, "trigger", name->data);
	}
}

static char *used_by(const Config *config, const SecretRow *row)
{
	GString *uses = g_string_new(NULL);
	const GPtrArray *aliases = config != NULL ? config_aliases(config) : NULL;
	for (guint i = 0; aliases != NULL && i < aliases->len; i++) {
		const char *alias = aliases->pdata[i];
		add_uses_of(uses, row, alias, config_target(config, alias));
	}
	return g_string_free(uses, uses->len == 0);
}

/* ---- rows ---- */

static void free_row(gpointer row)
{
	secret_row_free(row);
}

static gboolean is_of(const SecretRow *row, const KeyringItem *item)
{
	return strcmp(row->server, item->server) == 0 && strcmp(row->connection, item->connection) == 0 &&
	       strcmp(row->name, item->name) == 0;
}

static void add_item(SecretRow *row, const KeyringItem *item)
{
	SecretStageRow *stage = &row->stages[item->stage];
	stage->items++;
	row->locked = row->locked || item->locked;
	if (stage->items > 1 && (item->version < stage->version ||
				 (item->version == stage->version && item->created < stage->created)))
		return;
	stage->version = item->version;
	stage->created = item->created;
	if (item->stage != SECRET_STAGE_CURRENT)
		return;
	row->kind = item->kind;
	row->compromised = item->compromised;
}

/* A previous value is kept for the grace period from the time when the one after it was made. */
static void add_times(SecretRow *row, const Config *config)
{
	const SecretStageRow *current = &row->stages[SECRET_STAGE_CURRENT];
	struct policy policy;
	config_policy(config, row->kind, row->server, row->name, &policy);
	row->age = policy.age;
	if (current->created > 0)
		row->due = current->created + policy.age * G_USEC_PER_SEC;
	if (row->stages[SECRET_STAGE_PREVIOUS].items > 0 && current->created > 0)
		row->grace_ends = current->created + policy.grace * G_USEC_PER_SEC;
	policy_clear(&policy);
}

GPtrArray *secret_rows_of(const GPtrArray *items, const Config *config, gint64 now)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < items->len; i++) {
		const KeyringItem *item = items->pdata[i];
		SecretRow *last = rows->len > 0 ? rows->pdata[rows->len - 1] : NULL;
		if (last == NULL || !is_of(last, item)) {
			last = secret_row_new(item->server, item->connection, item->name, item->kind);
			last->now = now;
			g_ptr_array_add(rows, last);
		}
		add_item(last, item);
	}
	for (guint i = 0; i < rows->len; i++) {
		SecretRow *row = rows->pdata[i];
		add_times(row, config);
		row->used_by = used_by(config, row);
	}
	return rows;
}

void secret_rows_add_rotations(GPtrArray *rows)
{
	const JournalQuery query = { .newest = TRUE };
	g_autofree char *path = paths_state("weir.db");
	if (rows->len == 0 || !g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return;
	g_autoptr(Store) store = store_open(path, TRUE, NULL);
	g_autoptr(GPtrArray) rotations = store != NULL ? journal_rows(store, &query, NULL) : NULL;
	for (guint i = 0; rotations != NULL && i < rotations->len; i++) {
		const Rotation *rotation = rotations->pdata[i];
		const KeyringKey key = { .server = rotation->server,
					 .connection = rotation->connection,
					 .name = rotation->name };
		SecretRow *row = secret_rows_find(rows, &key);
		if (row != NULL)
			row->rotated = rotation->started;
	}
}

SecretRow *secret_rows_find(const GPtrArray *rows, const KeyringKey *key)
{
	for (guint i = 0; i < rows->len; i++) {
		SecretRow *row = rows->pdata[i];
		if (strcmp(row->server, key->server != NULL ? key->server : "") == 0 &&
		    strcmp(row->connection, key->connection != NULL ? key->connection : "") == 0 &&
		    strcmp(row->name, key->name) == 0)
			return row;
	}
	return NULL;
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

ListingSet *secret_rows_set(GPtrArray *rows)
{
	ListingSet *set = listing_set_new(&listing_secrets);
	listing_set_add(set, NULL, rows->len, rows, rows, free_rows);
	return set;
}
