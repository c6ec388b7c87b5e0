/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The OpenAPI document: the SDK's own paths say which actions and triggers there are; the others are where
 * triggers listen. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/route.h"
#include "model/schema.h"
#include "model/server_join.h"

static gboolean is_template(const char *segment)
{
	gsize length = strlen(segment);
	return length > 2 && segment[0] == '{' && segment[length - 1] == '}';
}

/* The paths that the SDK brings besides those with names in them; {} is any parameter. */
static const char *const own_paths[] = { "/liveness",
					 "/readiness",
					 "/manifest",
					 "/components",
					 "/call",
					 "/openapi.json",
					 "/docs",
					 "/docs/oauth2-redirect",
					 "/redoc",
					 "/connections",
					 "/connections/{}",
					 "/connections/{}/subscriptions",
					 "/connections/{}/subscriptions/{}" };

static gboolean is_own_path(char **segments)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	for (gsize i = 1; segments[0] != NULL && segments[i] != NULL; i++)
		g_string_append_printf(plain, "/%s", is_template(segments[i]) ? "{}" : segments[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(own_paths); i++)
		if (strcmp(plain->str, own_paths[i]) == 0)
			return TRUE;
	return FALSE;
}

/* "/connections/{id}/WORD/NAME": the name, else NULL. */
static const char *own_name(char **segments, const char *word)
{
	if (g_strv_length(segments) != 5 || *segments[0] != '\0' || *segments[4] == '\0')
		return NULL;
	if (strcmp(segments[1], "connections") != 0 || !is_template(segments[2]) ||
	    strcmp(segments[3], word) != 0 || is_template(segments[4]))
		return NULL;
	return segments[4];
}

/* The schema of a request's or a response's JSON; NULL if none. */
static json_t *json_schema_of(json_t *message, json_t *openapi)
{
	json_t *resolved = message != NULL ? schema_resolve(message, openapi) : NULL;
	json_t *content = json_object_get(json_object_get(resolved, "content"), "application/json");
	json_t *schema = json_object_get(content, "schema");
	return json_is_object(schema) || json_is_boolean(schema) ? schema : NULL;
}

static json_t *request_schema(const json_t *operation, json_t *openapi)
{
	return json_schema_of(json_object_get(operation, "requestBody"), openapi);
}

static void read_call(Place *place, const char *name, const json_t *operation)
{
	Server *server = place->server;
	if (server->manifest != NULL && server_action(server, name) == NULL)
		place_note(place, NULL, _("an action that the manifest does not have"));
	Action *action = server_add_action(server, name);
	action->sources |= FROM_OPENAPI;
	action->callable = TRUE;
	if (action->description == NULL)
		action->description = place_text(place, operation, "description", FALSE);
	json_t *schema = request_schema(operation, server->openapi);
	if (schema != NULL && action->parameters == NULL) {
		json_t *around[] = { schema, server->openapi, NULL };
		action->parameters = json_incref(schema);
		action->parameters_root = json_incref(server_root(around));
		g_ptr_array_unref(action->arguments);
		action->arguments = server_arguments(place, schema, action->parameters_root, NULL);
		action->closed = server_schema_closed(schema, action->parameters_root);
	}
	json_t *answer = json_object_get(json_object_get(operation, "responses"), "200");
	json_t *result = json_schema_of(answer, server->openapi);
	if (action->result == NULL && json_object_size(result) > 0)
		action->result = json_incref(result);
}

static void read_form(Place *place, const char *name)
{
	Action *action = server_action(place->server, name);
	if (action == NULL)
		place_note(place, NULL, _("a form of an action that is not there"));
	else if (action->form_path == NULL)
		action->form_path = g_strdup_printf("/connections/{id}/form/%s", name);
}

static void read_subscribe(Place *place, const char *name, const json_t *operation)
{
	Server *server = place->server;
	if (server->manifest != NULL && server_trigger(server, name) == NULL)
		place_note(place, NULL, _("a trigger that the manifest does not have"));
	Trigger *trigger = server_add_trigger(server, name);
	trigger->sources |= FROM_OPENAPI;
	if (trigger->options_schema == NULL && trigger->secrets_schema == NULL)
		server_set_subscription(place, trigger, request_schema(operation, server->openapi),
					server->openapi);
}

/* POST /connections says what a connection is made of. */
static void read_connection(Place *place, const json_t *operation)
{
	static const char *const members[] = { "options", "secrets" };
	json_t *openapi = place->server->openapi;
	json_t *schema = request_schema(operation, openapi);
	json_t *resolved = schema != NULL ? schema_resolve(schema, openapi) : NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
		GPtrArray **arguments =
			i == 0 ? &place->server->connection_options : &place->server->connection_secrets;
		json_t *part = json_object_get(json_object_get(resolved, "properties"), members[i]);
		if (part == NULL || (*arguments)->len > 0)
			continue;
		g_ptr_array_unref(*arguments);
		*arguments = server_arguments(place, part, openapi, NULL);
	}
}

