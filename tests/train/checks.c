/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "train/checks.h"

#include <string.h>

#include "audit/check.h"
#include "model/effects_reading.h"
#include "model/finding.h"

#define HIDDEN "actions.hidden-write"
#define NARROW "actions.narrow"
#define STATED "actions.effect-stated"
#define DESTRUCTIVE "actions.destructive"

void (*checks_missed)(const char *check, const char *what, const char *name, const char *description);

/* --- one action, judged --- */

typedef struct {
	const char *name, *description;
	const char *const *arguments;
	const char *more;          /* one more argument; NULL: none */
	const char *const *values; /* its enum, NULL-terminated; NULL: any text */
} Planted;

static json_t *argument_schema(const char *const *values)
{
	json_t *schema = json_pack("{s:s}", "type", "string");
	for (guint i = 0; values != NULL && values[i] != NULL; i++) {
		if (i == 0)
			json_object_set_new(schema, "enum", json_array());
		json_array_append_new(json_object_get(schema, "enum"), json_string(values[i]));
	}
	return schema;
}

static json_t *manifest_of(const Planted *planted)
{
	json_t *properties = json_object();
	for (guint i = 0; planted->arguments != NULL && planted->arguments[i] != NULL; i++)
		json_object_set_new(properties, planted->arguments[i], argument_schema(NULL));
	if (planted->more != NULL)
		json_object_set_new(properties, planted->more, argument_schema(planted->values));
	return json_pack("{s:[{s:s, s:s, s:s*, s:{s:{s:{s:s, s:{s:s, s:o}}}}}], s:[]}", "actions", "type",
			 "action", "name", planted->name, "description", planted->description, "schema",
			 "call", "function", "name", planted->name, "parameters", "type", "object",
			 "properties", properties, "triggers");
}

static gboolean fires(const char *id, const Planted *planted)
{
	g_autoptr(Target) target = target_new("labelled", "https://labelled.example.com");
	g_autoptr(Evidence) evidence = evidence_new(target, LEVEL_PASSIVE);
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_unref);
	json_t *manifest = manifest_of(planted);
	gboolean failed = FALSE;
	evidence->offline = TRUE;
	evidence_add_document(evidence, "manifest", manifest);
	evidence_build_server(evidence);
	check_judge(check_find(id), evidence, findings);
	for (guint i = 0; i < findings->len; i++)
		failed |= ((const Finding *)findings->pdata[i])->verdict == VERDICT_FAIL;
	json_decref(manifest);
	return failed;
}

static void miss(const char *check, const char *what, const Planted *planted)
{
	if (checks_missed != NULL)
		checks_missed(check, what, planted->name, planted->description);
}

static void plant(CheckScore *score, const Planted *planted)
{
	score->planted++;
	if (fires(score->check, planted))
		score->found++;
	else
		miss(score->check, "not found", planted);
}

static void plant_harmless(CheckScore *score, const Planted *planted)
{
	score->denied++;
	if (!fires(score->check, planted))
		return;
	score->denied_alarms++;
	miss(score->check, "false alarm", planted);
}

/* --- phrases of the data --- */

/* "delete" and "the ticket with the given id" of "Delete the ticket with the given id." */
typedef struct {
	char *verb, *third, *object;
} Phrase;

static void phrase_free(gpointer memory)
{
	Phrase *phrase = memory;
	g_free(phrase->verb);
	g_free(phrase->third);
	g_free(phrase->object);
	g_free(phrase);
}

static char *third_person(const char *verb)
{
	gsize length = strlen(verb);
	gboolean hisses = g_str_has_suffix(verb, "s") || g_str_has_suffix(verb, "x") ||
			  g_str_has_suffix(verb, "ch") || g_str_has_suffix(verb, "sh") ||
			  g_str_has_suffix(verb, "o");
	if (length > 1 && verb[length - 1] == 'y' && strchr("aeiou", verb[length - 2]) == NULL)
		return g_strdup_printf("%.*sies", (int)length - 1, verb);
	return g_strconcat(verb, hisses ? "es" : "s", NULL);
}

