/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/replay_runner.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "canary/event.h"

struct ReplayRunner {
	int references; /* a run under way holds one, so that its end finds the runner */
	Target *target;
	VerbContext *context; /* borrowed; NULL: not yet */
	Client *client;       /* NULL: not yet */
	Server *server;       /* NULL: not yet */
	ReplayChoice *choice;
	GBytes *sample; /* that the choice says; NULL: not made yet */
	ReplayBoard *board;
	ReplayRunnerChanged changed; /* NULL once the owner has let go */
	gpointer data;
	VerbRun *run; /* under way; NULL */
	ReplayMode mode;
	gboolean confirmed, answered;
	gboolean stale; /* the plan is of another choice */
	char *problem, *told;
	ReplayRunnerText got;
	gpointer got_data;
	gint64 ended;
	guint telling; /* source */
};

ReplayRunner *replay_runner_new(const Target *target, ReplayRunnerChanged changed, gpointer data)
{
	ReplayRunner *runner = g_new0(ReplayRunner, 1);
	runner->references = 1;
	runner->target = target_copy(target);
	runner->choice = replay_choice_new();
	runner->board = replay_board_new();
	runner->changed = changed;
	runner->data = data;
	runner->stale = TRUE;
	return runner;
}

static void let_go(ReplayRunner *runner)
{
	if (--runner->references > 0)
		return;
	client_unref(runner->client);
	server_free(runner->server);
	replay_choice_free(runner->choice);
	g_clear_pointer(&runner->sample, g_bytes_unref);
	replay_board_free(runner->board);
	target_free(runner->target);
	g_free(runner->problem);
	g_free(runner->told);
	g_free(runner);
}

void replay_runner_free(ReplayRunner *runner)
{
	if (runner == NULL)
		return;
	runner->changed = NULL;
	runner->got = NULL;
	g_clear_handle_id(&runner->telling, g_source_remove);
	replay_runner_stop(runner);
	let_go(runner);
}

/* ---- telling: many answers may come in one turn of the loop ---- */

static gboolean on_tell(gpointer data)
{
	ReplayRunner *runner = data;
	runner->telling = 0;
	runner->changed(runner->data);
	return G_SOURCE_REMOVE;
}

static void tell(ReplayRunner *runner)
{
	if (runner->telling == 0 && runner->changed != NULL)
		runner->telling = g_idle_add_full(G_PRIORITY_DEFAULT, on_tell, runner, NULL);
}

static void keep_text(char **kept, const char *text)
{
	g_free(*kept);
	*kept = text != NULL ? text_visible(text, -1, TEXT_ONE_LINE) : NULL;
}

/* ---- what the command says ---- */

static gboolean sink_listing(VerbRun *run, ListingSet *set, GError **error)
{
	ReplayRunner *runner = run->sink_data;
	const struct listing *part = set->parts->len > 0 ? set->parts->pdata[0] : NULL;
	gboolean meant = runner->mode == REPLAY_PLANS && !g_cancellable_is_cancelled(run->cancellable);
	if (meant && part != NULL && set->kind == &listing_cases)
		replay_board_plan(runner->board, part->data);
	return TRUE;
}

/* What came was told case by case. */
static gboolean sink_detail(VerbRun *run, ListingSet *set, guint row, GError **error)
{
	return TRUE;
}

static gboolean sink_lines(VerbRun *run, const GPtrArray *lines, GError **error)
{
	return TRUE;
}

static gboolean sink_raw(VerbRun *run, const char *text, gsize length, GError **error)
{
	ReplayRunner *runner = run->sink_data;
	ReplayRunnerText got = runner->got;
	runner->got = NULL;
	if (got != NULL)
		got(text, NULL, runner->got_data);
	return TRUE;
}

static gboolean sink_audit(VerbRun *run, const struct audit_format *format, const AuditResult *result,
			   GError **error)
{
	return TRUE;
}

/* The sentences before are the plan, which the view shows. */
static void sink_message(VerbRun *run, const char *text)
{
	ReplayRunner *runner = run->sink_data;
	if (run->exit_code != WEIR_EXIT_OK)
		keep_text(&runner->problem, text);
	else if (runner->mode == REPLAY_SENDS && runner->answered)
		keep_text(&runner->told, text);
	tell(runner);
}

