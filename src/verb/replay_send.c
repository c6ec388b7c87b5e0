/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A replay under way, what it says, and what is remembered of it. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/redact.h"
#include "replay/changes.h"
#include "replay/expect.h"
#include "store/replays.h"
#include "verb/replay_work.h"

enum { ANSWER_SHOWN = 2048, CHANGES_SHOWN = 5 };

/* ---- rows ---- */

static char *answer_of(const ReplayResult *result, gsize most)
{
	gsize length = 0;
	const Exchange *exchange = result->exchange;
	const char *data =
		exchange != NULL && exchange->body != NULL ? g_bytes_get_data(exchange->body, &length) : "";
	g_autofree char *text = g_strndup(data, MIN(length, most));
	return *text != '\0' ? g_utf8_make_valid(text, -1) : NULL;
}

CaseRow *replay_row(const ReplayResult *result)
{
	CaseRow *row = g_new0(CaseRow, 1);
	row->id = result->row->id;
	row->title = result->row->title;
	row->sends = result->row->sends;
	row->expected = g_strdup(_(replay_expect_words(result->expect)));
	row->outcome = replay_outcome_name(result->outcome);
	row->why = g_strdup(result->why);
	row->note = g_strdup(result->note);
	row->answer = answer_of(result, ANSWER_SHOWN);
	row->dispatched = g_strdup(result->dispatched);
	row->status = result->status;
	row->events = result->events;
	row->ms = result->ms;
	return row;
}

static void free_row(gpointer row)
{
	case_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

gboolean replay_show_rows(VerbRun *run, GPtrArray *rows, GError **error)
{
	const ReplayWork *work = run->state;
	const char *name = target_name(client_target(work->client));
	if (g_strcmp0(verb_text(run, "format"), "junit") == 0) {
		g_autofree char *suite = g_strdup_printf("weir.replay.%s.%s", name, work->trigger->name);
		g_autofree char *text = cases_junit(suite, rows);
		return run->sink->raw(run, text, strlen(text), error);
	}
	g_autoptr(ListingSet) set = listing_set_new(&listing_cases);
	struct listing *listing =
		listing_set_add(set, name, rows->len, rows, g_ptr_array_ref(rows), free_rows);
	listing->extra = json_pack("{s:s,s:s?}", "trigger", work->trigger->name, "scheme",
				   work->scheme != NULL ? work->scheme->id : NULL);
	/* Of one event all is told. */
	const char *format = verb_text(run, "format");
	if (work->run != NULL && rows->len == 1 && (format == NULL || strcmp(format, "text") == 0))
		return run->sink->detail(run, set, 0, error);
	return run->sink->listing(run, set, error);
}

/* ---- what is remembered ---- */

static ReplayOutcome outcome_of(const ReplayWork *work, guint i, char **why)
{
	const ReplayResult *result = replay_run_results(work->run)->pdata[i];
	*why = NULL;
	if (work->expects->len <= 1 || result->status == 0)
		return result->outcome;
	*why = expect_unmet((const char *const *)work->expects->pdata, result->status,
			    result->exchange != NULL ? result->exchange->body : NULL);
	return *why == NULL ? OUTCOME_HELD : OUTCOME_BROKE;
}

static void remember_cases(const ReplayWork *work, ReplayRow *row)
{
	const GPtrArray *results = replay_run_results(work->run);
	row->failed = json_array();
	for (guint i = 0; i < results->len; i++) {
		const ReplayResult *result = results->pdata[i];
		if (result->outcome == OUTCOME_HELD || result->outcome == OUTCOME_BROKE)
			row->cases++;
		if (result->outcome == OUTCOME_BROKE)
			json_array_append_new(row->failed, json_string(result->row->id));
	}
	row->complete = work->all && work->session != NULL && !replay_run_cancelled(work->run) &&
			replay_run_count(work->run, OUTCOME_ERROR) == 0 &&
			replay_run_count(work->run, OUTCOME_UNKNOWN) == 0;
}

static void remember_event(const ReplayWork *work, ReplayRow *row)
{
	const GPtrArray *results = replay_run_results(work->run);
	const ReplayResult *result = results->pdata[results->len - 1];
	g_autofree char *why = NULL;
	row->status = result->status;
	row->ms = result->ms;
	row->answer = answer_of(result, REPLAY_ANSWER);
	row->good = outcome_of(work, results->len - 1, &why) == OUTCOME_HELD;
	row->complete = TRUE;
}

static void remember(VerbRun *run)
{
	ReplayWork *work = run->state;
	const Target *target = client_target(work->client);
	g_autoptr(GError) error = NULL;
	g_autoptr(ReplayRow) row = g_new0(ReplayRow, 1);
	row->target = g_strdup(target_name(target));
	row->url = g_strdup(target->url);
	row->trigger = g_strdup(work->trigger->name);
	row->scheme = g_strdup(work->scheme != NULL ? work->scheme->id : "");
	row->started = work->started;
	if (work->cases)
		remember_cases(work, row);
	else
		remember_event(work, row);
	/* A set of which nothing was judged is no test. */
	if ((!work->cases || row->cases > 0) && !replay_add(work->store, row, &error))
		verb_complain(run, error);
}

/* As the database keeps it. */
static char *kept_answer(const ReplayResult *result)
{
	g_autofree char *answer = answer_of(result, REPLAY_ANSWER);
	char *redacted = answer != NULL ? redact_text(answer, strlen(answer)) : NULL;
	if (redacted != NULL)
		return redacted;
	return answer != NULL ? g_steal_pointer(&answer) : g_strdup("");
}

/* Against the last event to this trigger that was as expected. */
static void say_changes(VerbRun *run, const ReplayResult *result)
{
	const ReplayWork *work = run->state;
	g_autoptr(ReplayRow) last =
		replay_last_good(work->store, client_target(work->client)->url, work->trigger->name, NULL);
	if (last == NULL || result->status == 0)
		return;
	g_autofree char *answer = kept_answer(result);
	g_autoptr(GPtrArray) changes = replay_changes(last->answer, answer, CHANGES_SHOWN);
	if (last->status != result->status)
		verb_say(run, _("since the last good one: it is answered with %d, was with %d"),
			 result->status, last->status);
	for (guint i = 0; i < changes->len; i++)
		verb_say(run, _("since the last good one: %s"), (const char *)changes->pdata[i]);
	if (result->ms > 2 * last->ms && result->ms > last->ms + 100)
		verb_say(run, _("since the last good one: it took %.0f ms, was %.0f ms"), result->ms,
			 last->ms);
}

/* ---- the end ---- */

static void count_exit(VerbRun *run, ReplayOutcome outcome)
{
	if (outcome == OUTCOME_BROKE)
		run->exit_code = WEIR_EXIT_FINDINGS;
	else if ((outcome == OUTCOME_ERROR || outcome == OUTCOME_UNKNOWN) && run->exit_code == WEIR_EXIT_OK)
		run->exit_code = WEIR_EXIT_INCOMPLETE;
}

static GPtrArray *rows_of(VerbRun *run)
{
	const ReplayWork *work = run->state;
	const GPtrArray *results = replay_run_results(work->run);
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < results->len; i++) {
		g_autofree char *why = NULL;
		CaseRow *row = replay_row(results->pdata[i]);
		ReplayOutcome outcome = outcome_of(work, i, &why);
		row->outcome = replay_outcome_name(outcome);
		if (work->expects->len > 1) {
			g_free(row->expected);
			row->expected = g_strjoinv(" ", (char **)work->expects->pdata);
			g_free(row->why);
			row->why = g_strdup(why);
		}
		count_exit(run, outcome);
		g_ptr_array_add(rows, row);
	}
	return rows;
}

