/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/audit_accept.h"

#include <glib/gi18n.h>
#include <string.h>

#include "audit/people.h"
#include "base/paths.h"
#include "model/attestations.h"
#include "model/suppressions.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/view_audit.h"
#include "verb/audit_files.h"

enum { USUAL_DAYS = 90 };

/* One group that is added to a file: what is written, and what is told once it is. */
struct accepting {
	View *view;
	const char *path;
	char *target, *about;
	const struct check_info *check;
	Finding *finding; /* suppressions; NULL */
	char *list;       /* attestations: the digest of what it is said of; NULL */
	char *made;
	GPtrArray *answers; /* char * */
	char *text;         /* the file as it was written */
};

static void accepting_free(gpointer memory)
{
	struct accepting *accepting = memory;
	finding_unref(accepting->finding);
	char *texts[] = { accepting->target, accepting->about, accepting->list, accepting->made,
			  accepting->text };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	if (accepting->answers != NULL)
		g_ptr_array_unref(accepting->answers);
	g_free(accepting);
}

static char *day_from_now(int days)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) day = g_date_time_add_days(now, days);
	return g_date_time_format(day, "%Y-%m-%d");
}

static struct accepting *accepting_new(View *view, const FindingRow *row, const char *path)
{
	struct accepting *accepting = g_new0(struct accepting, 1);
	g_autofree char *where = row->finding != NULL ? finding_place(row->finding) : NULL;
	accepting->view = view;
	accepting->path = path;
	accepting->target = g_strdup(session_name(view->session));
	accepting->check = row->check;
	accepting->made = day_from_now(0);
	accepting->about = g_strdup_printf("%s %s", row->check->id, where != NULL ? where : "");
	return accepting;
}

/* ---- writing, in a thread ---- */

static char *with_suppression(const struct accepting *accepting, const char *text, gsize length,
			      GError **error)
{
	const char *const *answers = (const char *const *)accepting->answers->pdata;
	const char *until = *answers[3] != '\0' ? answers[3] : NULL;
	return suppressions_add(text, length, accepting->target, accepting->finding, answers[0], answers[1],
				answers[2], until, error);
}

static char *with_attestation(const struct accepting *accepting, const char *text, gsize length,
			      GError **error)
{
	const char *const *answers = (const char *const *)accepting->answers->pdata;
	const Attestation attestation = {
		.target = accepting->target,
		.check = accepting->check->id,
		.note = answers[0],
		.by = answers[1],
		.until = answers[2],
		.made = accepting->made,
		.list = accepting->list,
	};
	return attestations_add(text, length, &attestation, error);
}

static void write_file(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	struct accepting *accepting = data;
	GError *error = NULL;
	gsize length = 0;
	g_autofree char *before = NULL;
	/* A file that is there and cannot be read must not be replaced. */
	if (audit_file_read(accepting->path, &before, &length, &error))
		accepting->text = accepting->finding != NULL
					  ? with_suppression(accepting, before, length, &error)
					  : with_attestation(accepting, before, length, &error);
	if (accepting->text == NULL ||
	    !paths_write(accepting->path, accepting->text, strlen(accepting->text), &error))
		g_task_return_error(task, error);
	else
		g_task_return_boolean(task, TRUE);
}

static void take_suppression(struct accepting *accepting)
{
	AuditRunner *runner = session_audit(accepting->view->session);
	AuditReport *report = audit_board_report(audit_runner_board(runner));
	g_autoptr(GError) error = NULL;
	g_autoptr(Suppressions) all =
		suppressions_parse(accepting->text, strlen(accepting->text), accepting->path, NULL, &error);
	if (all == NULL) {
		app_tell(accepting->view->app, TONE_BAD, "%s", error->message);
		return;
	}
	if (report != NULL)
		suppressions_apply(all, report, g_get_real_time());
	audit_runner_touch(runner);
	app_tell(accepting->view->app, TONE_GOOD, _("suppressed in %s: %s"), accepting->path,
		 accepting->about);
}

static void on_written(GObject *source, GAsyncResult *result, gpointer data)
{
	struct accepting *accepting = g_task_get_task_data(G_TASK(result));
	g_autoptr(GError) error = NULL;
	if (!g_task_propagate_boolean(G_TASK(result), &error)) {
		app_tell(accepting->view->app, TONE_BAD, "%s", error->message);
		return;
	}
	if (accepting->finding != NULL) {
		take_suppression(accepting);
		return;
	}
	app_tell(accepting->view->app, TONE_GOOD, _("attested in %s: %s"), accepting->path, accepting->about);
	if (!audit_board_running(audit_runner_board(session_audit(accepting->view->session))))
		view_audit_start(accepting->view, accepting->check->id);
}

