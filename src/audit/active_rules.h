/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What level active may do to whom.  Pure. */
#pragma once

#include "audit/run_private.h"

/* Of so many triggers canaries are made. */
enum { ACTIVE_TRIGGERS = 50 };

/* TRUE if something was chosen that takes connections of weir's own. */
gboolean active_wants_tenants(const GPtrArray *steps);

/* NULL: a canary may be made for it.  English, static. */
const char *active_why_no_canary(const Trigger *trigger);

/* TRUE if subscriptions that must be refused may be asked for: what is registered upstream when it is
 * subscribed is subscribed once, and not for a trial. */
gboolean active_may_be_tried(const Trigger *trigger);

/* TRUE for an action that surely only reads: nothing else is ever called. */
gboolean active_may_be_called(const Action *action);

/* Whom the server may call back, as far as somebody said so and it is a name or an IPv4 address; g_free(),
 * NULL. */
char *active_allowed_host(const Target *target);
