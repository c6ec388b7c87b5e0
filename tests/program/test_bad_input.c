/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bad input gets from the real program: a message that says what, why and what to do, the right exit
 * code, and nothing raw on the terminal. */
#include <errno.h>
#include <string.h>

#include "net/bad_server.h"
#include "net/tls_server.h"
#include "program.h"
#include "suite.h"

#define MANIFEST_START "{\"triggers\":[],\"connection\":{},\"actions\":["
#define ACTION(name, text)                                                                                   \
	"{\"type\":\"action\",\"name\":\"" name "\",\"description\":\"" text                                 \
	"\",\"schema\":{\"call\":{\"type\":\"function\",\"function\":{\"name\":\"" name                      \
	"\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}}}"

/* One way in which the document of /manifest can be bad. */
static const struct answer {
	const char *name;
	int status;
	const char *type, *body;
	int exit_code;
	const char *says[3]; /* on stderr */
} answers[] = {
	{ "wrong token", 401, NULL, "{\"detail\":\"Unauthorized\"}", 3, { "env:WEIR_TEST_TOKEN", "401" } },
	{ "forbidden", 403, NULL, "{\"detail\":\"Forbidden\"}", 3, { "403" } },
	{ "not there", 404, NULL, "{\"detail\":\"Not Found\"}", 3, { "404" } },
	{ "broken", 500, "text/plain", "Internal Server Error", 3, { "500" } },
	{ "html", 200, "text/html", "<!doctype html><title>Login</title>", 3, { "HTML" } },
	{ "empty", 200, NULL, "", 3, { "empty" } },
	{ "truncated", 200, NULL, "{\"actions\": [{\"name\": \"a", 3, { "ends in the middle" } },
	{ "invalid utf-8", 200, NULL, "{\"actions\": \"\xFF\xFE\"}", 3, { "UTF-8" } },
	{ "nul in a member name", 200, NULL, "{\"a\\u0000b\": 1}", 3, { "NUL", "line 1" } },
	{ "another shape", 200, NULL, "[1, 2]", 3, { "manifest" } },
};

static BadServer *server;
static char *url;

static void clean(const ProgramResult *result)
{
	const GString *texts[] = { result->out, result->err };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		ck_assert_msg(strstr(texts[i]->str, PROGRAM_TOKEN) == NULL, "the token is shown: %s",
			      texts[i]->str);
		for (gsize c = 0; c < texts[i]->len; c++)
			ck_assert_msg((guchar)texts[i]->str[c] >= 0x20 || texts[i]->str[c] == '\n' ||
					      (texts[i]->str[c] == '\r' && texts[i]->str[c + 1] == '\n'),
				      "byte %02x in: %s", (guchar)texts[i]->str[c], texts[i]->str);
		ck_assert(g_utf8_validate(texts[i]->str, (gssize)texts[i]->len, NULL));
	}
}

/* Nothing that a run left behind holds the token: asked where no configuration of the test itself does. */
static void left_nothing(void)
{
	ck_assert(!program_wrote(PROGRAM_TOKEN));
}

static void check_result(const char *name, const ProgramResult *result, int exit_code,
			 const char *const says[3])
{
	clean(result);
	ck_assert_msg(result->exit_code == exit_code, "%s: exit %d, not %d: %s", name, result->exit_code,
		      exit_code, result->err->str);
	for (gsize i = 0; i < 3 && says[i] != NULL; i++)
		ck_assert_msg(strstr(result->err->str, says[i]) != NULL, "%s: no \"%s\" in: %s", name,
			      says[i], result->err->str);
}

static void setup(void)
{
	program_home(NULL);
	server = bad_server_new();
	url = bad_server_url(server);
}

static void teardown(void)
{
	bad_server_free(server);
	g_free(url);
}

static ProgramResult *actions(const char *target, const char *option, const char *value)
{
	const char *words[] = { "actions", target, "--token", "env:WEIR_TEST_TOKEN", option, value, NULL };
	return program_run(words, NULL, NULL);
}

static void serve_manifest(int status, const char *type, const char *body)
{
	bad_server_give(server, "/components", 404, NULL, "{\"detail\":\"Not Found\"}", -1);
	bad_server_give(server, "/openapi.json", 404, NULL, "{\"detail\":\"Not Found\"}", -1);
	bad_server_give(server, "/manifest", status, type, body, -1);
}

START_TEST(bad_answers_are_named)
{
	for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
		setup();
		serve_manifest(answers[i].status, answers[i].type, answers[i].body);
		g_autoptr(ProgramResult) result = actions(url, NULL, NULL);
		check_result(answers[i].name, result, answers[i].exit_code, answers[i].says);
		ck_assert_msg(strstr(result->err->str, "127.0.0.1") != NULL,
			      "%s: the server is not named: %s", answers[i].name, result->err->str);
		left_nothing();
		teardown();
	}
}
END_TEST

