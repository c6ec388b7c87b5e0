/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/drift.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "model/drift_private.h"

const struct drift_kind drift_kinds[N_DRIFT_KINDS] = {
	[DRIFT_ACTION_ADDED] = { "action-added", "medium", N_("there is a new action") },
	[DRIFT_ACTION_REMOVED] = { "action-removed", "medium", N_("an action is gone") },
	[DRIFT_LISTED_CHANGED] = { "listed-changed", "medium",
				   N_("it stands in other documents of the server than before") },
	[DRIFT_EFFECT_CHANGED] = { "effect-changed", "high",
				   N_("what it does to the world is another thing now") },
	[DRIFT_CALL_CHANGED] = { "call-changed", "medium",
				 N_("whether a connection can call it is another thing now") },
	[DRIFT_REQUIRED_ARGUMENT_ADDED] = { "required-argument-added", "high",
					    N_("a new argument must be given") },
	[DRIFT_ARGUMENT_ADDED] = { "argument-added", "low", N_("a new argument may be given") },
	[DRIFT_ARGUMENT_REMOVED] = { "argument-removed", "medium", N_("an argument is gone") },
	[DRIFT_ARGUMENT_NOW_REQUIRED] = { "argument-now-required", "high",
					  N_("an argument that could be left out must be given") },
	[DRIFT_ARGUMENT_NOW_OPTIONAL] = { "argument-now-optional", "low",
					  N_("an argument that had to be given may be left out") },
	[DRIFT_TYPE_CHANGED] = { "type-changed", "medium", N_("values of another type are wanted") },
	[DRIFT_SCHEMA_WIDENED] = { "schema-widened", "medium",
				   N_("values are taken that were refused before") },
	[DRIFT_SCHEMA_NARROWED] = { "schema-narrowed", "medium",
				    N_("values are refused that were taken before") },
	[DRIFT_SCHEMA_CHANGED] = { "schema-changed", "medium",
				   N_("other values are taken than before, neither more nor fewer of them") },
	[DRIFT_DEFAULT_CHANGED] = { "default-changed", "low", N_("what is left out means something else") },
	[DRIFT_RESULT_CHANGED] = { "result-changed", "low", N_("the result has another schema") },
	[DRIFT_ERRORS_CHANGED] = { "errors-changed", "info", N_("the errors have other schemas") },
	[DRIFT_NEEDS_GREW] = { "needs-grew", "high",
			       N_("an action asks for more of the connection's options or "
				  "secrets") },
	[DRIFT_NEEDS_SHRANK] = { "needs-shrank", "info",
				 N_("an action asks for fewer of the connection's options or secrets") },
	[DRIFT_TRIGGER_ADDED] = { "trigger-added", "low", N_("there is a new trigger") },
	[DRIFT_TRIGGER_REMOVED] = { "trigger-removed", "medium", N_("a trigger is gone") },
	[DRIFT_PAYLOAD_CHANGED] = { "payload-changed", "low", N_("events have another payload") },
	[DRIFT_SUBSCRIPTION_CHANGED] = { "subscription-changed", "medium",
					 N_("a subscription takes other options or secrets") },
	[DRIFT_ROUTE_CHANGED] = { "route-changed", "high", N_("events come in at another route") },
	[DRIFT_GUARD_CHANGED] = { "guard-changed", "high", N_("the route is guarded in another way") },
	[DRIFT_CONNECTION_CHANGED] = { "connection-changed", "medium",
				       N_("a connection takes other options or secrets") },
	[DRIFT_ROUTE_ADDED] = { "route-added", "medium",
				N_("there is a new route that belongs to no trigger") },
	[DRIFT_ROUTE_REMOVED] = { "route-removed", "info",
				  N_("a route that belonged to no trigger is gone") },
	[DRIFT_TEXT_CHANGED] = { "text-changed", "low", N_("it is described in other words") },
	[DRIFT_DOCS_STALE] = { "docs-stale", "low", N_("its schema changed and no word of its docs did") },
	[DRIFT_PERMISSIONS_CHANGED] = { "permissions-changed", "high",
					N_("the server asks for other permissions in the system behind it") },
	[DRIFT_CONTACT_CHANGED] = { "contact-changed", "low", N_("author or contact are others") },
	[DRIFT_RATE_LIMIT_CHANGED] = { "rate-limit-changed", "info",
				       N_("what it says of rate limits is another "
					  "thing") },
	[DRIFT_DOCUMENT_ADDED] = { "document-added", "info", N_("a document is there that was not") },
	[DRIFT_DOCUMENT_REMOVED] = { "document-removed", "medium",
				     N_("a document is not there any more, so what it told is not "
					"compared") },
	[DRIFT_NOT_COMPARED] = { "not-compared", "medium", N_("it is too large or too deep to be compared") },
};

