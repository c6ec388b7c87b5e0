/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/receiver.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "replay/receiver_parts.h"

enum { USUAL_CAP = 16 * 1024 * 1024, LINGER_MS = 1000, LOOK_MS = 5 };

struct Receiver {
	int references; /* the owner's, and one for each event */
	ReceiverOptions options;
	char *forward_url, *url, *token_header;
	Listener *listener;
	GCancellable *cancellable; /* of what is being forwarded */
	GQueue events;             /* Event *, not answered yet */
	guint64 taken;
	gboolean stopping; /* takes no more */
	gboolean hurries;  /* delays are over */
	gboolean closed, told;
	guint finishing; /* source */
	gint64 patience; /* monotonic: until then answers may go out */
	GError *error;
};

typedef struct {
	Receiver *receiver;
	ListenerRequest *request;
	Capture *capture;
	Exchange *exchange; /* what the forwarded one was answered; NULL */
	GBytes *body;       /* of that; NULL */
	guint timer;        /* of its delay; 0 */
} Event;

static void receiver_unref(Receiver *receiver)
{
	if (--receiver->references > 0)
		return;
	g_object_unref(receiver->cancellable);
	g_clear_pointer(&receiver->options.forward, http_host_unref);
	g_clear_error(&receiver->error);
	g_free(receiver->forward_url);
	g_free(receiver->url);
	g_free(receiver->token_header);
	g_free(receiver);
}

static void event_free(Event *event)
{
	if (event->timer != 0)
		g_source_remove(event->timer);
	exchange_unref(event->exchange);
	g_clear_pointer(&event->body, g_bytes_unref);
	capture_free(event->capture);
	receiver_unref(event->receiver);
	g_free(event);
}

/* ---- the end ---- */

/* The last answers are to reach their senders before the listener goes. */
static gboolean look_for_end(gpointer data)
{
	Receiver *receiver = data;
	if (listener_open(receiver->listener) > 0 && g_get_monotonic_time() < receiver->patience)
		return G_SOURCE_CONTINUE;
	receiver->finishing = 0;
	receiver->told = TRUE;
	if (receiver->options.stopped != NULL)
		receiver->options.stopped(receiver->error, receiver->options.data);
	return G_SOURCE_REMOVE;
}

static void maybe_end(Receiver *receiver)
{
	if (!receiver->stopping || receiver->closed || receiver->told || receiver->finishing != 0 ||
	    receiver->events.length > 0)
		return;
	receiver->patience = g_get_monotonic_time() + LINGER_MS * G_TIME_SPAN_MILLISECOND;
	receiver->finishing = g_timeout_add(LOOK_MS, look_for_end, receiver);
}

/* ---- the answer ---- */

static void answer_plain(ListenerRequest *request, guint status, const char *text)
{
	GBytes *body = g_bytes_new_static(text, strlen(text));
	const ListenerAnswer answer = {
		.status = status, .content_type = "text/plain", .body = body, .close = status >= 500
	};
	listener_answer(request, &answer);
	g_bytes_unref(body);
}

static void send_answer(Event *event)
{
	g_autoptr(GPtrArray) headers =
		event->exchange != NULL ? receiver_answer_headers(event->exchange) : NULL;
	const ListenerAnswer answer = {
		.status = event->capture->status,
		.content_type = event->exchange == NULL && event->body != NULL ? "text/plain" : NULL,
		.headers = headers != NULL ? (const char *const *)headers->pdata : NULL,
		.body = event->body,
	};
	listener_answer(event->request, &answer);
}

static void keep_answer(Event *event)
{
	Capture *capture = event->capture;
	const char *type = event->exchange != NULL ? exchange_header(event->exchange, "Content-Type") : NULL;
	if (event->body == NULL || g_bytes_get_size(event->body) == 0)
		return;
	capture->answer_type = g_strdup(type);
	capture->answer_size = g_bytes_get_size(event->body);
	capture->answer =
		g_bytes_new_from_bytes(event->body, 0, MIN(capture->answer_size, CAPTURE_ANSWER_KEPT));
}

static gboolean record(Event *event)
{
	Receiver *receiver = event->receiver;
	Capture *capture = event->capture;
	capture->answer_ms = (double)(g_get_real_time() - capture->time) / 1000.0;
	if (listener_request_closed(event->request))
		capture->flags |= CAPTURE_SENDER_CLOSED;
	keep_answer(event);
	if (!receiver->options.keep_secrets)
		capture_redact(capture, receiver->token_header);
	/* The first failure ends it: what came later would be in the log without what came before. */
	return receiver->error == NULL &&
	       (receiver->options.log == NULL ||
		capture_log_append(receiver->options.log, capture, &receiver->error));
}

static void finish_event(Event *event)
{
	Receiver *receiver = event->receiver;
	g_queue_remove(&receiver->events, event);
	if (receiver->closed) {
		answer_plain(event->request, 503, "weir has stopped\n");
	} else if (record(event)) {
		send_answer(event);
		if (receiver->options.came != NULL)
			receiver->options.came(event->capture, receiver->options.data);
	} else {
		answer_plain(event->request, 507, "weir could not record this\n");
		receiver_stop(receiver);
	}
	maybe_end(receiver);
	event_free(event);
}

static gboolean delay_over(gpointer data)
{
	Event *event = data;
	event->timer = 0;
	finish_event(event);
	return G_SOURCE_REMOVE;
}