static void sink_progress(VerbRun *run, const char *text)
{
}

static void sink_replayed(VerbRun *run, const ReplayResult *result)
{
	ReplayRunner *runner = run->sink_data;
	runner->answered = TRUE;
	replay_board_take(runner->board, result);
	tell(runner);
}

static const struct verb_sink sink = {
	.listing = sink_listing,
	.detail = sink_detail,
	.lines = sink_lines,
	.raw = sink_raw,
	.audit = sink_audit,
	.message = sink_message,
	.progress = sink_progress,
	.replayed = sink_replayed,
};

/* ---- a run ---- */

static void end_run(ReplayRunner *runner)
{
	ReplayRunnerText got = runner->got;
	runner->got = NULL;
	if (runner->mode == REPLAY_SENDS) {
		replay_board_end(runner->board);
		runner->ended = g_get_real_time();
	}
	if (got != NULL)
		got(NULL, runner->problem, runner->got_data);
	g_clear_pointer(&runner->run, verb_run_unref);
	if (runner->stale && runner->changed != NULL)
		replay_runner_plan(runner);
	tell(runner);
	let_go(runner);
}

static void on_done(VerbRun *run, gpointer data)
{
	end_run(data);
}

static VerbRun *parse(ReplayRunner *runner, ReplayMode mode, const char *only, const char *confirmed,
		      GError **error)
{
	g_autoptr(GPtrArray) words =
		replay_choice_words(runner->choice, target_name(runner->target), mode, only, confirmed);
	VerbRun *run = verb_parse(runner->context, (const char *const *)words->pdata, error);
	if (run == NULL)
		return NULL;
	run->given.client = client_ref(runner->client);
	run->given.server = server_ref(runner->server);
	if (runner->choice->body != NULL)
		run->given.input = g_bytes_ref(runner->choice->body);
	run->sink = &sink;
	run->sink_data = runner;
	run->done = on_done;
	run->done_data = runner;
	return run;
}

static void start(ReplayRunner *runner, VerbRun *run, ReplayMode mode)
{
	runner->run = run;
	runner->mode = mode;
	runner->references++;
	keep_text(&runner->problem, NULL);
	if (verb_start(run) != VERB_WAITING)
		end_run(runner);
	tell(runner);
}

static gboolean is_ready(ReplayRunner *runner, GError **error)
{
	const char *why = runner->context == NULL || runner->client == NULL || runner->server == NULL
				  ? _("the server's documents are not there yet")
			  : runner->choice->trigger == NULL ? _("it has no trigger")
			  : runner->run != NULL && runner->mode == REPLAY_SENDS
				  ? _("a replay to this server is under way: x stops it")
				  : NULL;
	if (why != NULL)
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE, why);
	return why == NULL;
}

/* A plan that is being made is not waited for: it sends nothing. */
static void drop_plan(ReplayRunner *runner)
{
	VerbRun *run = runner->run;
	if (run == NULL)
		return;
	runner->stale = FALSE;
	runner->got = NULL;
	g_cancellable_cancel(run->cancellable);
}

void replay_runner_plan(ReplayRunner *runner)
{
	g_autoptr(GError) error = NULL;
	runner->stale = TRUE;
	if (runner->run != NULL || !is_ready(runner, NULL))
		return;
	runner->stale = FALSE;
	VerbRun *run = parse(runner, REPLAY_PLANS, NULL, NULL, &error);
	if (run == NULL)
		keep_text(&runner->problem, error->message);
	else
		start(runner, run, REPLAY_PLANS);
	tell(runner);
}

gboolean replay_runner_start(ReplayRunner *runner, const char *only, const char *confirmed, GError **error)
{
	if (!is_ready(runner, error))
		return FALSE;
	if (runner->run != NULL) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("the plan is being made: once more in a moment"));
		return FALSE;
	}
	VerbRun *run = parse(runner, REPLAY_SENDS, only, confirmed, error);
	if (run == NULL)
		return FALSE;
	keep_text(&runner->told, NULL);
	runner->answered = FALSE;
	replay_board_begin(runner->board, only);
	start(runner, run, REPLAY_SENDS);
	return TRUE;
}

