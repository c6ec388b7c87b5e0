/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/action_arguments.h"

#include <string.h>

#include "base/json.h"
#include "model/schema.h"
#include "suite.h"

static Server *server;

static const Action *action_with(const char *name, const char *parameters)
{
	g_autofree char *text = g_strdup_printf(
		"{'actions':[{'name':'%s','schema':{'call':{'function':{'parameters':%s}}}}],'triggers':[]}",
		name, parameters);
	g_strdelimit(text, "'", '"');
	g_autoptr(json_t) manifest = weir_json_read(text, strlen(text), NULL, NULL, NULL);
	ck_assert_msg(manifest != NULL, "%s", text);
	g_clear_pointer(&server, server_free);
	server = server_build(manifest, NULL, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(server);
	return server->actions->pdata[0];
}

static char *subjects(GPtrArray *variants)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < variants->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
				       ((ActionVariant *)variants->pdata[i])->subject);
	return g_string_free(text, FALSE);
}

static void are(GPtrArray *variants, const char *expected)
{
	g_autofree char *text = subjects(variants);
	ck_assert_str_eq(text, expected);
}

static void all_judged(const Action *action, GPtrArray *variants, SchemaVerdict verdict)
{
	g_autoptr(Schema) schema = schema_new(action->parameters, action->parameters_root, NULL);
	for (guint i = 0; i < variants->len; i++) {
		const ActionVariant *variant = variants->pdata[i];
		ck_assert_msg(schema_validate(schema, variant->arguments, NULL, NULL) == verdict, "%s",
			      variant->subject);
	}
}

#define CLOSED "'additionalProperties':false,'type':'object'"
#define REQUESTER                                                                                            \
	"'$defs':{'R':{" CLOSED                                                                              \
	",'properties':{'name':{'type':'string','maxLength':9}},'required':['name']},"                       \
	"'T':{" CLOSED ",'properties':{'team':{'type':'integer'}},'required':['team']}}"

START_TEST(what_is_left_out_and_mistyped)
{
	const Action *action = action_with(
		"close", "{" CLOSED ",'properties':{'id':{'type':'integer','minimum':1}},'required':['id']}");
	g_autoptr(GPtrArray) valid = action_valid(action), invalid = action_invalid(action);
	are(valid, "close");
	are(invalid, "close without id; close mistyped id");
	all_judged(action, valid, SCHEMA_VALID);
	all_judged(action, invalid, SCHEMA_INVALID);
}
END_TEST

START_TEST(objects_inside_get_a_member_too)
{
	const Action *action =
		action_with("create", "{" REQUESTER "," CLOSED
				      ",'properties':{'r':{'anyOf':[{'$ref':'#/$defs/R'},{'type':'null'}]},"
				      "'list':{'type':'array','minItems':1,'items':{'$ref':'#/$defs/T'}}}}");
	g_autoptr(GPtrArray) valid = action_valid(action), extra = action_extra(action);
	are(valid, "create");
	are(extra, "create; create /r; create /list/0");
	all_judged(action, valid, SCHEMA_VALID);
	all_judged(action, extra, SCHEMA_INVALID);
}
END_TEST

START_TEST(every_branch_of_a_union_is_tried)
{
	const Action *action =
		action_with("create", "{" REQUESTER "," CLOSED
				      ",'properties':{'who':{'anyOf':[{'$ref':'#/$defs/R'},{'$ref':'#/$defs/"
				      "T'}]}},'required':['who']}");
	g_autoptr(GPtrArray) valid = action_valid(action), extra = action_extra(action);
	are(valid, "create; create /who#1");
	are(extra, "create; create /who; create /who#1");
	all_judged(action, valid, SCHEMA_VALID);
	all_judged(action, extra, SCHEMA_INVALID);
}
END_TEST

START_TEST(maps_have_no_unexpected_member)
{
	const Action *action = action_with(
		"set",
		"{" CLOSED ",'properties':{'m':{'type':'object','additionalProperties':{'type':'string'}},"
		"'free':{'type':'object'}}}");
	g_autoptr(GPtrArray) extra = action_extra(action);
	are(extra, "set");
}
END_TEST

START_TEST(many_places_are_cut)
{
	g_autoptr(GString) text = g_string_new("{" REQUESTER "," CLOSED ",'properties':{");
	for (int i = 0; i < 50; i++)
		g_string_append_printf(text, "%s'p%02d':{'$ref':'#/$defs/R'}", i > 0 ? "," : "", i);
	g_string_append(text, "}}");
	g_autoptr(GPtrArray) extra = action_extra(action_with("create", text->str));
	ck_assert_uint_eq(extra->len, ACTION_PLACES);
}
END_TEST

START_TEST(anything_goes)
{
	const Action *open = action_with("any", "{'type':'object'}");
	g_autoptr(GPtrArray) invalid = action_invalid(open);
	ck_assert_uint_eq(invalid->len, 0);
	ck_assert(action_takes_anything(open));
	const Action *closed = action_with("none", "{" CLOSED ",'properties':{}}");
	g_autoptr(GPtrArray) none = action_invalid(closed);
	ck_assert_uint_eq(none->len, 0);
	ck_assert(!action_takes_anything(closed));
}
END_TEST

