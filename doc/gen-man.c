/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "audit/check.h"
#include "gen.h"
#include "model/settings.h"
#include "tui/keymap.h"

/* troff takes a backslash, a dash and a line's first dot or apostrophe for itself. */
static void text(GString *out, const char *words)
{
	gboolean first = out->len == 0 || out->str[out->len - 1] == '\n';
	for (; *words != '\0'; words++) {
		if (first && (*words == '.' || *words == '\''))
			g_string_append(out, "\\&");
		first = *words == '\n';
		if (*words == '\\')
			g_string_append(out, "\\e");
		else if (*words == '-')
			g_string_append(out, "\\-");
		else
			g_string_append_c(out, *words);
	}
}

static void bold(GString *out, const char *words)
{
	g_string_append(out, "\\fB");
	text(out, words);
	g_string_append(out, "\\fR");
}

static void italic(GString *out, const char *words)
{
	g_string_append(out, "\\fI");
	text(out, words);
	g_string_append(out, "\\fR");
}

/* One sentence that begins with a capital and ends with a full stop. */
static void sentence(GString *out, const char *words)
{
	gsize before = out->len;
	text(out, words);
	out->str[before] = g_ascii_toupper(out->str[before]);
	g_string_append(out, ".\n");
}

static void paragraphs(GString *out, const char *words)
{
	g_auto(GStrv) parts = g_strsplit(words, "\n", -1);
	for (gsize i = 0; parts[i] != NULL; i++) {
		g_string_append(out, ".PP\n");
		text(out, parts[i]);
		g_string_append_c(out, '\n');
	}
}

static void arguments(GString *out, const struct verb *verb)
{
	for (const struct verb_argument *argument = verb->arguments;
	     argument != NULL && argument->name != NULL; argument++) {
		g_string_append(out, argument->optional ? " [" : " ");
		italic(out, argument->name);
		if (argument->repeatable)
			g_string_append(out, "...");
		if (argument->optional)
			g_string_append_c(out, ']');
	}
}

static void option_entry(const struct verb_option *option, GString *out)
{
	g_string_append(out, ".TP\n");
	if (option->letter != 0) {
		const char letter[] = { '-', option->letter, '\0' };
		bold(out, letter);
		g_string_append(out, ", ");
	}
	g_autofree char *name = g_strdup_printf("--%s", option->name);
	bold(out, name);
	if (option->argument != NULL) {
		g_string_append_c(out, ' ');
		italic(out, option->argument);
	}
	g_string_append_c(out, '\n');
	sentence(out, option->help);
	if (option->choices != NULL) {
		g_auto(GStrv) choices = g_strsplit(option->choices, "|", -1);
		g_autofree char *list = g_strjoinv(", ", choices);
		g_string_append(out, "One of ");
		text(out, list);
		g_string_append(out, ".\n");
	}
	if (option->repeatable)
		g_string_append(out, "May be given several times.\n");
}

static void option_table(GString *out, const struct verb_option *option)
{
	for (; option->name != NULL; option++)
		option_entry(option, out);
}

static void refer_to(GString *out, const struct verb *verb)
{
	g_autoptr(GString) sets = g_string_new(NULL);
	if (verb->flags & VERB_TAKES_TARGET)
		g_string_append(sets, " TARGET OPTIONS");
	if (verb->flags & VERB_OFFLINE)
		g_string_append_printf(sets, "%s --offline", sets->len > 0 ? "," : "");
	if (verb->flags & VERB_TAKES_FORMAT)
		g_string_append_printf(sets, "%s --format", sets->len > 0 ? "," : "");
	if (sets->len == 0)
		return;
	g_string_append(out, ".PP\nAlso takes:");
	text(out, sets->str);
	g_string_append(out, ".\n");
}

static void examples(GString *out, const struct verb *verb)
{
	if (verb->examples == NULL)
		return;
	g_string_append(out, ".PP\n.nf\n.RS 4\n");
	text(out, verb->examples);
	g_string_append(out, "\n.RE\n.fi\n");
}

