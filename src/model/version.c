/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/version.h"

#include <string.h>

/* A piece of the text: NULL where it is missing, of length 0 where the number is left out ("1.0a"). */
typedef struct {
	const char *at;
	gsize length;
} Piece;

typedef enum { PRE_ALPHA, PRE_BETA, PRE_CANDIDATE } PreKind;

typedef struct {
	Piece epoch, release; /* the release with its dots */
	Piece pre, post, dev, local;
	PreKind pre_kind;
} Version;

static const struct {
	const char *word;
	PreKind kind;
} pre_words[] = {
	{ "alpha", PRE_ALPHA },  { "preview", PRE_CANDIDATE }, { "beta", PRE_BETA }, { "pre", PRE_CANDIDATE },
	{ "rc", PRE_CANDIDATE }, { "a", PRE_ALPHA },           { "b", PRE_BETA },    { "c", PRE_CANDIDATE },
};

static const char *const post_words[] = { "post", "rev", "r" };

static gboolean is_separator(char c)
{
	return c == '.' || c == '-' || c == '_';
}

static Piece digits(const char **at)
{
	Piece piece = { *at, strspn(*at, "0123456789") };
	*at += piece.length;
	return piece;
}

static gboolean take_word(const char **at, const char *word)
{
	gsize length = strlen(word);
	if (g_ascii_strncasecmp(*at, word, length) != 0)
		return FALSE;
	*at += length;
	return TRUE;
}

/* The number after a word, which may be left out; a separator counts only before a number. */
static Piece number_after(const char **at)
{
	const char *next = *at + (is_separator(**at) ? 1 : 0);
	if (!g_ascii_isdigit(*next))
		return (Piece){ *at, 0 };
	*at = next;
	return digits(at);
}

static void take_pre(const char **at, Version *version)
{
	const char *next = *at + (is_separator(**at) ? 1 : 0);
	for (gsize i = 0; i < G_N_ELEMENTS(pre_words); i++) {
		if (!take_word(&next, pre_words[i].word))
			continue;
		version->pre_kind = pre_words[i].kind;
		version->pre = number_after(&next);
		*at = next;
		return;
	}
}

static void take_post(const char **at, Version *version)
{
	const char *next = *at;
	if (*next == '-' && g_ascii_isdigit(next[1])) {
		next++;
		version->post = digits(&next);
		*at = next;
		return;
	}
	next += is_separator(*next) ? 1 : 0;
	for (gsize i = 0; i < G_N_ELEMENTS(post_words); i++) {
		if (!take_word(&next, post_words[i]))
			continue;
		version->post = number_after(&next);
		*at = next;
		return;
	}
}

static void take_dev(const char **at, Version *version)
{
	const char *next = *at + (is_separator(**at) ? 1 : 0);
	if (!take_word(&next, "dev"))
		return;
	version->dev = number_after(&next);
	*at = next;
}

/* Letters and digits with single separators between them. */
static gboolean take_local(const char **at, Version *version)
{
	if (**at != '+')
		return TRUE;
	const char *start = ++*at;
	for (;; (*at)++) {
		gsize length = 0;
		while (g_ascii_isalnum((*at)[length]))
			length++;
		if (length == 0)
			return FALSE;
		*at += length;
		if (!is_separator(**at))
			break;
	}
	version->local = (Piece){ start, (gsize)(*at - start) };
	return TRUE;
}

static gboolean parse(const char *text, Version *version)
{
	*version = (Version){ 0 };
	text += strspn(text, " \t");
	text += *text == 'v' || *text == 'V' ? 1 : 0;
	const char *start = text;
	Piece first = digits(&text);
	if (first.length == 0)
		return FALSE;
	if (*text == '!') {
		version->epoch = first;
		start = ++text;
		if (digits(&text).length == 0)
			return FALSE;
	}
	while (*text == '.' && g_ascii_isdigit(text[1])) {
		text++;
		digits(&text);
	}
	version->release = (Piece){ start, (gsize)(text - start) };
	take_pre(&text, version);
	take_post(&text, version);
	take_dev(&text, version);
	if (!take_local(&text, version))
		return FALSE;
	text += strspn(text, " \t");
	return *text == '\0';
}