/* The first clause of a text that begins with a plain verb in its base form, and then an article. */
static Phrase *phrase_of(const Record *record)
{
	static const char *const ARTICLES[] = { "a", "an", "the", "all", "this", "one", "your", NULL };
	g_auto(GStrv) words = g_strsplit(record->description != NULL ? record->description : "", " ", 9);
	if (g_strv_length(words) < 3)
		return NULL;
	g_autofree char *verb = g_ascii_strdown(words[0], -1), *article = g_ascii_strdown(words[1], -1);
	const EffectWord *word = effect_word(verb, strlen(verb));
	if (word == NULL || (word->forms & FORM_BASE) == 0 || word->kind != record->is ||
	    !g_strv_contains(ARTICLES, article))
		return NULL;
	g_autoptr(GString) object = g_string_new(article);
	for (guint i = 2; i < 6 && words[i] != NULL; i++) {
		gboolean ends = strpbrk(words[i], ".,;:()/") != NULL;
		g_autofree char *plain = g_strdelimit(g_strdup(words[i]), ".,;:()/", ' ');
		g_string_append_printf(object, " %s", g_strstrip(plain));
		if (ends)
			break;
	}
	Phrase *phrase = g_new0(Phrase, 1);
	phrase->third = third_person(verb);
	phrase->object = g_string_free(g_steal_pointer(&object), FALSE);
	phrase->verb = g_steal_pointer(&verb);
	return phrase;
}

static GPtrArray *phrases_of(const GPtrArray *records)
{
	GPtrArray *phrases = g_ptr_array_new_with_free_func(phrase_free);
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		Phrase *phrase = record->scored && record->is != EFFECT_READ ? phrase_of(record) : NULL;
		if (phrase != NULL)
			g_ptr_array_add(phrases, phrase);
	}
	return phrases;
}

/* $V the verb, $T the third person, $O the object. */
static char *fill(const char *form, const Phrase *phrase)
{
	GString *text = g_string_new(form);
	g_string_replace(text, "$V", phrase->verb, 0);
	g_string_replace(text, "$T", phrase->third, 0);
	g_string_replace(text, "$O", phrase->object, 0);
	return g_string_free(text, FALSE);
}

/* --- actions.hidden-write --- */

static const char *const WRITES[] = {
	". Also $T $O.",
	". It also $T $O.",
	". Automatically $T $O.",
	". If there is none, $T $O.",
	". Not only reads but also $T $O.",
	". This action not only returns it, it $T $O as well.",
	". Afterwards it $T $O.",
	". Side effect: $T $O.",
	NULL,
};

static const char *const DENIALS[] = {
	". Does not $V $O.",
	". It never $T $O.",
	". This will not $V $O.",
	". To $V $O, use another action.",
	". Neither changes anything nor $T $O.",
	". It does not $V, change or send anything.",
	". You can then $V $O elsewhere.",
	". Requires the permission to $V $O.",
	NULL,
};

static gboolean name_reads(const Record *record)
{
	Effect *effect = effect_infer(record->name, NULL, NULL);
	gboolean reads = effect->kind == EFFECT_READ && effect->source == EFFECT_INFERRED;
	effect_free(effect);
	return reads;
}

/* At the end of a text, or after its first sentence. */
static char *insert(const char *text, const char *sentence, gboolean first)
{
	const char *stop = first ? strstr(text, ". ") : NULL;
	gsize end = stop != NULL ? (gsize)(stop - text) : strlen(text);
	if (stop == NULL && g_str_has_suffix(text, "."))
		end--;
	return g_strdup_printf("%.*s%s%s", (int)end, text, sentence, stop != NULL ? stop + 1 : "");
}

/* One sentence of each kind for each action that reads and has a description. */
static void score_hidden(const GPtrArray *records, const GPtrArray *phrases, CheckScore *score)
{
	guint turn = 0;
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		if (!record->scored || record->is != EFFECT_READ || record->description == NULL ||
		    !name_reads(record))
			continue;
		const Phrase *phrase = g_ptr_array_index(phrases, (turn * 7) % phrases->len);
		g_autofree char *said = fill(WRITES[turn % (G_N_ELEMENTS(WRITES) - 1)], phrase);
		g_autofree char *denied = fill(DENIALS[turn % (G_N_ELEMENTS(DENIALS) - 1)], phrase);
		g_autofree char *writes = insert(record->description, said, turn / 8 % 2 == 0);
		g_autofree char *only_reads = insert(record->description, denied, turn / 8 % 2 == 0);
		Planted planted = { .name = record->name,
				    .description = writes,
				    .arguments = (const char *const *)record->arguments };
		plant(score, &planted);
		planted.description = only_reads;
		plant_harmless(score, &planted);
		turn++;
	}
}

/* --- actions.narrow --- */

