/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gen.h"

static void option_word(const struct verb_option *option, GString *out)
{
	g_string_append_printf(out, " --%s", option->name);
	if (option->letter != 0)
		g_string_append_printf(out, " -%c", option->letter);
}

static void options_case(const struct verb *parent, const struct verb *verb, GString *out)
{
	g_autofree char *words = gen_words(parent, verb);
	g_string_append_printf(out, "\t'%s') echo '", words);
	gen_options(verb, option_word, out);
	g_string_append(out, "' ;;\n");
}

static const char *hint_name(Hint hint)
{
	static const char *const names[] = {
		[HINT_NONE] = "none",     [HINT_TARGET] = "target",       [HINT_ALIAS] = "target",
		[HINT_NAME] = "none",     [HINT_COMMAND] = "command",     [HINT_FILE] = "file",
		[HINT_FOLDER] = "folder", [HINT_REFERENCE] = "reference",
	};
	return names[hint];
}

static void value_of(const struct verb_option *option, GString *out)
{
	const char *value = option->choices != NULL ? option->choices : hint_name(option->hint);
	if (option->type == VALUE_FLAG)
		return;
	g_string_append_printf(out, " --%s=%s", option->name, value);
	if (option->letter != 0)
		g_string_append_printf(out, " -%c=%s", option->letter, value);
}

static void values_case(const struct verb *parent, const struct verb *verb, GString *out)
{
	g_autofree char *words = gen_words(parent, verb);
	g_string_append_printf(out, "\t'%s') echo '", words);
	gen_options(verb, value_of, out);
	g_string_append(out, "' ;;\n");
}

/* One hint a place; the last one again for all that follow where it may be repeated. */
static void arguments_case(const struct verb *parent, const struct verb *verb, GString *out)
{
	g_autofree char *words = gen_words(parent, verb);
	g_string_append_printf(out, "\t'%s') echo '", words);
	for (const struct verb_argument *argument = verb->arguments;
	     argument != NULL && argument->name != NULL; argument++)
		g_string_append_printf(out, " %s%s", hint_name(argument->hint),
				       argument->repeatable ? "..." : "");
	g_string_append(out, "' ;;\n");
}

static void subs_case(const struct verb *parent, const struct verb *verb, GString *out)
{
	if (verb->subs == NULL)
		return;
	g_string_append_printf(out, "\t%s) echo '", verb->name);
	for (gsize i = 0; verb->subs[i] != NULL; i++)
		g_string_append_printf(out, " %s", verb->subs[i]->name);
	g_string_append(out, "' ;;\n");
}

static void function(GString *out, const char *name, GenVisit visit)
{
	g_string_append_printf(out, "\n%s()\n{\n\tcase $1 in\n", name);
	gen_each(visit, out);
	g_string_append(out, "\tesac\n}\n");
}

