/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/run.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/when.h"
#include "replay/case_build.h"
#include "replay/judge.h"

enum { EVENT_SHOWN = 2048, RETRY_POLL_MS = 100, POLL_MS = 20, PATIENCE_MS = 1000 };

typedef enum { PHASE_WIDE, PHASE_AGAIN, PHASE_NARROW, N_PHASES } Phase;

typedef struct {
	ReplayRun *run;
	CaseBuild *build;
	ReplayResult *result;
	guint next;   /* delivery */
	guint before; /* events of its mark when it was sent */
	guint retries;
	gint64 sent; /* monotonic: when it was answered, or is to be sent again */
	gboolean again;
} Job;

struct ReplayRun {
	const ReplaySetup *setup;
	HttpHost *host;
	const Callbacks *callbacks;
	GCancellable *cancellable;
	ReplayWatch watch;
	GPtrArray *jobs;    /* Job * */
	GPtrArray *results; /* ReplayResult * */
	GHashTable *before; /* mark -> events before the wide phase */
	Phase phase;
	guint next; /* job that is looked at */
	guint flying;
	gboolean gone; /* 410 */
	gboolean over;
};

static void free_result(gpointer data)
{
	ReplayResult *result = data;
	g_free(result->why);
	g_free(result->note);
	g_free(result->dispatched);
	g_clear_pointer(&result->exchange, exchange_unref);
	g_free(result);
}

static void free_job(gpointer data)
{
	Job *job = data;
	case_build_free(job->build);
	g_free(job);
}

static guint events_of(const ReplayRun *run, const char *mark)
{
	return run->callbacks != NULL && mark != NULL ? callbacks_count(run->callbacks, mark) : 0;
}

static gboolean counted(const ReplayRun *run, const Job *job)
{
	return run->callbacks != NULL && job->build->mark != NULL;
}

static void tell(ReplayRun *run, const ReplayResult *result)
{
	if (run->watch.changed != NULL)
		run->watch.changed(run, result, run->watch.data);
}

/* ---- one delivery ---- */

static void fly(ReplayRun *run);
static void send_delivery(Job *job);
static void freshen(Job *job);

static void job_over(Job *job)
{
	ReplayRun *run = job->run;
	tell(run, job->result);
	run->flying--;
	fly(run);
}

static char *event_text(const Callback *callback)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(callback->body, &length);
	g_autofree char *text = g_strndup(data != NULL ? data : "", MIN(length, EVENT_SHOWN));
	return g_utf8_make_valid(text, -1);
}

static void look_at_event(Job *job)
{
	const GPtrArray *seen = callbacks_seen(job->run->callbacks);
	for (guint i = seen->len; i-- > 0;) {
		const Callback *callback = seen->pdata[i];
		if (strcmp(callback->mark, job->build->mark) != 0)
			continue;
		replay_judge_event(job->result, job->run->setup, callback);
		g_free(job->result->dispatched);
		job->result->dispatched = event_text(callback);
		return;
	}
}

static void judge(Job *job)
{
	ReplayRun *run = job->run;
	/* Side by side an event cannot be told from another's: that is settled when all are back. */
	gboolean alone = run->phase != PHASE_WIDE;
	guint count = events_of(run, job->build->mark);
	job->result->events = counted(run, job) && alone ? (int)(count - job->before) : -1;
	replay_judge(job->result);
	if (job->result->expect == EXPECT_TAKEN && job->result->events > 0)
		look_at_event(job);
	job_over(job);
}

/* A server may dispatch after it has answered. */
static gboolean wait_for_event(gpointer data)
{
	Job *job = data;
	gint64 waited = (g_get_monotonic_time() - job->sent) / G_TIME_SPAN_MILLISECOND;
	if (events_of(job->run, job->build->mark) == job->before && waited < PATIENCE_MS &&
	    !g_cancellable_is_cancelled(job->run->cancellable))
		return G_SOURCE_CONTINUE;
	judge(job);
	return G_SOURCE_REMOVE;
}

static void answered(Job *job)
{
	ReplayRun *run = job->run;
	gboolean taken = job->result->status >= 200 && job->result->status < 300;
	if (job->next < job->build->n) {
		job->result->first_status = job->result->status;
		send_delivery(job);
	} else if (taken && job->result->expect == EXPECT_TAKEN && counted(run, job)) {
		job->sent = g_get_monotonic_time();
		g_timeout_add(POLL_MS, wait_for_event, job);
	} else {
		judge(job);
	}
}

/* In seconds, at least 1; 0: the header is not there, or it cannot be read. */
static guint retry_after(const Exchange *exchange)
{
	const char *text = exchange_header(exchange, "Retry-After");
	guint64 seconds = 0;
	gint64 then = 0;
	if (text == NULL)
		return 0;
	if (g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &seconds, NULL))
		return (guint)MAX(seconds, 1);
	if (!when_parse_http(text, &then))
		return 0;
	gint64 away = (then - g_get_real_time() + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
	return (guint)CLAMP(away, 1, G_MAXINT32);
}

