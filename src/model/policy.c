/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/policy.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
	DAY = 24 * 3600,
	LONGEST_NAME = 128,
	WHSEC_PREFIX = 6, /* "whsec_" */
	WHSEC_LEAST = WHSEC_PREFIX + 32,
	WHSEC_MOST = WHSEC_PREFIX + 88,
	UUID_LENGTH = 36,
	LONGEST_VALUE = 4096,
};

static const char *const kinds[N_SECRET_KINDS] = {
	[SECRET_KIND_SERVER_TOKEN] = "server-token",
	[SECRET_KIND_ENGINE_KEY] = "engine-key",
	[SECRET_KIND_SIGNING] = "signing",
	[SECRET_KIND_CONNECTION] = "connection-secret",
	[SECRET_KIND_SUBSCRIPTION] = "subscription-secret",
	[SECRET_KIND_GENERIC] = "generic",
	[SECRET_KIND_INTERNAL] = "internal",
};

static const char *const stages[N_SECRET_STAGES] = {
	[SECRET_STAGE_PENDING] = "pending",
	[SECRET_STAGE_CURRENT] = "current",
	[SECRET_STAGE_PREVIOUS] = "previous",
};

/* `usual`: the length of a value where the policy names none. */
static const struct {
	const char *name;
	guint usual;
} formats[N_SECRET_FORMATS] = {
	[SECRET_FORMAT_WHSEC] = { "whsec", WHSEC_PREFIX + 44 },
	[SECRET_FORMAT_HEX] = { "hex", 64 },
	[SECRET_FORMAT_BASE64URL] = { "base64url", 43 },
	[SECRET_FORMAT_UUID] = { "uuid", UUID_LENGTH },
	[SECRET_FORMAT_ALPHABET] = { "alphabet:", 0 },
};

static gssize index_of(const char *const *names, gsize n, const char *name)
{
	for (gsize i = 0; name != NULL && i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (gssize)i;
	return -1;
}

const char *secret_kind_name(SecretKind kind)
{
	return kinds[kind];
}

gboolean secret_kind_find(const char *name, SecretKind *kind)
{
	gssize index = index_of(kinds, N_SECRET_KINDS, name);
	if (index >= 0)
		*kind = (SecretKind)index;
	return index >= 0;
}

SecretKind secret_kind_guess(const char *name)
{
	SecretKind kind;
	return secret_kind_find(name, &kind) && kind <= SECRET_KIND_SIGNING ? kind : SECRET_KIND_GENERIC;
}

const char *secret_stage_name(SecretStage stage)
{
	return stages[stage];
}

gboolean secret_stage_find(const char *name, SecretStage *stage)
{
	gssize index = index_of(stages, N_SECRET_STAGES, name);
	if (index >= 0)
		*stage = (SecretStage)index;
	return index >= 0;
}

gboolean secret_name_check(const char *what, const char *name, GError **error)
{
	static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	gsize length = strlen(name);
	if (length > 0 && length <= LONGEST_NAME && name[0] != '-' && strspn(name, LETTERS) == length)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("%s cannot be that: use 1 to %d letters, digits, \".\", \"_\" and \"-\", the first no "
		      "\"-\" (it is not repeated, for the case that it is a secret)"),
		    what, LONGEST_NAME);
	return FALSE;
}

/* ---- policies ---- */

void policy_init(struct policy *policy, SecretKind kind)
{
	SecretFormat format = kind == SECRET_KIND_SIGNING ? SECRET_FORMAT_WHSEC : SECRET_FORMAT_BASE64URL;
	*policy = (struct policy){
		.format = format, .length = formats[format].usual, .age = 90 * DAY, .grace = DAY
	};
}

void policy_clear(struct policy *policy)
{
	g_clear_pointer(&policy->alphabet, g_free);
}

static gboolean is_alphabet(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (!g_ascii_isgraph(*c) || strchr(c + 1, *c) != NULL)
			return FALSE;
	return strlen(text) >= 2;
}

