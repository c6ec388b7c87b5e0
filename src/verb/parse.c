/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "secrets/reference.h"
#include "verb/verb.h"
#include "verb/verbs.h"

/* What is left to read, and what was read. */
struct parser {
	VerbRun *run;
	const char *const *next;
	const struct verb_option *tables[VERB_TABLES];
	char *title; /* "servers add", for messages */
};

void verb_option_tables(const struct verb *verb, const struct verb_option *tables[VERB_TABLES])
{
	gsize n = 0;
	if (verb->options != NULL)
		tables[n++] = verb->options;
	if (verb->shared_options != NULL)
		tables[n++] = verb->shared_options;
	if (verb->flags & VERB_OFFLINE)
		tables[n++] = verb_offline_options;
	if (verb->flags & VERB_TAKES_FORMAT)
		tables[n++] = verb_format_options;
	tables[n++] = verb_common_options;
	if (verb->flags & VERB_TAKES_TARGET)
		tables[n++] = verb_target_options;
	tables[n] = NULL;
}

static const struct verb_option *find_option(const struct parser *parser, const char *name, gsize length,
					     char letter)
{
	for (gsize i = 0; parser->tables[i] != NULL; i++)
		for (const struct verb_option *option = parser->tables[i]; option->name != NULL; option++)
			if (letter != 0 ? option->letter == letter
					: strlen(option->name) == length &&
						  strncmp(option->name, name, length) == 0)
				return option;
	return NULL;
}

/* ---- values ---- */

static gboolean check_number(const struct verb_option *option, const char *value, GError **error)
{
	char *end = NULL;
	double number = option->type == VALUE_INTEGER ? (double)g_ascii_strtoll(value, &end, 10)
						      : g_ascii_strtod(value, &end);
	if (end != value && *end == '\0' && number >= option->minimum && number <= option->maximum)
		return TRUE;
	/* Written as it is read, whatever the locale's decimal point. */
	char least[G_ASCII_DTOSTR_BUF_SIZE], most[G_ASCII_DTOSTR_BUF_SIZE];
	g_ascii_formatd(least, sizeof least, "%.10g", option->minimum);
	g_ascii_formatd(most, sizeof most, "%.10g", option->maximum);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s takes a number from %s to %s, not '%s'"),
		    option->name, least, most, value);
	return FALSE;
}

static gboolean check_choice(const struct verb_option *option, const char *value, GError **error)
{
	g_auto(GStrv) choices = g_strsplit(option->choices, "|", -1);
	if (g_strv_contains((const char *const *)choices, value))
		return TRUE;
	g_autofree char *list = g_strjoinv(", ", choices);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s takes one of %s, not '%s'"), option->name,
		    list, value);
	return FALSE;
}

/* The text may be a secret that was given by mistake: it is not repeated. */
static gboolean check_reference(const struct verb_option *option, const char *value, GError **error)
{
	if (reference_check(value, error))
		return TRUE;
	g_prefix_error(error, "--%s: ", option->name);
	if (error != NULL)
		(*error)->code = WEIR_ERROR_USAGE;
	return FALSE;
}

static gboolean check_url(const struct verb_option *option, const char *value, GError **error)
{
	static const char *const schemes[] = { "http://", "https://", "unix:" };
	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_str_has_prefix(value, schemes[i]) && value[strlen(schemes[i])] != '\0')
			return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--%s takes a URL that begins with http://, https:// or unix:"), option->name);
	return FALSE;
}

static gboolean check_value(const struct verb_option *option, const char *value, GError **error)
{
	switch (option->type) {
	case VALUE_INTEGER:
	case VALUE_NUMBER:
		return check_number(option, value, error);
	case VALUE_CHOICE:
		return check_choice(option, value, error);
	case VALUE_REFERENCE:
		return check_reference(option, value, error);
	case VALUE_URL:
		return check_url(option, value, error);
	case VALUE_FLAG:
	case VALUE_TEXT:
	case VALUE_PATH:
		break;
	}
	if (option->type == VALUE_PATH && *value == '\0') {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s takes a path, not an empty text"),
			    option->name);
		return FALSE;
	}
	return TRUE;
}

