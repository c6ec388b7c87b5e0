/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What strangers send to the demo server, and what happens when it stops. */
#include "demo/demo_python.h"
#include "desk.h"
#include "suite.h"

#include <gio/gio.h>
#include <string.h>

static Reply *post(Desk *desk, const char *path, const char *type, const char *body)
{
	g_autofree char *token = desk_fill(desk, "Authorization: Bearer {TOKEN}\r\n");
	g_autofree char *headers =
		type == NULL ? g_strdup(token) : g_strdup_printf("%sContent-Type: %s\r\n", token, type);
	return desk_send(desk, "POST", path, headers, body);
}

static const char *detail_type(const Reply *reply)
{
	return json_string_value(
		json_object_get(json_array_get(json_object_get(reply->json, "detail"), 0), "type"));
}

START_TEST(bodies_that_are_none)
{
	static const struct {
		const char *type, *body;
		int status;
		const char *error;
	} cases[] = {
		{ "application/json", "{", 422, "json_invalid" },
		{ "application/json", "{\"ticketId\":1}}", 422, "json_invalid" },
		{ "application/json", "", 422, "missing" },
		{ "application/json", "null", 422, "missing" },
		{ "application/json", "[1]", 422, "dict_type" },
		{ "application/json", "\"x\"", 422, "dict_type" },
		{ "application/json", "\xff", 400, NULL },
		{ "application/json", "{\"a\":\"\xff\"}", 400, NULL },
		{ "application/json; charset=utf-8", "{\"ticketId\":1}", 200, NULL },
		{ "application/vnd.x+json", "{\"ticketId\":1}", 200, NULL },
		{ "text/plain", "{\"ticketId\":1}", 422, "dict_type" },
		{ "application/x-www-form-urlencoded", "ticketId=1", 422, "dict_type" },
		{ NULL, "{\"ticketId\":1}", 200, NULL },
		{ NULL, "{\"ticketId\":1.0}", 200, NULL },
	};
	Desk *desk = desk_start("stock");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Reply) reply =
			post(desk, "/connections/{A}/call/get_ticket", cases[i].type, cases[i].body);
		ck_assert_msg(reply->status == cases[i].status, "%s: %d", cases[i].body, reply->status);
		if (cases[i].error != NULL)
			ck_assert_str_eq(detail_type(reply), cases[i].error);
	}
	desk_stop(desk);
}
END_TEST

START_TEST(arguments_are_refused_in_words)
{
	static const struct {
		const char *action, *arguments, *detail;
	} cases[] = {
		{ "get_ticket", "{}", "'ticketId' is a required property" },
		{ "get_ticket", "{\"ticketId\":\"1\"}", "'1' is not of type 'integer'" },
		{ "get_ticket", "{\"ticketId\":true}", "True is not of type 'integer'" },
		{ "get_ticket", "{\"ticketId\":0}", "0 is less than the minimum of 1" },
		{ "get_ticket", "{\"ticketId\":1,\"more\":1}",
		  "Additional properties are not allowed ('more' was unexpected)" },
		{ "create_ticket", "{\"title\":\"x\",\"priority\":\"urgent\"}",
		  "'urgent' is not one of ['low', 'normal', 'high']" },
		{ "create_ticket",
		  "{\"title\":\"x\",\"priority\":\"low\",\"requester\":{\"name\":\"A\",\"email\":\"none\"}}",
		  "'none' does not match '^[^@\\\\s]+@[^@\\\\s]+$'" },
	};
	Desk *stock = desk_start("stock"), *none = desk_start("none");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/connections/{A}/call/", cases[i].action, NULL);
		g_autoptr(Reply) told = post(stock, path, "application/json", cases[i].arguments);
		g_autoptr(Reply) bare = post(none, path, "application/json", cases[i].arguments);
		ck_assert_int_eq(told->status, 422);
		ck_assert_str_eq(json_string_value(json_object_get(told->json, "detail")), cases[i].detail);
		ck_assert_int_eq(bare->status, 422);
		ck_assert_ptr_null(strstr(bare->body, "urgent"));
		ck_assert_ptr_null(strstr(bare->body, "none"));
		ck_assert_ptr_null(strstr(bare->body, "more"));
	}
	desk_stop(stock);
	desk_stop(none);
}
END_TEST

