/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mask.h"

#include <string.h>

static const char NAME[] = "\"secrets\"";
static const char MARK[] = "\"«secret»\"";

gboolean mask_concerns(const char *url)
{
	return strstr(url, "/connections") != NULL || strstr(url, "/subscriptions") != NULL;
}

typedef struct {
	const char *text;
	gsize length, at;
} Scan;

/* Past the string that begins at `at`; FALSE where it does not end. */
static gboolean skip_string(Scan *scan)
{
	for (scan->at++; scan->at < scan->length; scan->at++) {
		if (scan->text[scan->at] == '\\')
			scan->at++;
		else if (scan->text[scan->at] == '"')
			return scan->at++, TRUE;
	}
	scan->at = scan->length;
	return FALSE;
}

static void skip_space(Scan *scan)
{
	while (scan->at < scan->length && strchr(" \t\r\n", scan->text[scan->at]) != NULL &&
	       scan->text[scan->at] != '\0')
		scan->at++;
}

/* TRUE if a colon follows: the string before it was the name of a member. */
static gboolean names_member(const Scan *scan)
{
	Scan ahead = *scan;
	skip_space(&ahead);
	return ahead.at < ahead.length && ahead.text[ahead.at] == ':';
}

/* Copies the object that begins at `at`, its strings masked. */
static void copy_masked(Scan *scan, GString *out, const char *except, gboolean *masked)
{
	int depth = 0;
	do {
		gsize from = scan->at;
		char c = scan->text[scan->at];
		if (c != '"') {
			depth += (c == '{' || c == '[') - (c == '}' || c == ']');
			scan->at++;
			g_string_append_c(out, c);
			continue;
		}
		skip_string(scan);
		gsize size = scan->at - from;
		gboolean stays =
			names_member(scan) ||
			(except != NULL && memmem(scan->text + from, size, except, strlen(except)) != NULL);
		*masked = *masked || !stays;
		g_string_append_len(out, stays ? scan->text + from : MARK,
				    stays ? (gssize)size : (gssize)strlen(MARK));
	} while (depth > 0 && scan->at < scan->length);
}

/* After the name `secrets`: past the colon, TRUE where an object follows. */
static gboolean find_object(Scan *scan)
{
	skip_space(scan);
	if (scan->at >= scan->length || scan->text[scan->at] != ':')
		return FALSE;
	scan->at++;
	skip_space(scan);
	return scan->at < scan->length && scan->text[scan->at] == '{';
}

GString *mask_secrets(const char *text, gsize length, const char *except)
{
	if (memmem(text, length, NAME, strlen(NAME)) == NULL)
		return NULL;
	Scan scan = { text, length, 0 };
	GString *out = g_string_sized_new(length);
	gboolean masked = FALSE;
	while (scan.at < length) {
		gsize from = scan.at;
		if (text[scan.at] != '"') {
			scan.at++;
			g_string_append_c(out, text[from]);
			continue;
		}
		skip_string(&scan);
		gsize size = scan.at - from;
		gboolean named = size == strlen(NAME) && memcmp(text + from, NAME, size) == 0;
		gboolean object = named && find_object(&scan);
		g_string_append_len(out, text + from, (gssize)(scan.at - from));
		if (object)
			copy_masked(&scan, out, except, &masked);
	}
	if (masked)
		return out;
	g_string_free(out, TRUE);
	return NULL;
}
