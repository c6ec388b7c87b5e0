/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "cli/cli.h"
#include "suite.h"

static const struct {
	const char *words[6];
	gboolean translated;
} lines[] = {
	{ { "actions", "http://x", NULL }, TRUE },
	{ { "actions", "http://x", "--format", "text", NULL }, TRUE },
	{ { "actions", "http://x", "--format", "json", NULL }, FALSE },
	{ { "triggers", "http://x", "-fcsv", NULL }, FALSE },
	{ { "effects", NULL }, FALSE },
	{ { "help", NULL }, TRUE },
};

START_TEST(what_programs_read_is_in_no_language)
{
	VerbContext context = { 0 };
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		ck_assert_ptr_nonnull(setlocale(LC_ALL, "C.UTF-8"));
		g_autoptr(GError) error = NULL;
		g_autoptr(VerbRun) run = verb_parse(&context, lines[i].words, &error);
		ck_assert_msg(run != NULL, "%zu: %s", i, error != NULL ? error->message : "");
		cli_set_language(run);
		ck_assert_msg(
			g_str_equal(setlocale(LC_MESSAGES, NULL), lines[i].translated ? "C.UTF-8" : "C"),
			"line %zu", i);
		ck_assert_str_eq(setlocale(LC_NUMERIC, NULL), setlocale(LC_MESSAGES, NULL));
		ck_assert_str_eq(setlocale(LC_CTYPE, NULL), "C.UTF-8");
	}
	verb_context_clear(&context);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_programs_read_is_in_no_language, NULL };
	return suite_run("cli/language", tests);
}
