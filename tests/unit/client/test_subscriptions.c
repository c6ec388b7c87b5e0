/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists that come in pages, from servers that are honest, and from others. */
#include "suite.h"

#include "base/error.h"
#include "client/calls.h"

#include <stdlib.h>
#include <string.h>

#define C1 "00000000-0000-4000-8000-0000000000c1"
#define C2 "00000000-0000-4000-8000-0000000000c2"
#define C3 "00000000-0000-4000-8000-0000000000c3"

/* One list, and how the server of it behaves. The lock is for what handlers change. */
typedef struct {
	const char *connection;
	guint rows;
	gint64 total;   /* what is said; -1: not said, -2: the truth */
	guint page_cap; /* the server's own; 0: none */
	gboolean ignores_offset, ignores_limit, says_nothing;
	guint fails_at; /* offset that is answered with 500; 0: none */
	/* after so many pages, so many rows are put before the others (or taken from the front) */
	guint changes_after;
	gint change;
	gint pages, shift; /* atomic */
} List;

static guint query_number(const char *head, const char *name)
{
	const char *at = strstr(head, name);
	return at != NULL ? (guint)strtoul(at + strlen(name), NULL, 10) : 0;
}

static void append_entry(GString *out, const List *list, gint number)
{
	g_string_append_printf(
		out,
		"%s{\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":\"https://engine.example/"
		"cb/%d\"},\"name\":\"ticket_created\",\"id\":\"%08x-0000-4000-8000-%012x\","
		"\"connectionId\":\"%s\",\"options\":{},\"secrets\":{\"k\":\"v\"},\"data\":{\"options\":{}}}",
		out->str[out->len - 1] == '[' ? "" : ",", number & 15, (guint)(number + 1000000),
		list->connection[35], list->connection);
}

static gboolean give_page(const BadRequest *request, gpointer data)
{
	List *list = data;
	guint offset = list->ignores_offset ? 0 : query_number(request->head, "offset=");
	guint limit = list->ignores_limit ? G_MAXINT32 : query_number(request->head, "limit=");
	if (list->page_cap > 0)
		limit = MIN(limit, list->page_cap);
	if (list->fails_at > 0 && offset == list->fails_at) {
		bad_answer(request->fd, 500, "text/plain", "Internal Server Error", -1);
		return TRUE;
	}
	if (g_atomic_int_add(&list->pages, 1) + 1 == (gint)list->changes_after + 1 && list->changes_after > 0)
		g_atomic_int_set(&list->shift, list->change);
	gint shift = g_atomic_int_get(&list->shift);
	guint rows = (guint)((gint)list->rows + shift);
	g_autoptr(GString) out = g_string_new("{");
	if (list->total != -1)
		g_string_append_printf(out, "\"total\":%" G_GINT64_FORMAT ",",
				       list->total == -2 ? (gint64)rows : list->total);
	g_string_append(out, "\"data\":[");
	/* rows -shift .. list->rows-1: what is new comes first */
	for (guint i = offset; i < rows && i - offset < limit; i++)
		append_entry(out, list, (gint)i - shift);
	g_string_append(out, "]}");
	bad_answer(request->fd, 200, NULL, out->str, (gssize)out->len);
	return TRUE;
}

typedef struct {
	Subscriptions *rows;
	GError *error;
	guint done, calls, last_loaded;
	gint64 last_expected;
} Loaded;

static void on_progress(guint loaded, gint64 expected, gpointer data)
{
	Loaded *result = data;
	ck_assert_uint_ge(loaded, result->last_loaded);
	result->calls++;
	result->last_loaded = loaded;
	result->last_expected = expected;
}

static void on_rows(Subscriptions *rows, const GError *error, gpointer data)
{
	Loaded *result = data;
	result->done++;
	result->error = error != NULL ? g_error_copy(error) : NULL;
}

static void loaded_clear(Loaded *result)
{
	subscriptions_unref(result->rows);
	g_clear_error(&result->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Loaded, loaded_clear)

static const char *message(const Loaded *result)
{
	return result->error != NULL ? result->error->message : "";
}

static void serve(Scene *scene, List *lists, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *path = g_strdup_printf("/connections/%s/subscriptions", lists[i].connection);
		g_ptr_array_add(scene->target->connections, g_strdup(lists[i].connection));
		bad_server_on(scene->server, path, give_page, &lists[i]);
	}
	scene_connect(scene);
}

