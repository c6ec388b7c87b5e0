/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server's log gains while it is audited (`logs` of the target). */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/log_lines.h"
#include "audit/marks.h"
#include "audit/probe.h"
#include "base/json.h"

const json_t *log_lines(Judgement *judgement, const Evidence *evidence)
{
	const json_t *logs = weir_json_object(evidence->facts, "logs");
	const json_t *lines = weir_json_array(logs, "lines");
	const char *problem = weir_json_text(logs, "problem");
	if (!weir_json_bool(logs, "configured", FALSE))
		/* Nobody looked: that says nothing against the server. */
		finding_severity(judge_unknown(judgement,
					       "no log is configured: set `logs = file:PATH` or `logs = "
					       "cmd:COMMAND` for the server"),
				 SEVERITY_INFO);
	else if (problem != NULL)
		judge_unknown(judgement, "the log could not be read: %s", problem);
	else if (lines == NULL)
		judge_unknown(judgement, "the log was not read");
	else
		return lines;
	return NULL;
}

gboolean log_is_partial(Judgement *judgement, const Evidence *evidence)
{
	if (!weir_json_bool(weir_json_object(evidence->facts, "logs"), "partial", FALSE))
		return FALSE;
	judge_unknown(judgement,
		      "not all that the log gained could be read: it was rotated or cut, or gained "
		      "more than 2 MiB");
	return TRUE;
}

const char *log_line_with(const json_t *lines, const char *text)
{
	for (size_t i = 0; i < json_array_size(lines); i++) {
		const char *line = json_string_value(json_array_get(lines, i));
		if (line != NULL && strstr(line, text) != NULL)
			return line;
	}
	return NULL;
}

static gboolean was_refused(const Answer *answer)
{
	return answer_status(answer) >= 400 && answer_status(answer) < 500;
}

/* ---- logging.events ---- */

static void judge_events(Judgement *judgement, const Evidence *evidence)
{
	const json_t *lines = log_lines(judgement, evidence);
	const Answer *answer = evidence_answer(evidence, "log-event", NULL);
	g_autofree char *wanted = g_strdup_printf("weir-log-event-%s", evidence_unknown_id(evidence));
	if (lines == NULL)
		return;
	if (!was_refused(answer)) {
		judge_unknown(judgement, "the request that should have been refused was answered %d",
			      answer_status(answer));
		return;
	}
	if (log_line_with(lines, wanted) != NULL) {
		judge_pass(judgement, "the log shows the request that was refused (%d)",
			   answer_status(answer));
		return;
	}
	if (log_is_partial(judgement, evidence))
		return;
	Finding *finding = judge_fail(judgement, "the log does not show a request that was refused (%d)",
				      answer_status(answer));
	finding_route(finding, "GET", "/weir-log-event-{id}");
	finding_shows(finding, answer, NULL);
}

/* ---- logging.secrets ---- */

enum { MOST_LINES = 20 };

static void judge_log_secrets(Judgement *judgement, const Evidence *evidence)
{
	const json_t *lines = log_lines(judgement, evidence);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; i < json_array_size(lines) && g_hash_table_size(told) < MOST_LINES; i++) {
		const char *line = json_string_value(json_array_get(lines, i));
		g_autofree char *marker = line != NULL ? mark_in(line, NULL) : NULL;
		if (marker == NULL || !g_hash_table_add(told, g_strdup(marker)))
			continue;
		g_autofree char *words = mark_words(marker);
		g_autofree char *quote = mark_quote(line, marker);
		Finding *finding = judge_fail(judgement, "what the log gained holds %s", words);
		finding_at(finding, NULL, marker);
		finding_shows(finding, NULL, quote);
	}
	if (lines == NULL || judge_failures(judgement) > 0 || log_is_partial(judgement, evidence))
		return;
	if (json_array_size(lines) == 0)
		judge_unknown(judgement, "the log gained nothing while the server was asked");
	else
		judge_pass(judgement, "%zu new lines of the log hold no credential", json_array_size(lines));
}

