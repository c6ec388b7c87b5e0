/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies as FastAPI reads them: JSON where the type says so or nothing is said, otherwise a text. */
#include "base/error.h"
#include "demo/demo_private.h"
#include "demo/demo_python.h"

#include <string.h>

static const WeirJsonLimits limits = { .bytes = 64 * 1024 * 1024, .depth = 900, .values = 4000000 };

static gboolean is_json(const char *type)
{
	if (type == NULL)
		return TRUE;
	g_autofree char *essence = g_strndup(type, strcspn(type, ";"));
	g_strstrip(essence);
	g_autofree char *lower = g_ascii_strdown(essence, -1);
	return g_str_equal(lower, "application/json") ||
	       (g_str_has_prefix(lower, "application/") && g_str_has_suffix(lower, "+json"));
}

static void refuse_json(DemoCall *call, const char *text, gsize length)
{
	gint64 position;
	const char *fault =
		g_utf8_validate_len(text, length, NULL) ? python_json_fault(text, length, &position) : NULL;
	if (fault == NULL) {
		demo_answer_detail(call, 400, "There was an error parsing the body");
		return;
	}
	json_t *location = json_pack("[s,I]", "body", (json_int_t)position), *input = json_object();
	json_t *error = model_error("json_invalid", location, "JSON decode error", input);
	json_object_set_new(error, "ctx", json_pack("{s:s}", "error", fault));
	json_decref(location);
	json_decref(input);
	demo_refused(call, json_pack("[o]", error));
}

gboolean demo_read_body(DemoCall *call)
{
	const GByteArray *bytes = call->request->body;
	const char *text = (const char *)bytes->data;
	if (bytes->len == 0 || call->body_read)
		return TRUE;
	call->body_read = TRUE;
	if (!is_json(listener_request_header(call->request, "Content-Type"))) {
		g_autofree char *valid = g_utf8_make_valid(text, bytes->len);
		call->body = json_string(valid);
		return TRUE;
	}
	g_autoptr(GError) error = NULL;
	call->body = weir_json_read(text, bytes->len, &limits, NULL, &error);
	if (call->body != NULL) {
		if (json_is_null(call->body))
			call->body = NULL;
		return TRUE;
	}
	if (g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT))
		demo_answer_detail(call, 400, "There was an error parsing the body");
	else
		refuse_json(call, text, bytes->len);
	return FALSE;
}

void demo_refuse_missing_body(DemoCall *call)
{
	json_t *location = model_location("body", NULL);
	demo_refused(call, json_pack("[o]", model_error("missing", location, "Field required", NULL)));
	json_decref(location);
}

gboolean demo_typed_body(DemoCall *call, const json_t *schema)
{
	if (!demo_read_body(call))
		return FALSE;
	if (call->body == NULL) {
		demo_refuse_missing_body(call);
		return FALSE;
	}
	json_t *errors = json_array(), *location = model_location("body", NULL);
	model_check(schema, schema, call->body, location, errors);
	json_decref(location);
	return !demo_refused(call, errors);
}
