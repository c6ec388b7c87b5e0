/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_memory.h"

#include "model/drift.h"
#include "store/history.h"
#include "store/pins.h"
#include "store/replays.h"
#include "verb/pinned.h"

/* AT_ONCE: so many that the disk is waited for seldom, and so few that others who write need not wait long.
 */
enum { SCORES = 60, AT_ONCE = 50 };

/* With --only, or one check asked again, not every document is read: one that was not is not gone. */
static void leave_out_unasked(Pin *pin, const Evidence *evidence)
{
	if (!evidence->offline && evidence_answer(evidence, "components", NULL) == NULL)
		g_clear_pointer(&pin->components, json_decref);
	if (!evidence->offline && evidence_answer(evidence, "openapi", NULL) == NULL)
		g_clear_pointer(&pin->openapi, json_decref);
}

void audit_memory_pin(Store *store, const Evidence *evidence, json_t *facts)
{
	g_autoptr(Pin) pin = store != NULL && evidence->server != NULL
				     ? pin_get(store, target_name(evidence->target), 0, NULL)
				     : NULL;
	if (pin != NULL)
		leave_out_unasked(pin, evidence);
	g_autoptr(Server) before = pin != NULL ? pinned_server(pin, evidence->target, NULL) : NULL;
	if (before == NULL)
		return;
	/* Both are redacted in the same way: documents that are not would differ for ever. */
	g_autoptr(GPtrArray) changes = drift_compare(before, evidence->server);
	json_t *list = json_array();
	for (guint i = 0; i < changes->len; i++)
		json_array_append_new(list, drift_json(changes->pdata[i]));
	json_t *fact = json_object();
	json_object_set_new(fact, "id", json_integer(pin->id));
	json_object_set_new(fact, "when", json_integer(pin->taken));
	json_object_set_new(fact, "changes", list);
	json_object_set_new(facts, "pin", fact);
}

void audit_memory_replay(Store *store, const Target *target, json_t *facts)
{
	json_t *fact = store != NULL ? replay_fact(store, target->url, NULL) : NULL;
	if (fact != NULL)
		json_object_set_new(facts, "replay", fact);
}

static void add_score(AuditReport *report, gint64 when, int score, const char *grade)
{
	ScorePoint point = { when, score, grade != NULL ? grade[0] : 0 };
	g_array_append_val(report->history, point);
}

void audit_memory_look_back(Store *store, AuditReport *report)
{
	g_autoptr(GPtrArray) rows = store != NULL ? history_rows(store, report->target, SCORES, NULL) : NULL;
	char grade[2] = { report->grade, '\0' };
	g_clear_pointer(&report->history, g_array_unref);
	report->history = g_array_new(FALSE, FALSE, sizeof(ScorePoint));
	for (guint i = rows != NULL ? rows->len : 0; i-- > 0;) {
		const HistoryRow *row = rows->pdata[i];
		if (row->complete)
			add_score(report, row->started, row->score, row->grade);
	}
	add_score(report, report->started, report->score, grade);
	if (rows == NULL || rows->len == 0)
		return;
	for (guint i = 0; i < report->findings->len; i++) {
		Finding *finding = report->findings->pdata[i];
		gint64 since = finding->verdict == VERDICT_FAIL
				       ? history_first_seen(store, report->target, finding->fingerprint, NULL)
				       : 0;
		finding->since = MAX(since, 0);
	}
}

/* Their places go to `places`, for as long as these are needed. */
static GArray *findings_of(const AuditReport *report, GPtrArray *places)
{
	GArray *list = g_array_sized_new(FALSE, FALSE, sizeof(HistoryFinding), report->findings->len);
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		HistoryFinding kept = {
			.check = finding->check->id,
			.verdict = verdict_name(finding->verdict),
			.severity = severity_name(finding->severity),
			.fingerprint = finding->fingerprint,
			.where = finding_place(finding),
		};
		g_ptr_array_add(places, (gpointer)kept.where);
		g_array_append_val(list, kept);
	}
	return list;
}

static const char *worst_of(const AuditReport *report)
{
	int worst = -1;
	for (guint i = 0; i < report->findings->len; i++) {
		const Finding *finding = report->findings->pdata[i];
		if (finding_counts(finding, FALSE))
			worst = MAX(worst, (int)finding->severity);
	}
	return worst >= 0 ? severity_name((Severity)worst) : "";
}

gboolean audit_memory_add(Store *store, const AuditReport *report, GError **error)
{
	char grade[2] = { report->grade, '\0' };
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) findings = findings_of(report, places);
	const HistoryRow row = {
		.target = report->target,
		.url = report->url,
		.started = report->started,
		.seconds = report->seconds,
		.level = (char *)audit_level_name(report->level),
		.profile = report->profile != NULL ? report->profile : (char *)"",
		.score = report->score,
		.grade = grade,
		.complete = report->complete,
		.passes = (int)report->counts[VERDICT_PASS],
		.fails = (int)report->counts[VERDICT_FAIL],
		.unknowns = (int)report->counts[VERDICT_UNKNOWN],
		.manuals = (int)report->counts[VERDICT_MANUAL],
		.skipped = (int)report->counts[VERDICT_SKIPPED],
		.errors = (int)report->counts[VERDICT_ERROR],
		.suppressed = (int)report->suppressed,
		.worst = (char *)worst_of(report),
	};
	return history_add(store, &row, (const HistoryFinding *)(gpointer)findings->data, findings->len, NULL,
			   error);
}

gboolean audit_memory_add_all(Store *store, const GPtrArray *reports, GError **error)
{
	gboolean good = TRUE;
	for (guint first = 0; store != NULL && good && first < reports->len; first += AT_ONCE) {
		if (!history_begin(store, error))
			return FALSE;
		for (guint i = first; good && i < MIN(first + AT_ONCE, reports->len); i++)
			good = audit_memory_add(store, reports->pdata[i], error);
		good = history_end(store, good, good ? error : NULL) && good;
	}
	return good;
}
