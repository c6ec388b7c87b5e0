/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/encodings.h"

#include <string.h>

#include "base/wipe.h"

/* \\\\u001f: the most that one byte becomes, a control character as JSON within JSON; and some room. */
enum { GROWTH = 7, ROOM = 16 };

static const char UPPER[] = "0123456789ABCDEF", LOWER[] = "0123456789abcdef";

struct work {
	const char *value;
	gsize length;
	char *form, *again; /* GROWTH * length + ROOM bytes each */
	EncodedEach each;
	gpointer data;
};

static void tell(const struct work *work, const char *end, char tail)
{
	work->each(work->form, (gsize)(end - work->form), tail, work->data);
}

/* ---- base64 ---- */

static guint bits_at(const struct work *work, gssize bit)
{
	guint six = 0;
	for (gssize i = bit; i < bit + 6; i++) {
		gboolean inside = i >= 0 && (gsize)i / 8 < work->length;
		guint one = inside ? ((guchar)work->value[i / 8] >> (7 - i % 8)) & 1 : 0;
		six = six << 1 | one;
	}
	return six;
}

static void base64(const struct work *work, const char *digits)
{
	gssize end = 8 * (gssize)work->length;
	for (gssize before = 0; before < 3; before++) {
		char *out = work->form;
		gssize bit = before == 0 ? 0 : before == 1 ? 4 : 2;
		for (; bit + 6 <= end; bit += 6)
			*out++ = digits[bits_at(work, bit)];
		tell(work, out, bit < end ? digits[bits_at(work, bit)] : '\0');
	}
}

/* ---- hex and percent ---- */

static void hex(const struct work *work, const char *digits)
{
	char *out = work->form;
	for (gsize i = 0; i < work->length; i++) {
		*out++ = digits[(guchar)work->value[i] >> 4];
		*out++ = digits[(guchar)work->value[i] & 15];
	}
	tell(work, out, '\0');
}

/* Besides letters and digits; a space that is kept is written as +. */
static const char *const KEPT[] = {
	"",                    /* everything is encoded, letters too */
	"-._~",                /* RFC 3986 */
	"-._~/",               /* Python's quote() */
	"-._~!'()*",           /* encodeURIComponent() */
	"-._~!'()*;/?:@&=+$,", /* encodeURI() */
	"-._~!'()*;/?:@&=+$,[]%",
	"-._* ", /* HTML forms */
	"-._~ ",
};

static void percent(const struct work *work, const char *digits, const char *kept)
{
	char *out = work->form;
	for (gsize i = 0; i < work->length; i++) {
		guchar c = (guchar)work->value[i];
		if (*kept != '\0' && (g_ascii_isalnum(c) || (c != '\0' && strchr(kept, c) != NULL))) {
			*out++ = c == ' ' ? '+' : (char)c;
			continue;
		}
		*out++ = '%';
		*out++ = digits[c >> 4];
		*out++ = digits[c & 15];
	}
	tell(work, out, '\0');
}

/* ---- JSON ---- */

struct json_style {
	const char *digits;
	gboolean ascii; /* what is not is written as \uXXXX */
	gboolean slash; /* is written as \/ */
	gboolean html;  /* < > & too, as Go does */
};

static const struct json_style JSON_STYLES[] = {
	{ LOWER, FALSE, FALSE, FALSE }, { LOWER, FALSE, TRUE, FALSE },  { LOWER, TRUE, FALSE, FALSE },
	{ LOWER, TRUE, TRUE, FALSE },   { UPPER, FALSE, FALSE, FALSE }, { UPPER, TRUE, FALSE, FALSE },
	{ UPPER, TRUE, TRUE, FALSE },   { LOWER, FALSE, FALSE, TRUE },  { UPPER, TRUE, TRUE, TRUE },
};

static char *unit(char *out, const char *digits, guint code)
{
	*out++ = '\\';
	*out++ = 'u';
	for (int down = 12; down >= 0; down -= 4)
		*out++ = digits[(code >> down) & 15];
	return out;
}

