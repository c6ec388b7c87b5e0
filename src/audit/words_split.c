/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "audit/words_private.h"
#include "base/json.h"
#include "model/effects_words.h"

/* As much of a name as may matter. */
enum { LONGEST_NAME = 1024, DEEPEST = 8 };

typedef enum { CLASS_OTHER, CLASS_UPPER, CLASS_LOWER, CLASS_DIGIT } CharClass;

static CharClass class_of(const char *at, gsize *bytes)
{
	guchar c = (guchar)*at;
	*bytes = 1;
	if (g_ascii_isupper((char)c))
		return CLASS_UPPER;
	if (g_ascii_islower((char)c))
		return CLASS_LOWER;
	if (g_ascii_isdigit((char)c))
		return CLASS_DIGIT;
	if (c < 0x80)
		return CLASS_OTHER;
	/* Latin letters with marks; whatever else lies beyond ASCII is a letter that no table knows. */
	if (c == 0xC3 && ((guchar)at[1] & 0xC0) == 0x80) {
		*bytes = 2;
		return (guchar)at[1] < 0x9F ? CLASS_UPPER : CLASS_LOWER;
	}
	return CLASS_LOWER;
}

void words_fold(const char *word, gsize length, char folded[WORDS_LONGEST])
{
	gsize folded_length = effect_fold(word, length, folded, WORDS_LONGEST - 1);
	folded[folded_length] = '\0';
}

static void add_word(NameWords *words, const char *start, const char *end)
{
	if (end > start && words->count < WORDS_MOST)
		words_fold(start, (gsize)(end - start), words->word[words->count++]);
}

/* A hump begins at `at`: aB, or the last capital of ABc. */
static gboolean begins_hump(CharClass before, CharClass here, const char *next)
{
	gsize bytes;
	if (before == CLASS_LOWER)
		return here == CLASS_UPPER;
	return before == CLASS_UPPER && here == CLASS_UPPER && class_of(next, &bytes) == CLASS_LOWER;
}

static void split(NameWords *words, const char *name)
{
	const char *start = name;
	CharClass before = CLASS_OTHER;
	gsize bytes;
	for (const char *at = name; *at != '\0' && at - name < LONGEST_NAME; at += bytes) {
		CharClass here = class_of(at, &bytes);
		gboolean letter = here == CLASS_UPPER || here == CLASS_LOWER;
		if (!letter || before == CLASS_OTHER || before == CLASS_DIGIT ||
		    begins_hump(before, here, at + bytes)) {
			if (before == CLASS_UPPER || before == CLASS_LOWER)
				add_word(words, start, at);
			start = at;
		}
		before = here;
	}
	if (before == CLASS_UPPER || before == CLASS_LOWER)
		add_word(words, start, start + strnlen(start, LONGEST_NAME));
}

/* Letters that look like a Latin one: "p\u0430ssword" is read as a password, by people and by this. */
static const struct {
	gunichar like;
	char letter;
} lookalikes[] = {
	{ 0x0430, 'a' }, { 0x0435, 'e' }, { 0x043E, 'o' }, { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0443, 'y' },
	{ 0x0445, 'x' }, { 0x0455, 's' }, { 0x0456, 'i' }, { 0x0458, 'j' }, { 0x0501, 'd' }, { 0x051B, 'q' },
	{ 0x051D, 'w' }, { 0x04BB, 'h' }, { 0x04CF, 'l' }, { 0x0410, 'A' }, { 0x0412, 'B' }, { 0x0415, 'E' },
	{ 0x041A, 'K' }, { 0x041C, 'M' }, { 0x041D, 'H' }, { 0x041E, 'O' }, { 0x0420, 'P' }, { 0x0421, 'C' },
	{ 0x0422, 'T' }, { 0x0425, 'X' }, { 0x0405, 'S' }, { 0x0406, 'I' }, { 0x0408, 'J' }, { 0x03B1, 'a' },
	{ 0x03B9, 'i' }, { 0x03BA, 'k' }, { 0x03BD, 'v' }, { 0x03BF, 'o' }, { 0x03C1, 'p' }, { 0x03C4, 't' },
	{ 0x03C5, 'u' }, { 0x0391, 'A' }, { 0x0392, 'B' }, { 0x0395, 'E' }, { 0x0399, 'I' }, { 0x039A, 'K' },
	{ 0x039C, 'M' }, { 0x039D, 'N' }, { 0x039F, 'O' }, { 0x03A1, 'P' }, { 0x03A4, 'T' }, { 0x0131, 'i' },
	{ 0x0251, 'a' }, { 0x0261, 'g' },
};

