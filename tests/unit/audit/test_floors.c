/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/floors.h"

#include <string.h>

#include "base/when.h"
#include "model/version.h"
#include "suite.h"

/* The CVEs that one pinned package meets, with spaces between them. */
static char *hits_of(const char *line)
{
	g_autoptr(Lockfile) lockfile = lockfile_read(line, strlen(line), "requirements.txt", NULL);
	ck_assert_ptr_nonnull(lockfile);
	g_autoptr(GArray) hits = floors_hits(lockfile);
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < hits->len; i++) {
		const FloorHit *hit = &g_array_index(hits, FloorHit, i);
		ck_assert_str_eq(hit->package->name, hit->floor->package);
		g_string_append_printf(all, "%s%s", all->len > 0 ? " " : "", hit->floor->cve);
	}
	return g_string_free(all, FALSE);
}

static gboolean is_day(const char *text)
{
	gint64 time;
	g_autofree char *stamp = g_strconcat(text, "T00:00:00Z", NULL);
	return strlen(text) == 10 && when_parse_rfc3339(stamp, &time);
}

/* No row without its advisory and its day, none later than the table. */
START_TEST(rows_are_whole)
{
	gsize count;
	const FloorRow *rows = floors_rows(&count);
	ck_assert(is_day(floors_dated()));
	for (gsize i = 0; i < count; i++) {
		const FloorRow *row = &rows[i];
		g_autofree char *normal = lockfile_normal_name(row->package, strlen(row->package));
		ck_assert_str_eq(normal, row->package);
		ck_assert(g_regex_match_simple("^CVE-[0-9]{4}-[0-9]{4,6}$", row->cve, 0, 0));
		ck_assert(row->ghsa == NULL ||
			  g_regex_match_simple("^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$", row->ghsa, 0, 0));
		ck_assert_msg(is_day(row->date) && strcmp(row->date, floors_dated()) <= 0, "%s", row->cve);
		ck_assert(version_valid(row->fixed));
		ck_assert(row->from == NULL || version_compare(row->from, row->fixed) < 0);
		ck_assert(row->what[0] != '\0' && !g_str_has_suffix(row->what, "."));
		ck_assert(row->rating < FLOOR_RATINGS);
		if (i > 0 && strcmp(row->package, rows[i - 1].package) == 0)
			ck_assert(strcmp(row->cve, rows[i - 1].cve) != 0 ||
				  version_compare(rows[i - 1].fixed, row->fixed) < 0);
	}
}
END_TEST

START_TEST(covers_what_was_promised)
{
	static const char *const packages[] = { "fastapi",  "starlette", "pydantic", "uvicorn",         "h11",
						"requests", "urllib3",   "jinja2",   "python-multipart" };
	for (gsize i = 0; i < G_N_ELEMENTS(packages); i++)
		ck_assert_msg(floors_knows(packages[i]), "%s", packages[i]);
	ck_assert_str_eq(floors_rating_name(FLOOR_CRITICAL), "critical");
}
END_TEST

START_TEST(finds_what_is_below)
{
	static const struct {
		const char *line, *cves;
	} rows[] = {
		{ "h11==0.14.0", "CVE-2025-43859" },
		{ "h11==0.16.0", "" },
		{ "h11==0.16", "" },
		{ "h11==0.16.0rc1", "CVE-2025-43859" },
		{ "h11==0.16.0.dev1", "CVE-2025-43859" },
		{ "h11==0.16.0.post1", "" },
		{ "h11==0.15.9.post3", "CVE-2025-43859" },
		{ "h11==0.16.0+local", "" },
		{ "h11==0.14.0+fixed.1", "CVE-2025-43859" },
		{ "h11==1!0.1", "" },
		{ "H11==0.9", "CVE-2025-43859" },
		{ "starlette==1.3.1", "" },
		{ "starlette==1.3.0", "CVE-2026-54283" },
		{ "starlette==1.0.0", "CVE-2026-48710 CVE-2026-48818 CVE-2026-54282 CVE-2026-54283" },
		{ "starlette==0.38.0", "CVE-2024-47874 CVE-2025-54121 CVE-2026-48710 CVE-2026-48818 "
				       "CVE-2026-54282 CVE-2026-54283" },
		{ "pydantic==1.6.1", "CVE-2021-29510 CVE-2024-3772" },
		{ "pydantic==1.6.2", "CVE-2024-3772" },
		{ "pydantic==1.7.3", "CVE-2021-29510 CVE-2024-3772" },
		{ "pydantic==1.10.13", "" },
		{ "pydantic==2.3.0", "CVE-2024-3772" },
		{ "pydantic==2.4.0", "" },
		{ "uvicorn==0.11.6", "CVE-2020-7694 CVE-2020-7695" },
		{ "uvicorn==0.34.0", "" },
		{ "fastapi==0.109.0", "CVE-2024-24762" },
		{ "fastapi==0.115.6", "" },
		{ "requests==2.33.0", "" },
		{ "Python_Multipart==0.0.26", "CVE-2026-42561 CVE-2026-53537 CVE-2026-53538 CVE-2026-53539" },
		{ "urllib3==2.8.0", "" },
		{ "urllib3==1.26.20", "CVE-2025-50181 CVE-2025-66418 CVE-2025-66471 CVE-2026-21441 "
				      "CVE-2026-44431 CVE-2026-97689" },
		{ "certifi==2024.7.4", "" },
		{ "jinja2==3.1.5", "CVE-2025-27516" },
		{ "Jinja2==3.1.6", "" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *cves = hits_of(rows[i].line);
		ck_assert_msg(strcmp(cves, rows[i].cves) == 0, "%s: %s", rows[i].line, cves);
	}
}
END_TEST

START_TEST(leaves_lookalikes_alone)
{
	static const char *const lines[] = {
		"starlette-testclient==0.1", "requests-mock==1.0",
		"requests-oauthlib==1.0",    "h11-extra==0.1",
		"pydantic-core==0.1",        "pydantic-settings==0.1",
		"fastapi-users==0.1",        "urllib3-mock==0.1",
		"multipart==0.0.5",          "jinja==2.0",
		"jinja2-time==0.1",          "types-requests==1.0",
		"uvicorn-worker==0.1",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *cves = hits_of(lines[i]);
		ck_assert_msg(cves[0] == '\0', "%s: %s", lines[i], cves);
	}
}
END_TEST

START_TEST(says_what_it_cannot_judge)
{
	static const char text[] = "fastapi>=0.100\nstarlette\nh11==0.*\nhttpx\nrequests==2.33.0\n";
	g_autoptr(Lockfile) lockfile = lockfile_read(text, strlen(text), "requirements.txt", NULL);
	g_autoptr(GArray) hits = floors_hits(lockfile);
	g_autoptr(GPtrArray) unjudged = floors_unjudged(lockfile);
	ck_assert_uint_eq(hits->len, 0);
	ck_assert_uint_eq(unjudged->len, 3);
	ck_assert_str_eq(((const LockPackage *)unjudged->pdata[2])->name, "h11");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		rows_are_whole,          covers_what_was_promised,  finds_what_is_below,
		leaves_lookalikes_alone, says_what_it_cannot_judge, NULL
	};
	return suite_run("audit/floors", tests);
}
