/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/redact.h"

#include <string.h>

#include "base/secret.h"

/* Shorter values would blank out ordinary words. */
enum { SHORTEST = 6 };

static RedactScanner scanner;

struct search {
	const char *text;
	gsize length;
	GString *result; /* NULL until something was found */
};

/* What is put into a text may stand between its quotes: JSON and CSV have to stay what they are. */
static void append_name(GString *out, const char *name)
{
	g_string_append(out, "«own:");
	for (; *name != '\0'; name++) {
		gboolean plain = g_ascii_isalnum(*name) || strchr(" -._~:/@+=$", *name) != NULL;
		g_string_append_c(out, plain ? *name : '_');
	}
	g_string_append(out, "»");
}

static void replace(struct search *search, const char *value, gsize length, const char *name)
{
	const char *from = search->result != NULL ? search->result->str : search->text;
	gsize left = search->result != NULL ? search->result->len : search->length;
	const char *hit = memmem(from, left, value, length);
	if (hit == NULL)
		return;
	GString *out = g_string_sized_new(left);
	do {
		g_string_append_len(out, from, hit - from);
		append_name(out, name);
		left -= (gsize)(hit - from) + length;
		from = hit + length;
	} while ((hit = memmem(from, left, value, length)) != NULL);
	g_string_append_len(out, from, (gssize)left);
	if (search->result != NULL)
		g_string_free(search->result, TRUE);
	search->result = out;
}

static void replace_secret(const SecBuf *secret, gpointer data)
{
	if (secbuf_length(secret) >= SHORTEST)
		replace(data, secbuf_bytes(secret), secbuf_length(secret), secbuf_name(secret));
}

void redact_set_scanner(RedactScanner function)
{
	scanner = function;
}

char *redact_text(const char *text, gsize length)
{
	struct search search = { text, length, NULL };
	secbuf_foreach(replace_secret, &search);
	char *own = search.result != NULL ? g_string_free(search.result, FALSE) : NULL;
	if (scanner == NULL)
		return own;
	char *more = scanner(own != NULL ? own : text, own != NULL ? strlen(own) : length);
	if (more == NULL)
		return own;
	g_free(own);
	return more;
}

gboolean redact_header_is_secret(const char *name)
{
	static const char *const whole[] = { "authorization", "proxy-authorization", "cookie",
					     "set-cookie",    "x-api-key",           "api-key",
					     "x-auth-token" };
	static const char *const parts[] = {
		"token", "secret", "password", "apikey", "api-key", "signature"
	};
	g_autofree char *lower = g_ascii_strdown(name, -1);
	for (gsize i = 0; i < G_N_ELEMENTS(whole); i++)
		if (strcmp(lower, whole[i]) == 0)
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strstr(lower, parts[i]) != NULL)
			return TRUE;
	return FALSE;
}
