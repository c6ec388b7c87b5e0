/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/settings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"

#define URL_SCHEMES "http|https|unix"
#define PROXY_SCHEMES "http|https|socks4|socks4a|socks5|socks5h"
#define SCHEME_ALGORITHMS                                                                                    \
	"none|hmac-sha1|hmac-sha256|hmac-sha512|sha1|sha256|sha512|ed25519|ecdsa-p256|rsa-sha1|rsa-sha256|"  \
	"rsa-pss-sha256|jwt-hs256|jwt-rs256|jwt-es256|token|basic"
#define MIB (1024.0 * 1024.0)

const struct setting settings[] = {
	{ "weir", "body-cap", SETTING_INTEGER, "16777216", 65536, 1024 * MIB, NULL,
	  N_("bytes that an answer may have") },
	{ "weir", "theme", SETTING_CHOICE, "auto", 0, 0, "auto|dark|light|mono|deuteranopia",
	  N_("colours of the screen") },
	{ "weir", "mouse", SETTING_BOOL, "true", 0, 0, NULL, N_("the screen takes the mouse") },
	{ "weir", "esc-delay", SETTING_INTEGER, "25", 0, 1000, NULL,
	  N_("milliseconds after which Esc is a key of its own; more over a slow line") },
	{ "weir", "ascii", SETTING_CHOICE, "auto", 0, 0, "auto|yes|no",
	  N_("signs in ASCII; auto asks the locale") },
	{ "weir", "plain", SETTING_BOOL, "false", 0, 0, NULL,
	  N_("the screen is linear text, for screen readers") },

	{ "server", "url", SETTING_URL, NULL, 0, 0, URL_SCHEMES,
	  N_("base URL of the server, or unix:/socket:/base") },
	{ "server", "token", SETTING_REFERENCE, NULL, 0, 0, NULL, N_("where the server's token is") },
	{ "server", "engine", SETTING_URL, NULL, 0, 0, URL_SCHEMES, N_("base URL of the engine") },
	{ "server", "engine-token", SETTING_REFERENCE, NULL, 0, 0, NULL, N_("where the engine's key is") },
	{ "server", "connections", SETTING_LIST, NULL, 0, 0, NULL, N_("ids of its connections") },
	{ "server", "env", SETTING_CHOICE, "prod", 0, 0, "prod|test",
	  N_("prod starts read-only, test takes writes") },
	{ "server", "callback-hosts", SETTING_LIST, NULL, 0, 0, NULL,
	  N_("hosts that callbacks may lead to; default: the engine's") },
	{ "server", "logs", SETTING_TEXT, NULL, 0, 0, "cmd:|file:", N_("where the server's log is") },
	{ "server", "parallel", SETTING_INTEGER, "8", 1, 64, NULL, N_("requests at a time") },
	{ "server", "max-rate", SETTING_NUMBER, "0", 0, 100000, NULL, N_("requests a second; 0: no limit") },
	{ "server", "cacert", SETTING_PATH, NULL, 0, 0, NULL, N_("file of certificates to trust") },
	{ "server", "cert", SETTING_PATH, NULL, 0, 0, NULL, N_("file of the client certificate") },
	{ "server", "key", SETTING_PATH, NULL, 0, 0, NULL, N_("file of its key") },
	{ "server", "insecure", SETTING_BOOL, "false", 0, 0, NULL, N_("certificates are not checked") },
	{ "server", "proxy", SETTING_URL, NULL, 0, 0, PROXY_SCHEMES,
	  N_("proxy to use; the environment's is never used") },
	{ "server", "netrc", SETTING_BOOL, "false", 0, 0, NULL, N_("~/.netrc is used") },
	{ "server", "connect-timeout", SETTING_INTEGER, "5000", 1, 600000, NULL,
	  N_("milliseconds to connect in") },
	{ "server", "timeout", SETTING_INTEGER, "30000", 1, 3600000, NULL,
	  N_("milliseconds for a whole answer") },
	{ "server", "body-cap", SETTING_INTEGER, NULL, 65536, 1024 * MIB, NULL,
	  N_("bytes that an answer may have; default: that of [weir]") },

	{ "server trigger", "route", SETTING_ROUTE, NULL, 0, 0, NULL,
	  N_("its HTTP route, as POST /hooks/{subscriptionId}") },
	{ "server trigger", "scheme", SETTING_TEXT, NULL, 0, 0, NULL, N_("signature scheme") },
	{ "server trigger", "secret", SETTING_REFERENCE, NULL, 0, 0, NULL,
	  N_("where its signing secret is") },

	{ "server action", "effect", SETTING_CHOICE, NULL, 0, 0, "read|create|update|delete|send",
	  N_("what it does to the world") },
	{ "server action", "destructive", SETTING_BOOL, NULL, 0, 0, NULL, N_("it destroys something") },
	{ "server action", "note", SETTING_TEXT, NULL, 0, 0, NULL, N_("why you say so") },

	{ "group", "members", SETTING_LIST, NULL, 0, 0, NULL, N_("servers of the group") },

	{ "policy", "length", SETTING_INTEGER, NULL, 8, 4096, NULL, N_("characters of a new value") },
	{ "policy", "format", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("what a new value is made of: whsec, hex, base64url, uuid or alphabet:CHARACTERS") },
	{ "policy", "age", SETTING_DURATION, NULL, 0, 0, NULL, N_("after which a value is due") },
	{ "policy", "grace", SETTING_DURATION, NULL, 0, 0, NULL, N_("for which the old value is kept") },
	{ "policy", "overlap", SETTING_BOOL, NULL, 0, 0, NULL,
	  N_("the server takes the old and the new value during the grace") },
	{ "policy", "driver", SETTING_CHOICE, NULL, 0, 0,
	  "bearer|engine-key|signing|subscription|connection|exec|manual",
	  N_("how a new value gets to where it is used; default: as its kind has it") },
	{ "policy", "exec", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("the program that sets it, for weir secrets rotate; no shell") },

	{ "scheme", "provider", SETTING_TEXT, NULL, 0, 0, NULL, N_("who sends so") },
	{ "scheme", "algorithm", SETTING_CHOICE, NULL, 0, 0, SCHEME_ALGORITHMS, N_("how it is signed") },
	{ "scheme", "secret-form", SETTING_CHOICE, "text", 0, 0, "text|base64|hex|whsec",
	  N_("how the secret is written") },
	{ "scheme", "signed", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("what is signed, as {timestamp}.{body}; of a token its claims") },
	{ "scheme", "signature", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("where the signature is, as X-Signature: sha256={signature|hex}") },
	{ "scheme", "second", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("where another one may be; one of them is enough") },
	{ "scheme", "separator", SETTING_CHOICE, NULL, 0, 0, ",|;|space",
	  N_("what parts the values of the signature's header") },
	{ "scheme", "timestamp", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("where the time is, as X-Timestamp: {timestamp}") },
	{ "scheme", "timestamp-unit", SETTING_CHOICE, "none", 0, 0, "none|s|ms|iso8601|s-or-ms",
	  N_("how the time is written") },
	{ "scheme", "tolerance", SETTING_DURATION, NULL, 0, 0, NULL, N_("how old a request may be") },
	{ "scheme", "delivery-id", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("where the id is, as X-Delivery-Id: {id}") },
	{ "scheme", "also", SETTING_TEXT, NULL, 0, 0, NULL,
	  N_("what else must be there, as X-Signature-Version: 2") },
	{ "scheme", "event", SETTING_TEXT, NULL, 0, 0, NULL, N_("the header that names the event") },
	{ "scheme", "note", SETTING_TEXT, NULL, 0, 0, NULL, N_("what else there is to know") },
};
const gsize n_settings = G_N_ELEMENTS(settings);

