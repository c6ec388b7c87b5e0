/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One audit: sends what its steps need as soon as it can be built, judges each check as soon as all that it
 * reads is there. */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/active_private.h"
#include "audit/documented.h"
#include "audit/run_private.h"
#include "base/error.h"

enum { DEADLINE_MS = 10 * 60 * 1000, SLICE_US = 10000 };

static void advance(Audit *audit);
static void conclude(Audit *audit);

static void free_ask(gpointer ask)
{
	ask_free(ask);
}

Audit *audit_ref(Audit *audit)
{
	audit->references++;
	return audit;
}

void audit_unref(Audit *audit)
{
	if (audit == NULL || --audit->references > 0)
		return;
	active_free(audit->active);
	g_hash_table_unref(audit->asks);
	g_ptr_array_unref(audit->steps);
	g_ptr_array_unref(audit->unjudged);
	g_ptr_array_unref(audit->options.checks);
	evidence_free(audit->evidence);
	audit_report_unref(audit->report);
	secbuf_unref(audit->truncated);
	secbuf_unref(audit->swapped);
	client_unref(audit->client);
	target_free(audit->target);
	g_object_unref(audit->cancellable);
	g_clear_object(&audit->outer);
	g_free(audit->profile);
	g_free(audit);
}

const Target *audit_target(const Audit *audit)
{
	return audit->target;
}

const Evidence *audit_evidence(const Audit *audit)
{
	return audit->evidence;
}

/* ---- judging ---- */

static gboolean is_ready(const Audit *audit, const Waiting *waiting)
{
	for (guint i = 0; i < waiting->n_steps; i++)
		if (!step_is_done(waiting->steps[i]))
			return FALSE;
	return audit->documents_built || audit->probed;
}

static void judge(Audit *audit, const struct check *check)
{
	guint first = audit->report->findings->len;
	check_judge(check, audit->evidence, audit->report->findings);
	audit->report->checks++;
	for (guint i = first; i < audit->report->findings->len && audit->watch.finding != NULL; i++)
		audit->watch.finding(audit, audit->report->findings->pdata[i], audit->watch.data);
}

/* What may be judged now; NULL.  Once all has been asked, everything may. */
static const struct check *next_check(Audit *audit)
{
	const unsigned last = CHECK_LATE | CHECK_READS_ALL;
	for (guint i = 0; i < audit->unjudged->len; i++) {
		const Waiting *waiting = audit->unjudged->pdata[i];
		const struct check *check = waiting->check;
		if (!audit->ending && ((check->flags & last) || !is_ready(audit, waiting)))
			continue;
		g_ptr_array_remove_index(audit->unjudged, i);
		return check;
	}
	return NULL;
}

/* Large documents take their time: what else waits in the loop has its turn between the checks. */
static gboolean judge_some(gpointer data)
{
	Audit *audit = data;
	gint64 until = g_get_monotonic_time() + SLICE_US;
	const struct check *check;
	while ((check = next_check(audit)) != NULL) {
		judge(audit, check);
		if (g_get_monotonic_time() >= until)
			return G_SOURCE_CONTINUE;
	}
	audit->judging = 0;
	if (audit->ending)
		conclude(audit);
	return G_SOURCE_REMOVE;
}

static void judge_on(Audit *audit)
{
	if (audit->judging == 0)
		audit->judging = g_idle_add(judge_some, audit);
}

/* ---- the end ---- */

/* Steps stand after what they need. */
static guint longest_chain(const Audit *audit)
{
	guint longest = 0;
	for (guint i = 0; i < audit->steps->len; i++) {
		Step *step = audit->steps->pdata[i];
		guint before = 0;
		for (gsize j = 0; step->probe->needs != NULL && step->probe->needs[j] != NULL; j++) {
			const Step *needed = steps_find(audit->steps, step->probe->needs[j]);
			before = MAX(before, needed != NULL ? needed->depth : 0);
		}
		step->depth = before + (step->sent ? 1 : 0);
		longest = MAX(longest, step->depth);
	}
	return longest;
}

