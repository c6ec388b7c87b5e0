/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's own facts: connection, routes that belong to no trigger, permissions, contact, texts. */
#include <string.h>

#include "base/json.h"
#include "model/drift_private.h"
#include "model/server_join.h"

/* ---- the connection ---- */

static json_t *connection_part(const Server *server, const char *part, json_t **root)
{
	json_t *connection = weir_json_object(server->manifest, "connection");
	json_t *schema = json_object_get(weir_json_object(connection, "properties"), part);
	json_t *around[] = { schema, connection, NULL };
	gboolean usable = json_is_object(schema) || json_is_boolean(schema);
	*root = usable ? server_root(around) : NULL;
	return usable ? schema : NULL;
}

static void compare_part(DriftRun *run, const char *part, const char *field, gboolean secret,
			 const GPtrArray *before, const GPtrArray *after)
{
	json_t *old_roots[] = { NULL, NULL };
	json_t *new_roots[] = { NULL, NULL };
	json_t *was = connection_part(run->before, part, &old_roots[0]);
	json_t *is = connection_part(run->after, part, &new_roots[0]);
	g_autofree char *pointer = g_strdup_printf("/connection/properties/%s", part);
	drift_fields(run, &(DriftFields){ .subject = "connection",
					  .field = field,
					  .document = FROM_MANIFEST,
					  .pointer = pointer,
					  .one_kind = TRUE,
					  .kind = DRIFT_CONNECTION_CHANGED,
					  .secret = secret,
					  .before = before,
					  .after = after,
					  .old_schema = was,
					  .new_schema = is,
					  .old_roots = old_roots,
					  .new_roots = new_roots });
}

void drift_connection(DriftRun *run)
{
	if (!(run->common & FROM_MANIFEST))
		return;
	compare_part(run, "options", "option", FALSE, run->before->connection_options,
		     run->after->connection_options);
	compare_part(run, "secrets", "secret", TRUE, run->before->connection_secrets,
		     run->after->connection_secrets);
}

/* ---- routes ---- */

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "GET /workshop/ping", sorted. */
static GPtrArray *route_names(const Server *server)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < server->other_routes->len; i++) {
		const Route *route = g_ptr_array_index(server->other_routes, i);
		g_ptr_array_add(names, g_strdup_printf("%s %s", route->method != NULL ? route->method : "?",
						       route->path != NULL ? route->path : "?"));
	}
	g_ptr_array_sort(names, compare_texts);
	return names;
}

static void only_in(DriftRun *run, const GPtrArray *names, const GPtrArray *others, DriftKind kind)
{
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < others->len; i++)
		g_hash_table_add(known, g_ptr_array_index(others, i));
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *subject = g_strdup_printf("route %s", name);
		g_autoptr(GString) pointer = g_string_new("/paths");
		weir_json_pointer_push(pointer, strchr(name, ' ') + 1);
		if (!g_hash_table_contains(known, name))
			drift_add(run, &(DriftRow){ kind, subject, FROM_OPENAPI, pointer->str, NULL, NULL,
						    kind == DRIFT_ROUTE_REMOVED, kind == DRIFT_ROUTE_ADDED });
	}
}

static void compare_routes(DriftRun *run)
{
	if (!(run->common & FROM_OPENAPI))
		return;
	g_autoptr(GPtrArray) was = route_names(run->before), is = route_names(run->after);
	only_in(run, is, was, DRIFT_ROUTE_ADDED);
	only_in(run, was, is, DRIFT_ROUTE_REMOVED);
}

/* ---- permissions ---- */

static GHashTable *words_of(const char *text)
{
	GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_auto(GStrv) parts = g_strsplit_set(text != NULL ? text : "", " \t\r\n,;()[]`'\"", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		if (*parts[i] != '\0')
			g_hash_table_add(words, g_ascii_strdown(parts[i], -1));
	return words;
}

/* A word that was not there may be a right that was not asked for. */
static gboolean has_new_words(const char *before, const char *after)
{
	g_autoptr(GHashTable) was = words_of(before), is = words_of(after);
	GHashTableIter each;
	gpointer word = NULL;
	g_hash_table_iter_init(&each, is);
	while (g_hash_table_iter_next(&each, &word, NULL))
		if (!g_hash_table_contains(was, word))
			return TRUE;
	return FALSE;
}

/* ---- texts ---- */

void drift_server(DriftRun *run)
{
	const Server *was = run->before, *is = run->after;
	const struct {
		DriftKind kind;
		const char *member, *before, *after;
	} texts[] = {
		{ DRIFT_TEXT_CHANGED, "docs", was->docs, is->docs },
		{ DRIFT_TEXT_CHANGED, "installInstructions", was->install_instructions,
		  is->install_instructions },
		{ DRIFT_CONTACT_CHANGED, "author", was->author, is->author },
		{ DRIFT_CONTACT_CHANGED, "email", was->email, is->email },
		{ DRIFT_CONTACT_CHANGED, "url", was->url, is->url },
		{ DRIFT_RATE_LIMIT_CHANGED, "apiRateLimitInfo", was->rate_limit_info, is->rate_limit_info },
	};
	compare_routes(run);
	if (!(run->common & FROM_MANIFEST))
		return;
	if (g_strcmp0(was->required_permissions, is->required_permissions) != 0)
		drift_add(run,
			  &(DriftRow){ DRIFT_PERMISSIONS_CHANGED, "server", FROM_MANIFEST,
				       "/requiredPermissions", was->required_permissions,
				       is->required_permissions, FALSE,
				       has_new_words(was->required_permissions, is->required_permissions) });
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *subject = g_strdup_printf("server %s", texts[i].member);
		g_autofree char *pointer = g_strdup_printf("/%s", texts[i].member);
		drift_text(run, texts[i].kind, subject, FROM_MANIFEST, pointer, texts[i].before,
			   texts[i].after);
	}
}
