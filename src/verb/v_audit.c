/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/record.h"
#include "audit/score.h"
#include "base/error.h"
#include "base/paths.h"
#include "verb/audit_job.h"
#include "verb/audit_live.h"
#include "verb/audit_memory.h"
#include "verb/audit_output.h"
#include "verb/audit_plans.h"
#include "verb/audit_source.h"
#include "verb/live.h"
#include "verb/verbs.h"

/* Targets at a time: each has its own limit of requests.  As many as are worth it: what they answered is kept
 * until it is judged, and memory that is still in the caches is quicker, so that more than a few are under
 * way only where the loop has time to wait for servers.  It is looked at each PACE_MS whether it has. */
enum { FEW = 4, AT_ONCE = 32, PACE_MS = 20, IN_TIME_MS = 25, LATE_MS = 60 };

enum { LARGEST_RECORDING = 1024 * 1024 * 1024, TOLD_MS = 50 };

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; without it the server that the screen shows") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "all", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("every configured server"), HINT_NONE },
	{ "plan", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("print every request that would be sent, and send none"), HINT_NONE },
	{ "record", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("keep what was asked and answered, redacted"), HINT_FILE },
	{ "from", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("judge a recording again; nobody is asked"), HINT_FILE },
	{ "format", 'f', VALUE_CHOICE, N_("FORMAT"), FALSE, 0, 0,
	  "text|json|sarif|junit|markdown|html|openmetrics|nagios",
	  N_("what is written to stdout; text, the default, is for people"), HINT_NONE },
	{ "output", 'o', VALUE_TEXT, N_("FORMAT=FILE"), TRUE, 0, 0, NULL,
	  N_("write a report to a file, too; may be repeated"), HINT_FILE },
	{ "problems-only", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("leave out of SARIF what passed: some sites show every result as an alert"), HINT_NONE },
	VERB_LIVE_OPTIONS,
	VERB_CALLBACK_OPTIONS,
	{ "no-history", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("do not put it into the history"),
	  HINT_NONE },
	{ NULL },
};

struct work {
	AuditSetup *setup;
	AuditOutputs *outputs;
	GPtrArray *loaded; /* VerbLoaded * of all targets; freed one by one */
	GPtrArray *given;  /* Recorded *: judged instead of servers; NULL */
	AuditResult *result;
	GString *recording; /* NULL: not recorded */
	guint recorded;
	GPtrArray *names; /* char *: to be typed before anything is made; NULL */
	guint asked;      /* of them */
	guint next, running;
	guint most;   /* that may run at once: FEW to AT_ONCE, as the loop has time */
	guint pace;   /* source that changes it; 0 */
	gint64 paced; /* monotonic: when it last looked */
	guint requests, failures;
	gint64 told;     /* monotonic: when the progress was last told */
	gboolean living; /* servers were asked, and the history is to know it */
};

static void work_free(gpointer memory)
{
	struct work *work = memory;
	g_clear_handle_id(&work->pace, g_source_remove);
	audit_setup_unref(work->setup);
	audit_outputs_free(work->outputs);
	g_clear_pointer(&work->loaded, g_ptr_array_unref);
	g_clear_pointer(&work->names, g_ptr_array_unref);
	g_clear_pointer(&work->given, g_ptr_array_unref);
	audit_result_free(work->result);
	if (work->recording != NULL)
		g_string_free(work->recording, TRUE);
	g_free(work);
}

/* ---- the end ---- */

static gboolean write_recording(VerbRun *run, GError **error)
{
	struct work *work = run->state;
	if (work->recording == NULL)
		return TRUE;
	record_end(work->recording);
	return paths_write(verb_text(run, "record"), work->recording->str, work->recording->len, error);
}

/* What cannot be kept is told, and changes nothing of what came out. */
static void remember(VerbRun *run)
{
	struct work *work = run->state;
	g_autoptr(GError) error = NULL;
	if (work->living && !audit_memory_add_all(work->setup->store, work->result->reports, &error))
		verb_say(run, _("this audit is not in the history: %s"), error->message);
}

static void finish(VerbRun *run)
{
	struct work *work = run->state;
	g_autoptr(GError) error = NULL;
	g_clear_handle_id(&work->pace, g_source_remove);
	work->result->finished = g_get_real_time();
	score_gate(work->result);
	run->exit_code = verb_cancelled(run) ? WEIR_EXIT_INTERRUPTED : work->result->exit_code;
	verb_progress(run, NULL);
	remember(run);
	/* What can be written is, whatever cannot. */
	gboolean recorded = write_recording(run, &error);
	if (!audit_outputs_write(work->outputs, run, work->result, recorded ? &error : NULL) || !recorded) {
		verb_finish(run, error);
		return;
	}
	/* The states of a monitoring plugin are its own. */
	if (g_strcmp0(verb_text(run, "format"), "nagios") == 0 && !verb_cancelled(run))
		run->exit_code = audit_nagios_state(work->result);
	verb_finish(run, NULL);
}

