/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/keywords.h"

#include <string.h>

#include "base/needles.h"
#include "leak/judge.h"
#include "leak/literals.h"
#include "leak/pairs.h"

enum { WINDOW = 4, LONGEST_ESCAPE = 6, LEAST_FOR_LIBRARY = 3 };

static const char TOKEN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~";

struct list {
	GPtrArray *literals; /* LeakLiteral * */
	GHashTable *by_text; /* while it is made */
};

/* For base/needles.h with every class filled in; for Vectorscan without a class at the end, since the fewer
 * they are, the faster it is: by its place there, which is its number for Vectorscan. */
static struct list filled, brief;
static Needles *form_needles, *named_needles;
static GArray *pairs; /* struct pair */
static gsize longest;

/* A keyword of leak/pairs.h. */
struct pair {
	const char *word; /* not ended by NUL */
	guint16 length, row;
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

static void add_literal(struct list *list, const LeakLiteral *model, guint row)
{
	g_autofree char *key =
		g_strdup_printf("%d%c%.*s", model->caseless, model->tail != '\0' ? model->tail : ' ',
				(int)model->length, model->bytes);
	LeakLiteral *literal = g_hash_table_lookup(list->by_text, key);
	if (literal == NULL) {
		literal = g_memdup2(model, sizeof *model);
		literal->bytes = g_strndup(model->bytes, model->length);
		literal->rows = g_array_new(FALSE, FALSE, sizeof(guint16));
		g_hash_table_insert(list->by_text, g_steal_pointer(&key), literal);
		g_ptr_array_add(list->literals, literal);
	}
	guint16 number = (guint16)row;
	g_array_append_val(literal->rows, number);
}

static gboolean is_class(char c)
{
	return c == '#' || c == '%' || c == '^' || c == '?';
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
		return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || c == '~';
	}
}

static void fill_in(struct list *list, char *word, gsize length, char tail, guint row)
{
	gsize at = strcspn(word, "#%^?");
	if (at >= length) {
		LeakLiteral model = { .bytes = word, .length = length, .tail = tail };
		add_literal(list, &model, row);
		return;
	}
	char class = word[at];
	for (const char *c = TOKEN; *c != '\0'; c++) {
		if (!is_in_class(class, *c))
			continue;
		word[at] = *c;
		fill_in(list, word, length, tail, row);
	}
	word[at] = class;
}

static void add_word(struct list *list, char *word, guint row)
{
	gsize length = strlen(word);
	char tail = word[length - 1];
	if (*word == '~') {
		g_autofree char *lower = g_ascii_strdown(word + 1, -1);
		LeakLiteral model = { .bytes = lower, .length = length - 1, .caseless = TRUE };
		add_literal(list, &model, row);
		return;
	}
	gboolean cut = list == &brief && is_class(tail) && length > LEAST_FOR_LIBRARY;
	fill_in(list, word, length - cut, cut ? tail : '\0', row);
}

/* Has no four bytes for a literal. */
static gboolean is_pair(const char *word, gsize length)
{
	gsize classes = 0;
	for (gsize i = 1; i + 1 < length; i++)
		classes += is_class(word[i]);
	return length <= 3 || classes == length - 2;
}

/* FALSE behind the last of a row; `length` is 0 before the first. */
static gboolean next_word(const char **word, gsize *length)
{
	*word += *length;
	*word += **word == '|';
	*length = strcspn(*word, "|");
	return *length > 0;
}

