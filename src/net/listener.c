/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/listener.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEFAULT_CAP (1024 * 1024)
#define DROPPED_CAP (64 * 1024 * 1024) /* of bytes over the cap that are read to be dropped */
#define CALLERS 8192
#define FILES 16384
#define BACKLOG 4096
#define HEADER_MEMORY                                                                                        \
	(96 * 1024) /* of a connection, cleared for each request; a header of 70 kB fits, as in h11 */

typedef struct {
	GSource source; /* first */
	struct MHD_Daemon *daemon;
	gpointer fd_tag;
} Pump;

struct Listener {
	struct MHD_Daemon *daemon;
	GSource *pump;
	ListenerOptions options;
	GQueue waiting; /* Pending *, suspended */
	guint open;     /* Pendings whose connection is still there */
	int port;
};

typedef struct {
	ListenerRequest request;           /* first: what the handler sees */
	Listener *listener;                /* NULL once it is freed */
	struct MHD_Connection *connection; /* NULL once the caller is gone */
	char *method, *target, *version;
	struct MHD_Response *response;
	guint status;
	gsize dropped;
	gboolean begun;     /* headers have been seen */
	gboolean handed;    /* the handler owes an answer */
	gboolean suspended; /* MHD is not to touch it */
} Pending;

static void pending_free(Pending *pending)
{
	if (pending->response != NULL)
		MHD_destroy_response(pending->response);
	g_byte_array_unref(pending->request.body);
	g_free(pending->method);
	g_free(pending->target);
	g_free(pending->version);
	g_free(pending);
}

/* Neither the connection nor the handler needs it any more. */
static void pending_release(Pending *pending)
{
	if (pending->connection == NULL && !pending->handed)
		pending_free(pending);
}

/* MHD decodes the path and cuts off the query before the handler sees it; here both are still as sent. */
static void *on_target(void *data, const char *target, struct MHD_Connection *connection)
{
	Pending *pending = g_new0(Pending, 1);
	pending->listener = data;
	pending->connection = connection;
	pending->listener->open++;
	pending->target = g_strdup(target);
	pending->request.target = pending->target;
	pending->request.body = g_byte_array_new();
	return pending;
}

static size_t leave_escaped(void *data, struct MHD_Connection *connection, char *text)
{
	return strlen(text);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode why)
{
	Pending *pending = *context;
	if (pending == NULL)
		return;
	*context = NULL;
	pending->connection = NULL;
	if (pending->listener != NULL)
		pending->listener->open--;
	pending_release(pending);
}

static enum MHD_Result queue_answer(Pending *pending)
{
	return MHD_queue_response(pending->connection, pending->status, pending->response);
}

static enum MHD_Result hand_over(Pending *pending)
{
	Listener *listener = pending->listener;
	pending->handed = TRUE;
	listener->options.handler(&pending->request, listener->options.data);
	if (pending->response != NULL)
		return queue_answer(pending);
	MHD_suspend_connection(pending->connection);
	pending->suspended = TRUE;
	g_queue_push_tail(&listener->waiting, pending);
	return MHD_YES;
}

static enum MHD_Result begin(Pending *pending, const char *method, const char *version)
{
	const ListenerOptions *options = &pending->listener->options;
	pending->begun = TRUE;
	pending->method = g_strdup(method);
	pending->request.method = pending->method;
	pending->version = g_strdup(version);
	pending->request.version = pending->version;
	const char *length = listener_request_header(&pending->request, "Content-Length");
	if (length != NULL && g_ascii_strtoull(length, NULL, 10) > options->body_cap)
		pending->request.over_cap = TRUE;
	gboolean wanted = options->begin == NULL || options->begin(&pending->request, options->data);
	return wanted && !pending->request.over_cap ? MHD_YES : hand_over(pending);
}

static enum MHD_Result take_body(Pending *pending, const char *bytes, size_t *size)
{
	GByteArray *body = pending->request.body;
	gsize room = pending->listener->options.body_cap - body->len, taken = MIN(room, *size);
	g_byte_array_append(body, (const guint8 *)bytes, (guint)taken);
	if (taken < *size) {
		pending->request.over_cap = TRUE;
		pending->dropped += *size - taken;
	}
	*size = 0;
	return pending->dropped > DROPPED_CAP ? MHD_NO : MHD_YES;
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
				  const char *method, const char *version, const char *upload, size_t *size,
				  void **context)
{
	Pending *pending = *context;
	if (!pending->begun)
		return begin(pending, method, version);
	if (pending->response != NULL)
		return queue_answer(pending);
	return *size > 0 ? take_body(pending, upload, size) : hand_over(pending);
}

