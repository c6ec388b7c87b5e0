/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `weir sign` and `weir verify` share: a scheme, a key by reference, and a body that is bytes. */
#pragma once

#include "sign/sign.h"
#include "verb/verb.h"

extern const struct verb_option webhook_options[];
extern const struct verb_argument webhook_arguments[];

typedef struct {
	GPtrArray *own; /* struct scheme * of the configuration */
	const struct scheme *scheme;
	Signer *signer;
	GByteArray *body;
	GPtrArray *headers, *params; /* SignPart * */
	SignPurpose purpose;
	VerbStatus (*ready)(VerbRun *run, SignInput *input, GError **error);
	GInputStream *stream;
	char *name; /* of the body, for messages */
	char *buffer;
} Webhook; /* run->state */

/* A scheme of the configuration or of weir's table; an error names the nearest. */
const struct scheme *webhook_scheme(const GPtrArray *own, const char *id, GError **error);

/* Reads options, secret and body; then `ready` says what is to be said and returns VERB_DONE or
 * VERB_FAILED. */
VerbStatus webhook_begin(VerbRun *run, SignPurpose purpose,
			 VerbStatus (*ready)(VerbRun *run, SignInput *input, GError **error), GError **error);

gboolean webhook_is_header_text(const char *text); /* no line break or other control character */
/* Of "Name: value"; and the same appended to the webhook's headers. */
SignPart *webhook_header(const char *line, GError **error);
gboolean webhook_add_header(Webhook *webhook, const char *line, GError **error);

/* "now", "-10m", "+5m", RFC 3339, or whole seconds since the epoch. */
gboolean webhook_time(const char *text, gint64 now, gint64 *microseconds);
