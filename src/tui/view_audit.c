/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/view_audit.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "tui/app.h"
#include "tui/audit_accept.h"
#include "tui/audit_ask.h"
#include "tui/audit_export.h"
#include "tui/view_traffic.h"
#include "tui/words.h"

/* The rows as they are shown, and what the pane was filled from: a check that is judged elsewhere must not
 * shut what was unfolded here. */
struct audit {
	GPtrArray *rows; /* FindingRow *, the board's */
	const FindingRow *row;
	const Finding *finding;
	const Suppression *suppressed;
	FindingState state;
	gboolean running; /* when it was looked at last */
};

static AuditBoard *board_of(const View *view)
{
	return audit_runner_board(session_audit(view->session));
}

static void free_state(gpointer memory)
{
	struct audit *audit = memory;
	if (audit == NULL)
		return;
	g_ptr_array_unref(audit->rows);
	g_free(audit);
}

/* TRUE where the pane shows what is the case. */
static gboolean pane_is_true(View *view)
{
	struct audit *audit = view->state;
	guint number;
	if (!list_current(view->list, &number) || number >= audit->rows->len || number != view->pane_row)
		return FALSE;
	const FindingRow *row = audit->rows->pdata[number];
	const Suppression *suppressed = row->finding != NULL ? row->finding->suppressed : NULL;
	gboolean same = audit->row == row && audit->finding == row->finding && audit->state == row->state &&
			audit->suppressed == suppressed;
	audit->row = row;
	audit->finding = row->finding;
	audit->state = row->state;
	audit->suppressed = suppressed;
	return same;
}

static void show_rows(View *view)
{
	const GPtrArray *rows = audit_board_rows(board_of(view));
	struct audit *audit = view->state, *before = audit;
	audit = g_new0(struct audit, 1);
	if (before != NULL)
		*audit = *before;
	audit->rows = g_ptr_array_sized_new(rows->len);
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(audit->rows, rows->pdata[i]);
	view_set_rows(view, audit->rows, audit->rows->len);
	view->state = audit;
	free_state(before);
	/* With a filter, nobody has to see the rows that it leaves out. */
	gboolean dirty;
	list_work(view->list, &dirty);
}

/* What a reader should know, once, when an audit has ended: suppressions about to end, files that are
 * missing.
 */
static void tell_notes(View *view)
{
	struct audit *audit = view->state;
	gboolean running = audit_board_running(board_of(view));
	const AuditReport *report = audit_board_report(board_of(view));
	if (audit->running && !running && report != NULL && report->notes->len > 0 &&
	    app_view(view->app) == view)
		app_tell(view->app, TONE_LOOK,
			 report->notes->len > 1 ? _("%s (and %u more notes: w writes them)") : "%s",
			 (const char *)report->notes->pdata[0], report->notes->len - 1);
	audit->running = running;
}

static void changed(View *view, unsigned what)
{
	if ((what & (SESSION_AUDIT | SESSION_AUDIT_ROWS)) == 0)
		return;
	gboolean fresh = view->pane_fresh;
	if (view->state == NULL || (what & SESSION_AUDIT_ROWS) != 0)
		show_rows(view);
	else
		view_touch(view);
	view->pane_fresh = pane_is_true(view) && fresh;
	tell_notes(view);
	app_work(view->app);
}

/* ---- what is said ---- */

static void append_count(GString *out, ListingLook look, Verdict verdict, guint count)
{
	if (count == 0)
		return;
	words_append_dot(out, look);
	g_string_append_printf(out, "%s %u %s", verdict_sign(verdict, look != LOOK_UTF8), count,
			       verdict_name(verdict));
}

