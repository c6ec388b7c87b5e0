/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo_sign.h"

#include <string.h>

#define WINDOW 300 /* seconds, before and after */
#define DELIVERIES 100000

json_t *demo_secret(const DemoSubscription *row)
{
	if (row->secrets == NULL)
		return NULL;
	json_t *secrets = demo_stored(row->secrets);
	json_t *secret = json_object_get(secrets, "signingSecret");
	json_incref(secret);
	json_decref(secrets);
	return secret;
}

char *demo_signature(const char *secret, const char *timestamp, const void *body, gsize length)
{
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)secret, strlen(secret));
	g_hmac_update(hmac, (const guchar *)timestamp, (gssize)strlen(timestamp));
	g_hmac_update(hmac, (const guchar *)".", 1);
	g_hmac_update(hmac, body, (gssize)length);
	char *signature = g_strconcat("v1=", g_hmac_get_string(hmac), NULL);
	g_hmac_unref(hmac);
	return signature;
}

gboolean demo_signature_there(DemoCall *call)
{
	return listener_request_header(call->request, "X-Signature") != NULL &&
	       listener_request_header(call->request, "X-Timestamp") != NULL &&
	       listener_request_header(call->request, "X-Delivery-Id") != NULL;
}

/* In a time that does not tell how much of it was right. */
static gboolean same(const char *given, const char *wanted, gsize length)
{
	guchar difference = strlen(given) < length;
	for (gsize i = 0; i < length && given[i] != '\0'; i++)
		difference |= (guchar)(given[i] ^ wanted[i]);
	return difference == 0;
}

static gboolean is_stale(const char *timestamp)
{
	gint64 now = g_get_real_time() / G_USEC_PER_SEC, then = g_ascii_strtoll(timestamp, NULL, 10);
	return then < now - WINDOW || then > now + WINDOW;
}

const char *demo_signature_refused(DemoCall *call, const char *secret)
{
	const char *timestamp = listener_request_header(call->request, "X-Timestamp");
	const char *given = listener_request_header(call->request, "X-Signature");
	const GByteArray *body = call->request->body;
	if (timestamp == NULL || given == NULL)
		return "signature missing";
	if (is_stale(timestamp) && !demo_has(call->server, FLAW_TRIGGERS_STALE))
		return "stale timestamp";
	g_autofree char *wanted = demo_signature(secret, timestamp, body->data, body->len);
	gsize length = strlen(wanted);
	if (demo_has(call->server, FLAW_TRIGGERS_BAD_SIGNATURE))
		return same(given, wanted, strlen("v1=") + 8) ? NULL : "bad signature";
	return same(given, wanted, length) && given[length] == '\0' ? NULL : "bad signature";
}

static char *delivery_key(DemoCall *call)
{
	const char *id = listener_request_header(call->request, "X-Delivery-Id");
	return g_strconcat(call->subscription, " ", id != NULL ? id : "", NULL);
}

gboolean demo_first_delivery(DemoCall *call, const DemoSubscription *row)
{
	if (demo_has(call->server, FLAW_TRIGGERS_REPLAY))
		return TRUE;
	if (g_hash_table_size(call->node->deliveries) >= DELIVERIES)
		g_hash_table_remove_all(call->node->deliveries);
	return g_hash_table_add(call->node->deliveries, delivery_key(call));
}

void demo_forget_delivery(DemoCall *call)
{
	g_autofree char *key = delivery_key(call);
	g_hash_table_remove(call->node->deliveries, key);
}
