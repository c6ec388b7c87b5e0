/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "made_audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "suite.h"

/* 2026-11-24T14:02:11Z */
#define NOW (G_GINT64_CONSTANT(1795528931) * G_USEC_PER_SEC)
#define DAYS(count) ((gint64)(count)*86400 * G_USEC_PER_SEC)

/* Controls, escapes, bidirectional marks, broken UTF-8, and what ends a text in XML, HTML, Markdown, SARIF, a
 * label, a line of a plugin. */
const char made_hostile[] =
	"\x01\x1b[2J\x7f\r\n\t\xe2\x80\xaex\xe2\x81\xa6\xff\xc3 ]]> <script>alert(1)</script> "
	"--> \"'&amp; | `` ``` [click](https://evil.example) @everyone #1 {0} {id} \\ "
	"</details></pre></summary> \xef\xbf\xbf \xee\x80\x80 https://evil.example '=1;2";

static const struct check_info echo = {
	.id = "secrets.subscription-echo",
	.severity = SEVERITY_CRITICAL,
	.origin = ORIGIN_SDK,
	.guidelines = "K4 B4",
	.title = "Reading subscriptions does not return their secrets",
	.why = "Whoever may list subscriptions gets every signing secret with them.",
	.how = "The subscriptions of each known connection are listed.",
	.fix = "Put a proxy rule in front that removes the member until the SDK does.",
	.snippet = "class SubscriptionPublic(BaseModel):\n    id: str\n",
	.mistaken = "A member called `secrets` that lists names only.",
	.owasp = "API3:2023",
	.cwe = "CWE-200 CWE-522",
};
static const struct check_info hidden = {
	.id = "actions.hidden-write",
	.severity = SEVERITY_HIGH,
	.origin = ORIGIN_AUTHOR,
	.guidelines = "A6",
	.title = "A lookup does not write",
	.why = "An agent calls a lookup without asking anybody.",
	.how = "Names are held against descriptions.",
	.fix = "Split the action in two.",
	.snippet = "@action(\"lookup_customer\")\n@action(\"tag_customer\")\n",
	.mistaken = "A cache that is filled.",
	.owasp = "API6:2023",
	.cwe = "CWE-1059",
};
static const struct check_info strict_schema = {
	.id = "actions.strict-schema",
	.severity = SEVERITY_MEDIUM,
	.origin = ORIGIN_AUTHOR,
	.guidelines = "A3 B3",
	.title = "Arguments are closed",
	.why = "What is not refused is passed on.",
	.how = "The schema is read.",
	.fix = "Set extra=\"forbid\".",
	.mistaken = "None is known.",
	.owasp = "API8:2023",
	.cwe = "CWE-20",
};
static const struct check_info unsigned_events = {
	.id = "triggers.unsigned",
	.severity = SEVERITY_CRITICAL,
	.origin = ORIGIN_AUTHOR,
	.guidelines = "R1 U2 O5 B2",
	.title = "Events without a credential are refused",
	.why = "Anybody can send an event.",
	.how = "An event without any credential is sent to an unknown subscription.",
	.fix = "Check the signature first.",
	.mistaken = "None is known.",
	.owasp = "API2:2023",
	.cwe = "CWE-306",
};
static const struct check_info maintenance = {
	.id = "deps.maintenance",
	.severity = SEVERITY_MEDIUM,
	.origin = ORIGIN_OPERATOR,
	.guidelines = "B8",
	.title = "Updates are part of maintenance",
	.why = "Old parts have known faults.",
	.how = "A person says so, with a date.",
	.fix = "weir attest TARGET deps.maintenance",
	.mistaken = "None is known.",
};
static const struct check_info https = {
	.id = "transport.https",
	.severity = SEVERITY_HIGH,
	.origin = ORIGIN_OPERATOR,
	.guidelines = "O2 B7",
	.title = "The server is asked over HTTPS",
	.why = "Anybody on the way reads the token.",
	.how = "The URL is read.",
	.fix = "Use https.",
	.mistaken = "None is known.",
	.owasp = "API8:2023",
	.cwe = "CWE-319",
};