START_TEST(deep_and_large_bodies)
{
	Desk *none = desk_start("none"), *open = desk_start("stock,actions.body-limit,actions.bounded");
	g_autofree char *deep = g_strnfill(20000, '['), *long_text = g_strnfill(1024 * 1024, 'x');
	g_autofree char *large = g_strdup_printf("{\"ticketId\":1,\"title\":\"%s\"}", long_text);
	static const char path[] = "/connections/{A}/call/update_ticket";
	g_autoptr(Reply) nested = post(none, path, "application/json", deep);
	g_autoptr(Reply) refused = post(none, path, "application/json", large);
	g_autoptr(Reply) taken = post(open, path, "application/json", large);
	g_autoptr(Reply) after = desk_ask(none, "GET", "/liveness", NULL);
	ck_assert_int_eq(nested->status, 400);
	ck_assert_int_eq(refused->status, 413);
	ck_assert_int_eq(taken->status, 200);
	ck_assert_int_gt(strlen(taken->body), 1024 * 1024);
	ck_assert_int_eq(after->status, 200);
	desk_stop(none);
	desk_stop(open);
}
END_TEST

/* Over the listener's own cap, whatever the flaws. */
START_TEST(nothing_is_read_without_end)
{
	Desk *desk = desk_start("all");
	static const char head[] =
		"POST /connections HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n{";
	g_autoptr(Reply) reply = desk_send_bytes(desk, head, strlen(head), FALSE);
	ck_assert_int_eq(reply->status, 413);
	desk_stop(desk);
}
END_TEST

START_TEST(chunked_bodies)
{
	static const char chunks[] =
		"POST /connections/%s/call/get_ticket HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"Authorization: Bearer %s\r\nTransfer-Encoding: chunked\r\n"
		"Content-Type: application/json\r\n\r\ne\r\n{\"ticketId\":1}\r\n0\r\n\r\n";
	Desk *none = desk_start("none"), *open = desk_start("actions.body-limit");
	Desk *const desks[] = { none, open };
	for (int i = 0; i < 2; i++) {
		g_autofree char *request = g_strdup_printf(chunks, demo_connections(desks[i]->server)[0],
							   demo_token(desks[i]->server));
		g_autoptr(Reply) reply = desk_send_bytes(desks[i], request, strlen(request), FALSE);
		ck_assert_int_eq(reply->status, i == 0 ? 411 : 200);
		desk_stop(desks[i]);
	}
}
END_TEST

START_TEST(odd_requests)
{
	static const char *const requests[] = {
		"GET",
		"\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"NONSENSE\r\n\r\n",
		"GET /%zz%00%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"POST /connections HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"POST /connections HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"GET http://other.example/manifest HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /engine HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /enginex HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /%65ngine/subscriptions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
	};
	Desk *desk = desk_start("all");
	for (gsize i = 0; i < G_N_ELEMENTS(requests); i++) {
		g_autoptr(Reply) reply = desk_send_bytes(desk, requests[i], strlen(requests[i]), TRUE);
		ck_assert_int_ne(reply->status, 200);
		ck_assert_ptr_null(strstr(reply->body, "callback"));
	}
	g_autoptr(Reply) after = desk_send(desk, "GET", "/liveness", NULL, NULL);
	ck_assert_int_eq(after->status, 200);
	desk_stop(desk);
}
END_TEST

START_TEST(engine_wants_its_key)
{
	static const struct {
		const char *method, *path, *body;
		int status;
	} cases[] = {
		{ "GET", "/subscriptions", NULL, 200 },
		{ "GET", "/subscriptions/", NULL, 200 },
		{ "GET", "/connections/{A}", NULL, 200 },
		{ "GET", "/connections/nobody", NULL, 404 },
		{ "GET", "/connections/{A}/subscriptions?name=ticket_changed", NULL, 200 },
		{ "GET", "/connections/nobody/subscriptions", NULL, 404 },
		{ "GET", "/subscriptions/{S:ticket_changed}", NULL, 200 },
		{ "PATCH", "/connections/{A}/subscriptions/{S:ticket_changed}",
		  "{\"secrets\":{\"signingSecret\":\"n\"}}", 200 },
		{ "PATCH", "/connections/{B}/subscriptions/{S:ticket_changed}", "{}", 404 },
		{ "POST", "/connections", "{\"options\":{},\"secrets\":{}}", 201 },
		{ "POST", "/connections", "{\"options\":1}", 422 },
		{ "POST", "/connections/{A}/subscriptions", "{}", 422 },
		{ "DELETE", "/connections/{B}/subscriptions/{S:ticket_changed}", NULL, 404 },
		{ "DELETE", "/connections/{A}/subscriptions/{S:ticket_changed}", NULL, 204 },
		{ "PUT", "/subscriptions", NULL, 405 },
		{ "GET", "/", NULL, 404 },
		{ "GET", "/connections/../subscriptions", NULL, 404 },
	};
	Desk *desk = desk_start("stock");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *whole = g_strconcat("/engine", cases[i].path, NULL);
		g_autoptr(Reply) without = desk_ask(desk, cases[i].method, whole, cases[i].body);
		g_autoptr(Reply) with = desk_ask_engine(desk, cases[i].method, cases[i].path, cases[i].body);
		ck_assert_int_eq(without->status, 401);
		ck_assert_msg(with->status == cases[i].status, "%s %s: %d", cases[i].method, cases[i].path,
			      with->status);
	}
	desk_stop(desk);
}
END_TEST

