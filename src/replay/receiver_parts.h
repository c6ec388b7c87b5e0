/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the receiver does with one event, without the loop.  Only for replay/receiver*.c and tests. */
#pragma once

#include "replay/capture.h"
#include "sign/sign.h"

/* "Name: value" of those that go on, in order, NULL-terminated: without those about one connection
 * (RFC 9110, 7.6.1, and what Connection names), Host, Content-Length and Expect, which are made anew. */
GPtrArray *receiver_forward_headers(const Capture *capture);
/* name, value, ..., NULL: those of an answer that go back.  Credentials do not: they are redacted. */
GPtrArray *receiver_answer_headers(const Exchange *exchange);
/* TRUE for methods whose requests have a body, be it an empty one. */
gboolean receiver_wants_body(const char *method);

/* Sets scheme, verdict and why.  `base`: see ReceiverOptions.url. */
void receiver_verify(Capture *capture, Signer *signer, const char *base);
/* The URL that was called: `base` with the target, or with its query where `base` has a path. */
char *receiver_called_url(const char *base, const char *target);
/* The header of a scheme whose header is the secret itself; NULL; g_free(). */
char *receiver_token_header(const SchemePlan *plan);
