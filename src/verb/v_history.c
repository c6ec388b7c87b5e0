/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "store/history.h"
#include "store/replays.h"
#include "verb/verbs.h"

enum { USUAL = 20 };

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, FALSE, HINT_TARGET,
	  N_("an alias or URL, as it was audited; may be left out where one server is meant anyway") },
	{ N_("AUDIT"), TRUE, FALSE, HINT_NONE, N_("the number of one audit: what changed in it") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "limit", 0, VALUE_INTEGER, N_("N"), FALSE, 1, HISTORY_MOST, NULL,
	  N_("at most so many, newest first; default 20"), HINT_NONE },
	{ "replays", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("what was replayed to its triggers (weir replay) instead of the audits"), HINT_NONE },
	{ NULL },
};

/* Fingerprint -> entry, of the failures; `*judged`: ids of the checks that gave a verdict at all. */
static GHashTable *failures_of(const json_t *findings, GHashTable **judged)
{
	GHashTable *failures = g_hash_table_new(g_str_hash, g_str_equal);
	*judged = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < json_array_size(findings); i++) {
		json_t *entry = json_array_get(findings, i);
		const char *verdict = weir_json_text(entry, "verdict"),
			   *print = weir_json_text(entry, "fingerprint");
		const char *check = weir_json_text(entry, "check");
		if (verdict == NULL || print == NULL || check == NULL)
			continue;
		if (strcmp(verdict, "fail") == 0)
			g_hash_table_insert(failures, (gpointer)print, entry);
		if (strcmp(verdict, "fail") == 0 || strcmp(verdict, "pass") == 0)
			g_hash_table_add(*judged, (gpointer)check);
	}
	return failures;
}

static const char *text_of(const json_t *entry, const char *member)
{
	const char *text = weir_json_text(entry, member);
	return text != NULL ? text : "";
}

static void add_missing(AuditRow *row, gboolean fixed, GHashTable *from, GHashTable *in, GHashTable *judged)
{
	GHashTableIter iterator;
	gpointer print, entry;
	g_hash_table_iter_init(&iterator, from);
	while (g_hash_table_iter_next(&iterator, &print, &entry))
		if (!g_hash_table_contains(in, print) &&
		    g_hash_table_contains(judged, text_of(entry, "check")))
			audit_row_change(row, fixed, text_of(entry, "check"), text_of(entry, "severity"),
					 text_of(entry, "where"));
}

static int by_place(gconstpointer a, gconstpointer b)
{
	const AuditChange *one = *(const AuditChange *const *)a, *other = *(const AuditChange *const *)b;
	int order = one->fixed - other->fixed;
	if (order == 0)
		order = strcmp(one->check, other->check);
	return order != 0 ? order : strcmp(one->where, other->where);
}

/* New and fixed failures, of checks that both audits judged: another choice of checks is no change. */
static void compare(AuditRow *row, const char *before, const char *now)
{
	g_autoptr(json_t) old = weir_json_read(before, strlen(before), NULL, NULL, NULL);
	g_autoptr(json_t) new = weir_json_read(now, strlen(now), NULL, NULL, NULL);
	g_autoptr(GHashTable) judged_then = NULL, judged_now = NULL;
	g_autoptr(GHashTable) then = failures_of(old, &judged_then);
	g_autoptr(GHashTable) present = failures_of(new, &judged_now);
	row->compared = TRUE;
	add_missing(row, FALSE, present, then, judged_then);
	add_missing(row, TRUE, then, present, judged_now);
	if (row->changes != NULL)
		g_ptr_array_sort(row->changes, by_place);
}

static AuditRow *row_of(Store *store, const HistoryRow *kept, const HistoryRow *before)
{
	AuditRow *row = audit_row_new(kept->id, kept->started);
	row->level = g_strdup(kept->level);
	row->profile = g_strdup(kept->profile);
	row->worst = g_strdup(kept->worst);
	row->score = kept->score;
	row->grade = kept->grade[0];
	row->complete = kept->complete;
	row->passes = kept->passes;
	row->fails = kept->fails;
	row->unknowns = kept->unknowns;
	row->suppressed = kept->suppressed;
	if (before == NULL)
		return row;
	g_autoptr(HistoryRow) now = history_row(store, kept->id, NULL);
	g_autoptr(HistoryRow) then = history_row(store, before->id, NULL);
	if (now != NULL && then != NULL && now->findings != NULL && then->findings != NULL)
		compare(row, then->findings, now->findings);
	return row;
}

