/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire.h"

#include <gio/gio.h>
#include <string.h>

#include "base/json.h"

enum { PATIENCE_SECONDS = 20, HEAD_MAX = 65536 };

struct WireReceiver {
	GSocketService *service;
	int port;
	GMutex lock;
	json_t *taken;
};

typedef struct {
	char *first; /* request or status line */
	GHashTable *headers;
	GByteArray *body;
} Message;

static void message_clear(Message *message)
{
	g_clear_pointer(&message->first, g_free);
	g_clear_pointer(&message->headers, g_hash_table_unref);
	g_clear_pointer(&message->body, g_byte_array_unref);
}

void wire_answer_free(WireAnswer *answer)
{
	g_hash_table_unref(answer->headers);
	g_byte_array_unref(answer->body);
	g_free(answer);
}

static gboolean read_line(GDataInputStream *in, char **line, GError **error)
{
	*line = g_data_input_stream_read_line(in, NULL, NULL, error);
	if (*line == NULL && error != NULL && *error == NULL)
		g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CLOSED, "closed before the end");
	if (*line != NULL && g_str_has_suffix(*line, "\r"))
		(*line)[strlen(*line) - 1] = '\0';
	return *line != NULL;
}

static gboolean read_headers(GDataInputStream *in, Message *message, GError **error)
{
	for (;;) {
		g_autofree char *line = NULL;
		if (!read_line(in, &line, error))
			return FALSE;
		if (line[0] == '\0')
			return TRUE;
		char *colon = strchr(line, ':');
		if (colon == NULL)
			continue;
		*colon = '\0';
		g_hash_table_replace(message->headers, g_ascii_strdown(line, -1),
				     g_strstrip(g_strdup(colon + 1)));
	}
}

static gboolean read_bytes(GDataInputStream *in, GByteArray *into, gsize length, GError **error)
{
	gsize from = into->len, got = 0;
	if (length == 0)
		return TRUE;
	g_byte_array_set_size(into, (guint)(from + length));
	gboolean fine =
		g_input_stream_read_all(G_INPUT_STREAM(in), into->data + from, length, &got, NULL, error);
	g_byte_array_set_size(into, (guint)(from + got));
	if (fine && got < length)
		g_set_error(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "body cut off");
	return fine && got == length;
}

static gboolean read_chunks(GDataInputStream *in, GByteArray *into, GError **error)
{
	for (;;) {
		g_autofree char *line = NULL, *end = NULL;
		if (!read_line(in, &line, error))
			return FALSE;
		gsize size = (gsize)g_ascii_strtoull(line, NULL, 16);
		if (size > 0 && !read_bytes(in, into, size, error))
			return FALSE;
		if (!read_line(in, &end, error))
			return FALSE;
		if (size == 0)
			return TRUE;
	}
}

static gboolean read_message(GDataInputStream *in, Message *message, gboolean has_body, GError **error)
{
	message->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	message->body = g_byte_array_new();
	if (!read_line(in, &message->first, error) || !read_headers(in, message, error))
		return FALSE;
	const char *length = g_hash_table_lookup(message->headers, "content-length");
	const char *coding = g_hash_table_lookup(message->headers, "transfer-encoding");
	if (!has_body)
		return TRUE;
	if (coding != NULL && g_ascii_strcasecmp(coding, "chunked") == 0)
		return read_chunks(in, message->body, error);
	return length == NULL ||
	       read_bytes(in, message->body, (gsize)g_ascii_strtoull(length, NULL, 10), error);
}

WireAnswer *wire_send(int port, const char *head, const char *body, gsize length, GError **error)
{
	g_autoptr(GSocketClient) client = g_socket_client_new();
	g_socket_client_set_timeout(client, PATIENCE_SECONDS);
	g_socket_client_set_enable_proxy(client, FALSE);
	g_autoptr(GSocketConnection) connection =
		g_socket_client_connect_to_host(client, "127.0.0.1", (guint16)port, NULL, error);
	if (connection == NULL)
		return NULL;
	GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
	g_autofree char *whole = g_strconcat(head, "Connection: close\r\n\r\n", NULL);
	/* A server may answer before it has read everything: what it says counts, not that it stopped
	 * reading. */
	if (g_output_stream_write_all(out, whole, strlen(whole), NULL, NULL, NULL))
		g_output_stream_write_all(out, body, length, NULL, NULL, NULL);
	g_autoptr(GDataInputStream) in =
		g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
	Message message = { 0 };
	gboolean is_head = g_str_has_prefix(head, "HEAD ");
	if (!read_message(in, &message, !is_head, error) || strlen(message.first) < strlen("HTTP/1.1 200")) {
		message_clear(&message);
		return NULL;
	}
	WireAnswer *answer = g_new0(WireAnswer, 1);
	answer->status = (int)g_ascii_strtoll(message.first + strlen("HTTP/1.1 "), NULL, 10);
	answer->headers = g_steal_pointer(&message.headers);
	answer->body = g_steal_pointer(&message.body);
	message_clear(&message);
	return answer;
}

