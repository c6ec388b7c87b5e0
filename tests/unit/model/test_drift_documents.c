/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole documents: in another order, missing, recorded, hostile. */
#include "model/drift.h"
#include "server_help.h"

static Server *build(json_t *manifest, json_t *components, json_t *openapi)
{
	g_autoptr(GError) error = NULL;
	Server *server = server_build(manifest, components, openapi, NULL, &error);
	ck_assert_msg(server != NULL, "%s", error != NULL ? error->message : "");
	return server;
}

static gboolean has(const GPtrArray *found, DriftKind kind, const char *subject)
{
	for (guint i = 0; i < found->len; i++) {
		const Drift *drift = g_ptr_array_index(found, i);
		if (drift->kind == kind && (subject == NULL || strcmp(drift->subject, subject) == 0))
			return TRUE;
	}
	return FALSE;
}

/* Members sorted the other way round, lists of actions and triggers too, titles added everywhere. */
static json_t *shuffled(const json_t *value, gboolean list)
{
	if (json_is_array(value)) {
		json_t *array = json_array();
		for (size_t i = json_array_size(value); i-- > 0;) {
			json_t *item = shuffled(json_array_get(value, i), FALSE);
			if (list)
				json_array_append_new(array, item);
			else
				json_array_insert_new(array, 0, item);
		}
		return array;
	}
	if (!json_is_object(value))
		return json_deep_copy(value);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	json_t *object = json_object(), *inner;
	const char *name;
	json_object_foreach ((json_t *)value, name, inner)
		g_ptr_array_insert(names, 0, (gpointer)name);
	if (weir_json_text(value, "type") != NULL && json_object_get(value, "name") == NULL)
		json_object_set_new(object, "title", json_string("Another title"));
	for (guint i = 0; i < names->len; i++) {
		name = g_ptr_array_index(names, i);
		if (strcmp(name, "title") == 0 && json_object_get(object, name) != NULL)
			continue;
		gboolean lists = strcmp(name, "actions") == 0 || strcmp(name, "triggers") == 0 ||
				 strcmp(name, "required") == 0 || strcmp(name, "enum") == 0;
		json_object_set_new(object, name, shuffled(json_object_get(value, name), lists));
	}
	return object;
}

static void same_when_shuffled(const char *server)
{
	g_autoptr(json_t) manifest = recorded(server, "manifest");
	g_autoptr(json_t) components = recorded(server, "components");
	g_autoptr(json_t) openapi = recorded(server, "openapi");
	g_autoptr(json_t) other = shuffled(manifest, FALSE);
	g_autoptr(Server) before = build(manifest, components, openapi);
	g_autoptr(Server) after = build(other, components, openapi);
	g_autoptr(GPtrArray) found = drift_compare(before, after);
	const Drift *first = found->len > 0 ? g_ptr_array_index(found, 0) : NULL;
	ck_assert_uint_gt(before->actions->len, 0);
	ck_assert_msg(found->len == 0, "%s: %s %s '%s' '%s'", server, drift_kinds[first->kind].name,
		      first->subject, first->before, first->after);
}

START_TEST(order_and_titles_do_not_count)
{
	static const char *const servers[] = { "open", "locked", "zendesk_like" };
	for (gsize i = 0; i < G_N_ELEMENTS(servers); i++) {
		g_autoptr(json_t) there = recorded(servers[i], "manifest");
		if (there != NULL)
			same_when_shuffled(servers[i]);
	}
	g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST);
	g_autoptr(json_t) other = shuffled(manifest, FALSE);
	g_autoptr(Server) before = build(manifest, NULL, NULL), after = build(other, NULL, NULL);
	g_autoptr(GPtrArray) found = drift_compare(before, after);
	ck_assert_uint_eq(found->len, 0);
}
END_TEST

