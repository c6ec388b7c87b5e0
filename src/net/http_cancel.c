/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One source for each cancellable, whatever number of requests it may end: the loop looks at every source in
 * every turn. */
#include "net/http_private.h"

struct CancelWatch {
	HttpClient *client; /* its table has this one */
	GCancellable *cancellable;
	GSource *source;
	GQueue transfers; /* Transfer *, in the order in which they were sent */
	gboolean ending;
};

static void watch_free(CancelWatch *watch)
{
	g_hash_table_remove(watch->client->cancels, watch->cancellable);
	g_source_destroy(watch->source);
	g_source_unref(watch->source);
	g_object_unref(watch->cancellable);
	http_client_unref(watch->client);
	g_free(watch);
}

/* What is told of an end may start other requests, but none with this cancellable. */
static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	CancelWatch *watch = data;
	Transfer *transfer;
	watch->ending = TRUE;
	while ((transfer = g_queue_peek_head(&watch->transfers)) != NULL)
		transfer_end(transfer, http_error_cancelled(transfer->host));
	watch_free(watch);
	return G_SOURCE_REMOVE;
}

static CancelWatch *watch_new(HttpClient *client, GCancellable *cancellable)
{
	CancelWatch *watch = g_new0(CancelWatch, 1);
	watch->client = http_client_ref(client);
	watch->cancellable = g_object_ref(cancellable);
	g_queue_init(&watch->transfers);
	watch->source = g_cancellable_source_new(cancellable);
	g_source_set_callback(watch->source, G_SOURCE_FUNC(on_cancelled), watch, NULL);
	g_source_attach(watch->source, NULL);
	g_hash_table_insert(client->cancels, cancellable, watch);
	return watch;
}

void cancel_join(Transfer *transfer, GCancellable *cancellable)
{
	HttpClient *client = transfer->host->client;
	CancelWatch *watch = g_hash_table_lookup(client->cancels, cancellable);
	if (watch == NULL)
		watch = watch_new(client, cancellable);
	g_queue_push_tail(&watch->transfers, transfer);
	transfer->cancel_link = watch->transfers.tail;
	transfer->cancel = watch;
}

void cancel_leave(Transfer *transfer)
{
	CancelWatch *watch = transfer->cancel;
	if (watch == NULL)
		return;
	transfer->cancel = NULL;
	g_queue_delete_link(&watch->transfers, transfer->cancel_link);
	if (watch->transfers.length == 0 && !watch->ending)
		watch_free(watch);
}
