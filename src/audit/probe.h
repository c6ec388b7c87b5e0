/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that an audit may send.  A probe is one row in audit/probes_FAMILY.c: a label, the level from
 * which it may be sent, what it may change, what it needs, and a builder, which makes one request or one for
 * each of several subjects.  Equal requests are sent once, whatever label they have. */
#pragma once

#include "audit/evidence.h"

/* What stands in the Authorization header. */
typedef enum {
	SEND_TOKEN,        /* the target's; none where it has none */
	SEND_NOTHING,      /* no such header */
	SEND_TRUNCATED,    /* the target's token without its last character */
	SEND_UPPER_CASED,  /* with its case changed */
	SEND_LOWER_SCHEME, /* "bearer TOKEN" */
	SEND_OTHER_SCHEME, /* "Basic TOKEN" */
	SEND_TWO_SPACES,   /* "Bearer  TOKEN" */
	SEND_GIVEN,        /* `authorization` below: a made-up one */
} ProbeSend;

typedef enum {
	ASK_SERVER,  /* HTTP, below the target's URL */
	ASK_PORT_80, /* plain HTTP to port 80 of the same host */
	ASK_TLS,     /* no request: a connection that offers TLS `tls_minimum`..`tls_maximum` */
} ProbeKind;

typedef struct {
	ProbeKind kind;
	const char *method;         /* NULL: GET */
	const char *path;           /* below the base URL, as it is sent */
	const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
	gboolean headers_private;   /* one of them may be a credential */
	ProbeSend send;
	const char *authorization;    /* with SEND_GIVEN: the whole value */
	const char *content_type;     /* NULL: application/json */
	GBytes *body;                 /* may be NULL; borrowed: a reference is taken */
	const char *body_sketch;      /* for --plan; NULL: the beginning of the body */
	gsize announce;               /* bytes of a body that is announced and held back */
	int timeout_ms;               /* 0: the target's */
	int tls_minimum, tls_maximum; /* 10, 11, 12, 13 */
} ProbeRequest;

typedef struct ProbeBuilder ProbeBuilder;

struct probe {
	const char *label;
	AuditLevel level;
	const char *changes;        /* English: "nothing: GET" - what it may change, and why it cannot */
	const char *const *needs;   /* labels that must have been answered; NULL: none */
	gboolean tolerates_silence; /* an answer that does not come is an answer, too */
	/* How --plan shows it while what it needs is not known: "METHOD path | Header, Header | body". */
	const char *sketch;
	/* Of level active it tells only the plan: audit/active.c asks. */
	void (*build)(ProbeBuilder *builder, const Evidence *evidence);
	gboolean tolerates_limit; /* 429 is an answer, too, and it is not asked again */
};
/* The families (audit/probes_NAME.c), each ending with a row whose label is NULL.  A label is unique;
 * families need not know each other, since equal requests are sent once. */
extern const struct probe *const probe_families[]; /* ends with NULL */
const struct probe *probe_find(const char *label);

/* For builders.  Strings and bytes are copied or referenced.  `subject` "" or NULL where there is one. */
void probe_add(ProbeBuilder *builder, const char *subject, const ProbeRequest *request);
/* The usual: GET with what to send. */
void probe_get(ProbeBuilder *builder, const char *subject, const char *path, ProbeSend send);
/* POST of JSON; `body` is borrowed. */
void probe_post(ProbeBuilder *builder, const char *subject, const char *path, ProbeSend send,
		const json_t *body);

/* What builders often want of the evidence. */
const char *evidence_unknown_id(const Evidence *evidence); /* a random UUID; borrowed */
const char *evidence_canary(const Evidence *evidence);
gboolean evidence_has_token(const Evidence *evidence); /* the target names one */
/* "/connections/ID/subscriptions" with ID percent-encoded as one segment; g_free(). */
char *probe_path(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* A path of a trigger's route with its parameters filled: the subscription's with `subscription`, any other
 * with the unknown id. NULL where the route is not known or has no subscription parameter. */
char *probe_trigger_path(const Evidence *evidence, const Trigger *trigger, const char *subscription);