/* The same model under another name, in another place, once in the schema and once behind a reference. */
START_TEST(names_of_definitions_do_not_count)
{
	static const char form[] =
		"{'actions':[{'type':'action','name':'a','schema':{'call':{'function':{'parameters':{'type':"
		"'object','properties':{'x':{'$ref':'#/$defs/%s'}},'$defs':{'%s':{'type':'object',"
		"'properties':{'next':{'$ref':'#/$defs/%s'},'n':{'type':'integer'}}}}}}}}}],'triggers':[]}";
	g_autofree char *one = g_strdup_printf(form, "Node", "Node", "Node");
	g_autofree char *other = g_strdup_printf(form, "Item-Input", "Item-Input", "Item-Input");
	g_autoptr(json_t) first = parse_quoted(one), second = parse_quoted(other);
	g_autoptr(Server) before = build(first, NULL, NULL), after = build(second, NULL, NULL);
	g_autoptr(GPtrArray) found = drift_compare(before, after);
	ck_assert_uint_eq(found->len, 0);
}
END_TEST

START_TEST(what_one_state_lacks_is_not_compared)
{
	g_autoptr(json_t) manifest = parse_quoted(WORKSHOP_MANIFEST);
	g_autoptr(json_t) components = parse_quoted(WORKSHOP_COMPONENTS);
	g_autoptr(json_t) openapi = parse_quoted(WORKSHOP_OPENAPI);
	g_autoptr(Server) whole = build(manifest, components, openapi);
	g_autoptr(Server) part = build(manifest, NULL, NULL);
	g_autoptr(GPtrArray) less = drift_compare(whole, part);
	g_autoptr(GPtrArray) more = drift_compare(part, whole);
	ck_assert_uint_eq(less->len, 2);
	ck_assert(has(less, DRIFT_DOCUMENT_REMOVED, "document components"));
	ck_assert(has(less, DRIFT_DOCUMENT_REMOVED, "document openapi"));
	ck_assert_uint_eq(more->len, 2);
	ck_assert(has(more, DRIFT_DOCUMENT_ADDED, "document openapi"));
	/* Nothing in common: nothing but that. */
	g_autoptr(Server) other = build(NULL, NULL, openapi);
	g_autoptr(GPtrArray) apart = drift_compare(part, other);
	ck_assert_uint_eq(apart->len, 2);
}
END_TEST

static const char pointers_before[] =
	"{'actions':[{'type':'action','name':'a','schema':{'call':{'function':{'parameters':{'properties':"
	"{'x/y':{'type':'array','items':{'type':'string','maxLength':5}},'z':{'$ref':'#/$defs/Z'}},"
	"'$defs':{'Z':{'properties':{'q':{'type':'string'}}}}}}}}}],'triggers':[]}";
static const char pointers_after[] =
	"{'actions':[7,{'type':'action','name':'a','schema':{'call':{'function':{'parameters':{'properties':"
	"{'x/y':{'type':'array','items':{'type':'string','maxLength':6}},'z':{'$ref':'#/$defs/Z'}},"
	"'$defs':{'Z':{'properties':{'q':{'type':'integer'}}}}}}}}}],'triggers':[]}";

/* Into the newer document, and there; what stands behind a $ref is named by it. */
START_TEST(pointers_lead_somewhere)
{
	static const char *const wanted[] = {
		"/actions/1/schema/call/function/parameters/properties/x~1y/items",
		"/actions/1/schema/call/function/parameters/properties/z",
		"/actions/1",
	};
	g_autoptr(json_t) one = parse_quoted(pointers_before), other = parse_quoted(pointers_after);
	g_autoptr(Server) before = build(one, NULL, NULL), after = build(other, NULL, NULL);
	g_autoptr(GPtrArray) found = drift_compare(before, after);
	ck_assert_uint_eq(found->len, G_N_ELEMENTS(wanted));
	for (guint i = 0; i < found->len; i++) {
		const Drift *drift = g_ptr_array_index(found, i);
		ck_assert_str_eq(drift->document, "manifest");
		ck_assert_str_eq(drift->pointer, wanted[i]);
		ck_assert_ptr_nonnull(weir_json_pointer(other, drift->pointer));
	}
}
END_TEST

