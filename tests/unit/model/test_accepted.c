/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Suppressions and attestations: what people write, and what comes of it. */
#include <string.h>

#include "base/json.h"
#include "model/attestations.h"
#include "model/keyfile.h"
#include "model/suppressions.h"
#include "suite.h"

#define DAY ((gint64)24 * 3600 * G_USEC_PER_SEC)

static const struct check_info check = {
	.id = "actions.bounded", .severity = SEVERITY_MEDIUM, .origin = ORIGIN_AUTHOR, .guidelines = "A4"
};

static gint64 day(const char *text)
{
	gint64 end = 0;
	ck_assert(date_parse_end(text, &end));
	return end;
}

static AuditReport *report_with(const char *subject, const char *pointer)
{
	Target *target = target_new("desk", "https://desk.example.com");
	AuditReport *report = audit_report_new(target);
	Finding *finding = finding_new(&check, VERDICT_FAIL);
	finding->message = g_strdup("no bound");
	finding->subject = g_strdup(subject);
	finding->pointer = g_strdup(pointer);
	finding->fingerprint = g_strdup("0123456789abcdef0123456789abcdef");
	g_ptr_array_add(report->findings, finding);
	target_free(target);
	return report;
}

static Finding *apply(AuditReport *report, const char *text, gint64 now)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Suppressions) suppressions =
		suppressions_parse(text, strlen(text), "suppress.conf", NULL, &error);
	ck_assert_msg(suppressions != NULL, "%s", error != NULL ? error->message : "");
	suppressions_apply(suppressions, report, now);
	return report->findings->pdata[0];
}

#define ACCEPTED "reason = accepted-risk\ntext = capped upstream\nby = Kim\nuntil = 2027-01-31\n"

START_TEST(a_suppression_fits_what_it_names)
{
	static const struct {
		const char *lines;
		gboolean fits;
	} rows[] = {
		{ "check = actions.bounded\n", TRUE },
		{ "check = actions.bounded\ntarget = desk\n", TRUE },
		{ "check = actions.bounded\ntarget = https://desk.example.com\n", TRUE },
		{ "check = actions.bounded\ntarget = *\n", TRUE },
		{ "check = actions.bounded\ntarget = other\n", FALSE },
		{ "check = actions.bounded\npointer = /actions/3/limit\n", TRUE },
		{ "check = actions.bounded\npointer = list /actions/3/limit\n", TRUE },
		{ "check = actions.bounded\npointer = /actions/4/limit\n", FALSE },
		{ "check = actions.bounded\nfingerprint = 0123456789abcdef0123456789abcdef\n", TRUE },
		{ "check = actions.bounded\nfingerprint = ffff\n", FALSE },
		{ "check = actions.bounded\nfingerprint = ffff\npointer = /actions/3/limit\n", TRUE },
		{ "check = actions.narrow\n", FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(AuditReport) report = report_with("list", "/actions/3/limit");
		g_autofree char *text = g_strconcat("[s]\n", rows[i].lines, ACCEPTED, NULL);
		Finding *finding = apply(report, text, day("2026-11-27"));
		ck_assert_msg((finding->suppressed != NULL) == rows[i].fits, "%s", rows[i].lines);
		ck_assert_int_eq(finding_counts(finding, FALSE), !rows[i].fits);
	}
}
END_TEST

START_TEST(what_fits_nothing_is_told)
{
	static const struct {
		const char *lines;
		gboolean told;
	} rows[] = {
		{ "check = actions.bounded\ntarget = desk\npointer = /actions/4/limit\n", TRUE },
		{ "check = actions.bounded\ntarget = desk\n", FALSE },
		{ "check = actions.bounded\npointer = /actions/4/limit\n", FALSE }, /* may be another's */
		{ "check = actions.bounded\ntarget = other\n", FALSE },
		{ "check = actions.narrow\ntarget = desk\n", FALSE }, /* was not judged */
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(AuditReport) report = report_with("list", "/actions/3/limit");
		g_autofree char *text = g_strconcat("[s]\n", rows[i].lines, ACCEPTED, NULL);
		apply(report, text, day("2026-11-27"));
		ck_assert_msg(report->notes->len == (rows[i].told ? 1 : 0), "%s", rows[i].lines);
		if (rows[i].told)
			ck_assert_str_eq(report->notes->pdata[0],
					 "the suppression [s] of actions.bounded fits no failure");
	}
}
END_TEST

START_TEST(an_expired_one_brings_the_finding_back)
{
	static const char text[] = "[s]\ncheck = actions.bounded\n" ACCEPTED;
	static const struct {
		const char *today;
		gboolean suppressed, noted;
	} rows[] = {
		{ "2026-11-27", TRUE, FALSE }, { "2027-01-16", TRUE, FALSE }, { "2027-01-17", TRUE, TRUE },
		{ "2027-01-30", TRUE, TRUE },  { "2027-01-31", FALSE, TRUE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(AuditReport) report = report_with(NULL, NULL);
		Finding *finding = apply(report, text, day(rows[i].today));
		ck_assert_msg((finding->suppressed != NULL) == rows[i].suppressed, "%s", rows[i].today);
		ck_assert_int_eq(finding->suppression_expired != NULL, !rows[i].suppressed);
		ck_assert_msg((report->notes->len > 0) == rows[i].noted, "%s", rows[i].today);
	}
}
END_TEST

static gboolean exists(const char *id)
{
	return strcmp(id, "actions.bounded") == 0;
}

START_TEST(a_wrong_file_is_told_where)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "[s]\nreason = accepted-risk\n", "check" },
		{ "[s]\ncheck = actions.nothing\n", "no such check" },
		{ "[s]\ncheck = actions.bounded\nreason = because\n", "reason is one of" },
		{ "[s]\ncheck = actions.bounded\nreason = accepted-risk\n", "text" },
		{ "[s]\ncheck = actions.bounded\nreason = accepted-risk\ntext = x\n", "by" },
		{ "[s]\ncheck = actions.bounded\nreason = accepted-risk\ntext = x\nby = k\n", "until" },
		{ "[s]\ncheck = actions.bounded\nuntil = tomorrow\n", "YYYY-MM-DD" },
		{ "[s]\ncheck = actions.bounded\nuntil = 2027-02-30\n", "YYYY-MM-DD" },
		{ "[s]\nchek = actions.bounded\n", "chek" },
		{ "check = actions.bounded\n", "suppress.conf" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Suppressions) none = suppressions_parse(rows[i].text, strlen(rows[i].text),
								  "suppress.conf", exists, &error);
		ck_assert_ptr_null(none);
		ck_assert_msg(strstr(error->message, rows[i].says) != NULL, "%s", error->message);
		ck_assert_msg(strstr(error->message, "suppress.conf") != NULL, "%s", error->message);
	}
}
END_TEST

