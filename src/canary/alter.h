/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to a signed request so that it must be refused.  Parts are those of sign_headers().  Pure. */
#pragma once

#include "sign/sign.h"

/* TRUE for the part that holds the signature (or the token, or the JWT), or a second one. */
gboolean alter_is_signature(const SchemePlan *plan, const SignPart *part);

/* Each returns FALSE where the scheme has nothing of the kind. */
gboolean alter_drop_signature(const SchemePlan *plan, GPtrArray *parts);
gboolean alter_empty_signature(const SchemePlan *plan, GPtrArray *parts);   /* its label stays: "v1=" */
gboolean alter_cut_signature(const SchemePlan *plan, GPtrArray *parts);     /* to eight characters */
gboolean alter_flip_signature(const SchemePlan *plan, GPtrArray *parts);    /* one bit, behind its middle */
gboolean alter_blank_signature(const SchemePlan *plan, GPtrArray *parts);   /* its place is there, empty */
gboolean alter_shorten_signature(const SchemePlan *plan, GPtrArray *parts); /* by its last character */
/* The first character becomes another; the last; the second half; all but the first eight. */
gboolean alter_first_character(const SchemePlan *plan, GPtrArray *parts);
gboolean alter_last_character(const SchemePlan *plan, GPtrArray *parts);
gboolean alter_second_half(const SchemePlan *plan, GPtrArray *parts);
gboolean alter_behind_eight(const SchemePlan *plan, GPtrArray *parts);
gboolean alter_other_version(const SchemePlan *plan, GPtrArray *parts);  /* "v1=" to "v0=", alg to none */
gboolean alter_drop_timestamp(const SchemePlan *plan, GPtrArray *parts); /* header or item */
gboolean alter_twice(const SchemePlan *plan, GPtrArray *parts); /* a wrong header before the right one */
/* The timestamp's text becomes another, the signature stays. */
gboolean alter_replace_timestamp(const SchemePlan *plan, GPtrArray *parts, const char *old, const char *text);

/* The body with one bit changed in its last letter or digit, so that JSON usually stays JSON. */
GBytes *alter_flip_body(GBytes *body);