static Finding *add(AuditReport *report, const struct check_info *check, Verdict verdict, const char *message)
{
	Finding *finding = finding_new(check, verdict);
	finding->message = g_strdup(message);
	finding->fingerprint = g_strdup_printf("%032x", g_str_hash(check->id) + report->findings->len);
	g_ptr_array_add(report->findings, finding);
	report->checks++;
	return finding;
}

static GBytes *bytes_of(const char *text)
{
	return g_bytes_new(text, strlen(text));
}

static Exchange *exchange_of(const char *method, const char *url, int status, const char *body)
{
	Exchange *exchange = exchange_new();
	exchange->method = g_strdup(method);
	exchange->url = g_strdup(url);
	exchange->status = status;
	exchange->reason = g_strdup("OK");
	g_strlcpy(exchange->http_version, "1.1", sizeof exchange->http_version);
	exchange->body = bytes_of(body);
	exchange->body_size = strlen(body);
	exchange->finished = TRUE;
	exchange_add_header(exchange->request_headers, "Authorization", "Bearer «env:TOKEN»");
	exchange_add_header(exchange->request_headers, "Accept", "application/json");
	exchange_add_header(exchange->headers, "Content-Type", "application/json");
	exchange_add_header(exchange->headers, "Set-Cookie", "session=hush-hush");
	return exchange;
}

static Suppression *accepted(const char *reason, const char *text, gint64 until)
{
	Suppression *suppression = g_new0(Suppression, 1);
	suppression->reason = g_strdup(reason);
	suppression->text = g_strdup(text);
	suppression->by = g_strdup("Ada");
	suppression->until = until;
	return suppression;
}

static AuditReport *report_of(const char *alias, const char *url)
{
	g_autoptr(Target) target = target_new(alias, url);
	AuditReport *report = audit_report_new(target);
	report->level = LEVEL_SAFE;
	report->started = NOW - 3 * G_USEC_PER_SEC;
	report->seconds = 2.125;
	report->requests = 61;
	report->complete = TRUE;
	return report;
}

static void add_history(AuditReport *report)
{
	static const int scores[] = { 31, 44, -1, 52, 58 };
	report->history = g_array_new(FALSE, FALSE, sizeof(ScorePoint));
	for (gsize i = 0; i < G_N_ELEMENTS(scores); i++) {
		ScorePoint point = { NOW - DAYS(10 * (G_N_ELEMENTS(scores) - 1 - i)), scores[i],
				     scores[i] < 0 ? '\0' : 'F' };
		g_array_append_val(report->history, point);
	}
}

static void add_fixed(AuditReport *report)
{
	FixedFinding *fixed = g_new0(FixedFinding, 1);
	fixed->check = g_strdup("auth.required");
	fixed->where = g_strdup("GET /manifest");
	fixed->fingerprint = g_strdup("00000000000000000000000000000abc");
	fixed->severity = g_strdup("critical");
	report->fixed = g_ptr_array_new_with_free_func((GDestroyNotify)fixed_finding_free);
	g_ptr_array_add(report->fixed, fixed);
	report->have_baseline = TRUE;
}

static void add_failures(AuditReport *report)
{
	Finding *finding =
		add(report, &echo, VERDICT_FAIL, "the answer holds a subscription's secrets in the clear");
	finding->route = g_strdup("GET /connections/{id}/subscriptions");
	finding->pointer = g_strdup("/data/0/secrets");
	finding->quote = g_strdup("\"secrets\":{\"signing\"");
	finding->baseline = BASELINE_NEW;
	finding->exchange = exchange_of("GET", "https://desk.example.com/connections/a897/subscriptions", 200,
					"{\"data\": [{\"id\": \"0008b509\", \"secrets\": {\"signing\": "
					"\"«cred:hex»\"}}]}");
	finding = add(report, &hidden, VERDICT_FAIL,
		      "the name says \"lookup\", the description says \"tag the record\"");
	finding->subject = g_strdup("lookup_customer");
	finding->document = g_strdup("manifest");
	finding->pointer = g_strdup("/actions/3/description");
	finding->baseline = BASELINE_UNCHANGED;
	finding->since = NOW - DAYS(12);
	finding = add(report, &strict_schema, VERDICT_FAIL, "unexpected arguments are taken");
	finding->subject = g_strdup("sync");
	finding->argument = g_strdup("options");
	finding->suppressed = accepted("compensating-control", "the proxy checks them", NOW + DAYS(38));
	finding = add(report, &strict_schema, VERDICT_FAIL, "unexpected arguments are taken");
	finding->subject = g_strdup("create_ticket");
	finding->suppression_expired = accepted("accepted-risk", "until the rewrite", NOW - DAYS(3));
}

