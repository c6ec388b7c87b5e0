/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every check against its cases; and every check has a case that fires and one that does not. */
#include "audit/test_checks.h"

#include <string.h>

#include "suite.h"

/* clang-format off: a line each */
static const struct check_case *const families[] = {
	cases_secrets,         cases_triggers,      cases_subscriptions,   cases_auth,
	cases_isolation,       cases_transport,     cases_config,          cases_actions_texts,
	cases_actions_schemas, cases_actions_calls, cases_secrets_schema,  cases_secrets_answers,
	cases_operation,       cases_active,        cases_active_triggers,
};
/* clang-format on */

struct row {
	const struct check_case *row;
};
static GArray *rows;

static void collect(void)
{
	rows = g_array_new(FALSE, FALSE, sizeof(struct row));
	for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
		for (const struct check_case *row = families[i]; row->check != NULL; row++) {
			struct row one = { row };
			g_array_append_val(rows, one);
		}
}

static char *told(const GPtrArray *findings)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		g_autofree char *where = finding_where(finding);
		g_string_append_printf(text, "\n  %s %s [%s] %s", verdict_name(finding->verdict),
				       severity_name(finding->severity), where, finding->message);
	}
	return g_string_free(text, FALSE);
}

static gboolean fires_at(const GPtrArray *findings, const char *where)
{
	for (guint i = 0; i < findings->len; i++) {
		g_autofree char *here = finding_where(findings->pdata[i]);
		if (((Finding *)findings->pdata[i])->verdict == VERDICT_FAIL && g_strcmp0(here, where) == 0)
			return TRUE;
	}
	return FALSE;
}

START_TEST(a_case_is_judged_as_it_says)
{
	const struct check_case *row = g_array_index(rows, struct row, _i).row;
	ck_assert_msg(check_find(row->check) != NULL, "there is no check %s", row->check);
	g_autoptr(GPtrArray) findings = canned_judge(row);
	g_autofree char *text = told(findings);
	Verdict worst = N_VERDICTS;
	for (guint i = 0; i < findings->len; i++)
		worst = MIN(worst, ((Finding *)findings->pdata[i])->verdict);
	ck_assert_msg(worst == row->verdict, "%s: %s: expected %s, not%s", row->check, row->name,
		      verdict_name(row->verdict), text);
	ck_assert_msg(row->where == NULL || fires_at(findings, row->where), "%s: %s: nothing at %s:%s",
		      row->check, row->name, row->where, text);
}
END_TEST

#define EVENT(id, secrets)                                                                                   \
	"{\"id\":\"" id "\",\"name\":\"ticket_created\",\"connectionId\":\"" CANNED_CONNECTION               \
	"\",\"secrets\":" secrets "}"

static void echoed(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL,
		      "{\"total\":1,\"data\":[" EVENT("a", "{\"signing\":\"abc\"}") "]}");
}

static void echoed_behind_a_new_one(Canned *canned)
{
	canned_answer(
		canned, "subscriptions", CANNED_CONNECTION, 200, NULL,
		"{\"total\":2,\"data\":[" EVENT("b", "{}") "," EVENT("a", "{\"signing\":\"abc\"}") "]}");
}

static char *first_fingerprint(const struct check_case *row)
{
	g_autoptr(GPtrArray) findings = canned_judge(row);
	ck_assert_uint_eq(findings->len, 1);
	const Finding *finding = findings->pdata[0];
	ck_assert_int_eq(finding->verdict, VERDICT_FAIL);
	return g_strdup(finding->fingerprint);
}

/* Lists have the newest first: else every subscription that is made would make the finding a new one. */
START_TEST(a_fingerprint_does_not_count_rows)
{
	const struct check_case rows_of[] = {
		{ "secrets.subscription-echo", VERDICT_FAIL, "the first row", echoed, NULL },
		{ "secrets.subscription-echo", VERDICT_FAIL, "the second", echoed_behind_a_new_one, NULL },
	};
	g_autofree char *before = first_fingerprint(&rows_of[0]);
	g_autofree char *after = first_fingerprint(&rows_of[1]);
	ck_assert_str_eq(before, after);
}
END_TEST

/* Where only a person can say, that nobody did is what fires. */
static void look_for_pair(const struct check *check, gpointer data)
{
	GString *missing = data;
	gboolean fires = FALSE, rests = FALSE;
	for (guint i = 0; i < rows->len; i++) {
		const struct check_case *row = g_array_index(rows, struct row, i).row;
		if (strcmp(row->check, check->info.id) != 0)
			continue;
		fires = fires || row->verdict == VERDICT_FAIL ||
			((check->flags & CHECK_IS_MANUAL) && row->verdict == VERDICT_MANUAL);
		rests = rests || row->verdict == VERDICT_PASS;
	}
	if (!fires || !rests)
		g_string_append_printf(missing, " %s (%s)", check->info.id,
				       fires ? "must not fire" : "must fire");
}

