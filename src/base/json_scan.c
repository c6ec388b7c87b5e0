/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_scan.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* 64-bit FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
static const guint64 FNV_START = 14695981039346656037u, FNV_PRIME = 1099511628211u;

typedef struct {
	const char *text;
	gsize length, at;
	const WeirJsonLimits *limits;
	JsonScan *scan;
	gsize values;
	int depth;
	guint64 serial;      /* of the innermost open container */
	guint64 containers;  /* opened so far */
	guint64 *open;       /* serial << 1 | is_object, one for each level */
	GHashTable *members; /* hash of container and name; NULL: not looked for */
	gboolean name_next;  /* the next string is a member name */
} Scanner;

void json_scan_clear(JsonScan *scan)
{
	g_clear_pointer(&scan->big_integers, g_array_unref);
	g_clear_pointer(&scan->nul_escapes, g_array_unref);
	g_clear_pointer(&scan->duplicate_member, g_free);
}

char *json_scan_place(const char *text, gsize offset)
{
	gsize line = 1, start = 0;
	for (gsize i = 0; i < offset; i++)
		if (text[i] == '\n') {
			line++;
			start = i + 1;
		}
	return g_strdup_printf(_("line %zu, column %zu"), line, offset - start + 1);
}

static guint64 fnv(guint64 hash, guchar byte)
{
	return (hash ^ byte) * FNV_PRIME;
}

static int hex_value(const char *four)
{
	int value = 0;
	for (int i = 0; i < 4; i++) {
		int digit = g_ascii_xdigit_value(four[i]);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* Member names are hashed as they read, not as they are written: "a" and "\u0061" are one. */
static guint64 hash_escape(Scanner *s, guint64 hash)
{
	static const char plain[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	char kind = s->at + 1 < s->length ? s->text[s->at + 1] : '\0';
	const char *found = kind != '\0' ? strchr(plain, kind) : NULL;
	if (found != NULL)
		return fnv(hash, (guchar)means[found - plain]);
	int unit = kind == 'u' && s->at + 6 <= s->length ? hex_value(s->text + s->at + 2) : -1;
	if (unit < 0)
		return hash;
	char utf8[6];
	int bytes = g_unichar_to_utf8((gunichar)unit, utf8);
	for (int i = 0; i < bytes; i++)
		hash = fnv(hash, (guchar)utf8[i]);
	return hash;
}

static gboolean is_nul_escape(const Scanner *s)
{
	return s->at + 6 <= s->length && memcmp(s->text + s->at, "\\u0000", 6) == 0;
}

static void note_member(Scanner *s, gsize start, guint64 hash)
{
	if (s->members == NULL)
		return;
	gint64 key = (gint64)(hash ^ (s->serial * 0x9E3779B97F4A7C15u));
	if (!g_hash_table_add(s->members, g_memdup2(&key, sizeof key)) && s->scan->duplicate_member == NULL) {
		s->scan->duplicate_member =
			text_visible(s->text + start, (gssize)MIN(s->at - start, (gsize)80), TEXT_ONE_LINE);
		s->scan->duplicate_offset = start - 1;
	}
}

/* From the opening quote to behind the closing one. */
static gboolean scan_string(Scanner *s, gboolean is_name, GError **error)
{
	gsize start = ++s->at;
	guint64 hash = FNV_START;
	gboolean hashes = is_name && s->members != NULL;
	while (s->at < s->length && s->text[s->at] != '"') {
		gboolean escape = s->text[s->at] == '\\';
		if (escape && is_nul_escape(s)) {
			if (is_name) {
				g_autofree char *place = json_scan_place(s->text, s->at);
				g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
					    _("not JSON that weir can read: a member name holds a NUL "
					      "character (%s)"),
					    place);
				return FALSE;
			}
			g_array_append_val(s->scan->nul_escapes, s->at);
		}
		if (hashes)
			hash = escape ? hash_escape(s, hash) : fnv(hash, (guchar)s->text[s->at]);
		if (escape && s->at + 1 < s->length && s->text[s->at + 1] == 'u')
			s->at += 6;
		else
			s->at += escape ? 2 : 1;
	}
	s->at = MIN(s->at, s->length);
	if (is_name)
		note_member(s, start, hash);
	s->at = MIN(s->at + 1, s->length);
	return TRUE;
}

static void scan_number(Scanner *s)
{
	gsize start = s->at;
	gboolean integer = TRUE;
	while (s->at < s->length && (g_ascii_isdigit(s->text[s->at]) || strchr("+-.eE", s->text[s->at]))) {
		if (s->text[s->at] == '\0')
			break;
		integer = integer && (s->at == start || g_ascii_isdigit(s->text[s->at]));
		s->at++;
	}
	gsize size = s->at - start;
	char digits[32] = "";
	if (!integer || size < 19)
		return;
	/* A copy: the text may end with the number and has no NUL after it. */
	memcpy(digits, s->text + start, MIN(size, sizeof digits - 1));
	if (size >= sizeof digits ||
	    !g_ascii_string_to_signed(digits, 10, G_MININT64, G_MAXINT64, NULL, NULL))
		g_array_append_val(s->scan->big_integers, s->at);
}

static gboolean count_value(Scanner *s, GError **error)
{
	if (++s->values <= s->limits->values)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
		    _("more than %zu JSON values, the most that weir reads"), s->limits->values);
	return FALSE;
}

static gboolean open_container(Scanner *s, gboolean object, GError **error)
{
	if (!count_value(s, error))
		return FALSE;
	if (s->depth >= s->limits->depth) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
			    _("JSON nested more than %d deep, the most that weir reads"), s->limits->depth);
		return FALSE;
	}
	s->serial = ++s->containers;
	s->open[s->depth++] = s->serial << 1 | (object ? 1 : 0);
	s->name_next = object;
	s->at++;
	return TRUE;
}

