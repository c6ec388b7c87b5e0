/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "report/format.h"

/* A member of the document: the rows, or a value. */
struct member {
	char *name;
	json_t *value; /* NULL: the rows */
};

static void member_clear(gpointer memory)
{
	struct member *member = memory;
	g_free(member->name);
	json_decref(member->value);
}

static gint compare_members(gconstpointer a, gconstpointer b)
{
	return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

/* Takes the reference to `value`. */
static void add_member(GArray *members, const char *name, json_t *value)
{
	struct member member = { g_strdup(name), value };
	g_array_append_val(members, member);
}

static void add_extra(GArray *members, json_t *extra)
{
	const char *name = NULL;
	json_t *value = NULL;
	json_object_foreach (extra, name, value)
		add_member(members, name, json_incref(value));
}

static gboolean names_servers(const ListingSet *set)
{
	return set->several || set->parts->len > 1;
}

static json_t *valid_string(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	return json_string(valid);
}

static json_t *failures_json(const ListingSet *set)
{
	json_t *array = json_array();
	for (guint i = 0; i < set->failures->len; i++) {
		const ListingFailure *failure = g_ptr_array_index(set->failures, i);
		json_t *object = json_object();
		json_object_set_new(object, "error", valid_string(failure->error->message));
		json_object_set_new(object, "server",
				    failure->server != NULL ? valid_string(failure->server) : json_null());
		json_array_append_new(array, object);
	}
	return array;
}

/* What the parts have besides rows: {"server":NAME, ...} for each. */
static json_t *parts_json(const ListingSet *set)
{
	json_t *array = json_array();
	for (guint i = 0; i < set->parts->len; i++) {
		const struct listing *listing = g_ptr_array_index(set->parts, i);
		json_t *object = listing->extra != NULL ? json_copy(listing->extra) : json_object();
		if (listing->server != NULL)
			json_object_set_new(object, "server", valid_string(listing->server));
		json_array_append_new(array, object);
	}
	return array;
}

static GArray *members_of(const ListingSet *set)
{
	GArray *members = g_array_new(FALSE, FALSE, sizeof(struct member));
	g_array_set_clear_func(members, member_clear);
	const char *name = set->kind->schema != NULL ? set->kind->schema : set->kind->name;
	g_autofree char *schema = g_strdup_printf("weir/%s/1", name);
	add_member(members, set->kind->name, NULL);
	add_member(members, "schema", json_string(schema));
	if (set->failures->len > 0)
		add_member(members, "errors", failures_json(set));
	if (names_servers(set)) {
		add_member(members, "servers", parts_json(set));
	} else if (set->parts->len == 1) {
		const struct listing *listing = g_ptr_array_index(set->parts, 0);
		if (listing->server != NULL)
			add_member(members, "server", valid_string(listing->server));
		add_extra(members, listing->extra);
	}
	g_array_sort(members, compare_members);
	return members;
}

static void append_row(const ListingSet *set, const struct listing *listing, guint row, GString *out)
{
	const char *server = names_servers(set) ? listing->server : NULL;
	if (listing->kind->write_json != NULL) {
		listing->kind->write_json(listing, row, server, out);
		return;
	}
	json_t *value = listing->kind->json(listing, row);
	if (server != NULL)
		json_object_set_new(value, "server", valid_string(server));
	report_append_json(out, value);
	json_decref(value);
}

/* One row a line: `only` >= 0 of the first part, or all. */
static gboolean write_rows(ReportOut *out, const ListingSet *set, gint64 only, GError **error)
{
	const char *before = "\n    ";
	g_string_append(out->pending, "[");
	for (guint i = 0; i < set->parts->len; i++) {
		const struct listing *listing = g_ptr_array_index(set->parts, i);
		for (guint row = 0; row < listing->n_rows; row++) {
			if (only >= 0 && (i > 0 || row != (guint)only))
				continue;
			g_string_append(out->pending, before);
			append_row(set, listing, row, out->pending);
			before = ",\n    ";
			if (!report_flush(out, FALSE, error))
				return FALSE;
		}
	}
	g_string_append(out->pending, *before == ',' ? "\n  ]" : "]");
	return TRUE;
}

static gboolean write_document(ReportOut *out, const ListingSet *set, gint64 only, GError **error)
{
	g_autoptr(GArray) members = members_of(set);
	g_string_append_c(out->pending, '{');
	for (guint i = 0; i < members->len; i++) {
		const struct member *member = &g_array_index(members, struct member, i);
		g_string_append(out->pending, i == 0 ? "\n  " : ",\n  ");
		report_append_json_string(out->pending, member->name);
		g_string_append(out->pending, ": ");
		if (member->value != NULL)
			report_append_json(out->pending, member->value);
		else if (!write_rows(out, set, only, error))
			return FALSE;
	}
	g_string_append(out->pending, "\n}\n");
	return TRUE;
}

static gboolean json_listing(ReportOut *out, const ListingSet *set, GError **error)
{
	return write_document(out, set, -1, error);
}

static gboolean json_detail(ReportOut *out, const ListingSet *set, guint row, GError **error)
{
	return write_document(out, set, row, error);
}

gboolean report_document(ReportOut *out, const json_t *document, GError **error)
{
	g_autoptr(GString) safe = g_string_new(NULL);
	report_append_json_pretty(safe, document, FALSE);
	g_string_append_c(safe, '\n');
	return report_raw(out, safe->str, safe->len, error);
}

const struct report_format report_json = {
	.name = "json",
	.help = N_("one document, members sorted, times in UTC"),
	.listing = json_listing,
	.detail = json_detail,
};
