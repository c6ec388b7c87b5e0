/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Triggers: which there are, what their events hold, where they come in and what guards that. */
#include <string.h>

#include "model/drift_private.h"

static char *effect_text(const TriggerEffect *effect)
{
	return g_strdup_printf("on subscribe %s, on event %s", on_subscribe_name(effect->on_subscribe),
			       on_event_name(effect->on_event));
}

static void compare_effects(DriftRun *run, const Trigger *was, const Trigger *is, const DriftRow *place)
{
	g_autofree char *before = effect_text(was->effect), *after = effect_text(is->effect);
	if (strcmp(before, after) == 0)
		return;
	gboolean worse = was->effect->on_event != ON_EVENT_ALL && is->effect->on_event == ON_EVENT_ALL;
	worse = worse || (was->effect->on_subscribe != ON_SUBSCRIBE_REGISTERS &&
			  is->effect->on_subscribe == ON_SUBSCRIBE_REGISTERS);
	drift_add(run, &(DriftRow){ DRIFT_EFFECT_CHANGED, place->subject, place->document, place->pointer,
				    before, after, FALSE, worse });
}

/* A manifest's schemas lead nowhere else. */
static json_t *further(const DriftRow *place, const Server *server)
{
	return place->document == FROM_OPENAPI ? server->openapi : NULL;
}

static void compare_payloads(DriftRun *run, const Trigger *was, const Trigger *is, const DriftRow *place)
{
	json_t *old_roots[] = { was->payload_root, further(place, run->before), NULL };
	json_t *new_roots[] = { is->payload_root, further(place, run->after), NULL };
	g_autofree char *pointer = g_strdup_printf("%s/schema/properties/payload", place->pointer);
	drift_whole(run, &(DriftWhole){ DRIFT_PAYLOAD_CHANGED, place->subject, "payload", place->document,
					pointer, was->payload, is->payload, old_roots, new_roots });
}

static void compare_options(DriftRun *run, const Trigger *was, const Trigger *is, const DriftRow *place)
{
	json_t *old_roots[] = { was->options_root, further(place, run->before), NULL };
	json_t *new_roots[] = { is->options_root, further(place, run->after), NULL };
	g_autofree char *pointer =
		g_strdup_printf("%s/subscriptionSchema/properties/data/properties/options", place->pointer);
	drift_fields(run, &(DriftFields){ .subject = place->subject,
					  .field = "option",
					  .document = place->document,
					  .pointer = pointer,
					  .one_kind = TRUE,
					  .kind = DRIFT_SUBSCRIPTION_CHANGED,
					  .before = was->options,
					  .after = is->options,
					  .old_schema = was->options_schema,
					  .new_schema = is->options_schema,
					  .old_roots = old_roots,
					  .new_roots = new_roots });
}

static void compare_secrets(DriftRun *run, const Trigger *was, const Trigger *is, const DriftRow *place)
{
	json_t *old_roots[] = { was->secrets_root, further(place, run->before), NULL };
	json_t *new_roots[] = { is->secrets_root, further(place, run->after), NULL };
	g_autofree char *pointer =
		g_strdup_printf("%s/subscriptionSchema/properties/data/properties/secrets", place->pointer);
	drift_fields(run, &(DriftFields){ .subject = place->subject,
					  .field = "secret",
					  .document = place->document,
					  .pointer = pointer,
					  .one_kind = TRUE,
					  .kind = DRIFT_SUBSCRIPTION_CHANGED,
					  .secret = TRUE,
					  .before = was->secrets,
					  .after = is->secrets,
					  .old_schema = was->secrets_schema,
					  .new_schema = is->secrets_schema,
					  .old_roots = old_roots,
					  .new_roots = new_roots });
}

/* ---- the route ---- */

static char *route_text(const Route *route)
{
	if (route->path == NULL)
		return g_strdup("not found");
	return g_strdup_printf("%s %s%s", route->method != NULL ? route->method : "?", route->path,
			       route->shared ? ", shared" : "");
}

/* Effect, route and guard follow from OpenAPI where it is there, else from words: no comparison of one with
 * the other. */
