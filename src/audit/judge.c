/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens around a judge: see audit/check.h. */
#include <stdarg.h>
#include <string.h>

#include "audit/check.h"
#include "audit/documented.h"
#include "audit/documents.h"
#include "audit/probe.h"
#include "base/digest.h"
#include "base/json.h"

struct Judgement {
	const struct check *check;
	const Evidence *evidence;
	GPtrArray *said; /* Finding * */
	guint failures;
};

Finding *judge_say(Judgement *judgement, Verdict verdict, const char *format, ...)
{
	Finding *finding = finding_new(&judgement->check->info, verdict);
	va_list arguments;
	va_start(arguments, format);
	finding->message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(judgement->said, finding);
	judgement->failures += verdict == VERDICT_FAIL;
	return finding;
}

guint judge_failures(const Judgement *judgement)
{
	return judgement->failures;
}

gboolean judge_has_spoken(const Judgement *judgement)
{
	return judgement->said->len > 0;
}

static void set(char **place, const char *text)
{
	if (text == NULL)
		return;
	g_free(*place);
	*place = g_strdup(text);
}

Finding *finding_at(Finding *finding, const char *subject, const char *argument)
{
	set(&finding->subject, subject);
	set(&finding->argument, argument);
	return finding;
}

Finding *finding_document(Finding *finding, const char *document, const char *pointer)
{
	set(&finding->document, document);
	set(&finding->pointer, pointer);
	return finding;
}

Finding *finding_route(Finding *finding, const char *method, const char *path)
{
	g_free(finding->route);
	finding->route = g_strdup_printf("%s %s", method, path);
	return finding;
}

Finding *finding_shows(Finding *finding, const Answer *answer, const char *quote)
{
	set(&finding->quote, quote);
	Exchange *excerpt = answer != NULL ? answer_excerpt(answer) : NULL;
	if (excerpt == NULL)
		return finding;
	exchange_unref(finding->exchange);
	finding->exchange = exchange_ref(excerpt);
	return finding;
}

Finding *finding_severity(Finding *finding, Severity severity)
{
	finding->severity = severity;
	return finding;
}

Finding *finding_origin(Finding *finding, Origin origin)
{
	finding->origin = origin;
	return finding;
}

/* ---- pointers ---- */

/* "a\nNAME" and "t\nNAME" -> index + 1 in the manifest. */
static void index_names(GHashTable *indices, const json_t *list, char kind)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *row = json_array_get(list, i);
		const char *name = weir_json_text(row, "name");
		const json_t *function = weir_json_object(
			weir_json_object(weir_json_object(row, "schema"), "call"), "function");
		if (name == NULL && kind == 'a')
			name = weir_json_text(function, "name");
		if (name == NULL)
			continue;
		char *key = g_strdup_printf("%c\n%s", kind, name);
		if (g_hash_table_contains(indices, key))
			g_free(key);
		else
			g_hash_table_insert(indices, key, GUINT_TO_POINTER((guint)i + 1));
	}
}

static char *pointer_of(const Evidence *constant, const char *list, char kind, const char *name,
			const char *rest)
{
	Evidence *evidence = (Evidence *)constant; /* an index that is kept is no change of it */
	if (evidence->indices == NULL) {
		const json_t *manifest = evidence->server != NULL ? evidence->server->manifest : NULL;
		evidence->indices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		index_names(evidence->indices, weir_json_array(manifest, "actions"), 'a');
		index_names(evidence->indices, weir_json_array(manifest, "triggers"), 't');
	}
	g_autofree char *key = g_strdup_printf("%c\n%s", kind, name);
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(evidence->indices, key));
	return index > 0 ? g_strdup_printf("/%s/%u%s", list, index - 1, rest != NULL ? rest : "") : NULL;
}

char *pointer_of_action(const Evidence *evidence, const Action *action, const char *rest)
{
	return pointer_of(evidence, "actions", 'a', action->name, rest);
}

char *pointer_of_trigger(const Evidence *evidence, const Trigger *trigger, const char *rest)
{
	return pointer_of(evidence, "triggers", 't', trigger->name, rest);
}

/* ---- fingerprints ---- */

