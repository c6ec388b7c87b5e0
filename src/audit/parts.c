/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/parts.h"

#include <string.h>

#include "base/json.h"
#include "base/secret.h"

enum { LOOKED_AT = 256 * 1024 };

typedef struct {
	GString *text;
	const json_t *own; /* NULL: all */
	gboolean changed;
} Parts;

/* How much of the text from `at` on stands in the value in one piece; 0: too little. */
static gsize run_at(const SecBuf *secret, const char *at, gsize left)
{
	const char *value = secbuf_bytes(secret);
	gsize length = secbuf_length(secret), run = PART_LEAST;
	if (left < PART_LEAST || memmem(value, length, at, PART_LEAST) == NULL)
		return 0;
	while (run < left && run < length && memmem(value, length, at, run + 1) != NULL)
		run++;
	return run;
}

/* A fleet's audit holds thousands of values, and a form shows those of its own server. */
static gboolean is_meant(const Parts *parts, const SecBuf *secret)
{
	if (g_str_has_prefix(secbuf_name(secret), "canary:"))
		return TRUE;
	for (size_t i = 0; i < json_array_size(parts->own); i++)
		if (g_strcmp0(weir_json_text(json_array_get(parts->own, i), "name"), secbuf_name(secret)) ==
		    0)
			return TRUE;
	return parts->own == NULL;
}

static void mark_parts_of(const SecBuf *secret, gpointer data)
{
	Parts *parts = data;
	if (secbuf_length(secret) < PART_OF_LEAST || !is_meant(parts, secret))
		return;
	g_autofree char *marker = g_strdup_printf("«own:%s»", secbuf_name(secret));
	for (gsize at = 0; at + PART_LEAST <= parts->text->len; at++) {
		gsize run = run_at(secret, parts->text->str + at, parts->text->len - at);
		if (run == 0)
			continue;
		g_string_erase(parts->text, (gssize)at, (gssize)run);
		g_string_insert(parts->text, (gssize)at, marker);
		at += strlen(marker) - 1;
		parts->changed = TRUE;
	}
}

GBytes *parts_marked(GBytes *bytes, const json_t *own)
{
	gsize length = 0;
	const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
	if (text == NULL)
		return bytes != NULL ? g_bytes_ref(bytes) : NULL;
	gsize looked_at = MIN(length, LOOKED_AT);
	Parts parts = { g_string_new_len(text, (gssize)looked_at), own, FALSE };
	secbuf_foreach(mark_parts_of, &parts);
	if (parts.changed) {
		g_string_append_len(parts.text, text + looked_at, (gssize)(length - looked_at));
		return g_string_free_to_bytes(parts.text);
	}
	secbuf_wipe(parts.text->str, parts.text->len);
	g_string_free(parts.text, TRUE);
	return g_bytes_ref(bytes);
}