static void on_answers(const char *const *answers, gpointer data)
{
	/* The questions free what they were given: the task takes it over. */
	struct accepting *asked = data, *accepting = g_new0(struct accepting, 1);
	*accepting = *asked;
	*asked = (struct accepting){ 0 };
	accepting->answers = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; answers[i] != NULL; i++)
		g_ptr_array_add(accepting->answers, g_strdup(answers[i]));
	g_autoptr(GTask) task = g_task_new(NULL, NULL, on_written, NULL);
	g_task_set_task_data(task, accepting, accepting_free);
	g_task_run_in_thread(task, write_file);
}

/* ---- suppressing ---- */

static const char *is_no_reason(const char *answer, const char *const *before)
{
	return g_strv_contains(suppression_reasons, answer)
		       ? NULL
		       : _("a reason is one of: accepted-risk false-positive compensating-control "
			   "not-applicable test-target");
}

/* What is no finding at all may stay so for ever. */
static const char *is_no_end(const char *answer, const char *const *before)
{
	gboolean for_ever =
		strcmp(before[0], "false-positive") == 0 || strcmp(before[0], "not-applicable") == 0;
	return for_ever && *answer == '\0' ? NULL : ask_is_no_day_to_come(answer, before);
}

void audit_suppress(View *view, const FindingRow *row)
{
	static const struct question questions[] = {
		{ N_("reason"), suppression_reasons, is_no_reason },
		{ N_("why, in a sentence"), NULL, ask_is_empty },
		{ N_("who accepts it"), NULL, ask_is_empty },
		{ N_("until (YYYY-MM-DD)"), NULL, is_no_end },
	};
	if (row->finding == NULL || row->finding->verdict != VERDICT_FAIL || row->state != FINDING_JUDGED) {
		app_tell(view->app, TONE_LOOK, "%s", _("only a finding that fails can be suppressed"));
		return;
	}
	if (row->finding->suppressed != NULL) {
		app_tell(view->app, TONE_LOOK, _("it is suppressed already, in %s"), AUDIT_SUPPRESSIONS);
		return;
	}
	struct accepting *accepting = accepting_new(view, row, AUDIT_SUPPRESSIONS);
	accepting->finding = finding_ref(row->finding);
	g_autofree char *until = day_from_now(USUAL_DAYS);
	g_autofree char *about = g_strdup_printf(_("suppress %s"), accepting->about);
	const char *const initial[] = { NULL, NULL, g_get_user_name(), until };
	app_ask(view->app, about, questions, G_N_ELEMENTS(questions), initial, on_answers, accepting,
		accepting_free);
}

/* ---- attesting ---- */

/* What a review of destructive actions is a review of: it lapses when there are others.  FALSE: nothing can
 * be said yet, and why was told. */
static gboolean take_list(View *view, const struct check_info *check, char **list)
{
	const Server *server = session_server(view->session);
	if (strcmp(check->id, "ops.destructive-review") != 0)
		return TRUE;
	if (server == NULL) {
		app_tell(view->app, TONE_LOOK, "%s", _("the actions of this server are not known yet"));
		return FALSE;
	}
	g_autoptr(GPtrArray) names = destructive_actions(server);
	if (names->len == 0) {
		app_tell(view->app, TONE_LOOK, "%s",
			 _("no action is destructive: there is nothing to review"));
		return FALSE;
	}
	*list = attestation_list(names);
	return TRUE;
}

void audit_attest(View *view, const FindingRow *row)
{
	static const struct question questions[] = {
		{ N_("what was done, in a sentence"), NULL, ask_is_empty },
		{ N_("who says so"), NULL, ask_is_empty },
		{ N_("until (YYYY-MM-DD)"), NULL, ask_is_no_day_to_come },
	};
	const struct check *check = check_find(row->check->id);
	if (check == NULL || (check->flags & CHECK_IS_MANUAL) == 0) {
		app_tell(view->app, TONE_LOOK, "%s",
			 _("only what a person has to say can be attested (verdict manual)"));
		return;
	}
	char *list = NULL;
	if (!take_list(view, row->check, &list))
		return;
	struct accepting *accepting = accepting_new(view, row, AUDIT_ATTESTATIONS);
	accepting->list = list;
	g_autofree char *until = day_from_now(USUAL_DAYS);
	g_autofree char *about = g_strdup_printf(_("attest %s: %s"), row->check->id, row->check->title);
	const char *const initial[] = { NULL, g_get_user_name(), until };
	app_ask(view->app, about, questions, G_N_ELEMENTS(questions), initial, on_answers, accepting,
		accepting_free);
}
