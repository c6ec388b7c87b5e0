/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pattern.h"

#include <string.h>

#include "suite.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

enum { NO_END = 100000, MANY = 36 };

static const char ANYTHING[] = LETTERS DIGITS "-_.!~+*";

struct maker {
	GRand *random;
	struct made *made;
	gboolean any_case, capitals; /* within (?i:...) */
	gboolean grouped;            /* group 1 was met */
};

struct quantifier {
	int least, most;
	gboolean lazy;
};

static int pick(struct maker *maker, int from, int to)
{
	return from >= to ? from : g_rand_int_range(maker->random, from, to + 1);
}

/* ---- reading ---- */

static const char *class_end(const char *at)
{
	at += at[1] == '^' ? 2 : 1;
	for (; *at != ']'; at++)
		at += *at == '\\';
	return at + 1;
}

static const char *group_end(const char *at)
{
	for (at++; *at != ')';) {
		if (*at == '\\')
			at += 2;
		else if (*at == '[')
			at = class_end(at);
		else if (*at == '(')
			at = group_end(at);
		else
			at++;
	}
	return at + 1;
}

static const char *atom_end(const char *at)
{
	if (*at == '[')
		return class_end(at);
	if (*at == '(')
		return group_end(at);
	if (*at == '\\')
		return at + (at[1] == 'x' ? 4 : 2);
	return at + 1;
}

static const char *read_quantifier(const char *at, struct quantifier *quantifier)
{
	*quantifier = (struct quantifier){ 1, 1, FALSE };
	if (*at == '?' || *at == '*' || *at == '+') {
		quantifier->least = *at == '+';
		quantifier->most = *at == '?' ? 1 : NO_END;
		at++;
	} else if (*at == '{') {
		char *end;
		quantifier->least = quantifier->most = (int)g_ascii_strtoll(at + 1, &end, 10);
		if (*end == ',')
			quantifier->most = end[1] == '}' ? NO_END : (int)g_ascii_strtoll(end + 1, &end, 10);
		at = strchr(end, '}') + 1;
	} else {
		return at;
	}
	quantifier->lazy = *at == '?';
	return at + (*at == '?' || *at == '+');
}

/* ---- classes ---- */

static const char *of_escape(char c)
{
	switch (c) {
	case 'd':
		return DIGITS;
	case 's':
		return " ";
	case 'S':
		return ANYTHING;
	case 'w':
		return LETTERS DIGITS "_";
	case 'n':
		return "\n";
	case 'r':
		return "\r";
	case 'b':
		return "";
	default:
		return NULL;
	}
}

static char one_of(const char **at)
{
	char c = **at;
	if (c != '\\') {
		++*at;
		return c;
	}
	if ((*at)[1] == 'x') {
		char hex[3] = { (*at)[2], (*at)[3], '\0' };
		*at += 4;
		return (char)g_ascii_strtoll(hex, NULL, 16);
	}
	c = (*at)[1];
	*at += 2;
	return c == 'n' ? '\n' : c == 'r' ? '\r' : c;
}

static void members_of(const char *at, const char *end, GString *members)
{
	gboolean negated = at[1] == '^';
	g_autoptr(GString) listed = g_string_new(NULL);
	for (at += negated ? 2 : 1; at < end - 1;) {
		const char *many = *at == '\\' ? of_escape(at[1]) : NULL;
		if (many != NULL) {
			g_string_append(listed, many);
			at += 2;
			continue;
		}
		char first = one_of(&at), last = first;
		if (*at == '-' && at + 1 < end - 1) {
			at++;
			last = one_of(&at);
		}
		for (int c = first; c <= last; c++)
			g_string_append_c(listed, (char)c);
	}
	if (!negated)
		g_string_append(members, listed->str);
	for (const char *c = ANYTHING; negated && *c != '\0'; c++)
		if (strchr(listed->str, *c) == NULL)
			g_string_append_c(members, *c);
}

