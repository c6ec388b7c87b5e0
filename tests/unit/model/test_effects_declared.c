/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server declares, against its words. */
#include "suite.h"

#include "base/json.h"
#include "model/effects.h"

#include <string.h>

static Effect *declared(const char *json, const char *name, const char *description)
{
	g_autoptr(json_t) action = json_loads(json, 0, NULL);
	ck_assert_ptr_nonnull(action);
	const EffectTexts texts = { .name = name, .description = description };
	return effect_declared(action, &texts);
}

START_TEST(silence_is_null)
{
	static const char *const SILENT[] = { "{}",
					      "[]",
					      "{\"annotations\":{}}",
					      "{\"annotations\":{\"title\":\"Delete\"}}",
					      "{\"annotations\":{\"readOnlyHint\":\"yes\"}}",
					      "{\"annotations\":[true]}",
					      "{\"effect\":\"explode\"}",
					      "{\"effect\":7}",
					      "{\"x-effect\":{\"kind\":null}}" };
	for (guint i = 0; i < G_N_ELEMENTS(SILENT); i++) {
		g_autoptr(Effect) effect = declared(SILENT[i], "delete_x", "Deletes x");
		ck_assert_msg(effect == NULL, "%s", SILENT[i]);
	}
	const EffectTexts texts = { .name = "x" };
	ck_assert_ptr_null(effect_declared(NULL, &texts));
}
END_TEST

START_TEST(read_only_hint_is_taken)
{
	g_autoptr(Effect) effect = declared(
		"{\"annotations\":{\"readOnlyHint\":true,\"openWorldHint\":false}}", "sync", "Synchronises");
	ck_assert_int_eq(effect->kind, EFFECT_READ);
	ck_assert_int_eq(effect->source, EFFECT_DECLARED);
	ck_assert(!effect->mutating && !effect->destructive && effect->idempotent && !effect->open_world);
	ck_assert_double_eq(effect->confidence, 1);
	ck_assert_ptr_null(effect->contradiction);
	ck_assert_ptr_nonnull(strstr(g_ptr_array_index(effect->evidence, 0), "readOnlyHint"));
}
END_TEST

START_TEST(missing_hints_have_the_defaults)
{
	g_autoptr(Effect) effect =
		declared("{\"annotations\":{\"readOnlyHint\":false}}", "update_ticket", "Update a ticket");
	ck_assert_int_eq(effect->kind, EFFECT_UPDATE);
	ck_assert(effect->mutating && effect->destructive && !effect->idempotent && effect->open_world);
	g_autoptr(Effect) tame =
		declared("{\"annotations\":{\"destructiveHint\":false,\"idempotentHint\":true,"
			 "\"openWorldHint\":false}}",
			 "update_ticket", "Update a ticket");
	ck_assert(tame->mutating && !tame->destructive && tame->idempotent && !tame->open_world);
}
END_TEST

START_TEST(not_read_only_means_a_write)
{
	g_autoptr(Effect) effect =
		declared("{\"annotations\":{\"readOnlyHint\":false}}", "get_ticket", "Get a ticket");
	ck_assert_int_eq(effect->kind, EFFECT_UPDATE);
	ck_assert(effect->mutating);
}
END_TEST

START_TEST(an_effect_member_is_taken)
{
	g_autoptr(Effect) effect = declared("{\"effect\":\"send\"}", "tell", "Tell them");
	ck_assert_int_eq(effect->kind, EFFECT_SEND);
	ck_assert_int_eq(effect->source, EFFECT_DECLARED);
	g_autoptr(Effect) object =
		declared("{\"x-effect\":{\"kind\":\"update\",\"destructive\":true}}", "x", "");
	ck_assert_int_eq(object->kind, EFFECT_UPDATE);
	ck_assert(object->destructive);
}
END_TEST

START_TEST(words_against_a_declaration)
{
	g_autoptr(Effect) effect = declared("{\"annotations\":{\"readOnlyHint\":true}}", "delete_ticket",
					    "Permanently removes a ticket");
	ck_assert_ptr_nonnull(effect->contradiction);
	ck_assert_ptr_nonnull(strstr(effect->contradiction, "readOnlyHint"));
	ck_assert_ptr_nonnull(strstr(effect->contradiction, "\"delete\""));
	ck_assert(effect->mutating && effect->destructive);
	ck_assert_int_eq(effect->kind, EFFECT_DELETE);
	ck_assert_int_eq(effect->source, EFFECT_INFERRED);
	g_autoptr(Effect) hidden =
		declared("{\"effect\":\"read\"}", "lookup_customer", "Look up a customer and tag the record");
	ck_assert_ptr_nonnull(hidden->contradiction);
	ck_assert(hidden->mutating);
	g_autoptr(Effect) tame =
		declared("{\"annotations\":{\"readOnlyHint\":false,\"destructiveHint\":false}}",
			 "delete_ticket", "Permanently removes a ticket");
	ck_assert_ptr_nonnull(tame->contradiction);
	ck_assert(tame->destructive);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		silence_is_null,
		read_only_hint_is_taken,
		missing_hints_have_the_defaults,
		not_read_only_means_a_write,
		an_effect_member_is_taken,
		words_against_a_declaration,
		NULL,
	};
	return suite_run("model/effects-declared", tests);
}
