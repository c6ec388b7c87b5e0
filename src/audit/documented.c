/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/documented.h"

#include <string.h>

#include "audit/probe.h"
#include "base/json.h"

/* Members of an object: a list may be missing where another is there. */
static const struct document {
	const char *label;
	json_type type;
	const char *lists[3], *object, *text;
	gboolean is_long; /* parsed, looked at and dropped */
} documents[] = {
	{ .label = "manifest", .type = JSON_OBJECT, .lists = { "actions", "triggers" } },
	{ .label = "components", .type = JSON_ARRAY },
	{ .label = "openapi", .type = JSON_OBJECT, .object = "paths" },
	{ .label = "connection", .type = JSON_OBJECT, .text = "id" },
	{ .label = "subscriptions", .type = JSON_OBJECT, .lists = { "data" } },
	{ .label = "subscriptions-more", .type = JSON_OBJECT, .lists = { "data" }, .is_long = TRUE },
	{ .label = "subscriptions-rest", .type = JSON_OBJECT, .lists = { "data" } },
	{ .label = "subscription", .type = JSON_OBJECT, .text = "id" },
};

static const struct document *document_of(const char *label)
{
	for (gsize i = 0; i < G_N_ELEMENTS(documents); i++)
		if (strcmp(documents[i].label, label) == 0)
			return &documents[i];
	return NULL;
}

static gboolean lists_fit(const struct document *document, const json_t *json)
{
	guint there = 0;
	for (gsize i = 0; document->lists[i] != NULL; i++) {
		const json_t *list = json_object_get(json, document->lists[i]);
		if (list != NULL && !json_is_array(list))
			return FALSE;
		there += list != NULL;
	}
	return there > 0 || document->lists[0] == NULL;
}

static gboolean fits(const struct document *document, const json_t *json)
{
	return json != NULL && json_typeof(json) == document->type && lists_fit(document, json) &&
	       (document->object == NULL || weir_json_object(json, document->object) != NULL) &&
	       (document->text == NULL || weir_json_text(json, document->text) != NULL);
}

gboolean documented_fits(const char *label, const json_t *json)
{
	const struct document *document = document_of(label);
	return document == NULL || fits(document, json);
}

static gboolean answer_fits(const struct document *document, const Answer *answer)
{
	if (!document->is_long)
		return fits(document, answer_json(answer));
	gsize length;
	const char *text = answer_text(answer, &length);
	g_autoptr(json_t) json = weir_json_read(text, length, NULL, NULL, NULL);
	return fits(document, json);
}

static char *problem_of(const Answer *answer)
{
	const struct document *document = document_of(answer->probe->label);
	int status = answer_status(answer);
	if (document == NULL || status == 0 || status == 429)
		return NULL;
	if (status == 200 && !answer_fits(document, answer))
		return g_strdup_printf("the answer to GET %s is not the JSON that is documented",
				       answer->probe->label);
	if (status == 401 || status == 403)
		return g_strdup_printf("the server refuses GET %s (%d)", answer->probe->label, status);
	if (status != 200 && (status < 400 || status >= 500))
		return g_strdup_printf("GET %s is answered with %d", answer->probe->label, status);
	return NULL;
}

const char *documented_problem(const Answer *constant)
{
	Answer *answer = (Answer *)constant; /* what is kept is no change of it */
	if (!answer->problem_tried)
		answer->problem = problem_of(answer);
	answer->problem_tried = TRUE;
	return answer->problem;
}

guint64 documented_wait(const Exchange *exchange)
{
	const char *text = exchange_header(exchange, "retry-after");
	guint64 seconds = text != NULL ? g_ascii_strtoull(text, NULL, 10) : 1;
	return MAX(seconds, 1);
}

char *documented_limit(const Answer *answer)
{
	guint64 seconds = documented_wait(answer->exchange);
	if (seconds <= DOCUMENTED_LONGEST_WAIT)
		return g_strdup("the server limits requests (429), and did so again after waiting");
	return g_strdup_printf(
		"the server limits requests (429), and wants a wait of %" G_GUINT64_FORMAT " s", seconds);
}
