/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's keyring, over the Secret Service of the session bus (libsecret).
 *
 * An item is one value with the attributes application=weir, server, connection, name, kind, stage, version,
 * created, and where it applies encoding=base64 (the value is no text) and compromised.  Attributes are not
 * secret: a keyring keeps and sends them in clear.  Values arrive in a session that libsecret encrypts and
 * are copied into a SecBuf; libsecret's own copy lies in its locked memory and is wiped when the call is
 * over.
 *
 * Everything is asynchronous on the loop.  Each call runs its `done` exactly once, from the loop and never
 * from within the call itself; what `done` is given is lent to it.  `cancellable` (may be NULL) ends a call
 * with WEIR_ERROR_CANCELLED.  A call that the keyring does not answer ends after keyring_deadline_ms, or
 * after keyring_prompt_deadline_ms where the keyring asks a person to unlock it (it does so itself, with a
 * window of its own); what it answers later is thrown away: a write may have happened all the same, so read
 * before you repeat it.
 *
 * Errors are of the domain WEIR_ERROR.  What makes a keyring unusable has a code for each cause, all with
 * exit code 4 (WEIR_ERROR_KEYRING_NO_BUS and so on), and the message says what to do:
 *
 * ..._NO_BUS         there is no session bus, or it cannot be reached
 * ..._NO_SERVICE     nothing on the bus is a Secret Service
 * ..._NO_COLLECTION  it has no default collection to write to
 * ..._LOCKED         it is locked, and nothing here can ask for its password (ssh, container)
 * ..._DISMISSED      a person closed its prompt
 * ..._TIMEOUT        it did not answer in time, or nobody answered its prompt
 * WEIR_ERROR_KEYRING anything else: it refused, broke off, or did not keep what it was given
 *
 * WEIR_ERROR_NOT_FOUND: the keyring works and has no such item.
 *
 * One search fetches the attributes of all items of weir at once, and later loads of this process look in
 * what it brought, until the keyring says that something changed, or weir changed something itself.  Values
 * are not kept: they are fetched, all that are wanted in one turn of the loop together.  Main thread. */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"
#include "model/policy.h"

typedef struct {
	char *server;     /* an alias; "": it belongs to none */
	char *connection; /* the id of a connection; "": it belongs to none */
	char *name;
	SecretKind kind;
	SecretStage stage;
	guint64 version;    /* from 1; 0: an item that something else than weir wrote */
	gint64 created;     /* when the value was made: microseconds since the epoch; 0: not known */
	gint64 compromised; /* when it was marked as known to others; 0: it is not */
	gboolean base64;    /* the keyring keeps it so, because it is no text; keyring_store() decides it */
	gboolean locked;    /* it was when it was found: its value needs the keyring's prompt */
	char *path; /* of the item on the bus: good as long as the keyring runs; NULL before it is stored */
} KeyringItem;

KeyringItem *keyring_item_new(const char *server, const char *connection, const char *name, SecretKind kind);
KeyringItem *keyring_item_copy(const KeyringItem *item);
void keyring_item_free(KeyringItem *item); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeyringItem, keyring_item_free)

/* "keyring:SERVER/CONNECTION/NAME", without what it does not have: the name of its SecBuf in messages and
 * redaction, and a reference that finds it.  g_free(). */
char *keyring_item_reference(const KeyringItem *item);

/* Which item is meant; NULL members are "". */
typedef struct {
	const char *server, *connection, *name;
	SecretStage stage;
	guint64 version; /* 0: the highest of that stage */
} KeyringKey;

/* Of KeyringItem * `items` the one that a key means: of equal stages the highest version, of equal versions
 * the one made last.  Borrowed; NULL. */
const KeyringItem *keyring_find(const GPtrArray *items, const KeyringKey *key);
/* The highest version that any stage of that secret has, 0 if there is none: a new one is one more. */
guint64 keyring_highest(const GPtrArray *items, const char *server, const char *connection, const char *name);

/* ---- reading ---- */

/* KeyringItem *, sorted by server, connection, name and version; those of kind internal are left out. */
typedef void (*KeyringItems)(GPtrArray *items, const GError *error, gpointer data);
/* Asks the keyring, whatever is known: one search.  Where attributes of locked items cannot be read, it is
 * unlocked first. */
