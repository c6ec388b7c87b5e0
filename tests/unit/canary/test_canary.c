/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/canary_bodies.h"
#include "canary/canary_values.h"
#include "canary/cleanup.h"
#include "canary/scene.h"

typedef struct {
	CanaryScene *scene;
	const GPtrArray *made;
	GError *error;
	GPtrArray *items;
} Seen;

static void on_made(const GPtrArray *subscriptions, const GError *error, gpointer data)
{
	Seen *seen = data;
	seen->made = subscriptions;
	seen->error = error != NULL ? g_error_copy(error) : NULL;
	g_main_loop_quit(seen->scene->loop);
}

static void on_removed(const GError *error, gpointer data)
{
	Seen *seen = data;
	seen->error = error != NULL ? g_error_copy(error) : NULL;
	g_main_loop_quit(seen->scene->loop);
}

static void on_clean(GPtrArray *items, const GError *error, gpointer data)
{
	Seen *seen = data;
	ck_assert_msg(error == NULL, "%s", error->message);
	seen->items = g_ptr_array_ref(items);
	g_main_loop_quit(seen->scene->loop);
}

static Canaries *make_two(CanaryScene *scene, Seen *seen, const char *trigger)
{
	const Trigger *found = server_trigger(scene->server, trigger);
	const CanaryWish wishes[] = { { 0, found, SECRET_TEXT, NULL }, { 1, found, SECRET_TEXT, NULL } };
	Canaries *canaries = canaries_new(scene->client, scene->server, scene->store, scene->callbacks);
	*seen = (Seen){ .scene = scene };
	canaries_make(canaries, wishes, 2, NULL, on_made, seen);
	canary_scene_run(scene);
	return canaries;
}

static guint open_rows(CanaryScene *scene)
{
	g_autoptr(GPtrArray) rows = ledger_open_rows(scene->store, NULL, NULL);
	return rows->len;
}

START_TEST(canaries_are_made_and_removed)
{
	CanaryScene scene;
	Seen seen;
	canary_scene_open(&scene, "none", DEMO_PROD);
	guint64 before = demo_activity(scene.demo).writes;
	Canaries *canaries = make_two(&scene, &seen, "ticket_changed");
	ck_assert_msg(seen.error == NULL, "%s", seen.error->message);
	ck_assert_uint_eq(seen.made->len, 2);
	const CanarySubscription *one = seen.made->pdata[0], *other = seen.made->pdata[1];
	ck_assert_str_ne(one->connection, other->connection);
	ck_assert_str_ne(one->id, other->id);
	ck_assert_ptr_nonnull(one->signing);
	ck_assert(g_str_has_prefix(secbuf_bytes(one->signing), "weir_canary_"));
	ck_assert_str_ne(secbuf_bytes(one->signing), secbuf_bytes(other->signing));
	ck_assert_uint_eq(open_rows(&scene), 4);
	canaries_remove(canaries, on_removed, &seen);
	canary_scene_run(&scene);
	ck_assert_ptr_null(seen.error);
	/* Two connections stay, since nothing deletes them. */
	ck_assert_uint_eq(open_rows(&scene), 2);
	ck_assert_uint_eq(demo_activity(scene.demo).writes - before, 6);
	canaries_free(canaries);
	canary_scene_close(&scene);
}
END_TEST

START_TEST(connections_are_used_again)
{
	CanaryScene scene;
	Seen seen;
	canary_scene_open(&scene, "none", DEMO_PROD);
	Canaries *first = make_two(&scene, &seen, "ticket_changed");
	g_autofree char *connection = g_strdup(((const CanarySubscription *)seen.made->pdata[0])->connection);
	canaries_free(first);
	Canaries *second = make_two(&scene, &seen, "message_received");
	ck_assert_str_eq(((const CanarySubscription *)seen.made->pdata[0])->connection, connection);
	canaries_free(second);
	canary_scene_close(&scene);
}
END_TEST

static guint count_outcome(const GPtrArray *items, CleanupOutcome outcome)
{
	guint n = 0;
	for (guint i = 0; i < items->len; i++)
		n += ((const CleanupItem *)items->pdata[i])->outcome == outcome;
	return n;
}

static void clean(CanaryScene *scene, Seen *seen)
{
	*seen = (Seen){ .scene = scene };
	cleanup_start(scene->client, scene->store, NULL, on_clean, seen);
	canary_scene_run(scene);
}