/* Worst first: what is cut where there is no room is what is fine. */
static void append_counts(const AuditReport *report, ListingLook look, GString *out)
{
	for (guint i = 0; i < VERDICT_SKIPPED; i++)
		append_count(out, look, (Verdict)i, report->counts[i]);
	if (report->sdk > 0) {
		words_append_dot(out, look);
		g_string_append_printf(out, _("%u of the SDK"), report->sdk);
	}
	if (report->suppressed > 0) {
		words_append_dot(out, look);
		g_string_append_printf(out, _("%u suppressed"), report->suppressed);
	}
	append_count(out, look, VERDICT_PASS, report->counts[VERDICT_PASS]);
	append_count(out, look, VERDICT_SKIPPED, report->counts[VERDICT_SKIPPED]);
}

static void status(View *view, ListingLook look, GString *out)
{
	AuditBoard *board = board_of(view);
	const AuditReport *report = audit_board_report(board);
	const char *problem = session_problem(view->session);
	if (report == NULL || audit_board_running(board)) {
		view->ops->kind->summary(&view->listing, look, out);
	} else {
		append_counts(report, look, out);
	}
	if (problem != NULL && report == NULL) {
		words_append_dot(out, look);
		g_string_append(out, problem);
	}
}

static Tone empty(View *view, GString *out)
{
	if (view->listing.n_rows > 0)
		g_string_append(out, _("nothing matches the filter; Esc takes it away"));
	return TONE_DIM;
}

/* ---- starting ---- */

static void start(View *view, const char *check)
{
	g_autoptr(GError) error = NULL;
	Session *session = view->session;
	if (!audit_runner_start(session_audit(session), app_context(view->app), session_client(session),
				check, &error))
		app_tell(view->app, TONE_LOOK, "%s", error->message);
	app_dirty(view->app);
}

void view_audit_start(View *view, const char *check)
{
	Session *session = view->session;
	Client *client = session_client(session);
	if (client == NULL) {
		g_autoptr(GString) text = g_string_new(NULL);
		if (session_problem(session) != NULL)
			g_string_append(text, session_problem(session));
		else
			session_append_progress(session, text);
		app_tell(view->app, TONE_LOOK, _("not yet: %s"), text->str);
		session_load(session);
		return;
	}
	if (audit_runner_level_of(session_audit(session), check) >= LEVEL_ACTIVE &&
	    !audit_board_running(board_of(view)))
		audit_ask_active(view, check, start);
	else
		start(view, check);
}

static void stop(View *view)
{
	if (!audit_board_running(board_of(view))) {
		app_tell(view->app, TONE_PLAIN, "%s", _("no audit of this server is running"));
		return;
	}
	gboolean removes = audit_runner_busy(session_audit(view->session));
	audit_runner_stop(session_audit(view->session));
	app_tell(view->app, TONE_PLAIN, "%s",
		 removes ? _("stopped: nothing more is sent, the canaries are removed")
			 : _("stopped: what was not judged stays as it was"));
}

static void change_level(View *view)
{
	AuditRunner *runner = session_audit(view->session);
	static const struct {
		AuditLevel next;
		const char *words;
	} rows[N_LEVELS] = {
		[LEVEL_PASSIVE] = { LEVEL_ACTIVE, N_("level passive: documented GETs only; A starts it") },
		[LEVEL_SAFE] = { LEVEL_PASSIVE,
				 N_("level safe: documented GETs, and requests that cannot succeed; A starts "
				    "it") },
		[LEVEL_ACTIVE] = { LEVEL_SAFE,
				   N_("level active: canaries of weir's own, too, removed at the end; A says "
				      "what, and asks") },
	};
	AuditLevel level = rows[audit_runner_level(runner)].next;
	audit_runner_set_level(runner, level);
	app_tell(view->app, TONE_PLAIN, "%s", _(rows[level].words));
}

/* ---- from a finding to its exchange, and back ---- */

static void go_to_traffic(View *view, const FindingRow *row)
{
	const Exchange *exchange = row->finding != NULL ? row->finding->exchange : NULL;
	if (exchange == NULL)
		app_tell(view->app, TONE_PLAIN, "%s", _("no single exchange shows this"));
	else
		view_traffic_show(view->app, exchange);
}

