/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes webhooks on 127.0.0.1: verifies, forwards, records and answers them.
 *
 * Each event is recorded before it is answered, so that a sender who was told 200 finds it in the log; where
 * it cannot be recorded the sender is told 507 and the receiver stops.  Bytes go on as they came: method,
 * target, headers in order and body, less the headers that are about the connection itself (hop-by-hop,
 * Host, Content-Length).  Main thread. */
#pragma once

#include "net/http.h"
#include "net/listener.h"
#include "replay/capture_log.h"
#include "sign/sign.h"

typedef struct Receiver Receiver;

typedef struct {
	int port;                /* 0 picks one */
	guint status;            /* that is answered; 0: what the forwarded one was answered, else 200 */
	guint delay_ms;          /* before the answer */
	guint64 count;           /* it stops after so many; 0: it goes on */
	gsize body_cap;          /* 0: 16 MiB */
	HttpHost *forward;       /* a reference is taken; NULL: nowhere */
	const char *forward_url; /* how it is named */
	Signer *signer;          /* borrowed; NULL: nothing is verified */
	const char *url;         /* that the sender calls, for schemes that sign it, without the target's path
				    where that is to be appended; NULL: 127.0.0.1 and the target */
	CaptureLog *log;         /* borrowed; NULL: nothing is recorded */
	gboolean keep_secrets;   /* in the log */
	/* Each event, redacted or as the log has it; after it was answered.  */
	void (*came)(const Capture *capture, gpointer data);
	/* Once: the count is reached, receiver_stop() was called, or recording failed (`error`); nothing is
	 * under way any more. From the loop. */
	void (*stopped)(const GError *error, gpointer data);
	gpointer data;
} ReceiverOptions;

Receiver *receiver_new(const ReceiverOptions *options, GError **error);
int receiver_port(const Receiver *receiver);
/* Takes no more; what waits for its delay is answered now, what is being forwarded is answered 502. */
void receiver_stop(Receiver *receiver);
/* `stopped` is not called any more.  Ends what is under way. */
void receiver_free(Receiver *receiver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Receiver, receiver_free)
