/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what: requests without a token, with a wrong one, and for what belongs to others. */
#include <string.h>

#include "audit/access.h"
#include "audit/probes_families.h"

static const char *const needs_lists[] = { "subscriptions", NULL };

static void build_manifest(ProbeBuilder *builder, const Evidence *evidence)
{
	probe_get(builder, NULL, "/manifest", SEND_NOTHING);
}

static void build_readiness(ProbeBuilder *builder, const Evidence *evidence)
{
	probe_get(builder, NULL, "/readiness", SEND_NOTHING);
}

/* ---- auth.required ---- */

struct routes {
	ProbeBuilder *builder;
	const Evidence *evidence;
	guint asked;
};

static void add_route(const AdminRoute *route, gpointer data)
{
	struct routes *routes = data;
	g_autofree char *path = access_fill(routes->evidence, route->path);
	g_autofree char *subject = g_strdup_printf("%s %s", route->method, route->path);
	g_autoptr(GBytes) empty = g_bytes_new_static("{}", 2);
	gboolean posts = strcmp(route->method, "POST") == 0 && !route->asks_options;
	ProbeRequest request = { .method = route->asks_options ? "OPTIONS" : route->method,
				 .path = path,
				 .send = SEND_NOTHING,
				 .body = posts ? empty : NULL };
	if (path == NULL || routes->asked == ACCESS_MOST_ROUTES)
		return;
	routes->asked++;
	probe_add(routes->builder, subject, &request);
}

static void build_required(ProbeBuilder *builder, const Evidence *evidence)
{
	struct routes routes = { builder, evidence, 0 };
	access_foreach_route(evidence, add_route, &routes);
}

/* ---- tokens that are none ---- */

static void build_bad_token(ProbeBuilder *builder, const Evidence *evidence)
{
	static const struct {
		const char *subject;
		ProbeSend send;
	} forms[] = {
		{ "a truncated token", SEND_TRUNCATED },
		{ "the token in another case", SEND_UPPER_CASED },
		{ "another scheme", SEND_OTHER_SCHEME },
	};
	g_autofree char *made_up = g_strdup_printf("Bearer weir-%s", evidence_unknown_id(evidence));
	g_autofree char *query =
		g_strdup_printf("/manifest?token=weir-%s&access_token=weir-%s", evidence_unknown_id(evidence),
				evidence_unknown_id(evidence));
	ProbeRequest wrong = { .path = "/manifest", .send = SEND_GIVEN, .authorization = made_up };
	ProbeRequest empty = { .path = "/manifest", .send = SEND_GIVEN, .authorization = "Bearer " };
	probe_add(builder, "a wrong token", &wrong);
	probe_add(builder, "an empty token", &empty);
	probe_get(builder, "a made-up token in the query", query, SEND_NOTHING);
	for (gsize i = 0; i < G_N_ELEMENTS(forms) && evidence_has_token(evidence); i++)
		probe_get(builder, forms[i].subject, "/manifest", forms[i].send);
}

static void build_example_token(ProbeBuilder *builder, const Evidence *evidence)
{
	static const char *const tokens[] = { "optional-shared-token", "engine-api-key" };
	for (gsize i = 0; i < G_N_ELEMENTS(tokens); i++) {
		g_autofree char *header = g_strconcat("Bearer ", tokens[i], NULL);
		ProbeRequest request = { .path = "/manifest", .send = SEND_GIVEN, .authorization = header };
		probe_add(builder, tokens[i], &request);
	}
}

/* ---- auth.path ---- */

static void add_form(ProbeBuilder *builder, const char *subject, const char *method, const char *path)
{
	ProbeRequest request = { .method = method, .path = path, .send = SEND_NOTHING };
	probe_add(builder, subject, &request);
}

/* Headers by which a proxy hands on the path that was asked for. */
static void add_original_url(ProbeBuilder *builder, const Evidence *evidence, const char *subject,
			     const char *path, const char *original)
{
	g_autofree char *prefix = access_prefix(evidence->target->url);
	g_autofree char *first = g_strdup_printf("X-Original-URL: %s%s", prefix, original);
	g_autofree char *second = g_strdup_printf("X-Rewrite-URL: %s%s", prefix, original);
	const char *const headers[] = { first, second, NULL };
	ProbeRequest request = { .path = path, .headers = headers, .send = SEND_NOTHING };
	probe_add(builder, subject, &request);
}

