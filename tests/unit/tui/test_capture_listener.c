/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listener of the captures view: its options, and how it starts. */
#include <string.h>

#include "capture_scene.h"
#include "replay/place.h"
#include "suite.h"

START_TEST(signatures_are_verified)
{
	static const char *const wrong[] = { "X-Hub-Signature-256: sha256=00", NULL };
	struct seen *seen = scene_start();
	Answer answer = { 0 };
	g_autofree char *secret = g_build_filename(scene_home, "secret", NULL);
	ck_assert(g_file_set_contents(secret, "a-secret-for-the-test\n", -1, NULL));
	g_autofree char *options =
		g_strdup_printf("--scheme github-sha256 --secret file:'%s' --url http://h/x", secret);
	scene_listen(seen, options);
	ck_assert_str_eq(capture_runner_scheme(seen->runner), "github-sha256");
	ck_assert_ptr_null(capture_runner_forward(seen->runner));
	g_autoptr(HttpHost) host = host_of(capture_runner_port(seen->runner), "");
	post(host, "/x", "{}", wrong, &answer);
	ck_assert_int_eq(answer.status, 401);
	post(host, "/x", "{}", NULL, &answer);
	ck_assert_int_eq(answer.status, 401);
	ck_assert_uint_eq(capture_runner_came(seen->runner), 2);
	ck_assert_uint_eq(capture_runner_refused(seen->runner), 2);
	g_autofree char *hmac =
		g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)"a-secret-for-the-test",
					  strlen("a-secret-for-the-test"), "{}", 2);
	g_autofree char *header = g_strconcat("X-Hub-Signature-256: sha256=", hmac, NULL);
	const char *const headers[] = { header, NULL };
	post(host, "/x", "{}", headers, &answer);
	ck_assert_int_eq(answer.status, 200);
	answer_clear(&answer);
	ck_assert_uint_eq(capture_runner_refused(seen->runner), 2);
	scene_stop(seen);
}
END_TEST

/* What is wrong with a line of options is said before anything is opened. */
START_TEST(options_that_are_no_use)
{
	static const struct {
		const char *options, *says;
	} rows[] = {
		{ "--nonsense", "--nonsense" },
		{ "--port 99999", "99999" },
		{ "--save x", "--save is for :listen" },
		{ "--no-save", "--no-save is for :listen" },
		{ "--format json", "--format is for :listen" },
		{ "--help", "options of weir listen belong here" },
		{ "--secret env:NOT_SET", "--secret without --scheme" },
		{ "--scheme githib-sha256", "did you mean" },
		{ "--port '1", "cannot be read" },
		{ "something", "something" },
	};
	struct seen *seen = scene_start();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_msg(!capture_runner_listen(seen->runner, rows[i].options, &error), "%s",
			      rows[i].options);
		ck_assert_msg(strstr(error->message, rows[i].says) != NULL, "%s: %s", rows[i].options,
			      error->message);
		ck_assert_int_eq(capture_runner_state(seen->runner), LISTENER_OFF);
		/* To be mended, not typed again. */
		ck_assert_str_eq(capture_runner_options(seen->runner), rows[i].options);
	}
	g_autoptr(GPtrArray) all = capture_runner_complete(&scene_context, "--port 1 --");
	for (guint i = 0; i < all->len; i++) {
		ck_assert_str_ne(all->pdata[i], "--save");
		ck_assert_str_ne(all->pdata[i], "--format");
	}
	ck_assert_uint_gt(all->len, 4);
	scene_stop(seen);
}
END_TEST

static void fails_to_listen(struct seen *seen, const char *options, const char *says)
{
	ck_assert(capture_runner_listen(seen->runner, options, NULL));
	wait_for(listener_is_off, seen);
	check_told(seen, says);
}

START_TEST(what_fails_while_it_starts)
{
	struct seen *seen = scene_start();
	const ReceiverOptions other = { .port = 0 };
	g_autoptr(Receiver) receiver = receiver_new(&other, NULL);
	g_autofree char *taken = g_strdup_printf("--port %d", receiver_port(receiver));
	g_autofree char *port = g_strdup_printf("%d", receiver_port(receiver));
	fails_to_listen(seen, taken, port);
	fails_to_listen(seen, "--scheme github-sha256 --secret env:WEIR_NOT_SET", "WEIR_NOT_SET");
	g_autoptr(CaptureLog) log = capture_log_write(scene_folder, NULL);
	fails_to_listen(seen, "", "another weir writes captures there");
	g_clear_pointer(&log, capture_log_close);
	scene_listen(seen, "");
	g_autoptr(GError) error = NULL;
	ck_assert(!capture_runner_listen(seen->runner, "", &error));
	ck_assert_ptr_nonnull(strstr(error->message, "it listens already"));
	scene_stop(seen);
}
END_TEST

/* Nobody waits for a reference that takes its time, and nothing is told of it afterwards. */
START_TEST(left_while_it_starts)
{
	struct seen *seen = scene_start();
	ck_assert(capture_runner_listen(seen->runner, "--scheme github-sha256 --secret 'cmd:exec sleep 20'",
					NULL));
	ck_assert_int_eq(capture_runner_state(seen->runner), LISTENER_STARTING);
	capture_runner_stop(seen->runner);
	ck_assert_int_eq(capture_runner_state(seen->runner), LISTENER_OFF);
	ck_assert(capture_runner_listen(seen->runner, "--scheme github-sha256 --secret 'cmd:exec sleep 20'",
					NULL));
	scene_stop(seen);
	for (int i = 0; i < 20; i++)
		g_main_context_iteration(NULL, FALSE);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { signatures_are_verified, options_that_are_no_use,
				       what_fails_while_it_starts, left_while_it_starts, NULL };
	suite_keep_apart();
	return suite_run("tui/capture_listener", tests);
}
