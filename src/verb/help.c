/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help out of the tables. */
#include <glib/gi18n.h>
#include <string.h>

#include "verb/verb.h"

enum { HELP_COLUMNS = 80, OPTION_COLUMNS = 28 };

static const struct verb *parent_of(const struct verb *verb)
{
	for (gsize i = 0; verbs[i] != NULL; i++)
		for (gsize j = 0; verbs[i]->subs != NULL && verbs[i]->subs[j] != NULL; j++)
			if (verbs[i]->subs[j] == verb)
				return verbs[i];
	return NULL;
}

static void append_words(GString *out, const struct verb *verb)
{
	const struct verb *parent = parent_of(verb);
	g_string_append(out, "weir");
	if (parent != NULL)
		g_string_append_printf(out, " %s", parent->name);
	if (verb->name != NULL)
		g_string_append_printf(out, " %s", verb->name);
}

static void append_arguments(GString *out, const struct verb *verb)
{
	for (const struct verb_argument *argument = verb->arguments;
	     argument != NULL && argument->name != NULL; argument++)
		g_string_append_printf(out, argument->optional ? " [%s%s]" : " %s%s", _(argument->name),
				       argument->repeatable ? "..." : "");
}

char *verb_usage(const struct verb *verb)
{
	GString *out = g_string_new(NULL);
	append_words(out, verb);
	if (verb->subs != NULL)
		g_string_append_printf(out, " [%s]", _("COMMAND"));
	append_arguments(out, verb);
	g_string_append_printf(out, " [%s]...", _("OPTION"));
	return g_string_free(out, FALSE);
}

/* Wrapped at HELP_COLUMNS, each line after `indent` columns; the first has them already. */
static void append_wrapped(GString *out, const char *text, int indent)
{
	g_autoptr(GPtrArray) lines = text_wrap(text, HELP_COLUMNS - indent);
	for (guint i = 0; i < lines->len; i++) {
		if (i > 0)
			g_string_append_printf(out, "%*s", indent, "");
		g_string_append(out, g_ptr_array_index(lines, i));
		g_string_append_c(out, '\n');
	}
}

static void append_row(GString *out, const char *left, const char *right)
{
	int width = text_width(left);
	g_string_append(out, left);
	if (width + 2 > OPTION_COLUMNS) {
		g_string_append_c(out, '\n');
		width = 0;
	}
	g_string_append_printf(out, "%*s", OPTION_COLUMNS - width, "");
	append_wrapped(out, right, OPTION_COLUMNS);
}

static void append_option(GString *out, const struct verb_option *option)
{
	g_autoptr(GString) left = g_string_new("  ");
	if (option->letter != 0)
		g_string_append_printf(left, "-%c, ", option->letter);
	else
		g_string_append(left, "    ");
	g_string_append_printf(left, "--%s", option->name);
	if (option->argument != NULL)
		g_string_append_printf(left, " %s", _(option->argument));
	g_autoptr(GString) right = g_string_new(_(option->help));
	if (option->choices != NULL)
		g_string_append_printf(right, " (%s)", option->choices);
	append_row(out, left->str, right->str);
}

static void append_options(GString *out, const struct verb *verb)
{
	const struct verb_option *tables[VERB_TABLES];
	verb_option_tables(verb, tables);
	g_string_append_printf(out, "\n%s\n", _("Options:"));
	for (gsize i = 0; tables[i] != NULL; i++) {
		if (tables[i] == verb_target_options)
			g_string_append_printf(out, "\n%s\n", _("Options of the server:"));
		for (const struct verb_option *option = tables[i]; option->name != NULL; option++)
			append_option(out, option);
	}
}

static void append_argument_rows(GString *out, const struct verb *verb)
{
	if (verb->arguments == NULL)
		return;
	g_string_append_printf(out, "\n%s\n", _("Arguments:"));
	for (const struct verb_argument *argument = verb->arguments; argument->name != NULL; argument++) {
		g_autofree char *left = g_strdup_printf("  %s", _(argument->name));
		append_row(out, left, _(argument->help));
	}
}

static void append_examples(GString *out, const struct verb *verb)
{
	if (verb->examples == NULL)
		return;
	g_auto(GStrv) lines = g_strsplit(verb->examples, "\n", -1);
	g_string_append_printf(out, "\n%s\n", _("Examples:"));
	for (gsize i = 0; lines[i] != NULL; i++)
		g_string_append_printf(out, "  %s\n", lines[i]);
}

static void append_subs(GString *out, const struct verb *verb)
{
	if (verb->subs == NULL)
		return;
	g_string_append_printf(out, "\n%s\n", _("Commands:"));
	for (gsize i = 0; verb->subs[i] != NULL; i++) {
		g_autoptr(GString) left = g_string_new("  ");
		g_string_append(left, verb->subs[i]->name);
		append_arguments(left, verb->subs[i]);
		append_row(out, left->str, _(verb->subs[i]->summary));
	}
	g_string_append_printf(out, _("\nWithout one, it is `weir %s %s`. See also: weir help %s COMMAND\n"),
			       verb->name, verb->subs[0]->name, verb->name);
}

static void append_help_text(GString *out, const struct verb *verb)
{
	if (verb->help == NULL)
		return;
	g_auto(GStrv) paragraphs = g_strsplit(_(verb->help), "\n", -1);
	for (gsize i = 0; paragraphs[i] != NULL; i++) {
		if (*paragraphs[i] == '\0')
			continue;
		g_string_append_c(out, '\n');
		append_wrapped(out, paragraphs[i], 0);
	}
}

static void append_overview(GString *out)
{
	g_string_append_printf(out, _("Usage: %s\n       %s\n\n"), _("weir [ALIAS|URL] [OPTION]..."),
			       _("weir COMMAND [ARGUMENT]... [OPTION]..."));
	append_wrapped(out,
		       _("weir shows workflow servers to the people who operate them: what they can do, whom "
			 "they tell, "
			 "and how they are guarded. Without a command it opens the screen."),
		       0);
	g_string_append_printf(out, "\n%s\n", _("Commands:"));
	for (gsize i = 0; verbs[i] != NULL; i++) {
		g_autofree char *left = g_strdup_printf("  %s", verbs[i]->name);
		append_row(out, left, _(verbs[i]->summary));
	}
	g_string_append_printf(out, "\n%s\n", _("Exit codes:"));
	append_row(out, "  0", _("all is well"));
	append_row(out, "  1", _("findings"));
	append_row(out, "  2", _("usage, configuration or a file"));
	append_row(out, "  3", _("incomplete or unreachable"));
	append_row(out, "  4", _("the keyring cannot be used"));
	append_row(out, "  5", _("a rotation was left pending"));
	append_row(out, "  130", _("interrupted"));
	g_string_append_printf(out, "\n%s\n", _("See: weir help COMMAND. To look around: weir demo"));
}

char *verb_help(const struct verb *verb)
{
	GString *out = g_string_new(NULL);
	if (verb == NULL || verb == &verb_open) {
		append_overview(out);
		append_options(out, &verb_open);
		return g_string_free(out, FALSE);
	}
	g_autofree char *usage = verb_usage(verb);
	g_string_append_printf(out, _("Usage: %s\n\n"), usage);
	append_wrapped(out, _(verb->summary), 0);
	append_help_text(out, verb);
	append_subs(out, verb);
	if (verb->subs == NULL) {
		append_argument_rows(out, verb);
		append_options(out, verb);
	}
	append_examples(out, verb);
	return g_string_free(out, FALSE);
}