/* The name without its first word that is a verb, with another before it. */
static char *name_with(const char *verb, const char *name)
{
	EffectToken tokens[EFFECT_NAME_TOKENS];
	guint count = effect_split_name(name, strnlen(name, EFFECT_NAME_BYTES), tokens, EFFECT_NAME_TOKENS);
	g_autoptr(GString) made = g_string_new(verb);
	gboolean dropped = FALSE;
	for (guint i = 0; i < count; i++) {
		gboolean is_verb =
			!dropped && tokens[i].word != NULL && (tokens[i].word->forms & FORM_BASE) != 0;
		dropped |= is_verb;
		if (!is_verb)
			g_string_append_printf(made, "%s%.*s", made->len > 0 ? "_" : "", tokens[i].length,
					       tokens[i].at);
	}
	return dropped && made->len > strlen(verb) ? g_strdup(made->str) : NULL;
}

static void score_narrow(const GPtrArray *records, CheckScore *score)
{
	static const char *const VAGUE[] = { "manage", "process", "handle" };
	static const char *const CHOICE[] = { "create", "update", "delete", NULL };
	static const char *const STATES[] = { "open", "closed", "pending", NULL };
	guint turn = 0;
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		if (!record->scored || record->is == EFFECT_READ || record->is == EFFECT_SEND)
			continue;
		g_autofree char *vague = name_with(VAGUE[turn % 3], record->name);
		Planted planted = { .name = record->name,
				    .description = record->description,
				    .arguments = (const char *const *)record->arguments };
		switch (turn++ % 3) {
		case 0:
			planted.name = vague != NULL ? vague : "manage_it";
			break;
		case 1:
			planted.more = "operation";
			break;
		default:
			planted.more = "what_to_do";
			planted.values = CHOICE;
		}
		plant(score, &planted);
		planted = (Planted){ .name = record->name, .description = record->description };
		planted.more = "status";
		planted.values = STATES;
		plant_harmless(score, &planted);
	}
}

/* --- actions.effect-stated --- */

/* "Ticket comment" of create_ticket_comment: what it is about, not what it does. */
static char *about(const Record *record)
{
	g_autofree char *rest = name_with("", record->name);
	if (rest == NULL)
		return NULL;
	g_autofree char *plain = g_strdelimit(g_strdup(rest), "_", ' ');
	return g_strdup_printf("For the %s of an account.", g_strstrip(plain));
}

static void score_stated(const GPtrArray *records, CheckScore *score)
{
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		Phrase *phrase = record->scored && record->is != EFFECT_READ ? phrase_of(record) : NULL;
		g_autofree char *says_nothing = phrase != NULL ? about(record) : NULL;
		if (says_nothing != NULL) {
			Planted planted = { .name = record->name, .description = says_nothing };
			plant(score, &planted);
			planted.description = record->description;
			plant_harmless(score, &planted);
		}
		if (phrase != NULL)
			phrase_free(phrase);
	}
}

/* --- actions.destructive --- */

static void score_destructive(const GPtrArray *records, CheckScore *score)
{
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		Phrase *phrase = record->scored && record->is == EFFECT_DELETE ? phrase_of(record) : NULL;
		g_autofree char *tame = phrase != NULL ? name_with("tidy", record->name) : NULL;
		if (tame != NULL) {
			g_autofree char *plain = fill("$T $O.", phrase);
			g_autofree char *lost = g_strconcat(plain, " It cannot be undone.", NULL);
			Planted planted = { .name = tame, .description = plain };
			plant(score, &planted);
			planted = (Planted){ .name = record->name, .description = lost };
			if (record_first_verb(record) == EFFECT_DELETE)
				plant_harmless(score, &planted);
		}
		if (phrase != NULL)
			phrase_free(phrase);
	}
}

/* --- all of it --- */

static void score_reads(const GPtrArray *records, CheckScore *score)
{
	for (guint i = 0; i < records->len; i++) {
		const Record *record = g_ptr_array_index(records, i);
		Planted planted = { .name = record->name,
				    .description = record->description,
				    .arguments = (const char *const *)record->arguments };
		if (!record->scored || record->is != EFFECT_READ)
			continue;
		score->reads++;
		if (!fires(score->check, &planted))
			continue;
		score->alarms++;
		miss(score->check, "alarm on a read", &planted);
	}
}

void checks_score(const GPtrArray *records, CheckScore scores[CHECK_SCORES])
{
	static const char *const CHECKS[CHECK_SCORES] = { HIDDEN, NARROW, STATED, DESTRUCTIVE };
	g_autoptr(GPtrArray) phrases = phrases_of(records);
	for (guint i = 0; i < CHECK_SCORES; i++) {
		scores[i] = (CheckScore){ .check = CHECKS[i] };
		score_reads(records, &scores[i]);
	}
	score_hidden(records, phrases, &scores[0]);
	score_narrow(records, &scores[1]);
	score_stated(records, &scores[2]);
	score_destructive(records, &scores[3]);
}