/* ---- one target ---- */

struct one {
	VerbRun *run;
	guint index;
	guint finished;
};

static void start_more(VerbRun *run);

static void put_report(struct work *work, guint index, AuditReport *report)
{
	g_ptr_array_index(work->result->reports, index) = audit_report_ref(report);
	for (guint i = 0; i < report->findings->len; i++)
		work->failures += finding_counts(report->findings->pdata[i], work->setup->strict);
}

static void on_progress(AuditJob *job, guint finished, guint known, gpointer data)
{
	struct one *one = data;
	struct work *work = one->run->state;
	guint count = work->result->reports->len;
	work->requests += finished - one->finished;
	one->finished = finished;
	gint64 now = g_get_monotonic_time();
	if (now - work->told < TOLD_MS * G_TIME_SPAN_MILLISECOND)
		return;
	work->told = now;
	if (count == 1)
		verb_progress(one->run, _("%s: %u of %u requests"), target_name(audit_job_target(job)),
			      finished, known);
	else
		verb_progress(one->run, _("%u of %u servers, %u requests, %u failures"),
			      work->next - work->running, count, work->requests, work->failures);
}

static void on_done(AuditJob *job, AuditReport *report, gpointer data)
{
	struct one *one = data;
	VerbRun *run = one->run;
	struct work *work = run->state;
	put_report(work, one->index, report);
	if (work->recording != NULL)
		record_part(work->recording, audit_job_evidence(job), work->recorded++ == 0);
	g_free(one);
	work->running--;
	start_more(run);
	verb_run_unref(run);
}

static const AuditJobWatch *watch_of(struct one *one)
{
	static AuditJobWatch watch;
	watch = (AuditJobWatch){ .progress = on_progress, .done = on_done, .data = one };
	return &watch;
}

static struct one *one_new(VerbRun *run, guint index)
{
	struct one *one = g_new0(struct one, 1);
	struct work *work = run->state;
	one->run = verb_run_ref(run);
	one->index = index;
	work->running++;
	return one;
}

static void start_one(VerbRun *run, guint index)
{
	struct work *work = run->state;
	VerbLoaded *loaded = g_steal_pointer(&g_ptr_array_index(work->loaded, index));
	if (loaded->client == NULL) {
		g_autoptr(AuditReport) report =
			audit_job_failed(run->context, work->setup, loaded->target, loaded->error);
		put_report(work, index, report);
	} else {
		audit_job_start(run->context, work->setup, loaded->client, run->cancellable,
				watch_of(one_new(run, index)));
	}
	verb_loaded_free(loaded);
}

static gboolean can_start(const struct work *work)
{
	return work->loaded != NULL && work->running < work->most && work->next < work->loaded->len;
}

/* Of low priority: it comes late where the loop has other things to do. */
static gboolean on_pace(gpointer data)
{
	VerbRun *run = data;
	struct work *work = run->state;
	gint64 now = g_get_monotonic_time(), passed = (now - work->paced) / G_TIME_SPAN_MILLISECOND;
	work->paced = now;
	if (passed > LATE_MS)
		work->most = MAX(work->most - 1, FEW);
	else if (passed <= IN_TIME_MS && work->running >= work->most)
		work->most = MIN(work->most + 1, AT_ONCE);
	start_more(run);
	return G_SOURCE_CONTINUE;
}

static void start_more(VerbRun *run)
{
	struct work *work = run->state;
	while (can_start(work))
		start_one(run, work->next++);
	if (work->running == 0)
		finish(run);
}

static void start_all(VerbRun *run)
{
	struct work *work = run->state;
	work->most = FEW;
	work->paced = g_get_monotonic_time();
	if (work->loaded->len > FEW)
		work->pace = g_timeout_add_full(G_PRIORITY_LOW, PACE_MS, on_pace, run, NULL);
	start_more(run);
}

/* ---- the source, before anything is judged ---- */

struct scan {
	VerbRun *run;
	void (*then)(VerbRun *run);
};

static void source_came(json_t *fact, gpointer data)
{
	struct scan *scan = data;
	VerbRun *run = scan->run;
	struct work *work = run->state;
	json_object_set_new(work->setup->facts, "source", fact);
	verb_progress(run, NULL);
	scan->then(run);
	g_free(scan);
	verb_run_unref(run);
}

