/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of credentials that weir knows by their form, and what tells them from lookalikes.
 *
 * Facts (prefixes, lengths, alphabets, checksums): the vendors' pages as collected in
 * ../shared/data/token-formats.json.  Formats that fire on ordinary ids (bare UUIDs and digests, names beside
 * random text, signatures of links) are not here. */
#pragma once

#include <glib.h>

/* What may not stand before a credential, because it would be a part of something longer.  Escapes of JSON
 * and of percent-encoding are seen as what they stand for. */
typedef enum {
	LEFT_TOKEN,  /* letters, digits, _ and - */
	LEFT_BASE64, /* these, + and / */
	LEFT_DIGIT,  /* digits */
	LEFT_ANY,    /* nothing is in the way */
} LeakLeft;

/* Where a credential begins, seen from its keyword: so many bytes before it, or a walk. */
enum {
	LEAK_BACK_TOKEN = -1,  /* over letters, digits, _ and - */
	LEAK_BACK_DIGITS = -2, /* over digits */
};

/* FALSE: a lookalike.  `secret` is what would be replaced. */
typedef gboolean (*LeakCheck)(const char *secret, gsize length);

typedef struct {
	/* Small letters and hyphens, at most 32: what «cred:KIND» says. Several rows may have one. */
	const char *kind;
	/* One of these is in each, case and all; | between them, 4 bytes or more.  # is a digit, ? a
	 * character of tokens. */
	const char *keywords;
	/* PCRE2, from the beginning on; bytes.  Group 1 is the secret, or all of it where there is none.
	 * Repeats are bounded or possessive. */
	const char *pattern;
	double entropy;  /* least Shannon entropy of the secret, bits a byte */
	LeakCheck check; /* NULL: none */
	int back;
	LeakLeft left;
	gboolean spaces;  /* it goes on over spaces and quotes */
	gboolean endless; /* it may be longer than LEAK_LONGEST */
} LeakFormat;

enum { LEAK_LONGEST = 2048 };

extern const LeakFormat leak_formats[];
extern const gsize leak_formats_count;

/* Entropy, placeholders (EXAMPLE, your-, xxxx, ${...}) and the row's own check. */
gboolean leak_format_accepts(const LeakFormat *format, const char *secret, gsize length);

/* Shannon entropy, bits a byte; 0 for an empty text. */
double leak_entropy(const char *bytes, gsize length);

/* What the last six characters of a GitHub or npm token must be: CRC-32 in base 62.  `bytes`: the characters
 * between the prefix and them. */
enum { LEAK_SUM = 7 };
void leak_github_sum(const char *bytes, gsize length, char sum[LEAK_SUM]);

/* The rows' checks. */
gboolean leak_check_sum(const char *secret, gsize length); /* GitHub, npm: a prefix of 4 bytes */
gboolean leak_check_grafana(const char *secret, gsize length);
gboolean leak_check_basic(const char *secret, gsize length);
gboolean leak_check_password(const char *secret, gsize length);
gboolean leak_check_jwt(const char *secret, gsize length);