gboolean replay_runner_curl(ReplayRunner *runner, ReplayRunnerText got, gpointer data, GError **error)
{
	if (!is_ready(runner, error))
		return FALSE;
	if (runner->run != NULL) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("the plan is being made: once more in a moment"));
		return FALSE;
	}
	VerbRun *run = parse(runner, REPLAY_PRINTS_CURL, NULL, NULL, error);
	if (run == NULL)
		return FALSE;
	runner->got = got;
	runner->got_data = data;
	start(runner, run, REPLAY_PRINTS_CURL);
	return TRUE;
}

void replay_runner_set_confirmed(ReplayRunner *runner)
{
	runner->confirmed = TRUE;
}

gboolean replay_runner_confirmed(const ReplayRunner *runner)
{
	return runner->confirmed;
}

void replay_runner_stop(ReplayRunner *runner)
{
	if (runner->run == NULL)
		return;
	/* The end may come from inside. */
	g_autoptr(VerbRun) run = verb_run_ref(runner->run);
	g_cancellable_cancel(run->cancellable);
	tell(runner);
}

gboolean replay_runner_busy(const ReplayRunner *runner)
{
	return runner->run != NULL && runner->mode == REPLAY_SENDS;
}

/* ---- what is known ---- */

void replay_runner_set_context(ReplayRunner *runner, VerbContext *context)
{
	runner->context = context;
}

/* The trigger that was chosen may be gone; the first is as good as any to begin with. */
static void choose_again(ReplayRunner *runner)
{
	const ReplayChoice *choice = runner->choice;
	if (choice->trigger != NULL && server_trigger(runner->server, choice->trigger) != NULL)
		return;
	const GPtrArray *triggers = runner->server->triggers;
	const char *first = triggers->len > 0 ? ((const Trigger *)triggers->pdata[0])->name : NULL;
	replay_choice_set_trigger(runner->choice, first);
	if (!replay_board_running(runner->board))
		replay_board_forget(runner->board);
}

void replay_runner_set_server(ReplayRunner *runner, Client *client, Server *server)
{
	Client *old_client = runner->client;
	Server *old_server = runner->server;
	if (client == old_client && server == old_server)
		return;
	runner->client = client != NULL ? client_ref(client) : NULL;
	runner->server = server != NULL ? server_ref(server) : NULL;
	client_unref(old_client);
	server_free(old_server);
	g_clear_pointer(&runner->sample, g_bytes_unref);
	runner->stale = TRUE;
	if (runner->server != NULL)
		choose_again(runner);
	tell(runner);
}

ReplayChoice *replay_runner_choice(ReplayRunner *runner)
{
	return runner->choice;
}

ReplayBoard *replay_runner_board(ReplayRunner *runner)
{
	return runner->board;
}

const Trigger *replay_runner_trigger(const ReplayRunner *runner)
{
	const char *name = runner->choice->trigger;
	return runner->server != NULL && name != NULL ? server_trigger(runner->server, name) : NULL;
}

GBytes *replay_runner_body(ReplayRunner *runner, GError **error)
{
	const ReplayChoice *choice = runner->choice;
	const Trigger *trigger = replay_runner_trigger(runner);
	if (choice->body != NULL)
		return g_bytes_ref(choice->body);
	if (runner->sample == NULL && trigger != NULL) {
		EventSize size = choice->minimal ? EVENT_MINIMAL : EVENT_FULL;
		guint64 seed = choice->seed > 0 ? choice->seed : 1;
		json_t *event = event_sample(runner->server, trigger, size, seed, error);
		runner->sample = event != NULL ? event_bytes(event) : NULL;
		json_decref(event);
	}
	return runner->sample != NULL ? g_bytes_ref(runner->sample) : NULL;
}

void replay_runner_chose(ReplayRunner *runner)
{
	keep_text(&runner->problem, NULL);
	keep_text(&runner->told, NULL);
	runner->ended = 0;
	runner->confirmed = FALSE;
	g_clear_pointer(&runner->sample, g_bytes_unref);
	replay_board_forget(runner->board);
	if (runner->run != NULL && runner->mode != REPLAY_SENDS)
		drop_plan(runner);
	replay_runner_plan(runner);
	tell(runner);
}

const char *replay_runner_problem(const ReplayRunner *runner)
{
	return runner->problem;
}

const char *replay_runner_told(const ReplayRunner *runner)
{
	return runner->told;
}

gint64 replay_runner_ended(const ReplayRunner *runner)
{
	return runner->ended;
}
