/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/pinned.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "model/drift.h"

Server *pinned_server(const Pin *pin, const Target *target, GError **error)
{
	Server *server = server_build(pin->manifest, pin->components, pin->openapi, target, error);
	if (server == NULL)
		g_prefix_error(error, _("%s, pin %" PRId64 ": "), target_name(target), pin->id);
	return server;
}

Server *pinned_clean(const Server *server, const Target *target, GError **error)
{
	json_t *const documents[] = { server->manifest, server->components, server->openapi };
	json_t *clean[G_N_ELEMENTS(documents)] = { NULL };
	g_autoptr(GError) problem = NULL;
	Server *result = NULL;
	for (gsize i = 0; problem == NULL && i < G_N_ELEMENTS(documents); i++)
		clean[i] = pin_clean(documents[i], &problem);
	if (problem == NULL)
		result = server_build(clean[0], clean[1], clean[2], target, &problem);
	for (gsize i = 0; i < G_N_ELEMENTS(documents); i++)
		json_decref(clean[i]);
	if (problem != NULL)
		g_propagate_prefixed_error(error, g_steal_pointer(&problem), "%s: ", target_name(target));
	return result;
}

json_t *pinned_documents(const Server *server)
{
	json_t *documents = json_object();
	if (server->manifest != NULL)
		json_object_set(documents, "manifest", server->manifest);
	if (server->components != NULL)
		json_object_set(documents, "components", server->components);
	if (server->openapi != NULL)
		json_object_set(documents, "openapi", server->openapi);
	return documents;
}

static void free_changes(gpointer changes)
{
	g_ptr_array_unref(changes);
}

static void set_text(json_t *object, const char *member, const char *text)
{
	g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;
	json_object_set_new(object, member, valid != NULL ? json_string(valid) : json_null());
}

guint pinned_add_changes(ListingSet *set, const Target *target, const char *from, const Server *before,
			 const char *to, const Server *after)
{
	GPtrArray *changes = before != NULL ? drift_compare(before, after) : g_ptr_array_new();
	const char *name = set->several ? target_name(target) : NULL;
	struct listing *part = listing_set_add(set, name, changes->len, changes, changes, free_changes);
	part->extra = json_object();
	set_text(part->extra, "target", target_name(target));
	set_text(part->extra, "from", from);
	set_text(part->extra, "to", to);
	return changes->len;
}

gboolean pinned_wants_listing(const VerbRun *run, guint changes)
{
	const char *format = verb_text(run, "format");
	return changes > 0 || (format != NULL && strcmp(format, "text") != 0);
}

Pin *pinned_find(const Target *target, gint64 id, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Store) store = store_open_usual(TRUE, &problem);
	if (store != NULL)
		return pin_get(store, target_name(target), id, error);
	if (!g_error_matches(problem, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
		g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}
