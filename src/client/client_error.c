/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What statuses mean, in one sentence: the target, the cause, what to do.  Shapes of errors: see
 * ../shared/contract/README.md. */
#include "client/client_private.h"

#include "base/error.h"
#include "base/redact.h"
#include "base/text.h"

#include <glib/gi18n.h>
#include <string.h>

enum { QUOTED_COLUMNS = 160, DETAILS_SHOWN = 3, DETAIL_BYTES = 256 * 1024 };

typedef struct {
	const Client *client;
	const struct client_route *route;
	const Exchange *exchange;
	const char *name; /* the target's */
	char *request;    /* "GET /manifest" */
	char *detail;     /* ": what the server says", or "" */
} Refusal;

/* A stranger's words, cut to what fits a line; redacted before, so that the cut leaves no half of a secret.
 */
static char *quoted(const char *bytes, gsize length)
{
	int used;
	g_autoptr(GString) redacted = redact_bytes(bytes, length);
	if (redacted != NULL) {
		bytes = redacted->str;
		length = redacted->len;
	}
	g_autofree char *visible =
		text_visible(bytes, (gssize)MIN(length, 4 * QUOTED_COLUMNS), TEXT_ONE_LINE);
	gsize fits = text_prefix(visible, QUOTED_COLUMNS, &used);
	return g_strdup_printf(visible[fits] == '\0' ? "%.*s" : "%.*s...", (int)fits, visible);
}

/* pydantic's {type, loc, msg, input}: where and what, never `input`, which repeats what was sent. */
static void append_item(GString *out, const json_t *item)
{
	const json_t *part, *loc = weir_json_array(item, "loc");
	const char *message = weir_json_text(item, "msg");
	size_t i;
	if (out->len > 0)
		g_string_append(out, "; ");
	json_array_foreach (loc, i, part) {
		if (i > 0)
			g_string_append_c(out, '.');
		if (json_is_string(part))
			g_string_append(out, json_string_value(part));
		else
			g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(part));
	}
	g_string_append_printf(out, "%s%s", json_array_size(loc) > 0 ? ": " : "",
			       message != NULL ? message : _("refused"));
}

static char *detail_text(const json_t *detail)
{
	if (json_is_string(detail))
		return quoted(json_string_value(detail), json_string_length(detail));
	if (!json_is_array(detail)) {
		g_autofree char *printed = weir_json_print(detail);
		return quoted(printed, strlen(printed));
	}
	g_autoptr(GString) all = g_string_new(NULL);
	gsize count = json_array_size(detail);
	for (gsize i = 0; i < MIN(count, DETAILS_SHOWN); i++)
		append_item(all, json_array_get(detail, i));
	g_autofree char *shown = quoted(all->str, all->len);
	return count > DETAILS_SHOWN ? g_strdup_printf(_("%s; and %zu more"), shown, count - DETAILS_SHOWN)
				     : g_steal_pointer(&shown);
}

/* What the server says of it: `detail`, else a line of plain text; markup says nothing. */
static char *said(const Exchange *exchange, GBytes *body)
{
	gsize length = 0;
	const char *text = body != NULL ? g_bytes_get_data(body, &length) : NULL;
	if (length == 0 || length > DETAIL_BYTES)
		return NULL;
	g_autoptr(json_t) json = weir_json_read(text, length, NULL, NULL, NULL);
	const json_t *detail = json_is_object(json) ? json_object_get(json, "detail") : NULL;
	if (detail != NULL)
		return detail_text(detail);
	const char *type = exchange_header(exchange, "Content-Type");
	if (json != NULL || (type != NULL && g_str_has_prefix(type, "text/plain")))
		return quoted(text, length);
	return NULL;
}

static gboolean of_engine(const Refusal *refusal)
{
	return refusal->route->auth == AUTH_ENGINE;
}

static GError *redirect_error(const Refusal *refusal)
{
	const char *location = exchange_header(refusal->exchange, "Location");
	g_autofree char *where =
		location != NULL ? quoted(location, strlen(location)) : g_strdup(_("nowhere in particular"));
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_PROTOCOL,
		_("%s: %s is redirected to %s (%d), which weir does not follow, and no credential went "
		  "there: if that is the server, give its URL instead"),
		refusal->name, refusal->request, where, refusal->exchange->status);
}

static GError *token_error(const Refusal *refusal)
{
	const SecBuf *token = of_engine(refusal) ? refusal->client->engine_token : refusal->client->token;
	const char *who = of_engine(refusal) ? _("engine") : _("server");
	const char *option = of_engine(refusal) ? "--engine-token" : "--token";
	if (refusal->route->auth == AUTH_NONE)
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_AUTH,
			_("%s: %s needs a credential (401), though workflow servers answer it without: is "
			  "the URL right?"),
			refusal->name, refusal->request);
	if (token == NULL)
		return g_error_new(
			WEIR_ERROR, WEIR_ERROR_AUTH,
			_("%s: the %s wants a token (401) and none is given: give one by reference, as in "
			  "%s env:NAME"),
			refusal->name, who, option);
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_AUTH,
		_("%s: the %s refused the token from %s (401): check that it is the one that the %s "
		  "has, or name another with %s"),
		refusal->name, who, secbuf_name(token), who, option);
}

static GError *forbidden_error(const Refusal *refusal)
{
	const SecBuf *token = of_engine(refusal) ? refusal->client->engine_token : refusal->client->token;
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_AUTH,
		_("%s: %s is forbidden to the token from %s (403)%s: use one that may, or ask who runs "
		  "the server"),
		refusal->name, refusal->request, token != NULL ? secbuf_name(token) : _("nowhere"),
		refusal->detail);
}

