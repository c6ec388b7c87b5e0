/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One event as a request that other programs send, secrets as variables: $WEIR_TOKEN, $WEIR_SECRET. Pure. */
#pragma once

#include "replay/cases.h"

typedef enum { AS_CURL, AS_HTTPIE, AS_RAW, N_AS } ReplayAs;
gboolean replay_as_parse(const char *name, ReplayAs *as); /* "curl" "httpie" "raw" */

/* `body_file` (NULL: the body itself) is where the body is.  g_free(). */
char *replay_as(const ReplaySetup *setup, ReplayAs as, const char *body_file, GError **error);
