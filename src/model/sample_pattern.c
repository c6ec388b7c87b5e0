/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts for patterns: a branch of each alternation, a count for each repeat, a character for each class.
 *
 * What a class holds is not worked out but asked: the class alone is compiled, and each character of a pool
 * is tried.  Assertions are left out; the validator finds what they forbid. */
#include "model/sample_private.h"
#include "model/sample_scan.h"

#include <string.h>

#define STEPS 20000   /* atoms woven */
#define LENGTH 200000 /* bytes of the text */
#define DEPTH 50      /* groups in groups */
#define COMPILING 500 /* steps of the validator that a class costs */

typedef struct {
	Sampler *sampler;
	size_t spread;
	gboolean vary;
	GString *out;
	int steps;
	gboolean lost;
	GHashTable *numbers; /* const char * (place of a group) -> its number */
	GHashTable *names;   /* char * -> number */
	GPtrArray *groups;   /* char *: what each group last came to */
	GHashTable *classes; /* const char * (place of a class) -> GString * of characters */
} Weaver;

static void weave_branches(Weaver *weaver, const char *at, const char *end, int depth);

static gboolean is_capturing(const char *at, const char *end)
{
	if (end - at < 4 || at[1] != '?')
		return end - at < 2 || at[1] != '?';
	return (at[2] == 'P' && at[3] == '<') || (at[2] == '<' && at[3] != '=' && at[3] != '!');
}

static char *name_of_group(const char *at, const char *end)
{
	const char *open = at[1] == '?' ? memchr(at, '<', (size_t)(end - at)) : NULL;
	const char *close = open == NULL ? NULL : memchr(open, '>', (size_t)(end - open));
	return close == NULL ? NULL : g_strndup(open + 1, (size_t)(close - open) - 1);
}

/* Numbers the groups as they open, in nested ones too. */
static void number_groups(Weaver *weaver, const char *at, const char *end)
{
	while (at < end) {
		const char *next = *at == '(' ? at + 1 : sample_scan_atom(at, end);
		if (*at == '(' && is_capturing(at, end)) {
			guint number = g_hash_table_size(weaver->numbers) + 1;
			g_hash_table_insert(weaver->numbers, schema_plain_text(at), GUINT_TO_POINTER(number));
			char *name = name_of_group(at, end);
			if (name != NULL)
				g_hash_table_insert(weaver->names, name, GUINT_TO_POINTER(number));
		}
		at = next;
	}
	g_ptr_array_set_size(weaver->groups, (int)g_hash_table_size(weaver->numbers) + 1);
}

/* Letters and digits come first, and one of these is taken where there is one and nothing speaks for more. */
static const char usual[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
static const char unusual[] = " -_.,:;!?/\\'\"`@#$%&*+=<>()[]{}|~^\t\né\u00a0ßΩжя日本🎫";

static void try_characters(Weaver *weaver, const SchemaPattern *pattern, const char *characters,
			   GString *found)
{
	for (const char *at = characters; *at != '\0'; at = g_utf8_next_char(at)) {
		size_t length = (size_t)(g_utf8_next_char(at) - at);
		if (schema_pattern_match(&weaver->sampler->run, pattern, at, length) == SCHEMA_VALID)
			g_string_append_len(found, at, (gssize)length);
	}
}

/* Those that the class names itself, ends of ranges among them. */
static char *named_in(const char *at, const char *end)
{
	GString *named = g_string_new(NULL);
	if (*at == '[')
		for (at++; at < end - 1 && named->len < 1000;) {
			const char *next = sample_scan_atom(at, end - 1);
			gunichar character =
				*at == '[' || *at == '(' ? (gunichar)*at : sample_scan_character(at, next);
			if (character != 0 && g_unichar_validate(character))
				g_string_append_unichar(named, character);
			at = *at == '[' || *at == '(' ? at + 1 : next;
		}
	return g_string_free(named, FALSE);
}

static void free_text(gpointer data)
{
	g_string_free(data, TRUE);
}

static const GString *characters_of(Weaver *weaver, const char *at, const char *end)
{
	GString *found = g_hash_table_lookup(weaver->classes, at);
	if (found != NULL)
		return found;
	found = g_string_new(NULL);
	g_hash_table_insert(weaver->classes, schema_plain_text(at), found);
	if (!schema_spend(&weaver->sampler->run, COMPILING))
		return found;
	g_autoptr(GString) alone = g_string_new("^(?:");
	g_string_append_len(alone, at, end - at);
	g_string_append(alone, ")$");
	gsize size;
	SchemaPattern *pattern = schema_pattern_new(alone->str, alone->len, &size, NULL);
	if (pattern == NULL)
		return found;
	g_autofree char *named = named_in(at, end);
	try_characters(weaver, pattern, usual, found);
	if (found->len == 0 || weaver->vary) {
		try_characters(weaver, pattern, unusual, found);
		try_characters(weaver, pattern, named, found);
	}
	schema_pattern_free(pattern);
	return found;
}

static void weave_class(Weaver *weaver, const char *at, const char *end)
{
	const GString *characters = characters_of(weaver, at, end);
	if (characters->len == 0) {
		weaver->lost = TRUE;
		return;
	}
	glong count = g_utf8_strlen(characters->str, (gssize)characters->len);
	glong which = (glong)sample_below(weaver->sampler, (guint64)count);
	const char *chosen = g_utf8_offset_to_pointer(characters->str, which);
	g_string_append_len(weaver->out, chosen, g_utf8_next_char(chosen) - chosen);
}

static void weave_again(Weaver *weaver, guint number)
{
	if (number < weaver->groups->len && g_ptr_array_index(weaver->groups, number) != NULL)
		g_string_append(weaver->out, g_ptr_array_index(weaver->groups, number));
}

static void weave_named(Weaver *weaver, const char *name, const char *close)
{
	g_autofree char *text = g_strndup(name, (size_t)(close - name));
	weave_again(weaver, GPOINTER_TO_UINT(g_hash_table_lookup(weaver->names, text)));
}

static void weave_escape(Weaver *weaver, const char *at, const char *end)
{
	char letter = end - at > 1 ? at[1] : '\0';
	if (letter == '\0' || strchr("bBAZz", letter) != NULL)
		return;
	if (strchr("dDwWsSpP", letter) != NULL)
		weave_class(weaver, at, end);
	else if (letter == 'k')
		weave_named(weaver, MIN(at + 3, end - 1), end - 1);
	else if (letter >= '1' && letter <= '9')
		weave_again(weaver, (guint)g_ascii_strtoull(at + 1, NULL, 10));
	else
		g_string_append_unichar(weaver->out, sample_scan_character(at, end));
}

/* Where the inside of a group starts; NULL where it takes no part in the text. */
static const char *inside_of(const char *at, const char *end)
{
	if (end - at < 3 || at[1] != '?')
		return at + 1;
	const char *colon = memchr(at, ':', (size_t)(end - at));
	const char *name_end = memchr(at, '>', (size_t)(end - at));
	if (at[2] == '>')
		return at + 3;
	if (is_capturing(at, end))
		return name_end == NULL ? NULL : name_end + 1;
	if (strchr("=!<#P", at[2]) != NULL || colon == NULL)
		return NULL;
	for (const char *flag = at + 2; flag < colon; flag++)
		if (!g_ascii_isalpha(*flag) && *flag != '-')
			return NULL;
	return colon + 1;
}

static void weave_group(Weaver *weaver, const char *at, const char *end, int depth)
{
	const char *inside = inside_of(at, end), *close = end - 1;
	if (end - at > 4 && strncmp(at, "(?P=", 4) == 0)
		weave_named(weaver, at + 4, close);
	if (inside == NULL || inside > close)
		return;
	gsize before = weaver->out->len;
	weave_branches(weaver, inside, close, depth + 1);
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(weaver->numbers, at));
	if (number == 0 || number >= weaver->groups->len)
		return;
	g_free(g_ptr_array_index(weaver->groups, number));
	g_ptr_array_index(weaver->groups, number) = g_strdup(weaver->out->str + before);
}

