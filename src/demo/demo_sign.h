/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures of webhooks: X-Signature: v1=HEX, over "<X-Timestamp>.<body>"; X-Delivery-Id against repeats. */
#pragma once

#include "demo/demo_private.h"

/* The signing secret of a subscription, a new reference; NULL if it has none. */
json_t *demo_secret(const DemoSubscription *row);

/* "v1=..." for a body sent at that time; g_free() */
char *demo_signature(const char *secret, const char *timestamp, const void *body, gsize length);

gboolean demo_signature_there(DemoCall *call);
/* NULL: it is right and of now; else the words of the refusal. */
const char *demo_signature_refused(DemoCall *call, const char *secret);

/* FALSE: this delivery was taken before. */
gboolean demo_first_delivery(DemoCall *call, const DemoSubscription *row);
void demo_forget_delivery(DemoCall *call); /* it could not be dispatched: it may come again */
