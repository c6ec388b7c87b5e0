/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo.h"

#include "base/error.h"
#include "demo/demo_private.h"
#include "leak/formats.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/random.h>

#define BODY_CAP (32 * 1024 * 1024) /* of a server without a limit of its own */

void demo_options_init(DemoOptions *options)
{
	*options = (DemoOptions){
		.mode = DEMO_PROD, .connections = 2, .subscriptions = 6, .servers = 1, .flaws = "stock"
	};
}

char *demo_random(gsize bytes)
{
	guchar random[64];
	bytes = MIN(bytes, sizeof(random));
	for (gsize got = 0; got < bytes;) {
		gssize n = getrandom(random + got, bytes - got, 0);
		got += n > 0 ? (gsize)n : 0;
	}
	GString *text = g_string_sized_new(2 * bytes);
	for (gsize i = 0; i < bytes; i++)
		g_string_append_printf(text, "%02x", random[i]);
	return g_string_free(text, FALSE);
}

/* An unsigned token in the form of a JWT, without a claim that it ends.  The space before the claims keeps it
 * from being taken for somebody's credential where the demo server's own token is told. */
static char *endless_token(void)
{
	static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
			  claims[] = " {\"sub\":\"weir-demo\"}";
	g_autofree char *first = g_base64_encode((const guchar *)header, strlen(header));
	g_autofree char *second = g_base64_encode((const guchar *)claims, strlen(claims));
	g_autofree char *third = demo_random(32);
	first[strcspn(first, "=")] = second[strcspn(second, "=")] = '\0';
	return g_strjoin(".", first, second, third, NULL);
}

static char *make_token(const DemoServer *server, const char *wanted)
{
	if (wanted != NULL)
		return g_str_equal(wanted, "none") ? NULL : g_strdup(wanted);
	if (demo_has(server, FLAW_SECRETS_LIFETIME))
		return endless_token();
	return demo_has(server, FLAW_SECRETS_STRENGTH) ? g_strdup("desk-password") : demo_random(24);
}

static DemoNode *node_new(DemoServer *server, const DemoOptions *options, int number)
{
	DemoNode *node = g_new0(DemoNode, 1);
	node->server = server;
	node->prefix = options->servers > 1 ? g_strdup_printf("/s%d", number + 1) : g_strdup("");
	node->url = g_strconcat(server->origin, node->prefix, NULL);
	node->engine_url = server->mode == DEMO_PROD ? g_strconcat(node->url, "/engine", NULL) : NULL;
	node->token = make_token(server, options->token);
	node->engine_key = demo_random(24);
	node->wf_server_id = g_uuid_string_random();
	node->store = demo_store_new(demo_has(server, FLAW_ISOLATION_IDS));
	node->desks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)demo_desk_free);
	node->deliveries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	demo_seed(node, options->connections, options->subscriptions);
	demo_read_secrets(node);
	return node;
}

static void node_free(gpointer data)
{
	DemoNode *node = data;
	g_hash_table_unref(node->deliveries);
	g_hash_table_unref(node->desks);
	demo_store_free(node->store);
	g_strfreev(node->connections);
	g_free(node->wf_server_id);
	json_decref(node->signing);
	g_free(node->engine_key);
	g_free(node->token);
	g_free(node->engine_url);
	g_free(node->url);
	g_free(node->prefix);
	g_free(node);
}

DemoServer *demo_server_ref(DemoServer *server)
{
	server->references++;
	return server;
}

void demo_server_unref(DemoServer *server)
{
	if (--server->references > 0)
		return;
	g_clear_pointer(&server->nodes, g_ptr_array_unref);
	g_clear_pointer(&server->actions, g_ptr_array_unref);
	g_clear_pointer(&server->by_action, g_hash_table_unref);
	g_clear_pointer(&server->triggers, g_ptr_array_unref);
	g_clear_pointer(&server->manifest, g_bytes_unref);
	g_clear_pointer(&server->components, g_bytes_unref);
	g_clear_pointer(&server->openapi, g_bytes_unref);
	g_free(server->certificate);
	g_free(server->key);
	g_free(server->authority);
	g_free(server->origin);
	g_free(server->credential);
	g_free(server->secrets);
	g_free(server);
}

static gboolean check_options(const DemoOptions *options, GError **error)
{
	const struct {
		const char *name;
		int value, least, most;
	} numbers[] = {
		{ "--port", options->port, 0, 65535 },
		{ "--latency", options->latency_ms, 0, 600000 },
		{ "--connections", options->connections, 0, 10000 },
		{ "--subscriptions", options->subscriptions, 0, 1000000 },
		{ "--actions", options->actions, 0, 10000 },
		{ "--servers", options->servers, 1, 1000 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
		if (numbers[i].value >= numbers[i].least && numbers[i].value <= numbers[i].most)
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("%s is %d, and must be %d to %d."),
			    numbers[i].name, numbers[i].value, numbers[i].least, numbers[i].most);
		return FALSE;
	}
	if (options->token == NULL || *options->token != '\0')
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("The token is empty; give one, or none for no token."));
	return FALSE;
}

