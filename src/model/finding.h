/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an audit says: verdicts, findings and the report of one target (DESIGN.md part 4, CHECKS.md).
 *
 * Plain data: audit/ makes it, report/ and the screen show it.  Texts quote strangers: they are redacted, and
 * who shows them passes them through text_visible().  A message is English whatever the locale, because it
 * is quoted in tickets, baselines and SARIF files; words of the frame are translated by who prints them. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "model/exchange.h"
#include "model/target.h"

typedef enum {
	VERDICT_FAIL,
	VERDICT_ERROR,   /* it could not be asked, or the answer was broken off */
	VERDICT_UNKNOWN, /* it could not be told from outside; the message says why */
	VERDICT_MANUAL,  /* a person has to say, and dates it */
	VERDICT_SKIPPED, /* it does not apply; the message says why */
	VERDICT_PASS,
	N_VERDICTS,
} Verdict;

typedef enum {
	SEVERITY_INFO,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
	N_SEVERITIES
} Severity;

typedef enum { ORIGIN_SDK, ORIGIN_AUTHOR, ORIGIN_OPERATOR, N_ORIGINS } Origin; /* who can mend it */

typedef enum { LEVEL_PASSIVE, LEVEL_SAFE, LEVEL_ACTIVE, N_LEVELS } AuditLevel;

typedef enum { BASELINE_NONE, BASELINE_NEW, BASELINE_UNCHANGED, BASELINE_FIXED, N_BASELINES } Baseline;

/* Names that machines read: "fail", "high", "author", "safe", "new"; _parse is FALSE for other words. */
const char *verdict_name(Verdict verdict);
gboolean verdict_parse(const char *name, Verdict *verdict);
const char *severity_name(Severity severity);
gboolean severity_parse(const char *name, Severity *severity);
const char *origin_name(Origin origin);
const char *audit_level_name(AuditLevel level);
gboolean audit_level_parse(const char *name, AuditLevel *level);
const char *baseline_name(Baseline baseline); /* NULL for BASELINE_NONE */

/* "?", "✕" and so on (SCREENS.md); the word always stands beside it. */
const char *verdict_sign(Verdict verdict, gboolean ascii);

/* One guideline of CHECKS.md part 1. */
struct guideline {
	const char *id;   /* "K4" */
	const char *text; /* English, one line */
};
extern const struct guideline guidelines[]; /* ends with a NULL id */
const char *guideline_text(const char *id); /* NULL if there is none */

/* The eight lines of the checklist. */
enum { N_CHECKLIST = 8 };
extern const struct guideline checklist[N_CHECKLIST + 1]; /* B1..B8; N_() */

/* What can be told of a check without asking anybody; English. */
struct check_info {
	const char *id;         /* "secrets.options-field" */
	AuditLevel level;       /* the lowest at which it is judged */
	Severity severity;      /* of a failure; a judge may lower or raise it */
	Origin origin;          /* of a failure, unless the judge says otherwise */
	const char *guidelines; /* "K4 C1 B1" */
	const char *title;      /* what is right: "Options hold no secrets" */
	const char *why;        /* what an attacker or a mistake makes of it */
	const char *how;        /* how it is probed and judged */
	const char *fix;        /* what to do, in plain words */
	const char *snippet;  /* code for the SDK, or a configuration, of our own; NULL where there is none */
	const char *mistaken; /* what a false positive looks like */
	const char *owasp;    /* OWASP API Security Top 10 2023: "API8:2023", several with spaces */
	const char *cwe;      /* "CWE-522", several with spaces */
};

/* TRUE if `id` is among the words of info->guidelines. */
gboolean check_info_answers(const struct check_info *info, const char *id);

/* An accepted finding (.weir/suppress.conf). */
typedef struct {
	char *reason; /* of the closed list: "accepted-risk" */
	char *text, *by;
	gint64 until; /* microseconds since the epoch; 0: for ever */
	gboolean expired;
} Suppression;
Suppression *suppression_copy(const Suppression *suppression);
void suppression_free(Suppression *suppression);

