/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "between.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json.h"
#include "program.h"

enum { LARGEST_BODY = 256 * 1024, SLOW_MS = 300 };

struct Between {
	BadServer *server;
	char *socket; /* NULL: it listens on a port */
	const Fault *faults;
	gint seen;
};

/* ---- the demo server ---- */

static struct {
	GSubprocess *process;
	json_t *description;
	guint port;
} demo;

static const char *wanted = PROGRAM_TOKEN;
static Between *newest; /* for handlers that have no data of their own */

static void stop_demo(void)
{
	if (demo.process == NULL)
		return;
	g_subprocess_send_signal(demo.process, SIGTERM);
	g_subprocess_wait(demo.process, NULL, NULL);
	g_clear_object(&demo.process);
	json_decref(demo.description);
	demo.description = NULL;
}

static const char *demo_text(const char *member)
{
	return weir_json_text(demo.description, member);
}

static void start_demo(const char *flaws, const char *servers)
{
	static gboolean at_exit;
	g_autoptr(GError) error = NULL;
	/* A new one each time: the hardened one throttles whoever comes with many wrong tokens. */
	stop_demo();
	if (!at_exit)
		atexit(stop_demo);
	at_exit = TRUE;
	demo.process =
		g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, BUILDDIR "/src/weir", "demo",
				 "--serve", "--flaws", flaws, "--token", wanted, "--servers", servers, NULL);
	g_assert_no_error(error);
	g_autoptr(GDataInputStream) lines =
		g_data_input_stream_new(g_subprocess_get_stdout_pipe(demo.process));
	g_autofree char *line = g_data_input_stream_read_line(lines, NULL, NULL, &error);
	g_assert_no_error(error);
	g_assert_nonnull(line);
	demo.description = json_loads(line, 0, NULL);
	g_assert_nonnull(demo.description);
	demo.port = (guint)g_ascii_strtoull(strrchr(demo_text("url"), ':') + 1, NULL, 10);
	program_setenv("WEIR_TEST_ENGINE", demo_text("engine_token"));
}

void between_fleet(const char *flaws, const char *servers)
{
	start_demo(flaws, servers);
}

const char *between_engine_token(void)
{
	return demo_text("engine_token");
}

/* ---- what goes through ---- */

