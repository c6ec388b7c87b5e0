/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings of audits: any file is refused with a message or judged, by every check; each says something,
 * and what is written of it and read again is judged alike. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "audit/check.h"
#include "audit/record.h"
#include "base/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct judging {
	Evidence *evidence;
	GPtrArray *findings;
};

static void judge(const struct check *check, gpointer data)
{
	struct judging *judging = data;
	guint before = judging->findings->len;
	check_judge(check, judging->evidence, judging->findings);
	g_assert_cmpuint(judging->findings->len, >, before);
	for (guint i = before; i < judging->findings->len; i++) {
		const Finding *finding = judging->findings->pdata[i];
		g_autofree char *where = finding_where(finding);
		g_assert_true(finding->check == &check->info);
		g_assert_nonnull(finding->message);
		g_assert_nonnull(finding->fingerprint);
		g_assert_nonnull(where);
		g_assert_false(g_str_has_prefix(finding->message, "the check said nothing"));
	}
}

static void free_finding(gpointer finding)
{
	finding_unref(finding);
}

static GPtrArray *judge_all(Evidence *evidence)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func(free_finding);
	struct judging judging = { evidence, findings };
	evidence_build_server(evidence);
	check_foreach(judge, &judging);
	return findings;
}

static void check_same(const GPtrArray *some, const GPtrArray *others)
{
	g_assert_cmpuint(some->len, ==, others->len);
	for (guint i = 0; i < some->len; i++) {
		const Finding *one = some->pdata[i], *other = others->pdata[i];
		g_assert_cmpstr(one->check->id, ==, other->check->id);
		g_assert_cmpint(one->verdict, ==, other->verdict);
		g_assert_cmpint(one->severity, ==, other->severity);
		g_assert_cmpstr(one->fingerprint, ==, other->fingerprint);
	}
}

static void check_again(const Recorded *recorded, const GPtrArray *findings)
{
	guint unknown = 0;
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	record_begin(text);
	record_part(text, recorded->evidence, TRUE);
	record_end(text);
	g_autoptr(GPtrArray) again = record_read(text->str, text->len, &unknown, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(again->len, ==, 1);
	g_assert_cmpuint(unknown, ==, 0);
	g_autoptr(GPtrArray) others = judge_all(((Recorded *)again->pdata[0])->evidence);
	check_same(findings, others);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	guint unknown = 0;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) all = record_read((const char *)data, size, &unknown, &error);
	if (all == NULL) {
		g_assert_nonnull(error);
		g_assert_true(error->domain == WEIR_ERROR);
		return 0;
	}
	g_assert_no_error(error);
	g_assert_cmpuint(all->len, >, 0);
	for (guint i = 0; i < all->len; i++) {
		const Recorded *recorded = all->pdata[i];
		g_autoptr(GPtrArray) findings = judge_all(recorded->evidence);
		check_again(recorded, findings);
	}
	return 0;
}
