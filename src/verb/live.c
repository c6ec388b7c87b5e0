/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/live.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"

const struct verb_option verb_live_options[] = {
	VERB_LIVE_OPTIONS,
	{ NULL },
};

gboolean verb_is_here(const Target *target)
{
	g_autoptr(GUri) uri = g_uri_parse(target->url, G_URI_FLAGS_NONE, NULL);
	const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
	return g_str_has_prefix(target->url, "unix:") || g_strcmp0(host, "localhost") == 0 ||
	       g_strcmp0(host, "::1") == 0 || (host != NULL && g_str_has_prefix(host, "127."));
}

gboolean verb_may_write(VerbRun *run, Target *target, gboolean *asks, GError **error)
{
	const char *name = target_name(target), *confirmed = verb_text(run, "confirm");
	gboolean open = target->env == ENV_TEST || g_strcmp0(confirmed, name) == 0;
	if (target->env != ENV_TEST && !verb_flag(run, "live")) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_READ_ONLY,
			_("%s: it is env = prod, so nothing was sent: use a test server, or --live --confirm "
			  "%s"),
			name, name);
		return FALSE;
	}
	if (!open && (confirmed != NULL || !verb_can_ask(run))) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_READ_ONLY,
			    _("%s: it is env = prod, so nothing was sent: --live wants --confirm %s, too"),
			    name, name);
		return FALSE;
	}
	*asks = *asks || !open;
	target->writes = TRUE;
	return TRUE;
}

struct asked {
	char *name;
	VerbLiveDone done;
};

static void answered(VerbRun *run, SecBuf *answer, const GError *problem)
{
	struct asked *asked = g_steal_pointer(&run->asking);
	g_autoptr(GError) error = NULL;
	if (verb_cancelled(run))
		g_set_error_literal(&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("interrupted"));
	else if (answer == NULL || strcmp(secbuf_bytes(answer), asked->name) != 0)
		g_set_error(&error, WEIR_ERROR, WEIR_ERROR_READ_ONLY,
			    _("%s: its name was not typed, so nothing was sent"), asked->name);
	asked->done(run, error);
	g_free(asked->name);
	g_free(asked);
}

void verb_ask_live(VerbRun *run, const char *name, VerbLiveDone done)
{
	struct asked *asked = g_new0(struct asked, 1);
	g_autofree char *question = g_strdup_printf(_("%s is env = prod: type %s to go on:"), name, name);
	g_autoptr(GError) error = NULL;
	asked->name = g_strdup(name);
	asked->done = done;
	run->asking = asked;
	if (!verb_ask(run, question, FALSE, _("give --confirm NAME"), answered, &error))
		answered(run, NULL, error);
}
