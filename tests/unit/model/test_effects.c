/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The effect itself: assumptions, flags, contradictions, declarations, JSON, hostile input. */
#include "suite.h"

#include "model/effects.h"

#include <string.h>

static const char *const NO_ARGUMENTS[] = { NULL };

static gboolean mentions(const GPtrArray *evidence, const char *text)
{
	for (guint i = 0; i < evidence->len; i++) {
		if (strstr(g_ptr_array_index(evidence, i), text) != NULL)
			return TRUE;
	}
	return FALSE;
}

START_TEST(nothing_known_is_assumed)
{
	g_autoptr(Effect) effect = effect_infer("sync", "", NULL);
	ck_assert_int_eq(effect->source, EFFECT_ASSUMED);
	ck_assert_int_eq(effect->kind, EFFECT_UPDATE);
	ck_assert(effect->mutating && effect->destructive && effect->open_world && !effect->idempotent);
	ck_assert(effect->confidence < 0.5);
	g_autoptr(Effect) nameless = effect_infer(NULL, NULL, NULL);
	ck_assert_int_eq(nameless->source, EFFECT_ASSUMED);
}
END_TEST

START_TEST(evidence_names_word_and_place)
{
	const char *const arguments[] = { "ticket_id", NULL };
	g_autoptr(Effect) effect =
		effect_infer("delete_ticket", "Permanently removes a ticket from the desk.", arguments);
	ck_assert_int_eq(effect->kind, EFFECT_DELETE);
	ck_assert_int_eq(effect->source, EFFECT_INFERRED);
	ck_assert(effect->destructive && effect->mutating && effect->idempotent && !effect->open_world);
	ck_assert(mentions(effect->evidence, "\"delete\" in the name"));
	ck_assert(mentions(effect->evidence, "\"permanently removes\" in the description"));
	ck_assert(effect->confidence > 0.9 && effect->confidence <= 1);
	ck_assert_ptr_null(effect->contradiction);
}
END_TEST

START_TEST(lookup_that_tags_is_a_contradiction)
{
	g_autoptr(Effect) effect =
		effect_infer("lookup_customer", "Look up a customer and tag the record", NO_ARGUMENTS);
	ck_assert_ptr_nonnull(effect->contradiction);
	ck_assert_ptr_nonnull(strstr(effect->contradiction, "\"lookup\""));
	ck_assert_ptr_nonnull(strstr(effect->contradiction, "\"tag the record\""));
	ck_assert_int_eq(effect->kind, EFFECT_UPDATE);
	ck_assert(effect->mutating);
	ck_assert(effect->confidence <= 0.5);
	g_autoptr(Effect) plain = effect_infer("lookup_customer", "Look up a customer by mail address", NULL);
	ck_assert_ptr_null(plain->contradiction);
	ck_assert_int_eq(plain->kind, EFFECT_READ);
}
END_TEST

START_TEST(caller_chooses_the_operation)
{
	const char *const arguments[] = { "ticket_id", "operation", NULL };
	g_autoptr(Effect) effect = effect_infer("manage_ticket", "Manage a ticket", arguments);
	ck_assert(effect->mutating && effect->destructive && !effect->idempotent);
	ck_assert(effect->confidence <= 0.4);
	ck_assert(mentions(effect->evidence, "operation"));
}
END_TEST

typedef struct {
	const char *name, *description, *argument;
	gboolean destructive, idempotent, open_world;
} FlagRow;

