/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials and values that weir holds, wherever they turn up: in documents and source, and in any answer.
 */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/marks.h"
#include "audit/probe.h"
#include "base/json.h"

enum { MOST_MARKS = 50, MOST_HITS = 100 };

static const char *const documents[] = { "manifest", "components", "openapi" };

/* ---- documents and source ---- */

/* The action or trigger that a pointer into the manifest or components is about; borrowed, NULL. */
static const char *subject_of(json_t *document, const char *pointer)
{
	const char *rest = pointer + 1;
	for (int slashes = *rest >= '0' && *rest <= '9' ? 1 : 2; slashes > 0; slashes--) {
		rest = strchr(rest, '/');
		if (rest == NULL)
			return NULL;
		rest++;
	}
	g_autofree char *parent = g_strndup(pointer, (gsize)(rest - 1 - pointer));
	return weir_json_text(weir_json_pointer(document, parent), "name");
}

static void fail_document(Judgement *judgement, const char *name, json_t *document)
{
	g_autoptr(GPtrArray) marks = marks_find(document, NULL, MOST_MARKS);
	for (guint i = 0; i < marks->len; i++) {
		const Mark *mark = marks->pdata[i];
		g_autofree char *words = mark_words(mark->marker);
		g_autofree char *quote = mark_quote(mark->text, mark->marker);
		Finding *finding = judge_fail(judgement, "the %s holds %s", name, words);
		finding_at(finding, subject_of(document, mark->pointer), NULL);
		finding_document(finding, name, mark->pointer);
		finding_shows(finding, NULL, quote);
	}
}

static void fail_hit(Judgement *judgement, const json_t *hit)
{
	const char *file = weir_json_text(hit, "file"), *kind = weir_json_text(hit, "kind");
	gint64 line = weir_json_integer(hit, "line", 0);
	gboolean own = kind != NULL && g_str_has_prefix(kind, "own:");
	Finding *finding = judge_fail(judgement, "line %" G_GINT64_FORMAT " holds %s (%s)", line,
				      own ? "a value that weir holds" : "a credential",
				      kind != NULL ? kind + (own ? strlen("own:") : 0) : "?");
	finding_at(finding, file, kind);
}

static void judge_source(Judgement *judgement, const json_t *source)
{
	const json_t *hits = weir_json_array(source, "hits");
	const char *problem = weir_json_text(source, "problem");
	gint64 files = weir_json_integer(source, "files", 0);
	for (size_t i = 0; i < json_array_size(hits) && i < MOST_HITS; i++)
		fail_hit(judgement, json_array_get(hits, i));
	if (source == NULL)
		finding_severity(judge_unknown(judgement, "the server's source was not looked at: give "
							  "--source DIR"),
				 SEVERITY_LOW);
	else if (problem != NULL)
		judge_unknown(judgement, "the source was not read whole: %s", problem);
	else if (files == 0)
		judge_unknown(judgement, "the source folder holds no file that could be read");
	else if (json_array_size(hits) == 0)
		judge_pass(judgement,
			   "%" G_GINT64_FORMAT " files of the source hold no credential; %" G_GINT64_FORMAT
			   " over 1 MiB were left out",
			   files, weir_json_integer(source, "large", 0));
}

static void judge_documents(Judgement *judgement, const Evidence *evidence)
{
	const Server *server = evidence->server;
	json_t *const parts[] = { server->manifest, server->components, server->openapi };
	guint before = judge_failures(judgement);
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i] != NULL)
			fail_document(judgement, documents[i], parts[i]);
	if (judge_failures(judgement) == before)
		judge_pass(judgement, "manifest, components and OpenAPI document hold no credential");
}

static void judge_hardcoded(Judgement *judgement, const Evidence *evidence)
{
	judge_model(judgement, documents, judge_documents);
	judge_source(judgement, weir_json_object(evidence->facts, "source"));
}

/* ---- any answer ---- */

/* Checks that have judged a member already: subscription-echo, install-instructions. */
static gboolean is_judged_member(const char *member)
{
	return strcmp(member, "secrets") == 0 || strcmp(member, "postInstallInstructions") == 0;
}

/* What level active asked, and in which named checks look for its canaries. */
static gboolean is_judged_at_active(const char *label)
{
	static const char *const labels[] = { "canary-connection",
					      "connection-without-secret",
					      "connection-base-url",
					      "canary-subscription",
					      "callback-refused",
					      "subscription-extra",
					      "isolated-subscription",
					      "call-read",
					      "call-read-again",
					      "call-without-secret",
					      NULL };
	return g_strv_contains(labels, label);
}