static void free_row(gpointer row)
{
	audit_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static ListingSet *listing_of(VerbRun *run, Store *store, const Target *target, GError **error)
{
	guint limit = (guint)verb_integer(run, "limit", USUAL);
	const char *only = verb_argument(run, 1);
	g_autoptr(GPtrArray) kept =
		history_rows(store, target_name(target), only != NULL ? 0 : limit + 1, error);
	if (kept == NULL)
		return NULL;
	ListingSet *set = listing_set_new(&listing_history);
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < kept->len && (only != NULL || i < limit); i++) {
		const HistoryRow *row = kept->pdata[i];
		if (only == NULL || row->id == g_ascii_strtoll(only, NULL, 10))
			g_ptr_array_add(rows,
					row_of(store, row, i + 1 < kept->len ? kept->pdata[i + 1] : NULL));
	}
	listing_set_add(set, target_name(target), rows->len, rows, rows, free_rows);
	return set;
}

/* ---- replays ---- */

static void free_line(gpointer line)
{
	replay_line_free(line);
}

static char **texts_of(const json_t *list)
{
	g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		if (text != NULL)
			g_strv_builder_add(texts, text);
	}
	return json_array_size(list) > 0 ? g_strv_builder_end(texts) : NULL;
}

static ReplayLine *line_of(ReplayRow *kept)
{
	ReplayLine *line = g_new0(ReplayLine, 1);
	line->id = kept->id;
	line->started = kept->started;
	line->trigger = g_steal_pointer(&kept->trigger);
	line->scheme = g_steal_pointer(&kept->scheme);
	line->cases = kept->cases;
	line->failed = texts_of(kept->failed);
	line->complete = kept->complete;
	line->status = kept->status;
	line->ms = kept->ms;
	line->good = kept->good;
	return line;
}

static ListingSet *replays_of(VerbRun *run, Store *store, const Target *target, GError **error)
{
	g_autoptr(GPtrArray) kept =
		replay_rows(store, target->url, (guint)verb_integer(run, "limit", USUAL), error);
	if (kept == NULL)
		return NULL;
	ListingSet *set = listing_set_new(&listing_replays);
	GPtrArray *lines = g_ptr_array_new_with_free_func(free_line);
	for (guint i = 0; i < kept->len; i++)
		g_ptr_array_add(lines, line_of(kept->pdata[i]));
	listing_set_add(set, target_name(target), lines->len, lines, lines, free_rows);
	return set;
}

static void set_none(const VerbRun *run, const char *name, GError **error)
{
	if (verb_flag(run, "replays"))
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: no replay is remembered; run one: weir replay %s TRIGGER"), name, name);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    verb_argument(run, 1) != NULL
				    ? _("%s: there is no such audit; see: weir history %s")
				    : _("%s: no audit is remembered; run one: weir audit %s"),
			    name, name);
}

static gboolean show(VerbRun *run, const Target *target, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Store) store = store_open_usual(TRUE, &problem);
	gboolean none = g_error_matches(problem, WEIR_ERROR, WEIR_ERROR_NOT_FOUND);
	if (store == NULL && !none) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	ListingSet *(*of)(VerbRun *, Store *, const Target *, GError **) =
		verb_flag(run, "replays") ? replays_of : listing_of;
	g_autoptr(ListingSet) set = store != NULL ? of(run, store, target, error) : NULL;
	if (store != NULL && set == NULL)
		return FALSE;
	const struct listing *part = set != NULL ? set->parts->pdata[0] : NULL;
	if (part == NULL || part->n_rows == 0) {
		set_none(run, target_name(target), error);
		return FALSE;
	}
	return verb_argument(run, 1) != NULL ? run->sink->detail(run, set, 0, error)
					     : run->sink->listing(run, set, error);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	if (verb_flag(run, "replays") && verb_argument(run, 1) != NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a replay has no number that it is told by"));
		return VERB_FAILED;
	}
	g_autoptr(GPtrArray) targets = verb_targets(run, 0, 1, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (targets->len != 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%u servers are meant; name one: weir history TARGET"), targets->len);
		return VERB_FAILED;
	}
	return show(run, targets->pdata[0], error) ? VERB_DONE : VERB_FAILED;
}

const struct verb verb_history = {
	.name = "history",
	.summary = N_("show the audits of a server over time, with score and what changed"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = arguments,
	.options = options,
	.help = N_("Every audit is remembered but those with --no-history: verdicts and fingerprints, no "
		   "values. New "
		   "and fixed count failures against the audit before, of checks that both judged.\n\n"
		   "With --replays: what weir replay sent to the server, sets of cases with those that did "
		   "not hold, "
		   "and single events."),
	.examples = "weir history desk-prod\n"
		    "weir history desk-prod 12\n"
		    "weir history desk-test --replays\n"
		    "weir history desk-prod --format json --limit 100",
	.begin = begin,
};