static void weave_atom(Weaver *weaver, const char *at, const char *end, int depth)
{
	if (weaver->steps-- <= 0 || weaver->out->len > LENGTH || depth > DEPTH)
		weaver->lost = TRUE;
	else if (*at == '^' || *at == '$')
		return;
	else if (*at == '\\')
		weave_escape(weaver, at, end);
	else if (*at == '[' || *at == '.')
		weave_class(weaver, at, end);
	else if (*at == '(')
		weave_group(weaver, at, end, depth);
	else
		g_string_append_len(weaver->out, at, end - at);
}

static size_t choose_count(Weaver *weaver, const Repeat *repeat)
{
	if (repeat->most <= repeat->least)
		return repeat->least;
	size_t more = MIN(repeat->most - repeat->least, weaver->spread);
	if (weaver->vary || repeat->most == 1)
		more = sample_below(weaver->sampler, more + 1);
	return repeat->least + more;
}

static void weave_sequence(Weaver *weaver, const char *at, const char *end, int depth)
{
	while (at < end && !weaver->lost) {
		Repeat repeat;
		const char *close = sample_scan_atom(at, end);
		const char *next = sample_scan_repeat(close, end, &repeat);
		size_t count = choose_count(weaver, &repeat);
		for (size_t i = 0; i < count && !weaver->lost; i++)
			weave_atom(weaver, at, close, depth);
		at = next;
	}
}

static void weave_branches(Weaver *weaver, const char *at, const char *end, int depth)
{
	g_autoptr(GPtrArray) starts = g_ptr_array_new();
	g_ptr_array_add(starts, schema_plain_text(at));
	weaver->steps -= (int)MIN((end - at) / 16, STEPS);
	for (const char *next = at; next < end;) {
		if (*next == '|')
			g_ptr_array_add(starts, schema_plain_text(next + 1));
		next = sample_scan_atom(next, end);
	}
	guint which = (guint)sample_below(weaver->sampler, starts->len);
	const char *start = g_ptr_array_index(starts, which);
	const char *stop =
		which + 1 < starts->len ? (const char *)g_ptr_array_index(starts, which + 1) - 1 : end;
	weave_sequence(weaver, start, stop, depth);
}

char *sample_pattern(Sampler *sampler, const char *pattern, size_t spread, gboolean vary)
{
	Weaver weaver = {
		.sampler = sampler,
		.spread = spread,
		.vary = vary,
		.out = g_string_new(NULL),
		.steps = STEPS,
		.numbers = g_hash_table_new(NULL, NULL),
		.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.groups = g_ptr_array_new_with_free_func(g_free),
		.classes = g_hash_table_new_full(NULL, NULL, NULL, free_text),
	};
	const char *end = pattern + strlen(pattern);
	number_groups(&weaver, pattern, end);
	weave_branches(&weaver, pattern, end, 0);
	g_hash_table_unref(weaver.numbers);
	g_hash_table_unref(weaver.names);
	g_hash_table_unref(weaver.classes);
	g_ptr_array_unref(weaver.groups);
	char *text = g_string_free(weaver.out, weaver.lost);
	if (text != NULL && !g_utf8_validate(text, -1, NULL))
		g_clear_pointer(&text, g_free);
	return text;
}
