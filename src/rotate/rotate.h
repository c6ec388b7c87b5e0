/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotating one secret: create -> set -> test -> finish, then retire after a grace period; and back.
 *
 * The keyring holds the values, the journal (store/journal.h) what was done.  Each step is written to the
 * journal before it acts and may be done again: what is there already is found and kept.  So a job that ended
 * anywhere, however it did, goes on from what the journal and the keyring say.  At every moment a value that
 * the server takes is in the keyring; `pending` becomes `current` before the old one becomes `previous`.
 *
 * How a value gets to where it is used, and how it is seen to work there, is a driver's: one row each in
 * rotate/drivers.c.  Asynchronous, main thread; cancelling ends a job between two calls, and what was begun
 * stays open. */
#pragma once

#include "canary/callbacks.h"
#include "client/client.h"
#include "model/policy.h"
#include "model/scheme.h"
#include "store/journal.h"

enum {
	DRIVER_ASKS_SERVER = 1 << 0,   /* of its server it needs a client */
	DRIVER_READS_SERVER = 1 << 1,  /* and the documents */
	DRIVER_WANTS_ENGINE = 1 << 2,  /* and an engine */
	DRIVER_WANTS_PROGRAM = 1 << 3, /* nothing goes without --exec */
	DRIVER_TAKES_PROGRAM = 1 << 4, /* --exec sets the value; without it a person does */
	DRIVER_WRITES = 1 << 5,        /* it changes the server through its API */
	DRIVER_OLD_STAYS = 1 << 6,     /* the old value goes on working until it is retired */
};

struct rotate_driver;
extern const struct rotate_driver *const rotate_drivers[];        /* ends with NULL */
const struct rotate_driver *rotate_driver_find(const char *name); /* NULL */
/* The driver that a kind has where none is named. */
const struct rotate_driver *rotate_driver_of_kind(SecretKind kind);
const char *rotate_driver_name(const struct rotate_driver *driver);
const char *rotate_driver_summary(const struct rotate_driver *driver); /* N_() */
unsigned rotate_driver_flags(const struct rotate_driver *driver);
#define ROTATE_DRIVER_CHOICES "bearer|engine-key|signing|subscription|connection|exec|manual"

typedef enum {
	ROTATE_FORWARD, /* begins, or goes on where it stands */
	ROTATE_BACK,    /* restores what was there before */
	ROTATE_RETIRE,  /* of a finished one: the previous value goes */
} RotateWay;

/* All is borrowed until `done`, but the client, the values and the callbacks, of which a reference is taken
 * where there is one. */
typedef struct {
	Store *store;
	Client *client;              /* NULL: the driver asks nobody */
	const Server *server;        /* NULL: not read */
	const struct scheme *scheme; /* of the trigger's events; NULL: not known */
	Callbacks *callbacks;        /* where canaries call back to; NULL: none are made */
	const struct policy *policy;
	SecBuf *given;         /* the new value, by a person; NULL: it is made */
	const char *program;   /* instead of that of the journal, from now on; NULL */
	guint program_seconds; /* for each call of a program */
	gint64 compromised;    /* the old value is marked so, before anything else; 0: it is not */
} RotateOptions;

typedef struct RotateJob RotateJob;

typedef enum {
	ROTATE_DONE,    /* it is where `way` leads */
	ROTATE_PENDING, /* it was begun and is open: resume or rollback */
	ROTATE_REFUSED, /* nothing was begun, or nothing was changed */
} RotateEnd;

typedef struct {
	/* A step begins (intended), is done or failed; a note to a person (`step` N_JOURNAL_STEPS). `text`
	 * (translated; NULL) says more. */
	void (*told)(RotateJob *job, JournalStep step, StepState state, const char *text, gpointer data);
	/* Once, from the loop; the job is freed after it.  `error`: why it is not done. */
	void (*done)(RotateJob *job, RotateEnd end, const GError *error, gpointer data);
	gpointer data;
} RotateWatch;

/* `rotation` is taken: one of the journal, or a new one (id 0) with target, url, server, connection, name,
 * kind, driver, program, trigger, place, overlap, grace and settle. */
RotateJob *rotate_start(const RotateOptions *options, Rotation *rotation, RotateWay way,
			GCancellable *cancellable, const RotateWatch *watch);
const Rotation *rotate_rotation(const RotateJob *job); /* as the journal has it now; borrowed */

/* What a rotation would do, as lines (char *, translated); asks nobody. */
GPtrArray *rotate_plan(const RotateOptions *options, const Rotation *rotation);

enum { ROTATE_FAILURES_MOST = 2 }; /* tests that a value may fail */
