/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing webhooks as their senders do, and verifying what came.
 *
 * A Signer is a scheme with a key; it can be used again and again.  Bodies are bytes: they are read where a
 * scheme signs members of them, never written anew.  Values that carry the secret (fixed tokens) are wiped
 * when freed.  Main thread. */
#pragma once

#include "base/secret.h"
#include "model/scheme.h"

/* A header (PLACE_HEADER), field of the query, member of the body (name is a JSON Pointer), or the last part
 * of the path. */
typedef struct {
	SchemePlace place;
	char *name;
	char *value; /* NUL after it */
	gsize length;
} SignPart;
SignPart *sign_part_new(SchemePlace place, const char *name, const char *value, gssize length);
void sign_part_free(SignPart *part);
GPtrArray *sign_parts_new(void); /* frees what is in it */

/* A request, to be signed or as it came. */
typedef struct {
	const void *body; /* NULL: empty */
	gsize length;
	const char *method;       /* NULL: POST */
	const char *url;          /* as registered or called, with its query; NULL: not known */
	const GPtrArray *headers; /* SignPart *, those received, or those that will be sent; NULL: none */
	const GPtrArray *params;  /* SignPart *, for {param:NAME}; NULL */
	/* For signing only. */
	const char *id;        /* NULL: a new one */
	const char *timestamp; /* as text, signed as it is; NULL: `now` in the scheme's unit */
	gint64 now;            /* microseconds since the epoch; 0: the clock's */
} SignInput;

typedef struct Signer Signer;

typedef enum { SIGN_TO_SEND, SIGN_TO_CHECK } SignPurpose;

/* `scheme` is borrowed; `secret` (a reference is taken) is the secret or private key, to check also the
 * public one: see sign/key.h for the forms.  NULL where the scheme wants none.  WEIR_ERROR_CONFIG for a
 * secret that does not fit. */
Signer *signer_new(const struct scheme *scheme, SecBuf *secret, SignPurpose purpose, GError **error);
void signer_free(Signer *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Signer, signer_free)
const SchemePlan *signer_plan(const Signer *signer); /* borrowed */

/* Appends to `out` (of sign_parts_new()) what has to be in the request: headers first where a scheme has
 * them.  What stands in the query, the path or the body comes as parts of that place: the caller puts it
 * there.  Where the body holds timestamp or id, they are taken from it.  WEIR_ERROR_USAGE names what is
 * missing (the URL, a header). */
gboolean sign_headers(Signer *signer, const SignInput *input, GPtrArray *out, GError **error);

typedef enum {
	SIGN_GOOD,
	SIGN_MISSING,         /* nothing stands where the signature, the timestamp or the id belongs */
	SIGN_EMPTY,           /* it is there, without a value */
	SIGN_TWICE,           /* there is more than one, and they might be read differently */
	SIGN_MALFORMED,       /* it has not the form of the scheme */
	SIGN_UNKNOWN_VERSION, /* only signatures of other versions or algorithms */
	SIGN_TOO_MANY,        /* more signatures than anybody sends */
	SIGN_WRONG,           /* it is not of this request with this secret */
	SIGN_BODY_DIFFERS,    /* a signed hash is not the body's */
	SIGN_CLAIM,           /* a claim of the token is missing or wrong */
	SIGN_TOO_OLD,
	SIGN_IN_FUTURE,
	N_SIGN_VERDICTS,
} SignVerdict;

enum { SIGNATURES_MOST = 64 };

typedef struct {
	SignVerdict why;
	const char *where; /* header or other place that it is about; lives as long as the Signer; NULL */
	gboolean timed;    /* there is a timestamp that was read */
	gboolean time_checked;
	gint64 age; /* microseconds; negative: of the future */
	gint64 tolerance;
	guint signatures, others; /* of the version that is known, and of others */
} SignResult;

enum { SIGN_TOLERANCE_OF_SCHEME = -1, SIGN_TOLERANCE_OFF = 0 };

/* `now` in microseconds since the epoch; `tolerance` in seconds.  The signature is judged before the time: a
 * wrong one that is old is wrong.  FALSE with an error only where it cannot be judged (no URL where it is
 * signed). */
gboolean sign_verify(Signer *signer, const SignInput *input, gint64 now, gint64 tolerance, SignResult *result,
		     GError **error);

/* The time (FIELD_TIMESTAMP) or id (FIELD_ID) of a request as it came, in a field of its own or beside the
 * signature; g_free(). NULL: there is none, or more than one.  Nothing is verified. */
char *sign_value_of(const SchemePlan *plan, const SignInput *input, SchemeFieldKind kind);

const char *sign_verdict_name(SignVerdict verdict); /* "too-old", for machines */
/* One sentence, translated; g_free(). */
char *sign_verdict_sentence(const SignResult *result);

/* The text of a time in a unit, as a sender writes it; g_free().  NULL for TIME_NONE. */
char *sign_timestamp(TimeUnit unit, gint64 microseconds);
/* FALSE where the text is no time in that unit. */
gboolean sign_timestamp_read(TimeUnit unit, const char *text, gsize length, gint64 *microseconds);
char *sign_new_id(void); /* random; g_free() */