static gunichar latin_of(gunichar letter)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lookalikes); i++)
		if (lookalikes[i].like == letter)
			return (gunichar)lookalikes[i].letter;
	return letter;
}

static gboolean has_latin(const char *name)
{
	for (; *name != '\0'; name++)
		if (g_ascii_isalpha(*name))
			return TRUE;
	return FALSE;
}

/* As it looks: full-width letters narrow, characters without width left out, and, in a word that has Latin
 * letters, what looks like one taken for it.  NULL for what is no UTF-8. */
static char *as_it_looks(const char *name)
{
	g_autofree char *composed = g_utf8_normalize(name, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean latin = composed != NULL && has_latin(composed);
	for (const char *at = composed; at != NULL && *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		if (g_unichar_type(letter) == G_UNICODE_FORMAT)
			continue;
		g_string_append_unichar(out, latin ? latin_of(letter) : letter);
	}
	return composed != NULL ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

void words_split_name(NameWords *words, const char *name)
{
	words->count = 0;
	g_autofree char *looks = NULL;
	if (!g_str_is_ascii(name) && strnlen(name, LONGEST_NAME + 1) <= LONGEST_NAME)
		looks = as_it_looks(name);
	split(words, looks == NULL ? name : looks);
}

gboolean words_listed(const char *list, const char *word)
{
	gsize length = strlen(word);
	if (length == 0)
		return FALSE;
	for (const char *at = list; (at = strstr(at, word)) != NULL; at += length)
		if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return TRUE;
	return FALSE;
}

guint words_phrase_at(const NameWords *words, guint at, const char *phrase)
{
	guint count = 0;
	for (const char *part = phrase; *part != '\0'; count++) {
		gsize length = strcspn(part, " ");
		if (at + count >= words->count)
			return 0;
		const char *word = words->word[at + count];
		if (strncmp(word, part, length) != 0 || word[length] != '\0')
			return 0;
		part += length + (part[length] == ' ' ? 1 : 0);
	}
	return count;
}

gboolean words_are(const NameWords *words, const char *phrase)
{
	const char *want = phrase;
	for (guint i = 0; i < words->count; i++) {
		for (const char *have = words->word[i]; *have != '\0'; have++, want++) {
			want += *want == ' ' ? 1 : 0;
			if (*want != *have)
				return FALSE;
		}
	}
	return *want == '\0' && words->count > 0;
}

gboolean words_are_one_of(const NameWords *words, const char *const *phrases)
{
	for (; *phrases != NULL; phrases++)
		if (words_are(words, *phrases))
			return TRUE;
	return FALSE;
}

/* --- schemas -------------------------------------------------------------------------------------------- */

typedef struct {
	const char *list;
	gboolean some, others;
} Types;

static void note_type(Types *types, const json_t *type)
{
	const char *name = json_string_value(type);
	if (name == NULL || strcmp(name, "null") == 0)
		return;
	types->some = TRUE;
	types->others = types->others || !words_listed(types->list, name);
}

static void collect_types(Types *types, const json_t *schema, int depth)
{
	static const char *const branches[] = { "anyOf", "oneOf", "allOf" };
	if (!json_is_object(schema) || depth > DEEPEST)
		return;
	const json_t *type = json_object_get(schema, "type");
	note_type(types, type);
	for (gsize i = 0; i < json_array_size(type); i++)
		note_type(types, json_array_get(type, i));
	for (gsize i = 0; i < G_N_ELEMENTS(branches); i++) {
		const json_t *rows = weir_json_array(schema, branches[i]);
		for (gsize j = 0; j < json_array_size(rows) && j < 64; j++)
			collect_types(types, json_array_get(rows, j), depth + 1);
	}
}

gboolean words_schema_is_only(const json_t *schema, const char *list)
{
	Types types = { .list = list };
	collect_types(&types, schema, 0);
	return types.some && !types.others;
}
