/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gen.h"
#include "model/settings.h"
#include "tui/keymap.h"

/* A cell of a table: a bar would end it. */
static void cell(GString *out, const char *words)
{
	for (; words != NULL && *words != '\0'; words++) {
		if (*words == '|')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *words);
	}
}

static void option_row(const struct verb_option *option, GString *out)
{
	g_string_append(out, "| `");
	if (option->letter != 0)
		g_string_append_printf(out, "-%c`, `", option->letter);
	g_string_append_printf(out, "--%s", option->name);
	if (option->argument != NULL) {
		g_string_append_c(out, ' ');
		cell(out, option->argument);
	}
	g_string_append(out, "` | ");
	cell(out, option->help);
	if (option->choices != NULL) {
		g_string_append(out, " (");
		cell(out, option->choices);
		g_string_append_c(out, ')');
	}
	g_string_append(out, " |\n");
}

static void option_table(GString *out, const struct verb_option *option)
{
	g_string_append(out, "\n| option | |\n|---|---|\n");
	for (; option->name != NULL; option++)
		option_row(option, out);
}

static void paragraphs(GString *out, const char *words)
{
	g_auto(GStrv) parts = g_strsplit(words, "\n", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		g_string_append_printf(out, "\n%s\n", parts[i]);
}

static void command(const struct verb *parent, const struct verb *verb, GString *out)
{
	g_autofree char *words = gen_words(parent, verb);
	g_autofree char *usage = verb_usage(verb);
	g_string_append_printf(out, "\n%s weir %s\n\n", parent != NULL ? "###" : "##", words);
	g_string_append_printf(out, "`%s`: %s.\n", usage, verb->summary);
	if (verb->help != NULL)
		paragraphs(out, verb->help);
	if (verb->arguments != NULL)
		g_string_append(out, "\n| argument | |\n|---|---|\n");
	for (const struct verb_argument *argument = verb->arguments;
	     argument != NULL && argument->name != NULL; argument++)
		g_string_append_printf(out, "| `%s` | %s |\n", argument->name, argument->help);
	if (verb->options != NULL)
		option_table(out, verb->options);
	if (verb->shared_options != NULL)
		option_table(out, verb->shared_options);
	g_string_append(out, verb->flags & VERB_TAKES_TARGET ? "\nTakes the target options.\n" : "");
	g_string_append(out, verb->flags & VERB_OFFLINE ? "\nTakes `--offline DIR`.\n" : "");
	g_string_append(out, verb->flags & VERB_TAKES_FORMAT ? "\nTakes `--format`.\n" : "");
	if (verb->examples != NULL)
		g_string_append_printf(out, "\n```\n%s\n```\n", verb->examples);
}

static void settings_reference(GString *out)
{
	g_string_append(out, "\n## Settings\n\n| group | key | default | |\n|---|---|---|---|\n");
	for (gsize i = 0; i < n_settings; i++) {
		const struct setting *setting = &settings[i];
		g_string_append_printf(out, "| `[%s]` | `%s` | %s | ", setting->group, setting->key,
				       setting->default_value != NULL ? setting->default_value : "");
		cell(out, setting->help);
		if (setting->type == SETTING_CHOICE) {
			g_string_append(out, " (");
			cell(out, setting->choices);
			g_string_append_c(out, ')');
		}
		g_string_append(out, " |\n");
	}
}

static void keys_reference(GString *out)
{
	g_string_append(out, "\n## Keys of the screen\n\n| keys | |\n|---|---|\n");
	for (gsize i = 0; i < n_key_rows; i++) {
		g_autoptr(GString) keys = g_string_new(NULL);
		keymap_append_keys(keys, &key_rows[i], TRUE);
		g_string_append(out, "| ");
		cell(out, keys->str);
		g_string_append(out, " | ");
		cell(out, key_rows[i].help);
		g_string_append(out, " |\n");
	}
}

void gen_commands(GString *out)
{
	g_string_append(out, "# Commands of weir\n\nMade from the tables of the program by doc/gen-doc.\n");
	gen_each(command, out);
	g_string_append(out, "\n## Options of a target\n");
	option_table(out, verb_target_options);
	g_string_append(out, "\n## Options of listings\n");
	option_table(out, verb_format_options);
	option_table(out, verb_offline_options);
	g_string_append(out, "\n## Options of the screen\n");
	option_table(out, verb_screen_options);
	option_table(out, verb_common_options);
	keys_reference(out);
	settings_reference(out);
}
