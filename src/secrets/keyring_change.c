/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing and deleting an item that is known. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "secrets/keyring_private.h"

static void succeed(Op *op)
{
	op_end(op, NULL);
}

/* ---- finding one that is known ---- */

static void gone(Op *op)
{
	op_fail(op, WEIR_ERROR_NOT_FOUND,
		_("%s: the keyring has no value of version %" PRIu64 " any more; see: weir secrets list"),
		op->item->name, op->item->version);
}

static void look_anew(Op *op)
{
	for (guint i = 0; i < op->items->len; i++) {
		const KeyringItem *item = op->items->pdata[i];
		if (!keyring_item_is(item, op->item))
			continue;
		g_free(op->item->path);
		op->item->path = g_strdup(item->path);
		op->item->locked = item->locked;
		op->located(op);
		return;
	}
	gone(op);
}

/* Paths are given anew when a keyring starts: what stands there may be another item. */
static void got_item(Op *op, GVariant *reply, const GError *error, guint unused)
{
	g_autoptr(GVariant) properties = NULL;
	KeyringItem *there = NULL;
	if (reply != NULL) {
		g_variant_get(reply, "(@a{sv})", &properties);
		there = keyring_item_read(op->item->path, properties);
	} else if (!keyring_error_is_gone(error)) {
		bus_answered(op, g_error_copy(error));
		return;
	}
	gboolean same = there != NULL && keyring_item_is(there, op->item);
	if (same)
		op->item->locked = there->locked;
	keyring_item_free(there);
	if (same)
		op->located(op);
	else
		keyring_run_search(op, look_anew);
}

static void find_item(Op *op)
{
	if (op->item->path != NULL)
		bus_call(op, op->item->path, KEYRING_PROPERTIES, "GetAll", g_variant_new("(s)", KEYRING_ITEM),
			 "(a{sv})", 0, got_item);
	else
		keyring_run_search(op, look_anew);
}

static void unlock_item(Op *op, OpStep then)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	g_ptr_array_add(paths, op->item->path);
	if (op->item->locked)
		bus_unlock(op, paths, then);
	else
		then(op);
}

/* ---- changing ---- */

static void changed(Op *op)
{
	if (op->alter == NULL || op->item->compromised == op->expected)
		op_end(op, NULL);
	else
		op_end(op, keyring_error_new(WEIR_ERROR_KEYRING));
}

static void got_change(Op *op, GVariant *reply, const GError *error, guint unused)
{
	bus_forget_items();
	if (bus_answered(op, error != NULL ? g_error_copy(error) : NULL))
		keyring_read_back(op, changed);
}

/* Attributes that others gave the item stay. */
static void keep_others(GHashTable *attributes, GVariant *properties)
{
	GVariantIter iterator;
	const char *name, *value;
	g_autoptr(GVariant) old = g_variant_lookup_value(properties, "Attributes", G_VARIANT_TYPE("a{ss}"));
	if (old == NULL)
		return;
	g_variant_iter_init(&iterator, old);
	while (g_variant_iter_next(&iterator, "{&s&s}", &name, &value))
		if (!g_hash_table_contains(attributes, name) && strcmp(name, "compromised") != 0)
			g_hash_table_replace(attributes, g_strdup(name), g_strdup(value));
}

static void got_old_attributes(Op *op, GVariant *reply, const GError *error, guint unused)
{
	g_autoptr(GVariant) properties = NULL;
	if (!bus_answered(op, error != NULL ? g_error_copy(error) : NULL))
		return;
	g_variant_get(reply, "(@a{sv})", &properties);
	KeyringItem *item = keyring_item_read(op->item->path, properties);
	keyring_item_free(op->item);
	op->item = item;
	op->alter(op);
	op->attributes = keyring_item_attributes(item);
	keep_others(op->attributes, properties);
	bus_call(op, item->path, KEYRING_PROPERTIES, "Set",
		 g_variant_new("(ssv)", KEYRING_ITEM, "Attributes",
			       keyring_attributes_variant(op->attributes)),
		 "()", 0, got_change);
}