static gboolean send_again(gpointer data)
{
	Job *job = data;
	if (g_get_monotonic_time() < job->sent && !g_cancellable_is_cancelled(job->run->cancellable))
		return G_SOURCE_CONTINUE;
	job->next--;
	freshen(job);
	send_delivery(job);
	return G_SOURCE_REMOVE;
}

static void give_up(Job *job, char *why)
{
	job->result->outcome = OUTCOME_ERROR;
	g_free(job->result->why);
	job->result->why = why;
	job_over(job);
}

/* A server that is asked too often says so, one that is down only with a time: else 503 is its answer. */
static gboolean wants_time(const Exchange *exchange)
{
	return exchange->status == 429 || (exchange->status == 503 && retry_after(exchange) > 0);
}

/* TRUE where it is sent once more, or never again. */
static gboolean is_put_off(Job *job, const Exchange *exchange)
{
	ReplayExpect expect = job->result->expect;
	guint seconds = MAX(retry_after(exchange), 1);
	if (exchange->status == 410 && expect != EXPECT_REFUSED && expect != EXPECT_ALIKE) {
		job->run->gone = TRUE;
		give_up(job, g_strdup(_("410: no more events are wanted there, so nothing more is sent")));
		return TRUE;
	}
	if (!wants_time(exchange))
		return FALSE;
	if (seconds <= REPLAY_RETRY_MOST_S && job->retries < REPLAY_RETRIES) {
		job->retries++;
		job->sent = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
		g_timeout_add(RETRY_POLL_MS, send_again, job);
		return TRUE;
	}
	give_up(job, g_strdup_printf(_("%d: the server wants to be asked later (Retry-After: %u s)"),
				     exchange->status, seconds));
	return TRUE;
}

static void on_answer(Exchange *exchange, GBytes *body, gpointer data)
{
	Job *job = data;
	ReplayResult *result = job->result;
	g_clear_pointer(&result->exchange, exchange_unref);
	result->exchange = exchange_ref(exchange);
	result->status = exchange->status;
	result->ms = exchange->total_ms;
	if (exchange->status == 0) {
		give_up(job,
			g_strdup(exchange->error != NULL ? exchange->error->message : _("no answer came")));
	} else if (!is_put_off(job, exchange)) {
		answered(job);
	}
}

/* The same id, and the time of now. */
static void freshen(Job *job)
{
	CaseBuild *fresh = case_build(job->build->row, job->run->setup, job->build->id);
	if (fresh->n == job->build->n) {
		case_build_free(job->build);
		job->build = fresh;
	} else {
		case_build_free(fresh);
	}
}

static void send_delivery(Job *job)
{
	ReplayRun *run = job->run;
	const Delivery *delivery = job->build->deliveries[job->next];
	const struct scheme *scheme = run->setup->scheme;
	AlgorithmKind kind = scheme != NULL ? scheme_kind(scheme) : KIND_NONE;
	const HttpRequest request = {
		.method = delivery->method,
		.path = delivery->path,
		.headers = (const char *const *)delivery->headers->pdata,
		.headers_public = kind != KIND_FIXED && kind != KIND_JWT,
		.bearer = delivery->has_authorization ? NULL : run->setup->bearer,
		.body = delivery->body,
		.content_type = delivery->content_type,
	};
	job->result->outcome = OUTCOME_SENT;
	job->before = events_of(run, job->build->mark);
	job->next++;
	http_send(run->host, &request, run->cancellable, on_answer, job);
}

/* ---- all of them ---- */

/* What must be refused is not dispatched, so that it can go out side by side. */
static gboolean is_quiet(const Job *job)
{
	return job->result->expect == EXPECT_REFUSED || job->result->expect == EXPECT_ALIKE;
}

static gboolean is_wanted(const ReplayRun *run, const Job *job)
{
	if (job->build->n == 0)
		return FALSE;
	if (run->phase == PHASE_AGAIN)
		return job->again;
	return is_quiet(job) == (run->phase == PHASE_WIDE);
}

static guint width(const ReplayRun *run)
{
	return run->phase == PHASE_WIDE ? (guint)CLAMP(run->setup->target->parallel, 1, 64) : 1;
}

static void finish(ReplayRun *run)
{
	if (run->over)
		return;
	run->over = TRUE;
	replay_judge_together(run->results);
	run->watch.done(run, run->watch.data);
}

static gboolean was_taken(const ReplayRun *run, const Job *job)
{
	return is_wanted(run, job) && job->result->status >= 200 && job->result->status < 300;
}

/* More events than answers of 2xx: some request was dispatched and refused all the same, so those of that
 * canary are sent once more, one after the other. */
static void settle_mark(ReplayRun *run, const char *mark, guint events)
{
	guint taken = 0;
	for (guint i = 0; i < run->jobs->len; i++) {
		const Job *job = run->jobs->pdata[i];
		taken += was_taken(run, job) && g_strcmp0(job->build->mark, mark) == 0;
	}
	for (guint i = 0; i < run->jobs->len; i++) {
		Job *job = run->jobs->pdata[i];
		if (!is_wanted(run, job) || g_strcmp0(job->build->mark, mark) != 0 ||
		    job->result->status == 0)
			continue;
		job->again = events > taken;
		if (events <= taken && !(was_taken(run, job) && events < taken))
			job->result->events = was_taken(run, job);
	}
}

