/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <string.h>

#include "base/json.h"
#include "made_audit.h"
#include "model/schema.h"
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
	g_autofree char *text = made_audit_document(&audit_sarif, result);
	return parsed(text);
}

static const json_t *run_of(json_t *document)
{
	return weir_json_pointer(document, "/runs/0");
}

static const json_t *results_of(json_t *document)
{
	return weir_json_array(run_of(document), "results");
}

START_TEST(every_document_fits_the_standard)
{
	g_autofree char *path = suite_shared("data/report-schemas/sarif-schema-2.1.0.json");
	g_autofree char *text = NULL;
	if (path == NULL || !g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_autoptr(json_t) source = parsed(text);
	g_autoptr(Schema) schema = schema_new(source, NULL, NULL);
	AuditResult *results[] = { made_audit(), made_audit_hostile(), made_audit_empty(), made_audit_none(),
				   made_audit_many(3, 3) };
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
		g_autoptr(json_t) document = written(results[i]);
		g_autoptr(GPtrArray) errors =
			g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
		SchemaVerdict verdict = schema_validate(schema, document, NULL, errors);
		const SchemaError *first = errors->len > 0 ? errors->pdata[0] : NULL;
		ck_assert_msg(verdict == SCHEMA_VALID, "%zu: %s: %.300s", i,
			      first != NULL ? first->instance : "", first != NULL ? first->message : "");
		json_object_set_new((json_t *)run_of(document), "wrong", json_true());
		ck_assert_int_eq(schema_validate(schema, document, NULL, NULL), SCHEMA_INVALID);
		audit_result_free(results[i]);
	}
}
END_TEST

START_TEST(it_reads_as_it_did)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_sarif, result);
	made_golden("audit.sarif", text);
}
END_TEST

/* One absolute URI or one result without a place, and code scanning refuses the whole file. */
static void check_place(const json_t *result)
{
	const json_t *uri =
		weir_json_pointer((json_t *)result, "/locations/0/physicalLocation/artifactLocation/uri");
	const char *text = json_string_value(uri);
	ck_assert_ptr_nonnull(text);
	ck_assert_msg(*text != '/' && *text != '\0' && strchr(text, ':') == NULL, "%s", text);
	ck_assert_int_ge(json_integer_value(weir_json_pointer(
				 (json_t *)result, "/locations/0/physicalLocation/region/startLine")),
			 1);
}

static void check_rule(const json_t *run, const json_t *result)
{
	const json_t *rules = weir_json_pointer((json_t *)run, "/tool/driver/rules");
	gint64 index = weir_json_integer(result, "ruleIndex", -1);
	if (index < 0)
		return;
	ck_assert_str_eq(weir_json_text(json_array_get(rules, (size_t)index), "id"),
			 weir_json_text(result, "ruleId"));
}

static void check_level(const json_t *result)
{
	gboolean failure = strcmp(weir_json_text(result, "kind"), "fail") == 0;
	gboolean none = strcmp(weir_json_text(result, "level"), "none") == 0;
	ck_assert(failure != none);
}

START_TEST(each_result_has_a_relative_place_its_rule_and_a_level)
{
	AuditResult *results[] = { made_audit(), made_audit_hostile(), made_audit_many(3, 3) };
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
		g_autoptr(json_t) document = written(results[i]);
		const json_t *list = results_of(document);
		ck_assert_uint_gt(json_array_size(list), 0);
		for (size_t j = 0; j < json_array_size(list); j++) {
			const json_t *result = json_array_get(list, j);
			check_place(result);
			check_rule(run_of(document), result);
			check_level(result);
			ck_assert(json_is_array(json_object_get(result, "suppressions")));
		}
		audit_result_free(results[i]);
	}
}
END_TEST

static guint count(const json_t *results, const char *member, const char *value)
{
	guint found = 0;
	for (size_t i = 0; i < json_array_size(results); i++)
		found += g_strcmp0(weir_json_text(json_array_get(results, i), member), value) == 0;
	return found;
}

START_TEST(verdicts_are_kinds)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autoptr(json_t) document = written(result);
	const json_t *results = results_of(document);
	ck_assert_uint_eq(count(results, "kind", "fail"), 6); /* one of them is fixed */
	ck_assert_uint_eq(count(results, "kind", "open"), 1);
	ck_assert_uint_eq(count(results, "kind", "review"), 1);
	ck_assert_uint_eq(count(results, "kind", "notApplicable"), 1);
	ck_assert_uint_eq(count(results, "kind", "pass"), 2);
	ck_assert_uint_eq(count(results, "baselineState", "new"), 1);
	ck_assert_uint_eq(count(results, "baselineState", "unchanged"), 1);
	ck_assert_uint_eq(count(results, "baselineState", "absent"), 1);
	const json_t *accepted = json_array_get(results, 2);
	ck_assert_str_eq(json_string_value(weir_json_pointer((json_t *)accepted, "/suppressions/0/status")),
			 "accepted");
}
END_TEST

