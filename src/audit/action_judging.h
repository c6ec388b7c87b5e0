/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the judges of actions share.  Only actions of the manifest are judged by their documents: a tool that
 * works with a chat is none.  Main thread. */
#pragma once

#include "audit/check.h"
#include "audit/schema_walk.h"

/* Where the manifest keeps an action's parts, below "/actions/N". */
#define ACTION_PARAMETERS "/schema/call/function/parameters"
#define ACTION_DESCRIPTION "/schema/call/function/description"

/* What is said where a walk was cut. */
#define ACTION_TOO_LARGE "the schema is too large or too deep to be looked at whole"

/* Calls `each` for every action of the manifest; says `pass` where nothing was said, and skips where there is
 * none.  The evidence has a server. */
void judge_each_action(Judgement *judgement, const Evidence *evidence,
		       void (*each)(Judgement *judgement, const Evidence *evidence, const Action *action),
		       const char *pass);

/* The judge of a check that asks `function` of every action: function##_of_all. */
#define JUDGE_EACH(function, pass)                                                                           \
	static void function##_of_all(Judgement *judgement, const Evidence *evidence)                        \
	{                                                                                                    \
		judge_each_action(judgement, evidence, function, pass);                                      \
	}

/* A finding about an action, at `rest` below it in the manifest; `argument` may be NULL. */
Finding *action_says(Judgement *judgement, Verdict verdict, const Evidence *evidence, const Action *action,
		     const char *argument, const char *rest, const char *format, ...) G_GNUC_PRINTF(7, 8);

/* TRUE if it surely only reads. */
gboolean action_reads(const Action *action);

/* Faults of a schema, the first of each argument. */
typedef struct {
	GPtrArray *rows; /* ActionFault * */
	GHashTable *by_argument;
	gboolean cut; /* the schema was too large to be walked whole */
} ActionFaults;

typedef struct {
	char *argument; /* NULL: the arguments as a whole */
	char *pointer;  /* below the action */
	char *what;     /* "a string without a maximum length" */
	guint more;     /* further ones in the same argument */
} ActionFault;

void action_faults_add(ActionFaults *faults, const SchemaSpot *spot, const char *what);
/* Walks `schema` (NULL: nothing), whose references stay within it, with `visit`, whose data is ActionFaults;
 * `pointer` is its place below the action.  At the cost of the check under way. */
void action_faults_walk(ActionFaults *faults, const Evidence *evidence, json_t *schema, const char *pointer,
			SchemaVisit visit);
/* Another place, whose faults are added. */
void action_faults_walk_place(ActionFaults *faults, const Evidence *evidence, SchemaPlace place,
			      SchemaVisit visit);
void action_faults_clear(ActionFaults *faults);
/* "WHAT", "WHAT (and 2 more)"; g_free(). */
char *action_fault_text(const ActionFault *fault);

/* Arguments by which the caller chooses what is done; those of an action that reads are filters. */
void action_choices(const Evidence *evidence, const Action *action, ActionFaults *faults);
/* TRUE if actions.narrow fails for it: then nobody knows what it does. */
gboolean action_is_vague(const Evidence *evidence, const Action *action);
