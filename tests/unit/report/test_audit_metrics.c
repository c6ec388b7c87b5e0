/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenMetrics and the line of a monitoring plugin. */
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "made_audit.h"
#include "made_tool.h"
#include "suite.h"

typedef AuditResult *(*Maker)(void);
static const Maker makers[] = { made_audit, made_audit_hostile, made_audit_empty, made_audit_none };

/* ---- OpenMetrics ---- */

/* A sample by the grammar of the text format, more narrowly: labels, one number, no timestamp. */
static const char sample_pattern[] =
	"^(weir_audit_[a-z_]+)\\{([a-z]+=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\""
	"(?:,[a-z]+=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\")*)\\} -?[0-9]+(?:\\.[0-9]+)?$";

/* Each metric is announced once, by HELP and TYPE, and all its samples follow; each series is there once. */
static void check_metrics(const char *text)
{
	g_autoptr(GRegex) sample = g_regex_new(sample_pattern, 0, 0, NULL);
	g_autoptr(GHashTable) metrics = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) series = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *current = g_strdup("");
	for (gsize i = 0; lines[i + 1] != NULL; i++) {
		g_auto(GStrv) words = g_strsplit(lines[i], " ", 4);
		g_autoptr(GMatchInfo) match = NULL;
		if (g_str_has_prefix(lines[i], "# HELP ")) {
			ck_assert_msg(g_hash_table_add(metrics, g_strdup(words[2])), "%s", lines[i]);
			ck_assert(words[3] != NULL && *words[3] != '\0');
			g_free(current);
			current = g_strdup(words[2]);
		} else if (g_str_has_prefix(lines[i], "# TYPE ")) {
			ck_assert_str_eq(words[2], current);
			ck_assert_str_eq(words[3], "gauge");
		} else if (strcmp(current, "weir_audit_gate") == 0) {
			ck_assert(g_str_has_prefix(lines[i], "weir_audit_gate "));
		} else {
			ck_assert_msg(g_regex_match(sample, lines[i], 0, &match), "%s", lines[i]);
			g_autofree char *name = g_match_info_fetch(match, 1);
			ck_assert_str_eq(name, current);
			char *labels = g_strndup(lines[i], (gsize)(strrchr(lines[i], ' ') - lines[i]));
			ck_assert_msg(g_hash_table_add(series, labels), "%s: twice", lines[i]);
		}
	}
}

START_TEST(metrics_follow_the_format)
{
	static const char *const command[] = { "promtool", "check", "metrics", NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(makers); i++) {
		g_autoptr(AuditResult) result = makers[i]();
		g_autofree char *text = made_audit_document(&audit_openmetrics, result);
		check_metrics(text);
		made_tool_agrees(command, text, NULL);
	}
}
END_TEST

START_TEST(metrics_read_as_they_did)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_openmetrics, result);
	made_golden("audit.openmetrics", text);
}
END_TEST

START_TEST(no_score_is_no_sample)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_openmetrics, result);
	ck_assert_ptr_nonnull(strstr(text, "weir_audit_score{target=\"desk-prod\",env=\"prod\"} 58\n"));
	ck_assert_ptr_null(strstr(text, "weir_audit_score{target=\"http://127.0.0.1:8101\""));
	ck_assert_ptr_nonnull(
		strstr(text, "weir_audit_complete{target=\"http://127.0.0.1:8101\",env=\"test\"} 0\n"));
}
END_TEST

START_TEST(a_target_that_is_there_twice_is_told_once)
{
	g_autoptr(AuditResult) result = made_audit_many(2, 1);
	AuditReport *report = result->reports->pdata[1];
	g_free(report->target);
	report->target = g_strdup("server-0000");
	g_autofree char *text = made_audit_document(&audit_openmetrics, result);
	check_metrics(text);
}
END_TEST

/* ---- nagios ---- */

