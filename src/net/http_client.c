/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/wipe.h"
#include "net/http_private.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Open connections that nobody uses are kept for the next of a fleet; the descriptors of a process may be
 * 1,024.
 */
enum { EVENTS_A_TURN = 64, ROUNDS_A_TURN = 4, KEPT_HANDLES = 256, KEPT_CONNECTIONS = 512 };

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

static void wait_for_rate(HttpClient *client, HttpHost *host, gint64 when)
{
	if (!host->timed)
		g_queue_push_tail(&client->timed, http_host_ref(host));
	host->timed = TRUE;
	if (client->next_timed < 0 || when < client->next_timed)
		client->next_timed = when;
}

/* Those whose rate allows a start again join those that are ready. */
static void wake_timed(HttpClient *client, gint64 now)
{
	if (client->next_timed < 0 || now < client->next_timed)
		return;
	client->next_timed = -1;
	for (guint left = client->timed.length; left > 0; left--) {
		g_autoptr(HttpHost) host = g_queue_pop_head(&client->timed);
		host->timed = FALSE;
		if (now < host->next_start)
			wait_for_rate(client, host, host->next_start);
		else
			http_host_wake(host);
	}
}

/* A watch that is told of a start may send more: that is for the next round. */
static void start_waiting(HttpClient *client)
{
	Transfer *refused;
	while ((refused = g_queue_peek_head(&client->refused)) != NULL)
		transfer_end(refused, g_steal_pointer(&refused->refusal));
	gint64 now = g_get_monotonic_time();
	wake_timed(client, now);
	for (guint left = client->ready.length; left > 0 && !client->closed; left--) {
		g_autoptr(HttpHost) host = g_queue_pop_head(&client->ready);
		host->ready = FALSE;
		gint64 when = http_host_pump(host, now);
		if (when >= 0)
			wait_for_rate(client, host, when);
	}
}

/* Sooner than need be is no harm, and each change of the time wakes the loop: a later one waits for its turn.
 */
static void arm(HttpClient *client)
{
	gint64 now_set = g_source_get_ready_time(client->timer);
	if (client->due >= 0 && (now_set < 0 || client->due < now_set))
		g_source_set_ready_time(client->timer, client->due);
}

static int want_timer(CURLM *multi, long ms, void *data)
{
	HttpClient *client = data;
	client->due = ms < 0 ? -1 : g_get_monotonic_time() + 1000 * (gint64)ms;
	if (!client->in_turn)
		arm(client);
	return 0;
}

static gboolean is_due(const HttpClient *client)
{
	return client->due >= 0 && client->due <= g_get_monotonic_time();
}

static void arm_pump(HttpClient *client)
{
	gboolean has_work = !g_queue_is_empty(&client->ready) || !g_queue_is_empty(&client->refused);
	gint64 when = has_work ? 0 : client->next_timed, now_set = g_source_get_ready_time(client->pump);
	if (when >= 0 && (now_set < 0 || when < now_set))
		g_source_set_ready_time(client->pump, when);
}

/* What the sockets brought, what may start for it, and what libcurl wants to do at once for that, without a
 * way through the loop for each; but no more than so often, for the loop has others to serve. */
