/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may pass: the SDK's middleware, which looks at a path and one header. */
#include "demo/demo_private.h"

#include <string.h>

#define THROTTLE_WINDOW (10 * G_USEC_PER_SEC)
#define THROTTLE_TRIES 20

/* The path that the check sees.  Starlette before the fix of CVE-2026-48710 makes a URL of the Host header
 * and the path, and takes the path out of it again; after it, a question mark in the decoded path still ends
 * it. */
static char *seen_path(const DemoCall *call)
{
	const char *host = listener_request_header(call->request, "Host");
	if (demo_has(call->server, FLAW_DEPS_HOST_PARSING) && host != NULL) {
		g_autofree char *whole = g_strconcat(host, call->path, NULL);
		const char *slash = strpbrk(whole, "/?#");
		return slash == NULL ? g_strdup("") : g_strndup(slash, strcspn(slash, "?#"));
	}
	if (demo_has(call->server, FLAW_AUTH_PATH))
		return g_strndup(call->path, strcspn(call->path, "?#"));
	return g_strdup(call->path);
}

static gboolean is_open(const DemoServer *server, const char *path)
{
	static const struct {
		const char *path;
		int only_with;
	} open[] = {
		{ "/liveness", 0 },
		{ "/readiness", FLAW_AUTH_READINESS + 1 },
		{ "/docs", FLAW_CONFIG_DOCS_OPEN + 1 },
		{ "/redoc", FLAW_CONFIG_DOCS_OPEN + 1 },
		{ "/openapi.json", FLAW_CONFIG_DOCS_OPEN + 1 },
		{ "/debug", FLAW_CONFIG_HIDDEN_ROUTES + 1 },
		{ "/metrics", FLAW_CONFIG_HIDDEN_ROUTES + 1 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(open); i++) {
		if (flaws_allow(&server->flaws, open[i].only_with, 0) && g_str_equal(path, open[i].path))
			return TRUE;
	}
	return demo_has(server, FLAW_TRIGGERS_UNSIGNED) && g_str_has_prefix(path, "/hooks/");
}

static gboolean is_token(const DemoCall *call, const char *header)
{
	const DemoServer *server = call->server;
	if (header == NULL)
		return FALSE;
	if (demo_has(server, FLAW_AUTH_BAD_TOKEN) && *header != '\0')
		return TRUE;
	if (demo_has(server, FLAW_AUTH_EXAMPLE_TOKEN) && g_str_equal(header, "Bearer optional-shared-token"))
		return TRUE;
	return g_str_has_prefix(header, "Bearer ") &&
	       g_str_equal(header + strlen("Bearer "), call->node->token);
}

gboolean demo_authorised(const DemoCall *call)
{
	if (call->node->token == NULL || demo_has(call->server, FLAW_AUTH_REQUIRED))
		return TRUE;
	if (is_token(call, listener_request_header(call->request, "Authorization")))
		return TRUE;
	g_autofree char *path = seen_path(call);
	return is_open(call->server, path);
}

gboolean demo_throttled(DemoCall *call)
{
	DemoNode *node = call->node;
	gint64 now = g_get_monotonic_time();
	if (demo_has(call->server, FLAW_AUTH_THROTTLE) ||
	    listener_request_header(call->request, "Authorization") == NULL)
		return FALSE;
	if (now - node->wrong_since > THROTTLE_WINDOW) {
		node->wrong_since = now;
		node->wrong = 0;
	}
	if (++node->wrong <= THROTTLE_TRIES)
		return FALSE;
	demo_answer_throttled(call, "10");
	return TRUE;
}
