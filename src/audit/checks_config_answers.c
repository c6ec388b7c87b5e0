/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What answers tell of the server: traces, versions, what may be cached, whom to ask. */
#include <string.h>

#include "audit/access.h"
#include "audit/checks_config.h"
#include "base/json.h"

enum { SCANNED = 64 * 1024 }; /* bytes of a body: a trace stands at its beginning */

const char *const config_reads_bad_input[] = { "bad-input", NULL };
const char *const config_reads_headers[] = { "manifest", "connection", NULL };
const char *const config_reads_data[] = { "connection", "subscriptions", "subscription", NULL };

/* ---- config.debug ---- */

#define ROOTS "(?:home|srv|usr|opt|app|apps|var|root|etc|code|workspaces?|Users|lib|mnt|data)"
#define KINDS "(?:pyc?|so|toml|cfg|ini|env|ya?ml|conf|sqlite3?|db|pem|key|log)"
#define LIBRARIES                                                                                            \
	"(?:sqlite3|sqlalchemy|psycopg2?|asyncpg|pymongo|redis|requests|urllib3|httpx|aiohttp|jinja2|"       \
	"starlette|fastapi|jsonschema)"
#define DATABASES "(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|redis|amqps?|sqlite)"

static const struct {
	const char *kind, *pattern;
} leaks[] = {
	{ "a stack trace", "Traceback \\(most recent call last\\)"
			   "|File \\\\?\"[^\"\\n]{1,300}\", line [0-9]+"
			   "|(?:\\n|\\\\n)\\s*at [\\w.$<> ]{1,200}\\([^()\\n]{1,300}:[0-9]+(?::[0-9]+)?\\)"
			   "|Werkzeug Debugger" },
	{ "a file path", "(?<![\\w.:/%?=&-])/" ROOTS "/(?:[\\w.+-]+/){0,20}[\\w+-]+\\." KINDS "\\b"
			 "|/(?:site|dist)-packages/" },
	{ "internal configuration", "\\b" DATABASES "(?:\\+\\w+)?://[\\w«]"
				    "|\\bHTTPS?ConnectionPool\\(host="
				    "|\\b" LIBRARIES "(?:\\.\\w+){1,4}(?:Error|Exception)\\b" },
};

/* `which` as in `leaks`; one more is all of them at once, which is what most answers are asked. */
static GRegex *leak_pattern(gsize which)
{
	static GRegex *patterns[G_N_ELEMENTS(leaks) + 1];
	if (patterns[which] != NULL)
		return patterns[which];
	g_autoptr(GString) text = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(leaks); i++)
		if (i == which || which == G_N_ELEMENTS(leaks))
			g_string_append_printf(text, "%s%s", text->len > 0 ? "|" : "", leaks[i].pattern);
	patterns[which] = g_regex_new(text->str, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);
	return patterns[which];
}

/* The words in the body that the pattern found, cut, new; NULL. */
static char *find_leak(const Answer *answer, gsize which)
{
	enum { QUOTED = 120 };
	gsize length;
	const char *text = answer_text(answer, &length);
	g_autoptr(GMatchInfo) match = NULL;
	int start, end;
	if (length == 0 ||
	    !g_regex_match_full(leak_pattern(which), text, (gssize)MIN(length, SCANNED), 0, 0, &match, NULL))
		return NULL;
	if (!g_match_info_fetch_pos(match, 0, &start, &end))
		return NULL;
	return g_utf8_make_valid(text + start, MIN(end - start, QUOTED));
}

struct debug {
	struct {
		guint answers;
		const Answer *first;
		char *quote;
	} kinds[G_N_ELEMENTS(leaks)];
	guint crashes;
	GHashTable *clean; /* GBytes: bodies that show nothing; most refusals are alike */
};

