/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/wipe.h"
#include "net/http_private.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS_A_TURN = 64 };

/* Tells the jobs that libcurl has finished. A job may end others, start others or close the client. */
static void reap(HttpClient *client)
{
	CURLMsg *message;
	int left;
	while (!client->closed && (message = curl_multi_info_read(client->multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		Job *job = NULL;
		CURLcode result = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
		job->ended(job, result);
	}
}

static gboolean on_sockets(gint fd, GIOCondition condition, gpointer data)
{
	HttpClient *client = http_client_ref(data);
	struct epoll_event events[EVENTS_A_TURN];
	int running, n = epoll_wait(fd, events, EVENTS_A_TURN, 0);
	for (int i = 0; i < n; i++) {
		int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
			   (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
			   (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
		curl_multi_socket_action(client->multi, events[i].data.fd, mask, &running);
	}
	reap(client);
	http_client_unref(client);
	return G_SOURCE_CONTINUE;
}

static gboolean on_timer(gpointer data)
{
	HttpClient *client = http_client_ref(data);
	int running;
	g_source_set_ready_time(client->timer, -1);
	curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	reap(client);
	http_client_unref(client);
	return G_SOURCE_CONTINUE;
}

static int want_timer(CURLM *multi, long ms, void *data)
{
	HttpClient *client = data;
	g_source_set_ready_time(client->timer, ms < 0 ? -1 : g_get_monotonic_time() + 1000 * (gint64)ms);
	return 0;
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *data, void *known)
{
	HttpClient *client = data;
	struct epoll_event event = { .data.fd = fd };
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(client->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	event.events = (what & CURL_POLL_IN ? EPOLLIN : 0) | (what & CURL_POLL_OUT ? EPOLLOUT : 0);
	/* The number of a closed descriptor may be in use again while the old one is still registered. */
	if (epoll_ctl(client->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
		epoll_ctl(client->epoll_fd, EPOLL_CTL_MOD, fd, &event);
	return 0;
}

static gboolean on_pump(gpointer data)
{
	HttpClient *client = http_client_ref(data);
	g_source_set_ready_time(client->pump, -1);
	Transfer *refused;
	while ((refused = g_queue_peek_head(&client->refused)) != NULL)
		transfer_end(refused, g_steal_pointer(&refused->refusal));
	gint64 now = g_get_monotonic_time(), next = -1;
	/* A watch that is told of a start may add or drop hosts: a copy of the list holds them. */
	g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func((GDestroyNotify)http_host_unref);
	for (guint i = 0; i < client->hosts->len; i++)
		g_ptr_array_add(hosts, http_host_ref(client->hosts->pdata[i]));
	for (guint i = 0; i < hosts->len; i++) {
		gint64 when = client->closed ? -1 : http_host_pump(hosts->pdata[i], now);
		if (when >= 0 && (next < 0 || when < next))
			next = when;
	}
	if (!client->closed && next >= 0 && g_source_get_ready_time(client->pump) != 0)
		g_source_set_ready_time(client->pump, next);
	http_client_unref(client);
	return G_SOURCE_CONTINUE;
}

void http_client_wake(HttpClient *client)
{
	if (client->pump != NULL)
		g_source_set_ready_time(client->pump, 0);
}

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
	return callback(data);
}

/* A source that is ready at a time that is set, without being made anew for each. */
static GSource *timed_source(const char *name, GSourceFunc callback, HttpClient *client)
{
	static GSourceFuncs functions = { .dispatch = dispatch };
	GSource *source = g_source_new(&functions, sizeof *source);
	g_source_set_static_name(source, name);
	g_source_set_callback(source, callback, client, NULL);
	g_source_attach(source, NULL);
	return source;
}

static gboolean start_curl(GError **error)
{
	static gsize once;
	if (g_once_init_enter(&once)) {
		CURLcode result = curl_global_init_mem(CURL_GLOBAL_DEFAULT, wipe_malloc, wipe_free,
						       wipe_realloc, wipe_strdup, wipe_calloc);
		g_once_init_leave(&once, 1 + (gsize)result);
	}
	if (once == 1)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_UNREACHABLE, _("libcurl cannot be started: %s"),
		    curl_easy_strerror((CURLcode)(once - 1)));
	return FALSE;
}

HttpClient *http_client_new(GError **error)
{
	if (!start_curl(error))
		return NULL;
	int fd = epoll_create1(EPOLL_CLOEXEC);
	CURLM *multi = fd >= 0 ? curl_multi_init() : NULL;
	if (multi == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_UNREACHABLE, _("HTTP cannot be started: %s"),
			    g_strerror(fd < 0 ? errno : ENOMEM));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	HttpClient *client = g_new0(HttpClient, 1);
	client->references = 1;
	client->multi = multi;
	client->epoll_fd = fd;
	client->hosts = g_ptr_array_new();
	g_queue_init(&client->refused);
	http_log_init(&client->log);
	client->sockets = g_unix_fd_source_new(fd, G_IO_IN);
	g_source_set_callback(client->sockets, G_SOURCE_FUNC(on_sockets), client, NULL);
	g_source_attach(client->sockets, NULL);
	client->timer = timed_source("weir http timer", on_timer, client);
	client->pump = timed_source("weir http queue", on_pump, client);
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, client);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client);
	return client;
}

static Transfer *first_transfer(const HttpClient *client)
{
	for (guint i = 0; i < client->hosts->len; i++) {
		HttpHost *host = client->hosts->pdata[i];
		Transfer *transfer = g_queue_peek_head(&host->waiting);
		if (transfer == NULL)
			transfer = g_queue_peek_head(&host->under_way);
		if (transfer != NULL)
			return transfer;
	}
	return NULL;
}

/* Each end may change the lists of hosts and transfers, so the search begins anew. */
static void end_all(HttpClient *client)
{
	Transfer *transfer;
	for (guint i = 0; i < client->hosts->len; i++)
		tls_probe_stop(client->hosts->pdata[i]);
	while ((transfer = first_transfer(client)) != NULL)
		transfer_end(transfer, http_error_cancelled(transfer->host));
	while ((transfer = g_queue_peek_head(&client->refused)) != NULL)
		transfer_end(transfer, g_steal_pointer(&transfer->refusal));
}

void http_client_free(HttpClient *client)
{
	if (client == NULL)
		return;
	client->closed = TRUE;
	end_all(client);
	curl_multi_cleanup(g_steal_pointer(&client->multi));
	g_source_destroy(client->sockets);
	g_source_destroy(client->timer);
	g_source_destroy(client->pump);
	g_clear_pointer(&client->sockets, g_source_unref);
	g_clear_pointer(&client->timer, g_source_unref);
	g_clear_pointer(&client->pump, g_source_unref);
	close(client->epoll_fd);
	http_log_clear(&client->log);
	http_client_unref(client);
}

HttpClient *http_client_ref(HttpClient *client)
{
	client->references++;
	return client;
}

void http_client_unref(HttpClient *client)
{
	if (--client->references > 0)
		return;
	g_ptr_array_unref(client->hosts);
	g_free(client);
}

const GPtrArray *http_client_exchanges(const HttpClient *client)
{
	return client->log.exchanges;
}

void http_client_watch(HttpClient *client, HttpWatch watch, gpointer data)
{
	client->log.watch = watch;
	client->log.watch_data = data;
}
