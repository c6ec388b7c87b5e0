/* SPDX-License-Identifier: GPL-3.0-or-later */
/* requirements.txt (the format of pip, as far as names and versions go) and the output of `pip freeze`. */
#include "model/lockfile_private.h"

#include <string.h>

/* A logical line is read at most this far: hashes may follow, names and versions stand in front. */
enum { LONGEST_LINE = 4096 };

/* Options that are followed by what matters; others (indexes, hashes) are passed over. */
typedef enum { OPTION_FILE, OPTION_EDITABLE } Option;

static const struct {
	const char *word;
	Option option;
} options[] = {
	{ "-r", OPTION_FILE },           { "--requirement", OPTION_FILE }, { "-c", OPTION_FILE },
	{ "--constraint", OPTION_FILE }, { "-e", OPTION_EDITABLE },        { "--editable", OPTION_EDITABLE },
};

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r");
}

/* The length of a line without its comment and the blanks at its end. */
static gsize content_length(const char *line, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) {
			length = i;
			break;
		}
	}
	while (length > 0 && is_blank(line[length - 1]))
		length--;
	return length;
}

/* Joins the lines that end with a backslash into `logical`; moves on. */
static void next_line(const char **at, guint *line, GString *logical)
{
	g_string_truncate(logical, 0);
	gboolean more = TRUE;
	while (more && **at != '\0') {
		gsize length = strcspn(*at, "\n");
		gsize content = content_length(*at, length);
		more = content > 0 && (*at)[content - 1] == '\\';
		gsize room = LONGEST_LINE - MIN(LONGEST_LINE, logical->len);
		g_string_append_len(logical, *at, (gssize)MIN(room, more ? content - 1 : content));
		*at += length;
		if (**at == '\n') {
			(*at)++;
			(*line)++;
		}
	}
}

static gsize name_length(const char *text)
{
	gsize length = 0;
	while (g_ascii_isalnum(text[length]) || (text[length] != '\0' && strchr("-_.", text[length]) != NULL))
		length++;
	return length;
}

/* "#egg=name" of an address. */
static void note_editable(Lockfile *lockfile, guint line, const char *what)
{
	const char *egg = strstr(what, "#egg=");
	egg = egg == NULL ? "" : egg + strlen("#egg=");
	lock_add_note(lockfile, LOCK_NOTE_EDITABLE, line, egg, name_length(egg));
}

/* The name of another file; an address may hold a credential and is left out. */
static void note_file(Lockfile *lockfile, guint line, const char *what)
{
	gsize length = strcspn(what, " \t");
	gboolean address = strstr(what, "://") != NULL || strchr(what, '@') != NULL;
	lock_add_note(lockfile, LOCK_NOTE_OTHER_FILE, line, what, address ? 0 : length);
}

static void read_option(Lockfile *lockfile, guint line, const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
		gsize length = strlen(options[i].word);
		if (strncmp(text, options[i].word, length) != 0)
			continue;
		const char *what = text + length;
		gboolean is_short = length == 2;
		if (!is_blank(*what) && *what != '=' && !is_short)
			continue;
		what = skip_blanks(what);
		what = *what == '=' ? skip_blanks(what + 1) : what;
		if (options[i].option == OPTION_FILE)
			note_file(lockfile, line, what);
		else
			note_editable(lockfile, line, what);
		return;
	}
}

/* One exact version: "==1.2" or "===1.2", no wildcard, nothing more. */
static gboolean is_exact(const char *wants, const char **version, gsize *length)
{
	gsize equals = strspn(wants, "=");
	const char *start = skip_blanks(wants + equals);
	*version = start;
	*length = strcspn(start, ",* \t)");
	const char *rest = skip_blanks(start + *length);
	return (equals == 2 || equals == 3) && *length > 0 && *rest == '\0';
}

/* The specifier alone: up to the marker, the hashes, the options. */
static char *cut_specifier(const char *text)
{
	gsize length = strcspn(text, ";");
	g_autofree char *part = g_strndup(text, length);
	char *option = strstr(part, " --");
	if (option != NULL)
		*option = '\0';
	g_strstrip(part);
	gsize end = strlen(part);
	if (part[0] == '(' && part[end - 1] == ')') {
		part[end - 1] = '\0';
		return g_strstrip(g_strdup(part + 1));
	}
	return g_steal_pointer(&part);
}

static void read_requirement(Lockfile *lockfile, guint line, const char *text)
{
	gsize length = name_length(text);
	const char *after = skip_blanks(text + length);
	if (*after == '[') {
		after += strcspn(after, "]");
		after = skip_blanks(after + (*after == ']' ? 1 : 0));
	}
	g_autofree char *normal = lockfile_normal_name(text, length);
	if (normal == NULL || (*after != '\0' && strchr("=<>!~;@(-", *after) == NULL)) {
		lock_add_note(lockfile, LOCK_NOTE_NOT_UNDERSTOOD, line, "", 0);
		return;
	}
	if (*after == '@') {
		lock_add_note(lockfile, LOCK_NOTE_NO_VERSION, line, normal, strlen(normal));
		return;
	}
	g_autofree char *wants = cut_specifier(after);
	const char *version;
	gsize version_length;
	if (is_exact(wants, &version, &version_length))
		lock_add_package(lockfile, text, length, version, version_length, TRUE, line);
	else
		lock_add_package(lockfile, text, length, wants, strlen(wants), FALSE, line);
}

void lock_read_requirements(Lockfile *lockfile, const char *text)
{
	g_autoptr(GString) logical = g_string_new(NULL);
	guint line = 1;
	while (*text != '\0') {
		guint first = line;
		next_line(&text, &line, logical);
		const char *content = skip_blanks(logical->str);
		if (*content == '-')
			read_option(lockfile, first, content);
		else if (*content != '\0')
			read_requirement(lockfile, first, content);
	}
}

gboolean lock_is_freeze(const char *text)
{
	gboolean any = FALSE;
	while (*text != '\0') {
		gsize length = strcspn(text, "\n"), content = content_length(text, length),
		      name = name_length(text);
		const char *after = text + name;
		gboolean exact = name > 0 && strncmp(after, "==", 2) == 0 &&
				 memchr(after, ';', content - name) == NULL &&
				 memchr(after, ' ', content - name) == NULL;
		gboolean elsewhere = name > 0 && strncmp(after, " @ ", 3) == 0;
		if (content > 0 && !exact && !elsewhere && strncmp(text, "-e ", 3) != 0)
			return FALSE;
		any = any || content > 0;
		text += length + (text[length] == '\n' ? 1 : 0);
	}
	return any;
}
