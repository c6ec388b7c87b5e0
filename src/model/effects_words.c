/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects_words.h"

#include <string.h>

#define SLOTS 16384 /* a power of two, several times the words with their forms */
#define LONGEST 32

typedef struct {
	EffectWord *words;
	guint count;
	guint room;
	guint16 slots[SLOTS]; /* index + 1 into words; 0 is free */
	GStringChunk *texts;
} Vocabulary;

guint32 effect_hash(const char *text, gsize length)
{
	guint32 hash = 2166136261u;
	for (gsize i = 0; i < length; i++)
		hash = (hash ^ (guchar)text[i]) * 16777619u;
	return hash ^ (hash >> 15);
}

static guint slot_of(const Vocabulary *vocabulary, const char *text, gsize length)
{
	guint slot = effect_hash(text, length) & (SLOTS - 1);
	for (;; slot = (slot + 1) & (SLOTS - 1)) {
		guint at = vocabulary->slots[slot];
		if (at == 0)
			return slot;
		const EffectWord *word = &vocabulary->words[at - 1];
		if (word->length == length && memcmp(word->text, text, length) == 0)
			return slot;
	}
}

static EffectWord *word_for(Vocabulary *vocabulary, const char *text)
{
	gsize length = strlen(text);
	guint slot = slot_of(vocabulary, text, length);
	if (vocabulary->slots[slot] != 0)
		return &vocabulary->words[vocabulary->slots[slot] - 1];
	if (vocabulary->count == vocabulary->room) {
		vocabulary->room = MAX(1024, vocabulary->room * 2);
		vocabulary->words = g_renew(EffectWord, vocabulary->words, vocabulary->room);
	}
	EffectWord *word = &vocabulary->words[vocabulary->count++];
	*word = (EffectWord){ .text = g_string_chunk_insert(vocabulary->texts, text),
			      .length = (guint8)length };
	vocabulary->slots[slot] = (guint16)vocabulary->count;
	return word;
}

/* A form that is already there as a form of the same row gains another; one of another row stays as it is:
 * the rows come with the words that matter most first. */
static void add_form(Vocabulary *vocabulary, const EffectVerbRow *row, guint8 forms, const char *stem,
		     gsize stem_length, const char *suffix)
{
	char text[LONGEST + 8];
	g_snprintf(text, sizeof text, "%.*s%s", (int)stem_length, stem, suffix);
	EffectWord *word = word_for(vocabulary, text);
	if (word->forms != 0 && (word->kind != row->kind || word->strength != row->strength))
		return;
	word->forms |= forms;
	word->kind = row->kind;
	word->strength = row->strength;
	word->traits = row->traits;
}

static gboolean is_vowel(char letter)
{
	return memchr("aeiou", letter, 5) != NULL;
}

/* "stop" doubles its last letter, and of "cancel" both spellings are met. */
static gboolean may_double(const char *base, gsize length)
{
	return length >= 3 && !is_vowel(base[length - 1]) && memchr("wxyh", base[length - 1], 4) == NULL &&
	       is_vowel(base[length - 2]) && !is_vowel(base[length - 3]);
}

static void add_english(Vocabulary *vocabulary, const EffectVerbRow *row, const char *base)
{
	gsize length = strlen(base);
	char last = base[length - 1], before = length > 1 ? base[length - 2] : 'a';
	add_form(vocabulary, row, FORM_BASE, base, length, "");
	if (last == 'e') {
		add_form(vocabulary, row, FORM_THIRD, base, length, "s");
		add_form(vocabulary, row, FORM_PARTICIPLE, base, length, "d");
		add_form(vocabulary, row, FORM_GERUND, base, length - 1, "ing");
		return;
	}
	add_form(vocabulary, row, FORM_GERUND, base, length, "ing");
	if (last == 'y' && !is_vowel(before)) {
		add_form(vocabulary, row, FORM_THIRD, base, length - 1, "ies");
		add_form(vocabulary, row, FORM_PARTICIPLE, base, length - 1, "ied");
		return;
	}
	gboolean hisses = memchr("sxz", last, 3) != NULL || (last == 'h' && memchr("cs", before, 2) != NULL);
	add_form(vocabulary, row, FORM_THIRD, base, length, hisses || last == 'o' ? "es" : "s");
	add_form(vocabulary, row, FORM_PARTICIPLE, base, length, "ed");
	if (may_double(base, length)) {
		char doubled[] = { last, 'e', 'd', 0 };
		add_form(vocabulary, row, FORM_PARTICIPLE, base, length, doubled);
		char going[] = { last, 'i', 'n', 'g', 0 };
		add_form(vocabulary, row, FORM_GERUND, base, length, going);
	}
}

