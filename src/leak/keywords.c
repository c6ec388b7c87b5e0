/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/keywords.h"

#include <string.h>

#include "base/needles.h"
#include "leak/judge.h"
#include "leak/literals.h"

enum { WINDOW = 4, LONGEST_ESCAPE = 6 };

static const char TOKEN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~";

/* By its place in `literals`, which is its number for Vectorscan. */
static GPtrArray *literals; /* LeakLiteral * */
static GHashTable *by_text;
static Needles *form_needles, *named_needles;
static GArray *rare; /* struct rare */
static gsize longest;

/* A keyword of one or two bytes, looked for by its last. */
struct rare {
	char before, byte; /* before: '\0' where there is one only */
	guint16 row;
};

const LeakFormat *leak_row(guint row)
{
	return row < leak_formats_count ? &leak_formats[row] : &leak_named_formats[row - leak_formats_count];
}

guint leak_rows(void)
{
	return (guint)(leak_formats_count + leak_named_formats_count);
}

/* ---- making the literals ---- */

static void add_literal(const char *word, gsize length, gboolean caseless, guint row)
{
	g_autofree char *key = g_strdup_printf("%d%.*s", caseless, (int)length, word);
	LeakLiteral *literal = g_hash_table_lookup(by_text, key);
	if (literal == NULL) {
		literal = g_new0(LeakLiteral, 1);
		literal->bytes = g_strndup(word, length);
		literal->length = length;
		literal->caseless = caseless;
		literal->rows = g_array_new(FALSE, FALSE, sizeof(guint16));
		g_hash_table_insert(by_text, g_steal_pointer(&key), literal);
		g_ptr_array_add(literals, literal);
		longest = MAX(longest, length);
	}
	guint16 number = (guint16)row;
	g_array_append_val(literal->rows, number);
}

static gboolean is_in_class(char class, char c)
{
	switch (class) {
	case '#':
		return g_ascii_isdigit(c);
	case '%':
		return g_ascii_isdigit(c) || (c >= 'a' && c <= 'f');
	case '^':
		return g_ascii_isupper(c);
	default:
		return TRUE;
	}
}

static void add_keyword(char *word, gsize length, gsize from, guint row)
{
	gsize at = from + strcspn(word + from, "#%^?");
	if (at >= length) {
		add_literal(word, length, FALSE, row);
		return;
	}
	char class = word[at];
	for (const char *c = TOKEN; *c != '\0'; c++) {
		if (!is_in_class(class, *c))
			continue;
		word[at] = *c;
		add_keyword(word, length, at + 1, row);
	}
	word[at] = class;
}

static void add_words(guint row)
{
	g_auto(GStrv) words = g_strsplit(leak_row(row)->keywords, "|", -1);
	for (char **word = words; *word != NULL; word++) {
		if (strlen(*word) <= 2) {
			gboolean two = (*word)[1] != '\0';
			struct rare one = { two ? **word : '\0', (*word)[two], (guint16)row };
			g_array_append_val(rare, one);
		} else if (**word == '~') {
			g_autofree char *lower = g_ascii_strdown(*word + 1, -1);
			add_literal(lower, strlen(lower), TRUE, row);
		} else {
			add_keyword(*word, strlen(*word), 0, row);
		}
	}
}

/* Case is folded for the window alone: the pattern looks at the rest. */
static void add_caseless(Needles *set, char *window, gsize at, const LeakLiteral *literal, guint row)
{
	if (at == WINDOW) {
		needles_add(set, NULL, window, WINDOW, literal, row);
		return;
	}
	char lower = literal->bytes[at];
	window[at] = lower;
	add_caseless(set, window, at + 1, literal, row);
	if (g_ascii_toupper(lower) != lower) {
		window[at] = g_ascii_toupper(lower);
		add_caseless(set, window, at + 1, literal, row);
	}
}

static void make_needles(gboolean named)
{
	Needles *set = needles_new(WINDOW, WINDOW);
	for (guint i = 0; i < literals->len; i++) {
		const LeakLiteral *literal = literals->pdata[i];
		for (guint j = 0; j < literal->rows->len; j++) {
			guint row = g_array_index(literal->rows, guint16, j);
			char window[WINDOW];
			if ((row >= leak_formats_count) != named)
				continue;
			if (literal->caseless)
				add_caseless(set, window, 0, literal, row);
			else
				needles_add(set, NULL, literal->bytes, literal->length, literal, row);
		}
	}
	*(named ? &named_needles : &form_needles) = set;
}

static void begin(void)
{
	if (literals != NULL)
		return;
	literals = g_ptr_array_new();
	by_text = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	rare = g_array_new(FALSE, FALSE, sizeof(struct rare));
	for (guint row = 0; row < leak_rows(); row++)
		add_words(row);
}

/* ---- finding them ---- */

