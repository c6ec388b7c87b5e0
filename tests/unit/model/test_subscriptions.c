/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/subscriptions.h"
#include "suite.h"

static json_t *parse(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(json);
	return json;
}

static SubscriptionsPage add(Subscriptions *rows, const char *text)
{
	g_autoptr(json_t) page = parse(text);
	g_autoptr(GError) error = NULL;
	SubscriptionsPage did;
	ck_assert(subscriptions_add_page(rows, page, &did, &error));
	ck_assert_ptr_null(error);
	return did;
}

#define UUID "0f6b1c2e-5d1f-4aa0-91c0-77aa20c30b12"

START_TEST(server_form)
{
	g_autoptr(Subscriptions) rows = subscriptions_new();
	SubscriptionsPage did =
		add(rows, "{\"total\":7,\"data\":[{\"id\":\"" UUID "\",\"connectionId\":\"c-1\","
			  "\"name\":\"made\",\"callback\":{\"type\":\"http\",\"method\":\"post\","
			  "\"url\":\"https://e.example/cb\"},\"options\":{\"old\":1},"
			  "\"secrets\":{\"k\":\"hush\"},\"data\":{\"options\":{\"z\":1,\"a\":[2]}}}]}");
	ck_assert_int_eq(did.total, 7);
	ck_assert_uint_eq(did.rows, 1);
	ck_assert_uint_eq(did.added, 1);
	Subscription row;
	subscriptions_row(rows, 0, &row);
	ck_assert_str_eq(row.id, UUID);
	ck_assert_str_eq(row.trigger, "made");
	ck_assert_str_eq(row.connection, "c-1");
	ck_assert_str_eq(row.callback, "https://e.example/cb");
	ck_assert_str_eq(row.options, "{\"a\":[2],\"z\":1}");
	ck_assert(row.secrets_returned);
}
END_TEST

START_TEST(engine_form)
{
	g_autoptr(Subscriptions) rows = subscriptions_new();
	add(rows, "{\"data\":[{\"id\":\"sub 1\",\"connectionId\":\"c-1\",\"name\":\"made\","
		  "\"callback\":{\"url\":\"not a url\"},\"options\":{\"a\":\"\\u00e9\"},\"secrets\":{}},"
		  "{\"id\":42,\"name\":\"gone\",\"secrets\":null,\"data\":{\"secrets\":{\"k\":1}}}]}");
	Subscription row;
	subscriptions_row(rows, 0, &row);
	ck_assert_str_eq(row.id, "sub 1");
	ck_assert_str_eq(row.options, "{\"a\":\"\xc3\xa9\"}");
	ck_assert(!row.secrets_returned);
	subscriptions_row(rows, 1, &row);
	ck_assert_str_eq(row.id, "42");
	ck_assert_str_eq(row.connection, "");
	ck_assert_str_eq(row.callback, "");
	ck_assert_str_eq(row.options, "{}");
	ck_assert(row.secrets_returned);
}
END_TEST

/* Spellings of a UUID are different ids, and a text id never meets a UUID. */
START_TEST(ids_leave_as_they_came)
{
	static const char *const ids[] = { UUID,
					   "0F6B1C2E-5D1F-4AA0-91C0-77AA20C30B12",
					   "0f6b1c2e5d1f4aa091c077aa20c30b12",
					   "{" UUID "}",
					   "0f6b1c2e-5d1f-4aa0-91c0-77aa20c30b1",
					   "0f6b1c2e-5d1f-4aa0-91c0-77aa20c30b1g",
					   "00000000-0000-0000-0000-000000000000",
					   "x" };
	g_autoptr(Subscriptions) rows = subscriptions_new();
	for (int pass = 0; pass < 2; pass++)
		for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
			g_autofree char *page = g_strdup_printf("{\"data\":[{\"id\":\"%s\"}]}", ids[i]);
			SubscriptionsPage did = add(rows, page);
			ck_assert_uint_eq(did.added, pass == 0);
			ck_assert_uint_eq(did.repeated, pass == 1);
		}
	ck_assert_uint_eq(subscriptions_count(rows), G_N_ELEMENTS(ids));
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		Subscription row;
		subscriptions_row(rows, i, &row);
		ck_assert_str_eq(row.id, ids[i]);
	}
}
END_TEST

START_TEST(odd_entries)
{
	g_autoptr(Subscriptions) rows = subscriptions_new();
	SubscriptionsPage did =
		add(rows, "{\"total\":\"many\",\"data\":[null,1,\"x\",[],{},{\"id\":null},{\"id\":\"\"},"
			  "{\"id\":{}},{\"id\":true},{\"id\":\"a\",\"name\":5,\"callback\":[],"
			  "\"connectionId\":{},\"options\":\"o\",\"data\":7,\"secrets\":\"s\"}]}");
	ck_assert_int_eq(did.total, -1);
	ck_assert_uint_eq(did.rows, 10);
	ck_assert_uint_eq(did.unusable, 9);
	ck_assert_uint_eq(did.added, 1);
	Subscription row;
	subscriptions_row(rows, 0, &row);
	ck_assert_str_eq(row.trigger, "");
	ck_assert_str_eq(row.options, "{}");
	ck_assert(row.secrets_returned);
	ck_assert_int_eq(add(rows, "{\"total\":-3,\"data\":[]}").total, -1);
}
END_TEST

