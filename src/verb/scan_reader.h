/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file, pipe or standard input as a stream of leak/stream.h, read from the loop in slices: keys and
 * signals are answered meanwhile, and what is held does not grow with the file.
 *
 * What begins as gzip is unpacked, one member after the other.  A file that is followed is read on as it
 * grows, from its beginning where it was cut, and the one that takes its name where it was rotated.  Main
 * thread. */
#pragma once

#include <gio/gio.h>

#include "leak/stream.h"

typedef struct ScanReader ScanReader;

typedef struct {
	gboolean own; /* values that are held are looked for, too */
	LeakStreamFound found;
	void (*progress)(guint64 bytes, gpointer data); /* between slices */
	/* Once, from the loop, when all was read: `error` says why it was not. */
	void (*done)(guint64 bytes, const GError *error, gpointer data);
	gpointer data;
} ScanWatch;

/* `path` NULL is standard input.  NULL and WEIR_ERROR_FILE where it cannot be opened. */
ScanReader *scan_reader_new(const char *path, gboolean follow, GCancellable *cancellable,
			    const ScanWatch *watch, GError **error);
void scan_reader_free(ScanReader *reader); /* after `done`, or to give up */
