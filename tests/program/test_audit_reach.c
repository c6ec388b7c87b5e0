/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits by the real program of servers behind a socket and below a path: they find what they find elsewhere.
 */
#include <string.h>

#include "base/json.h"
#include "between.h"
#include "reports.h"
#include "suite.h"

static const char *const words[] = { "desk", NULL };

static void count_passes(const char *check, const char *verdict, const char *message, gpointer data)
{
	guint *passes = data;
	*passes += strcmp(verdict, "pass") == 0;
}

static void check_whole(const char *name, const Audited *audited)
{
	static const char *const skipped[] = { "transport.tls", "transport.certificate", "transport.redirect",
					       "transport.hsts", "transport.https" };
	guint passes = 0;
	ck_assert_msg(audited->result->exit_code == 0, "%s: exit %d: %.2000s%.1000s", name,
		      audited->result->exit_code, audited->result->out->str, audited->result->err->str);
	ck_assert_msg(json_is_true(audited_target(audited, "complete")), "%s: incomplete", name);
	audited_foreach(audited, count_passes, &passes);
	ck_assert_msg(passes >= 30, "%s: %u passes", name, passes);
	for (gsize i = 0; i < G_N_ELEMENTS(skipped); i++)
		ck_assert_msg(g_strcmp0(audited_verdict(audited, skipped[i]), "skipped") == 0, "%s: %s is %s",
			      name, skipped[i], audited_verdict(audited, skipped[i]));
}

START_TEST(behind_a_socket)
{
	g_autofree char *folder = g_dir_make_tmp("weir-socket-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "s", NULL);
	Between *between = between_new_unix("none", path);
	g_autofree char *config = between_config(between, NULL);
	program_home(config);
	g_autoptr(Audited) audited = audited_new("socket", words);
	check_whole("socket", audited);
	ck_assert_uint_gt(between_requests(between), 100);
	between_free(between);
	remove(path);
	remove(folder);
}
END_TEST

START_TEST(below_a_path)
{
	between_fleet("none", "2");
	g_autofree char *config = between_config(NULL, NULL);
	ck_assert_ptr_nonnull(strstr(config, "/s1\n"));
	program_home(config);
	g_autoptr(Audited) audited = audited_new("path", words);
	check_whole("path", audited);
}
END_TEST

/* What is wrong is seen there, too. */
START_TEST(flaws_below_a_path)
{
	static const char *const flaws[] = { "auth.path", "config.docs-open", "isolation.dot-list",
					     "config.hidden-routes" };
	g_autofree char *all = g_strjoin(",", flaws[0], flaws[1], flaws[2], flaws[3], NULL);
	between_fleet(all, "2");
	g_autofree char *config = between_config(NULL, NULL);
	program_home(config);
	g_autoptr(Audited) audited = audited_new("flaws", words);
	for (gsize i = 0; i < G_N_ELEMENTS(flaws); i++)
		ck_assert_msg(g_strcmp0(audited_verdict(audited, flaws[i]), "fail") == 0, "%s is %s",
			      flaws[i], audited_verdict(audited, flaws[i]));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { behind_a_socket, below_a_path, flaws_below_a_path, NULL };
	return suite_run("program/audit_reach", tests);
}
