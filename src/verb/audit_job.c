/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_job.h"

#include <glib/gi18n.h>
#include <string.h>

#include "audit/active.h"
#include "audit/score.h"
#include "model/attestations.h"
#include "secrets/keyring.h"
#include "secrets/reference.h"
#include "secrets/strength.h"
#include "verb/audit_compare.h"
#include "verb/audit_files.h"
#include "verb/audit_logs.h"
#include "verb/audit_memory.h"
#include "verb/webhook.h"

struct AuditJob {
	VerbContext *context;
	AuditSetup *setup;
	Client *client; /* NULL: recorded */
	GCancellable *cancellable;
	AuditJobWatch watch;
	Audit *audit;
	json_t *facts;
	AuditLogs *logs;      /* NULL: the target names none */
	GPtrArray *secrets;   /* SecBuf *: kept, so that they are recognised in answers */
	GPtrArray *signing;   /* AuditSigning * */
	Callbacks *callbacks; /* of this target alone; NULL */
	GPtrArray *problems;  /* char *: secrets that could not be looked up */
	guint waiting;
};

static void free_secret(gpointer secret)
{
	secbuf_unref(secret);
}

static void job_free(AuditJob *job)
{
	audit_unref(job->audit);
	audit_setup_unref(job->setup);
	client_unref(job->client);
	g_clear_object(&job->cancellable);
	audit_logs_free(job->logs);
	json_decref(job->facts);
	g_ptr_array_unref(job->secrets);
	g_ptr_array_unref(job->signing);
	callbacks_free(job->callbacks);
	g_ptr_array_unref(job->problems);
	g_free(job);
}

const Target *audit_job_target(const AuditJob *job)
{
	return audit_target(job->audit);
}

const Evidence *audit_job_evidence(const AuditJob *job)
{
	return audit_evidence(job->audit);
}

/* ---- the audit itself ---- */

static void on_finding(Audit *audit, const Finding *finding, gpointer data)
{
	AuditJob *job = data;
	if (job->watch.finding != NULL)
		job->watch.finding(job, finding, job->watch.data);
}

static void on_progress(Audit *audit, guint finished, guint known, gpointer data)
{
	AuditJob *job = data;
	if (job->watch.progress != NULL)
		job->watch.progress(job, finished, known, job->watch.data);
}

/* Where a person changes what is known of the target: the stanza of the configuration. */
static void place_report(VerbContext *context, AuditReport *report, const Target *target)
{
	const Config *config = target->alias != NULL ? verb_config(context, NULL) : NULL;
	guint line = config != NULL ? config_target_line(config, target->alias) : 0;
	if (line == 0)
		return;
	report->config_path = g_strdup(context->config_path);
	report->config_line = line;
}

static void on_done(Audit *audit, AuditReport *report, gpointer data)
{
	AuditJob *job = data;
	for (guint i = 0; i < job->problems->len; i++)
		g_ptr_array_add(report->notes, g_strdup(job->problems->pdata[i]));
	if (job->setup->suppressions != NULL)
		suppressions_apply(job->setup->suppressions, report, report->started);
	place_report(job->context, report, audit_target(audit));
	score_report(report, job->setup->strict);
	if (job->setup->store != NULL)
		audit_memory_look_back(job->setup->store, report);
	if (job->setup->baseline != NULL)
		audit_compare(job->setup->baseline, report);
	job->watch.done(job, report, job->watch.data);
	job_free(job);
}

static AuditWatch watch_of(AuditJob *job)
{
	return (AuditWatch){ .finding = on_finding, .progress = on_progress, .done = on_done, .data = job };
}

static void logs_came(json_t *fact, gpointer data)
{
	AuditJob *job = data;
	json_object_set_new(job->facts, "logs", fact);
	audit_judge_rest(job->audit);
}

static void on_probed(Audit *audit, gpointer data)
{
	AuditJob *job = data;
	audit_memory_pin(job->setup->store, audit_evidence(audit), job->facts);
	if (job->logs != NULL)
		audit_logs_read(job->logs, logs_came, job);
	else
		audit_judge_rest(audit);
}