/* Why an answer says that not all could be asked; NULL: it does not. */
static char *shortcoming(const Answer *answer)
{
	const Exchange *exchange = answer->exchange;
	if (exchange->error != NULL)
		return answer->probe->tolerates_silence
			       ? NULL
			       : g_strdup_printf("%s: %s", answer->probe->label, exchange->error->message);
	if (exchange->status == 429)
		return answer->probe->tolerates_limit ? NULL : documented_limit(answer);
	return g_strdup(documented_problem(answer));
}

/* Why there is no grade; NULL where all was asked. */
static char *incompleteness(const Audit *audit)
{
	const Evidence *evidence = audit->evidence;
	const Answer *manifest = evidence_answer(evidence, "manifest", NULL);
	if (evidence->broken != NULL)
		return g_strdup(evidence->broken);
	if (manifest == NULL)
		return g_strdup("the manifest was not asked for");
	if (manifest->exchange->error != NULL)
		return g_strdup(manifest->exchange->error->message);
	if (manifest->exchange->status == 401 || manifest->exchange->status == 403)
		return g_strdup_printf(evidence_has_token(evidence)
					       ? "the server refused the token (%d)"
					       : "the server wants a token (%d), and none is configured",
				       manifest->exchange->status);
	if (answer_status(manifest) != 200 || !documented_fits("manifest", answer_json(manifest)))
		return g_strdup_printf("GET /manifest: status %d without a manifest",
				       manifest->exchange->status);
	for (guint i = 0; i < audit->report->findings->len; i++) {
		const Finding *finding = audit->report->findings->pdata[i];
		if (finding->verdict == VERDICT_ERROR)
			return g_strdup_printf("%s: %s", finding->check->id, finding->message);
	}
	for (guint i = 0; i < evidence->answers->len; i++) {
		char *why = shortcoming(evidence->answers->pdata[i]);
		if (why != NULL)
			return why;
	}
	return NULL;
}

static void conclude(Audit *audit)
{
	AuditReport *report = audit->report;
	if (audit->client != NULL) {
		audit->evidence->seconds = (double)(g_get_monotonic_time() - audit->began) / G_USEC_PER_SEC;
		audit->evidence->requests = audit->finished;
		audit->evidence->chain = longest_chain(audit);
	}
	report->seconds = audit->evidence->seconds;
	report->requests = audit->evidence->requests;
	report->chain = audit->evidence->chain;
	report->incomplete = incompleteness(audit);
	report->complete = report->incomplete == NULL;
	g_ptr_array_sort(report->findings, finding_compare);
	active_note_left(audit->evidence, report);
	if (audit->watch.done != NULL)
		audit->watch.done(audit, report, audit->watch.data);
	audit_unref(audit);
}

/* All has been asked: nothing can stop it any more. */
static void finish(Audit *audit)
{
	audit->ending = TRUE;
	g_clear_handle_id(&audit->deadline, g_source_remove);
	if (audit->outer_handler != 0)
		g_cancellable_disconnect(audit->outer, audit->outer_handler);
	audit->outer_handler = 0;
	judge_on(audit);
}

void audit_judge_rest(Audit *audit)
{
	if (audit->probed && !audit->ending)
		finish(audit);
}

static void all_probed(Audit *audit)
{
	if (audit->probed)
		return;
	audit->probed = TRUE;
	if (!audit->documents_built)
		evidence_build_server(audit->evidence);
	if (audit->watch.probed != NULL)
		audit->watch.probed(audit, audit->watch.data);
	else
		finish(audit);
}

/* ---- asking ---- */

void run_answered(Ask *ask)
{
	Audit *audit = audit_ref(ask->audit);
	gboolean news = FALSE;
	audit->finished++;
	for (guint i = 0; i < ask->wants->len; i++) {
		const Want *want = ask->wants->pdata[i];
		evidence_add(audit->evidence, want->probe, want->subject, ask->exchange, ask->body,
			     ask->sent);
		want->step->outstanding--;
		news = news || step_is_done(want->step);
	}
	g_ptr_array_set_size(ask->wants, 0);
	if (audit->watch.progress != NULL)
		audit->watch.progress(audit, audit->finished, audit->known, audit->watch.data);
	if (news)
		advance(audit);
	audit_unref(audit);
}

/* ---- going on ---- */

