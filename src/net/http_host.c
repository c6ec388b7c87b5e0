/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "net/http_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static gboolean refuse(GError **error, const char *what)
{
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE, what);
	return FALSE;
}

static gboolean has_control_or_space(const char *text)
{
	for (; *text != '\0'; text++)
		if ((guchar)*text <= ' ' || *text == 0x7f)
			return TRUE;
	return FALSE;
}

static char *without_slash(const char *url)
{
	gsize length = strlen(url);
	while (length > 0 && url[length - 1] == '/')
		length--;
	return g_strndup(url, length);
}

/* "unix:/socket/path:/base"; the base may be left out. */
static gboolean take_socket(HttpHost *host, const char *base, GError **error)
{
	const char *path = base + strlen("unix:");
	const char *colon = g_strrstr(path, ":/");
	if (path[0] != '/')
		return refuse(error, _("a unix: address needs an absolute path, as in unix:/run/weir.sock"));
	host->socket = colon != NULL ? g_strndup(path, (gsize)(colon - path)) : g_strdup(path);
	if (strlen(host->socket) >= sizeof((struct sockaddr_un *)NULL)->sun_path) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the path of a unix: socket may have at most %d bytes: %s"),
			    (int)sizeof((struct sockaddr_un *)NULL)->sun_path - 1, host->socket);
		return FALSE;
	}
	g_autofree char *whole = g_strconcat("http://localhost", colon != NULL ? colon + 1 : "", NULL);
	if (strpbrk(whole, "?#") != NULL)
		return refuse(error, _("a base URL may not have a query or a fragment: leave out what "
				       "follows ? or #"));
	host->url = without_slash(whole);
	host->base = g_strconcat("unix:", host->socket, ":", host->url + strlen("http://localhost"), NULL);
	host->authority = g_strdup(host->socket);
	host->host_header = g_strdup("localhost");
	return TRUE;
}

static char *url_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
		return NULL;
	char *copy = g_strdup(text);
	curl_free(text);
	return copy;
}

/* The message repeats no part of the URL: there may be a password in it. */
static gboolean check_parts(CURLU *url, GError **error)
{
	g_autofree char *user = url_part(url, CURLUPART_USER);
	g_autofree char *password = url_part(url, CURLUPART_PASSWORD);
	g_autofree char *query = url_part(url, CURLUPART_QUERY);
	g_autofree char *fragment = url_part(url, CURLUPART_FRAGMENT);
	if (user != NULL || password != NULL)
		return refuse(error, _("a URL may not hold a user name or password: give credentials by "
				       "reference, as in --token env:NAME"));
	if (query != NULL || fragment != NULL)
		return refuse(error, _("a base URL may not have a query or a fragment: leave out what "
				       "follows ? or #"));
	return TRUE;
}

/* Of a plain host, libcurl takes the URL as it was parsed here, once for all requests.  It copies what it is
 * given, and 7.88 leaves the zone of an IPv6 address out of the copy. */
static void keep_parsed(HttpHost *host)
{
	CURLU *url = curl_url();
	gboolean parsed =
		url != NULL && curl_url_set(url, CURLUPART_URL, host->url, CURLU_PATH_AS_IS) == CURLUE_OK;
	g_autofree char *zone = parsed ? url_part(url, CURLUPART_ZONEID) : NULL;
	if (parsed && zone == NULL) {
		g_autofree char *path = url_part(url, CURLUPART_PATH);
		host->parsed_path = without_slash(path != NULL ? path : "");
		host->parsed = url;
	} else {
		curl_url_cleanup(url);
	}
}

static gboolean take_url(HttpHost *host, const char *base, GError **error)
{
	host->https = g_ascii_strncasecmp(base, "https://", 8) == 0;
	if (!host->https && g_ascii_strncasecmp(base, "http://", 7) != 0)
		return refuse(error, _("not a URL that weir can use: it must begin with https://, http:// or "
				       "unix:/"));
	CURLU *url = curl_url();
	CURLUcode result = curl_url_set(url, CURLUPART_URL, base, CURLU_PATH_AS_IS);
	gboolean good = result == CURLUE_OK && check_parts(url, error);
	if (result != CURLUE_OK)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("not a URL that weir can use: %s"),
			    curl_url_strerror(result));
	if (good) {
		g_autofree char *name = url_part(url, CURLUPART_HOST);
		g_autofree char *port = url_part(url, CURLUPART_PORT);
		gboolean usual = port == NULL || strcmp(port, host->https ? "443" : "80") == 0;
		host->authority = g_strdup_printf("%s:%s", name,
						  port != NULL  ? port
						  : host->https ? "443"
								: "80");
		host->host_header = usual ? g_strdup(name) : g_strdup_printf("%s:%s", name, port);
		host->url = without_slash(base);
		host->base = g_strdup(host->url);
	}
	curl_url_cleanup(url);
	return good;
}

/* The file is opened once here, so that a wrong path is known before anything is sent. */
static gboolean check_file(const char *path, const char *what, GError **error)
{
	if (path == NULL)
		return TRUE;
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int cause = fd < 0 ? errno : 0;
	if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)))
		cause = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
	if (fd >= 0)
		close(fd);
	if (cause == 0)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
		    _("%s: %s cannot be read: %s: check the path and who may read it"), path, what,
		    g_strerror(cause));
	return FALSE;
}