static void compare_routes(DriftRun *run, const Trigger *was, const Trigger *is, const DriftRow *place)
{
	if (((run->before->sources ^ run->after->sources) & FROM_OPENAPI) != 0)
		return;
	compare_effects(run, was, is, place);
	g_autofree char *before = route_text(&was->route), *after = route_text(&is->route);
	Sources document = (run->after->sources & FROM_OPENAPI) ? FROM_OPENAPI : place->document;
	const char *pointer = document == FROM_OPENAPI ? "/paths" : place->pointer;
	gboolean shared = (is->route.shared && !was->route.shared) ||
			  (was->route.parameter != NULL && is->route.parameter == NULL);
	if (strcmp(before, after) != 0)
		drift_add(run,
			  &(DriftRow){ DRIFT_ROUTE_CHANGED, place->subject, document, pointer, before, after,
				       was->route.path != NULL, shared || was->route.path == NULL });
	if (strcmp(was->guard, is->guard) != 0)
		drift_add(run, &(DriftRow){ DRIFT_GUARD_CHANGED, place->subject, document, pointer,
					    was->guard, is->guard, TRUE, TRUE });
}

/* ---- one trigger ---- */

static void compare_texts(DriftRun *run, const Trigger *was, const Trigger *is, const DriftRow *place)
{
	const struct {
		const char *member, *before, *after;
	} texts[] = {
		{ "description", was->description, is->description },
		{ "docs", was->docs, is->docs },
		{ "installInstructions", was->install_instructions, is->install_instructions },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *pointer = g_strdup_printf("%s/%s", place->pointer, texts[i].member);
		if (drift_text(run, DRIFT_TEXT_CHANGED, place->subject, place->document, pointer,
			       texts[i].before, texts[i].after))
			run->texts_changed = TRUE;
	}
}

static void compare_trigger(DriftRun *run, const Trigger *was, const Trigger *is)
{
	Sources document = (is->sources & FROM_MANIFEST) ? FROM_MANIFEST : FROM_OPENAPI;
	g_autofree char *subject = g_strdup_printf("trigger %s", is->name);
	g_autofree char *pointer = drift_entry_pointer(run->after, document, "triggers", is->name, &document);
	DriftRow place = { .subject = subject, .document = document, .pointer = pointer };
	drift_listed(run, &place, was->sources, is->sources);
	/* Told by another document than before: nothing that can be set beside each other. */
	if ((was->sources & FROM_MANIFEST) != (is->sources & FROM_MANIFEST))
		return;
	compare_routes(run, was, is, &place);
	if (!(run->common & document))
		return;
	run->schema_changed = run->texts_changed = FALSE;
	compare_payloads(run, was, is, &place);
	compare_options(run, was, is, &place);
	compare_secrets(run, was, is, &place);
	compare_texts(run, was, is, &place);
	if (run->schema_changed && !run->texts_changed)
		drift_add(run, &(DriftRow){ DRIFT_DOCS_STALE, subject, document, pointer, NULL, NULL, FALSE,
					    FALSE });
}

static void one_side(DriftRun *run, const Trigger *was, const Trigger *is)
{
	const Trigger *trigger = was != NULL ? was : is;
	Sources document = 0, sources = trigger->sources & run->common;
	if (sources == 0)
		return;
	g_autofree char *subject = g_strdup_printf("trigger %s", trigger->name);
	g_autofree char *pointer =
		drift_entry_pointer(run->after, sources, "triggers", trigger->name, &document);
	g_autofree char *route = route_text(&trigger->route);
	drift_add(run, &(DriftRow){ was != NULL ? DRIFT_TRIGGER_REMOVED : DRIFT_TRIGGER_ADDED, subject,
				    document, pointer, was != NULL ? route : NULL, is != NULL ? route : NULL,
				    was != NULL, is != NULL });
}

void drift_triggers(DriftRun *run)
{
	g_autoptr(GPtrArray) names = drift_names(run->before->triggers, run->after->triggers);
	for (guint i = 0; i < names->len && !drift_full(run); i++) {
		const char *name = g_ptr_array_index(names, i);
		const Trigger *was = server_trigger(run->before, name),
			      *is = server_trigger(run->after, name);
		if (was == NULL || is == NULL)
			one_side(run, was, is);
		else
			compare_trigger(run, was, is);
	}
}
