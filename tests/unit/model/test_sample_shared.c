/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples for the schemas of ../shared: those of the official suite that have a valid instance at all, and
 * all arguments and payloads of the recorded servers. */
#include "base/json.h"
#include "model/sample.h"
#include "suite.h"

#include <stdio.h>

#define SEEDS 20

/* Groups of the suite for which no valid sample is made, and why.  A group that fails and is not here, or
 * that is here and passes, fails this program. */
static const struct {
	const char *file, *group, *reason;
} known[] = {
	{ NULL, NULL, NULL },
};

static gboolean is_known(const char *file, const char *group)
{
	for (int i = 0; known[i].file != NULL; i++)
		if (g_str_equal(file, known[i].file) && g_str_equal(group, known[i].group))
			return TRUE;
	return FALSE;
}

static json_t *load(const char *folder, const char *file)
{
	g_autofree char *path = g_build_filename(folder, file, NULL);
	g_autofree char *text = NULL;
	gsize length = 0;
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	json_t *json = weir_json_read(text, length, NULL, NULL, NULL);
	ck_assert_msg(json != NULL, "%s", path);
	return json;
}

/* How many of the seeds give a valid sample. */
static guint count_valid(json_t *json, json_t *root)
{
	g_autoptr(Schema) schema = schema_new(json, root, NULL);
	guint valid = 0;
	for (guint seed = 0; seed < SEEDS; seed++) {
		const SampleOptions options = { .seed = seed,
						.optional = seed % 2 == 1,
						.vary = seed / 2 % 2 == 1 };
		g_autoptr(json_t) value = sample_make(json, root, &options, NULL);
		valid += value != NULL && schema_validate(schema, value, NULL, NULL) == SCHEMA_VALID;
	}
	return valid;
}

static gboolean has_valid_instance(const json_t *group)
{
	size_t i;
	json_t *test;
	json_array_foreach (json_object_get(group, "tests"), i, test)
		if (json_is_true(json_object_get(test, "valid")))
			return TRUE;
	return FALSE;
}

START_TEST(suite_schemas)
{
	g_autofree char *folder = suite_shared("data/json-schema-suite");
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	guint schemas = 0, passed = 0, surprises = 0;
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autoptr(json_t) groups = g_str_has_suffix(name, ".json") ? load(folder, name) : NULL;
		size_t i;
		json_t *group;
		json_array_foreach (groups, i, group) {
			const char *description = weir_json_text(group, "description");
			if (!has_valid_instance(group))
				continue;
			gboolean all = count_valid(json_object_get(group, "schema"), NULL) == SEEDS;
			schemas++;
			passed += all;
			if (all != is_known(name, description))
				continue;
			surprises++;
			fprintf(stderr, "# %s: %s%s\n", name, description, all ? " (mended)" : "");
		}
	}
	fprintf(stderr, "# %u of %u schemas of the suite (%.1f %%) have valid samples for %d seeds\n", passed,
		schemas, 100.0 * passed / schemas, SEEDS);
	ck_assert_uint_gt(schemas, 200);
	ck_assert_uint_eq(surprises, 0);
}
END_TEST

static void check_all(json_t *json, json_t *root, const char *server, const char *what, guint *count)
{
	if (!json_is_object(json))
		return;
	ck_assert_msg(count_valid(json, root) == SEEDS, "%s: %s", server, what);
	++*count;
}

static void check_manifest(const char *folder, const char *server, guint *count)
{
	static const char *const of_actions[] = { "/schema/call/function/parameters", "/schema/result" };
	static const char *const of_triggers[] = { "/schema", "/subscriptionSchema" };
	g_autofree char *where = g_build_filename(folder, server, NULL);
	g_autoptr(json_t) manifest = load(where, "manifest.json");
	size_t i;
	json_t *one;
	json_array_foreach (weir_json_array(manifest, "actions"), i, one)
		for (guint k = 0; k < G_N_ELEMENTS(of_actions); k++)
			check_all(weir_json_pointer(one, of_actions[k]), NULL, server,
				  weir_json_text(one, "name"), count);
	json_array_foreach (weir_json_array(manifest, "triggers"), i, one) {
		for (guint k = 0; k < G_N_ELEMENTS(of_triggers); k++)
			check_all(weir_json_pointer(one, of_triggers[k]), NULL, server,
				  weir_json_text(one, "name"), count);
		json_t *schema = json_object_get(one, "schema");
		check_all(weir_json_pointer(schema, "/properties/payload"), schema, server,
			  weir_json_text(one, "name"), count);
	}
}

START_TEST(manifests)
{
	static const char *const servers[] = { "open", "locked", "zendesk_like" };
	g_autofree char *folder = suite_shared("contract");
	guint count = 0;
	for (guint i = 0; i < G_N_ELEMENTS(servers); i++)
		check_manifest(folder, servers[i], &count);
	ck_assert_uint_gt(count, 60);
}
END_TEST

START_TEST(components_of_openapi)
{
	static const char *const servers[] = { "open", "locked", "zendesk_like" };
	g_autofree char *folder = suite_shared("contract");
	guint count = 0;
	for (guint i = 0; i < G_N_ELEMENTS(servers); i++) {
		g_autofree char *where = g_build_filename(folder, servers[i], NULL);
		g_autoptr(json_t) openapi = load(where, "openapi.json");
		const char *name;
		json_t *schema;
		json_object_foreach (weir_json_pointer(openapi, "/components/schemas"), name, schema)
			check_all(schema, openapi, servers[i], name, &count);
	}
	ck_assert_uint_gt(count, 60);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { suite_schemas, manifests, components_of_openapi, NULL };
	g_autofree char *suite = suite_shared("data/json-schema-suite");
	g_autofree char *contract = suite_shared("contract");
	if (suite == NULL || contract == NULL)
		return suite_skip("model/sample_shared", "../shared is not there");
	return suite_run("model/sample_shared", tests);
}
