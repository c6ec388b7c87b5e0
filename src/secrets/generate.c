/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/generate.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/random.h>

#include "base/error.h"
#include "base/wipe.h"

static const char HEX[] = "0123456789abcdef";
static const char BASE64URL[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static gboolean random_bytes(guint8 *bytes, gsize length, GError **error)
{
	while (length > 0) {
		ssize_t n = getrandom(bytes, length, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
				    _("the system gives no randomness (%s), so nothing is generated"),
				    g_strerror(errno));
			return FALSE;
		}
		bytes += n;
		length -= (gsize)n;
	}
	return TRUE;
}

/* A byte over the last multiple of the alphabet's size would make its first characters likelier. */
static gboolean fill(char *out, gsize length, const char *alphabet, GError **error)
{
	guint8 pool[64];
	guint size = (guint)strlen(alphabet), limit = 256 - 256 % size;
	gboolean good = TRUE;
	for (gsize at = 0; good && at < length;) {
		good = random_bytes(pool, sizeof pool, error);
		for (gsize i = 0; good && i < sizeof pool && at < length; i++)
			if (pool[i] < limit)
				out[at++] = alphabet[pool[i] % size];
	}
	secbuf_wipe(pool, sizeof pool);
	return good;
}

static gboolean fill_uuid(char *out, gsize length, GError **error)
{
	static const gsize dashes[] = { 8, 13, 18, 23 };
	if (!fill(out, length, HEX, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(dashes); i++)
		out[dashes[i]] = '-';
	return TRUE;
}

static gboolean fill_whsec(char *out, gsize length, GError **error)
{
	static const char prefix[] = "whsec_";
	guint8 bytes[96];
	gsize n = policy_whsec_bytes((guint)length);
	gboolean good = random_bytes(bytes, n, error);
	if (good) {
		char *text = g_base64_encode(bytes, n);
		memcpy(out, prefix, strlen(prefix));
		memcpy(out + strlen(prefix), text, length - strlen(prefix));
		secbuf_wipe(text, strlen(text));
		g_free(text);
	}
	secbuf_wipe(bytes, sizeof bytes);
	return good;
}

static gboolean fill_format(char *out, const struct policy *policy, GError **error)
{
	switch (policy->format) {
	case SECRET_FORMAT_WHSEC:
		return fill_whsec(out, policy->length, error);
	case SECRET_FORMAT_HEX:
		return fill(out, policy->length, HEX, error);
	case SECRET_FORMAT_BASE64URL:
		return fill(out, policy->length, BASE64URL, error);
	case SECRET_FORMAT_UUID:
		return fill_uuid(out, policy->length, error);
	case SECRET_FORMAT_ALPHABET:
	case N_SECRET_FORMATS:
		break;
	}
	return fill(out, policy->length, policy->alphabet, error);
}

SecBuf *generate_value(const char *name, const struct policy *policy, GError **error)
{
	if (!policy_check(policy, error))
		return NULL;
	char *text = wipe_calloc(1, policy->length + 1);
	SecBuf *value =
		fill_format(text, policy, error) ? secbuf_new(name, text, policy->length, error) : NULL;
	wipe_free(text);
	return value;
}
