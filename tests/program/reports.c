/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports.h"

#include <check.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/json.h"
#include "model/finding.h"
#include "model/schema.h"
#include "suite.h"

static const char *const formats[] = { "text",     "json", "sarif",       "junit",
				       "markdown", "html", "openmetrics", "nagios" };

/* ---- whole and inert ---- */

static gboolean acts_on_terminals(gunichar c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
	       c == 0x061c;
}

void reports_inert(const char *name, const char *text, gsize length)
{
	const char *bad = NULL;
	ck_assert_msg(g_utf8_validate(text, (gssize)length, &bad), "%s: no UTF-8 at %.40s", name, bad);
	for (const char *at = text; at < text + length; at = g_utf8_next_char(at))
		ck_assert_msg(!acts_on_terminals(g_utf8_get_char(at)), "%s: U+%04X in: %.80s", name,
			      g_utf8_get_char(at), at > text + 40 ? at - 40 : text);
	ck_assert_msg(memmem(text, length, PROGRAM_TOKEN, strlen(PROGRAM_TOKEN)) == NULL, "%s: the token",
		      name);
}

static Schema *schema_of(const char *path)
{
	g_autofree char *text = NULL;
	gsize length = 0;
	ck_assert_msg(g_file_get_contents(path, &text, &length, NULL), "%s", path);
	g_autoptr(json_t) document = weir_json_read(text, length, NULL, NULL, NULL);
	return schema_new(document, NULL, NULL);
}

static void check_schema(const char *name, const Schema *schema, const json_t *document)
{
	g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
	SchemaVerdict verdict = schema_validate(schema, document, NULL, errors);
	const SchemaError *first = errors->len > 0 ? errors->pdata[0] : NULL;
	ck_assert_msg(verdict == SCHEMA_VALID, "%s: %s: %.300s", name, first != NULL ? first->instance : "",
		      first != NULL ? first->message : "");
}

static json_t *parsed(const char *name, const char *text, gsize length)
{
	g_autoptr(GError) error = NULL;
	json_t *document = weir_json_read(text, length, NULL, NULL, &error);
	ck_assert_msg(document != NULL, "%s: %s", name, error != NULL ? error->message : "");
	return document;
}

static void check_json(const char *name, json_t *document)
{
	static Schema *own;
	if (own == NULL)
		own = schema_of(SRCDIR "/../doc/audit.schema.json");
	check_schema(name, own, document);
}

static void check_sarif(const char *name, const char *text, gsize length)
{
	static Schema *standard;
	static gboolean looked;
	g_autofree char *path = suite_shared("data/report-schemas/sarif-schema-2.1.0.json");
	if (!looked && path != NULL)
		standard = schema_of(path);
	looked = TRUE;
	g_autoptr(json_t) document = parsed(name, text, length);
	ck_assert_msg(weir_json_pointer(document, "/runs/0/results") != NULL, "%s: no results", name);
	if (standard != NULL)
		check_schema(name, standard, document);
}

static void check_xml(const char *name, const char *text, gsize length)
{
	static const GMarkupParser nothing = { .start_element = NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&nothing, 0, NULL, NULL);
	ck_assert_msg(g_markup_parse_context_parse(context, text, (gssize)length, &error) &&
			      g_markup_parse_context_end_parse(context, &error),
		      "%s: %s", name, error != NULL ? error->message : "");
}

static void check_nagios(const char *name, const char *text, gsize length)
{
	ck_assert_msg(length > 0 && strchr(text, '\n') == text + length - 1, "%s: not one line: %s", name,
		      text);
}

static void check_format(Audited *audited, const char *name, const char *format, const char *text,
			 gsize length)
{
	g_autofree char *where = g_strdup_printf("%s, %s", name, format);
	reports_inert(where, text, length);
	ck_assert_msg(length > 0 && text[length - 1] == '\n', "%s: it has no end", where);
	if (strcmp(format, "json") == 0) {
		audited->json = parsed(where, text, length);
		check_json(where, audited->json);
	} else if (strcmp(format, "sarif") == 0) {
		check_sarif(where, text, length);
	} else if (strcmp(format, "junit") == 0) {
		check_xml(where, text, length);
	} else if (strcmp(format, "html") == 0) {
		ck_assert_msg(g_str_has_suffix(text, "</html>\n"), "%s: it has no end", where);
	} else if (strcmp(format, "nagios") == 0) {
		check_nagios(where, text, length);
	}
}