static GError *missing_error(const Refusal *refusal)
{
	gboolean has_id = strstr(refusal->route->path, "{id}") != NULL;
	return g_error_new(WEIR_ERROR, WEIR_ERROR_NOT_FOUND,
			   has_id ? _("%s: %s was not found (404)%s: check the id")
				  : _("%s: there is no %s (404)%s: is the URL that of a workflow server?"),
			   refusal->name, refusal->request, refusal->detail);
}

/* The SDK has one route for each trigger: for another name, only that of GET and DELETE with an id is left.
 */
static GError *method_error(const Refusal *refusal)
{
	if (refusal->route->id == ROUTE_SUBSCRIPTION_CREATE)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_NOT_FOUND,
				   _("%s: %s is refused (405): the server has no trigger of that name"),
				   refusal->name, refusal->request);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			   _("%s: %s is not allowed (405)%s: is the URL that of a workflow server?"),
			   refusal->name, refusal->request, refusal->detail);
}

/* What a person gave is at fault only where a person gave something. */
static GError *argument_error(const Refusal *refusal)
{
	gboolean given = refusal->exchange->request_size > 0 || strstr(refusal->route->path, "{id}") != NULL;
	return g_error_new(WEIR_ERROR, given ? WEIR_ERROR_USAGE : WEIR_ERROR_PROTOCOL,
			   _("%s: %s was refused (%d)%s: correct what was sent"), refusal->name,
			   refusal->request, refusal->exchange->status, refusal->detail);
}

static GError *rate_error(const Refusal *refusal)
{
	const char *after = exchange_header(refusal->exchange, "Retry-After");
	g_autofree char *when = quoted(after != NULL ? after : "?", after != NULL ? strlen(after) : 1);
	return g_error_new(WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
			   _("%s: too many requests (429; Retry-After: %s): set max-rate, or parallel lower"),
			   refusal->name, when);
}

static GError *failed_error(const Refusal *refusal)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			   _("%s: the %s failed at %s (%d)%s: look into its log"), refusal->name,
			   of_engine(refusal) ? _("engine") : _("server"), refusal->request,
			   refusal->exchange->status, refusal->detail);
}

static GError *gateway_error(const Refusal *refusal)
{
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_UNREACHABLE,
		_("%s: what stands before the server answers %s with %d%s: the server is down, or too "
		  "slow for it"),
		refusal->name, refusal->request, refusal->exchange->status, refusal->detail);
}

static GError *other_error(const Refusal *refusal)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			   _("%s: %s was answered with %d %s%s: no workflow server does that"), refusal->name,
			   refusal->request, refusal->exchange->status, refusal->exchange->reason,
			   refusal->detail);
}

/* The first row that fits. */
static const struct {
	int from, to;
	GError *(*error)(const Refusal *refusal);
} statuses[] = {
	{ 300, 399, redirect_error },  { 400, 400, argument_error }, { 401, 401, token_error },
	{ 403, 403, forbidden_error }, { 404, 404, missing_error },  { 405, 405, method_error },
	{ 411, 415, argument_error },  { 422, 422, argument_error }, { 429, 429, rate_error },
	{ 502, 504, gateway_error },   { 500, 599, failed_error },   { 0, 999, other_error },
};

GError *client_status_error(const Client *client, const struct client_route *route, const char *path,
			    const Exchange *exchange, GBytes *body)
{
	if (exchange->status >= 200 && exchange->status < 300)
		return NULL;
	Refusal refusal = { .client = client, .route = route, .exchange = exchange };
	g_autofree char *without_query = g_strndup(path, strcspn(path, "?"));
	g_autofree char *words = said(exchange, body);
	refusal.name = target_name(client->target);
	refusal.request = g_strdup_printf("%s %s", route->method, without_query);
	refusal.detail = words != NULL ? g_strconcat(": ", words, NULL) : g_strdup("");
	GError *error = NULL;
	for (gsize i = 0; error == NULL && i < G_N_ELEMENTS(statuses); i++)
		if (exchange->status >= statuses[i].from && exchange->status <= statuses[i].to)
			error = statuses[i].error(&refusal);
	g_free(refusal.request);
	g_free(refusal.detail);
	return error;
}

GError *client_json_error(const Client *client, const char *what, const char *content_type,
			  const char *encoding, GError *cause)
{
	const char *name = target_name(client->target);
	g_autofree char *type = content_type != NULL ? quoted(content_type, strlen(content_type)) : NULL;
	GError *error;
	if (encoding != NULL && g_ascii_strcasecmp(encoding, "identity") != 0) {
		g_autofree char *shown = quoted(encoding, strlen(encoding));
		error = g_error_new(
			WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			_("%s: the answer to %s is compressed (%s), which was not asked for: mend the "
			  "server or what stands before it"),
			name, what, shown);
	} else if (cause->code == WEIR_ERROR_LIMIT) {
		error = g_error_new(WEIR_ERROR, WEIR_ERROR_LIMIT,
				    _("%s: the answer to %s is too much to read: %s"), name, what,
				    cause->message);
	} else if (type != NULL && strstr(type, "json") == NULL) {
		error = g_error_new(
			WEIR_ERROR, WEIR_ERROR_PROTOCOL,
			_("%s: the answer to %s (%s) is %s: is the URL that of a workflow server?"), name,
			what, type, cause->message);
	} else {
		error = g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL, _("%s: the answer to %s is %s"), name,
				    what, cause->message);
	}
	g_error_free(cause);
	return error;
}
