/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a server takes a version of TLS.
 *
 * libcurl gives one code for everything that goes wrong in a handshake, so what it says meanwhile is listened
 * to: which messages went out and came in.  No "Client hello" means that the library or the policy of this
 * machine did not even offer the version.  A message after the "Server hello" means that our side took the
 * version that the server chose, and so that it was one of those offered. */
#include "base/error.h"
#include "net/http_private.h"

#include <glib/gi18n.h>
#include <string.h>

struct Try {
	Job job; /* first */
	HttpHost *host;
	HttpProtocol minimum, maximum;
	gboolean started;
	guint offers;  /* Client hello */
	guint answers; /* messages of the server's handshake */
	guint alerts;  /* of the server */
	char error_text[CURL_ERROR_SIZE];
	HttpTry early; /* of one that ends in `turn` without having been started */
	const char *early_meaning;
	GSource *cancel, *turn;
	HttpProtocolDone done;
	gpointer data;
};

static const struct {
	const char *name;
	long minimum, maximum;
} protocols[] = {
	[HTTP_TLS_1_0] = { "TLS 1.0", CURL_SSLVERSION_TLSv1_0, CURL_SSLVERSION_MAX_TLSv1_0 },
	[HTTP_TLS_1_1] = { "TLS 1.1", CURL_SSLVERSION_TLSv1_1, CURL_SSLVERSION_MAX_TLSv1_1 },
	[HTTP_TLS_1_2] = { "TLS 1.2", CURL_SSLVERSION_TLSv1_2, CURL_SSLVERSION_MAX_TLSv1_2 },
	[HTTP_TLS_1_3] = { "TLS 1.3", CURL_SSLVERSION_TLSv1_3, CURL_SSLVERSION_MAX_TLSv1_3 },
};

/* "TLSv1.2 (IN), TLS handshake, Server hello (2):" */
static int listen_to_messages(CURL *easy, curl_infotype type, char *text, size_t length, void *data)
{
	Try *try = data;
	if (type != CURLINFO_TEXT)
		return 0;
	g_autofree char *line = g_strndup(text, length);
	if (strstr(line, "(OUT), TLS handshake, Client hello") != NULL)
		try->offers++;
	else if (strstr(line, "(IN), TLS handshake") != NULL)
		try->answers++;
	else if (strstr(line, "(IN), TLS alert") != NULL)
		try->alerts++;
	return 0;
}

/* What the words of a failure say where the messages do not; the first row that fits. */
static const struct {
	const char *words;
	HttpTry outcome;
	const char *meaning;
} failures[] = {
	{ "unrecognized name", HTTP_TRY_UNREACHABLE, N_("it does not know this host name") },
	{ "alert", HTTP_TRY_REFUSED, N_("it refuses with an alert") },
	{ "wrong version number", HTTP_TRY_UNREACHABLE, N_("it answers without TLS") },
	{ "packet length too long", HTTP_TRY_UNREACHABLE, N_("it answers without TLS") },
	{ "http request", HTTP_TRY_UNREACHABLE, N_("it answers without TLS") },
	{ "unsupported protocol", HTTP_TRY_REFUSED, N_("it answers with another version") },
	{ "wrong ssl version", HTTP_TRY_REFUSED, N_("it answers with another version") },
	{ "unexpected eof", HTTP_TRY_REFUSED, N_("it closes the connection") },
	{ "SSL_ERROR_SYSCALL", HTTP_TRY_REFUSED, N_("it closes the connection") },
	{ "SSL_ERROR_ZERO_RETURN", HTTP_TRY_REFUSED, N_("it closes the connection") },
	{ "reset by peer", HTTP_TRY_REFUSED, N_("it closes the connection") },
	{ "Broken pipe", HTTP_TRY_REFUSED, N_("it closes the connection") },
};

static char *range_text(const Try *try)
{
	const char *minimum = protocols[try->minimum].name, *maximum = protocols[try->maximum].name;
	if (try->minimum == try->maximum)
		return g_strdup(minimum);
	return g_strdup_printf(_("%s to %s"), minimum, maximum);
}

/* Before an offer: the network, or this machine. */
static gboolean is_connecting(CURLcode result)
{
	static const CURLcode codes[] = {
		CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY,
		CURLE_COULDNT_CONNECT,      CURLE_INTERFACE_FAILED,      CURLE_OPERATION_TIMEDOUT,
	};
	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
		if (codes[i] == result)
			return TRUE;
	return FALSE;
}

static HttpTry judge(const Try *try, CURLcode result, const char **meaning)
{
	*meaning = NULL;
	if (result == CURLE_OK || try->answers > 1)
		return HTTP_TRY_TAKEN;
	if (is_connecting(result))
		return HTTP_TRY_UNREACHABLE;
	if (try->offers == 0)
		return HTTP_TRY_LOCAL;
	for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
		if (strstr(try->error_text, failures[i].words) == NULL)
			continue;
		*meaning = _(failures[i].meaning);
		return failures[i].outcome;
	}
	return try->alerts > 0 ? HTTP_TRY_REFUSED : HTTP_TRY_LOCAL;
}

