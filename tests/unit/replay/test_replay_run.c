/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retry rules, byte fidelity and judgements against a server that answers as a row says. */
#include <string.h>

#include "base/json.h"
#include "net/listener.h"
#include "replay/run.h"
#include "suite.h"

typedef struct {
	GMainLoop *loop;
	Listener *listener;
	guint statuses[8]; /* answered in turn; then the last again */
	guint n_statuses, calls;
	const char *const *headers;
	GPtrArray *bodies;      /* GBytes * */
	GPtrArray *ids, *times; /* char * */
	HttpClient *http;
	Target *target;
	Server *server;
	SecBuf *secret;
	struct scheme *scheme;
	ReplaySetup setup;
	ReplayRun *run;
} Scene;

static void free_bytes(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void on_request(ListenerRequest *request, gpointer data)
{
	Scene *scene = data;
	guint at = MIN(scene->calls, scene->n_statuses - 1);
	const ListenerAnswer answer = { .status = scene->statuses[at],
					.headers = scene->statuses[at] >= 429 ? scene->headers : NULL };
	scene->calls++;
	g_ptr_array_add(scene->bodies, g_bytes_new(request->body->data, request->body->len));
	g_ptr_array_add(scene->ids, g_strdup(listener_request_header(request, "X-Delivery-Id")));
	g_ptr_array_add(scene->times, g_strdup(listener_request_header(request, "X-Timestamp")));
	listener_answer(request, &answer);
}

static char *scheme_value(const char *key, gpointer data)
{
	static const char *const values[][2] = {
		{ "algorithm", "hmac-sha256" },
		{ "signed", "{timestamp}.{body}" },
		{ "signature", "X-Signature: v1={signature|hex}" },
		{ "timestamp", "X-Timestamp: {timestamp}" },
		{ "timestamp-unit", "ms" },
		{ "delivery-id", "X-Delivery-Id: {id}" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
		if (strcmp(values[i][0], key) == 0)
			return g_strdup(values[i][1]);
	return NULL;
}

static const char manifest_text[] =
	"{\"actions\":[],\"triggers\":[{\"name\":\"ticket_changed\",\"payload\":{\"type\":\"object\"}}]}";

static void open_scene(Scene *scene, const guint *statuses, guint n)
{
	g_autoptr(GError) error = NULL;
	memset(scene, 0, sizeof *scene);
	memcpy(scene->statuses, statuses, n * sizeof *statuses);
	scene->n_statuses = n;
	scene->loop = g_main_loop_new(NULL, FALSE);
	const ListenerOptions options = { .handler = on_request, .data = scene };
	scene->listener = listener_new(&options, &error);
	ck_assert_ptr_nonnull(scene->listener);
	scene->bodies = g_ptr_array_new_with_free_func(free_bytes);
	scene->ids = g_ptr_array_new_with_free_func(g_free);
	scene->times = g_ptr_array_new_with_free_func(g_free);
	scene->http = http_client_new(&error);
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", listener_port(scene->listener));
	scene->target = target_new("desk", url);
	TriggerSettings *settings = target_add_trigger(scene->target, "ticket_changed");
	settings->route = g_strdup("POST /hooks/{subscriptionId}");
	g_autoptr(json_t) manifest = json_loads(manifest_text, 0, NULL);
	scene->server = server_build(manifest, NULL, NULL, scene->target, &error);
	ck_assert_msg(scene->server != NULL, "%s", error != NULL ? error->message : "");
	scene->secret = secbuf_new("test", "a secret", strlen("a secret"), NULL);
	scene->scheme = scheme_read("test", "test", scheme_value, NULL);
}

static void done(ReplayRun *run, gpointer data)
{
	g_main_loop_quit(((Scene *)data)->loop);
}

static const ReplayResult *run_cases(Scene *scene, const char *case_id, guint times, GBytes *body)
{
	const ReplayWatch watch = { .done = done, .data = scene };
	const Trigger *trigger = server_trigger(scene->server, "ticket_changed");
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	for (guint i = 0; i < times; i++)
		g_ptr_array_add(rows, (gpointer)replay_case_find(case_id));
	ck_assert_ptr_nonnull(trigger->route.path);
	scene->setup = (ReplaySetup){ .target = scene->target,
				      .server = scene->server,
				      .trigger = trigger,
				      .scheme = scene->scheme,
				      .may_dispatch = TRUE,
				      .body = body };
	scene->setup.own = (ReplaySubscription){ .trigger = trigger, .id = "sub-1", .secret = scene->secret };
	ck_assert_msg(replay_setup_signers(&scene->setup, &error), "%s", error != NULL ? error->message : "");
	g_autoptr(HttpHost) host = http_host_new(scene->http, scene->target, scene->target->url, &error);
	scene->run = replay_run_start(&scene->setup, host, NULL, rows, NULL, &watch);
	g_main_loop_run(scene->loop);
	const GPtrArray *results = replay_run_results(scene->run);
	return results->pdata[results->len - 1];
}

static void close_scene(Scene *scene)
{
	replay_run_free(scene->run);
	replay_setup_clear(&scene->setup);
	scheme_free(scene->scheme);
	secbuf_unref(scene->secret);
	server_free(scene->server);
	http_client_free(scene->http);
	target_free(scene->target);
	listener_free(scene->listener);
	g_ptr_array_unref(scene->bodies);
	g_ptr_array_unref(scene->ids);
	g_ptr_array_unref(scene->times);
	g_main_loop_unref(scene->loop);
}

static GBytes *plain_body(void)
{
	return g_bytes_new_static("{ \"b\" : 1,\n\"a\":2 }\n", strlen("{ \"b\" : 1,\n\"a\":2 }\n"));
}

START_TEST(a_retry_keeps_the_id_and_takes_the_time_of_now)
{
	static const guint statuses[] = { 429, 202 };
	static const char *const wait_one[] = { "Retry-After", "1", NULL };
	Scene scene;
	open_scene(&scene, statuses, 2);
	scene.headers = wait_one;
	g_autoptr(GBytes) body = plain_body();
	gint64 began = g_get_monotonic_time();
	const ReplayResult *result = run_cases(&scene, "valid", 1, body);
	ck_assert_int_eq(result->outcome, OUTCOME_HELD);
	ck_assert_uint_eq(scene.calls, 2);
	ck_assert_int_ge(g_get_monotonic_time() - began, G_TIME_SPAN_SECOND);
	ck_assert_str_eq(scene.ids->pdata[0], scene.ids->pdata[1]);
	ck_assert_str_ne(scene.times->pdata[0], scene.times->pdata[1]);
	close_scene(&scene);
}
END_TEST

START_TEST(a_long_wait_is_not_waited_for)
{
	static const guint statuses[] = { 429 };
	static const char *const wait_long[] = { "Retry-After", "3600", NULL };
	Scene scene;
	open_scene(&scene, statuses, 1);
	scene.headers = wait_long;
	g_autoptr(GBytes) body = plain_body();
	const ReplayResult *result = run_cases(&scene, "valid", 1, body);
	ck_assert_int_eq(result->outcome, OUTCOME_ERROR);
	ck_assert_uint_eq(scene.calls, 1);
	close_scene(&scene);
}
END_TEST

START_TEST(a_date_is_waited_for)
{
	static const guint statuses[] = { 503, 202 };
	Scene scene;
	open_scene(&scene, statuses, 2);
	g_autoptr(GDateTime) then = g_date_time_new_from_unix_utc(g_get_real_time() / G_USEC_PER_SEC + 2);
	g_autofree char *date = g_date_time_format(then, "%a, %d %b %Y %H:%M:%S GMT");
	const char *const wait_until[] = { "Retry-After", date, NULL };
	scene.headers = wait_until;
	g_autoptr(GBytes) body = plain_body();
	const ReplayResult *result = run_cases(&scene, "valid", 1, body);
	ck_assert_int_eq(result->outcome, OUTCOME_HELD);
	ck_assert_uint_eq(scene.calls, 2);
	ck_assert_int_ge(g_get_real_time(), g_date_time_to_unix(then) * G_USEC_PER_SEC);
	ck_assert_str_eq(scene.ids->pdata[0], scene.ids->pdata[1]);
	close_scene(&scene);
}
END_TEST

START_TEST(a_server_that_is_down_is_not_asked_again)
{
	static const guint statuses[] = { 503 };
	Scene scene;
	open_scene(&scene, statuses, 1);
	g_autoptr(GBytes) body = plain_body();
	const ReplayResult *result = run_cases(&scene, "valid", 1, body);
	ck_assert_int_eq(result->outcome, OUTCOME_BROKE);
	ck_assert_uint_eq(scene.calls, 1);
	close_scene(&scene);
}
END_TEST

START_TEST(gone_ends_it)
{
	static const guint statuses[] = { 200, 410, 200 };
	Scene scene;
	open_scene(&scene, statuses, 3);
	g_autoptr(GBytes) body = plain_body();
	run_cases(&scene, "valid", 5, body);
	ck_assert_uint_eq(scene.calls, 2);
	ck_assert_uint_eq(replay_run_count(scene.run, OUTCOME_HELD), 1);
	ck_assert_uint_eq(replay_run_count(scene.run, OUTCOME_ERROR), 1);
	ck_assert_uint_eq(replay_run_count(scene.run, OUTCOME_UNKNOWN), 3);
	close_scene(&scene);
}
END_TEST

START_TEST(bytes_arrive_as_they_are)
{
	static const guint statuses[] = { 200 };
	guint8 bytes[4096];
	Scene scene;
	open_scene(&scene, statuses, 1);
	for (gsize i = 0; i < sizeof bytes; i++)
		bytes[i] = (guint8)(i * 7 + i / 256);
	g_autoptr(GBytes) body = g_bytes_new(bytes, sizeof bytes);
	const ReplayResult *result = run_cases(&scene, "valid", 1, body);
	ck_assert_int_eq(result->outcome, OUTCOME_HELD);
	ck_assert(g_bytes_equal(scene.bodies->pdata[0], body));
	close_scene(&scene);
}
END_TEST

START_TEST(each_event_has_an_id_of_its_own)
{
	static const guint statuses[] = { 200 };
	Scene scene;
	open_scene(&scene, statuses, 1);
	g_autoptr(GBytes) body = plain_body();
	run_cases(&scene, "valid", 3, body);
	ck_assert_uint_eq(scene.calls, 3);
	ck_assert_str_ne(scene.ids->pdata[0], scene.ids->pdata[1]);
	close_scene(&scene);
}
END_TEST

static const struct {
	const char *id;
	guint statuses[2];
	guint n;
	ReplayOutcome outcome;
} verdicts[] = {
	{ "valid", { 202 }, 1, OUTCOME_HELD },
	{ "valid", { 401 }, 1, OUTCOME_BROKE },
	{ "no-signature", { 401 }, 1, OUTCOME_HELD },
	{ "no-signature", { 200 }, 1, OUTCOME_BROKE },
	{ "no-signature", { 500 }, 1, OUTCOME_BROKE },
	{ "no-signature", { 307 }, 1, OUTCOME_BROKE },
	{ "repeated", { 202, 409 }, 2, OUTCOME_HELD },
	{ "repeated", { 202, 202 }, 2, OUTCOME_UNKNOWN }, /* nobody sees what is dispatched */
	{ "repeated", { 401, 401 }, 2, OUTCOME_UNKNOWN },
	{ "repeated", { 202, 500 }, 2, OUTCOME_BROKE },
	{ "content-type", { 415 }, 1, OUTCOME_HELD },
	{ "content-type", { 500 }, 1, OUTCOME_BROKE },
	{ "other-tenant", { 401 }, 1, OUTCOME_NOT_APPLICABLE },
};

START_TEST(a_verdict)
{
	Scene scene;
	open_scene(&scene, verdicts[_i].statuses, verdicts[_i].n);
	g_autoptr(GBytes) body = plain_body();
	const ReplayResult *result = run_cases(&scene, verdicts[_i].id, 1, body);
	ck_assert_msg(result->outcome == verdicts[_i].outcome, "%s %u: %s, %s", verdicts[_i].id,
		      verdicts[_i].statuses[0], replay_outcome_name(result->outcome), result->why);
	close_scene(&scene);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_retry_keeps_the_id_and_takes_the_time_of_now,
				       a_long_wait_is_not_waited_for,
				       a_date_is_waited_for,
				       a_server_that_is_down_is_not_asked_again,
				       gone_ends_it,
				       bytes_arrive_as_they_are,
				       each_event_has_an_id_of_its_own,
				       NULL };
	return suite_run_looped("replay/run", tests, a_verdict, (int)G_N_ELEMENTS(verdicts));
}