START_TEST(every_check_has_a_pair)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	check_foreach(look_for_pair, missing);
	ck_assert_msg(missing->len == 0, "no case for:%s", missing->str);
}
END_TEST

static void look_for_texts(const struct check *check, gpointer data)
{
	const struct check_info *info = &check->info;
	const char *const texts[] = { info->guidelines, info->title,    info->why,   info->how,
				      info->fix,        info->mistaken, info->owasp, info->cwe };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i] == NULL || texts[i][0] == '\0')
			g_string_append_printf(data, " %s (text %zu)", info->id, i);
	for (gsize i = 0; check->probes != NULL && check->probes[i] != NULL; i++)
		if (probe_find(check->probes[i]) == NULL)
			g_string_append_printf(data, " %s (probe %s)", info->id, check->probes[i]);
		else if (i == 0 && probe_find(check->probes[i])->level > info->level)
			/* others may be of a level above, and are read where they were sent */
			g_string_append_printf(data, " %s (level of probe %s)", info->id, check->probes[i]);
	g_auto(GStrv) ids = g_strsplit(info->guidelines, " ", -1);
	for (gsize i = 0; ids[i] != NULL; i++)
		if (guideline_text(ids[i]) == NULL)
			g_string_append_printf(data, " %s (guideline %s)", info->id, ids[i]);
}

START_TEST(every_check_is_explained)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	check_foreach(look_for_texts, missing);
	ck_assert_msg(missing->len == 0, "wrong or missing:%s", missing->str);
}
END_TEST

/* The catalogue makes no difference between wrong tokens. */
static void another_scheme_is_taken(Canned *canned)
{
	static const char manifest[] = "{\"actions\":[],\"triggers\":[],\"connection\":{}}";
	canned_answer(canned, "manifest-no-token", NULL, 401, NULL, "{\"detail\":\"Unauthorized\"}");
	canned_answer(canned, "bad-token", "another scheme", 200, NULL, manifest);
}

START_TEST(another_scheme_is_as_severe)
{
	const struct check_case row = { "auth.bad-token", VERDICT_FAIL, "another scheme",
					another_scheme_is_taken, NULL };
	g_autoptr(GPtrArray) findings = canned_judge(&row);
	ck_assert_uint_eq(findings->len, 1);
	const Finding *finding = findings->pdata[0];
	ck_assert(finding->verdict == VERDICT_FAIL && finding->severity == SEVERITY_CRITICAL);
}
END_TEST

/* What is said of a model is lent to other targets: it must not depend on anything else. */
START_TEST(judges_of_models_look_at_nothing_else)
{
	guint judged = 0;
	for (guint i = 0; i < rows->len; i++) {
		const struct check_case *row = g_array_index(rows, struct row, i).row;
		if (!(check_find(row->check)->flags & CHECK_OF_MODEL) ||
		    (row->verdict != VERDICT_FAIL && row->verdict != VERDICT_PASS))
			continue;
		g_autoptr(GPtrArray) once = canned_judge(row);
		g_autoptr(GPtrArray) again = canned_judge_as(row, JUDGED_AGAIN);
		g_autoptr(GPtrArray) bare = canned_judge_as(row, JUDGED_BARE);
		g_autofree char *expected = told(once), *second = told(again), *alone = told(bare);
		ck_assert_msg(strcmp(expected, second) == 0, "%s: %s: again%s\nat first%s", row->check,
			      row->name, second, expected);
		ck_assert_msg(strcmp(expected, alone) == 0, "%s: %s: alone%s\nat first%s", row->check,
			      row->name, alone, expected);
		for (guint j = 0; j < once->len; j++)
			ck_assert_str_eq(((Finding *)once->pdata[j])->fingerprint,
					 ((Finding *)again->pdata[j])->fingerprint);
		judged++;
	}
	ck_assert_uint_ge(judged, 36);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { judges_of_models_look_at_nothing_else,
				       every_check_has_a_pair,
				       every_check_is_explained,
				       another_scheme_is_as_severe,
				       a_fingerprint_does_not_count_rows,
				       NULL };
	collect();
	return suite_run_looped("audit/checks", tests, a_case_is_judged_as_it_says, (int)rows->len);
}
