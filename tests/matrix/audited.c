/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matrix/audited.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/record.h"
#include "base/error.h"
#include "base/redact.h"
#include "leak/scan.h"
#include "suite.h"

enum { PATIENCE_S = 50 };

void audited_start(Audited *audited, const char *flaws, gboolean tls, DemoMode mode)
{
	DemoOptions options;
	g_autoptr(GError) error = NULL;
	memset(audited, 0, sizeof *audited);
	redact_set_scanner(leak_redact); /* as main() does */
	demo_options_init(&options);
	options.flaws = flaws;
	options.tls = tls;
	options.mode = mode;
	/* Two flaws are of the token itself. */
	if (flaws == NULL ||
	    (strstr(flaws, "secrets.strength") == NULL && strstr(flaws, "secrets.lifetime") == NULL))
		options.token = SUITE_MARKED;
	audited->demo = demo_start(&options, &error);
	ck_assert_msg(audited->demo != NULL, "%s", error != NULL ? error->message : "");
	audited->context.config = config_parse(NULL, 0, "none", &error);
	ck_assert_ptr_nonnull(audited->context.config);
	audited->target = target_new("desk", demo_url(audited->demo));
	audited->target->token = g_strdup("env:MATRIX_TOKEN");
	audited->target->engine = g_strdup(demo_engine_url(audited->demo));
	audited->target->engine_token =
		demo_engine_token(audited->demo) != NULL ? g_strdup("env:MATRIX_ENGINE") : NULL;
	audited->target->writes = TRUE;
	g_autofree const char **triggers = demo_signed_triggers(audited->demo);
	for (gsize i = 0; triggers[i] != NULL; i++)
		target_add_trigger(audited->target, triggers[i])->scheme = g_strdup("generic-hmac-headers");
	audited->home = g_dir_make_tmp("weir-matrix-XXXXXX", NULL);
	ck_assert_ptr_nonnull(audited->home);
	for (const char *const *id = demo_connections(audited->demo); *id != NULL; id++)
		g_ptr_array_add(audited->target->connections, g_strdup(*id));
	g_autofree char *name = NULL;
	int fd = tls ? g_file_open_tmp("weir-matrix-XXXXXX", &name, NULL) : -1;
	if (fd >= 0) {
		close(fd);
		ck_assert(g_file_set_contents(name, demo_certificate(audited->demo), -1, NULL));
		audited->target->cacert = g_steal_pointer(&name);
	}
}

struct wait {
	GMainLoop *loop;
	Audited *audited;
	gboolean late;
};

static void on_done(AuditJob *job, AuditReport *report, gpointer data)
{
	struct wait *wait = data;
	wait->audited->report = audit_report_ref(report);
	wait->audited->recording = g_string_new(NULL);
	record_begin(wait->audited->recording);
	record_part(wait->audited->recording, audit_job_evidence(job), TRUE);
	record_end(wait->audited->recording);
	g_main_loop_quit(wait->loop);
}

static gboolean too_late(gpointer data)
{
	struct wait *wait = data;
	wait->late = TRUE;
	g_main_loop_quit(wait->loop);
	return G_SOURCE_REMOVE;
}

static SecBuf *held(const char *name, const char *value)
{
	return value != NULL ? secbuf_new(name, value, strlen(value), NULL) : NULL;
}

/* What `weir audit --level active` opens, with a ledger of its own. */
static void prepare_active(Audited *audited)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(audited->home, "weir.db", NULL);
	audited->setup->ledger = store_open(path, FALSE, &error);
	ck_assert_msg(audited->setup->ledger != NULL, "%s", error != NULL ? error->message : "");
	audited->setup->schemes = g_ptr_array_new();
}

static AuditSetup *setup_of(const char *level)
{
	g_autoptr(GError) error = NULL;
	AuditSetup *setup = audit_setup_new(NULL, &error);
	ck_assert_msg(setup != NULL, "%s", error != NULL ? error->message : "");
	ck_assert(audit_level_parse(level, &setup->options.level));
	g_clear_pointer(&setup->options.checks, g_ptr_array_unref);
	setup->options.checks = audit_choose(setup->options.level, NULL, NULL, NULL, &error);
	return setup;
}

