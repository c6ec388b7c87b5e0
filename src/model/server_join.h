/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of model/server and model/route share while a server is built.  Private to them. */
#pragma once

#include "model/server.h"

/* Where in which document we are: what is odd there becomes a note. */
typedef struct {
	Server *server;
	Sources document;
	GString *pointer;
} Place;

/* Goes down by a member or an index; returns what place_leave() needs to go back. */
gsize place_enter(Place *place, const char *member);
gsize place_enter_index(Place *place, gsize index);
void place_leave(Place *place, gsize length);

/* Notes something about a member of the value we are at (NULL: about the value). At most 1,000 are kept. */
void place_note(Place *place, const char *member, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Members of one type.  null is like missing, another type is noted, a missing one only if `needed`. */
char *place_text(Place *place, const json_t *object, const char *member, gboolean needed);
json_t *place_object(Place *place, const json_t *object, const char *member, gboolean needed);
json_t *place_array(Place *place, const json_t *object, const char *member, gboolean needed);
/* An object or a boolean: a schema. */
json_t *place_schema(Place *place, const json_t *object, const char *member, gboolean needed);
/* An array of strings, NULL-terminated; NULL if missing. Items of other types are noted and left out. */
char **place_names(Place *place, const json_t *object, const char *member, gboolean needed);

/* The arguments that an object schema asks for; `docs` (argumentDocs, may be NULL) win over descriptions. */
GPtrArray *server_arguments(Place *place, json_t *schema, json_t *root, const json_t *docs);
GPtrArray *server_no_arguments(void);
/* TRUE if it takes nothing but its properties. */
gboolean server_schema_closed(json_t *schema, json_t *root);
/* The nearest of NULL-terminated `around` (innermost first) that has definitions; the last if none has. */
json_t *server_root(json_t *const *around);

/* The action or trigger of that name, made and appended where there is none yet. */
Action *server_add_action(Server *server, const char *name);
Trigger *server_add_trigger(Server *server, const char *name);

void server_read_manifest(Server *server);
void server_read_components(Server *server);
/* Adds to `candidates` (RouteCandidate *) the paths that are not the SDK's own. */
void server_read_openapi(Server *server, GPtrArray *candidates);

/* The subscription's options and secrets, where nobody has said them before. */
void server_set_subscription(Place *place, Trigger *trigger, json_t *schema, json_t *root);

/* Effects, overrides, paths that follow from names. */
void server_finish_actions(Server *server, const Target *target);

/* What guards a route, new; `operation` is of OpenAPI, may be NULL. */
char *server_guard(const Trigger *trigger, const json_t *operation, json_t *openapi, const Target *target);
