/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures: webhooks as they came, with what was answered.
 *
 * Method, target, headers and body are the bytes that were sent (HTTP's framing aside: chunks are joined);
 * nothing of them is ever parsed and printed again.  A Capture that comes from the wire holds what the sender
 * sent, credentials too; capture_redact() takes them out before anything is written.  Plain data; main
 * thread. */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"
#include "model/exchange.h"

/* What of a capture is not as it was sent. */
enum {
	CAPTURE_HEADERS_REDACTED = 1 << 0,
	CAPTURE_TARGET_REDACTED = 1 << 1,
	CAPTURE_BODY_REDACTED = 1 << 2, /* it held a value of weir's own: a signature of it fails */
	CAPTURE_BODY_CUT = 1 << 3,      /* over the cap: what was over it is not there */
	CAPTURE_BODY_MISSING = 1 << 4,  /* imported from a file that does not have it */
	CAPTURE_BODY_DOUBTFUL = 1 << 5, /* imported: its length is not the one that was sent */
	CAPTURE_IMPORTED = 1 << 6,
	CAPTURE_SENDER_CLOSED = 1 << 7, /* its side was closed before it was answered */
	CAPTURE_HTTPS = 1 << 8,         /* imported: it went over TLS */
};

typedef struct {
	guint64 number;       /* 1, 2, ... in its log; 0: in none */
	gint64 time;          /* microseconds since the epoch: when it was whole */
	char *peer;           /* "127.0.0.1:40312"; NULL: not known */
	char *version;        /* "HTTP/1.1" */
	char *method;         /* never NULL */
	char *target;         /* path and query as sent; never NULL */
	GPtrArray *headers;   /* Header *, in order */
	GBytes *body;         /* never NULL */
	unsigned flags;       /* CAPTURE_... */
	char *scheme;         /* that its signature was verified with; NULL: it was not */
	char *verdict;        /* sign_verdict_name(), or "unknown" where it could not be judged */
	char *why;            /* the same in a sentence; NULL */
	guint status;         /* that was answered; 0: nothing */
	double answer_ms;     /* from `time` to the answer */
	char *forward;        /* where it was forwarded; NULL: nowhere */
	guint forward_status; /* 0: no answer */
	char *forward_error;  /* NULL, or why not */
	char *answer_type;    /* content type of the answer; NULL */
	GBytes *answer;       /* its body, at most CAPTURE_ANSWER_KEPT; NULL: none */
	gsize answer_size;    /* of the whole */
} Capture;

enum { CAPTURE_ANSWER_KEPT = 64 * 1024, CAPTURE_BODY_MOST = 64 * 1024 * 1024 };

Capture *capture_new(void); /* empty texts and body */
void capture_free(Capture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Capture, capture_free)
GPtrArray *captures_new(void); /* of Capture *, which it frees */

/* Appends a copy. */
void capture_add_header(Capture *capture, const char *name, const char *value);
/* The first header of that name, any case; NULL. */
const char *capture_header(const Capture *capture, const char *name);

/* What may go into a file: values of weir's own replaced everywhere, header values and fields of the query
 * that are credentials by their name, and credentials that are known by their form in headers and target. Of
 * the body only weir's own values are replaced, so that in all other cases it stays as it was signed. A
 * signature is no credential (capture_header_is_secret()).  `token_header` (may be NULL) is a header that
 * holds a fixed token whatever it is called. */
void capture_redact(Capture *capture, const char *token_header);

/* redact_header_is_secret(), less the signatures: those are made from the event with the secret, and without
 * them a capture could not be verified. */
gboolean capture_header_is_secret(const char *name);

/* ---- as bytes: a record of the log ---- */

/* Everything but the body.  The numbers are little-endian. */
GBytes *capture_pack(const Capture *capture);
/* NULL where the bytes are no capture's; `body` (may be NULL: left out) is referenced. */
Capture *capture_unpack(guint64 number, GBytes *bytes, GBytes *body);
