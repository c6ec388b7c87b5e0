/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/exchange.h"

#include <string.h>

/* So many that the arrays seldom grow. */
enum { USUAL_HEADERS = 8 };

/* Several headers and their texts: an answer has half a dozen of them. */
typedef struct {
	guint references;
	gsize size; /* of the texts */
	Header headers[];
} Block;

static void header_free(gpointer memory)
{
	Header *header = memory;
	Block *block = header->block;
	if (block == NULL)
		g_free(header);
	else if (--block->references == 0)
		g_free(block);
}

/* Header, name and value in one piece. */
static Header *header_new(const char *name, const char *value)
{
	gsize name_size = strlen(name) + 1, value_size = strlen(value) + 1;
	Header *header = g_malloc(sizeof *header + name_size + value_size);
	header->name = memcpy(header + 1, name, name_size);
	header->value = memcpy(header->name + name_size, value, value_size);
	header->block = NULL;
	return header;
}

Exchange *exchange_new(void)
{
	Exchange *exchange = g_new0(Exchange, 1);
	exchange->references = 1;
	exchange->request_headers = g_ptr_array_new_full(USUAL_HEADERS, header_free);
	exchange->headers = g_ptr_array_new_full(USUAL_HEADERS, header_free);
	return exchange;
}

Exchange *exchange_ref(Exchange *exchange)
{
	exchange->references++;
	return exchange;
}

void exchange_unref(Exchange *exchange)
{
	if (exchange == NULL || --exchange->references > 0)
		return;
	g_clear_pointer(&exchange->target, g_ref_string_release);
	g_free(exchange->method);
	g_free(exchange->url);
	g_ptr_array_unref(exchange->request_headers);
	g_clear_pointer(&exchange->request_body, g_bytes_unref);
	g_free(exchange->reason);
	g_ptr_array_unref(exchange->headers);
	g_clear_pointer(&exchange->body, g_bytes_unref);
	g_clear_pointer(&exchange->peer, g_ref_string_release);
	tls_facts_unref(exchange->tls);
	g_clear_error(&exchange->error);
	g_free(exchange);
}

static GBytes *cut(GBytes *bytes, gsize limit)
{
	if (bytes == NULL)
		return NULL;
	gsize size = g_bytes_get_size(bytes);
	return size <= limit ? g_bytes_ref(bytes) : g_bytes_new(g_bytes_get_data(bytes, NULL), limit);
}

static void copy_headers(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++) {
		const Header *header = from->pdata[i];
		exchange_add_header(to, header->name, header->value);
	}
}

Exchange *exchange_excerpt(const Exchange *exchange, GBytes *body, GBytes *request_body, gsize limit)
{
	Exchange *copy = exchange_new();
	GPtrArray *request_headers = copy->request_headers, *headers = copy->headers;
	*copy = *exchange;
	copy->references = 1;
	copy->target = exchange->target != NULL ? g_ref_string_acquire(exchange->target) : NULL;
	copy->method = g_strdup(exchange->method);
	copy->url = g_strdup(exchange->url);
	copy->request_headers = request_headers;
	copy->headers = headers;
	copy_headers(request_headers, exchange->request_headers);
	copy_headers(headers, exchange->headers);
	copy->request_body = cut(request_body != NULL ? request_body : exchange->request_body, limit);
	copy->body = cut(body != NULL ? body : exchange->body, limit);
	copy->reason = g_strdup(exchange->reason);
	copy->peer = exchange->peer != NULL ? g_ref_string_acquire(exchange->peer) : NULL;
	copy->tls = exchange->tls != NULL ? tls_facts_ref(exchange->tls) : NULL;
	copy->error = exchange->error != NULL ? g_error_copy(exchange->error) : NULL;
	return copy;
}

TlsFacts *tls_facts_new(void)
{
	TlsFacts *facts = g_new0(TlsFacts, 1);
	facts->references = 1;
	return facts;
}

TlsFacts *tls_facts_ref(TlsFacts *facts)
{
	facts->references++;
	return facts;
}

void tls_facts_unref(TlsFacts *facts)
{
	if (facts == NULL || --facts->references > 0)
		return;
	g_free(facts->subject);
	g_free(facts->issuer);
	g_free(facts->protocol);
	g_free(facts->cipher);
	g_free(facts->key);
	g_free(facts->digest);
	g_free(facts->problem);
	g_free(facts);
}

void exchange_add_header(GPtrArray *headers, const char *name, const char *value)
{
	g_ptr_array_add(headers, header_new(name, value));
}

void exchange_add_headers(GPtrArray *headers, const GString *pairs, guint count)
{
	if (count == 0)
		return;
	Block *block = g_malloc(sizeof *block + count * sizeof *block->headers + pairs->len);
	char *text = memcpy(&block->headers[count], pairs->str, pairs->len);
	block->references = count;
	block->size = pairs->len;
	for (guint i = 0; i < count; i++) {
		Header *header = &block->headers[i];
		header->block = block;
		header->name = text;
		header->value = text + strlen(text) + 1;
		text = header->value + strlen(header->value) + 1;
		g_ptr_array_add(headers, header);
	}
}

/* FALSE if it is certain that it is not: all of them are in one block, and it is nowhere in that. */
static gboolean may_hold(const GPtrArray *headers, const char *text)
{
	const Block *block = headers->len > 0 ? ((const Header *)headers->pdata[0])->block : NULL;
	return block == NULL || block->references != headers->len ||
	       memmem(block->headers[0].name, block->size, text, strlen(text)) != NULL;
}

