/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats: those of JSON Schema Validation 7.3, strict where a standard is, and pydantic's that say nothing
 * of the text (password, binary).  Texts with a NUL fit none. */
#include "model/schema_private.h"

#include <arpa/inet.h>
#include <string.h>

/* N decimal digits, as a number; -1 where they are not there. */
static int take_digits(const char **at, int count)
{
	int number = 0;
	for (int i = 0; i < count; i++, ++*at) {
		if (!g_ascii_isdigit(**at))
			return -1;
		number = number * 10 + (**at - '0');
	}
	return number;
}

static gboolean take(const char **at, char character)
{
	if (g_ascii_tolower(**at) != character)
		return FALSE;
	++*at;
	return TRUE;
}

static gboolean take_date(const char **at)
{
	int year = take_digits(at, 4);
	if (year < 0 || !take(at, '-'))
		return FALSE;
	int month = take_digits(at, 2);
	if (month < 1 || month > 12 || !take(at, '-'))
		return FALSE;
	int day = take_digits(at, 2);
	int days = g_date_get_days_in_month((GDateMonth)month, (GDateYear)(year == 0 ? 4 : year));
	return day >= 1 && day <= days;
}

/* Minutes east of UTC. */
static gboolean take_offset(const char **at, int *offset)
{
	*offset = 0;
	if (take(at, 'z'))
		return TRUE;
	int sign = **at == '-' ? -1 : 1;
	if (!take(at, '+') && !take(at, '-'))
		return FALSE;
	int hour = take_digits(at, 2);
	if (hour < 0 || hour > 23 || !take(at, ':'))
		return FALSE;
	int minute = take_digits(at, 2);
	*offset = sign * (hour * 60 + minute);
	return minute >= 0 && minute <= 59;
}

/* A leap second is one only in the last minute of a day of UTC. */
static gboolean take_time(const char **at)
{
	int offset, hour = take_digits(at, 2);
	if (hour < 0 || hour > 23 || !take(at, ':'))
		return FALSE;
	int minute = take_digits(at, 2);
	if (minute < 0 || minute > 59 || !take(at, ':'))
		return FALSE;
	int second = take_digits(at, 2);
	if (second < 0 || second > 60)
		return FALSE;
	if (take(at, '.')) {
		if (take_digits(at, 1) < 0)
			return FALSE;
		while (g_ascii_isdigit(**at))
			++*at;
	}
	if (!take_offset(at, &offset))
		return FALSE;
	return second < 60 || (hour * 60 + minute - offset + 2 * 1440) % 1440 == 1439;
}

static gboolean is_date(const char *text)
{
	return take_date(&text) && *text == '\0';
}

static gboolean is_time(const char *text)
{
	return take_time(&text) && *text == '\0';
}

static gboolean is_date_time(const char *text)
{
	return take_date(&text) && take(&text, 't') && take_time(&text) && *text == '\0';
}

/* Numbers with units in their order; a fraction only before S, as pydantic writes it. */
static gboolean take_units(const char **at, const char *units)
{
	gboolean any = FALSE;
	while (g_ascii_isdigit(**at)) {
		const char *digits = *at;
		while (g_ascii_isdigit(*digits))
			digits++;
		gboolean fraction = *digits == '.' && g_ascii_isdigit(digits[1]);
		if (fraction)
			for (digits++; g_ascii_isdigit(*digits);)
				digits++;
		const char *unit = *digits == '\0' ? NULL : strchr(units, *digits);
		if (unit == NULL || (fraction && *unit != 'S'))
			return FALSE;
		units = unit + 1;
		*at = digits + 1;
		any = TRUE;
	}
	return any;
}

static gboolean is_duration(const char *text)
{
	const char *weeks = text + 1;
	if (*text != 'P')
		return FALSE;
	if (take_units(&weeks, "W") && *weeks == '\0')
		return TRUE;
	const char *at = text + 1;
	gboolean days = take_units(&at, "YMD");
	if (*at == '\0')
		return days;
	return *at++ == 'T' && take_units(&at, "HMS") && *at == '\0';
}

