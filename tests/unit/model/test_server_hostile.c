/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents in which anything may be anything: every change is survived, and what no longer fits is noted. */
#include "server_help.h"

/* One place of a document: a member or an item of a container. */
typedef struct {
	json_t *container;
	char *member; /* NULL: an item */
	size_t index;
} Spot;

static void spot_clear(gpointer data)
{
	g_free(((Spot *)data)->member);
}

static void collect(json_t *value, GArray *spots)
{
	const char *name;
	json_t *inner;
	size_t i;
	json_object_foreach (value, name, inner) {
		Spot spot = { value, g_strdup(name), 0 };
		g_array_append_val(spots, spot);
		collect(inner, spots);
	}
	json_array_foreach (value, i, inner) {
		Spot spot = { value, NULL, i };
		g_array_append_val(spots, spot);
		collect(inner, spots);
	}
}

static GArray *spots_of(json_t *document)
{
	GArray *spots = g_array_new(FALSE, FALSE, sizeof(Spot));
	g_array_set_clear_func(spots, spot_clear);
	collect(document, spots);
	return spots;
}

static json_t *value_at(const Spot *spot)
{
	return spot->member != NULL ? json_object_get(spot->container, spot->member)
				    : json_array_get(spot->container, spot->index);
}

static void put(const Spot *spot, json_t *value)
{
	if (spot->member != NULL)
		json_object_set_new(spot->container, spot->member, value);
	else
		json_array_set_new(spot->container, spot->index, value);
}

static json_t *odd_value(guint32 which, GRand *rand, const GArray *spots)
{
	static const char *const values[] = {
		"null",
		"true",
		"false",
		"0",
		"-1",
		"1e308",
		"\"\"",
		"\"x\"",
		"[]",
		"{}",
		"[[]]",
		"{\"\":{}}",
		"{\"$ref\":\"#\"}",
		"{\"$ref\":\"#/paths\"}",
		"{\"$ref\":7}",
		"[null,1,\"a\",{},[]]",
		"\"{subscriptionId}\"",
		"\"/\"",
		"{\"$ref\":\"#/$defs/%zz~9\"}",
	};
	if (which < G_N_ELEMENTS(values))
		return parse(values[which]);
	guint32 other = (guint32)g_rand_int_range(rand, 0, (gint32)spots->len);
	return json_deep_copy(value_at(&g_array_index(spots, Spot, other)));
}

/* Everything that others ask of a server. */
static void use(const Server *server)
{
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = g_ptr_array_index(server->actions, i);
		g_autoptr(json_t) json = action_json(action);
		ck_assert_ptr_nonnull(json);
		ck_assert_ptr_eq(server_action(server, action->name), action);
		ck_assert_uint_eq(json_array_size(json_object_get(json, "arguments")),
				  action->arguments->len);
	}
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *trigger = g_ptr_array_index(server->triggers, i);
		g_autoptr(json_t) json = trigger_json(trigger);
		ck_assert_ptr_nonnull(json);
		ck_assert_ptr_nonnull(trigger->guard);
		ck_assert_ptr_nonnull(trigger->route.why);
		ck_assert((trigger->route.path != NULL) == (trigger->route.source != 0));
	}
}

/* Changes one document of three `count` times, each time one place; returns how many changes were noted. */
static guint change_document(json_t *documents[3], gsize which, guint32 seed, guint count)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	g_autoptr(GArray) spots = spots_of(documents[which]);
	guint noted = 0;
	for (guint i = 0; i < count; i++) {
		const Spot *spot =
			&g_array_index(spots, Spot, (guint)g_rand_int_range(rand, 0, (gint32)spots->len));
		json_t *old = json_incref(value_at(spot));
		guint32 what = (guint32)g_rand_int_range(rand, 0, 24);
		if (what == 23 && spot->member != NULL)
			json_object_del(spot->container, spot->member);
		else
			put(spot, odd_value(what, rand, spots));
		Server *server = server_build(documents[0], documents[1], documents[2], NULL, NULL);
		ck_assert_ptr_nonnull(server);
		use(server);
		noted += server->notes->len > 0;
		server_free(server);
		put(spot, old);
	}
	return noted;
}

/* As much of the documents as one test may take under a sanitizer. */
static void change_all(json_t *documents[3], guint32 seed, guint count)
{
	for (gsize i = 0; i < 3; i++) {
		guint noted = change_document(documents, i, seed + (guint32)i, count);
		ck_assert_msg(noted > count / 25, "document %zu: %u of %u noted", i, noted, count);
	}
}

START_TEST(made_up_documents)
{
	g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST);
	g_autoptr(json_t) components = parse_quoted(WORKSHOP_COMPONENTS);
	g_autoptr(json_t) openapi = parse_quoted(WORKSHOP_OPENAPI);
	json_t *documents[] = { manifest, components, openapi };
	change_all(documents, 4711, 800);
}
END_TEST

