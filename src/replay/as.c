/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/as.h"

#include <string.h>

#include "base/error.h"
#include "replay/case_build.h"

gboolean replay_as_parse(const char *name, ReplayAs *as)
{
	static const char *const names[N_AS] = { "curl", "httpie", "raw" };
	for (guint i = 0; i < N_AS; i++)
		if (g_strcmp0(name, names[i]) == 0) {
			*as = (ReplayAs)i;
			return TRUE;
		}
	return FALSE;
}

/* ---- words of a shell ---- */

static const char *find(const char *text, gsize length, const char *needle)
{
	return needle != NULL && *needle != '\0' ? memmem(text, length, needle, strlen(needle)) : NULL;
}

static void append_quoted(GString *out, const char *text, gsize length)
{
	g_string_append_c(out, '\'');
	for (gsize i = 0; i < length; i++)
		if (text[i] == '\'')
			g_string_append(out, "'\\''");
		else
			g_string_append_c(out, text[i]);
	g_string_append_c(out, '\'');
}

/* The secret as it stands in headers and bodies, and as it stands in a URL. */
static const char *find_secret(const ReplaySetup *setup, const char *text, gsize length, gsize *found)
{
	const char *value = setup->own.secret != NULL ? secbuf_bytes(setup->own.secret) : NULL;
	if (value == NULL || setup->scheme == NULL || scheme_kind(setup->scheme) != KIND_FIXED)
		return NULL;
	char *escaped = g_uri_escape_string(value, NULL, FALSE);
	const char *plain = find(text, length, value), *in_url = find(text, length, escaped);
	*found = plain != NULL ? strlen(value) : strlen(escaped);
	secbuf_wipe(escaped, strlen(escaped));
	g_free(escaped);
	return plain != NULL ? plain : in_url;
}

/* Single quotes take everything but themselves; the variable stands between them. */
static void append_word(GString *out, const ReplaySetup *setup, const char *text, gsize length)
{
	const char *end = text + length, *at = NULL;
	gsize found = 0;
	while ((at = find_secret(setup, text, (gsize)(end - text), &found)) != NULL) {
		append_quoted(out, text, (gsize)(at - text));
		g_string_append(out, "\"$WEIR_SECRET\"");
		text = at + found;
	}
	if (text < end || length == 0)
		append_quoted(out, text, (gsize)(end - text));
}

/* The same without quotes. */
static void append_plain(GString *out, const ReplaySetup *setup, const char *text, gsize length)
{
	const char *end = text + length, *at = NULL;
	gsize found = 0;
	while ((at = find_secret(setup, text, (gsize)(end - text), &found)) != NULL) {
		g_string_append_len(out, text, at - text);
		g_string_append(out, "$WEIR_SECRET");
		text = at + found;
	}
	g_string_append_len(out, text, end - text);
}

