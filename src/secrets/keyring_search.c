/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All items of weir: one search, and the properties of what it found, many calls at a time. */
#include "base/error.h"
#include "secrets/keyring_private.h"

enum { AT_A_TIME = 64 };

static void search(Op *op);

static void free_item(gpointer item)
{
	keyring_item_free(item);
}

static GPtrArray *new_items(void)
{
	return g_ptr_array_new_with_free_func(free_item);
}

static void leave_out_internal(GPtrArray *items)
{
	for (guint i = items->len; i > 0; i--)
		if (((KeyringItem *)items->pdata[i - 1])->kind == SECRET_KIND_INTERNAL)
			g_ptr_array_remove_index(items, i - 1);
}

static void complete(Op *op)
{
	g_ptr_array_sort(op->items, keyring_item_compare);
	bus_set_known_items(op->items, op->changes);
	op->searched(op);
}

/* A keyring that is locked as a whole may find nothing at all: it is asked again once it is open. */
static void search_again(Op *op)
{
	op->again = TRUE;
	search(op);
}

static void got_collection_locked(Op *op, GVariant *reply, const GError *error, guint unused)
{
	g_autoptr(GVariant) value = NULL;
	if (reply != NULL)
		g_variant_get(reply, "(v)", &value);
	if (value == NULL || !g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) ||
	    !g_variant_get_boolean(value)) {
		complete(op);
		return;
	}
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	g_ptr_array_add(paths, op->collection);
	bus_unlock(op, paths, search_again);
}

static void got_default(Op *op, GVariant *reply, const GError *error, guint unused)
{
	const char *path = "/";
	if (reply != NULL)
		g_variant_get(reply, "(&o)", &path);
	g_free(op->collection);
	op->collection = g_strdup(path);
	if (g_str_equal(path, "/"))
		complete(op);
	else
		bus_call(op, path, KEYRING_PROPERTIES, "Get",
			 g_variant_new("(ss)", KEYRING_COLLECTION, "Locked"), "(v)", 0,
			 got_collection_locked);
}

static void looked_at_all(Op *op)
{
	if (op->locked->len > 0 && !op->again)
		bus_unlock(op, op->locked, search_again);
	else if (op->items->len == 0 && !op->again)
		bus_call(op, KEYRING_PATH, KEYRING_SERVICE, "ReadAlias", g_variant_new("(s)", "default"),
			 "(o)", 0, got_default);
	else
		complete(op);
}

static void look_at_more(Op *op);

static void take(Op *op, const char *path, GVariant *properties)
{
	KeyringItem *item = keyring_item_read(path, properties);
	if (*item->name != '\0') {
		g_ptr_array_add(op->items, item);
		return;
	}
	if (item->locked)
		g_ptr_array_add(op->locked, g_strdup(path));
	keyring_item_free(item);
}

/* An item that is gone meanwhile is no error. */
static void got_properties(Op *op, GVariant *reply, const GError *error, guint index)
{
	g_autoptr(GVariant) properties = NULL;
	op->waiting--;
	if (reply != NULL)
		g_variant_get(reply, "(@a{sv})", &properties);
	else if (!keyring_error_is_gone(error)) {
		bus_answered(op, g_error_copy(error));
		return;
	}
	if (properties != NULL)
		take(op, op->paths->pdata[index], properties);
	look_at_more(op);
}

static void look_at_more(Op *op)
{
	for (; !op->finished && op->waiting < AT_A_TIME && op->next < op->paths->len;
	     op->next++, op->waiting++)
		bus_call(op, op->paths->pdata[op->next], KEYRING_PROPERTIES, "GetAll",
			 g_variant_new("(s)", KEYRING_ITEM), "(a{sv})", op->next, got_properties);
	if (!op->finished && op->waiting == 0 && op->next == op->paths->len)
		looked_at_all(op);
}

static void add_paths(GPtrArray *paths, GVariant *list)
{
	GVariantIter iterator;
	const char *path;
	g_variant_iter_init(&iterator, list);
	while (g_variant_iter_next(&iterator, "&o", &path))
		g_ptr_array_add(paths, g_strdup(path));
}

static void got_paths(Op *op, GVariant *reply, const GError *error, guint unused)
{
	g_autoptr(GVariant) unlocked = NULL, locked = NULL;
	if (!bus_answered(op, error != NULL ? g_error_copy(error) : NULL))
		return;
	g_variant_get(reply, "(@ao@ao)", &unlocked, &locked);
	add_paths(op->paths, unlocked);
	add_paths(op->paths, locked);
	look_at_more(op);
}

static void search(Op *op)
{
	GVariantBuilder attributes;
	g_clear_pointer(&op->items, g_ptr_array_unref);
	g_clear_pointer(&op->paths, g_ptr_array_unref);
	g_clear_pointer(&op->locked, g_ptr_array_unref);
	op->items = new_items();
	op->paths = g_ptr_array_new_with_free_func(g_free);
	op->locked = g_ptr_array_new_with_free_func(g_free);
	op->next = op->waiting = 0;
	g_variant_builder_init(&attributes, G_VARIANT_TYPE("a{ss}"));
	g_variant_builder_add(&attributes, "{ss}", "application", "weir");
	op->changes = bus_changes();
	bus_counts.searches++;
	bus_call(op, KEYRING_PATH, KEYRING_SERVICE, "SearchItems",
		 g_variant_new("(@a{ss})", g_variant_builder_end(&attributes)), "(aoao)", 0, got_paths);
}

void keyring_run_search(Op *op, OpStep then)
{
	op->searched = then;
	op->again = FALSE;
	bus_open(op, search);
}

/* ---- for everybody ---- */

static void tell(Op *op, const GError *error)
{
	op->done.items(error == NULL ? op->items : NULL, error, op->data);
}

static void searched(Op *op)
{
	GPtrArray *items = new_items();
	for (guint i = 0; i < op->items->len; i++)
		g_ptr_array_add(items, keyring_item_copy(op->items->pdata[i]));
	g_ptr_array_unref(op->items);
	op->items = items;
	leave_out_internal(items);
	op_end(op, NULL);
}

static void begin(Op *op)
{
	keyring_run_search(op, searched);
}

void keyring_search(GCancellable *cancellable, KeyringItems done, gpointer data)
{
	Op *op = op_new(cancellable, begin, tell, data);
	op->done.items = done;
}
