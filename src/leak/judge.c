/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "leak/judge.h"

#include <pcre2.h>
#include <string.h>

#include "base/redact.h"

/* The patterns need a few steps a byte; only a mistake in one would need more. */
enum {
	MATCH_LIMIT = 1000000,
	LONGEST_USER = 256,
	LONGEST_NAME = 64,
	FIRST_STACK = 32 * 1024,
	LARGEST_STACK = 1024 * 1024
};

static pcre2_code **codes; /* one a row, NULL until it is needed */
static pcre2_match_data *match_data;
static pcre2_match_context *match_context;

static const pcre2_code *code_of(guint row)
{
	if (codes == NULL) {
		codes = g_new0(pcre2_code *, leak_rows());
		match_data = pcre2_match_data_create(4, NULL);
		match_context = pcre2_match_context_create(NULL);
		pcre2_set_match_limit(match_context, MATCH_LIMIT);
		pcre2_jit_stack_assign(match_context, NULL,
				       pcre2_jit_stack_create(FIRST_STACK, LARGEST_STACK, NULL));
	}
	if (codes[row] == NULL) {
		int number;
		PCRE2_SIZE offset;
		codes[row] = pcre2_compile((PCRE2_SPTR)leak_row(row)->pattern, PCRE2_ZERO_TERMINATED,
					   PCRE2_ANCHORED, &number, &offset, NULL);
		g_return_val_if_fail(codes[row] != NULL, NULL);
		/* Without it matching is slower, no more. */
		pcre2_jit_compile(codes[row], PCRE2_JIT_COMPLETE);
	}
	return codes[row];
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

static gboolean is_in_the_way(LeakLeft left, char c)
{
	switch (left) {
	case LEFT_DIGIT:
		return g_ascii_isdigit(c);
	case LEFT_LETTER:
		return g_ascii_isalnum(c);
	case LEFT_TOKEN:
		return is_token(c);
	case LEFT_BASE64:
		return is_token(c) || c == '+' || c == '/';
	default:
		return FALSE;
	}
}

gboolean leak_may_begin(const LeakFormat *format, const char *text, gsize at)
{
	return at == 0 || !is_in_the_way(format->left, text[at - 1]) || ends_escape(text, at);
}

gboolean leak_may_go_on(const LeakFormat *format, const char *text, gsize length, gsize from)
{
	gsize end = MIN(from + format->least, length);
	while (from < end && is_token(text[from]))
		from++;
	return from == end;
}

static gboolean is_in_user(char c)
{
	return (guchar)c > ' ' && strchr("/?#@\"'<>\\", c) == NULL;
}

/* To what follows the :// before `keyword`; FALSE where there is none. */
static gboolean find_user(const LeakJudge *judge, gsize keyword, gsize *start)
{
	const char *text = judge->text;
	gsize at = keyword;
	while (at > 0 && keyword - at < LONGEST_USER && is_in_user(text[at - 1]))
		at--;
	*start = at;
	return (at >= 3 && memcmp(text + at - 3, "://", 3) == 0) ||
	       (at >= 5 && memcmp(text + at - 5, ":\\/\\/", 5) == 0);
}

static gsize at_hand(const LeakJudge *judge, guint64 place)
{
	return place > judge->base ? (gsize)MIN(place - judge->base, judge->length) : 0;
}

/* How far back may be looked from a keyword. */
static gsize lowest(const LeakJudge *judge, gsize keyword)
{
	gsize reach = judge->reach > 0 && keyword > judge->reach ? keyword - judge->reach : 0;
	return MAX(reach, at_hand(judge, judge->covered));
}

/* FALSE where a credential of this keyword cannot begin. */
static gboolean find_start(LeakJudge *judge, const LeakFormat *format, gsize keyword, gsize *start)
{
	const char *text = judge->text;
	gsize at = keyword, low = lowest(judge, keyword);
	if (format->back >= 0) {
		*start = keyword - (gsize)format->back;
		return keyword >= (gsize)format->back && leak_may_begin(format, text, *start);
	}
	if (format->back == LEAK_BACK_URL) {
		gboolean good = find_user(judge, keyword, start);
		judge->work.walked += keyword - *start;
		return good;
	}
	if (format->back == LEAK_BACK_DIGITS) {
		while (at > low && g_ascii_isdigit(text[at - 1]))
			at--;
		/* \u0022: the rest of the escape is digits too. */
		if (at >= 2 && text[at - 1] == 'u' && text[at - 2] == '\\')
			at--;
	} else {
		while (at > low && is_token(text[at - 1]))
			at--;
	}
	judge->work.walked += keyword - at;
	*start = at + escape_left(text, at, keyword);
	return *start < keyword;
}

/* ---- the name beside it ---- */

static gboolean is_in_name(char c)
{
	return is_token(c) || c == '.';
}

static gboolean has_word(const char *name, gsize length, const char *word, gsize size)
{
	for (gsize at = 0; at + size <= length; at++)
		if (g_ascii_strncasecmp(name + at, word, size) == 0)
			return TRUE;
	return FALSE;
}

/* Told before the pattern is tried: of the names that have `token` in them few are these. */
static gboolean is_named_so(const LeakFormat *format, const char *text, gsize keyword, gsize end)
{
	gsize from = keyword;
	if (format->name == NULL)
		return TRUE;
	while (from > 0 && keyword - from < LONGEST_NAME && is_in_name(text[from - 1]))
		from--;
	const char *word = format->name;
	for (gsize size; *word != '\0'; word += size + (word[size] == '|')) {
		size = strcspn(word, "|");
		if (has_word(text + from, end - from, word, size))
			return TRUE;
	}
	return FALSE;
}

/* ---- what is looked at ---- */

static gboolean ends_run(char c)
{
	return (guchar)c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>';
}

/* Where the run of what may be in a credential ends.  Each byte is looked at once. */
static gsize run_end(LeakJudge *judge, gsize from)
{
	gsize known = at_hand(judge, judge->run_end), at = MAX(from, known);
	if (known > from && known < judge->length)
		return known;
	while (at < judge->length && !ends_run(judge->text[at]))
		at++;
	judge->run_end = judge->base + at;
	return at;
}

static gsize window_end(LeakJudge *judge, const LeakFormat *format, gsize start, gsize keyword)
{
	gsize end = format->spaces ? judge->length : run_end(judge, keyword);
	if (!format->endless)
		end = MIN(end, start + LEAK_LONGEST);
	return judge->reach > 0 ? MIN(end, keyword + judge->reach) : end;
}

static gboolean match(LeakJudge *judge, LeakHit *hit, gsize start, gsize end)
{
	const LeakFormat *format = leak_row(hit->row);
	const pcre2_code *code = code_of(hit->row);
	judge->work.matches++;
	guint32 options = judge->paused && end == judge->length ? PCRE2_PARTIAL_HARD : 0;
	int groups = code == NULL ? 0
				  : pcre2_match(code, (PCRE2_SPTR)judge->text, end, start, options,
						match_data, match_context);
	hit->state = groups == PCRE2_ERROR_PARTIAL ? LEAK_WAITING : LEAK_REFUSED;
	if (groups <= 0)
		return FALSE;
	const PCRE2_SIZE *range = pcre2_get_ovector_pointer(match_data);
	gsize group = groups > 1 && range[2] != PCRE2_UNSET ? 2 : 0;
	LeakMatch found = { judge->text, end, start, range[group], range[group + 1] };
	if (!leak_format_accepts(format, &found) ||
	    redact_is_marked(judge->text, judge->length, found.from, found.end))
		return FALSE;
	hit->from = judge->base + found.from;
	hit->end = judge->base + found.end;
	return TRUE;
}

static gboolean is_accepted(LeakJudge *judge, LeakHit *hit)
{
	gsize start, keyword = (gsize)(hit->at - judge->base);
	if (hit->state == LEAK_REFUSED || hit->state == LEAK_ACCEPTED)
		return hit->state == LEAK_ACCEPTED;
	hit->state = LEAK_REFUSED;
	const LeakFormat *format = leak_row(hit->row);
	gsize behind = keyword + hit->length;
	gboolean good = leak_may_go_on(format, judge->text, judge->length, behind) &&
			is_named_so(format, judge->text, keyword, behind) &&
			find_start(judge, format, keyword, &start) && judge->base + start >= judge->covered &&
			match(judge, hit, start, window_end(judge, format, start, keyword));
	if (good)
		hit->state = LEAK_ACCEPTED;
	return good;
}

/* ---- of several at one place ---- */

static int rank(const LeakHit *hit)
{
	return hit->row == LEAK_OWN_ROW ? 2 : !leak_row(hit->row)->guess;
}

static gboolean gives_way(LeakJudge *judge, GArray *hits, guint index)
{
	const LeakHit *hit = &g_array_index(hits, LeakHit, index);
	if (rank(hit) > 0 && !judge->owned)
		return FALSE;
	for (guint i = index + 1; i < hits->len; i++) {
		LeakHit *other = &g_array_index(hits, LeakHit, i);
		if (other->at >= hit->end)
			return FALSE;
		if (rank(other) > rank(hit) && is_accepted(judge, other) && other->from < hit->end &&
		    other->end > hit->from)
			return TRUE;
	}
	return FALSE;
}

guint leak_judge(LeakJudge *judge, GArray *hits, guint64 limit)
{
	guint i = 0;
	for (; i < hits->len && g_array_index(hits, LeakHit, i).at < limit; i++) {
		LeakHit *hit = &g_array_index(hits, LeakHit, i);
		judge->work.keywords++;
		gboolean good = hit->at >= judge->covered && is_accepted(judge, hit);
		if (hit->state == LEAK_WAITING && hit->at >= judge->covered)
			return i;
		if (!good || hit->from < judge->covered || gives_way(judge, hits, i))
			continue;
		judge->covered = hit->end;
		judge->found(hit, judge->data);
	}
	return i;
}
