/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal of rotations: what weir is about to do with a secret, written before it does it, and what came
 * of it, written after.  Ids, names, versions, steps and times; no values and no hashes of values.
 *
 * Who works on a rotation holds its lock: a byte of the file beside the database (its path and "-rotations"),
 * locked for the open file (F_OFD_SETLK), so that the kernel releases it when the process dies, however it
 * does, and children do not inherit it.  Of one secret there is at most one rotation that is not finished. */
#pragma once

#include "store/store.h"

typedef enum {
	JOURNAL_CREATE, /* the new value is in the keyring as pending */
	JOURNAL_SET,    /* it is where it is used */
	JOURNAL_TEST,   /* it works, and without overlap the old one does not */
	JOURNAL_FINISH, /* it is current, the old one previous */
	JOURNAL_RETIRE, /* the old one is gone, where it was used and from the keyring */
	/* Back: */
	JOURNAL_RESTORE, /* the old value is where it is used */
	JOURNAL_CHECK,   /* it works */
	JOURNAL_DROP,    /* it is current, and the new one is gone */
	N_JOURNAL_STEPS,
} JournalStep;
const char *journal_step_name(JournalStep step); /* "create", for machines */

typedef enum {
	STEP_INTENDED, /* written before it acts: it may have happened in part */
	STEP_DONE,
	STEP_FAILED,
	N_STEP_STATES,
} StepState;
const char *journal_step_state_name(StepState state); /* "intended" */

typedef enum {
	ROTATION_OPEN,   /* on its way forward */
	ROTATION_BACK,   /* on its way back */
	ROTATION_GRACE,  /* finished; the previous value is still there */
	ROTATION_DONE,   /* and it is not any more */
	ROTATION_UNDONE, /* what was before is restored */
	N_ROTATION_STATES,
} RotationState;
const char *rotation_state_name(RotationState state); /* "open" */

typedef struct {
	gint64 id;                        /* given by journal_begin() */
	char *target, *url;               /* how the operator names the server; its base URL */
	char *server, *connection, *name; /* of the keyring's items */
	char *kind, *driver;              /* secret_kind_name(); of rotate/drivers.c */
	char *program;                    /* of the driver, as it was given; "" */
	char *trigger;                    /* that tests it, or whose subscription has it; "" */
	char *place, *new_place;          /* id of what holds it on the server, before and after; "" */
	guint64 old_version, new_version;
	gboolean given; /* by a person: it cannot be made again */
	gboolean overlap;
	gint64 grace, settle; /* seconds */
	guint failures;       /* tests that the new value failed */
	RotationState state;
	gboolean stepped; /* there is a last step: */
	JournalStep step;
	StepState step_state;
	char *note;                      /* why it failed; "" */
	gint64 started, changed, retire; /* microseconds since the epoch; when the old one may go, or 0 */
	gint64 owner;                    /* the process that worked on it last */
} Rotation;
void rotation_free(Rotation *rotation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rotation, rotation_free)
char *rotation_label(const Rotation *rotation); /* "SERVER/CONNECTION/NAME" without what is not; g_free() */

/* The same as words of a command: "SERVER NAME --connection ID", "- NAME" where it is no server's. */
char *rotation_words(const Rotation *rotation);

/* Held while a rotation is worked on. */
typedef struct JournalLock JournalLock;
void journal_unlock(JournalLock *lock); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalLock, journal_unlock)

/* Takes a rotation that is there.  WEIR_ERROR_USAGE where another weir works on it, which it names. */
JournalLock *journal_lock(Store *store, const Rotation *rotation, GError **error);

/* Writes a new rotation (texts may be NULL), sets its id and times, and takes its lock.  WEIR_ERROR_USAGE
 * where one of that secret is open: it says which, and what to do. */
JournalLock *journal_begin(Store *store, Rotation *rotation, GError **error);

/* The intention, before the step acts; then what came of it.  `note` NULL: none.  Both bring the row up to
 * date and write `failures`, `place`, `new_place`, `trigger` and `program`, too. */
gboolean journal_intend(Store *store, Rotation *rotation, JournalStep step, GError **error);
gboolean journal_result(Store *store, Rotation *rotation, StepState state, const char *note, GError **error);
/* The result of the last step and the state together. */
gboolean journal_end_step(Store *store, Rotation *rotation, RotationState state, gint64 retire,
			  GError **error);
gboolean journal_set_state(Store *store, Rotation *rotation, RotationState state, GError **error);

/* TRUE if that step was ever begun. */
gboolean journal_was_begun(Store *store, gint64 rotation, JournalStep step);
/* TRUE if it was ever done. */
gboolean journal_was_done(Store *store, gint64 rotation, JournalStep step);

/* Which rows: NULL and FALSE are no condition. */
typedef struct {
	const char *server, *connection, *name;
	gboolean open;     /* under way, forward or back */
	gboolean in_grace; /* or finished with a previous value still there */
	gboolean newest;   /* or, of each secret, the newest that was finished and not undone */
} JournalQuery;
/* Rotation *, oldest first; NULL with the error set. */
GPtrArray *journal_rows(Store *store, const JournalQuery *query, GError **error);
Rotation *journal_row(Store *store, gint64 id, GError **error);
/* The newest of the same secret that came after this one and was not undone; NULL without an error: none. */
Rotation *journal_newer(Store *store, const Rotation *rotation, GError **error);
/* The newest finished one of that secret: where it is used now. NULL without an error: none. */
Rotation *journal_last(Store *store, const char *server, const char *connection, const char *name,
		       GError **error);

/* Things on a server that a rotation replaces: one row each, written before the new one is asked for. */
typedef enum { THING_CONNECTION, THING_SUBSCRIPTION, N_THING_KINDS } ThingKind;
typedef struct {
	gint64 id; /* given by journal_plan_thing() */
	ThingKind kind;
	char *old, *new; /* ids; `new` is "" until it is known */
	char *seen;      /* ids that were there before and look alike, with spaces between them */
	gboolean gone;   /* the old one was removed */
	gboolean undone; /* the new one was */
} JournalThing;
void journal_thing_free(JournalThing *thing);
gboolean journal_plan_thing(Store *store, gint64 rotation, JournalThing *thing, GError **error);
/* Writes `new`, `gone` and `undone`. */
gboolean journal_mark_thing(Store *store, const JournalThing *thing, GError **error);
GPtrArray *journal_things(Store *store, gint64 rotation, GError **error); /* JournalThing *, in their order */
