/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `weir [ALIAS|URL]`: no command, but the screen. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; without it every configured server") },
	{ NULL },
};

const struct verb_option verb_screen_options[] = {
	{ "plain", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("linear text instead of a screen: for screen readers and slow lines"), HINT_NONE },
	{ "theme", 0, VALUE_CHOICE, N_("THEME"), FALSE, 0, 0, "auto|dark|light|mono|deuteranopia",
	  N_("colours of the screen"), HINT_NONE },
	{ "ascii", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("signs in ASCII, whatever the locale says"),
	  HINT_NONE },
	{ NULL },
};

gboolean verb_open_screen(VerbRun *run, GPtrArray *targets, GError **error)
{
	run->open.plain = verb_flag(run, "plain");
	run->open.ascii = verb_flag(run, "ascii");
	run->open.theme = g_strdup(verb_text(run, "theme"));
	run->open.targets = targets;
	if (run->context->on_screen) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("this opens the screen, and it is open already"));
		return FALSE;
	}
	if (!run->context->terminal && !run->open.plain) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("the screen needs a terminal; in a script use commands (weir help), or --plain"));
		return FALSE;
	}
	return TRUE;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	GPtrArray *targets = NULL;
	/* No configuration yet is no reason to show nothing: the screen says what to do. */
	const Config *config = run->arguments->len > 0 ? NULL : verb_config(run->context, error);
	if (run->arguments->len == 0 && config == NULL)
		return VERB_FAILED;
	if (config != NULL && config_aliases(config)->len == 0)
		targets = g_ptr_array_new();
	else
		targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	return verb_open_screen(run, targets, error) ? VERB_OPEN_TUI : VERB_FAILED;
}

const struct verb verb_open = {
	.name = NULL,
	.summary = N_("open the screen"),
	.flags = VERB_TAKES_TARGET,
	.arguments = arguments,
	.options = verb_screen_options,
	.begin = begin,
};