static void members(const char *at, const char *end, GString *out)
{
	const char *many = *at == '\\' ? of_escape(at[1]) : NULL;
	if (*at == '[')
		members_of(at, end, out);
	else if (many != NULL)
		g_string_append(out, many);
	else if (*at == '.')
		g_string_append(out, "_-");
	else
		g_string_append_c(out, one_of(&at));
}

/* ---- making ---- */

static void make(struct maker *maker, const char *at, const char *end);

static void make_words(struct maker *maker, const struct quantifier *quantifier)
{
	static const char *const words[] = {
		"", "", "_key", "_API_KEY", " is set to", "Token", " of the desk"
	};
	static const char longer[] = "db.internal:5432/desk";
	const char *word = words[pick(maker, 0, G_N_ELEMENTS(words) - 1)];
	if ((int)strlen(word) < quantifier->least)
		word = longer;
	g_string_append_len(maker->made->text, word, MIN(quantifier->most, (int)strlen(word)));
}

static void make_group(struct maker *maker, const char *at, const char *end)
{
	struct maker before = *maker;
	if (at[1] != '?') {
		gsize from = maker->made->text->len;
		make(maker, at + 1, end - 1);
		if (!before.grouped) {
			maker->made->from = from;
			maker->made->end = maker->made->text->len;
		}
		maker->grouped = TRUE;
		return;
	}
	if (at[2] != ':' && at[2] != 'i')
		return;
	maker->any_case = maker->any_case || at[2] == 'i';
	maker->capitals = before.any_case ? before.capitals : pick(maker, 0, 2) == 0;
	make(maker, strchr(at, ':') + 1, end - 1);
	maker->any_case = before.any_case;
	maker->capitals = before.capitals;
}

/* How often what is repeated without an end or nearly so. */
static int times(struct maker *maker, const struct quantifier *quantifier, const GString *class)
{
	static const int more[] = { 0, 20, 80 };
	int least = quantifier->least, most = quantifier->most;
	if (class != NULL && strcmp(class->str, " ") == 0)
		return pick(maker, least, MIN(most, MAX(least, 2)));
	if (most == NO_END && least <= 1)
		return class != NULL && class->len >= MANY && least == 1 ? pick(maker, 16, 40)
									 : pick(maker, least, least + 3);
	if (most > least + 400)
		return least + more[pick(maker, 0, 2)];
	return pick(maker, least, most);
}

static void make_atom(struct maker *maker, const char *at, const char *end,
		      const struct quantifier *quantifier)
{
	g_autoptr(GString) class = g_string_new(NULL);
	if (*at == '[' && at[1] == '^' && quantifier->lazy) {
		make_words(maker, quantifier);
		return;
	}
	if (*at != '(')
		members(at, end, class);
	int count = times(maker, quantifier, *at == '(' ? NULL : class);
	for (int i = 0; i < count; i++) {
		if (*at == '(') {
			make_group(maker, at, end);
		} else if (class->len > 0) {
			char c = class->str[pick(maker, 0, (int)class->len - 1)];
			g_string_append_c(maker->made->text,
					  maker->any_case && maker->capitals ? g_ascii_toupper(c) : c);
		}
	}
}

static void make(struct maker *maker, const char *at, const char *end)
{
	g_autoptr(GPtrArray) starts = g_ptr_array_new();
	g_ptr_array_add(starts, (gpointer)at);
	for (const char *c = at; c < end; c = atom_end(c))
		if (*c == '|')
			g_ptr_array_add(starts, (gpointer)(c + 1));
	at = starts->pdata[pick(maker, 0, (int)starts->len - 1)];
	while (at < end && *at != '|') {
		struct quantifier quantifier;
		const char *behind = atom_end(at), *next = read_quantifier(behind, &quantifier);
		if (*at != '^' && *at != '$')
			make_atom(maker, at, behind, &quantifier);
		at = next;
	}
}

void pattern_make(const char *pattern, GRand *random, struct made *made)
{
	struct maker maker = { .random = random, .made = made };
	gsize from = made->text->len;
	make(&maker, pattern, pattern + strlen(pattern));
	if (!maker.grouped) {
		made->from = from;
		made->end = made->text->len;
	}
}
