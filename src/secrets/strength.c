/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/strength.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

enum { SHORTEST_RANDOM = 6, FEWEST_CHARACTERS = 5, LONGEST_JWT = 16 * 1024 };

/* Words that people make secrets of, in lower case; longer ones before their beginnings. */
static const char *const words[] = {
	"passwords", "password", "passwort",    "passwd",     "passphrase",
	"pass",      "secrets",  "secret",      "hemlighet",  "losenord",
	"geheimnis", "geheim",   "tokens",      "token",      "administrator",
	"admin",     "example",  "optional",    "shared",     "engine",
	"server",    "service",  "workflow",    "webhooks",   "webhook",
	"hooks",     "hook",     "signing",     "signature",  "api",
	"access",    "auth",     "bearer",      "client",     "private",
	"public",    "keys",     "key",         "nyckel",     "schluessel",
	"default",   "changeme", "change",      "letmein",    "welcome",
	"qwerty",    "dragon",   "monkey",      "master",     "login",
	"user",      "root",     "test",        "testing",    "demo",
	"dummy",     "sample",   "staging",     "production", "prod",
	"dev",       "local",    "development", "company",    "desk",
	"ticket",    "support",  "please",      "hello",      "world",
	"foobar",    "foo",      "bar",         "baz",        "correct",
	"horse",     "battery",  "staple",      "summer",     "winter",
	"spring",    "autumn",   "monday",      "friday",     "january",
	"december",  "sverige",  "stockholm",   "berlin",     "london",
	"my",        "the",      "of",          "this",       "that",
	"is",        "a",        "very",        "long",       "strong",
	"super",     "new",      "old",         "for",        "to",
	"me",        "you",      "one",         "two",        "abc",
	"xyz",
};

/* Bytes of the longest word at the beginning; 0: none. */
static gsize word_at(const char *text, gsize length)
{
	gsize longest = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize size = strlen(words[i]);
		if (size > longest && size <= length && g_ascii_strncasecmp(text, words[i], size) == 0)
			longest = size;
	}
	return longest;
}

/* TRUE if a segment is nothing but words, and digits after them. */
static gboolean is_words(const char *text, gsize length)
{
	gsize at = 0, size;
	while (at < length && (size = word_at(text + at, length - at)) > 0)
		at += size;
	if (at == 0)
		return FALSE;
	while (at < length && g_ascii_isdigit(text[at]) && length - at <= 4)
		at++;
	return at == length;
}

static gboolean is_separator(char c)
{
	return c == '-' || c == '.' || c == '_' || c == ' ';
}

static gsize segment_at(const char *value, gsize length)
{
	gsize end = 0;
	while (end < length && !is_separator(value[end]))
		end++;
	return end;
}

gboolean strength_is_words(const char *value, gsize length)
{
	gboolean any = FALSE;
	for (gsize at = 0; at < length; at++) {
		gsize size = segment_at(value + at, length - at);
		if (size == 0)
			continue;
		gboolean digits = TRUE;
		for (gsize i = 0; i < size; i++)
			digits = digits && g_ascii_isdigit(value[at + i]);
		if (!(digits && size <= 4) && !is_words(value + at, size))
			return FALSE;
		any = any || !digits;
		at += size;
	}
	return any;
}

/* What a segment is made of. */
typedef struct {
	gboolean hex, lower, upper, digit, other;
	guint changes;   /* from one class of characters to another */
	guint different; /* characters */
	guint steps;     /* neighbours that are equal or follow each other */
	guint vowels;
} Shape;

static int class_of(char c)
{
	return g_ascii_isdigit(c) ? 0 : g_ascii_islower(c) ? 1 : g_ascii_isupper(c) ? 2 : 3;
}

static Shape shape_of(const char *text, gsize length)
{
	Shape shape = { .hex = TRUE };
	gboolean seen[256] = { FALSE };
	for (gsize i = 0; i < length; i++) {
		int class = class_of(text[i]);
		gboolean *const kinds[] = { &shape.digit, &shape.lower, &shape.upper, &shape.other };
		*kinds[class] = TRUE;
		shape.hex = shape.hex && g_ascii_isxdigit(text[i]);
		shape.different += !seen[(guchar)text[i]];
		seen[(guchar)text[i]] = TRUE;
		shape.vowels += strchr("aeiouyAEIOUY", text[i]) != NULL;
		if (i == 0)
			continue;
		shape.changes += class != class_of(text[i - 1]);
		shape.steps += text[i] - text[i - 1] >= 0 && text[i] - text[i - 1] <= 1;
	}
	return shape;
}

