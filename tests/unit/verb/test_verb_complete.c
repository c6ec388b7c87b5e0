/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "suite.h"
#include "verb/verb.h"

static VerbContext context;

static void add_name(const char *target, GPtrArray *names, gpointer data)
{
	g_ptr_array_add(names, g_strdup_printf("%s_ticket", target != NULL ? target : "any"));
}

/* What is offered, with spaces between. */
static char *offered(const char *line)
{
	g_autoptr(GPtrArray) found = verb_complete(&context, line, add_name, NULL);
	g_ptr_array_add(found, NULL);
	return g_strjoinv(" ", (char **)found->pdata);
}

static void set_up(void)
{
	static const char text[] =
		"[server crm]\nurl = https://crm.example\n[server desk]\nurl = https://desk.example\n";
	verb_context_clear(&context);
	context.config = config_parse(text, strlen(text), "weir.conf", NULL);
	context.config_path = g_strdup("weir.conf");
	ck_assert_ptr_nonnull(context.config);
}

START_TEST(words_are_completed_by_what_they_are)
{
	static const struct {
		const char *line, *offered;
	} cases[] = {
		{ "act", "actions" },
		{ "serv", "servers" },
		{ "d", "demo desk diff doctor" },
		{ "servers ", "add list remove show test" },
		{ "servers re", "remove" },
		{ "servers show ", "crm desk" },
		{ "actions ", "crm desk" },
		{ "actions desk ", "crm desk" },
		{ "actions --fo", "--format" },
		{ "actions --format ", "csv json text" },
		{ "actions -f j", "json" },
		{ "actions --token ", "cmd: env: fd: file:" },
		{ "actions --insecure d", "desk" },
		{ "show desk ", "desk_ticket" },
		{ "help conf", "config" },
		{ "version ", "" },
		{ "frobnicate --pl", "--plain" },
		{ "actions 'open", "" },
	};
	set_up();
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *words = offered(cases[i].line);
		ck_assert_msg(strcmp(words, cases[i].offered) == 0, "'%s' gives '%s', not '%s'",
			      cases[i].line, words, cases[i].offered);
	}
	verb_context_clear(&context);
}
END_TEST

START_TEST(targets_of_the_program_are_offered_too)
{
	set_up();
	g_autoptr(Target) target = target_new("demo", "http://127.0.0.1:1");
	g_autoptr(GPtrArray) targets = g_ptr_array_new();
	g_ptr_array_add(targets, target);
	context.targets = targets;
	g_autofree char *words = offered("actions de");
	ck_assert_str_eq(words, "demo desk");
	context.targets = NULL;
	verb_context_clear(&context);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { words_are_completed_by_what_they_are,
				       targets_of_the_program_are_offered_too, NULL };
	return suite_run("verb/complete", tests);
}
