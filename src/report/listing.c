/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/listing.h"

/* A listing that owns what its rows are made of. */
struct owned_listing {
	struct listing listing;
	char *server;
	gpointer owner;
	GDestroyNotify free_owner;
};

enum { ROWS_LOOKED_AT = 1000 };

static void owned_listing_free(gpointer memory)
{
	struct owned_listing *owned = memory;
	if (owned->free_owner != NULL)
		owned->free_owner(owned->owner);
	json_decref(owned->listing.extra);
	g_free(owned->server);
	g_free(owned);
}

static void failure_free(gpointer memory)
{
	ListingFailure *failure = memory;
	g_free(failure->server);
	g_clear_error(&failure->error);
	g_free(failure);
}

ListingSet *listing_set_new(const struct listing_kind *kind)
{
	ListingSet *set = g_new0(ListingSet, 1);
	set->references = 1;
	set->kind = kind;
	set->parts = g_ptr_array_new_with_free_func(owned_listing_free);
	set->failures = g_ptr_array_new_with_free_func(failure_free);
	return set;
}

ListingSet *listing_set_ref(ListingSet *set)
{
	set->references++;
	return set;
}

void listing_set_unref(ListingSet *set)
{
	if (set == NULL || --set->references > 0)
		return;
	g_ptr_array_unref(set->parts);
	g_ptr_array_unref(set->failures);
	g_free(set);
}

struct listing *listing_set_add(ListingSet *set, const char *server, guint n_rows, gconstpointer data,
				gpointer owner, GDestroyNotify free_owner)
{
	struct owned_listing *owned = g_new0(struct owned_listing, 1);
	owned->server = g_strdup(server);
	owned->owner = owner;
	owned->free_owner = free_owner;
	owned->listing.kind = set->kind;
	owned->listing.server = owned->server;
	owned->listing.n_rows = n_rows;
	owned->listing.data = data;
	g_ptr_array_add(set->parts, owned);
	return &owned->listing;
}

void listing_set_fail(ListingSet *set, const char *server, const GError *error)
{
	ListingFailure *failure = g_new0(ListingFailure, 1);
	failure->server = g_strdup(server);
	failure->error = g_error_copy(error);
	g_ptr_array_add(set->failures, failure);
}

int listing_column(const struct listing_kind *kind, const char *id)
{
	for (gsize i = 0; i < kind->n_columns; i++)
		if (g_strcmp0(kind->columns[i].id, id) == 0)
			return (int)i;
	return -1;
}

gboolean listing_column_empty(const struct listing *listing, guint column)
{
	g_autoptr(GString) text = g_string_new(NULL);
	guint rows = MIN(listing->n_rows, ROWS_LOOKED_AT);
	for (guint row = 0; row < rows; row++) {
		listing->kind->cell(listing, row, column, LOOK_UTF8, text);
		if (text->len > 0)
			return FALSE;
	}
	return listing->n_rows > 0;
}