static void read_attributes(Op *op)
{
	bus_call(op, op->item->path, KEYRING_PROPERTIES, "GetAll", g_variant_new("(s)", KEYRING_ITEM),
		 "(a{sv})", 0, got_old_attributes);
}

static void alter_stage(Op *op)
{
	op->expected = op->item->compromised;
	op->item->stage = op->stage;
}

/* Attributes hold whole seconds. */
static void alter_mark(Op *op)
{
	op->item->compromised = op->compromised / G_USEC_PER_SEC * G_USEC_PER_SEC;
	op->expected = op->item->compromised;
}

static void change_item(Op *op)
{
	unlock_item(op, read_attributes);
}

static void begin_change(Op *op)
{
	op->located = change_item;
	bus_open(op, find_item);
}

static Op *op_on(const KeyringItem *item, OpStep begin, GCancellable *cancellable, KeyringWritten done,
		 gpointer data)
{
	Op *op = op_new(cancellable, begin, keyring_tell_written, data);
	op->done.written = done;
	op->item = keyring_item_copy(item);
	return op;
}

void keyring_set_stage(const KeyringItem *item, SecretStage stage, GCancellable *cancellable,
		       KeyringWritten done, gpointer data)
{
	Op *op = op_on(item, begin_change, cancellable, done, data);
	op->alter = alter_stage;
	op->stage = stage;
}

void keyring_set_compromised(const KeyringItem *item, gint64 since, GCancellable *cancellable,
			     KeyringWritten done, gpointer data)
{
	Op *op = op_on(item, begin_change, cancellable, done, data);
	op->alter = alter_mark;
	op->compromised = since;
}

/* ---- deleting ---- */

static void got_deleted(Op *op, GVariant *reply, const GError *error, guint unused)
{
	g_autoptr(GVariant) properties = NULL;
	KeyringItem *there = NULL;
	if (reply != NULL) {
		g_variant_get(reply, "(@a{sv})", &properties);
		there = keyring_item_read(op->item->path, properties);
	} else if (!keyring_error_is_gone(error)) {
		bus_answered(op, g_error_copy(error));
		return;
	}
	gboolean still = there != NULL && keyring_item_is(there, op->item);
	keyring_item_free(there);
	if (still)
		op_fail(op, WEIR_ERROR_KEYRING,
			_("%s: the keyring did not delete it; see: weir secrets doctor"), op->item->name);
	else
		op->found(op);
}

static void on_deleted(GObject *source, GAsyncResult *result, gpointer data)
{
	Op *op = data;
	GError *problem = NULL;
	secret_service_delete_item_dbus_path_finish(SECRET_SERVICE(source), result, &problem);
	bus_forget_items();
	if (bus_answered(op, problem))
		bus_call(op, op->item->path, KEYRING_PROPERTIES, "GetAll", g_variant_new("(s)", KEYRING_ITEM),
			 "(a{sv})", 0, got_deleted);
	op_unref(op);
}

static void delete_unlocked(Op *op)
{
	SecretService *service = bus_service(op);
	if (service != NULL)
		secret_service_delete_item_dbus_path(service, op->item->path, op->inner, on_deleted,
						     op_ref(op));
}

static void delete_item(Op *op)
{
	unlock_item(op, delete_unlocked);
}

void keyring_run_delete(Op *op, OpStep then)
{
	op->found = then;
	op->located = delete_item;
	bus_open(op, find_item);
}

static void deleted(Op *op)
{
	g_clear_pointer(&op->item, keyring_item_free);
	succeed(op);
}

static void begin_delete(Op *op)
{
	keyring_run_delete(op, deleted);
}

void keyring_delete(const KeyringItem *item, GCancellable *cancellable, KeyringWritten done, gpointer data)
{
	op_on(item, begin_delete, cancellable, done, data);
}
