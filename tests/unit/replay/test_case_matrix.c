/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases against the demo server: its hardened trigger does all as expected; with each flaw of the
 * triggers alone exactly the cases that are about it differ. */
#include <string.h>

#include "base/json.h"
#include "canary/event.h"
#include "canary/scene.h"
#include "model/config.h"
#include "replay/run.h"
#include "replay/session.h"

/* message_received is signed unless a flaw says otherwise. */
#define TRIGGER "message_received"

static const char desk_scheme[] = "[scheme desk]\n"
				  "algorithm = hmac-sha256\n"
				  "signed = {timestamp}.{body}\n"
				  "signature = X-Signature: v1={signature|hex}\n"
				  "timestamp = X-Timestamp: {timestamp}\n"
				  "timestamp-unit = s\n"
				  "tolerance = 5m\n"
				  "delivery-id = X-Delivery-Id: {id}\n";

/* What differs, in the order of the cases; and why where that is not plain. */
static const struct {
	const char *flaw, *differ, *why;
} rows[] = {
	{ "none", "", "" },
	{ "triggers.documented", "", "texts are nothing that a case sends" },
	{ "triggers.schema", "", "the server still checks what its manifest does not say" },
	{ "triggers.route", "", "the route is found by its subscription id" },
	{ "triggers.shared-route", "", "that of other triggers" },
	{ "triggers.unsigned",
	  "no-signature empty-signature wrong-secret signature-cut body-bit signature-bit other-body "
	  "other-version stale future no-timestamp timestamp-unsigned repeated same-id twice made-up-token "
	  "query-token",
	  "nothing of a signature is looked at; half a body is no JSON and a large one is over the cap, so "
	  "that they are refused" },
	{ "triggers.shared-token-only",
	  "no-signature empty-signature wrong-secret signature-cut body-bit signature-bit other-body "
	  "other-version stale future no-timestamp timestamp-unsigned repeated same-id twice made-up-token",
	  "as unsigned, but the server's token is asked for" },
	{ "triggers.auth-first", "", "it is about events without a token" },
	{ "triggers.bad-signature", "signature-cut signature-bit twice",
	  "eight digits are compared, and the wrong one of the two has them" },
	{ "triggers.stale", "stale future", "" },
	{ "triggers.replay", "repeated same-id", "" },
	{ "triggers.cross-route", "other-trigger other-route", "" },
	{ "triggers.payload-validated", "malformed wrong-type missing-field extra-field empty-body", "" },
	{ "triggers.wrong-subscription", "unknown-subscription", "404 where a wrong signature is 401" },
	{ "triggers.dispatch-fields", "valid", "what is dispatched is looked at" },
	{ "triggers.dispatch-secrets", "valid", "what is dispatched is looked at" },
	{ "triggers.dispatch-credential", "", "the SDK's own; a note says it" },
};

typedef struct {
	CanaryScene scene;
	Config *config;
	GPtrArray *schemes;
	ReplaySession *session;
	ReplayRun *run;
	GString *differ;
} Matrix;

static void closed(const GError *error, gpointer data)
{
	Matrix *matrix = data;
	ck_assert_msg(error == NULL, "%s", error->message);
	g_main_loop_quit(matrix->scene.loop);
}

static void collect(Matrix *matrix)
{
	const GPtrArray *results = replay_run_results(matrix->run);
	for (guint i = 0; i < results->len; i++) {
		const ReplayResult *result = results->pdata[i];
		if (result->outcome == OUTCOME_HELD || result->outcome == OUTCOME_NOT_APPLICABLE)
			continue;
		ck_assert_msg(result->outcome == OUTCOME_BROKE, "%s: %s: %s", result->row->id,
			      replay_outcome_name(result->outcome), result->why);
		g_string_append_printf(matrix->differ, "%s%s", matrix->differ->len > 0 ? " " : "",
				       result->row->id);
		if (g_getenv("MATRIX_SAYS") != NULL)
			g_printerr("# %s: %s (%d, %d events)\n", result->row->id, result->why, result->status,
				   result->events);
	}
}

