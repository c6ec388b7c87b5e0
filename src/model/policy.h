/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What weir keeps in a keyring, and how it is renewed: kinds, stages, names, and the policies of [policy
 * KIND] and [policy SERVER/NAME] (config_policy() in model/config.h).
 *
 * Plain data, thread-safe. */
#pragma once

#include <glib.h>

typedef enum {
	SECRET_KIND_SERVER_TOKEN, /* a server's auth_token */
	SECRET_KIND_ENGINE_KEY,
	SECRET_KIND_SIGNING,      /* of a trigger's webhooks */
	SECRET_KIND_CONNECTION,   /* a tenant's upstream credential */
	SECRET_KIND_SUBSCRIPTION, /* what a subscription has under `secrets` */
	SECRET_KIND_GENERIC,
	SECRET_KIND_INTERNAL, /* weir's own: the key of fingerprints, probes; not in lists, nobody chooses it
			       */
	N_SECRET_KINDS,
} SecretKind;

/* The kinds that a person can name, for options and messages. */
#define SECRET_KIND_CHOICES "server-token|engine-key|signing|connection-secret|subscription-secret|generic"

const char *secret_kind_name(SecretKind kind); /* "server-token": what the attribute `kind` holds */
gboolean secret_kind_find(const char *name, SecretKind *kind);
/* What a name alone says: "server-token", "engine-key" and "signing" are their own kinds, others generic. */
SecretKind secret_kind_guess(const char *name);

typedef enum {
	SECRET_STAGE_PENDING,  /* made, not yet in use */
	SECRET_STAGE_CURRENT,  /* in use: what a reference gives */
	SECRET_STAGE_PREVIOUS, /* was in use; kept for the grace period */
	N_SECRET_STAGES,
} SecretStage;

#define SECRET_STAGE_CHOICES "pending|current|previous"

const char *secret_stage_name(SecretStage stage); /* "pending": what the attribute `stage` holds */
gboolean secret_stage_find(const char *name, SecretStage *stage);

/* 1 to 128 letters, digits, '.', '_' and '-', the first no '-': so that keyring:SERVER/CONNECTION/NAME can be
 * taken apart, and nothing has to be quoted in a shell.  Else WEIR_ERROR_USAGE names `what` ("the name") and
 * the rule; the text is not repeated, since it may be a value given by mistake. */
gboolean secret_name_check(const char *what, const char *name, GError **error);

typedef enum {
	SECRET_FORMAT_WHSEC,     /* "whsec_" and base64 of 24 to 64 bytes (Standard Webhooks) */
	SECRET_FORMAT_HEX,       /* in small letters */
	SECRET_FORMAT_BASE64URL, /* A-Z a-z 0-9 - _ without padding */
	SECRET_FORMAT_UUID,      /* 8-4-4-4-12 hex digits, all 128 bits random: none tells a version */
	SECRET_FORMAT_ALPHABET,  /* of characters that the policy names */
	N_SECRET_FORMATS,
} SecretFormat;

enum { SECRET_LEAST_BITS = 128 };

/* How a secret is made and how long it lasts. */
struct policy {
	SecretFormat format;
	char *alphabet;   /* SECRET_FORMAT_ALPHABET: distinct printable ASCII characters; else NULL */
	guint length;     /* characters of a new value, prefix and padding included */
	gint64 age;       /* seconds after which a value is due */
	gint64 grace;     /* seconds for which the previous value is kept */
	gboolean overlap; /* the server takes the old and the new value during the grace */
};

/* The defaults of a kind: 90 days, a grace of 24 hours, no overlap; whsec_ of 32 bytes for signing secrets,
 * 43 characters of base64url (256 bits) for the others. */
void policy_init(struct policy *policy, SecretKind kind);
void policy_clear(struct policy *policy);

/* "whsec", "hex", "base64url", "uuid", or "alphabet:CHARACTERS", as `format` of the configuration says it;
 * the length becomes the usual one of that format.  WEIR_ERROR_CONFIG says what can be meant. */
gboolean policy_set_format(struct policy *policy, const char *text, GError **error);

/* Random bytes in a whsec_ value of that many characters. */
guint policy_whsec_bytes(guint length);

/* Random bits of a new value, rounded down. */
double policy_bits(const struct policy *policy);

/* The length fits the format and gives SECRET_LEAST_BITS or more; else WEIR_ERROR_CONFIG names the length
 * that would do. */
gboolean policy_check(const struct policy *policy, GError **error);