static void add_others(AuditReport *report)
{
	Finding *finding = add(report, &https, VERDICT_ERROR, "the connection was refused on port 80");
	finding->exchange = exchange_of("GET", "http://desk.example.com/", 0, "");
	finding->exchange->error = g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE, "connection refused");
	finding = add(report, &unsigned_events, VERDICT_UNKNOWN, "422 before a signature is asked for");
	finding->subject = g_strdup("ticket_created");
	add(report, &maintenance, VERDICT_MANUAL, "the attestation lapsed 3 days ago");
	add(report, &hidden, VERDICT_SKIPPED, "there are no further actions");
	add(report, &strict_schema, VERDICT_PASS, "11 actions are closed");
	add(report, &https, VERDICT_PASS, "the URL is https");
}

static void grade(AuditReport *report, int score, char letter, const char *cap)
{
	report->score = score;
	report->grade = letter;
	if (cap != NULL)
		g_ptr_array_add(report->caps, g_strdup(cap));
}

static AuditReport *desk(void)
{
	static const Verdict lines[N_CHECKLIST] = { VERDICT_PASS,  VERDICT_UNKNOWN, VERDICT_FAIL,
						    VERDICT_FAIL,  VERDICT_PASS,    VERDICT_PASS,
						    VERDICT_ERROR, VERDICT_MANUAL };
	static const guint counts[N_VERDICTS] = { 2, 1, 1, 1, 9, 41 };
	AuditReport *report = report_of("desk-prod", "https://desk.example.com");
	add_failures(report);
	add_others(report);
	add_history(report);
	add_fixed(report);
	grade(report, 58, 'F', "critical failure: F");
	memcpy(report->lines, lines, sizeof lines);
	memcpy(report->counts, counts, sizeof counts);
	report->line_severities[2] = SEVERITY_MEDIUM;
	report->line_severities[3] = SEVERITY_CRITICAL;
	report->sdk = 1;
	report->worst_sdk = SEVERITY_CRITICAL;
	report->suppressed = 1;
	report->profile = g_strdup("ci");
	report->config_path = g_strdup("conf/weir.conf");
	report->config_line = 12;
	g_ptr_array_add(report->notes, g_strdup("the suppression of actions.strict-schema ends in 10 days"));
	return report;
}

static AuditReport *incomplete(void)
{
	AuditReport *report = report_of(NULL, "http://127.0.0.1:8101");
	report->env = ENV_TEST;
	report->requests = 2;
	report->complete = FALSE;
	report->incomplete = g_strdup("the server refused the token (401)");
	add(report, &https, VERDICT_FAIL, "plain http");
	report->counts[VERDICT_FAIL] = 1;
	report->lines[6] = VERDICT_FAIL;
	report->line_severities[6] = SEVERITY_HIGH;
	return report;
}

AuditResult *made_audit(void)
{
	AuditResult *result = audit_result_new();
	g_ptr_array_add(result->reports, desk());
	g_ptr_array_add(result->reports, incomplete());
	result->exit_code = WEIR_EXIT_INCOMPLETE;
	result->gate = g_strdup("1 of 2 targets is incomplete");
	result->finished = NOW;
	return result;
}

