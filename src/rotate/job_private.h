/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of rotate/ share; nobody else includes this. */
#pragma once

#include "rotate/rotate.h"
#include "secrets/keyring.h"

typedef enum {
	PROOF_SEEN,    /* the one works, the other does not */
	PROOF_NOT_YET, /* it may still come */
	PROOF_NOT_SET, /* the server still has the other one, which a person has to change */
	PROOF_NEVER,   /* it cannot be told here */
} RotateProof;

/* One row of drivers.c.  Each function ends with one call of those below it, at once or later. */
struct rotate_driver {
	const char *name;
	const char *summary; /* N_() */
	unsigned flags;      /* DRIVER_... */
	unsigned kinds;      /* 1 << SecretKind: those that have it where none is named */
	/* What can be known before anything is done; NULL: all is well. */
	gboolean (*check)(RotateJob *job, GError **error);
	/* What set and test would do, for --dry-run: lines are char *. */
	void (*plan)(const RotateOptions *options, const Rotation *rotation, GPtrArray *lines);
	/* Puts `value` where it is used; `other` is the one that was or is there.  job->back: the old value
	 * is put back. rotate_set_done() or rotate_set_waits(). */
	void (*set)(RotateJob *job, SecBuf *value, SecBuf *other);
	/* One try.  `refused` NULL: the other value may go on working. rotate_tested(). */
	void (*test)(RotateJob *job, SecBuf *works, SecBuf *refused);
	/* The old value goes where it was used; NULL: there is nothing to do. rotate_set_done(). */
	void (*retire)(RotateJob *job);
};

extern const struct rotate_driver driver_bearer, driver_engine_key, driver_signing, driver_subscription,
	driver_connection, driver_exec, driver_manual;

struct RotateJob {
	RotateOptions options;
	struct policy policy;
	Rotation *row;
	RotateWay way;
	gboolean back; /* the way is, or the journal says that it was begun */
	const struct rotate_driver *driver;
	GCancellable *cancellable;
	RotateWatch watch;
	JournalLock *lock;
	gboolean told;          /* what a person has to do was told by the last run */
	gboolean began;         /* the journal has it, and something may have been done */
	KeyringItem *old, *new; /* as the keyring has them; NULL: it has not */
	guint64 current;        /* the version that is current there; 0: none */
	SecBuf *old_value, *new_value;
	GPtrArray *things;      /* JournalThing *, of this rotation */
	gint64 deadline, pause; /* of a test, monotonic; microseconds until the next try */
	guint timer;
	void (*after_load)(RotateJob *job);
	gpointer work; /* a driver's own, freed with free_work */
	GDestroyNotify free_work;
};

/* ---- the end of what a driver does ---- */

void rotate_set_done(RotateJob *job, GError *error); /* takes the error; NULL: it is done */
/* A person has to do something first, which was told: it stays open. */
void rotate_set_waits(RotateJob *job, const char *text);
/* `why` (taken) says what was seen instead of PROOF_SEEN. */
void rotate_tested(RotateJob *job, RotateProof proof, GError *why);
void rotate_tell(RotateJob *job, const char *format, ...) G_GNUC_PRINTF(2, 3); /* a note to a person */

/* ---- job.c, for the steps ---- */

void job_step_done(RotateJob *job);
void job_step_failed(RotateJob *job, GError *error); /* takes it */
void job_fail(RotateJob *job, GError *error);        /* nothing of this step was done; takes it */
gboolean job_stopped(RotateJob *job);                /* was cancelled: the job has ended */
char *job_label(const RotateJob *job);               /* for messages; g_free() */
char *job_words(const RotateJob *job);               /* for commands in them; g_free() */

/* step_forward.c, step_back.c */
void step_create(RotateJob *job);
void step_set(RotateJob *job);
void step_test(RotateJob *job);
void step_finish(RotateJob *job);
void step_retire(RotateJob *job);
void step_restore(RotateJob *job);
void step_check(RotateJob *job);
void step_drop(RotateJob *job);

/* keys.c: the keyring, with points for tests, and errors that end the step. */
typedef void (*RotateNext)(RotateJob *job);
/* Finds the items of this rotation and loads their values. */
void keys_find(RotateJob *job, RotateNext next);
void keys_probe(RotateJob *job, RotateNext next);
/* Stores the value as a new pending one; job->new is it then. */
void keys_store(RotateJob *job, SecBuf *value, RotateNext next);
/* `*item` is brought up to date. */
void keys_stage(RotateJob *job, KeyringItem **item, SecretStage stage, RotateNext next);
void keys_mark(RotateJob *job, KeyringItem **item, gint64 since, RotateNext next);
/* Gone already is as good.  `*item` becomes NULL. */
void keys_delete(RotateJob *job, KeyringItem **item, RotateNext next);

