/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions: which there are, what they do, what they take and ask for. */
#include <string.h>

#include "base/json.h"
#include "model/drift_private.h"

/* The document that tells about a thing first. */
static Sources first_source(Sources sources)
{
	static const Sources order[] = { FROM_MANIFEST, FROM_COMPONENTS, FROM_OPENAPI };
	for (guint i = 0; i < G_N_ELEMENTS(order); i++)
		if (sources & order[i])
			return order[i];
	return 0;
}

static char *effect_text(const Effect *effect)
{
	return g_strdup_printf(
		"%s%s%s%s", effect_kind_name(effect->kind), effect->destructive ? ", destructive" : "",
		effect->idempotent ? ", idempotent" : "", effect->open_world ? ", open-world" : "");
}

static void compare_effects(DriftRun *run, const Effect *was, const Effect *is, const DriftRow *place)
{
	g_autofree char *before = effect_text(was), *after = effect_text(is);
	if (strcmp(before, after) == 0)
		return;
	gboolean worse = (!was->mutating && is->mutating) || (!was->destructive && is->destructive) ||
			 (was->idempotent && !is->idempotent) || (!was->open_world && is->open_world) ||
			 (was->kind != is->kind && is->mutating);
	drift_add(run, &(DriftRow){ DRIFT_EFFECT_CHANGED, place->subject, place->document, place->pointer,
				    before, after, FALSE, worse });
}

/* ---- needs ---- */

static gboolean contains(char *const *names, const char *name)
{
	for (gsize i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return TRUE;
	return FALSE;
}

/* "secret apiKey, secret token": of `names` that `others` does not have. */
static char *further(const char *what, char *const *names, char *const *others)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (gsize i = 0; names[i] != NULL && out->len < 4 * DRIFT_TEXT; i++)
		if (!contains(others, names[i]))
			g_string_append_printf(out, "%s%s %s", out->len > 0 ? ", " : "", what, names[i]);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void compare_needs(DriftRun *run, const char *what, char *const *was, char *const *is,
			  const DriftRow *place)
{
	if (was == NULL || is == NULL)
		return;
	run->work -=
		(gint64)g_strv_length((char **)(guintptr)was) * g_strv_length((char **)(guintptr)is) / 16;
	if (run->work < 0)
		return;
	g_autofree char *more = further(what, is, was), *less = further(what, was, is);
	if (*more != '\0')
		drift_add(run, &(DriftRow){ DRIFT_NEEDS_GREW, place->subject, place->document, place->pointer,
					    NULL, more, TRUE, TRUE });
	if (*less != '\0')
		drift_add(run, &(DriftRow){ DRIFT_NEEDS_SHRANK, place->subject, place->document,
					    place->pointer, less, NULL, FALSE, FALSE });
}

static void compare_all_needs(DriftRun *run, const Action *was, const Action *is, const char *subject)
{
	g_autofree char *pointer = drift_list_pointer(run->after->components, "", is->name);
	DriftRow place = { .subject = subject, .document = FROM_COMPONENTS, .pointer = pointer };
	compare_needs(run, "option", was->env, is->env, &place);
	compare_needs(run, "secret", was->secrets, is->secrets, &place);
}

/* ---- results and errors ---- */

static void compare_results(DriftRun *run, const Action *was, const Action *is, const DriftRow *place)
{
	json_t *old_roots[] = { was->result, run->before->openapi, NULL };
	json_t *new_roots[] = { is->result, run->after->openapi, NULL };
	g_autofree char *pointer = g_strdup_printf("%s/schema/result", place->pointer);
	drift_whole(run, &(DriftWhole){ DRIFT_RESULT_CHANGED, place->subject, "result", place->document,
					pointer, was->result, is->result, old_roots, new_roots });
}

/* Each error expanded and printed: their order does not count. NULL where they are too large. */
static GPtrArray *error_texts(DriftRun *run, const json_t *errors, json_t *openapi)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	for (size_t i = 0; i < json_array_size(errors); i++) {
		json_t *error = json_array_get(errors, i);
		json_t *roots[] = { error, openapi, NULL };
		g_autoptr(DriftSchema) schema = drift_schema_new(run, error, roots);
		if (!drift_schema_whole(schema))
			return NULL;
		g_ptr_array_add(texts, weir_json_print(drift_schema_json(schema)));
	}
	return g_steal_pointer(&texts);
}

static char *only_in(const GPtrArray *texts, const GPtrArray *others)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < others->len; i++)
		g_hash_table_add(known, g_ptr_array_index(others, i));
	for (guint i = 0; i < texts->len && out->len < 4 * DRIFT_TEXT; i++)
		if (!g_hash_table_contains(known, g_ptr_array_index(texts, i)))
			g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "",
					       (const char *)g_ptr_array_index(texts, i));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void compare_errors(DriftRun *run, const Action *was, const Action *is, const DriftRow *place)
{
	if (was->errors == is->errors || (was->errors != NULL && is->errors != NULL &&
					  json_equal(was->errors, is->errors) && run->same_openapi))
		return;
	g_autofree char *pointer = g_strdup_printf("%s/schema/errors", place->pointer);
	g_autoptr(GPtrArray) old = error_texts(run, was->errors, run->before->openapi);
	g_autoptr(GPtrArray) new = error_texts(run, is->errors, run->after->openapi);
	if (old == NULL || new == NULL) {
		drift_add(run, &(DriftRow){ DRIFT_NOT_COMPARED, place->subject, place->document, pointer,
					    NULL, NULL, FALSE, TRUE });
		return;
	}
	g_autofree char *gone = only_in(old, new), *come = only_in(new, old);
	if (*gone != '\0' || *come != '\0')
		drift_add(run, &(DriftRow){ DRIFT_ERRORS_CHANGED, place->subject, place->document, pointer,
					    gone, come, FALSE, FALSE });
}