const struct setting *setting_find(const char *group, const char *key)
{
	for (gsize i = 0; i < n_settings; i++)
		if (strcmp(settings[i].group, group) == 0 && strcmp(settings[i].key, key) == 0)
			return &settings[i];
	return NULL;
}

static gboolean one_of(const char *choices, const char *value)
{
	g_auto(GStrv) each = g_strsplit(choices, "|", -1);
	return g_strv_contains((const char *const *)each, value);
}

gboolean setting_bool(const char *value)
{
	return one_of("true|yes|on|1", value);
}

char **setting_list(const char *value)
{
	g_autoptr(GStrvBuilder) items = g_strv_builder_new();
	g_auto(GStrv) parts = g_strsplit_set(value, ";,", -1);
	for (gsize i = 0; parts[i] != NULL; i++)
		if (*g_strstrip(parts[i]) != '\0')
			g_strv_builder_add(items, parts[i]);
	return g_strv_builder_end(items);
}

gboolean setting_duration(const char *value, gint64 *seconds)
{
	static const struct {
		char unit;
		gint64 seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
	char *end;
	if (!g_ascii_isdigit(*value))
		return FALSE;
	guint64 count = g_ascii_strtoull(value, &end, 10);
	if (count == 0 || count > 100000 || *end == '\0' || end[1] != '\0')
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
		if (units[i].unit == *end) {
			*seconds = (gint64)count * units[i].seconds;
			return TRUE;
		}
	return FALSE;
}

/* Each check returns NULL, or what would be allowed as a new text. */
static char *check_text(const struct setting *setting, const char *value)
{
	if (*value == '\0')
		return g_strdup(_("some text, not nothing"));
	if (setting->choices == NULL)
		return NULL;
	g_auto(GStrv) prefixes = g_strsplit(setting->choices, "|", -1);
	for (gsize i = 0; prefixes[i] != NULL; i++)
		if (g_str_has_prefix(value, prefixes[i]) && value[strlen(prefixes[i])] != '\0')
			return NULL;
	g_autofree char *list = g_strjoinv(_(" or "), prefixes);
	return g_strdup_printf(_("text that begins with %s"), list);
}

static char *check_bool(const struct setting *setting, const char *value)
{
	if (one_of("true|yes|on|1|false|no|off|0", value))
		return NULL;
	return g_strdup(_("true or false"));
}

static char *check_number(const struct setting *setting, const char *value)
{
	gboolean whole = setting->type == SETTING_INTEGER;
	char *end;
	double number = g_ascii_strtod(value, &end);
	gboolean plain =
		*value != '\0' && strspn(value, whole ? "0123456789" : "0123456789.") == strlen(value);
	if (plain && *end == '\0' && number >= setting->minimum && number <= setting->maximum)
		return NULL;
	return g_strdup_printf(whole ? _("a whole number from %.0f to %.0f")
				     : _("a number from %.0f to %.0f"),
			       setting->minimum, setting->maximum);
}

static char *check_choice(const struct setting *setting, const char *value)
{
	if (*value != '\0' && one_of(setting->choices, value))
		return NULL;
	g_auto(GStrv) each = g_strsplit(setting->choices, "|", -1);
	g_autofree char *list = g_strjoinv(", ", each);
	return g_strdup_printf(_("one of %s"), list);
}

static gboolean is_name(const char *text, const char *more)
{
	if (!g_ascii_isalpha(*text) && *text != '_')
		return FALSE;
	for (; *text != '\0'; text++)
		if (!g_ascii_isalnum(*text) && strchr(more, *text) == NULL)
			return FALSE;
	return TRUE;
}

static gboolean is_reference(const char *value)
{
	if (g_str_has_prefix(value, "env:"))
		return is_name(value + strlen("env:"), "_");
	if (g_str_has_prefix(value, "fd:")) {
		gsize digits = strspn(value + strlen("fd:"), "0123456789");
		return digits > 0 && digits <= 9 && value[strlen("fd:") + digits] == '\0';
	}
	static const char *const prefixes[] = { "file:", "cmd:", "keyring:" };
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(value, prefixes[i]))
			return value[strlen(prefixes[i])] != '\0';
	return FALSE;
}