static int connect_demo(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((guint16)demo.port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Long bodies there, and the answer back; up to its end, or until nobody wants it any more. */
static void relay(int from, int to)
{
	char buffer[16384];
	struct pollfd fds[] = { { .fd = from, .events = POLLIN }, { .fd = to, .events = POLLIN } };
	while (poll(fds, G_N_ELEMENTS(fds), -1) > 0) {
		ssize_t n = fds[1].revents != 0 ? recv(to, buffer, sizeof buffer, 0) : 0;
		if (fds[1].revents != 0 && n <= 0)
			return;
		bad_send(from, buffer, n);
		n = fds[0].revents != 0 ? recv(from, buffer, sizeof buffer, 0) : 0;
		if (fds[0].revents != 0 && n <= 0)
			return;
		bad_send(to, buffer, n);
	}
}

/* The answer ends with the connection, so that it need not be understood. */
static gboolean pass_on(const BadRequest *request)
{
	int fd = connect_demo();
	const char *rest = strstr(request->head, "\r\n");
	if (fd < 0)
		return FALSE;
	bad_send(fd, request->head, rest - request->head);
	bad_send(fd, "\r\nConnection: close", -1);
	bad_send(fd, rest, -1);
	bad_send(fd, request->body, (gssize)request->body_length);
	relay(fd, request->fd);
	close(fd);
	return FALSE;
}

static gboolean fits(const Fault *fault, const BadRequest *request, guint seen)
{
	const char *method_end = strchr(request->head, ' ');
	const char *path_end = method_end != NULL ? strchr(method_end + 1, ' ') : NULL;
	if (path_end == NULL || seen < fault->from)
		return FALSE;
	g_autofree char *method = g_strndup(request->head, (gsize)(method_end - request->head));
	g_autofree char *path = g_strndup(method_end + 1, (gsize)(path_end - method_end) - 1);
	return (fault->method == NULL || strcmp(fault->method, method) == 0) &&
	       g_pattern_match_simple(fault->path, path);
}

static gboolean handle(const BadRequest *request, gpointer data)
{
	Between *between = data;
	guint seen = (guint)g_atomic_int_add(&between->seen, 1);
	for (const Fault *fault = between->faults; fault != NULL && fault->path != NULL; fault++) {
		if (!fits(fault, request, seen))
			continue;
		if (fault->handler != NULL)
			return fault->handler(request, (gpointer)(gintptr)fault->data);
		bad_send(request->fd, fault->data, fault->length > 0 ? (gssize)fault->length : -1);
		return FALSE;
	}
	return pass_on(request);
}

static Between *start(BadServer *server, const Fault *faults)
{
	Between *between = g_new0(Between, 1);
	between->server = server;
	between->faults = faults;
	bad_server_largest_body(between->server, LARGEST_BODY);
	bad_server_on(between->server, "", handle, between);
	newest = between;
	return between;
}

Between *between_new(const char *flaws, const Fault *faults)
{
	start_demo(flaws, "1");
	return start(bad_server_new(), faults);
}

Between *between_new_unix(const char *flaws, const char *path)
{
	start_demo(flaws, "1");
	Between *between = start(bad_server_new_unix(path), NULL);
	between->socket = g_strdup(path);
	return between;
}

void between_free(Between *between)
{
	bad_server_free(between->server);
	g_free(between->socket);
	g_free(between);
}

guint between_requests(Between *between)
{
	return (guint)g_atomic_int_get(&between->seen);
}

gboolean between_saw(Between *between, const char *text)
{
	return bad_server_saw(between->server, text);
}

void between_use_token(const char *other)
{
	wanted = other;
}

char *between_config(Between *between, const char *more)
{
	return between_config_with(between, "env:WEIR_TEST_TOKEN", "env:WEIR_TEST_ENGINE", more);
}

char *between_config_with(Between *between, const char *token_reference, const char *engine_reference,
			  const char *more)
{
	g_autofree char *url = between == NULL           ? g_strdup(demo_text("url"))
			       : between->socket != NULL ? g_strdup_printf("unix:%s", between->socket)
							 : bad_server_url(between->server);
	GString *text = g_string_new("[server desk]\n");
	const json_t *connections = weir_json_array(demo.description, "connections");
	g_string_append_printf(text,
			       "url = %s\ntoken = %s\nengine = %s\nengine-token = %s\nconnections = ", url,
			       token_reference, demo_text("engine"), engine_reference);
	for (size_t i = 0; i < json_array_size(connections); i++)
		g_string_append_printf(text, "%s;", json_string_value(json_array_get(connections, i)));
	g_string_append_printf(text, "\n%s", more != NULL ? more : "");
	return g_string_free(text, FALSE);
}

/* ---- handlers ---- */

gboolean between_echo(const BadRequest *request, gpointer data)
{
	g_autoptr(GString) text = g_string_new(request->head);
	g_string_append_len(text, request->body, (gssize)request->body_length);
	g_autofree char *first = g_strndup(request->head, strcspn(request->head, "\r\n"));
	const char *authorization = strstr(request->head, "Authorization: ");
	g_autofree char *token = authorization != NULL
					 ? g_strndup(authorization, strcspn(authorization, "\r\n"))
					 : g_strdup("");
	g_autofree char *head =
		g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Echo: %s %s\r\n"
				"Content-Length: %zu\r\n\r\n",
				first, token, text->len);
	bad_send(request->fd, head, -1);
	bad_send(request->fd, text->str, (gssize)text->len);
	return TRUE;
}

gboolean between_manifest(const BadRequest *request, gpointer data)
{
	static const char head[] =
		"GET /manifest HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " PROGRAM_TOKEN
		"\r\n\r\n";
	BadRequest other = { request->fd, head, "", 0 };
	return pass_on(&other);
}

gboolean between_refuse(const BadRequest *request, gpointer data)
{
	bad_server_refuse(newest->server);
	return FALSE;
}

gboolean between_slow(const BadRequest *request, gpointer data)
{
	bad_wait(request->fd, SLOW_MS);
	return pass_on(request);
}
