/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of an event: bytes that are sent as they are.
 *
 * Only what weir makes itself (a sample, or one that a person asked to have edited) is ever printed from
 * JSON; a file or a capture is sent as it came.  Pure. */
#pragma once

#include "model/server.h"

typedef enum { EVENT_MINIMAL, EVENT_FULL } EventSize; /* required members only, or all of them */

/* The JSON Schema of what the trigger's route takes: that of the request body in OpenAPI, else that of the
 * payload. Borrowed; NULL: not known.  `*root` is where its $refs resolve. */
json_t *event_schema(const Server *server, const Trigger *trigger, json_t **root);

/* Made by model/sample; WEIR_ERROR_PROTOCOL where there is no schema, or nothing fits it. */
json_t *event_sample(const Server *server, const Trigger *trigger, EventSize size, guint64 seed,
		     GError **error);
GBytes *event_bytes(const json_t *event); /* compact, members sorted */
GBytes *event_text(const json_t *event);  /* the same for people: indented, a newline at the end */

/* "/pointer=value" (JSON where it is some, else a text; "/list/-" appends) and "/pointer", in their order;
 * NULL: none.  A new event; WEIR_ERROR_USAGE names the edit that leads nowhere. */
json_t *event_edit(const json_t *event, const char *const *sets, const char *const *removes, GError **error);

/* Ways in which an event can be wrong: each is a new event that the schema refuses, or NULL where it refuses
 * no such thing. */
json_t *event_wrong_type(const json_t *event, json_t *schema, json_t *root);
json_t *event_missing_field(const json_t *event, json_t *schema, json_t *root);

/* With a member that no schema names; `*refused` tells whether this schema does. NULL where it is no object.
 */
#define EVENT_EXTRA "weirExtra"
json_t *event_extra_field(const json_t *event, json_t *schema, json_t *root, gboolean *refused);