static void make_list(struct list *list)
{
	if (list->literals != NULL)
		return;
	list->literals = g_ptr_array_new();
	list->by_text = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint row = 0; row < leak_rows(); row++) {
		const char *word = leak_row(row)->keywords;
		for (gsize length = 0; next_word(&word, &length);) {
			g_autofree char *copy = g_strndup(word, length);
			if (!is_pair(copy, length) || (list == &brief && length == LEAST_FOR_LIBRARY))
				add_word(list, copy, row);
		}
	}
	g_clear_pointer(&list->by_text, g_hash_table_unref);
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
	make_list(&filled);
	for (guint i = 0; i < filled.literals->len; i++) {
		const LeakLiteral *literal = filled.literals->pdata[i];
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
	if (pairs != NULL)
		return;
	pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));
	for (guint row = 0; row < leak_rows(); row++) {
		const char *word = leak_row(row)->keywords;
		for (gsize length = 0; next_word(&word, &length);) {
			struct pair pair = { word, (guint16)length, (guint16)row };
			longest = MAX(longest, length);
			if (is_pair(word, length))
				g_array_append_val(pairs, pair);
		}
	}
}

/* ---- finding them ---- */

struct scan {
	gboolean named;
	const char *text;
	gsize length, seen;
	guint64 base;
	GArray *hits;
};

static void add_hit(const struct scan *scan, gsize at, guint row, gsize length)
{
	LeakHit hit = { .at = scan->base + at, .row = (guint16)row, .length = (guint16)length };
	g_array_append_val(scan->hits, hit);
}

/* What is a part of a word is told at once, where all is at hand that tells it. */
static gboolean is_hopeful(const struct scan *scan, const LeakFormat *format, gsize at, gsize end)
{
	if (at < LONGEST_ESCAPE || end + format->least > scan->length)
		return TRUE;
	return (format->back != 0 || leak_may_begin(format, scan->text, at)) &&
	       leak_may_go_on(format, scan->text, scan->length, end);
}

static gboolean is_pair_at(const struct pair *pair, const char *text)
{
	for (gsize i = 0; i < pair->length; i++) {
		char c = pair->word[i];
		if (is_class(c) ? !is_in_class(c, text[i]) : c != text[i])
			return FALSE;
	}
	return TRUE;
}

static void met_pair(gsize end, gpointer data)
{
	const struct scan *scan = data;
	for (guint i = 0; i < pairs->len; i++) {
		const struct pair *pair = &g_array_index(pairs, struct pair, i);
		if (end < pair->length || (pair->row >= leak_formats_count && !scan->named) ||
		    !is_pair_at(pair, scan->text + end - pair->length))
			continue;
		if (is_hopeful(scan, leak_row(pair->row), end - pair->length, end))
			add_hit(scan, end - pair->length, pair->row, pair->length);
	}
}

static gboolean is_literal(const LeakLiteral *literal, const char *text, gsize left)
{
	if (literal->length > left)
		return FALSE;
	return !literal->caseless || g_ascii_strncasecmp(text, literal->bytes, literal->length) == 0;
}

static void find_needles(const Needles *set, const struct scan *scan)
{
	static GArray *found;
	if (found != NULL && found->len > 1024)
		g_clear_pointer(&found, g_array_unref);
	if (found == NULL)
		found = g_array_new(FALSE, FALSE, sizeof(NeedleHit));
	g_array_set_size(found, 0);
	needles_find(set, scan->text, scan->length, found);
	for (guint i = 0; i < found->len; i++) {
		const NeedleHit *hit = &g_array_index(found, NeedleHit, i);
		const LeakLiteral *literal = hit->owner;
		/* Of a needle that overlaps itself only the first place is told. */
		if (hit->start + literal->length > scan->seen &&
		    is_literal(literal, scan->text + hit->start, scan->length - hit->start))
			add_hit(scan, hit->start, hit->detail, literal->length);
	}
}

static void find_all(const struct scan *scan)
{
	if (form_needles == NULL)
		make_needles(FALSE);
	if (scan->named && named_needles == NULL)
		make_needles(TRUE);
	find_needles(form_needles, scan);
	if (scan->named)
		find_needles(named_needles, scan);
}

