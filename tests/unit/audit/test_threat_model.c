/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The threat model of the well-made server, of a recorded one, and of one whose names are Markdown. */
#include <string.h>

#include "audit/check.h"
#include "audit/probe.h"
#include "audit/threat_model.h"
#include "base/json.h"
#include "suite.h"

static json_t *read_document(const char *folder, const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/%s.json", folder, name);
	g_autofree char *text = NULL;
	gsize length = 0;
	ck_assert_msg(g_file_get_contents(path, &text, &length, NULL), "%s cannot be read", path);
	json_t *json = weir_json_read(text, length, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(json);
	return json;
}

static Evidence *evidence_of(const Target *target, json_t *manifest, const char *folder)
{
	static const char *const names[] = { "manifest", "components", "openapi" };
	Evidence *evidence = evidence_new(target, LEVEL_SAFE);
	evidence->offline = TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(json_t) document =
			i == 0 && manifest != NULL ? json_incref(manifest) : read_document(folder, names[i]);
		evidence_add_document(evidence, names[i], document);
	}
	evidence_build_server(evidence);
	return evidence;
}

struct judging {
	const Evidence *evidence;
	GPtrArray *findings;
};

static void judge_one(const struct check *check, gpointer data)
{
	struct judging *judging = data;
	check_judge(check, judging->evidence, judging->findings);
}

/* All checks are judged, as an audit would. */
static char *model_of(const Target *target, const Evidence *evidence)
{
	g_autoptr(AuditReport) report = audit_report_new(target);
	struct judging judging = { evidence, report->findings };
	report->started = G_GINT64_CONSTANT(1764000000000000);
	check_foreach(judge_one, &judging);
	g_ptr_array_sort(report->findings, finding_compare);
	return threat_model_markdown(evidence, report);
}

static char *model_of_folder(const char *folder)
{
	Target *target = target_new("desk", "https://desk.example.com");
	g_autoptr(Evidence) evidence = evidence_of(target, NULL, folder);
	char *text = model_of(target, evidence);
	target_free(target);
	return text;
}

static void has_all(const char *text, const char *const *parts)
{
	for (gsize i = 0; parts[i] != NULL; i++)
		ck_assert_msg(strstr(text, parts[i]) != NULL, "no '%s' in:\n%.2000s", parts[i], text);
}

/* Cells that end a row or begin one: a "|" that is not escaped. */
static guint bars(const char *line)
{
	guint count = 0;
	for (const char *c = line; *c != '\0'; c++)
		count += *c == '|' && (c == line || c[-1] != '\\');
	return count;
}

/* Each table has as many cells in every row as in its head. */
static void tables_are_whole(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint wanted = 0;
	for (gsize i = 0; lines[i] != NULL; i++) {
		guint count = lines[i][0] == '|' ? bars(lines[i]) : 0;
		if (count > 0 && wanted > 0)
			ck_assert_msg(count == wanted, "%u bars, not %u: %s", count, wanted, lines[i]);
		wanted = count;
	}
}

static const char *const questions[] = {
	"\n## T1. ", "\n## T2. ", "\n## T3. ", "\n## T4. ", "\n## T5. ", NULL
};

START_TEST(the_good_server)
{
	static const char *const parts[] = {
		"# Threat model of desk\n",
		"Drawn up from the server's documents alone",
		"| `apiKey` | for each connection, in the engine | `get_ticket`",
		"| `signingSecret` | for each subscription, in the engine | events of `ticket_assigned` |",
		"| `POST /hooks/message-received/{subscriptionId}` | `message_received` | signature (docs: ",
		"| `delete_ticket` | delete | yes |",
		"| `create_ticket` | create | no |",
		"Those that only read: `get_ticket`",
		"- no callback is known\n",
		NULL,
	};
	g_autofree char *text = model_of_folder(SRCDIR "/unit/audit/good");
	has_all(text, questions);
	has_all(text, parts);
	tables_are_whole(text);
	ck_assert_ptr_null(strstr(text, "On shared routes"));
}
END_TEST

START_TEST(a_recorded_server)
{
	static const char *const parts[] = {
		"- an option by its place, a secret by its name: `accountToken`\n",
		"| `POST /multiple-triggers` | `shared_created` (every subscription) |",
		"| not known | `on_created` |",
		"| `manage_ticket` | update | yes |",
		"`shared_created` | fail: its route names no subscription",
		"On shared routes an event reaches every tenant's subscriptions: `shared_created`, "
		"`shared_deleted`.\n",
		NULL,
	};
	g_autofree char *folder = suite_shared("contract/open");
	if (folder == NULL)
		return;
	g_autofree char *text = model_of_folder(folder);
	has_all(text, questions);
	has_all(text, parts);
	tables_are_whole(text);
}
END_TEST