START_TEST(states_follow_the_gate)
{
	static const struct {
		int exit_code;
		gboolean complete, failure;
		int state;
	} rows[] = {
		{ WEIR_EXIT_OK, TRUE, FALSE, 0 },          { WEIR_EXIT_OK, TRUE, TRUE, 1 },
		{ WEIR_EXIT_FINDINGS, TRUE, TRUE, 2 },     { WEIR_EXIT_FINDINGS, FALSE, TRUE, 2 },
		{ WEIR_EXIT_INCOMPLETE, TRUE, TRUE, 3 },   { WEIR_EXIT_OK, FALSE, TRUE, 3 },
		{ WEIR_EXIT_INTERRUPTED, TRUE, FALSE, 3 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(AuditResult) result = made_audit_many(1, rows[i].failure);
		((AuditReport *)result->reports->pdata[0])->complete = rows[i].complete;
		result->exit_code = rows[i].exit_code;
		ck_assert_msg(audit_nagios_state(result) == rows[i].state, "row %zu: %d", i,
			      audit_nagios_state(result));
	}
	g_autoptr(AuditResult) none = made_audit_none();
	ck_assert_int_eq(audit_nagios_state(none), 3);
}
END_TEST

START_TEST(the_line_of_one_target)
{
	g_autoptr(AuditResult) result = made_audit();
	g_ptr_array_remove_index(result->reports, 1);
	result->exit_code = WEIR_EXIT_FINDINGS;
	result->min_score = 80;
	g_autofree char *text = made_audit_document(&audit_nagios, result);
	ck_assert_str_eq(text, "WEIR CRITICAL - desk-prod score 58 (F), 2 fail (1 high, 1 medium), worst "
			       "actions.hidden-write | score=58;;80:;0;100 fail=2;;;0 requests=61;;;0 "
			       "time=2.125s;;;0\n");
}
END_TEST

START_TEST(the_line_of_several)
{
	g_autoptr(AuditResult) result = made_audit();
	g_autofree char *text = made_audit_document(&audit_nagios, result);
	ck_assert_str_eq(
		text,
		"WEIR UNKNOWN - 2 targets, 1 incomplete, 3 fail; http://127.0.0.1:8101 incomplete: the "
		"server refused the token (401), 1 fail (1 high), worst transport.https; desk-prod score 58 "
		"(F), 2 fail (1 high, 1 medium), worst actions.hidden-write | 'http://127.0.0.1:8101 "
		"fail'=1;;;0 'http://127.0.0.1:8101 requests'=2;;;0 'http://127.0.0.1:8101 "
		"time'=2.125s;;;0 'desk-prod score'=58;;;0;100 'desk-prod fail'=2;;;0 'desk-prod "
		"requests'=61;;;0 'desk-prod time'=2.125s;;;0\n");
}
END_TEST

/* One line, one bar, whatever a target is called; and it fits into the 4 KiB of old servers. */
START_TEST(nothing_breaks_the_line)
{
	g_autoptr(AuditResult) hostile = made_audit_hostile(), many = made_audit_many(50, 50);
	AuditResult *results[] = { hostile, many };
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
		g_autofree char *text = made_audit_document(&audit_nagios, results[i]);
		const char *bar = strchr(text, '|');
		ck_assert_ptr_nonnull(bar);
		ck_assert_ptr_null(strchr(bar + 1, '|'));
		ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
		ck_assert_ptr_null(strpbrk(text, "<>"));
		ck_assert_uint_lt(strlen(text), 4096);
	}
}
END_TEST

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	const TTest *const tests[] = {
		metrics_follow_the_format,
		metrics_read_as_they_did,
		no_score_is_no_sample,
		a_target_that_is_there_twice_is_told_once,
		states_follow_the_gate,
		the_line_of_one_target,
		the_line_of_several,
		nothing_breaks_the_line,
		NULL,
	};
	return suite_run("report/audit_metrics", tests);
}
