/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transport and configuration: TLS, the plain port, what stands open, and how bad input is answered. */
#include <string.h>

#include "audit/access.h"
#include "audit/probes_families.h"

#define FOREIGN_HOST "weir.invalid"

/* ---- transport ---- */

static void build_tls(ProbeBuilder *builder, const Evidence *evidence)
{
	ProbeRequest old = { .kind = ASK_TLS, .tls_minimum = 10, .tls_maximum = 11 };
	ProbeRequest newest = { .kind = ASK_TLS, .tls_minimum = 13, .tls_maximum = 13 };
	if (!access_url_is_https(evidence->target->url))
		return;
	probe_add(builder, "old", &old);
	probe_add(builder, "newest", &newest);
}

static void build_port_80(ProbeBuilder *builder, const Evidence *evidence)
{
	enum { PATIENCE_MS = 5000 };
	g_autofree char *prefix = access_prefix(evidence->target->url);
	g_autofree char *path = g_strconcat(prefix, "/liveness", NULL);
	ProbeRequest request = {
		.kind = ASK_PORT_80, .path = path, .send = SEND_NOTHING, .timeout_ms = PATIENCE_MS
	};
	if (access_is_on_443(evidence->target->url))
		probe_add(builder, NULL, &request);
}

/* ---- what stands open ---- */

static void build_paths(ProbeBuilder *builder, const char *const *paths)
{
	for (gsize i = 0; paths[i] != NULL; i++)
		probe_get(builder, paths[i], paths[i], SEND_NOTHING);
}

static void build_docs(ProbeBuilder *builder, const Evidence *evidence)
{
	static const char *const paths[] = { "/docs", "/redoc", "/openapi.json", NULL };
	build_paths(builder, paths);
}

static void build_hidden(ProbeBuilder *builder, const Evidence *evidence)
{
	static const char *const paths[] = { "/debug", "/metrics", "/env",  "/config",
					     "/admin", "/console", "/.env", NULL };
	g_autofree char *nowhere = g_strconcat("/weir-", evidence_unknown_id(evidence), NULL);
	build_paths(builder, paths);
	probe_get(builder, "nowhere", nowhere, SEND_NOTHING);
}

static void build_cors(ProbeBuilder *builder, const Evidence *evidence)
{
	static const char *const plain[] = { "Origin: https://" FOREIGN_HOST, NULL };
	static const char *const preflight[] = { "Origin: https://" FOREIGN_HOST,
						 "Access-Control-Request-Method: POST",
						 "Access-Control-Request-Headers: authorization,content-type",
						 NULL };
	ProbeRequest get = { .path = "/liveness", .headers = plain, .send = SEND_NOTHING };
	ProbeRequest ask = {
		.method = "OPTIONS", .path = "/connections", .headers = preflight, .send = SEND_NOTHING
	};
	probe_add(builder, "GET", &get);
	probe_add(builder, "preflight", &ask);
}

static void add_host(ProbeBuilder *builder, const char *header)
{
	const char *const headers[] = { header, NULL };
	ProbeRequest request = { .path = "/manifest/", .headers = headers, .send = SEND_TOKEN };
	probe_add(builder, NULL, &request);
}

static void build_foreign_host(ProbeBuilder *builder, const Evidence *evidence)
{
	add_host(builder, "Host: " FOREIGN_HOST);
}

static void build_host_parsing(ProbeBuilder *builder, const Evidence *evidence)
{
	add_host(builder, "Host: " FOREIGN_HOST "/x?");
}

/* ---- bad input ---- */

static void add_body(ProbeBuilder *builder, const char *subject, const char *path, GBytes *body,
		     const char *sketch)
{
	ProbeRequest request = {
		.method = "POST", .path = path, .send = SEND_TOKEN, .body = body, .body_sketch = sketch
	};
	probe_add(builder, subject, &request);
}