AuditResult *made_audit_hostile(void)
{
	AuditResult *result = audit_result_new();
	AuditReport *report = report_of(made_hostile, "https://evil.example");
	g_autofree char *long_text = g_strnfill(MADE_LONG, 'x');
	Finding *finding = add(report, &hidden, VERDICT_FAIL, long_text);
	char **texts[] = { &finding->route,   &finding->subject,  &finding->document,
			   &finding->pointer, &finding->argument, &finding->quote };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = g_strdup(made_hostile);
	finding->suppressed = accepted(made_hostile, made_hostile, 0);
	finding = add(report, &strict_schema, VERDICT_FAIL, made_hostile);
	finding->subject = g_strdup(made_hostile);
	finding->exchange = exchange_of(made_hostile, made_hostile, 200, made_hostile);
	finding->exchange->request_body = bytes_of(made_hostile);
	finding->exchange->request_size = sizeof made_hostile - 1;
	g_free(finding->exchange->reason);
	finding->exchange->reason = g_strdup(made_hostile);
	for (guint i = 0; i < 200; i++)
		exchange_add_header(finding->exchange->headers, made_hostile, made_hostile);
	add(report, &unsigned_events, VERDICT_ERROR, made_hostile);
	add(report, &echo, VERDICT_PASS, made_hostile);
	add_fixed(report);
	FixedFinding *fixed = report->fixed->pdata[0];
	g_free(fixed->where);
	fixed->where = g_strdup(made_hostile);
	report->complete = FALSE;
	report->incomplete = g_strdup(made_hostile);
	report->profile = g_strdup(made_hostile);
	g_ptr_array_add(report->caps, g_strdup(made_hostile));
	g_ptr_array_add(report->notes, g_strdup(made_hostile));
	g_ptr_array_add(result->reports, report);
	result->gate = g_strdup(made_hostile);
	result->exit_code = WEIR_EXIT_FINDINGS;
	result->finished = NOW;
	return result;
}

AuditResult *made_audit_none(void)
{
	AuditResult *result = audit_result_new();
	result->gate = g_strdup("nothing was audited");
	result->finished = NOW;
	return result;
}

AuditResult *made_audit_empty(void)
{
	AuditResult *result = made_audit_none();
	AuditReport *report = report_of("hr-test", "http://127.0.0.1:8102");
	grade(report, 100, 'A', NULL);
	g_ptr_array_add(result->reports, report);
	return result;
}

AuditResult *made_audit_many(guint targets, guint findings)
{
	AuditResult *result = made_audit_none();
	for (guint i = 0; i < targets; i++) {
		g_autofree char *alias = g_strdup_printf("server-%04u", i);
		AuditReport *report = report_of(alias, "https://many.example.com");
		for (guint j = 0; j < findings; j++) {
			Finding *finding = add(report, &strict_schema, VERDICT_FAIL, "arguments are open");
			finding->subject = g_strdup_printf("action_%u", j);
			finding->exchange = exchange_of("GET", "https://many.example.com/manifest", 200,
							"{\"name\": \"many\", \"actions\": []}");
		}
		grade(report, (int)(i % 100), 'C', NULL);
		report->counts[VERDICT_FAIL] = 1;
		g_ptr_array_add(result->reports, report);
	}
	result->exit_code = WEIR_EXIT_FINDINGS;
	return result;
}

/* ---- writing ---- */

char *made_audit_written(const struct audit_format *format, const AuditResult *result, int width,
			 ListingLook look)
{
	MadeFile file;
	ReportOut out;
	made_open(&file, &out, width, look);
	ck_assert(audit_write(format, &out, result, NULL));
	char *text = g_strdup(file.text->str);
	ck_assert_uint_eq(strlen(text), file.text->len); /* no NUL in it */
	made_close(&file);
	return text;
}

char *made_audit_document(const struct audit_format *format, const AuditResult *result)
{
	return made_audit_written(format, result, 0, LOOK_ASCII_SIGNS);
}

void made_golden(const char *name, const char *text)
{
	g_autofree char *path = g_strdup_printf("%s/unit/report/golden/%s.golden", SRCDIR, name);
	g_autofree char *quoted = g_strdup_printf("\"%s\"", PACKAGE_VERSION);
	g_auto(GStrv) parts = g_strsplit(text, quoted, -1);
	g_autofree char *neutral = g_strjoinv("\"VERSION\"", parts);
	g_autofree char *expected = NULL;
	if (g_getenv("GOLDEN_WRITE") != NULL)
		ck_assert(g_file_set_contents(path, neutral, -1, NULL));
	ck_assert_msg(g_file_get_contents(path, &expected, NULL, NULL), "%s is not there", path);
	if (strcmp(expected, neutral) == 0)
		return;
	g_autofree char *seen = g_strdup_printf("%s.is", name);
	g_file_set_contents(seen, neutral, -1, NULL);
	ck_abort_msg("%s: not as it was; compare it with %s", path, seen);
}
