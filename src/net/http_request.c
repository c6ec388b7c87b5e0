/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/error.h"
#include "base/redact.h"
#include "base/wipe.h"
#include "net/http_private.h"

#include <glib/gi18n.h>
#include <string.h>

/* LARGEST_AT_ONCE: the least that any libcurl has waited for a 100 with. */
enum { LONGEST_NUMBER = 24, USUAL_BYTES = 256, LARGEST_AT_ONCE = 1024 };

#define BEARER "Bearer"

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

/* ---- what is sent ---- */

/* Gone through twice: first it is shown in the exchange and counted how much room the lines take, then they
 * are put into one block. */
struct lines {
	const HttpRequest *request;
	struct curl_slist *nodes; /* NULL: the first time */
	char *at;
	guint count;
	gsize size;
	GString *shown; /* exchange_add_headers() */
	guint shown_count;
};

static void send_line(struct lines *lines, const char *name, gsize length, const char *rest,
		      const char *value)
{
	gsize rest_length = strlen(rest), value_length = strlen(value);
	if (lines->nodes != NULL) {
		struct curl_slist *node = &lines->nodes[lines->count];
		node->data = lines->at;
		node->next = NULL;
		if (lines->count > 0)
			node[-1].next = node;
		memcpy(lines->at, name, length);
		memcpy(lines->at + length, rest, rest_length);
		memcpy(lines->at + length + rest_length, value, value_length + 1);
		lines->at += length + rest_length + value_length + 1;
	}
	lines->count++;
	lines->size += length + rest_length + value_length + 1;
}

static void show(struct lines *lines, const char *name, gsize length, const char *value)
{
	if (lines->nodes != NULL)
		return;
	g_string_append_len(lines->shown, name, (gssize)length);
	g_string_append_c(lines->shown, '\0');
	g_string_append_len(lines->shown, value, (gssize)strlen(value) + 1);
	lines->shown_count++;
}

/* One of weir's own, unless the caller gives it. */
static void add_own(struct lines *lines, const char *name, const char *value, gboolean curl_makes_it)
{
	gsize length = strlen(name);
	if (is_given(lines->request->headers, name))
		return;
	if (lines->request->bare && !curl_makes_it) {
		send_line(lines, name, length, ":", "");
		return;
	}
	show(lines, name, length, value);
	if (!curl_makes_it)
		send_line(lines, name, length, ": ", value);
}

static void show_given(struct lines *lines, const char *header, gsize length, const char *value)
{
	g_autofree char *name = g_strndup(header, length);
	g_autofree char *redacted = redact_text(value, strlen(value));
	gboolean hidden = redacted == NULL && !lines->request->headers_public && value[0] != '\0' &&
			  redact_header_is_secret(name);
	show(lines, name, length, hidden ? "«not shown»" : redacted != NULL ? redacted : value);
}

static void add_given(struct lines *lines, const char *header)
{
	gsize length = (gsize)(strchr(header, ':') - header);
	const char *value = header + length + 1 + strspn(header + length + 1, " \t");
	if (lines->nodes == NULL)
		show_given(lines, header, length, value);
	/* "Name:" means to curl that the header is left out, "Name;" that it is empty. */
	send_line(lines, header, length, value[0] == '\0' ? ";" : header + length, "");
}

static void show_bearer(struct lines *lines)
{
	static const char name[] = "Authorization";
	const HttpRequest *request = lines->request;
	const char *scheme = request->auth_scheme != NULL ? request->auth_scheme : BEARER;
	if (lines->nodes != NULL)
		return;
	g_autofree char *shown = g_strconcat(scheme, scheme[0] != '\0' ? " " : "", "«",
					     secbuf_name(request->bearer), "»", NULL);
	show(lines, name, sizeof name - 1, shown);
}

static const char *decimal(gsize number, char text[LONGEST_NUMBER])
{
	char *digit = text + LONGEST_NUMBER - 1;
	*digit = '\0';
	do
		*--digit = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	return digit;
}

/* Of a body that is sent, libcurl makes the length; of one that is only announced, it knows nothing. */
static void add_content(struct lines *lines)
{
	const HttpRequest *request = lines->request;
	gsize size = request->body != NULL ? g_bytes_get_size(request->body) : request->announce;
	char text[LONGEST_NUMBER];
	const char *type = request->content_type != NULL ? request->content_type : "application/json";
	add_own(lines, "Content-Type", type, FALSE);
	add_own(lines, "Content-Length", decimal(size, text), request->body != NULL);
	/* No waiting for a 100 that few servers send: libcurl does before large bodies, and where a header
	 * asks for it. */
	if (size > LARGEST_AT_ONCE || is_given(request->headers, "Expect"))
		send_line(lines, "Expect", strlen("Expect"), ":", "");
}

static void add_lines(struct lines *lines, const HttpHost *host)
{
	const HttpRequest *request = lines->request;
	add_own(lines, "Host", host->host_header, TRUE);
	add_own(lines, "User-Agent", PACKAGE_NAME "/" PACKAGE_VERSION, FALSE);
	add_own(lines, "Accept", "application/json", FALSE);
	if (request->bearer != NULL)
		show_bearer(lines);
	if (request->body != NULL || request->announce > 0)
		add_content(lines);
	for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		add_given(lines, request->headers[i]);
}

RequestLines request_lines(const HttpHost *host, const HttpRequest *request, Exchange *exchange)
{
	struct lines lines = { .request = request, .shown = g_string_sized_new(USUAL_BYTES) };
	add_lines(&lines, host);
	exchange_add_headers(exchange->request_headers, lines.shown, lines.shown_count);
	g_string_free(lines.shown, TRUE);
	gsize nodes = (lines.count + 1) * sizeof *lines.nodes;
	RequestLines made = { .nodes = g_malloc(nodes + lines.size), .count = lines.count };
	lines.nodes = made.nodes;
	lines.at = (char *)made.nodes + nodes;
	lines.count = 0;
	add_lines(&lines, host);
	return made;
}

void request_lines_add_bearer(RequestLines *lines, const char *scheme, const SecBuf *bearer)
{
	static const char name[] = "Authorization: ";
	const char *word = scheme != NULL ? scheme : BEARER;
	gsize name_length = sizeof name - 1, scheme_length = strlen(word);
	gsize before = name_length + scheme_length + (scheme_length > 0);
	lines->bearer = g_malloc(before + secbuf_length(bearer) + 1);
	memcpy(lines->bearer, name, name_length);
	memcpy(lines->bearer + name_length, word, scheme_length);
	if (scheme_length > 0)
		lines->bearer[before - 1] = ' ';
	memcpy(lines->bearer + before, secbuf_bytes(bearer), secbuf_length(bearer));
	lines->bearer[before + secbuf_length(bearer)] = '\0';
	struct curl_slist *node = &lines->nodes[lines->count++];
	*node = (struct curl_slist){ .data = lines->bearer };
	if (node > lines->nodes)
		node[-1].next = node;
}

struct curl_slist *request_lines_first(const RequestLines *lines)
{
	return lines->count > 0 ? lines->nodes : NULL;
}

void request_lines_clear(RequestLines *lines)
{
	wipe_free(lines->nodes);
	wipe_free(lines->bearer);
	*lines = (RequestLines){ 0 };
}
