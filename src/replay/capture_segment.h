/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments of the log of captures, as bytes.  Only for replay/capture_*.c.
 *
 * A segment is a head ("WEIRCAP1", the lowest number that was free when it was made) and records: a head of
 * 40 bytes (magic, lengths of meta and body, number, digest), meta (capture_pack()), body.  Numbers are
 * little-endian.  An index is "WEIRIDX1" and the heads' places. */
#pragma once

#include <glib.h>

enum {
	SEGMENT_HEAD = 16,
	RECORD_HEAD = 40,
	INDEX_HEAD = 8,
	INDEX_ENTRY = 24,
	META_MOST = 4 * 1024 * 1024,
};

typedef struct {
	guint64 number, offset; /* of its head */
	guint32 meta, body;     /* bytes */
} SegmentEntry;

typedef struct {
	guint sequence;  /* 1, 2, ... in its name */
	int fd;          /* open for reading */
	guint64 floor;   /* numbers below it are taken */
	guint64 size;    /* of the file when it was read */
	guint64 end;     /* of what is whole */
	GArray *entries; /* SegmentEntry */
	guint indexed;   /* so many of them were in the index */
} Segment;

/* Sequence numbers of the segments in a folder, ascending (guint); NULL with an error. */
GArray *segment_list(int folder, const char *path, GError **error);
void segment_name(char name[32], guint sequence, const char *suffix);

/* Reads where the records are.  A head that is not whole gives a segment without entries, whose end is 0.
 * `path` is the folder's, for messages. */
Segment *segment_open(int folder, const char *path, guint sequence, GError **error);
/* What was appended since, if this program appended it: the heads are read, the digests are left for who
 * reads a record. */
void segment_grow(Segment *segment);
void segment_free(Segment *segment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Segment, segment_free)

/* The bytes of one record; `body` NULL: not read, and the digest is not looked at.  FALSE where it is not
 * what the entry says, or damaged. */
gboolean segment_read(const Segment *segment, const SegmentEntry *entry, GBytes **meta, GBytes **body);

void segment_write_head(guint8 head[SEGMENT_HEAD], guint64 floor);
void segment_write_record(guint8 head[RECORD_HEAD], guint64 number, GBytes *meta, GBytes *body);
void segment_append_index(GByteArray *out, const SegmentEntry *entry);
extern const char segment_index_magic[INDEX_HEAD + 1];

/* The folder's descriptor; made with `make`.  -1 with an error. */
int segment_folder(const char *path, gboolean make, GError **error);
/* The descriptor of `lock`, which holds as long as it is open; -1 with WEIR_ERROR_USAGE where it is held. */
int segment_lock(int folder, const char *path, GError **error);
gboolean segment_write_all(int fd, const void *bytes, gsize length); /* FALSE with errno */
void segment_set_error(GError **error, const char *path, const char *name, const char *what);