static Loaded load(Scene *scene)
{
	Loaded result = { .rows = subscriptions_new() };
	client_load_subscriptions(scene->client, result.rows, NULL, on_progress, on_rows, &result);
	ck_assert_uint_eq(result.done, 0);
	while (result.done == 0)
		g_main_context_iteration(NULL, TRUE);
	return result;
}

/* The rows of each list in turn, each in the order of its offsets. */
static void assert_in_order(const Subscriptions *rows, const List *lists, guint n)
{
	guint at = 0;
	for (guint i = 0; i < n; i++) {
		for (guint j = 0; j < lists[i].rows; j++) {
			Subscription row;
			subscriptions_row(rows, at++, &row);
			g_autofree char *id = g_strdup_printf("%08x-0000-4000-8000-%012x", j + 1000000,
							      lists[i].connection[35]);
			ck_assert_str_eq(row.id, id);
			ck_assert_str_eq(row.connection, lists[i].connection);
			ck_assert(row.secrets_returned);
		}
	}
	ck_assert_uint_eq(subscriptions_count(rows), at);
}

START_TEST(honest_lists_in_order)
{
	static const guint sizes[] = { 0, 1, 999, 1000, 1001, 2000, 7500 };
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		Scene scene;
		List lists[] = { { .connection = C1, .rows = sizes[i], .total = -2 },
				 { .connection = C2, .rows = 3, .total = -2 },
				 { .connection = C3, .rows = 1500, .total = -2 } };
		scene_open(&scene, 0);
		serve(&scene, lists, G_N_ELEMENTS(lists));
		g_auto(Loaded) result = load(&scene);
		ck_assert_str_eq(message(&result), "");
		assert_in_order(result.rows, lists, G_N_ELEMENTS(lists));
		ck_assert_int_eq(result.last_expected, sizes[i] + 1503);
		ck_assert_uint_eq(result.last_loaded, sizes[i] + 1503);
		/* one request for a list that fits a page, and one more only where the last page is full */
		guint pages = sizes[i] / 1000 + 1;
		ck_assert_int_eq(lists[0].pages, (gint)pages);
		ck_assert_int_eq(lists[1].pages, 1);
		scene_close(&scene);
	}
}
END_TEST

/* Every way in which a total, a limit or an offset can be wrong, and the rows are there nevertheless. */
START_TEST(wrong_totals_and_pages)
{
	static const struct {
		List list;
		guint rows;        /* that must be had */
		const char *words; /* in the error; NULL: none */
	} ways[] = {
		{ { .rows = 2500, .total = -1 }, 2500, NULL },
		{ { .rows = 2500, .total = 10 }, 2500, NULL },
		{ { .rows = 2500, .total = 0 }, 2500, NULL },
		{ { .rows = 3000, .total = 1000 }, 3000, NULL },
		{ { .rows = 2500, .total = 2400 }, 2500, NULL },
		{ { .rows = 2500, .total = 1000000 }, 2500, "1000000 and 2500 were listed" },
		{ { .rows = 2500, .total = G_MAXINT64 }, 2500, "and 2500 were listed" },
		{ { .rows = 450, .total = -2, .page_cap = 100 }, 450, NULL },
		{ { .rows = 450, .total = -1, .page_cap = 100 }, 450, NULL },
		{ { .rows = 450, .total = 60, .page_cap = 100 }, 450, NULL },
		{ { .rows = 2500, .total = -2, .ignores_limit = TRUE }, 2500, NULL },
		{ { .rows = 2500, .total = -2, .ignores_offset = TRUE }, 1000, "2500 and 1000 were listed" },
		{ { .rows = 2500, .total = -1, .ignores_offset = TRUE }, 1000, NULL },
		{ { .rows = 2500, .total = -2, .ignores_limit = TRUE, .ignores_offset = TRUE }, 2500, NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
		Scene scene;
		List list = ways[i].list;
		list.connection = C1;
		scene_open(&scene, 0);
		serve(&scene, &list, 1);
		g_auto(Loaded) result = load(&scene);
		ck_assert_msg(subscriptions_count(result.rows) == ways[i].rows, "%zu: %u", i,
			      subscriptions_count(result.rows));
		if (ways[i].words == NULL)
			ck_assert_msg(result.error == NULL, "%zu: %s", i, message(&result));
		else
			ck_assert_msg(strstr(message(&result), ways[i].words) != NULL, "%zu: %s", i,
				      message(&result));
		if (result.error != NULL)
			ck_assert(g_error_matches(result.error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE));
		ck_assert_int_le(list.pages, 12);
		list.rows = ways[i].rows;
		assert_in_order(result.rows, &list, 1);
		scene_close(&scene);
	}
}
END_TEST

/* Rows that come or go while pages are read: those that are there all the time must be had. */
START_TEST(lists_that_change)
{
	static const gint changes[] = { 1, 30, 1500, -1, -30, -1500 };
	for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
		Scene scene;
		List list = {
			.connection = C1, .rows = 6000, .total = -2, .changes_after = 3, .change = changes[i]
		};
		scene_open(&scene, 0);
		serve(&scene, &list, 1);
		g_auto(Loaded) result = load(&scene);
		ck_assert_str_eq(message(&result), "");
		guint stayed = (guint)(6000 + MIN(changes[i], 0)), found = 0;
		for (guint j = 0; j < subscriptions_count(result.rows); j++) {
			Subscription row;
			subscriptions_row(result.rows, j, &row);
			guint number = (guint)strtoul(row.id, NULL, 16) - 1000000;
			found += number < 6000 && number >= (guint)-MIN(changes[i], 0);
		}
		ck_assert_msg(found == stayed, "change %d: %u of %u", changes[i], found, stayed);
		if (changes[i] > 0) /* and so must what came, for a later page told of it */
			ck_assert_uint_eq(subscriptions_count(result.rows), (guint)(6000 + changes[i]));
		scene_close(&scene);
	}
}
END_TEST

