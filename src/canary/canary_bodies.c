/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/canary_bodies.h"

#include <string.h>

#include "base/json.h"
#include "canary/canary_values.h"

static void free_secret(gpointer secret)
{
	secbuf_unref(secret);
}

void canary_body_clear(CanaryBody *body)
{
	json_decref(body->json);
	g_clear_pointer(&body->secrets, g_ptr_array_unref);
	secbuf_unref(body->signing);
	*body = (CanaryBody){ 0 };
}

static json_t *root_of(const Server *server)
{
	return server->manifest != NULL ? server->manifest : server->components;
}

static gboolean hold(CanaryBody *body, const char *name, const json_t *value, GError **error)
{
	if (!json_is_string(value) || json_string_length(value) == 0)
		return TRUE;
	SecBuf *secret = secbuf_new(name, json_string_value(value), json_string_length(value), error);
	if (secret == NULL)
		return FALSE;
	g_ptr_array_add(body->secrets, secret);
	return TRUE;
}

/* `but` (may be NULL) is held already. */
static gboolean hold_all(CanaryBody *body, const char *whose, const json_t *secrets, const char *but,
			 GError **error)
{
	const char *name;
	json_t *value;
	json_object_foreach ((json_t *)(guintptr)secrets, name, value) {
		g_autofree char *label = g_strdup_printf("canary:%s/%s", whose, name);
		if (g_strcmp0(name, but) != 0 && !hold(body, label, value, error))
			return FALSE;
	}
	return TRUE;
}

gboolean canary_connection_body(const Server *server, const char *mark, CanaryBody *body, GError **error)
{
	json_t *root = root_of(server);
	*body = (CanaryBody){ .secrets = g_ptr_array_new_with_free_func(free_secret) };
	g_autoptr(json_t) options = canary_values(server->connection_options, root, NULL, NULL, mark, error);
	g_autoptr(json_t) secrets =
		options != NULL ? canary_values(server->connection_secrets, root, NULL, NULL, mark, error)
				: NULL;
	if (secrets == NULL || !hold_all(body, "connection", secrets, NULL, error)) {
		canary_body_clear(body);
		return FALSE;
	}
	body->json = json_pack("{s:O,s:O}", "options", options, "secrets", secrets);
	return TRUE;
}

static json_t *subscription_secrets(const Server *server, const Trigger *trigger, SecretForm form,
				    CanaryBody *body, GError **error)
{
	const char *name = canary_signing_secret(trigger);
	g_autoptr(json_t) first = json_object();
	if (name != NULL)
		json_object_set_new(first, name, canary_signing_value(form));
	json_t *root = trigger->secrets_root != NULL ? trigger->secrets_root : root_of(server);
	g_autoptr(json_t) secrets = canary_values(trigger->secrets, root, first, name, NULL, error);
	const json_t *value = name != NULL ? json_object_get(secrets, name) : NULL;
	if (secrets == NULL)
		return NULL;
	if (json_is_string(value)) {
		g_autofree char *label = g_strconcat("canary:", trigger->name, NULL);
		body->signing = secbuf_new(label, json_string_value(value), json_string_length(value), error);
		if (body->signing == NULL)
			return NULL;
	}
	return hold_all(body, trigger->name, secrets, body->signing != NULL ? name : NULL, error)
		       ? json_incref(secrets)
		       : NULL;
}

gboolean canary_subscription_body(const Server *server, const Trigger *trigger, SecretForm form,
				  const json_t *options, const char *url, CanaryBody *body, GError **error)
{
	json_t *root = trigger->options_root != NULL ? trigger->options_root : root_of(server);
	*body = (CanaryBody){ .secrets = g_ptr_array_new_with_free_func(free_secret) };
	g_autoptr(json_t) values = canary_values(trigger->options, root, options, NULL, NULL, error);
	g_autoptr(json_t) secrets =
		values != NULL ? subscription_secrets(server, trigger, form, body, error) : NULL;
	if (secrets == NULL) {
		canary_body_clear(body);
		return FALSE;
	}
	body->json = json_pack("{s:{s:s,s:s,s:s},s:{s:O,s:O}}", "callback", "type", "http", "method", "post",
			       "url", url, "data", "options", values, "secrets", secrets);
	return TRUE;
}

/* ---- the ledger ---- */

gboolean canary_echoes(const json_t *answer)
{
	const json_t *secrets = weir_json_object(answer, "secrets");
	const char *name;
	json_t *value;
	json_object_foreach ((json_t *)(guintptr)secrets, name, value)
		if (json_is_string(value) && json_string_length(value) > 0)
			return TRUE;
	return FALSE;
}

gboolean canary_is_tenant(const LedgerRow *row)
{
	return row->kind == LEDGER_CONNECTION && row->state == LEDGER_MADE &&
	       (*row->trigger == '\0' || strcmp(row->trigger, CANARY_SILENT) == 0 ||
		strcmp(row->trigger, CANARY_ECHOES) == 0);
}

gint64 canary_plan_row(Store *store, const Target *target, LedgerKind kind, const char *mark,
		       const char *text, const char *connection, GError **error)
{
	const LedgerRow row = { .target = (char *)target_name(target),
				.url = target->url,
				.kind = kind,
				.mark = (char *)mark,
				.trigger = (char *)text,
				.connection = (char *)connection };
	return ledger_plan(store, &row, error);
}

LedgerState canary_state_after(const Exchange *exchange)
{
	gboolean refused = exchange == NULL || (exchange->status >= 400 && exchange->status < 500);
	return refused ? LEDGER_FAILED : LEDGER_PLANNED;
}
