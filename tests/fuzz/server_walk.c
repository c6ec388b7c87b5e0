/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server_walk.h"

#include <string.h>

#include "base/error.h"

static const WeirJsonLimits limits = { 16384, 32, 2000 };

void walk_read(const uint8_t *data, size_t size, json_t *documents[WALK_DOCUMENTS])
{
	const char *at = (const char *)data, *end = at + size;
	for (int i = 0; i < WALK_DOCUMENTS; i++) {
		const char *stop = i + 1 < WALK_DOCUMENTS ? memchr(at, 0, (size_t)(end - at)) : NULL;
		gsize length = (gsize)((stop != NULL ? stop : end) - at);
		documents[i] = length > 0 ? weir_json_read(at, length, &limits, NULL, NULL) : NULL;
		at = stop != NULL ? stop + 1 : end;
	}
}

void walk_free(json_t *documents[WALK_DOCUMENTS])
{
	for (int i = 0; i < WALK_DOCUMENTS; i++)
		g_clear_pointer(&documents[i], json_decref);
}

static void walk_arguments(const GPtrArray *arguments)
{
	g_assert_nonnull(arguments);
	for (guint i = 0; i < arguments->len; i++) {
		const Argument *argument = arguments->pdata[i];
		g_assert_nonnull(argument->name);
		g_assert_nonnull(argument->summary);
		g_assert_true(g_utf8_validate(argument->summary, -1, NULL));
	}
}

/* The text of a row of weir/actions/1 or weir/triggers/1, read again. */
static void print_row(GString *out, json_t *row)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = weir_json_print(row);
	g_autoptr(json_t) again = weir_json_read(text, strlen(text), NULL, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(json_is_object(again));
	g_string_append(out, text);
	g_string_append_c(out, '\n');
	json_decref(row);
}

static void walk_action(const Server *server, Action *action, GString *out)
{
	g_assert_nonnull(action->name);
	g_assert_nonnull(action->effect);
	g_assert_true(server_action(server, action->name) == action);
	g_assert_true(!action->callable == (action->call_path == NULL));
	walk_arguments(action->arguments);
	print_row(out, action_json(action));
}

static void walk_trigger(const Server *server, Trigger *trigger, GString *out)
{
	g_assert_nonnull(trigger->name);
	g_assert_nonnull(trigger->effect);
	g_assert_nonnull(trigger->guard);
	g_assert_true(server_trigger(server, trigger->name) == trigger);
	g_assert_cmpfloat(trigger->route.confidence, >=, 0);
	g_assert_cmpfloat(trigger->route.confidence, <=, 1);
	g_assert_true(trigger->route.path == NULL || trigger->route.source != 0);
	walk_arguments(trigger->options);
	walk_arguments(trigger->secrets);
	print_row(out, trigger_json(trigger));
}

static char *walk_server(const Server *server)
{
	GString *out = g_string_new(sources_name(server->sources));
	for (guint i = 0; i < server->actions->len; i++)
		walk_action(server, server->actions->pdata[i], out);
	for (guint i = 0; i < server->triggers->len; i++)
		walk_trigger(server, server->triggers->pdata[i], out);
	for (guint i = 0; i < server->notes->len; i++)
		g_string_append_printf(out, "%s\n", (const char *)server->notes->pdata[i]);
	walk_arguments(server->connection_options);
	walk_arguments(server->connection_secrets);
	return g_string_free(out, FALSE);
}

void walk_build(json_t *manifest, json_t *components, json_t *openapi)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Server) server = server_build(manifest, components, openapi, NULL, &error);
	if (server == NULL) {
		g_assert_nonnull(error);
		g_assert_true(error->domain == WEIR_ERROR);
		return;
	}
	g_assert_no_error(error);
	g_autoptr(Server) twin = server_build(manifest, components, openapi, NULL, NULL);
	g_assert_nonnull(twin);
	g_autofree char *one = walk_server(server);
	g_autofree char *other = walk_server(twin);
	g_assert_cmpstr(one, ==, other);
}
