/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Schema: any document compiles or is refused, any instance is judged in bounded work, what is said
 * about it can be shown, and what is sampled is valid. */
#include "model/sample.h"
#include "model/schema.h"
#include "server_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_errors(const GPtrArray *errors)
{
	g_assert_cmpuint(errors->len, <=, 64);
	for (guint i = 0; i < errors->len; i++) {
		const SchemaError *error = errors->pdata[i];
		g_assert_nonnull(error->instance);
		g_assert_nonnull(error->keyword);
		g_assert_nonnull(error->schema);
		g_assert_true(g_utf8_validate(error->message, -1, NULL));
	}
}

static void judge(const Schema *schema, const json_t *instance)
{
	const SchemaOptions options = { .assert_formats = TRUE, .work = 200000 };
	g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
	SchemaVerdict verdict = schema_validate(schema, instance, &options, errors);
	check_errors(errors);
	if (verdict == SCHEMA_VALID)
		g_assert_cmpuint(errors->len, ==, 0);
	if (verdict == SCHEMA_INVALID)
		g_assert_cmpuint(errors->len, >, 0);
	g_assert_true(schema_validate(schema, instance, &options, NULL) == verdict);
}

/* What the sampler makes of a schema, the validator accepts. */
static void sample(const Schema *schema, json_t *document, guint64 seed)
{
	const SampleOptions options = { .seed = seed, .optional = seed & 1, .vary = seed & 2 };
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) made = sample_make(document, NULL, &options, &error);
	g_assert_true((made == NULL) == (error != NULL));
	if (made != NULL)
		g_assert_cmpint(schema_validate(schema, made, NULL, NULL), !=, SCHEMA_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *documents[WALK_DOCUMENTS];
	walk_read(data, size, documents);
	g_autoptr(Schema) schema = documents[0] != NULL ? schema_new(documents[0], NULL, NULL) : NULL;
	if (schema != NULL) {
		const GPtrArray *notes = schema_notes(schema);
		for (guint i = 0; i < notes->len; i++)
			g_assert_true(g_utf8_validate(notes->pdata[i], -1, NULL));
		g_autofree char *summary = schema_summary(documents[0], NULL);
		g_assert_true(g_utf8_validate(summary, -1, NULL));
		judge(schema, documents[0]);
		if (documents[1] != NULL)
			judge(schema, documents[1]);
		sample(schema, documents[0], size);
	}
	walk_free(documents);
	return 0;
}