/* Whoever uses a connection again knows what it was made of. */
START_TEST(values_of_a_connection_follow_from_its_mark)
{
	CanaryScene scene;
	canary_scene_open(&scene, "none", DEMO_PROD);
	g_auto(CanaryBody) one = { 0 }, same = { 0 }, other = { 0 };
	ck_assert(canary_connection_body(scene.server, "weir-canary-1", &one, NULL));
	ck_assert(canary_connection_body(scene.server, "weir-canary-1", &same, NULL));
	ck_assert(canary_connection_body(scene.server, "weir-canary-2", &other, NULL));
	ck_assert(json_equal(one.json, same.json));
	ck_assert(!json_equal(json_object_get(one.json, "secrets"), json_object_get(other.json, "secrets")));
	ck_assert_uint_eq(one.secrets->len, 1);
	ck_assert_str_eq(secbuf_name(one.secrets->pdata[0]), "canary:connection/apiKey");
	canary_scene_close(&scene);
}
END_TEST

/* What an audit may use again, and whether making it returned a secret. */
START_TEST(the_ledger_knows_what_a_connection_is_for)
{
	static const char *const flaws[] = { "none", "secrets.connection-echo" };
	static const char *const seen_words[] = { CANARY_SILENT, CANARY_ECHOES };
	for (gsize i = 0; i < G_N_ELEMENTS(flaws); i++) {
		CanaryScene scene;
		Seen seen;
		canary_scene_open(&scene, flaws[i], DEMO_PROD);
		Canaries *canaries = make_two(&scene, &seen, "ticket_changed");
		ck_assert_msg(seen.error == NULL, "%s", seen.error->message);
		g_autoptr(GPtrArray) rows = ledger_open_rows(scene.store, NULL, NULL);
		LedgerRow *row = rows->pdata[0];
		ck_assert_str_eq(row->trigger, seen_words[i]);
		ck_assert(canary_is_tenant(row));
		ck_assert(ledger_note(scene.store, row->id, CANARY_BASE_URL, NULL));
		g_autoptr(GPtrArray) noted = ledger_open_rows(scene.store, NULL, NULL);
		ck_assert_str_eq(((const LedgerRow *)noted->pdata[0])->trigger, CANARY_BASE_URL);
		ck_assert(!canary_is_tenant(noted->pdata[0]));
		canaries_remove(canaries, on_removed, &seen);
		canary_scene_run(&scene);
		canaries_free(canaries);
		canary_scene_close(&scene);
	}
}
END_TEST

static void on_posted(Exchange *exchange, GBytes *body, gpointer data)
{
	CanaryScene *scene = data;
	ck_assert_int_eq(exchange->status, 200);
	g_main_loop_quit(scene->loop);
}

/* The key is told by its name; nothing of it is kept. */
START_TEST(a_key_that_comes_along_is_recognised)
{
	CanaryScene scene;
	canary_scene_open(&scene, "none", DEMO_PROD);
	g_autoptr(Target) target = target_new("listener", callbacks_base(scene.callbacks));
	g_autoptr(HttpHost) host = http_host_new(scene.http, target, target->url, NULL);
	g_autoptr(SecBuf) held = secbuf_new("env:KEY", "key-0123456789abcdef", 20, NULL);
	g_autoptr(GBytes) body = g_bytes_new_static("{}", 2);
	static const char *const made_up[] = { "Authorization: Bearer nobody-knows-it", NULL };
	const HttpRequest with_key = { .method = "POST", .path = "/one", .bearer = held, .body = body };
	const HttpRequest with_other = { .method = "POST", .path = "/two", .headers = made_up, .body = body };
	const HttpRequest bare = { .method = "POST", .path = "/three", .body = body };
	const HttpRequest *const requests[] = { &with_key, &with_other, &bare };
	for (gsize i = 0; i < G_N_ELEMENTS(requests); i++) {
		http_send(host, requests[i], NULL, on_posted, &scene);
		canary_scene_run(&scene);
	}
	const GPtrArray *seen = callbacks_seen(scene.callbacks);
	const Callback *one = seen->pdata[0], *two = seen->pdata[1], *three = seen->pdata[2];
	ck_assert(one->authorization && two->authorization && !three->authorization);
	ck_assert_str_eq(one->key, "«own:env:KEY»");
	ck_assert_ptr_null(two->key);
	ck_assert_ptr_null(three->key);
	canary_scene_close(&scene);
}
END_TEST

START_TEST(cleanup_removes_what_a_crash_left)
{
	CanaryScene scene;
	Seen seen;
	canary_scene_open(&scene, "none", DEMO_PROD);
	canaries_free(make_two(&scene, &seen, "ticket_changed"));
	clean(&scene, &seen);
	ck_assert_uint_eq(count_outcome(seen.items, CLEANUP_REMOVED), 2);
	ck_assert_uint_eq(count_outcome(seen.items, CLEANUP_KEPT), 2);
	ck_assert_uint_eq(open_rows(&scene), 2);
	g_ptr_array_unref(seen.items);
	guint64 writes = demo_activity(scene.demo).writes;
	clean(&scene, &seen);
	ck_assert_uint_eq(count_outcome(seen.items, CLEANUP_KEPT), 2);
	ck_assert_uint_eq(seen.items->len, 2);
	ck_assert_uint_eq(demo_activity(scene.demo).writes, writes);
	g_ptr_array_unref(seen.items);
	canary_scene_close(&scene);
}
END_TEST

