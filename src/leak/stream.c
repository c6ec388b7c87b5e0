/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/stream.h"

#include <string.h>

#include "base/redact.h"
#include "base/wipe.h"

/* REACH: how far from its keyword a credential is looked for. */
enum { REACH = 16 * 1024, LARGEST_OWN = 256 * 1024 };

struct LeakStream {
	LeakStreamFound each;
	gpointer data;
	gsize longest_own;
	gsize lag; /* a keyword is judged when so many bytes behind its beginning are there */
	/* What is at hand: `length` bytes of `buffer`, the first of which is byte `base` of the stream. */
	char *buffer;
	gsize size, length;
	gsize seen; /* of these bytes keywords are known */
	guint64 base;
	GArray *hits; /* LeakHit, not judged yet */
	guint64 covered, run_end;
	/* Newlines before `counted`, and where the line begins that it is in. */
	guint64 lines, line_begin, counted;
	LeakWork work;
};

LeakStream *leak_stream_new(gboolean own, LeakStreamFound found, gpointer data)
{
	LeakStream *stream = g_new0(LeakStream, 1);
	stream->each = found;
	stream->data = data;
	stream->longest_own = own ? MIN(redact_longest_own(), LARGEST_OWN) : 0;
	stream->lag = REACH + 2 * LEAK_LONGEST + stream->longest_own;
	stream->size = 2 * (stream->lag + REACH) + LEAK_STREAM_ROOM;
	stream->buffer = wipe_malloc(stream->size);
	stream->hits = g_array_new(FALSE, FALSE, sizeof(LeakHit));
	return stream;
}

void leak_stream_free(LeakStream *stream)
{
	if (stream == NULL)
		return;
	wipe_free(stream->buffer);
	g_array_unref(stream->hits);
	g_free(stream);
}

/* ---- lines ---- */

typedef guint8 Bytes __attribute__((vector_size(16), aligned(1), may_alias));

/* Many at once: lines of logs are too short for a call of memchr() each. */
static gsize newlines(const char *from, gsize length)
{
	enum { AT_ONCE = 255 }; /* what a byte can count */
	gsize count = 0;
	const char *end = from + length;
	while ((gsize)(end - from) >= sizeof(Bytes)) {
		Bytes counts = { 0 };
		const char *stop = from + MIN((gsize)(end - from) / sizeof counts, AT_ONCE) * sizeof counts;
		for (; from < stop; from += sizeof counts)
			counts -= (Bytes)(*(const Bytes *)from == '\n');
		for (gsize i = 0; i < sizeof counts; i++)
			count += counts[i];
	}
	for (; from < end; from++)
		count += *from == '\n';
	return count;
}

static void count_to(LeakStream *stream, guint64 place)
{
	if (place <= stream->counted)
		return;
	const char *from = stream->buffer + (stream->counted - stream->base);
	const char *last = stream->buffer + (place - stream->base);
	gsize count = newlines(from, (gsize)(last - from));
	stream->counted = place;
	if (count == 0)
		return;
	stream->lines += count;
	while (last[-1] != '\n')
		last--;
	stream->line_begin = stream->base + (gsize)(last - stream->buffer);
}

guint64 leak_stream_lines(const LeakStream *stream)
{
	return stream->lines;
}

LeakWork leak_stream_work(const LeakStream *stream)
{
	return stream->work;
}

/* ---- findings ---- */

static void found(const LeakHit *hit, gpointer data)
{
	LeakStream *stream = data;
	count_to(stream, hit->from);
	LeakFinding finding = {
		.kind = hit->own != NULL ? "own" : leak_row(hit->row)->kind,
		.secret = hit->own,
		.offset = hit->from,
		.line = stream->lines + 1,
		.column = hit->from - stream->line_begin + 1,
		.bytes = stream->buffer + (hit->from - stream->base),
		.length = (gsize)(hit->end - hit->from),
	};
	stream->each(&finding, stream->data);
}