START_TEST(as_json)
{
	g_autoptr(json_t) one = parse_quoted(pointers_before), other = parse_quoted(pointers_after);
	g_autoptr(Server) before = build(one, NULL, NULL), after = build(other, NULL, NULL);
	g_autoptr(GPtrArray) found = drift_compare(before, after);
	g_autoptr(json_t) json = drift_json(g_ptr_array_index(found, 0));
	g_autofree char *text = weir_json_print(json);
	ck_assert_str_eq(text,
			 "{\"after\":\"maxLength 6\",\"before\":\"maxLength 5\",\"breaking\":false,"
			 "\"document\":\"manifest\",\"kind\":\"schema-widened\",\"pointer\":\"/actions/1/"
			 "schema/call/function/parameters/properties/x~1y/items\",\"risky\":true,"
			 "\"severity\":\"medium\",\"subject\":\"action a argument x/y[]\"}");
}
END_TEST

/* Every kind has its row, names are told apart. */
START_TEST(the_table_is_whole)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	for (int i = 0; i < N_DRIFT_KINDS; i++) {
		ck_assert_ptr_nonnull(drift_kinds[i].name);
		ck_assert_ptr_nonnull(drift_kinds[i].severity);
		ck_assert_ptr_nonnull(drift_kinds[i].help);
		ck_assert(g_hash_table_add(names, (gpointer)drift_kinds[i].name));
	}
}
END_TEST

static json_t *with_parameters(json_t *parameters)
{
	return json_pack("{s:[{s:s, s:s, s:{s:{s:{s:o}}}}], s:[]}", "actions", "type", "action", "name", "a",
			 "schema", "call", "function", "parameters", parameters, "triggers");
}

/* Found or said to be not compared, and soon. */
static void compare_hostile(json_t *one, json_t *other, DriftKind kind)
{
	g_autoptr(json_t) first = with_parameters(one), second = with_parameters(other);
	g_autoptr(Server) before = build(first, NULL, NULL), after = build(second, NULL, NULL);
	gint64 start = g_get_monotonic_time();
	g_autoptr(GPtrArray) found = drift_compare(before, after);
	gint64 took = g_get_monotonic_time() - start;
	ck_assert_msg(took < 20 * G_USEC_PER_SEC, "%ld us", (long)took);
	ck_assert_msg(has(found, kind, NULL), "%s: %u", drift_kinds[kind].name, found->len);
	ck_assert_uint_le(found->len, 10001);
	for (guint i = 0; i < found->len; i++) {
		const Drift *drift = g_ptr_array_index(found, i);
		ck_assert_uint_lt(strlen(drift->before) + strlen(drift->after) + strlen(drift->subject),
				  8000);
	}
}

/* Each definition has the next one twice: 2^40 if it were written out. */
static json_t *bomb(const char *last)
{
	json_t *defs = json_object();
	for (int i = 0; i < 40; i++) {
		g_autofree char *name = g_strdup_printf("d%d", i),
				*next = g_strdup_printf("#/$defs/d%d", i + 1);
		json_object_set_new(defs, name,
				    json_pack("{s:{s:{s:s}, s:{s:s}}}", "properties", "l", "$ref", next, "r",
					      "$ref", next));
	}
	json_object_set_new(defs, "d40", json_pack("{s:s}", "type", last));
	return json_pack("{s:{s:{s:s}}, s:o}", "properties", "x", "$ref", "#/$defs/d0", "$defs", defs);
}

static json_t *deep(int levels, const char *last)
{
	json_t *schema = json_pack("{s:s}", "type", last);
	for (int i = 0; i < levels; i++)
		schema = json_pack("{s:o}", "items", schema);
	return json_pack("{s:{s:o}}", "properties", "x", schema);
}

static json_t *wide_union(int from)
{
	json_t *branches = json_array();
	for (int i = 0; i < 40000; i++)
		json_array_append_new(branches,
				      json_pack("{s:s, s:i}", "type", "string", "minLength", from + i));
	return json_pack("{s:{s:{s:o}}}", "properties", "x", "anyOf", branches);
}

static json_t *many_arguments(const char *prefix)
{
	json_t *properties = json_object(), *required = json_array();
	for (int i = 0; i < 20000; i++) {
		g_autofree char *name = g_strdup_printf("%s%d", prefix, i);
		json_object_set_new(properties, name, json_object());
		json_array_append_new(required, json_string(name));
	}
	return json_pack("{s:o, s:o}", "properties", properties, "required", required);
}