static void settle(ReplayRun *run)
{
	const ReplaySubscription *const all[] = { &run->setup->own, &run->setup->other_tenant,
						  &run->setup->other_trigger };
	for (gsize i = 0; run->callbacks != NULL && i < G_N_ELEMENTS(all); i++) {
		guint before = all[i]->mark != NULL
				       ? GPOINTER_TO_UINT(g_hash_table_lookup(run->before, all[i]->mark))
				       : 0;
		if (all[i]->mark != NULL)
			settle_mark(run, all[i]->mark, events_of(run, all[i]->mark) - before);
	}
}

static void note_counts(ReplayRun *run)
{
	const ReplaySubscription *const all[] = { &run->setup->own, &run->setup->other_tenant,
						  &run->setup->other_trigger };
	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i]->mark != NULL)
			g_hash_table_insert(run->before, g_strdup(all[i]->mark),
					    GUINT_TO_POINTER(events_of(run, all[i]->mark)));
}

static gboolean is_stopped(const ReplayRun *run)
{
	return run->gone || g_cancellable_is_cancelled(run->cancellable);
}

static void start_job(ReplayRun *run, Job *job)
{
	job->next = 0;
	job->retries = 0;
	g_clear_pointer(&job->result->why, g_free);
	run->flying++;
	if (run->phase == PHASE_AGAIN)
		g_clear_pointer(&job->build->id, g_free);
	freshen(job);
	send_delivery(job);
	tell(run, job->result);
}

static void mark_unsent(ReplayRun *run)
{
	for (guint i = 0; i < run->jobs->len; i++) {
		Job *job = run->jobs->pdata[i];
		if (job->result->outcome != OUTCOME_WAITING)
			continue;
		job->result->outcome = OUTCOME_UNKNOWN;
		job->result->why = g_strdup(_("it was not sent any more"));
	}
}

static void fly(ReplayRun *run)
{
	while (run->phase < N_PHASES && !is_stopped(run)) {
		while (run->next < run->jobs->len && run->flying < width(run)) {
			Job *job = run->jobs->pdata[run->next++];
			if (is_wanted(run, job))
				start_job(run, job);
		}
		if (run->flying > 0)
			return;
		if (run->next < run->jobs->len)
			continue;
		if (run->phase == PHASE_WIDE)
			settle(run);
		run->phase++;
		run->next = 0;
	}
	if (run->flying > 0)
		return;
	mark_unsent(run);
	finish(run);
}

static gboolean begin(gpointer data)
{
	ReplayRun *run = data;
	note_counts(run);
	fly(run);
	return G_SOURCE_REMOVE;
}

static void add_job(ReplayRun *run, const struct replay_case *row)
{
	Job *job = g_new0(Job, 1);
	ReplayResult *result = g_new0(ReplayResult, 1);
	job->run = run;
	job->build = case_build(row, run->setup, NULL);
	job->result = result;
	result->row = row;
	result->expect = job->build->expect;
	result->events = -1;
	result->outcome = job->build->n == 0 ? OUTCOME_NOT_APPLICABLE : OUTCOME_WAITING;
	result->why = g_strdup(job->build->reason);
	g_ptr_array_add(run->jobs, job);
	g_ptr_array_add(run->results, result);
}

ReplayRun *replay_run_start(const ReplaySetup *setup, HttpHost *host, const Callbacks *callbacks,
			    const GPtrArray *rows, GCancellable *cancellable, const ReplayWatch *watch)
{
	ReplayRun *run = g_new0(ReplayRun, 1);
	run->setup = setup;
	run->host = http_host_ref(host);
	run->callbacks = callbacks;
	run->watch = *watch;
	run->jobs = g_ptr_array_new_with_free_func(free_job);
	run->results = g_ptr_array_new_with_free_func(free_result);
	run->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_set_object(&run->cancellable, cancellable);
	for (guint i = 0; i < rows->len; i++)
		add_job(run, rows->pdata[i]);
	g_idle_add_full(G_PRIORITY_DEFAULT, begin, run, NULL);
	return run;
}

const GPtrArray *replay_run_results(const ReplayRun *run)
{
	return run->results;
}

gboolean replay_run_cancelled(const ReplayRun *run)
{
	return g_cancellable_is_cancelled(run->cancellable);
}

guint replay_run_count(const ReplayRun *run, ReplayOutcome outcome)
{
	guint n = 0;
	for (guint i = 0; i < run->results->len; i++)
		n += ((const ReplayResult *)run->results->pdata[i])->outcome == outcome;
	return n;
}

void replay_run_free(ReplayRun *run)
{
	if (run == NULL)
		return;
	g_ptr_array_unref(run->jobs);
	g_ptr_array_unref(run->results);
	g_hash_table_unref(run->before);
	http_host_unref(run->host);
	g_clear_object(&run->cancellable);
	g_free(run);
}
