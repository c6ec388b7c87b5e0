/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One workflow server as weir knows it: manifest, components and OpenAPI joined.
 *
 * Each fact knows its source, and any of the three documents may be missing.  Texts are kept as the server
 * sent them (valid UTF-8, otherwise untouched): who shows them passes them through text_visible().  Built
 * once by server_build() and never changed after; may be built in a task thread and handed over. */
#pragma once

#include "model/effects.h"
#include "model/target.h"

typedef enum {
	FROM_MANIFEST = 1 << 0,
	FROM_COMPONENTS = 1 << 1,
	FROM_OPENAPI = 1 << 2,
	FROM_CONFIG = 1 << 3,
} Sources;

/* "manifest+openapi"; static for each combination. */
const char *sources_name(Sources sources);

typedef struct {
	char *name;
	json_t *schema; /* as in the parameters, its $refs unresolved; reference kept */
	char *summary;  /* schema_summary() */
	char *doc;      /* argumentDocs, else the schema's description; NULL if neither */
	gboolean required;
} Argument;

typedef struct {
	char *name;
	char *display_name, *description, *docs; /* NULL where not given */
	json_t *parameters;                      /* JSON Schema of the arguments; NULL if unknown */
	json_t *parameters_root;                 /* the document its $refs resolve in */
	json_t *result;                          /* JSON Schema; NULL if none */
	json_t *errors;                          /* array of schemas; NULL if none given */
	GPtrArray *arguments;                    /* Argument * */
	gboolean closed;                         /* additionalProperties is false */
	char **env, **secrets;                   /* from components; NULL: not known, empty: none */
	char **chat_arguments; /* ebbotArguments; a tool with some is no action of a connection */
	gboolean callable;     /* in the manifest, or with a call path in OpenAPI: POST call_path works */
	char *call_path;       /* "/connections/{id}/call/NAME"; NULL if not callable */
	char *form_path;       /* only where OpenAPI has it; NULL otherwise */
	Effect *effect;
	Sources sources;
} Action;

/* A trigger's HTTP route. */
typedef struct {
	char *method, *path; /* path as the template of OpenAPI; NULL: not found */
	char *parameter;     /* the template parameter that names the subscription; NULL: shared route */
	gboolean shared;     /* other triggers have the same route, or none is named in it */
	Sources source;      /* FROM_OPENAPI or FROM_CONFIG (FROM_MANIFEST: only the install instructions name
				it, and there is no OpenAPI); 0 if not found */
	double confidence;   /* 0.5 and up; 1 for configuration; 0 if not found */
	char *why;           /* "path, operation id and {subscriptionId}"; why not, if not found */
} Route;

typedef struct {
	char *name, *description, *docs, *install_instructions;
	json_t *payload;                         /* JSON Schema of the event's payload; NULL if unknown */
	json_t *payload_root;                    /* the document its $refs resolve in */
	json_t *options_schema, *secrets_schema; /* of a subscription; NULL if none */
	json_t *options_root, *secrets_root;     /* the documents their $refs resolve in */
	GPtrArray *options;                      /* Argument * */
	GPtrArray *secrets;                      /* Argument *, names and schemas only */
	Route route;
	TriggerEffect *effect;
	char *guard; /* what guards the route, as far as can be told without a probe: "signature (docs:
			HMAC-SHA256 ...)", "bearer token of the server", "nothing seen" (untranslated: N_());
			never NULL */
	Sources sources;
} Trigger;

typedef struct {
	GPtrArray *actions;      /* Action *, in the server's order */
	GPtrArray *triggers;     /* Trigger * */
	GPtrArray *other_routes; /* Route *: paths that are neither the SDK's nor a trigger's */
	GPtrArray *connection_options, *connection_secrets; /* Argument *; empty where unknown */
	char *install_instructions, *docs, *author, *email, *url, *rate_limit_info, *required_permissions;
	char *title, *version; /* of OpenAPI's info */
	Sources sources;       /* the documents that were there */
	GPtrArray *notes;      /* char *: what was odd in the documents, with document and JSON Pointer */
	json_t *manifest, *components, *openapi;  /* references; NULL where missing */
	GHashTable *action_names, *trigger_names; /* for server_action() and server_trigger() */
	guint references;                         /* beyond the first */
} Server;

/* Joins what is there; each document may be NULL. `target` (may be NULL) gives the operator's overrides.
 * Mistyped and missing members become notes; duplicate names are noted and the first is kept.  NULL only
 * where a document is of the wrong type altogether (WEIR_ERROR_PROTOCOL), or all three are NULL. */
Server *server_build(json_t *manifest, json_t *components, json_t *openapi, const Target *target,
		     GError **error);
/* Somebody else keeps it, too: each reference is given back with server_free(). */
Server *server_ref(Server *server);
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

Action *server_action(const Server *server, const char *name); /* borrowed; NULL if there is none */
Trigger *server_trigger(const Server *server, const char *name);

/* What an action says of itself, as the inference of its effect reads it and as the marks of its effect count
 * (effects.h).  Valid as long as the action is. */
typedef struct ActionTexts ActionTexts;
ActionTexts *action_texts_new(const Action *action);
void action_texts_free(ActionTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ActionTexts, action_texts_free)
const EffectTexts *action_texts(const ActionTexts *texts);

/* The members of weir/actions/1 and weir/triggers/1 (issue text), new references.  What is not known is null;
 * a route that was not found is an object of nulls with confidence 0. */
json_t *action_json(const Action *action);
json_t *trigger_json(const Trigger *trigger);
