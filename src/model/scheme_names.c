/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of what a scheme is made of, and schemes of the configuration. */
#include <string.h>

#include "model/scheme.h"
#include "model/settings.h"

static const struct {
	const char *name;
	AlgorithmKind kind;
	gboolean asymmetric;
} algorithms[N_ALGORITHMS] = {
	[ALGORITHM_NONE] = { "none", KIND_NONE, FALSE },
	[ALGORITHM_HMAC_SHA1] = { "hmac-sha1", KIND_HMAC, FALSE },
	[ALGORITHM_HMAC_SHA256] = { "hmac-sha256", KIND_HMAC, FALSE },
	[ALGORITHM_HMAC_SHA512] = { "hmac-sha512", KIND_HMAC, FALSE },
	[ALGORITHM_SHA1] = { "sha1", KIND_HASH, FALSE },
	[ALGORITHM_SHA256] = { "sha256", KIND_HASH, FALSE },
	[ALGORITHM_SHA512] = { "sha512", KIND_HASH, FALSE },
	[ALGORITHM_ED25519] = { "ed25519", KIND_KEYPAIR, TRUE },
	[ALGORITHM_ECDSA_P256] = { "ecdsa-p256", KIND_KEYPAIR, TRUE },
	[ALGORITHM_RSA_SHA1] = { "rsa-sha1", KIND_KEYPAIR, TRUE },
	[ALGORITHM_RSA_SHA256] = { "rsa-sha256", KIND_KEYPAIR, TRUE },
	[ALGORITHM_RSA_PSS_SHA256] = { "rsa-pss-sha256", KIND_KEYPAIR, TRUE },
	[ALGORITHM_JWT_HS256] = { "jwt-hs256", KIND_JWT, FALSE },
	[ALGORITHM_JWT_RS256] = { "jwt-rs256", KIND_JWT, TRUE },
	[ALGORITHM_JWT_ES256] = { "jwt-es256", KIND_JWT, TRUE },
	[ALGORITHM_TOKEN] = { "token", KIND_FIXED, FALSE },
	[ALGORITHM_BASIC] = { "basic", KIND_FIXED, FALSE },
};

static const char *const secrets[N_SECRET_FORMS] = {
	[SECRET_TEXT] = "text",
	[SECRET_BASE64] = "base64",
	[SECRET_HEX] = "hex",
	[SECRET_WHSEC] = "whsec",
};

static const char *const units[N_TIME_UNITS] = {
	[TIME_NONE] = "none",       [TIME_S] = "s", [TIME_MS] = "ms", [TIME_ISO8601] = "iso8601",
	[TIME_S_OR_MS] = "s-or-ms",
};

static const char *const certainties[N_CERTAINTIES] = {
	[CERTAINTY_VECTOR] = "vector", [CERTAINTY_VENDOR] = "vendor-text", [CERTAINTY_CODE] = "public-code",
	[CERTAINTY_RFC] = "rfc",       [CERTAINTY_MEMORY] = "not-re-read", [CERTAINTY_SUMMARY] = "summary",
	[CERTAINTY_OWN] = "own",
};

AlgorithmKind scheme_kind(const struct scheme *scheme)
{
	return algorithms[scheme->algorithm].kind;
}

gboolean scheme_is_asymmetric(const struct scheme *scheme)
{
	return algorithms[scheme->algorithm].asymmetric;
}

const char *scheme_algorithm_name(SchemeAlgorithm algorithm)
{
	return algorithms[algorithm].name;
}

const char *scheme_secret_name(SecretForm form)
{
	return secrets[form];
}

const char *scheme_unit_name(TimeUnit unit)
{
	return units[unit];
}

const char *scheme_certainty_name(SchemeCertainty certainty)
{
	return certainties[certainty];
}

/* ---- of the configuration ---- */

static guint find_name(const char *(*name)(guint), guint n, const char *text)
{
	for (guint i = 0; text != NULL && i < n; i++)
		if (strcmp(name(i), text) == 0)
			return i;
	return 0;
}

static const char *algorithm_at(guint i)
{
	return algorithms[i].name;
}

static const char *secret_at(guint i)
{
	return secrets[i];
}

static const char *unit_at(guint i)
{
	return units[i];
}

/* A space cannot be the value of a key: it would be trimmed. */
static char *separator_of(char *text)
{
	if (g_strcmp0(text, "space") != 0)
		return text;
	g_free(text);
	return g_strdup(" ");
}

struct scheme *scheme_read(const char *id, const char *source, SchemeValue value, gpointer data)
{
	struct scheme *scheme = g_new0(struct scheme, 1);
	g_autofree char *algorithm = value("algorithm", data);
	g_autofree char *secret = value("secret-form", data);
	g_autofree char *unit = value("timestamp-unit", data);
	g_autofree char *tolerance = value("tolerance", data);
	gint64 seconds = 0;
	scheme->id = g_strdup(id);
	scheme->provider = value("provider", data);
	scheme->algorithm = find_name(algorithm_at, N_ALGORITHMS, algorithm);
	scheme->secret = find_name(secret_at, N_SECRET_FORMS, secret);
	scheme->signed_text = value("signed", data);
	scheme->signature = value("signature", data);
	scheme->second = value("second", data);
	scheme->timestamp = value("timestamp", data);
	scheme->delivery_id = value("delivery-id", data);
	scheme->also = value("also", data);
	scheme->separator = separator_of(value("separator", data));
	scheme->unit = find_name(unit_at, N_TIME_UNITS, unit);
	if (tolerance != NULL && setting_duration(tolerance, &seconds))
		scheme->tolerance = (guint)MIN(seconds, G_MAXINT);
	scheme->event = value("event", data);
	scheme->certainty = CERTAINTY_OWN;
	scheme->source = g_strdup(source);
	scheme->note = value("note", data);
	return scheme;
}

void scheme_free(struct scheme *scheme)
{
	if (scheme == NULL)
		return;
	const char *const texts[] = { scheme->id,          scheme->provider, scheme->signed_text,
				      scheme->signature,   scheme->second,   scheme->timestamp,
				      scheme->delivery_id, scheme->also,     scheme->separator,
				      scheme->event,       scheme->source,   scheme->note };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free((gpointer)texts[i]);
	g_free(scheme);
}
