/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("COMMAND"), TRUE, TRUE, HINT_COMMAND, N_("a command, and one of its own: servers add") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "aliases", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("print the configured aliases and groups, one a line: for completions"), HINT_NONE },
	{ NULL },
};

static VerbStatus print_aliases(VerbRun *run, GError **error)
{
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return VERB_FAILED;
	g_autoptr(GString) text = g_string_new(NULL);
	const GPtrArray *aliases = config_aliases(config);
	for (guint i = 0; i < aliases->len; i++) {
		text_append_visible(text, g_ptr_array_index(aliases, i), -1, TEXT_ONE_LINE);
		g_string_append_c(text, '\n');
	}
	return run->sink->raw(run, text->str, text->len, error) ? VERB_DONE : VERB_FAILED;
}

static const struct verb *named(const VerbRun *run, GError **error)
{
	const char *name = verb_argument(run, 0), *sub_name = verb_argument(run, 1);
	const struct verb *verb = verb_find(name);
	const struct verb *sub = verb != NULL && sub_name != NULL ? verb_find_sub(verb, sub_name) : verb;
	if (sub != NULL && run->arguments->len <= 2)
		return sub;
	g_autofree char *words = g_strdup_printf("%s%s%s", name, sub_name != NULL ? " " : "",
						 sub_name != NULL ? sub_name : "");
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; verbs[i] != NULL; i++)
		g_ptr_array_add(names, (gpointer)verbs[i]->name);
	g_ptr_array_add(names, NULL);
	const char *nearest = verb == NULL ? verb_nearest(name, (const char *const *)names->pdata) : NULL;
	if (nearest != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no command '%s'; did you mean '%s'?"), words, nearest);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no command '%s'; see: weir help"), words);
	return NULL;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	const struct verb *verb = NULL;
	if (verb_flag(run, "aliases"))
		return print_aliases(run, error);
	if (run->arguments->len > 0 && (verb = named(run, error)) == NULL)
		return VERB_FAILED;
	g_autofree char *text = verb_help(verb);
	return verb_print(run, error, "%s", text) ? VERB_DONE : VERB_FAILED;
}

const struct verb verb_help_command = {
	.name = "help",
	.summary = N_("say how a command is used"),
	.arguments = arguments,
	.options = options,
	.examples = "weir help\n"
		    "weir help servers add",
	.begin = begin,
};
