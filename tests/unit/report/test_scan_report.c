/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/scan_report.h"

#include <string.h>

#include "base/json.h"
#include "model/schema.h"
#include "suite.h"

static const Suppression accepted = { .reason = (char *)"false-positive",
				      .text = (char *)"made for a test",
				      .by = (char *)"Kim" };

static const ScanFinding findings[] = {
	{ .file = "/var/log/desk.log",
	  .kind = "github-token",
	  .tail = "…x7Q2",
	  .fingerprint = "0123456789abcdef",
	  .line = 3,
	  .column = 17,
	  .offset = 140,
	  .length = 40 },
	{ .file = "-",
	  .kind = "own",
	  .name = "env:TOKEN\x1b[31m{0}",
	  .fingerprint = "fedcba9876543210",
	  .line = 1,
	  .column = 1,
	  .length = 12,
	  .suppressed = &accepted },
	{ .file = "a folder/bad \xff\x1b[2J name",
	  .kind = "private-key",
	  .fingerprint = "00000000ffffffff",
	  .line = 1,
	  .column = 1,
	  .length = 1700 },
};

static char *written(const char *name, gsize count)
{
	static const char *const kinds[] = { "github-token", "own", "private-key", NULL };
	const struct scan_format *format = scan_format_find(name);
	const ScanSummary summary = { .findings = count, .files = 2, .bytes = 4096, .exit_code = count > 0 };
	GString *out = g_string_new(NULL);
	format->begin(out);
	for (gsize i = 0; i < count; i++)
		format->finding(out, &findings[i], i);
	format->end(out, &summary, count > 0 ? kinds : kinds + 3);
	return g_string_free(out, FALSE);
}

static json_t *parsed(const char *text)
{
	g_autoptr(GError) error = NULL;
	json_t *document = weir_json_read(text, strlen(text), NULL, NULL, &error);
	ck_assert_msg(document != NULL, "%s: %s", error != NULL ? error->message : "", text);
	return document;
}

START_TEST(a_line_each)
{
	g_autofree char *text = written("text", G_N_ELEMENTS(findings));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	ck_assert_int_eq(g_strv_length(lines), 3); /* what is accepted is not among them */
	ck_assert_str_eq(lines[0], "/var/log/desk.log:3:17: github-token …x7Q2 (40) 0123456789abcdef");
	ck_assert_ptr_null(strchr(text, '\x1b'));
	ck_assert_ptr_null(strchr(text, '\xff'));
}
END_TEST

START_TEST(json_is_whole)
{
	for (gsize count = 0; count <= G_N_ELEMENTS(findings); count++) {
		g_autofree char *text = written("json", count);
		g_autoptr(json_t) document = parsed(text);
		ck_assert_int_eq(json_array_size(weir_json_array(document, "findings")), count);
		ck_assert_str_eq(weir_json_text(document, "schema"), "weir/scan/1");
		ck_assert_ptr_null(strchr(text, '\x1b'));
	}
}
END_TEST

START_TEST(sarif_fits_the_standard)
{
	g_autofree char *path = suite_shared("data/report-schemas/sarif-schema-2.1.0.json");
	g_autofree char *source = NULL;
	if (path == NULL || !g_file_get_contents(path, &source, NULL, NULL))
		return;
	g_autoptr(json_t) schema_text = parsed(source);
	g_autoptr(Schema) schema = schema_new(schema_text, NULL, NULL);
	for (gsize count = 0; count <= G_N_ELEMENTS(findings); count++) {
		g_autofree char *text = written("sarif", count);
		g_autoptr(json_t) document = parsed(text);
		g_autoptr(GPtrArray) errors =
			g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
		SchemaVerdict verdict = schema_validate(schema, document, NULL, errors);
		const SchemaError *first = errors->len > 0 ? errors->pdata[0] : NULL;
		ck_assert_msg(verdict == SCHEMA_VALID, "%zu: %s: %.300s", count,
			      first != NULL ? first->instance : "", first != NULL ? first->message : "");
		ck_assert_ptr_null(strstr(text, "\"/var"));
		ck_assert_ptr_null(strstr(text, "{0}"));
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_line_each, json_is_whole, sarif_fits_the_standard, NULL };
	return suite_run("report/scan_report", tests);
}