static void look_for_leaks(struct debug *debug, const Answer *answer)
{
	int status = answer_status(answer);
	if (status < 400)
		return;
	debug->crashes += status == 500;
	if (answer->body == NULL || g_hash_table_contains(debug->clean, answer->body))
		return;
	g_autofree char *any = find_leak(answer, G_N_ELEMENTS(leaks));
	if (any == NULL)
		g_hash_table_add(debug->clean, answer->body);
	for (gsize i = 0; any != NULL && i < G_N_ELEMENTS(leaks); i++) {
		char *quote = find_leak(answer, i);
		debug->kinds[i].answers += quote != NULL;
		if (quote == NULL || debug->kinds[i].quote != NULL) {
			g_free(quote);
			continue;
		}
		debug->kinds[i].first = answer;
		debug->kinds[i].quote = quote;
	}
}

/* One finding for each kind: where errors show a trace, all of them do. */
void config_judge_debug(Judgement *judgement, const Evidence *evidence)
{
	g_autoptr(GHashTable) clean = g_hash_table_new(g_bytes_hash, g_bytes_equal);
	struct debug debug = { .clean = clean };
	for (guint i = 0; i < evidence->answers->len; i++)
		look_for_leaks(&debug, evidence->answers->pdata[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(leaks); i++) {
		if (debug.kinds[i].first == NULL)
			continue;
		Finding *finding = judge_fail(judgement, "%s stands in %u answers to bad requests",
					      leaks[i].kind, debug.kinds[i].answers);
		finding_at(finding, NULL, leaks[i].kind);
		finding_shows(finding, debug.kinds[i].first, debug.kinds[i].quote);
		g_free(debug.kinds[i].quote);
	}
	if (judge_failures(judgement) > 0)
		return;
	if (debug.crashes > 0)
		judge_pass(judgement, "%u answers of status 500 show nothing of the inside", debug.crashes);
	else
		judge_unknown(judgement, "no request made the server fail (500), so what it shows then is "
					 "not known");
}

/* ---- config.error-clarity ---- */

static const struct {
	const char *subject, *what, *method, *route;
	Severity severity;
	Origin origin;
} inputs[] = {
	{ "limit", "a limit that is no number", "GET", "/connections/{id}/subscriptions", SEVERITY_LOW,
	  ORIGIN_AUTHOR },
	{ "malformed", "a body that is no JSON", "POST", "/connections", SEVERITY_LOW, ORIGIN_AUTHOR },
	{ "call", "the name of a tool that does not exist", "POST", "/call", SEVERITY_INFO, ORIGIN_SDK },
	{ "dot", "a dot for an id", "GET", "/connections/{id}", SEVERITY_INFO, ORIGIN_SDK },
	{ "deep", "deeply nested JSON", "POST", "/connections", SEVERITY_INFO, ORIGIN_SDK },
};

void config_judge_error_clarity(Judgement *judgement, const Evidence *evidence)
{
	guint clear = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(inputs); i++) {
		const Answer *answer = evidence_answer(evidence, "bad-input", inputs[i].subject);
		int status = answer_status(answer);
		if (status != 500) {
			clear += status >= 400 && status < 500 && status != 401 && status != 429;
			continue;
		}
		Finding *finding = judge_fail(judgement, "%s is answered with 500 instead of what is wrong",
					      inputs[i].what);
		finding_route(finding, inputs[i].method, inputs[i].route);
		finding_at(finding, NULL, inputs[i].what);
		finding_shows(finding, answer, NULL);
		finding_severity(finding_origin(finding, inputs[i].origin), inputs[i].severity);
	}
	if (clear > 0 && access_reaches(evidence))
		judge_pass(judgement, "bad input is answered with 4xx");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, config_reads_bad_input,
				    "no bad input came as far as being looked at");
}

/* ---- config.server-header ---- */

/* Headers that name software; Via has the protocol's version and is none. */
static const char *const software_headers[] = { "server",           "x-powered-by",
						"x-aspnet-version", "x-aspnetmvc-version",
						"x-generator",      "x-runtime",
						"x-version",        "x-app-version" };

/* "uvicorn/0.32.0", "PHP 8.2"; not "uvicorn", "cloudflare", "h2". */
static gboolean has_version(const char *value)
{
	for (const char *c = value; *c != '\0'; c++) {
		gboolean starts = c == value || strchr("/ -v", c[-1]) != NULL;
		gsize digits = strspn(c, "0123456789");
		if (digits == 0)
			continue;
		if (starts && c[digits] == '.' && g_ascii_isdigit(c[digits + 1]))
			return TRUE;
		if (c > value && c[-1] == '/')
			return TRUE;
		c += digits - 1;
	}
	return FALSE;
}