void drift_free(Drift *drift)
{
	if (drift == NULL)
		return;
	g_free(drift->subject);
	g_free(drift->pointer);
	g_free(drift->before);
	g_free(drift->after);
	g_free(drift);
}

static void free_drift(gpointer drift)
{
	drift_free(drift);
}

/* Visible, in one line, cut; the difference of two long texts is shown where it begins. */
static char *shown(const char *text, gsize from)
{
	if (text == NULL)
		return g_strdup("");
	g_autofree char *start =
		text_visible(text + from, (gssize)MIN(strlen(text + from), 4 * DRIFT_TEXT), TEXT_ONE_LINE);
	g_autoptr(GString) out = g_string_new(from > 0 ? "…" : NULL);
	if (g_utf8_strlen(start, -1) > DRIFT_TEXT) {
		g_string_append_len(out, start, g_utf8_offset_to_pointer(start, DRIFT_TEXT - 1) - start);
		g_string_append(out, "…");
	} else {
		g_string_append(out, start);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Both texts are shown from the word in which they part, if that is not near their start. */
static gsize parting(const char *before, const char *after)
{
	gsize at = 0, word = 0;
	if (before == NULL || after == NULL)
		return 0;
	for (; before[at] != '\0' && before[at] == after[at]; at++)
		if (before[at] == ' ' || before[at] == '\n')
			word = at + 1;
	return word > DRIFT_TEXT / 2 ? word : 0;
}

/* Names are a stranger's, and may be as long as the document. */
static char *subject_of(const char *subject)
{
	if (strlen(subject) <= DRIFT_SUBJECT)
		return g_strdup(subject);
	const char *end = g_utf8_find_prev_char(subject, subject + DRIFT_SUBJECT);
	return g_strdup_printf("%.*s…", end != NULL ? (int)(end - subject) : 0, subject);
}

/* What does not exist in the newer document is named by what would hold it. */
static char *existing(const DriftRun *run, Sources document, const char *pointer)
{
	const json_t *json = document == FROM_MANIFEST     ? run->after->manifest
			     : document == FROM_COMPONENTS ? run->after->components
							   : run->after->openapi;
	char *place = g_strdup(pointer);
	while (*place != '\0' && (json == NULL || weir_json_pointer(json, place) == NULL))
		*strrchr(place, '/') = '\0';
	return place;
}

gboolean drift_full(const DriftRun *run)
{
	return run->found->len > DRIFT_MOST;
}

void drift_add(DriftRun *run, const DriftRow *row)
{
	static const DriftRow more = {
		DRIFT_NOT_COMPARED, "server", FROM_MANIFEST, "", NULL, NULL, FALSE, TRUE
	};
	if (drift_full(run))
		return;
	if (run->found->len == DRIFT_MOST)
		row = &more;
	Drift *drift = g_new0(Drift, 1);
	gsize from = parting(row->before, row->after);
	drift->kind = row->kind;
	drift->subject = subject_of(row->subject);
	drift->document = sources_name(row->document);
	drift->pointer = existing(run, row->document, row->pointer);
	drift->before = shown(row->before, from);
	drift->after = shown(row->after, from);
	drift->breaking = row->breaking;
	drift->risky = row->risky;
	g_ptr_array_add(run->found, drift);
}

static gboolean is_empty(const char *text)
{
	return text == NULL || *text == '\0';
}

gboolean drift_text(DriftRun *run, DriftKind kind, const char *subject, Sources document, const char *pointer,
		    const char *before, const char *after)
{
	if ((is_empty(before) && is_empty(after)) || g_strcmp0(before, after) == 0)
		return FALSE;
	drift_add(run, &(DriftRow){ kind, subject, document, pointer, before, after, FALSE, FALSE });
	return TRUE;
}

void drift_listed(DriftRun *run, const DriftRow *place, Sources before, Sources after)
{
	if (((before ^ after) & run->common) == 0)
		return;
	drift_add(run, &(DriftRow){ DRIFT_LISTED_CHANGED, place->subject, place->document, place->pointer,
				    sources_name(before & run->common), sources_name(after & run->common),
				    FALSE, TRUE });
}

/* ---- places and names ---- */

char *drift_list_pointer(const json_t *list, const char *above, const char *name)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (g_strcmp0(weir_json_text(json_array_get(list, i), "name"), name) == 0)
			return g_strdup_printf("%s/%zu", above, i);
	return g_strdup(above);
}

char *drift_entry_pointer(const Server *server, Sources sources, const char *member, const char *name,
			  Sources *document)
{
	if (sources & FROM_MANIFEST) {
		g_autofree char *above = g_strdup_printf("/%s", member);
		*document = FROM_MANIFEST;
		return drift_list_pointer(json_object_get(server->manifest, member), above, name);
	}
	*document = (sources & FROM_COMPONENTS) ? FROM_COMPONENTS : FROM_OPENAPI;
	if (*document == FROM_COMPONENTS)
		return drift_list_pointer(server->components, "", name);
	return g_strdup("/paths");
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect(GHashTable *seen, GPtrArray *names, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		char *const *name = g_ptr_array_index(list, i);
		if (g_hash_table_add(seen, *name))
			g_ptr_array_add(names, *name);
	}
}

G_STATIC_ASSERT(offsetof(Action, name) == 0);
G_STATIC_ASSERT(offsetof(Trigger, name) == 0);
G_STATIC_ASSERT(offsetof(Argument, name) == 0);

GPtrArray *drift_names(const GPtrArray *before, const GPtrArray *after)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *names = g_ptr_array_new();
	collect(seen, names, before);
	collect(seen, names, after);
	g_ptr_array_sort(names, compare_names);
	return names;
}

