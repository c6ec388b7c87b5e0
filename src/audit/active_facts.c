/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/active_facts.h"

#include "audit/probe.h"
#include "base/json.h"
#include "canary/canary_bodies.h"

const json_t *active_facts(const Evidence *evidence)
{
	return weir_json_object(evidence->facts, "active");
}

const char *active_why_not(const Evidence *evidence)
{
	const json_t *facts = active_facts(evidence);
	if (facts == NULL)
		return evidence->broken != NULL ? evidence->broken
						: "nothing was made on the server: this is of level active";
	return weir_json_text(facts, "problem");
}

char *active_subject(const char *name, const char *special)
{
	return special != NULL ? g_strdup_printf("%s %s", name, special) : g_strdup(name);
}

static gboolean is_of(const json_t *event, const char *label, const char *subject)
{
	return g_strcmp0(weir_json_text(event, "label"), label) == 0 &&
	       g_strcmp0(weir_json_text(event, "subject"), subject) == 0;
}

guint active_event_count(const Evidence *evidence, const char *label, const char *subject)
{
	const json_t *events = weir_json_array(active_facts(evidence), "events");
	guint count = 0;
	for (size_t i = 0; i < json_array_size(events); i++)
		count += is_of(json_array_get(events, i), label, subject);
	return count;
}

const json_t *active_event(const Evidence *evidence, const char *label, const char *subject)
{
	const json_t *events = weir_json_array(active_facts(evidence), "events");
	for (size_t i = 0; i < json_array_size(events); i++)
		if (is_of(json_array_get(events, i), label, subject))
			return json_array_get(events, i);
	return NULL;
}

static const json_t *row_of(const json_t *rows, const char *trigger)
{
	for (size_t i = 0; i < json_array_size(rows); i++)
		if (g_strcmp0(weir_json_text(json_array_get(rows, i), "trigger"), trigger) == 0)
			return json_array_get(rows, i);
	return NULL;
}

const json_t *active_canary_of(const Evidence *evidence, const char *trigger)
{
	return row_of(weir_json_array(active_facts(evidence), "subscriptions"), trigger);
}

const char *active_why_unmade(const Evidence *evidence, const char *trigger)
{
	const json_t *row = row_of(weir_json_array(active_facts(evidence), "unmade"), trigger);
	const char *why = row != NULL ? weir_json_text(row, "why") : active_why_not(evidence);
	return why != NULL ? why : "no canary was made for it";
}

gboolean active_is_taken(const Answer *answer)
{
	int status = answer_status(answer);
	return status >= 200 && status < 300;
}

char *active_event_mark(const Evidence *evidence)
{
	return g_strdup_printf("weir-event-%s", evidence_unknown_id(evidence));
}

static void note_connection(AuditReport *report, const json_t *connection)
{
	static const struct {
		const char *what, *words;
	} rows[] = {
		{ CANARY_WITHOUT_SECRET, ", without a secret; it is used again" },
		{ CANARY_BASE_URL, ", to a metadata address" },
	};
	const char *id = weir_json_text(connection, "id"), *what = weir_json_text(connection, "what");
	const char *words = "; it is used again";
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_strcmp0(what, rows[i].what) == 0)
			words = rows[i].words;
	g_ptr_array_add(
		report->notes,
		g_strdup_printf("left on the server, which cannot delete connections: connection %s%s",
				id != NULL ? id : "", words));
}

void active_note_left(const Evidence *evidence, AuditReport *report)
{
	const json_t *facts = active_facts(evidence);
	const json_t *connections = weir_json_array(facts, "connections"),
		     *left = weir_json_array(facts, "left");
	for (size_t i = 0; i < json_array_size(connections); i++)
		note_connection(report, json_array_get(connections, i));
	for (size_t i = 0; i < json_array_size(left); i++) {
		const char *id = weir_json_text(json_array_get(left, i), "id");
		g_ptr_array_add(
			report->notes,
			g_strdup_printf("could not be removed: subscription %s; weir cleanup tries again",
					id != NULL ? id : ""));
	}
}