static gboolean documents_are_done(const Audit *audit)
{
	static const char *const labels[] = { "manifest", "components", "openapi" };
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
		const Step *step = steps_find(audit->steps, labels[i]);
		if (step != NULL && !step_is_done(step))
			return FALSE;
	}
	return TRUE;
}

static gboolean needs_are_met(const Audit *audit, const struct probe *probe)
{
	for (gsize i = 0; probe->needs != NULL && probe->needs[i] != NULL; i++) {
		const Step *step = steps_find(audit->steps, probe->needs[i]);
		if (step != NULL && !step_is_done(step))
			return FALSE;
	}
	return TRUE;
}

static gboolean build_ready(Audit *audit)
{
	gboolean any = FALSE;
	for (guint i = 0; i < audit->steps->len; i++) {
		Step *step = audit->steps->pdata[i];
		if (step->built || step->probe->level == LEVEL_ACTIVE || !needs_are_met(audit, step->probe))
			continue;
		ProbeBuilder builder = { step->probe, step, run_add, audit };
		step->built = any = TRUE;
		/* Held while it is built: an answer must not find it done too early. */
		step->outstanding++;
		if (audit->evidence->broken == NULL)
			step->probe->build(&builder, audit->evidence);
		step->outstanding--;
	}
	return any;
}

/* Of the levels below, or of them all. */
static gboolean all_done(const Audit *audit, AuditLevel level)
{
	for (guint i = 0; i < audit->steps->len; i++) {
		const Step *step = audit->steps->pdata[i];
		if (step->probe->level <= level && !step_is_done(step))
			return FALSE;
	}
	return TRUE;
}

/* Where nobody gave what level active needs, or it was stopped before, its judges say so. */
static void leave_active_out(Audit *audit)
{
	for (guint i = 0; i < audit->steps->len; i++)
		((Step *)audit->steps->pdata[i])->built = TRUE;
}

static void act(Audit *audit)
{
	if (audit->acting)
		return;
	audit->acting = TRUE;
	if (audit->active != NULL && audit->evidence->broken == NULL) {
		active_start(audit, advance);
		return;
	}
	leave_active_out(audit);
	advance(audit);
}

static void advance(Audit *audit)
{
	if (!audit->documents_built && documents_are_done(audit)) {
		evidence_build_server(audit->evidence);
		audit->documents_built = TRUE;
	}
	while (build_ready(audit))
		;
	judge_on(audit);
	if (all_done(audit, LEVEL_ACTIVE))
		all_probed(audit);
	else if (all_done(audit, LEVEL_SAFE))
		act(audit);
}

static gboolean start_now(gpointer data)
{
	Audit *audit = data;
	audit->idle = 0;
	audit_ref(audit);
	advance(audit);
	audit_unref(audit);
	return G_SOURCE_REMOVE;
}

static void stop_waiting(gpointer key, gpointer ask, gpointer data)
{
	ask_hurry(ask);
}

static void stop(Audit *audit, const char *why)
{
	if (audit->evidence->broken == NULL)
		audit->evidence->broken = g_strdup(why);
	g_cancellable_cancel(audit->cancellable);
	g_hash_table_foreach(audit->asks, stop_waiting, NULL);
}

static gboolean on_deadline(gpointer data)
{
	Audit *audit = data;
	audit->deadline = 0;
	stop(audit, "the audit was stopped at its deadline");
	return G_SOURCE_REMOVE;
}

static void on_cancelled(GCancellable *outer, gpointer data)
{
	stop(data, "the audit was stopped");
}

/* ---- starting ---- */

static GPtrArray *waiting_of(const GPtrArray *checks, const GPtrArray *steps)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < checks->len; i++) {
		const struct check *check = checks->pdata[i];
		guint most = check->probes != NULL ? g_strv_length((char **)check->probes) : 0;
		Waiting *waiting = g_malloc0(sizeof *waiting + most * sizeof waiting->steps[0]);
		waiting->check = check;
		for (guint j = 0; j < most; j++) {
			Step *step = steps_find(steps, check->probes[j]);
			if (step != NULL)
				waiting->steps[waiting->n_steps++] = step;
		}
		g_ptr_array_add(all, waiting);
	}
	return all;
}

