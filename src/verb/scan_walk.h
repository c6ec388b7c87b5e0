/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that words mean: themselves, and what is below folders, one after the other in the order of their
 * names.
 *
 * Below a folder no link, device or pipe is opened, and version control and installed packages are left out.
 * What a word names is opened whatever it is.  Main thread; blocking for as long as a folder takes to be
 * listed. */
#pragma once

#include <glib.h>

typedef struct ScanWalk ScanWalk;
ScanWalk *scan_walk_new(const GPtrArray *words); /* char *; copied */
void scan_walk_free(ScanWalk *walk);
/* The next file, g_free(); NULL: there is none.  An error is about one folder, and the walk goes on. */
char *scan_walk_next(ScanWalk *walk, GError **error);
/* TRUE for the name of a folder that holds no work of the people whose folder it is in. */
gboolean scan_walk_leaves_out(const char *name);
