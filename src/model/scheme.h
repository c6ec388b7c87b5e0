/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signature schemes of webhooks, as data: what is signed, how, and where it stands in the request.
 *
 * A scheme is a row of texts in the language of model/template.h; weir's own are in sign/schemes.c, those of
 * a person in [scheme ID] groups.  scheme_compile() proves that a row makes sense.  A field is "PLACE:
 * TEMPLATE", where PLACE is
 *
 *   X-Signature      a header; X-Signature-* stands for several whose names begin so (the first is -1)
 *   ?signature       a field of the query
 *   /data/signature  a member of the JSON body (a JSON Pointer); with one name a field of a form, too
 *   @path            the last part of the path
 *
 * Pure, thread-safe. */
#pragma once

#include "model/template.h"

typedef enum {
	ALGORITHM_NONE,
	ALGORITHM_HMAC_SHA1,
	ALGORITHM_HMAC_SHA256,
	ALGORITHM_HMAC_SHA512,
	ALGORITHM_SHA1, /* plain hashes: the secret is among what is hashed */
	ALGORITHM_SHA256,
	ALGORITHM_SHA512,
	ALGORITHM_ED25519,
	ALGORITHM_ECDSA_P256, /* with SHA-256, DER */
	ALGORITHM_RSA_SHA1,   /* PKCS #1 v1.5 */
	ALGORITHM_RSA_SHA256,
	ALGORITHM_RSA_PSS_SHA256, /* salt as long as the digest */
	ALGORITHM_JWT_HS256,
	ALGORITHM_JWT_RS256,
	ALGORITHM_JWT_ES256,
	ALGORITHM_TOKEN, /* a fixed value */
	ALGORITHM_BASIC, /* the secret is user:password */
	N_ALGORITHMS,
} SchemeAlgorithm;

typedef enum {
	KIND_NONE,
	KIND_HMAC,
	KIND_HASH,
	KIND_KEYPAIR,
	KIND_JWT,
	KIND_FIXED,
} AlgorithmKind;

typedef enum {
	SECRET_TEXT, /* the bytes as they are written */
	SECRET_BASE64,
	SECRET_HEX,
	SECRET_WHSEC, /* "whsec_", if it is there, is cut off; the rest is base64 */
	N_SECRET_FORMS,
} SecretForm;

typedef enum {
	TIME_NONE,
	TIME_S,
	TIME_MS,
	TIME_ISO8601,
	TIME_S_OR_MS, /* told by its size; written in ms */
	N_TIME_UNITS,
} TimeUnit;

/* How far a row was proved. */
typedef enum {
	CERTAINTY_VECTOR,  /* values that the vendor published come out */
	CERTAINTY_VENDOR,  /* the vendor's text or program was read */
	CERTAINTY_CODE,    /* several public programs agree */
	CERTAINTY_RFC,     /* a standard says so */
	CERTAINTY_MEMORY,  /* well known, not looked up again */
	CERTAINTY_SUMMARY, /* from a summary of the vendor's page: try it on a delivery first */
	CERTAINTY_OWN,     /* of the configuration */
	N_CERTAINTIES,
} SchemeCertainty;

enum {
	SCHEME_HANDSHAKE = 1 << 0,   /* the endpoint must first answer a challenge */
	SCHEME_LEGACY = 1 << 1,      /* its vendor has a better one */
	SCHEME_EITHER_PORT = 1 << 2, /* the URL is signed with or without its default port */
	SCHEME_KEY_BY_ID = 1 << 3,   /* a header or claim names the key */
	SCHEME_CERTIFICATE = 1 << 4, /* a header names the URL of the certificate, whose host must be checked
				      */
};