/* Prefixes that a careless check lets pass: those of the routes where events come in, and what is always
 * open. */
static void add_query(ProbeBuilder *builder, const Evidence *evidence)
{
	enum { MOST = 3 };
	g_autoptr(GString) path = g_string_new("/manifest?x=/hooks/");
	guint added = 0;
	for (guint i = 0; evidence->server != NULL && i < evidence->server->triggers->len; i++) {
		const Trigger *trigger = evidence->server->triggers->pdata[i];
		const char *open = trigger->route.path != NULL ? strchr(trigger->route.path, '{') : NULL;
		g_autofree char *filled = open != NULL ? access_fill(evidence, trigger->route.path) : NULL;
		if (filled == NULL || open - trigger->route.path < 2 || added++ == MOST)
			continue;
		g_string_append(path, "&x=");
		g_string_append_len(path, trigger->route.path, open - trigger->route.path);
	}
	g_string_append(path, "&x=/liveness");
	add_form(builder, "an open prefix in the query", "GET", path->str);
}

static void build_path(ProbeBuilder *builder, const Evidence *evidence)
{
	static const struct {
		const char *subject, *method, *path;
	} forms[] = {
		{ "two slashes", "GET", "//manifest" },
		{ "a dot segment", "GET", "/./manifest" },
		{ "/liveness/../manifest", "GET", "/liveness/../manifest" },
		{ "encoded slashes", "GET", "/liveness%2F..%2Fmanifest" },
		{ "an encoded slash at the start", "GET", "/%2Fmanifest" },
		{ "HEAD", "HEAD", "/manifest" },
		{ "OPTIONS", "OPTIONS", "/manifest" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
		add_form(builder, forms[i].subject, forms[i].method, forms[i].path);
	add_original_url(builder, evidence, "X-Original-URL to the manifest", "/liveness", "/manifest");
	add_original_url(builder, evidence, "X-Original-URL to an open path", "/manifest", "/liveness");
	add_query(builder, evidence);
}

static void build_host(ProbeBuilder *builder, const Evidence *evidence)
{
	static const char *const tails[] = { "/liveness?", "/liveness#", "/readiness?" };
	g_autofree char *authority = access_authority(evidence->target->url);
	for (gsize i = 0; i < G_N_ELEMENTS(tails); i++) {
		g_autofree char *header = g_strdup_printf("Host: %s%s", authority, tails[i]);
		g_autofree char *subject = g_strdup_printf("Host: HOST%s", tails[i]);
		const char *const headers[] = { header, NULL };
		ProbeRequest request = { .path = "/manifest", .headers = headers, .send = SEND_NOTHING };
		probe_add(builder, subject, &request);
	}
}

/* Routes whose first segment is a parameter, with OPTIONS: whoever passes the check is told 405. */
static void build_question(ProbeBuilder *builder, const Evidence *evidence)
{
	enum { MOST = 4 };
	const json_t *openapi = evidence->server != NULL ? evidence->server->openapi : NULL;
	const char *template;
	json_t *item;
	guint added = 0;
	json_object_foreach (json_object_get(openapi, "paths"), template, item) {
		g_autofree char *plain =
			g_str_has_prefix(template, "/{") ? access_fill(evidence, template) : NULL;
		const char *rest = plain != NULL ? strchr(plain + 1, '/') : NULL;
		if (rest == NULL || added++ >= MOST)
			continue;
		g_autofree char *odd = g_strconcat("/liveness%3F", rest, NULL);
		g_autofree char *odd_subject = g_strconcat("question ", template, NULL);
		g_autofree char *plain_subject = g_strconcat("plain ", template, NULL);
		add_form(builder, odd_subject, "OPTIONS", odd);
		add_form(builder, plain_subject, "OPTIONS", plain);
	}
}

/* ---- isolation ---- */

/* A subscription of another connection than `connection`; NULL. */
static const char *foreign_subscription(const Evidence *evidence, const char *connection)
{
	for (guint i = 0; access_connection(evidence, i) != NULL; i++) {
		const char *other = access_connection(evidence, i);
		const char *id =
			strcmp(other, connection) != 0 ? access_first_subscription(evidence, other) : NULL;
		if (id != NULL)
			return id;
	}
	return NULL;
}

static void add_pair(ProbeBuilder *builder, const char *connection, const char *foreign, const char *unknown)
{
	g_autofree char *path = probe_path("/connections/%s/subscriptions/%s", connection,
					   foreign != NULL ? foreign : unknown);
	probe_get(builder, connection, path, SEND_TOKEN);
}

/* Under the first connections that are not its own; with one connection, under an unknown one. */
static void build_subscriptions_of(ProbeBuilder *builder, const Evidence *evidence, gboolean foreign)
{
	enum { MOST = 3 };
	const char *unknown = evidence_unknown_id(evidence);
	guint added = 0;
	for (guint i = 0; access_connection(evidence, i) != NULL && added < MOST; i++) {
		const char *connection = access_connection(evidence, i);
		const char *id = foreign_subscription(evidence, connection);
		if (id == NULL)
			continue;
		add_pair(builder, connection, foreign ? id : NULL, unknown);
		added++;
	}
	const char *id = foreign_subscription(evidence, unknown);
	if (added == 0 && id != NULL)
		add_pair(builder, unknown, foreign ? id : NULL, unknown);
}

static void build_foreign(ProbeBuilder *builder, const Evidence *evidence)
{
	build_subscriptions_of(builder, evidence, TRUE);
}

static void build_unknown(ProbeBuilder *builder, const Evidence *evidence)
{
	build_subscriptions_of(builder, evidence, FALSE);
}

static void build_id_tail(ProbeBuilder *builder, const Evidence *evidence)
{
	static const char *const tails[] = { "%3Fx=1", "%23" };
	const char *id = access_connection(evidence, 0);
	for (gsize i = 0; id != NULL && i < G_N_ELEMENTS(tails); i++) {
		g_autofree char *base = probe_path("/connections/%s", id);
		g_autofree char *path = g_strconcat(base, tails[i], NULL);
		probe_get(builder, tails[i], path, SEND_TOKEN);
	}
}

static void build_dot_list(ProbeBuilder *builder, const Evidence *evidence)
{
	probe_get(builder, NULL, "/connections/%2e%2e/subscriptions?limit=1", SEND_TOKEN);
}

#define CANNOT(text) "nothing: " text
const struct probe probes_access[] = {
	{ "manifest-no-token", LEVEL_SAFE, CANNOT("a documented GET without a token"), NULL, FALSE, NULL,
	  build_manifest },
	{ "auth-required", LEVEL_SAFE,
	  CANNOT("no token; GET and OPTIONS read, and POST carries {} for a connection that does not exist"),
	  probe_needs_documents, FALSE,
	  "GET {each admin route of OpenAPI that is read; others: OPTIONS, or POST} | Content-Type | {} "
	  "(POST)",
	  build_required },
	{ "bad-token", LEVEL_SAFE, CANNOT("a documented GET with a token that is none"), NULL, FALSE, NULL,
	  build_bad_token },
	{ "example-token", LEVEL_SAFE, CANNOT("a documented GET with a token of the SDK's manual"), NULL,
	  FALSE, NULL, build_example_token },
	{ "auth-path", LEVEL_SAFE, CANNOT("GET, HEAD and OPTIONS of the manifest without a token"),
	  probe_needs_documents, FALSE,
	  "GET {/manifest in other spellings; HEAD and OPTIONS, too} | X-Original-URL, X-Rewrite-URL (of "
	  "two)",
	  build_path },
	{ "auth-path-host", LEVEL_SAFE, CANNOT("a documented GET without a token"), NULL, TRUE, NULL,
	  build_host },
	{ "auth-path-question", LEVEL_SAFE, CANNOT("OPTIONS without a token"), probe_needs_documents, FALSE,
	  "OPTIONS /liveness%3F/{rest of each route whose first segment is a parameter}", build_question },
	{ "readiness", LEVEL_SAFE, CANNOT("a documented GET; the server asks its engine for subscriptions"),
	  NULL, FALSE, NULL, build_readiness },
	{ "foreign-subscription", LEVEL_SAFE, CANNOT("a documented GET"), needs_lists, FALSE,
	  "GET /connections/{A}/subscriptions/{a subscription of B} | Authorization", build_foreign },
	{ "unknown-subscription", LEVEL_SAFE, CANNOT("a documented GET"), needs_lists, FALSE,
	  "GET /connections/{A}/subscriptions/{an id that does not exist} | Authorization", build_unknown },
	{ "id-tail", LEVEL_SAFE, CANNOT("GET"), NULL, FALSE, NULL, build_id_tail },
	{ "dot-list", LEVEL_SAFE, CANNOT("GET of a list"), NULL, FALSE, NULL, build_dot_list },
	{ NULL },
};