/* ---- logging.injection ---- */

static void judge_injection(Judgement *judgement, const Evidence *evidence)
{
	const json_t *lines = log_lines(judgement, evidence);
	const Answer *answer = evidence_answer(evidence, "log-escape", NULL);
	g_autofree char *path = g_strdup_printf("weir-log-escape-%s", evidence_unknown_id(evidence));
	g_autofree char *raw = g_strdup_printf("%s\033[", path);
	if (lines == NULL)
		return;
	if (log_line_with(lines, raw) != NULL) {
		Finding *finding =
			judge_fail(judgement, "an escape sequence in a path stands in the log as it "
					      "is");
		finding_route(finding, "GET", "/weir-log-escape-{id}%1B[31m");
		finding_shows(finding, answer, NULL);
	} else if (log_line_with(lines, path) != NULL) {
		judge_pass(judgement, "an escape sequence in a path is written in another way");
	} else {
		judge_unknown(judgement, "the log does not show the path of the request");
	}
}

/* ---- the rows ---- */

static const char *const reads_event[] = { "log-event", NULL };
static const char *const reads_escape[] = { "log-escape", NULL };

const struct check checks_logging[] = {
	{ { .id = "logging.events",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "L1 O7 K3",
	    .title = "Refused requests are in the log",
	    .why = "Who guesses tokens or ids makes refused requests first. Where they are not logged, the "
		   "attack is seen when it has worked.",
	    .how = "A path that exists nowhere is asked for without a token, and the log that the target "
		   "names in `logs` must show it. Without `logs` the answer is unknown.",
	    .fix = "Keep uvicorn's access log on, or log refusals in a middleware: time, peer, route, "
		   "status, and no values.",
	    .snippet = "uvicorn app:app --access-log --no-use-colors\n",
	    .mistaken = "A log that is written late or elsewhere, such as by a proxy in front. Point `logs` "
			"at what is kept.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-778" },
	  CHECK_LATE,
	  reads_event,
	  judge_events },
	{ { .id = "logging.secrets",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "L1 K7 B4",
	    .title = "The log holds no credentials",
	    .why = "Logs are copied to collectors, tickets and laptops, and read by more people than may "
		   "know a token.",
	    .how = "What the log gained during the audit is searched for values that weir holds and for "
		   "formats of credentials. Without `logs` the answer is unknown.",
	    .fix = "Do not log headers and bodies. Redact in a filter of every handler (a logger's own "
		   "filter does not see what comes from the loggers below it), and replace what has been "
		   "logged.",
	    .snippet = "class Redact(logging.Filter):\n"
		       "    def filter(self, record):\n"
		       "        record.msg = re.sub(r\"Bearer \\S+\", \"Bearer ***\", record.getMessage())\n"
		       "        record.args = ()\n"
		       "        return True\n"
		       "\n"
		       "# not on uvicorn.access: its formatter wants the arguments\n"
		       "for handler in [*logging.getLogger().handlers, "
		       "*logging.getLogger(\"uvicorn\").handlers]:\n"
		       "    handler.addFilter(Redact())\n",
	    .mistaken = "A log in which other programs write, too. Point `logs` at the server's own.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-532" },
	  CHECK_LATE,
	  NULL,
	  judge_log_secrets },
	{ { .id = "logging.injection",
	    .level = LEVEL_SAFE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "O7 L1",
	    .title = "Escape sequences do not get into the log",
	    .why = "A path with terminal escapes can hide lines from whoever reads the log, or forge some.",
	    .how = "A path that exists nowhere and ends in %1B[31m is asked for without a token. It fails "
		   "where the log has the escape character itself. Without `logs` the answer is unknown.",
	    .fix = "Log the path as it came, percent-encoded, or as JSON.",
	    .snippet = "logger.info(\"refused %s\", quote(request.url.path))\n",
	    .mistaken = "A collector that decodes when it shows. Look at what is stored.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-117 CWE-150" },
	  CHECK_LATE,
	  reads_escape,
	  judge_injection },
	{ { NULL } },
};