/* ---- one action ---- */

static void compare_arguments(DriftRun *run, const Action *was, const Action *is, const DriftRow *place)
{
	/* A manifest's schemas lead nowhere else. */
	gboolean further = place->document == FROM_OPENAPI;
	json_t *old_roots[] = { was->parameters_root, further ? run->before->openapi : NULL, NULL };
	json_t *new_roots[] = { is->parameters_root, further ? run->after->openapi : NULL, NULL };
	const char *below = place->document == FROM_MANIFEST ? "/schema/call/function/parameters"
							     : "/toolSchema/function/parameters";
	g_autofree char *pointer = g_strconcat(place->pointer, below, NULL);
	drift_fields(run, &(DriftFields){ .subject = place->subject,
					  .field = "argument",
					  .document = place->document,
					  .pointer = pointer,
					  .before = was->arguments,
					  .after = is->arguments,
					  .old_schema = was->parameters,
					  .new_schema = is->parameters,
					  .old_roots = old_roots,
					  .new_roots = new_roots });
}

static void compare_texts(DriftRun *run, const Action *was, const Action *is, const DriftRow *place)
{
	const struct {
		const char *member, *before, *after;
		gboolean docs;
	} texts[] = {
		{ "displayName", was->display_name, is->display_name, FALSE },
		{ "description", was->description, is->description, TRUE },
		{ "docs", was->docs, is->docs, TRUE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *pointer = g_strdup_printf("%s/%s", place->pointer, texts[i].member);
		gboolean changed = drift_text(run, DRIFT_TEXT_CHANGED, place->subject, place->document,
					      pointer, texts[i].before, texts[i].after);
		run->texts_changed = run->texts_changed || (changed && texts[i].docs);
	}
}

static void compare_calls(DriftRun *run, const Action *was, const Action *is, const DriftRow *place)
{
	static const char *const names[] = { "not callable", "callable" };
	if (!was->callable != !is->callable)
		drift_add(run, &(DriftRow){ DRIFT_CALL_CHANGED, place->subject, place->document,
					    place->pointer, names[was->callable != 0],
					    names[is->callable != 0], was->callable, is->callable });
}

static void compare_action(DriftRun *run, const Action *was, const Action *is)
{
	Sources document = first_source(is->sources);
	g_autofree char *subject = g_strdup_printf("action %s", is->name);
	g_autofree char *pointer = drift_entry_pointer(run->after, document, "actions", is->name, &document);
	DriftRow place = { .subject = subject, .document = document, .pointer = pointer };
	drift_listed(run, &place, was->sources, is->sources);
	compare_all_needs(run, was, is, subject);
	/* Told by another document than before: nothing that can be set beside each other. */
	if (first_source(was->sources) != document || !(run->common & document))
		return;
	run->schema_changed = run->texts_changed = FALSE;
	compare_effects(run, was->effect, is->effect, &place);
	compare_calls(run, was, is, &place);
	compare_arguments(run, was, is, &place);
	compare_results(run, was, is, &place);
	compare_errors(run, was, is, &place);
	compare_texts(run, was, is, &place);
	if (run->schema_changed && !run->texts_changed)
		drift_add(run, &(DriftRow){ DRIFT_DOCS_STALE, subject, document, pointer, NULL, NULL, FALSE,
					    FALSE });
}

static void one_side(DriftRun *run, const Action *was, const Action *is)
{
	const Action *action = was != NULL ? was : is;
	if (!(action->sources & run->common))
		return;
	Sources document = first_source(action->sources & run->common);
	g_autofree char *subject = g_strdup_printf("action %s", action->name);
	g_autofree char *pointer =
		drift_entry_pointer(run->after, document, "actions", action->name, &document);
	g_autofree char *effect = effect_text(action->effect);
	drift_add(run,
		  &(DriftRow){ was != NULL ? DRIFT_ACTION_REMOVED : DRIFT_ACTION_ADDED, subject, document,
			       pointer, was != NULL ? effect : NULL, is != NULL ? effect : NULL, was != NULL,
			       is != NULL && is->effect->mutating });
}

void drift_actions(DriftRun *run)
{
	g_autoptr(GPtrArray) names = drift_names(run->before->actions, run->after->actions);
	for (guint i = 0; i < names->len && !drift_full(run); i++) {
		const char *name = g_ptr_array_index(names, i);
		const Action *was = server_action(run->before, name), *is = server_action(run->after, name);
		if (was == NULL || is == NULL)
			one_side(run, was, is);
		else
			compare_action(run, was, is);
	}
}
