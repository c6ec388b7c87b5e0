/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables are sound, and what was made of them agrees. */
#include <string.h>

#include "audit/check.h"
#include "base/paths.h"
#include "model/settings.h"
#include "suite.h"
#include "tui/keymap.h"
#include "verb/verb.h"

static VerbContext context;

typedef void (*Visit)(const struct verb *parent, const struct verb *verb, gpointer data);

static void each_verb(Visit visit, gpointer data)
{
	for (gsize i = 0; verbs[i] != NULL; i++) {
		visit(NULL, verbs[i], data);
		for (gsize j = 0; verbs[i]->subs != NULL && verbs[i]->subs[j] != NULL; j++)
			visit(verbs[i], verbs[i]->subs[j], data);
	}
}

/* Lines of examples are real: they parse, whatever their targets are. */
static void parse_example(const char *line)
{
	g_autoptr(GError) error = NULL;
	const char *pipe_end = strstr(line, "| weir ");
	const char *words = pipe_end != NULL ? pipe_end + 7 : line + 5;
	ck_assert_msg(pipe_end != NULL || g_str_has_prefix(line, "weir "), "%s", line);
	g_autoptr(VerbRun) run = verb_parse_line(&context, words, &error);
	ck_assert_msg(run != NULL, "%s: %s", line, error != NULL ? error->message : "");
}

static void check_verb(const struct verb *parent, const struct verb *verb, gpointer data)
{
	ck_assert_ptr_nonnull(verb->name);
	ck_assert_ptr_nonnull(verb->summary);
	ck_assert_msg(verb->begin != NULL, "%s", verb->name);
	/* Summaries are parts of lists: no capital, no full stop. */
	ck_assert_msg(g_ascii_islower(verb->summary[0]) && !g_str_has_suffix(verb->summary, "."), "%s",
		      verb->summary);
	if (verb->subs != NULL)
		return;
	ck_assert_msg(verb->examples != NULL, "%s has no example", verb->name);
	g_auto(GStrv) lines = g_strsplit(verb->examples, "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++)
		parse_example(lines[i]);
}

START_TEST(every_command_is_whole_and_its_examples_parse)
{
	each_verb(check_verb, NULL);
}
END_TEST

static void check_options(const struct verb *parent, const struct verb *verb, gpointer data)
{
	const struct verb_option *tables[VERB_TABLES];
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) letters = g_hash_table_new(NULL, NULL);
	verb_option_tables(verb, tables);
	for (gsize i = 0; tables[i] != NULL; i++)
		for (const struct verb_option *option = tables[i]; option->name != NULL; option++) {
			ck_assert_msg(g_hash_table_add(names, (gpointer)option->name), "%s --%s twice",
				      verb->name, option->name);
			if (option->letter != 0)
				ck_assert_msg(g_hash_table_add(letters, GINT_TO_POINTER(option->letter)),
					      "%s -%c twice", verb->name, option->letter);
			ck_assert_ptr_nonnull(option->help);
			ck_assert_msg((option->type == VALUE_FLAG) == (option->argument == NULL), "--%s",
				      option->name);
			ck_assert_msg((option->type == VALUE_CHOICE) == (option->choices != NULL), "--%s",
				      option->name);
			if (option->type == VALUE_INTEGER || option->type == VALUE_NUMBER)
				ck_assert_msg(option->maximum > option->minimum, "--%s", option->name);
		}
}

/* So are those of the README: "    $ weir ..." up to a pipe. */
START_TEST(commands_of_the_readme_parse)
{
	g_autofree char *path = g_build_filename(SRCDIR, "..", "README.md", NULL);
	g_autofree char *text = paths_read(path, 1024 * 1024, NULL, NULL);
	ck_assert_ptr_nonnull(text);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint found = 0;
	for (gsize i = 0; lines[i] != NULL; i++) {
		if (!g_str_has_prefix(lines[i], "    $ weir "))
			continue;
		char *pipe_at = strchr(lines[i], '|');
		if (pipe_at != NULL)
			*pipe_at = '\0';
		parse_example(lines[i] + strlen("    $ "));
		found++;
	}
	ck_assert_uint_gt(found, 5);
}
END_TEST

START_TEST(no_option_is_there_twice)
{
	each_verb(check_options, NULL);
	check_options(NULL, &verb_open, NULL);
}
END_TEST

START_TEST(a_command_finds_itself)
{
	for (gsize i = 0; verbs[i] != NULL; i++) {
		ck_assert_ptr_eq(verb_find(verbs[i]->name), verbs[i]);
		ck_assert(verb_is_command(verbs[i]->name));
	}
	ck_assert(!verb_is_command("frobnicate"));
	ck_assert_ptr_null(verb_find(NULL));
}
END_TEST