static gboolean is_label(const char *start, const char *end, gboolean international)
{
	if (start == end || end - start > 63 || *start == '-' || end[-1] == '-')
		return FALSE;
	for (; start < end; start++)
		if (!g_ascii_isalnum(*start) && *start != '-' && !(international && (guchar)*start >= 0x80))
			return FALSE;
	return TRUE;
}

static gboolean is_host(const char *text, gboolean international)
{
	if (*text == '\0' || strlen(text) > 253)
		return FALSE;
	for (;;) {
		const char *dot = text + strcspn(text, ".");
		if (!is_label(text, dot, international))
			return FALSE;
		if (*dot == '\0')
			return TRUE;
		text = dot + 1;
	}
}

static gboolean is_hostname(const char *text)
{
	return is_host(text, FALSE);
}

static gboolean is_idn_hostname(const char *text)
{
	return is_host(text, TRUE);
}

static gboolean is_ipv4(const char *text)
{
	struct in_addr address;
	return inet_pton(AF_INET, text, &address) == 1;
}

static gboolean is_ipv6(const char *text)
{
	struct in6_addr address;
	return inet_pton(AF_INET6, text, &address) == 1;
}

static gboolean is_mail_domain(const char *text)
{
	size_t length = strlen(text);
	if (*text != '[')
		return is_hostname(text);
	if (text[length - 1] != ']')
		return FALSE;
	g_autofree char *inside = g_strndup(text + 1, length - 2);
	return g_ascii_strncasecmp(inside, "IPv6:", 5) == 0 ? is_ipv6(inside + 5) : is_ipv4(inside);
}

static gboolean is_dot_atom(const char *start, const char *end)
{
	for (const char *at = start; at < end; at++) {
		if (*at == '.' && (at == start || at + 1 == end || at[1] == '.'))
			return FALSE;
		if (*at != '.' && !g_ascii_isalnum(*at) && strchr("!#$%&'*+-/=?^_`{|}~", *at) == NULL)
			return FALSE;
	}
	return start < end;
}

static gboolean is_quoted(const char *start, const char *end)
{
	if (end - start < 2 || *start != '"' || end[-1] != '"')
		return FALSE;
	for (const char *at = start + 1; at < end - 1; at++) {
		if (*at == '"' || !g_ascii_isprint(*at) || (*at == '\\' && ++at == end - 1))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_email(const char *text)
{
	const char *at = strrchr(text, '@');
	return at != NULL && (is_dot_atom(text, at) || is_quoted(text, at)) && is_mail_domain(at + 1);
}

static gboolean is_idn_email(const char *text)
{
	const char *at = strrchr(text, '@');
	return at != NULL && at > text && at[1] != '\0' && strchr(text, ' ') == NULL;
}

/* The characters of a URI (RFC 3986), or of an IRI. */
static gboolean is_made_of(const char *text, gboolean international, const char *more)
{
	for (; *text != '\0'; text++) {
		if (*text == '%' && !(g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2])))
			return FALSE;
		if (!g_ascii_isalnum(*text) && strchr("-._~:/?#[]@!$&'()*+,;=%", *text) == NULL &&
		    strchr(more, *text) == NULL && !(international && (guchar)*text >= 0x80))
			return FALSE;
	}
	return TRUE;
}

/* Brackets stand around an IPv6 address only. */
static gboolean brackets_fit(const char *text)
{
	const char *open = strchr(text, '[');
	if (open == NULL)
		return strchr(text, ']') == NULL;
	const char *close = strpbrk(open + 1, "[]");
	gboolean after = open - text >= 2 && (g_str_has_prefix(open - 2, "//") || open[-1] == '@');
	return after && close != NULL && *close == ']' && strpbrk(close + 1, "[]") == NULL;
}

