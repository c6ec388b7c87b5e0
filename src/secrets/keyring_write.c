/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding items; nothing counts before it was read back. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "secrets/keyring_private.h"

void keyring_tell_written(Op *op, const GError *error)
{
	bus_forget_items();
	op->done.written(error == NULL ? op->item : NULL, error, op->data);
}

static void succeed(Op *op)
{
	op_end(op, NULL);
}

static void not_kept(Op *op, const char *what)
{
	op_fail(op, WEIR_ERROR_KEYRING,
		_("%s: the keyring did not keep %s as it was given; look at it with weir secrets list before "
		  "you go on"),
		op->item->name, what);
}

/* ---- the place to write to ---- */

static void got_locked(Op *op, GVariant *reply, const GError *error, guint unused)
{
	g_autoptr(GVariant) value = NULL;
	if (!bus_answered(op, error != NULL ? g_error_copy(error) : NULL))
		return;
	g_variant_get(reply, "(v)", &value);
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	g_ptr_array_add(paths, op->collection);
	if (g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean(value))
		bus_unlock(op, paths, op->have_collection);
	else
		op->have_collection(op);
}

static void got_alias(Op *op, GVariant *reply, const GError *error, guint unused)
{
	const char *path;
	if (!bus_answered(op, error != NULL ? g_error_copy(error) : NULL))
		return;
	g_variant_get(reply, "(&o)", &path);
	if (g_str_equal(path, "/")) {
		op_end(op, keyring_error_new(WEIR_ERROR_KEYRING_NO_COLLECTION));
		return;
	}
	g_free(op->collection);
	op->collection = g_strdup(path);
	bus_call(op, path, KEYRING_PROPERTIES, "Get", g_variant_new("(ss)", KEYRING_COLLECTION, "Locked"),
		 "(v)", 0, got_locked);
}

static void find_collection(Op *op, OpStep then)
{
	op->have_collection = then;
	bus_call(op, KEYRING_PATH, KEYRING_SERVICE, "ReadAlias", g_variant_new("(s)", "default"), "(o)", 0,
		 got_alias);
}

/* ---- reading back ---- */

static gboolean equal_values(const SecBuf *a, const SecBuf *b)
{
	return a != NULL && secbuf_length(a) == secbuf_length(b) &&
	       memcmp(secbuf_bytes(a), secbuf_bytes(b), secbuf_length(b)) == 0;
}

static void got_value_back(Op *op)
{
	if (equal_values(op->values->pdata[0], op->value))
		op->found(op);
	else
		not_kept(op, _("the value"));
}

static void free_item(gpointer item)
{
	keyring_item_free(item);
}

static gboolean has_attributes(GVariant *properties, GHashTable *attributes)
{
	GHashTableIter iterator;
	gpointer name, value;
	const char *kept;
	g_autoptr(GVariant) list = g_variant_lookup_value(properties, "Attributes", G_VARIANT_TYPE("a{ss}"));
	g_hash_table_iter_init(&iterator, attributes);
	while (g_hash_table_iter_next(&iterator, &name, &value))
		if (list == NULL || !g_variant_lookup(list, name, "&s", &kept) || strcmp(kept, value) != 0)
			return FALSE;
	return TRUE;
}

static void got_attributes_back(Op *op, GVariant *reply, const GError *error, guint unused)
{
	g_autoptr(GVariant) properties = NULL;
	if (!bus_answered(op, error != NULL ? g_error_copy(error) : NULL))
		return;
	g_variant_get(reply, "(@a{sv})", &properties);
	if (!has_attributes(properties, op->attributes)) {
		not_kept(op, _("the attributes"));
		return;
	}
	KeyringItem *item = keyring_item_read(op->item->path, properties);
	keyring_item_free(op->item);
	op->item = item;
	if (op->value == NULL) {
		op->found(op);
		return;
	}
	g_clear_pointer(&op->wanted, g_ptr_array_unref);
	op->wanted = g_ptr_array_new_with_free_func(free_item);
	g_ptr_array_add(op->wanted, keyring_item_copy(item));
	keyring_run_fetch(op, got_value_back);
}