static void command_entry(const struct verb *parent, const struct verb *verb, GString *out)
{
	g_autofree char *words = gen_words(parent, verb);
	g_string_append(out, ".SS \"");
	text(out, words);
	g_string_append(out, "\"\n");
	if (verb->subs != NULL) {
		sentence(out, verb->summary);
		g_string_append(out, "Without a command of its own it is ");
		bold(out, verb->subs[0]->name);
		g_string_append(out, ".\n");
	} else {
		bold(out, "weir");
		g_string_append_c(out, ' ');
		bold(out, words);
		arguments(out, verb);
		g_string_append(out, " [\\fIOPTION\\fR]...\n.PP\n");
		sentence(out, verb->summary);
	}
	if (verb->help != NULL)
		paragraphs(out, verb->help);
	for (const struct verb_argument *argument = verb->arguments;
	     argument != NULL && argument->name != NULL; argument++) {
		g_string_append(out, ".TP\n");
		italic(out, argument->name);
		g_string_append_c(out, '\n');
		sentence(out, argument->help);
	}
	if (verb->options != NULL)
		option_table(out, verb->options);
	if (verb->shared_options != NULL)
		option_table(out, verb->shared_options);
	refer_to(out, verb);
	examples(out, verb);
}

/* As it stands in the file. */
static const char *group_title(const char *group)
{
	static const struct {
		const char *group, *title;
	} titles[] = {
		{ "server", "server NAME" },
		{ "server trigger", "server NAME trigger TRIGGER" },
		{ "server action", "server NAME action ACTION" },
		{ "group", "group NAME" },
		{ "policy", "policy KIND" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
		if (strcmp(titles[i].group, group) == 0)
			return titles[i].title;
	return group;
}

static void settings_section(GString *out)
{
	const char *group = NULL;
	g_string_append(out, ".SH SETTINGS\n"
			     "Settings are lines KEY = VALUE in groups of the configuration file; comments "
			     "begin with #.\n");
	for (gsize i = 0; i < n_settings; i++) {
		const struct setting *setting = &settings[i];
		if (g_strcmp0(group, setting->group) != 0) {
			g_string_append(out, ".SS \"[");
			text(out, group_title(setting->group));
			g_string_append(out, "]\"\n");
			group = setting->group;
		}
		g_string_append(out, ".TP\n");
		bold(out, setting->key);
		g_string_append_c(out, '\n');
		sentence(out, setting->help);
		if (setting->type == SETTING_CHOICE) {
			g_string_append(out, "One of ");
			text(out, setting->choices);
			g_string_append(out, ".\n");
		}
		if (setting->default_value != NULL) {
			g_string_append(out, "The default is ");
			text(out, setting->default_value);
			g_string_append(out, ".\n");
		}
	}
}

static void keys_section(GString *out)
{
	g_string_append(out, ".SH KEYS\nOf the screen; ? shows those that work where you are.\n");
	for (gsize i = 0; i < n_key_rows; i++) {
		g_autoptr(GString) keys = g_string_new(NULL);
		keymap_append_keys(keys, &key_rows[i], TRUE);
		g_string_append(out, ".TP\n");
		bold(out, keys->str);
		g_string_append_c(out, '\n');
		sentence(out, key_rows[i].help);
	}
}

static void check_entry(const struct check *check, gpointer data)
{
	GString *out = data;
	g_string_append(out, ".TP\n");
	bold(out, check->info.id);
	g_string_append_c(out, '\n');
	sentence(out, check->info.title);
}

static void checks_section(GString *out)
{
	g_string_append(out, ".SH CHECKS\nWhat an audit looks at; \\fBweir checks \\fICHECK\\fR explains "
			     "one.\n");
	check_foreach(check_entry, out);
}

static const char description[] =
	".SH DESCRIPTION\n"
	"weir is for people who operate workflow servers: HTTP servers that offer actions to a platform and "
	"turn "
	"inbound webhooks into triggers. It shows what a server can do and what that does to the world, whom "
	"it tells "
	"of events, and how it is guarded.\n"
	".PP\n"
	"Without a command it opens the screen, on the servers of the configuration or on the given ones; "
	"the key ? "
	"lists the keys. With a command it prints, and ends.\n"
	".PP\n"
	"A \\fITARGET\\fR is the alias of a configured server, a \\fB@group\\fR of them, or a URL. Where a "
	"command takes "
	"targets and none is given, every configured server is meant.\n"
	".PP\n"
	"A secret is never given on the command line but by a reference, \\fIREF\\fR: \\fBenv:\\fINAME\\fR "
	"(a variable "
	"of the environment), \\fBfile:\\fIPATH\\fR, \\fBfd:\\fIN\\fR (an open file descriptor), "
	"\\fBcmd:\\fICOMMAND\\fR (the first line of its output).\n";

static const char ending[] =
	".SH OUTPUT\n"
	"Text fits the terminal; where standard output is no terminal it has plain columns and nothing is "
	"cut. JSON is "
	"one document with a schema member (weir/actions/1), sorted members and times in UTC; a listing of "
	"one server "
	"has the member server, one of several servers has it in every row. CSV is RFC 4180; cells that a "
	"spreadsheet would take for a formula begin with an apostrophe. Messages and progress go to standard "
	"error. "
	"What a server sends is made visible before it is printed: control characters, escape sequences, "
	"bidirectional overrides and invalid bytes never reach the terminal as they are.\n"
	".SH EXIT STATUS\n"
	".TP\n0\nAll is well.\n.TP\n1\nFindings.\n.TP\n2\nUsage, configuration or a file.\n"
	".TP\n3\nIncomplete or unreachable; what could be had was printed.\n.TP\n4\nThe keyring cannot be "
	"used.\n"
	".TP\n5\nA rotation was left pending.\n.TP\n130\nInterrupted.\n"
	".SH ENVIRONMENT\n"
	".TP\nNO_COLOR\nNo colours, if it is set and not empty.\n"
	".TP\nTERM\nNo colours and no screen for dumb.\n"
	".TP\nCOLUMNS\nThe width of text on a terminal.\n"
	".TP\nWEIR_\\fINAME\\fR\nThe setting NAME of [weir], before that of the file.\n"
	".TP\nXDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME\nWhere files are.\n"
	".PP\n"
	"Proxies and ~/.netrc are not used unless an option or a setting asks for them.\n"
	".SH FILES\n"
	".TP\n$XDG_CONFIG_HOME/weir/weir.conf\nThe configuration.\n"
	".TP\n$XDG_STATE_HOME/weir/\nWhat is kept between runs.\n"
	".TP\n$XDG_CACHE_HOME/weir/\nWhat can be made again.\n"
	".PP\n\\fBweir doctor\\fR prints the paths in use.\n"
	".SH COPYRIGHT\n"
	"GPL\\-3.0\\-or\\-later. There is no warranty.\n";

void gen_man(GString *out)
{
	g_string_append(out, ".TH WEIR 1 \"\" \"" PACKAGE_STRING "\" \"User Commands\"\n"
			     ".SH NAME\nweir \\- look into workflow servers\n"
			     ".SH SYNOPSIS\n"
			     "\\fBweir\\fR [\\fIALIAS\\fR|\\fIURL\\fR] [\\fIOPTION\\fR]...\n.br\n"
			     "\\fBweir\\fR \\fICOMMAND\\fR [\\fIARGUMENT\\fR]... [\\fIOPTION\\fR]...\n");
	g_string_append(out, description);
	g_string_append(out, ".SH OPTIONS\nOf the screen, besides those of a target:\n");
	option_table(out, verb_screen_options);
	option_table(out, verb_common_options);
	g_string_append(out, ".TP\n\\fB\\-V\\fR, \\fB\\-\\-version\\fR\nPrint the version.\n"
			     ".SH COMMANDS\n");
	gen_each(command_entry, out);
	g_string_append(
		out, ".SH TARGET OPTIONS\nEvery command that contacts servers takes these; they override the "
		     "configuration.\n");
	option_table(out, verb_target_options);
	g_string_append(out, ".SH LISTING OPTIONS\n");
	option_table(out, verb_offline_options);
	option_table(out, verb_format_options);
	keys_section(out);
	settings_section(out);
	checks_section(out);
	g_string_append(out, ending);
}
