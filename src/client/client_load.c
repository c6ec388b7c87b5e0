/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manifest, components and OpenAPI, asked for together and joined. */
#include "client/client_private.h"

#include "base/error.h"

#include <glib/gi18n.h>
#include <string.h>

enum { BUILD_IN_TASK_ABOVE = 256 * 1024 };

static const struct {
	RouteId route;
	const char *name;
	json_type type;
} documents[] = {
	{ ROUTE_MANIFEST, "manifest", JSON_OBJECT },
	{ ROUTE_COMPONENTS, "components", JSON_ARRAY },
	{ ROUTE_OPENAPI, "openapi", JSON_OBJECT },
};
enum { DOCUMENTS = G_N_ELEMENTS(documents) };

typedef struct {
	Client *client;
	GCancellable *cancellable;
	guint left;
	json_t *json[DOCUMENTS];
	WeirJsonNotes notes[DOCUMENTS];
	GError *error[DOCUMENTS];
	gsize size;
	Server *server;
	GError *build_error;
	ClientServerDone done;
	gpointer data;
} Load;

typedef struct {
	Load *load;
	guint document;
} Part;

static void load_free(Load *load)
{
	for (guint i = 0; i < DOCUMENTS; i++) {
		json_decref(load->json[i]);
		weir_json_notes_clear(&load->notes[i]);
		g_clear_error(&load->error[i]);
	}
	server_free(load->server);
	g_clear_error(&load->build_error);
	g_clear_object(&load->cancellable);
	client_unref(load->client);
	g_free(load);
}

static void note(Load *load, char *text)
{
	g_ptr_array_add(load->server->notes, text);
}

static void add_notes(Load *load)
{
	for (guint i = 0; i < DOCUMENTS; i++) {
		const WeirJsonNotes *notes = &load->notes[i];
		if (notes->big_integers)
			note(load,
			     g_strdup_printf(_("%s: an integer is beyond 64 bits and was read as a real"),
					     documents[i].name));
		if (notes->replaced_nul)
			note(load,
			     g_strdup_printf(_("%s: a text holds \\u0000, which is shown as its picture"),
					     documents[i].name));
		if (notes->duplicate_member != NULL)
			note(load, g_strdup_printf(_("%s: the member \"%s\" comes twice (byte %zu"
						     "); the last one counts"),
						   documents[i].name, notes->duplicate_member,
						   notes->duplicate_offset));
	}
}

/* The trouble that a person must see to first, and the first of equals. */
static const GError *worst(const Load *load)
{
	static const int order[] = { WEIR_ERROR_CANCELLED,   WEIR_ERROR_FILE,  WEIR_ERROR_AUTH,
				     WEIR_ERROR_UNREACHABLE, WEIR_ERROR_LIMIT, WEIR_ERROR_PROTOCOL };
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		for (guint j = 0; j < DOCUMENTS; j++)
			if (load->error[j] != NULL && load->error[j]->code == order[i])
				return load->error[j];
	for (guint j = 0; j < DOCUMENTS; j++)
		if (load->error[j] != NULL)
			return load->error[j];
	return load->build_error;
}

static const char *without_name(const Load *load, const char *message)
{
	const char *name = target_name(load->client->target);
	gsize length = strlen(name);
	gboolean named = strncmp(message, name, length) == 0 && strncmp(message + length, ": ", 2) == 0;
	return named ? message + length + 2 : message;
}

/* NULL where all three were there. */
static GError *missing(const Load *load)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < DOCUMENTS; i++)
		if (load->error[i] != NULL)
			g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "",
					       without_name(load, load->error[i]->message));
	if (text->len == 0)
		return NULL;
	return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE, _("%s: not all is known of it: %s"),
			   target_name(load->client->target), text->str);
}

static void finish(Load *load)
{
	if (g_cancellable_is_cancelled(load->cancellable)) {
		g_clear_pointer(&load->server, server_free);
		g_clear_error(&load->error[0]);
		load->error[0] =
			g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("%s: stopped before it was finished"),
				    target_name(load->client->target));
	}
	if (load->server == NULL) {
		load->done(NULL, worst(load), load->data);
		load_free(load);
		return;
	}
	add_notes(load);
	g_autoptr(GError) error = missing(load);
	load->done(g_steal_pointer(&load->server), error, load->data);
	load_free(load);
}

/* In any thread: the documents are this load's alone, and the target does not change. */
static void build(Load *load)
{
	load->server = server_build(load->json[0], load->json[1], load->json[2], load->client->target,
				    &load->build_error);
	if (load->build_error != NULL)
		g_prefix_error(&load->build_error, "%s: ", target_name(load->client->target));
}

static void build_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	build(data);
	g_task_return_boolean(task, TRUE);
}

static void on_built(GObject *source, GAsyncResult *result, gpointer data)
{
	finish(data);
}

static void join(Load *load)
{
	if (load->json[0] == NULL && load->json[1] == NULL && load->json[2] == NULL) {
		finish(load);
	} else if (load->size <= BUILD_IN_TASK_ABOVE) {
		build(load);
		finish(load);
	} else {
		g_autoptr(GTask) task = g_task_new(NULL, NULL, on_built, load);
		g_task_set_task_data(task, load, NULL);
		g_task_run_in_thread(task, build_in_thread);
	}
}

static void part_ends(Part *part)
{
	Load *load = part->load;
	g_free(part);
	if (--load->left == 0)
		join(load);
}

/* A document of another type is as good as none, and does not cost the others. */
static void on_json(ClientJson *json, gpointer data)
{
	Part *part = data;
	Load *load = part->load;
	guint i = part->document;
	if (json->error != NULL) {
		load->error[i] = g_steal_pointer(&json->error);
	} else if (json_typeof(json->json) != documents[i].type) {
		load->error[i] = g_error_new(
			WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			_("%s: %s is %s where %s belongs: is the URL that of a workflow server?"),
			target_name(load->client->target), documents[i].name, weir_json_type_name(json->json),
			documents[i].type == JSON_ARRAY ? _("an array") : _("an object"));
	} else {
		load->json[i] = g_steal_pointer(&json->json);
		load->notes[i] = json->notes;
		json->notes = (WeirJsonNotes){ 0 };
		load->size += json->size;
	}
	part_ends(part);
}

static void on_bytes(GBytes *body, Exchange *exchange, const GError *error, gpointer data)
{
	Part *part = data;
	Load *load = part->load;
	if (error != NULL) {
		load->error[part->document] = g_error_copy(error);
		part_ends(part);
		return;
	}
	const struct client_route *route = &client_routes[documents[part->document].route];
	g_autofree char *what = g_strdup_printf("%s %s", route->method, route->path);
	client_read(load->client, what, exchange, body, TRUE, on_json, part);
}

void client_load_server(Client *client, GCancellable *cancellable, ClientServerDone done, gpointer data)
{
	Load *load = g_new0(Load, 1);
	load->client = client_ref(client);
	load->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
	load->left = DOCUMENTS;
	load->done = done;
	load->data = data;
	for (guint i = 0; i < DOCUMENTS; i++) {
		Part *part = g_new(Part, 1);
		*part = (Part){ load, i };
		client_fetch(client, documents[i].route, NULL, NULL, NULL, cancellable, on_bytes, part);
	}
}