static char *sentence_of(const Try *try, HttpTry outcome, CURLcode result, const char *meaning)
{
	const HttpHost *host = try->host;
	g_autofree char *range = range_text(try);
	const char *why = meaning != NULL              ? meaning
			  : try->error_text[0] != '\0' ? try->error_text
						       : curl_easy_strerror(result);
	switch (outcome) {
	case HTTP_TRY_TAKEN:
		return g_strdup_printf(_("%s: %s takes %s"), host->name, host->authority, range);
	case HTTP_TRY_REFUSED:
		return g_strdup_printf(_("%s: %s does not take %s: %s"), host->name, host->authority, range,
				       why);
	case HTTP_TRY_LOCAL:
		return g_strdup_printf(_("%s: whether %s takes %s is not known: it cannot be offered from "
					 "this machine (%s)"),
				       host->name, host->authority, range, why);
	case HTTP_TRY_UNREACHABLE:
		return g_strdup_printf(_("%s: whether %s takes %s is not known: %s"), host->name,
				       host->authority, range, why);
	default:
		return g_strdup_printf(_("%s: whether %s takes %s is not known: stopped before it was "
					 "finished"),
				       host->name, host->authority, range);
	}
}

static void drop_source(GSource *source)
{
	if (source == NULL)
		return;
	g_source_destroy(source);
	g_source_unref(source);
}

static void try_free(Try *try)
{
	drop_source(try->cancel);
	drop_source(try->turn);
	http_host_unref(try->host);
	g_free(try);
}

static void leave(Try *try)
{
	HttpHost *host = try->host;
	g_queue_remove(&host->tries, try);
	if (try->job.easy != NULL)
		http_client_give_handle(host->client, g_steal_pointer(&try->job.easy), FALSE);
	if (!try->started)
		return;
	host->running--;
	http_host_wake(host);
}

static void end(Try *try, HttpTry outcome, CURLcode result, const char *meaning)
{
	g_autofree char *sentence = sentence_of(try, outcome, result, meaning);
	leave(try);
	try->done(outcome, sentence, try->data);
	try_free(try);
}

void try_stop(Try *try)
{
	end(try, HTTP_TRY_STOPPED, CURLE_OK, NULL);
}

static void on_ended(Job *job, CURLcode result)
{
	Try *try = (Try *)(void *)job;
	const char *meaning;
	HttpTry outcome = judge(try, result, &meaning);
	end(try, outcome, result, meaning);
}

static CURLcode configure(Try *try)
{
	CURL *easy = try->job.easy;
	tls_configure_look(try->host, &try->job, listen_to_messages, try);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, try->error_text);
	CURLcode result = curl_easy_setopt(easy, CURLOPT_SSLVERSION,
					   protocols[try->minimum].minimum | protocols[try->maximum].maximum);
	if (result != CURLE_OK)
		return result;
	return curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
}

static gboolean on_turn(gpointer data)
{
	Try *try = data;
	end(try, try->early, CURLE_FAILED_INIT, try->early_meaning);
	return G_SOURCE_REMOVE;
}

static void end_in_turn(Try *try, HttpTry outcome, const char *meaning)
{
	try->early = outcome;
	try->early_meaning = meaning;
	try->turn = g_idle_source_new();
	g_source_set_priority(try->turn, G_PRIORITY_DEFAULT);
	g_source_set_callback(try->turn, on_turn, try, NULL);
	g_source_attach(try->turn, NULL);
}

Try *try_waiting(const HttpHost *host)
{
	for (GList *link = host->tries.head; link != NULL; link = link->next) {
		Try *try = link->data;
		if (!try->started)
			return try;
	}
	return NULL;
}

void try_start(Try *try)
{
	HttpHost *host = try->host;
	try->started = TRUE;
	host->running++;
	try->job = (Job){ on_ended, curl_easy_init() };
	if (try->job.easy != NULL && configure(try) == CURLE_OK &&
	    curl_multi_add_handle(host->client->multi, try->job.easy) == CURLM_OK)
		return;
	end_in_turn(try, HTTP_TRY_LOCAL, NULL);
}

static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	try_stop(data);
	return G_SOURCE_REMOVE;
}

void http_try_protocol(HttpHost *host, HttpProtocol minimum, HttpProtocol maximum, GCancellable *cancellable,
		       HttpProtocolDone done, gpointer data)
{
	Try *try = g_new0(Try, 1);
	try->host = http_host_ref(host);
	try->minimum = minimum;
	try->maximum = maximum;
	try->done = done;
	try->data = data;
	if (host->client->closed || g_cancellable_is_cancelled(cancellable)) {
		end_in_turn(try, HTTP_TRY_STOPPED, NULL);
		return;
	}
	if (!host->https) {
		end_in_turn(try, HTTP_TRY_UNREACHABLE, _("its URL does not begin with https://"));
		return;
	}
	g_queue_push_tail(&host->tries, try);
	if (cancellable != NULL) {
		try->cancel = g_cancellable_source_new(cancellable);
		g_source_set_callback(try->cancel, G_SOURCE_FUNC(on_cancelled), try, NULL);
		g_source_attach(try->cancel, NULL);
	}
	http_host_wake(host);
}
