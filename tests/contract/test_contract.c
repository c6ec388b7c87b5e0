/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every recorded exchange that the ticket desk can mean, sent to the demo server: status and shape of the
 * JSON agree, and so does what was dispatched.  One TAP test an exchange; what is not compared stands in
 * contract_table.c. */
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "contract_table.h"
#include "recording.h"
#include "shape.h"
#include "suite.h"
#include "wire.h"

typedef struct {
	const struct contract_server *server;
	GPtrArray *recordings;
	Translation translation;
	WireReceiver *receiver;
	GMainLoop *loop;
	DemoServer *demo;
	DemoEngine engine; /* as the exchange under way found it */
	int number, compared, failed;
} Play;

static void tap(Play *play, const Recording *recording, const char *problem, const char *skipped)
{
	play->number++;
	play->failed += problem != NULL;
	play->compared += skipped == NULL;
	printf("%sok %d - %s/%s-%s%s%s\n", problem != NULL ? "not " : "", play->number, recording->folder,
	       recording->number, recording->name, skipped != NULL ? " # SKIP " : "",
	       skipped != NULL ? skipped : "");
	if (problem != NULL)
		printf("# %s\n", problem);
}

static char *body_problem(const json_t *recorded, const WireAnswer *answer, json_t **parsed)
{
	*parsed = json_loadb((const char *)answer->body->data, answer->body->len,
			     JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	gboolean was_json = recorded != NULL && !json_is_null(recorded) && !json_is_string(recorded);
	if (was_json && *parsed == NULL)
		return g_strdup_printf("recorded is JSON, answered: %.*s", (int)MIN(answer->body->len, 200u),
				       (const char *)answer->body->data);
	if (was_json)
		return shape_difference(recorded, *parsed);
	if ((recorded == NULL || json_is_null(recorded)) && answer->body->len > 0 && !json_is_null(*parsed))
		return g_strdup_printf("recorded is empty, answered %u bytes", answer->body->len);
	if (json_is_string(recorded) && answer->body->len == 0)
		return g_strdup("recorded is a text, answered nothing");
	return NULL;
}

static char *callbacks_problem(Play *play, const Recording *recording)
{
	g_autoptr(json_t) got = wire_receiver_take(play->receiver);
	gsize expected = json_array_size(recording->callbacks);
	if (json_array_size(got) != expected)
		return g_strdup_printf("%" G_GSIZE_FORMAT " callbacks, recorded are %" G_GSIZE_FORMAT,
				       json_array_size(got), expected);
	for (gsize i = 0; i < expected; i++) {
		const json_t *then = json_object_get(json_array_get(recording->callbacks, i), "request");
		const json_t *now = json_array_get(got, i);
		/* a large body was cut when it was recorded, and is a text there */
		const json_t *body = json_object_get(then, "body");
		g_autofree char *shape = json_is_string(body) && json_string_length(body) > 0
						 ? NULL
						 : shape_difference(body, json_object_get(now, "body"));
		if (shape != NULL)
			return g_strdup_printf("callback: %s", shape);
		gboolean had = json_object_get(json_object_get(then, "headers"), "authorization") != NULL;
		gboolean has = json_object_get(json_object_get(now, "headers"), "authorization") != NULL;
		if (had != has)
			return g_strdup_printf("callback %s a credential, the recorded one %s",
					       has ? "carried" : "lacked",
					       had ? "did not lack it" : "had none");
	}
	return NULL;
}

static char *compare(Play *play, const Recording *recording, const WireAnswer *answer)
{
	int status = (int)weir_json_integer(recording->response, "status", 0);
	const json_t *body = json_object_get(recording->response, "body");
	if (answer->status != status)
		return g_strdup_printf("status %d, recorded is %d: %.*s", answer->status, status,
				       (int)MIN(answer->body->len, 200u), (const char *)answer->body->data);
	g_autoptr(json_t) parsed = NULL;
	char *problem = body_problem(body, answer, &parsed);
	shape_learn_ids(body, parsed, play->translation.ids);
	char *called = callbacks_problem(play, recording);
	if (problem != NULL) {
		g_free(called);
		return problem;
	}
	return called;
}

static gboolean set_engine(gpointer data)
{
	Play *play = data;
	demo_set_engine(play->demo, play->engine);
	return G_SOURCE_REMOVE;
}

static void play_one(Play *play, const Recording *recording)
{
	const struct contract_exception *except = contract_exception(recording->folder, recording->name);
	if (except != NULL && !except->sent) {
		tap(play, recording, NULL, except->reason);
		return;
	}
	/* Before the sockets are looked at: this is the thread beside the server's. */
	play->engine = contract_engine(recording->name);
	g_main_context_invoke_full(NULL, G_PRIORITY_HIGH, set_engine, play, NULL);
	g_autofree char *head = NULL, *body = NULL, *problem = NULL;
	gsize length;
	recording_request(recording, &play->translation, &head, &body, &length);
	recording_learn_secrets(recording, &play->translation);
	g_autoptr(GError) error = NULL;
	g_autoptr(WireAnswer) answer = wire_send(play->translation.server_port, head, body, length, &error);
	problem = answer != NULL ? compare(play, recording, answer) : g_strdup(error->message);
	if (except != NULL)
		tap(play, recording, NULL, except->reason);
	else
		tap(play, recording, problem, NULL);
}

static gpointer play_all(gpointer data)
{
	Play *play = data;
	for (guint i = 0; i < play->recordings->len; i++)
		play_one(play, g_ptr_array_index(play->recordings, i));
	g_main_loop_quit(play->loop);
	return NULL;
}

/* FALSE where the demo server or the receiver did not start. */
static gboolean play_server(Play *play, GError **error)
{
	DemoOptions options;
	demo_options_init(&options);
	options.mode = play->server->mode;
	options.token = play->server->token;
	options.flaws = play->server->flaws;
	options.connections = 0;
	options.subscriptions = 0;
	g_autoptr(DemoServer) demo = demo_start(&options, error);
	if (demo == NULL)
		return FALSE;
	play->demo = demo;
	play->receiver = wire_receiver_start(error);
	if (play->receiver == NULL)
		return FALSE;
	play->loop = g_main_loop_new(NULL, FALSE);
	play->translation = (Translation){
		.server_port = (int)g_ascii_strtoll(strrchr(demo_url(demo), ':') + 1, NULL, 10),
		.receiver_port = wire_receiver_port(play->receiver),
		.ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
		.secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	GThread *thread = g_thread_new("recordings", play_all, play);
	g_main_loop_run(play->loop);
	g_thread_join(thread);
	g_hash_table_unref(play->translation.ids);
	g_hash_table_unref(play->translation.secrets);
	g_main_loop_unref(play->loop);
	wire_receiver_stop(play->receiver);
	return TRUE;
}

int main(void)
{
	Play play = { 0 };
	for (gsize i = 0; i < G_N_ELEMENTS(contract_servers); i++) {
		g_autoptr(GError) error = NULL;
		play.server = &contract_servers[i];
		g_autoptr(GPtrArray) recordings = recordings_load(play.server->folder);
		if (recordings == NULL)
			return suite_skip("contract", "the recordings of ../shared are not there");
		play.recordings = recordings;
		if (!play_server(&play, &error)) {
			printf("Bail out! %s\n", error->message);
			return 1;
		}
	}
	printf("# compared %d of %d exchanges\n1..%d\n", play.compared, play.number, play.number);
	return play.failed == 0 ? 0 : 1;
}
