/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files and names on the operator's machine (DESIGN.md part 7).  Paths are new (g_free).  Blocking: used for
 * small files at start, or in a task thread.  A folder that the environment gives as a relative path
 * does not count: the usual one below the home of the user is taken. */
#pragma once

#include <glib.h>

char *paths_config(void);            /* $XDG_CONFIG_HOME/weir/weir.conf */
char *paths_state(const char *name); /* $XDG_STATE_HOME/weir/NAME */
char *paths_cache(const char *name); /* $XDG_CACHE_HOME/weir/NAME */

/* The whole file, NUL added after it; over `cap` bytes is WEIR_ERROR_LIMIT, else WEIR_ERROR_FILE with path,
 * cause and what to do.  A directory, a FIFO without a writer or a device is refused, not waited for. */
char *paths_read(const char *path, gsize cap, gsize *length, GError **error);

/* Replaces a file whole or not at all: temporary file beside it, mode 0600, fsync, rename, fsync of the
 * folder. Folders on the way are made with mode 0700. A symbolic link is followed, so that a link to a file
 * kept elsewhere stays one. */
gboolean paths_write(const char *path, const char *text, gsize length, GError **error);

/* The same in pieces, for what is too long to be held: nothing is seen of it before paths_writer_finish(),
 * and nothing remains where that is not reached.  What is no regular file (/dev/null, a pipe) is written to
 * as it is. */
typedef struct PathsWriter PathsWriter;
PathsWriter *paths_writer_new(const char *path, GError **error);
gboolean paths_writer_write(PathsWriter *writer, const char *bytes, gsize length, GError **error);
gboolean paths_writer_finish(PathsWriter *writer, GError **error);
/* The file becomes what the umask of the shell lets others see, as one that it redirects into: for reports,
 * which a web server or a metrics collector reads. */
void paths_writer_share(PathsWriter *writer);
void paths_writer_free(PathsWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PathsWriter, paths_writer_free)
