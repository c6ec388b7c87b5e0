/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and Markdown: what people read. */
#include <locale.h>
#include <string.h>

#include "base/text.h"
#include "base/when.h"
#include "made_audit.h"
#include "report/audit_markdown.h"
#include "report/audit_parts.h"
#include "suite.h"

START_TEST(text_reads_as_it_did)
{
	static const struct {
		const char *name;
		int width;
		ListingLook look;
	} rows[] = {
		{ "audit.text-piped", 0, LOOK_ASCII_SIGNS },
		{ "audit.text-120", 120, LOOK_UTF8 },
		{ "audit.text-80", 80, LOOK_UTF8 },
		{ "audit.text-50", 50, LOOK_ASCII },
	};
	g_autoptr(AuditResult) result = made_audit();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = made_audit_written(&audit_text, result, rows[i].width, rows[i].look);
		made_golden(rows[i].name, text);
	}
}
END_TEST

START_TEST(no_line_is_wider_than_the_terminal)
{
	AuditResult *results[] = { made_audit(), made_audit_hostile(), made_audit_empty(),
				   made_audit_many(3, 2) };
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
		for (int width = 30; width < 140; width++) {
			g_autofree char *text = made_audit_written(&audit_text, results[i], width, LOOK_UTF8);
			g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
			for (gsize j = 0; lines[j] != NULL; j++)
				ck_assert_msg(text_width(lines[j]) <= width, "%d: %s", width, lines[j]);
		}
		audit_result_free(results[i]);
	}
}
END_TEST

START_TEST(no_line_ends_with_a_space)
{
	g_autoptr(AuditResult) result = made_audit();
	for (int width = 0; width < 140; width += 7) {
		g_autofree char *text = made_audit_written(&audit_text, result, width, LOOK_UTF8);
		ck_assert_ptr_null(strstr(text, " \n"));
	}
}
END_TEST

START_TEST(ascii_is_ascii)
{
	g_autoptr(AuditResult) result = made_audit_hostile();
	g_autofree char *wide = made_audit_written(&audit_text, result, 100, LOOK_ASCII);
	g_autofree char *piped = made_audit_written(&audit_text, result, 0, LOOK_ASCII);
	ck_assert(g_str_is_ascii(wide));
	ck_assert(g_str_is_ascii(piped));
}
END_TEST

START_TEST(colours_only_where_asked)
{
	g_autoptr(AuditResult) result = made_audit();
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, 100, LOOK_UTF8);
	out.colour = TRUE;
	ck_assert(audit_write(&audit_text, &out, result, NULL));
	ck_assert_ptr_nonnull(strstr(file.text->str, "\033[31m"));
	made_close(&file);
	g_autofree char *plain = made_audit_written(&audit_text, result, 100, LOOK_UTF8);
	ck_assert_ptr_null(strchr(plain, '\033'));
}
END_TEST

/* One finding is one line for grep and awk, the eight lines come first. */
/* Findings that differ in their place are one line with all places; others have a line each. */
START_TEST(a_pipe_gets_a_line_for_each_fault)
{
	g_autoptr(AuditResult) result = made_audit_many(1, 30);
	g_autofree char *text = made_audit_document(&audit_text, result);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint findings = 0;
	for (gsize i = 0; lines[i] != NULL; i++) {
		if (!g_str_has_prefix(lines[i], "x fail "))
			continue;
		findings++;
		ck_assert_msg(strstr(lines[i], " 30 places ") != NULL, "%s", lines[i]);
		ck_assert_msg(strstr(lines[i], ": action_0, action_1, ") != NULL, "%s", lines[i]);
	}
	ck_assert_uint_eq(findings, 1);
	for (guint i = 0; i < 8; i++) {
		g_autofree char *start = g_strdup_printf("  B%u ", i + 1);
		ck_assert_msg(g_str_has_prefix(lines[1 + i], start), "%s", lines[1 + i]);
	}
}
END_TEST

/* ---- Markdown ---- */

START_TEST(markdown_reads_as_it_did)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_markdown, result);
	made_golden("audit.markdown", text);
}
END_TEST

START_TEST(a_comment_is_never_too_long)
{
	AuditResult *results[] = { made_audit_many(3, 1000), made_audit_many(1000, 3), made_audit_hostile() };
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
		g_autofree char *text = made_audit_document(&audit_markdown, results[i]);
		ck_assert_uint_lt(strlen(text), 65536);
		guint open = 0, closed = 0;
		for (const char *at = text; (at = strstr(at, "<details>")) != NULL; at++)
			open++;
		for (const char *at = text; (at = strstr(at, "\n</details>\n")) != NULL; at++)
			closed++;
		ck_assert_uint_eq(open, closed);
		audit_result_free(results[i]);
	}
	g_autoptr(AuditResult) many = made_audit_many(3, 1000);
	g_autofree char *text = made_audit_document(&audit_markdown, many);
	ck_assert_ptr_nonnull(strstr(text, "parts did not fit"));
}
END_TEST