void audited_run(Audited *audited, const char *level)
{
	g_autoptr(GError) error = NULL;
	struct wait wait = { g_main_loop_new(NULL, FALSE), audited, FALSE };
	const AuditJobWatch watch = { .done = on_done, .data = &wait };
	g_autoptr(SecBuf) token = held("env:MATRIX_TOKEN", demo_token(audited->demo));
	g_autoptr(SecBuf) engine_token = held("env:MATRIX_ENGINE", demo_engine_token(audited->demo));
	g_clear_pointer(&audited->report, audit_report_unref);
	if (audited->recording != NULL)
		g_string_free(audited->recording, TRUE);
	audited->recording = NULL;
	audit_setup_unref(audited->setup);
	audited->setup = setup_of(level);
	prepare_active(audited);
	g_free(audited->kept);
	g_free(audited->left);
	audited->kept = demo_contents(audited->demo, FALSE);
	HttpClient *http = verb_http(&audited->context, &error);
	g_autoptr(Client) client = client_new(http, audited->target, token, engine_token, &error);
	ck_assert_msg(client != NULL, "%s", error != NULL ? error->message : "");
	audited->before = demo_activity(audited->demo);
	audit_job_start(&audited->context, audited->setup, client, NULL, &watch);
	guint patience = g_timeout_add_seconds(PATIENCE_S, too_late, &wait);
	g_main_loop_run(wait.loop);
	if (!wait.late)
		g_source_remove(patience);
	g_main_loop_unref(wait.loop);
	audited->after = demo_activity(audited->demo);
	audited->left = demo_contents(audited->demo, FALSE);
	ck_assert_msg(!wait.late, "the audit did not end within %d s", PATIENCE_S);
}

static void remove_home(const char *home)
{
	static const char *const names[] = { "weir.db", "weir.db-wal", "weir.db-shm" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(home, names[i], NULL);
		remove(path);
	}
	rmdir(home);
}

void audited_stop(Audited *audited)
{
	audit_report_unref(audited->report);
	if (audited->recording != NULL)
		g_string_free(audited->recording, TRUE);
	audit_setup_unref(audited->setup);
	remove_home(audited->home);
	g_free(audited->home);
	g_free(audited->kept);
	g_free(audited->left);
	if (audited->target->cacert != NULL)
		remove(audited->target->cacert);
	target_free(audited->target);
	verb_context_clear(&audited->context);
	demo_stop(audited->demo);
}

Verdict audited_verdict(const Audited *audited, const char *check)
{
	Verdict worst = N_VERDICTS;
	for (guint i = 0; i < audited->report->findings->len; i++) {
		const Finding *finding = audited->report->findings->pdata[i];
		if (strcmp(finding->check->id, check) == 0)
			worst = MIN(worst, finding->verdict);
	}
	return worst;
}

char *audited_failures(const Audited *audited)
{
	GString *text = g_string_new(NULL);
	/* Check takes no message over 8 KiB. */
	for (guint i = 0; i < audited->report->findings->len && text->len < 4096; i++) {
		const Finding *finding = audited->report->findings->pdata[i];
		g_autofree char *where = finding_where(finding);
		if (finding->verdict == VERDICT_FAIL || finding->verdict == VERDICT_ERROR)
			g_string_append_printf(text, "\n  %s %s (%s) %s: %s", verdict_name(finding->verdict),
					       finding->check->id, severity_name(finding->severity), where,
					       finding->message);
	}
	return g_string_free(text, FALSE);
}

void audited_compare(const AuditReport *one, const AuditReport *other)
{
	ck_assert_uint_eq(one->findings->len, other->findings->len);
	for (guint i = 0; i < one->findings->len; i++) {
		const Finding *a = one->findings->pdata[i], *b = other->findings->pdata[i];
		ck_assert_str_eq(a->check->id, b->check->id);
		ck_assert_msg(a->verdict == b->verdict, "%s: %s, then %s", a->check->id, a->message,
			      b->message);
		ck_assert_str_eq(a->message, b->message);
		ck_assert_str_eq(a->fingerprint, b->fingerprint);
		ck_assert_int_eq((int)a->severity, (int)b->severity);
		ck_assert_int_eq((int)a->origin, (int)b->origin);
	}
	ck_assert_int_eq(one->score, other->score);
	ck_assert_int_eq(one->grade, other->grade);
}
