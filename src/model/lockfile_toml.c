/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As much of TOML as uv.lock and poetry.lock need: tables, keys, strings, and the skipping of everything
 * else.  One pass, no recursion. */
#include "model/lockfile_private.h"

#include <string.h>

typedef struct {
	Lockfile *lockfile;
	const char *at;
	guint line;

	gboolean in_package; /* the last header was [[package]] itself, not a table below it */
	gboolean open;       /* a package was begun and not added yet */
	guint package_line;
	const char *name, *version;
	gsize name_length, version_length;
} Scan;

static void skip_blanks(Scan *scan)
{
	scan->at += strspn(scan->at, " \t\r");
}

static void skip_line(Scan *scan)
{
	scan->at += strcspn(scan->at, "\n");
}

static void step(Scan *scan)
{
	scan->line += *scan->at == '\n' ? 1 : 0;
	scan->at++;
}

static void finish_package(Scan *scan)
{
	if (!scan->open)
		return;
	scan->open = FALSE;
	if (scan->name == NULL)
		lock_add_note(scan->lockfile, LOCK_NOTE_NOT_UNDERSTOOD, scan->package_line, "", 0);
	else if (scan->version == NULL)
		lock_add_note(scan->lockfile, LOCK_NOTE_NO_VERSION, scan->package_line, scan->name,
			      scan->name_length);
	else
		lock_add_package(scan->lockfile, scan->name, scan->name_length, scan->version,
				 scan->version_length, TRUE, scan->package_line);
}

/* After the opening quotes.  Returns FALSE where the string does not end. */
static gboolean skip_string(Scan *scan, char quote, gboolean many_lines)
{
	for (; *scan->at != '\0'; step(scan)) {
		if (*scan->at == '\\' && quote == '"' && scan->at[1] != '\0') {
			step(scan);
		} else if (*scan->at == '\n' && !many_lines) {
			return FALSE;
		} else if (*scan->at == quote) {
			if (!many_lines) {
				scan->at++;
				return TRUE;
			}
			gsize run = strspn(scan->at, quote == '"' ? "\"" : "'");
			if (run >= 3) { /* up to two quotes may stand before the closing three */
				scan->at += MIN(run, 5);
				return TRUE;
			}
		}
	}
	return FALSE;
}

/* At a quote.  Sets the inside of a string of one line, escapes and all; NULL for others. */
static gboolean read_string(Scan *scan, const char **inside, gsize *length)
{
	char quote = *scan->at;
	*inside = NULL;
	if (scan->at[1] == quote && scan->at[2] == quote) {
		scan->at += 3;
		return skip_string(scan, quote, TRUE);
	}
	const char *start = ++scan->at;
	if (!skip_string(scan, quote, FALSE))
		return FALSE;
	*inside = start;
	*length = (gsize)(scan->at - 1 - start);
	return TRUE;
}

static void skip_comment(Scan *scan)
{
	if (*scan->at == '#')
		skip_line(scan);
}

/* A number, a date, a word; an array or an inline table with all that is in it, whatever its lines. */
static gboolean skip_value(Scan *scan)
{
	guint depth = 0;
	const char *inside;
	gsize length;
	for (; *scan->at != '\0';) {
		char c = *scan->at;
		if (c == '"' || c == '\'') {
			if (!read_string(scan, &inside, &length))
				return FALSE;
			continue;
		}
		if (depth == 0 && (c == '\n' || c == '#'))
			return TRUE;
		if (c == '#') {
			skip_comment(scan);
			continue;
		}
		if (c == '[' || c == '{')
			depth++;
		if ((c == ']' || c == '}') && depth-- == 0)
			return FALSE;
		step(scan);
	}
	return depth == 0;
}

/* [table] and [[array of tables]]; only [[package]] matters. */
static gboolean read_header(Scan *scan)
{
	gboolean array = scan->at[1] == '[';
	scan->at += array ? 2 : 1;
	gsize length = strcspn(scan->at, "]\n");
	if (scan->at[length] != ']' || (array && scan->at[length + 1] != ']'))
		return FALSE;
	g_autofree char *title = g_strstrip(g_strndup(scan->at, MIN(length, 64)));
	scan->at += length + (array ? 2 : 1);
	if (array && (strcmp(title, "package") == 0 || strcmp(title, "\"package\"") == 0)) {
		finish_package(scan);
		scan->open = scan->in_package = TRUE;
		scan->package_line = scan->line;
		scan->name = scan->version = NULL;
	} else {
		scan->in_package = FALSE;
		if (!g_str_has_prefix(title, "package."))
			finish_package(scan);
	}
	return TRUE;
}

static gboolean is_key(const char *key, gsize length, const char *word)
{
	return length == strlen(word) && memcmp(key, word, length) == 0;
}

static gboolean read_pair(Scan *scan)
{
	const char *key, *text = NULL;
	gsize key_length, length = 0;
	if (*scan->at == '"' || *scan->at == '\'') {
		if (!read_string(scan, &key, &key_length) || key == NULL)
			return FALSE;
	} else {
		key = scan->at;
		key_length = strcspn(key, "= \t\r\n\"'#");
		scan->at += key_length;
	}
	/* Dotted keys with blanks or quotes are none that matter. */
	scan->at += strcspn(scan->at, "=\n#");
	if (*scan->at != '=' || key_length == 0)
		return FALSE;
	scan->at++;
	skip_blanks(scan);
	guint line = scan->line;
	if (*scan->at == '"' || *scan->at == '\'') {
		if (!read_string(scan, &text, &length))
			return FALSE;
	} else if (!skip_value(scan)) {
		return FALSE;
	}
	if (!scan->in_package || text == NULL)
		return TRUE;
	if (is_key(key, key_length, "name")) {
		scan->name = text;
		scan->name_length = length;
		scan->package_line = line;
	} else if (is_key(key, key_length, "version")) {
		scan->version = text;
		scan->version_length = length;
	}
	return TRUE;
}

/* What stands after a value or a header: nothing or a comment. */
static gboolean read_end(Scan *scan)
{
	skip_blanks(scan);
	skip_comment(scan);
	return *scan->at == '\n' || *scan->at == '\0';
}

void lock_read_toml(Lockfile *lockfile, const char *text)
{
	Scan scan = { .lockfile = lockfile, .at = text, .line = 1 };
	while (*scan.at != '\0') {
		skip_blanks(&scan);
		skip_comment(&scan);
		if (*scan.at == '\n') {
			step(&scan);
			continue;
		}
		if (*scan.at == '\0')
			break;
		guint line = scan.line;
		gboolean understood = *scan.at == '[' ? read_header(&scan) : read_pair(&scan);
		if (understood && read_end(&scan))
			continue;
		lock_add_note(lockfile, LOCK_NOTE_NOT_UNDERSTOOD, line, "", 0);
		skip_line(&scan);
	}
	finish_package(&scan);
}