static void done(ReplayRun *run, gpointer data)
{
	Matrix *matrix = data;
	collect(matrix);
	replay_session_close(matrix->session, closed, matrix);
}

static void ready(ReplaySession *session, const GError *error, gpointer data)
{
	Matrix *matrix = data;
	const ReplayWatch watch = { .done = done, .data = matrix };
	g_autoptr(GPtrArray) cases = g_ptr_array_new();
	ck_assert_msg(error == NULL, "%s", error->message);
	for (const struct replay_case *row = replay_cases; row->id != NULL; row++)
		g_ptr_array_add(cases, (gpointer)row);
	matrix->run = replay_run_start(replay_session_setup(session), client_host(matrix->scene.client),
				       matrix->scene.callbacks, cases, NULL, &watch);
}

static void run(Matrix *matrix, const char *flaw)
{
	g_autoptr(GError) error = NULL;
	memset(matrix, 0, sizeof *matrix);
	canary_scene_open(&matrix->scene, flaw, DEMO_PROD);
	matrix->config = config_parse(desk_scheme, strlen(desk_scheme), "test", &error);
	ck_assert_msg(matrix->config != NULL, "%s", error != NULL ? error->message : "");
	matrix->schemes = config_schemes(matrix->config);
	matrix->differ = g_string_new(NULL);
	const Trigger *trigger = server_trigger(matrix->scene.server, TRIGGER);
	ck_assert_ptr_nonnull(trigger);
	g_autoptr(json_t) event = json_pack("{s:s,s:s}", "messageId", "m-1", "message", "hello");
	g_autoptr(GBytes) body = event_bytes(event);
	const ReplaySessionOptions options = { .client = matrix->scene.client,
					       .server = matrix->scene.server,
					       .store = matrix->scene.store,
					       .callbacks = matrix->scene.callbacks,
					       .trigger = trigger,
					       .scheme = matrix->schemes->pdata[0],
					       .body = body,
					       .others = TRUE };
	matrix->session = replay_session_open(&options, NULL, ready, matrix);
	canary_scene_run(&matrix->scene);
}

static void end(Matrix *matrix)
{
	replay_run_free(matrix->run);
	g_string_free(matrix->differ, TRUE);
	g_ptr_array_unref(matrix->schemes);
	config_free(matrix->config);
	canary_scene_close(&matrix->scene);
}

static int in_order(gconstpointer one, gconstpointer other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static char *sorted(const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, " ", -1);
	qsort(list, g_strv_length(list), sizeof *list, in_order);
	return g_strjoinv(" ", list);
}

START_TEST(exactly_the_matching_cases_differ)
{
	Matrix matrix;
	run(&matrix, rows[_i].flaw);
	g_autofree char *wanted = sorted(rows[_i].differ);
	g_autofree char *got = sorted(matrix.differ->str);
	ck_assert_msg(strcmp(got, wanted) == 0, "%s:\n  got    %s\n  wanted %s", rows[_i].flaw, got, wanted);
	end(&matrix);
}
END_TEST

/* Everything was asked, and nothing is left on the server but two connections. */
START_TEST(the_hardened_trigger_is_asked_everything)
{
	Matrix matrix;
	run(&matrix, "none");
	ck_assert_uint_eq(replay_run_count(matrix.run, OUTCOME_NOT_APPLICABLE), 0);
	ck_assert_uint_eq(replay_run_count(matrix.run, OUTCOME_HELD), replay_run_results(matrix.run)->len);
	end(&matrix);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { the_hardened_trigger_is_asked_everything, NULL };
	return suite_run_looped("replay/case-matrix", tests, exactly_the_matching_cases_differ,
				(int)G_N_ELEMENTS(rows));
}