/* ---- the whole ---- */

static void documents(DriftRun *run)
{
	static const Sources all[] = { FROM_MANIFEST, FROM_COMPONENTS, FROM_OPENAPI };
	for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
		gboolean was = (run->before->sources & all[i]) != 0, is = (run->after->sources & all[i]) != 0;
		g_autofree char *subject = g_strdup_printf("document %s", sources_name(all[i]));
		if (was != is)
			drift_add(run, &(DriftRow){ is ? DRIFT_DOCUMENT_ADDED : DRIFT_DOCUMENT_REMOVED,
						    subject, all[i], "", NULL, NULL, FALSE, was });
	}
}

GPtrArray *drift_compare(const Server *before, const Server *after)
{
	DriftRun run = { .before = before,
			 .after = after,
			 .common = before->sources & after->sources,
			 .work = DRIFT_WORK,
			 .found = g_ptr_array_new_with_free_func(free_drift) };
	run.same_openapi = before->openapi == after->openapi ||
			   (before->openapi != NULL && json_equal(before->openapi, after->openapi));
	drift_actions(&run);
	drift_triggers(&run);
	drift_connection(&run);
	drift_server(&run);
	documents(&run);
	return run.found;
}

static json_t *text_json(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	return json_string(valid);
}

json_t *drift_json(const Drift *drift)
{
	const struct drift_kind *kind = &drift_kinds[drift->kind];
	return json_pack("{s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:b, s:b}", "kind", kind->name, "severity",
			 kind->severity, "subject", text_json(drift->subject), "document", drift->document,
			 "pointer", text_json(drift->pointer), "before", text_json(drift->before), "after",
			 text_json(drift->after), "breaking", drift->breaking, "risky", drift->risky);
}
