/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be written to, with a person at hand and without. */
#include <string.h>

#include "base/error.h"
#include "suite.h"
#include "verb/live.h"

static VerbContext context;
static const char *answer; /* what the person types; NULL: the input ends */
static char *question;
static gboolean person;

static gboolean can_ask(VerbRun *run)
{
	return person;
}

static gboolean ask(VerbRun *run, const char *text, gboolean hidden, VerbAnswer answered, GError **error)
{
	g_autoptr(GError) ended = g_error_new_literal(WEIR_ERROR, WEIR_ERROR_CANCELLED, "interrupted");
	SecBuf *typed = answer != NULL ? secbuf_new("prompt", answer, strlen(answer), NULL) : NULL;
	g_free(question);
	question = g_strdup(text);
	answered(run, typed, typed == NULL ? ended : NULL);
	secbuf_unref(typed);
	return TRUE;
}

static void progress(VerbRun *run, const char *text)
{
}

static const struct verb_sink alone = { .progress = progress };
static const struct verb_sink attended = { .progress = progress, .can_ask = can_ask, .ask = ask };

static VerbRun *run_of(const char *line, const struct verb_sink *sink)
{
	g_autoptr(GError) error = NULL;
	VerbRun *run = verb_parse_line(&context, line, &error);
	ck_assert_msg(run != NULL, "%s: %s", line, error != NULL ? error->message : "");
	run->sink = sink;
	return run;
}

/* `expected`: "open", "asks", or what the refusal says. */
static void may_write(const char *options, const struct verb_sink *sink, TargetEnv env, const char *expected)
{
	g_autofree char *line = g_strconcat("cleanup desk ", options, NULL);
	g_autoptr(VerbRun) run = run_of(line, sink);
	g_autoptr(Target) target = target_new("desk", "https://desk.example.com");
	g_autoptr(GError) error = NULL;
	gboolean asks = FALSE;
	target->env = env;
	target->writes = FALSE;
	gboolean may = verb_may_write(run, target, &asks, &error);
	gboolean open = strcmp(expected, "open") == 0, asked = strcmp(expected, "asks") == 0;
	ck_assert_msg(may == (open || asked), "%s", line);
	ck_assert_int_eq(target->writes, may);
	ck_assert_int_eq(asks, asked);
	ck_assert(may || g_error_matches(error, WEIR_ERROR, WEIR_ERROR_READ_ONLY));
	ck_assert_msg(may || strstr(error->message, expected) != NULL, "%s: %s", line,
		      error != NULL ? error->message : "");
}

START_TEST(options_and_persons)
{
	person = TRUE;
	may_write("", &alone, ENV_TEST, "open");
	may_write("", &attended, ENV_TEST, "open");
	may_write("--live", &attended, ENV_TEST, "open");
	may_write("", &alone, ENV_PROD, "--live --confirm desk");
	may_write("", &attended, ENV_PROD, "--live --confirm desk");
	may_write("--confirm desk", &attended, ENV_PROD, "--live --confirm desk");
	may_write("--live", &alone, ENV_PROD, "--live wants --confirm desk");
	may_write("--live", &attended, ENV_PROD, "asks");
	may_write("--live --confirm disk", &attended, ENV_PROD, "--live wants --confirm desk");
	may_write("--live --confirm desk", &alone, ENV_PROD, "open");
	may_write("--live --confirm desk", &attended, ENV_PROD, "open");
	person = FALSE;
	may_write("--live", &attended, ENV_PROD, "--live wants --confirm desk");
}
END_TEST

static GError *came;
static guint times;

static void done(VerbRun *run, const GError *error)
{
	times++;
	g_clear_error(&came);
	came = error != NULL ? g_error_copy(error) : NULL;
}

static void typed(const char *text, int code)
{
	g_autoptr(VerbRun) run = run_of("cleanup desk --live", &attended);
	answer = text;
	person = TRUE;
	times = 0;
	verb_ask_live(run, "desk", done);
	ck_assert_uint_eq(times, 1);
	ck_assert_ptr_nonnull(strstr(question, "type desk"));
	ck_assert_int_eq(weir_error_exit_code(came), code);
	ck_assert(code == 0 || strstr(came->message, "nothing was sent") != NULL);
}

START_TEST(only_the_name_itself_goes_on)
{
	typed("desk", WEIR_EXIT_OK);
	typed("Desk", WEIR_EXIT_USAGE);
	typed("desk ", WEIR_EXIT_USAGE);
	typed("", WEIR_EXIT_USAGE);
	typed("y", WEIR_EXIT_USAGE);
	typed(NULL, WEIR_EXIT_USAGE);
}
END_TEST

START_TEST(an_interrupt_is_no_answer)
{
	g_autoptr(VerbRun) run = run_of("cleanup desk --live", &attended);
	answer = NULL;
	person = TRUE;
	g_cancellable_cancel(run->cancellable);
	verb_ask_live(run, "desk", done);
	ck_assert_int_eq(weir_error_exit_code(came), WEIR_EXIT_INTERRUPTED);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		options_and_persons,
		only_the_name_itself_goes_on,
		an_interrupt_is_no_answer,
		NULL,
	};
	return suite_run("verb/live", tests);
}
