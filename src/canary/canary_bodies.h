/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent to make a canary, and its rows in the ledger.  Values that are secrets are SecBufs as long as
 * the body is there, so that they are recognised wherever they come back.  Main thread. */
#pragma once

#include "base/secret.h"
#include "canary/canary.h"
#include "model/exchange.h"
#include "store/ledger.h"

typedef struct {
	json_t *json;       /* the request's body */
	GPtrArray *secrets; /* SecBuf * */
	SecBuf *signing;    /* of a subscription: signs its events; NULL: it has no such secret */
} CanaryBody;
void canary_body_clear(CanaryBody *body);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CanaryBody, canary_body_clear)

/* The values follow from the mark, so that those of a connection that is used again are known, too. */
gboolean canary_connection_body(const Server *server, const char *mark, CanaryBody *body, GError **error);
/* `options`: see CanaryWish; `url` is where it calls back to. */
gboolean canary_subscription_body(const Server *server, const Trigger *trigger, SecretForm form,
				  const json_t *options, const char *url, CanaryBody *body, GError **error);

/* ---- the ledger ---- */

/* What a connection of weir's own is for, or what was seen when it was made, in LedgerRow.trigger. */
#define CANARY_SILENT "silent"                 /* making it returned no secret */
#define CANARY_ECHOES "echoes"                 /* it did */
#define CANARY_WITHOUT_SECRET "without-secret" /* one that lacks a secret */
#define CANARY_BASE_URL "base-url"             /* one that leads to an address that it must not lead to */

/* TRUE if an answer to the creation of a connection returns a secret. */
gboolean canary_echoes(const json_t *answer);
/* TRUE for one that may be used again for any purpose. */
gboolean canary_is_tenant(const LedgerRow *row);

/* Before anything is sent; `text` is the trigger, or what the connection is for; `connection` is of a
 * subscription.  0 with the error set: then nothing may be made. */
gint64 canary_plan_row(Store *store, const Target *target, LedgerKind kind, const char *mark,
		       const char *text, const char *connection, GError **error);
/* A refusal means that there is nothing; where no answer came there may be something. */
LedgerState canary_state_after(const Exchange *exchange);
