/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gen.h"

/* The command whose options are being written: a condition for each line. */
static char *condition;

static void quoted(GString *out, const char *words)
{
	g_string_append_c(out, '\'');
	for (; *words != '\0'; words++) {
		if (*words == '\'' || *words == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *words);
	}
	g_string_append_c(out, '\'');
}

static void hint(GString *out, Hint of)
{
	switch (of) {
	case HINT_TARGET:
	case HINT_ALIAS:
		g_string_append(out, " -x -a '(weir help --aliases 2>/dev/null)'");
		break;
	case HINT_COMMAND:
		g_string_append(out, " -x -a '$__weir_commands'");
		break;
	case HINT_FILE:
		g_string_append(out, " -r -F");
		break;
	case HINT_FOLDER:
		g_string_append(out, " -x -a '(__fish_complete_directories)'");
		break;
	case HINT_REFERENCE:
		g_string_append(out, " -x -a 'env: file: fd: cmd:'");
		break;
	case HINT_NONE:
	case HINT_NAME:
		g_string_append(out, " -x");
		break;
	}
}

static void option_line(const struct verb_option *option, GString *out)
{
	g_string_append(out, "complete -c weir -n ");
	quoted(out, condition);
	g_string_append_printf(out, " -l %s", option->name);
	if (option->letter != 0)
		g_string_append_printf(out, " -s %c", option->letter);
	if (option->choices != NULL) {
		g_autofree char *choices = g_strdelimit(g_strdup(option->choices), "|", ' ');
		g_string_append_printf(out, " -x -a '%s'", choices);
	} else if (option->type != VALUE_FLAG) {
		hint(out, option->hint);
	}
	g_string_append(out, " -d ");
	quoted(out, option->help);
	g_string_append_c(out, '\n');
}

static void argument_line(GString *out, const struct verb *verb)
{
	for (const struct verb_argument *argument = verb->arguments;
	     argument != NULL && argument->name != NULL; argument++) {
		if (argument->hint == HINT_NONE || argument->hint == HINT_NAME)
			continue;
		g_string_append(out, "complete -c weir -n ");
		quoted(out, condition);
		hint(out, argument->hint);
		g_string_append_c(out, '\n');
	}
}

static void command_lines(const struct verb *parent, const struct verb *verb, GString *out)
{
	if (parent == NULL && verb->name != NULL) {
		g_string_append_printf(out, "\ncomplete -c weir -n __weir_first -f -a %s -d ", verb->name);
		quoted(out, verb->summary);
		g_string_append_c(out, '\n');
	}
	if (parent != NULL) {
		g_string_append_printf(out, "complete -c weir -n '__weir_second %s' -f -a %s -d ",
				       parent->name, verb->name);
		quoted(out, verb->summary);
		g_string_append_c(out, '\n');
	}
	if (verb->subs != NULL)
		return;
	g_autofree char *words = gen_words(parent, verb);
	condition = *words != '\0' ? g_strdup_printf("__weir_in %s", words) : g_strdup("not __weir_in_any");
	gen_options(verb, option_line, out);
	argument_line(out, verb);
	g_clear_pointer(&condition, g_free);
}

static void command_word(const struct verb *parent, const struct verb *verb, GString *out)
{
	if (parent == NULL)
		g_string_append_printf(out, " %s", verb->name);
}

static const char functions[] =
	"\n"
	"# The words before the one that is being completed, without weir itself.\n"
	"function __weir_words\n"
	"    set -l words (commandline -opc)\n"
	"    test (count $words) -gt 1; and string join \\n -- $words[2..-1]\n"
	"end\n"
	"function __weir_first\n"
	"    test (count (__weir_words)) -eq 0\n"
	"end\n"
	"function __weir_second\n"
	"    set -l words (__weir_words)\n"
	"    test (count $words) -eq 1; and test \"$words[1]\" = $argv[1]\n"
	"end\n"
	"function __weir_in\n"
	"    set -l words (__weir_words)\n"
	"    test (count $words) -ge (count $argv); and test (string join ' ' -- $words[1..(count $argv)]) = "
	"(string join ' ' -- $argv)\n"
	"end\n"
	"function __weir_in_any\n"
	"    set -l words (__weir_words)\n"
	"    test (count $words) -gt 0; and contains -- $words[1] $__weir_commands\n"
	"end\n"
	"complete -c weir -f\n"
	"complete -c weir -n __weir_first -x -a '(weir help --aliases 2>/dev/null)'\n";

void gen_fish(GString *out)
{
	g_string_append(out, "# SPDX-License-Identifier: GPL-3.0-or-later\n"
			     "# Completion of weir for fish, made from its tables by doc/gen-doc.\n"
			     "\nset -g __weir_commands");
	gen_each(command_word, out);
	g_string_append_c(out, '\n');
	g_string_append(out, functions);
	command_lines(NULL, &verb_open, out);
	gen_each(command_lines, out);
}
