/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sample_scan.h"

#include "model/schema_private.h"

#include <string.h>

static size_t count_digits(const char *at, const char *end)
{
	size_t count = 0;
	while (at + count < end && g_ascii_isdigit(at[count]))
		count++;
	return count;
}

static const char *past(const char *at, const char *end, char close)
{
	const char *found = memchr(at, close, (size_t)(end - at));
	return found == NULL ? end : found + 1;
}

static const char *past_character(const char *at, const char *end)
{
	const char *next = at + g_utf8_skip[(guchar)*at];
	return MIN(next, end);
}

static gboolean is_surrogate_pair(const char *at, const char *end)
{
	return end - at >= 12 && at[1] == 'u' && g_ascii_tolower(at[2]) == 'd' &&
	       strchr("89abAB", at[3]) != NULL && at[6] == '\\' && at[7] == 'u';
}

static const char *past_escape(const char *at, const char *end)
{
	static const struct {
		char letter;
		int length;
	} fixed[] = { { 'x', 4 }, { 'u', 6 }, { 'U', 10 }, { 'c', 3 } };
	if (end - at < 2)
		return end;
	if (strchr("pPxu", at[1]) != NULL && end - at > 2 && at[2] == '{')
		return past(at, end, '}');
	if (at[1] == 'k')
		return past(at, end, '>');
	if (at[1] == 'p' || at[1] == 'P')
		return MIN(at + 3, end);
	if (is_surrogate_pair(at, end))
		return at + 12;
	for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
		if (fixed[i].letter == at[1])
			return MIN(at + fixed[i].length, end);
	if (g_ascii_isdigit(at[1]))
		return at + 1 + count_digits(at + 1, end);
	return past_character(at + 1, end);
}

static const char *past_class(const char *at, const char *end)
{
	at += at + 1 < end && at[1] == '^' ? 2 : 1;
	while (at < end && *at != ']')
		at = *at == '\\' ? past_escape(at, end) : at + 1;
	return at < end ? at + 1 : end;
}

static const char *past_group(const char *at, const char *end)
{
	int open = 0;
	while (at < end) {
		if (*at == '\\') {
			at = past_escape(at, end);
			continue;
		}
		if (*at == '[') {
			at = past_class(at, end);
			continue;
		}
		open += *at == '(';
		open -= *at == ')';
		at++;
		if (open == 0)
			break;
	}
	return at;
}

const char *sample_scan_atom(const char *at, const char *end)
{
	if (*at == '\\')
		return past_escape(at, end);
	if (*at == '[')
		return past_class(at, end);
	return *at == '(' ? past_group(at, end) : past_character(at, end);
}

static const char *braces(const char *at, const char *end, Repeat *repeat)
{
	size_t low = count_digits(at + 1, end), high = 0;
	const char *next = at + 1 + low;
	gboolean comma = next < end && *next == ',';
	if (comma)
		high = count_digits(++next, end);
	next += high;
	if (next >= end || *next != '}' || low + high == 0 || low > 6 || high > 6)
		return at;
	repeat->least = (size_t)g_ascii_strtoull(at + 1, NULL, 10);
	repeat->most = !comma      ? repeat->least
		       : high == 0 ? SIZE_MAX
				   : (size_t)g_ascii_strtoull(next - high, NULL, 10);
	return next + 1;
}

const char *sample_scan_repeat(const char *at, const char *end, Repeat *repeat)
{
	*repeat = (Repeat){ 1, 1 };
	const char *next = at;
	if (at < end && *at == '{') {
		next = braces(at, end, repeat);
	} else if (at < end && strchr("*+?", *at) != NULL && *at != '\0') {
		repeat->least = *at == '+';
		repeat->most = *at == '?' ? 1 : SIZE_MAX;
		next = at + 1;
	}
	/* Lazy and possessive repeats match the same texts, or fewer. */
	return next > at && next < end && (*next == '?' || *next == '+') ? next + 1 : next;
}

gunichar sample_scan_character(const char *at, const char *end)
{
	static const char names[] = "nrtfva0", codes[] = "\n\r\t\f\v\a";
	if (*at != '\\')
		return g_utf8_get_char(at);
	if (is_surrogate_pair(at, end)) {
		gunichar high = (gunichar)g_ascii_strtoull(at + 2, NULL, 16);
		gunichar low = (gunichar)g_ascii_strtoull(at + 8, NULL, 16);
		return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	}
	g_autofree char *digits = g_strndup(at + 2, (size_t)(end - at - 2));
	if (strchr("xuU", at[1]) != NULL)
		return (gunichar)g_ascii_strtoull(digits[0] == '{' ? digits + 1 : digits, NULL, 16);
	if (at[1] == 'c')
		return (gunichar)(digits[0] & 31);
	const char *name = strchr(names, at[1]);
	return name != NULL ? (gunichar)(guchar)codes[name - names] : g_utf8_get_char(at + 1);
}
