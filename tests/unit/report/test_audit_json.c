/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "made_audit.h"
#include "model/schema.h"
#include "report/audit_read.h"
#include "suite.h"

static json_t *parsed(const char *text)
{
	g_autoptr(GError) error = NULL;
	json_t *document = weir_json_read(text, strlen(text), NULL, NULL, &error);
	ck_assert_msg(document != NULL, "%s", error != NULL ? error->message : "");
	return document;
}

static json_t *written(const AuditResult *result)
{
	g_autofree char *text = made_audit_document(&audit_json, result);
	return parsed(text);
}

static Schema *own_schema(void)
{
	g_autofree char *text = NULL;
	gsize length = 0;
	ck_assert(g_file_get_contents(SRCDIR "/../doc/audit.schema.json", &text, &length, NULL));
	g_autoptr(json_t) document = parsed(text);
	Schema *schema = schema_new(document, NULL, NULL);
	ck_assert_ptr_nonnull(schema);
	ck_assert_uint_eq(schema_notes(schema)->len, 0);
	return schema;
}

static void check_valid(const Schema *schema, const json_t *document)
{
	g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
	SchemaVerdict verdict = schema_validate(schema, document, NULL, errors);
	const SchemaError *first = errors->len > 0 ? errors->pdata[0] : NULL;
	ck_assert_msg(verdict == SCHEMA_VALID, "%s: %.300s", first != NULL ? first->instance : "",
		      first != NULL ? first->message : "");
}

START_TEST(every_document_fits_its_schema)
{
	g_autoptr(Schema) schema = own_schema();
	AuditResult *results[] = { made_audit(), made_audit_hostile(), made_audit_empty(), made_audit_none(),
				   made_audit_many(3, 3) };
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
		g_autoptr(json_t) document = written(results[i]);
		check_valid(schema, document);
		audit_result_free(results[i]);
	}
}
END_TEST

/* The schema is worth something: what is missing or too much is refused. */
START_TEST(the_schema_is_closed)
{
	static const char *const objects[] = { "",
					       "/gate",
					       "/targets/0",
					       "/targets/0/counts",
					       "/targets/0/sdk",
					       "/targets/0/checklist/0",
					       "/targets/0/fixed/0",
					       "/findings/0",
					       "/findings/0/where",
					       "/findings/0/evidence",
					       "/findings/0/evidence/headers/0",
					       "/findings/0/remedy",
					       "/findings/2/suppressed" };
	g_autoptr(Schema) schema = own_schema();
	g_autoptr(AuditResult) result = made_audit();
	for (gsize i = 0; i < G_N_ELEMENTS(objects); i++) {
		g_autoptr(json_t) more = written(result), less = written(result);
		json_t *object = weir_json_pointer(more, objects[i]);
		ck_assert_msg(json_is_object(object), "%s", objects[i]);
		json_object_set_new(object, "extra", json_true());
		ck_assert_int_eq(schema_validate(schema, more, NULL, NULL), SCHEMA_INVALID);
		object = weir_json_pointer(less, objects[i]);
		json_object_del(object, json_object_iter_key(json_object_iter(object)));
		ck_assert_msg(schema_validate(schema, less, NULL, NULL) == SCHEMA_INVALID, "%s", objects[i]);
	}
}
END_TEST

START_TEST(it_reads_as_it_did)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_json, result);
	made_golden("audit.json", text);
}
END_TEST

START_TEST(findings_hold_every_verdict_and_evidence_where_there_is_some)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autoptr(json_t) document = written(result);
	const json_t *findings = weir_json_array(document, "findings");
	ck_assert_uint_eq(json_array_size(findings), 11);
	const json_t *first = json_array_get(findings, 0), *second = json_array_get(findings, 1);
	const char *curl = weir_json_text(weir_json_object(first, "evidence"), "curl");
	ck_assert_ptr_nonnull(curl);
	ck_assert_ptr_nonnull(strstr(curl, "Bearer $WEIR_TOKEN"));
	ck_assert(json_is_null(json_object_get(second, "evidence")));
	const json_t *cookie = weir_json_pointer((json_t *)first, "/evidence/headers/1/value");
	ck_assert_str_eq(json_string_value(cookie), "«redacted»");
	ck_assert_str_eq(weir_json_text(weir_json_object(second, "where"), "action"), "lookup_customer");
	ck_assert(json_is_null(json_object_get(weir_json_object(second, "where"), "trigger")));
}
END_TEST

/* ---- read back ---- */

static const BaselineFinding *find(const BaselineTarget *target, const char *fingerprint)
{
	for (guint i = 0; i < target->failures->len; i++) {
		const BaselineFinding *finding = target->failures->pdata[i];
		if (strcmp(finding->fingerprint, fingerprint) == 0)
			return finding;
	}
	return NULL;
}

