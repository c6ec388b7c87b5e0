/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every format of an audit. */
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "base/text.h"
#include "made_audit.h"
#include "suite.h"

typedef AuditResult *(*Maker)(void);
static const Maker makers[] = { made_audit, made_audit_hostile, made_audit_empty, made_audit_none };

/* Newlines apart, all of it is text that acts on nothing. */
static void check_harmless(const struct audit_format *format, const char *text)
{
	ck_assert_msg(g_utf8_validate(text, -1, NULL), "%s: not UTF-8", format->name);
	g_autofree char *visible = text_visible(text, -1, TEXT_KEEP_LINES);
	for (gsize i = 0; text[i] != '\0' || visible[i] != '\0'; i++)
		ck_assert_msg(text[i] == visible[i], "%s: byte %zu acts: %.60s", format->name, i, text + i);
}

START_TEST(nothing_in_any_format_acts_on_a_terminal)
{
	for (gsize i = 0; audit_formats[i] != NULL; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(makers); j++) {
			g_autoptr(AuditResult) result = makers[j]();
			g_autofree char *text = made_audit_document(audit_formats[i], result);
			check_harmless(audit_formats[i], text);
			ck_assert_msg(*text == '\0' || g_str_has_suffix(text, "\n"), "%s: no last newline",
				      audit_formats[i]->name);
		}
}
END_TEST

/* A message of 1 MiB is cut everywhere: no report is as long as one of its texts. */
START_TEST(long_texts_are_cut)
{
	g_autoptr(AuditResult) result = made_audit_hostile();
	for (gsize i = 0; audit_formats[i] != NULL; i++) {
		g_autofree char *text = made_audit_document(audit_formats[i], result);
		ck_assert_msg(strlen(text) < MADE_LONG, "%s: %zu bytes", audit_formats[i]->name,
			      strlen(text));
	}
}
END_TEST

/* Every format escapes something in this value, so a search through what is written would not find it. */
START_TEST(no_part_of_a_secret_is_left)
{
	static const char value[] = "hush<7&|\"'`{}[](\\%\x01\xc3\xa5 hush-hush";
	g_autoptr(SecBuf) secret = secbuf_new("env:T", value, strlen(value), NULL);
	g_autofree char *padding = g_strnfill(280, 'p');
	g_autofree char *said = g_strconcat(padding, value, value, NULL);
	for (gsize i = 0; audit_formats[i] != NULL; i++) {
		g_autoptr(AuditResult) result = made_audit();
		AuditReport *report = result->reports->pdata[0];
		for (guint j = 0; j < report->findings->len; j++) {
			Finding *finding = report->findings->pdata[j];
			g_free(finding->message);
			finding->message = g_strdup(said);
			g_free(finding->subject);
			finding->subject = g_strdup(value);
			if (finding->exchange != NULL)
				exchange_add_header(finding->exchange->headers, value, value);
		}
		g_free(report->target);
		report->target = g_strdup(value);
		g_free(result->gate);
		result->gate = g_strdup(value);
		for (int width = 0; width < 120; width += 17) {
			g_autofree char *text =
				made_audit_written(audit_formats[i], result, width, LOOK_UTF8);
			ck_assert_msg(strstr(text, "hush") == NULL, "%s: %.200s", audit_formats[i]->name,
				      strstr(text, "hush"));
		}
	}
}
END_TEST

static gsize most_waiting;

static gboolean count_only(gpointer data, const char *bytes, gsize length, GError **error)
{
	const ReportOut *out = data;
	most_waiting = MAX(most_waiting, out->pending->allocated_len);
	return TRUE;
}

START_TEST(nothing_grows_with_the_number_of_servers)
{
	g_autoptr(AuditResult) result = made_audit_many(100, 40);
	for (gsize i = 0; audit_formats[i] != NULL; i++) {
		ReportOut out = { .write = count_only, .data = &out };
		most_waiting = 0;
		ck_assert(audit_write(audit_formats[i], &out, result, NULL));
		ck_assert_msg(most_waiting <= 256 * 1024, "%s: %zu bytes waited", audit_formats[i]->name,
			      most_waiting);
	}
}
END_TEST

START_TEST(a_full_disk_is_told)
{
	g_autoptr(AuditResult) few = made_audit(), many = made_audit_many(40, 40);
	const AuditResult *results[] = { few, many };
	for (gsize i = 0; audit_formats[i] != NULL; i++)
		for (gsize j = 0; j < G_N_ELEMENTS(results); j++) {
			g_autoptr(GError) error = NULL;
			MadeFile file;
			ReportOut out;
			made_open(&file, &out, 0, LOOK_UTF8);
			file.broken = TRUE;
			ck_assert(!audit_write(audit_formats[i], &out, results[j], &error));
			ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_FILE));
			made_close(&file);
		}
}
END_TEST

/* A comma for a point would break what reads them. */
START_TEST(machines_read_the_same_in_every_language)
{
	const struct audit_format *formats[] = { &audit_json, &audit_sarif, &audit_junit, &audit_openmetrics,
						 &audit_nagios };
	g_autoptr(AuditResult) result = made_audit();
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *here = made_audit_document(formats[i], result);
		if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
			return;
		g_autofree char *there = made_audit_document(formats[i], result);
		setlocale(LC_ALL, "C.UTF-8");
		ck_assert_msg(strcmp(here, there) == 0, "%s differs", formats[i]->name);
	}
}
END_TEST

START_TEST(formats_are_found_by_name)
{
	for (gsize i = 0; audit_formats[i] != NULL; i++) {
		ck_assert_ptr_eq(audit_format_find(audit_formats[i]->name), audit_formats[i]);
		ck_assert_ptr_nonnull(audit_formats[i]->help);
		ck_assert_ptr_nonnull(audit_formats[i]->extension);
	}
	ck_assert_ptr_null(audit_format_find("csv"));
	ck_assert_ptr_null(audit_format_find(NULL));
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		nothing_in_any_format_acts_on_a_terminal,
		long_texts_are_cut,
		no_part_of_a_secret_is_left,
		nothing_grows_with_the_number_of_servers,
		a_full_disk_is_told,
		machines_read_the_same_in_every_language,
		formats_are_found_by_name,
		NULL,
	};
	return suite_run("report/audit_formats", tests);
}
