/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vocabulary agrees with its tables, and takes names and texts apart as it should. */
#include "suite.h"

#include "model/effects_reading.h"

#include <string.h>

static void has_own_kinds(const EffectVerbRow *row)
{
	for (; row->words != NULL; row++) {
		if (row->tongue == TONGUE_GERMAN)
			continue; /* stems: no words of their own */
		g_auto(GStrv) words = g_strsplit(row->words, " ", -1);
		for (char **at = words; *at != NULL; at++) {
			const EffectWord *word = effect_word(*at, strlen(*at));
			ck_assert_msg(word != NULL, "%s is not found", *at);
			ck_assert_msg(word->kind == row->kind && word->strength == row->strength &&
					      word->traits == row->traits,
				      "%s stands in two rows", *at);
		}
	}
}

START_TEST(every_word_has_the_kind_of_its_row)
{
	has_own_kinds(EFFECT_VERBS);
	has_own_kinds(EFFECT_VERBS_MORE);
}
END_TEST

static void are_folded(const EffectVerbRow *row)
{
	for (; row->words != NULL; row++) {
		for (const char *at = row->words; *at != 0; at++)
			ck_assert_msg(g_ascii_islower(*at) || *at == ' ' || *at == '-', "%s", row->words);
		ck_assert(strstr(row->words, "  ") == NULL);
		ck_assert(row->strength >= 1 && row->strength <= 10 && row->kind < EFFECT_KINDS);
	}
}

START_TEST(words_are_folded_and_fit)
{
	are_folded(EFFECT_VERBS);
	are_folded(EFFECT_VERBS_MORE);
	for (const EffectRoleRow *row = EFFECT_ROLES; row->words != NULL; row++) {
		for (const char *at = row->words; *at != 0; at++)
			ck_assert_msg(g_ascii_islower(*at) || *at == ' ' || *at == '-', "%s", row->words);
	}
}
END_TEST

static void stand_together(const EffectPairRow *pair)
{
	for (; pair->verb != NULL; pair++) {
		const EffectWord *word = effect_word(pair->verb, strlen(pair->verb));
		ck_assert_ptr_nonnull(word);
		gboolean found = FALSE;
		for (const EffectPairRow *at = word->pairs;
		     at->verb != NULL && strcmp(at->verb, pair->verb) == 0; at++)
			found |= at == pair;
		ck_assert_msg(found, "%s %s is never reached", pair->verb, pair->particle);
	}
}

START_TEST(pairs_of_one_verb_stand_together)
{
	stand_together(EFFECT_PAIRS);
	stand_together(EFFECT_PAIRS_MORE);
}
END_TEST

static void has_forms(const char *text, EffectKind kind, guint forms)
{
	const EffectWord *word = effect_word(text, strlen(text));
	ck_assert_msg(word != NULL, "%s", text);
	ck_assert_msg(word->kind == kind, "%s: %s", text, effect_kind_name(word->kind));
	ck_assert_msg((word->forms & forms) == forms, "%s: forms %x", text, word->forms);
}

START_TEST(forms_are_made)
{
	has_forms("deletes", EFFECT_DELETE, FORM_THIRD);
	has_forms("deleting", EFFECT_DELETE, FORM_GERUND);
	has_forms("modified", EFFECT_UPDATE, FORM_PARTICIPLE);
	has_forms("modifies", EFFECT_UPDATE, FORM_THIRD);
	has_forms("dropped", EFFECT_DELETE, FORM_PARTICIPLE);
	has_forms("cancelled", EFFECT_DELETE, FORM_PARTICIPLE);
	has_forms("canceled", EFFECT_DELETE, FORM_PARTICIPLE);
	has_forms("searches", EFFECT_READ, FORM_THIRD);
	has_forms("sent", EFFECT_SEND, FORM_PARTICIPLE);
	has_forms("skapar", EFFECT_CREATE, FORM_THIRD);
	has_forms("loscht", EFFECT_DELETE, FORM_THIRD);
	has_forms("aktualisieren", EFFECT_UPDATE, FORM_BASE);
	ck_assert_ptr_null(effect_word("zebra", 5));
	ck_assert_ptr_null(effect_word("", 0));
}
END_TEST

typedef struct {
	const char *name, *words;
} SplitRow;

static const SplitRow NAMES[] = {
	{ "create_ticket", "create ticket" },
	{ "createTicket", "create Ticket" },
	{ "HTTPServerStart", "HTTP Server Start" },
	{ "getURLs", "get UR Ls" },
	{ "files.delete", "files delete" },
	{ "get-v2-user3", "get v user" },
	{ "__x__", "x" },
	{ "lägg_till", "lägg till" },
	{ "re_open_ticket", "re_open ticket" },
	{ "re_zebra", "re zebra" },
	{ "", "" },
};

START_TEST(names_are_split)
{
	for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		EffectToken tokens[EFFECT_NAME_TOKENS];
		guint count =
			effect_split_name(NAMES[i].name, strlen(NAMES[i].name), tokens, EFFECT_NAME_TOKENS);
		g_autoptr(GString) words = g_string_new(NULL);
		for (guint at = 0; at < count; at++) {
			if (at > 0)
				g_string_append_c(words, ' ');
			g_string_append_len(words, tokens[at].at, tokens[at].length);
		}
		ck_assert_str_eq(words->str, NAMES[i].words);
	}
}
END_TEST

START_TEST(prose_has_its_marks)
{
	static const char TEXT[] =
		"Adds a row (a copy), e.g. one. Note: see `do_it` at https://x.example/add.";
	EffectToken tokens[EFFECT_PROSE_TOKENS];
	guint count = effect_split_prose(TEXT, strlen(TEXT), tokens, EFFECT_PROSE_TOKENS);
	guint opens = 0, code = 0, inside = 0, labels = 0;
	for (guint i = 0; i < count; i++) {
		opens += (tokens[i].marks & TOKEN_OPENS) != 0;
		code += (tokens[i].marks & TOKEN_CODE) != 0;
		inside += (tokens[i].marks & TOKEN_INSIDE) != 0;
		labels += (tokens[i].marks & TOKEN_LABEL) != 0;
	}
	ck_assert_uint_eq(opens, 4); /* Adds, (a, Note, see */
	ck_assert_uint_eq(code, 2);
	ck_assert_uint_eq(inside, 2);
	ck_assert_uint_eq(labels, 1);
}
END_TEST

START_TEST(folding_is_bounded)
{
	char folded[8];
	ck_assert_uint_eq(effect_fold("LÖSCHE", strlen("LÖSCHE"), folded, sizeof folded), 6);
	ck_assert(memcmp(folded, "losche", 6) == 0);
	ck_assert_uint_eq(effect_fold("doesn\xE2\x80\x99t", 9, folded, sizeof folded), 6);
	ck_assert(memcmp(folded, "doesnt", 6) == 0);
	ck_assert_uint_eq(effect_fold("toolongaword", 12, folded, sizeof folded), 0);
	ck_assert_uint_eq(effect_fold("\xC3", 1, folded, sizeof folded), 1);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		every_word_has_the_kind_of_its_row,
		words_are_folded_and_fit,
		pairs_of_one_verb_stand_together,
		forms_are_made,
		names_are_split,
		prose_has_its_marks,
		folding_is_bounded,
		NULL,
	};
	return suite_run("model/effects-tables", tests);
}
