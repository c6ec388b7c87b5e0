/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection to the Secret Service, made when it is first needed and shared by all calls. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "secrets/keyring_private.h"

KeyringCounts bus_counts;

static struct {
	GDBusConnection *connection;
	SecretService *service;
	guint changes[2]; /* subscriptions to signals */
	gboolean opening;
	GPtrArray *waiting; /* Op *, of bus_open() */
	GPtrArray *items;   /* KeyringItem *, what is known; NULL */
	guint item_changes;
	guint generation; /* of the connection: an opening that was given up is not used */
} bus;

KeyringCounts keyring_counts(void)
{
	return bus_counts;
}

/* ---- what is known ---- */

GPtrArray *bus_known_items(void)
{
	return bus.items != NULL ? g_ptr_array_ref(bus.items) : NULL;
}

void bus_set_known_items(GPtrArray *items, guint since)
{
	g_clear_pointer(&bus.items, g_ptr_array_unref);
	if (since == bus.item_changes)
		bus.items = g_ptr_array_ref(items);
}

guint bus_changes(void)
{
	return bus.item_changes;
}

void bus_forget_items(void)
{
	g_clear_pointer(&bus.items, g_ptr_array_unref);
	bus.item_changes++;
}

void keyring_forget(void)
{
	bus_forget_items();
	for (gsize i = 0; i < G_N_ELEMENTS(bus.changes); i++)
		if (bus.changes[i] != 0)
			g_dbus_connection_signal_unsubscribe(bus.connection, bus.changes[i]);
	bus.changes[0] = bus.changes[1] = 0;
	g_clear_object(&bus.service);
	g_clear_object(&bus.connection);
	bus.generation++;
}

static void on_changed(GDBusConnection *connection, const char *sender, const char *path,
		       const char *interface, const char *signal, GVariant *parameters, gpointer data)
{
	bus_forget_items();
}

static void on_owner(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
		     const char *signal, GVariant *parameters, gpointer data)
{
	keyring_forget();
}

/* ---- opening ---- */

/* TRUE where GLib would have a bus to go to without starting one of its own: that one would be empty. */
static gboolean has_address(void)
{
	const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
	g_autofree char *usual = g_build_filename(g_get_user_runtime_dir(), "bus", NULL);
	return (address != NULL && *address != '\0') || g_file_test(usual, G_FILE_TEST_EXISTS);
}

/* `problem` NULL: it is open. */
static void opened(GError *problem)
{
	g_autoptr(GPtrArray) waiting = g_steal_pointer(&bus.waiting);
	bus.opening = FALSE;
	for (guint i = 0; waiting != NULL && i < waiting->len; i++) {
		Op *op = waiting->pdata[i];
		if (!op->finished && problem != NULL)
			op_end(op, g_error_copy(problem));
		else if (!op->finished)
			op->opened(op);
		op_unref(op);
	}
	g_clear_error(&problem);
}

static void subscribe(void)
{
	const char *name = g_dbus_proxy_get_name(G_DBUS_PROXY(bus.service));
	bus.changes[0] =
		g_dbus_connection_signal_subscribe(bus.connection, name, KEYRING_COLLECTION, NULL, NULL, NULL,
						   G_DBUS_SIGNAL_FLAGS_NONE, on_changed, NULL, NULL);
	bus.changes[1] = g_dbus_connection_signal_subscribe(
		bus.connection, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
		"/org/freedesktop/DBus", name, G_DBUS_SIGNAL_FLAGS_NONE, on_owner, NULL, NULL);
}

static void on_service(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(SecretService) service = secret_service_open_finish(result, &problem);
	if (GPOINTER_TO_UINT(data) != bus.generation) {
		opened(keyring_error_new(WEIR_ERROR_KEYRING));
		return;
	}
	if (service == NULL || g_dbus_connection_is_closed(bus.connection)) {
		opened(service == NULL ? keyring_error_of(problem)
				       : keyring_error_new(WEIR_ERROR_KEYRING_NO_BUS));
		keyring_forget();
		return;
	}
	bus.service = g_steal_pointer(&service);
	subscribe();
	opened(NULL);
}

static void on_connection(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) problem = NULL;
	bus.connection = g_bus_get_finish(result, &problem);
	/* GLib keeps one that ended a moment ago, and complains when it is used. */
	if (bus.connection == NULL || g_dbus_connection_is_closed(bus.connection)) {
		g_clear_object(&bus.connection);
		opened(keyring_error_new(WEIR_ERROR_KEYRING_NO_BUS));
		return;
	}
	/* A bus that ends must not end weir with it. */
	g_dbus_connection_set_exit_on_close(bus.connection, FALSE);
	secret_service_open(SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, NULL, on_service,
			    GUINT_TO_POINTER(bus.generation));
}

