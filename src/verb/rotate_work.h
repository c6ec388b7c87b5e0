/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sub-commands of `weir secrets` about rotations share: a list of them that is worked off one after
 * the other, each on its own, and rows for people. */
#pragma once

#include "rotate/rotate.h"
#include "secrets/keyring.h"
#include "verb/verb.h"

typedef struct {
	Rotation *rotation; /* taken when it starts */
	RotateWay way;
	gint64 compromised; /* see RotateOptions */
} RotateItem;

typedef struct {
	Store *store;
	GPtrArray *items; /* RotateItem * */
	guint at;
	GPtrArray *rows; /* RotationRow * of what was done */
	gboolean plan;   /* say what would be done, do nothing */
	SecBuf *given;
	/* Of the one that is under way. */
	Server *server;
	GPtrArray *own; /* struct scheme * of the configuration */
	Callbacks *callbacks;
	gint64 grace, settle; /* of the options; -1: not given */
	GPtrArray *targets;   /* Target *, of the arguments; NULL */
} RotateWork;                 /* run->state */

/* The options that several of them have. */
extern const struct verb_option rotate_way_options[];

RotateWork *rotate_work_new(VerbRun *run);
void rotate_work_add(RotateWork *work, Rotation *rotation, RotateWay way, gint64 compromised);
/* Opens the database for writing, or for reading where nothing is written; FALSE with the error set. */
gboolean rotate_work_open(VerbRun *run, gboolean read_only, GError **error);

/* Works the list off and ends the run with a listing of what became of each: exit code 5 where one is left
 * open.  At once where nothing is in it. */
void rotate_work_start(VerbRun *run);

RotationRow *rotate_row(Store *store, const Rotation *rotation);

/* The words [TARGET [NAME]...] of a command: rotations of the journal that they mean, of those that are open
 * or in their grace as `query` says.  Rotation *; NULL with the error set. */
GPtrArray *rotate_meant(VerbRun *run, const JournalQuery *query, GError **error);

/* "CONNECTION/NAME", or "NAME" of the connection that --connection names; "" where there is none.  g_free()
 * both. */
gboolean rotate_name(const VerbRun *run, const char *word, char **connection, char **name, GError **error);

/* One line on stderr where a rotation is open; asks the database only where there is one. */
void rotate_tell_open(VerbRun *run);

/* FALSE with the error set where a rotation of that secret is open (NULL: none of a server, of a connection):
 * values that it needs must stay as they are. */
gboolean rotate_none_open(const char *server, const char *connection, const char *name, GError **error);