static const struct {
	const char *text;
	gboolean cell;
	const char *written;
} spans[] = {
	{ "plain words, a (remark): 12 %", TRUE, "plain words, a (remark): 12 %" },
	{ "", TRUE, "" },
	{ "a | b", TRUE, "`a \\| b`" },
	{ "a | b", FALSE, "`a | b`" },
	{ "`x`", FALSE, "`` `x` ``" },
	{ "a `` b ` c", FALSE, "```a `` b ` c```" },
	{ "<b>", FALSE, "`<b>`" },
	{ "*a* _b_ ~c~", FALSE, "`*a* _b_ ~c~`" },
	{ "[a](b)", FALSE, "`[a](b)`" },
	{ "@all", FALSE, "`@all`" },
	{ "see #12", FALSE, "`see #12`" },
	{ "see GH-12", FALSE, "`see GH-12`" },
	{ "https://example.com", FALSE, "`https://example.com`" },
	{ "at WWW.example.com", FALSE, "`at WWW.example.com`" },
	{ "&lt;", FALSE, "`&lt;`" },
	{ "a\\", FALSE, "`a\\`" },
	{ "1. one", FALSE, "`1. one`" },
	{ "2) two", FALSE, "`2) two`" },
	{ "422 before that", FALSE, "422 before that" },
	{ "- one", FALSE, "`- one`" },
	{ "    code", FALSE, "`    code`" },
	{ " x ", FALSE, "`  x  `" },
};

START_TEST(strangers_write_no_markdown)
{
	g_autoptr(GString) out = g_string_new(NULL);
	markdown_append(out, spans[_i].text, spans[_i].cell);
	ck_assert_str_eq(out->str, spans[_i].written);
}
END_TEST

START_TEST(a_block_is_not_ended_from_within)
{
	g_autoptr(GString) out = g_string_new(NULL);
	markdown_append_block(out, "sh", "a\n```\n````\nb");
	ck_assert_str_eq(out->str, "`````sh\na\n```\n````\nb\n`````\n");
}
END_TEST

/* Outside of code no stranger's character is left that could act. */
START_TEST(hostile_texts_stay_in_code)
{
	g_autoptr(AuditResult) result = made_audit_hostile();
	g_autofree char *text = made_audit_document(&audit_markdown, result);
	const char *const acting[] = { "<script", "[click]", "@everyone" };
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gboolean block = FALSE;
	for (gsize i = 0; lines[i] != NULL; i++) {
		if (g_str_has_prefix(lines[i], "````"))
			block = !block;
		for (gsize j = 0; j < G_N_ELEMENTS(acting) && !block; j++) {
			const char *at = strstr(lines[i], acting[j]);
			if (at == NULL)
				continue;
			g_autofree char *before = g_strndup(lines[i], (gsize)(at - lines[i]));
			ck_assert_msg(strstr(before, "````") != NULL, "%s", lines[i]);
		}
	}
	ck_assert(!block);
}
END_TEST

START_TEST(the_last_day_is_told)
{
	static const struct {
		const char *end, *day;
	} rows[] = { { "2027-02-02T00:00:00Z", "2027-02-01" }, { "2027-01-01T00:00:00Z", "2026-12-31" } };
	Suppression suppression = { .until = 0 };
	g_autofree char *for_ever = audit_until(&suppression);
	ck_assert_str_eq(for_ever, "for ever");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		ck_assert(when_parse_rfc3339(rows[i].end, &suppression.until));
		g_autofree char *day = audit_until(&suppression);
		ck_assert_str_eq(day, rows[i].day);
	}
	/* The end of the year 9999. */
	suppression.until = G_GINT64_CONSTANT(253402300800) * G_USEC_PER_SEC;
	g_autofree char *last = audit_until(&suppression);
	ck_assert_str_eq(last, "9999-12-31");
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		text_reads_as_it_did,
		the_last_day_is_told,
		no_line_is_wider_than_the_terminal,
		no_line_ends_with_a_space,
		ascii_is_ascii,
		colours_only_where_asked,
		a_pipe_gets_a_line_for_each_fault,
		markdown_reads_as_it_did,
		a_comment_is_never_too_long,
		a_block_is_not_ended_from_within,
		hostile_texts_stay_in_code,
		NULL,
	};
	return suite_run_looped("report/audit_text", tests, strangers_write_no_markdown, G_N_ELEMENTS(spans));
}