static const char engine[] =
	"\n"
	"# The hint or the choices of an option's value, empty where it takes none: COMMAND OPTION\n"
	"_weir_value()\n"
	"{\n"
	"\tlocal pair\n"
	"\tfor pair in $(_weir_values \"$1\"); do\n"
	"\t\t[[ ${pair%%=*} == \"$2\" ]] && echo \"${pair#*=}\" && return\n"
	"\tdone\n"
	"}\n"
	"\n"
	"# The hint of the argument at a place: COMMAND PLACE\n"
	"_weir_hint()\n"
	"{\n"
	"\tlocal hint place=0\n"
	"\tfor hint in $(_weir_arguments \"$1\"); do\n"
	"\t\t[[ $place -eq $2 || $hint == *... ]] && echo \"${hint%...}\" && return\n"
	"\t\tplace=$((place + 1))\n"
	"\tdone\n"
	"}\n"
	"\n"
	"_weir_offer()\n"
	"{\n"
	"\tlocal IFS=$' \\t\\n'\n"
	"\tcase $1 in\n"
	"\t'' | none) ;;\n"
	"\ttarget) COMPREPLY=($(compgen -W \"$(weir help --aliases 2>/dev/null)\" -- \"$2\")) ;;\n"
	"\tcommand) COMPREPLY=($(compgen -W \"$_weir_commands\" -- \"$2\")) ;;\n"
	"\tfile) compopt -o filenames; COMPREPLY=($(compgen -f -- \"$2\")) ;;\n"
	"\tfolder) compopt -o filenames; COMPREPLY=($(compgen -d -- \"$2\")) ;;\n"
	"\treference) compopt -o nospace; COMPREPLY=($(compgen -W 'env: file: fd: cmd:' -- \"$2\")) ;;\n"
	"\t*) COMPREPLY=($(compgen -W \"${1//|/ }\" -- \"$2\")) ;;\n"
	"\tesac\n"
	"}\n"
	"\n"
	"_weir()\n"
	"{\n"
	"\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= first=1 "
	"place=0 i\n"
	"\tCOMPREPLY=()\n"
	"\t# --format=json comes as three words.\n"
	"\t[[ $current == = ]] && current=\n"
	"\t[[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD-2]}\n"
	"\tif [[ $COMP_CWORD -gt 1 && \" $_weir_commands \" == *\" ${COMP_WORDS[1]} \"* ]]; then\n"
	"\t\tcommand=${COMP_WORDS[1]} first=2\n"
	"\t\tlocal subs=$(_weir_subs \"$command\")\n"
	"\t\tif [[ -n $subs && $COMP_CWORD -eq 2 && $current != -* ]]; then\n"
	"\t\t\t_weir_offer \"${subs# }\" \"$current\"\n"
	"\t\t\treturn\n"
	"\t\tfi\n"
	"\t\tif [[ -n $subs && \" $subs \" == *\" ${COMP_WORDS[2]} \"* ]]; then\n"
	"\t\t\tcommand=\"$command ${COMP_WORDS[2]}\" first=3\n"
	"\t\tfi\n"
	"\tfi\n"
	"\tlocal value=$(_weir_value \"$command\" \"$previous\")\n"
	"\tif [[ -n $value ]]; then\n"
	"\t\t_weir_offer \"$value\" \"$current\"\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tif [[ $current == -* ]]; then\n"
	"\t\t_weir_offer \"$(_weir_options \"$command\")\" \"$current\"\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tfor ((i = first; i < COMP_CWORD; i++)); do\n"
	"\t\tif [[ ${COMP_WORDS[i]} != -* ]]; then\n"
	"\t\t\tplace=$((place + 1))\n"
	"\t\telif [[ -n $(_weir_value \"$command\" \"${COMP_WORDS[i]}\") ]]; then\n"
	"\t\t\ti=$((i + 1))\n"
	"\t\tfi\n"
	"\tdone\n"
	"\t_weir_offer \"$(_weir_hint \"$command\" $place)\" \"$current\"\n"
	"\tif [[ $COMP_CWORD -eq 1 ]]; then\n"
	"\t\tCOMPREPLY+=($(compgen -W \"$_weir_commands\" -- \"$current\"))\n"
	"\tfi\n"
	"}\n"
	"\n"
	"complete -F _weir weir\n";

static void command_word(const struct verb *parent, const struct verb *verb, GString *out)
{
	if (parent == NULL)
		g_string_append_printf(out, "%s%s", g_str_has_suffix(out->str, "'") ? "" : " ", verb->name);
}

/* The commands, and the screen: the empty name. */
static void with_screen(GString *out, const char *name, GenVisit visit)
{
	g_string_append_printf(out, "\n%s()\n{\n\tcase $1 in\n", name);
	visit(NULL, &verb_open, out);
	gen_each(visit, out);
	g_string_append(out, "\tesac\n}\n");
}

void gen_bash(GString *out)
{
	g_string_append(out, "# SPDX-License-Identifier: GPL-3.0-or-later\n"
			     "# Completion of weir for bash, made from its tables by doc/gen-doc.\n"
			     "\n_weir_commands='");
	gen_each(command_word, out);
	g_string_append(out, "'\n");
	function(out, "_weir_subs", subs_case);
	with_screen(out, "_weir_options", options_case);
	with_screen(out, "_weir_values", values_case);
	with_screen(out, "_weir_arguments", arguments_case);
	g_string_append(out, engine);
}
