/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/documents.h"

#include <string.h>

#include "base/digest.h"
#include "base/json.h"

/* Three documents and one model a server, for a few programs at a time. */
enum { REMEMBERED = 12, SHORTEST = 4096, MODELS = 4 };

static struct {
	guint8 digest[DIGEST_SIZE];
	json_t *json;
	guint64 used;
} remembered[REMEMBERED];
static guint64 uses;

static gsize oldest(void)
{
	gsize index = 0;
	for (gsize i = 1; i < REMEMBERED; i++)
		if (remembered[i].used < remembered[index].used)
			index = i;
	return index;
}

json_t *documents_read(const char *text, gsize length)
{
	guint8 digest[DIGEST_SIZE];
	if (length < SHORTEST)
		return weir_json_read(text, length, NULL, NULL, NULL);
	digest_sha256(text, length, digest);
	for (gsize i = 0; i < REMEMBERED; i++)
		if (remembered[i].json != NULL && memcmp(remembered[i].digest, digest, DIGEST_SIZE) == 0) {
			remembered[i].used = ++uses;
			return json_incref(remembered[i].json);
		}
	json_t *json = weir_json_read(text, length, NULL, NULL, NULL);
	if (json == NULL)
		return NULL;
	gsize index = oldest();
	json_decref(remembered[index].json);
	memcpy(remembered[index].digest, digest, DIGEST_SIZE);
	remembered[index].json = json_incref(json);
	remembered[index].used = ++uses;
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
