/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One target and what is known of it: loads in the background, and says what has changed.
 *
 * First the references of its tokens, then its three documents; subscriptions only when a view asks for them.
 * A refresh keeps what was known until the new is there.  Main thread. */
#pragma once

#include "client/client.h"
#include "report/listing.h"
#include "store/store.h"
#include "tui/audit_runner.h"
#include "tui/replay_runner.h"

typedef struct Session Session;

/* What has changed: bits. */
enum session_change {
	SESSION_STATE = 1 << 0, /* progress, reasons, latency */
	SESSION_SERVER =
		1 << 1, /* another Server: whatever was borrowed from the old one is gone after this */
	SESSION_SUBSCRIPTIONS = 1 << 2, /* other rows */
	SESSION_MORE = 1 << 3,          /* more of the same rows */
	SESSION_ALL_ROWS = 1 << 4,      /* and these are all for now */
	SESSION_AUDIT = 1 << 5,         /* its audit: verdicts, progress */
	SESSION_AUDIT_ROWS = 1 << 6,    /* other rows of it */
	SESSION_REPLAY = 1 << 7,        /* its replays: choice, plan, what came */
};
typedef void (*SessionChanged)(Session *session, unsigned what, gpointer data);

Session *session_new(const Target *target, SessionChanged changed, gpointer data);
/* Cancels what is under way; nothing is told after this. */
void session_free(Session *session);

/* What it talks through, before it loads; outlives it. */
void session_set_http(Session *session, HttpClient *http);
/* When it was last audited, and how that ended: from the history of other runs. */
void session_recall(Session *session, Store *store);
/* Starts, or starts again. */
void session_load(Session *session);
void session_load_subscriptions(Session *session);
gboolean session_wants_subscriptions(const Session *session); /* they were asked for before */

const Target *session_target(const Session *session);
const char *session_name(const Session *session);
const Server *session_server(const Session *session); /* NULL: not yet, or never */
ServerRow *session_row(const Session *session);       /* for the list of servers; kept up to date */
const SubscriptionList *session_subscriptions(const Session *session); /* NULL: not asked for yet */
const TlsFacts *session_tls(const Session *session);                   /* NULL: plain, or not yet known */

/* What it is asked through; NULL until its tokens are there. */
Client *session_client(const Session *session);
AuditRunner *session_audit(Session *session);
ReplayRunner *session_replay(Session *session);

gboolean session_loading(const Session *session);
gboolean session_loading_subscriptions(const Session *session);
/* "loading 2 of 3 documents", "41,000 of 100,000 loaded"; FALSE where nothing is under way. */
gboolean session_append_progress(const Session *session, GString *out);
gboolean session_append_subscriptions_progress(const Session *session, GString *out);
/* Why there is nothing, or not all; NULL.  Visible text. */
const char *session_problem(const Session *session);
const char *session_subscriptions_problem(const Session *session);

/* An exchange of any target: the session takes note of its own. */
void session_watch(Session *session, const Exchange *exchange);