static gboolean store(struct parser *parser, const struct verb_option *option, const char *value,
		      GError **error)
{
	if (!check_value(option, value, error))
		return FALSE;
	GPtrArray *values = g_hash_table_lookup(parser->run->values, option->name);
	if (values == NULL) {
		values = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(parser->run->values, g_strdup(option->name), values);
	} else if (!option->repeatable && option->type != VALUE_FLAG) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s can be given only once"),
			    option->name);
		return FALSE;
	}
	g_ptr_array_add(values, g_strdup(value));
	return TRUE;
}

/* `value` is what stood behind = or the letter; NULL: the next word. */
static gboolean take_option(struct parser *parser, const struct verb_option *option, const char *value,
			    GError **error)
{
	if (option->type == VALUE_FLAG) {
		if (value == NULL)
			return store(parser, option, "", error);
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s takes no value"), option->name);
		return FALSE;
	}
	if (value == NULL && *parser->next != NULL)
		value = *parser->next++;
	if (value != NULL)
		return store(parser, option, value, error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s wants a value: --%s %s"), option->name,
		    option->name, _(option->argument));
	return FALSE;
}

/* ---- what is wrong ---- */

static gboolean unknown_option(const struct parser *parser, const char *name, gsize length, GError **error)
{
	g_autofree char *word = g_strndup(name, length);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; parser->tables[i] != NULL; i++)
		for (const struct verb_option *option = parser->tables[i]; option->name != NULL; option++)
			g_ptr_array_add(names, (gpointer)option->name);
	g_ptr_array_add(names, NULL);
	const char *nearest = verb_nearest(word, (const char *const *)names->pdata);
	if (nearest != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no option --%s; did you mean --%s? See: %s --help"), word, nearest,
			    parser->title);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("there is no option --%s; see: %s --help"),
			    word, parser->title);
	return FALSE;
}

static gboolean unknown_sub(const struct verb *verb, const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GString) list = g_string_new(NULL);
	for (gsize i = 0; verb->subs[i] != NULL; i++) {
		g_ptr_array_add(names, (gpointer)verb->subs[i]->name);
		g_string_append_printf(list, "%s%s", i == 0 ? "" : ", ", verb->subs[i]->name);
	}
	g_ptr_array_add(names, NULL);
	const char *nearest = verb_nearest(word, (const char *const *)names->pdata);
	if (nearest != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("weir %s has no '%s'; did you mean '%s'?"),
			    verb->name, word, nearest);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("weir %s has no '%s'; it has %s"),
			    verb->name, word, list->str);
	return FALSE;
}

/* An optional TARGET may stand before a NAME that must be there: only counts decide. */
static gboolean check_arguments(const struct parser *parser, GError **error)
{
	const VerbRun *run = parser->run;
	const struct verb_argument *argument = run->verb->arguments;
	guint given = run->arguments->len, required = 0, most = 0;
	g_autofree char *usage = verb_usage(run->verb);
	for (; argument != NULL && argument->name != NULL; argument++) {
		if (!argument->optional && ++required > given) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("%s is missing; the use is: %s"),
				    _(argument->name), usage);
			return FALSE;
		}
		most = argument->repeatable ? G_MAXUINT : most + (most < G_MAXUINT);
	}
	if (given <= most)
		return TRUE;
	if (run->verb->flags & VERB_TAKES_SECRETS)
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("a value is not taken as an argument, where every process can read it: type it "
			  "when "
			  "you are asked, or use --stdin, --fd N or --from REF; if it was one, it is in the "
			  "history of your shell now; the use is: %s"),
			usage);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("'%s' is one argument too many; the use is: %s"), verb_argument(run, most),
			    usage);
	return FALSE;
}

/* ---- the words ---- */

static gboolean parse_long(struct parser *parser, const char *name, GError **error)
{
	const char *equals = strchr(name, '=');
	gsize length = equals != NULL ? (gsize)(equals - name) : strlen(name);
	const struct verb_option *option = find_option(parser, name, length, 0);
	if (option == NULL)
		return unknown_option(parser, name, length, error);
	return take_option(parser, option, equals != NULL ? equals + 1 : NULL, error);
}

static gboolean parse_letters(struct parser *parser, const char *letters, GError **error)
{
	for (; *letters != '\0'; letters++) {
		const struct verb_option *option = find_option(parser, NULL, 0, *letters);
		if (option == NULL) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("there is no option -%c; see: %s --help"), *letters, parser->title);
			return FALSE;
		}
		if (option->type == VALUE_FLAG) {
			if (!take_option(parser, option, NULL, error))
				return FALSE;
			continue;
		}
		return take_option(parser, option, letters[1] != '\0' ? letters + 1 : NULL, error);
	}
	return TRUE;
}

