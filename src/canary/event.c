/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/event.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/sample.h"

/* ---- samples ---- */

static json_t *request_schema(const Server *server, const Trigger *trigger)
{
	const json_t *item = json_object_get(weir_json_object(server->openapi, "paths"), trigger->route.path);
	g_autofree char *method =
		trigger->route.method != NULL ? g_ascii_strdown(trigger->route.method, -1) : g_strdup("post");
	const json_t *body = weir_json_object(weir_json_object(item, method), "requestBody");
	const json_t *content = weir_json_object(body, "content");
	return weir_json_object(weir_json_object(content, "application/json"), "schema");
}

json_t *event_schema(const Server *server, const Trigger *trigger, json_t **root)
{
	json_t *schema = server->openapi != NULL && trigger->route.path != NULL
				 ? request_schema(server, trigger)
				 : NULL;
	/* FastAPI writes an empty schema where the author reads the bytes himself. */
	if (schema != NULL && json_object_get(schema, "$ref") == NULL &&
	    weir_json_object(schema, "properties") == NULL)
		schema = NULL;
	*root = schema != NULL ? server->openapi : trigger->payload_root;
	return schema != NULL ? schema : trigger->payload;
}

json_t *event_sample(const Server *server, const Trigger *trigger, EventSize size, guint64 seed,
		     GError **error)
{
	const SampleOptions options = { .seed = seed, .optional = size == EVENT_FULL };
	json_t *root = NULL, *schema = event_schema(server, trigger, &root);
	if (schema != NULL)
		return sample_make(schema, root, &options, error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL,
		    _("%s: no schema says what its events look like: give the body as a FILE"),
		    trigger->name);
	return NULL;
}

GBytes *event_bytes(const json_t *event)
{
	char *text = weir_json_print(event);
	return g_bytes_new_take(text, strlen(text));
}

static int append(const char *text, size_t length, void *data)
{
	g_byte_array_append(data, (const guint8 *)text, (guint)length);
	return 0;
}

GBytes *event_text(const json_t *event)
{
	GByteArray *text = g_byte_array_new();
	json_dump_callback(event, append, text, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	append("\n", 1, text);
	return g_byte_array_free_to_bytes(text);
}

/* ---- edits ---- */

/* The parent of what a pointer names, and its last token, decoded. */
static json_t *parent_of(json_t *event, const char *pointer, char **token)
{
	const char *slash = strrchr(pointer, '/');
	if (*pointer != '/' || slash == NULL)
		return NULL;
	g_autofree char *before = g_strndup(pointer, (gsize)(slash - pointer));
	g_autoptr(GString) text = g_string_new(slash + 1);
	g_string_replace(text, "~1", "/", 0);
	g_string_replace(text, "~0", "~", 0);
	*token = g_strdup(text->str);
	return weir_json_pointer(event, before);
}

static gboolean index_of(const char *token, gsize size, gsize *index)
{
	guint64 number = 0;
	if (!g_ascii_string_to_unsigned(token, 10, 0, G_MAXINT32, &number, NULL) || number >= size)
		return FALSE;
	*index = (gsize)number;
	return TRUE;
}

static gboolean set_at(json_t *event, const char *pointer, json_t *value)
{
	g_autofree char *token = NULL;
	json_t *parent = parent_of(event, pointer, &token);
	gsize index = 0;
	if (json_is_object(parent))
		return json_object_set(parent, token, value) == 0;
	if (!json_is_array(parent))
		return FALSE;
	if (strcmp(token, "-") == 0)
		return json_array_append(parent, value) == 0;
	return index_of(token, json_array_size(parent), &index) && json_array_set(parent, index, value) == 0;
}

static gboolean remove_at(json_t *event, const char *pointer)
{
	g_autofree char *token = NULL;
	json_t *parent = parent_of(event, pointer, &token);
	gsize index = 0;
	if (json_is_object(parent))
		return json_object_del(parent, token) == 0;
	return json_is_array(parent) && index_of(token, json_array_size(parent), &index) &&
	       json_array_remove(parent, index) == 0;
}

static gboolean apply_set(json_t *event, const char *edit, GError **error)
{
	const char *equals = strchr(edit, '=');
	if (equals == NULL || *edit != '/') {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--set takes /pointer=value, not '%s'"),
			    edit);
		return FALSE;
	}
	g_autofree char *pointer = g_strndup(edit, (gsize)(equals - edit));
	g_autoptr(json_t) value = weir_json_read(equals + 1, strlen(equals + 1), NULL, NULL, NULL);
	if (value == NULL)
		value = json_string(equals + 1);
	if (value != NULL && set_at(event, pointer, value))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--set %s: there is nothing in the event that could hold it"), pointer);
	return FALSE;
}

