/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of secrets/keyring*.c share.
 *
 * One call of the public functions is one Op: steps that follow each other, each started by the answer to the
 * one before it.  Every answer that is awaited holds a reference on its Op; one that comes after the Op has
 * ended (deadline, cancel) is thrown away by bus_call() and its like, so steps run only while the Op lives.
 */
#pragma once

/* Items are known by their paths here, without a GDBusProxy and a signal match for each: that API of
 * libsecret is in every version of its library, but its header wants this. */
#define SECRET_WITH_UNSTABLE
#define SECRET_API_SUBJECT_TO_CHANGE
#include <libsecret/secret.h>

#include "secrets/keyring.h"

#define KEYRING_ITEM "org.freedesktop.Secret.Item"
#define KEYRING_COLLECTION "org.freedesktop.Secret.Collection"
#define KEYRING_SERVICE "org.freedesktop.Secret.Service"
#define KEYRING_PATH "/org/freedesktop/secrets"
#define KEYRING_PROPERTIES "org.freedesktop.DBus.Properties"

typedef struct Op Op;
typedef void (*OpStep)(Op *op);

struct Op {
	int references;
	gboolean finished;
	OpStep begin;
	/* Tells who waits; once.  `error` is lent; NULL: all went well. */
	void (*ended)(Op *op, const GError *error);
	GCancellable *inner; /* what libsecret and GDBus get */
	GSource *turn, *deadline, *cancel;
	gboolean asking;
	OpStep opened, unlocked; /* what comes after bus_open(), bus_unlock() */

	/* A search: keyring_search.c. */
	OpStep searched;
	GPtrArray *items;  /* KeyringItem *; a reference */
	GPtrArray *paths;  /* char *, to be looked at */
	GPtrArray *locked; /* char *, of items whose attributes could not be read */
	guint next, waiting;
	gboolean again; /* unlocked already and searching anew */
	guint changes;  /* of the keyring when the search began */

	/* A fetch: keyring_fetch.c. */
	OpStep fetched;
	GPtrArray *wanted; /* KeyringItem * */
	GPtrArray *values; /* SecBuf * or NULL, as `wanted` */
	gboolean fetched_again;
	GPtrArray *loads;   /* Op * of keyring_load() that wait for this one; references */
	Op *batch;          /* of a load: what it waits for; a reference */
	KeyringItem *asked; /* of a load: holds the texts of `key` */
	KeyringKey key;

	/* A write: keyring_write.c. */
	KeyringItem *item;
	SecBuf *value;
	GHashTable *attributes; /* that the item is to have */
	void (*alter)(Op *op);  /* changes op->item as it is wanted */
	SecretStage stage;
	gint64 compromised, expected;
	char *collection;
	OpStep located, found, have_collection;

	/* A probe: keyring_probe.c. */
	GPtrArray *notes; /* char * */
	gint64 started;

	/* The caller's function, of the type that `ended` knows. */
	union {
		KeyringItems items;
		KeyringValue value;
		KeyringValues values;
		KeyringWritten written;
		KeyringProbed probed;
	} done;
	gpointer data;
};

/* `begin` runs from the loop. */
Op *op_new(GCancellable *cancellable, OpStep begin, void (*ended)(Op *op, const GError *error),
	   gpointer data);
Op *op_ref(Op *op);
void op_unref(Op *op);
/* Ends it: `error` is taken; NULL: all went well. */
void op_end(Op *op, GError *error);
void op_fail(Op *op, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* It ends when another Op does. */
void op_has_no_deadline(Op *op);
/* The deadline begins anew: the keyring's own, or a person's where it asks. */
void op_wait(Op *op, gboolean asking);

/* keyring_bus.c: the connection. */
void bus_open(Op *op, OpStep then);
/* Borrowed; NULL, with the Op ended, where the keyring went away after it was opened. */
SecretService *bus_service(Op *op);
/* `answer` gets the reply (lent) or an error (lent); a broken connection ends the Op without it. */
typedef void (*BusAnswer)(Op *op, GVariant *reply, const GError *error, guint index);
void bus_call(Op *op, const char *path, const char *interface, const char *method, GVariant *parameters,
	      const char *reply_type, guint index, BusAnswer answer);
/* The same of the bus itself. */
void bus_call_driver(Op *op, const char *method, GVariant *parameters, const char *reply_type,
		     BusAnswer answer);
/* Unlocks all of the paths (char *), by the keyring's prompt where it needs one, or ends the Op. */
void bus_unlock(Op *op, const GPtrArray *paths, OpStep then);
/* TRUE if the answer of a libsecret call may be used; else `problem` (taken) ended the Op or is thrown away.
 */
gboolean bus_answered(Op *op, GError *problem);
/* What is known of the keyring's items, good as long as nothing changed; a reference, or NULL. */
GPtrArray *bus_known_items(void);
/* Keeps what a search found that began when bus_changes() was `since`, unless something changed meanwhile. */
void bus_set_known_items(GPtrArray *items, guint since);
guint bus_changes(void);
void bus_forget_items(void);
extern KeyringCounts bus_counts;

/* keyring_error.c: what an error of GDBus or libsecret means here; a new error. */
GError *keyring_error_of(const GError *problem);
GError *keyring_error_new(int code);
/* TRUE where an error of GDBus says that there is no such object (any more). */
gboolean keyring_error_is_gone(const GError *problem);

/* keyring_item.c: between attributes and items. */
GHashTable *keyring_item_attributes(const KeyringItem *item); /* char * -> char * */
/* From the properties of an item (a{sv}); NULL where it is none of weir's.  Attributes that cannot be read
 * leave an item without a name. */
KeyringItem *keyring_item_read(const char *path, GVariant *properties);
gboolean keyring_item_is(const KeyringItem *item, const KeyringItem *other); /* the same secret and version */
int keyring_item_compare(gconstpointer a, gconstpointer b);                  /* of KeyringItem ** */
void keyring_remember(const KeyringItem *item);                              /* for keyring_known() */
SecretValue *keyring_value_encode(const SecBuf *value, gboolean *base64);
SecBuf *keyring_value_decode(const KeyringItem *item, SecretValue *value, GError **error);

/* keyring_search.c, keyring_fetch.c: one search into op->items; the values of op->wanted into op->values. */
void keyring_run_search(Op *op, OpStep then);
void keyring_run_fetch(Op *op, OpStep then);
/* keyring_write.c: op->item with op->value is added and read back; op->item is what is there then. */
void keyring_run_store(Op *op, OpStep then);
/* op->item has op->attributes, and op->value where that is not NULL. */
void keyring_read_back(Op *op, OpStep then);
void keyring_tell_written(Op *op, const GError *error);
GVariant *keyring_attributes_variant(GHashTable *attributes); /* floating */
/* keyring_change.c: op->item is deleted, and gone. */
void keyring_run_delete(Op *op, OpStep then);
