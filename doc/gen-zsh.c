/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gen.h"

/* Inside '...' of an _arguments specification. */
static void quoted(GString *out, const char *words)
{
	for (; *words != '\0'; words++) {
		if (strchr("[]:\\", *words) != NULL)
			g_string_append_c(out, '\\');
		if (*words == '\'')
			g_string_append(out, "'\\''");
		else
			g_string_append_c(out, *words);
	}
}

static const char *action_of(Hint hint)
{
	static const char *const actions[] = {
		[HINT_NONE] = " ",
		[HINT_TARGET] = "_weir_targets",
		[HINT_ALIAS] = "_weir_targets",
		[HINT_NAME] = " ",
		[HINT_COMMAND] = "_weir_commands",
		[HINT_FILE] = "_files",
		[HINT_FOLDER] = "_files -/",
		[HINT_REFERENCE] = "(env\\: file\\: fd\\: cmd\\:)",
	};
	return actions[hint];
}

static void option_spec(const struct verb_option *option, GString *out)
{
	g_string_append(out, " \\\n\t\t");
	if (option->letter != 0)
		g_string_append_printf(out, "'%s'{-%c,--%s}'", option->repeatable ? "*" : "", option->letter,
				       option->name);
	else
		g_string_append_printf(out, "'%s--%s", option->repeatable ? "*" : "", option->name);
	g_string_append_c(out, '[');
	quoted(out, option->help);
	g_string_append_c(out, ']');
	if (option->type != VALUE_FLAG) {
		g_string_append_c(out, ':');
		quoted(out, option->argument);
		g_string_append_c(out, ':');
		if (option->choices != NULL) {
			g_autofree char *choices = g_strdelimit(g_strdup(option->choices), "|", ' ');
			g_string_append_printf(out, "(%s)", choices);
		} else {
			g_string_append(out, action_of(option->hint));
		}
	}
	g_string_append_c(out, '\'');
}

static void argument_specs(GString *out, const struct verb *verb)
{
	for (const struct verb_argument *argument = verb->arguments;
	     argument != NULL && argument->name != NULL; argument++) {
		g_string_append_printf(out, " \\\n\t\t'%s",
				       argument->repeatable ? "*:"
				       : argument->optional ? "::"
							    : ":");
		quoted(out, argument->name);
		g_string_append_printf(out, ":%s'", action_of(argument->hint));
	}
}

static char *function_name(const struct verb *parent, const struct verb *verb)
{
	g_autofree char *words = gen_words(parent, verb);
	g_autofree char *joined = g_strdelimit(g_steal_pointer(&words), " ", '_');
	return g_strdup_printf("_weir_of_%s", *joined != '\0' ? joined : "screen");
}

static void sub_function(GString *out, const struct verb *verb)
{
	g_string_append_printf(out, "\t\tlocal -a subs=(");
	for (gsize i = 0; verb->subs[i] != NULL; i++) {
		g_string_append_printf(out, "\n\t\t\t'%s:", verb->subs[i]->name);
		quoted(out, verb->subs[i]->summary);
		g_string_append_c(out, '\'');
	}
	g_string_append(out, ")\n");
}

static void command_function(const struct verb *parent, const struct verb *verb, GString *out)
{
	g_autofree char *name = function_name(parent, verb);
	g_string_append_printf(out, "\n%s()\n{\n", name);
	if (verb->subs == NULL) {
		g_string_append(out, "\t_arguments -s :");
		gen_options(verb, option_spec, out);
		argument_specs(out, verb);
		g_string_append(out, "\n}\n");
		return;
	}
	g_string_append(out, "\tif ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n");
	sub_function(out, verb);
	g_string_append_printf(
		out,
		"\t\t_describe -t commands command subs\n\t\treturn\n\tfi\n"
		"\tlocal sub=$words[2]\n\t[[ $sub == -* ]] && sub=%s || { shift words; ((CURRENT--)); }\n"
		"\t(( $+functions[%s_$sub] )) && %s_$sub\n}\n",
		verb->subs[0]->name, name, name);
}

static void command_line(const struct verb *parent, const struct verb *verb, GString *out)
{
	if (parent != NULL)
		return;
	g_string_append_printf(out, "\n\t\t'%s:", verb->name);
	quoted(out, verb->summary);
	g_string_append_c(out, '\'');
}

static const char ending[] = "\n"
			     "_weir()\n"
			     "{\n"
			     "\tif ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
			     "\t\t_weir_commands\n"
			     "\t\t_weir_targets\n"
			     "\t\treturn\n"
			     "\tfi\n"
			     "\tif (( $+functions[_weir_of_$words[2]] )); then\n"
			     "\t\tlocal command=$words[2]\n"
			     "\t\tshift words\n"
			     "\t\t((CURRENT--))\n"
			     "\t\t_weir_of_$command\n"
			     "\telse\n"
			     "\t\t_weir_of_screen\n"
			     "\tfi\n"
			     "}\n"
			     "\n"
			     "_weir \"$@\"\n";

void gen_zsh(GString *out)
{
	g_string_append(out, "#compdef weir\n"
			     "# SPDX-License-Identifier: GPL-3.0-or-later\n"
			     "# Completion of weir for zsh, made from its tables by doc/gen-doc.\n"
			     "\n_weir_targets()\n{\n"
			     "\tlocal -a targets=(${(f)\"$(weir help --aliases 2>/dev/null)\"})\n"
			     "\tcompadd -a targets\n}\n"
			     "\n_weir_commands()\n{\n\tlocal -a commands=(");
	gen_each(command_line, out);
	g_string_append(out, ")\n\t_describe -t commands command commands\n}\n");
	command_function(NULL, &verb_open, out);
	gen_each(command_function, out);
	g_string_append(out, ending);
}