/* Tokens have been looked up by now: their values are looked for, too. */
static void scan_source(VerbRun *run, void (*then)(VerbRun *run))
{
	struct work *work = run->state;
	if (work->setup->source == NULL) {
		then(run);
		return;
	}
	struct scan *scan = g_new0(struct scan, 1);
	*scan = (struct scan){ verb_run_ref(run), then };
	verb_progress(run, _("looking through %s"), work->setup->source);
	audit_source_scan(work->setup->source, run->cancellable, source_came, scan);
}

/* ---- level active: the names, before anything is made anywhere ---- */

static void ask_next(VerbRun *run);

static void asked(VerbRun *run, const GError *error)
{
	if (error != NULL)
		verb_finish(run, error);
	else
		ask_next(run);
}

static void ask_next(VerbRun *run)
{
	struct work *work = run->state;
	if (work->names != NULL && work->asked < work->names->len)
		verb_ask_live(run, work->names->pdata[work->asked++], asked);
	else
		scan_source(run, start_all);
}

static void clients_came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	struct work *work = run->state;
	work->loaded = g_ptr_array_new_with_free_func((GDestroyNotify)verb_loaded_free);
	g_ptr_array_set_size(work->result->reports, (gint)loaded->len);
	for (guint i = 0; i < loaded->len; i++)
		g_ptr_array_add(work->loaded, g_steal_pointer(&g_ptr_array_index(loaded, i)));
	if (work->setup->options.level >= LEVEL_ACTIVE)
		work->names = audit_live_tell(run, work->setup, work->loaded);
	ask_next(run);
}

/* ---- a recording, or documents ---- */

static void judge_given(VerbRun *run)
{
	struct work *work = run->state;
	GPtrArray *all = work->given;
	json_t *source = json_object_get(work->setup->facts, "source");
	g_ptr_array_set_size(work->result->reports, (gint)all->len);
	for (guint i = 0; i < all->len; i++) {
		Recorded *recorded = all->pdata[i];
		work->next++;
		if (source != NULL)
			json_object_set(recorded->evidence->facts, "source", source);
		audit_job_start_recorded(run->context, work->setup, g_steal_pointer(&recorded->evidence),
					 watch_of(one_new(run, i)));
	}
}

static VerbStatus judge_recording(VerbRun *run, GError **error)
{
	const char *path = verb_text(run, "from");
	guint unknown = 0;
	gsize length = 0;
	g_autofree char *text = paths_read(path, LARGEST_RECORDING, &length, error);
	GPtrArray *all = text != NULL ? record_read(text, length, &unknown, error) : NULL;
	struct work *work = run->state;
	if (text != NULL && all == NULL) {
		g_prefix_error(error, "%s: ", path);
		(*error)->code = WEIR_ERROR_FILE; /* no server is to blame */
	}
	if (all == NULL)
		return VERB_FAILED;
	if (unknown > 0)
		verb_say(run, _("%s: %u answers are to probes that this weir does not know"), path, unknown);
	work->given = all;
	judge_given(run);
	return VERB_WAITING;
}

static void free_recorded(gpointer recorded)
{
	recorded_free(recorded);
}

static VerbStatus judge_documents(VerbRun *run, GPtrArray *targets, GError **error)
{
	struct work *work = run->state;
	Recorded *recorded = g_new0(Recorded, 1);
	recorded->target = target_copy(targets->pdata[0]);
	recorded->evidence =
		audit_setup_documents(work->setup, verb_text(run, "offline"), recorded->target, error);
	if (recorded->evidence == NULL) {
		recorded_free(recorded);
		return VERB_FAILED;
	}
	GPtrArray *all = g_ptr_array_new_with_free_func(free_recorded);
	g_ptr_array_add(all, recorded);
	work->given = all;
	scan_source(run, judge_given);
	return VERB_WAITING;
}

/* ---- begin ---- */

static gboolean usage_is_clear(const VerbRun *run, GError **error)
{
	gboolean named = verb_argument(run, 0) != NULL, all = verb_flag(run, "all");
	gboolean recorded = verb_text(run, "from") != NULL, offline = verb_text(run, "offline") != NULL;
	const char *problem = NULL;
	if (recorded && (named || all || offline || verb_text(run, "record") != NULL))
		problem = _(
			"--from judges what a file holds: it takes no TARGET, --all, --offline or --record");
	else if (named && all)
		problem = _("--all means every configured server: name none, or leave it out");
	else if (!named && !all && !recorded && !offline && run->context->current == NULL)
		problem = _("name a server, @group or URL to audit, or give --all");
	if (problem != NULL)
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE, problem);
	return problem == NULL;
}

