/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three documents of a server from a folder. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "base/json.h"
#include "base/paths.h"
#include "verb/verb.h"

enum { MANIFEST, COMPONENTS, OPENAPI, N_DOCUMENTS };

static const char *const names[N_DOCUMENTS] = { "manifest.json", "components.json", "openapi.json" };

/* NULL without an error where there is no such file. */
static json_t *read_document(const char *folder, const char *name, GPtrArray *remarks, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	gsize length = 0;
	WeirJsonNotes notes = { 0 };
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return NULL;
	g_autofree char *text = paths_read(path, WEIR_JSON_LIMITS.bytes, &length, error);
	if (text == NULL)
		return NULL;
	json_t *document = weir_json_read(text, length, NULL, &notes, error);
	if (document == NULL)
		g_prefix_error(error, "%s: ", path);
	if (document != NULL && notes.duplicate_member != NULL)
		g_ptr_array_add(
			remarks,
			g_strdup_printf(_("%s: the member \"%s\" is there twice; the last one counts"), name,
					notes.duplicate_member));
	if (document != NULL && notes.big_integers)
		g_ptr_array_add(remarks,
				g_strdup_printf(_("%s: an integer beyond 64 bits was rounded"), name));
	weir_json_notes_clear(&notes);
	return document;
}

static gboolean is_folder(const char *folder, GError **error)
{
	if (g_file_test(folder, G_FILE_TEST_IS_DIR))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
		    _("%s is no folder; --offline wants one with manifest.json in it"), folder);
	return FALSE;
}

Server *verb_offline_server(const char *folder, const Target *target, GError **error)
{
	g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) problem = NULL;
	json_t *documents[N_DOCUMENTS] = { NULL };
	if (!is_folder(folder, error))
		return NULL;
	guint found = 0;
	for (int i = 0; i < N_DOCUMENTS; i++) {
		documents[i] = read_document(folder, names[i], remarks, problem == NULL ? &problem : NULL);
		found += documents[i] != NULL;
	}
	Server *server = NULL;
	if (found > 0)
		server = server_build(documents[MANIFEST], documents[COMPONENTS], documents[OPENAPI], target,
				      problem == NULL ? &problem : NULL);
	else if (problem == NULL)
		g_set_error(&problem, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("%s holds none of manifest.json, components.json and openapi.json"), folder);
	for (guint i = 0; server != NULL && i < remarks->len; i++)
		g_ptr_array_add(server->notes, g_strdup(g_ptr_array_index(remarks, i)));
	for (int i = 0; i < N_DOCUMENTS; i++)
		json_decref(documents[i]);
	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	return server;
}
