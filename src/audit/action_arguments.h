/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments to ask an action with: valid ones, and what is made of them by leaving out, mistyping and adding.
 *
 * Made from the schema with a fixed seed, so that a plan, a run and a recording agree.  Bounded like the
 * sampler and the validator.  What was made of the last few hundred schemas is remembered: three variants are
 * made of each, and the servers of a fleet share theirs (documents.h).  Main thread. */
#pragma once

#include "model/server.h"

/* At most so many actions of a server are asked, and so many places of one action's arguments. */
enum { ACTIONS_ASKED = 300, ACTION_PLACES = 4 };

/* The member that no action knows. */
#define ACTION_UNEXPECTED "weir_unexpected"

typedef struct {
	char *subject; /* "get_ticket", "get_ticket without ticketId", "create_ticket /requester": the action
			  and, after a space, what is special */
	json_t *arguments;
	GBytes *body; /* their JSON text; NULL until somebody sends it */
} ActionVariant;

/* TRUE if it can be asked: callable, and its name is one segment of a path and no other route. */
gboolean action_can_be_asked(const Action *action);

/* ActionVariant *, owned by the array; never NULL, empty where none could be made.  Arrays and what is in
 * them may be shared and must not be changed.
 *   valid    what the schema accepts: "NAME"; with another branch of a union at a place, "NAME /place#1"
 *   invalid  what it refuses: a required member left out, one of a wrong type
 *   extra    valid ones with an unexpected member: at the top "NAME", in an object inside "NAME /place", in
 *            another branch "NAME /place#1" */
GPtrArray *action_valid(const Action *action);
GPtrArray *action_invalid(const Action *action);
GPtrArray *action_extra(const Action *action);

/* TRUE if the schema accepts a member that it does not name. */
gboolean action_takes_anything(const Action *action);

/* The name of the action in a subject; g_free(). `special` (may be NULL) is set to the rest, borrowed. */
char *action_of_subject(const char *subject, const char **special);