static gboolean start_listening(DemoServer *server, const DemoOptions *options, GError **error)
{
	ListenerOptions listen = { .port = options->port,
				   .body_cap = BODY_CAP,
				   .begin = demo_wants_body,
				   .handler = demo_serve,
				   .data = server };
	if (options->tls && !demo_make_certificate(&server->flaws, &server->certificate, &server->key, error))
		return FALSE;
	listen.certificate = server->certificate;
	listen.key = server->key;
	/* GnuTLS takes TLS 1.0 and 1.1 where it is not told otherwise. */
	listen.tls_priorities = demo_has(server, FLAW_TRANSPORT_TLS)
					? "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0"
					: "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
	server->listener = listener_new(&listen, error);
	if (server->listener == NULL)
		return FALSE;
	server->authority = g_strdup_printf("127.0.0.1:%d", listener_port(server->listener));
	server->origin = g_strconcat(options->tls ? "https://" : "http://", server->authority, NULL);
	return TRUE;
}

static gboolean start(DemoServer *server, const DemoOptions *options, GError **error)
{
	if (!check_options(options, error) ||
	    !flaws_parse(options->flaws, options->mode, &server->flaws, error))
		return FALSE;
	server->mode = options->mode;
	server->latency_ms = options->latency_ms;
	server->secrets = g_strdup(options->secrets);
	g_autofree char *random = demo_random(15);
	char sum[LEAK_SUM];
	/* The form of a known credential, its checksum too, put together here so that no scanner of sources
	 * finds one. */
	leak_github_sum(random, strlen(random), sum);
	server->credential = g_strconcat("gh", "p_", random, sum, NULL);
	server->http = http_client_new(error);
	if (server->http == NULL || !start_listening(server, options, error))
		return FALSE;
	demo_build_actions(server, options->actions);
	demo_build_triggers(server);
	demo_build_documents(server);
	server->nodes = g_ptr_array_new_with_free_func(node_free);
	for (int i = 0; i < options->servers; i++)
		g_ptr_array_add(server->nodes, node_new(server, options, i));
	return TRUE;
}

DemoServer *demo_start(const DemoOptions *options, GError **error)
{
	DemoServer *server = g_new0(DemoServer, 1);
	server->references = 1;
	g_queue_init(&server->delayed);
	if (start(server, options, error))
		return server;
	demo_stop(server);
	return NULL;
}

void demo_stop(DemoServer *server)
{
	if (server == NULL)
		return;
	server->stopped = TRUE;
	listener_free(g_steal_pointer(&server->listener));
	http_client_free(g_steal_pointer(&server->http));
	demo_delayed_end(server);
	demo_server_unref(server);
}

static const DemoNode *first(const DemoServer *server)
{
	return server->nodes->pdata[0];
}

const char *demo_url(const DemoServer *server)
{
	return first(server)->url;
}

const char *demo_token(const DemoServer *server)
{
	return first(server)->token;
}

const char *demo_engine_url(const DemoServer *server)
{
	return first(server)->engine_url;
}

const char *demo_engine_token(const DemoServer *server)
{
	return first(server)->engine_url != NULL ? first(server)->engine_key : NULL;
}

const char *const *demo_connections(const DemoServer *server)
{
	return (const char *const *)first(server)->connections;
}

const char **demo_signed_triggers(const DemoServer *server)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < server->triggers->len; i++) {
		const DemoTrigger *trigger = server->triggers->pdata[i];
		if (trigger->guard == GUARD_SIGNATURE)
			g_ptr_array_add(names, (gpointer)trigger->row->name);
	}
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_free(names, FALSE);
}

const char *demo_certificate(const DemoServer *server)
{
	return server->certificate;
}

static json_t *describe_node(const DemoNode *node)
{
	json_t *connections = json_array();
	for (char **id = node->connections; *id != NULL; id++)
		json_array_append_new(connections, json_string(*id));
	return json_pack("{s:s,s:s?,s:s?,s:s?,s:o}", "url", node->url, "token", node->token, "engine",
			 node->engine_url, "engine_token", node->engine_url != NULL ? node->engine_key : NULL,
			 "connections", connections);
}

json_t *demo_describe(const DemoServer *server)
{
	json_t *described = describe_node(first(server));
	if (server->nodes->len == 1)
		return described;
	json_t *servers = json_array();
	for (guint i = 0; i < server->nodes->len; i++)
		json_array_append_new(servers, describe_node(server->nodes->pdata[i]));
	json_object_set_new(described, "servers", servers);
	return described;
}

void demo_set_engine(DemoServer *server, DemoEngine state)
{
	for (guint i = 0; i < server->nodes->len; i++)
		((DemoNode *)server->nodes->pdata[i])->engine_state = state;
}

DemoActivity demo_activity(const DemoServer *server)
{
	DemoActivity activity = { .dispatched = server->dispatched, .runs = server->runs };
	for (guint i = 0; i < server->nodes->len; i++)
		activity.writes += demo_store_writes(((const DemoNode *)server->nodes->pdata[i])->store);
	return activity;
}

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char *demo_contents(const DemoServer *server, gboolean connections)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < server->nodes->len; i++)
		demo_store_lines(((const DemoNode *)server->nodes->pdata[i])->store, connections, lines);
	g_ptr_array_sort(lines, by_text);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}
