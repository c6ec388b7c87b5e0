/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/event.h"
#include "model/schema.h"
#include "replay/changes.h"
#include "replay/expect.h"
#include "suite.h"

static const char *const folders[] = { "open", "locked", "zendesk_like" };

static json_t *document(const char *folder, const char *name)
{
	g_autofree char *path = g_strdup_printf("contract/%s/%s", folder, name);
	g_autofree char *file = suite_shared(path);
	g_autofree char *text = NULL;
	gsize length = 0;
	ck_assert(file != NULL && g_file_get_contents(file, &text, &length, NULL));
	json_t *json = weir_json_read(text, length, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(json);
	return json;
}

static Server *recorded(const char *folder)
{
	g_autoptr(json_t) manifest = document(folder, "manifest.json");
	g_autoptr(json_t) components = document(folder, "components.json");
	g_autoptr(json_t) openapi = document(folder, "openapi.json");
	Server *server = server_build(manifest, components, openapi, NULL, NULL);
	ck_assert_ptr_nonnull(server);
	return server;
}

static void sample_is_valid(const Server *server, const Trigger *trigger, EventSize size, guint64 seed)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) event = event_sample(server, trigger, size, seed, &error);
	json_t *root = NULL, *schema = event_schema(server, trigger, &root);
	ck_assert_msg(event != NULL, "%s: %s", trigger->name, error != NULL ? error->message : "");
	g_autoptr(Schema) compiled = schema_new(schema, root, NULL);
	ck_assert_int_eq(schema_validate(compiled, event, NULL, NULL), SCHEMA_VALID);
	g_autoptr(json_t) wrong = event_wrong_type(event, schema, root);
	g_autoptr(json_t) missing = event_missing_field(event, schema, root);
	if (wrong != NULL)
		ck_assert_int_eq(schema_validate(compiled, wrong, NULL, NULL), SCHEMA_INVALID);
	if (missing != NULL)
		ck_assert_int_eq(schema_validate(compiled, missing, NULL, NULL), SCHEMA_INVALID);
}

START_TEST(samples_of_recorded_triggers_are_valid)
{
	guint n = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autoptr(Server) server = recorded(folders[i]);
		for (guint t = 0; t < server->triggers->len; t++)
			for (guint64 seed = 1; seed <= 3; seed++, n++) {
				sample_is_valid(server, server->triggers->pdata[t], EVENT_FULL, seed);
				sample_is_valid(server, server->triggers->pdata[t], EVENT_MINIMAL, seed);
			}
	}
	ck_assert_uint_ge(n, 30);
}
END_TEST

static const struct {
	const char *set, *remove, *wanted; /* NULL: refused */
} edits[] = {
	{ "/a=2", NULL, "{\"a\":2,\"l\":[1,2],\"o\":{\"x/y\":true}}" },
	{ "/a=two words", NULL, "{\"a\":\"two words\",\"l\":[1,2],\"o\":{\"x/y\":true}}" },
	{ "/a=\"2\"", NULL, "{\"a\":\"2\",\"l\":[1,2],\"o\":{\"x/y\":true}}" },
	{ "/n={\"k\":null}", NULL, "{\"a\":1,\"l\":[1,2],\"n\":{\"k\":null},\"o\":{\"x/y\":true}}" },
	{ "/l/0=9", NULL, "{\"a\":1,\"l\":[9,2],\"o\":{\"x/y\":true}}" },
	{ "/l/-=3", NULL, "{\"a\":1,\"l\":[1,2,3],\"o\":{\"x/y\":true}}" },
	{ "/o/x~1y=false", NULL, "{\"a\":1,\"l\":[1,2],\"o\":{\"x/y\":false}}" },
	{ "/a=x=y", NULL, "{\"a\":\"x=y\",\"l\":[1,2],\"o\":{\"x/y\":true}}" },
	{ NULL, "/a", "{\"l\":[1,2],\"o\":{\"x/y\":true}}" },
	{ NULL, "/l/1", "{\"a\":1,\"l\":[1],\"o\":{\"x/y\":true}}" },
	{ NULL, "/o/x~1y", "{\"a\":1,\"l\":[1,2],\"o\":{}}" },
	{ "/l/7=1", NULL, NULL },
	{ "/a/b=1", NULL, NULL },
	{ "a=1", NULL, NULL },
	{ "/a", NULL, NULL },
	{ NULL, "/nothing", NULL },
	{ NULL, "/l/2", NULL },
};

START_TEST(an_edit)
{
	g_autoptr(json_t) event = json_loads("{\"a\":1,\"l\":[1,2],\"o\":{\"x/y\":true}}", 0, NULL);
	const char *const sets[] = { edits[_i].set, NULL }, *const removes[] = { edits[_i].remove, NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) edited = event_edit(event, sets, removes, &error);
	if (edits[_i].wanted == NULL) {
		ck_assert_ptr_null(edited);
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_USAGE));
		return;
	}
	ck_assert_msg(edited != NULL, "%s", error != NULL ? error->message : "");
	g_autofree char *text = weir_json_print(edited);
	ck_assert_str_eq(text, edits[_i].wanted);
}
END_TEST