json_t *event_edit(const json_t *event, const char *const *sets, const char *const *removes, GError **error)
{
	g_autoptr(json_t) copy = json_deep_copy(event);
	for (gsize i = 0; sets != NULL && sets[i] != NULL; i++)
		if (!apply_set(copy, sets[i], error))
			return NULL;
	for (gsize i = 0; removes != NULL && removes[i] != NULL; i++)
		if (!remove_at(copy, removes[i])) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("--remove %s: the event has no such member"), removes[i]);
			return NULL;
		}
	return json_incref(copy);
}

/* ---- events that are wrong ---- */

/* A schema of thousands of members that refuses nothing must not cost thousands of validations, and where
 * each takes long they must not take longer than a few. */
enum { MEMBERS_TRIED = 32, WORK_OF_A_TRY = 300000 };

static Schema *compile(json_t *schema, json_t *root)
{
	return schema != NULL ? schema_new(schema, root, NULL) : NULL;
}

static gboolean refuses(const Schema *schema, const json_t *event, gint64 work)
{
	const SchemaOptions options = { .work = work };
	return schema != NULL && schema_validate(schema, event, &options, NULL) == SCHEMA_INVALID;
}

/* Names of members, those first that the schema wants. */
static GPtrArray *members_to_try(const json_t *event, json_t *schema, json_t *root)
{
	GPtrArray *names = g_ptr_array_new();
	const json_t *resolved = schema != NULL ? schema_resolve(schema, root) : NULL;
	const json_t *required = json_object_get(resolved, "required");
	const char *name = NULL;
	json_t *value = NULL;
	for (size_t i = 0; i < json_array_size(required) && names->len < MEMBERS_TRIED; i++) {
		name = json_string_value(json_array_get(required, i));
		if (name != NULL && json_object_get(event, name) != NULL)
			g_ptr_array_add(names, (gpointer)(guintptr)name);
	}
	json_object_foreach ((json_t *)(guintptr)event, name, value) {
		if (names->len == MEMBERS_TRIED)
			break;
		g_ptr_array_add(names, (gpointer)(guintptr)name);
	}
	return names;
}

/* The event with one member replaced (NULL: left out) such that the schema refuses it. */
static json_t *spoil(const json_t *event, json_t *schema, json_t *root, json_t *other)
{
	g_autoptr(Schema) compiled = compile(schema, root);
	g_autoptr(GPtrArray) names = members_to_try(event, schema, root);
	for (guint i = 0; i < names->len; i++) {
		g_autoptr(json_t) copy = json_copy((json_t *)(guintptr)event);
		if (other != NULL)
			json_object_set(copy, names->pdata[i], other);
		else
			json_object_del(copy, names->pdata[i]);
		if (refuses(compiled, copy, WORK_OF_A_TRY))
			return json_deep_copy(copy);
	}
	return NULL;
}

json_t *event_wrong_type(const json_t *event, json_t *schema, json_t *root)
{
	g_autoptr(json_t) other = json_pack("[{s:b}]", "weir", 1);
	return spoil(event, schema, root, other);
}

json_t *event_missing_field(const json_t *event, json_t *schema, json_t *root)
{
	return spoil(event, schema, root, NULL);
}

json_t *event_extra_field(const json_t *event, json_t *schema, json_t *root, gboolean *refused)
{
	if (!json_is_object(event))
		return NULL;
	g_autoptr(Schema) compiled = compile(schema, root);
	json_t *copy = json_deep_copy(event);
	json_object_set_new(copy, EVENT_EXTRA, json_string("not in the schema"));
	*refused = refuses(compiled, copy, 0);
	return copy;
}
