/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/filter.h"

#include <glib/gi18n.h>
#include <string.h>

/* Steps of the matcher before it gives up on one row: some milliseconds at most. */
#define GUARD "(*LIMIT_MATCH=50000)(*LIMIT_DEPTH=5000)"

enum comparison { HAS, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL };

struct term {
	gboolean negated;
	int column; /* -1: the whole row */
	enum comparison comparison;
	double number;
	char *literal; /* lower case where `any_case`; NULL: `regex` decides */
	gboolean any_case;
	GRegex *regex;
};

struct Filter {
	int references;
	char *text;
	GArray *terms; /* struct term */
	GString *row, *folded;
	char *note;
	guint given_up;
};

static void clear_term(gpointer data)
{
	struct term *term = data;
	g_free(term->literal);
	g_clear_pointer(&term->regex, g_regex_unref);
}

Filter *filter_ref(Filter *filter)
{
	filter->references++;
	return filter;
}

void filter_unref(Filter *filter)
{
	if (filter == NULL || --filter->references > 0)
		return;
	g_free(filter->text);
	g_free(filter->note);
	g_array_unref(filter->terms);
	g_string_free(filter->row, TRUE);
	g_string_free(filter->folded, TRUE);
	g_free(filter);
}

const char *filter_text(const Filter *filter)
{
	return filter->text;
}

const char *filter_note(Filter *filter)
{
	if (filter->given_up == 0)
		return filter->note;
	g_free(filter->note);
	filter->note = g_strdup_printf(
		ngettext("too costly: gave up on %u row", "too costly: gave up on %u rows", filter->given_up),
		filter->given_up);
	return filter->note;
}

static gboolean has_capital(const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		if (*text == '\\' && text[1] != '\0')
			text++;
		else if (g_unichar_isupper(g_utf8_get_char(text)))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((guchar)*text >= 0x80)
			return FALSE;
	return TRUE;
}

static gboolean is_literal(const char *pattern)
{
	return strpbrk(pattern, "\\^$.[]|()?*+{}") == NULL;
}

static void set_literal(struct term *term, const char *text)
{
	term->literal = term->any_case ? g_ascii_strdown(text, -1) : g_strdup(text);
}

static void set_pattern(Filter *filter, struct term *term, const char *pattern)
{
	term->any_case = !has_capital(pattern);
	if (is_literal(pattern) && (!term->any_case || is_ascii(pattern))) {
		set_literal(term, pattern);
		return;
	}
	GRegexCompileFlags flags =
		G_REGEX_MULTILINE | G_REGEX_OPTIMIZE | (term->any_case ? G_REGEX_CASELESS : 0);
	g_autofree char *guarded = g_strconcat(GUARD, pattern, NULL);
	g_autoptr(GError) error = NULL;
	term->regex = g_regex_new(guarded, flags, 0, &error);
	if (term->regex != NULL)
		return;
	g_free(filter->note);
	filter->note = g_strdup(_("taken literally"));
	g_autofree char *escaped = g_regex_escape_string(pattern, -1);
	g_autofree char *literal = g_strconcat(GUARD, escaped, NULL);
	term->regex = g_regex_new(literal, flags, 0, NULL);
	if (term->regex == NULL)
		set_literal(term, pattern);
}

static gboolean take_comparison(struct term *term, const char *value)
{
	static const struct {
		const char *sign;
		enum comparison comparison;
	} signs[] = { { ">=", GREATER_EQUAL }, { "<=", LESS_EQUAL }, { ">", GREATER }, { "<", LESS } };
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (!g_str_has_prefix(value, signs[i].sign))
			continue;
		const char *digits = value + strlen(signs[i].sign);
		char *end;
		term->number = g_ascii_strtod(digits, &end);
		if (end == digits || *end != '\0')
			return FALSE;
		term->comparison = signs[i].comparison;
		return TRUE;
	}
	return FALSE;
}

/* "column:value" up to the next space, where the column is one of the kind's; returns what follows. */
static const char *take_column(Filter *filter, struct term *term, const char *at,
			       const struct listing_kind *kind)
{
	const char *colon = kind != NULL ? strchr(at, ':') : NULL, *space = strchr(at, ' ');
	if (colon == NULL || colon == at || (space != NULL && space < colon))
		return NULL;
	g_autofree char *id = g_strndup(at, (gsize)(colon - at));
	term->column = listing_column(kind, id);
	if (term->column < 0)
		return NULL;
	gsize length = strcspn(colon + 1, " ");
	g_autofree char *value = g_strndup(colon + 1, length);
	if (!take_comparison(term, value))
		set_pattern(filter, term, value);
	return colon + 1 + length;
}