static json_t *message_json(const Message *message)
{
	g_auto(GStrv) words = g_strsplit(message->first, " ", 3);
	json_t *headers = json_object();
	GHashTableIter each;
	gpointer name, value;
	g_hash_table_iter_init(&each, message->headers);
	while (g_hash_table_iter_next(&each, &name, &value))
		json_object_set_new(headers, name, json_string(value));
	json_t *body =
		json_loadb((const char *)message->body->data, message->body->len, JSON_DECODE_ANY, NULL);
	return json_pack("{s:s, s:s, s:o, s:o}", "method", words[0], "path", words[1] != NULL ? words[1] : "",
			 "headers", headers, "body", body != NULL ? body : json_null());
}

static char *answer_for(const WireReceiver *receiver, const char *path)
{
	int status = 200;
	const char *last = strrchr(path, '/');
	g_autofree char *location = NULL;
	if (g_str_has_prefix(path, "/status/") || g_str_has_prefix(path, "/redirect/") ||
	    g_str_has_prefix(path, "/away/"))
		status = (int)g_ascii_strtoll(last + 1, NULL, 10);
	if (g_str_has_prefix(path, "/redirect/"))
		location = g_strdup_printf("Location: http://127.0.0.1:%d/called\r\n", receiver->port);
	else if (g_str_has_prefix(path, "/away/"))
		location = g_strdup_printf("Location: http://localhost:%d/called\r\n", receiver->port);
	return g_strdup_printf("HTTP/1.1 %d %s\r\n%sContent-Length: 2\r\nConnection: close\r\n\r\nok", status,
			       status == 404   ? "Not Found"
			       : status == 401 ? "Unauthorized"
			       : status == 500 ? "Internal Server Error"
					       : "OK",
			       location != NULL ? location : "");
}

static gboolean on_connection(GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
			      gpointer data)
{
	WireReceiver *receiver = data;
	g_socket_set_timeout(g_socket_connection_get_socket(connection), PATIENCE_SECONDS);
	g_autoptr(GDataInputStream) in =
		g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
	Message message = { 0 };
	if (read_message(in, &message, TRUE, NULL)) {
		g_autoptr(json_t) seen = message_json(&message);
		g_mutex_lock(&receiver->lock);
		json_array_append(receiver->taken, seen);
		g_mutex_unlock(&receiver->lock);
		g_autofree char *answer =
			answer_for(receiver, json_string_value(json_object_get(seen, "path")));
		g_output_stream_write_all(g_io_stream_get_output_stream(G_IO_STREAM(connection)), answer,
					  strlen(answer), NULL, NULL, NULL);
	}
	message_clear(&message);
	g_io_stream_close(G_IO_STREAM(connection), NULL, NULL);
	return TRUE;
}

WireReceiver *wire_receiver_start(GError **error)
{
	WireReceiver *receiver = g_new0(WireReceiver, 1);
	receiver->service = g_threaded_socket_service_new(8);
	receiver->taken = json_array();
	g_mutex_init(&receiver->lock);
	g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
	g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new(loopback, 0), got = NULL;
	if (!g_socket_listener_add_address(G_SOCKET_LISTENER(receiver->service), wanted, G_SOCKET_TYPE_STREAM,
					   G_SOCKET_PROTOCOL_TCP, NULL, &got, error)) {
		wire_receiver_stop(receiver);
		return NULL;
	}
	receiver->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(got));
	g_signal_connect(receiver->service, "run", G_CALLBACK(on_connection), receiver);
	g_socket_service_start(receiver->service);
	return receiver;
}

void wire_receiver_stop(WireReceiver *receiver)
{
	g_socket_service_stop(receiver->service);
	g_object_unref(receiver->service);
	json_decref(receiver->taken);
	g_mutex_clear(&receiver->lock);
	g_free(receiver);
}

int wire_receiver_port(const WireReceiver *receiver)
{
	return receiver->port;
}

json_t *wire_receiver_take(WireReceiver *receiver)
{
	g_mutex_lock(&receiver->lock);
	json_t *taken = receiver->taken;
	receiver->taken = json_array();
	g_mutex_unlock(&receiver->lock);
	return taken;
}
