/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/place.h"

#include <check.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

HttpClient *client;

static void count(const Capture *capture, gpointer data)
{
	Place *place = data;
	place->came++;
	place->flags |= capture->flags;
	g_ptr_array_add(place->seen, g_strdup_printf("%s %u %s", capture->target, capture->status,
						     capture->verdict != NULL ? capture->verdict : "-"));
}

static void note_stop(const GError *error, gpointer data)
{
	Place *place = data;
	ck_assert(!place->stopped);
	place->stopped = TRUE;
	place->error = error != NULL ? g_error_copy(error) : NULL;
}

Place *place_new(ReceiverOptions options)
{
	g_autoptr(GError) error = NULL;
	Place *place = g_new0(Place, 1);
	place->folder = g_dir_make_tmp("weir-receiver-XXXXXX", NULL);
	place->log = capture_log_write(place->folder, &error);
	ck_assert_ptr_nonnull(place->log);
	place->seen = g_ptr_array_new_with_free_func(g_free);
	options.log = place->log;
	options.came = count;
	options.stopped = note_stop;
	options.data = place;
	place->receiver = receiver_new(&options, &error);
	ck_assert_msg(place->receiver != NULL, "%s", error != NULL ? error->message : "");
	return place;
}

void place_free(Place *place)
{
	receiver_free(place->receiver);
	capture_log_close(place->log);
	GDir *dir = g_dir_open(place->folder, 0, NULL);
	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *file = g_build_filename(place->folder, name, NULL);
		g_remove(file);
	}
	g_dir_close(dir);
	g_rmdir(place->folder);
	g_free(place->folder);
	g_ptr_array_unref(place->seen);
	g_clear_error(&place->error);
	g_free(place);
}

HttpHost *host_of(int port, const char *path)
{
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d%s", port, path);
	g_autoptr(Target) target = target_new(NULL, url);
	target->parallel = 64;
	target->timeout_ms = 20000;
	HttpHost *host = http_host_new(client, target, url, NULL);
	ck_assert_ptr_nonnull(host);
	return host;
}

void wait_for(gboolean (*done)(gconstpointer data), gconstpointer data)
{
	gint64 end = g_get_monotonic_time() + 50 * G_USEC_PER_SEC;
	while (!done(data) && g_get_monotonic_time() < end)
		g_main_context_iteration(NULL, TRUE);
	ck_assert(done(data));
}

void client_set_up(void)
{
	signal(SIGPIPE, SIG_IGN);
	client = http_client_new(NULL);
	http_client_keep_log(client, FALSE);
}

/* ---- one request ---- */

static void take(Exchange *exchange, GBytes *body, gpointer data)
{
	Answer *answer = data;
	gsize length = 0;
	const char *bytes = body != NULL ? g_bytes_get_data(body, &length) : NULL;
	answer->status = exchange->status;
	answer->body = g_strndup(bytes != NULL ? bytes : "", length);
	answer->done = TRUE;
}

gboolean answer_is_there(gconstpointer data)
{
	return ((const Answer *)data)->done;
}

void answer_clear(Answer *answer)
{
	g_free(answer->body);
	*answer = (Answer){ 0 };
}

void send_text(HttpHost *host, const char *path, const char *body, const char *const *headers, Answer *answer)
{
	g_autoptr(GBytes) bytes = g_bytes_new(body, strlen(body));
	const HttpRequest request = {
		.method = "POST", .path = path, .headers = headers, .bare = TRUE, .body = bytes
	};
	answer_clear(answer);
	http_send(host, &request, NULL, take, answer);
}

void post(HttpHost *host, const char *path, const char *body, const char *const *headers, Answer *answer)
{
	send_text(host, path, body, headers, answer);
	wait_for(answer_is_there, answer);
}