START_TEST(odd_pages)
{
	static const char *const pages[] = {
		"[]", "{}", "null", "{\"data\":{}}", "{\"data\":null}", "\"x\""
	};
	g_autoptr(Subscriptions) rows = subscriptions_new();
	for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
		g_autoptr(json_t) page = json_loads(pages[i], JSON_DECODE_ANY, NULL);
		g_autoptr(GError) error = NULL;
		SubscriptionsPage did;
		ck_assert(!subscriptions_add_page(rows, page, &did, &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL));
		ck_assert_uint_eq(did.added, 0);
	}
}
END_TEST

START_TEST(long_texts)
{
	g_autoptr(Subscriptions) rows = subscriptions_new();
	for (int i = 0; i < 3; i++) {
		g_autofree char *url = g_strnfill(3 * 1024 * 1024, (char)('a' + i));
		g_autofree char *page = g_strdup_printf(
			"{\"data\":[{\"id\":\"i%d\",\"name\":\"n\",\"callback\":{\"url\":\"%s\"},"
			"\"options\":{\"o\":\"%s\"}}]}",
			i, url, url);
		add(rows, page);
		Subscription row;
		subscriptions_row(rows, (guint)i, &row);
		ck_assert_str_eq(row.callback, url);
		ck_assert_str_eq(row.trigger, "n");
		ck_assert_uint_eq(strlen(row.options), strlen(url) + strlen("{\"o\":\"\"}"));
	}
}
END_TEST

static json_t *made_page(guint from, guint count)
{
	static const char *const triggers[] = { "made", "changed", "closed", "said", "gone" };
	json_t *data = json_array();
	for (guint i = from; i < from + count; i++) {
		g_autofree char *id = g_strdup_printf("%08x-1111-4222-8333-%012x", i * 2654435761u, i);
		g_autofree char *url =
			g_strdup_printf("https://engine.example.com/callbacks/%08x/%u", i * 40503u, i);
		const char *connection = i % 2 == 0 ? "a897cef1-0000-4000-8000-00000000014a"
						    : "b1100f3e-0000-4000-8000-00000000077d";
		json_array_append_new(
			data,
			json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:s}, s:{s:i}, s:{s:s}, s:{s:{s:i}}}", "id",
				  id, "connectionId", connection, "name", triggers[i % 5], "callback", "type",
				  "http", "method", "post", "url", url, "options", "queue", (int)(i % 40),
				  "secrets", "signing", "hush", "data", "options", "queue", (int)(i % 40)));
	}
	return json_pack("{s:i, s:o}", "total", 100000, "data", data);
}

START_TEST(a_hundred_thousand)
{
	enum { ROWS = 100000, PAGE = 1000 };
	g_autoptr(Subscriptions) rows = subscriptions_new();
	for (guint from = 0; from < ROWS; from += PAGE) {
		g_autoptr(json_t) page = made_page(from, PAGE);
		SubscriptionsPage did;
		ck_assert(subscriptions_add_page(rows, page, &did, NULL));
		ck_assert_uint_eq(did.added, PAGE);
	}
	ck_assert_uint_eq(subscriptions_count(rows), ROWS);
	ck_assert_msg(subscriptions_memory(rows) < 20 * 1024 * 1024, "%zu bytes", subscriptions_memory(rows));
	g_autoptr(json_t) again = made_page(12345, PAGE);
	SubscriptionsPage did;
	ck_assert(subscriptions_add_page(rows, again, &did, NULL));
	ck_assert_uint_eq(did.repeated, PAGE);
	Subscription row;
	subscriptions_row(rows, 99999, &row);
	ck_assert_str_eq(row.trigger, "gone");
	ck_assert_str_eq(row.options, "{\"queue\":39}");
	ck_assert(g_str_has_suffix(row.callback, "/99999"));
	ck_assert(g_str_has_suffix(row.id, "-00000001869f"));
}
END_TEST

START_TEST(pages_as_recorded)
{
	g_autofree char *path = suite_shared("contract/zendesk_like/108-list.json");
	if (path == NULL)
		return;
	g_autoptr(json_t) exchange = json_load_file(path, 0, NULL);
	g_autoptr(Subscriptions) rows = subscriptions_new();
	SubscriptionsPage did;
	ck_assert(subscriptions_add_page(rows, weir_json_pointer(exchange, "/response/body"), &did, NULL));
	ck_assert_int_eq(did.total, 5);
	ck_assert_uint_eq(did.added, 5);
	Subscription row;
	subscriptions_row(rows, 0, &row);
	ck_assert_str_eq(row.id, "00000000-0000-4000-8000-000000000008");
	ck_assert_str_eq(row.trigger, "ticket_deleted");
	ck_assert_str_eq(row.callback, "http://127.0.0.1:8110/status/500");
	ck_assert(row.secrets_returned);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { server_form,        engine_form,       ids_leave_as_they_came,
				       odd_entries,        odd_pages,         long_texts,
				       a_hundred_thousand, pages_as_recorded, NULL };
	return suite_run("model/subscriptions", tests);
}