static int by_place(gconstpointer a, gconstpointer b)
{
	const LeakHit *one = a, *two = b;
	if (one->at != two->at)
		return one->at < two->at ? -1 : 1;
	if (one->length != two->length)
		return one->length > two->length ? -1 : 1;
	if (one->row != two->row)
		return one->row < two->row ? -1 : 1;
	/* One form of a held value may begin another, and two pieces may meet between their ends. */
	return one->row != LEAK_OWN_ROW || one->end == two->end ? 0 : one->end > two->end ? -1 : 1;
}

/* Nearly sorted: keywords are told by their ends, and each is moved by what fits into the longest. */
static gboolean sort_nearly_sorted(GArray *hits, guint from)
{
	enum { FARTHEST = 256 };
	for (guint i = from + 1; i < hits->len; i++) {
		LeakHit *all = (LeakHit *)(gpointer)hits->data, hit = all[i];
		guint at = i;
		for (; at > from && by_place(&all[at - 1], &hit) > 0; at--) {
			if (i - at == FARTHEST)
				break;
			all[at] = all[at - 1];
		}
		all[at] = hit;
		if (i - at == FARTHEST)
			return FALSE;
	}
	return TRUE;
}

void leak_hits_sort(GArray *hits, guint from)
{
	if (!sort_nearly_sorted(hits, from))
		qsort(&g_array_index(hits, LeakHit, from), hits->len - from, sizeof(LeakHit), by_place);
}

/* Of two parts that are sorted, the second begins at `second`. */
static void merge(GArray *hits, guint second, GArray *room)
{
	guint later = hits->len - second, at = hits->len;
	LeakHit *all = (LeakHit *)(gpointer)hits->data, *moved = (LeakHit *)(gpointer)room->data;
	memcpy(moved, all + second, later * sizeof *moved);
	while (later > 0) {
		gboolean first = second > 0 && by_place(&all[second - 1], &moved[later - 1]) > 0;
		all[--at] = first ? all[--second] : moved[--later];
	}
}

/* Pairs are found in a pass of their own: to be sorted with the rest they would have to be moved far. */
static void find_pairs(struct scan *scan, guint before, gboolean threes)
{
	guint second = scan->hits->len;
	leak_hits_sort(scan->hits, before);
	leak_pairs_find(threes, scan->text, scan->length, scan->seen, met_pair, scan);
	if (scan->hits->len == second)
		return;
	leak_hits_sort(scan->hits, second);
	g_autoptr(GArray) room = g_array_sized_new(FALSE, FALSE, sizeof(LeakHit), scan->hits->len - second);
	merge(scan->hits, second, room);
}

void leak_keywords_find(gboolean named, const char *text, gsize length, guint64 base, GArray *hits)
{
	struct scan scan = { named, text, length, 0, base, hits };
	guint before = hits->len;
	begin();
	find_all(&scan);
	find_pairs(&scan, before, TRUE);
}

/* ---- streams ---- */

static void met_literal(guint number, gsize end, gpointer data)
{
	const struct scan *scan = data;
	const LeakLiteral *literal = brief.literals->pdata[number];
	gsize start = end - literal->length;
	if (literal->tail != '\0') {
		/* What follows comes with the next part of the stream, and with it the literal again. */
		if (end == scan->length || !is_in_class(literal->tail, scan->text[end]))
			return;
		end++;
	}
	if (end <= scan->seen)
		return;
	for (guint i = 0; i < literal->rows->len; i++) {
		guint row = g_array_index(literal->rows, guint16, i);
		if (is_hopeful(scan, leak_row(row), start, end))
			add_hit(scan, start, row, end - start);
	}
}

void leak_keywords_scan(const char *text, gsize length, gsize seen, guint64 base, GArray *hits)
{
	struct scan scan = { TRUE, text, length, seen, base, hits };
	begin();
	make_list(&brief);
	gboolean with_library = leak_literals_scan(brief.literals, text, length, met_literal, &scan);
	if (!with_library)
		find_all(&scan);
	find_pairs(&scan, 0, !with_library);
}

gsize leak_keywords_longest(void)
{
	begin();
	return longest;
}