static void add_hit(GArray *hits, guint64 at, guint row, gsize length)
{
	LeakHit hit = { .at = at, .row = (guint16)row, .length = (guint16)length };
	g_array_append_val(hits, hit);
}

static void find_rare(gboolean named, const char *text, gsize length, gsize seen, guint64 base, GArray *hits)
{
	for (guint i = 0; i < rare->len; i++) {
		const struct rare *one = &g_array_index(rare, struct rare, i);
		if (one->row >= leak_formats_count && !named)
			continue;
		const char *at = text + seen, *end = text + length;
		while (at < end && (at = memchr(at, one->byte, (gsize)(end - at))) != NULL) {
			gsize place = (gsize)(at++ - text), length_of = one->before != '\0' ? 2 : 1;
			if (length_of == 1 || (place > 0 && text[place - 1] == one->before))
				add_hit(hits, base + place + 1 - length_of, one->row, length_of);
		}
	}
}

static gboolean is_literal(const LeakLiteral *literal, const char *text, gsize left)
{
	if (literal->length > left)
		return FALSE;
	return !literal->caseless || g_ascii_strncasecmp(text, literal->bytes, literal->length) == 0;
}

static void find_needles(const Needles *set, const char *text, gsize length, gsize seen, guint64 base,
			 GArray *hits)
{
	static GArray *found;
	if (found != NULL && found->len > 1024)
		g_clear_pointer(&found, g_array_unref);
	if (found == NULL)
		found = g_array_new(FALSE, FALSE, sizeof(NeedleHit));
	g_array_set_size(found, 0);
	needles_find(set, text, length, found);
	for (guint i = 0; i < found->len; i++) {
		const NeedleHit *hit = &g_array_index(found, NeedleHit, i);
		const LeakLiteral *literal = hit->owner;
		/* Of a needle that overlaps itself only the first place is told. */
		if (hit->start + literal->length > seen &&
		    is_literal(literal, text + hit->start, length - hit->start))
			add_hit(hits, base + hit->start, hit->detail, literal->length);
	}
}

static int by_place(gconstpointer a, gconstpointer b)
{
	const LeakHit *one = a, *two = b;
	if (one->at != two->at)
		return one->at < two->at ? -1 : 1;
	if (one->length != two->length)
		return one->length > two->length ? -1 : 1;
	return one->row < two->row ? -1 : one->row > two->row;
}

void leak_hits_sort(GArray *hits, guint from)
{
	gboolean sorted = TRUE;
	for (guint i = from + 1; i < hits->len && sorted; i++)
		sorted =
			by_place(&g_array_index(hits, LeakHit, i - 1), &g_array_index(hits, LeakHit, i)) <= 0;
	if (!sorted)
		qsort(&g_array_index(hits, LeakHit, from), hits->len - from, sizeof(LeakHit), by_place);
}

void leak_keywords_find(gboolean named, const char *text, gsize length, guint64 base, GArray *hits)
{
	guint before = hits->len;
	begin();
	if (form_needles == NULL)
		make_needles(FALSE);
	if (named && named_needles == NULL)
		make_needles(TRUE);
	find_needles(form_needles, text, length, 0, base, hits);
	if (named)
		find_needles(named_needles, text, length, 0, base, hits);
	find_rare(named, text, length, 0, base, hits);
	leak_hits_sort(hits, before);
}

/* ---- streams ---- */

struct scan {
	const char *text;
	gsize length, seen;
	guint64 base;
	GArray *hits;
};

/* What is a part of a word is told at once, where all is at hand that tells it. */
static gboolean is_hopeful(const struct scan *scan, const LeakFormat *format, gsize at, gsize end)
{
	if (at < LONGEST_ESCAPE || end + format->least > scan->length)
		return TRUE;
	return (format->back != 0 || leak_may_begin(format, scan->text, at)) &&
	       leak_may_go_on(format, scan->text, scan->length, end);
}

static void met(guint number, gsize end, gpointer data)
{
	struct scan *scan = data;
	const LeakLiteral *literal = literals->pdata[number];
	if (end <= scan->seen)
		return;
	for (guint i = 0; i < literal->rows->len; i++) {
		guint row = g_array_index(literal->rows, guint16, i);
		if (is_hopeful(scan, leak_row(row), end - literal->length, end))
			add_hit(scan->hits, scan->base + end - literal->length, row, literal->length);
	}
}

void leak_keywords_scan(const char *text, gsize length, gsize seen, guint64 base, GArray *hits)
{
	struct scan scan = { text, length, seen, base, hits };
	begin();
	if (!leak_literals_scan(literals, text, length, met, &scan)) {
		if (form_needles == NULL)
			make_needles(FALSE);
		if (named_needles == NULL)
			make_needles(TRUE);
		find_needles(form_needles, text, length, seen, base, hits);
		find_needles(named_needles, text, length, seen, base, hits);
	}
	find_rare(TRUE, text, length, seen, base, hits);
}

gsize leak_keywords_longest(void)
{
	begin();
	return longest;
}