START_TEST(what_cannot_be_made)
{
	static const char *const odd[] = { "false", "true", "{'type':'string'}", "{'$ref':'#/nowhere'}",
					   "{'not':{}}" };
	for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
		const Action *action = action_with("odd", odd[i]);
		g_autoptr(GPtrArray) valid = action_valid(action), invalid = action_invalid(action),
				     extra = action_extra(action);
		all_judged(action, invalid, SCHEMA_INVALID);
		ck_assert_uint_le(valid->len + extra->len, 2);
	}
}
END_TEST

static json_t *openapi_of(int number)
{
	g_autofree char *text = g_strdup_printf(
		"{'openapi':'3.1.0','info':{'title':'desk %d','version':'1'},'paths':{"
		"'/connections/{connection_id}/call/close':{'post':{'requestBody':{'content':{"
		"'application/json':{'schema':{'$ref':'#/components/schemas/C'}}}},'responses':{}}}},"
		"'components':{'schemas':{'C':{" CLOSED ",'properties':{'id':{'type':'integer'}}}}}}",
		number);
	g_strdelimit(text, "'", '"');
	return weir_json_read(text, strlen(text), NULL, NULL, NULL);
}

/* One schema may be that of several actions: what is remembered of it goes by the name as well. */
START_TEST(actions_that_share_a_schema)
{
	g_autofree char *text = g_strdup(
		"{'openapi':'3.1.0','info':{'title':'desk','version':'1'},'paths':{"
		"'/connections/{connection_id}/call/close':{'post':{'requestBody':{'content':{"
		"'application/json':{'schema':{'$ref':'#/components/schemas/C'}}}},'responses':{}}},"
		"'/connections/{connection_id}/call/open':{'post':{'requestBody':{'content':{"
		"'application/json':{'schema':{'$ref':'#/components/schemas/C'}}}},'responses':{}}}},"
		"'components':{'schemas':{'C':{" CLOSED ",'properties':{'id':{'type':'integer'}}}}}}");
	g_strdelimit(text, "'", '"');
	g_autoptr(json_t) openapi = weir_json_read(text, strlen(text), NULL, NULL, NULL);
	g_autoptr(Server) both = server_build(NULL, NULL, openapi, NULL, NULL);
	ck_assert_uint_eq(both->actions->len, 2);
	for (guint i = 0; i < 6; i++) {
		const Action *action = both->actions->pdata[i % 2];
		g_autoptr(GPtrArray) valid = action_valid(action), again = action_valid(action);
		are(valid, action->name);
		ck_assert_ptr_eq(valid, again);
	}
}
END_TEST

/* What is remembered of schemas keeps the documents that they are in: of so many and no more. */
START_TEST(documents_are_let_go)
{
	enum { MANY = 100 };
	json_t *documents[MANY];
	guint held = 0;
	for (int i = 0; i < MANY; i++) {
		documents[i] = openapi_of(i);
		g_autoptr(Server) one = server_build(NULL, NULL, documents[i], NULL, NULL);
		ck_assert_uint_eq(one->actions->len, 1);
		g_autoptr(GPtrArray) valid = action_valid(one->actions->pdata[0]);
		g_autoptr(GPtrArray) again = action_valid(one->actions->pdata[0]);
		are(valid, "close");
		are(again, "close");
	}
	for (int i = 0; i < MANY; i++) {
		held += documents[i]->refcount > 1;
		json_decref(documents[i]);
	}
	ck_assert_uint_gt(held, 0);
	ck_assert_uint_le(held, MANY / 2);
}
END_TEST

START_TEST(names_that_lead_elsewhere)
{
	static const char *const bad[] = {
		"..", ".", "a/b", "a?b", "a#b", "a%2fb", "a b", "a\\\\b", "a\\nb"
	};
	static const char *const good[] = { "get_ticket", "a.b", "h\xC3\xA4mta", "get-ticket" };
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
		ck_assert_msg(!action_can_be_asked(action_with(bad[i], "{}")), "%s", bad[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
		ck_assert_msg(action_can_be_asked(action_with(good[i], "{}")), "%s", good[i]);
}
END_TEST

START_TEST(subjects_are_taken_apart)
{
	const char *special;
	g_autofree char *name = action_of_subject("create /who#1", &special);
	ck_assert_str_eq(name, "create");
	ck_assert_str_eq(special, "/who#1");
	g_autofree char *plain = action_of_subject("create", &special);
	ck_assert_str_eq(plain, "create");
	ck_assert_str_eq(special, "");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_is_left_out_and_mistyped,
				       objects_inside_get_a_member_too,
				       every_branch_of_a_union_is_tried,
				       maps_have_no_unexpected_member,
				       many_places_are_cut,
				       anything_goes,
				       what_cannot_be_made,
				       actions_that_share_a_schema,
				       documents_are_let_go,
				       names_that_lead_elsewhere,
				       subjects_are_taken_apart,
				       NULL };
	return suite_run("audit/action_arguments", tests);
}