START_TEST(one_of_several_fails)
{
	Scene scene;
	List lists[] = { { .connection = C1, .rows = 2500, .total = -2, .fails_at = 2000 },
			 { .connection = C2, .rows = 5, .total = -2 } };
	scene_open(&scene, 0);
	g_ptr_array_add(scene.target->connections, g_strdup(C3)); /* unknown to the server */
	g_ptr_array_add(scene.target->connections, g_strdup(C1)); /* twice in the configuration */
	serve(&scene, lists, 2);
	g_auto(Loaded) result = load(&scene);
	ck_assert_uint_eq(subscriptions_count(result.rows), 2005);
	ck_assert(g_error_matches(result.error, WEIR_ERROR, WEIR_ERROR_INCOMPLETE));
	ck_assert_msg(g_str_has_prefix(message(&result),
				       "desk: not all subscriptions: connection " C3 ": GET "
				       "/connections/" C3 "/subscriptions was not found (404)"),
		      "%s", message(&result));
	ck_assert_ptr_nonnull(strstr(message(&result), "; connection " C1 ": the server failed"));
	scene_close(&scene);
}
END_TEST

START_TEST(all_fail)
{
	Scene scene;
	scene_open(&scene, 0);
	for (guint i = 0; i < 20; i++)
		g_ptr_array_add(scene.target->connections, g_strdup_printf("c%u", i));
	scene.target->parallel = 2;
	scene_connect(&scene);
	bad_server_give(scene.server, "/", 401, NULL, "{\"detail\":\"Unauthorized\"}", -1);
	g_auto(Loaded) refused = load(&scene);
	ck_assert(g_error_matches(refused.error, WEIR_ERROR, WEIR_ERROR_AUTH));
	ck_assert(g_str_has_prefix(message(&refused),
				   "desk: the server refused the token from env:DESK (401)"));
	ck_assert_uint_le(bad_server_requests(scene.server), 8);
	bad_server_give(scene.server, "/", 200, NULL, "[]", -1);
	g_auto(Loaded) shape = load(&scene);
	ck_assert_msg(g_error_matches(shape.error, WEIR_ERROR, WEIR_ERROR_PROTOCOL), "%s", message(&shape));
	ck_assert_ptr_nonnull(strstr(message(&shape), "; and 17 more"));
	bad_server_give(scene.server, "/", 200, "text/html", "<html>", -1);
	g_auto(Loaded) page = load(&scene);
	ck_assert_msg(strstr(message(&page), "it is HTML") != NULL, "%s", message(&page));
	scene_close(&scene);
}
END_TEST

