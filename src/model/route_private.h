/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of model/route share. */
#pragma once

#include "model/route.h"
#include "model/route_words.h"

/* What speaks for a trigger's listening on a path. */
typedef enum {
	SAYS_INSTRUCTIONS = 1 << 0, /* the trigger's texts hold the path */
	SAYS_BODY = 1 << 1,         /* the body has a member that takes the trigger's name */
	SAYS_PATH = 1 << 2,
	SAYS_OPERATION = 1 << 3,
	SAYS_TEXT = 1 << 4,    /* the operation's texts name the trigger */
	SAYS_MODEL = 1 << 5,   /* body and payload are one model, and only theirs */
	SAYS_TRIGGER = 1 << 6, /* the trigger's description says the path's words */
	SAYS_REST = 1 << 7,    /* nothing else is left */
} Says;

typedef struct {
	double score; /* 0..1 */
	Says says;
	gboolean group; /* the path may well serve several triggers */
} Fit;

/* A trigger as words. */
typedef struct {
	Trigger *trigger;
	Words *name, *description;
	GPtrArray *said;           /* char *: paths in its texts */
	const char *payload_title; /* borrowed; NULL */
} Listener;

/* A path as words. */
typedef struct {
	RouteCandidate *candidate;
	Words *path;            /* of its fixed segments */
	Words *function;        /* of the operation id, without what FastAPI adds to it */
	Words *both;            /* path and function together */
	Words *text;            /* summary, description, tags */
	GHashTable *events;     /* keys that the body's type member takes, as words_key() and meanings */
	const char *body_title; /* borrowed; NULL */
	double handicap;
} Listened;

typedef struct {
	Server *server;
	const Target *target;
	GPtrArray *listeners;                     /* Listener * */
	GPtrArray *paths;                         /* Listened * */
	GHashTable *in_triggers, *in_paths;       /* word -> how many have it */
	GHashTable *model_triggers, *model_paths; /* title of a model -> how many have it */
	Fit *fits; /* listeners x paths; NULL where they are too many to be compared each with each */
} RouteMatch;

Listened *listened_new(RouteCandidate *candidate, json_t *openapi);
void listened_free(Listened *listened);

/* Adds the event names that an operation's body or headers take. */
void route_events(GHashTable *events, const json_t *operation, json_t *openapi);
/* The schema of its body, its $ref followed; NULL. */
json_t *route_body(const json_t *operation, json_t *openapi);

/* Adds the paths that a text holds, new, until there are 32. */
void route_collect_paths(const char *text, GPtrArray *paths);
/* TRUE if one of them is the path, with anything for its parameters. */
gboolean route_is_said(const GPtrArray *paths, const char *path);
/* The first path in a text that has a placeholder for a subscription ("/hooks/{subscriptionId}"), new; NULL.
 */
char *route_from_text(const char *text);

Fit route_fit(const RouteMatch *match, const Listener *listener, const Listened *path);

/* The best matching of rows with columns (n_rows <= n_columns) by the sum of weights; the column of each row.
 * Cubic: for small tables. */
void route_assign(const double *weights, guint n_rows, guint n_columns, guint *column_of);
