/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_plans.h"

#include <glib/gi18n.h>

#include "base/text.h"

static gboolean print_plan(VerbRun *run, const AuditOptions *options, const Target *target,
			   const Server *server, GError **error)
{
	g_autoptr(GPtrArray) plan = audit_plan(options, target, server);
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "%s\n", target_name(target));
	for (guint i = 0; i < plan->len; i++) {
		const PlannedRequest *request = plan->pdata[i];
		g_autofree char *body =
			request->body != NULL ? text_visible(request->body, -1, TEXT_ONE_LINE) : NULL;
		g_autofree char *path = text_visible(request->path, -1, TEXT_ONE_LINE);
		g_string_append_printf(text, "  %-7s %-7s %s%s", audit_level_name(request->probe->level),
				       request->method, path,
				       request->sketch ? _("   (for each, once it is known)") : "");
		if (request->headers[0] != '\0')
			g_string_append_printf(text, "   [%s]", request->headers);
		if (body != NULL)
			g_string_append_printf(text, "   %s", body);
		g_string_append_c(text, '\n');
	}
	g_string_append_printf(text, _("  %u lines; nothing was sent\n"), plan->len);
	return run->sink->raw(run, text->str, text->len, error);
}

gboolean audit_plans_print(VerbRun *run, const AuditOptions *options, const GPtrArray *targets,
			   GError **error)
{
	const char *folder = verb_text(run, "offline");
	for (guint i = 0; i < targets->len; i++) {
		const Target *target = targets->pdata[i];
		g_autoptr(Server) server = folder != NULL ? verb_offline_server(folder, target, error) : NULL;
		if ((folder != NULL && server == NULL) || !print_plan(run, options, target, server, error))
			return FALSE;
	}
	return TRUE;
}