static void judge_headers_of(Judgement *judgement, const Answer *answer, gboolean *told)
{
	for (gsize i = 0; i < G_N_ELEMENTS(software_headers); i++) {
		const char *value = answer_header(answer, software_headers[i]);
		if (value == NULL || told[i] || !has_version(value))
			continue;
		told[i] = TRUE;
		Finding *finding =
			judge_fail(judgement, "the header %s tells a version", software_headers[i]);
		finding_shows(finding_at(finding, NULL, software_headers[i]), answer, value);
	}
}

void config_judge_server_header(Judgement *judgement, const Evidence *evidence)
{
	gboolean told[G_N_ELEMENTS(software_headers)] = { FALSE };
	guint looked_at = 0;
	for (gsize i = 0; config_reads_headers[i] != NULL; i++) {
		const GPtrArray *answers = evidence_answers(evidence, config_reads_headers[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++) {
			judge_headers_of(judgement, answers->pdata[j], told);
			looked_at += answer_status(answers->pdata[j]) != 0;
		}
	}
	if (looked_at > 0)
		judge_pass(judgement, "no header tells a version");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, config_reads_headers, "no answer was seen");
}

/* ---- config.cache ---- */

static gboolean is_never_stored(const Answer *answer)
{
	const char *value = answer_header(answer, "cache-control");
	g_autofree char *lower = value != NULL ? g_ascii_strdown(value, -1) : NULL;
	return lower != NULL && strstr(lower, "no-store") != NULL;
}

void config_judge_cache(Judgement *judgement, const Evidence *evidence)
{
	static const char *const routes[] = { "/connections/{id}", "/connections/{id}/subscriptions",
					      "/connections/{id}/subscriptions/{id}" };
	guint good = 0;
	for (gsize i = 0; config_reads_data[i] != NULL; i++) {
		const GPtrArray *answers = evidence_answers(evidence, config_reads_data[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++) {
			const Answer *answer = answers->pdata[j];
			if (answer_status(answer) != 200)
				continue;
			if (is_never_stored(answer)) {
				good++;
				continue;
			}
			Finding *finding = judge_fail(judgement, "the answer may be cached: no "
								 "Cache-Control: no-store");
			finding_shows(finding_route(finding, "GET", routes[i]), answer,
				      answer_header(answer, "cache-control"));
			break; /* the others are of the same route */
		}
	}
	if (good > 0)
		judge_pass(judgement, "answers with connection and subscription data are not to be stored");
	else if (!judge_has_spoken(judgement))
		access_nothing_told(judgement, evidence, config_reads_data,
				    "no answer with such data was seen: give --connection ID or set "
				    "`connections`");
}

/* ---- config.rate-limit-info, config.contact ---- */

static gboolean is_said(const char *text)
{
	return text != NULL && text[strspn(text, " \t\r\n")] != '\0';
}

static void fail_member(Judgement *judgement, const Evidence *evidence, const char *pointer,
			const char *message)
{
	Finding *finding = judge_fail(judgement, "%s", message);
	finding_document(finding, "manifest", pointer);
	finding_shows(finding, evidence_answer(evidence, "manifest", NULL), NULL);
}

void config_judge_rate_limit_info(Judgement *judgement, const Evidence *evidence)
{
	if (is_said(evidence->server->rate_limit_info))
		judge_pass(judgement, "the manifest tells of rate limits");
	else
		fail_member(judgement, evidence, "/apiRateLimitInfo", "nothing is said of rate limits");
}

void config_judge_contact(Judgement *judgement, const Evidence *evidence)
{
	const Server *server = evidence->server;
	if (!is_said(server->author))
		fail_member(judgement, evidence, "/author", "no author is named");
	if (!is_said(server->email))
		fail_member(judgement, evidence, "/email", "no mail address is given");
	if (!is_said(server->url))
		fail_member(judgement, evidence, "/url", "no page is given");
	if (judge_failures(judgement) == 0)
		judge_pass(judgement, "author, mail address and page are given");
}