gboolean version_valid(const char *text)
{
	Version version;
	return parse(text, &version);
}

static int sign(gssize difference)
{
	return (difference > 0) - (difference < 0);
}

/* As numbers, of any length; a missing one is 0. */
static int compare_numbers(Piece a, Piece b)
{
	while (a.length > 0 && *a.at == '0')
		a.at++, a.length--;
	while (b.length > 0 && *b.at == '0')
		b.at++, b.length--;
	if (a.length != b.length)
		return a.length < b.length ? -1 : 1;
	return a.length == 0 ? 0 : sign(memcmp(a.at, b.at, a.length));
}

/* Cuts the part up to the next separator; FALSE at the end. */
static gboolean next_part(Piece *rest, Piece *part)
{
	if (rest->length == 0)
		return FALSE;
	gsize length = 0;
	while (length < rest->length && !is_separator(rest->at[length]))
		length++;
	*part = (Piece){ rest->at, length };
	gsize used = MIN(rest->length, length + 1);
	rest->at += used;
	rest->length -= used;
	return TRUE;
}

/* 1.0 is 1.0.0. */
static int compare_releases(Piece a, Piece b)
{
	for (;;) {
		Piece left = { 0 }, right = { 0 };
		gboolean more = next_part(&a, &left);
		more = next_part(&b, &right) || more;
		if (!more)
			return 0;
		int order = compare_numbers(left, right);
		if (order != 0)
			return order;
	}
}

/* Of two that one may lack: `without` says how one without compares to one with. */
static int compare_optional(Piece a, Piece b, int without)
{
	if (a.at == NULL || b.at == NULL)
		return a.at == b.at ? 0 : a.at == NULL ? without : -without;
	return compare_numbers(a, b);
}

/* A development release of the final version comes before its pre-releases, the final version after them. */
static int pre_rank(const Version *version)
{
	if (version->pre.at != NULL)
		return (int)version->pre_kind;
	return version->post.at == NULL && version->dev.at != NULL ? -1 : PRE_CANDIDATE + 1;
}

static int compare_pre(const Version *a, const Version *b)
{
	int left = pre_rank(a), right = pre_rank(b);
	if (left != right || a->pre.at == NULL || b->pre.at == NULL)
		return sign(left - right);
	return compare_numbers(a->pre, b->pre);
}

static gboolean is_number(Piece piece)
{
	for (gsize i = 0; i < piece.length; i++)
		if (!g_ascii_isdigit(piece.at[i]))
			return FALSE;
	return TRUE;
}

static int compare_local_parts(Piece a, Piece b)
{
	gboolean left = is_number(a), right = is_number(b);
	if (left != right)
		return left ? 1 : -1;
	if (left)
		return compare_numbers(a, b);
	int order = g_ascii_strncasecmp(a.at, b.at, MIN(a.length, b.length));
	return order != 0 ? sign(order) : sign((gssize)a.length - (gssize)b.length);
}

static int compare_locals(Piece a, Piece b)
{
	if (a.at == NULL || b.at == NULL)
		return a.at == b.at ? 0 : a.at == NULL ? -1 : 1;
	for (;;) {
		Piece left, right;
		gboolean more_left = next_part(&a, &left), more_right = next_part(&b, &right);
		if (!more_left || !more_right)
			return more_left - more_right;
		int order = compare_local_parts(left, right);
		if (order != 0)
			return order;
	}
}

int version_compare(const char *a, const char *b)
{
	Version left, right;
	gboolean valid_left = parse(a, &left), valid_right = parse(b, &right);
	if (!valid_left || !valid_right)
		return valid_left == valid_right ? sign(strcmp(a, b)) : valid_left ? 1 : -1;
	int order = compare_numbers(left.epoch, right.epoch);
	if (order == 0)
		order = compare_releases(left.release, right.release);
	if (order == 0)
		order = compare_pre(&left, &right);
	if (order == 0)
		order = compare_optional(left.post, right.post, -1);
	if (order == 0)
		order = compare_optional(left.dev, right.dev, 1);
	return order != 0 ? order : compare_locals(left.local, right.local);
}
