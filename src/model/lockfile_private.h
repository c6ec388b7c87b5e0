/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of the lock file's reader. */
#pragma once

#include "model/lockfile.h"

/* Caps of one file; what is beyond is dropped, and `cut` says so. */
enum {
	LOCK_LARGEST = 16 * 1024 * 1024,
	LOCK_MOST_PACKAGES = 20000,
	LOCK_MOST_NOTES = 1000,
	LOCK_LONGEST_NAME = 214,
	LOCK_LONGEST_VERSION = 100
};

Lockfile *lock_new(const char *file, LockKind kind);

/* "not-pinned": the name of a kind of note in JSON; static. */
const char *lock_note_name(LockNoteKind kind);

/* Copies `name`, normalised, and `version`; a name that is none becomes a note. */
void lock_add_package(Lockfile *lockfile, const char *name, gsize name_length, const char *version,
		      gsize version_length, gboolean pinned, guint line);
void lock_add_note(Lockfile *lockfile, LockNoteKind kind, guint line, const char *name, gsize length);

/* `text` ends with NUL and has no other. */
void lock_read_toml(Lockfile *lockfile, const char *text);
void lock_read_requirements(Lockfile *lockfile, const char *text);

/* TRUE if every line is one that `pip freeze` prints. */
gboolean lock_is_freeze(const char *text);
