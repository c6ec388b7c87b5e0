/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of source, looked through for credentials. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/secret.h"
#include "leak/formats.h"
#include "suite.h"
#include "verb/audit_source.h"

#define OWN "mk3-held-by-weir-4f1c9a7e"

static char *folder;
static char *credential; /* put together here, so that no scanner of sources finds one */

static void put(const char *name, const char *format, const char *value)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);
	g_auto(GStrv) parts = g_strsplit(format, "@", -1);
	g_autofree char *text = g_strjoinv(value, parts);
	ck_assert_int_eq(g_mkdir_with_parents(parent, 0700), 0);
	ck_assert(g_file_set_contents(path, text, -1, NULL));
}

static void set_up(void)
{
	static const char random[] = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1";
	char sum[LEAK_SUM];
	folder = g_dir_make_tmp("weir-source-XXXXXX", NULL);
	ck_assert_ptr_nonnull(folder);
	leak_github_sum(random, strlen(random), sum);
	credential = g_strconcat("gh", "p_", random, sum, NULL);
}

struct got {
	json_t *fact;
	guint done;
};

static void on_done(json_t *fact, gpointer data)
{
	struct got *got = data;
	got->fact = fact;
	got->done++;
}

static json_t *scan(GCancellable *cancellable)
{
	struct got got = { NULL, 0 };
	audit_source_scan(folder, cancellable, on_done, &got);
	ck_assert_uint_eq(got.done, 0);
	while (got.done == 0)
		g_main_context_iteration(NULL, TRUE);
	while (g_main_context_iteration(NULL, FALSE))
		;
	ck_assert_uint_eq(got.done, 1);
	return got.fact;
}

static const json_t *hit_in(const json_t *fact, const char *file, const char *kind)
{
	const json_t *hits = weir_json_array(fact, "hits");
	for (size_t i = 0; i < json_array_size(hits); i++) {
		const json_t *hit = json_array_get(hits, i);
		if (g_strcmp0(weir_json_text(hit, "file"), file) == 0 &&
		    g_strcmp0(weir_json_text(hit, "kind"), kind) == 0)
			return hit;
	}
	return NULL;
}

static void assert_hit(const json_t *fact, const char *file, const char *kind, gint64 line)
{
	const json_t *hit = hit_in(fact, file, kind);
	ck_assert_msg(hit != NULL, "nothing of kind %s in %s", kind, file);
	ck_assert_int_eq(weir_json_integer(hit, "line", 0), line);
}

static void assert_clean(const json_t *fact)
{
	g_autofree char *text = weir_json_print(fact);
	ck_assert_msg(json_array_size(weir_json_array(fact, "hits")) == 0, "%s", text);
}

START_TEST(formats_and_own_values_are_told_by_file_and_line)
{
	set_up();
	g_autoptr(SecBuf) held = secbuf_new("env:HELD", OWN, strlen(OWN), NULL);
	put("app/desk.py", "import os\n\nTOKEN = '@'\n", credential);
	put("tests/test_desk.py", "first = 1\nsecond = '@'\nthird = '@'\n", OWN);
	g_autoptr(json_t) fact = scan(NULL);
	assert_hit(fact, "app/desk.py", "github-token", 3);
	assert_hit(fact, "tests/test_desk.py", "own:env:HELD", 2);
	ck_assert_uint_eq(json_array_size(weir_json_array(fact, "hits")), 2);
	ck_assert_int_eq(weir_json_integer(fact, "files", 0), 2);
	ck_assert_ptr_null(weir_json_text(fact, "problem"));
	g_autofree char *text = weir_json_print(fact);
	ck_assert_ptr_null(strstr(text, OWN));
	ck_assert_ptr_null(strstr(text, credential));
}
END_TEST

/* A key of several lines is replaced by one marker; the lines after it stay what they are. */
START_TEST(lines_after_a_key_of_several_lines_are_right)
{
	set_up();
	g_autoptr(SecBuf) held = secbuf_new("env:HELD", OWN, strlen(OWN), NULL);
	g_autoptr(GString) key = g_string_new("-----BEGIN RSA PRIVATE KEY-----\n");
	for (int i = 0; i < 4; i++)
		g_string_append(key, "MIIEowIBAAKCAQEAwgW9Yk3bq0gQ0m1K1oX9Zb8h0mJ6xJ5m3m5s9yQ2wqZrT7uU\n");
	g_string_append(key, "-----END RSA PRIVATE KEY-----\n\nheld = '" OWN "'\n");
	put("keys.py", key->str, "");
	g_autoptr(json_t) fact = scan(NULL);
	assert_hit(fact, "keys.py", "private-key", 1);
	assert_hit(fact, "keys.py", "own:env:HELD", 8);
}
END_TEST

START_TEST(what_is_not_source_is_left_out)
{
	set_up();
	put(".git/config", "@\n", credential);
	put("node_modules/a/index.js", "@\n", credential);
	put(".venv/lib/b.py", "@\n", credential);
	put("plain.py", "nothing\n", "");
	g_autofree char *binary = g_build_filename(folder, "picture.bin", NULL);
	g_autoptr(GString) bytes = g_string_new(credential);
	g_string_append_c(bytes, '\0');
	ck_assert(g_file_set_contents(binary, bytes->str, (gssize)bytes->len, NULL));
	g_autofree char *outside = g_strconcat(folder, ".outside", NULL);
	g_autofree char *link = g_build_filename(folder, "link.py", NULL);
	ck_assert(g_file_set_contents(outside, credential, -1, NULL));
	ck_assert_int_eq(symlink(outside, link), 0);
	g_autoptr(json_t) fact = scan(NULL);
	assert_clean(fact);
	ck_assert_int_eq(weir_json_integer(fact, "files", 0), 1);
	g_unlink(outside);
}
END_TEST

START_TEST(large_files_are_counted_and_a_stop_is_told)
{
	set_up();
	g_autofree char *large = g_strnfill(1024 * 1024 + 1, 'x');
	put("bundle.js", large, "");
	g_autoptr(json_t) fact = scan(NULL);
	ck_assert_int_eq(weir_json_integer(fact, "large", 0), 1);
	ck_assert_int_eq(weir_json_integer(fact, "files", -1), 0);
	g_autoptr(GCancellable) cancellable = g_cancellable_new();
	g_cancellable_cancel(cancellable);
	g_autoptr(json_t) stopped = scan(cancellable);
	ck_assert_str_eq(weir_json_text(stopped, "problem"), "it was stopped");
}
END_TEST

START_TEST(a_folder_that_cannot_be_opened_is_told)
{
	folder = g_strdup("/nonexistent/weir-source");
	g_autoptr(json_t) fact = scan(NULL);
	ck_assert_str_eq(weir_json_text(fact, "problem"), "some folders could not be opened");
	assert_clean(fact);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		formats_and_own_values_are_told_by_file_and_line,
		lines_after_a_key_of_several_lines_are_right,
		what_is_not_source_is_left_out,
		large_files_are_counted_and_a_stop_is_told,
		a_folder_that_cannot_be_opened_is_told,
		NULL,
	};
	suite_keep_apart();
	return suite_run("verb/audit_source", tests);
}