static char *check_reference(const struct setting *setting, const char *value)
{
	if (is_reference(value))
		return NULL;
	return g_strdup(_("a reference is needed: env:NAME, file:PATH, fd:N, cmd:COMMAND or keyring:NAME "
			  "(the secret itself does not belong here, and is not repeated)"));
}

static char *check_url(const struct setting *setting, const char *value)
{
	g_autofree char *scheme = g_uri_parse_scheme(value);
	if (scheme == NULL || !one_of(setting->choices, scheme)) {
		g_auto(GStrv) each = g_strsplit(setting->choices, "|", -1);
		g_autofree char *list = g_strjoinv(", ", each);
		return g_strdup_printf(_("a URL is needed, of %s"), list);
	}
	for (const char *c = value; *c != '\0'; c++)
		if ((guchar)*c <= ' ' || *c == 0x7f)
			return g_strdup(_("a URL without spaces and control characters is needed"));
	if (strcmp(scheme, "unix") == 0)
		return value[strlen("unix:")] == '/' ? NULL : g_strdup(_("unix:/path or unix:/path:/base"));
	g_autofree char *user = NULL, *host = NULL, *query = NULL, *fragment = NULL;
	if (!g_uri_split(value, G_URI_FLAGS_NONE, NULL, &user, &host, NULL, NULL, &query, &fragment, NULL) ||
	    host == NULL || *host == '\0')
		return g_strdup(_("a URL with a host is needed, as https://host/path"));
	if (user != NULL)
		return g_strdup(_("a URL without user name and password is needed (they are not repeated)"));
	if (query != NULL || fragment != NULL)
		return g_strdup(_("a URL without ? and # is needed"));
	return NULL;
}

