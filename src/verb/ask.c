/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a person. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "verb/verb.h"

gboolean verb_can_ask(VerbRun *run)
{
	return run->sink->can_ask != NULL && run->sink->can_ask(run);
}

gboolean verb_ask(VerbRun *run, const char *question, gboolean hidden, const char *otherwise, VerbAnswer done,
		  GError **error)
{
	verb_progress(run, NULL);
	if (verb_can_ask(run))
		return run->sink->ask(run, question, hidden, done, error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("nobody can be asked here, without a terminal: %s"), otherwise);
	return FALSE;
}

gboolean verb_answer_is_yes(const SecBuf *answer)
{
	const char *text = secbuf_bytes(answer);
	return g_ascii_strcasecmp(text, "y") == 0 || g_ascii_strcasecmp(text, "yes") == 0 ||
	       g_ascii_strcasecmp(text, _("yes")) == 0;
}
