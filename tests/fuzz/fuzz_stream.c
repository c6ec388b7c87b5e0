/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream in pieces gives the same findings as in one, with Vectorscan and without.  The first bytes of the
 * input say how it is cut and how long the value is that is taken from it and held; the rest is the text,
 * several times over, so that it goes beyond a window. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/secret.h"
#include "leak/stream.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CUTS = 8, LONGEST = 96 * 1024 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	return 0;
}

struct seen {
	GString *found;
	guint64 end, length;
};

static void note(const LeakFinding *finding, gpointer data)
{
	struct seen *seen = data;
	g_assert_cmpuint(finding->offset, >=, seen->end);
	g_assert_cmpuint(finding->length, >, 0);
	seen->end = finding->offset + finding->length;
	g_assert_cmpuint(seen->end, <=, seen->length);
	g_assert_cmpuint(finding->column, <=, finding->offset + 1);
	g_string_append_printf(
		seen->found, "%s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %zu\n",
		finding->kind, finding->offset, finding->line, finding->column, finding->length);
}

/* `cuts` NULL: in one piece. */
static char *found_in(const GString *text, const uint8_t *cuts)
{
	struct seen seen = { g_string_new(NULL), 0, text->len };
	g_autoptr(LeakStream) stream = leak_stream_new(TRUE, note, &seen);
	gsize at = 0;
	for (guint i = 0; at < text->len; i++) {
		gsize part = cuts == NULL ? text->len : (gsize)cuts[i % CUTS] * cuts[(i + 3) % CUTS] + 1;
		part = MIN(part, text->len - at);
		leak_stream_feed(stream, text->str + at, part);
		at += part;
	}
	leak_stream_end(stream);
	LeakWork work = leak_stream_work(stream);
	g_assert_cmpuint(work.matches, <=, 4 * text->len + 64);
	return g_string_free(seen.found, FALSE);
}

/* Values whose occurrences overlap each other may be told as one or as several. */
static gboolean overlaps_itself(const char *value, gsize length)
{
	for (gsize shift = 1; shift < length; shift++)
		if (memcmp(value, value + shift, length - shift) == 0)
			return TRUE;
	return FALSE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < CUTS + 2)
		return 0;
	const char *piece = (const char *)data + CUTS + 1;
	gsize length = size - CUTS - 1, value = data[CUTS] % 64;
	g_autoptr(GString) text = g_string_new(NULL);
	for (gsize i = 0; i < 1 + (gsize)data[0] % 24 && text->len + length < LONGEST; i++)
		g_string_append_len(text, piece, (gssize)length);
	gboolean held = value >= 8 && value <= length && !overlaps_itself(piece, value);
	g_autoptr(SecBuf) secret = held ? secbuf_new("v", piece, value, NULL) : NULL;
	g_autofree char *whole = found_in(text, NULL);
	g_autofree char *pieces = found_in(text, data);
	g_assert_cmpstr(whole, ==, pieces);
	leak_keywords_forget_library(TRUE);
	g_autofree char *without = found_in(text, data);
	leak_keywords_forget_library(FALSE);
	g_assert_cmpstr(whole, ==, without);
	return 0;
}