/* "/data/3/secrets" -> "/data/-/secrets". */
static char *without_numbers(const char *pointer)
{
	g_autoptr(GString) out = g_string_new(NULL);
	while (*pointer == '/') {
		gsize length = strcspn(pointer + 1, "/");
		gboolean number = length > 0 && strspn(pointer + 1, "0123456789") == length;
		g_string_append_len(out, pointer, number ? 1 : (gssize)length + 1);
		if (number)
			g_string_append_c(out, '-');
		pointer += length + 1;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Rows of the manifest may move: what is named is not also counted.  Rows of an answer move whenever a
 * subscription is made: they are not counted at all. */
static char *steady_pointer(const Finding *finding)
{
	const char *pointer = finding->pointer;
	if (pointer == NULL)
		return g_strdup("");
	for (int steps = 0; finding->subject != NULL && steps < 2 && *pointer == '/'; steps++)
		pointer += 1 + strcspn(pointer + 1, "/");
	return finding->document == NULL ? without_numbers(pointer) : g_strdup(pointer);
}

static void fingerprint(Finding *finding, const Target *target)
{
	g_autoptr(GString) text = g_string_sized_new(256);
	g_autofree char *pointer = steady_pointer(finding);
	const char *parts[] = { finding->check->id, target_name(target), finding->route,
				finding->subject,   finding->document,   pointer,
				finding->argument };
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_string_append(text, parts[i] != NULL ? parts[i] : "");
		g_string_append_c(text, '\0');
	}
	char hex[DIGEST_HEX];
	digest_sha256_hex(text->str, text->len, hex);
	finding->fingerprint = g_strndup(hex, 32);
}

/* ---- one check ---- */

static const char *const documents[] = { "manifest", "components", "openapi" };

/* Why a document that the judge needs is not there; NULL: all are. */
static char *missing_document(const struct check *check, const Evidence *evidence, Verdict *verdict)
{
	static const Sources sources[] = { FROM_MANIFEST, FROM_COMPONENTS, FROM_OPENAPI };
	Sources have = evidence->server != NULL ? evidence->server->sources : 0;
	for (gsize i = 0; i < G_N_ELEMENTS(documents); i++) {
		if (!(check->flags & (1u << i)) || (have & sources[i]))
			continue;
		const Answer *answer = evidence_answer(evidence, documents[i], NULL);
		*verdict = answer == NULL && evidence->broken == NULL ? VERDICT_UNKNOWN : VERDICT_ERROR;
		if (answer == NULL)
			return g_strdup_printf("the %s is not there: %s", documents[i],
					       evidence->broken != NULL ? evidence->broken
									: "it was not given");
		if (answer->exchange->error != NULL)
			return g_strdup_printf("the %s could not be read: %s", documents[i],
					       answer->exchange->error->message);
		return g_strdup_printf(
			"the %s could not be read: status %d%s", documents[i], answer->exchange->status,
			answer->exchange->status == 200 ? ", but not the JSON of such a document" : "");
	}
	return NULL;
}

/* Why an answer that the check reads does not count; NULL: it does. */
static char *broken_answer(const Answer *answer)
{
	if (answer->exchange->error != NULL)
		return g_strdup_printf("%s %s: %s", answer->exchange->method, answer->probe->label,
				       answer->exchange->error->message);
	return NULL;
}

static char *broken_label(const Evidence *evidence, const char *label, Verdict *verdict)
{
	const GPtrArray *answers = evidence_answers(evidence, label);
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		char *why = broken_answer(answer);
		*verdict = VERDICT_ERROR;
		if (why != NULL)
			return why;
		if (documented_problem(answer) != NULL)
			return g_strdup(documented_problem(answer));
		if (answer->exchange->status == 429 && !answer->probe->tolerates_limit) {
			*verdict = VERDICT_UNKNOWN;
			return documented_limit(answer);
		}
	}
	*verdict = VERDICT_ERROR;
	return answers == NULL && evidence->broken != NULL ? g_strdup(evidence->broken) : NULL;
}

