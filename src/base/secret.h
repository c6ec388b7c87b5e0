/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SecBuf: the only place where a secret lives while weir holds it.
 *
 * Arenas of 64 KiB, as many as are needed up to 1 MiB, locked in memory where the limit allows, left out of
 * core dumps (MADV_DONTDUMP), wiped when freed.  A SecBuf is reference counted; main thread only. */
#pragma once

#include <glib.h>
#include <sys/types.h>

typedef struct SecBuf SecBuf;

/* A copy of `length` bytes; the caller wipes its own.  NULL when there is no room (WEIR_ERROR_LIMIT). `name`
 * is where it came from, as in "env:TOKEN": it is shown in messages and is not secret. */
SecBuf *secbuf_new(const char *name, const void *bytes, gsize length, GError **error);
SecBuf *secbuf_ref(SecBuf *secret);
void secbuf_unref(SecBuf *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SecBuf, secbuf_unref)

const char *secbuf_bytes(const SecBuf *secret); /* NUL-terminated, valid as long as the SecBuf */
gsize secbuf_length(const SecBuf *secret);
const char *secbuf_name(const SecBuf *secret);

/* Calls `each` for every live secret, in the order in which they were made. */
void secbuf_foreach(void (*each)(const SecBuf *secret, gpointer data), gpointer data);

/* Grows with every new secret.  base/redact learns with it what was made since it looked last: `each` is
 * called for the live secrets that were made after `generation`. */
guint64 secbuf_generation(void);
void secbuf_foreach_since(guint64 generation, void (*each)(const SecBuf *secret, gpointer data),
			  gpointer data);

/* `dying` is called for each secret before it is wiped.  There is one such function; NULL: none. */
void secbuf_set_dying(void (*dying)(const SecBuf *secret));

/* TRUE if all arenas that hold secrets are locked (`doctor` says so). */
gboolean secbuf_locked(void);

/* Overwrites memory in a way that no compiler removes. */
void secbuf_wipe(void *memory, gsize length);

/* No core dumps, not traceable by other processes of the user, umask 077: called once by main(). */
void secbuf_harden_process(void);
/* What the umask was before that. */
mode_t secbuf_given_umask(void);
