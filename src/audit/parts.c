/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/parts.h"

#include <string.h>

#include "base/secret.h"

enum { LOOKED_AT = 256 * 1024 };

typedef struct {
	GString *text;
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

static void mark_parts_of(const SecBuf *secret, gpointer data)
{
	Parts *parts = data;
	if (secbuf_length(secret) < PART_OF_LEAST)
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

GBytes *parts_marked(GBytes *bytes)
{
	gsize length = 0;
	const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
	if (text == NULL)
		return bytes != NULL ? g_bytes_ref(bytes) : NULL;
	gsize looked_at = MIN(length, LOOKED_AT);
	Parts parts = { g_string_new_len(text, (gssize)looked_at), FALSE };
	secbuf_foreach(mark_parts_of, &parts);
	if (parts.changed) {
		g_string_append_len(parts.text, text + looked_at, (gssize)(length - looked_at));
		return g_string_free_to_bytes(parts.text);
	}
	secbuf_wipe(parts.text->str, parts.text->len);
	g_string_free(parts.text, TRUE);
	return g_bytes_ref(bytes);
}