static struct MHD_Response *make_response(const ListenerAnswer *answer)
{
	GBytes *body = answer->body != NULL ? g_bytes_ref(answer->body) : g_bytes_new(NULL, 0);
	gsize length;
	const void *bytes = g_bytes_get_data(body, &length);
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
		length, (void *)bytes, (MHD_ContentReaderFreeCallback)g_bytes_unref, body);
	if (answer->content_type != NULL)
		MHD_add_response_header(response, "content-type", answer->content_type);
	for (const char *const *name = answer->headers; name != NULL && *name != NULL; name += 2)
		MHD_add_response_header(response, name[0], name[1]);
	if (answer->close)
		MHD_add_response_header(response, "connection", "close");
	return response;
}

void listener_answer(ListenerRequest *request, const ListenerAnswer *answer)
{
	Pending *pending = (Pending *)request;
	pending->handed = FALSE;
	if (pending->connection == NULL) {
		pending_release(pending);
		return;
	}
	pending->status = answer->status;
	pending->response = make_response(answer);
	if (!pending->suspended)
		return;
	pending->suspended = FALSE;
	g_queue_remove(&pending->listener->waiting, pending);
	MHD_resume_connection(pending->connection);
	/* its epoll descriptor does not always tell of this */
	g_source_set_ready_time(pending->listener->pump, 0);
}

const char *listener_request_header(ListenerRequest *request, const char *name)
{
	Pending *pending = (Pending *)request;
	return pending->connection == NULL
		       ? NULL
		       : MHD_lookup_connection_value(pending->connection, MHD_HEADER_KIND, name);
}

char *listener_request_peer(ListenerRequest *request)
{
	const Pending *pending = (Pending *)request;
	if (pending->connection == NULL)
		return NULL;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(pending->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (info == NULL || info->client_addr->sa_family != AF_INET)
		return NULL;
	const struct sockaddr_in *address = (const struct sockaddr_in *)(const void *)info->client_addr;
	char text[INET_ADDRSTRLEN];
	inet_ntop(AF_INET, &address->sin_addr, text, sizeof text);
	return g_strdup_printf("%s:%u", text, ntohs(address->sin_port));
}

/* Of a suspended connection MHD does not notice it. */
gboolean listener_request_closed(ListenerRequest *request)
{
	const Pending *pending = (Pending *)request;
	char byte;
	if (pending->connection == NULL)
		return TRUE;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(pending->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	return info != NULL && recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

struct visit {
	void (*each)(const char *name, const char *value, gpointer data);
	gpointer data;
};

static enum MHD_Result visit_header(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
	const struct visit *visit = data;
	visit->each(name, value != NULL ? value : "", visit->data);
	return MHD_YES;
}

void listener_request_headers(ListenerRequest *request,
			      void (*each)(const char *name, const char *value, gpointer data), gpointer data)
{
	Pending *pending = (Pending *)request;
	struct visit visit = { each, data };
	if (pending->connection != NULL)
		MHD_get_connection_values(pending->connection, MHD_HEADER_KIND, visit_header, &visit);
}

static gboolean pump_prepare(GSource *source, int *timeout)
{
	MHD_UNSIGNED_LONG_LONG wait;
	*timeout = -1;
	if (MHD_get_timeout(((Pump *)source)->daemon, &wait) == MHD_YES)
		*timeout = (int)MIN(wait, (MHD_UNSIGNED_LONG_LONG)G_MAXINT);
	return *timeout == 0;
}

static gboolean pump_check(GSource *source)
{
	int timeout;
	return g_source_query_unix_fd(source, ((Pump *)source)->fd_tag) != 0 ||
	       pump_prepare(source, &timeout);
}

static gboolean pump_dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
	g_source_set_ready_time(source, -1);
	MHD_run(((Pump *)source)->daemon);
	return G_SOURCE_CONTINUE;
}

static GSourceFuncs pump_functions = { .prepare = pump_prepare,
				       .check = pump_check,
				       .dispatch = pump_dispatch };

static GSource *pump_new(struct MHD_Daemon *daemon)
{
	Pump *pump = (Pump *)g_source_new(&pump_functions, sizeof(Pump));
	pump->daemon = daemon;
	int fd = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	pump->fd_tag = g_source_add_unix_fd(&pump->source, fd, G_IO_IN);
	g_source_set_static_name(&pump->source, "listener");
	g_source_attach(&pump->source, NULL);
	return &pump->source;
}

/* Each caller is an open file, and the usual soft limit is 1,024. */
static void raise_file_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= FILES)
		return;
	limit.rlim_cur = MIN((rlim_t)FILES, limit.rlim_max);
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void set_start_error(GError **error, const ListenerOptions *options, int number)
{
	if (number == EADDRINUSE || number == EACCES)
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("Port %d of 127.0.0.1 cannot be used: %s. Choose another port, or 0 to have one "
			  "picked."),
			options->port, g_strerror(number));
	else if (number == 0 && options->certificate != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("The listener cannot start with this certificate and key; check both."));
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("The listener cannot start: %s."),
			    g_strerror(number != 0 ? number : EMFILE));
}