typedef struct {
	int references;
	const struct check_info *check;
	Verdict verdict;
	Severity severity;
	Origin origin;
	char *message;  /* one sentence: what was seen here, or why it is not known */
	char *route;    /* "GET /connections/{id}/subscriptions"; NULL */
	char *subject;  /* action, trigger, package, ...: "lookup_customer"; NULL */
	char *document; /* "manifest", "components", "openapi"; NULL: pointer is into the answer, if there is
			   one */
	char *pointer;  /* JSON Pointer; NULL */
	char *argument; /* name of the argument or field; NULL */
	Exchange *exchange; /* what was sent and came, bodies cut to an excerpt; NULL */
	char *quote;        /* the part of it that shows it, short; NULL */
	char *fingerprint;  /* 32 hex digits */
	Baseline baseline;
	gint64 since;            /* first seen failing, microseconds since the epoch; 0: now */
	Suppression *suppressed; /* NULL: not, or no longer (then suppression_expired) */
	Suppression *suppression_expired;
} Finding;

Finding *finding_new(const struct check_info *check, Verdict verdict);
/* What a judge said, without what came of it later: fingerprint, baseline, since when, suppressions. */
Finding *finding_copy(const Finding *finding);
Finding *finding_ref(Finding *finding);
void finding_unref(Finding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Finding, finding_unref)

/* Where it is, in one line: "lookup_customer /properties/tag", "GET /manifest", ""; g_free().  It is written
 * into suppressions, so its form does not change. */
char *finding_where(const Finding *finding);
/* The same for people, in no form that is read back: "lookup_customer tag", "GET /connections
 * data[].secrets",
 * "" (model/finding_place.c); g_free(). */
char *finding_place(const Finding *finding);
/* Worse first: verdict, severity, id, where. */
int finding_compare(gconstpointer a, gconstpointer b);
/* TRUE if it counts for grade and gate: a failure, not suppressed, and not the SDK's unless `strict`. */
gboolean finding_counts(const Finding *finding, gboolean strict);

typedef struct {
	gint64 when; /* microseconds since the epoch */
	int score;   /* -1: none */
	char grade;  /* 0: none */
} ScorePoint;

/* A failure of the baseline that is no more. */
typedef struct {
	char *check, *where, *fingerprint, *severity;
} FixedFinding;

/* What came of one target. */
typedef struct {
	int references;
	char *target, *url; /* target_name(), base URL */
	TargetEnv env;
	AuditLevel level;
	char *profile; /* NULL: none named */
	gint64 started;
	double seconds;
	guint requests; /* sent */
	guint chain;    /* the longest row of requests of which each needed an answer of the one before */
	guint checks;   /* judged */
	GPtrArray *findings; /* Finding *, in finding_compare()'s order */
	gboolean complete;
	char *incomplete;           /* why not; NULL where it is */
	int score;                  /* 0..100; -1: none */
	char grade;                 /* 'A'..'F'; 0: none */
	GPtrArray *caps;            /* char *: why the grade is not better: "critical failure: F" */
	Verdict lines[N_CHECKLIST]; /* worst verdict of each line of the checklist */
	Severity line_severities[N_CHECKLIST]; /* of the worst failure */
	guint counts[N_VERDICTS]; /* checks by their worst verdict, suppressed failures and the SDK's left out
				   */
	guint sdk, suppressed;    /* failures of the SDK's, suppressed failures */
	Severity worst_sdk;
	gboolean have_baseline;
	GPtrArray *fixed;  /* FixedFinding *; NULL without a baseline */
	GArray *history;   /* ScorePoint, oldest first, this one last; may be NULL */
	char *config_path; /* the file with its stanza; NULL: a bare URL */
	guint config_line; /* 1-based; 0 */
	GPtrArray *notes;  /* char *: what a reader should know (warnings, suppressions about to end) */
} AuditReport;

AuditReport *audit_report_new(const Target *target);
AuditReport *audit_report_ref(AuditReport *report);
void audit_report_unref(AuditReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditReport, audit_report_unref)
void fixed_finding_free(FixedFinding *fixed);

/* Everything of one run of `weir audit`; the gate is computed once, before any format is written. */
typedef struct {
	GPtrArray *reports; /* AuditReport *, in the order of the targets */
	Severity fail_on;
	int min_score; /* -1: none */
	gboolean strict;
	gboolean problems_only; /* SARIF without passes, skips and what is fixed: code scanning sites show
				   every result as an alert, whatever its kind */
	int exit_code;          /* enum weir_exit */
	char *gate;             /* one line: why that exit code */
	gint64 finished;
} AuditResult;
AuditResult *audit_result_new(void);
void audit_result_free(AuditResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditResult, audit_result_free)
