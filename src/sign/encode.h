/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text forms of bytes: hex, base64, base64url.  Only for sign/. */
#pragma once

#include "model/template.h"
#include "sign/bytes.h"

/* Hex is written in small letters, base64url without padding. */
void encode(TemplateFilter encoding, const guint8 *data, gsize length, Bytes *out);

/* Reads back only what encode() writes: a text has one meaning and a meaning one text, so that no changed
 * signature passes.  FALSE where it is anything else, or longer than `room` as bytes. */
gboolean decode_exactly(TemplateFilter encoding, const char *text, gsize length, guint8 *out, gsize room,
			gsize *out_length);

/* Secrets as vendors print them: hex in either case; base64 of either alphabet, padded or not. */
gboolean decode_secret_hex(const char *text, gsize length, Bytes *out);
gboolean decode_secret_base64(const char *text, gsize length, Bytes *out);