START_TEST(secrets_can_be_replaced)
{
	Desk *desk = desk_start("stock");
	g_autoptr(Reply) before = desk_ask_engine(desk, "GET", "/subscriptions/{S:ticket_changed}", NULL);
	g_autoptr(Reply) changed =
		desk_ask_engine(desk, "PATCH", "/connections/{A}/subscriptions/{S:ticket_changed}",
				"{\"secrets\":{\"signingSecret\":\"\\\"quoted\\\" \\u2713\"}}");
	g_autoptr(Reply) after = desk_ask_engine(desk, "GET", "/subscriptions/{S:ticket_changed}", NULL);
	ck_assert(!json_equal(before->json, after->json));
	ck_assert(json_equal(changed->json, after->json));
	ck_assert_str_eq(
		json_string_value(json_object_get(json_object_get(after->json, "secrets"), "signingSecret")),
		"\"quoted\" \xe2\x9c\x93");
	ck_assert(json_equal(json_object_get(before->json, "options"),
			     json_object_get(after->json, "options")));
	desk_stop(desk);
}
END_TEST

START_TEST(engine_out_of_reach)
{
	static const struct {
		const char *method, *path, *body;
		int status;
	} cases[] = {
		{ "GET", "/liveness", NULL, 200 },
		{ "GET", "/manifest", NULL, 200 },
		{ "GET", "/readiness", NULL, 500 },
		{ "GET", "/connections/{A}", NULL, 500 },
		{ "GET", "/connections/{A}/subscriptions", NULL, 500 },
		{ "GET", "/connections/{A}/subscriptions/x", NULL, 500 },
		{ "DELETE", "/connections/{A}/subscriptions/x", NULL, 500 },
	};
	Desk *desk = desk_start("stock");
	static const DemoEngine states[] = { DEMO_ENGINE_DOWN, DEMO_ENGINE_REFUSES };
	for (int state = 0; state < 2; state++) {
		demo_set_engine(desk->server, states[state]);
		for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
			g_autoptr(Reply) reply = desk_ask(desk, cases[i].method, cases[i].path, NULL);
			ck_assert_int_eq(reply->status, cases[i].status);
		}
		g_autoptr(Reply) invalid = post(desk, "/connections/{A}/call/get_ticket", NULL, "{}");
		ck_assert_int_eq(invalid->status, 422);
	}
	demo_set_engine(desk->server, DEMO_ENGINE_UP);
	g_autoptr(Reply) ready = desk_ask(desk, "GET", "/readiness", NULL);
	ck_assert_int_eq(ready->status, 200);
	desk_stop(desk);
}
END_TEST

