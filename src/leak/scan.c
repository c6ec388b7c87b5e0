/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "leak/scan.h"

#include <pcre2.h>
#include <string.h>

#include "base/needles.h"
#include "base/redact.h"
#include "leak/formats.h"

/* The patterns need a few steps a byte; only a mistake in one would need more. */
enum { MATCH_LIMIT = 1000000, KEYWORD = 4 };

static const char TOKEN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~";

static Needles *keywords;
static pcre2_code **codes; /* one a row, NULL until it is needed */
static pcre2_match_data *match_data;
static pcre2_match_context *match_context;
static LeakWork work;

struct scan {
	const char *text;
	gsize length, covered, run_end;
	LeakFound each;
	gpointer data;
};

/* ---- once ---- */

static void add_keyword(const LeakFormat *format, char *word, gsize length, gsize from)
{
	gsize at = from;
	while (at < length && word[at] != '#' && word[at] != '?')
		at++;
	if (at == length) {
		needles_add(keywords, NULL, word, length, format, 0);
		return;
	}
	char class = word[at];
	for (const char *c = TOKEN; *c != '\0'; c++) {
		if (class == '#' && !g_ascii_isdigit(*c))
			continue;
		word[at] = *c;
		add_keyword(format, word, length, at + 1);
	}
	word[at] = class;
}

static void begin(void)
{
	keywords = needles_new(KEYWORD, KEYWORD);
	codes = g_new0(pcre2_code *, leak_formats_count);
	match_data = pcre2_match_data_create(4, NULL);
	match_context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(match_context, MATCH_LIMIT);
	for (gsize i = 0; i < leak_formats_count; i++) {
		g_auto(GStrv) words = g_strsplit(leak_formats[i].keywords, "|", -1);
		for (char **word = words; *word != NULL; word++)
			add_keyword(&leak_formats[i], *word, strlen(*word), 0);
	}
}

static const pcre2_code *code_of(const LeakFormat *format)
{
	pcre2_code **code = &codes[format - leak_formats];
	if (*code == NULL) {
		int number;
		PCRE2_SIZE offset;
		*code = pcre2_compile((PCRE2_SPTR)format->pattern, PCRE2_ZERO_TERMINATED, PCRE2_ANCHORED,
				      &number, &offset, NULL);
		g_return_val_if_fail(*code != NULL, NULL);
		/* Without it matching is slower, no more. */
		pcre2_jit_compile(*code, PCRE2_JIT_COMPLETE);
	}
	return *code;
}

/* ---- where a credential begins ---- */

static gboolean is_hex(const char *at, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (!g_ascii_isxdigit(at[i]))
			return FALSE;
	return TRUE;
}

/* How many bytes from `at` on are the rest of an escape (\n, \u0022, %22) that stands before it or around it.
 */
static gsize escape_left(const char *text, gsize at, gsize end)
{
	gsize left = end - at;
	if (at > 0 && text[at - 1] == '\\' && left >= 1) {
		if (text[at] == 'u' && left >= 5 && is_hex(text + at + 1, 4))
			return 5;
		return strchr("nrtbfv0", text[at]) != NULL ? 1 : 0;
	}
	return at > 0 && text[at - 1] == '%' && left >= 2 && is_hex(text + at, 2) ? 2 : 0;
}

static gboolean ends_escape(const char *text, gsize at)
{
	return (at >= 2 && escape_left(text, at - 1, at) == 1) ||
	       (at >= 3 && escape_left(text, at - 2, at) == 2) ||
	       (at >= 6 && escape_left(text, at - 5, at) == 5);
}

static gboolean is_token(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '-';
}

static gboolean may_start(const struct scan *scan, const LeakFormat *format, gsize at)
{
	if (at == 0 || format->left == LEFT_ANY)
		return TRUE;
	char c = scan->text[at - 1];
	gboolean in_the_way = format->left == LEFT_DIGIT   ? g_ascii_isdigit(c)
			      : format->left == LEFT_TOKEN ? is_token(c)
							   : is_token(c) || c == '+' || c == '/';
	return !in_the_way || ends_escape(scan->text, at);
}