/* Deeper than Python's usual limit of recursion allows where an answer repeats it. */
static GBytes *deep_json(void)
{
	enum { DEPTH = 800 };
	static GBytes *bytes;
	if (bytes == NULL) {
		char *text = g_malloc(2 * DEPTH);
		memset(text, '[', DEPTH);
		memset(text + DEPTH, ']', DEPTH);
		bytes = g_bytes_new_take(text, 2 * DEPTH);
	}
	return bytes;
}

/* Bodies that cannot be stored: no JSON, a list where an object must be, a tool that does not exist. */
static void build_bad_input(ProbeBuilder *builder, const Evidence *evidence)
{
	static const char call[] = "{\"name\":\"weir_no_such_tool\",\"ebbot_data\":{},\"llm_arguments\":{},"
				   "\"secrets\":{},\"env\":{}}";
	g_autofree char *list = probe_path("/connections/%s/subscriptions", evidence_unknown_id(evidence));
	g_autofree char *limit = g_strconcat(list, "?limit=abc", NULL);
	g_autoptr(GBytes) cut = g_bytes_new_static("{\"options\": ", strlen("{\"options\": "));
	g_autoptr(GBytes) unknown = g_bytes_new_static(call, strlen(call));
	probe_get(builder, "limit", limit, SEND_TOKEN);
	probe_get(builder, "dot", "/connections/%2e", SEND_TOKEN);
	add_body(builder, "malformed", "/connections", cut, NULL);
	add_body(builder, "call", "/call", unknown, NULL);
	add_body(builder, "deep", "/connections", deep_json(), "800 nested lists");
}

/* ---- development mode ---- */

static void build_unknown_list(ProbeBuilder *builder, const Evidence *evidence)
{
	g_autofree char *path = probe_path("/connections/%s/subscriptions", evidence_unknown_id(evidence));
	probe_get(builder, NULL, path, SEND_TOKEN);
}

/* One more than the largest number of SQLite, where a development server keeps its rows.  Of a connection
 * that does not exist, which such a server lists, too: an engine that takes the number would return all rows.
 */
static void build_limit(ProbeBuilder *builder, const Evidence *evidence)
{
	g_autofree char *list = probe_path("/connections/%s/subscriptions", evidence_unknown_id(evidence));
	g_autofree char *path = g_strconcat(list, "?limit=9223372036854775808", NULL);
	probe_get(builder, NULL, path, SEND_TOKEN);
}

#define CANNOT(text) "nothing: " text
const struct probe probes_config[] = {
	{ "tls", LEVEL_SAFE, CANNOT("a TLS handshake, and no request"), NULL, FALSE, NULL, build_tls },
	{ "port-80", LEVEL_SAFE, CANNOT("GET /liveness without a token"), NULL, TRUE, NULL, build_port_80 },
	{ "docs-no-token", LEVEL_SAFE, CANNOT("GET without a token"), NULL, FALSE, NULL, build_docs },
	{ "hidden-route", LEVEL_SAFE, CANNOT("GET without a token"), NULL, FALSE, NULL, build_hidden },
	{ "cors", LEVEL_SAFE, CANNOT("GET /liveness, and OPTIONS without a token"), NULL, FALSE, NULL,
	  build_cors },
	{ "foreign-host", LEVEL_SAFE, CANNOT("GET; a redirect is not followed"), NULL, TRUE, NULL,
	  build_foreign_host },
	{ "host-parsing", LEVEL_SAFE, CANNOT("GET; a redirect is not followed"), NULL, TRUE, NULL,
	  build_host_parsing },
	{ "bad-input", LEVEL_SAFE,
	  CANNOT("bodies that are no JSON, no object, or name a tool that does not exist"), NULL, FALSE, NULL,
	  build_bad_input },
	{ "unknown-list", LEVEL_SAFE, CANNOT("GET of a list"), NULL, FALSE, NULL, build_unknown_list },
	{ "limit-overflow", LEVEL_SAFE, CANNOT("GET of a list"), NULL, FALSE, NULL, build_limit },
	{ NULL },
};