static gboolean read_own(Place *place, char **segments, const json_t *post)
{
	const char *name;
	if ((name = own_name(segments, "call")) != NULL) {
		if (post != NULL)
			read_call(place, name, post);
	} else if ((name = own_name(segments, "form")) != NULL) {
		read_form(place, name);
	} else if ((name = own_name(segments, "subscriptions")) != NULL) {
		if (post != NULL)
			read_subscribe(place, name, post);
	} else if (is_own_path(segments)) {
		if (post != NULL && segments[2] == NULL && strcmp(segments[1], "connections") == 0)
			read_connection(place, post);
	} else {
		return FALSE;
	}
	return TRUE;
}

/* Members of operations that are read here or by the search for routes. */
static void check_operations(Place *place, const json_t *item)
{
	static const char *const texts[] = { "operationId", "summary", "description" };
	static const char *const lists[] = { "tags", "parameters" };
	static const char *const objects[] = { "requestBody", "responses" };
	static const char *const methods[] = { "get", "post", "put", "patch", "delete" };
	for (gsize i = 0; i < G_N_ELEMENTS(methods); i++) {
		const json_t *operation = place_object(place, item, methods[i], FALSE);
		if (operation == NULL)
			continue;
		gsize outer = place_enter(place, methods[i]);
		for (gsize j = 0; j < G_N_ELEMENTS(texts); j++)
			g_free(place_text(place, operation, texts[j], FALSE));
		for (gsize j = 0; j < G_N_ELEMENTS(lists); j++)
			place_array(place, operation, lists[j], FALSE);
		for (gsize j = 0; j < G_N_ELEMENTS(objects); j++)
			place_object(place, operation, objects[j], FALSE);
		place_leave(place, outer);
	}
}

/* Calls before forms and everything else: a form belongs to an action wherever it stands. */
static void read_path(Place *place, const char *path, json_t *item, gboolean forms, GPtrArray *candidates)
{
	g_auto(GStrv) segments = g_strsplit(path, "/", -1);
	if ((own_name(segments, "form") != NULL) != forms)
		return;
	gsize outer = place_enter(place, path);
	if (!json_is_object(item)) {
		place_note(place, NULL, _("%s where %s belongs"), weir_json_type_name(item), _("an object"));
	} else if (*path != '/') {
		place_note(place, NULL, _("a path that does not begin with /"));
	} else {
		const json_t *post = json_object_get(item, "post");
		check_operations(place, item);
		if (!json_is_object(post))
			post = NULL;
		if (!read_own(place, segments, post)) {
			RouteCandidate *candidate = route_candidate_new(path, item);
			if (candidate != NULL)
				g_ptr_array_add(candidates, candidate);
			else
				place_note(place, NULL, _("a path without operations"));
		}
	}
	place_leave(place, outer);
}

/* What the manifest has and OpenAPI should have, too. */
static void note_missing(Place *place)
{
	const Server *server = place->server;
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = g_ptr_array_index(server->actions, i);
		if ((action->sources & FROM_MANIFEST) && !(action->sources & FROM_OPENAPI))
			place_note(place, NULL, _("no path calls the action \"%.60s\""), action->name);
	}
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *trigger = g_ptr_array_index(server->triggers, i);
		if ((trigger->sources & FROM_MANIFEST) && !(trigger->sources & FROM_OPENAPI))
			place_note(place, NULL, _("no path subscribes to the trigger \"%.60s\""),
				   trigger->name);
	}
}

void server_read_openapi(Server *server, GPtrArray *candidates)
{
	g_autoptr(GString) pointer = g_string_new(NULL);
	Place place = { server, FROM_OPENAPI, pointer };
	const json_t *info = place_object(&place, server->openapi, "info", FALSE);
	place_enter(&place, "info");
	server->title = place_text(&place, info, "title", FALSE);
	server->version = place_text(&place, info, "version", FALSE);
	place_leave(&place, 0);
	json_t *paths = place_object(&place, server->openapi, "paths", TRUE), *item;
	const char *path;
	place_enter(&place, "paths");
	json_object_foreach (paths, path, item)
		read_path(&place, path, item, FALSE, candidates);
	json_object_foreach (paths, path, item)
		read_path(&place, path, item, TRUE, candidates);
	if (paths != NULL)
		note_missing(&place);
}
