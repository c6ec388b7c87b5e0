/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/error.h"
#include "base/redact.h"
#include "base/wipe.h"
#include "net/http_private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

static gboolean is_token(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && strchr("!#$%&'*+-.^_`|~", text[i]) == NULL)
			return FALSE;
	return length > 0;
}

static gboolean is_path(const char *path)
{
	if (path[0] != '/' && path[0] != '\0' && path[0] != '?')
		return FALSE;
	for (const char *c = path; *c != '\0'; c++)
		if ((guchar)*c <= ' ' || (guchar)*c >= 0x7f || *c == '#')
			return FALSE;
	return TRUE;
}

static gboolean is_header(const char *header)
{
	const char *colon = strchr(header, ':');
	return colon != NULL && is_token(header, (gsize)(colon - header)) && strpbrk(header, "\r\n") == NULL;
}

/* What would let a caller's data become another request. */
gboolean request_check(const HttpRequest *request, GError **error)
{
	const char *problem = NULL;
	if (request->method != NULL && !is_token(request->method, strlen(request->method)))
		problem = _("a method holds characters that HTTP does not allow");
	else if (request->path == NULL || !is_path(request->path))
		problem =
			_("a path holds characters that a URL does not allow: they must be percent-encoded");
	else if (request->content_type != NULL && strpbrk(request->content_type, "\r\n") != NULL)
		problem = _("a content type holds a line break");
	else if (request->auth_scheme != NULL && request->auth_scheme[0] != '\0' &&
		 !is_token(request->auth_scheme, strlen(request->auth_scheme)))
		problem = _("a scheme of authentication holds characters that HTTP does not allow");
	else if (request->bearer != NULL && strpbrk(secbuf_bytes(request->bearer), "\r\n") != NULL)
		problem = _("a token holds a line break");
	for (gsize i = 0; problem == NULL && request->headers != NULL && request->headers[i] != NULL; i++)
		if (!is_header(request->headers[i]))
			problem = _("a header is not of the form Name: value");
	if (problem == NULL)
		return TRUE;
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE, problem);
	return FALSE;
}

static gboolean is_given(const char *const *headers, const char *name)
{
	gsize length = strlen(name);
	for (gsize i = 0; headers != NULL && headers[i] != NULL; i++)
		if (g_ascii_strncasecmp(headers[i], name, length) == 0 && headers[i][length] == ':')
			return TRUE;
	return FALSE;
}

struct lines {
	struct curl_slist *list;
	Exchange *exchange;
	const char *const *given;
	gboolean public, bare;
};

static void send_line(struct lines *lines, const char *line)
{
	struct curl_slist *more = curl_slist_append(lines->list, line);
	if (more != NULL)
		lines->list = more;
}

/* One of weir's own, unless the caller gives it. */
static void add_own(struct lines *lines, const char *name, const char *value, gboolean curl_makes_it)
{
	if (is_given(lines->given, name))
		return;
	if (lines->bare && !curl_makes_it) {
		g_autofree char *none = g_strconcat(name, ":", NULL);
		send_line(lines, none);
		return;
	}
	exchange_add_header(lines->exchange->request_headers, name, value);
	if (curl_makes_it)
		return;
	g_autofree char *line = g_strconcat(name, ": ", value, NULL);
	send_line(lines, line);
}

static void add_given(struct lines *lines, const char *header)
{
	const char *colon = strchr(header, ':');
	const char *value = colon + 1 + strspn(colon + 1, " \t");
	g_autofree char *name = g_strndup(header, (gsize)(colon - header));
	g_autofree char *redacted = redact_text(value, strlen(value));
	if (redacted == NULL && !lines->public && value[0] != '\0' && redact_header_is_secret(name))
		redacted = g_strdup("«not shown»");
	exchange_add_header(lines->exchange->request_headers, name, redacted != NULL ? redacted : value);
	/* "Name:" means to curl that the header is left out, "Name;" that it is empty. */
	g_autofree char *empty = value[0] == '\0' ? g_strconcat(name, ";", NULL) : NULL;
	send_line(lines, empty != NULL ? empty : header);
}

struct curl_slist *request_add_bearer(struct curl_slist *list, const char *scheme, const SecBuf *bearer)
{
	g_autofree char *start = g_strconcat("Authorization: ", scheme, scheme[0] != '\0' ? " " : "", NULL);
	gsize length = strlen(start), size = length + secbuf_length(bearer) + 1;
	char *line = wipe_malloc(size);
	if (line == NULL)
		return list;
	memcpy(line, start, length);
	memcpy(line + length, secbuf_bytes(bearer), secbuf_length(bearer));
	line[size - 1] = '\0';
	struct curl_slist *more = curl_slist_append(list, line);
	wipe_free(line);
	return more != NULL ? more : list;
}

static void show_bearer(const HttpRequest *request, Exchange *exchange)
{
	const char *scheme = request->auth_scheme != NULL ? request->auth_scheme : "Bearer";
	g_autofree char *shown = g_strdup_printf("%s%s«%s»", scheme, scheme[0] != '\0' ? " " : "",
						 secbuf_name(request->bearer));
	exchange_add_header(exchange->request_headers, "Authorization", shown);
}

/* Of a body that is sent, libcurl makes the length; of one that is only announced, it knows nothing. */
static void add_content(struct lines *lines, const HttpRequest *request)
{
	gsize size = request->body != NULL ? g_bytes_get_size(request->body) : request->announce;
	g_autofree char *length = g_strdup_printf("%" G_GSIZE_FORMAT, size);
	const char *type = request->content_type != NULL ? request->content_type : "application/json";
	add_own(lines, "Content-Type", type, FALSE);
	add_own(lines, "Content-Length", length, request->body != NULL);
	send_line(lines, "Expect:"); /* no waiting for a 100 that few servers send */
}

struct curl_slist *request_headers(const HttpHost *host, const HttpRequest *request, Exchange *exchange)
{
	struct lines lines = { NULL, exchange, request->headers, request->headers_public, request->bare };
	add_own(&lines, "Host", host->host_header, TRUE);
	add_own(&lines, "User-Agent", PACKAGE_NAME "/" PACKAGE_VERSION, FALSE);
	add_own(&lines, "Accept", "application/json", FALSE);
	if (request->bearer != NULL)
		show_bearer(request, exchange);
	if (request->body != NULL || request->announce > 0)
		add_content(&lines, request);
	for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		add_given(&lines, request->headers[i]);
	return lines.list;
}
