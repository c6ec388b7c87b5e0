/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the checks against the catalogue's table in ../shared/CHECKS.md: id, guidelines, level,
 * severity, and the origins that it lists. */
#include <string.h>

#include "audit/check.h"
#include "unit/suite.h"

/* "| actions.narrow | A2 | P | m | what is looked at |" */
typedef struct {
	char *id, *guidelines, *level, *severity;
} Row;

static GPtrArray *rows;

static void read_line(const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, " | ", 5);
	if (g_strv_length(cells) != 5 || !g_str_has_prefix(cells[0], "| ") || strchr(cells[0], '.') == NULL ||
	    strlen(cells[2]) != 1 || strlen(cells[3]) != 1)
		return;
	Row *row = g_new0(Row, 1);
	row->id = g_strdup(cells[0] + 2);
	row->guidelines = g_strdup(cells[1]);
	row->level = g_strdup(cells[2]);
	row->severity = g_strdup(cells[3]);
	g_ptr_array_add(rows, row);
}

static const Row *row_of(const char *id)
{
	for (guint i = 0; i < rows->len; i++)
		if (strcmp(((const Row *)rows->pdata[i])->id, id) == 0)
			return rows->pdata[i];
	return NULL;
}

static void compare(const struct check *check, gpointer wrong)
{
	const struct check_info *info = &check->info;
	const Row *row = row_of(info->id);
	if (row == NULL)
		g_string_append_printf(wrong, " %s (not in the catalogue)", info->id);
	else if (strcmp(row->guidelines, info->guidelines) != 0)
		g_string_append_printf(wrong, " %s (guidelines %s)", info->id, info->guidelines);
	else if ("PSA"[info->level] != row->level[0])
		g_string_append_printf(wrong, " %s (level %s)", info->id, audit_level_name(info->level));
	else if ("ilmhc"[info->severity] != row->severity[0])
		g_string_append_printf(wrong, " %s (severity %s)", info->id, severity_name(info->severity));
}

START_TEST(rows_are_as_in_the_catalogue)
{
	g_autoptr(GString) wrong = g_string_new(NULL);
	check_foreach(compare, wrong);
	ck_assert_msg(wrong->len == 0, "differs:%s", wrong->str);
}
END_TEST

START_TEST(every_row_is_there)
{
	g_autoptr(GString) missing = g_string_new(NULL);
	ck_assert_uint_ge(rows->len, 100);
	for (guint i = 0; i < rows->len; i++) {
		const Row *row = rows->pdata[i];
		if (check_find(row->id) == NULL)
			g_string_append_printf(missing, " %s", row->id);
	}
	ck_assert_msg(missing->len == 0, "missing:%s", missing->str);
}
END_TEST

/* CHECKS.md, Origin; secrets.response-schema, secrets.validation-echo and auth.path decide by what they see.
 */
static void compare_origin(const struct check *check, gpointer wrong)
{
	static const char *const of_sdk[] = { "secrets.connection-echo",
					      "secrets.subscription-echo",
					      "isolation.path-injection",
					      "isolation.dot-list",
					      "isolation.oracle",
					      "actions.direct-call",
					      "auth.readiness",
					      "config.host-header",
					      "deps.host-parsing",
					      "triggers.dispatch-credential",
					      NULL };
	if (g_strv_contains(of_sdk, check->info.id) != (check->info.origin == ORIGIN_SDK))
		g_string_append_printf(wrong, " %s (%s)", check->info.id, origin_name(check->info.origin));
}

START_TEST(origins_are_as_in_the_catalogue)
{
	g_autoptr(GString) wrong = g_string_new(NULL);
	check_foreach(compare_origin, wrong);
	ck_assert_msg(wrong->len == 0, "differs:%s", wrong->str);
}
END_TEST

/* "API1:2023".."API10:2023" and "CWE-" with a number. */
static gboolean is_number(const char *text, guint64 most)
{
	guint64 value = g_ascii_strtoull(text, NULL, 10);
	return value > 0 && value <= most && text[strspn(text, "0123456789")] == '\0';
}

static void look_at_numbers(const struct check *check, gpointer wrong)
{
	g_autofree char *all = g_strdup_printf("%s %s", check->info.owasp, check->info.cwe);
	g_auto(GStrv) words = g_strsplit(all, " ", -1);
	for (gsize i = 0; words[i] != NULL; i++) {
		g_autofree char *api =
			g_str_has_prefix(words[i], "API") && g_str_has_suffix(words[i], ":2023")
				? g_strndup(words[i] + 3, strlen(words[i]) - 8)
				: NULL;
		gboolean right =
			api != NULL ? is_number(api, 10)
				    : g_str_has_prefix(words[i], "CWE-") && is_number(words[i] + 4, 1500);
		if (!right)
			g_string_append_printf(wrong, " %s (%s)", check->info.id, words[i]);
	}
}

START_TEST(numbers_have_their_form)
{
	g_autoptr(GString) wrong = g_string_new(NULL);
	check_foreach(look_at_numbers, wrong);
	ck_assert_msg(wrong->len == 0, "wrong:%s", wrong->str);
}
END_TEST

/* weir checks and the manual list families in this order, each in one piece. */
static void look_at_family(const struct check *check, gpointer data)
{
	g_autofree char *family = g_strndup(check->info.id, strcspn(check->info.id, "."));
	GString *seen = data;
	g_autofree char *last = g_strdup_printf(" %s", family);
	if (!g_str_has_suffix(seen->str, last))
		g_string_append(seen, last);
}

START_TEST(families_are_in_one_piece)
{
	g_autoptr(GString) seen = g_string_new(NULL);
	check_foreach(look_at_family, seen);
	ck_assert_str_eq(seen->str, " secrets actions triggers subscriptions connections auth isolation "
				    "transport config deps logging ops");
}
END_TEST

int main(void)
{
	g_autofree char *path = suite_shared("CHECKS.md");
	g_autofree char *text = NULL;
	if (path == NULL || !g_file_get_contents(path, &text, NULL, NULL))
		return suite_skip("the catalogue", "../shared is not there");
	rows = g_ptr_array_new();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++)
		read_line(lines[i]);
	const TTest *const tests[] = { rows_are_as_in_the_catalogue,    every_row_is_there,
				       origins_are_as_in_the_catalogue, numbers_have_their_form,
				       families_are_in_one_piece,       NULL };
	return suite_run("audit/catalogue", tests);
}
