/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the suites of sign/ share. */
#pragma once

#include <jansson.h>

#include "sign/schemes.h"
#include "sign/sign.h"
#include "suite.h"

/* A request that owns its texts. */
typedef struct {
	char *body;
	gsize length;
	char *method, *url;
	GPtrArray *headers, *params;
} Request;

Request *request_new(const char *body);
void request_free(Request *request);
void request_header(Request *request, const char *name, const char *value);
SignInput request_input(const Request *request);

SecBuf *secret_of(const char *text);
/* Fails the test where it cannot be made. */
Signer *signer_of(const struct scheme *scheme, const char *secret, SignPurpose purpose);
SignVerdict verdict_of(Signer *signer, const Request *request, gint64 now, gint64 tolerance);

/* What sign_headers() gave is put where it belongs; the body is printed anew only where it goes into it. */
void request_place(Request *request, const GPtrArray *parts);

/* A private key of the scheme's kind as PEM, new; its public key in `*public_key`. */
char *key_pair_pem(const struct scheme *scheme, char **public_key);
/* A secret that the scheme takes. */
const char *secret_for(const struct scheme *scheme);