/* Made here and not by MHD, which does not tell why it could not.  -1 with errno. */
static int open_socket(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((guint16)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int number = errno;
	close(fd);
	errno = number;
	return -1;
}

static int port_of(int fd)
{
	struct sockaddr_in address = { 0 };
	socklen_t length = sizeof(address);
	getsockname(fd, (struct sockaddr *)&address, &length);
	return ntohs(address.sin_port);
}

static struct MHD_Daemon *start_daemon(Listener *listener, int fd)
{
	const ListenerOptions *options = &listener->options;
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate },
		{ options->tls_priorities != NULL ? MHD_OPTION_HTTPS_PRIORITIES : MHD_OPTION_END, 0,
		  (void *)options->tls_priorities },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_OptionItem nothing[] = { { MHD_OPTION_END, 0, NULL } };
	if (options->certificate != NULL)
		flags |= MHD_USE_TLS;
	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, listener, MHD_OPTION_LISTEN_SOCKET, fd,
				MHD_OPTION_URI_LOG_CALLBACK, on_target, listener,
				MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
				MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT,
				(unsigned)CALLERS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_MEMORY,
				MHD_OPTION_CONNECTION_TIMEOUT, options->timeout_seconds, MHD_OPTION_ARRAY,
				options->certificate != NULL ? tls : nothing, MHD_OPTION_END);
}

Listener *listener_new(const ListenerOptions *options, GError **error)
{
	Listener *listener = g_new0(Listener, 1);
	listener->options = *options;
	if (listener->options.body_cap == 0)
		listener->options.body_cap = DEFAULT_CAP;
	if (listener->options.timeout_seconds == 0)
		listener->options.timeout_seconds = 60;
	raise_file_limit();
	int fd = open_socket(options->port), number = fd < 0 ? errno : 0;
	listener->port = fd < 0 ? 0 : port_of(fd);
	listener->daemon = fd < 0 ? NULL : start_daemon(listener, fd);
	if (listener->daemon == NULL) {
		set_start_error(error, options, number);
		if (fd >= 0 && fcntl(fd, F_GETFD) >= 0 && port_of(fd) == listener->port)
			close(fd); /* MHD may have done so, or not */
		g_free(listener);
		return NULL;
	}
	listener->pump = pump_new(listener->daemon);
	return listener;
}

void listener_free(Listener *listener)
{
	if (listener == NULL)
		return;
	g_source_destroy(listener->pump);
	g_source_unref(listener->pump);
	/* MHD aborts when it is stopped with a suspended connection. */
	for (Pending *pending; (pending = g_queue_pop_head(&listener->waiting)) != NULL;) {
		pending->suspended = FALSE;
		pending->listener = NULL;
		MHD_resume_connection(pending->connection);
	}
	MHD_stop_daemon(listener->daemon);
	g_free(listener);
}

int listener_port(const Listener *listener)
{
	return listener->port;
}

guint listener_waiting(const Listener *listener)
{
	return listener->waiting.length;
}

guint listener_open(const Listener *listener)
{
	return listener->open;
}
