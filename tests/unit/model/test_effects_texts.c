/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All texts of an action: which of them decide, and where the words are marked. */
#include "suite.h"

#include <string.h>

#include "model/effects.h"

static const EffectMark *mark_in(const Effect *effect, EffectPlace place)
{
	for (guint i = 0; i < effect->marks->len; i++) {
		const EffectMark *mark = &g_array_index(effect->marks, EffectMark, i);
		if (mark->place == place)
			return mark;
	}
	return NULL;
}

static void is_marked(const Effect *effect, EffectPlace place, const char *text, const char *word)
{
	const EffectMark *mark = mark_in(effect, place);
	ck_assert_msg(mark != NULL, "no mark in %s", effect_place_name(place));
	ck_assert_msg(strncmp(text + mark->start, word, mark->length) == 0 && mark->length == strlen(word),
		      "%.*s is marked, not %s", (int)mark->length, text + mark->start, word);
}

START_TEST(words_are_marked_where_they_stand)
{
	const EffectTexts texts = { .name = "desk.deleteTicket",
				    .description = "It — permanently removes a ticket." };
	g_autoptr(Effect) effect = effect_infer_texts(&texts);
	is_marked(effect, EFFECT_IN_NAME, texts.name, "delete");
	is_marked(effect, EFFECT_IN_DESCRIPTION, texts.description, "permanently removes");
	g_autoptr(Effect) copy = effect_copy(effect);
	ck_assert_uint_eq(copy->marks->len, effect->marks->len);
	ck_assert_ptr_ne(copy->marks, effect->marks);
}
END_TEST

START_TEST(both_sides_of_a_contradiction_are_marked)
{
	const EffectTexts texts = { .name = "lookup_customer",
				    .description = "Look up a customer and tag the record." };
	g_autoptr(Effect) effect = effect_infer_texts(&texts);
	ck_assert_ptr_nonnull(effect->contradiction);
	is_marked(effect, EFFECT_IN_NAME, texts.name, "lookup");
	is_marked(effect, EFFECT_IN_DESCRIPTION, texts.description, "tag the record");
	ck_assert(mark_in(effect, EFFECT_IN_DESCRIPTION)->against);
	ck_assert(!mark_in(effect, EFFECT_IN_NAME)->against);
}
END_TEST

START_TEST(docs_stand_in_for_a_description)
{
	const EffectTexts texts = { .name = "ticket", .description = " \n", .docs = "Deletes one ticket." };
	g_autoptr(Effect) effect = effect_infer_texts(&texts);
	ck_assert_int_eq(effect->kind, EFFECT_DELETE);
	is_marked(effect, EFFECT_IN_DOCS, texts.docs, "Deletes");
	const EffectTexts titled = { .name = "x1", .display_name = "Send a reply" };
	g_autoptr(Effect) sends = effect_infer_texts(&titled);
	ck_assert_int_eq(sends->kind, EFFECT_SEND);
	is_marked(sends, EFFECT_IN_DISPLAY_NAME, titled.display_name, "Send");
}
END_TEST

START_TEST(docs_tell_of_hidden_writes_and_of_loss)
{
	const EffectTexts hidden = { .name = "get_customer",
				     .description = "Get a customer.",
				     .docs = "Finds a customer. Also writes a note to the record." };
	g_autoptr(Effect) writes = effect_infer_texts(&hidden);
	ck_assert(writes->mutating && writes->contradiction != NULL);
	is_marked(writes, EFFECT_IN_DOCS, hidden.docs, "writes a note");
	const EffectTexts loss = { .name = "replace_rows",
				   .description = "Replaces all rows.",
				   .docs = "Works on one table. This cannot be undone." };
	g_autoptr(Effect) loses = effect_infer_texts(&loss);
	ck_assert_int_eq(loses->kind, EFFECT_UPDATE);
	ck_assert(loses->destructive);
	const EffectTexts harmless = { .name = "get_customer",
				       .description = "Get a customer.",
				       .docs = "Finds a customer. Does not create or update anything." };
	g_autoptr(Effect) reads = effect_infer_texts(&harmless);
	ck_assert(!reads->mutating && reads->contradiction == NULL);
}
END_TEST

START_TEST(the_text_of_an_argument_tells_what_is_done_besides)
{
	static const char *const names[] = { "id", "seen", NULL };
	static const char *const docs[] = { "The number.", "If true, marks the message as read.", NULL };
	const EffectTexts texts = { .name = "get_message",
				    .description = "Get one message.",
				    .arguments = names,
				    .argument_docs = docs };
	g_autoptr(Effect) effect = effect_infer_texts(&texts);
	ck_assert(effect->mutating && effect->contradiction != NULL);
	is_marked(effect, EFFECT_IN_ARGUMENT_DOCS, docs[1], "marks the message");
	ck_assert_uint_eq(mark_in(effect, EFFECT_IN_ARGUMENT_DOCS)->argument, 1);
	static const char *const plain[] = { "The number.", "If true, deleted messages are listed, too.",
					     NULL };
	const EffectTexts reads = { .name = "list_messages",
				    .description = "List messages.",
				    .arguments = names,
				    .argument_docs = plain };
	g_autoptr(Effect) lists = effect_infer_texts(&reads);
	ck_assert(!lists->mutating && lists->contradiction == NULL);
}
END_TEST

