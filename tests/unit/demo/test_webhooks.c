/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken at the triggers' routes, and what is sent to callbacks. */
#include "desk.h"
#include "suite.h"

#include <string.h>

static const char event[] = "{\"eventId\":\"e-1\",\"ticketId\":7,\"kind\":\"opened\"}";
static const char message[] = "{\"messageId\":\"m-1\",\"message\":\"Hello\"}";

static char *changed(const char *id)
{
	return g_strconcat("/hooks/ticket-changed/", id, NULL);
}

/* Sends the event to a fresh subscription's route and gives the status. */
static int send_event(Desk *desk, const char *path, const char *body, const char *secret, int age,
		      const char *delivery)
{
	g_autoptr(Reply) reply = desk_event(desk, path, body, secret, age, delivery);
	return reply->status;
}

static gsize received(Desk *desk)
{
	return json_array_size(desk_received(desk));
}

static const json_t *last_body(Desk *desk)
{
	return json_object_get(json_array_get(desk_received(desk), received(desk) - 1), "body");
}

static char *subscribe(Desk *desk, const char *trigger)
{
	return desk_subscribe(desk, demo_connections(desk->server)[0], trigger, NULL);
}

START_TEST(signed_event_is_dispatched)
{
	Desk *desk = desk_start("none");
	g_autofree char *id = subscribe(desk, "ticket_changed"), *path = changed(id);
	g_autoptr(Reply) reply = desk_event(desk, path, event, DESK_SECRET, 0, "d-1");
	ck_assert_int_eq(reply->status, 200);
	ck_assert_str_eq(reply->body, "{\"status\":\"accepted\"}");
	ck_assert_int_eq(received(desk), 1);
	const json_t *body = last_body(desk);
	ck_assert_str_eq(json_string_value(json_object_get(body, "name")), "ticket_changed");
	ck_assert_str_eq(json_string_value(json_object_get(body, "subscriptionId")), id);
	ck_assert_str_eq(json_string_value(json_object_get(body, "connectionId")),
			 demo_connections(desk->server)[0]);
	json_t *payload = json_loads(event, 0, NULL);
	ck_assert(json_equal(json_object_get(body, "payload"), payload));
	json_decref(payload);
	desk_stop(desk);
}
END_TEST

/* What a hardened server refuses, with which flaw it is taken, and its status otherwise. */
static const struct {
	const char *flaw, *what, *body, *secret;
	int age, status, repeat;
} refusals[] = {
	{ "triggers.stale", "old", NULL, DESK_SECRET, 600, 401, 0 },
	{ "triggers.stale", "future", NULL, DESK_SECRET, -600, 401, 0 },
	{ "triggers.replay", "repeated", NULL, DESK_SECRET, 0, 409, 1 },
	{ "triggers.payload-validated", "wrong shape", "{\"ticketId\":\"x\"}", DESK_SECRET, 0, 422, 0 },
	{ "triggers.payload-validated", "no JSON", "{", DESK_SECRET, 0, 422, 0 },
	{ NULL, "other secret", NULL, "another-secret-of-32-characters-", 0, 401, 0 },
	{ NULL, "unsigned", NULL, NULL, 0, 401, 0 },
};

START_TEST(refusals_of_signed_events)
{
	for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
		for (int with = 0; with < 2; with++) {
			Desk *desk = desk_start(with && refusals[i].flaw != NULL ? refusals[i].flaw : "none");
			g_autofree char *id = subscribe(desk, "ticket_changed"), *path = changed(id);
			const char *body = refusals[i].body != NULL ? refusals[i].body : event;
			if (refusals[i].repeat)
				ck_assert_int_eq(send_event(desk, path, body, DESK_SECRET, 0, "d-1"), 200);
			int status = send_event(desk, path, body, refusals[i].secret, refusals[i].age, "d-1");
			int wanted = with && refusals[i].flaw != NULL ? 200 : refusals[i].status;
			ck_assert_msg(status == wanted, "%s: %d, not %d", refusals[i].what, status, wanted);
			ck_assert_int_eq(received(desk), (wanted == 200) + refusals[i].repeat);
			desk_stop(desk);
		}
	}
}
END_TEST

