/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/secret_put.h"

#include <string.h>

#include "base/error.h"
#include "verb/rotate_work.h"

struct put {
	KeyringItem *item; /* what is to be, then what is */
	SecBuf *value;
	GPtrArray *old; /* KeyringItem *, current before */
	guint next;
	gboolean guess;
	GCancellable *cancellable;
	PutDone done;
	gpointer data;
};

static void free_item(gpointer item)
{
	keyring_item_free(item);
}

static void finish(struct put *put, PutOutcome outcome, const GError *error)
{
	put->done(error == NULL ? put->item : NULL, outcome, error, put->data);
	keyring_item_free(put->item);
	secbuf_unref(put->value);
	g_ptr_array_unref(put->old);
	g_clear_object(&put->cancellable);
	g_free(put);
}

static void demote(struct put *put);

static void demoted(const KeyringItem *item, const GError *error, gpointer data)
{
	struct put *put = data;
	if (error != NULL)
		finish(put, PUT_REPLACED, error);
	else
		demote(put);
}

static void demote(struct put *put)
{
	if (put->next < put->old->len)
		keyring_set_stage(put->old->pdata[put->next++], SECRET_STAGE_PREVIOUS, put->cancellable,
				  demoted, put);
	else
		finish(put, put->old->len > 0 ? PUT_REPLACED : PUT_STORED, NULL);
}

static void stored(const KeyringItem *item, const GError *error, gpointer data)
{
	struct put *put = data;
	if (error != NULL) {
		finish(put, PUT_STORED, error);
		return;
	}
	keyring_item_free(put->item);
	put->item = keyring_item_copy(item);
	demote(put);
}

static gboolean equal(const SecBuf *a, const SecBuf *b)
{
	return secbuf_length(a) == secbuf_length(b) &&
	       memcmp(secbuf_bytes(a), secbuf_bytes(b), secbuf_length(b)) == 0;
}

static void have_old_value(const KeyringItem *item, SecBuf *value, const GError *error, gpointer data)
{
	struct put *put = data;
	if (value != NULL && equal(value, put->value) && (put->guess || item->kind == put->item->kind)) {
		keyring_item_free(put->item);
		put->item = keyring_item_copy(item);
		finish(put, PUT_UNCHANGED, NULL);
	} else if (value != NULL || g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND)) {
		if (put->guess && item != NULL)
			put->item->kind = item->kind;
		keyring_store(put->item, put->value, put->cancellable, stored, put);
	} else {
		finish(put, PUT_STORED, error);
	}
}

static gboolean is_current(const struct put *put, const KeyringItem *item)
{
	return item->stage == SECRET_STAGE_CURRENT && strcmp(item->server, put->item->server) == 0 &&
	       strcmp(item->connection, put->item->connection) == 0 &&
	       strcmp(item->name, put->item->name) == 0;
}

static void have_items(GPtrArray *items, const GError *error, gpointer data)
{
	struct put *put = data;
	g_autoptr(GError) open = NULL;
	if (error == NULL &&
	    !rotate_none_open(put->item->server, put->item->connection, put->item->name, &open))
		error = open;
	if (error != NULL) {
		finish(put, PUT_STORED, error);
		return;
	}
	for (guint i = 0; i < items->len; i++)
		if (is_current(put, items->pdata[i]))
			g_ptr_array_add(put->old, keyring_item_copy(items->pdata[i]));
	const KeyringKey key = { .server = put->item->server,
				 .connection = put->item->connection,
				 .name = put->item->name,
				 .stage = SECRET_STAGE_CURRENT };
	keyring_load(&key, put->cancellable, have_old_value, put);
}

void secret_put(const KeyringItem *item, gboolean guess, SecBuf *value, GCancellable *cancellable,
		PutDone done, gpointer data)
{
	struct put *put = g_new0(struct put, 1);
	*put = (struct put){ .guess = guess, .done = done, .data = data };
	put->item = keyring_item_copy(item);
	put->value = secbuf_ref(value);
	put->old = g_ptr_array_new_with_free_func(free_item);
	put->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
	keyring_search(cancellable, have_items, put);
}