/* TRUE if the whole body is another check's: hardcoded, form-metadata. */
static gboolean is_judged_body(const Answer *answer, const char *prefix)
{
	if (strcmp(answer->probe->label, "canary-form") == 0)
		return TRUE;
	if (mark_is_own(prefix) && is_judged_at_active(answer->probe->label))
		return TRUE;
	return answer_status(answer) == 200 && (strcmp(answer->probe->label, "form") == 0 ||
						(strcmp(answer->probe->label, "manifest") == 0 ||
						 strcmp(answer->probe->label, "components") == 0 ||
						 strcmp(answer->probe->label, "openapi") == 0));
}

/* Subscriptions and connections, whose secrets are judged elsewhere, whoever asked for them. */
static gboolean has_judged_members(const Answer *answer)
{
	return strstr(answer->exchange->url, "/subscriptions") != NULL ||
	       g_str_has_prefix(answer->probe->label, "subscription") ||
	       strcmp(answer->probe->label, "connection") == 0;
}

typedef struct {
	Judgement *judgement;
	const Evidence *evidence;
	const char *prefix;
	GHashTable *told; /* places: one failure each */
} Search;

static gboolean is_new(Search *search, const char *marker, const char *place)
{
	return g_hash_table_add(search->told, g_strconcat(marker, "\n", place, NULL));
}

static void fail_header(Search *search, const Answer *answer, const Header *header)
{
	g_autofree char *marker = mark_in(header->value, search->prefix);
	if (marker == NULL || !is_new(search, marker, header->name))
		return;
	g_autofree char *words = mark_words(marker);
	g_autofree char *name = g_ascii_strdown(header->name, -1);
	Finding *finding = judge_fail(search->judgement, "the header %s of an answer holds %s", name, words);
	finding_at(finding, NULL, name);
	finding_shows(finding, answer, marker);
}

static void fail_body(Search *search, const Answer *answer, const char *marker, const char *pointer)
{
	g_autofree char *path = answer_path(search->evidence, answer);
	if (!is_new(search, marker, path))
		return;
	g_autofree char *words = mark_words(marker);
	Finding *finding = judge_fail(search->judgement, "the answer holds %s", words);
	finding_route(finding, answer->exchange->method != NULL ? answer->exchange->method : "GET", path);
	finding_document(finding, NULL, pointer);
	finding_shows(finding, answer, marker);
}

/* A list: only what no other check has looked at. */
static void search_members(Search *search, const Answer *answer)
{
	json_t *json = answer_json(answer);
	g_autoptr(GPtrArray) marks = marks_find(json, is_judged_member, MOST_MARKS);
	for (guint i = 0; i < marks->len; i++) {
		const Mark *mark = marks->pdata[i];
		g_autofree char *marker = mark_in(mark->text, search->prefix);
		if (marker != NULL)
			fail_body(search, answer, marker, mark->pointer);
	}
}

static void search_answer(Search *search, const Answer *answer)
{
	if (!answer_is_marked(answer))
		return;
	for (guint i = 0; i < answer->exchange->headers->len; i++)
		fail_header(search, answer, answer->exchange->headers->pdata[i]);
	gsize length;
	const char *body = answer_text(answer, &length);
	if (is_judged_body(answer, search->prefix) ||
	    memmem(body, length, search->prefix, strlen(search->prefix)) == NULL)
		return;
	if (has_judged_members(answer) && answer_json(answer) != NULL) {
		search_members(search, answer);
		return;
	}
	g_autofree char *text = g_strndup(body, length);
	g_autofree char *marker = mark_in(text, search->prefix);
	if (marker != NULL)
		fail_body(search, answer, marker, NULL);
}

/* Refusals and empty answers have little to give away. */
static gboolean says_something(const Answer *answer)
{
	gsize length;
	answer_text(answer, &length);
	return length > 0 && answer_status(answer) >= 200 && answer_status(answer) < 300;
}

