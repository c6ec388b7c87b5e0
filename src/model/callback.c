/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of a callback URL without asking anyone. */
#include <glib/gi18n.h>
#include <string.h>

#include "model/callback_address.h"
#include "model/subscriptions.h"

typedef struct {
	char *host; /* lower case, no brackets, no dot at the end */
	int port;   /* the scheme's if none is given; -1: none at all */
	gboolean https, user_info, default_port;
	AddressClass class;
} Place;

static void place_clear(Place *place)
{
	g_clear_pointer(&place->host, g_free);
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
static gboolean place_read(const char *url, Place *place)
{
	g_autofree char *scheme = NULL, *user = NULL, *host = NULL;
	int port = -1;
	*place = (Place){ .port = -1 };
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

/* An allowed host is "host" or "host:port"; `*port_named` if it was the second. */
static gboolean is_host(const char *allowed, const Place *place, gboolean *port_named)
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
	*port_named = *port_named || named;
	return TRUE;
}

/* TRUE if nothing speaks against the host: it is allowed, or nobody said which are. */
static gboolean host_allowed(const Place *place, const GPtrArray *hosts, const Place *engine,
			     gboolean *port_named)
{
	if (hosts == NULL || hosts->len == 0) {
		if (engine->host == NULL)
			return TRUE;
		*port_named = engine->port == place->port;
		return strcmp(engine->host, place->host) == 0;
	}
	gboolean allowed = FALSE;
	for (guint i = 0; i < hosts->len; i++)
		allowed = is_host(g_ptr_array_index(hosts, i), place, port_named) || allowed;
	return allowed;
}

static void add(GString *phrase, const char *words)
{
	if (phrase->len > 0)
		g_string_append(phrase, ", ");
	g_string_append(phrase, words);
}

/* Problems of which each lets a stranger have what the server sends: the engine's key goes along. */
static void describe(GString *phrase, const Place *place, gboolean allowed, gboolean port_named)
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
	if (public && !place->default_port && !port_named)
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
	Place place, engine, server;
	*tone = CALLBACK_BAD;
	if (!place_read(url, &place)) {
		g_string_assign(phrase, url != NULL && *url != '\0' ? _("not a URL") : _("no callback"));
		place_clear(&place);
		return finish(phrase, known_trigger);
	}
	place_read(engine_url, &engine);
	place_read(server_url, &server);
	gboolean port_named = FALSE, here = server.host != NULL && server.class == ADDRESS_LOOPBACK;
	gboolean allowed = host_allowed(&place, hosts, &engine, &port_named) ||
			   (here && (hosts == NULL || hosts->len == 0));
	gboolean local = here && place.class == ADDRESS_LOOPBACK && allowed && !place.user_info;
	if (!local)
		describe(phrase, &place, allowed, port_named);
	if (place.class == ADDRESS_METADATA)
		*tone = CALLBACK_BAD;
	else
		*tone = phrase->len > 0 || !known_trigger ? CALLBACK_LOOK : CALLBACK_OK;
	place_clear(&place);
	place_clear(&engine);
	place_clear(&server);
	return finish(phrase, known_trigger);
}
