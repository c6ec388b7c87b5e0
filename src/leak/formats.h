/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of credentials that weir knows by their form, and what tells them from lookalikes.
 *
 * Facts (prefixes, lengths, alphabets, checksums): the vendors' pages as collected in
 * ../shared/data/token-formats.json.  Rows of format_rows.c are known by their form alone and are redacted
 * wherever they stand.  Rows of named_rows.c are judged by the name beside them, as in `api_key=`: they are
 * reported and are redacted in what others wrote (logs, the output of programs), and nowhere else, because
 * schemas and settings of weir's own hold such names, too.  Bare UUIDs and digests are in neither. */
#pragma once

#include <glib.h>

/* What may not stand before a credential, because it would be a part of something longer.  Escapes of JSON
 * and of percent-encoding are seen as what they stand for. */
typedef enum {
	LEFT_TOKEN,  /* letters, digits, _ and - */
	LEFT_LETTER, /* letters and digits */
	LEFT_BASE64, /* these, _, -, + and / */
	LEFT_DIGIT,  /* digits */
	LEFT_ANY,    /* nothing is in the way */
} LeakLeft;

/* Where a credential begins, seen from its keyword: so many bytes before it, or a walk. */
enum {
	LEAK_BACK_TOKEN = -1,  /* over letters, digits, _ and - */
	LEAK_BACK_DIGITS = -2, /* over digits */
	LEAK_BACK_URL = -3,    /* to the :// of a URL, over what a name and a password in it may be made of */
};

/* What a pattern has found, in a text that is there as far as `length`. */
typedef struct {
	const char *text;
	gsize length;
	gsize start;     /* of what the pattern describes */
	gsize from, end; /* of the secret in it */
} LeakMatch;

/* FALSE: a lookalike. */
typedef gboolean (*LeakCheck)(const LeakMatch *match);

typedef struct {
	/* Small letters and hyphens, at most 32: what «cred:KIND» says. Several rows may have one. */
	const char *kind;
	/* One of these is in each; | between them, 4 bytes or more each.
	 * # is a digit, % a hex digit, ^ a capital, ? a character of tokens.  A ~ before a word: in capitals,
	 * small letters, or both.  One to three bytes, or classes alone between the first and the last, are
	 * for leak/pairs.h, which must know them. */
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
	gboolean guess;   /* gives way to any other that is found where it would be */
	/* One of these, | between them, is in the name that the keyword ends or is a part of; small letters.
	 */
	const char *name;
	guint8 least; /* letters, digits, _ and - that must follow the keyword, so that a word is told soon */
} LeakFormat;

enum { LEAK_LONGEST = 2048 };

extern const LeakFormat leak_formats[], leak_named_formats[];
extern const gsize leak_formats_count, leak_named_formats_count;

/* Entropy, placeholders (EXAMPLE, your-, xxxx, ${...}), values that vendors print in their manuals, and the
 * row's own check. */
gboolean leak_format_accepts(const LeakFormat *format, const LeakMatch *match);

/* Shannon entropy, bits a byte; 0 for an empty text. */
double leak_entropy(const char *bytes, gsize length);

/* TRUE for what stands where a secret would: EXAMPLE, your-, xxxx, ${...}, one character many times. */
gboolean leak_is_made_up(const char *secret, gsize length);

/* TRUE for what is made of words, as identifiers are. */
gboolean leak_is_wordy(const char *text, gsize length);

/* What the last six characters of a GitHub or npm token must be: CRC-32 in base 62.  `bytes`: the characters
 * between the prefix and them. */
enum { LEAK_SUM = 7 };
void leak_github_sum(const char *bytes, gsize length, char sum[LEAK_SUM]);

/* The rows' checks. */
gboolean leak_check_sum(const LeakMatch *match); /* GitHub, npm: a prefix of 4 bytes */
gboolean leak_check_grafana(const LeakMatch *match);
gboolean leak_check_basic(const LeakMatch *match);
gboolean leak_check_password(const LeakMatch *match);
gboolean leak_check_jwt(const LeakMatch *match);
gboolean leak_check_digit(const LeakMatch *match); /* there is one among the letters, or they are random */
gboolean leak_check_private_key(const LeakMatch *match);
gboolean leak_check_discord(const LeakMatch *match);
/* Those of named_checks.c: what stands at a name that speaks of a secret. */
gboolean leak_check_named(const LeakMatch *match); /* no word, reference, path, UUID or number */
gboolean leak_check_bearer(const LeakMatch *match);
gboolean leak_check_assigned(const LeakMatch *match);
gboolean leak_check_typed(const LeakMatch *match); /* the same for what a person could have typed */
gboolean leak_check_query(const LeakMatch *match); /* in the query of a URL */
gboolean leak_check_form(const LeakMatch *match);  /* a field of a form */
gboolean leak_check_shared_access(const LeakMatch *match);
gboolean leak_check_cookie(const LeakMatch *match);
gboolean leak_check_database(const LeakMatch *match); /* Key=value;Password=value */
gboolean leak_check_amazon(const LeakMatch *match);
gboolean leak_check_curl(const LeakMatch *match);
gboolean leak_check_unworded(const LeakMatch *match); /* random, not made of words */
gboolean leak_check_mixed(const LeakMatch *match);    /* digits, capitals and small letters, and no words */