START_TEST(an_extra_field_is_refused_only_by_closed_schemas)
{
	gboolean refused = FALSE;
	g_autoptr(json_t) event = json_loads("{\"a\":1}", 0, NULL);
	g_autoptr(json_t) open = json_loads("{\"type\":\"object\",\"properties\":{\"a\":{}}}", 0, NULL);
	g_autoptr(json_t) closed = json_loads("{\"type\":\"object\",\"properties\":{\"a\":{}},"
					      "\"additionalProperties\":false}",
					      0, NULL);
	g_autoptr(json_t) one = event_extra_field(event, open, open, &refused);
	ck_assert_ptr_nonnull(json_object_get(one, EVENT_EXTRA));
	ck_assert(!refused);
	g_autoptr(json_t) other = event_extra_field(event, closed, closed, &refused);
	ck_assert(refused);
	ck_assert_ptr_nonnull(other);
}
END_TEST

static const struct {
	const char *expect;
	int status;
	const char *body;
	gboolean holds;
} expects[] = {
	{ "2xx", 204, "", TRUE },
	{ "2xx", 302, "", FALSE },
	{ "401", 401, "", TRUE },
	{ "401", 403, "", FALSE },
	{ "/status=accepted", 200, "{\"status\":\"accepted\"}", TRUE },
	{ "/status=accepted", 200, "{\"status\":\"ignored\"}", FALSE },
	{ "/n=2", 200, "{\"n\":2}", TRUE },
	{ "/n=2", 200, "{\"n\":\"2\"}", TRUE },
	{ "/a/0/b=null", 200, "{\"a\":[{\"b\":null}]}", TRUE },
	{ "/a=1", 200, "no JSON", FALSE },
	{ "/a=1", 200, "{}", FALSE },
};

START_TEST(expectations)
{
	for (gsize i = 0; i < G_N_ELEMENTS(expects); i++) {
		const char *const texts[] = { expects[i].expect, NULL };
		g_autoptr(GBytes) body = g_bytes_new_static(expects[i].body, strlen(expects[i].body));
		ck_assert(expect_check(expects[i].expect, NULL));
		g_autofree char *unmet = expect_unmet(texts, expects[i].status, body);
		ck_assert_msg((unmet == NULL) == expects[i].holds, "%s: %s", expects[i].expect, unmet);
	}
	ck_assert(!expect_check("2x", NULL));
	ck_assert(!expect_check("900", NULL));
	ck_assert(!expect_check("/a", NULL));
	ck_assert(!expect_check("", NULL));
}
END_TEST

static const struct {
	const char *before, *after, *says;
} differences[] = {
	{ "", "", "" },
	{ "{\"a\":1}", "{ \"a\" : 1 }", "" },
	{ "{\"status\":\"accepted\"}", "{\"status\":\"queued\"}",
	  "/status is \"queued\", was \"accepted\"|" },
	{ "{\"a\":{\"b\":[1,2]}}", "{\"a\":{\"b\":[1,3,null]}}", "/a/b/1 is 3, was 2|/a/b/2 is new: null|" },
	{ "{\"a/b\":1,\"c\":2}", "{\"c\":2}", "/a~1b is gone, was 1|" },
	{ "[]", "{}", "the answer is {}, was []|" },
	{ "{\"a\":1,\"b\":1,\"c\":1,\"d\":1}", "{\"d\":2,\"c\":2,\"b\":2,\"a\":2}",
	  "/a is 2, was 1|/b is 2, was 1|and 2 more|" },
	{ "{\"a\":1}", "gone", "the answer is another one|" },
	{ "{\"a\":1", "{\"a\":2", "the answer is another one|" },
};

START_TEST(what_differs_is_told)
{
	for (gsize i = 0; i < G_N_ELEMENTS(differences); i++) {
		g_autoptr(GPtrArray) lines = replay_changes(differences[i].before, differences[i].after, 2);
		g_autoptr(GString) text = g_string_new(NULL);
		for (guint j = 0; j < lines->len; j++)
			g_string_append_printf(text, "%s|", (const char *)lines->pdata[j]);
		ck_assert_str_eq(text->str, differences[i].says);
	}
}
END_TEST

int main(void)
{
	g_autofree char *shared = suite_shared("contract/open/manifest.json");
	const TTest *const all[] = { an_extra_field_is_refused_only_by_closed_schemas, expectations,
				     what_differs_is_told, samples_of_recorded_triggers_are_valid, NULL };
	const TTest *const bare[] = { an_extra_field_is_refused_only_by_closed_schemas, expectations,
				      what_differs_is_told, NULL };
	return suite_run_looped("replay/events", shared != NULL ? all : bare, an_edit,
				(int)G_N_ELEMENTS(edits));
}
