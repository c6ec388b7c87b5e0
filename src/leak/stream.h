/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds credentials and values that weir holds in a stream of any length, in a window of fixed size.
 *
 * A keyword is judged when 16 KiB before and after it are at hand, or the stream has ended: so a key in PEM
 * is found across its lines, and what stands in a line without an end.  What is found does not depend on how
 * the stream comes in pieces.  Own values are those that live when the stream is opened (base/redact.h), in
 * every form of base/encodings.h.  Main thread only. */
#pragma once

#include "base/secret.h"
#include "leak/scan.h"

typedef struct {
	const char *kind;             /* constant; "own" of a value that weir holds */
	const SecBuf *secret;         /* that value; NULL */
	guint64 offset, line, column; /* of the stream; line and column (in bytes) from 1 */
	const char *bytes;            /* lent until the call returns */
	gsize length;
} LeakFinding;

/* In the order of the stream; they do not overlap. */
typedef void (*LeakStreamFound)(const LeakFinding *finding, gpointer data);

typedef struct LeakStream LeakStream;
/* `own` FALSE: values that happen to be held are of no interest, and cost no pass. */
LeakStream *leak_stream_new(gboolean own, LeakStreamFound found, gpointer data);
void leak_stream_free(LeakStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LeakStream, leak_stream_free)

/* Room for at least LEAK_STREAM_ROOM more bytes, to be read into; then how many came. */
enum { LEAK_STREAM_ROOM = 128 * 1024 };
char *leak_stream_room(LeakStream *stream, gsize *room);
void leak_stream_filled(LeakStream *stream, gsize length);
/* The same for bytes that are elsewhere, of any number. */
void leak_stream_feed(LeakStream *stream, const char *bytes, gsize length);
/* Nothing comes for a while: what is certain whatever comes next is told now.  For logs that are followed. */
void leak_stream_pause(LeakStream *stream);
void leak_stream_end(LeakStream *stream);

guint64 leak_stream_lines(const LeakStream *stream); /* newlines so far */
LeakWork leak_stream_work(const LeakStream *stream);