START_TEST(a_report_is_a_baseline)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_json, result);
	g_autoptr(AuditBaseline) baseline = audit_read(text, strlen(text), "then.json", NULL);
	ck_assert_ptr_nonnull(baseline);
	ck_assert_int_eq(baseline->finished, result->finished);
	ck_assert_uint_eq(baseline->targets->len, 2);
	const BaselineTarget *desk = audit_baseline_target(baseline, "desk-prod");
	ck_assert_ptr_nonnull(desk);
	ck_assert(desk->complete);
	ck_assert(!audit_baseline_target(baseline, "http://127.0.0.1:8101")->complete);
	ck_assert_ptr_null(audit_baseline_target(baseline, "other"));
	ck_assert_uint_eq(desk->failures->len, 4); /* failures, and nothing else */
	const Finding *hidden = ((AuditReport *)result->reports->pdata[0])->findings->pdata[1];
	const BaselineFinding *then = find(desk, hidden->fingerprint);
	ck_assert_ptr_nonnull(then);
	ck_assert_str_eq(then->check, "actions.hidden-write");
	ck_assert_str_eq(then->where, "lookup_customer description");
	ck_assert_int_eq(then->severity, SEVERITY_HIGH);
	ck_assert_int_eq(then->since, hidden->since);
	ck_assert(!then->suppressed);
	ck_assert(((BaselineFinding *)desk->failures->pdata[2])->suppressed);
	ck_assert_ptr_null(find(desk, "nothing"));
}
END_TEST

static const struct {
	const char *text, *said;
} bad[] = {
	{ "", "b.json: " },
	{ "[]", "no member 'schema'" },
	{ "{\"schema\": 1}", "no member 'schema'" },
	{ "{\"schema\": \"weir/actions/1\"}", "'weir/actions/1', not 'weir/audit/1'" },
	{ "{\"schema\": \"weir/audit/2\", \"targets\": [], \"findings\": []}", "'weir/audit/2'" },
	{ "{\"schema\": \"weir/audit/1\"}", "no array 'targets'" },
	{ "{\"schema\": \"weir/audit/1\", \"targets\": []}", "no array 'findings'" },
	{ "{\"schema\": \"weir/audit/1\", \"targets\": [{}], \"findings\": []}", "/targets/0/target" },
	{ "{\"schema\": \"weir/audit/1\", \"targets\": [{\"target\": \"a\"}, {\"target\": \"a\"}], "
	  "\"findings\": []}",
	  "/targets/1/target is there twice" },
	{ "{\"schema\": \"weir/audit/1\", \"targets\": [], \"findings\": [7]}", "/findings/0/verdict" },
	{ "{\"schema\": \"weir/audit/1\", \"targets\": [], \"findings\": [{\"verdict\": \"fail\"}]}",
	  "/findings/0/target" },
	{ "{\"schema\": \"weir/audit/1\", \"targets\": [{\"target\": \"a\"}], \"findings\": [{\"verdict\": "
	  "\"fail\", \"target\": \"a\", \"check\": \"c\", \"severity\": \"high\"}]}",
	  "/findings/0/fingerprint" },
	{ "{\"schema\": \"weir/audit/1\", \"targets\": [{\"target\": \"a\"}], \"findings\": [{\"verdict\": "
	  "\"fail\", \"target\": \"a\", \"check\": \"c\", \"severity\": \"huge\", \"fingerprint\": \"f\"}]}",
	  "/findings/0/severity" },
};

START_TEST(what_is_no_report_is_refused)
{
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(audit_read(bad[_i].text, strlen(bad[_i].text), "b.json", &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
	ck_assert_msg(strstr(error->message, bad[_i].said) != NULL, "%s", error->message);
}
END_TEST

START_TEST(a_report_that_is_cut_off_is_refused_wherever_it_ends)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_json, result);
	gsize length = strlen(text) - 2; /* the last brace and newline */
	for (gsize i = 0; i < length; i += 97)
		ck_assert_ptr_null(audit_read(text, i, "b.json", NULL));
	ck_assert_ptr_null(audit_read(text, length, "b.json", NULL));
}
END_TEST

START_TEST(too_deep_is_a_limit)
{
	g_autoptr(GString) text = g_string_new("{\"a\":");
	for (int i = 0; i < 100; i++)
		g_string_append_c(text, '[');
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(audit_read(text->str, text->len, "b.json", &error));
	ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT));
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		every_document_fits_its_schema,
		the_schema_is_closed,
		it_reads_as_it_did,
		findings_hold_every_verdict_and_evidence_where_there_is_some,
		a_report_is_a_baseline,
		a_report_that_is_cut_off_is_refused_wherever_it_ends,
		too_deep_is_a_limit,
		NULL,
	};
	return suite_run_looped("report/audit_json", tests, what_is_no_report_is_refused, G_N_ELEMENTS(bad));
}