static char *json_ascii(char *out, const struct json_style *style, char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = c != '\0' ? strchr(plain, c) : NULL;
	if (at != NULL || (c == '/' && style->slash)) {
		*out++ = '\\';
		*out++ = at != NULL ? letters[at - plain] : '/';
		return out;
	}
	if ((guchar)c < 0x20 || (style->html && strchr("<>&", c) != NULL))
		return unit(out, style->digits, (guchar)c);
	*out++ = c;
	return out;
}

static char *json_character(char *out, const struct json_style *style, const char *at)
{
	gunichar c = g_utf8_get_char(at);
	gsize bytes = (gsize)(g_utf8_next_char(at) - at);
	if (bytes == 1)
		return json_ascii(out, style, *at);
	if (!style->ascii) {
		memcpy(out, at, bytes);
		return out + bytes;
	}
	if (c < 0x10000)
		return unit(out, style->digits, c);
	out = unit(out, style->digits, 0xd800 + ((c - 0x10000) >> 10));
	return unit(out, style->digits, 0xdc00 + ((c - 0x10000) & 0x3ff));
}

/* The form once more, as a string of JSON in a string of JSON. */
static void json_twice(const struct work *work, const char *end)
{
	char *out = work->again;
	for (const char *at = work->form; at < end; at++) {
		if (*at == '\\' || *at == '"')
			*out++ = '\\';
		*out++ = *at;
	}
	work->each(work->again, (gsize)(out - work->again), '\0', work->data);
}

static void json(const struct work *work, const struct json_style *style)
{
	char *out = work->form;
	for (const char *at = work->value; at < work->value + work->length; at = g_utf8_next_char(at))
		out = json_character(out, style, at);
	tell(work, out, '\0');
	json_twice(work, out);
}

/* ---- characters that become words ---- */

struct replaced {
	const char *from;
	const char *to[5];
};

static const struct replaced WORDS[] = {
	{ "\"", { "\"\"" } },
	{ "&<>\"", { "&amp;", "&lt;", "&gt;", "&quot;" } },
	{ "&<>\"'", { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" } },
	{ "&<>\"'", { "&amp;", "&lt;", "&gt;", "&quot;", "&#x27;" } },
	{ "&<>\"'", { "&amp;", "&lt;", "&gt;", "&#34;", "&#39;" } },
	{ "'", { "'\\''" } },
};

static void words(const struct work *work, const struct replaced *replaced)
{
	char *out = work->form;
	for (gsize i = 0; i < work->length; i++) {
		char c = work->value[i];
		const char *at = c != '\0' ? strchr(replaced->from, c) : NULL;
		if (at == NULL) {
			*out++ = c;
			continue;
		}
		const char *word = replaced->to[at - replaced->from];
		memcpy(out, word, strlen(word));
		out += strlen(word);
	}
	tell(work, out, '\0');
}

static void every_form(const struct work *work)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
			  url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	base64(work, letters);
	base64(work, url);
	hex(work, LOWER);
	hex(work, UPPER);
	for (gsize i = 0; i < G_N_ELEMENTS(KEPT); i++) {
		percent(work, UPPER, KEPT[i]);
		percent(work, LOWER, KEPT[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++)
		words(work, &WORDS[i]);
	/* Other bytes cannot stand in a JSON text. */
	if (!g_utf8_validate_len(work->value, work->length, NULL))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(JSON_STYLES); i++)
		json(work, &JSON_STYLES[i]);
}

void encodings_foreach(const char *value, gsize length, EncodedEach each, gpointer data)
{
	struct work work = { .value = value, .length = length, .each = each, .data = data };
	work.form = g_malloc(GROWTH * length + ROOM);
	work.again = g_malloc(GROWTH * length + ROOM);
	every_form(&work);
	wipe_free(work.form);
	wipe_free(work.again);
}
