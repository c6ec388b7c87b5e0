/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP request and its response, as they were, less the credentials.
 *
 * Credential headers hold "«NAME»" (the reference that they came from) instead of the value, from the start:
 * an Exchange never holds a secret of weir's.  Reference counted; filled by net/, read by everyone; main
 * thread. */
#pragma once

#include <glib.h>

typedef struct {
	char *name, *value; /* bytes as sent; not yet visible text */
	gpointer block;     /* of exchange_add_headers(); NULL */
} Header;

typedef struct {
	int references;
	char *subject, *issuer;       /* of the leaf certificate */
	char *protocol, *cipher;      /* "TLSv1.3" */
	char *key;                    /* "RSA 2048", "EC P-256", "ED25519" */
	int key_bits;                 /* of that key: 2048, 256; 0: not known */
	char *digest;                 /* of its signature: "sha256"; NULL where the key decides (ED25519) */
	gint64 not_before, not_after; /* microseconds since the epoch */
	gboolean trusted;             /* chain and host name were checked and hold */
	char *problem;                /* why not; NULL */
} TlsFacts;

enum { HTTP_VERSION_SIZE = 12 };

typedef struct {
	int references;
	guint64 number;             /* 1, 2, ... in this run */
	char *target;               /* target_name(); GRefString */
	char *method, *url;         /* no user info in it; "unix:/socket:/path" for a socket */
	GPtrArray *request_headers; /* Header * */
	GBytes *request_body;       /* at most 64 KiB kept; NULL if none */
	gsize request_size;
	int status;                           /* 0: no answer */
	char *reason;                         /* HTTP/1 reason phrase; "" otherwise */
	char http_version[HTTP_VERSION_SIZE]; /* "1.1", "2"; "": not known */
	GPtrArray *headers;                   /* Header * */
	GBytes *body;                         /* at most 64 KiB kept */
	gsize body_size;                      /* bytes received */
	gint64 started;                       /* microseconds since the epoch */
	double resolve_ms, connect_ms, tls_ms, first_byte_ms, total_ms;
	char *peer;         /* "127.0.0.1:8101"; GRefString */
	TlsFacts *tls;      /* shared by a host's exchanges; NULL for plain HTTP or not yet known */
	GError *error;      /* NULL, or why there is no (whole) answer */
	gboolean timed_out; /* it was sent, and the server had said nothing by its deadline; `error` is set
			       too */
	gboolean finished;
} Exchange;

Exchange *exchange_new(void);
Exchange *exchange_ref(Exchange *exchange);
void exchange_unref(Exchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Exchange, exchange_unref)

/* A copy whose bodies are the first `limit` bytes of these; `body` and `request_body` NULL: the exchange's
 * own. */
Exchange *exchange_excerpt(const Exchange *exchange, GBytes *body, GBytes *request_body, gsize limit);

TlsFacts *tls_facts_new(void);
TlsFacts *tls_facts_ref(TlsFacts *facts);
void tls_facts_unref(TlsFacts *facts);

/* Appends a copy to `request_headers` or `headers`; also to an array of others, whose elements are freed with
 * g_free(). */
void exchange_add_header(GPtrArray *headers, const char *name, const char *value);
/* Appends `count` to `request_headers` or `headers`, and to no other array: they are in one block.  `pairs`
 * are names and values one after the other, each with a NUL behind it. */
void exchange_add_headers(GPtrArray *headers, const GString *pairs, guint count);

/* Whether one of the values has the text in it. */
gboolean exchange_headers_hold(const GPtrArray *headers, const char *text);

/* The first header of the answer with that name, any case; NULL. */
const char *exchange_header(const Exchange *exchange, const char *name);

/* A curl command line that sends the same, credentials as "$WEIR_TOKEN", a body that was not kept whole as
 * "@BODY"; g_free(). */
char *exchange_curl(const Exchange *exchange);
