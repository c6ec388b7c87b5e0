/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JUnit and HTML: what they say, and that nothing of a stranger is markup in them. */
#include <locale.h>
#include <string.h>

#include "made_audit.h"
#include "made_tool.h"
#include "suite.h"

typedef AuditResult *(*Maker)(void);
static const Maker makers[] = { made_audit, made_audit_hostile, made_audit_empty, made_audit_none };

/* Elements that a document may have, each with the attributes that it may have. */
struct allowed {
	const char *element;
	const char *attributes[10];
};

static const struct allowed junit_elements[] = {
	{ "testsuites", { "name", "tests", "failures", "errors", "time" } },
	{ "testsuite", { "name", "tests", "failures", "errors", "skipped", "time", "timestamp" } },
	{ "properties", { NULL } },
	{ "property", { "name", "value" } },
	{ "testcase", { "classname", "name", "time" } },
	{ "failure", { "message", "type" } },
	{ "error", { "message", "type" } },
	{ "skipped", { "message" } },
	{ NULL, { NULL } },
};

static const struct allowed html_elements[] = {
	{ "html", { "lang" } },
	{ "head", { NULL } },
	{ "meta", { "charset", "http-equiv", "content", "name" } },
	{ "title", { NULL } },
	{ "style", { NULL } },
	{ "body", { NULL } },
	{ "header", { NULL } },
	{ "main", { NULL } },
	{ "section", { "id" } },
	{ "h1", { "class" } },
	{ "h2", { NULL } },
	{ "h3", { NULL } },
	{ "h4", { "lang" } },
	{ "p", { "class", "lang" } },
	{ "br", { NULL } },
	{ "span", { "class", "aria-hidden" } },
	{ "ul", { "class" } },
	{ "li", { NULL } },
	{ "dl", { "lang" } },
	{ "dt", { NULL } },
	{ "dd", { NULL } },
	{ "code", { NULL } },
	{ "pre", { "lang" } },
	{ "a", { "href" } },
	{ "table", { NULL } },
	{ "thead", { NULL } },
	{ "tbody", { NULL } },
	{ "tr", { NULL } },
	{ "th", { "scope", "class" } },
	{ "td", { "class", "lang" } },
	{ "details", { NULL } },
	{ "summary", { NULL } },
	{ "svg", { "viewBox", "width", "height", "role", "aria-label" } },
	{ "path", { "class", "d" } },
	{ "line", { "class", "x1", "y1", "x2", "y2" } },
	{ "circle", { "class", "cx", "cy", "r" } },
	{ "text", { "x", "y", "text-anchor" } },
	{ NULL, { NULL } },
};

struct seen {
	const struct allowed *rules;
	GHashTable *counts; /* element -> count */
};

static gboolean is_allowed(const struct allowed *rule, const char *attribute)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rule->attributes) && rule->attributes[i] != NULL; i++)
		if (strcmp(rule->attributes[i], attribute) == 0)
			return TRUE;
	return FALSE;
}

static void on_start(GMarkupParseContext *context, const char *element, const char **names,
		     const char **values, gpointer data, GError **error)
{
	struct seen *seen = data;
	const struct allowed *rule = seen->rules;
	while (rule->element != NULL && strcmp(rule->element, element) != 0)
		rule++;
	ck_assert_msg(rule->element != NULL, "element <%s>", element);
	for (gsize i = 0; names[i] != NULL; i++) {
		ck_assert_msg(is_allowed(rule, names[i]), "<%s %s>", element, names[i]);
		if (strcmp(names[i], "href") == 0)
			ck_assert_msg(g_str_has_prefix(values[i], "#t"), "href %s", values[i]);
	}
	gpointer count = g_hash_table_lookup(seen->counts, element);
	g_hash_table_insert(seen->counts, g_strdup(element), GUINT_TO_POINTER(GPOINTER_TO_UINT(count) + 1));
}

/* Parses it, holding it to the rules; element -> how often. */
static GHashTable *elements_of(const char *text, const struct allowed *rules)
{
	static const GMarkupParser parser = { .start_element = on_start };
	struct seen seen = { rules, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
	g_autoptr(GError) error = NULL;
	g_autoptr(GMarkupParseContext) context =
		g_markup_parse_context_new(&parser, (GMarkupParseFlags)0, &seen, NULL);
	gboolean good = g_markup_parse_context_parse(context, text, -1, &error) &&
			g_markup_parse_context_end_parse(context, &error);
	ck_assert_msg(good, "%s", error != NULL ? error->message : "");
	return seen.counts;
}

static guint count_of(GHashTable *counts, const char *element)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(counts, element));
}

/* ---- JUnit ---- */

