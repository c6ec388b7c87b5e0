/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/bad_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct rule {
	char *path;
	BadHandler handler;
	gpointer data;
};

struct canned {
	int status;
	char *type, *body;
	gsize length;
};

struct BadServer {
	int listener;
	guint port;
	GMutex lock;
	GThread *thread;
	GPtrArray *threads;
	GArray *fds;
	GPtrArray *rules, *canned;
	GString *seen;
	guint requests, connections, now, most;
	gint early, largest;
};

struct visit {
	BadServer *server;
	int fd;
};

void bad_send(int fd, const char *bytes, gssize length)
{
	gsize left = length < 0 ? strlen(bytes) : (gsize)length;
	while (left > 0) {
		ssize_t n = send(fd, bytes, left, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		bytes += n;
		left -= (gsize)n;
	}
}

void bad_answer(int fd, int status, const char *type, const char *body, gssize length)
{
	gsize size = length < 0 ? strlen(body) : (gsize)length;
	g_autofree char *head = g_strdup_printf("HTTP/1.1 %d Canned\r\nContent-Type: %s\r\nContent-Length: "
						"%" G_GSIZE_FORMAT "\r\n\r\n",
						status, type != NULL ? type : "application/json", size);
	bad_send(fd, head, -1);
	bad_send(fd, body, (gssize)size);
}

void bad_wait(int fd, int milliseconds)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };
	poll(&one, 1, milliseconds);
}

