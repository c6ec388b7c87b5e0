/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values: all that are wanted in one call, in libsecret's session. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "secrets/keyring_private.h"

static void fetch(Op *op);

static void free_item(gpointer item)
{
	keyring_item_free(item);
}

static void free_value(gpointer value)
{
	secbuf_unref(value);
}

static GPtrArray *paths_of(const Op *op, gboolean (*which)(const Op *op, guint index))
{
	GPtrArray *paths = g_ptr_array_new();
	for (guint i = 0; i < op->wanted->len; i++) {
		const KeyringItem *item = op->wanted->pdata[i];
		if (which(op, i))
			g_ptr_array_add(paths, item->path);
	}
	return paths;
}

static gboolean is_any(const Op *op, guint index)
{
	return TRUE;
}

static gboolean is_locked(const Op *op, guint index)
{
	return ((const KeyringItem *)op->wanted->pdata[index])->locked;
}

static gboolean is_missing(const Op *op, guint index)
{
	return op->values->pdata[index] == NULL;
}

static void fetch_again(Op *op)
{
	op->fetched_again = TRUE;
	fetch(op);
}

/* A keyring leaves values of locked items out: it may have locked itself since it was searched. */
static void decode(Op *op, GHashTable *secrets)
{
	GError *error = NULL;
	for (guint i = 0; error == NULL && i < op->wanted->len; i++) {
		const KeyringItem *item = op->wanted->pdata[i];
		SecretValue *value = g_hash_table_lookup(secrets, item->path);
		if (value != NULL && op->values->pdata[i] == NULL)
			op->values->pdata[i] = keyring_value_decode(item, value, &error);
	}
	g_autoptr(GPtrArray) missing = paths_of(op, is_missing);
	if (error != NULL)
		op_end(op, error);
	else if (missing->len > 0 && !op->fetched_again)
		bus_unlock(op, missing, fetch_again);
	else
		op->fetched(op);
}

static void on_secrets(GObject *source, GAsyncResult *result, gpointer data)
{
	Op *op = data;
	GError *problem = NULL;
	g_autoptr(GHashTable) secrets =
		secret_service_get_secrets_for_dbus_paths_finish(SECRET_SERVICE(source), result, &problem);
	if (bus_answered(op, problem))
		decode(op, secrets);
	op_unref(op);
}

static void fetch(Op *op)
{
	g_autoptr(GPtrArray) paths = paths_of(op, is_any);
	SecretService *service = bus_service(op);
	if (service == NULL)
		return;
	g_ptr_array_add(paths, NULL);
	bus_counts.fetches++;
	secret_service_get_secrets_for_dbus_paths(service, (const char **)paths->pdata, op->inner, on_secrets,
						  op_ref(op));
}

static void start(Op *op)
{
	g_autoptr(GPtrArray) locked = paths_of(op, is_locked);
	if (locked->len > 0)
		bus_unlock(op, locked, fetch);
	else
		fetch(op);
}

void keyring_run_fetch(Op *op, OpStep then)
{
	op->fetched = then;
	op->fetched_again = FALSE;
	g_clear_pointer(&op->values, g_ptr_array_unref);
	op->values = g_ptr_array_new_full(op->wanted->len, free_value);
	g_ptr_array_set_size(op->values, (gint)op->wanted->len);
	if (op->wanted->len == 0)
		then(op);
	else
		bus_open(op, start);
}

/* ---- items of a search ---- */

static void tell_values(Op *op, const GError *error)
{
	op->done.values(error == NULL ? op->values : NULL, error, op->data);
}

static void have_values(Op *op)
{
	op_end(op, NULL);
}

static void begin_values(Op *op)
{
	keyring_run_fetch(op, have_values);
}

void keyring_load_items(const GPtrArray *items, GCancellable *cancellable, KeyringValues done, gpointer data)
{
	Op *op = op_new(cancellable, begin_values, tell_values, data);
	op->done.values = done;
	op->wanted = g_ptr_array_new_with_free_func(free_item);
	for (guint i = 0; i < items->len; i++)
		g_ptr_array_add(op->wanted, keyring_item_copy(items->pdata[i]));
}

/* ---- one by its name: those of one turn together ---- */

static Op *batch; /* not begun yet */

/* A prompt that nobody waits for any more is taken away. */
static void abandon(Op *op)
{
	for (guint i = 0; op->loads != NULL && i < op->loads->len; i++)
		if (!((const Op *)op->loads->pdata[i])->finished)
			return;
	if (!op->finished)
		op_fail(op, WEIR_ERROR_CANCELLED, "%s", "");
}

