/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion of a line that is being typed. */
#include <string.h>

#include "verb/verb.h"

/* What is known of the line before its last word. */
struct line {
	char **words;
	guint n;          /* words before the last */
	const char *last; /* "" after a space */
	const struct verb *verb;
	guint first; /* where the command's own words begin */
};

static void add(GPtrArray *found, const char *last, const char *prefix, const char *word)
{
	g_autofree char *whole = g_strconcat(prefix, word, NULL);
	if (g_str_has_prefix(whole, last))
		g_ptr_array_add(found, g_steal_pointer(&whole));
}

static void find_verb(struct line *line)
{
	line->verb = &verb_open;
	line->first = 0;
	if (line->n == 0 || verb_find(line->words[0]) == NULL)
		return;
	line->verb = verb_find(line->words[0]);
	line->first = 1;
	if (line->verb->subs == NULL)
		return;
	const struct verb *sub = line->n > 1 ? verb_find_sub(line->verb, line->words[1]) : NULL;
	line->first = sub != NULL ? 2 : 1;
	line->verb = sub != NULL ? sub : line->verb;
}

static const struct verb_option *option_named(const struct verb *verb, const char *word)
{
	const struct verb_option *tables[VERB_TABLES];
	gboolean is_long = g_str_has_prefix(word, "--");
	verb_option_tables(verb, tables);
	for (gsize i = 0; tables[i] != NULL; i++)
		for (const struct verb_option *option = tables[i]; option->name != NULL; option++)
			if (is_long ? strcmp(option->name, word + 2) == 0
				    : *word == '-' && option->letter == word[1] && word[1] != '\0' &&
					      word[2] == '\0')
				return option;
	return NULL;
}

static void add_options(GPtrArray *found, const struct line *line)
{
	const struct verb_option *tables[VERB_TABLES];
	verb_option_tables(line->verb, tables);
	for (gsize i = 0; tables[i] != NULL; i++)
		for (const struct verb_option *option = tables[i]; option->name != NULL; option++)
			add(found, line->last, "--", option->name);
}

static void add_targets(GPtrArray *found, VerbContext *context, const char *last)
{
	for (guint i = 0; context->targets != NULL && i < context->targets->len; i++) {
		const Target *target = g_ptr_array_index(context->targets, i);
		if (target->alias != NULL)
			add(found, last, "", target->alias);
	}
	const Config *config = verb_config(context, NULL);
	const GPtrArray *aliases = config != NULL ? config_aliases(config) : NULL;
	for (guint i = 0; aliases != NULL && i < aliases->len; i++)
		add(found, last, "", g_ptr_array_index(aliases, i));
}

static void add_commands(GPtrArray *found, const struct line *line)
{
	for (gsize i = 0; verbs[i] != NULL; i++)
		if (!(verbs[i]->flags & VERB_HIDDEN))
			add(found, line->last, "", verbs[i]->name);
}

/* The words that are no options and no options' values. */
static GPtrArray *positionals(const struct line *line)
{
	GPtrArray *words = g_ptr_array_new();
	for (guint i = line->first; i < line->n; i++) {
		const char *word = line->words[i];
		const struct verb_option *option = *word == '-' ? option_named(line->verb, word) : NULL;
		if (option != NULL && option->type != VALUE_FLAG)
			i++;
		else if (*word != '-')
			g_ptr_array_add(words, (gpointer)word);
	}
	return words;
}

static const struct verb_argument *argument_at(const struct verb *verb, guint index)
{
	const struct verb_argument *argument = verb->arguments;
	for (; argument != NULL && argument->name != NULL; argument++)
		if (index-- == 0 || argument->repeatable)
			return argument;
	return NULL;
}

static void add_hinted(GPtrArray *found, VerbContext *context, const struct line *line, Hint hint,
		       VerbNames names, gpointer data)
{
	g_autoptr(GPtrArray) words = positionals(line);
	switch (hint) {
	case HINT_TARGET:
	case HINT_ALIAS:
		add_targets(found, context, line->last);
		break;
	case HINT_COMMAND:
		add_commands(found, line);
		break;
	case HINT_NAME:
		if (names != NULL) {
			g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
			names(words->len > 0 ? g_ptr_array_index(words, 0) : NULL, known, data);
			for (guint i = 0; i < known->len; i++)
				add(found, line->last, "", g_ptr_array_index(known, i));
		}
		break;
	case HINT_REFERENCE:
		for (const char *const *kind = (const char *const[]){ "env:", "file:", "fd:", "cmd:", NULL };
		     *kind != NULL; kind++)
			add(found, line->last, "", *kind);
		break;
	case HINT_NONE:
	case HINT_FILE:
	case HINT_FOLDER:
		break;
	}
}

static void add_value(GPtrArray *found, VerbContext *context, const struct line *line,
		      const struct verb_option *option)
{
	g_auto(GStrv) choices = option->choices != NULL ? g_strsplit(option->choices, "|", -1) : NULL;
	for (gsize i = 0; choices != NULL && choices[i] != NULL; i++)
		add(found, line->last, "", choices[i]);
	add_hinted(found, context, line, option->hint, NULL, NULL);
}

static void add_words(GPtrArray *found, VerbContext *context, const struct line *line, VerbNames names,
		      gpointer data)
{
	g_autoptr(GPtrArray) words = positionals(line);
	for (gsize i = 0; line->verb->subs != NULL && line->n == 1 && line->verb->subs[i] != NULL; i++)
		add(found, line->last, "", line->verb->subs[i]->name);
	if (line->n == 0)
		add_commands(found, line);
	const struct verb_argument *argument = argument_at(line->verb, words->len);
	if (argument != NULL)
		add_hinted(found, context, line, argument->hint, names, data);
	/* An optional TARGET before NAME: the name may come first. */
	if (argument != NULL && argument->hint == HINT_TARGET && argument[1].name != NULL &&
	    argument[1].hint == HINT_NAME)
		add_hinted(found, context, line, HINT_NAME, names, data);
}

static gint compare_words(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_unique(GPtrArray *found)
{
	g_ptr_array_sort(found, compare_words);
	for (guint i = found->len; i > 1; i--)
		if (strcmp(g_ptr_array_index(found, i - 1), g_ptr_array_index(found, i - 2)) == 0)
			g_ptr_array_remove_index(found, i - 1);
}

GPtrArray *verb_complete(VerbContext *context, const char *text, VerbNames names, gpointer data)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	const char *space = strrchr(text, ' ');
	g_autofree char *before = space != NULL ? g_strndup(text, (gsize)(space - text)) : g_strdup("");
	g_autofree char *stripped = g_strstrip(g_strdup(before));
	g_auto(GStrv) words = NULL;
	struct line line = { .last = space != NULL ? space + 1 : text };
	if (*stripped != '\0' && !g_shell_parse_argv(stripped, NULL, &words, NULL))
		return found;
	line.words = words;
	line.n = words != NULL ? g_strv_length(words) : 0;
	find_verb(&line);
	const struct verb_option *option =
		line.n > line.first ? option_named(line.verb, line.words[line.n - 1]) : NULL;
	if (option != NULL && option->type != VALUE_FLAG)
		add_value(found, context, &line, option);
	else if (*line.last == '-')
		add_options(found, &line);
	else
		add_words(found, context, &line, names, data);
	sort_unique(found);
	return found;
}
