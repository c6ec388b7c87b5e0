/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which packages a server is built from, as its lock file says: uv.lock, poetry.lock, requirements.txt and
 * what `pip freeze` prints.  Plain data of a text that a stranger wrote: nothing is fetched, no other file is
 * read. Addresses (of indexes, of packages installed from a URL) may hold credentials and are never kept.
 * Thread-safe. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef enum { LOCK_UV, LOCK_POETRY, LOCK_REQUIREMENTS, LOCK_FREEZE, LOCK_KINDS } LockKind;

/* What the file does not tell, or tells in a way that is not read. */
typedef enum {
	LOCK_NOTE_NOT_PINNED,     /* `name` has a range or nothing: which version runs is not known */
	LOCK_NOTE_NO_VERSION,     /* `name` comes from a folder, a URL or a repository */
	LOCK_NOTE_EDITABLE,       /* -e: `name`, where it is said, is whatever its folder holds */
	LOCK_NOTE_OTHER_FILE,     /* -r or -c: `name` was not read */
	LOCK_NOTE_NOT_UNDERSTOOD, /* the line was passed over */
	LOCK_NOTES
} LockNoteKind;

typedef struct {
	char *name;    /* normalised as PEP 503 says: lower case, runs of - _ . are one - */
	char *version; /* as the file has it where pinned; else what it asks for (">=2,<3"), or "" */
	gboolean pinned;
	guint line; /* from 1 */
} LockPackage;

typedef struct {
	LockNoteKind kind;
	guint line; /* 0: the whole file */
	char *name; /* "" where there is none */
} LockNote;

typedef struct {
	char *file; /* as it was named */
	LockKind kind;
	GArray *packages; /* of LockPackage, in the order of the file; a name may stand there twice */
	GArray *notes;    /* of LockNote */
	gboolean cut;     /* there were more packages or notes than are kept */
} Lockfile;

/* Reads one.  The kind is recognised from the content, and from `name` (of the file) where that leaves a
 * choice.  UTF-8, or UTF-16 with its mark, as some shells redirect it.  WEIR_ERROR_LIMIT above 16 MiB,
 * WEIR_ERROR_PROTOCOL for what is none of these or says nothing.  Free with lockfile_free(). */
Lockfile *lockfile_read(const char *text, gsize length, const char *name, GError **error);
void lockfile_free(Lockfile *lockfile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lockfile, lockfile_free)

/* "uv.lock", "poetry.lock", "requirements.txt", "pip freeze"; static. */
const char *lockfile_kind_name(LockKind kind);

/* One sentence about a note, translated; g_free(). */
char *lockfile_note_text(const LockNote *note);

/* {"file","kind","packages":[{"name","version","pinned","line"}],"notes":[{"kind","line","name"}],"cut"};
 * notes by their machine names, so that a fact says the same in every language.  A new reference. */
json_t *lockfile_json(const Lockfile *lockfile);

/* The other way; WEIR_ERROR_PROTOCOL if it is not of that shape. */
Lockfile *lockfile_from_json(const json_t *json, GError **error);

/* The name in its one spelling (PEP 503), new; NULL if it is not a package's name. */
char *lockfile_normal_name(const char *name, gsize length);
