/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The official test suite of JSON Schema draft 2020-12, as it stands in ../shared. */
#include "base/json.h"
#include "model/schema.h"
#include "suite.h"

#include <stdio.h>

#define FOLDER "data/json-schema-suite"

/* What is not decided as the suite wants, and why.  A test that fails and is not here, or that is here and
 * passes, fails this program. */
static const struct {
	const char *file, *group, *test, *reason;
} known[] = {
	{ NULL, NULL, NULL, NULL },
};

static int known_failure(const char *file, const char *group, const char *test)
{
	for (int i = 0; known[i].file != NULL; i++)
		if (g_str_equal(file, known[i].file) && g_str_equal(group, known[i].group) &&
		    g_str_equal(test, known[i].test))
			return i;
	return -1;
}

typedef struct {
	guint tests, failed, surprises;
} Counts;

static void run_group(const char *file, const json_t *group, Counts *counts)
{
	const char *name = weir_json_text(group, "description");
	g_autoptr(Schema) schema = schema_new(json_object_get(group, "schema"), NULL, NULL);
	ck_assert_ptr_nonnull(schema);
	size_t i;
	json_t *test;
	json_array_foreach (json_object_get(group, "tests"), i, test) {
		const char *description = weir_json_text(test, "description");
		gboolean valid = json_is_true(json_object_get(test, "valid"));
		g_autoptr(GPtrArray) errors =
			g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
		const json_t *data = json_object_get(test, "data");
		SchemaVerdict quiet = schema_validate(schema, data, NULL, NULL);
		SchemaVerdict verdict = schema_validate(schema, data, NULL, errors);
		gboolean passed = verdict == (valid ? SCHEMA_VALID : SCHEMA_INVALID) && quiet == verdict &&
				  (errors->len > 0) == (verdict == SCHEMA_INVALID);
		gboolean expected = known_failure(file, name, description) < 0;
		counts->tests++;
		counts->failed += !passed;
		if (passed == expected)
			continue;
		counts->surprises++;
		fprintf(stderr, "# %s: %s: %s: verdict %d, quietly %d, %u errors%s\n", file, name,
			description, (int)verdict, (int)quiet, errors->len,
			passed ? " (a known failure, mended)" : "");
	}
}

static void run_file(const char *folder, const char *name, Counts *counts)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *text = NULL;
	gsize length = 0;
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	json_t *groups = weir_json_read(text, length, NULL, NULL, NULL);
	ck_assert_msg(json_is_array(groups), "%s", path);
	size_t i;
	json_t *group;
	json_array_foreach (groups, i, group)
		run_group(name, group, counts);
	json_decref(groups);
}

START_TEST(official_suite)
{
	g_autofree char *folder = suite_shared(FOLDER);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	ck_assert_ptr_nonnull(dir);
	Counts counts = { 0 };
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_suffix(name, ".json"))
			run_file(folder, name, &counts);
	fprintf(stderr, "# %u of %u tests of the suite pass\n", counts.tests - counts.failed, counts.tests);
	ck_assert_uint_gt(counts.tests, 900);
	ck_assert_uint_eq(counts.surprises, 0);
	ck_assert_uint_le(counts.failed * 50, counts.tests);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { official_suite, NULL };
	g_autofree char *folder = suite_shared(FOLDER);
	if (folder == NULL)
		return suite_skip("model/schema_suite", "../shared/" FOLDER " is not there");
	return suite_run("model/schema_suite", tests);
}