void keyring_search(GCancellable *cancellable, KeyringItems done, gpointer data);

/* `item` and `value` are NULL where there is an error. */
typedef void (*KeyringValue)(const KeyringItem *item, SecBuf *value, const GError *error, gpointer data);
/* Finds and fetches one.  Loads that are started in one turn of the loop cost one search (none, where what is
 * known is still true) and one fetch. */
void keyring_load(const KeyringKey *key, GCancellable *cancellable, KeyringValue done, gpointer data);

/* Fetches the values of items that a search brought, together.  `values`: SecBuf * at the place of its item,
 * NULL where the keyring gave none. */
typedef void (*KeyringValues)(const GPtrArray *values, const GError *error, gpointer data);
void keyring_load_items(const GPtrArray *items, GCancellable *cancellable, KeyringValues done, gpointer data);

/* ---- writing ---- */

/* `item` as it is in the keyring now; NULL where there is an error, and after a deletion. */
typedef void (*KeyringWritten)(const KeyringItem *item, const GError *error, gpointer data);

/* Adds an item with all of `item` but locked and path, and reads it back: its attributes and its value are
 * what was given, or it is an error.  Version 0 becomes one more than the highest there is; created 0 becomes
 * now. Where there is an item of the same server, connection, name and version already, whatever its stage,
 * nothing is written (WEIR_ERROR_KEYRING): a value is never overwritten. */
void keyring_store(const KeyringItem *item, SecBuf *value, GCancellable *cancellable, KeyringWritten done,
		   gpointer data);

/* Changes the stage of an item where it is, and reads it back; the value is not touched.  Done again with the
 * same stage it changes nothing and succeeds.  Items are found by path, and where the keyring was restarted
 * meanwhile by server, connection, name and version. */
void keyring_set_stage(const KeyringItem *item, SecretStage stage, GCancellable *cancellable,
		       KeyringWritten done, gpointer data);
/* The same for the mark: the time from which on the value counts as known to others; 0 takes it away. */
void keyring_set_compromised(const KeyringItem *item, gint64 since, GCancellable *cancellable,
			     KeyringWritten done, gpointer data);

/* Deletes this item alone, and looks that it is gone.  WEIR_ERROR_NOT_FOUND where it already was. */
void keyring_delete(const KeyringItem *item, GCancellable *cancellable, KeyringWritten done, gpointer data);

/* Writes an item of weir's own, reads it back and deletes it, before anything is generated. `notes`: lines
 * (char *) that say what was seen on the way, also where it failed: the provider, the collection, times. */
typedef void (*KeyringProbed)(const GPtrArray *notes, const GError *error, gpointer data);
void keyring_probe(GCancellable *cancellable, KeyringProbed done, gpointer data);

/* The first part of that alone: whether there is a keyring, and which.  Asks no person and changes nothing.
 */
void keyring_reach(GCancellable *cancellable, KeyringProbed done, gpointer data);

/* ---- around it ---- */

/* Forgets what was found and the connection to the keyring; calls under way go on with what they have. */
void keyring_forget(void);

/* Called with TRUE when the keyring begins to ask a person, and with FALSE when that is over: so that the
 * screen or a line of progress can say where to look.  One function; NULL: none. */
void keyring_set_asking(void (*asking)(gboolean now, gpointer data), gpointer data);

/* TRUE for WEIR_ERROR_KEYRING and the causes above. */
gboolean keyring_error(const GError *error);
/* "no-bus", "no-service", "no-collection", "locked", "dismissed", "timeout", "refused": for machines; NULL
 * for other errors. */
const char *keyring_cause(const GError *error);

/* What is known of a value that this process loaded, by the name of its SecBuf: when it was made, and since
 * when it counts as known to others (0: not).  FALSE for one that did not come from the keyring. */
gboolean keyring_known(const char *reference, gint64 *created, gint64 *compromised);

/* How many searches and fetches went to the bus, for tests and doctor. */
typedef struct {
	guint searches, fetches, unlocks;
} KeyringCounts;
KeyringCounts keyring_counts(void);

extern guint keyring_deadline_ms;        /* 10,000 */
extern guint keyring_prompt_deadline_ms; /* 120,000 */
