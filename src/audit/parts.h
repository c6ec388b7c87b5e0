/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of values that weir holds.  A form is made with a connection's secrets in hand and may show a piece
 * of one: what base/redact.h replaces whole is not enough there.  Main thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

enum { PART_LEAST = 10, PART_OF_LEAST = 16 };

/* The text with every run of PART_LEAST characters or more that stands in a live SecBuf of PART_OF_LEAST or
 * more replaced by «own:NAME»; `text` itself with another reference where there is none.  The first 256 KiB
 * are looked at.  NULL for NULL.  `own`: the fact of that name (audit/evidence.h); only values that it names
 * are looked for, or all that live where it is NULL. */
GBytes *parts_marked(GBytes *text, const json_t *own);
