/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/settings.h"
#include "verb/verbs.h"

static void free_row(gpointer row)
{
	setting_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

/* "server trigger" for "server desk-prod trigger ticket_created", as in the table of settings. */
static char *kind_of_group(const char *group)
{
	g_auto(GStrv) words = g_strsplit(group, " ", 4);
	guint n = g_strv_length(words);
	return n >= 3 ? g_strdup_printf("%s %s", words[0], words[2]) : g_strdup(n > 0 ? words[0] : "");
}

static void add_row(GPtrArray *rows, const char *group, const char *key, const char *value, const char *from)
{
	g_autofree char *kind = kind_of_group(group);
	const struct setting *setting = setting_find(kind, key);
	g_ptr_array_add(rows,
			setting_row_new(group, key, value, from, setting != NULL ? _(setting->help) : NULL));
}

/* The program's own settings, whether they are in the file or not. */
static void add_program_settings(GPtrArray *rows, const Config *config)
{
	for (gsize i = 0; i < n_settings; i++) {
		const char *from = NULL;
		if (strcmp(settings[i].group, "weir") != 0)
			continue;
		const char *value = config_setting(config, settings[i].key, &from);
		add_row(rows, "weir", settings[i].key, value, from);
	}
}

/* What the file says of servers and groups, line by line: the parser has found it good. */
static void add_file_settings(GPtrArray *rows, const VerbContext *context)
{
	g_autofree char *text = config_print(context->config, NULL);
	g_autofree char *group = g_strdup("");
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++) {
		char *line = g_strstrip(lines[i]);
		char *equals = strchr(line, '=');
		gsize length = strlen(line);
		if (*line == '[' && line[length - 1] == ']') {
			g_free(group);
			group = g_strndup(line + 1, length - 2);
		} else if (*line != '#' && equals != NULL && strcmp(group, "weir") != 0) {
			g_autofree char *from = g_strdup_printf("%s:%u", context->config_path, i + 1);
			*equals = '\0';
			add_row(rows, group, g_strchomp(line), g_strchug(equals + 1), from);
		}
	}
}

static VerbStatus show_begin(VerbRun *run, GError **error)
{
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return VERB_FAILED;
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	add_program_settings(rows, config);
	add_file_settings(rows, run->context);
	g_autoptr(ListingSet) set = listing_set_new(&listing_settings);
	listing_set_add(set, NULL, rows->len, rows, rows, free_rows);
	return run->sink->listing(run, set, error) ? VERB_DONE : VERB_FAILED;
}

static const struct verb show = {
	.name = "show",
	.summary = N_("show every setting, its value and where it came from"),
	.flags = VERB_TAKES_FORMAT,
	.examples = "weir config\nweir config show --format json",
	.begin = show_begin,
};

static VerbStatus path_begin(VerbRun *run, GError **error)
{
	/* The path is known even where the file cannot be read. */
	verb_config(run->context, NULL);
	g_autofree char *line = g_strdup_printf("%s\n", run->context->config_path);
	return run->sink->raw(run, line, strlen(line), error) ? VERB_DONE : VERB_FAILED;
}

static const struct verb path = {
	.name = "path",
	.summary = N_("print where the configuration file is"),
	.examples = "weir config path",
	.begin = path_begin,
};

/* Files that a server's settings name. */
static void check_files(VerbRun *run, const Target *target)
{
	const char *const files[] = { target->cacert, target->cert, target->key };
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autoptr(GError) error = NULL;
		if (files[i] == NULL || g_file_test(files[i], G_FILE_TEST_IS_REGULAR))
			continue;
		g_set_error(&error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("%s: there is no file %s; mend it in %s"), target->alias, files[i],
			    run->context->config_path);
		verb_complain(run, error);
	}
}

static VerbStatus check_begin(VerbRun *run, GError **error)
{
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return VERB_FAILED;
	const GPtrArray *aliases = config_aliases(config);
	for (guint i = 0; i < aliases->len; i++)
		check_files(run, config_target(config, g_ptr_array_index(aliases, i)));
	if (run->exit_code != WEIR_EXIT_OK)
		return VERB_DONE;
	g_autofree char *line =
		g_strdup_printf(ngettext("%s is good: %u server\n", "%s is good: %u servers\n", aliases->len),
				run->context->config_path, aliases->len);
	return verb_print(run, error, "%s", line) ? VERB_DONE : VERB_FAILED;
}

static const struct verb check = {
	.name = "check",
	.summary = N_("say whether the configuration can be used; contacts nobody"),
	.help = N_("The exit code is 2 where it cannot."),
	.examples = "weir config check",
	.begin = check_begin,
};

static const struct verb *const subs[] = { &show, &path, &check, NULL };

const struct verb verb_config_command = {
	.name = "config",
	.summary = N_("show and check the settings"),
	.help = N_("Settings are in one file of groups: [weir] for the program, [server NAME] for each "
		   "server, [server NAME "
		   "trigger TRIGGER] and [server NAME action ACTION] for what you know better, [group NAME] "
		   "for several "
		   "servers at once. WEIR_NAME in the environment overrides the setting NAME of [weir]."),
	.subs = subs,
	.begin = show_begin,
};
