/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stdout and stderr. Only for cli/. */
#pragma once

#include <glib.h>

#include "report/format.h"

/* Writes all of it.  WEIR_ERROR_FILE with the cause (a full disk, a closed descriptor), or
 * G_IO_ERROR_BROKEN_PIPE where the reader went away.  Ctrl-C ends the program while it waits for the reader.
 */
gboolean stream_write(int fd, const char *bytes, gsize length, GError **error);

/* Columns of the terminal behind `fd` (COLUMNS overrides), or 0 where it is none. */
int stream_width(int fd);
/* TRUE if it is a terminal that takes colours, and nobody said NO_COLOR. */
gboolean stream_colour(int fd);

/* A ReportOut for stdout. */
void stream_report(ReportOut *out);
