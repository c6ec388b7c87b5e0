/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_private.h"

#include "base/error.h"
#include "base/text.h"

#include <glib/gi18n.h>
#include <string.h>

const struct client_route client_routes[N_ROUTES] = {
	{ ROUTE_LIVENESS, "liveness", "GET", "/liveness", AUTH_NONE, FALSE },
	{ ROUTE_READINESS, "readiness", "GET", "/readiness", AUTH_NONE, FALSE },
	{ ROUTE_MANIFEST, "manifest", "GET", "/manifest", AUTH_TOKEN, FALSE },
	{ ROUTE_COMPONENTS, "components", "GET", "/components", AUTH_TOKEN, FALSE },
	{ ROUTE_OPENAPI, "openapi", "GET", "/openapi.json", AUTH_TOKEN, FALSE },
	{ ROUTE_TOOL_CALL, "tool-call", "POST", "/call", AUTH_TOKEN, TRUE },
	{ ROUTE_CONNECTION_CREATE, "connection-create", "POST", "/connections", AUTH_TOKEN, TRUE },
	{ ROUTE_CONNECTION, "connection", "GET", "/connections/{id}", AUTH_TOKEN, FALSE },
	{ ROUTE_ACTION_CALL, "action-call", "POST", "/connections/{id}/call/{id}", AUTH_TOKEN, TRUE },
	{ ROUTE_FORM, "form", "GET", "/connections/{id}/form/{id}", AUTH_TOKEN, FALSE },
	/* asks for the choices that are left; changes nothing */
	{ ROUTE_FORM_SELECT, "form-select", "POST", "/connections/{id}/form/{id}", AUTH_TOKEN, FALSE },
	{ ROUTE_SUBSCRIPTION_CREATE, "subscription-create", "POST", "/connections/{id}/subscriptions/{id}",
	  AUTH_TOKEN, TRUE },
	{ ROUTE_SUBSCRIPTIONS, "subscriptions", "GET", "/connections/{id}/subscriptions", AUTH_TOKEN, FALSE },
	{ ROUTE_SUBSCRIPTION, "subscription", "GET", "/connections/{id}/subscriptions/{id}", AUTH_TOKEN,
	  FALSE },
	{ ROUTE_SUBSCRIPTION_DELETE, "subscription-delete", "DELETE", "/connections/{id}/subscriptions/{id}",
	  AUTH_TOKEN, TRUE },
	{ ROUTE_ENGINE_CONNECTION_CREATE, "engine-connection-create", "POST", "/connections", AUTH_ENGINE,
	  TRUE },
	{ ROUTE_ENGINE_CONNECTION, "engine-connection", "GET", "/connections/{id}", AUTH_ENGINE, FALSE },
	{ ROUTE_ENGINE_SUBSCRIPTION_CREATE, "engine-subscription-create", "POST",
	  "/connections/{id}/subscriptions", AUTH_ENGINE, TRUE },
	{ ROUTE_ENGINE_CONNECTION_SUBSCRIPTIONS, "engine-connection-subscriptions", "GET",
	  "/connections/{id}/subscriptions", AUTH_ENGINE, FALSE },
	{ ROUTE_ENGINE_SUBSCRIPTIONS, "engine-subscriptions", "GET", "/subscriptions", AUTH_ENGINE, FALSE },
	{ ROUTE_ENGINE_SUBSCRIPTION, "engine-subscription", "GET", "/subscriptions/{id}", AUTH_ENGINE,
	  FALSE },
	{ ROUTE_ENGINE_SUBSCRIPTION_PATCH, "engine-subscription-patch", "PATCH",
	  "/connections/{id}/subscriptions/{id}", AUTH_ENGINE, TRUE },
	{ ROUTE_ENGINE_SUBSCRIPTION_DELETE, "engine-subscription-delete", "DELETE",
	  "/connections/{id}/subscriptions/{id}", AUTH_ENGINE, TRUE },
};

/* Percent-encoding does not protect these: servers decode a path before they route it, and the SDK puts what
 * it has decoded into the engine's URL as it is, where it is read once more (../shared/contract, odd-id-*).
 */
static gboolean changes_route(const char *id)
{
	if (strspn(id, ".") == strlen(id)) /* empty too */
		return TRUE;
	for (const char *c = id; *c != '\0'; c++)
		if ((guchar)*c < ' ' || *c == 0x7f || strchr("/\\?#%", *c) != NULL)
			return TRUE;
	return FALSE;
}

gboolean client_id_is_usable(const char *id)
{
	return id != NULL && !changes_route(id);
}

static gboolean append_id(GString *path, const char *id, GError **error)
{
	if (id == NULL || changes_route(id)) {
		g_autofree char *shown = text_visible(id != NULL ? id : "", -1, TEXT_ONE_LINE);
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("not usable as an id or a name: \"%s\": it is empty, only dots, or holds one "
			      "of / \\ ? "
			      "# %% or a control character, which would lead elsewhere"),
			    shown);
		return FALSE;
	}
	for (const char *c = id; *c != '\0'; c++) {
		if (g_ascii_isalnum(*c) || strchr("-._~", *c) != NULL)
			g_string_append_c(path, *c);
		else
			g_string_append_printf(path, "%%%02X", (guchar)*c);
	}
	return TRUE;
}

char *client_path(const struct client_route *route, const char *const *ids, const char *query, GError **error)
{
	static const char *const none[] = { NULL };
	g_autoptr(GString) path = g_string_new(NULL);
	const char *from = route->path, *slot;
	ids = ids != NULL ? ids : none;
	while ((slot = strstr(from, "{id}")) != NULL) {
		g_string_append_len(path, from, slot - from);
		if (!append_id(path, *ids, error))
			return NULL;
		ids++;
		from = slot + strlen("{id}");
	}
	g_string_append(path, from);
	if (query != NULL && query[0] != '\0')
		g_string_append_printf(path, "?%s", query);
	return g_string_free(g_steal_pointer(&path), FALSE);
}
