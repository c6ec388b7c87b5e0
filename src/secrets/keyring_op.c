/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a call: from its first turn of the loop to its end, deadline or cancellation. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "secrets/keyring_private.h"

guint keyring_deadline_ms = 10 * 1000;
guint keyring_prompt_deadline_ms = 120 * 1000;

static struct {
	void (*function)(gboolean now, gpointer data);
	gpointer data;
	guint count; /* calls that ask */
} asking;

void keyring_set_asking(void (*function)(gboolean now, gpointer data), gpointer data)
{
	asking.function = function;
	asking.data = data;
}

static void tell_asking(int change)
{
	guint before = asking.count;
	asking.count += (guint)change;
	if (asking.function != NULL && (before == 0 || asking.count == 0))
		asking.function(asking.count > 0, asking.data);
}

static void stop_source(GSource **source)
{
	if (*source == NULL)
		return;
	g_source_destroy(*source);
	g_clear_pointer(source, g_source_unref);
}

Op *op_ref(Op *op)
{
	op->references++;
	return op;
}

void op_unref(Op *op)
{
	if (--op->references > 0)
		return;
	g_object_unref(op->inner);
	g_clear_pointer(&op->items, g_ptr_array_unref);
	g_clear_pointer(&op->paths, g_ptr_array_unref);
	g_clear_pointer(&op->locked, g_ptr_array_unref);
	g_clear_pointer(&op->wanted, g_ptr_array_unref);
	g_clear_pointer(&op->values, g_ptr_array_unref);
	g_clear_pointer(&op->attributes, g_hash_table_unref);
	g_clear_pointer(&op->notes, g_ptr_array_unref);
	secbuf_unref(op->value);
	keyring_item_free(op->item);
	keyring_item_free(op->asked);
	if (op->batch != NULL)
		op_unref(op->batch);
	g_free(op->collection);
	g_free(op);
}

void op_end(Op *op, GError *error)
{
	op->finished = TRUE;
	stop_source(&op->turn);
	stop_source(&op->deadline);
	stop_source(&op->cancel);
	if (op->asking)
		tell_asking(-1);
	/* What is still under way is not waited for. */
	g_cancellable_cancel(op->inner);
	op->ended(op, error);
	g_clear_error(&error);
	op_unref(op);
}

void op_fail(Op *op, int code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	op_end(op, g_error_new_valist(WEIR_ERROR, code, format, arguments));
	va_end(arguments);
}

static gboolean on_turn(gpointer data)
{
	Op *op = data;
	stop_source(&op->turn);
	op->begin(op);
	return G_SOURCE_REMOVE;
}

static gboolean on_deadline(gpointer data)
{
	op_end(data, keyring_error_new(WEIR_ERROR_KEYRING_TIMEOUT));
	return G_SOURCE_REMOVE;
}

static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	op_fail(data, WEIR_ERROR_CANCELLED, _("stopped before the keyring had answered"));
	return G_SOURCE_REMOVE;
}

static GSource *attach(GSource *source, GSourceFunc callback, Op *op)
{
	g_source_set_priority(source, G_PRIORITY_DEFAULT);
	g_source_set_callback(source, callback, op, NULL);
	g_source_attach(source, NULL);
	return source;
}

void op_wait(Op *op, gboolean ask)
{
	guint patience = ask ? keyring_prompt_deadline_ms : keyring_deadline_ms;
	stop_source(&op->deadline);
	op->deadline = attach(g_timeout_source_new(patience), on_deadline, op);
	if (op->asking != ask)
		tell_asking(ask ? 1 : -1);
	op->asking = ask;
}

void op_has_no_deadline(Op *op)
{
	stop_source(&op->deadline);
}

Op *op_new(GCancellable *cancellable, OpStep begin, void (*ended)(Op *op, const GError *error), gpointer data)
{
	Op *op = g_new0(Op, 1);
	op->references = 1;
	op->begin = begin;
	op->ended = ended;
	op->data = data;
	op->inner = g_cancellable_new();
	/* The cancel source first: a call that was cancelled before it began asks nothing. */
	if (cancellable != NULL)
		op->cancel = attach(g_cancellable_source_new(cancellable), G_SOURCE_FUNC(on_cancelled), op);
	op->turn = attach(g_idle_source_new(), on_turn, op);
	op_wait(op, FALSE);
	return op;
}
