/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which path a trigger listens on.  Nothing in the protocol says it: paths of OpenAPI that are not the SDK's
 * own are weighed against the triggers' names and texts, all at once, and where nothing speaks clearly, none
 * is named.  Private to model/server.  Pure, thread-safe. */
#pragma once

#include "model/server.h"

/* A path that is not the SDK's own. */
typedef struct {
	char *path;
	const char *method; /* "POST" where it takes it, else the likeliest; static */
	json_t *operation;  /* borrowed */
	json_t *item;       /* borrowed */
	char *parameter;    /* of the template: what seems to name the subscription; NULL */
} RouteCandidate;

/* NULL for an item without operations. */
RouteCandidate *route_candidate_new(const char *path, json_t *item);
void route_candidate_free(RouteCandidate *candidate);

void route_clear(Route *route);
void route_free(Route *route);

/* The parameter of a template that names the subscription, new: the one named sub..., else the last that does
 * not name the connection; NULL if there is none. */
char *route_subscription_parameter(const char *path);

/* Fills the routes of all triggers, and other_routes with what is left.  Returns Trigger * -> operation
 * (json_t *, borrowed) of those that were found in OpenAPI. */
GHashTable *route_find(Server *server, GPtrArray *candidates, const Target *target);
