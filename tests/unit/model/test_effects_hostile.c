/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and texts of strangers: any bytes, any length. */
#include "suite.h"

#include "model/effects.h"

#include <string.h>

static void is_sound(const Effect *effect)
{
	ck_assert((guint)effect->kind < EFFECT_KINDS);
	ck_assert(effect->confidence >= 0 && effect->confidence <= 1);
	ck_assert_int_eq(effect->mutating, effect->kind != EFFECT_READ);
	for (guint i = 0; i < effect->evidence->len; i++) {
		const char *line = g_ptr_array_index(effect->evidence, i);
		ck_assert(g_utf8_validate(line, -1, NULL));
		ck_assert(strlen(line) < 200);
		for (; *line != 0; line++)
			ck_assert((guchar)*line >= 0x20 && *line != 0x7F);
	}
	json_t *json = effect_json(effect);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "evidence")), effect->evidence->len);
	json_decref(json);
}

static char *repeated(const char *piece, gsize bytes)
{
	GString *text = g_string_sized_new(bytes + strlen(piece));
	while (text->len < bytes)
		g_string_append(text, piece);
	return g_string_free(text, FALSE);
}

static const char *const PIECES[] = {
	"delete ",     "a",       "_",           "A",        "(",        ")",    ".",
	": ",          "\xFF",    "\xC3",        "\xE2\x80", "\xF0\x9F", "é",    "Deletes a row. ",
	",\n",         "-",       "and delete ", "not ",     "\x1b[2J",  "`x` ", "lägg ",
	"is deleted ", "use to ", "http://",     "legt ",    "Args: ",
};

START_TEST(any_length_is_survived)
{
	for (guint i = 0; i < G_N_ELEMENTS(PIECES); i++) {
		g_autofree char *name = repeated(PIECES[i], 100 * 1000);
		g_autofree char *text = repeated(PIECES[i], 1024 * 1024);
		const char *const arguments[] = { name, text, NULL };
		g_autoptr(Effect) effect = effect_infer(name, text, arguments);
		is_sound(effect);
		TriggerEffect *trigger = trigger_effect_infer(name, text, text, text, 1);
		ck_assert(trigger->receives_engine_key);
		trigger_effect_free(trigger);
	}
}
END_TEST

START_TEST(any_bytes_are_survived)
{
	GRand *random = g_rand_new_with_seed(20240);
	for (guint round = 0; round < 3000; round++) {
		GString *text = g_string_new(NULL);
		guint pieces = (guint)g_rand_int_range(random, 0, 40);
		for (guint i = 0; i < pieces; i++) {
			if (g_rand_boolean(random))
				g_string_append(text,
						PIECES[g_rand_int_range(random, 0, G_N_ELEMENTS(PIECES))]);
			else
				g_string_append_c(text, (char)g_rand_int_range(random, 1, 256));
		}
		const char *const arguments[] = { text->str, "operation", NULL };
		g_autoptr(Effect) effect = effect_infer(text->str, text->str, arguments);
		is_sound(effect);
		g_autoptr(Effect) copy = effect_copy(effect);
		is_sound(copy);
		g_string_free(text, TRUE);
	}
	g_rand_free(random);
}
END_TEST

/* The text is looked at up to its first 4 KiB, and no byte behind it. */
START_TEST(only_a_prefix_is_read)
{
	g_autofree char *filler = repeated("Lists one row of the table. ", 8000);
	g_autofree char *text = g_strconcat(filler, "Also deletes the table.", NULL);
	g_autoptr(Effect) effect = effect_infer("list_rows", text, NULL);
	ck_assert_int_eq(effect->kind, EFFECT_READ);
	ck_assert_ptr_null(effect->contradiction);
}
END_TEST

START_TEST(many_arguments_are_bounded)
{
	const char **arguments = g_new0(const char *, 100001);
	for (guint i = 0; i < 100000; i++)
		arguments[i] = "recipient";
	g_autoptr(Effect) effect = effect_infer("get_ticket", "Get a ticket", arguments);
	ck_assert_int_eq(effect->kind, EFFECT_READ);
	g_free(arguments);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		any_length_is_survived,
		any_bytes_are_survived,
		only_a_prefix_is_read,
		many_arguments_are_bounded,
		NULL,
	};
	return suite_run("model/effects-hostile", tests);
}
