/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How audits by the real program end: the same exit code for every format, computed once; wrong use is told;
 * what can be written is written. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json.h"
#include "between.h"
#include "reports.h"
#include "suite.h"

static char *in_home(const char *name)
{
	return g_build_filename(program_home_path(), name, NULL);
}

static void check_exit(const char *name, const ProgramResult *result, int exit_code, const char *says)
{
	reports_inert(name, result->out->str, result->out->len);
	reports_inert(name, result->err->str, result->err->len);
	ck_assert_msg(result->exit_code == exit_code, "%s: exit %d, not %d: %s", name, result->exit_code,
		      exit_code, result->err->str);
	ck_assert_msg(says == NULL || strstr(result->err->str, says) != NULL, "%s: no \"%s\" in: %s", name,
		      says, result->err->str);
}

/* ---- exit codes ---- */

static const char *const formats[] = { "text", "json", "sarif", "junit", "markdown", "html", "openmetrics" };

/* One recorded audit, judged with other options. */
static const struct gate {
	const char *name, *flaws;
	const char *options[5];
	int exit_code, nagios;
} gates[] = {
	/* a medium failure of the demo's made-up token is there always */
	{ "nothing high", "none", { NULL }, 0, 1 },
	{ "medium counts", "none", { "--fail-on", "medium" }, 1, 2 },
	{ "a perfect score", "none", { "--min-score", "100" }, 1, 2 },
	{ "a good score", "none", { "--min-score", "90" }, 0, 1 },
	{ "nothing of this family", "none", { "--only", "isolation" }, 0, 0 },
	{ "a high failure", "config.cors,auth.example-token", { NULL }, 1, 2 },
	{ "a critical one", "auth.example-token", { "--fail-on", "critical" }, 1, 2 },
	{ "not that check", "auth.example-token", { "--skip", "auth.example-token" }, 0, 1 },
	{ "the SDK's", "isolation.path-injection", { NULL }, 0, 1 },
	{ "the SDK's, strictly", "isolation.path-injection", { "--strict" }, 1, 2 },
};

static void run_gate(const struct gate *gate, const char *recording, const char *format, int exit_code)
{
	const char *words[12] = { "audit", "--from", recording, "--format", format };
	for (gsize i = 0; gate->options[i] != NULL; i++)
		words[5 + i] = gate->options[i];
	g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
	g_autofree char *name = g_strdup_printf("%s, %s", gate->name, format);
	check_exit(name, result, exit_code, NULL);
	if (strcmp(format, "json") != 0)
		return;
	g_autoptr(json_t) document = weir_json_read(result->out->str, result->out->len, NULL, NULL, NULL);
	ck_assert_int_eq(weir_json_integer(weir_json_object(document, "gate"), "exit_code", -1), exit_code);
}

START_TEST(every_format_ends_alike)
{
	static const char *const words[] = { "desk", NULL };
	const struct gate *gate = &gates[_i];
	g_autoptr(Between) between = between_new(gate->flaws, NULL);
	g_autofree char *config = between_config(between, NULL);
	program_home(config);
	g_autoptr(Audited) audited = audited_new(gate->name, words);
	g_autofree char *recording = reports_path("recording");
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
		run_gate(gate, recording, formats[i], gate->exit_code);
	run_gate(gate, recording, "nagios", gate->nagios);
}
END_TEST

START_TEST(incomplete_is_3_in_every_format)
{
	program_home(NULL);
	for (gsize i = 0; i <= G_N_ELEMENTS(formats); i++) {
		const char *format = i < G_N_ELEMENTS(formats) ? formats[i] : "nagios";
		const char *words[] = { "audit", "http://127.0.0.1:1", "--format", format, NULL };
		g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
		check_exit(format, result, 3, NULL);
	}
}
END_TEST

/* ---- wrong use ---- */

#define URL "http://127.0.0.1:1"

