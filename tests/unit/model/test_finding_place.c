/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a finding is, for a person. */
#include "model/finding.h"
#include "unit/suite.h"

static const struct {
	const char *subject, *route, *document, *pointer, *argument, *place;
} rows[] = {
	{ "close_ticket", NULL, "manifest", "/actions/5", NULL, "close_ticket" },
	{ "close_ticket", NULL, "manifest", "/actions/5/schema/call/function/parameters", NULL,
	  "close_ticket" },
	{ "close_ticket", NULL, "manifest",
	  "/actions/5/schema/call/function/parameters/properties/tags/items", "tags", "close_ticket tags" },
	{ "lookup_customer", NULL, "manifest", "/actions/8/description", NULL,
	  "lookup_customer description" },
	{ "get_ticket", NULL, "manifest", "/actions/0/schema/result/properties/rows/items/properties/a~1b",
	  NULL, "get_ticket result.rows[].a/b" },
	{ "get_ticket", NULL, "manifest", "/actions/0/schema/result/anyOf/1/properties/properties", NULL,
	  "get_ticket result.properties" },
	{ "comment_added", NULL, "openapi", "/paths/~1hooks~1comments", NULL,
	  "comment_added /hooks/comments" },
	{ NULL, "GET /connections/{id}", "openapi",
	  "/paths/~1connections~1{id}/get/responses/200/content/application~1json/schema/properties/secrets",
	  NULL, "GET /connections/{id} secrets" },
	{ NULL, "GET /list", NULL, "/data/1/secrets", NULL, "GET /list data[1].secrets" },
	{ NULL, "GET /list", NULL, "/~0odd/properties", NULL, "GET /list ~odd.properties" },
	{ NULL, NULL, "manifest", "/requiredPermissions", NULL, "requiredPermissions" },
	{ NULL, NULL, "openapi", "/paths", NULL, "" },
	{ NULL, NULL, "openapi", "/paths/~1x/get/responses", NULL, "/x.get" },
	{ NULL, "GET /x", "openapi", "/paths/~1x", NULL, "GET /x" },
	{ NULL, NULL, "manifest", "/actions/0/schema/result/properties", NULL, "result.properties" },
	{ NULL, NULL, NULL, "no pointer", NULL, "no pointer" },
	{ NULL, NULL, NULL, "/", NULL, "" },
	{ NULL, NULL, NULL, NULL, NULL, "" },
};

START_TEST(a_place_is_read)
{
	static const struct check_info info = { .id = "a.b" };
	g_autoptr(Finding) finding = finding_new(&info, VERDICT_FAIL);
	finding->subject = g_strdup(rows[_i].subject);
	finding->route = g_strdup(rows[_i].route);
	finding->document = g_strdup(rows[_i].document);
	finding->pointer = g_strdup(rows[_i].pointer);
	finding->argument = g_strdup(rows[_i].argument);
	g_autofree char *place = finding_place(finding);
	ck_assert_str_eq(place, rows[_i].place);
}
END_TEST

int main(void)
{
	const TTest *const none[] = { NULL };
	return suite_run_looped("model/finding_place", none, a_place_is_read, (int)G_N_ELEMENTS(rows));
}
