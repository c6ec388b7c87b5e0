/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/audit_runner.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "verb/audit_live.h"
#include "verb/audit_memory.h"
#include "verb/live.h"

struct AuditRunner {
	int references; /* a job under way holds one, so that its end finds the runner */
	AuditBoard *board;
	AuditRunnerChanged changed; /* NULL once the owner has let go */
	gpointer data;
	AuditLevel level;
	gboolean confirmed;
	GCancellable *cancellable; /* of the job; NULL */
	AuditSetup *setup;         /* of the job, and what it remembers; NULL */
	guint telling;             /* source */
};

AuditRunner *audit_runner_new(const Target *target, AuditRunnerChanged changed, gpointer data)
{
	AuditRunner *runner = g_new0(AuditRunner, 1);
	runner->references = 1;
	runner->board = audit_board_new(target);
	runner->changed = changed;
	runner->data = data;
	audit_runner_set_level(runner, LEVEL_SAFE);
	return runner;
}

static void let_go(AuditRunner *runner)
{
	if (--runner->references > 0)
		return;
	g_clear_object(&runner->cancellable);
	g_clear_pointer(&runner->setup, audit_setup_unref);
	audit_board_free(runner->board);
	g_free(runner);
}

void audit_runner_free(AuditRunner *runner)
{
	if (runner == NULL)
		return;
	runner->changed = NULL;
	g_clear_handle_id(&runner->telling, g_source_remove);
	audit_runner_stop(runner);
	let_go(runner);
}

AuditBoard *audit_runner_board(AuditRunner *runner)
{
	return runner->board;
}

/* ---- telling: many verdicts may come in one turn of the loop ---- */

static gboolean on_tell(gpointer data)
{
	AuditRunner *runner = data;
	runner->telling = 0;
	gboolean rows = audit_board_settle(runner->board);
	runner->changed(rows, runner->data);
	return G_SOURCE_REMOVE;
}

static void tell(AuditRunner *runner)
{
	if (runner->telling == 0 && runner->changed != NULL)
		runner->telling = g_idle_add_full(G_PRIORITY_DEFAULT, on_tell, runner, NULL);
}

/* ---- the job ---- */

static void on_finding(AuditJob *job, const Finding *finding, gpointer data)
{
	AuditRunner *runner = data;
	audit_board_take(runner->board, finding);
	tell(runner);
}

static void on_progress(AuditJob *job, guint finished, guint known, gpointer data)
{
	AuditRunner *runner = data;
	audit_board_progress(runner->board, finished, known);
	tell(runner);
}

/* Where there is no database, or it is full, the audit is as good: only the next one knows less. */
static void remember(AuditRunner *runner, const AuditReport *report)
{
	if (audit_board_runs_all(runner->board) && !audit_board_stopped(runner->board) &&
	    runner->setup->store != NULL)
		audit_memory_add(runner->setup->store, report, NULL);
}

static void on_done(AuditJob *job, AuditReport *report, gpointer data)
{
	AuditRunner *runner = data;
	remember(runner, report);
	audit_board_end(runner->board, report);
	g_clear_pointer(&runner->setup, audit_setup_unref);
	g_clear_object(&runner->cancellable);
	tell(runner);
	let_go(runner);
}

/* ---- starting ---- */

static GPtrArray *checks_of(AuditLevel level, const char *check, GError **error)
{
	g_autoptr(GPtrArray) only = g_ptr_array_new();
	if (check != NULL)
		g_ptr_array_add(only, (gpointer)check);
	return audit_choose(level, NULL, check != NULL ? only : NULL, NULL, error);
}

void audit_runner_set_level(AuditRunner *runner, AuditLevel level)
{
	g_autoptr(GPtrArray) checks = checks_of(level, NULL, NULL);
	runner->level = level;
	if (checks != NULL)
		audit_board_list(runner->board, checks);
	tell(runner);
}

AuditLevel audit_runner_level(const AuditRunner *runner)
{
	return runner->level;
}

/* One check is asked again at the level at which it was asked. */
AuditLevel audit_runner_level_of(AuditRunner *runner, const char *check)
{
	gboolean known = audit_board_report(runner->board) != NULL;
	return check != NULL && known ? audit_board_level(runner->board) : runner->level;
}