static void change_recorded(const char *server, guint32 seed)
{
	g_autoptr(json_t) manifest = recorded(server, "manifest");
	g_autoptr(json_t) components = recorded(server, "components");
	g_autoptr(json_t) openapi = recorded(server, "openapi");
	json_t *documents[] = { manifest, components, openapi };
	if (manifest != NULL && components != NULL && openapi != NULL)
		change_all(documents, seed, 300);
}

START_TEST(recorded_open)
{
	change_recorded("open", 1);
}
END_TEST

START_TEST(recorded_locked)
{
	change_recorded("locked", 100);
}
END_TEST

START_TEST(recorded_zendesk_like)
{
	change_recorded("zendesk_like", 200);
}
END_TEST

/* Documents that stand where another belongs. */
START_TEST(mixed_up)
{
	static const char *const texts[] = { WORKSHOP_MANIFEST, WORKSHOP_COMPONENTS, WORKSHOP_OPENAPI, "{}",
					     "[]" };
	for (gsize i = 0; i < 125; i++) {
		g_autoptr(json_t) manifest = parse_quoted(texts[i % 5]);
		g_autoptr(json_t) components = parse_quoted(texts[i / 5 % 5]);
		g_autoptr(json_t) openapi = parse_quoted(texts[i / 25]);
		g_autoptr(GError) error = NULL;
		g_autoptr(Server) server = server_build(manifest, components, openapi, NULL, &error);
		ck_assert((server == NULL) == (error != NULL));
		if (server != NULL)
			use(server);
	}
}
END_TEST

/* Documents that are large in one way each; none may take more than its size is worth. */
START_TEST(large_in_one_way)
{
	enum { MANY = SUITE_MANY(20000) };
	g_autoptr(json_t) properties = json_object(), required = json_array(), paths = json_object();
	g_autoptr(json_t) triggers = json_array(), tags = json_array(), defs = json_object();
	for (int i = 0; i < MANY; i++) {
		g_autofree char *name = g_strdup_printf("n%d", i);
		g_autofree char *path = g_strdup_printf("/hooks/{subscriptionId}/created/%d", i);
		g_autofree char *next = g_strdup_printf("#/$defs/n%d", (i + 1) % MANY);
		json_object_set_new(properties, name, json_object());
		json_array_append_new(required, json_string(name));
		json_array_append_new(tags, json_string("ticket_created"));
		json_object_set_new(paths, path, json_pack("{s:{s:O}}", "post", "tags", tags));
		json_array_append_new(triggers, json_pack("{s:s}", "name", "ticket_created"));
		json_array_append_new(triggers, json_pack("{s:s+}", "name", "ticket_created_", name));
		json_object_set_new(defs, name, json_pack("{s:s}", "$ref", next));
	}
	g_autoptr(json_t) manifest =
		json_pack("{s:[{s:s, s:{s:{s:{s:{s:O, s:O}}}}}, {s:s, s:{s:{s:{s:{s:s, s:O}}}}}], s:O}",
			  "actions", "name", "wide", "schema", "call", "function", "parameters", "properties",
			  properties, "required", required, "name", "chain", "schema", "call", "function",
			  "parameters", "$ref", "#/$defs/n0", "$defs", defs, "triggers", triggers);
	g_autoptr(json_t) openapi = json_pack("{s:O}", "paths", paths);
	g_autoptr(Server) server = server_build(manifest, NULL, openapi, NULL, NULL);
	ck_assert_uint_eq(server_action(server, "wide")->arguments->len, MANY);
	ck_assert_uint_eq(server->triggers->len, MANY + 1);
	ck_assert_uint_eq(server->notes->len, 1001);
}
END_TEST

/* A table of all pairs would be small, one of all matchings would not. */
START_TEST(many_triggers_on_few_paths)
{
	enum { MANY = SUITE_MANY(30000) };
	g_autoptr(json_t) triggers = json_array();
	for (int i = 0; i < MANY; i++) {
		g_autofree char *name = g_strdup_printf("made_%d", i);
		json_array_append_new(triggers, json_pack("{s:s}", "name", name));
	}
	g_autoptr(json_t) manifest = json_pack("{s:[], s:O}", "actions", "triggers", triggers);
	g_autoptr(json_t) openapi = json_pack("{s:{s:{s:{}}, s:{s:{}}}}", "paths", "/made/{subscriptionId}",
					      "post", "/made/17/{subscriptionId}", "post");
	g_autoptr(Server) server = server_build(manifest, NULL, openapi, NULL, NULL);
	ck_assert_str_eq(server_trigger(server, "made_17")->route.path, "/made/17/{subscriptionId}");
	ck_assert_ptr_null(server_trigger(server, "made_18")->route.path);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { made_up_documents,          recorded_open, recorded_locked,
				       recorded_zendesk_like,      mixed_up,      large_in_one_way,
				       many_triggers_on_few_paths, NULL };
	return suite_run("model/server_hostile", tests);
}