/* program.c: runs row->program for a step; `done` once, from the loop. */
typedef void (*ProgramDone)(RotateJob *job, GError *error); /* takes it; NULL: it said ok */
void program_run(RotateJob *job, const char *step, SecBuf *new, SecBuf *old, ProgramDone done);
/* Its words, as a command line without a shell; WEIR_ERROR_USAGE. */
gboolean program_check(const Rotation *row, GError **error);
/* A setting by the program where there is one, else by a person, who is told `what` to do. */
void program_or_person(RotateJob *job, SecBuf *value, SecBuf *other, const char *what);

/* ask.c: one GET with this bearer, without a log of it; status 0: no answer, and `why` (lent) says so. */
typedef void (*AskDone)(RotateJob *job, int status, const GError *why, gpointer data);
void ask_with(RotateJob *job, HttpHost *host, const char *path, SecBuf *bearer, AskDone done, gpointer data);
/* Asks with both, side by side, and ends the test: 2xx for the one, 401 or 403 for the other. */
void ask_both(RotateJob *job, HttpHost *host, const char *path, SecBuf *works, SecBuf *refused);

/* prove.c: events signed with both values and with a random one, to a subscription.  `whole`: an event that
 * may be dispatched; else one that no schema takes, which tells a good signature from a wrong one by another
 * answer. */
typedef void (*ProveDone)(RotateJob *job, RotateProof proof, GError *why); /* takes it */
typedef struct {
	const Trigger *trigger;
	const char *subscription;
	gboolean whole;
	SecBuf *works, *refused; /* refused NULL: it may go on working */
} ProveWish;
void prove_signatures(RotateJob *job, const ProveWish *wish, ProveDone done);
/* TRUE where the trigger's route and scheme are known. */
gboolean prove_can(const RotateJob *job, const Trigger *trigger);

/* things.c: what is replaced on the server, and how its JSON is read. */
/* Writes what is about to be made; borrowed. NULL with the error set. */
JournalThing *things_plan(RotateJob *job, ThingKind kind, const char *old, const char *seen, GError **error);
JournalThing *things_find(const RotateJob *job, ThingKind kind, const char *old); /* NULL */
gboolean things_made(RotateJob *job, JournalThing *thing, const char *new, GError **error);
gboolean things_gone(RotateJob *job, JournalThing *thing, GError **error);
gboolean things_undone(RotateJob *job, JournalThing *thing, GError **error);

/* A subscription as a server or an engine tells of it. */
typedef struct {
	char *id, *connection, *trigger, *callback;
	json_t *options, *secrets; /* secrets NULL: not told */
} SubscriptionFacts;
SubscriptionFacts *subscription_facts(const json_t *json);
void subscription_facts_free(SubscriptionFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SubscriptionFacts, subscription_facts_free)
gboolean subscription_alike(const SubscriptionFacts *a, const SubscriptionFacts *b);
/* What POST /connections/{id}/subscriptions/{trigger} wants; new. */
json_t *subscription_body(const SubscriptionFacts *facts);
/* The ids in a list's `data` that look like `facts`, but its own, with spaces between them; g_free(). */
char *subscription_twins(const json_t *list, const SubscriptionFacts *facts);
/* Of such a list the first that is not in `seen`; g_free(), NULL. */
char *subscription_newcomer(const char *twins, const char *seen);
/* The member of `secrets` that is meant: the item's name, the only one, or one that signs. Borrowed; NULL. */
const char *secret_member(const json_t *secrets, const char *name);
/* Sets a member to a value, without a copy that is not wiped. */
void secret_set(json_t *secrets, const char *member, SecBuf *value);
gboolean secret_is(const json_t *secrets, const char *member, SecBuf *value);
/* The path of a trigger's route with that subscription in it; g_free(), NULL where it is not known. */
char *route_path(const Trigger *trigger, const char *subscription);
/* The URL of a trigger's route with that subscription in it; g_free(), NULL where it is not known. */
char *route_url(const RotateJob *job, const Trigger *trigger, const char *subscription);
