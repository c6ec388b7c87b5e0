/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the keyring takes, gives and forgets: before anything depends on it. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "secrets/generate.h"
#include "secrets/keyring_private.h"

#define PROBE_NAME "probe"

/* A probe that was left by a program that was killed is no use to anybody after that. */
enum { LEFT_AFTER = 600 };

static void note(Op *op, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void note(Op *op, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(op->notes, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

static double milliseconds(Op *op)
{
	gint64 now = g_get_monotonic_time(), before = op->started;
	op->started = now;
	return (double)(now - before) / 1000.0;
}

static void tell(Op *op, const GError *error)
{
	op->done.probed(op->notes, error, op->data);
}

static const KeyringItem *left_over(const Op *op)
{
	gint64 before = g_get_real_time() - LEFT_AFTER * G_USEC_PER_SEC;
	for (guint i = 0; i < op->items->len; i++) {
		const KeyringItem *item = op->items->pdata[i];
		if (item->kind == SECRET_KIND_INTERNAL && g_str_has_prefix(item->name, PROBE_NAME "-") &&
		    item->created < before)
			return item;
	}
	return NULL;
}

static void left_deleted(Op *op)
{
	note(op, _("deleted the probe of an earlier run that was broken off"));
	op_end(op, NULL);
}

/* One at a time: each run clears away what one other left. */
static void clear_left(Op *op)
{
	const KeyringItem *left = left_over(op);
	note(op, _("deleted it again, after %.1f ms"), milliseconds(op));
	if (left == NULL) {
		op_end(op, NULL);
		return;
	}
	KeyringItem *item = keyring_item_copy(left);
	keyring_item_free(op->item);
	op->item = item;
	keyring_run_delete(op, left_deleted);
}

static void stored(Op *op)
{
	note(op, _("wrote an item to %s and read it back, after %.1f ms"), op->collection, milliseconds(op));
	keyring_run_delete(op, clear_left);
}

static void store(Op *op)
{
	GError *error = NULL;
	struct policy policy;
	policy_init(&policy, SECRET_KIND_GENERIC);
	op->value = generate_value("keyring:" PROBE_NAME, &policy, &error);
	policy_clear(&policy);
	if (op->value == NULL) {
		op_end(op, error);
		return;
	}
	/* Two programs may probe at once. */
	g_autofree char *name = g_strdup_printf(PROBE_NAME "-%08x", g_random_int());
	op->item = keyring_item_new(NULL, NULL, name, SECRET_KIND_INTERNAL);
	keyring_run_store(op, stored);
}

static void got_provider(Op *op, GVariant *reply, const GError *error, guint unused)
{
	guint32 pid = 0;
	g_autofree char *path = NULL, *program = NULL;
	if (reply != NULL) {
		g_variant_get(reply, "(u)", &pid);
		path = g_strdup_printf("/proc/%u/comm", pid);
	}
	if (path != NULL && g_file_get_contents(path, &program, NULL, NULL))
		note(op, _("the Secret Service is %s (process %u)"), g_strchomp(program), pid);
	else
		note(op, _("there is a Secret Service"));
	SecretService *service = bus_service(op);
	if (service == NULL)
		return;
	note(op, _("values travel encrypted: %s"), secret_service_get_session_algorithms(service));
	op->located(op);
}

static void ask_provider(Op *op)
{
	SecretService *service = bus_service(op);
	if (service == NULL)
		return;
	g_autofree char *owner = g_dbus_proxy_get_name_owner(G_DBUS_PROXY(service));
	note(op, _("the session bus answers, after %.1f ms"), milliseconds(op));
	bus_call_driver(op, "GetConnectionUnixProcessID", g_variant_new("(s)", owner != NULL ? owner : ""),
			"(u)", got_provider);
}

static void reached(Op *op)
{
	op_end(op, NULL);
}

static void begin(Op *op)
{
	op->started = g_get_monotonic_time();
	bus_open(op, ask_provider);
}

static void start(OpStep then, GCancellable *cancellable, KeyringProbed done, gpointer data)
{
	Op *op = op_new(cancellable, begin, tell, data);
	op->located = then;
	op->done.probed = done;
	op->notes = g_ptr_array_new_with_free_func(g_free);
}

void keyring_probe(GCancellable *cancellable, KeyringProbed done, gpointer data)
{
	start(store, cancellable, done, data);
}

void keyring_reach(GCancellable *cancellable, KeyringProbed done, gpointer data)
{
	start(reached, cancellable, done, data);
}