/* ---- values that weir holds ---- */

struct reuse {
	const SecBuf *secret;
	gboolean found;
};

static void compare(const SecBuf *other, gpointer data)
{
	struct reuse *reuse = data;
	if (other != reuse->secret && secbuf_length(other) == secbuf_length(reuse->secret) &&
	    strcmp(secbuf_name(other), secbuf_name(reuse->secret)) != 0 &&
	    memcmp(secbuf_bytes(other), secbuf_bytes(reuse->secret), secbuf_length(other)) == 0)
		reuse->found = TRUE;
}

/* Only a keyring knows when a value was made. */
static void add_keyring_facts(json_t *facts, const SecBuf *secret)
{
	gint64 created, compromised;
	if (!keyring_known(secbuf_name(secret), &created, &compromised))
		return;
	json_object_set_new(facts, "created", json_integer(created));
	json_object_set_new(facts, "compromised", json_boolean(compromised > 0));
}

static void add_own(AuditJob *job, json_t *list, SecBuf *secret, const char *kind)
{
	if (secret == NULL)
		return;
	struct reuse reuse = { secret, FALSE };
	json_t *facts = strength_facts(secret, kind);
	secbuf_foreach(compare, &reuse);
	json_object_set_new(facts, "server", json_string(target_name(client_target(job->client))));
	json_object_set_new(facts, "reused", json_boolean(reuse.found));
	add_keyring_facts(facts, secret);
	json_array_append_new(list, facts);
}

static void add_own_facts(AuditJob *job)
{
	json_t *list = json_array();
	add_own(job, list, client_token(job->client), "server-token");
	add_own(job, list, client_engine_token(job->client), "engine-key");
	for (guint i = 0; i < job->secrets->len; i++)
		add_own(job, list, job->secrets->pdata[i], "signing");
	json_object_set_new(job->facts, "own", list);
}

/* ---- what the operator says ---- */

static void add_attestations(AuditJob *job, json_t *facts, const Target *target)
{
	g_autoptr(GError) error = NULL;
	json_t *attestations = attestations_facts(job->setup->attestations, job->setup->attestations_length,
						  AUDIT_ATTESTATIONS, target_name(target), target->url,
						  g_get_real_time(), &error);
	if (attestations != NULL)
		json_object_set_new(facts, "attestations", attestations);
	else
		g_ptr_array_add(job->problems, g_strdup(error->message));
}

static void add_policies(AuditJob *job)
{
	const Config *config = verb_config(job->context, NULL);
	if (job->setup->policies == NULL && config != NULL)
		job->setup->policies = config_policies(config);
	if (job->setup->policies != NULL)
		json_object_set(job->facts, "policies", job->setup->policies);
}

/* Where level active cannot be done, its checks say that nothing was made. */
static void act(AuditJob *job)
{
	g_autoptr(GError) error = NULL;
	Callbacks *callbacks = job->setup->callbacks;
	if (job->setup->options.level < LEVEL_ACTIVE || job->setup->ledger == NULL)
		return;
	if (callbacks == NULL)
		callbacks = job->callbacks = callbacks_new(0, job->setup->callback_base, &error);
	if (callbacks == NULL) {
		g_ptr_array_add(job->problems, g_strdup(error->message));
		return;
	}
	const AuditActive active = { job->setup->ledger, callbacks, job->signing };
	audit_set_active(job->audit, &active);
}

static void start_audit(AuditJob *job)
{
	AuditWatch watch = watch_of(job);
	watch.probed = on_probed;
	add_own_facts(job);
	add_attestations(job, job->facts, client_target(job->client));
	audit_memory_replay(job->setup->store, client_target(job->client), job->facts);
	add_policies(job);
	job->audit = audit_start(&job->setup->options, job->client, job->facts, job->cancellable, &watch);
	act(job);
}

/* ---- what comes before it ---- */

static void one_less(AuditJob *job)
{
	if (--job->waiting == 0)
		start_audit(job);
}

/* A secret that was asked for, and the trigger whose events it signs. */
typedef struct {
	AuditJob *job;
	AuditSigning *signing; /* borrowed from the job */
} Wanted;