/* FALSE where a credential of this keyword cannot begin. */
static gboolean find_start(struct scan *scan, const LeakFormat *format, gsize keyword, gsize *start)
{
	const char *text = scan->text;
	gsize at = keyword;
	if (format->back >= 0) {
		*start = keyword - (gsize)format->back;
		return keyword >= (gsize)format->back && may_start(scan, format, *start);
	}
	if (format->back == LEAK_BACK_DIGITS) {
		while (at > scan->covered && g_ascii_isdigit(text[at - 1]))
			at--;
		/* \u0022: the rest of the escape is digits too. */
		if (at >= 2 && text[at - 1] == 'u' && text[at - 2] == '\\')
			at--;
	} else {
		while (at > scan->covered && is_token(text[at - 1]))
			at--;
	}
	work.walked += keyword - at;
	*start = at + escape_left(text, at, keyword);
	return *start < keyword;
}

/* ---- what is looked at ---- */

static gboolean ends_run(char c)
{
	return (guchar)c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>';
}

/* Where the run of what may be in a credential ends.  Each byte is looked at once in a scan. */
static gsize run_end(struct scan *scan, gsize from)
{
	gsize at = MAX(from, scan->run_end);
	if (scan->run_end > from)
		return scan->run_end;
	while (at < scan->length && !ends_run(scan->text[at]))
		at++;
	scan->run_end = at;
	return at;
}

static gsize window_end(struct scan *scan, const LeakFormat *format, gsize start, gsize keyword)
{
	gsize end = format->spaces ? scan->length : run_end(scan, keyword);
	return format->endless ? end : MIN(end, start + LEAK_LONGEST);
}

static gboolean match(struct scan *scan, const LeakFormat *format, gsize start, gsize end)
{
	const pcre2_code *code = code_of(format);
	work.matches++;
	int groups = code == NULL ? 0
				  : pcre2_match(code, (PCRE2_SPTR)scan->text, end, start, 0, match_data,
						match_context);
	if (groups <= 0)
		return FALSE;
	const PCRE2_SIZE *range = pcre2_get_ovector_pointer(match_data);
	gsize group = groups > 1 && range[2] != PCRE2_UNSET ? 2 : 0;
	gsize from = range[group], length = range[group + 1] - from;
	if (from < scan->covered || !leak_format_accepts(format, scan->text + from, length) ||
	    redact_is_marked(scan->text, scan->length, from, from + length))
		return FALSE;
	scan->covered = from + length;
	scan->each(format->kind, from, length, scan->data);
	return TRUE;
}

static void look_at(struct scan *scan, const NeedleHit *hit)
{
	const LeakFormat *format = hit->owner;
	gsize start;
	work.keywords++;
	if (hit->start < scan->covered || !find_start(scan, format, hit->start, &start) ||
	    start < scan->covered)
		return;
	match(scan, format, start, window_end(scan, format, start, hit->start));
}

void leak_find(const char *text, gsize length, LeakFound each, gpointer data)
{
	struct scan scan = { .text = text, .length = length, .each = each, .data = data };
	static GArray *hits;
	if (keywords == NULL)
		begin();
	if (hits == NULL)
		hits = g_array_new(FALSE, FALSE, sizeof(NeedleHit));
	work = (LeakWork){ 0 };
	needles_find(keywords, text, length, hits);
	for (guint i = 0; i < hits->len; i++)
		look_at(&scan, &g_array_index(hits, NeedleHit, i));
	if (hits->len > 1024)
		g_clear_pointer(&hits, g_array_unref);
	else
		g_array_set_size(hits, 0);
}

LeakWork leak_last_work(void)
{
	return work;
}

/* ---- replacing ---- */

struct redaction {
	const char *text;
	GString *out;
	gsize done;
};

static void replace(const char *kind, gsize offset, gsize length, gpointer data)
{
	struct redaction *redaction = data;
	if (redaction->out == NULL)
		redaction->out = g_string_new(NULL);
	g_string_append_len(redaction->out, redaction->text + redaction->done,
			    (gssize)(offset - redaction->done));
	g_string_append(redaction->out, "«cred:");
	g_string_append(redaction->out, kind);
	g_string_append(redaction->out, "»");
	redaction->done = offset + length;
}

GString *leak_redact(const char *text, gsize length)
{
	struct redaction redaction = { .text = text };
	leak_find(text, length, replace, &redaction);
	if (redaction.out != NULL)
		g_string_append_len(redaction.out, text + redaction.done, (gssize)(length - redaction.done));
	return redaction.out;
}
