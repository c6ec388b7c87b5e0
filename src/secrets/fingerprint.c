/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/fingerprint.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/error.h"
#include "secrets/generate.h"
#include "secrets/keyring.h"

#define KEY_NAME "fingerprint-key"

enum { DIGEST = 32, SHOWN_BYTES = 8, SHORTEST_WITH_TAIL = 20, TAIL = 4 };

struct asking {
	gboolean make;
	GCancellable *cancellable;
	FingerprintDone done;
	gpointer data;
	SecBuf *made;
};

static SecBuf *of_this_run; /* where there is no keyring */

static SecBuf *new_key(GError **error)
{
	struct policy policy;
	policy_init(&policy, SECRET_KIND_GENERIC);
	SecBuf *key = generate_value("keyring:" KEY_NAME, &policy, error);
	policy_clear(&policy);
	return key;
}

static void finish(struct asking *asking, SecBuf *key, const GError *error)
{
	asking->done(key, error == NULL, error, asking->data);
	secbuf_unref(asking->made);
	g_clear_object(&asking->cancellable);
	g_free(asking);
}

static void finish_without(struct asking *asking, const GError *error)
{
	g_autoptr(GError) problem = NULL;
	if (of_this_run == NULL)
		of_this_run = new_key(&problem);
	finish(asking, of_this_run, error);
}

static void stored(const KeyringItem *item, const GError *error, gpointer data)
{
	struct asking *asking = data;
	if (error == NULL)
		finish(asking, asking->made, NULL);
	else
		finish_without(asking, error);
}

static void make_key(struct asking *asking)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(KeyringItem) item = keyring_item_new(NULL, NULL, KEY_NAME, SECRET_KIND_INTERNAL);
	asking->made = new_key(&error);
	if (asking->made != NULL)
		keyring_store(item, asking->made, asking->cancellable, stored, asking);
	else
		finish_without(asking, error);
}

static void loaded(const KeyringItem *item, SecBuf *value, const GError *error, gpointer data)
{
	struct asking *asking = data;
	if (value != NULL)
		finish(asking, value, NULL);
	else if (asking->make && g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
		make_key(asking);
	else
		finish_without(asking, error);
}

void fingerprint_key(gboolean make, GCancellable *cancellable, FingerprintDone done, gpointer data)
{
	const KeyringKey key = { .name = KEY_NAME, .stage = SECRET_STAGE_CURRENT };
	struct asking *asking = g_new0(struct asking, 1);
	*asking = (struct asking){ .make = make, .done = done, .data = data };
	asking->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
	keyring_load(&key, cancellable, loaded, asking);
}

char *fingerprint_of_bytes(const SecBuf *key, const char *bytes, gsize size)
{
	static const char hex[] = "0123456789abcdef";
	guint8 digest[DIGEST];
	guint length = sizeof digest;
	/* Where libcrypto has been told to have no SHA-256 there are none. */
	if (HMAC(EVP_sha256(), secbuf_bytes(key), (int)secbuf_length(key), (const guint8 *)bytes, size,
		 digest, &length) == NULL)
		return g_strnfill(2 * SHOWN_BYTES, '?');
	GString *text = g_string_new(NULL);
	for (gsize i = 0; i < SHOWN_BYTES; i++) {
		g_string_append_c(text, hex[digest[i] >> 4]);
		g_string_append_c(text, hex[digest[i] & 15]);
	}
	return g_string_free(text, FALSE);
}

char *fingerprint_of(const SecBuf *key, const SecBuf *value)
{
	return fingerprint_of_bytes(key, secbuf_bytes(value), secbuf_length(value));
}

char *fingerprint_last_four(const SecBuf *value)
{
	gsize length = secbuf_length(value);
	if (length < SHORTEST_WITH_TAIL)
		return NULL;
	const char *tail = secbuf_bytes(value) + length - TAIL;
	for (gsize i = 0; i < TAIL; i++)
		if (!g_ascii_isgraph(tail[i]))
			return NULL;
	return g_strdup_printf("…%s", tail);
}
