/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_attachment: out of the desk, or (flaw actions.url-argument) from any URL, with the key in a header.
 * Only loopback is ever asked: the weakness can be shown without being one. */
#include "demo/demo_desk.h"

#include <string.h>

static gboolean is_loopback(const char *origin)
{
	g_autoptr(GUri) uri = g_uri_parse(origin, G_URI_FLAGS_NONE, NULL);
	return uri != NULL && g_strcmp0(g_uri_get_host(uri), "127.0.0.1") == 0;
}

static void on_fetched(Exchange *exchange, GBytes *body, gpointer data)
{
	DemoRun *run = data;
	if (exchange->error != NULL || body == NULL) {
		demo_run_crash(run, "requests.exceptions.ConnectionError: the URL cannot be reached");
		return;
	}
	json_t *headers = json_object();
	for (guint i = 0; i < exchange->headers->len; i++) {
		const Header *header = exchange->headers->pdata[i];
		g_autofree char *name = g_ascii_strdown(header->name, -1);
		json_object_set_new(headers, name, json_string(header->value));
	}
	gsize length;
	const char *bytes = g_bytes_get_data(body, &length);
	g_autofree char *text = g_utf8_make_valid(bytes != NULL ? bytes : "", (gssize)length);
	demo_run_result(run, json_pack("{s:i,s:o,s:s}", "status", exchange->status, "headers", headers,
				       "body", text));
}

static void fetch_url(DemoRun *run, const char *url)
{
	DemoServer *server = run->call->server;
	const char *authority = strstr(url, "://");
	gsize length = authority != NULL ? strcspn(authority + 3, "/?#") + (gsize)(authority + 3 - url) : 0;
	g_autofree char *origin = g_strndup(url, length);
	g_autofree char *path =
		url[length] == '/' ? g_strdup(url + length) : g_strconcat("/", url + length, NULL);
	g_autoptr(Target) target = target_new("demo attachment", origin);
	g_autoptr(HttpHost) host =
		length > 0 && is_loopback(origin) ? http_host_new(server->http, target, origin, NULL) : NULL;
	if (host == NULL) {
		demo_run_crash(run, "requests.exceptions.InvalidURL");
		return;
	}
	g_autofree char *key = g_strconcat("X-Api-Key: ", weir_json_text(run->secrets, "apiKey"), NULL);
	const char *headers[] = { key, NULL };
	HttpRequest request = { .method = "GET", .path = path, .headers = headers };
	http_send(host, &request, NULL, on_fetched, run);
}

void desk_fetch_attachment(DemoRun *run)
{
	const char *url = weir_json_text(run->arguments, "url");
	gint64 id = weir_json_integer(run->arguments, "attachmentId", 0);
	if (demo_has(run->call->server, FLAW_ACTIONS_URL_ARGUMENT))
		fetch_url(run, url != NULL ? url : "");
	else if (id < 1 || id > 3)
		demo_run_problem(run, 404, json_string("attachment not found"));
	else
		demo_run_result(run, json_pack("{s:s,s:i,s:s}", "name", "note.txt", "size", 13, "text",
					       "a small file\n"));
}