gboolean exchange_headers_hold(const GPtrArray *headers, const char *text)
{
	if (!may_hold(headers, text))
		return FALSE;
	for (guint i = 0; i < headers->len; i++)
		if (strstr(((const Header *)headers->pdata[i])->value, text) != NULL)
			return TRUE;
	return FALSE;
}

static const char *find(const GPtrArray *headers, const char *name)
{
	for (guint i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];
		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

const char *exchange_header(const Exchange *exchange, const char *name)
{
	return find(exchange->headers, name);
}

/* In double quotes, so that the shell fills in the variable; nothing else in them may act. */
static void append_escaped(GString *line, const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		if (strchr("\"$`\\", text[i]) != NULL)
			g_string_append_c(line, '\\');
		g_string_append_c(line, text[i]);
	}
}

static void append_credential(GString *line, const Header *header)
{
	const char *mark = strstr(header->value, "«");
	g_string_append(line, " -H \"");
	append_escaped(line, header->name, strlen(header->name));
	g_string_append(line, ": ");
	append_escaped(line, header->value, (gsize)(mark - header->value));
	g_string_append(line, "$WEIR_TOKEN\"");
}

/* That of the URL, which may name the usual port. */
static gboolean is_own_host(const char *host, const char *url)
{
	const char *start = strstr(url, "://");
	if (start == NULL)
		return strcmp(host, "localhost") == 0; /* unix: */
	gsize length = strlen(host);
	if (strncmp(start + 3, host, length) != 0)
		return FALSE;
	const char *rest = start + 3 + length;
	const char *usual = g_str_has_prefix(url, "https") ? ":443" : ":80";
	gsize port = strcspn(rest, "/?#");
	return port == 0 || (port == strlen(usual) && strncmp(rest, usual, port) == 0);
}

/* Those that curl makes itself. A length that is only announced, without a body, is none of them. */
static gboolean curl_makes_it(const Exchange *exchange, const Header *header)
{
	if (g_ascii_strcasecmp(header->name, "host") == 0)
		return is_own_host(header->value, exchange->url);
	if (g_ascii_strcasecmp(header->name, "content-length") == 0)
		return exchange->request_size > 0 || strcmp(header->value, "0") == 0;
	return g_ascii_strcasecmp(header->name, "user-agent") == 0;
}

static void append_header(GString *line, const Header *header)
{
	if (strstr(header->value, "«") != NULL) {
		append_credential(line, header);
		return;
	}
	g_autofree char *text = header->value[0] != '\0'
					? g_strdup_printf("%s: %s", header->name, header->value)
					: g_strdup_printf("%s;", header->name);
	g_autofree char *quoted = g_shell_quote(text);
	g_string_append_printf(line, " -H %s", quoted);
}

static void append_body(GString *line, const Exchange *exchange)
{
	if (exchange->request_size == 0)
		return;
	gsize length = 0;
	const char *text =
		exchange->request_body != NULL ? g_bytes_get_data(exchange->request_body, &length) : NULL;
	if (length < exchange->request_size || memchr(text, '\0', length) != NULL) {
		g_string_append(line, " --data-binary @BODY");
		return;
	}
	g_autofree char *copy = g_strndup(text, length);
	g_autofree char *quoted = g_shell_quote(copy);
	g_string_append_printf(line, " --data-raw %s", quoted);
}

static void append_url(GString *line, const Exchange *exchange)
{
	const char *url = exchange->url;
	g_autofree char *local = NULL;
	const char *path = g_str_has_prefix(url, "unix:") ? strstr(url, ":/") : NULL;
	path = path != NULL ? strstr(path + 1, ":/") : NULL;
	if (path != NULL) {
		g_autofree char *socket =
			g_strndup(url + strlen("unix:"), (gsize)(path - url) - strlen("unix:"));
		g_autofree char *quoted = g_shell_quote(socket);
		g_string_append_printf(line, " --unix-socket %s", quoted);
		url = local = g_strconcat("http://localhost", path + 1, NULL);
	}
	if (strstr(url, "/.") != NULL || strstr(url, "%2e") != NULL || strstr(url, "%2E") != NULL)
		g_string_append(line, " --path-as-is");
	if (strpbrk(url, "[]{}") != NULL)
		g_string_append(line, " --globoff");
	g_autofree char *quoted = g_shell_quote(url);
	g_string_append_printf(line, " %s", quoted);
}

char *exchange_curl(const Exchange *exchange)
{
	GString *line = g_string_new("curl -sS");
	if (g_strcmp0(exchange->method, "HEAD") == 0) {
		g_string_append(line, " --head");
	} else if (g_strcmp0(exchange->method, "GET") != 0 || exchange->request_size > 0) {
		g_autofree char *quoted = g_shell_quote(exchange->method);
		g_string_append_printf(line, " -X %s", quoted);
	}
	for (guint i = 0; i < exchange->request_headers->len; i++)
		if (!curl_makes_it(exchange, exchange->request_headers->pdata[i]))
			append_header(line, exchange->request_headers->pdata[i]);
	append_body(line, exchange);
	append_url(line, exchange);
	return g_string_free(line, FALSE);
}