static void take_target(HttpHost *host, const Target *target)
{
	host->cacert = g_strdup(target->cacert);
	host->cert = g_strdup(target->cert);
	host->key = g_strdup(target->key);
	host->proxy = g_strdup(target->proxy);
	host->insecure = target->insecure;
	host->netrc = target->netrc;
	host->connect_timeout_ms = target->connect_timeout_ms;
	host->timeout_ms = target->timeout_ms;
	host->body_cap = target->body_cap;
	host->parallel = (guint)CLAMP(target->parallel, 1, 64);
	host->gap = target->max_rate > 0 ? (gint64)(G_USEC_PER_SEC / target->max_rate) : 0;
}

HttpHost *http_host_new(HttpClient *client, const Target *target, const char *base, GError **error)
{
	g_autoptr(HttpHost) host = g_new0(HttpHost, 1);
	host->references = 1;
	host->client = http_client_ref(client);
	g_queue_init(&host->waiting);
	g_queue_init(&host->under_way);
	g_queue_init(&host->tries);
	host->probe_waits = g_ptr_array_new();
	take_target(host, target);
	if (has_control_or_space(base)) {
		refuse(error, _("not a URL that weir can use: it holds a space or a control character"));
		return NULL;
	}
	if (!(g_str_has_prefix(base, "unix:") ? take_socket(host, base, error) : take_url(host, base, error)))
		return NULL;
	if (http_host_is_plain(host))
		keep_parsed(host);
	host->name = g_ref_string_new(target->alias != NULL ? target->alias : base);
	if (!check_file(host->cacert, _("the file of certificates"), error) ||
	    !check_file(host->cert, _("the client certificate"), error) ||
	    !check_file(host->key, _("the key of the client certificate"), error))
		return NULL;
	g_ptr_array_add(client->hosts, host);
	return g_steal_pointer(&host);
}

HttpHost *http_host_ref(HttpHost *host)
{
	host->references++;
	return host;
}

/* Transfers hold their host, so there are none left here. */
void http_host_unref(HttpHost *host)
{
	if (host == NULL || --host->references > 0)
		return;
	tls_probe_stop(host);
	g_ptr_array_remove(host->client->hosts, host);
	g_ptr_array_unref(host->probe_waits);
	tls_facts_unref(host->tls);
	char *texts[] = { host->base,   host->url,         host->authority,   host->host_header,
			  host->socket, host->cert,        host->key,         host->cacert,
			  host->proxy,  host->parsed_path, host->peer_address };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_clear_pointer(&host->name, g_ref_string_release);
	g_clear_pointer(&host->peer, g_ref_string_release);
	curl_url_cleanup(host->parsed);
	http_client_unref(host->client);
	g_free(host);
}

const TlsFacts *http_host_tls(const HttpHost *host)
{
	return host->tls;
}

void http_host_wake(HttpHost *host)
{
	HttpClient *client = host->client;
	gboolean idle = g_queue_is_empty(&host->waiting) && g_queue_is_empty(&host->tries);
	if (client->closed || idle)
		return;
	if (!host->ready)
		g_queue_push_tail(&client->ready, http_host_ref(host));
	host->ready = TRUE;
	http_client_wake(client);
}

gint64 http_host_pump(HttpHost *host, gint64 now)
{
	while (host->running < host->parallel) {
		Try *try = try_waiting(host);
		Transfer *next = g_queue_peek_head(&host->waiting);
		if (try == NULL && next == NULL)
			break;
		if (host->gap > 0 && now < host->next_start)
			return host->next_start;
		host->next_start = MAX(now, host->next_start) + host->gap;
		if (try != NULL)
			try_start(try);
		else
			transfer_start(next);
	}
	return -1;
}

static void configure_tls(const HttpHost *host, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, host->insecure ? 0L : 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, host->insecure ? 0L : 2L);
	if (host->cacert != NULL) {
		/* These and no others: an operator who names an authority does not mean the public ones too.
		 */
		curl_easy_setopt(easy, CURLOPT_CAINFO, host->cacert);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (host->cert != NULL)
		curl_easy_setopt(easy, CURLOPT_SSLCERT, host->cert);
	if (host->key != NULL)
		curl_easy_setopt(easy, CURLOPT_SSLKEY, host->key);
}

gboolean http_host_is_plain(const HttpHost *host)
{
	return !host->https && !host->netrc && host->proxy == NULL && host->socket == NULL;
}

void http_host_configure(const HttpHost *host, CURL *easy, int timeout_ms, gboolean again)
{
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, host->connect_timeout_ms);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms > 0 ? (long)timeout_ms : host->timeout_ms);
	if (again)
		return;
	sockets_configure(host->client, easy);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* else removing waits for the resolver */
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	/* Whatever the environment says: a proxy sees credentials. */
	curl_easy_setopt(easy, CURLOPT_PROXY, host->proxy != NULL ? host->proxy : "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC,
			 host->netrc ? (long)CURL_NETRC_OPTIONAL : (long)CURL_NETRC_IGNORED);
	if (host->socket != NULL)
		curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, host->socket);
	if (host->https)
		configure_tls(host, easy);
}

/* Nearly always the one before: it is made and kept once. */
char *http_host_peer(HttpHost *host, const char *address, long port)
{
	if (host->socket != NULL)
		return g_ref_string_new(host->socket);
	if (address == NULL || address[0] == '\0')
		return NULL;
	if (host->peer == NULL || port != host->peer_port || strcmp(address, host->peer_address) != 0) {
		g_autofree char *text =
			g_strdup_printf(strchr(address, ':') != NULL ? "[%s]:%ld" : "%s:%ld", address, port);
		g_clear_pointer(&host->peer, g_ref_string_release);
		host->peer = g_ref_string_new(text);
		g_free(host->peer_address);
		host->peer_address = g_strdup(address);
		host->peer_port = port;
	}
	return g_ref_string_acquire(host->peer);
}

HttpClient *http_host_client(const HttpHost *host)
{
	return host->client;
}