START_TEST(bombs_are_refused)
{
	setup();
	g_autofree char *deep = g_strnfill(100000, '[');
	serve_manifest(200, NULL, deep);
	g_autoptr(ProgramResult) nested = actions(url, NULL, NULL);
	check_result("depth", nested, 3, (const char *[3]){ "nested", "64" });
	GString *many = g_string_new("[{}");
	for (int i = 0; i < 1100000; i++)
		g_string_append(many, ",{}");
	g_string_append_c(many, ']');
	serve_manifest(200, NULL, many->str);
	teardown();
	setup();
	serve_manifest(200, NULL, many->str);
	g_autoptr(ProgramResult) count = actions(url, NULL, NULL);
	check_result("values", count, 3, (const char *[3]){ "1000000" });
	g_string_free(many, TRUE);
	teardown();
}
END_TEST

static const struct manner {
	const char *name;
	BadHandler handler;
	const char *data;
	const char *says[3];
} manners[] = {
	{ "silent", bad_silent, NULL, { "1 s" } },
	{ "a byte at a time", bad_slow, NULL, { "1 s" } },
	{ "closes at once", bad_raw, "", { "127.0.0.1" } },
	{ "closes in the middle of the body",
	  bad_raw,
	  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"actions\":",
	  { "127.0.0.1" } },
	{ "no HTTP", bad_raw, "SSH-2.0-OpenSSH_9.2\r\n", { "127.0.0.1" } },
	{ "headers without end", bad_headers, NULL, { "header" } },
	{ "a body without end", bad_endless, NULL, { "127.0.0.1" } },
	{ "a redirect elsewhere",
	  bad_raw,
	  "HTTP/1.1 302 Found\r\nLocation: http://evil.invalid/manifest\r\nContent-Length: 0\r\n\r\n",
	  { "evil.invalid", "302" } },
};

START_TEST(bad_manners_end_in_time)
{
	for (gsize i = 0; i < G_N_ELEMENTS(manners); i++) {
		setup();
		bad_server_on(server, "/", manners[i].handler, (gpointer)(gintptr)manners[i].data);
		g_autoptr(ProgramResult) result = actions(url, "--timeout", "1");
		check_result(manners[i].name, result, 3, manners[i].says);
		teardown();
	}
}
END_TEST

START_TEST(nobody_there)
{
	program_home(NULL);
	g_autoptr(ProgramResult) refused = actions("http://127.0.0.1:1", "--timeout", "2");
	check_result("refused", refused, 3, (const char *[3]){ "127.0.0.1:1" });
	g_autoptr(ProgramResult) unknown = actions("http://nowhere.invalid", "--timeout", "5");
	check_result("unknown host", unknown, 3, (const char *[3]){ "nowhere.invalid" });
	g_autoptr(ProgramResult) scheme = actions("ftp://127.0.0.1/", NULL, NULL);
	check_result("another scheme", scheme, 2, (const char *[3]){ "ftp" });
}
END_TEST

START_TEST(missing_token_is_told_from_a_wrong_one)
{
	setup();
	serve_manifest(401, NULL, "{\"detail\":\"Unauthorized\"}");
	const char *words[] = { "actions", url, NULL };
	g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
	check_result("no token", result, 3, (const char *[3]){ "--token", "401" });
	teardown();
}
END_TEST

START_TEST(hostile_texts_are_inert)
{
	setup();
	serve_manifest(
		200, NULL,
		MANIFEST_START ACTION(
			"get_\\u001b]0;owned\\u0007x",
			"\\u001b[2J\\u009b31m\\u202egpj."
			"exe\\r\\nnul:\\u0000") "," ACTION("twice",
							   "first") "," ACTION("twice",
									       "second") ",{\"name\":5},7]}");
	static const char *const formats[] = { "text", "json", "csv" };
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autoptr(ProgramResult) result = actions(url, "--format", formats[i]);
		clean(result);
		ck_assert_msg(result->exit_code == 3 || result->exit_code == 0, "%s", result->err->str);
		ck_assert_ptr_nonnull(strstr(result->out->str, "twice"));
		if (i == 0)
			ck_assert_ptr_nonnull(strstr(result->out->str, "owned"));
	}
	teardown();
}
END_TEST

static char *in_home(const char *name)
{
	return g_build_filename(program_home_path(), name, NULL);
}

static const struct usage {
	const char *name;
	const char *words[8];
	const char *says[3];
} usages[] = {
	{ "a bad reference",
	  { "actions", "http://127.0.0.1:1", "--token", "literal-" PROGRAM_TOKEN },
	  { "env:" } },
	{ "an unset variable",
	  { "actions", "http://127.0.0.1:1", "--token", "env:WEIR_NOT_SET" },
	  { "WEIR_NOT_SET" } },
	{ "a missing file",
	  { "actions", "http://127.0.0.1:1", "--token", "file:/nowhere/token" },
	  { "/nowhere/token" } },
	{ "a failing command", { "actions", "http://127.0.0.1:1", "--token", "cmd:exit 9" }, { "9" } },
	{ "an unknown command", { "actoins" }, { "actions" } },
	{ "an unknown option", { "actions", "--fromat", "json" }, { "--format" } },
	{ "an unknown alias", { "actions", "nobody" }, { "nobody" } },
	{ "a choice that is none", { "actions", "http://127.0.0.1:1", "--format", "xml" }, { "text" } },
	{ "an offline folder that is none",
	  { "actions", "--offline", "/nowhere/at/all" },
	  { "/nowhere/at/all" } },
	{ "a file of effects that is none", { "effects", "/nowhere/lines" }, { "/nowhere/lines" } },
};

