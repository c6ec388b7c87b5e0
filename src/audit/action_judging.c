/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/action_judging.h"

#include <stdarg.h>
#include <string.h>

#include "audit/words.h"
#include "audit/words_prose.h"
#include "base/json.h"

void judge_each_action(Judgement *judgement, const Evidence *evidence,
		       void (*each)(Judgement *judgement, const Evidence *evidence, const Action *action),
		       const char *pass)
{
	guint count = 0;
	for (guint i = 0; i < evidence->server->actions->len; i++) {
		const Action *action = evidence->server->actions->pdata[i];
		if ((action->sources & FROM_MANIFEST) == 0)
			continue;
		count++;
		each(judgement, evidence, action);
	}
	if (count == 0)
		judge_skip(judgement, "the server has no actions");
	else if (!judge_has_spoken(judgement))
		judge_pass(judgement, "%s", pass);
}

Finding *action_says(Judgement *judgement, Verdict verdict, const Evidence *evidence, const Action *action,
		     const char *argument, const char *rest, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *pointer = pointer_of_action(evidence, action, rest);
	Finding *finding = judge_say(judgement, verdict, "%s", message);
	finding_at(finding, action->name, argument);
	return finding_document(finding, "manifest", pointer);
}

/* ---- what an action is ---- */

gboolean action_reads(const Action *action)
{
	const Effect *effect = action->effect;
	return effect->kind == EFFECT_READ && effect->source != EFFECT_ASSUMED &&
	       effect->contradiction == NULL;
}

static gboolean is_constant(const json_t *schema)
{
	return json_object_get(schema, "const") != NULL ||
	       json_array_size(json_object_get(schema, "enum")) == 1;
}

static gboolean is_of_other_type(const json_t *schema)
{
	const char *type = weir_json_text(schema, "type");
	return type != NULL && strcmp(type, "string") != 0;
}

static gboolean look_for_choice(const SchemaSpot *spot, gpointer faults)
{
	if (spot->name == NULL)
		return TRUE;
	if (words_vague_operation(spot->name) && !is_constant(spot->schema) &&
	    !is_of_other_type(spot->schema) && spot->around == NULL)
		action_faults_add(faults, spot, "the argument lets the caller choose what is done");
	else if (!words_verbs_are_data(spot->name) &&
		 words_choose_effect(json_object_get(spot->schema, "enum")))
		action_faults_add(faults, spot, "its values are different effects to choose from");
	return TRUE;
}

void action_choices(const Evidence *evidence, const Action *action, ActionFaults *faults)
{
	action_faults_walk(faults, evidence, action_reads(action) ? NULL : action->parameters,
			   ACTION_PARAMETERS, look_for_choice);
}

gboolean action_is_vague(const Evidence *evidence, const Action *action)
{
	ActionFaults faults;
	if (words_vague_verb(action->name))
		return TRUE;
	action_choices(evidence, action, &faults);
	gboolean vague = faults.rows->len > 0;
	action_faults_clear(&faults);
	return vague;
}

/* ---- faults of schemas ---- */

static void fault_free(gpointer memory)
{
	ActionFault *fault = memory;
	g_free(fault->argument);
	g_free(fault->pointer);
	g_free(fault->what);
	g_free(fault);
}

void action_faults_add(ActionFaults *faults, const SchemaSpot *spot, const char *what)
{
	const char *key = spot->argument != NULL ? spot->argument : "";
	ActionFault *known = g_hash_table_lookup(faults->by_argument, key);
	if (known != NULL) {
		known->more++;
		return;
	}
	ActionFault *fault = g_new0(ActionFault, 1);
	fault->argument = g_strdup(spot->argument);
	fault->pointer = g_strdup(spot->pointer);
	fault->what = g_strdup(what);
	g_ptr_array_add(faults->rows, fault);
	g_hash_table_insert(faults->by_argument, g_strdup(key), fault);
}

void action_faults_walk(ActionFaults *faults, const Evidence *evidence, json_t *schema, const char *pointer,
			SchemaVisit visit)
{
	const SchemaPlace place = { .schema = schema, .pointer = pointer };
	faults->rows = g_ptr_array_new_with_free_func(fault_free);
	faults->by_argument = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	faults->cut = FALSE;
	if (schema != NULL)
		action_faults_walk_place(faults, evidence, place, visit);
}

void action_faults_walk_place(ActionFaults *faults, const Evidence *constant, SchemaPlace place,
			      SchemaVisit visit)
{
	Evidence *evidence = (Evidence *)constant; /* what is left of a budget is no change of it */
	place.budget = &evidence->spots;
	if (!schema_walk(&place, visit, faults))
		faults->cut = TRUE;
}

void action_faults_clear(ActionFaults *faults)
{
	g_clear_pointer(&faults->rows, g_ptr_array_unref);
	g_clear_pointer(&faults->by_argument, g_hash_table_unref);
}

char *action_fault_text(const ActionFault *fault)
{
	return fault->more > 0 ? g_strdup_printf("%s (and %u more)", fault->what, fault->more)
			       : g_strdup(fault->what);
}