START_TEST(what_is_added_is_read_again)
{
	g_autoptr(AuditReport) report = report_with("li[st\n]=", "/actions/3/limit");
	Finding *finding = report->findings->pdata[0];
	g_autoptr(GError) error = NULL;
	static const char before[] =
		"# mine\n[suppression 1]\ncheck = actions.bounded\nreason = false-positive\ntext "
		"= x\nby = y\ntarget = else";
	g_autofree char *text = suppressions_add(before, strlen(before), "desk", finding, "accepted-risk",
						 "  two\nlines # here  ", "Kim", "2027-01-31", &error);
	ck_assert_ptr_nonnull(text);
	ck_assert(g_str_has_prefix(text, before));
	ck_assert_ptr_nonnull(strstr(text, "[suppression 2]"));
	ck_assert_ptr_nonnull(apply(report, text, day("2026-11-27"))->suppressed);
	ck_assert_ptr_null(suppressions_add(NULL, 0, "desk", finding, "no-reason", "x", "y", NULL, &error));
}
END_TEST

START_TEST(the_latest_attestation_counts)
{
	g_autoptr(GError) error = NULL;
	const Attestation first = { "desk",  "deps.maintenance", "Kim", "2026-12-31",
				    "first", "2026-11-01",       NULL };
	const Attestation second = { "desk",   "deps.maintenance", "Kim", "2027-05-01",
				     "second", "2026-11-27",       "abc" };
	g_autofree char *one = attestations_add(NULL, 0, &first, &error);
	g_autofree char *two = attestations_add(one, strlen(one), &second, &error);
	g_autoptr(json_t) facts =
		attestations_facts(two, strlen(two), "attest.conf", "desk", NULL, day("2026-11-27"), &error);
	const json_t *fact = weir_json_object(facts, "deps.maintenance");
	ck_assert_str_eq(weir_json_text(fact, "note"), "second");
	ck_assert_str_eq(weir_json_text(fact, "list"), "abc");
	ck_assert(!weir_json_bool(fact, "lapsed", TRUE));
	ck_assert_int_eq(weir_json_integer(fact, "made", 0), day("2026-11-27") - DAY);
	g_autoptr(json_t) later =
		attestations_facts(two, strlen(two), "attest.conf", "desk", NULL, day("2027-05-01"), &error);
	ck_assert(weir_json_bool(weir_json_object(later, "deps.maintenance"), "lapsed", FALSE));
	g_autoptr(json_t) other = attestations_facts(two, strlen(two), "attest.conf", "crm", NULL, 0, &error);
	ck_assert_uint_eq(json_object_size(other), 0);
}
END_TEST

START_TEST(an_attestation_needs_days_to_come)
{
	static const Attestation wrong[] = {
		{ "desk", "deps.maintenance", "Kim", "2026-10-31", "x", "2026-11-01", NULL },
		{ "desk", "deps.maintenance", "Kim", "soon", "x", "2026-11-01", NULL },
		{ "desk", "deps.maintenance", "Kim", NULL, "x", "2026-11-01", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_null(attestations_add(NULL, 0, &wrong[i], &error));
		ck_assert_ptr_nonnull(error);
	}
}
END_TEST

START_TEST(a_list_is_the_same_in_any_order)
{
	g_autoptr(GPtrArray) one = g_ptr_array_new(), other = g_ptr_array_new();
	g_ptr_array_add(one, (gpointer) "a");
	g_ptr_array_add(one, (gpointer) "b");
	g_ptr_array_add(other, (gpointer) "b");
	g_ptr_array_add(other, (gpointer) "a");
	g_autofree char *first = attestation_list(one), *second = attestation_list(other);
	ck_assert_str_eq(first, second);
	g_ptr_array_add(other, (gpointer) "c");
	g_autofree char *third = attestation_list(other);
	ck_assert_str_ne(first, third);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { a_suppression_fits_what_it_names,
				       what_fits_nothing_is_told,
				       an_expired_one_brings_the_finding_back,
				       a_wrong_file_is_told_where,
				       what_is_added_is_read_again,
				       the_latest_attestation_counts,
				       an_attestation_needs_days_to_come,
				       a_list_is_the_same_in_any_order,
				       NULL };
	return suite_run("model/accepted", tests);
}
