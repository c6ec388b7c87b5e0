/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One capture for people: its details, and the request as a curl line.  Main thread. */
#pragma once

#include "replay/capture.h"
#include "report/listing.h"

/* Lines of what came, what was answered and where it went on.  `bytes` is the size of the body, which may not
 * be there yet (`waits`).  A body is shown as a tree where it is JSON, as text where it is text, else in
 * hexadecimal; of a long one the beginning. */
void capture_detail(const Capture *capture, gsize bytes, gboolean waits, ListingLook look, GPtrArray *lines);

/* A curl line that sends the same to where it came: to its Host header, else to `base`
 * ("http://127.0.0.1:8099").  Values that are not shown are variables, a body that is long or no text is
 * @BODY.  NULL where a line cannot hold the request: a header or its path has bytes that act on a terminal.
 * g_free(). */
char *capture_curl(const Capture *capture, gsize bytes, const char *base);