/* An option that sets what a setting sets allows the same. */
START_TEST(choices_are_those_of_the_settings)
{
	static const struct {
		const struct verb_option *table;
		const char *option, *group, *key;
	} cases[] = {
		{ verb_screen_options, "theme", "weir", "theme" },
		{ verb_target_options, "env", "server", "env" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct verb_option *option = cases[i].table;
		while (option->name != NULL && strcmp(option->name, cases[i].option) != 0)
			option++;
		const struct setting *setting = setting_find(cases[i].group, cases[i].key);
		ck_assert_ptr_nonnull(setting);
		ck_assert_str_eq(option->choices, setting->choices);
	}
}
END_TEST

START_TEST(help_fits_eighty_columns)
{
	for (gsize i = 0; verbs[i] != NULL; i++) {
		g_autofree char *text = verb_help(verbs[i]);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		for (gsize j = 0; lines[j] != NULL; j++)
			ck_assert_msg(text_width(lines[j]) <= 80 || g_str_has_prefix(lines[j], "  weir ") ||
					      g_str_has_prefix(lines[j], "Usage: ") ||
					      g_str_has_prefix(lines[j], "  echo "),
				      "%s", lines[j]);
	}
}
END_TEST

/* ---- what doc/gen-doc made ---- */

static char *made(const char *name)
{
	g_autofree char *path = g_build_filename(BUILDDIR, "doc", name, NULL);
	g_autoptr(GError) error = NULL;
	char *text = paths_read(path, 1024 * 1024, NULL, &error);
	ck_assert_msg(text != NULL, "%s", error != NULL ? error->message : "");
	return text;
}

struct document {
	const char *name, *text;
	gboolean troff; /* a dash is \- */
};

static void check_words(const struct document *document, const char *words)
{
	g_autoptr(GString) wanted = g_string_new(words);
	if (document->troff)
		g_string_replace(wanted, "-", "\\-", 0);
	ck_assert_msg(strstr(document->text, wanted->str) != NULL, "%s does not hold '%s'", document->name,
		      wanted->str);
}

static void check_documented(const struct verb *parent, const struct verb *verb, gpointer data)
{
	const struct document *document = data;
	const struct verb_option *tables[VERB_TABLES];
	check_words(document, verb->name);
	verb_option_tables(verb, tables);
	for (gsize i = 0; tables[i] != NULL; i++)
		for (const struct verb_option *option = tables[i]; option->name != NULL; option++) {
			/* fish writes -l name. */
			g_autofree char *name = g_str_has_suffix(document->name, ".fish")
							? g_strdup_printf(" -l %s ", option->name)
							: g_strdup_printf("--%s", option->name);
			check_words(document, name);
		}
}

START_TEST(manual_reference_and_completions_know_every_option)
{
	static const char *const names[] = { "weir.1", "commands.md", "bash/weir", "zsh/_weir",
					     "fish/weir.fish" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text = made(names[i]);
		struct document document = { names[i], text, strcmp(names[i], "weir.1") == 0 };
		each_verb(check_documented, &document);
	}
}
END_TEST

START_TEST(manual_and_reference_know_every_setting)
{
	g_autofree char *manual = made("weir.1");
	g_autofree char *reference = made("commands.md");
	struct document documents[] = { { "weir.1", manual, TRUE }, { "commands.md", reference, FALSE } };
	for (gsize i = 0; i < n_settings; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(documents); j++)
			check_words(&documents[j], settings[i].key);
}
END_TEST

START_TEST(manual_and_reference_know_every_key)
{
	g_autofree char *manual = made("weir.1");
	g_autofree char *reference = made("commands.md");
	struct document documents[] = { { "weir.1", manual, TRUE }, { "commands.md", reference, FALSE } };
	for (gsize i = 0; i < n_key_rows; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(documents); j++) {
			/* Without the first letter: the manual writes it large.  A bar is written as \\|. */
			g_autofree char *words = g_strdup(key_rows[i].help + 1);
			if (strchr(words, '|') == NULL)
				check_words(&documents[j], words);
		}
}
END_TEST

static void check_is_documented(const struct check *check, gpointer data)
{
	check_words(data, check->info.id);
	check_words(data, check->info.title);
}

START_TEST(manual_and_catalogue_know_every_check)
{
	g_autofree char *manual = made("weir.1");
	g_autofree char *catalogue = made("checks.md");
	struct document documents[] = { { "weir.1", manual, TRUE }, { "checks.md", catalogue, FALSE } };
	for (gsize i = 0; i < G_N_ELEMENTS(documents); i++)
		check_foreach(check_is_documented, &documents[i]);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		every_command_is_whole_and_its_examples_parse,
		commands_of_the_readme_parse,
		no_option_is_there_twice,
		a_command_finds_itself,
		choices_are_those_of_the_settings,
		help_fits_eighty_columns,
		manual_reference_and_completions_know_every_option,
		manual_and_reference_know_every_setting,
		manual_and_reference_know_every_key,
		manual_and_catalogue_know_every_check,
		NULL,
	};
	return suite_run("verb/tables", tests);
}