Filter *filter_new(const char *text, const struct listing_kind *kind)
{
	Filter *filter = g_new0(Filter, 1);
	filter->references = 1;
	filter->text = g_strdup(text);
	filter->row = g_string_new(NULL);
	filter->folded = g_string_new(NULL);
	filter->terms = g_array_new(FALSE, TRUE, sizeof(struct term));
	g_array_set_clear_func(filter->terms, clear_term);
	const char *at = text;
	while (*(at += strspn(at, " ")) != '\0') {
		struct term term = { .column = -1 };
		if (*at == '!') {
			term.negated = TRUE;
			at++;
		}
		const char *rest = take_column(filter, &term, at, kind);
		if (rest == NULL && *at != '\0') {
			term.column = -1;
			set_pattern(filter, &term, at);
		}
		if (rest != NULL || *at != '\0')
			g_array_append_val(filter->terms, term);
		if (rest == NULL)
			break;
		at = rest;
	}
	if (filter->terms->len == 0)
		g_clear_pointer(&filter, filter_unref);
	return filter;
}

static const char *fold(Filter *filter, const char *text, gsize length)
{
	g_string_set_size(filter->folded, length);
	for (gsize i = 0; i < length; i++)
		filter->folded->str[i] = g_ascii_tolower(text[i]);
	return filter->folded->str;
}

static gboolean compare(const struct term *term, const char *text)
{
	const char *digits = text + strcspn(text, "0123456789");
	if (*digits == '\0')
		return FALSE;
	double number = g_ascii_strtod(digits, NULL);
	switch (term->comparison) {
	case GREATER:
		return number > term->number;
	case GREATER_EQUAL:
		return number >= term->number;
	case LESS:
		return number < term->number;
	case LESS_EQUAL:
		return number <= term->number;
	case HAS:
		break;
	}
	return FALSE;
}

static gboolean find(Filter *filter, struct term *term, const char *text, gsize length, gsize from,
		     gsize *start, gsize *found)
{
	if (term->literal != NULL) {
		const char *in = term->any_case ? fold(filter, text, length) : text;
		const char *at = strstr(in + from, term->literal);
		*start = at != NULL ? (gsize)(at - in) : 0;
		*found = strlen(term->literal);
		return at != NULL;
	}
	g_autoptr(GMatchInfo) info = NULL;
	g_autoptr(GError) error = NULL;
	gboolean hit = g_regex_match_full(term->regex, text, (gssize)length, (gint)from, 0, &info, &error);
	int begin = 0, end = 0;
	if (error != NULL)
		filter->given_up++;
	else if (hit)
		g_match_info_fetch_pos(info, 0, &begin, &end);
	*start = (gsize)begin;
	*found = (gsize)(end - begin);
	return hit && error == NULL;
}

static gboolean holds(Filter *filter, struct term *term, const char *text, gsize length)
{
	guint given_up = filter->given_up;
	gsize start, found;
	gboolean hit = term->comparison != HAS ? compare(term, text)
					       : find(filter, term, text, length, 0, &start, &found);
	return filter->given_up == given_up && hit != term->negated;
}

/* The cells of a row that is shown, each on a line. */
static void gather(Filter *filter, const struct listing *listing, guint row, int column)
{
	const struct listing_kind *kind = listing->kind;
	g_string_truncate(filter->row, 0);
	for (guint i = 0; i < kind->n_columns; i++) {
		if (column >= 0 ? i != (guint)column : kind->columns[i].hidden)
			continue;
		if (filter->row->len > 0)
			g_string_append_c(filter->row, '\n');
		kind->cell(listing, row, i, LOOK_UTF8, filter->row);
	}
}

gboolean filter_row(Filter *filter, const struct listing *listing, guint row)
{
	for (guint i = 0; i < filter->terms->len; i++) {
		struct term *term = &g_array_index(filter->terms, struct term, i);
		gather(filter, listing, row, term->column);
		if (!holds(filter, term, filter->row->str, filter->row->len))
			return FALSE;
	}
	return TRUE;
}

gboolean filter_line(Filter *filter, const char *text)
{
	for (guint i = 0; i < filter->terms->len; i++)
		if (!holds(filter, &g_array_index(filter->terms, struct term, i), text, strlen(text)))
			return FALSE;
	return TRUE;
}

gboolean filter_part(Filter *filter, const char *text, gsize from, gsize *start, gsize *length)
{
	gboolean any = FALSE;
	gsize size = strlen(text);
	if (from >= size)
		return FALSE;
	guint given_up = filter->given_up; /* what is drawn is no row */
	for (guint i = 0; i < filter->terms->len; i++) {
		struct term *term = &g_array_index(filter->terms, struct term, i);
		gsize at, found;
		if (term->negated || term->comparison != HAS ||
		    !find(filter, term, text, size, from, &at, &found) || found == 0)
			continue;
		if (!any || at < *start) {
			*start = at;
			*length = found;
		}
		any = TRUE;
	}
	filter->given_up = given_up;
	return any;
}
