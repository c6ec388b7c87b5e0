/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pins: what a server's documents said at a time, to be compared with later.  Of each target the newest
 * PIN_MOST are kept.  Documents are kept as compact JSON with sorted members that has passed redact_text().
 */
#pragma once

#include <jansson.h>

#include "store/store.h"

enum { PIN_MOST = 100 };

typedef struct {
	gint64 id;
	char *target;
	gint64 taken;                            /* microseconds since the epoch */
	char *note;                              /* "" none */
	json_t *manifest, *components, *openapi; /* NULL: not there; always NULL in the rows of pin_list() */
	gboolean has_manifest, has_components, has_openapi;
	gsize bytes; /* of the documents as they are kept */
} Pin;

void pin_free(Pin *pin);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pin, pin_free)

/* A copy in which every text has passed redact_text(), as it would be kept: who compares a document with a
 * pinned one compares this.  NULL for NULL, or with the error set (a credential is no text but, say, a
 * number: WEIR_ERROR_PROTOCOL). */
json_t *pin_clean(const json_t *document, GError **error);

/* `documents` is an object with any of "manifest", "components", "openapi" (null: not there); `note` may be
 * NULL. The id of the pin, or 0 with the error set: WEIR_ERROR_USAGE where none of them is there. */
gint64 pin_set(Store *store, const char *target, const json_t *documents, gint64 taken, const char *note,
	       GError **error);

/* The pin of that id, or the latest for 0; NULL without an error where there is none of this target. */
Pin *pin_get(Store *store, const char *target, gint64 id, GError **error);

/* Pin *, newest first. */
GPtrArray *pin_list(Store *store, const char *target, GError **error);