static void tell_value(Op *op, const GError *error)
{
	if (g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CANCELLED))
		abandon(op->batch);
	op->done.value(error == NULL ? op->item : NULL, error == NULL ? op->value : NULL, error, op->data);
}

static char *describe(const KeyringKey *key)
{
	const char *server = key->server != NULL ? key->server : "";
	const char *connection = key->connection != NULL ? key->connection : "";
	return g_strdup_printf("%s%s%s%s%s", server, *server != '\0' ? "/" : "", connection,
			       *connection != '\0' ? "/" : "", key->name);
}

static void fail_unknown(Op *load)
{
	g_autofree char *name = describe(&load->key);
	if (load->key.version > 0)
		op_fail(load, WEIR_ERROR_NOT_FOUND, _("the keyring has no %s of version %" PRIu64), name,
			load->key.version);
	else
		op_fail(load, WEIR_ERROR_NOT_FOUND, _("the keyring has no %s value of %s"),
			secret_stage_name(load->key.stage), name);
}

static void give(Op *op, Op *load)
{
	for (guint i = 0; i < op->wanted->len; i++) {
		const KeyringItem *item = op->wanted->pdata[i];
		if (g_strcmp0(item->path, load->item->path) != 0)
			continue;
		SecBuf *value = op->values->pdata[i];
		if (value == NULL) {
			op_end(load, keyring_error_new(WEIR_ERROR_KEYRING));
			return;
		}
		load->value = secbuf_ref(value);
		keyring_remember(item);
		op_end(load, NULL);
		return;
	}
}

static void batch_ended(Op *op, const GError *error)
{
	if (batch == op)
		batch = NULL;
	for (guint i = 0; i < op->loads->len; i++) {
		Op *load = op->loads->pdata[i];
		if (!load->finished && error != NULL)
			op_end(load, g_error_copy(error));
		else if (!load->finished)
			give(op, load);
		op_unref(load);
	}
	g_clear_pointer(&op->loads, g_ptr_array_unref);
}

static void batch_done(Op *op)
{
	op_end(op, NULL);
}

static gboolean is_wanted(const Op *op, const KeyringItem *item)
{
	for (guint i = 0; i < op->wanted->len; i++)
		if (strcmp(((const KeyringItem *)op->wanted->pdata[i])->path, item->path) == 0)
			return TRUE;
	return FALSE;
}

static void choose(Op *op)
{
	for (guint i = 0; i < op->loads->len; i++) {
		Op *load = op->loads->pdata[i];
		const KeyringItem *item = load->finished ? NULL : keyring_find(op->items, &load->key);
		if (item == NULL && !load->finished)
			fail_unknown(load);
		if (item == NULL)
			continue;
		if (!is_wanted(op, item))
			g_ptr_array_add(op->wanted, keyring_item_copy(item));
		load->item = keyring_item_copy(item);
	}
	keyring_run_fetch(op, batch_done);
}

/* What is known may lack what another program stored a moment ago, if the keyring did not tell: what is
 * missing is looked for anew. */
static gboolean all_known(const Op *op)
{
	for (guint i = 0; i < op->loads->len; i++) {
		const Op *load = op->loads->pdata[i];
		if (!load->finished && keyring_find(op->items, &load->key) == NULL)
			return FALSE;
	}
	return TRUE;
}

static void batch_begin(Op *op)
{
	batch = NULL;
	op->items = bus_known_items();
	if (op->items != NULL && all_known(op))
		choose(op);
	else
		keyring_run_search(op, choose);
}

static void wait_for_batch(Op *load)
{
}

void keyring_load(const KeyringKey *key, GCancellable *cancellable, KeyringValue done, gpointer data)
{
	Op *load = op_new(cancellable, wait_for_batch, tell_value, data);
	op_has_no_deadline(load);
	load->done.value = done;
	load->asked = keyring_item_new(key->server, key->connection, key->name, SECRET_KIND_GENERIC);
	load->key = (KeyringKey){ .server = load->asked->server,
				  .connection = load->asked->connection,
				  .name = load->asked->name,
				  .stage = key->stage,
				  .version = key->version };
	if (batch == NULL) {
		batch = op_new(NULL, batch_begin, batch_ended, NULL);
		batch->loads = g_ptr_array_new();
		batch->wanted = g_ptr_array_new_with_free_func(free_item);
	}
	load->batch = op_ref(batch);
	g_ptr_array_add(batch->loads, op_ref(load));
}