START_TEST(only_problems_on_request)
{
	g_autoptr(AuditResult) result = made_audit();
	result->problems_only = TRUE;
	g_autoptr(json_t) document = written(result);
	const json_t *results = results_of(document);
	ck_assert_uint_eq(json_array_size(results), 7);
	ck_assert_uint_eq(count(results, "kind", "pass") + count(results, "kind", "notApplicable"), 0);
	ck_assert_uint_eq(count(results, "baselineState", "absent"), 0);
}
END_TEST

START_TEST(what_could_not_be_asked_is_told)
{
	g_autoptr(AuditResult) result = made_audit(), fine = made_audit_empty();
	g_autoptr(json_t) document = written(result), other = written(fine);
	json_t *invocation = weir_json_pointer(document, "/runs/0/invocations/0");
	ck_assert(json_is_false(json_object_get(invocation, "executionSuccessful")));
	ck_assert_uint_eq(json_array_size(json_object_get(invocation, "toolExecutionNotifications")), 2);
	invocation = weir_json_pointer(other, "/runs/0/invocations/0");
	ck_assert(json_is_true(json_object_get(invocation, "executionSuccessful")));
	ck_assert_uint_eq(json_array_size(json_object_get(invocation, "toolExecutionNotifications")), 0);
}
END_TEST

START_TEST(places_are_stanzas_or_lines_of_a_list)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autoptr(json_t) document = written(result);
	const char *path = "/locations/0/physicalLocation/artifactLocation/uri";
	const json_t *results = results_of(document);
	json_t *first = json_array_get(results, 0);
	json_t *last = json_array_get(results, json_array_size(results) - 1);
	ck_assert_str_eq(json_string_value(weir_json_pointer(first, path)), "conf/weir.conf");
	ck_assert_str_eq(json_string_value(weir_json_pointer(last, path)), "weir-targets.txt");
	ck_assert_str_eq(json_string_value(weir_json_pointer(document, "/runs/0/artifacts/1/contents/text")),
			 "http://127.0.0.1:8101\n");
	AuditReport *report = result->reports->pdata[0];
	g_free(report->config_path);
	report->config_path = g_strdup("/etc/weir/we ir:1.conf"); /* outside: its name, escaped */
	g_autoptr(json_t) again = written(result);
	ck_assert_str_eq(json_string_value(weir_json_pointer(json_array_get(results_of(again), 0), path)),
			 "we%20ir%3A1.conf");
}
END_TEST

/* "{0}" would be filled in and "[a](b)" would be a link where it is shown. */
START_TEST(messages_hold_neither_placeholders_nor_links)
{
	g_autoptr(AuditResult) result = made_audit_hostile();
	g_autoptr(json_t) document = written(result);
	const json_t *message = weir_json_object(json_array_get(results_of(document), 1), "message");
	const char *text = weir_json_text(message, "text");
	ck_assert_ptr_nonnull(strstr(text, "{{0}} {{id}}"));
	ck_assert_ptr_nonnull(strstr(text, "\\[click\\](https"));
}
END_TEST

START_TEST(rules_say_what_code_scanning_shows)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autoptr(json_t) document = written(result);
	json_t *rule = weir_json_pointer(document, "/runs/0/tool/driver/rules/0");
	ck_assert_str_eq(weir_json_text(rule, "id"), "secrets.subscription-echo");
	ck_assert_str_eq(weir_json_text(rule, "name"), "SecretsSubscriptionEcho");
	ck_assert_str_eq(json_string_value(weir_json_pointer(rule, "/properties/security-severity")), "9.5");
	g_autofree char *tags = weir_json_print(weir_json_pointer(rule, "/properties/tags"));
	ck_assert_str_eq(tags,
			 "[\"security\",\"external/cwe/cwe-200\",\"external/cwe/cwe-522\","
			 "\"external/owasp/api3-2023\",\"guideline-k4\",\"guideline-b4\",\"origin-sdk\"]");
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		every_document_fits_the_standard,
		it_reads_as_it_did,
		each_result_has_a_relative_place_its_rule_and_a_level,
		verdicts_are_kinds,
		only_problems_on_request,
		what_could_not_be_asked_is_told,
		places_are_stanzas_or_lines_of_a_list,
		messages_hold_neither_placeholders_nor_links,
		rules_say_what_code_scanning_shows,
		NULL,
	};
	return suite_run("report/audit_sarif", tests);
}