static gboolean is_absolute(const char *text)
{
	if (!g_ascii_isalpha(*text))
		return FALSE;
	const char *at = text;
	while (g_ascii_isalnum(*at) || *at == '+' || *at == '-' || *at == '.')
		at++;
	return *at == ':' && brackets_fit(text) && g_uri_is_valid(text, G_URI_FLAGS_ENCODED, NULL) &&
	       strchr(text, '#') == strrchr(text, '#');
}

static gboolean is_reference(const char *text)
{
	g_autofree char *whole = g_uri_resolve_relative("http://localhost/", text, G_URI_FLAGS_ENCODED, NULL);
	return whole != NULL && brackets_fit(text) && strchr(text, '#') == strrchr(text, '#');
}

static gboolean is_uri(const char *text)
{
	return is_made_of(text, FALSE, "") && is_absolute(text);
}

static gboolean is_iri(const char *text)
{
	return is_made_of(text, TRUE, "") && is_absolute(text);
}

static gboolean is_uri_reference(const char *text)
{
	return is_made_of(text, FALSE, "") && is_reference(text);
}

static gboolean is_iri_reference(const char *text)
{
	return is_made_of(text, TRUE, "") && is_reference(text);
}

static gboolean is_uri_template(const char *text)
{
	gboolean open = FALSE;
	for (const char *at = text; *at != '\0'; at++) {
		if ((*at == '{' && open) || (*at == '}' && !open))
			return FALSE;
		open = *at == '{' || (open && *at != '}');
	}
	return !open && is_made_of(text, TRUE, "{}|^`<>");
}

static gboolean is_uuid(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	if (strlen(text) != sizeof(shape) - 1)
		return FALSE;
	for (gsize i = 0; i < sizeof(shape) - 1; i++)
		if (shape[i] == '-' ? text[i] != '-' : !g_ascii_isxdigit(text[i]))
			return FALSE;
	return TRUE;
}

static gboolean is_pointer(const char *text)
{
	if (*text != '\0' && *text != '/')
		return FALSE;
	for (; *text != '\0'; text++)
		if (*text == '~' && text[1] != '0' && text[1] != '1')
			return FALSE;
	return TRUE;
}

static gboolean is_relative_pointer(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || (digits > 1 && *text == '0'))
		return FALSE;
	return g_str_equal(text + digits, "#") || is_pointer(text + digits);
}

static gboolean is_regex(const char *text)
{
	gsize size;
	SchemaPattern *pattern = schema_pattern_new(text, strlen(text), &size, NULL);
	gboolean fits = pattern != NULL;
	schema_pattern_free(pattern);
	return fits;
}

static const struct {
	const char *name;
	gboolean (*fits)(const char *text);
} formats[] = {
	{ "date-time", is_date_time },
	{ "date", is_date },
	{ "time", is_time },
	{ "duration", is_duration },
	{ "email", is_email },
	{ "idn-email", is_idn_email },
	{ "hostname", is_hostname },
	{ "idn-hostname", is_idn_hostname },
	{ "ipv4", is_ipv4 },
	{ "ipv6", is_ipv6 },
	{ "uri", is_uri },
	{ "uri-reference", is_uri_reference },
	{ "iri", is_iri },
	{ "iri-reference", is_iri_reference },
	{ "uri-template", is_uri_template },
	{ "uuid", is_uuid },
	{ "json-pointer", is_pointer },
	{ "relative-json-pointer", is_relative_pointer },
	{ "regex", is_regex },
};

SchemaVerdict schema_format_check(Run *run, const char *format, const char *text, size_t length)
{
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (!g_str_equal(formats[i].name, format))
			continue;
		if (!schema_spend(run, 1 + (gint64)(length / 16)))
			return SCHEMA_UNKNOWN;
		return strlen(text) == length && formats[i].fits(text) ? SCHEMA_VALID : SCHEMA_INVALID;
	}
	return SCHEMA_VALID;
}
