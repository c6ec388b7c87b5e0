/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/callbacks.h"

#include <string.h>

#include "base/redact.h"
#include "net/listener.h"

struct Callbacks {
	Listener *listener;
	char *base;
	GPtrArray *seen;
	GHashTable *counts; /* mark -> GUINT_TO_POINTER */
	guint count;
};

static void free_callback(gpointer data)
{
	Callback *callback = data;
	g_free(callback->mark);
	g_free(callback->key);
	g_bytes_unref(callback->body);
	g_free(callback);
}

/* The last part of the path: what stands before it is the base's. */
static char *mark_of(const char *target)
{
	gsize length = strcspn(target, "?#");
	g_autofree char *path = g_strndup(target, length);
	const char *slash = strrchr(path, '/');
	return g_strdup(slash != NULL ? slash + 1 : path);
}

/* The name of the value in a header, and nothing else of it; NULL: nobody here knows it. */
static char *key_of(const char *header)
{
	static const char start[] = "«own:", end[] = "»";
	g_autofree char *redacted = header != NULL ? redact_text(header, strlen(header)) : NULL;
	const char *from = redacted != NULL ? strstr(redacted, start) : NULL;
	const char *to = from != NULL ? strstr(from, end) : NULL;
	return to != NULL ? g_strndup(from, (gsize)(to - from) + strlen(end)) : NULL;
}

static void keep(Callbacks *callbacks, ListenerRequest *request, char *mark)
{
	guint count = GPOINTER_TO_UINT(g_hash_table_lookup(callbacks->counts, mark));
	callbacks->count++;
	if (callbacks->seen->len >= CALLBACKS_MOST) {
		/* A stranger's marks must not fill the memory. */
		if (count > 0)
			g_hash_table_insert(callbacks->counts, mark, GUINT_TO_POINTER(count + 1));
		else
			g_free(mark);
		return;
	}
	Callback *callback = g_new0(Callback, 1);
	callback->mark = g_strdup(mark);
	callback->when = g_get_real_time();
	callback->body = g_bytes_new(request->body->data, request->body->len);
	const char *authorization = listener_request_header(request, "Authorization");
	callback->authorization = authorization != NULL;
	callback->key = key_of(authorization);
	g_ptr_array_add(callbacks->seen, callback);
	g_hash_table_insert(callbacks->counts, mark, GUINT_TO_POINTER(count + 1));
}

static void on_request(ListenerRequest *request, gpointer data)
{
	g_autoptr(GBytes) body = g_bytes_new_static("{}", 2);
	const gboolean is_post = strcmp(request->method, "POST") == 0;
	const ListenerAnswer answer = { .status = is_post ? 200 : 405,
					.content_type = "application/json",
					.body = body };
	if (is_post)
		keep(data, request, mark_of(request->target));
	listener_answer(request, &answer);
}

Callbacks *callbacks_new(int port, const char *base, GError **error)
{
	Callbacks *callbacks = g_new0(Callbacks, 1);
	const ListenerOptions options = {
		.port = port, .body_cap = CALLBACK_BODY, .handler = on_request, .data = callbacks
	};
	callbacks->seen = g_ptr_array_new_with_free_func(free_callback);
	callbacks->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	callbacks->listener = listener_new(&options, error);
	if (callbacks->listener == NULL) {
		callbacks_free(callbacks);
		return NULL;
	}
	callbacks->base = base != NULL ? g_strdup(base)
				       : g_strdup_printf("http://127.0.0.1:%d", callbacks_port(callbacks));
	while (g_str_has_suffix(callbacks->base, "/"))
		callbacks->base[strlen(callbacks->base) - 1] = '\0';
	return callbacks;
}

void callbacks_free(Callbacks *callbacks)
{
	if (callbacks == NULL)
		return;
	listener_free(callbacks->listener);
	g_ptr_array_unref(callbacks->seen);
	g_hash_table_unref(callbacks->counts);
	g_free(callbacks->base);
	g_free(callbacks);
}

int callbacks_port(const Callbacks *callbacks)
{
	return listener_port(callbacks->listener);
}

const char *callbacks_base(const Callbacks *callbacks)
{
	return callbacks->base;
}

char *callbacks_url(const Callbacks *callbacks, const char *mark)
{
	return g_strconcat(callbacks->base, "/", mark, NULL);
}

guint callbacks_count(const Callbacks *callbacks, const char *mark)
{
	if (mark == NULL)
		return callbacks->count;
	return GPOINTER_TO_UINT(g_hash_table_lookup(callbacks->counts, mark));
}

const GPtrArray *callbacks_seen(const Callbacks *callbacks)
{
	return callbacks->seen;
}
