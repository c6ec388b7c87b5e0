/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of a callback URL without asking anyone. */
#include <glib/gi18n.h>
#include <string.h>

#include "model/callback.h"
#include "model/subscriptions.h"

struct CallbackRules {
	const GPtrArray *hosts; /* NULL: none were given */
	Callback engine, server;
	gboolean behind_socket; /* the server's URL is "unix:..." */
};

void callback_clear(Callback *callback)
{
	g_clear_pointer(&callback->host, g_free);
}

static char *plain_host(const char *host)
{
	char *plain = g_ascii_strdown(host, -1);
	gsize length = strlen(plain);
	if (length > 1 && plain[0] == '[' && plain[length - 1] == ']') {
		plain[length - 1] = '\0';
		memmove(plain, plain + 1, length - 1);
		length -= 2;
	}
	if (length > 1 && plain[length - 1] == '.')
		plain[length - 1] = '\0';
	return plain;
}

/* FALSE for what is no http or https URL with a host. */
static gboolean place_read(const char *url, Callback *place)
{
	g_autofree char *scheme = NULL, *user = NULL, *host = NULL;
	int port = -1;
	*place = (Callback){ .port = -1 };
	if (url == NULL || !g_uri_split(url, G_URI_FLAGS_SCHEME_NORMALIZE, &scheme, &user, &host, &port, NULL,
					NULL, NULL, NULL))
		return FALSE;
	place->https = g_strcmp0(scheme, "https") == 0;
	if ((!place->https && g_strcmp0(scheme, "http") != 0) || host == NULL || *host == '\0')
		return FALSE;
	place->default_port = port <= 0 || port == (place->https ? 443 : 80);
	place->port = port > 0 ? port : place->https ? 443 : 80;
	place->user_info = user != NULL;
	place->host = plain_host(host);
	place->class = address_class(place->host);
	return TRUE;
}

/* An allowed host is "host" or "host:port"; the port is named if it is the second. */
static gboolean is_host(const char *allowed, Callback *place)
{
	const char *colon = strrchr(allowed, ':');
	gboolean named = colon != NULL && colon[1] != '\0' &&
			 strspn(colon + 1, "0123456789") == strlen(colon + 1) &&
			 (strchr(allowed, ':') == colon || (colon > allowed && colon[-1] == ']'));
	g_autofree char *bare = named ? g_strndup(allowed, (gsize)(colon - allowed)) : g_strdup(allowed);
	g_autofree char *host = plain_host(bare);
	if (strcmp(host, place->host) != 0 ||
	    (named && g_ascii_strtoull(colon + 1, NULL, 10) != (guint64)place->port))
		return FALSE;
	place->port_named = place->port_named || named;
	return TRUE;
}

/* TRUE if nothing speaks against the host: it is allowed, or nobody said which are. */
static gboolean host_allowed(const CallbackRules *rules, Callback *place)
{
	const Callback *engine = &rules->engine;
	if (rules->hosts == NULL) {
		if (engine->host == NULL)
			return TRUE;
		place->port_named = engine->port == place->port;
		return strcmp(engine->host, place->host) == 0;
	}
	gboolean allowed = FALSE;
	for (guint i = 0; i < rules->hosts->len; i++)
		allowed = is_host(g_ptr_array_index(rules->hosts, i), place) || allowed;
	return allowed;
}

static void rules_init(CallbackRules *rules, const GPtrArray *hosts, const char *engine_url,
		       const char *server_url)
{
	rules->hosts = hosts != NULL && hosts->len > 0 ? hosts : NULL;
	place_read(engine_url, &rules->engine);
	place_read(server_url, &rules->server);
	rules->behind_socket = server_url != NULL && g_str_has_prefix(server_url, "unix:");
}

static void rules_clear(CallbackRules *rules)
{
	callback_clear(&rules->engine);
	callback_clear(&rules->server);
}

CallbackRules *callback_rules_new(const GPtrArray *hosts, const char *engine_url, const char *server_url)
{
	CallbackRules *rules = g_new0(CallbackRules, 1);
	rules_init(rules, hosts, engine_url, server_url);
	return rules;
}

void callback_rules_free(CallbackRules *rules)
{
	if (rules == NULL)
		return;
	rules_clear(rules);
	g_free(rules);
}

gboolean callback_rules_name_hosts(const CallbackRules *rules)
{
	return rules->hosts != NULL;
}

gboolean callback_rules_know_engine(const CallbackRules *rules)
{
	return rules->engine.host != NULL;
}

gboolean callback_rules_are_loopback(const CallbackRules *rules)
{
	return rules->behind_socket ||
	       (rules->server.host != NULL && rules->server.class == ADDRESS_LOOPBACK);
}

gboolean callback_read(const CallbackRules *rules, const char *url, Callback *callback)
{
	if (!place_read(url, callback))
		return FALSE;
	callback->allowed = host_allowed(rules, callback);
	return TRUE;
}

static void add(GString *phrase, const char *words)
{
	if (phrase->len > 0)
		g_string_append(phrase, ", ");
	g_string_append(phrase, words);
}

/* Problems of which each lets a stranger have what the server sends: the engine's key goes along. */
static void describe(GString *phrase, const Callback *place, gboolean allowed)
{
	gboolean public = place->class == ADDRESS_PUBLIC;
	if (!public)
		add(phrase, address_class_name(place->class));
	else if (!allowed)
		add(phrase, _("host not allowed"));
	if (!place->https)
		add(phrase, _("plain http"));
	if (place->user_info)
		add(phrase, _("user name in the URL"));
	if (public && !place->default_port && !place->port_named)
		add(phrase, _("odd port"));
	if (phrase->len > 0)
		g_string_append(phrase, _(": gets the engine's key"));
}

/* There are only as many phrases as combinations, so interning them is bounded. */
static const char *finish(GString *phrase, gboolean known_trigger)
{
	if (!known_trigger) {
		g_autofree char *rest = g_strdup(phrase->str);
		g_string_assign(phrase, _("orphan: no such trigger in the manifest"));
		if (*rest != '\0')
			g_string_append_printf(phrase, "; %s", rest);
	}
	return phrase->len > 0 ? g_intern_string(phrase->str) : "ok";
}

const char *callback_verdict(const char *url, const GPtrArray *hosts, const char *engine_url,
			     const char *server_url, gboolean known_trigger, CallbackTone *tone)
{
	g_autoptr(GString) phrase = g_string_new(NULL);
	Callback place;
	CallbackRules rules;
	*tone = CALLBACK_BAD;
	rules_init(&rules, hosts, engine_url, server_url);
	if (!callback_read(&rules, url, &place)) {
		g_string_assign(phrase, url != NULL && *url != '\0' ? _("not a URL") : _("no callback"));
		rules_clear(&rules);
		return finish(phrase, known_trigger);
	}
	gboolean here = callback_rules_are_loopback(&rules);
	gboolean allowed = place.allowed || (here && rules.hosts == NULL);
	gboolean local = here && place.class == ADDRESS_LOOPBACK && allowed && !place.user_info;
	if (!local)
		describe(phrase, &place, allowed);
	if (place.class == ADDRESS_METADATA)
		*tone = CALLBACK_BAD;
	else
		*tone = phrase->len > 0 || !known_trigger ? CALLBACK_LOOK : CALLBACK_OK;
	callback_clear(&place);
	rules_clear(&rules);
	return finish(phrase, known_trigger);
}