static Effect *with_values(const char *values)
{
	static const char *const names[] = { "id", "operation", NULL };
	g_autofree char *text = g_strdup_printf("{\"properties\":{\"operation\":{\"enum\":%s}}}", values);
	json_t *schema = json_loads(text, 0, NULL);
	const EffectTexts texts = { .name = "ticket",
				    .description = "Works on a ticket.",
				    .arguments = names,
				    .parameters = schema };
	Effect *effect = effect_infer_texts(&texts);
	json_decref(schema);
	return effect;
}

START_TEST(values_of_an_operation_are_a_choice)
{
	g_autoptr(Effect) several = with_values("[\"create\",\"close\",\"delete\"]");
	ck_assert(several->mutating && several->destructive);
	ck_assert_int_eq(several->source, EFFECT_ASSUMED);
	ck_assert_double_le(several->confidence, 0.4);
	g_autoptr(Effect) odd = with_values("[7,null,{},\"\"]");
	ck_assert(odd->mutating);
}
END_TEST

START_TEST(a_result_helps_where_nothing_else_does)
{
	json_t *result = json_loads(
		"{\"type\":\"object\",\"properties\":{\"deleted\":{\"type\":\"boolean\"}}}", 0, NULL);
	const EffectTexts bare = { .name = "ticket" }, told = { .name = "ticket", .result = result };
	g_autoptr(Effect) before = effect_infer_texts(&bare);
	g_autoptr(Effect) after = effect_infer_texts(&told);
	ck_assert_int_eq(after->kind, EFFECT_DELETE);
	ck_assert_int_ne(before->kind, EFFECT_DELETE);
	json_decref(result);
}
END_TEST

START_TEST(assumed_is_what_the_protocol_takes_for_granted)
{
	const EffectTexts texts = { .name = "frobnicate", .description = "Frobnicates." };
	g_autoptr(Effect) effect = effect_infer_texts(&texts);
	ck_assert_int_eq(effect->source, EFFECT_ASSUMED);
	ck_assert(effect->mutating && effect->destructive && effect->open_world && !effect->idempotent);
	ck_assert_double_lt(effect->confidence, 0.5);
}
END_TEST

static char *repeated(const char *piece, gsize bytes)
{
	GString *text = g_string_new(NULL);
	while (text->len < bytes)
		g_string_append(text, piece);
	return g_string_free(text, FALSE);
}

static void marks_are_inside(const Effect *effect, const EffectTexts *texts)
{
	const char *const of[] = { texts->name, texts->display_name, texts->description, NULL, texts->docs };
	for (guint i = 0; i < effect->marks->len; i++) {
		const EffectMark *mark = &g_array_index(effect->marks, EffectMark, i);
		const char *text = mark->place < G_N_ELEMENTS(of) ? of[mark->place] : NULL;
		if (mark->place == EFFECT_IN_ARGUMENTS)
			text = texts->arguments[mark->argument];
		else if (mark->place == EFFECT_IN_ARGUMENT_DOCS)
			text = texts->argument_docs[mark->argument];
		ck_assert_ptr_nonnull(text);
		ck_assert_uint_le(mark->start + mark->length, strlen(text));
	}
}

/* Every text hostile at once; a thousand of them take less than two seconds even under a sanitizer. */
START_TEST(hostile_texts_are_bounded)
{
	static const char *const PIECES[] = { "If true, deletes it. ",
					      "not without deleting ",
					      "\342\200\256delete ",
					      "wird ",
					      "not only ",
					      "but ",
					      "\xC3",
					      "utan raderar ",
					      "(",
					      "Also deletes the ",
					      "instead of x, deletes ",
					      "\xF0\x9F\x98\x80",
					      "does not fail to " };
	for (guint i = 0; i < G_N_ELEMENTS(PIECES); i++) {
		g_autofree char *text = repeated(PIECES[i], 256 * 1024);
		const char *const arguments[] = { "operation", text, text, NULL };
		const char *const docs[] = { text, NULL, text, NULL };
		json_t *wide = json_pack("{s:s, s:{}}", "type", "array", "properties");
		json_t *values = json_array();
		for (guint value = 0; value < 5000; value++) {
			g_autofree char *name = g_strdup_printf("deleted%u", value);
			json_array_append_new(values, json_string(value % 2 == 0 ? "delete" : "create"));
			json_object_set_new(json_object_get(wide, "properties"), name,
					    json_pack("{s:s}", "type", "boolean"));
		}
		json_object_set_new(json_object_get(wide, "properties"), "operation",
				    json_pack("{s:o}", "enum", values));
		const EffectTexts texts = { .name = text,
					    .display_name = text,
					    .description = text,
					    .docs = text,
					    .arguments = arguments,
					    .argument_docs = docs,
					    .parameters = wide,
					    .result = wide };
		for (guint round = 0; round < 50; round++) {
			g_autoptr(Effect) effect = effect_infer_texts(&texts);
			marks_are_inside(effect, &texts);
			for (guint line = 0; line < effect->evidence->len; line++)
				ck_assert(
					g_utf8_validate(g_ptr_array_index(effect->evidence, line), -1, NULL));
		}
		json_decref(wide);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { words_are_marked_where_they_stand,
				       both_sides_of_a_contradiction_are_marked,
				       docs_stand_in_for_a_description,
				       docs_tell_of_hidden_writes_and_of_loss,
				       the_text_of_an_argument_tells_what_is_done_besides,
				       values_of_an_operation_are_a_choice,
				       a_result_helps_where_nothing_else_does,
				       assumed_is_what_the_protocol_takes_for_granted,
				       hostile_texts_are_bounded,
				       NULL };
	return suite_run("model/effects-texts", tests);
}
