/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/live.h"

#include <glib/gi18n.h>

#include "base/error.h"

const struct verb_option verb_live_options[] = {
	{ "live", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("also where env is not test"), HINT_NONE },
	{ "confirm", 0, VALUE_TEXT, N_("ALIAS"), FALSE, 0, 0, NULL,
	  N_("with --live, the name of the server once more: yes, that one"), HINT_ALIAS },
	{ NULL },
};

gboolean verb_may_write(const VerbRun *run, Target *target, GError **error)
{
	const char *name = target_name(target);
	if (target->env != ENV_TEST && !verb_flag(run, "live")) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_READ_ONLY,
			_("%s: it is env = prod, so nothing was sent: use a test server, or --live --confirm "
			  "%s"),
			name, name);
		return FALSE;
	}
	if (target->env != ENV_TEST && g_strcmp0(verb_text(run, "confirm"), name) != 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_READ_ONLY,
			    _("%s: it is env = prod, so nothing was sent: --live wants --confirm %s, too"),
			    name, name);
		return FALSE;
	}
	target->writes = TRUE;
	return TRUE;
}
