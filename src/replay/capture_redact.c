/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a capture is left out before it is written. */
#include <string.h>

#include "base/redact.h"
#include "replay/capture.h"

#define NOT_SHOWN "«not shown»"
#define NOT_SHOWN_IN_URL "not-shown"

/* Parts of a header's name that tell of what is made from the event with a secret, and is none: who holds it
 * can repeat that event and nothing else.  Without them they are looked at again: X-Signature-Token is a
 * credential.  A header that is named neither here nor in redact_header_is_secret() (X-Shopify-Hmac-Sha256,
 * X-Hub-Signature) stays. */
static const char *const made_from_event[] = { "signature" };

gboolean capture_header_is_secret(const char *name)
{
	if (!redact_header_is_secret(name))
		return FALSE;
	g_autoptr(GString) rest = g_string_new(name);
	g_string_ascii_down(rest);
	for (gsize i = 0; i < G_N_ELEMENTS(made_from_event); i++)
		g_string_replace(rest, made_from_event[i], "", 0);
	return redact_header_is_secret(rest->str);
}

static gboolean is_secret(const Header *header, const char *token_header)
{
	return header->value[0] != '\0' &&
	       (capture_header_is_secret(header->name) ||
		(token_header != NULL && g_ascii_strcasecmp(header->name, token_header) == 0));
}

static gboolean replace_text(char **text)
{
	char *redacted = *text != NULL ? redact_text(*text, strlen(*text)) : NULL;
	if (redacted == NULL)
		return FALSE;
	g_free(*text);
	*text = redacted;
	return TRUE;
}

/* One look at all of it: nearly always nothing is found, and a look at each value would cost more. */
static gboolean holds_secret(const Capture *capture)
{
	g_autoptr(GString) all = g_string_new(capture->target);
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		g_string_append_printf(all, "\n%s: %s", header->name, header->value);
	}
	g_autofree char *redacted = redact_text(all->str, all->len);
	return redacted != NULL;
}

static void redact_headers(Capture *capture, const char *token_header, gboolean look)
{
	for (guint i = 0; i < capture->headers->len; i++) {
		Header *header = capture->headers->pdata[i];
		gboolean changed = look && replace_text(&header->value);
		if (!changed && is_secret(header, token_header)) {
			g_free(header->value);
			header->value = g_strdup(NOT_SHOWN);
			changed = TRUE;
		}
		if (changed)
			capture->flags |= CAPTURE_HEADERS_REDACTED;
	}
}

/* "a=1&token=x": fields whose name says that they are credentials. */
static void redact_query(Capture *capture)
{
	const char *query = strchr(capture->target, '?');
	if (query == NULL)
		return;
	gboolean changed = FALSE;
	g_autoptr(GString) out = g_string_new_len(capture->target, query + 1 - capture->target);
	for (const char *at = query + 1; *at != '\0';) {
		gsize length = strcspn(at, "&;"), name = strcspn(at, "=&;");
		g_autofree char *key = g_strndup(at, name);
		gboolean secret = name + 1 < length && capture_header_is_secret(key);
		g_string_append_len(out, at, secret ? (gssize)name + 1 : (gssize)length);
		if (secret)
			g_string_append(out, NOT_SHOWN_IN_URL);
		changed = changed || secret;
		at += length;
		if (*at != '\0')
			g_string_append_c(out, *at++);
	}
	if (!changed)
		return;
	g_free(capture->target);
	capture->target = g_string_free(g_steal_pointer(&out), FALSE);
	capture->flags |= CAPTURE_TARGET_REDACTED;
}

static gboolean redact_bytes_of(GBytes **bytes)
{
	gsize length = 0;
	const char *text = *bytes != NULL ? g_bytes_get_data(*bytes, &length) : NULL;
	GString *redacted = length > 0 ? redact_own(text, length) : NULL;
	if (redacted == NULL)
		return FALSE;
	g_bytes_unref(*bytes);
	*bytes = g_string_free_to_bytes(redacted);
	return TRUE;
}

void capture_redact(Capture *capture, const char *token_header)
{
	gboolean look = holds_secret(capture);
	redact_headers(capture, token_header, look);
	if (look && replace_text(&capture->target))
		capture->flags |= CAPTURE_TARGET_REDACTED;
	redact_query(capture);
	if (redact_bytes_of(&capture->body))
		capture->flags |= CAPTURE_BODY_REDACTED;
	redact_bytes_of(&capture->answer);
	replace_text(&capture->why);
	replace_text(&capture->forward);
	replace_text(&capture->forward_error);
}
