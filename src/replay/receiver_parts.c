/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/receiver_parts.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/redact.h"

/* About one connection, or made anew for the next. */
static const char *const not_passed_on[] = {
	"connection",
	"keep-alive",
	"proxy-authenticate",
	"proxy-authorization",
	"proxy-connection",
	"te",
	"trailer",
	"upgrade",
	"transfer-encoding",
	"content-length",
	"host",
	"expect",
	NULL,
};
static const char *const not_passed_back[] = { "date", NULL };

static gboolean is_in(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (g_ascii_strcasecmp(name, *names) == 0)
			return TRUE;
	return FALSE;
}

/* Headers that a Connection header names. */
static gboolean is_named(const GPtrArray *headers, const char *name)
{
	gsize length = strlen(name);
	for (guint i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];
		if (g_ascii_strcasecmp(header->name, "connection") != 0)
			continue;
		for (const char *at = header->value; *at != '\0';) {
			at += strspn(at, ", \t");
			gsize word = strcspn(at, ", \t");
			if (word == length && g_ascii_strncasecmp(at, name, length) == 0)
				return TRUE;
			at += word;
		}
	}
	return FALSE;
}

static gboolean passes(const GPtrArray *headers, const Header *header)
{
	return !is_in(header->name, not_passed_on) && !is_named(headers, header->name);
}

GPtrArray *receiver_forward_headers(const Capture *capture)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		if (passes(capture->headers, header))
			g_ptr_array_add(lines, g_strconcat(header->name, ": ", header->value, NULL));
	}
	g_ptr_array_add(lines, NULL);
	return lines;
}

GPtrArray *receiver_answer_headers(const Exchange *exchange)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < exchange->headers->len; i++) {
		Header *header = exchange->headers->pdata[i];
		if (!passes(exchange->headers, header) || is_in(header->name, not_passed_back) ||
		    redact_header_is_secret(header->name))
			continue;
		g_ptr_array_add(names, header->name);
		g_ptr_array_add(names, header->value);
	}
	g_ptr_array_add(names, NULL);
	return names;
}

gboolean receiver_wants_body(const char *method)
{
	static const char *const methods[] = { "POST", "PUT", "PATCH", NULL };
	return g_strv_contains(methods, method);
}

/* ---- signatures ---- */

char *receiver_called_url(const char *base, const char *target)
{
	const char *host = strstr(base, "://");
	const char *path = strpbrk(host != NULL ? host + 3 : base, "/?");
	const char *query = strchr(target, '?');
	if (path == NULL || strcmp(path, "/") == 0)
		return g_strdup_printf("%.*s%s", (int)(path != NULL ? path - base : (gssize)strlen(base)),
				       base, target);
	if (strchr(path, '?') != NULL || query == NULL)
		return g_strdup(base);
	return g_strconcat(base, query, NULL);
}

void receiver_verify(Capture *capture, Signer *signer, const char *base)
{
	g_autofree char *url = receiver_called_url(base, capture->target);
	g_autoptr(GPtrArray) headers = sign_parts_new();
	g_autoptr(GError) error = NULL;
	SignResult result = { 0 };
	gsize length;
	const void *body = g_bytes_get_data(capture->body, &length);
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		g_ptr_array_add(headers, sign_part_new(PLACE_HEADER, header->name, header->value, -1));
	}
	const SignInput input = {
		.body = body, .length = length, .method = capture->method, .url = url, .headers = headers
	};
	capture->scheme = g_strdup(signer_plan(signer)->scheme->id);
	if (capture->flags & CAPTURE_BODY_CUT) {
		capture->verdict = g_strdup("unknown");
		capture->why = g_strdup(_("its body is over the cap"));
		return;
	}
	if (sign_verify(signer, &input, capture->time, SIGN_TOLERANCE_OF_SCHEME, &result, &error)) {
		capture->verdict = g_strdup(sign_verdict_name(result.why));
		capture->why = sign_verdict_sentence(&result);
	} else {
		capture->verdict = g_strdup("unknown");
		capture->why = g_strdup(error != NULL ? error->message : "");
	}
}

char *receiver_token_header(const SchemePlan *plan)
{
	const SchemeField *field = plan->fields[FIELD_SIGNATURE];
	if (scheme_kind(plan->scheme) != KIND_FIXED || field == NULL || field->place != PLACE_HEADER)
		return NULL;
	return g_strdup(field->name);
}
