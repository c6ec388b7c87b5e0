/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a builder wants to a request on its way: with which token, to which host, and whether it is on
 * its way already. */
#include <string.h>

#include "audit/run_private.h"

/* The token in another form; NULL where that is no other value. */
static SecBuf *derive(SecBuf *token, gboolean truncate)
{
	gsize length = secbuf_length(token);
	const char *bytes = secbuf_bytes(token);
	g_autofree char *name =
		g_strdup_printf("%s, %s", secbuf_name(token), truncate ? "truncated" : "case changed");
	if (length < 2)
		return NULL;
	if (truncate)
		return secbuf_new(name, bytes, length - 1, NULL);
	char *swapped = g_malloc(length);
	for (gsize i = 0; i < length; i++)
		swapped[i] =
			g_ascii_islower(bytes[i]) ? g_ascii_toupper(bytes[i]) : g_ascii_tolower(bytes[i]);
	SecBuf *secret = memcmp(swapped, bytes, length) != 0 ? secbuf_new(name, swapped, length, NULL) : NULL;
	secbuf_wipe(swapped, length);
	g_free(swapped);
	return secret;
}

/* What goes into Authorization; FALSE: the request makes no sense without a token. */
static gboolean choose_bearer(Audit *audit, ProbeSend send, SecBuf **bearer)
{
	SecBuf *token = client_token(audit->client);
	*bearer = NULL;
	switch (send) {
	case SEND_NOTHING:
	case SEND_GIVEN:
		return TRUE;
	case SEND_TRUNCATED:
		if (audit->truncated == NULL && token != NULL)
			audit->truncated = derive(token, TRUE);
		*bearer = audit->truncated;
		return *bearer != NULL;
	case SEND_UPPER_CASED:
		if (audit->swapped == NULL && token != NULL)
			audit->swapped = derive(token, FALSE);
		*bearer = audit->swapped;
		return *bearer != NULL;
	case SEND_TOKEN:
		*bearer = token;
		return TRUE;
	default:
		*bearer = token;
		return token != NULL;
	}
}

/* "http://HOST" of the target's URL; NULL where it has no host. */
static HttpHost *port_80(Audit *audit)
{
	g_autoptr(GUri) uri = g_uri_parse(audit->target->url, G_URI_FLAGS_NONE, NULL);
	const char *name = uri != NULL ? g_uri_get_host(uri) : NULL;
	if (name == NULL)
		return NULL;
	g_autofree char *base =
		g_strdup_printf(strchr(name, ':') != NULL ? "http://[%s]" : "http://%s", name);
	return http_host_new(http_host_client(client_host(audit->client)), audit->target, base, NULL);
}

void run_add(ProbeBuilder *builder, const char *subject, const ProbeRequest *request)
{
	Audit *audit = builder->data;
	SecBuf *bearer = NULL;
	if (!choose_bearer(audit, request->send, &bearer))
		return;
	g_autofree char *key = ask_key(request);
	Ask *ask = g_hash_table_lookup(audit->asks, key);
	if (ask != NULL && ask->finished) {
		evidence_add(audit->evidence, builder->probe, subject, ask->exchange, ask->body, ask->sent);
		return;
	}
	g_autoptr(HttpHost) other = request->kind == ASK_PORT_80 ? port_80(audit) : NULL;
	if (request->kind == ASK_PORT_80 && other == NULL)
		return;
	Want *want = g_new0(Want, 1);
	*want = (Want){ builder->probe, builder->step, g_strdup(subject != NULL ? subject : "") };
	builder->step->outstanding++;
	builder->step->sent = TRUE;
	if (ask != NULL) {
		g_ptr_array_add(ask->wants, want);
		return;
	}
	ask = ask_new(audit, g_steal_pointer(&key), request, other == NULL ? bearer : NULL);
	ask->other = g_steal_pointer(&other);
	g_ptr_array_add(ask->wants, want);
	g_hash_table_insert(audit->asks, ask->key, ask);
	audit->known++;
	ask_send(ask, audit->client, audit->cancellable, run_answered);
}

void probe_add(ProbeBuilder *builder, const char *subject, const ProbeRequest *request)
{
	builder->add(builder, subject, request);
}