static const FlagRow FLAGS[] = {
	{ "get_ticket", "Fetch one ticket", NULL, FALSE, TRUE, FALSE },
	{ "create_ticket", "Create a ticket", NULL, FALSE, FALSE, FALSE },
	{ "create_ticket", "Create a ticket", "idempotency_key", FALSE, TRUE, FALSE },
	{ "update_ticket", "Change the subject", NULL, FALSE, TRUE, FALSE },
	{ "append_note", "Append a line to the note", NULL, FALSE, FALSE, FALSE },
	{ "toggle_flag", "Toggle a flag", NULL, FALSE, FALSE, FALSE },
	{ "increment_counter", "Increment a counter", NULL, FALSE, FALSE, FALSE },
	{ "delete_ticket", "Delete a ticket", NULL, TRUE, TRUE, FALSE },
	{ "replace_rows", "Replaces all rows. The old rows cannot be undone.", NULL, TRUE, TRUE, FALSE },
	{ "save_settings", "Saves and overwrites the settings", NULL, TRUE, TRUE, FALSE },
	{ "send_reply", "Send a public reply to the requester", NULL, FALSE, FALSE, TRUE },
	{ "fetch_page", "Fetch a page", "url", FALSE, TRUE, TRUE },
	{ "search_news", "Search the web for news", NULL, FALSE, TRUE, TRUE },
};

START_TEST(flags_follow_the_words)
{
	for (guint i = 0; i < G_N_ELEMENTS(FLAGS); i++) {
		const FlagRow *row = &FLAGS[i];
		const char *const arguments[] = { row->argument, NULL };
		g_autoptr(Effect) effect = effect_infer(row->name, row->description, arguments);
		ck_assert_msg(effect->destructive == row->destructive, "%s: destructive", row->name);
		ck_assert_msg(effect->idempotent == row->idempotent, "%s: idempotent", row->name);
		ck_assert_msg(effect->open_world == row->open_world, "%s: open world", row->name);
	}
}
END_TEST

START_TEST(json_is_complete)
{
	g_autoptr(Effect) effect =
		effect_infer("lookup_customer", "Look up a customer and tag the record", NULL);
	json_t *json = effect_json(effect);
	ck_assert_str_eq(json_string_value(json_object_get(json, "kind")), "update");
	ck_assert_str_eq(json_string_value(json_object_get(json, "source")), "inferred");
	ck_assert(json_is_true(json_object_get(json, "mutating")));
	ck_assert(json_is_boolean(json_object_get(json, "destructive")));
	ck_assert(json_is_boolean(json_object_get(json, "idempotent")));
	ck_assert(json_is_boolean(json_object_get(json, "open_world")));
	ck_assert(json_is_real(json_object_get(json, "confidence")));
	ck_assert(json_array_size(json_object_get(json, "evidence")) > 0);
	ck_assert(json_is_string(json_object_get(json, "contradiction")));
	ck_assert_uint_eq(json_object_size(json), 9);
	json_decref(json);
}
END_TEST

START_TEST(copies_are_deep)
{
	g_autoptr(Effect) effect =
		effect_infer("lookup_customer", "Look up a customer and tag the record", NULL);
	g_autoptr(Effect) copy = effect_copy(effect);
	ck_assert_str_eq(copy->contradiction, effect->contradiction);
	ck_assert_ptr_ne(copy->contradiction, effect->contradiction);
	ck_assert_uint_eq(copy->evidence->len, effect->evidence->len);
	ck_assert_ptr_ne(g_ptr_array_index(copy->evidence, 0), g_ptr_array_index(effect->evidence, 0));
	effect_free(NULL);
}
END_TEST

START_TEST(names_of_kinds_and_sources)
{
	EffectKind kind = EFFECT_READ;
	ck_assert(effect_kind_parse("send", &kind));
	ck_assert_int_eq(kind, EFFECT_SEND);
	ck_assert(!effect_kind_parse("Send", &kind));
	ck_assert(!effect_kind_parse(NULL, &kind));
	ck_assert_str_eq(effect_kind_name(EFFECT_DELETE), "delete");
	ck_assert_str_eq(effect_source_name(EFFECT_SET), "set");
	ck_assert_str_eq(effect_kind_name((EffectKind)99), "unknown");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		nothing_known_is_assumed,
		evidence_names_word_and_place,
		lookup_that_tags_is_a_contradiction,
		caller_chooses_the_operation,
		flags_follow_the_words,
		json_is_complete,
		copies_are_deep,
		names_of_kinds_and_sources,
		NULL,
	};
	return suite_run("model/effects", tests);
}