static guint judge(LeakStream *stream, guint64 limit, gboolean paused)
{
	LeakJudge work = { .text = stream->buffer,
			   .length = stream->length,
			   .base = stream->base,
			   .reach = REACH,
			   .paused = paused,
			   .owned = stream->longest_own > 0,
			   .covered = stream->covered,
			   .run_end = stream->run_end,
			   .work = stream->work,
			   .found = found,
			   .data = stream };
	guint judged = leak_judge(&work, stream->hits, limit);
	stream->covered = work.covered;
	stream->run_end = work.run_end;
	stream->work = work.work;
	if (judged > 0)
		g_array_remove_range(stream->hits, 0, judged);
	return judged;
}

/* ---- what was read ---- */

struct own {
	LeakStream *stream;
	gsize from; /* of what was looked at, in the buffer */
};

static void met_own(const SecBuf *secret, gsize start, gsize end, gpointer data)
{
	const struct own *own = data;
	LeakStream *stream = own->stream;
	guint64 at = stream->base + own->from + start;
	if (own->from + end <= stream->seen)
		return;
	LeakHit hit = { .at = at,
			.from = at,
			.end = stream->base + own->from + end,
			.own = secret,
			.row = LEAK_OWN_ROW,
			.length = G_MAXUINT16,
			.state = LEAK_ACCEPTED };
	g_array_append_val(stream->hits, hit);
}

/* Keywords that end in what came last. */
static void look(LeakStream *stream)
{
	gsize longest = leak_keywords_longest();
	gsize from = stream->seen > longest ? stream->seen - longest : 0;
	leak_keywords_scan(stream->buffer + from, stream->length - from, stream->seen - from,
			   stream->base + from, stream->hits);
	if (stream->longest_own > 0) {
		gsize own_from = stream->seen > stream->longest_own ? stream->seen - stream->longest_own : 0;
		struct own own = { stream, own_from };
		redact_find_own(stream->buffer + own_from, stream->length - own_from, met_own, &own);
	}
	stream->seen = stream->length;
	if (stream->longest_own > 0)
		leak_hits_sort(stream->hits, 0);
}

/* Forgets what no verdict needs any more. */
static void trim(LeakStream *stream)
{
	guint64 first = stream->base + stream->length;
	if (stream->hits->len > 0)
		first = MIN(first, g_array_index(stream->hits, LeakHit, 0).at);
	gsize behind = REACH + MAX(stream->longest_own, leak_keywords_longest());
	gsize gone = first - stream->base > behind ? (gsize)(first - stream->base) - behind : 0;
	if (gone == 0)
		return;
	count_to(stream, stream->base + gone);
	memmove(stream->buffer, stream->buffer + gone, stream->length - gone);
	stream->base += gone;
	stream->length -= gone;
	stream->seen -= gone;
}

char *leak_stream_room(LeakStream *stream, gsize *room)
{
	if (stream->size - stream->length < LEAK_STREAM_ROOM)
		trim(stream);
	*room = stream->size - stream->length;
	return stream->buffer + stream->length;
}

void leak_stream_filled(LeakStream *stream, gsize length)
{
	stream->length += length;
	look(stream);
	guint64 end = stream->base + stream->length;
	if (end > stream->lag)
		judge(stream, end - stream->lag + 1, FALSE);
}

void leak_stream_feed(LeakStream *stream, const char *bytes, gsize length)
{
	while (length > 0) {
		gsize room;
		char *place = leak_stream_room(stream, &room);
		gsize part = MIN(room, length);
		memcpy(place, bytes, part);
		leak_stream_filled(stream, part);
		bytes += part;
		length -= part;
	}
}

void leak_stream_pause(LeakStream *stream)
{
	if (stream->hits->len > 0)
		judge(stream, G_MAXUINT64, TRUE);
}

void leak_stream_end(LeakStream *stream)
{
	judge(stream, G_MAXUINT64, FALSE);
	count_to(stream, stream->base + stream->length);
}
