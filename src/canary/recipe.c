/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/recipe.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/alter.h"

static void free_wiped(gpointer text)
{
	if (text == NULL)
		return;
	secbuf_wipe(text, strlen(text));
	g_free(text);
}

void delivery_free(Delivery *delivery)
{
	if (delivery == NULL)
		return;
	g_free(delivery->method);
	free_wiped(delivery->path);
	g_ptr_array_unref(delivery->headers);
	g_clear_pointer(&delivery->body, g_bytes_unref);
	g_free(delivery->content_type);
	g_free(delivery);
}

/* ---- the path ---- */

static const char *fill_of(const Route *route, const char *name, const char *subscription,
			   const char *connection)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);
	if (g_strcmp0(name, route->parameter) == 0)
		return subscription;
	return strstr(lower, "conn") != NULL || strstr(lower, "tenant") != NULL ? connection : NULL;
}

char *recipe_path(const Route *route, const char *subscription, const char *connection, GError **error)
{
	g_autoptr(GString) path = g_string_new(NULL);
	const char *at = route->path;
	while (*at != '\0') {
		const char *end = *at == '{' ? strchr(at, '}') : NULL;
		if (end == NULL) {
			g_string_append_c(path, *at++);
			continue;
		}
		g_autofree char *name = g_strndup(at + 1, (gsize)(end - at - 1));
		const char *fill = fill_of(route, name, subscription, connection);
		if (fill == NULL) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("%s: nothing is known that belongs at {%s}"), route->path, name);
			return NULL;
		}
		g_string_append_uri_escaped(path, fill, NULL, FALSE);
		at = end + 1;
	}
	return g_strdup(path->str);
}

/* ---- parts at their places ---- */

static char *header_line(const SignPart *part)
{
	return g_strconcat(part->name, ": ", part->value, NULL);
}

static void add_query(Delivery *delivery, const char *name, const char *value)
{
	g_autofree char *left = g_uri_escape_string(name, NULL, FALSE);
	char *right = g_uri_escape_string(value, NULL, FALSE);
	char *path = g_strconcat(delivery->path, strchr(delivery->path, '?') != NULL ? "&" : "?", left, "=",
				 right, NULL);
	free_wiped(right);
	free_wiped(delivery->path);
	delivery->path = path;
}

static void add_to_path(Delivery *delivery, const char *value)
{
	char *path =
		g_strconcat(delivery->path, g_str_has_suffix(delivery->path, "/") ? "" : "/", value, NULL);
	free_wiped(delivery->path);
	delivery->path = path;
}

/* A scheme that has its signature in the body has no signed bytes to keep: the member is set. */
static gboolean add_to_body(Delivery *delivery, const SignPart *part, GError **error)
{
	gsize length = 0;
	const char *data = delivery->body != NULL ? g_bytes_get_data(delivery->body, &length) : "";
	g_autoptr(json_t) json = weir_json_read(data, length, NULL, NULL, NULL);
	const char *slash = strrchr(part->name, '/');
	g_autofree char *before = slash != NULL ? g_strndup(part->name, (gsize)(slash - part->name)) : NULL;
	json_t *parent = slash != NULL ? weir_json_pointer(json, before) : NULL;
	if (!json_is_object(parent)) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("this scheme has its signature in the body, at %s: the event has no place for it"),
			part->name);
		return FALSE;
	}
	json_object_set_new(parent, slash + 1, json_stringn(part->value, part->length));
	char *text = weir_json_print(json);
	g_bytes_unref(delivery->body);
	delivery->body = g_bytes_new_take(text, strlen(text));
	return TRUE;
}

static gboolean place(Delivery *delivery, const SignPart *part, GError **error)
{
	if (part->place == PLACE_BODY)
		return add_to_body(delivery, part, error);
	if (part->place == PLACE_QUERY)
		add_query(delivery, part->name, part->value);
	else if (part->place == PLACE_PATH)
		add_to_path(delivery, part->value);
	else
		g_ptr_array_add(delivery->headers, header_line(part));
	if (part->place == PLACE_HEADER && g_ascii_strcasecmp(part->name, "Authorization") == 0)
		delivery->has_authorization = TRUE;
	return TRUE;
}

/* ---- signing ---- */

static GPtrArray *sign(const Recipe *recipe, GError **error)
{
	g_autoptr(GPtrArray) parts = sign_parts_new();
	GBytes *body = recipe->signed_body != NULL ? recipe->signed_body : recipe->body;
	gsize length = 0;
	const void *data = body != NULL ? g_bytes_get_data(body, &length) : NULL;
	g_autofree char *url =
		recipe->url != NULL ? g_strdup(recipe->url) : g_strconcat(recipe->base, recipe->path, NULL);
	const SignInput input = { .body = data,
				  .length = length,
				  .method = recipe->method,
				  .url = url,
				  .headers = recipe->headers,
				  .id = recipe->id,
				  .timestamp = recipe->timestamp,
				  .now = recipe->now };
	if (recipe->signer == NULL)
		return g_steal_pointer(&parts);
	return sign_headers(recipe->signer, &input, parts, error) ? g_steal_pointer(&parts) : NULL;
}

/* FALSE: there is nothing that could be altered. */
static gboolean alter(const Recipe *recipe, GPtrArray *parts)
{
	const SchemePlan *plan = recipe->signer != NULL ? signer_plan(recipe->signer) : NULL;
	if (plan == NULL)
		return recipe->alter == NULL && recipe->shown_time == NULL;
	if (recipe->shown_time != NULL &&
	    !alter_replace_timestamp(plan, parts, recipe->shown_time, recipe->replaced_time))
		return FALSE;
	return recipe->alter == NULL || recipe->alter(plan, parts);
}

static void add_extra_query(Delivery *delivery, const char *query)
{
	char *path =
		g_strconcat(delivery->path, strchr(delivery->path, '?') != NULL ? "&" : "?", query, NULL);
	free_wiped(delivery->path);
	delivery->path = path;
}

Delivery *recipe_make(const Recipe *recipe, GError **error)
{
	g_autoptr(GPtrArray) parts = sign(recipe, error);
	if (parts == NULL || !alter(recipe, parts))
		return NULL;
	g_autoptr(Delivery) delivery = g_new0(Delivery, 1);
	delivery->headers = g_ptr_array_new_with_free_func(free_wiped);
	delivery->method = g_strdup(recipe->method != NULL ? recipe->method : "POST");
	delivery->path = g_strdup(recipe->path);
	delivery->body = recipe->body != NULL ? g_bytes_ref(recipe->body) : NULL;
	delivery->content_type =
		g_strdup(recipe->content_type != NULL ? recipe->content_type : "application/json");
	for (guint i = 0; recipe->headers != NULL && i < recipe->headers->len; i++)
		if (!place(delivery, recipe->headers->pdata[i], error))
			return NULL;
	for (guint i = 0; i < parts->len; i++)
		if (!place(delivery, parts->pdata[i], error))
			return NULL;
	delivery->has_authorization |= recipe->without_bearer;
	if (recipe->query != NULL)
		add_extra_query(delivery, recipe->query);
	g_ptr_array_add(delivery->headers, NULL);
	return g_steal_pointer(&delivery);
}
