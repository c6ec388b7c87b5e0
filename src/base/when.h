/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times: UTC in what machines read (RFC 3339), relative in tables, exact in details. Microseconds since the
 * epoch throughout, as g_get_real_time() gives them.  Results are new (g_free). Thread-safe. */
#pragma once

#include <glib.h>

char *when_rfc3339(gint64 microseconds);              /* 2026-11-23T14:02:11Z */
char *when_relative(gint64 microseconds, gint64 now); /* "2 h ago", "in 78 d", "now" */
gboolean when_parse_rfc3339(const char *text, gint64 *microseconds);
/* As HTTP has it (RFC 9110 part 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT", no obsolete form. */
gboolean when_parse_http(const char *text, gint64 *microseconds);
char *when_clock(gint64 microseconds);        /* local 14:02:11 */
char *when_milliseconds(double milliseconds); /* "0.4 ms", "43 ms", "1.2 s" */
