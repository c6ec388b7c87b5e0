/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcurl tells nothing of a certificate that it refused.  So the host is connected to once more, unchecked,
 * up to the end of the handshake: no request is sent, and so no credential. */
#include "net/http_private.h"

#include <glib/gi18n.h>
#include <openssl/x509_vfy.h>

typedef struct {
	Job job; /* first */
	HttpHost *host;
	char *line;
} Probe;

static void probe_free(Probe *probe)
{
	http_client_give_handle(probe->host->client, probe->job.easy, FALSE);
	g_free(probe->line);
	g_free(probe);
}

static void end_waiting(HttpHost *host)
{
	http_host_ref(host);
	while (host->probe_waits->len > 0) {
		Transfer *transfer = host->probe_waits->pdata[0];
		transfer_end(transfer, http_error_certificate(transfer));
	}
	http_host_unref(host);
}

static void on_probed(Job *job, CURLcode result)
{
	Probe *probe = (Probe *)(void *)job;
	HttpHost *host = probe->host;
	tls_learned(host, tls_facts_from(job->easy, probe->line), TRUE);
	const Transfer *first = host->probe_waits->len > 0 ? host->probe_waits->pdata[0] : NULL;
	if (host->tls != NULL && host->tls_refused && first != NULL && host->tls->problem == NULL)
		host->tls->problem = http_certificate_names_another(first)
					     ? g_strdup(_("it is not for this host name"))
					     : g_strdup(X509_verify_cert_error_string(first->verify_result));
	host->probe = NULL;
	probe_free(probe);
	end_waiting(host);
}

void tls_configure_look(const HttpHost *host, Job *job, curl_debug_callback listen, void *data)
{
	CURL *easy = job->easy;
	http_host_configure(host, easy, (int)host->connect_timeout_ms, FALSE);
	curl_easy_setopt(easy, CURLOPT_URL, host->url);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(easy, CURLOPT_CAINFO, NULL); /* nothing to look for, so nothing to read */
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_SSLCERT, NULL);
	curl_easy_setopt(easy, CURLOPT_SSLKEY, NULL);
	curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, listen);
	curl_easy_setopt(easy, CURLOPT_DEBUGDATA, data);
}

void tls_explain(Transfer *transfer)
{
	HttpHost *host = transfer->host;
	g_ptr_array_add(host->probe_waits, transfer);
	if (host->probe != NULL)
		return;
	Probe *probe = g_new0(Probe, 1);
	CURL *easy = curl_easy_init();
	probe->job = (Job){ on_probed, easy };
	probe->host = host;
	tls_configure_look(host, &probe->job, tls_listen, &probe->line);
	curl_easy_setopt(easy, CURLOPT_CERTINFO, 1L);
	host->probe = &probe->job;
	if (easy != NULL && curl_multi_add_handle(host->client->multi, easy) == CURLM_OK)
		return;
	host->probe = NULL;
	probe_free(probe);
	end_waiting(host);
}

/* Those that wait for it end otherwise: the caller sees to that. */
void tls_probe_stop(HttpHost *host)
{
	Probe *probe = (Probe *)(void *)g_steal_pointer(&host->probe);
	if (probe != NULL)
		probe_free(probe);
}