/* Why a pass of this check may not stand; NULL: it may. */
static char *broken_evidence(const struct check *check, const Evidence *evidence, Verdict *verdict)
{
	if (check->flags & CHECK_TOLERATES_SILENCE)
		return NULL;
	for (gsize i = 0; check->probes != NULL && check->probes[i] != NULL; i++) {
		char *why = broken_label(evidence, check->probes[i], verdict);
		if (why != NULL)
			return why;
	}
	for (guint i = 0; (check->flags & CHECK_READS_ALL) && i < evidence->answers->len; i++) {
		const Answer *answer = evidence->answers->pdata[i];
		if (answer->probe->tolerates_silence)
			continue;
		char *why = broken_answer(answer);
		*verdict = VERDICT_ERROR;
		if (why != NULL)
			return why;
	}
	*verdict = VERDICT_ERROR;
	return (check->flags & CHECK_READS_ALL) && evidence->broken != NULL ? g_strdup(evidence->broken)
									    : NULL;
}

static gboolean is_good_news(const Finding *finding)
{
	return finding->verdict == VERDICT_PASS || finding->verdict == VERDICT_SKIPPED;
}

/* A pass beside a failure says nothing; a pass on broken evidence is none. */
static void settle(Judgement *judgement)
{
	Verdict verdict = VERDICT_ERROR;
	g_autofree char *why = broken_evidence(judgement->check, judgement->evidence, &verdict);
	gboolean replaced = FALSE;
	for (guint i = judgement->said->len; i-- > 0;) {
		Finding *finding = judgement->said->pdata[i];
		if (!is_good_news(finding) || (why == NULL && judgement->failures == 0))
			continue;
		replaced = replaced || why != NULL;
		g_ptr_array_remove_index(judgement->said, i);
	}
	if (replaced)
		judge_say(judgement, verdict, "%s", why);
	if (judgement->said->len == 0)
		judge_say(judgement, VERDICT_ERROR,
			  "the check said nothing: please report this as a fault of weir");
}

static void not_asked(Judgement *judgement)
{
	judge_unknown(judgement, "only documents were given: nothing was asked");
}

/* Ten thousand actions of thirty spots each; a bushy schema in each of them would be millions. */
enum { CHECK_SPOTS = 300000 };

static void free_finding(gpointer finding)
{
	finding_unref(finding);
}

static GPtrArray *findings_new(void)
{
	return g_ptr_array_new_with_free_func(free_finding);
}

void judge_model(Judgement *judgement, gconstpointer part,
		 void (*judge)(Judgement *judgement, const Evidence *evidence))
{
	GHashTable *all = documents_said(judgement->evidence->server);
	const GPtrArray *known = all != NULL ? g_hash_table_lookup(all, part) : NULL;
	guint before = judgement->said->len;
	if (known == NULL) {
		judge(judgement, judgement->evidence);
		if (all == NULL)
			return;
		GPtrArray *copies = findings_new();
		for (guint i = before; i < judgement->said->len; i++)
			g_ptr_array_add(copies, finding_copy(judgement->said->pdata[i]));
		g_hash_table_insert(all, (gpointer)part, copies);
		return;
	}
	for (guint i = 0; i < known->len; i++) {
		Finding *finding = finding_copy(known->pdata[i]);
		g_ptr_array_add(judgement->said, finding);
		judgement->failures += finding->verdict == VERDICT_FAIL;
	}
}

static void run(Judgement *judgement)
{
	const struct check *check = judgement->check;
	const Evidence *evidence = judgement->evidence;
	Verdict verdict = VERDICT_ERROR;
	g_autofree char *missing = missing_document(check, evidence, &verdict);
	if (missing != NULL)
		judge_say(judgement, verdict, "%s", missing);
	else if (evidence->offline && check->probes != NULL && !(check->flags & CHECK_PROBES_OPTIONAL))
		not_asked(judgement);
	else if (check->flags & CHECK_OF_MODEL)
		judge_model(judgement, check, check->judge);
	else
		check->judge(judgement, evidence);
}

void check_judge(const struct check *check, const Evidence *evidence, GPtrArray *findings)
{
	((Evidence *)evidence)->spots = CHECK_SPOTS; /* a budget is no change of it */
	g_autoptr(GPtrArray) said = findings_new();
	Judgement judgement = { check, evidence, said, 0 };
	run(&judgement);
	settle(&judgement);
	for (guint i = 0; i < said->len; i++) {
		Finding *finding = said->pdata[i];
		fingerprint(finding, evidence->target);
		g_ptr_array_add(findings, finding_ref(finding));
	}
}