static void finish(VerbRun *run)
{
	ReplayWork *work = run->state;
	g_autoptr(GError) error = NULL;
	verb_progress(run, NULL);
	if (work->run != NULL) {
		const GPtrArray *results = replay_run_results(work->run);
		g_autoptr(GPtrArray) rows = rows_of(run);
		if (!work->cases)
			say_changes(run, results->pdata[results->len - 1]);
		remember(run);
		if (!replay_show_rows(run, rows, &error))
			verb_complain(run, error);
		if (replay_run_cancelled(work->run))
			run->exit_code = WEIR_EXIT_INTERRUPTED;
	}
	verb_finish(run, work->error);
}

static void closed(const GError *error, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	ReplayWork *work = run->state;
	if (error != NULL) {
		verb_complain(run, error);
		verb_say(run, _("what could not be removed is in the ledger: weir cleanup %s"),
			 target_name(client_target(work->client)));
	}
	finish(run);
}

static void ran(ReplayRun *replay, gpointer data)
{
	VerbRun *run = data;
	ReplayWork *work = run->state;
	const GPtrArray *results = replay_run_results(replay);
	for (guint i = 0; run->sink->replayed != NULL && i < results->len; i++)
		run->sink->replayed(run, results->pdata[i]);
	if (work->session != NULL)
		replay_session_close(work->session, closed, run);
	else
		closed(NULL, run);
}

static void changed(ReplayRun *replay, const ReplayResult *result, gpointer data)
{
	VerbRun *run = data;
	guint waiting = replay_run_count(replay, OUTCOME_WAITING) + replay_run_count(replay, OUTCOME_SENT);
	guint all = replay_run_results(replay)->len;
	verb_progress(run, _("sent: %u of %u"), all - waiting, all);
	if (run->sink->replayed != NULL)
		run->sink->replayed(run, result);
}

static void start(VerbRun *run, const ReplaySetup *setup)
{
	ReplayWork *work = run->state;
	const ReplayWatch watch = { .changed = changed, .done = ran, .data = run };
	work->started = g_get_real_time();
	work->run =
		replay_run_start(setup, work->host, work->callbacks, work->rows, run->cancellable, &watch);
}

static void canaries_there(ReplaySession *session, const GError *error, gpointer data)
{
	VerbRun *run = data;
	ReplayWork *work = run->state;
	ReplaySetup *setup = replay_session_setup(session);
	setup->url = verb_text(run, "url");
	setup->id = work->id;
	setup->timestamp = work->timestamp;
	setup->offset = work->offset;
	setup->content_type = replay_content_type(run);
	if (error == NULL) {
		start(run, setup);
		return;
	}
	work->error = g_error_copy(error);
	replay_session_close(session, closed, run);
}

void replay_send(VerbRun *run)
{
	ReplayWork *work = run->state;
	verb_run_ref(run);
	if (verb_text(run, "subscription") != NULL) {
		start(run, &work->named);
		return;
	}
	const ReplaySessionOptions options = { .client = work->client,
					       .server = work->server,
					       .store = work->store,
					       .callbacks = work->callbacks,
					       .trigger = work->trigger,
					       .scheme = work->scheme,
					       .secret = work->secret,
					       .body = work->body,
					       .others = work->cases };
	work->session = replay_session_open(&options, run->cancellable, canaries_there, run);
}