static void take_turn(HttpClient *client)
{
	int running;
	for (int i = 0; i < ROUNDS_A_TURN && !client->closed; i++) {
		reap(client);
		start_waiting(client);
		if (client->closed || !is_due(client))
			break;
		client->due = -1;
		curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	reap(client);
}

static HttpClient *begin_turn(gpointer data)
{
	HttpClient *client = http_client_ref(data);
	client->in_turn = TRUE;
	return client;
}

static gboolean end_turn(HttpClient *client)
{
	take_turn(client);
	client->in_turn = FALSE;
	if (!client->closed) {
		sockets_tell(client);
		arm(client);
		arm_pump(client);
	}
	http_client_unref(client);
	return G_SOURCE_CONTINUE;
}

static gboolean on_sockets(gint fd, GIOCondition condition, gpointer data)
{
	HttpClient *client = begin_turn(data);
	struct epoll_event events[EVENTS_A_TURN];
	int running, n = epoll_wait(fd, events, EVENTS_A_TURN, 0);
	for (int i = 0; i < n; i++) {
		int mask = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
			   (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
			   (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
		curl_multi_socket_action(client->multi, events[i].data.fd, mask, &running);
	}
	return end_turn(client);
}

static gboolean on_timer(gpointer data)
{
	HttpClient *client = begin_turn(data);
	g_source_set_ready_time(client->timer, -1);
	return end_turn(client);
}

static gboolean on_pump(gpointer data)
{
	HttpClient *client = begin_turn(data);
	g_source_set_ready_time(client->pump, -1);
	return end_turn(client);
}

void http_client_wake(HttpClient *client)
{
	if (client->pump != NULL && !client->in_turn)
		g_source_set_ready_time(client->pump, 0);
}

CURL *http_client_take_handle(HttpClient *client, gboolean *plain)
{
	*plain = *plain && client->handles->len > 0;
	if (!*plain)
		return curl_easy_init();
	return g_ptr_array_steal_index_fast(client->handles, client->handles->len - 1);
}

/* What belongs to one request.  curl_easy_reset() would take the rest along. */
static void forget_request(CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, NULL);
	curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, NULL);
	curl_easy_setopt(easy, CURLOPT_CURLU, NULL);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)-1);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, NULL);
	curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L); /* last: to set fields is to choose POST */
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)0);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 0L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 0L);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, NULL);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, NULL);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, NULL);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, NULL);
}

void http_client_give_handle(HttpClient *client, CURL *easy, gboolean again)
{
	curl_multi_remove_handle(client->multi, easy);
	if (!again || client->closed || client->handles->len >= KEPT_HANDLES) {
		curl_easy_cleanup(easy);
		return;
	}
	forget_request(easy);
	g_ptr_array_add(client->handles, easy);
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
		CURLcode result = curl_global_init_mem(CURL_GLOBAL_DEFAULT, memory_take, memory_give,
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
	client->cancels = g_hash_table_new(NULL, NULL);
	sockets_init(client);
	client->handles = g_ptr_array_new_with_free_func((GDestroyNotify)curl_easy_cleanup);
	client->due = client->next_timed = -1;
	g_queue_init(&client->ready);
	g_queue_init(&client->timed);
	g_queue_init(&client->refused);
	http_log_init(&client->log);
	client->sockets = g_unix_fd_source_new(fd, G_IO_IN);
	g_source_set_callback(client->sockets, G_SOURCE_FUNC(on_sockets), client, NULL);
	g_source_attach(client->sockets, NULL);
	client->timer = timed_source("weir http timer", on_timer, client);
	client->pump = timed_source("weir http queue", on_pump, client);
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, sockets_want);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, client);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, want_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS);
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

static Try *first_try(const HttpClient *client)
{
	for (guint i = 0; i < client->hosts->len; i++) {
		HttpHost *host = client->hosts->pdata[i];
		if (!g_queue_is_empty(&host->tries))
			return g_queue_peek_head(&host->tries);
	}
	return NULL;
}

/* Each end may change the lists of hosts and transfers, so the search begins anew. */
static void end_all(HttpClient *client)
{
	Transfer *transfer;
	Try *try;
	for (guint i = 0; i < client->hosts->len; i++)
		tls_probe_stop(client->hosts->pdata[i]);
	while ((try = first_try(client)) != NULL)
		try_stop(try);
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
	g_queue_clear_full(&client->ready, (GDestroyNotify)http_host_unref);
	g_queue_clear_full(&client->timed, (GDestroyNotify)http_host_unref);
	g_clear_pointer(&client->handles, g_ptr_array_unref);
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
	g_hash_table_unref(client->cancels);
	sockets_clear(client);
	g_free(client);
}

const GPtrArray *http_client_exchanges(HttpClient *client)
{
	return http_log_exchanges(&client->log);
}

void http_client_watch(HttpClient *client, HttpWatch watch, gpointer data)
{
	client->log.watch = watch;
	client->log.watch_data = data;
}

void http_client_keep_log(HttpClient *client, gboolean keep)
{
	client->log.off = !keep;
}
