/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of routes against the OpenAPI document of a recorded server. */
#include "suite.h"

#include "base/json.h"
#include "client/client.h"

#include <string.h>

static gboolean documented(json_t *paths, const struct client_route *route)
{
	const char *path;
	json_t *item;
	g_autofree char *method = g_ascii_strdown(route->method, -1);
	json_object_foreach (paths, path, item) {
		g_autoptr(GRegex) parameter = g_regex_new("\\{[^}]*\\}", 0, 0, NULL);
		g_autofree char *shape = g_regex_replace_literal(parameter, path, -1, 0, "{id}", 0, NULL);
		if (strcmp(shape, route->path) == 0 && json_object_get(item, method) != NULL)
			return TRUE;
	}
	return FALSE;
}

/* OpenAPI names each action and trigger in the path; those, and the document itself, are left out. */
START_TEST(routes_are_in_openapi)
{
	g_autofree char *file = suite_shared("contract/locked/openapi.json");
	g_autoptr(json_t) openapi = json_load_file(file, 0, NULL);
	json_t *paths = weir_json_object(openapi, "paths");
	guint seen = 0;
	for (guint i = 0; i < N_ROUTES; i++) {
		const struct client_route *route = &client_routes[i];
		if (route->auth == AUTH_ENGINE || i == ROUTE_OPENAPI || i == ROUTE_ACTION_CALL ||
		    i == ROUTE_FORM || i == ROUTE_FORM_SELECT || i == ROUTE_SUBSCRIPTION_CREATE)
			continue;
		ck_assert_msg(documented(paths, route), "%s %s", route->method, route->path);
		seen++;
	}
	ck_assert_uint_eq(seen, 10);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { routes_are_in_openapi, NULL };
	g_autofree char *file = suite_shared("contract/locked/openapi.json");
	return file != NULL ? suite_run("client/openapi-routes", tests)
			    : suite_skip("client/openapi-routes", "the recordings are not there");
}
