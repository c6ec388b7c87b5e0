/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole runs with marked secrets, against servers that give away what they can: nothing that weir writes,
 * prints or passes to a child holds one, in any form that can be read back. */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "between.h"
#include "reports.h"
#include "suite.h"

/* Characters that percent-encoding and base64 change; letters that can change their case. */
#define TOKEN "Canary+7f3a/9b52c8d1e046&Xq%Zt9LmN"
#define SIGNING "whsec+Sign/55aa1177b0c3d9&Rk%Vu2JhP"

typedef struct {
	char *what, *text;
} Form;

static void form_free(gpointer memory)
{
	Form *form = memory;
	g_free(form->what);
	g_free(form->text);
	g_free(form);
}

static void add_form(GPtrArray *forms, const char *name, const char *how, char *text)
{
	Form *form = g_new0(Form, 1);
	form->what = g_strdup_printf("%s, %s", name, how);
	form->text = text;
	g_ptr_array_add(forms, form);
}

static char *hex_of(const char *value, const char *before, gboolean upper)
{
	GString *text = g_string_new(NULL);
	for (const char *c = value; *c != '\0'; c++) {
		g_string_append(text, before);
		g_string_append_printf(text, upper ? "%02X" : "%02x", (guchar)*c);
	}
	return g_string_free(text, FALSE);
}

/* What stays the same of it whatever stands around. */
static char *base64_at(const char *value, gsize offset)
{
	g_autofree char *padded = g_strconcat(&"xx"[2 - offset], value, NULL);
	gsize length = strlen(padded);
	g_autofree char *encoded = g_base64_encode((const guchar *)padded, length);
	gsize first = (offset * 8 + 5) / 6, last = length * 8 / 6;
	return g_strndup(encoded + first, last - first);
}

static void add_forms(GPtrArray *forms, const char *name, const char *value)
{
	add_form(forms, name, "as it is", g_strdup(value));
	add_form(forms, name, "hex", hex_of(value, "", FALSE));
	add_form(forms, name, "HEX", hex_of(value, "", TRUE));
	add_form(forms, name, "all percent", hex_of(value, "%", TRUE));
	add_form(forms, name, "percent", g_uri_escape_string(value, NULL, FALSE));
	add_form(forms, name, "base64", base64_at(value, 0));
	add_form(forms, name, "base64 one later", base64_at(value, 1));
	add_form(forms, name, "base64 two later", base64_at(value, 2));
}

static char *swapped(const char *value)
{
	char *text = g_strdup(value);
	for (char *c = text; *c != '\0'; c++)
		*c = g_ascii_islower(*c) ? g_ascii_toupper(*c) : g_ascii_tolower(*c);
	return text;
}

/* The token also as an audit sends it to see it refused: without its last character, and in the other case.
 */
static GPtrArray *all_forms(void)
{
	GPtrArray *forms = g_ptr_array_new_with_free_func(form_free);
	g_autofree char *truncated = g_strndup(TOKEN, strlen(TOKEN) - 1), *other = swapped(TOKEN);
	add_forms(forms, "token", TOKEN);
	add_forms(forms, "truncated token", truncated);
	add_forms(forms, "swapped token", other);
	add_forms(forms, "engine's token", between_engine_token());
	add_forms(forms, "signing secret", SIGNING);
	return forms;
}

static void check_bytes(const GPtrArray *forms, const char *where, const char *bytes, gsize length)
{
	for (guint i = 0; i < forms->len; i++) {
		const Form *form = forms->pdata[i];
		const char *at = memmem(bytes, length, form->text, strlen(form->text));
		ck_assert_msg(at == NULL, "%s holds the %s", where, form->what);
	}
}

static void check_tree(const GPtrArray *forms, const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autofree char *contents = NULL;
	gsize length = 0;
	const char *name;
	if (dir == NULL && g_file_get_contents(path, &contents, &length, NULL))
		check_bytes(forms, path, contents, length);
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		check_tree(forms, child);
	}
}

/* ---- processes ---- */

struct spy {
	const GPtrArray *forms;
	Between *between;
	guint looks, children;
	char *found; /* checked once the run has ended: a failure here would leave it behind */
};

static void look_at_file(struct spy *spy, int pid, const char *file)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/%s", pid, file), *contents = NULL;
	gsize length = 0;
	if (!g_file_get_contents(path, &contents, &length, NULL))
		return;
	for (guint i = 0; i < spy->forms->len && spy->found == NULL; i++) {
		const Form *form = spy->forms->pdata[i];
		if (memmem(contents, length, form->text, strlen(form->text)) != NULL)
			spy->found = g_strdup_printf("%s holds the %s: %.200s", path, form->what, contents);
	}
}

static void look_at_process(struct spy *spy, int pid, gboolean child)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", pid, pid), *list = NULL;
	look_at_file(spy, pid, "cmdline");
	/* The environment that was given to weir itself is its own until the references were read. */
	if (child || between_requests(spy->between) > 0)
		look_at_file(spy, pid, "environ");
	if (!g_file_get_contents(path, &list, NULL, NULL))
		return;
	g_auto(GStrv) pids = g_strsplit(list, " ", -1);
	for (gsize i = 0; pids[i] != NULL; i++) {
		if (atoi(pids[i]) <= 0)
			continue;
		spy->children++;
		look_at_process(spy, atoi(pids[i]), TRUE);
	}
}

static void look(int pid, gpointer data)
{
	struct spy *spy = data;
	spy->looks++;
	look_at_process(spy, pid, FALSE);
}

/* ---- a whole run ---- */