/* What names the first row that an exchange shows, new; `*count` of them. */
static char *first_shown_by(const AuditBoard *board, guint64 number, guint *count)
{
	const GPtrArray *rows = audit_board_rows(board);
	char *first = NULL;
	*count = 0;
	for (guint i = 0; i < rows->len; i++) {
		const FindingRow *row = rows->pdata[i];
		const Exchange *exchange = row->finding != NULL ? row->finding->exchange : NULL;
		if (exchange == NULL || exchange->number != number)
			continue;
		if ((*count)++ == 0)
			first = g_strdup_printf("%s#%u", row->check->id, row->place);
	}
	return first;
}

gboolean view_audit_show_exchange(App *app, const Exchange *exchange)
{
	const GPtrArray *sessions = app_sessions(app);
	for (guint i = 0; i < sessions->len; i++) {
		Session *session = sessions->pdata[i];
		guint count;
		g_autofree char *row =
			first_shown_by(audit_runner_board(session_audit(session)), exchange->number, &count);
		if (row == NULL)
			continue;
		g_autofree char *filter =
			g_strdup_printf("exchange:>=%" PRIu64 " exchange:<=%" G_GUINT64_FORMAT,
					exchange->number, exchange->number);
		app_show_session(app, session, &view_audit);
		View *view = app_view(app);
		list_set_filter(view->list, count > 1 ? filter : NULL);
		list_go(view->list, row);
		return TRUE;
	}
	return FALSE;
}

/* ---- in the details of actions and triggers ---- */

static guint first_json(const GPtrArray *lines)
{
	guint i = 0;
	while (i < lines->len && ((const DetailLine *)lines->pdata[i])->json == NULL)
		i++;
	return i;
}

void view_audit_add_lines(Session *session, const char *subject, GPtrArray *lines)
{
	AuditBoard *board = audit_runner_board(session_audit(session));
	if (audit_board_ended(board) == 0)
		return;
	g_autoptr(GPtrArray) found = audit_board_about(board, subject);
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, ngettext("%u finding", "%u findings", found->len), found->len);
	const struct check_info *before = NULL;
	for (guint i = 0; i < found->len; i++) {
		const FindingRow *row = found->pdata[i];
		if (row->check != before)
			g_string_append_printf(text, "%s %s", before == NULL ? ":" : ",", row->check->id);
		before = row->check;
	}
	Tone tone = found->len > 0 ? TONE_LOOK : TONE_DIM;
	g_ptr_array_insert(lines, (gint)first_json(lines), detail_line_new(_("audit"), text->str, tone));
}

/* ---- keys ---- */

static gboolean act(View *view, enum action action)
{
	guint number;
	struct audit *audit = view->state;
	gboolean here = list_current(view->list, &number);
	const FindingRow *row = here ? audit->rows->pdata[number] : NULL;
	switch (action) {
	case ACT_AUDIT_ALL:
		view_audit_start(view, NULL);
		return TRUE;
	case ACT_AUDIT_STOP:
		stop(view);
		return TRUE;
	case ACT_AUDIT_LEVEL:
		change_level(view);
		return TRUE;
	case ACT_AUDIT_AGAIN:
		if (row != NULL)
			view_audit_start(view, row->check->id);
		return TRUE;
	case ACT_SUPPRESS:
		if (row != NULL)
			audit_suppress(view, row);
		return TRUE;
	case ACT_ATTEST:
		if (row != NULL)
			audit_attest(view, row);
		return TRUE;
	case ACT_EXPORT:
		audit_export(view);
		return TRUE;
	case ACT_CROSS:
		if (row != NULL)
			go_to_traffic(view, row);
		return TRUE;
	default:
		return FALSE;
	}
}

const struct view_ops view_audit = {
	.name = "audit",
	.title = N_("audit"),
	.number = 7,
	.bit = ON_AUDIT,
	.of_session = TRUE,
	.is_command_too = TRUE,
	.kind = &listing_findings,
	.list = { .id_column = "row", .sort_key = findings_sort_key },
	.details_half = TRUE,
	.head = view_audit_head,
	.changed = changed,
	.status = status,
	.empty = empty,
	.act = act,
	.free_state = free_state,
};