void bus_open(Op *op, OpStep then)
{
	if (bus.connection != NULL && !bus.opening && g_dbus_connection_is_closed(bus.connection))
		keyring_forget();
	if (bus.service != NULL) {
		then(op);
		return;
	}
	if (!bus.opening && !has_address()) {
		op_end(op, keyring_error_new(WEIR_ERROR_KEYRING_NO_BUS));
		return;
	}
	op->opened = then;
	if (bus.waiting == NULL)
		bus.waiting = g_ptr_array_new();
	g_ptr_array_add(bus.waiting, op_ref(op));
	if (bus.opening)
		return;
	bus.opening = TRUE;
	g_bus_get(G_BUS_TYPE_SESSION, NULL, on_connection, NULL);
}

/* ---- calls ---- */

struct call {
	Op *op;
	BusAnswer answer;
	guint index;
};

static gboolean broken(const GError *error)
{
	return error->code == WEIR_ERROR_KEYRING_NO_SERVICE || error->code == WEIR_ERROR_KEYRING_NO_BUS;
}

gboolean bus_answered(Op *op, GError *problem)
{
	g_autoptr(GError) owned = problem;
	if (op->finished)
		return FALSE;
	if (owned == NULL)
		return TRUE;
	GError *error = keyring_error_of(owned);
	if (broken(error))
		keyring_forget();
	op_end(op, error);
	return FALSE;
}

static void on_reply(GObject *source, GAsyncResult *result, gpointer data)
{
	struct call *call = data;
	g_autoptr(GError) problem = NULL;
	g_autoptr(GVariant) reply =
		g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &problem);
	if (!call->op->finished)
		call->answer(call->op, reply, problem, call->index);
	op_unref(call->op);
	g_free(call);
}

static struct call *call_new(Op *op, BusAnswer answer, guint index)
{
	struct call *call = g_new(struct call, 1);
	*call = (struct call){ .op = op_ref(op), .answer = answer, .index = index };
	return call;
}

/* The connection may have been forgotten since the Op was opened, because the keyring went away. */
static gboolean is_open(Op *op)
{
	if (op->finished || bus.service != NULL)
		return !op->finished;
	op_fail(op, WEIR_ERROR_KEYRING,
		_("the keyring went away while it was asked; start it again and repeat the command"));
	return FALSE;
}

SecretService *bus_service(Op *op)
{
	return is_open(op) ? bus.service : NULL;
}

void bus_call(Op *op, const char *path, const char *interface, const char *method, GVariant *parameters,
	      const char *reply_type, guint index, BusAnswer answer)
{
	g_autoptr(GVariant) owned = g_variant_ref_sink(parameters);
	if (is_open(op))
		g_dbus_connection_call(bus.connection, g_dbus_proxy_get_name(G_DBUS_PROXY(bus.service)), path,
				       interface, method, owned, G_VARIANT_TYPE(reply_type),
				       G_DBUS_CALL_FLAGS_NONE, -1, op->inner, on_reply,
				       call_new(op, answer, index));
}

void bus_call_driver(Op *op, const char *method, GVariant *parameters, const char *reply_type,
		     BusAnswer answer)
{
	g_autoptr(GVariant) owned = g_variant_ref_sink(parameters);
	if (is_open(op))
		g_dbus_connection_call(bus.connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
				       "org.freedesktop.DBus", method, owned, G_VARIANT_TYPE(reply_type),
				       G_DBUS_CALL_FLAGS_NONE, -1, op->inner, on_reply,
				       call_new(op, answer, 0));
}

/* ---- unlocking ---- */

/* A keyring tells a prompt that a person closed and one that could not be shown alike. */
static int closed_code(void)
{
	const char *x11 = g_getenv("DISPLAY"), *wayland = g_getenv("WAYLAND_DISPLAY");
	gboolean screen = (x11 != NULL && *x11 != '\0') || (wayland != NULL && *wayland != '\0');
	return screen ? WEIR_ERROR_KEYRING_DISMISSED : WEIR_ERROR_KEYRING_LOCKED;
}

static void on_unlocked(GObject *source, GAsyncResult *result, gpointer data)
{
	Op *op = data;
	GError *problem = NULL;
	g_auto(GStrv) unlocked = NULL;
	secret_service_unlock_dbus_paths_finish(SECRET_SERVICE(source), result, &unlocked, &problem);
	if (bus_answered(op, problem)) {
		op_wait(op, FALSE);
		if (unlocked == NULL || unlocked[0] == NULL)
			op_end(op, keyring_error_new(closed_code()));
		else
			op->unlocked(op);
	}
	op_unref(op);
}

void bus_unlock(Op *op, const GPtrArray *paths, OpStep then)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	if (!is_open(op))
		return;
	for (guint i = 0; i < paths->len; i++)
		g_ptr_array_add(list, paths->pdata[i]);
	g_ptr_array_add(list, NULL);
	bus_counts.unlocks++;
	op->unlocked = then;
	op_wait(op, TRUE);
	secret_service_unlock_dbus_paths(bus.service, (const char **)list->pdata, op->inner, on_unlocked,
					 op_ref(op));
}
