/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Web Tokens (RFC 7519) in the compact form of JWS (RFC 7515).  Only for sign/. */
#pragma once

#include "sign/expand.h"

/* The token of the plan's claims, in `out`. */
gboolean jwt_sign(Context *context, Key *key, Bytes *out, GError **error);

/* Algorithm, signature and claims of context->jwt; the text of the timestamp's claim, if the plan has one, is
 * left in context->number.  `expires` and `begins` are "exp" and "nbf" in seconds, 0 where they are not
 * there. Anything but SIGN_GOOD leaves its place in context->where. */
typedef struct {
	gint64 expires, begins;
} JwtTimes;
SignVerdict jwt_verify(Context *context, Key *key, JwtTimes *times, GError **error);