static Audit *audit_new(const AuditOptions *options, const Target *target, const AuditWatch *watch)
{
	Audit *audit = g_new0(Audit, 1);
	audit->references = 2; /* the caller's, and one until it is done */
	audit->options = *options;
	audit->profile = g_strdup(options->profile);
	audit->options.profile = audit->profile;
	g_ptr_array_ref(options->checks);
	audit->target = target_copy(target);
	audit->cancellable = g_cancellable_new();
	audit->watch = *watch;
	audit->asks = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_ask);
	audit->report = audit_report_new(audit->target);
	audit->report->level = options->level;
	audit->report->profile = g_strdup(options->profile);
	audit->report->started = g_get_real_time();
	audit->began = g_get_monotonic_time();
	return audit;
}

static void add_fact(json_t *facts, const char *name, json_t *value)
{
	if (json_object_get(facts, name) == NULL)
		json_object_set_new(facts, name, value);
	else
		json_decref(value);
}

Audit *audit_start(const AuditOptions *options, Client *client, json_t *facts, GCancellable *cancellable,
		   const AuditWatch *watch)
{
	Audit *audit = audit_new(options, client_target(client), watch);
	audit->client = client_ref(client);
	audit->evidence = evidence_new(audit->target, options->level);
	audit->evidence->no_excerpts = options->no_excerpts;
	json_decref(audit->evidence->facts);
	audit->evidence->facts = json_incref(facts);
	g_autofree char *unknown = g_uuid_string_random();
	g_autofree char *random = g_uuid_string_random();
	g_autofree char *canary = g_strdup_printf("weir-canary-%.8s%.4s", random, random + 9);
	add_fact(facts, "now", json_integer(audit->report->started));
	add_fact(facts, "unknown", json_string(unknown));
	add_fact(facts, "canary", json_string(canary));
	audit->steps = steps_for(options->checks, options->level);
	audit->unjudged = waiting_of(options->checks, audit->steps);
	audit->deadline = g_timeout_add(options->deadline_ms > 0 ? options->deadline_ms : DEADLINE_MS,
					on_deadline, audit);
	if (cancellable != NULL) {
		audit->outer = g_object_ref(cancellable);
		audit->outer_handler =
			g_cancellable_connect(cancellable, G_CALLBACK(on_cancelled), audit, NULL);
	}
	audit->idle = g_idle_add(start_now, audit);
	return audit;
}

static gboolean judge_recorded(gpointer data)
{
	Audit *audit = data;
	audit->idle = 0;
	audit->documents_built = TRUE;
	evidence_build_server(audit->evidence);
	all_probed(audit);
	return G_SOURCE_REMOVE;
}

/* What nobody made on a server cannot be judged; what was only not asked says so. */
static void leave_out_above(Audit *audit, AuditLevel level)
{
	for (guint i = audit->unjudged->len; level < LEVEL_ACTIVE && i-- > 0;)
		if (((const Waiting *)audit->unjudged->pdata[i])->check->info.level == LEVEL_ACTIVE)
			g_ptr_array_remove_index(audit->unjudged, i);
	audit->report->level =
		level < LEVEL_ACTIVE ? MIN(audit->report->level, LEVEL_SAFE) : audit->report->level;
}

Audit *audit_start_recorded(const AuditOptions *options, Evidence *evidence, const AuditWatch *watch)
{
	Audit *audit = audit_new(options, evidence->target, watch);
	gint64 now = 0;
	audit->evidence = evidence;
	evidence->target = audit->target;
	audit->steps = g_ptr_array_new();
	audit->unjudged = waiting_of(options->checks, audit->steps);
	leave_out_above(audit, evidence->level);
	audit->finished = evidence->answers->len;
	evidence->no_excerpts = options->no_excerpts;
	for (guint i = 0; i < evidence->answers->len; i++)
		((Answer *)evidence->answers->pdata[i])->no_excerpt = options->no_excerpts;
	json_t *fact = json_object_get(evidence->facts, "now");
	if (json_is_integer(fact) && (now = json_integer_value(fact)) > 0)
		audit->report->started = now;
	audit->idle = g_idle_add(judge_recorded, audit);
	return audit;
}
