/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/evidence.h"

#include <string.h>

#include "audit/documented.h"
#include "audit/documents.h"
#include "audit/probe.h"
#include "base/json.h"

#define MARKER_BEGIN "«"

enum { EXCERPT = 1024, SHORT_PAGE = 4096 };

static void answer_free(gpointer memory)
{
	Answer *answer = memory;
	g_free(answer->subject);
	g_free(answer->problem);
	exchange_unref(answer->exchange);
	exchange_unref(answer->excerpt);
	g_clear_pointer(&answer->body, g_bytes_unref);
	g_clear_pointer(&answer->sent, g_bytes_unref);
	json_decref(answer->json);
	g_free(answer);
}

static void free_array(gpointer array)
{
	g_ptr_array_unref(array);
}

static guint name_hash(gconstpointer memory)
{
	const Answer *answer = memory;
	return g_str_hash(answer->probe->label) * 31 + g_str_hash(answer->subject);
}

static gboolean same_name(gconstpointer a, gconstpointer b)
{
	const Answer *one = a, *other = b;
	return strcmp(one->probe->label, other->probe->label) == 0 &&
	       strcmp(one->subject, other->subject) == 0;
}

Evidence *evidence_new(const Target *target, AuditLevel level)
{
	Evidence *evidence = g_new0(Evidence, 1);
	evidence->target = target;
	evidence->level = level;
	evidence->facts = json_object();
	evidence->answers = g_ptr_array_new_with_free_func(answer_free);
	evidence->by_name = g_hash_table_new(name_hash, same_name);
	evidence->labels = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_array);
	return evidence;
}

void evidence_free(Evidence *evidence)
{
	if (evidence == NULL)
		return;
	server_free(evidence->server);
	json_decref(evidence->facts);
	g_hash_table_unref(evidence->by_name);
	g_hash_table_unref(evidence->labels);
	g_clear_pointer(&evidence->indices, g_hash_table_unref);
	subscriptions_unref(evidence->rows);
	g_ptr_array_unref(evidence->answers);
	g_free(evidence->broken);
	g_free(evidence);
}

static GPtrArray *label_answers(Evidence *evidence, const char *label)
{
	GPtrArray *answers = g_hash_table_lookup(evidence->labels, label);
	if (answers != NULL)
		return answers;
	answers = g_ptr_array_new();
	g_hash_table_insert(evidence->labels, (gpointer)label, answers);
	return answers;
}

Answer *evidence_add(Evidence *evidence, const struct probe *probe, const char *subject, Exchange *exchange,
		     GBytes *body, GBytes *sent)
{
	Answer *answer = g_new0(Answer, 1);
	answer->probe = probe;
	answer->subject = g_strdup(subject != NULL ? subject : "");
	answer->exchange = exchange_ref(exchange);
	answer->body = body != NULL ? g_bytes_ref(body) : NULL;
	answer->sent = sent != NULL ? g_bytes_ref(sent) : NULL;
	answer->no_excerpt = evidence->no_excerpts;
	g_ptr_array_add(evidence->answers, answer);
	g_ptr_array_add(label_answers(evidence, probe->label), answer);
	g_hash_table_add(evidence->by_name, answer);
	return answer;
}

void evidence_add_document(Evidence *evidence, const char *label, json_t *document)
{
	static const char *const paths[][2] = { { "manifest", "/manifest" },
						{ "components", "/components" },
						{ "openapi", "/openapi.json" } };
	g_autoptr(Exchange) exchange = exchange_new();
	exchange->target = g_ref_string_new(target_name(evidence->target));
	exchange->method = g_strdup("GET");
	exchange->status = 200;
	exchange->reason = g_strdup("OK");
	g_strlcpy(exchange->http_version, "1.1", sizeof exchange->http_version);
	exchange->finished = TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		if (strcmp(paths[i][0], label) == 0)
			exchange->url = g_strconcat(evidence->target->url, paths[i][1], NULL);
	exchange_add_header(exchange->headers, "content-type", "application/json");
	char *text = weir_json_print(document);
	g_autoptr(GBytes) body = g_bytes_new_take(text, strlen(text));
	Answer *answer = evidence_add(evidence, probe_find(label), "", exchange, body, NULL);
	answer->json = json_incref(document);
	answer->json_tried = TRUE;
}

const Answer *evidence_answer(const Evidence *evidence, const char *label, const char *subject)
{
	const struct probe probe = { .label = label };
	const Answer name = { .probe = &probe, .subject = (char *)(subject != NULL ? subject : "") };
	return g_hash_table_lookup(evidence->by_name, &name);
}

const GPtrArray *evidence_answers(const Evidence *evidence, const char *label)
{
	return g_hash_table_lookup(evidence->labels, label);
}

static json_t *document(const Evidence *evidence, const char *label)
{
	const Answer *answer = evidence_answer(evidence, label, NULL);
	return answer_status(answer) == 200 ? answer_json(answer) : NULL;
}

