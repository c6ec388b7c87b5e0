/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed between two states of a server, by meaning and not by text.
 *
 * Order of actions and members, white space, titles, examples and the names of $defs do not count: schemas
 * are compared with their $refs followed.  What comes from a document is compared only where both states have
 * that document; that one came or went is a change of its own.  Pure; bounded on hostile documents: what
 * would take too much work is said to be not compared, which is risky. */
#pragma once

#include "model/server.h"

typedef enum {
	DRIFT_ACTION_ADDED,
	DRIFT_ACTION_REMOVED,
	DRIFT_LISTED_CHANGED,
	DRIFT_EFFECT_CHANGED,
	DRIFT_CALL_CHANGED,
	DRIFT_REQUIRED_ARGUMENT_ADDED,
	DRIFT_ARGUMENT_ADDED,
	DRIFT_ARGUMENT_REMOVED,
	DRIFT_ARGUMENT_NOW_REQUIRED,
	DRIFT_ARGUMENT_NOW_OPTIONAL,
	DRIFT_TYPE_CHANGED,
	DRIFT_SCHEMA_WIDENED,
	DRIFT_SCHEMA_NARROWED,
	DRIFT_SCHEMA_CHANGED,
	DRIFT_DEFAULT_CHANGED,
	DRIFT_RESULT_CHANGED,
	DRIFT_ERRORS_CHANGED,
	DRIFT_NEEDS_GREW,
	DRIFT_NEEDS_SHRANK,
	DRIFT_TRIGGER_ADDED,
	DRIFT_TRIGGER_REMOVED,
	DRIFT_PAYLOAD_CHANGED,
	DRIFT_SUBSCRIPTION_CHANGED,
	DRIFT_ROUTE_CHANGED,
	DRIFT_GUARD_CHANGED,
	DRIFT_CONNECTION_CHANGED,
	DRIFT_ROUTE_ADDED,
	DRIFT_ROUTE_REMOVED,
	DRIFT_TEXT_CHANGED,
	DRIFT_DOCS_STALE,
	DRIFT_PERMISSIONS_CHANGED,
	DRIFT_CONTACT_CHANGED,
	DRIFT_RATE_LIMIT_CHANGED,
	DRIFT_DOCUMENT_ADDED,
	DRIFT_DOCUMENT_REMOVED,
	DRIFT_NOT_COMPARED,
	N_DRIFT_KINDS,
} DriftKind;

struct drift_kind {
	const char *name;     /* "action-added": what machines read */
	const char *severity; /* "info" "low" "medium" "high": a hint for who has no rule of his own */
	const char *help;     /* N_(), one sentence without a full stop */
};
extern const struct drift_kind drift_kinds[N_DRIFT_KINDS];

typedef struct {
	DriftKind kind;
	char *subject;        /* "action delete_ticket", "action add_note argument text": names as sent */
	const char *document; /* "manifest", "components" or "openapi": of `pointer`; static */
	char *pointer;        /* JSON Pointer into the newer document; of what held it, where it is gone */
	char *before, *after; /* short visible texts; "" where there is none */
	gboolean breaking;    /* who used it as it was may fail now */
	gboolean risky; /* it can do more, asks for more, or says so no longer: look before it is used */
} Drift;

void drift_free(Drift *drift);

/* Drift *, owned by the array; empty where nothing changed.  Actions by name, triggers by name, connection,
 * routes, the server's own facts; the same order for the same two states.  Both states should have been built
 * with the same Target, else the operator's own settings are among the changes.  At most 10,000, then one
 * DRIFT_NOT_COMPARED. */
GPtrArray *drift_compare(const Server *before, const Server *after);

/* {kind, severity, subject, document, pointer, before, after, breaking, risky}, new. */
json_t *drift_json(const Drift *drift);
