/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/threat_model.h"
#include "base/error.h"
#include "verb/audit_job.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, FALSE, HINT_TARGET,
	  N_("an alias or URL; without it the server that the screen shows") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "level", 0, VALUE_CHOICE, N_("LEVEL"), FALSE, 0, 0, "passive|safe",
	  N_("passive: documented GETs; safe, the default: also requests that cannot succeed"), HINT_NONE },
	{ NULL },
};

static void free_setup(gpointer setup)
{
	audit_setup_unref(setup);
}

static void on_progress(AuditJob *job, guint finished, guint known, gpointer data)
{
	verb_progress(data, _("%s: %u of %u requests"), target_name(audit_job_target(job)), finished, known);
}

static void on_done(AuditJob *job, AuditReport *report, gpointer data)
{
	VerbRun *run = data;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = threat_model_markdown(audit_job_evidence(job), report);
	verb_progress(run, NULL);
	if (verb_cancelled(run))
		run->exit_code = WEIR_EXIT_INTERRUPTED;
	else if (!report->complete && !audit_job_evidence(job)->offline)
		run->exit_code = WEIR_EXIT_INCOMPLETE;
	run->sink->raw(run, text, strlen(text), &error);
	verb_finish(run, error);
	verb_run_unref(run);
}

static AuditJobWatch watch_of(VerbRun *run)
{
	return (AuditJobWatch){ .progress = on_progress, .done = on_done, .data = verb_run_ref(run) };
}

static void client_came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	const VerbLoaded *one = loaded->pdata[0];
	if (one->client == NULL) {
		verb_finish(run, one->error);
		return;
	}
	const AuditJobWatch watch = watch_of(run);
	audit_job_start(run->context, run->state, one->client, run->cancellable, &watch);
}

static VerbStatus judge_documents(VerbRun *run, const Target *target, GError **error)
{
	Evidence *evidence = audit_setup_documents(run->state, verb_text(run, "offline"), target, error);
	if (evidence == NULL)
		return VERB_FAILED;
	const AuditJobWatch watch = watch_of(run);
	audit_job_start_recorded(run->context, run->state, evidence, &watch);
	return VERB_WAITING;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	AuditSetup *setup = audit_setup_new(run, error);
	if (setup == NULL)
		return VERB_FAILED;
	run->state = setup;
	run->free_state = free_setup;
	g_autoptr(GPtrArray) targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (targets->len != 1) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("a threat model is drawn up for one server: name its alias or URL"));
		return VERB_FAILED;
	}
	if (verb_text(run, "offline") != NULL)
		return judge_documents(run, targets->pdata[0], error);
	verb_load(run, g_steal_pointer(&targets), 0, client_came, NULL);
	return VERB_WAITING;
}

const struct verb verb_threat_model = {
	.name = "threat-model",
	.summary = N_("answer the five questions of a threat model for one server, as Markdown"),
	.flags = VERB_TAKES_TARGET | VERB_OFFLINE,
	.arguments = arguments,
	.options = options,
	.help = N_("Which secrets does it store or forward, and who needs them? Which routes accept traffic, "
		   "and what guards them? Which actions change things? Which triggers can be fed made-up or "
		   "repeated events? What could a stolen token reach? The answers come from the server's "
		   "documents and from an audit of the given level, which changes nothing.\n"
		   "The exit code is 3 where something could not be asked; findings do not change it."),
	.examples = "weir threat-model desk-prod\n"
		    "weir threat-model desk-prod --level passive\n"
		    "weir threat-model --offline ./documents",
	.begin = begin,
};