/* What still comes (a body that nobody reads) is thrown away: it would hide the end. */
static gboolean gone(int fd)
{
	char buffer[16384];
	ssize_t n;
	while ((n = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
		;
	return n == 0;
}

gboolean bad_silent(const BadRequest *request, gpointer data)
{
	while (!gone(request->fd))
		bad_wait(request->fd, 1000);
	return FALSE;
}

gboolean bad_slow(const BadRequest *request, gpointer data)
{
	bad_send(request->fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", -1);
	while (!gone(request->fd)) {
		bad_send(request->fd, "x", 1);
		bad_wait(request->fd, 50);
	}
	return FALSE;
}

gboolean bad_raw(const BadRequest *request, gpointer data)
{
	bad_send(request->fd, data, -1);
	return FALSE;
}

gboolean bad_headers(const BadRequest *request, gpointer data)
{
	bad_send(request->fd, "HTTP/1.1 200 OK\r\n", -1);
	for (int i = 0; i < 100000 && !gone(request->fd); i++)
		bad_send(request->fd, "X-More: and more and more and more\r\n", -1);
	return FALSE;
}

gboolean bad_long_header(const BadRequest *request, gpointer data)
{
	bad_send(request->fd, "HTTP/1.1 200 OK\r\nX-Long: ", -1);
	for (int i = 0; i < 100000 && !gone(request->fd); i++)
		bad_send(request->fd, "and more and more and more ", -1);
	return FALSE;
}

gboolean bad_endless(const BadRequest *request, gpointer data)
{
	static char chunk[8192];
	memset(chunk, ' ', sizeof chunk);
	bad_send(request->fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", -1);
	for (int i = 0; i < 100000 && !gone(request->fd); i++) {
		bad_send(request->fd, "2000\r\n", -1);
		bad_send(request->fd, chunk, sizeof chunk);
		bad_send(request->fd, "\r\n", -1);
	}
	return FALSE;
}

static gboolean give_canned(const BadRequest *request, gpointer data)
{
	const struct canned *canned = data;
	/* A HEAD has no body: what followed would be taken for the next answer. */
	gboolean head = g_str_has_prefix(request->head, "HEAD ");
	bad_answer(request->fd, canned->status, canned->type, canned->body,
		   head ? 0 : (gssize)canned->length);
	return TRUE;
}

static const struct rule *find_rule(BadServer *server, const char *path)
{
	const struct rule *best = NULL;
	for (guint i = 0; i < server->rules->len; i++) {
		const struct rule *rule = server->rules->pdata[i];
		if (g_str_has_prefix(path, rule->path) &&
		    (best == NULL || strlen(rule->path) >= strlen(best->path)))
			best = rule;
	}
	return best;
}

/* One request; FALSE when the other side has closed. */
static gboolean read_request(BadServer *server, int fd, GString *text, gsize *head_length, gsize *body_length,
			     gboolean *cut)
{
	char buffer[16384];
	const char *end = NULL;
	while ((end = strstr(text->str, "\r\n\r\n")) == NULL) {
		ssize_t n = recv(fd, buffer, sizeof buffer, 0);
		if (n <= 0)
			return FALSE;
		g_string_append_len(text, buffer, n);
		if (!g_ascii_isupper(
			    text->str[0])) { /* no HTTP, as a TLS hello: answered at once, as servers do */
			bad_answer(fd, 400, NULL, "{}", -1);
			return FALSE;
		}
	}
	*head_length = (gsize)(end - text->str) + 4;
	const char *announced = strstr(text->str, "Content-Length: ");
	*body_length = announced != NULL && announced < end ? g_ascii_strtoull(announced + 16, NULL, 10) : 0;
	gsize largest = (gsize)g_atomic_int_get(&server->largest);
	*cut = largest > 0 && *body_length > largest;
	if (*cut)
		*body_length = MIN(*body_length, text->len - *head_length);
	else if (g_atomic_int_get(&server->early))
		*body_length = 0;
	while (text->len < *head_length + *body_length) {
		ssize_t n = recv(fd, buffer, sizeof buffer, 0);
		if (n <= 0)
			return FALSE;
		g_string_append_len(text, buffer, n);
	}
	return TRUE;
}

static gboolean answer(BadServer *server, int fd, GString *text, gsize head_length, gsize body_length)
{
	g_autofree char *head = g_strndup(text->str, head_length);
	g_autofree char *body = g_strndup(text->str + head_length, body_length);
	BadRequest request = { fd, head, body, body_length };
	const char *path = strchr(head, ' ');
	g_mutex_lock(&server->lock);
	server->requests++;
	server->now++;
	server->most = MAX(server->most, server->now);
	g_string_append_len(server->seen, text->str, (gssize)(head_length + body_length));
	const struct rule *rule = find_rule(server, path != NULL ? path + 1 : "/");
	g_mutex_unlock(&server->lock);
	gboolean keep = TRUE;
	if (rule != NULL)
		keep = rule->handler(&request, rule->data);
	else
		bad_answer(fd, 404, NULL, "{\"detail\":\"Not Found\"}", -1);
	g_mutex_lock(&server->lock);
	server->now--;
	g_mutex_unlock(&server->lock);
	return keep;
}

static gpointer serve(gpointer data)
{
	struct visit *visit = data;
	BadServer *server = visit->server;
	int fd = visit->fd;
	g_free(visit);
	g_autoptr(GString) text = g_string_new(NULL);
	gsize head_length, body_length;
	gboolean cut = FALSE;
	while (read_request(server, fd, text, &head_length, &body_length, &cut)) {
		if (!answer(server, fd, text, head_length, body_length) || cut)
			break;
		g_string_erase(text, 0, (gssize)(head_length + body_length));
	}
	shutdown(fd, SHUT_RDWR);
	return NULL;
}

static gpointer listen_on(gpointer data)
{
	BadServer *server = data;
	int fd;
	while ((fd = accept(server->listener, NULL, NULL)) >= 0) {
		struct visit *visit = g_new(struct visit, 1);
		*visit = (struct visit){ server, fd };
		int now = 1; /* fails for a unix: socket, which needs it not */
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
		g_mutex_lock(&server->lock);
		server->connections++;
		g_array_append_val(server->fds, fd);
		g_ptr_array_add(server->threads, g_thread_new("visit", serve, visit));
		g_mutex_unlock(&server->lock);
	}
	return NULL;
}

static BadServer *start(int listener)
{
	BadServer *server = g_new0(BadServer, 1);
	g_mutex_init(&server->lock);
	server->listener = listener;
	server->threads = g_ptr_array_new();
	server->fds = g_array_new(FALSE, FALSE, sizeof(int));
	server->rules = g_ptr_array_new();
	server->canned = g_ptr_array_new();
	server->seen = g_string_new(NULL);
	g_assert_cmpint(listen(listener, 128), ==, 0);
	server->thread = g_thread_new("listen", listen_on, server);
	return server;
}

BadServer *bad_server_new(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
	BadServer *server = start(fd);
	server->port = ntohs(address.sin_port);
	return server;
}

BadServer *bad_server_new_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
	return start(fd);
}

static void free_rule(struct rule *rule)
{
	g_free(rule->path);
	g_free(rule);
}

void bad_server_free(BadServer *server)
{
	shutdown(server->listener, SHUT_RDWR);
	g_thread_join(server->thread);
	close(server->listener);
	for (guint i = 0; i < server->fds->len; i++)
		shutdown(g_array_index(server->fds, int, i), SHUT_RDWR);
	for (guint i = 0; i < server->threads->len; i++)
		g_thread_join(server->threads->pdata[i]);
	for (guint i = 0; i < server->fds->len; i++)
		close(g_array_index(server->fds, int, i));
	for (guint i = 0; i < server->rules->len; i++)
		free_rule(server->rules->pdata[i]);
	for (guint i = 0; i < server->canned->len; i++) {
		struct canned *canned = server->canned->pdata[i];
		g_free(canned->type);
		g_free(canned->body);
		g_free(canned);
	}
	g_ptr_array_unref(server->rules);
	g_ptr_array_unref(server->canned);
	g_ptr_array_unref(server->threads);
	g_array_unref(server->fds);
	g_string_free(server->seen, TRUE);
	g_mutex_clear(&server->lock);
	g_free(server);
}

guint bad_server_port(const BadServer *server)
{
	return server->port;
}

char *bad_server_url(const BadServer *server)
{
	return g_strdup_printf("http://127.0.0.1:%u", server->port);
}

void bad_server_answer_early(BadServer *server)
{
	g_atomic_int_set(&server->early, 1);
}

void bad_server_largest_body(BadServer *server, guint length)
{
	g_atomic_int_set(&server->largest, (gint)length);
}

void bad_server_refuse(BadServer *server)
{
	shutdown(server->listener, SHUT_RDWR);
}

void bad_server_on(BadServer *server, const char *path, BadHandler handler, gpointer data)
{
	struct rule *rule = g_new(struct rule, 1);
	*rule = (struct rule){ g_strdup(path), handler, data };
	g_mutex_lock(&server->lock);
	g_ptr_array_add(server->rules, rule);
	g_mutex_unlock(&server->lock);
}

void bad_server_give(BadServer *server, const char *path, int status, const char *type, const char *body,
		     gssize length)
{
	struct canned *canned = g_new(struct canned, 1);
	gsize size = length < 0 ? strlen(body) : (gsize)length;
	*canned = (struct canned){ status, g_strdup(type), g_memdup2(body, size), size };
	g_ptr_array_add(server->canned, canned);
	bad_server_on(server, path, give_canned, canned);
}

static guint read_count(BadServer *server, const guint *count)
{
	g_mutex_lock(&server->lock);
	guint value = *count;
	g_mutex_unlock(&server->lock);
	return value;
}

guint bad_server_requests(BadServer *server)
{
	return read_count(server, &server->requests);
}

guint bad_server_connections(BadServer *server)
{
	return read_count(server, &server->connections);
}

guint bad_server_most_at_once(BadServer *server)
{
	return read_count(server, &server->most);
}

gboolean bad_server_saw(BadServer *server, const char *text)
{
	g_mutex_lock(&server->lock);
	gboolean saw = memmem(server->seen->str, server->seen->len, text, strlen(text)) != NULL;
	g_mutex_unlock(&server->lock);
	return saw;
}