static const struct usage {
	const char *words[9];
	const char *says;
} usages[] = {
	{ { NULL }, "--all" },
	{ { "--all" }, "weir servers add" },
	{ { "--all", URL }, "--all" },
	{ { "@nobody" }, "@nobody" },
	{ { "nobody" }, "nobody" },
	{ { URL, "--only", "auth.requird" }, "auth.required" },
	{ { URL, "--skip", "nothing" }, "nothing" },
	{ { URL, "--only", "auth", "--skip", "auth" }, "no check is left" },
	{ { URL, "--level", "active!" }, "safe" },
	{ { URL, "--profile", "x" }, "quick" },
	{ { URL, "--fail-on", "urgent" }, "critical" },
	{ { URL, "--min-score", "101" }, "100" },
	{ { URL, "--min-score", "-1" }, "100" },
	{ { URL, "--deadline", "0" }, "86400" },
	{ { URL, "--format", "xml" }, "sarif" },
	{ { URL, "--output", "json" }, "FORMAT=FILE" },
	{ { URL, "--output", "xml=x" }, "sarif" },
	{ { URL, "--output", "json=" }, "FORMAT=FILE" },
	{ { URL, "--lockfile", "/nowhere/at/all" }, "/nowhere/at/all" },
	{ { URL, "--source", "/nowhere/at/all" }, "/nowhere/at/all" },
	{ { URL, "--suppress", "/nowhere/at/all" }, "/nowhere/at/all" },
	{ { URL, "--suppress", "/etc/passwd" }, "/etc/passwd" },
	{ { URL, "--token", "literal-" PROGRAM_TOKEN }, "env:" },
	{ { "--from", "x", URL }, "--from" },
	{ { "--from", "x", "--record", "y" }, "--record" },
	{ { "--from", "/nowhere/at/all" }, "/nowhere/at/all" },
	{ { "--from", "/" }, "regular" },
	{ { "--from", "/dev/zero" }, "regular" },
	{ { "--from", "/etc/passwd" }, "/etc/passwd" },
};

START_TEST(wrong_use_is_2)
{
	program_home(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(usages); i++) {
		g_autoptr(GPtrArray) words = g_ptr_array_new();
		g_ptr_array_add(words, (gpointer)(gintptr) "audit");
		for (gsize j = 0; usages[i].words[j] != NULL; j++)
			g_ptr_array_add(words, (gpointer)(gintptr)usages[i].words[j]);
		g_ptr_array_add(words, NULL);
		g_autofree char *name = g_strjoinv(" ", (char **)words->pdata);
		g_autoptr(ProgramResult) result = program_run((const char *const *)words->pdata, NULL, NULL);
		check_exit(name, result, 2, usages[i].says);
		ck_assert_msg(result->out->len == 0, "%s: %s", name, result->out->str);
	}
}
END_TEST

static const struct recording {
	const char *text, *says;
} recordings[] = {
	{ "", "JSON" },
	{ "[]", "recording" },
	{ "{}", "recording" },
	{ "{\"schema\":\"weir/audit/1\",\"targets\":[]}", "recording" },
	{ "{\"schema\":\"weir/recording/2\",\"targets\":[{}]}", "weir/recording/2" },
	{ "{\"schema\":\"weir/recording/1\"}", "recording" },
	{ "{\"schema\":\"weir/recording/1\",\"targets\":[]}", "no target" },
	{ "{\"schema\":\"weir/recording/1\",\"targets\":[7]}", "/targets/0" },
	{ "{\"schema\":\"weir/recording/1\",\"targets\":[{\"target\":{\"url\":7}}]}", "/targets/0" },
	{ "{\"schema\":\"weir/recording/1\",\"targets\":[{\"target\":{\"url\":\"http://a\"}},{}]}",
	  "/targets/1" },
	{ "{\"schema\":\"weir/recording/1\",\"targets\":[{\"target\":{\"url\":\"http://a\\u001b[2J", "JSON" },
	{ "{\"schema\":\"\\u001b[2J\"}", "recording" },
};

START_TEST(what_is_no_recording_is_2)
{
	program_home(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(recordings); i++) {
		g_autofree char *path = in_home("recording.json");
		const char *words[] = { "audit", "--from", path, NULL };
		g_assert_true(g_file_set_contents(path, recordings[i].text, -1, NULL));
		g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
		check_exit(recordings[i].text, result, 2, recordings[i].says);
	}
}
END_TEST

/* ---- several targets ---- */

static const json_t *target_named(const json_t *document, const char *name)
{
	const json_t *targets = weir_json_array(document, "targets");
	for (size_t i = 0; i < json_array_size(targets); i++)
		if (g_strcmp0(weir_json_text(json_array_get(targets, i), "target"), name) == 0)
			return json_array_get(targets, i);
	return NULL;
}

/* One whose token cannot be had does not keep the others from being judged. */
START_TEST(one_that_fails_leaves_the_others)
{
	static const char *const words[] = { "@both", "--only", "auth", NULL };
	g_autoptr(Between) between = between_new("none", NULL);
	g_autofree char *config = between_config(between, "[server keyless]\nurl = http://127.0.0.1:1\n"
							  "token = env:WEIR_NOT_SET\n"
							  "[group both]\nmembers = keyless;desk\n");
	program_home(config);
	g_autoptr(Audited) audited = audited_new("both", words);
	check_exit("both", audited->result, 3, NULL);
	const json_t *desk = target_named(audited->json, "desk"),
		     *keyless = target_named(audited->json, "keyless");
	ck_assert(json_is_true(json_object_get(desk, "complete")));
	ck_assert_str_eq(weir_json_text(desk, "grade"), "A");
	ck_assert(json_is_false(json_object_get(keyless, "complete")));
	ck_assert_ptr_nonnull(strstr(weir_json_text(keyless, "incomplete"), "WEIR_NOT_SET"));
	ck_assert_str_eq(audited_verdict(audited, "auth.required"), "pass");
}
END_TEST