void evidence_build_server(Evidence *evidence)
{
	json_t *manifest = document(evidence, "manifest"), *components = document(evidence, "components");
	json_t *openapi = document(evidence, "openapi");
	server_free(evidence->server);
	evidence->server = NULL;
	/* A document of another shape must not take the others with it, nor be taken for an empty one. */
	if (!documented_fits("manifest", manifest))
		manifest = NULL;
	if (!documented_fits("components", components))
		components = NULL;
	if (!documented_fits("openapi", openapi))
		openapi = NULL;
	if (manifest != NULL || components != NULL || openapi != NULL)
		evidence->server = documents_build(manifest, components, openapi, evidence->target);
}

/* A page is parsed, packed and dropped: 100,000 subscriptions would be 350 MiB of JSON. */
static void add_pages(Evidence *evidence, const char *label, gboolean counts)
{
	const GPtrArray *pages = evidence_answers(evidence, label);
	for (guint i = 0; pages != NULL && i < pages->len; i++) {
		const Answer *answer = pages->pdata[i];
		SubscriptionsPage did = { .total = -1 };
		g_autoptr(json_t) page = answer_status(answer) == 200 ? answer_page(answer) : NULL;
		if (page == NULL || !subscriptions_add_page(evidence->rows, page, &did, NULL))
			continue;
		if (!counts)
			continue;
		/* A total is what a stranger says. */
		if (did.total < 0 || evidence->rows_total < 0 ||
		    did.total > G_MAXINT64 - evidence->rows_total)
			evidence->rows_total = -1;
		else
			evidence->rows_total += did.total;
	}
}

const Subscriptions *evidence_subscriptions(const Evidence *constant, gint64 *total)
{
	Evidence *evidence = (Evidence *)constant; /* rows that are kept are no change of it */
	if (evidence->rows == NULL) {
		evidence->rows = subscriptions_new();
		add_pages(evidence, "subscriptions", TRUE);
		add_pages(evidence, "subscriptions-more", FALSE);
	}
	if (total != NULL)
		*total = evidence->rows_total;
	return evidence->rows;
}

/* ---- answers ---- */

int answer_status(const Answer *answer)
{
	return answer != NULL && answer->exchange->error == NULL ? answer->exchange->status : 0;
}

json_t *answer_json(const Answer *constant)
{
	Answer *answer = (Answer *)constant; /* what it parses to is no change of it */
	if (answer == NULL)
		return NULL;
	gsize length;
	const char *text = answer_text(answer, &length);
	if (!answer->json_tried && length > 0)
		answer->json = documents_are_asked_for(answer->probe->label)
				       ? documents_read(answer->body)
				       : weir_json_read(text, length, NULL, NULL, NULL);
	answer->json_tried = TRUE;
	return answer->json;
}

json_t *answer_page(const Answer *answer)
{
	gsize length;
	const char *text = answer_text(answer, &length);
	return length <= SHORT_PAGE ? json_incref(answer_json(answer))
				    : weir_json_read(text, length, NULL, NULL, NULL);
}

const char *answer_text(const Answer *answer, gsize *length)
{
	*length = 0;
	const char *text =
		answer != NULL && answer->body != NULL ? g_bytes_get_data(answer->body, length) : NULL;
	return text != NULL ? text : "";
}

const char *answer_header(const Answer *answer, const char *name)
{
	return answer != NULL ? exchange_header(answer->exchange, name) : NULL;
}

gboolean answer_body_holds(const Answer *answer, const char *text)
{
	gsize length;
	const char *body = answer_text(answer, &length);
	return memmem(body, length, text, strlen(text)) != NULL;
}

gboolean answer_header_holds(const Answer *answer, const char *text)
{
	return answer != NULL && exchange_headers_hold(answer->exchange->headers, text);
}

gboolean answer_is_marked(const Answer *constant)
{
	Answer *answer = (Answer *)constant; /* what is known of it is no change of it */
	gsize length;
	const char *body = answer_text(answer, &length);
	/* By its first byte: other texts have few of them. */
	if (!answer->marks_tried)
		answer->marked = memchr(body, MARKER_BEGIN[0], length) != NULL ||
				 answer_header_holds(answer, MARKER_BEGIN);
	answer->marks_tried = TRUE;
	return answer->marked;
}

Exchange *answer_excerpt(const Answer *constant)
{
	Answer *answer = (Answer *)constant; /* a copy that is kept is no change of it */
	if (answer->excerpt == NULL && !answer->no_excerpt)
		answer->excerpt = exchange_excerpt(answer->exchange, answer->body, answer->sent, EXCERPT);
	return answer->excerpt;
}

const char *answer_detail(const Answer *answer)
{
	json_t *json = answer_json(answer);
	return json_is_object(json) ? weir_json_text(json, "detail") : NULL;
}