static char *check_list(const struct setting *setting, const char *value)
{
	g_auto(GStrv) items = setting_list(value);
	return items[0] != NULL ? NULL : g_strdup(_("one or more items, with ; between them"));
}

static char *check_route(const struct setting *setting, const char *value)
{
	static const char METHODS[] = "POST|PUT|PATCH|GET|DELETE";
	const char *path = value;
	if (*value != '/') {
		gsize length = strcspn(value, " ");
		g_autofree char *method = g_strndup(value, length);
		if (!one_of(METHODS, method))
			return g_strdup(_("a method and a path, as POST /hooks/{subscriptionId}"));
		path = value + length;
		path += strspn(path, " ");
	}
	if (*path != '/' || strpbrk(path, " \t?#") != NULL)
		return g_strdup(_("a path that begins with /, without spaces, ? and #"));
	return NULL;
}

static char *check_duration(const struct setting *setting, const char *value)
{
	gint64 seconds;
	if (setting_duration(value, &seconds))
		return NULL;
	return g_strdup(_("a duration, as 45s, 30m, 24h, 90d or 2w"));
}

static const struct {
	char *(*check)(const struct setting *setting, const char *value);
	gboolean repeat; /* a value of this type is no secret, whatever was meant */
} types[] = {
	[SETTING_TEXT] = { check_text, FALSE },        [SETTING_BOOL] = { check_bool, TRUE },
	[SETTING_INTEGER] = { check_number, TRUE },    [SETTING_NUMBER] = { check_number, TRUE },
	[SETTING_CHOICE] = { check_choice, TRUE },     [SETTING_REFERENCE] = { check_reference, FALSE },
	[SETTING_URL] = { check_url, FALSE },          [SETTING_PATH] = { check_text, TRUE },
	[SETTING_LIST] = { check_list, TRUE },         [SETTING_ROUTE] = { check_route, TRUE },
	[SETTING_DURATION] = { check_duration, TRUE },
};

gboolean setting_check(const struct setting *setting, const char *value, GError **error)
{
	enum { SHOWN = 60 };
	g_autofree char *allowed = types[setting->type].check(setting, value);
	if (allowed == NULL)
		return TRUE;
	if (types[setting->type].repeat && strlen(value) <= SHOWN)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("%s = %s is not possible: %s"),
			    setting->key, value, allowed);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, _("%s: %s"), setting->key, allowed);
	return FALSE;
}

/* Levenshtein with neighbours swapped, on bytes; long words are far from everything. */
static int edits(const char *from, const char *to)
{
	enum { LONGEST = 40 };
	int rows[3][LONGEST + 1];
	int n = (int)strlen(from), m = (int)strlen(to);
	if (n > LONGEST || m > LONGEST)
		return n > m ? n : m;
	for (int j = 0; j <= m; j++)
		rows[0][j] = j;
	for (int i = 1; i <= n; i++) {
		int *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		now[0] = i;
		for (int j = 1; j <= m; j++) {
			now[j] = MIN(last[j] + 1, now[j - 1] + 1);
			now[j] = MIN(now[j], last[j - 1] + (from[i - 1] != to[j - 1]));
			if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
				now[j] = MIN(now[j], before[j - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

const char *setting_nearest_word(const char *const *words, const char *word)
{
	const char *best = NULL;
	int fewest = G_MAXINT;
	for (gsize i = 0; words[i] != NULL; i++) {
		int count = edits(word, words[i]);
		if (count < fewest) {
			fewest = count;
			best = words[i];
		}
	}
	return best;
}

const char *setting_nearest(const char *group, const char *key)
{
	const char *keys[G_N_ELEMENTS(settings) + 1];
	gsize n = 0;
	for (gsize i = 0; i < n_settings; i++)
		if (strcmp(settings[i].group, group) == 0)
			keys[n++] = settings[i].key;
	keys[n] = NULL;
	return setting_nearest_word(keys, key);
}
