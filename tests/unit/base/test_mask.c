/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/mask.h"

#include <string.h>

#include "suite.h"

static char *masked(const char *text, const char *except)
{
	GString *result = mask_secrets(text, strlen(text), except);
	return result != NULL ? g_string_free(result, FALSE) : NULL;
}

START_TEST(strings_below_secrets_are_masked)
{
	static const char *const rows[][2] = {
		{ "{\"secrets\":{\"a\":\"x\"}}", "{\"secrets\":{\"a\":\"«secret»\"}}" },
		{ "{ \"secrets\" : { \"a\" : \"x\\\"y\" , \"b\":[\"z\",1] } , \"c\":\"d\"}",
		  "{ \"secrets\" : { \"a\" : \"«secret»\" , \"b\":[\"«secret»\",1] } , \"c\":\"d\"}" },
		{ "[{\"secrets\":{\"a\":{\"b\":\"x\"}},\"id\":\"1\"},{\"secrets\":{\"a\":\"y\"}}]",
		  "[{\"secrets\":{\"a\":{\"b\":\"«secret»\"}},\"id\":\"1\"},{\"secrets\":{\"a\":\"«secret»\"}"
		  "}]" },
		{ "{\"secrets\":{\"secrets\":\"x\"}}", "{\"secrets\":{\"secrets\":\"«secret»\"}}" },
		{ "{\"secrets\":{\"a\":\"x", "{\"secrets\":{\"a\":\"«secret»\"" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *result = masked(rows[i][0], NULL);
		ck_assert_msg(g_strcmp0(result, rows[i][1]) == 0, "%s: %s", rows[i][0], result);
	}
}
END_TEST

START_TEST(what_is_no_object_of_secrets_stays)
{
	static const char *const rows[] = { "",
					    "{}",
					    "{\"secrets\":{}}",
					    "{\"secrets\":null,\"a\":\"x\"}",
					    "{\"secrets\":\"x\"}",
					    "{\"secrets\":[\"apiKey\"]}",
					    "{\"a\":\"\\\"secrets\\\":{}\"}",
					    "{\"a\":\"secrets\",\"b\":{\"c\":\"x\"}}",
					    "{\"my_secrets\":{\"a\":\"x\"}}",
					    "\"secrets\"" };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		ck_assert_msg(masked(rows[i], NULL) == NULL, "%s", rows[i]);
}
END_TEST

START_TEST(what_is_recognised_stays)
{
	g_autofree char *result =
		masked("{\"secrets\":{\"a\":\"weir-canary-1\",\"b\":\"x\"}}", "weir-canary-1");
	ck_assert_str_eq(result, "{\"secrets\":{\"a\":\"weir-canary-1\",\"b\":\"«secret»\"}}");
}
END_TEST

START_TEST(schemas_are_not_concerned)
{
	ck_assert(mask_concerns("https://desk/connections/1/subscriptions?limit=1"));
	ck_assert(mask_concerns("https://engine/subscriptions/1"));
	ck_assert(!mask_concerns("https://desk/openapi.json"));
	ck_assert(!mask_concerns("https://desk/manifest"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { strings_below_secrets_are_masked, what_is_no_object_of_secrets_stays,
				       what_is_recognised_stays, schemas_are_not_concerned, NULL };
	return suite_run("base/mask", tests);
}