/* What a shell cannot hold in a word, or a terminal not show. */
static gboolean is_binary(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if ((guchar)text[i] == 0x7f || ((guchar)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t'))
			return TRUE;
	return !g_utf8_validate_len(text, length, NULL);
}

static void append_printf(GString *out, const char *text, gsize length)
{
	g_string_append(out, "printf '");
	for (gsize i = 0; i < length; i++) {
		guchar c = (guchar)text[i];
		if (c >= 0x20 && c < 0x7f && strchr("'\\%", c) == NULL)
			g_string_append_c(out, (char)c);
		else
			g_string_append_printf(out, "\\%03o", c);
	}
	g_string_append(out, "' | ");
}

/* ---- what is sent ---- */

typedef struct {
	const ReplaySetup *setup;
	const Delivery *delivery;
	const char *file; /* NULL: the body itself */
	const char *body;
	gsize length;
	gboolean piped; /* the body comes from a pipe */
} Request;

static Request request_of(const ReplaySetup *setup, const Delivery *delivery, const char *file)
{
	Request request = { .setup = setup, .delivery = delivery, .file = file, .body = "" };
	if (delivery->body != NULL)
		request.body = g_bytes_get_data(delivery->body, &request.length);
	/* A scheme that has its token in the body has changed it. */
	if (delivery->body == NULL || !g_bytes_equal(delivery->body, setup->body))
		request.file = NULL;
	request.piped = request.file == NULL && is_binary(request.body, request.length);
	return request;
}

static gboolean has_bearer(const Request *request)
{
	return request->setup->bearer != NULL && !request->delivery->has_authorization;
}

static void append_url(GString *out, const Request *request)
{
	g_autoptr(GString) url = g_string_new(request->setup->target->url);
	g_string_append(url, request->delivery->path);
	append_word(out, request->setup, url->str, url->len);
}

/* Credentials that are made of the secret: whoever has them needs none.  NULL: `header` is no such. */
static const char *credential_of(const Request *request, const char *header)
{
	const struct scheme *scheme = request->setup->scheme;
	AlgorithmKind kind = scheme != NULL ? scheme_kind(scheme) : KIND_NONE;
	if (kind == KIND_JWT && strchr(header, '.') != NULL)
		return "$WEIR_JWT";
	gboolean basic = kind == KIND_FIXED && scheme->algorithm == ALGORITHM_BASIC;
	return basic && g_ascii_strncasecmp(header, "Authorization:", strlen("Authorization:")) == 0
		       ? "$WEIR_BASIC"
		       : NULL;
}

static void append_headers(GString *out, const Request *request, const char *option, const char *separator)
{
	const GPtrArray *headers = request->delivery->headers;
	g_string_append_printf(out, " \\\n  %s'Content-Type:%s%s'", option, separator,
			       request->delivery->content_type);
	if (has_bearer(request))
		g_string_append_printf(out, " \\\n  %s\"Authorization: Bearer $WEIR_TOKEN\"", option);
	for (guint i = 0; i + 1 < headers->len; i++) {
		const char *header = headers->pdata[i], *credential = credential_of(request, header);
		g_string_append_printf(out, " \\\n  %s", option);
		if (credential != NULL)
			g_string_append_printf(out, "\"%.*s: %s\"", (int)strcspn(header, ":"), header,
					       credential);
		else
			append_word(out, request->setup, header, strlen(header));
	}
}

static void append_curl(GString *out, const Request *request)
{
	if (request->piped)
		append_printf(out, request->body, request->length);
	g_string_append_printf(out, "curl -X %s ", request->delivery->method);
	append_url(out, request);
	append_headers(out, request, "-H ", " ");
	/* --data-raw: a body that begins with @ is no file's name. */
	if (request->piped) {
		g_string_append(out, " \\\n  --data-binary @-");
	} else if (request->file != NULL) {
		g_autofree char *from = g_strconcat("@", request->file, NULL);
		g_string_append(out, " \\\n  --data-binary ");
		append_quoted(out, from, strlen(from));
	} else if (request->delivery->body != NULL) {
		g_string_append(out, " \\\n  --data-raw ");
		append_word(out, request->setup, request->body, request->length);
	}
	g_string_append_c(out, '\n');
}

static void append_httpie(GString *out, const Request *request)
{
	if (request->piped)
		append_printf(out, request->body, request->length);
	g_string_append(out, "http");
	if (request->file == NULL && !request->piped && request->delivery->body != NULL) {
		g_string_append(out, " --raw ");
		append_word(out, request->setup, request->body, request->length);
	}
	g_string_append_printf(out, " %s ", request->delivery->method);
	append_url(out, request);
	append_headers(out, request, "", "");
	if (request->file != NULL) {
		g_string_append(out, " < ");
		append_quoted(out, request->file, strlen(request->file));
	}
	g_string_append_c(out, '\n');
}

/* Nothing stands behind the body: these are the bytes of the request. */
static void append_raw(GString *out, const Request *request)
{
	const Delivery *delivery = request->delivery;
	g_autoptr(GUri) uri = g_uri_parse(request->setup->target->url, G_URI_FLAGS_NONE, NULL);
	g_autofree char *path = g_strconcat(uri != NULL ? g_uri_get_path(uri) : "", delivery->path, NULL);
	g_string_append_printf(out, "%s ", delivery->method);
	append_plain(out, request->setup, path, strlen(path));
	g_string_append_printf(out, " HTTP/1.1\r\nHost: %s", uri != NULL ? g_uri_get_host(uri) : "");
	if (uri != NULL && g_uri_get_port(uri) > 0)
		g_string_append_printf(out, ":%d", g_uri_get_port(uri));
	g_string_append_printf(out, "\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
			       delivery->content_type, request->length);
	if (has_bearer(request))
		g_string_append(out, "Authorization: Bearer $WEIR_TOKEN\r\n");
	for (guint i = 0; i + 1 < delivery->headers->len; i++) {
		const char *header = delivery->headers->pdata[i],
			   *credential = credential_of(request, header);
		if (credential != NULL)
			g_string_append_printf(out, "%.*s: %s", (int)strcspn(header, ":"), header,
					       credential);
		else
			append_plain(out, request->setup, header, strlen(header));
		g_string_append(out, "\r\n");
	}
	g_string_append(out, "\r\n");
	append_plain(out, request->setup, request->body, request->length);
}

GBytes *replay_as(const ReplaySetup *setup, ReplayAs as, const char *body_file, GError **error)
{
	static void (*const writers[N_AS])(
		GString * out, const Request *request) = { append_curl, append_httpie, append_raw };
	CaseBuild *build = case_build(replay_cases, setup, NULL);
	GString *out = g_string_new(NULL);
	if (build->n > 0) {
		const Request request = request_of(setup, build->deliveries[0], body_file);
		writers[as](out, &request);
	} else {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, "%s", build->reason);
	}
	gboolean good = build->n > 0;
	case_build_free(build);
	GBytes *bytes = g_string_free_to_bytes(out);
	if (!good)
		g_clear_pointer(&bytes, g_bytes_unref);
	return bytes;
}
