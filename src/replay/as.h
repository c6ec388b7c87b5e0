/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One event as a request that other programs send, secrets as variables: $WEIR_TOKEN is the server's token,
 * $WEIR_SECRET the value that a scheme sends as it is, $WEIR_BASIC and $WEIR_JWT the whole value of a header
 * that is made of it. A signature is no secret and stands there.  Pure. */
#pragma once

#include "replay/cases.h"

typedef enum { AS_CURL, AS_HTTPIE, AS_RAW, N_AS } ReplayAs;
gboolean replay_as_parse(const char *name, ReplayAs *as); /* "curl" "httpie" "raw" */

/* `body_file` (NULL: the body itself) is where the body is.  A line for sh, or with AS_RAW the request, byte
 * by byte; a new reference.  WEIR_ERROR_USAGE where there can be no such event. */
GBytes *replay_as(const ReplaySetup *setup, ReplayAs as, const char *body_file, GError **error);