/* A row that was written, and then weir was killed: with the request sent, and without. */
START_TEST(cleanup_knows_rows_without_ids)
{
	CanaryScene scene;
	Seen seen;
	canary_scene_open(&scene, "none", DEMO_PROD);
	canaries_free(make_two(&scene, &seen, "ticket_changed"));
	g_autoptr(GPtrArray) rows = ledger_open_rows(scene.store, NULL, NULL);
	for (guint i = 0; i < rows->len; i++) {
		const LedgerRow *row = rows->pdata[i];
		if (row->kind == LEDGER_SUBSCRIPTION)
			ck_assert(ledger_mark(scene.store, row->id, LEDGER_PLANNED, "", NULL));
	}
	const LedgerRow lost = { .target = (char *)"desk",
				 .url = scene.target->url,
				 .kind = LEDGER_CONNECTION,
				 .mark = (char *)"weir-canary-lost" };
	ck_assert_int_gt(ledger_plan(scene.store, &lost, NULL), 0);
	clean(&scene, &seen);
	ck_assert_uint_eq(count_outcome(seen.items, CLEANUP_REMOVED), 2);
	ck_assert_uint_eq(count_outcome(seen.items, CLEANUP_KEPT), 3);
	ck_assert_uint_eq(open_rows(&scene), 2);
	g_ptr_array_unref(seen.items);
	canary_scene_close(&scene);
}
END_TEST

START_TEST(none_is_made_for_a_shared_route)
{
	CanaryScene scene;
	Seen seen;
	canary_scene_open(&scene, "triggers.shared-route", DEMO_PROD);
	guint64 before = demo_activity(scene.demo).writes;
	g_autoptr(GError) error = NULL;
	ck_assert(!canary_may_be_made(server_trigger(scene.server, "comment_added"), &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
	Canaries *canaries = make_two(&scene, &seen, "comment_added");
	ck_assert(g_error_matches(seen.error, WEIR_ERROR, WEIR_ERROR_USAGE));
	g_clear_error(&seen.error);
	ck_assert_uint_eq(demo_activity(scene.demo).writes, before);
	canaries_free(canaries);
	canary_scene_close(&scene);
}
END_TEST

START_TEST(a_read_only_server_gets_none)
{
	CanaryScene scene;
	Seen seen;
	canary_scene_open(&scene, "none", DEMO_PROD);
	guint64 before = demo_activity(scene.demo).writes;
	scene.target->writes = FALSE;
	g_autoptr(Client) client = client_new(scene.http, scene.target, scene.token, NULL, NULL);
	Client *old = scene.client;
	scene.client = client;
	Canaries *canaries = make_two(&scene, &seen, "ticket_changed");
	ck_assert(g_error_matches(seen.error, WEIR_ERROR, WEIR_ERROR_READ_ONLY));
	ck_assert_uint_eq(open_rows(&scene), 0);
	ck_assert_uint_eq(demo_activity(scene.demo).writes, before);
	g_clear_error(&seen.error);
	canaries_free(canaries);
	scene.client = old;
	canary_scene_close(&scene);
}
END_TEST

START_TEST(secrets_have_the_form_of_the_scheme)
{
	static const char *const starts[N_SECRET_FORMS] = {
		[SECRET_TEXT] = "weir_canary_", [SECRET_WHSEC] = "whsec_"
	};
	for (int form = 0; form < N_SECRET_FORMS; form++) {
		g_autoptr(json_t) one = canary_signing_value((SecretForm)form);
		g_autoptr(json_t) other = canary_signing_value((SecretForm)form);
		ck_assert(!json_equal(one, other));
		ck_assert_uint_ge(json_string_length(one), 44);
		if (starts[form] != NULL)
			ck_assert(g_str_has_prefix(json_string_value(one), starts[form]));
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { canaries_are_made_and_removed,
				       connections_are_used_again,
				       values_of_a_connection_follow_from_its_mark,
				       the_ledger_knows_what_a_connection_is_for,
				       a_key_that_comes_along_is_recognised,
				       cleanup_removes_what_a_crash_left,
				       cleanup_knows_rows_without_ids,
				       none_is_made_for_a_shared_route,
				       a_read_only_server_gets_none,
				       secrets_have_the_form_of_the_scheme,
				       NULL };
	return suite_run("canary", tests);
}
