/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where and how Python's json module finds fault with a text: the scan of its scanner, for what it says only.
 */
#include "demo/demo_python.h"

#include <string.h>

#define DEPTH 1000

typedef struct {
	const char *text;
	gsize length, at;
	const char *message; /* NULL as long as all is well */
	gsize fault;
	int depth;
} Scan;

static gboolean scan_value(Scan *scan);

static gboolean fail(Scan *scan, const char *message, gsize at)
{
	if (scan->message == NULL) {
		scan->message = message;
		scan->fault = at;
	}
	return FALSE;
}

static int peek(const Scan *scan)
{
	return scan->at < scan->length ? (guchar)scan->text[scan->at] : -1;
}

static void skip_space(Scan *scan)
{
	while (peek(scan) == ' ' || peek(scan) == '\t' || peek(scan) == '\n' || peek(scan) == '\r')
		scan->at++;
}

static gboolean scan_escape(Scan *scan)
{
	gsize start = scan->at - 1; /* of the backslash */
	int letter = peek(scan);
	if (letter == -1 || strchr("\"\\/bfnrtu", letter) == NULL)
		return fail(scan, "Invalid \\escape", start);
	scan->at++;
	if (letter != 'u')
		return TRUE;
	for (int i = 0; i < 4; i++, scan->at++) {
		if (peek(scan) == -1 || !g_ascii_isxdigit(peek(scan)))
			return fail(scan, "Invalid \\uXXXX escape", start + 1);
	}
	return TRUE;
}

static gboolean scan_string(Scan *scan)
{
	gsize start = scan->at++;
	for (;;) {
		int byte = peek(scan);
		if (byte == -1)
			return fail(scan, "Unterminated string starting at", start);
		if (byte < 0x20)
			return fail(scan, "Invalid control character at", scan->at);
		scan->at++;
		if (byte == '"')
			return TRUE;
		if (byte == '\\' && !scan_escape(scan))
			return FALSE;
	}
}

/* After a value: TRUE goes on with the next member, FALSE ends (with `closer`, or at a fault). */
static gboolean scan_comma(Scan *scan, char closer, const char *trailing)
{
	skip_space(scan);
	if (peek(scan) == closer) {
		scan->at++;
		return FALSE;
	}
	gsize comma = scan->at;
	if (peek(scan) != ',')
		return fail(scan, "Expecting ',' delimiter", scan->at);
	scan->at++;
	skip_space(scan);
	return peek(scan) == closer ? fail(scan, trailing, comma) : TRUE;
}

static gboolean scan_object(Scan *scan)
{
	scan->at++;
	skip_space(scan);
	if (peek(scan) == '}') {
		scan->at++;
		return TRUE;
	}
	do {
		if (peek(scan) != '"')
			return fail(scan, "Expecting property name enclosed in double quotes", scan->at);
		if (!scan_string(scan))
			return FALSE;
		skip_space(scan);
		if (peek(scan) != ':')
			return fail(scan, "Expecting ':' delimiter", scan->at);
		scan->at++;
		skip_space(scan);
		if (!scan_value(scan))
			return FALSE;
	} while (scan_comma(scan, '}', "Illegal trailing comma before end of object"));
	return scan->message == NULL;
}

static gboolean scan_array(Scan *scan)
{
	scan->at++;
	skip_space(scan);
	if (peek(scan) == ']') {
		scan->at++;
		return TRUE;
	}
	do {
		if (!scan_value(scan))
			return FALSE;
	} while (scan_comma(scan, ']', "Illegal trailing comma before end of array"));
	return scan->message == NULL;
}

static gsize digits(Scan *scan)
{
	gsize start = scan->at;
	while (peek(scan) != -1 && g_ascii_isdigit(peek(scan)))
		scan->at++;
	return scan->at - start;
}

/* A fraction or exponent that is not whole is not part of the number. */
static void scan_tail(Scan *scan, const char *starts, gboolean sign)
{
	gsize before = scan->at;
	if (peek(scan) == -1 || strchr(starts, peek(scan)) == NULL)
		return;
	scan->at++;
	if (sign && (peek(scan) == '+' || peek(scan) == '-'))
		scan->at++;
	if (digits(scan) == 0)
		scan->at = before;
}

static gboolean scan_number(Scan *scan)
{
	gsize start = scan->at;
	if (peek(scan) == '-')
		scan->at++;
	if (peek(scan) == '0')
		scan->at++;
	else if (digits(scan) == 0)
		return fail(scan, "Expecting value", start);
	scan_tail(scan, ".", FALSE);
	scan_tail(scan, "eE", TRUE);
	return TRUE;
}

static gboolean scan_plain(Scan *scan)
{
	static const char *const words[] = { "null", "true", "false", "NaN", "Infinity", "-Infinity" };
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize length = strlen(words[i]);
		if (scan->length - scan->at >= length &&
		    memcmp(scan->text + scan->at, words[i], length) == 0) {
			scan->at += length;
			return TRUE;
		}
	}
	return scan_number(scan);
}

static gboolean scan_value(Scan *scan)
{
	if (scan->depth >= DEPTH)
		return FALSE;
	scan->depth++;
	int byte = peek(scan);
	gboolean good = byte == '{'   ? scan_object(scan)
			: byte == '[' ? scan_array(scan)
			: byte == '"' ? scan_string(scan)
				      : scan_plain(scan);
	scan->depth--;
	return good;
}

const char *python_json_fault(const char *text, gsize length, gint64 *position)
{
	Scan scan = { .text = text, .length = length };
	skip_space(&scan);
	if (scan_value(&scan)) {
		skip_space(&scan);
		if (scan.at < length)
			fail(&scan, "Extra data", scan.at);
	}
	*position = g_utf8_strlen(text, (gssize)scan.fault);
	return scan.message;
}
