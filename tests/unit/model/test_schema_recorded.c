/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recorded action calls of ../shared/contract: what the server took is valid, and what it refused is
 * refused with the very same words. */
#include "base/json.h"
#include "model/schema.h"
#include "suite.h"

#include <string.h>

static json_t *load(const char *path)
{
	g_autofree char *text = NULL;
	gsize length = 0;
	return g_file_get_contents(path, &text, &length, NULL)
		       ? weir_json_read(text, length, NULL, NULL, NULL)
		       : NULL;
}

static json_t *parameters_of(const json_t *manifest, const char *action)
{
	size_t i;
	json_t *one;
	json_array_foreach (weir_json_array(manifest, "actions"), i, one)
		if (g_strcmp0(weir_json_text(one, "name"), action) == 0)
			return weir_json_pointer(one, "/schema/call/function/parameters");
	return NULL;
}

typedef struct {
	guint valid, refused;
} Counts;

static void check_call(json_t *parameters, const json_t *exchange, const char *path, Counts *counts)
{
	json_t *body = weir_json_pointer(exchange, "/request/body");
	json_t *response = json_object_get(exchange, "response");
	gint64 status = weir_json_integer(response, "status", 0);
	const char *detail = weir_json_text(weir_json_object(response, "body"), "detail");
	g_autoptr(Schema) schema = schema_new(parameters, NULL, NULL);
	g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)schema_error_free);
	if (!json_is_object(body) || (status != 200 && (status != 422 || detail == NULL)))
		return;
	SchemaVerdict verdict = schema_validate(schema, body, NULL, errors);
	ck_assert_uint_eq(schema_notes(schema)->len, 0);
	ck_assert_msg(verdict == (status == 200 ? SCHEMA_VALID : SCHEMA_INVALID), "%s", path);
	if (status == 200) {
		counts->valid++;
		return;
	}
	ck_assert_str_eq(schema_error_best(errors)->message, detail);
	counts->refused++;
}

static void check_server(const char *name, Counts *counts)
{
	g_autofree char *folder = suite_shared("contract");
	g_autofree char *path = g_build_filename(folder, name, "manifest.json", NULL);
	g_autofree char *where = g_build_filename(folder, name, NULL);
	g_autoptr(json_t) manifest = load(path);
	ck_assert_ptr_nonnull(manifest);
	g_autoptr(GDir) dir = g_dir_open(where, 0, NULL);
	const char *file;
	while ((file = g_dir_read_name(dir)) != NULL) {
		g_autofree char *each = g_build_filename(where, file, NULL);
		g_autoptr(json_t) exchange = g_str_has_suffix(file, ".json") ? load(each) : NULL;
		json_t *request = weir_json_object(exchange, "request");
		const char *route = weir_json_text(request, "path");
		const char *call = route == NULL ? NULL : strstr(route, "/call/");
		json_t *parameters = call == NULL ? NULL : parameters_of(manifest, call + strlen("/call/"));
		if (parameters != NULL)
			check_call(parameters, exchange, each, counts);
	}
}

START_TEST(recorded_calls)
{
	static const char *const servers[] = { "open", "locked", "zendesk_like" };
	Counts counts = { 0 };
	for (guint i = 0; i < G_N_ELEMENTS(servers); i++)
		check_server(servers[i], &counts);
	ck_assert_uint_gt(counts.valid, 30);
	ck_assert_uint_gt(counts.refused, 30);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { recorded_calls, NULL };
	g_autofree char *folder = suite_shared("contract");
	if (folder == NULL)
		return suite_skip("model/schema_recorded", "../shared/contract is not there");
	return suite_run("model/schema_recorded", tests);
}
