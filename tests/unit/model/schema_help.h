/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON in test tables, written with ' for ". */
#pragma once

#include "base/json.h"
#include "model/schema.h"
#include "suite.h"

static inline json_t *help_json(const char *text)
{
	g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
	g_autoptr(GError) error = NULL;
	json_t *value = weir_json_read(quoted, strlen(quoted), NULL, NULL, &error);
	ck_assert_msg(value != NULL, "%s: %s", text, error == NULL ? "" : error->message);
	return value;
}

static inline GPtrArray *help_errors(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
}

static inline SchemaVerdict help_verdict(const char *schema_text, const char *instance_text)
{
	g_autoptr(json_t) json = help_json(schema_text);
	g_autoptr(json_t) instance = help_json(instance_text);
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	ck_assert_ptr_nonnull(schema);
	SchemaVerdict quiet = schema_validate(schema, instance, NULL, NULL);
	g_autoptr(GPtrArray) errors = help_errors();
	ck_assert_int_eq(schema_validate(schema, instance, NULL, errors), quiet);
	ck_assert_int_eq(errors->len > 0, quiet == SCHEMA_INVALID);
	return quiet;
}
