/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_private.h"

Client *client_new(HttpClient *http, const Target *target, SecBuf *token, SecBuf *engine_token,
		   GError **error)
{
	g_autoptr(HttpHost) host = http_host_new(http, target, target->url, error);
	g_autoptr(HttpHost) engine = NULL;
	if (host == NULL)
		return NULL;
	if (target->engine != NULL) {
		engine = http_host_new(http, target, target->engine, error);
		if (engine == NULL) {
			g_prefix_error(error, "engine: ");
			return NULL;
		}
	}
	Client *client = g_new0(Client, 1);
	client->references = 1;
	client->target = target_copy(target);
	client->host = g_steal_pointer(&host);
	client->engine = g_steal_pointer(&engine);
	client->token = token != NULL ? secbuf_ref(token) : NULL;
	client->engine_token = engine_token != NULL ? secbuf_ref(engine_token) : NULL;
	return client;
}

Client *client_ref(Client *client)
{
	client->references++;
	return client;
}

void client_unref(Client *client)
{
	if (client == NULL || --client->references > 0)
		return;
	http_host_unref(client->host);
	http_host_unref(client->engine);
	secbuf_unref(client->token);
	secbuf_unref(client->engine_token);
	target_free(client->target);
	g_free(client);
}

const Target *client_target(const Client *client)
{
	return client->target;
}

HttpHost *client_host(const Client *client)
{
	return client->host;
}

HttpHost *client_engine(const Client *client)
{
	return client->engine;
}

SecBuf *client_token(const Client *client)
{
	return client->token;
}

gboolean client_has_engine(const Client *client)
{
	return client->engine != NULL && client->engine_token != NULL;
}

SecBuf *client_engine_token(const Client *client)
{
	return client->engine_token;
}