static void close_container(Scanner *s)
{
	if (s->depth > 0)
		s->depth--;
	s->serial = s->depth > 0 ? s->open[s->depth - 1] >> 1 : 0;
	s->name_next = FALSE;
	s->at++;
}

static gboolean scan_one(Scanner *s, GError **error)
{
	char c = s->text[s->at];
	gboolean name = s->name_next;
	if (c == '"') {
		s->name_next = FALSE;
		return (name || count_value(s, error)) && scan_string(s, name, error);
	}
	if (c == '{' || c == '[')
		return open_container(s, c == '{', error);
	if (c == '}' || c == ']') {
		close_container(s);
		return TRUE;
	}
	if (c == ',')
		s->name_next = s->depth > 0 && (s->open[s->depth - 1] & 1);
	if (c == '-' || g_ascii_isdigit(c)) {
		scan_number(s);
		return count_value(s, error);
	}
	if (!g_ascii_isalpha(c)) {
		s->at++;
		return TRUE;
	}
	while (s->at < s->length && g_ascii_isalpha(s->text[s->at]))
		s->at++;
	return count_value(s, error);
}

gboolean json_scan(const char *text, gsize length, const WeirJsonLimits *limits, gboolean duplicates,
		   JsonScan *scan, GError **error)
{
	*scan = (JsonScan){ .big_integers = g_array_new(FALSE, FALSE, sizeof(gsize)),
			    .nul_escapes = g_array_new(FALSE, FALSE, sizeof(gsize)) };
	g_autofree guint64 *open = g_new(guint64, limits->depth);
	Scanner scanner = { .text = text, .length = length, .limits = limits, .scan = scan, .open = open };
	if (duplicates)
		scanner.members = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	gboolean fine = TRUE;
	while (fine && scanner.at < length)
		fine = scan_one(&scanner, error);
	g_clear_pointer(&scanner.members, g_hash_table_unref);
	return fine;
}