/* A signature of which only the first eight digits are right. */
static int send_cut(const char *flaws)
{
	Desk *desk = desk_start(flaws);
	g_autofree char *id = subscribe(desk, "ticket_changed"), *path = changed(id);
	g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, g_get_real_time() / G_USEC_PER_SEC);
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)DESK_SECRET, strlen(DESK_SECRET));
	g_autofree char *text = g_strconcat(time, ".", event, NULL);
	g_hmac_update(hmac, (const guchar *)text, -1);
	g_autofree char *headers =
		g_strdup_printf("Authorization: Bearer %s\r\nX-Timestamp: %s\r\nX-Delivery-Id: d\r\n"
				"X-Signature: v1=%.8s%056d\r\n",
				demo_token(desk->server), time, g_hmac_get_string(hmac), 0);
	g_hmac_unref(hmac);
	g_autoptr(Reply) reply = desk_send(desk, "POST", path, headers, event);
	int status = reply->status;
	desk_stop(desk);
	return status;
}

START_TEST(whole_signature_counts)
{
	ck_assert_int_eq(send_cut("none"), 401);
	ck_assert_int_eq(send_cut("triggers.bad-signature"), 200);
}
END_TEST

START_TEST(unknown_and_foreign_subscriptions)
{
	static const char unknown[] = "/hooks/ticket-changed/deadbeef-0000-4000-8000-000000000000";
	Desk *good = desk_start("none"), *telling = desk_start("triggers.wrong-subscription"),
	     *crossing = desk_start("triggers.cross-route");
	ck_assert_int_eq(send_event(good, unknown, event, DESK_SECRET, 0, "d"), 401);
	ck_assert_int_eq(send_event(telling, unknown, event, DESK_SECRET, 0, "d"), 404);
	g_autofree char *own = subscribe(good, "ticket_escalated"), *own_path = changed(own);
	g_autofree char *other = subscribe(crossing, "ticket_escalated"), *other_path = changed(other);
	ck_assert_int_eq(send_event(good, own_path, event, DESK_SECRET, 0, "d"), 401);
	ck_assert_int_eq(send_event(crossing, other_path, event, DESK_SECRET, 0, "d"), 200);
	ck_assert_str_eq(json_string_value(json_object_get(last_body(crossing), "name")), "ticket_escalated");
	ck_assert_int_eq(received(good), 0);
	desk_stop(good);
	desk_stop(telling);
	desk_stop(crossing);
}
END_TEST

/* The Authorization of the one event that is dispatched, and its payload, printed. */
static char *dispatched(const char *flaws, char **authorization)
{
	Desk *desk = desk_start(flaws);
	g_autofree char *id = subscribe(desk, "ticket_changed"), *path = changed(id);
	ck_assert_int_eq(send_event(desk, path, event, DESK_SECRET, 0, "d"), 200);
	const json_t *got = json_array_get(desk_received(desk), 0);
	const char *header = json_string_value(json_object_get(got, "authorization"));
	g_autofree char *wanted = g_strconcat("Bearer ", demo_engine_token(desk->server), NULL);
	*authorization = header == NULL ? NULL : g_strdup(g_str_equal(header, wanted) ? "engine" : header);
	char *text = json_dumps(json_object_get(json_object_get(got, "body"), "payload"),
				JSON_COMPACT | JSON_SORT_KEYS);
	desk_stop(desk);
	return text;
}