static void add_swedish(Vocabulary *vocabulary, const EffectVerbRow *row, const char *base)
{
	gsize length = strlen(base);
	add_form(vocabulary, row, FORM_BASE, base, length, "");
	add_form(vocabulary, row, FORM_THIRD, base, length, "r");
	add_form(vocabulary, row, FORM_PARTICIPLE | FORM_THIRD, base, length,
		 "s"); /* "raderas": is deleted */
}

static void add_german(Vocabulary *vocabulary, const EffectVerbRow *row, const char *base)
{
	gsize length = strlen(base);
	add_form(vocabulary, row, FORM_BASE, base, length, "en");
	add_form(vocabulary, row, FORM_BASE, base, length, "n");
	add_form(vocabulary, row, FORM_BASE, base, length, "e");
	add_form(vocabulary, row, FORM_THIRD | FORM_PARTICIPLE, base, length, "t"); /* "wird erstellt" */
	add_form(vocabulary, row, FORM_THIRD | FORM_PARTICIPLE, base, length, "et");
}

static void add_verb(Vocabulary *vocabulary, const EffectVerbRow *row, const char *base)
{
	switch (row->tongue) {
	case TONGUE_ENGLISH:
		add_english(vocabulary, row, base);
		break;
	case TONGUE_SWEDISH:
		add_swedish(vocabulary, row, base);
		break;
	case TONGUE_GERMAN:
		add_german(vocabulary, row, base);
		break;
	default:
		add_form(vocabulary, row, row->forms, base, strlen(base), "");
	}
}

static void add_verbs(Vocabulary *vocabulary, const EffectVerbRow *row)
{
	for (; row->words != NULL; row++) {
		g_auto(GStrv) words = g_strsplit(row->words, " ", -1);
		for (char **word = words; *word != NULL; word++)
			add_verb(vocabulary, row, *word);
	}
}

static void add_pairs(Vocabulary *vocabulary, const EffectPairRow *pair)
{
	for (; pair->verb != NULL; pair++) {
		EffectWord *word = word_for(vocabulary, pair->verb);
		word->pairs = word->pairs == NULL ? pair : word->pairs;
		word_for(vocabulary, pair->particle);
	}
}

static Vocabulary *build(void)
{
	Vocabulary *vocabulary = g_new0(Vocabulary, 1);
	vocabulary->texts = g_string_chunk_new(16384);
	add_verbs(vocabulary, EFFECT_VERBS);
	add_verbs(vocabulary, EFFECT_VERBS_MORE);
	for (const EffectRoleRow *row = EFFECT_ROLES; row->words != NULL; row++) {
		g_auto(GStrv) words = g_strsplit(row->words, " ", -1);
		for (char **word = words; *word != NULL; word++)
			word_for(vocabulary, *word)->roles |= row->role;
	}
	add_pairs(vocabulary, EFFECT_PAIRS);
	add_pairs(vocabulary, EFFECT_PAIRS_MORE);
	return vocabulary;
}

const EffectWord *effect_word(const char *folded, gsize length)
{
	static gsize once = 0;
	if (g_once_init_enter(&once))
		g_once_init_leave(&once, (gsize)build());
	const Vocabulary *vocabulary = (const Vocabulary *)once;
	guint at = vocabulary->slots[slot_of(vocabulary, folded, length)];
	return at == 0 ? NULL : &vocabulary->words[at - 1];
}

/* Letters of Latin-1's upper half without their marks, from U+00C0; '-' stands for what is no letter. */
static const char PLAIN[] = "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";

gsize effect_fold(const char *word, gsize length, char *folded, gsize size)
{
	gsize out = 0;
	for (gsize i = 0; i < length; i++) {
		guchar byte = (guchar)word[i];
		if (out == size)
			return 0;
		if (byte == 0xC3 && i + 1 < length && ((guchar)word[i + 1] & 0xC0) == 0x80) {
			folded[out++] = PLAIN[(guchar)word[++i] - 0x80];
			if ((guchar)word[i] == 0x9F) { /* sharp s */
				if (out == size)
					return 0;
				folded[out++] = 's';
			}
		} else if (byte == '\'' ||
			   (byte == 0xE2 && i + 2 < length && memcmp(word + i, "\xE2\x80\x99", 3) == 0)) {
			i += byte == '\'' ? 0 : 2;
		} else {
			folded[out++] = (char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
		}
	}
	return out;
}
