/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schemas as pydantic writes them, from tables of fields. */
#include "demo/demo_private.h"

#include <string.h>

/* "ticketId" becomes "Ticketid", as Python's title() does. */
static json_t *title_of(const char *name)
{
	g_autofree char *title = g_ascii_strdown(name, -1);
	gboolean start = TRUE;
	for (char *c = title; *c != '\0'; c++) {
		if (*c == '_')
			*c = ' ';
		else if (start)
			*c = g_ascii_toupper(*c);
		start = *c == ' ';
	}
	return json_string(title);
}

static const char *type_name(FieldKind kind)
{
	static const char *const names[] = {
		[FIELD_TEXT] = "string",   [FIELD_INTEGER] = "integer", [FIELD_TRUTH] = "boolean",
		[FIELD_OBJECT] = "object", [FIELD_TEXTS] = "array",     [FIELD_MODEL] = "object",
	};
	return names[kind];
}

static void add_bounds(json_t *schema, const DemoField *field)
{
	static const char *const names[][2] = {
		[FIELD_TEXT] = { "minLength", "maxLength" },
		[FIELD_INTEGER] = { "minimum", "maximum" },
		[FIELD_TEXTS] = { NULL, "maxItems" },
		[FIELD_MODEL] = { NULL, NULL },
	};
	const char *least = names[field->kind][0], *most = names[field->kind][1];
	if (most != NULL && field->most > 0)
		json_object_set_new(schema, most, json_integer(field->most));
	if (least != NULL && field->least > 0)
		json_object_set_new(schema, least, json_integer(field->least));
	if (field->pattern != NULL)
		json_object_set_new(schema, "pattern", json_string(field->pattern));
}

static void add_choices(json_t *schema, const char *choices)
{
	g_auto(GStrv) list = g_strsplit(choices, "|", -1);
	json_t *values = json_array();
	for (char **choice = list; *choice != NULL; choice++)
		json_array_append_new(values, json_string(*choice));
	json_object_set_new(schema, "enum", values);
}

static json_t *plain_schema(const DemoField *field, gboolean bounded)
{
	json_t *schema = json_object();
	if (field->doc != NULL)
		json_object_set_new(schema, "description", json_string(field->doc));
	if (bounded)
		add_bounds(schema, field);
	if (field->choices != NULL)
		add_choices(schema, field->choices);
	if (field->kind == FIELD_TEXTS)
		json_object_set_new(schema, "items",
				    bounded && field->least > 0
					    ? json_pack("{s:I,s:s}", "maxLength", (json_int_t)field->least,
							"type", "string")
					    : json_pack("{s:s}", "type", "string"));
	json_object_set_new(schema, "title", title_of(field->name));
	json_object_set_new(schema, "type", json_string(type_name(field->kind)));
	return schema;
}

/* A model inside a model stands under $defs, and may be null. */
static json_t *model_schema(const DemoField *field, const DemoFlaws *flaws, json_t *definitions,
			    FieldStyle style)
{
	g_autofree char *name = g_strdup(field->name);
	name[0] = g_ascii_toupper(name[0]);
	g_autofree char *reference = g_strconcat("#/$defs/", name, NULL);
	json_object_set_new(definitions, name, fields_schema(field->members, name, flaws, TRUE, style));
	return json_pack("{s:[{s:s},{s:s}],s:n}", "anyOf", "$ref", reference, "type", "null", "default");
}

static json_t *nullable(json_t *plain)
{
	json_t *schema = json_object();
	json_t *title = json_incref(json_object_get(plain, "title"));
	json_t *description = json_incref(json_object_get(plain, "description"));
	json_object_del(plain, "title");
	json_object_del(plain, "description");
	json_object_set_new(schema, "anyOf", json_pack("[o,{s:s}]", plain, "type", "null"));
	json_object_set_new(schema, "title", title);
	if (description != NULL)
		json_object_set_new(schema, "description", description);
	return schema;
}

static json_t *optional_schema(const DemoField *field, json_t *plain, FieldStyle style)
{
	if (field->initial > 0)
		json_object_set_new(plain, "default", json_integer(field->initial));
	if (style == STYLE_MODEL)
		return nullable(plain);
	if (style == STYLE_MANIFEST)
		json_object_set_new(plain, "default", json_null());
	return plain;
}

json_t *fields_schema(const DemoField *fields, const char *title, const DemoFlaws *flaws, gboolean closed,
		      FieldStyle style)
{
	json_t *schema = json_object(), *members = json_object(), *required = json_array();
	json_t *definitions = json_object();
	for (const DemoField *field = fields; field->name != NULL; field++) {
		if (!flaws_allow(flaws, field->only_with, field->not_with))
			continue;
		gboolean bounded = !(field->loose && flaws_have(flaws, FLAW_ACTIONS_BOUNDED));
		json_t *member = field->kind == FIELD_MODEL ? model_schema(field, flaws, definitions, style)
							    : plain_schema(field, bounded);
		if (!field->optional)
			json_array_append_new(required, json_string(field->name));
		else if (field->kind != FIELD_MODEL)
			member = optional_schema(field, member, style);
		json_object_set_new(members, field->name, member);
	}
	if (json_object_size(definitions) > 0)
		json_object_set(schema, "$defs", definitions);
	json_decref(definitions);
	if (closed)
		json_object_set_new(schema, "additionalProperties", json_false());
	json_object_set_new(schema, "properties", members);
	if (json_array_size(required) > 0)
		json_object_set(schema, "required", required);
	json_decref(required);
	json_object_set_new(schema, "title", json_string(title));
	json_object_set_new(schema, "type", json_string("object"));
	return schema;
}