/* Where secrets lie, away from what weir writes. */
static char *keep(const char *folder, const char *name, const char *value)
{
	char *path = g_build_filename(folder, name, NULL);
	ck_assert(g_file_set_contents(path, value, -1, NULL));
	return path;
}

static void run_plain(const GPtrArray *forms, const char *const *words)
{
	g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
	g_autofree char *name = g_strjoinv(" ", (char **)(gintptr)words);
	ck_assert_msg(result->exit_code >= 0 && result->exit_code <= 3, "%s: exit %d: %s", name,
		      result->exit_code, result->err->str);
	check_bytes(forms, name, result->out->str, result->out->len);
	check_bytes(forms, name, result->err->str, result->err->len);
}

static void run_others(const GPtrArray *forms)
{
	static const char *const runs[][5] = {
		{ "audit", "desk", "--plan" },
		{ "pin", "desk" },
		{ "diff", "desk" },
		{ "history", "desk" },
		{ "threat-model", "desk" },
		{ "subscriptions", "desk", "--format", "json" },
		{ "audit", "desk", "--only", "secrets" },
	};
	static const char *const formats[] = { "text",     "json", "sarif",       "junit",
					       "markdown", "html", "openmetrics", "nagios" };
	g_autofree char *recording = reports_path("recording");
	for (gsize i = 0; i < G_N_ELEMENTS(runs); i++)
		run_plain(forms, runs[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		const char *words[] = { "audit", "--from", recording, "--format", formats[i], NULL };
		run_plain(forms, words);
	}
}

static void run_whole(const char *flaws, gboolean by_environment)
{
	g_autofree char *folder = g_dir_make_tmp("weir-canary-XXXXXX", NULL);
	g_autofree char *token = keep(folder, "token", TOKEN "\n"),
			*signing = keep(folder, "signing", SIGNING "\n");
	g_autofree char *source = keep(folder, "source.py", "TOKEN = '" TOKEN "'\n");
	between_use_token(TOKEN);
	g_autoptr(Between) between = between_new(flaws, NULL);
	g_autofree char *engine = keep(folder, "engine", between_engine_token());
	g_autofree char *token_reference = by_environment ? g_strdup("env:WEIR_TEST_CANARY")
							  : g_strdup_printf("cmd:sleep 0.2; cat %s", token);
	g_autofree char *engine_reference =
		by_environment ? g_strdup("env:WEIR_TEST_ENGINE") : g_strdup_printf("file:%s", engine);
	g_autofree char *more =
		g_strdup_printf("logs = cmd:sleep 0.2; env; cat /proc/$PPID/cmdline /proc/self/environ\n"
				"[server desk trigger comment_added]\nsecret = file:%s\n",
				signing);
	g_autofree char *config = between_config_with(between, token_reference, engine_reference, more);
	program_setenv("WEIR_TEST_CANARY", by_environment ? TOKEN : NULL);
	if (!by_environment)
		program_setenv("WEIR_TEST_ENGINE", NULL);
	g_autoptr(GPtrArray) forms = all_forms();
	program_home(config);
	struct spy spy = { forms, between, 0, 0, NULL };
	program_watch(10, look, &spy);
	const char *words[] = { "desk", "--source", folder, NULL };
	g_autoptr(Audited) audited = audited_new(flaws, words);
	program_watch(0, NULL, NULL);
	ck_assert_msg(spy.found == NULL, "%s", spy.found);
	ck_assert_uint_gt(spy.looks, 5);
	ck_assert_uint_gt(spy.children, 0);
	ck_assert_ptr_nonnull(audited->json);
	ck_assert_ptr_nonnull(audited->recording);
	ck_assert_str_eq(audited_verdict(audited, "secrets.hardcoded"), "fail"); /* seen in the source */
	ck_assert(between_saw(between, "Bearer " TOKEN "\r\n"));
	check_bytes(forms, "stdout", audited->result->out->str, audited->result->out->len);
	check_bytes(forms, "stderr", audited->result->err->str, audited->result->err->len);
	run_others(forms);
	check_tree(forms, program_home_path());
	g_autofree char *database = g_build_filename(program_home_path(), "state", "weir", "weir.db", NULL);
	ck_assert(g_file_test(database, G_FILE_TEST_EXISTS));
	const char *kept[] = { token, signing, source, engine, folder };
	for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
		g_remove(kept[i]);
}

START_TEST(by_command_and_file)
{
	run_whole("all", FALSE);
}
END_TEST

START_TEST(by_environment)
{
	run_whole("all", TRUE);
}
END_TEST

START_TEST(with_the_flaws_of_the_sdk)
{
	run_whole("stock", FALSE);
}
END_TEST

/* The search finds what it looks for. */
START_TEST(forms_are_found)
{
	g_autoptr(GPtrArray) forms = g_ptr_array_new_with_free_func(form_free);
	add_forms(forms, "token", TOKEN);
	ck_assert_uint_eq(forms->len, 8);
	for (gsize around = 0; around < 3; around++) {
		g_autofree char *text = g_strconcat(&"ab"[2 - around], TOKEN, "tail", NULL);
		g_autofree char *encoded = g_base64_encode((const guchar *)text, strlen(text));
		const Form *form = forms->pdata[5 + around];
		ck_assert_msg(strstr(encoded, form->text) != NULL, "%zu: %s in %s", around, form->text,
			      encoded);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { forms_are_found, by_command_and_file, by_environment,
				       with_the_flaws_of_the_sdk, NULL };
	return suite_run("program/audit_canary", tests);
}
