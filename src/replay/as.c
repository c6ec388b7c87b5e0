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

/* A header as a shell word: what is a credential becomes a variable. */
static char *header_word(const ReplaySetup *setup, const char *header)
{
	AlgorithmKind kind = setup->scheme != NULL ? scheme_kind(setup->scheme) : KIND_NONE;
	const SecBuf *secret = setup->own.secret;
	const char *found =
		secret != NULL && kind == KIND_FIXED ? strstr(header, secbuf_bytes(secret)) : NULL;
	const char *colon = strchr(header, ':');
	if (found != NULL)
		return g_strdup_printf("\"%.*s$WEIR_SECRET%s\"", (int)(found - header), header,
				       found + secbuf_length(secret));
	/* Basic credentials and tokens that are signed: whoever has them needs no secret. */
	if ((kind == KIND_FIXED || kind == KIND_JWT) && colon != NULL)
		return g_strdup_printf("\"%.*s: $WEIR_SECRET\"", (int)(colon - header), header);
	return g_shell_quote(header);
}

static char *body_text(const Delivery *delivery)
{
	gsize length = 0;
	const char *data = delivery->body != NULL ? g_bytes_get_data(delivery->body, &length) : "";
	return g_strndup(data, length);
}

/* The header of the token, "" where there is none. */
static char *bearer_word(const ReplaySetup *setup, const Delivery *delivery)
{
	return g_strdup(setup->bearer != NULL && !delivery->has_authorization
				? "\"Authorization: Bearer $WEIR_TOKEN\""
				: "");
}

static void append_curl(GString *out, const ReplaySetup *setup, const Delivery *delivery, const char *file)
{
	g_autofree char *url = g_strconcat(setup->target->url, delivery->path, NULL);
	g_autofree char *quoted_url = g_shell_quote(url);
	g_autofree char *bearer = bearer_word(setup, delivery);
	g_autofree char *body = body_text(delivery);
	g_autofree char *from_file = file != NULL ? g_strconcat("@", file, NULL) : NULL;
	g_autofree char *data = g_shell_quote(file != NULL ? from_file : body);
	g_string_append_printf(out, "curl -X %s %s", delivery->method, quoted_url);
	g_string_append_printf(out, " \\\n  -H 'Content-Type: %s'", delivery->content_type);
	if (*bearer != '\0')
		g_string_append_printf(out, " \\\n  -H %s", bearer);
	for (guint i = 0; i + 1 < delivery->headers->len; i++) {
		g_autofree char *word = header_word(setup, delivery->headers->pdata[i]);
		g_string_append_printf(out, " \\\n  -H %s", word);
	}
	if (delivery->body != NULL)
		g_string_append_printf(out, " \\\n  --data-binary %s", data);
	g_string_append_c(out, '\n');
}

static void append_httpie(GString *out, const ReplaySetup *setup, const Delivery *delivery, const char *file)
{
	g_autofree char *url = g_strconcat(setup->target->url, delivery->path, NULL);
	g_autofree char *quoted_url = g_shell_quote(url);
	g_autofree char *bearer = bearer_word(setup, delivery);
	g_autofree char *body = body_text(delivery);
	g_autofree char *quoted = g_shell_quote(file != NULL ? file : body);
	g_string_append(out, "http");
	if (file == NULL)
		g_string_append_printf(out, " --raw %s", quoted);
	g_string_append_printf(out, " %s %s", delivery->method, quoted_url);
	g_string_append_printf(out, " \\\n  'Content-Type:%s'", delivery->content_type);
	if (*bearer != '\0')
		g_string_append_printf(out, " \\\n  %s", bearer);
	for (guint i = 0; i + 1 < delivery->headers->len; i++) {
		/* HTTPie takes "Name:value" for a header, spaces and all. */
		g_autofree char *word = header_word(setup, delivery->headers->pdata[i]);
		g_string_append_printf(out, " \\\n  %s", word);
	}
	g_string_append(out, file != NULL ? " < " : "\n");
	if (file != NULL)
		g_string_append_printf(out, "%s\n", quoted);
}

static void append_raw(GString *out, const ReplaySetup *setup, const Delivery *delivery)
{
	g_autoptr(GUri) uri = g_uri_parse(setup->target->url, G_URI_FLAGS_NONE, NULL);
	g_autofree char *body = body_text(delivery);
	const char *path = uri != NULL ? g_uri_get_path(uri) : "";
	gsize length = delivery->body != NULL ? g_bytes_get_size(delivery->body) : 0;
	g_string_append_printf(out, "%s %s%s HTTP/1.1\r\n", delivery->method, path, delivery->path);
	g_string_append_printf(out, "Host: %s", uri != NULL ? g_uri_get_host(uri) : "");
	if (uri != NULL && g_uri_get_port(uri) > 0)
		g_string_append_printf(out, ":%d", g_uri_get_port(uri));
	g_string_append_printf(out, "\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
			       delivery->content_type, length);
	if (setup->bearer != NULL && !delivery->has_authorization)
		g_string_append(out, "Authorization: Bearer $WEIR_TOKEN\r\n");
	for (guint i = 0; i + 1 < delivery->headers->len; i++) {
		g_autofree char *word = header_word(setup, delivery->headers->pdata[i]);
		g_autofree char *text = g_shell_unquote(word, NULL);
		g_string_append_printf(out, "%s\r\n", text != NULL ? text : word);
	}
	g_string_append_printf(out, "\r\n%s\n", body);
}

char *replay_as(const ReplaySetup *setup, ReplayAs as, const char *body_file, GError **error)
{
	CaseBuild *build = case_build(replay_cases, setup, NULL);
	GString *out = g_string_new(NULL);
	if (build->n == 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, "%s", build->reason);
		g_string_free(out, TRUE);
		case_build_free(build);
		return NULL;
	}
	if (as == AS_CURL)
		append_curl(out, setup, build->deliveries[0], body_file);
	else if (as == AS_HTTPIE)
		append_httpie(out, setup, build->deliveries[0], body_file);
	else
		append_raw(out, setup, build->deliveries[0]);
	case_build_free(build);
	return g_string_free(out, FALSE);
}
