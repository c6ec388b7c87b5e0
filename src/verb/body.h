/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a FILE or of standard input, without blocking the loop. */
#pragma once

#include "verb/verb.h"

enum { VERB_BODY_BYTES = 64 * 1024 * 1024 };

/* `path` "-" is standard input, which the screen does not give away.  `done` runs once, from the loop: bytes,
 * or the error.  FALSE where it cannot even be opened. */
typedef void (*VerbBodyDone)(VerbRun *run, GBytes *bytes, const GError *error);
gboolean verb_read_body(VerbRun *run, const char *path, VerbBodyDone done, GError **error);