static void decide_status(Event *event)
{
	const Receiver *receiver = event->receiver;
	Capture *capture = event->capture;
	if (receiver->options.status != 0)
		capture->status = receiver->options.status;
	else if (event->exchange != NULL)
		capture->status = (guint)event->exchange->status;
	else if (capture->flags & CAPTURE_BODY_CUT)
		capture->status = 413;
	else if (capture->forward != NULL)
		capture->status = 502;
	else if (capture->verdict != NULL && strcmp(capture->verdict, sign_verdict_name(SIGN_GOOD)) != 0)
		capture->status = 401;
	else
		capture->status = 200;
}

static void answer_event(Event *event)
{
	guint delay = event->receiver->hurries ? 0 : event->receiver->options.delay_ms;
	decide_status(event);
	if (delay > 0)
		event->timer = g_timeout_add(delay, delay_over, event);
	else
		finish_event(event);
}

/* ---- forwarding ---- */

static void forwarded(Exchange *exchange, GBytes *body, gpointer data)
{
	Event *event = data;
	event->capture->forward_status = (guint)exchange->status;
	if (body == NULL) {
		event->capture->forward_error =
			g_strdup(exchange->error != NULL ? exchange->error->message : "");
	} else if (event->receiver->options.status == 0) {
		event->exchange = exchange_ref(exchange);
		event->body = g_bytes_ref(body);
	}
	answer_event(event);
}

static void forward(Event *event)
{
	const Receiver *receiver = event->receiver;
	const Capture *capture = event->capture;
	g_autoptr(GPtrArray) headers = receiver_forward_headers(capture);
	gboolean has_body = g_bytes_get_size(capture->body) > 0 || receiver_wants_body(capture->method);
	/* "/" is what the URL itself stands for: http://127.0.0.1:3000/hook is called as it is given. */
	const HttpRequest request = {
		.method = capture->method,
		.path = strcmp(capture->target, "/") == 0 ? "" : capture->target,
		.headers = (const char *const *)headers->pdata,
		.bare = TRUE,
		.body = has_body ? capture->body : NULL,
	};
	event->capture->forward = g_strdup(receiver->forward_url);
	http_send(receiver->options.forward, &request, receiver->cancellable, forwarded, event);
}

/* ---- what comes ---- */

static void add_header(const char *name, const char *value, gpointer capture)
{
	capture_add_header(capture, name, value);
}

static Capture *capture_of(ListenerRequest *request)
{
	Capture *capture = capture_new();
	g_free(capture->version);
	g_free(capture->method);
	g_free(capture->target);
	capture->time = g_get_real_time();
	capture->peer = listener_request_peer(request);
	capture->version = g_strdup(request->version);
	capture->method = g_strdup(request->method);
	capture->target = g_strdup(request->target);
	listener_request_headers(request, add_header, capture);
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new(request->body->data, request->body->len);
	if (request->over_cap)
		capture->flags |= CAPTURE_BODY_CUT;
	return capture;
}

static void handle(ListenerRequest *request, gpointer data)
{
	Receiver *receiver = data;
	if (receiver->stopping) {
		answer_plain(request, 503, "weir has stopped\n");
		return;
	}
	Event *event = g_new0(Event, 1);
	event->receiver = receiver;
	event->request = request;
	event->capture = capture_of(request);
	receiver->references++;
	receiver->taken++;
	g_queue_push_tail(&receiver->events, event);
	if (receiver->taken == receiver->options.count)
		receiver->stopping = TRUE;
	if (receiver->options.signer != NULL)
		receiver_verify(event->capture, receiver->options.signer, receiver->url);
	if (receiver->options.forward != NULL && !request->over_cap)
		forward(event);
	else
		answer_event(event);
}

static gboolean begin(ListenerRequest *request, gpointer data)
{
	return !((Receiver *)data)->stopping;
}

/* ---- the whole ---- */

Receiver *receiver_new(const ReceiverOptions *options, GError **error)
{
	Receiver *receiver = g_new0(Receiver, 1);
	const ListenerOptions listener = { .port = options->port,
					   .body_cap = options->body_cap > 0 ? options->body_cap : USUAL_CAP,
					   .begin = begin,
					   .handler = handle,
					   .data = receiver };
	receiver->references = 1;
	receiver->options = *options;
	receiver->cancellable = g_cancellable_new();
	receiver->forward_url = g_strdup(options->forward_url);
	receiver->token_header =
		options->signer != NULL ? receiver_token_header(signer_plan(options->signer)) : NULL;
	if (options->forward != NULL)
		http_host_ref(options->forward);
	receiver->listener = listener_new(&listener, error);
	if (receiver->listener == NULL) {
		receiver_unref(receiver);
		return NULL;
	}
	receiver->url = options->url != NULL
				? g_strdup(options->url)
				: g_strdup_printf("http://127.0.0.1:%d", receiver_port(receiver));
	return receiver;
}

int receiver_port(const Receiver *receiver)
{
	return listener_port(receiver->listener);
}

static Event *next_delayed(const Receiver *receiver)
{
	for (const GList *link = receiver->events.head; link != NULL; link = link->next)
		if (((Event *)link->data)->timer != 0)
			return link->data;
	return NULL;
}

void receiver_stop(Receiver *receiver)
{
	receiver->stopping = receiver->hurries = TRUE;
	g_cancellable_cancel(receiver->cancellable);
	for (Event *event; (event = next_delayed(receiver)) != NULL;)
		finish_event(event);
	maybe_end(receiver);
}

void receiver_free(Receiver *receiver)
{
	if (receiver == NULL)
		return;
	receiver->closed = TRUE;
	if (receiver->finishing != 0)
		g_source_remove(receiver->finishing);
	receiver->finishing = 0;
	receiver_stop(receiver);
	g_clear_pointer(&receiver->listener, listener_free);
	receiver_unref(receiver);
}