static void search_all(Judgement *judgement, const Evidence *evidence, const char *prefix, const char *what)
{
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Search search = { judgement, evidence, prefix, told };
	gboolean said_something = FALSE;
	for (guint i = 0; i < evidence->answers->len; i++) {
		search_answer(&search, evidence->answers->pdata[i]);
		said_something = said_something || says_something(evidence->answers->pdata[i]);
	}
	if (judge_failures(judgement) > 0)
		return;
	if (!said_something)
		judge_unknown(judgement, "all %u answers are refusals or empty, so that they tell nothing",
			      evidence->answers->len);
	else
		judge_pass(judgement, "%u answers hold %s", evidence->answers->len, what);
}

static void judge_own_value(Judgement *judgement, const Evidence *evidence)
{
	if (evidence->offline)
		judge_unknown(judgement, "only documents were given: nothing was asked");
	else if (json_array_size(json_object_get(evidence->facts, "own")) == 0)
		judge_skip(judgement, "weir holds no value of this server that could be looked for");
	else
		search_all(judgement, evidence, "«own:", "no value that weir holds");
}

static void judge_pattern(Judgement *judgement, const Evidence *evidence)
{
	if (evidence->offline)
		judge_unknown(judgement, "only documents were given: nothing was asked");
	else
		search_all(judgement, evidence, "«cred:", "nothing of a credential's format");
}

/* ---- the rows ---- */

static const char *const reads_documents[] = { "components", "openapi", NULL };

const struct check checks_secrets_seen[] = {
	{ { .id = "secrets.hardcoded",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K5 B4",
	    .title = "No credential stands in documents or source",
	    .why = "A key in an example, a default or a test is published with every copy of the manifest "
		   "and the repository, and stays in its history. Whoever finds it can use it until it is "
		   "replaced.",
	    .how = "Every text of manifest, components and OpenAPI document is searched for values that "
		   "weir holds and for the formats of credentials that vendors document. With --source DIR "
		   "the files below "
		   "that folder are, too; without it the answer on the source is unknown.",
	    .fix = "Replace the credential at once: it must be taken for known. Then take it out of the "
		   "text, and read it from the connection's Secrets or the environment.",
	    .snippet = "API_KEY = os.environ[\"DESK_API_KEY\"]      # not in code\n"
		       "example = Field(examples=[\"<your API key>\"])  # not in an example\n",
	    .mistaken = "A made-up key of the right form in a document. Write it so that it cannot be one: "
			"<API key>.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-798 CWE-540" },
	  CHECK_NEEDS_MANIFEST | CHECK_PROBES_OPTIONAL,
	  reads_documents,
	  judge_hardcoded },
	{ { .id = "secrets.own-value",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K4 B4",
	    .title = "No answer holds a value that weir holds",
	    .why = "A server that repeats its token, its engine key or a signing secret hands it to every "
		   "client, proxy and log on the way.",
	    .how = "Headers and bodies of all answers of this audit are searched for every value that weir "
		   "holds for the server: as it is, as base64, base64url, hex, percent-encoded and "
		   "JSON-escaped. Places that another check judges by name are left out.",
	    .fix = "Find where the value is put into the answer and take it out; then replace it, since "
		   "whoever saw an answer may have it.",
	    .snippet = "response.headers[\"x-request\"] = uuid4().hex   # never a token or a part of one\n",
	    .mistaken = "A token so short or common that it turns up by chance. It should be replaced by a "
			"random one anyway.",
	    .owasp = "API3:2023 API8:2023",
	    .cwe = "CWE-200 CWE-522" },
	  CHECK_READS_ALL,
	  NULL,
	  judge_own_value },
	{ { .id = "secrets.pattern",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K4 B4",
	    .title = "No answer holds what looks like a credential",
	    .why = "A key of another system in an answer can be used by everybody who gets the answer, and "
		   "stays in logs and traces.",
	    .how = "Headers and bodies of all answers of this audit are searched for the formats of "
		   "credentials that vendors document, with their checksums where they have one. Places "
		   "that another check judges by name are left out.",
	    .fix = "Replace the credential, then return only the fields that the caller needs.",
	    .snippet = "@app.exception_handler(DeskError)\n"
		       "async def desk_failed(request, error):\n"
		       "    return JSONResponse({\"detail\": \"the desk refused\"}, status_code=502)\n",
	    .mistaken = "A public identifier that has the form of a key. Suppress it with its place as a "
			"false positive.",
	    .owasp = "API3:2023 API8:2023",
	    .cwe = "CWE-200 CWE-522" },
	  CHECK_READS_ALL,
	  NULL,
	  judge_pattern },
	{ { NULL } },
};