START_TEST(a_target_named_twice_is_audited_once)
{
	static const char *const runs[][4] = {
		{ "desk", "desk", "--only=auth.readiness" },
		{ "@twice", "desk", "--only=auth.readiness" },
		{ "--all", "--only=auth.readiness" },
	};
	g_autoptr(Between) between = between_new("none", NULL);
	g_autofree char *config = between_config(between, "[group twice]\nmembers = desk;desk\n");
	program_home(config);
	for (gsize i = 0; i < G_N_ELEMENTS(runs); i++) {
		g_autoptr(Audited) audited = audited_new(runs[i][0], runs[i]);
		check_exit(runs[i][0], audited->result, 0, NULL);
		ck_assert_uint_eq(json_array_size(weir_json_array(audited->json, "targets")), 1);
		ck_assert_uint_eq(json_array_size(weir_json_array(audited->json, "findings")), 1);
	}
}
END_TEST

/* ---- what is written ---- */

static gboolean is_there(const char *path)
{
	struct stat status;
	return g_stat(path, &status) == 0 && status.st_size > 0;
}

/* Each that fails, beside others that do not. */
static const struct output {
	const char *name, *option, *bad;
	int failure; /* 0: another reason is said */
} outputs[] = {
	{ "a full disk", "--output", "text=/dev/full", ENOSPC },
	{ "a folder", "--output", "html=/", EISDIR },
	{ "below a file", "--output", "json=/etc/passwd/x", 0 },
	{ "nobody reads", "--output", "junit=FIFO", ENXIO },
	{ "a recording on a full disk", "--record", "/dev/full", ENOSPC },
	{ "a recording below a file", "--record", "/etc/passwd/x", 0 },
};

START_TEST(what_can_be_written_is)
{
	for (gsize i = 0; i < G_N_ELEMENTS(outputs); i++) {
		program_home(NULL);
		g_autofree char *first = in_home("first.json"), *second = in_home("second.xml");
		g_autofree char *one = g_strconcat("json=", first, NULL),
				*two = g_strconcat("junit=", second, NULL);
		g_autofree char *fifo = in_home("fifo"), *through = g_strconcat("junit=", fifo, NULL);
		const char *bad = strstr(outputs[i].bad, "FIFO") != NULL ? through : outputs[i].bad;
		ck_assert_int_eq(mkfifo(fifo, 0600), 0);
		const char *words[] = { "audit",    URL, "--only",          "auth", "--format", "text",
					"--output", one, outputs[i].option, bad,    "--output", two,
					NULL };
		g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
		check_exit(outputs[i].name, result, 2,
			   outputs[i].failure != 0 ? g_strerror(outputs[i].failure) : "/etc/passwd");
		ck_assert_msg(is_there(first) && is_there(second) && result->out->len > 0,
			      "%s: others are missing", outputs[i].name);
	}
}
END_TEST

START_TEST(a_full_stdout_is_told)
{
	program_home(NULL);
	g_autofree char *first = in_home("first.json"), *one = g_strconcat("json=", first, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		const char *words[] = { "audit",    URL,        "--only", "auth", "--format",
					formats[i], "--output", one,      NULL };
		g_autoptr(ProgramResult) result = program_run(words, NULL, "/dev/full");
		check_exit(formats[i], result, 2, g_strerror(ENOSPC));
		ck_assert(is_there(first));
		g_remove(first);
	}
}
END_TEST

/* A reader that has seen enough changes nothing of what came out. */
START_TEST(a_closed_pipe_is_no_failure)
{
	program_home(NULL);
	g_autofree char *file = in_home("code"), *text = NULL;
	g_autofree char *command = g_strdup_printf(
		"{ HOME=%s XDG_CONFIG_HOME=%s XDG_STATE_HOME=%s " BUILDDIR "/src/weir audit " URL
		" --format html; echo $? >%s; } | head -c 10 >/dev/null",
		program_home_path(), program_home_path(), program_home_path(), file);
	const char *const argv[] = { "/bin/sh", "-c", command, NULL };
	ck_assert(g_spawn_sync(NULL, (char **)(gintptr)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
			       NULL, NULL));
	ck_assert(g_file_get_contents(file, &text, NULL, NULL));
	ck_assert_str_eq(text, "3\n");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { incomplete_is_3_in_every_format,
				       wrong_use_is_2,
				       what_is_no_recording_is_2,
				       one_that_fails_leaves_the_others,
				       a_target_named_twice_is_audited_once,
				       what_can_be_written_is,
				       a_full_stdout_is_told,
				       a_closed_pipe_is_no_failure,
				       NULL };
	return suite_run_looped("program/audit_usage", tests, every_format_ends_alike, G_N_ELEMENTS(gates));
}