START_TEST(nobody_to_ask_about)
{
	Scene scene;
	scene_open(&scene, 0);
	scene_connect(&scene);
	g_auto(Loaded) result = load(&scene);
	ck_assert(g_error_matches(result.error, WEIR_ERROR, WEIR_ERROR_CONFIG));
	ck_assert_ptr_nonnull(strstr(message(&result), "--connection ID"));
	scene_close(&scene);
}
END_TEST

START_TEST(the_engine_lists_all)
{
	Scene scene;
	List list = { .connection = C1, .rows = 2345, .total = -2 };
	scene_open(&scene, SCENE_ENGINE);
	g_ptr_array_add(scene.target->connections, g_strdup(C2));
	scene_connect(&scene);
	bad_server_on(scene.engine_server, "/subscriptions", give_page, &list);
	g_auto(Loaded) result = load(&scene);
	ck_assert_str_eq(message(&result), "");
	assert_in_order(result.rows, &list, 1);
	ck_assert_uint_eq(bad_server_requests(scene.server), 0);
	ck_assert(bad_server_saw(scene.engine_server, "GET /subscriptions?limit=1000&offset=0 HTTP/1.1"));
	scene_close(&scene);
}
END_TEST

START_TEST(entries_without_ids)
{
	Scene scene;
	scene_open(&scene, 0);
	g_ptr_array_add(scene.target->connections, g_strdup(C1));
	scene_connect(&scene);
	bad_server_give(scene.server, "/", 200, NULL,
			"{\"total\":4,\"data\":[{\"id\":\"a\",\"name\":\"x\"},{},7,{\"id\":null}]}", -1);
	g_auto(Loaded) result = load(&scene);
	ck_assert_uint_eq(subscriptions_count(result.rows), 1);
	ck_assert_str_eq(message(&result),
			 "desk: not all subscriptions: 3 entries without an id were left out");
	scene_close(&scene);
}
END_TEST

static void cancel_when_loading(guint loaded, gint64 expected, gpointer data)
{
	Loaded *result = data;
	result->calls++;
}

START_TEST(cancelled)
{
	for (guint pages = 0; pages < 4; pages++) {
		Scene scene;
		List list = { .connection = C1, .rows = 20000, .total = -2 };
		scene_open(&scene, 0);
		serve(&scene, &list, 1);
		g_autoptr(GCancellable) cancellable = g_cancellable_new();
		g_auto(Loaded) result = { .rows = subscriptions_new() };
		client_load_subscriptions(scene.client, result.rows, cancellable, cancel_when_loading,
					  on_rows, &result);
		while (result.calls < pages)
			g_main_context_iteration(NULL, TRUE);
		g_cancellable_cancel(cancellable);
		while (result.done == 0)
			g_main_context_iteration(NULL, TRUE);
		ck_assert(g_error_matches(result.error, WEIR_ERROR, WEIR_ERROR_CANCELLED));
		for (int i = 0; i < 50; i++)
			g_main_context_iteration(NULL, FALSE);
		ck_assert_uint_eq(result.done, 1);
		scene_close(&scene);
	}
}
END_TEST

/* Closing the program in the middle: the callback runs once, and nothing is left. */
START_TEST(client_goes_away)
{
	Scene scene;
	List list = { .connection = C1, .rows = 20000, .total = -2 };
	scene_open(&scene, 0);
	serve(&scene, &list, 1);
	g_auto(Loaded) result = { .rows = subscriptions_new() };
	client_load_subscriptions(scene.client, result.rows, NULL, cancel_when_loading, on_rows, &result);
	while (result.calls < 2)
		g_main_context_iteration(NULL, TRUE);
	g_clear_pointer(&scene.http, http_client_free);
	g_clear_pointer(&scene.client, client_unref);
	while (result.done == 0)
		g_main_context_iteration(NULL, TRUE);
	ck_assert_ptr_nonnull(result.error);
	scene_close(&scene);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { honest_lists_in_order,
				       wrong_totals_and_pages,
				       lists_that_change,
				       one_of_several_fails,
				       all_fail,
				       nobody_to_ask_about,
				       the_engine_lists_all,
				       entries_without_ids,
				       cancelled,
				       client_goes_away,
				       NULL };
	return suite_run("client/subscriptions", tests);
}
