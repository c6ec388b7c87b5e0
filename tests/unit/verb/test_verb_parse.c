/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "suite.h"
#include "verb/verb.h"

static VerbContext context;

static VerbRun *parsed(const char *line)
{
	g_autoptr(GError) error = NULL;
	VerbRun *run = verb_parse_line(&context, line, &error);
	ck_assert_msg(run != NULL, "%s: %s", line, error != NULL ? error->message : "");
	return run;
}

/* The line is refused as wrong use; the message holds `words`. */
static void refused(const char *line, const char *words)
{
	g_autoptr(GError) error = NULL;
	VerbRun *run = verb_parse_line(&context, line, &error);
	ck_assert_msg(run == NULL, "%s was taken", line);
	ck_assert_msg(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE), "%s: %s", line, error->message);
	ck_assert_msg(strstr(error->message, words) != NULL, "%s: %s", line, error->message);
	ck_assert_int_eq(weir_error_exit_code(error), WEIR_EXIT_USAGE);
}

START_TEST(commands_and_their_own_commands)
{
	static const struct {
		const char *line, *name;
		guint arguments;
	} cases[] = {
		{ "actions desk", "actions", 1 },
		{ "actions", "actions", 0 },
		{ "servers", "list", 0 },
		{ "servers --format json", "list", 0 },
		{ "servers add a https://x", "add", 2 },
		{ "config path", "path", 0 },
		{ "show desk 'a name'", "show", 2 },
		{ "help servers add", "help", 2 },
		{ "--version", "version", 0 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(VerbRun) run = parsed(cases[i].line);
		ck_assert_str_eq(run->verb->name, cases[i].name);
		ck_assert_uint_eq(run->arguments->len, cases[i].arguments);
	}
}
END_TEST

START_TEST(what_is_no_command_opens_the_screen)
{
	static const char *const lines[] = { "desk", "https://desk.example.com", "--plain",
					     "--theme dark desk" };
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(VerbRun) run = parsed(lines[i]);
		ck_assert_ptr_eq(run->verb, &verb_open);
	}
	const char *const nothing[] = { NULL };
	g_autoptr(VerbRun) run = verb_parse(&context, nothing, NULL);
	ck_assert_ptr_eq(run->verb, &verb_open);
}
END_TEST

START_TEST(options_in_every_form)
{
	static const char *const lines[] = { "actions desk --format json", "actions --format=json desk",
					     "actions -f json desk", "actions -fjson desk",
					     "actions --format json -- desk" };
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(VerbRun) run = parsed(lines[i]);
		ck_assert_str_eq(verb_text(run, "format"), "json");
		ck_assert_str_eq(verb_argument(run, 0), "desk");
		ck_assert_uint_eq(run->arguments->len, 1);
	}
}
END_TEST

START_TEST(what_follows_two_dashes_is_no_option)
{
	g_autoptr(VerbRun) run = parsed("actions -- --format");
	ck_assert_str_eq(verb_argument(run, 0), "--format");
	ck_assert(!verb_flag(run, "format"));
	g_autoptr(VerbRun) dash = parsed("effects -");
	ck_assert_str_eq(verb_argument(dash, 0), "-");
}
END_TEST

START_TEST(repeatable_options_keep_their_order)
{
	g_autoptr(VerbRun) run = parsed("actions x -c one --connection two -cthree");
	const GPtrArray *list = verb_list(run, "connection");
	ck_assert_uint_eq(list->len, 3);
	ck_assert_str_eq(g_ptr_array_index(list, 0), "one");
	ck_assert_str_eq(g_ptr_array_index(list, 2), "three");
	ck_assert_ptr_null(verb_list(run, "callback-host"));
}
END_TEST