/* Python's own words and places, as recorded and as its json module says. */
START_TEST(faults_of_json)
{
	static const struct {
		const char *text, *fault;
		gint64 position;
	} cases[] = {
		{ "{\"options\": {\"baseUrl\": ", "Expecting value", 24 },
		{ "{\"ticketId\": 1", "Expecting ',' delimiter", 14 },
		{ "{", "Expecting property name enclosed in double quotes", 1 },
		{ "", "Expecting value", 0 },
		{ "{\"a\" 1}", "Expecting ':' delimiter", 5 },
		{ "{a:1}", "Expecting property name enclosed in double quotes", 1 },
		{ "[1 2]", "Expecting ',' delimiter", 3 },
		{ "[1,", "Expecting value", 3 },
		{ "[1,]", "Illegal trailing comma before end of array", 2 },
		{ "{\"a\":1,}", "Illegal trailing comma before end of object", 6 },
		{ "\"abc", "Unterminated string starting at", 0 },
		{ "[\"a\nb\"]", "Invalid control character at", 3 },
		{ "\"\\x\"", "Invalid \\escape", 1 },
		{ "1 2", "Extra data", 2 },
		{ "-", "Expecting value", 0 },
		{ "nul", "Expecting value", 0 },
		{ "[\"\xc3\xa5\" 1]", "Expecting ',' delimiter", 5 },
		{ "{\"a\":[1,{\"b\":null}],\"c\":-1.5e3}", NULL, 0 },
		{ "01", "Extra data", 1 },
		{ "1.", "Extra data", 1 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 position = -1;
		const char *fault = python_json_fault(cases[i].text, strlen(cases[i].text), &position);
		ck_assert_msg(g_strcmp0(fault, cases[i].fault) == 0, "%s: %s", cases[i].text, fault);
		ck_assert_msg(position == cases[i].position, "%s: %d", cases[i].text, (int)position);
	}
}
END_TEST

struct slow {
	int port;
	gboolean done;
	int status;
};

static gpointer drip(gpointer data)
{
	static const char request[] = "GET /liveness HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	struct slow *slow = data;
	g_autoptr(GSocketClient) client = g_socket_client_new();
	g_autoptr(GSocketConnection) connection =
		g_socket_client_connect_to_host(client, "127.0.0.1", (guint16)slow->port, NULL, NULL);
	char answer[512] = "";
	for (gsize i = 0; connection != NULL && i < strlen(request); i++) {
		g_output_stream_write(g_io_stream_get_output_stream(G_IO_STREAM(connection)), request + i, 1,
				      NULL, NULL);
		g_usleep(2000);
	}
	if (connection != NULL)
		g_input_stream_read(g_io_stream_get_input_stream(G_IO_STREAM(connection)), answer, 511, NULL,
				    NULL);
	slow->status = g_str_has_prefix(answer, "HTTP/1.1 200") ? 200 : 0;
	g_atomic_int_set(&slow->done, TRUE);
	g_main_context_wakeup(NULL);
	return NULL;
}

static gboolean slow_done(gpointer data)
{
	return g_atomic_int_get(&((struct slow *)data)->done);
}

START_TEST(slow_callers_hold_nobody_up)
{
	Desk *desk = desk_start("stock");
	struct slow slow = { .port = desk->port };
	GThread *thread = g_thread_new("slow", drip, &slow);
	g_autoptr(Reply) quick = desk_send(desk, "GET", "/liveness", NULL, NULL);
	ck_assert_int_eq(quick->status, 200);
	ck_assert(!slow_done(&slow));
	desk_wait(slow_done, &slow);
	g_thread_join(thread);
	ck_assert_int_eq(slow.status, 200);
	desk_stop(desk);
}
END_TEST

/* Delayed answers, and an event whose callback never answers, are under way when the server stops. */
START_TEST(stopping_with_requests_under_way)
{
	DemoOptions options;
	demo_options_init(&options);
	options.latency_ms = 60000;
	Desk *slow = desk_start_with(&options), *desk = desk_start("stock");
	g_autofree char *id = desk_subscribe(desk, demo_connections(desk->server)[0], "message_received",
					     demo_url(slow->server));
	g_autofree char *path = g_strconcat("/hooks/message-received/", id, NULL);
	g_autofree char *event =
		g_strdup_printf("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
				"Content-Length: 31\r\n\r\n{\"messageId\":\"m\",\"message\":\"x\"}\n",
				path, demo_token(desk->server));
	g_autoptr(GSocketClient) client = g_socket_client_new();
	GSocketConnection *waiting[4];
	for (int i = 0; i < 4; i++) {
		Desk *to = i < 2 ? slow : desk;
		const char *text =
			i < 2 ? "GET /liveness HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" : event;
		waiting[i] =
			g_socket_client_connect_to_host(client, "127.0.0.1", (guint16)to->port, NULL, NULL);
		g_output_stream_write_all(g_io_stream_get_output_stream(G_IO_STREAM(waiting[i])), text,
					  strlen(text), NULL, NULL, NULL);
	}
	/* Long enough for all to be read; nothing is asserted of time. */
	gint64 until = g_get_monotonic_time() + 200 * 1000;
	while (g_get_monotonic_time() < until)
		g_main_context_iteration(NULL, FALSE);
	g_object_unref(waiting[3]);
	desk_stop(desk);
	desk_stop(slow);
	for (int i = 0; i < 3; i++)
		g_object_unref(waiting[i]);
	while (g_main_context_iteration(NULL, FALSE))
		;
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { bodies_that_are_none,
				       arguments_are_refused_in_words,
				       deep_and_large_bodies,
				       nothing_is_read_without_end,
				       chunked_bodies,
				       odd_requests,
				       engine_wants_its_key,
				       secrets_can_be_replaced,
				       engine_out_of_reach,
				       faults_of_json,
				       slow_callers_hold_nobody_up,
				       stopping_with_requests_under_way,
				       NULL };
	return suite_run("demo/input", tests);
}