static AuditSetup *setup_for(AuditRunner *runner, const char *check, GError **error)
{
	g_autoptr(AuditSetup) setup = audit_setup_new(NULL, error);
	if (setup == NULL)
		return NULL;
	AuditLevel level = audit_runner_level_of(runner, check);
	GPtrArray *checks = checks_of(level, check, error);
	if (checks == NULL)
		return NULL;
	g_ptr_array_unref(setup->options.checks);
	setup->options.checks = checks;
	setup->options.level = level;
	return g_steal_pointer(&setup);
}

void audit_runner_set_confirmed(AuditRunner *runner)
{
	runner->confirmed = TRUE;
}

gboolean audit_runner_confirmed(const AuditRunner *runner)
{
	return runner->confirmed;
}

gboolean audit_runner_busy(AuditRunner *runner)
{
	return audit_board_running(runner->board) && audit_board_level(runner->board) == LEVEL_ACTIVE;
}

static gboolean act(AuditSetup *setup, VerbContext *context, const Target *target, GError **error)
{
	if (verb_is_here(target))
		return audit_setup_act(setup, context, NULL, 0, error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("%s: level active has to be called back: :audit %s --level active --callback-base URL"),
		    target_name(target), target_name(target));
	return FALSE;
}

char *audit_runner_words(AuditRunner *runner, VerbContext *context, const Client *client,
			 const Server *server, const char *check, GError **error)
{
	g_autoptr(AuditSetup) setup = setup_for(runner, check, error);
	if (setup == NULL || !act(setup, context, client_target(client), error))
		return NULL;
	return audit_live_short_words(setup, client_target(client), server);
}

/* One that may write, where a person typed the name of a server that is read-only. */
static Client *writing_client(VerbContext *context, Client *client, GError **error)
{
	if (client_target(client)->writes)
		return client_ref(client);
	HttpClient *http = verb_http(context, error);
	g_autoptr(Target) target = target_copy(client_target(client));
	target->writes = TRUE;
	return http != NULL
		       ? client_new(http, target, client_token(client), client_engine_token(client), error)
		       : NULL;
}

static Client *client_for(const AuditSetup *setup, VerbContext *context, Client *client, GError **error)
{
	return setup->options.level >= LEVEL_ACTIVE ? writing_client(context, client, error)
						    : client_ref(client);
}

gboolean audit_runner_start(AuditRunner *runner, VerbContext *context, Client *client, const char *check,
			    GError **error)
{
	if (audit_board_running(runner->board)) {
		g_set_error_literal(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			audit_board_stopped(runner->board)
				? _("the last audit is still being stopped: once more in a moment")
				: _("an audit of this server is running: x stops it"));
		return FALSE;
	}
	g_autoptr(AuditSetup) setup = setup_for(runner, check, error);
	if (setup == NULL ||
	    (setup->options.level >= LEVEL_ACTIVE && !act(setup, context, client_target(client), error)))
		return FALSE;
	g_autoptr(Client) asked = client_for(setup, context, client, error);
	if (asked == NULL)
		return FALSE;
	const AuditJobWatch watch = {
		.finding = on_finding, .progress = on_progress, .done = on_done, .data = runner
	};
	audit_setup_remember(setup, FALSE, NULL);
	audit_board_begin(runner->board, setup->options.checks, setup->options.level, check == NULL);
	runner->cancellable = g_cancellable_new();
	runner->setup = audit_setup_ref(setup);
	runner->references++;
	audit_job_start(context, setup, asked, runner->cancellable, &watch);
	tell(runner);
	return TRUE;
}

void audit_runner_touch(AuditRunner *runner)
{
	audit_board_changed(runner->board);
	tell(runner);
}

void audit_runner_stop(AuditRunner *runner)
{
	if (runner->cancellable == NULL)
		return;
	audit_board_stop(runner->board);
	/* The end may come from inside. */
	g_autoptr(GCancellable) cancellable = g_object_ref(runner->cancellable);
	g_cancellable_cancel(cancellable);
	tell(runner);
}