static void secret_came(SecBuf *secret, const GError *error, gpointer data)
{
	Wanted *wanted = data;
	AuditJob *job = wanted->job;
	if (secret != NULL) {
		g_ptr_array_add(job->secrets, secbuf_ref(secret));
		wanted->signing->secret = secbuf_ref(secret);
	} else {
		g_ptr_array_add(job->problems, g_strdup(error->message));
	}
	g_free(wanted);
	one_less(job);
}

static void log_is_marked(gpointer data)
{
	one_less(data);
}

static AuditSigning *add_signing(AuditJob *job, const TriggerSettings *settings)
{
	AuditSigning *signing = g_new0(AuditSigning, 1);
	g_autoptr(GError) error = NULL;
	signing->trigger = g_strdup(settings->trigger);
	/* Only level active signs anything. */
	if (settings->scheme != NULL && strcmp(settings->scheme, "none") != 0 && job->setup->schemes != NULL)
		signing->scheme = webhook_scheme(job->setup->schemes, settings->scheme, &error);
	if (error != NULL)
		g_ptr_array_add(job->problems, g_strdup(error->message));
	g_ptr_array_add(job->signing, signing);
	return signing;
}

/* Signing secrets are looked for in what the server answers; level active signs with them, too. */
static void look_up_secrets(AuditJob *job)
{
	GHashTableIter iterator;
	gpointer value;
	g_hash_table_iter_init(&iterator, client_target(job->client)->triggers);
	while (g_hash_table_iter_next(&iterator, NULL, &value)) {
		const TriggerSettings *settings = value;
		AuditSigning *signing = add_signing(job, settings);
		if (settings->secret == NULL)
			continue;
		Wanted *wanted = g_new0(Wanted, 1);
		*wanted = (Wanted){ job, signing };
		job->waiting++;
		reference_resolve_for(settings->secret, client_target(job->client)->alias, job->cancellable,
				      secret_came, wanted);
	}
}

static AuditJob *job_new(VerbContext *context, AuditSetup *setup, const AuditJobWatch *watch)
{
	AuditJob *job = g_new0(AuditJob, 1);
	job->context = context;
	job->setup = audit_setup_ref(setup);
	job->watch = *watch;
	job->secrets = g_ptr_array_new_with_free_func(free_secret);
	job->signing = g_ptr_array_new_with_free_func((GDestroyNotify)audit_signing_free);
	job->problems = g_ptr_array_new_with_free_func(g_free);
	return job;
}

AuditJob *audit_job_start(VerbContext *context, AuditSetup *setup, Client *client, GCancellable *cancellable,
			  const AuditJobWatch *watch)
{
	AuditJob *job = job_new(context, setup, watch);
	job->client = client_ref(client);
	job->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
	job->facts = json_deep_copy(setup->facts);
	job->waiting = 1;
	look_up_secrets(job);
	if (client_target(client)->logs != NULL) {
		job->waiting++;
		job->logs = audit_logs_mark(client_target(client)->logs, setup->options.deadline_ms,
					    cancellable, log_is_marked, job);
	}
	one_less(job);
	return job;
}

AuditJob *audit_job_start_recorded(VerbContext *context, AuditSetup *setup, Evidence *evidence,
				   const AuditJobWatch *watch)
{
	AuditJob *job = job_new(context, setup, watch);
	AuditWatch audit_watch = watch_of(job);
	/* A recording has its own. */
	if (evidence->offline)
		add_attestations(job, evidence->facts, evidence->target);
	job->audit = audit_start_recorded(&setup->options, evidence, &audit_watch);
	return job;
}

AuditReport *audit_job_failed(VerbContext *context, const AuditSetup *setup, const Target *target,
			      const GError *error)
{
	AuditReport *report = audit_report_new(target);
	report->level = setup->options.level;
	report->profile = g_strdup(setup->options.profile);
	report->started = g_get_real_time();
	report->incomplete = g_strdup(error->message);
	place_report(context, report, target);
	score_report(report, setup->strict);
	return report;
}