struct scheme {
	const char *id, *provider;
	SchemeAlgorithm algorithm;
	SecretForm secret;
	const char *signed_text; /* template; for JWT claims, "iat={timestamp} hash={body|sha256|hex}" */
	const char *signature;   /* field */
	const char *second;      /* a field that holds a further signature, one is enough; NULL */
	const char *timestamp;   /* field; NULL where there is none or it stands in the signature's */
	const char *delivery_id; /* field; NULL */
	const char *also;        /* one more field that must be as the template says; NULL */
	const char *separator;   /* between values of `signature`: "," ";" or " "; NULL: one value */
	TimeUnit unit;
	guint tolerance;   /* seconds; 0: the vendor prescribes none */
	const char *event; /* header that names the event; NULL */
	unsigned flags;
	SchemeCertainty certainty;
	const char *source; /* the vendor's page, or file, line and group */
	const char *note;   /* English; NULL */
};

AlgorithmKind scheme_kind(const struct scheme *scheme);
const char *scheme_algorithm_name(SchemeAlgorithm algorithm); /* "hmac-sha256" */
const char *scheme_secret_name(SecretForm form);              /* "text" "base64" "hex" "whsec" */
const char *scheme_unit_name(TimeUnit unit);                  /* "none" "s" "ms" "iso8601" "s-or-ms" */
const char *scheme_certainty_name(SchemeCertainty certainty); /* "vector" ... for machines */
/* TRUE where keys come in pairs: whoever verifies holds no secret. */
gboolean scheme_is_asymmetric(const struct scheme *scheme);

/* ---- compiled ---- */

typedef enum { PLACE_HEADER, PLACE_QUERY, PLACE_BODY, PLACE_PATH } SchemePlace;

/* One value of a list: text, what is taken out of it when it is read, text. */
typedef struct {
	Template *template;
	char *before, *after;   /* "" where there is none */
	TemplateValue captured; /* signature, timestamp, id, jwt; TEMPLATE_TEXT: nothing, it is compared */
	int encoding;           /* TemplateFilter of a signature; -1 */
} SchemeItem;

typedef struct {
	SchemePlace place;
	char *name;
	gboolean several; /* the name ended with *: it is a prefix */
	char separator;   /* 0: none */
	char *joint;      /* what is written between items */
	GPtrArray *items; /* SchemeItem *, never empty */
	guint32 uses;
} SchemeField;

typedef enum {
	FIELD_SIGNATURE,
	FIELD_SECOND,
	FIELD_TIMESTAMP,
	FIELD_ID,
	FIELD_ALSO,
	N_FIELDS,
} SchemeFieldKind;

typedef struct {
	char *name;
	Template *template;
} SchemeClaim;

/* What stops a repeated delivery. */
typedef enum {
	GUARD_NONE,        /* a repeated request cannot be told from the first */
	GUARD_UNSIGNED_ID, /* an id that whoever repeats can change */
	GUARD_SIGNED_ID,
	GUARD_SIGNED_TIMESTAMP,
} SchemeGuard;

typedef struct {
	const struct scheme *scheme; /* borrowed */
	Template *signed_text;       /* NULL: nothing, or claims */
	GPtrArray *claims;           /* SchemeClaim *; NULL but for JWT */
	SchemeField *fields[N_FIELDS];
	guint32 uses; /* of all templates */
	SchemeGuard guard;
	gboolean body_signed; /* whole, or by its hash */
	gboolean id_signed;
} SchemePlan;

/* WEIR_ERROR_CONFIG: what is wrong with the row; `key` (may be NULL) is set to the setting that it is about,
 * as in [scheme ID].  The row is borrowed and must outlive the plan. */
SchemePlan *scheme_compile(const struct scheme *scheme, const char **key, GError **error);
void scheme_plan_free(SchemePlan *plan);
/* TRUE if the sender writes a time (FIELD_TIMESTAMP) or an id (FIELD_ID) beside the body: what the body holds
 * itself is signed as it stands there. */
gboolean scheme_takes(const SchemePlan *plan, SchemeFieldKind kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchemePlan, scheme_plan_free)

/* ---- of the configuration ---- */

/* A scheme whose texts are its own, from the values of a [scheme ID] group: `value` gives a new text or NULL
 * for a key of model/settings.c. */
typedef char *(*SchemeValue)(const char *key, gpointer data);
struct scheme *scheme_read(const char *id, const char *source, SchemeValue value, gpointer data);
void scheme_free(struct scheme *scheme); /* only those of scheme_read() */
