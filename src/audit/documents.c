/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/documents.h"

#include <string.h>

#include "base/json.h"
#include "base/redact.h"

/* Three documents and one model a server, for a few programs at a time. */
enum { REMEMBERED = 12, SHORTEST = 4096, LARGEST = 4 * 1024 * 1024, MODELS = 4 };

typedef struct {
	GBytes *bytes; /* NULL: nothing yet */
	gboolean clean;
	json_t *json; /* NULL: nobody has read it */
	guint64 used;
} Remembered;
static Remembered remembered[REMEMBERED];
static guint64 uses;

static gboolean is_of_size(GBytes *bytes)
{
	gsize size = g_bytes_get_size(bytes);
	return size > SHORTEST && size <= LARGEST;
}

static Remembered *find(GBytes *bytes)
{
	for (gsize i = 0; i < REMEMBERED; i++) {
		Remembered *known = &remembered[i];
		if (known->bytes == NULL || (known->bytes != bytes && !g_bytes_equal(known->bytes, bytes)))
			continue;
		known->used = ++uses;
		return known;
	}
	return NULL;
}

/* In the place of what nobody has asked for the longest. */
static Remembered *remember(GBytes *bytes)
{
	Remembered *place = &remembered[0];
	for (gsize i = 1; i < REMEMBERED; i++)
		if (remembered[i].used < place->used)
			place = &remembered[i];
	g_clear_pointer(&place->bytes, g_bytes_unref);
	json_decref(place->json);
	*place = (Remembered){ .bytes = g_bytes_ref(bytes), .used = ++uses };
	return place;
}

gboolean documents_are_asked_for(const char *label)
{
	static const char *const labels[] = { "manifest", "components", "openapi", NULL };
	return g_strv_contains(labels, label);
}

static GBytes *or_same(GBytes *bytes, GString *redacted)
{
	return redacted != NULL ? g_string_free_to_bytes(redacted) : g_bytes_ref(bytes);
}

GBytes *documents_clean(GBytes *bytes)
{
	gsize length = 0;
	const char *text = g_bytes_get_data(bytes, &length);
	Remembered *known = is_of_size(bytes) ? find(bytes) : NULL;
	/* What is no credential stays none; what weir holds changes. */
	if (known != NULL && known->clean) {
		GString *own = redact_own(text, length);
		if (own == NULL)
			return g_bytes_ref(known->bytes);
		g_string_free(own, TRUE);
	}
	GString *redacted = length > 0 ? redact_bytes(text, length) : NULL;
	if (redacted == NULL && is_of_size(bytes)) {
		known = known != NULL ? known : remember(bytes);
		known->clean = TRUE;
	}
	return or_same(bytes, redacted);
}

json_t *documents_read(GBytes *bytes)
{
	gsize length = 0;
	const char *text = g_bytes_get_data(bytes, &length);
	Remembered *known = is_of_size(bytes) ? find(bytes) : NULL;
	if (known != NULL && known->json != NULL)
		return json_incref(known->json);
	json_t *json = length > 0 ? weir_json_read(text, length, NULL, NULL, NULL) : NULL;
	if (json == NULL || !is_of_size(bytes))
		return json;
	known = known != NULL ? known : remember(bytes);
	known->json = json_incref(json);
	return json;
}

/* ---- models ---- */

/* `server` holds its documents, so that no other can come to stand at their addresses. */
static struct {
	Server *server;
	GHashTable *said;
	gboolean has_token;
} models[MODELS];
static guint next_model;

/* What server_build() asks of a target is in its model: settings of actions and triggers, and whether there
 * is a token. */
static gboolean is_plain(const Target *target)
{
	return g_hash_table_size(target->actions) == 0 && g_hash_table_size(target->triggers) == 0;
}

static void free_array(gpointer array)
{
	g_ptr_array_unref(array);
}

Server *documents_build(json_t *manifest, json_t *components, json_t *openapi, const Target *target)
{
	gboolean has_token = target->token != NULL;
	if (!is_plain(target))
		return server_build(manifest, components, openapi, target, NULL);
	for (gsize i = 0; i < MODELS; i++) {
		Server *known = models[i].server;
		if (known != NULL && models[i].has_token == has_token && known->manifest == manifest &&
		    known->components == components && known->openapi == openapi)
			return server_ref(known);
	}
	Server *server = server_build(manifest, components, openapi, target, NULL);
	if (server == NULL)
		return NULL;
	server_free(models[next_model].server);
	g_clear_pointer(&models[next_model].said, g_hash_table_unref);
	models[next_model].server = server_ref(server);
	models[next_model].said = g_hash_table_new_full(NULL, NULL, NULL, free_array);
	models[next_model].has_token = has_token;
	next_model = (next_model + 1) % MODELS;
	return server;
}

GHashTable *documents_said(const Server *server)
{
	for (gsize i = 0; i < MODELS; i++)
		if (models[i].server == server && server != NULL)
			return models[i].said;
	return NULL;
}