static json_t *long_name(const char *type)
{
	g_autofree char *name = g_strnfill(1000000, 'n');
	return json_pack("{s:{s:{s:s}}}", "properties", name, "type", type);
}

START_TEST(hostile_documents)
{
	compare_hostile(bomb("string"), bomb("integer"), DRIFT_NOT_COMPARED);
	compare_hostile(deep(100, "string"), deep(100, "integer"), DRIFT_NOT_COMPARED);
	compare_hostile(deep(20, "string"), deep(20, "integer"), DRIFT_TYPE_CHANGED);
	compare_hostile(wide_union(0), wide_union(50000), DRIFT_NOT_COMPARED);
	compare_hostile(many_arguments("a"), many_arguments("b"), DRIFT_NOT_COMPARED);
	compare_hostile(long_name("string"), long_name("integer"), DRIFT_TYPE_CHANGED);
}
END_TEST

/* Rounds end: a cycle of bare references, one through members, one that is longer on the other side. */
START_TEST(rounds)
{
	static const char *const schemas[] = {
		"{'properties':{'x':{'$ref':'#/$defs/A'}},'$defs':{'A':{'$ref':'#/$defs/A'}}}",
		"{'properties':{'x':{'$ref':'#'}}}",
		"{'properties':{'x':{'properties':{'x':{'$ref':'#'}}}}}",
		"{'properties':{'x':{'$ref':'#/properties/x'}}}",
		"{'properties':{'x':{'$ref':'#/nowhere'}}}",
		"{'properties':{'x':{'$ref':7}}}",
		"{'properties':7,'required':{},'anyOf':3,'type':[1,{}],'enum':{},'items':[[],7]}",
		"true",
		"false",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(schemas); i++)
		for (gsize j = 0; j < G_N_ELEMENTS(schemas); j++) {
			g_autoptr(json_t) one = with_parameters(parse_quoted(schemas[i]));
			g_autoptr(json_t) other = with_parameters(parse_quoted(schemas[j]));
			g_autoptr(Server) before = build(one, NULL, NULL), after = build(other, NULL, NULL);
			g_autoptr(GPtrArray) found = drift_compare(before, after);
			ck_assert_msg(i != j || found->len == 0, "%zu", i);
		}
}
END_TEST

/* The same two states, the same list. */
START_TEST(the_order_is_fixed)
{
	g_autoptr(json_t) one = parse_quoted(WORKSHOP_MANIFEST), openapi = parse_quoted(WORKSHOP_OPENAPI);
	g_autoptr(json_t) other =
		parse_quoted("{'actions':[{'type':'action','name':'z'},{'type':'action','name':"
			     "'b'}],'triggers':[]}");
	g_autofree char *last = NULL;
	for (int i = 0; i < 3; i++) {
		g_autoptr(json_t) mixed = i == 1 ? shuffled(other, FALSE) : json_incref(other);
		g_autoptr(Server) before = build(one, NULL, openapi), after = build(mixed, NULL, openapi);
		g_autoptr(GPtrArray) found = drift_compare(before, after);
		g_autoptr(GString) text = g_string_new(NULL);
		for (guint j = 0; j < found->len; j++) {
			const Drift *drift = g_ptr_array_index(found, j);
			g_string_append_printf(text, "%s %s\n", drift_kinds[drift->kind].name,
					       drift->subject);
		}
		ck_assert_uint_gt(found->len, 3);
		if (last != NULL)
			ck_assert_str_eq(last, text->str);
		g_free(last);
		last = g_strdup(text->str);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { order_and_titles_do_not_count,
				       names_of_definitions_do_not_count,
				       what_one_state_lacks_is_not_compared,
				       pointers_lead_somewhere,
				       as_json,
				       the_table_is_whole,
				       hostile_documents,
				       rounds,
				       the_order_is_fixed,
				       NULL };
	return suite_run("model/drift documents", tests);
}