/* Characters of an alphabet that give the bits that are wanted. */
static guint needed(gsize alphabet, double bits)
{
	return (guint)ceil(bits / log2((double)alphabet) - 1e-9);
}

static gboolean set_alphabet(struct policy *policy, const char *characters, GError **error)
{
	enum { USUAL_BITS = 256 };
	if (!is_alphabet(characters)) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
				    _("format: after alphabet: come two or more printable ASCII characters, "
				      "each once"));
		return FALSE;
	}
	policy_clear(policy);
	policy->alphabet = g_strdup(characters);
	policy->format = SECRET_FORMAT_ALPHABET;
	policy->length = needed(strlen(characters), USUAL_BITS);
	return TRUE;
}

gboolean policy_set_format(struct policy *policy, const char *text, GError **error)
{
	const char *alphabet = formats[SECRET_FORMAT_ALPHABET].name;
	if (g_str_has_prefix(text, alphabet))
		return set_alphabet(policy, text + strlen(alphabet), error);
	for (gsize i = 0; i < SECRET_FORMAT_ALPHABET; i++) {
		if (strcmp(formats[i].name, text) != 0)
			continue;
		policy_clear(policy);
		policy->format = (SecretFormat)i;
		policy->length = formats[i].usual;
		return TRUE;
	}
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
		    _("format: %s is none: use whsec, hex, base64url, uuid or alphabet:CHARACTERS"), text);
	return FALSE;
}

/* 32 bytes, which end in one '=', are the usual form, and 64 the most that there may be. */
guint policy_whsec_bytes(guint length)
{
	guint characters = length > WHSEC_PREFIX ? length - WHSEC_PREFIX : 0;
	return characters == 44 ? 32 : MIN(characters / 4 * 3, 64);
}

double policy_bits(const struct policy *policy)
{
	switch (policy->format) {
	case SECRET_FORMAT_WHSEC:
		return policy_whsec_bytes(policy->length) * 8.0;
	case SECRET_FORMAT_HEX:
		return policy->length * 4.0;
	case SECRET_FORMAT_BASE64URL:
		return policy->length * 6.0;
	case SECRET_FORMAT_UUID:
		return 128;
	case SECRET_FORMAT_ALPHABET:
		return floor(policy->length * log2((double)strlen(policy->alphabet)));
	case N_SECRET_FORMATS:
		break;
	}
	return 0;
}

/* The lengths that a format can have: from, to, and in steps of. */
static void limits(const struct policy *policy, guint *least, guint *most, guint *step)
{
	*least = 0;
	*most = LONGEST_VALUE;
	*step = 1;
	switch (policy->format) {
	case SECRET_FORMAT_WHSEC:
		*least = WHSEC_LEAST;
		*most = WHSEC_MOST;
		*step = 4;
		break;
	case SECRET_FORMAT_UUID:
		*least = *most = UUID_LENGTH;
		break;
	case SECRET_FORMAT_HEX:
		*least = needed(16, SECRET_LEAST_BITS);
		break;
	case SECRET_FORMAT_BASE64URL:
		*least = needed(64, SECRET_LEAST_BITS);
		break;
	case SECRET_FORMAT_ALPHABET:
	case N_SECRET_FORMATS:
		*least = needed(strlen(policy->alphabet), SECRET_LEAST_BITS);
		break;
	}
}

gboolean policy_check(const struct policy *policy, GError **error)
{
	guint least, most, step;
	limits(policy, &least, &most, &step);
	if (policy->length < least || policy->length > most)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("length = %u does not go with format %s: from %u (128 bits or more) to %u "
			      "characters are possible"),
			    policy->length, formats[policy->format].name, least, most);
	else if ((policy->length - least) % step != 0)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("length = %u does not go with format %s: it must be %u or more in steps of %u"),
			    policy->length, formats[policy->format].name, least, step);
	else
		return TRUE;
	return FALSE;
}