START_TEST(wrong_use_is_told_with_what_is_near)
{
	refused("actions --fromat json", "did you mean --format?");
	refused("actions --frobnicate", "there is no option --frobnicate");
	refused("actions -Z", "there is no option -Z");
	refused("actions --format xml", "one of text, json, csv, not 'xml'");
	refused("actions --format", "--format wants a value");
	refused("actions --format json --format csv", "only once");
	refused("actions --insecure=yes", "--insecure takes no value");
	refused("actions --parallel 0", "from 1 to 64, not '0'");
	refused("actions --parallel 1x", "not '1x'");
	refused("actions --timeout soon", "not 'soon'");
	refused("actions --engine desk.example.com", "--engine takes a URL");
	refused("actions --cacert ''", "--cacert takes a path");
	refused("servers lst", "did you mean 'list'?");
	refused("servers frobnicate", "it has list, add, show, remove, test");
	refused("servers add", "ALIAS is missing");
	refused("servers add a", "URL is missing");
	refused("servers add a https://x y", "'y' is one argument too many");
	refused("version now", "'now' is one argument too many");
	refused("show", "NAME is missing");
	refused("actions 'open", "the line cannot be read");
}
END_TEST

/* What is given where a reference belongs may be the secret itself. */
START_TEST(a_literal_token_is_not_repeated)
{
	static const char *const lines[] = {
		"actions x --token hunter2hunter2", "actions x --token=hunter2hunter2",
		"actions x -thunter2hunter2",       "actions x --engine-token hunter2hunter2",
		"actions x --tokne=hunter2hunter2", "servers add a https://x --token hunter2hunter2"
	};
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(verb_parse_line(&context, lines[i], &error));
		ck_assert_int_eq(weir_error_exit_code(error), WEIR_EXIT_USAGE);
		ck_assert_msg(strstr(error->message, "hunter2") == NULL, "%s", error->message);
		ck_assert_ptr_nonnull(strstr(error->message, "token"));
	}
}
END_TEST

START_TEST(help_wins_over_what_is_wrong)
{
	static const struct {
		const char *line;
		guint words;
	} cases[] = { { "--help", 0 },
		      { "actions --frobnicate --help", 1 },
		      { "servers -h", 1 },
		      { "servers add --help", 2 } };
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(VerbRun) run = parsed(cases[i].line);
		ck_assert_str_eq(run->verb->name, "help");
		ck_assert_uint_eq(run->arguments->len, cases[i].words);
	}
}
END_TEST

START_TEST(options_are_laid_over_a_target)
{
	g_autoptr(VerbRun) run =
		parsed("actions x --token env:T --engine https://e.example/ --engine-token env:E -c one "
		       "--callback-host cb.example --env test --insecure --timeout 2.5 --parallel 3 "
		       "--max-rate 1.5 --proxy http://p:1 --netrc");
	g_autoptr(Target) target = target_new("desk", "https://x");
	ck_assert(!target->writes);
	ck_assert(verb_target_apply(run, target, NULL));
	ck_assert_str_eq(target->token, "env:T");
	ck_assert_str_eq(target->engine, "https://e.example");
	ck_assert_str_eq(target->engine_token, "env:E");
	ck_assert_str_eq(g_ptr_array_index(target->connections, 0), "one");
	ck_assert_str_eq(g_ptr_array_index(target->callback_hosts, 0), "cb.example");
	ck_assert_int_eq(target->env, ENV_TEST);
	ck_assert(target->writes && target->insecure && target->netrc);
	ck_assert_int_eq(target->timeout_ms, 2500);
	ck_assert_int_le(target->connect_timeout_ms, 2500);
	ck_assert_int_eq(target->parallel, 3);
	ck_assert(target->max_rate == 1.5);
	ck_assert_str_eq(target->proxy, "http://p:1");
}
END_TEST

START_TEST(a_key_wants_its_certificate)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(VerbRun) run = parsed("actions x --key k.pem");
	g_autoptr(Target) target = target_new("desk", "https://x");
	ck_assert(!verb_target_apply(run, target, &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		commands_and_their_own_commands,
		what_is_no_command_opens_the_screen,
		options_in_every_form,
		what_follows_two_dashes_is_no_option,
		repeatable_options_keep_their_order,
		wrong_use_is_told_with_what_is_near,
		a_literal_token_is_not_repeated,
		help_wins_over_what_is_wrong,
		options_are_laid_over_a_target,
		a_key_wants_its_certificate,
		NULL,
	};
	return suite_run("verb/parse", tests);
}