START_TEST(junit_fits_its_schema)
{
	static const char *const command[] = { "xmllint",  "--noout",
					       "--schema", SRCDIR "/unit/report/junit.xsd",
					       "-",        NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(makers); i++) {
		g_autoptr(AuditResult) result = makers[i]();
		g_autofree char *text = made_audit_document(&audit_junit, result);
		g_autoptr(GHashTable) counts = elements_of(text, junit_elements);
		ck_assert_uint_eq(count_of(counts, "testsuite"), result->reports->len);
		made_tool_agrees(command, text, "- validates");
	}
}
END_TEST

START_TEST(junit_reads_as_it_did)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_junit, result);
	made_golden("audit.junit", text);
}
END_TEST

/* What does not count fails nothing; what did not run is never green. */
START_TEST(junit_counts_as_the_gate_does)
{
	g_autoptr(AuditResult) result = made_audit();
	for (int strict = 0; strict <= 1; strict++) {
		result->strict = strict;
		g_autofree char *text = made_audit_document(&audit_junit, result);
		g_autoptr(GHashTable) counts = elements_of(text, junit_elements);
		ck_assert_uint_eq(count_of(counts, "failure"), strict ? 4 : 3);
		ck_assert_uint_eq(count_of(counts, "error"), 2);
		ck_assert_uint_eq(count_of(counts, "skipped"), strict ? 2 : 3);
		ck_assert_ptr_nonnull(strstr(text, strict ? "tests=\"9\" failures=\"4\" errors=\"2\""
							  : "tests=\"9\" failures=\"3\" errors=\"2\""));
		ck_assert_ptr_nonnull(strstr(text, "the server refused the token (401)"));
	}
}
END_TEST

/* ---- HTML ---- */

START_TEST(html_has_its_own_elements_and_no_others)
{
	for (gsize i = 0; i < G_N_ELEMENTS(makers); i++) {
		g_autoptr(AuditResult) result = makers[i]();
		g_autofree char *text = made_audit_document(&audit_html, result);
		g_autoptr(GHashTable) counts = elements_of(text, html_elements);
		ck_assert_uint_eq(count_of(counts, "h1"), 1);
		ck_assert_uint_eq(count_of(counts, "h2"), result->reports->len);
		ck_assert_uint_eq(count_of(counts, "style"), 1);
	}
}
END_TEST

START_TEST(html_allows_its_style_by_digest_and_fetches_nothing)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_html, result);
	const char *style = strstr(text, "<style>") + strlen("<style>");
	g_autofree char *copy = g_strndup(style, (gsize)(strstr(style, "</style>") - style));
	g_autofree char *hex = g_compute_checksum_for_string(G_CHECKSUM_SHA256, copy, -1);
	guint8 digest[32];
	for (gsize i = 0; i < sizeof digest; i++)
		digest[i] = (guint8)(g_ascii_xdigit_value(hex[2 * i]) * 16 +
				     g_ascii_xdigit_value(hex[2 * i + 1]));
	g_autofree char *base64 = g_base64_encode(digest, sizeof digest);
	g_autofree char *source = g_strdup_printf("default-src 'none'; style-src 'sha256-%s';", base64);
	ck_assert_ptr_nonnull(strstr(text, source));
	ck_assert_ptr_null(strstr(copy, "url("));
	ck_assert_ptr_null(strstr(copy, "@import"));
	ck_assert_ptr_nonnull(strstr(copy, "prefers-color-scheme:dark"));
	ck_assert_ptr_nonnull(strstr(copy, "@media print"));
}
END_TEST

START_TEST(html_draws_the_history)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_html, result);
	g_autoptr(GHashTable) counts = elements_of(text, html_elements);
	ck_assert_uint_eq(count_of(counts, "svg"), 1);
	ck_assert_uint_eq(count_of(counts, "circle"), 4); /* one audit has no score */
	ck_assert_ptr_nonnull(strstr(text, "2026-10-15: 31, 2026-10-25: 44, 2026-11-04: -, 2026-11-14: 52, "
					   "2026-11-24: 58"));
}
END_TEST

START_TEST(html_tells_evidence_and_fix)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_html, result);
	ck_assert_ptr_nonnull(strstr(text, "Bearer $WEIR_TOKEN"));
	ck_assert_ptr_nonnull(strstr(text, "Put a proxy rule in front"));
	ck_assert_ptr_nonnull(strstr(text, "class SubscriptionPublic(BaseModel):\n    id: str"));
	ck_assert_ptr_nonnull(strstr(text, "connection refused"));
	ck_assert_ptr_null(strstr(text, "hush-hush"));
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		junit_fits_its_schema,
		junit_reads_as_it_did,
		junit_counts_as_the_gate_does,
		html_has_its_own_elements_and_no_others,
		html_allows_its_style_by_digest_and_fetches_nothing,
		html_draws_the_history,
		html_tells_evidence_and_fix,
		NULL,
	};
	return suite_run("report/audit_markup", tests);
}