START_TEST(bad_usage_is_exit_2)
{
	program_home(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(usages); i++) {
		g_autoptr(ProgramResult) result = program_run(usages[i].words, NULL, NULL);
		check_result(usages[i].name, result, 2, usages[i].says);
	}
}
END_TEST

static const struct config {
	const char *text;
	const char *says[3];
} configs[] = {
	{ "[server desk]\nurl = http://127.0.0.1:1\ntokne = env:X\n", { "weir.conf", "tokne", "token" } },
	{ "[server desk]\nurl = http://127.0.0.1:1\ntoken = " PROGRAM_TOKEN "\n", { "weir.conf", "env:" } },
	{ "[server desk]\nurl = http://127.0.0.1:1\nparallel = 1000\n", { "weir.conf", "parallel" } },
	{ "[sever desk]\nurl = http://127.0.0.1:1\n", { "weir.conf", "sever" } },
	{ "[server actions]\nurl = http://127.0.0.1:1\n", { "weir.conf", "actions" } },
	{ "url = http://127.0.0.1:1\n", { "weir.conf" } },
	{ "[server desk]\nurl = \xFF\xFE\n", { "weir.conf" } },
};

START_TEST(bad_configuration_names_line_and_key)
{
	const char *words[] = { "actions", "desk", NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(configs); i++) {
		program_home(configs[i].text);
		g_autoptr(ProgramResult) result = program_run(words, NULL, NULL);
		check_result(configs[i].text, result, 2, configs[i].says);
		/* and what stands there is not lost by trying to change it */
		const char *add[] = { "servers", "add", "other", "http://127.0.0.1:2", NULL };
		g_autoptr(ProgramResult) refused = program_run(add, NULL, NULL);
		g_autofree char *path = in_home("config/weir/weir.conf"), *after = NULL;
		ck_assert(g_file_get_contents(path, &after, NULL, NULL));
		ck_assert_str_eq(after, configs[i].text);
	}
}
END_TEST

START_TEST(what_cannot_be_written_is_said)
{
	setup();
	serve_manifest(200, NULL, MANIFEST_START ACTION("get_one", "Gets one") "]}");
	const char *words[] = { "actions", url, "--token", "env:WEIR_TEST_TOKEN", "--format", "json", NULL };
	g_autoptr(ProgramResult) full = program_run(words, NULL, "/dev/full");
	clean(full);
	ck_assert_int_eq(full->exit_code, 2);
	ck_assert_ptr_nonnull(strstr(full->err->str, g_strerror(ENOSPC)));
	g_autoptr(ProgramResult) fine = program_run(words, NULL, NULL);
	ck_assert_ptr_nonnull(strstr(fine->out->str, "\"get_one\""));
	teardown();
}
END_TEST

static ProgramResult *actions_over_tls(const TlsWish *wish)
{
	TlsServer *tls = tls_server_new(wish);
	g_autofree char *target = g_strdup_printf("https://127.0.0.1:%u", tls_server_port(tls));
	ProgramResult *result = wish->self_signed ? actions(target, NULL, NULL)
						  : actions(target, "--cacert", tls_server_authority(tls));
	tls_server_free(tls);
	return result;
}

START_TEST(certificates_are_judged)
{
	program_home(NULL);
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(ProgramResult) unknown =
		actions_over_tls(&(TlsWish){ .host = "127.0.0.1", .self_signed = TRUE });
	check_result("self-signed", unknown, 3, (const char *[3]){ "self-signed", "--cacert" });
	g_autoptr(ProgramResult) old = actions_over_tls(
		&(TlsWish){ .host = "127.0.0.1", .from = now - 3 * 86400, .until = now - 86400 });
	check_result("expired", old, 3, (const char *[3]){ "expired" });
	g_autoptr(ProgramResult) other = actions_over_tls(&(TlsWish){ .host = "other.example" });
	check_result("wrong host", other, 3, (const char *[3]){ "127.0.0.1" });
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { bad_answers_are_named,
				       bombs_are_refused,
				       bad_manners_end_in_time,
				       nobody_there,
				       missing_token_is_told_from_a_wrong_one,
				       hostile_texts_are_inert,
				       bad_usage_is_exit_2,
				       bad_configuration_names_line_and_key,
				       what_cannot_be_written_is_said,
				       certificates_are_judged,
				       NULL };
	return suite_run("program/bad_input", tests);
}