static gboolean parse_words(struct parser *parser, GError **error)
{
	gboolean options = TRUE;
	while (*parser->next != NULL) {
		const char *word = *parser->next++;
		if (options && strcmp(word, "--") == 0) {
			options = FALSE;
		} else if (options && g_str_has_prefix(word, "--")) {
			if (!parse_long(parser, word + 2, error))
				return FALSE;
		} else if (options && *word == '-' && word[1] != '\0') {
			if (!parse_letters(parser, word + 1, error))
				return FALSE;
		} else {
			g_ptr_array_add(parser->run->arguments, g_strdup(word));
		}
	}
	return TRUE;
}

static void free_list(gpointer list)
{
	g_ptr_array_unref(list);
}

static VerbRun *run_new(VerbContext *context, const struct verb *verb)
{
	VerbRun *run = g_new0(VerbRun, 1);
	run->references = 1;
	run->verb = verb;
	run->context = context;
	run->arguments = g_ptr_array_new_with_free_func(g_free);
	run->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
	run->cancellable = g_cancellable_new();
	return run;
}

/* A run of `help` about the command that --help was given to. */
static VerbRun *help_run(VerbContext *context, const struct verb *verb, const struct verb *sub)
{
	VerbRun *run = run_new(context, &verb_help_command);
	if (verb != NULL && verb->name != NULL)
		g_ptr_array_add(run->arguments, g_strdup(verb->name));
	if (sub != NULL)
		g_ptr_array_add(run->arguments, g_strdup(sub->name));
	return run;
}

/* What the first words name. */
struct named {
	const struct verb *verb, *parent; /* parent: of a sub-command */
	gboolean sub_named;               /* the sub-command stands there, and is not just the default */
};

/* Steps over the words that name it. */
static gboolean name_verb(const char *const **words, struct named *named, GError **error)
{
	const struct verb *verb = verb_find(**words);
	named->verb = verb != NULL ? verb : &verb_open;
	if (verb == NULL)
		return TRUE;
	(*words)++;
	if (verb->subs == NULL)
		return TRUE;
	named->parent = verb;
	named->verb = verb->subs[0];
	const char *word = **words;
	if (word == NULL || *word == '-')
		return TRUE;
	named->verb = verb_find_sub(verb, word);
	if (named->verb == NULL)
		return unknown_sub(verb, word, error);
	named->sub_named = TRUE;
	(*words)++;
	return TRUE;
}

/* --help wherever it stands as an option, so that it also helps with what is wrong. */
static gboolean wants_help(const char *const *words)
{
	for (; *words != NULL && strcmp(*words, "--") != 0; words++)
		if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0)
			return TRUE;
	return FALSE;
}

static char *title_of(const struct named *named)
{
	if (named->parent != NULL)
		return g_strdup_printf("weir %s %s", named->parent->name, named->verb->name);
	return named->verb->name != NULL ? g_strdup_printf("weir %s", named->verb->name) : g_strdup("weir");
}

VerbRun *verb_parse(VerbContext *context, const char *const *words, GError **error)
{
	struct named named = { NULL, NULL, FALSE };
	if (words[0] != NULL && (strcmp(words[0], "--version") == 0 || strcmp(words[0], "-V") == 0))
		return run_new(context, &verb_version);
	if (!name_verb(&words, &named, error))
		return NULL;
	if (wants_help(words))
		return help_run(context, named.parent != NULL ? named.parent : named.verb,
				named.sub_named ? named.verb : NULL);
	g_autoptr(VerbRun) run = run_new(context, named.verb);
	g_autofree char *title = title_of(&named);
	struct parser parser = { .run = run, .next = words, .title = title };
	verb_option_tables(named.verb, parser.tables);
	if (!parse_words(&parser, error) || !check_arguments(&parser, error))
		return NULL;
	return g_steal_pointer(&run);
}

VerbRun *verb_parse_line(VerbContext *context, const char *line, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_auto(GStrv) words = NULL;
	if (!g_shell_parse_argv(line, NULL, &words, &problem)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("the line cannot be read: %s"),
			    problem->message);
		return NULL;
	}
	return verb_parse(context, (const char *const *)words, error);
}