#define HOSTILE                                                                                              \
	"x`` | **bold** <script>alert(1)</script>\n# heading\n[a](https://evil.example)\u202e\x1b[31m@team"

START_TEST(names_stay_text)
{
	g_autoptr(json_t) manifest = read_document(SRCDIR "/unit/audit/good", "manifest");
	json_t *trigger = json_array_get(json_object_get(manifest, "triggers"), 0);
	json_object_set_new(trigger, "name", json_string(HOSTILE));
	json_object_set_new(trigger, "docs", json_null());
	json_object_set_new(manifest, "requiredPermissions", json_string(HOSTILE));
	Target *target = target_new(NULL, "https://desk.example.com/*x*");
	g_autoptr(Evidence) evidence = evidence_of(target, manifest, SRCDIR "/unit/audit/good");
	g_autofree char *text = model_of(target, evidence);
	tables_are_whole(text);
	ck_assert_ptr_nonnull(strstr(text, "`https://desk.example.com/*x*`"));
	ck_assert_ptr_nonnull(strstr(text, "```x`` \\| **bold** <script>"));
	ck_assert_ptr_nonnull(strstr(text, "permissions go: ```x`` | **bold** <script>"));
	ck_assert_ptr_null(strstr(text, "\n# heading"));
	ck_assert_ptr_null(strstr(text, "\u202e"));
	ck_assert_ptr_null(strchr(text, '\x1b'));
	target_free(target);
}
END_TEST

START_TEST(callbacks_are_counted_by_host)
{
	Target *target = target_new("desk", "https://desk.example.com");
	g_autoptr(Evidence) evidence = evidence_of(target, NULL, SRCDIR "/unit/audit/good");
	g_autoptr(Exchange) exchange = exchange_new();
	g_autoptr(GString) page = g_string_new("{\"total\":40,\"data\":[");
	for (int i = 0; i < 40; i++)
		g_string_append_printf(page,
				       "%s{\"id\":\"s%d\",\"callback\":{\"url\":\"https://h%d.example/%d\"}}",
				       i > 0 ? "," : "", i, i < 10 ? 7 : i, i);
	g_string_append(page, "]}");
	exchange->status = 200;
	exchange->finished = TRUE;
	g_autoptr(GBytes) body = g_bytes_new(page->str, page->len);
	evidence_add(evidence, probe_find("subscriptions"), "c", exchange, body, NULL);
	evidence->offline = FALSE;
	g_autofree char *text = model_of(target, evidence);
	ck_assert_ptr_nonnull(
		strstr(text, "go to:\n\n- `h7.example` (10 subscriptions)\n- `h10.example` (1 sub"));
	ck_assert_ptr_nonnull(strstr(text, "- and 11 more\n"));
	target_free(target);
}
END_TEST

static Finding *open_result(const char *action)
{
	Finding *finding = finding_new(&check_find("actions.result-schema")->info, VERDICT_FAIL);
	finding->message = g_strdup("the result schema says too little");
	finding->subject = g_strdup(action);
	return finding;
}

/* What fails alike is one item with its places. */
START_TEST(failures_alike_are_told_once)
{
	Target *target = target_new("desk", "https://desk.example.com");
	g_autoptr(Evidence) evidence = evidence_of(target, NULL, SRCDIR "/unit/audit/good");
	g_autoptr(AuditReport) report = audit_report_new(target);
	for (guint i = 0; i < 3; i++) {
		g_autofree char *action = g_strdup_printf("action_%u", i);
		g_ptr_array_add(report->findings, open_result(action));
	}
	g_autofree char *text = threat_model_markdown(evidence, report);
	ck_assert_msg(strstr(text, "- **medium** the result schema says too little (`action_0`, `action_1`, "
				   "`action_2`; actions.result-schema)\n") != NULL,
		      "%s", text);
	target_free(target);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { the_good_server,
				       a_recorded_server,
				       names_stay_text,
				       callbacks_are_counted_by_host,
				       failures_alike_are_told_once,
				       NULL };
	return suite_run("audit/threat-model", tests);
}