void keyring_read_back(Op *op, OpStep then)
{
	op->found = then;
	bus_call(op, op->item->path, KEYRING_PROPERTIES, "GetAll", g_variant_new("(s)", KEYRING_ITEM),
		 "(a{sv})", 0, got_attributes_back);
}

/* ---- adding ---- */

static const SecretSchema schema = { "org.weir.Secret",
				     SECRET_SCHEMA_DONT_MATCH_NAME,
				     { { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING } } };

GVariant *keyring_attributes_variant(GHashTable *attributes)
{
	GVariantBuilder builder;
	GHashTableIter iterator;
	gpointer name, value;
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
	g_hash_table_iter_init(&iterator, attributes);
	while (g_hash_table_iter_next(&iterator, &name, &value))
		g_variant_builder_add(&builder, "{ss}", name, value);
	return g_variant_builder_end(&builder);
}

static void unref_variant(gpointer variant)
{
	g_variant_unref(variant);
}

static void on_created(GObject *source, GAsyncResult *result, gpointer data)
{
	Op *op = data;
	GError *problem = NULL;
	g_autofree char *path =
		secret_service_create_item_dbus_path_finish(SECRET_SERVICE(source), result, &problem);
	bus_forget_items();
	if (bus_answered(op, problem)) {
		g_free(op->item->path);
		op->item->path = g_strdup(path);
		if (path == NULL)
			op_end(op, keyring_error_new(WEIR_ERROR_KEYRING));
		else
			keyring_read_back(op, op->found);
	}
	op_unref(op);
}

static void create(Op *op)
{
	SecretService *service = bus_service(op);
	if (service == NULL)
		return;
	SecretValue *value = keyring_value_encode(op->value, &op->item->base64);
	g_autofree char *reference = keyring_item_reference(op->item);
	g_autofree char *label = g_strdup_printf("weir %s", reference + strlen("keyring:"));
	g_autoptr(GHashTable) properties =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref_variant);
	op->attributes = keyring_item_attributes(op->item);
	g_hash_table_replace(op->attributes, g_strdup("xdg:schema"), g_strdup(schema.name));
	g_hash_table_insert(properties, (gpointer)(KEYRING_ITEM ".Label"),
			    g_variant_ref_sink(g_variant_new_string(label)));
	g_hash_table_insert(properties, (gpointer)(KEYRING_ITEM ".Attributes"),
			    g_variant_ref_sink(keyring_attributes_variant(op->attributes)));
	secret_service_create_item_dbus_path(service, op->collection, properties, value,
					     SECRET_ITEM_CREATE_NONE, op->inner, on_created, op_ref(op));
	secret_value_unref(value);
}

static gboolean is_there(const Op *op)
{
	for (guint i = 0; i < op->items->len; i++) {
		const KeyringItem *item = op->items->pdata[i];
		if (strcmp(item->server, op->item->server) == 0 &&
		    strcmp(item->connection, op->item->connection) == 0 &&
		    strcmp(item->name, op->item->name) == 0 && item->version == op->item->version)
			return TRUE;
	}
	return FALSE;
}

static void found_others(Op *op)
{
	KeyringItem *item = op->item;
	if (item->version == 0)
		item->version = keyring_highest(op->items, item->server, item->connection, item->name) + 1;
	if (item->created <= 0)
		item->created = g_get_real_time();
	if (is_there(op))
		op_fail(op, WEIR_ERROR_KEYRING,
			_("%s: the keyring has a value of version %" PRIu64
			  " already, and it is not overwritten; see: weir secrets list"),
			item->name, item->version);
	else
		find_collection(op, create);
}

void keyring_run_store(Op *op, OpStep then)
{
	op->found = then;
	keyring_run_search(op, found_others);
}

static void begin_store(Op *op)
{
	keyring_run_store(op, succeed);
}

void keyring_store(const KeyringItem *item, SecBuf *value, GCancellable *cancellable, KeyringWritten done,
		   gpointer data)
{
	Op *op = op_new(cancellable, begin_store, keyring_tell_written, data);
	op->done.written = done;
	op->item = keyring_item_copy(item);
	op->value = secbuf_ref(value);
}