START_TEST(what_callbacks_get)
{
	static const struct {
		const char *flaws, *authorization, *payload;
	} cases[] = {
		{ "none", NULL, "{\"eventId\":\"e-1\",\"kind\":\"opened\",\"ticketId\":7}" },
		{ "triggers.dispatch-credential", "engine",
		  "{\"eventId\":\"e-1\",\"kind\":\"opened\",\"ticketId\":7}" },
		{ "triggers.dispatch-fields", NULL,
		  "{\"eventId\":\"e-1\",\"internalRequestId\":1,\"kind\":\"opened\",\"ticketId\":7}" },
		{ "triggers.dispatch-secrets", NULL,
		  "{\"eventId\":\"e-1\",\"kind\":\"opened\",\"signingSecret\":\"" DESK_SECRET
		  "\",\"ticketId\":7}" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *authorization = NULL;
		char *payload = dispatched(cases[i].flaws, &authorization);
		ck_assert_str_eq(payload, cases[i].payload);
		ck_assert_msg(g_strcmp0(authorization, cases[i].authorization) == 0, "%s: %s", cases[i].flaws,
			      authorization != NULL ? authorization : "none");
		free(payload);
	}
}
END_TEST

START_TEST(callers_wait_for_callbacks)
{
	static const struct {
		const char *callback;
		int status;
		const char *body;
	} cases[] = {
		{ "/called", 200, "null" },
		{ "/status/404", 404, "{\"detail\":\"Not Found\"}" },
		{ "/status/401", 401, "{\"detail\":\"Unauthorized\"}" },
		{ "/status/500", 500, "{\"detail\":\"Internal Server Error\"}" },
		{ "not a url", 500, "Internal Server Error" },
		{ "http://127.0.0.1:9/x", 500, "Internal Server Error" },
		{ "ftp://127.0.0.1/x", 500, "Internal Server Error" },
	};
	Desk *desk = desk_start("stock");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *url = cases[i].callback[0] == '/'
					       ? desk_receiver_url(desk, cases[i].callback)
					       : g_strdup(cases[i].callback);
		g_autofree char *id =
			desk_subscribe(desk, demo_connections(desk->server)[0], "message_received", url);
		g_autofree char *path = g_strconcat("/hooks/message-received/", id, NULL);
		g_autoptr(Reply) reply = desk_event(desk, path, message, NULL, 0, NULL);
		ck_assert_int_eq(reply->status, cases[i].status);
		ck_assert_str_eq(reply->body, cases[i].body);
	}
	desk_stop(desk);
}
END_TEST

START_TEST(redirects_are_followed_without_the_key_to_others)
{
	Desk *desk = desk_start("stock");
	g_autofree char *called = desk_receiver_url(desk, "/called");
	g_autofree char *same = g_strconcat("/to/", called, NULL), *url = desk_receiver_url(desk, same);
	g_autofree char *id =
		desk_subscribe(desk, demo_connections(desk->server)[0], "message_received", url);
	g_autofree char *path = g_strconcat("/hooks/message-received/", id, NULL);
	ck_assert_int_eq(send_event(desk, path, message, NULL, 0, NULL), 200);
	ck_assert_int_eq(received(desk), 2);
	ck_assert(json_is_string(json_object_get(json_array_get(desk_received(desk), 1), "authorization")));
	g_autofree char *away = g_strdup_printf("/to/http://localhost%s", strrchr(called, ':'));
	g_autofree char *other = desk_receiver_url(desk, away);
	g_autofree char *second =
		desk_subscribe(desk, demo_connections(desk->server)[0], "message_received", other);
	g_autofree char *second_path = g_strconcat("/hooks/message-received/", second, NULL);
	ck_assert_int_eq(send_event(desk, second_path, message, NULL, 0, NULL), 200);
	ck_assert_int_eq(received(desk), 4);
	const json_t *last = json_array_get(desk_received(desk), 3);
	ck_assert_str_eq(json_string_value(json_object_get(last, "path")), "/called");
	ck_assert(!json_is_string(json_object_get(last, "authorization")));
	desk_stop(desk);
}
END_TEST

START_TEST(redirects_in_a_circle_end)
{
	Desk *desk = desk_start("stock");
	g_autofree char *url = desk_receiver_url(desk, "/to/");
	g_autofree char *id =
		desk_subscribe(desk, demo_connections(desk->server)[0], "message_received", url);
	g_autofree char *path = g_strconcat("/hooks/message-received/", id, NULL);
	send_event(desk, path, message, NULL, 0, NULL);
	ck_assert_int_le(received(desk), 12);
	desk_stop(desk);
}
END_TEST

START_TEST(shared_route_reaches_every_connection)
{
	static const char shared[] = "{\"type\":\"comment_added\",\"messageId\":\"m\",\"message\":\"x\"}";
	DemoOptions options;
	demo_options_init(&options);
	options.subscriptions = 0;
	Desk *desk = desk_start_with(&options);
	for (int i = 0; i < 2; i++) {
		g_autofree char *id =
			desk_subscribe(desk, demo_connections(desk->server)[i], "comment_added", NULL);
	}
	g_autoptr(Reply) reply = desk_event(desk, "/hooks/comments", shared, NULL, 0, NULL);
	ck_assert_int_eq(reply->status, 200);
	ck_assert_str_eq(reply->body, "{\"dispatched\":2}");
	ck_assert_int_eq(received(desk), 2);
	g_autoptr(Reply) other = desk_event(desk, "/hooks/comments", message, NULL, 0, NULL);
	ck_assert_int_eq(other->status, 422);
	desk_stop(desk);
}
END_TEST

