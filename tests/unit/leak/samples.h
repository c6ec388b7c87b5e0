/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up credentials, put together when they are needed so that no scanner of sources finds one.
 *
 * In a template | is nothing (it cuts prefixes in two), and {X20} stands for 20 characters: A letters and
 * digits, T these, _ and -, B those of base64, H hex, F upper hex, D digits, U A-Z2-7, V A-Z0-9, L a-z0-9, Q
 * bech32. {UUID} is one; {SUM} the checksum of the 30 characters before it, {GRAFANA} that of all before it;
 * {BASIC} base64 of a name and a password; {SNOWFLAKE} base64 of a long number; {JWT}, {UNSIGNED} and {NOALG}
 * JSON Web Tokens; {PEM} lines of a key. */
#pragma once

#include <glib.h>

struct sample {
	const char *kind;
	const char *hit;  /* the whole is a credential, unless » and « show which part is */
	const char *miss; /* has the keyword and is none */
};
extern const struct sample samples[], named_samples[];
extern const gsize samples_count, named_samples_count;

/* The same `seed`, the same text.  Free with g_free(). */
char *sample_make(const char *template, guint32 seed);

/* Appends `_` and Grafana's checksum of all that is there. */
void sample_append_grafana(GString *out);

/* sample_make() of a hit without its two signs; `from`..`end` is what they enclose. */
char *sample_hit(const struct sample *sample, guint32 seed, gsize *from, gsize *end);