/* ---- one run ---- */

gboolean reports_json_only;

char *reports_path(const char *format)
{
	return g_build_filename(program_home_path(), "out", format, NULL);
}

static GPtrArray *words_of(const char *const *words)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(all, g_strdup("audit"));
	for (gsize i = 0; words[i] != NULL; i++)
		g_ptr_array_add(all, g_strdup(words[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *path = reports_path(formats[i]);
		if (reports_json_only && strcmp(formats[i], "json") != 0)
			continue;
		g_ptr_array_add(all, g_strdup("--output"));
		g_ptr_array_add(all, g_strdup_printf("%s=%s", formats[i], path));
	}
	g_ptr_array_add(all, g_strdup("--record"));
	g_ptr_array_add(all, reports_path("recording"));
	g_ptr_array_add(all, NULL);
	return all;
}

static void show(const char *check, const char *verdict, const char *message, gpointer data)
{
	g_printerr("   %-8s %-32s %s\n", verdict, check, message);
}

/* WEIR_TEST_SHOW=1 prints what came out: for whoever writes a row. */
static void show_all(const char *name, const Audited *audited)
{
	if (g_getenv("WEIR_TEST_SHOW") == NULL || audited->json == NULL)
		return;
	g_printerr("## %s: exit %d, incomplete: %s\n", name, audited->result->exit_code,
		   json_string_value(audited_target(audited, "incomplete")));
	audited_foreach(audited, show, NULL);
}

Audited *audited_new(const char *name, const char *const *words)
{
	Audited *audited = g_new0(Audited, 1);
	g_autoptr(GPtrArray) all = words_of(words);
	g_autofree char *folder = reports_path(""), *recording = reports_path("recording"), *text = NULL;
	gsize length = 0;
	g_mkdir_with_parents(folder, 0700);
	audited->result = program_run((const char *const *)all->pdata, NULL, NULL);
	reports_inert(name, audited->result->out->str, audited->result->out->len);
	reports_inert(name, audited->result->err->str, audited->result->err->len);
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *path = reports_path(formats[i]), *report = NULL;
		if (g_file_get_contents(path, &report, &length, NULL))
			check_format(audited, name, formats[i], report, length);
	}
	if (g_file_get_contents(recording, &text, &length, NULL))
		audited->recording = parsed(recording, text, length);
	show_all(name, audited);
	return audited;
}

void audited_free(Audited *audited)
{
	program_result_free(audited->result);
	json_decref(audited->json);
	json_decref(audited->recording);
	g_free(audited);
}

/* ---- what came out ---- */

const json_t *audited_target(const Audited *audited, const char *member)
{
	const json_t *target = json_array_get(weir_json_array(audited->json, "targets"), 0);
	return json_object_get(target, member);
}

void audited_foreach(const Audited *audited,
		     void (*each)(const char *check, const char *verdict, const char *message, gpointer data),
		     gpointer data)
{
	const json_t *findings = weir_json_array(audited->json, "findings");
	for (size_t i = 0; i < json_array_size(findings); i++) {
		const json_t *finding = json_array_get(findings, i);
		each(weir_json_text(finding, "check"), weir_json_text(finding, "verdict"),
		     weir_json_text(finding, "message"), data);
	}
}

struct worst {
	const char *check, *verdict;
	Verdict worst;
};

static void take(const char *check, const char *verdict, const char *message, gpointer data)
{
	struct worst *worst = data;
	if (strcmp(check, worst->check) != 0)
		return;
	for (Verdict one = 0; one < worst->worst; one++)
		if (strcmp(verdict_name(one), verdict) == 0) {
			worst->worst = one;
			worst->verdict = verdict;
		}
}

const char *audited_verdict(const Audited *audited, const char *check)
{
	struct worst worst = { check, NULL, N_VERDICTS };
	audited_foreach(audited, take, &worst);
	return worst.verdict;
}