/* Letters of one case that could be read aloud are taken for a word of some language. */
static gboolean looks_like_word(const Shape *shape, gsize length)
{
	if (shape->digit || shape->other || shape->changes > 1)
		return FALSE;
	return length < 20 && (double)shape->vowels / (double)length > 0.25;
}

static double bits_of_segment(const char *text, gsize length)
{
	Shape shape = shape_of(text, length);
	if (length < SHORTEST_RANDOM || shape.different < FEWEST_CHARACTERS || is_words(text, length))
		return 0;
	if ((double)shape.steps > 0.6 * (double)length || looks_like_word(&shape, length))
		return 0;
	if (shape.hex && !(shape.lower && shape.upper))
		return 4.0 * (double)length;
	double alphabet = (shape.lower ? 26 : 0) + (shape.upper ? 26 : 0) + (shape.digit ? 10 : 0) +
			  (shape.other ? 2 : 0);
	return log2(alphabet) * (double)length;
}

/* A UUID and the like: hex digits in groups, some of them short. */
static gboolean is_grouped_hex(const char *value, gsize length)
{
	gsize digits = 0;
	for (gsize i = 0; i < length; i++) {
		if (!g_ascii_isxdigit(value[i]) && !is_separator(value[i]))
			return FALSE;
		digits += g_ascii_isxdigit(value[i]) != 0;
	}
	return digits >= 32 && shape_of(value, length).different > FEWEST_CHARACTERS;
}

int strength_bits(const char *value, gsize length)
{
	double bits = 0;
	if (is_grouped_hex(value, length)) {
		for (gsize i = 0; i < length; i++)
			bits += g_ascii_isxdigit(value[i]) ? 4 : 0;
		return (int)MIN(bits, 1e6);
	}
	for (gsize at = 0; at < length; at++) {
		gsize size = segment_at(value + at, length - at);
		if (size > 0)
			bits += bits_of_segment(value + at, size);
		at += size;
	}
	return (int)MIN(floor(bits + 1e-6), 1e6);
}

/* ---- JSON Web Tokens ---- */

/* A part of it, decoded and parsed; NULL. The decoded text is wiped: claims may be confidential. */
static json_t *jwt_part(const char *text, gsize length)
{
	gsize padded = (length + 3) / 4 * 4, size = 0;
	char *base64 = g_malloc(padded + 1);
	memset(base64, '=', padded);
	base64[padded] = '\0';
	for (gsize i = 0; i < length; i++)
		base64[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
	guchar *bytes = g_base64_decode(base64, &size);
	json_t *json = size > 0 ? weir_json_read((const char *)bytes, size, NULL, NULL, NULL) : NULL;
	secbuf_wipe(bytes, size);
	secbuf_wipe(base64, padded);
	g_free(bytes);
	g_free(base64);
	return json;
}

static json_t *jwt_facts(const char *value, gsize length)
{
	static const char *const times[] = { "exp", "iat", "nbf" };
	const char *dot = memchr(value, '.', length);
	const char *second = dot != NULL ? memchr(dot + 1, '.', length - (gsize)(dot + 1 - value)) : NULL;
	if (length > LONGEST_JWT || length < 3 || strncmp(value, "eyJ", 3) != 0 || second == NULL)
		return NULL;
	g_autoptr(json_t) header = jwt_part(value, (gsize)(dot - value));
	g_autoptr(json_t) claims = jwt_part(dot + 1, (gsize)(second - dot) - 1);
	const char *algorithm = weir_json_text(header, "alg");
	if (algorithm == NULL || !json_is_object(claims))
		return NULL;
	json_t *facts = json_object();
	json_object_set_new(facts, "alg", json_string(algorithm));
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
		const json_t *time = json_object_get(claims, times[i]);
		if (json_is_number(time))
			json_object_set_new(facts, times[i],
					    json_integer((json_int_t)json_number_value(time)));
	}
	return facts;
}

json_t *strength_facts(const SecBuf *secret, const char *kind)
{
	const char *value = secbuf_bytes(secret);
	gsize length = secbuf_length(secret);
	json_t *facts = json_object();
	json_object_set_new(facts, "name", json_string(secbuf_name(secret)));
	json_object_set_new(facts, "kind", json_string(kind));
	json_object_set_new(facts, "length", json_integer((json_int_t)length));
	json_object_set_new(facts, "bits", json_integer(strength_bits(value, length)));
	json_object_set_new(facts, "word", json_boolean(strength_is_words(value, length)));
	json_t *jwt = jwt_facts(value, length);
	if (jwt != NULL)
		json_object_set_new(facts, "jwt", jwt);
	return facts;
}