START_TEST(options_of_a_subscription_decide)
{
	Desk *good = desk_start("none"), *weak = desk_start("triggers.shared-token-only");
	g_autofree char *id = subscribe(good, "ticket_assigned");
	g_autofree char *path = g_strconcat("/hooks/ticket-assigned/", id, NULL);
	g_autoptr(Reply) fits = desk_event(good, path, "{\"team\":\"support\"}", DESK_SECRET, 0, "d-1");
	g_autoptr(Reply) other = desk_event(good, path, "{\"team\":\"sales\"}", DESK_SECRET, 0, "d-2");
	ck_assert_str_eq(fits->body, "{\"status\":\"accepted\"}");
	ck_assert_str_eq(other->body, "{\"status\":\"ignored\"}");
	ck_assert_int_eq(received(good), 1);
	g_autofree char *second = subscribe(weak, "ticket_assigned");
	g_autofree char *second_path = g_strconcat("/hooks/ticket-assigned/", second, NULL);
	ck_assert_int_eq(send_event(weak, second_path, "", NULL, 0, NULL), 200);
	const json_t *payload = json_object_get(last_body(weak), "payload");
	ck_assert_str_eq(json_string_value(json_object_get(payload, "team")), "support");
	desk_stop(good);
	desk_stop(weak);
}
END_TEST

START_TEST(seeded_subscriptions_can_be_called)
{
	Desk *desk = desk_start("stock");
	g_autoptr(Reply) reply =
		desk_event(desk, "/hooks/message-received/{S:message_received}", message, NULL, 0, NULL);
	ck_assert_int_eq(reply->status, 200);
	g_autoptr(Reply) escalation =
		desk_event(desk, "/{S:ticket_escalated}/escalations", message, NULL, 0, NULL);
	ck_assert_int_eq(escalation->status, 200);
	desk_stop(desk);
}
END_TEST

/* A body that is announced and held back: nobody is asked for it who has no token. */
static int announce(const char *flaws, const char *path)
{
	Desk *desk = desk_start(flaws);
	g_autofree char *request =
		g_strdup_printf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n"
				"Content-Type: application/json\r\n\r\n{",
				path);
	g_autoptr(Reply) reply = desk_send_bytes(desk, request, strlen(request), TRUE);
	int status = reply->status;
	desk_stop(desk);
	return status;
}

START_TEST(token_is_asked_for_first)
{
	static const char path[] = "/hooks/message-received/x";
	ck_assert_int_eq(announce("none", path), 401);
	ck_assert_int_eq(announce("triggers.auth-first", path), 0);
	ck_assert_int_eq(announce("triggers.auth-first,actions.body-limit,triggers.shared-token-only", path),
			 0);
	Desk *good = desk_start("triggers.shared-token-only"),
	     *bad = desk_start("triggers.auth-first,triggers.shared-token-only");
	static const char type[] = "Content-Type: application/json\r\n";
	g_autoptr(Reply) first = desk_send(good, "POST", path, type, "{");
	g_autoptr(Reply) later = desk_send(bad, "POST", path, type, "{");
	g_autoptr(Reply) well = desk_send(bad, "POST", path, type, message);
	g_autoptr(Reply) admin = desk_send(bad, "GET", "/manifest", NULL, NULL);
	ck_assert_int_eq(first->status, 401);
	ck_assert_int_eq(later->status, 422);
	ck_assert_int_eq(well->status, 401);
	ck_assert_int_eq(admin->status, 401);
	desk_stop(good);
	desk_stop(bad);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { signed_event_is_dispatched,
				       refusals_of_signed_events,
				       whole_signature_counts,
				       unknown_and_foreign_subscriptions,
				       what_callbacks_get,
				       callers_wait_for_callbacks,
				       redirects_are_followed_without_the_key_to_others,
				       redirects_in_a_circle_end,
				       shared_route_reaches_every_connection,
				       options_of_a_subscription_decide,
				       seeded_subscriptions_can_be_called,
				       token_is_asked_for_first,
				       NULL };
	return suite_run("demo/webhooks", tests);
}
