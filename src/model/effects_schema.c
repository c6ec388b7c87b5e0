/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the schemas and texts of arguments and result tell of an effect. */
#include "model/effects_infer.h"

#include <string.h>

#define MEMBERS 64
#define VALUES 64
#define LIST_WEIGHT 0.3 /* a list comes back */
#define DONE_WEIGHT 1.0 /* `deleted` comes back */

static EffectVerb verb_of(const char *text)
{
	EffectToken tokens[6];
	guint count =
		effect_split_name(text, strnlen(text, EFFECT_ARGUMENT_BYTES), tokens, G_N_ELEMENTS(tokens));
	return count > 0 ? effect_verb_at(tokens, count, 0) : (EffectVerb){ 0 };
}

/* Kinds that the values of an argument name, as bits; other values are none. */
static guint kinds_of(const json_t *values)
{
	guint kinds = 0;
	for (size_t i = 0; i < json_array_size(values) && i < VALUES; i++) {
		const char *value = json_string_value(json_array_get(values, i));
		EffectVerb verb = value != NULL ? verb_of(value) : (EffectVerb){ 0 };
		if (verb.strength >= 6 && (verb.forms & FORM_BASE) != 0 && (verb.traits & VERB_VAGUE) == 0)
			kinds |= 1u << verb.kind;
	}
	return kinds;
}

/* `operation` with values that are known: a choice of several kinds, or only one that is left. */
static void read_selector(EffectReading *reading, const json_t *parameters)
{
	if (reading->selector.length == 0)
		return;
	g_autofree char *name = g_strndup(reading->selector.at, reading->selector.length);
	const json_t *schema = json_object_get(json_object_get(parameters, "properties"), name);
	guint kinds = kinds_of(json_object_get(schema, "enum"));
	if (kinds == 0)
		return;
	if ((kinds & (kinds - 1)) != 0) {
		reading->offers_choice = TRUE;
		return;
	}
	for (guint kind = 0; kind < EFFECT_KINDS; kind++) {
		if (kinds == 1u << kind)
			effect_vote_at(reading, EFFECT_IN_ARGUMENTS, (EffectKind)kind, 1,
				       reading->selector.at, reading->selector.length);
	}
	reading->selector.length = 0;
}

/* "deleted": what comes back tells what was done. */
static void read_result(EffectReading *reading, const json_t *result)
{
	const char *member = NULL;
	json_t *schema = NULL;
	guint members = 0;
	const char *type = json_string_value(json_object_get(result, "type"));
	if (type != NULL && strcmp(type, "array") == 0)
		effect_vote_at(reading, EFFECT_IN_RESULT, EFFECT_READ, LIST_WEIGHT, type, strlen(type));
	json_object_foreach (json_object_get(result, "properties"), member, schema) {
		if (++members > MEMBERS)
			return;
		const char *of = json_string_value(json_object_get(schema, "type"));
		EffectVerb verb = verb_of(member);
		if (of != NULL && strcmp(of, "boolean") == 0 && verb.kind != EFFECT_READ &&
		    (verb.forms & FORM_PARTICIPLE) != 0 && verb.strength >= 8)
			effect_vote_at(reading, EFFECT_IN_RESULT, verb.kind, DONE_WEIGHT, member,
				       strnlen(member, EFFECT_ARGUMENT_BYTES));
	}
}

/* "If true, deletes the original": texts of arguments tell what is done besides. */
static void read_argument_docs(EffectReading *reading, const EffectTexts *texts)
{
	reading->prose = EFFECT_IN_ARGUMENT_DOCS;
	for (guint i = 0; texts->arguments != NULL && texts->arguments[i] != NULL && i < EFFECT_ARGUMENTS;
	     i++) {
		EffectToken tokens[EFFECT_ARGUMENT_TOKENS];
		const char *doc = texts->argument_docs[i];
		if (doc == NULL)
			continue;
		guint count = effect_split_prose(doc, strnlen(doc, EFFECT_ARGUMENT_DOC_BYTES), tokens,
						 EFFECT_ARGUMENT_TOKENS);
		effect_read_option(reading, tokens, count);
	}
}

void effect_read_schemas(EffectReading *reading, const EffectTexts *texts)
{
	if (texts->argument_docs != NULL)
		read_argument_docs(reading, texts);
	if (texts->parameters != NULL)
		read_selector(reading, texts->parameters);
	if (texts->result != NULL)
		read_result(reading, texts->result);
}
