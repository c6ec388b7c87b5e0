/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mask.h"
#include "base/redact.h"
#include "net/http_private.h"

#include <string.h>

/* Read beyond the cut before redacting, so that a secret across it does not leave its beginning behind. */
enum { MARGIN = 8 * 1024 };

/* So many more are dropped at a time, since each time moves all that are kept. */
enum { SLACK = 500 };

void http_log_init(HttpLog *log)
{
	log->exchanges = g_ptr_array_new_with_free_func((GDestroyNotify)exchange_unref);
	g_queue_init(&log->with_bodies);
}

void http_log_clear(HttpLog *log)
{
	g_queue_clear_full(&log->with_bodies, (GDestroyNotify)exchange_unref);
	g_clear_pointer(&log->exchanges, g_ptr_array_unref);
}

static void tell(HttpLog *log, Exchange *exchange)
{
	if (log->watch != NULL)
		log->watch(exchange, log->watch_data);
}

static gsize kept_bytes(const Exchange *exchange)
{
	gsize bytes = exchange->body != NULL ? g_bytes_get_size(exchange->body) : 0;
	return bytes + (exchange->request_body != NULL ? g_bytes_get_size(exchange->request_body) : 0);
}

static void forget_bodies(HttpLog *log, Exchange *exchange)
{
	log->bytes -= kept_bytes(exchange);
	g_clear_pointer(&exchange->body, g_bytes_unref);
	g_clear_pointer(&exchange->request_body, g_bytes_unref);
	exchange_unref(exchange);
}

/* The bodies came in nearly this order, so that the queue is not searched far. */
static void drop_oldest(HttpLog *log, guint keep)
{
	if (log->exchanges->len <= keep)
		return;
	guint count = log->exchanges->len - keep;
	for (guint i = 0; i < count; i++) {
		Exchange *oldest = log->exchanges->pdata[i];
		if (kept_bytes(oldest) > 0 && g_queue_remove(&log->with_bodies, oldest))
			forget_bodies(log, oldest);
	}
	g_ptr_array_remove_range(log->exchanges, 0, count);
}

const GPtrArray *http_log_exchanges(HttpLog *log)
{
	drop_oldest(log, HTTP_KEPT_EXCHANGES);
	return log->exchanges;
}

void http_log_add(HttpLog *log, Exchange *exchange)
{
	if (log->exchanges->len >= HTTP_KEPT_EXCHANGES + SLACK)
		drop_oldest(log, HTTP_KEPT_EXCHANGES - 1);
	exchange->number = ++log->numbers;
	if (log->off)
		return;
	g_ptr_array_add(log->exchanges, exchange_ref(exchange));
	tell(log, exchange);
}

/* Shared with the caller where it is short and holds nothing to hide, which is the usual case. */
static GBytes *keep(GBytes *bytes, gboolean mask)
{
	gsize length = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
	if (length == 0)
		return NULL;
	length = MIN(length, HTTP_KEPT_BODY + MARGIN);
	g_autoptr(GString) masked = mask ? mask_secrets(data, length, NULL) : NULL;
	if (masked != NULL) {
		data = masked->str;
		length = masked->len;
	}
	g_autoptr(GString) redacted = redact_bytes(data, length);
	if (redacted != NULL)
		return g_bytes_new(redacted->str, MIN(redacted->len, HTTP_KEPT_BODY));
	if (masked == NULL && length <= HTTP_KEPT_BODY)
		return g_bytes_ref(bytes);
	return g_bytes_new(data, MIN(length, HTTP_KEPT_BODY));
}

void http_log_finish(HttpLog *log, Exchange *exchange, GBytes *body, GBytes *request)
{
	exchange->body_size = body != NULL ? g_bytes_get_size(body) : 0;
	exchange->finished = TRUE;
	if (log->off)
		return;
	gboolean mask = mask_concerns(exchange->url);
	exchange->body = keep(body, mask);
	exchange->request_body = keep(request, mask);
	if (kept_bytes(exchange) > 0) {
		log->bytes += kept_bytes(exchange);
		g_queue_push_tail(&log->with_bodies, exchange_ref(exchange));
	}
	while (log->bytes > HTTP_KEPT_BODIES)
		forget_bodies(log, g_queue_pop_head(&log->with_bodies));
	tell(log, exchange);
}