static void open_history(VerbRun *run)
{
	struct work *work = run->state;
	g_autoptr(GError) error = NULL;
	gboolean read_only = verb_flag(run, "no-history");
	work->living = audit_setup_remember(work->setup, read_only, &error) && !read_only;
	if (error != NULL && !read_only)
		verb_say(run, _("this audit will not be in the history: %s"), error->message);
}

static VerbStatus start(VerbRun *run, GError **error)
{
	struct work *work = run->state;
	work->result = audit_result_new();
	if (!usage_is_clear(run, error) || (work->setup = audit_setup_new(run, error)) == NULL ||
	    (work->outputs = audit_outputs_new(run, error)) == NULL)
		return VERB_FAILED;
	work->setup->options.no_excerpts = !audit_outputs_show_exchanges(work->outputs);
	work->result->fail_on = work->setup->fail_on;
	work->result->min_score = work->setup->min_score;
	work->result->strict = work->setup->strict;
	work->result->problems_only = verb_flag(run, "problems-only");
	if (verb_text(run, "from") != NULL)
		return judge_recording(run, error);
	g_autoptr(GPtrArray) targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (verb_flag(run, "plan"))
		return audit_plans_print(run, &work->setup->options, targets, error) ? VERB_DONE
										     : VERB_FAILED;
	if (verb_text(run, "record") != NULL) {
		work->recording = g_string_new(NULL);
		record_begin(work->recording);
	}
	if (verb_text(run, "offline") != NULL)
		return judge_documents(run, targets, error);
	gboolean active = work->setup->options.level >= LEVEL_ACTIVE, asks;
	HttpClient *http = verb_http(run->context, error);
	if (http == NULL || (active && !audit_live_prepare(run, work->setup, targets, &asks, error)))
		return VERB_FAILED;
	http_client_keep_log(http, run->context->on_screen);
	open_history(run);
	verb_load(run, g_steal_pointer(&targets), active ? LOAD_SERVER : 0, clients_came, NULL);
	return VERB_WAITING;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	g_autoptr(GError) problem = NULL;
	run->state = g_new0(struct work, 1);
	run->free_state = work_free;
	VerbStatus status = start(run, &problem);
	if (status != VERB_FAILED)
		return status;
	/* To what monitors, an exit code of 2 is a server in trouble, and silence no answer. */
	if (g_strcmp0(verb_text(run, "format"), "nagios") == 0) {
		g_autofree char *line = audit_nagios_problem(problem->message);
		run->exit_code = WEIR_EXIT_INCOMPLETE;
		if (run->sink->raw(run, line, strlen(line), error))
			return VERB_DONE;
		return VERB_FAILED;
	}
	g_propagate_error(error, g_steal_pointer(&problem));
	return VERB_FAILED;
}

const struct verb verb_audit = {
	.name = "audit",
	.summary = N_("run the secure-by-default checklist against living servers"),
	.flags = VERB_TAKES_TARGET | VERB_OFFLINE,
	.arguments = arguments,
	.options = options,
	.shared_options = audit_setup_options,
	.help = N_(
		"Every check of the catalogue (weir checks) that fits the level asks what it needs, and "
		"gives "
		"a verdict. "
		"Nothing is changed at levels passive and safe: level safe sends only what cannot succeed. "
		"--plan shows all of it "
		"first.\n\n"
		"Level active makes connections and subscriptions of weir's own, sends them signed and "
		"spoilt events, and calls actions that only read. It says what it will make, and removes "
		"it at the end, also where it is stopped; after a crash weir cleanup does. Connections "
		"cannot be deleted: they are told, and used again. It wants a server with env = test, or "
		"--live and its name, which is asked for on a terminal, or --confirm ALIAS. Events are "
		"signed as `scheme` in [server NAME trigger TRIGGER] says; a server on another machine "
		"reaches weir's listener by --callback-base.\n\n"
		"The exit code is 1 for findings at or above --fail-on, 3 where something could not be "
		"asked."),
	.examples = "weir audit desk-prod\n"
		    "weir audit @prod --fail-on critical\n"
		    "weir audit desk-prod --plan\n"
		    "weir audit desk-prod --record desk.json\n"
		    "weir audit --from desk.json\n"
		    "weir audit desk-test --level active\n"
		    "weir audit --offline ./documents --only actions\n"
		    "weir audit desk-prod --lockfile uv.lock --source ./server",
	.begin = begin,
};
