/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/capture_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "replay/capture.h"

#define RECORD_MAGIC 0x31434552u /* "REC1" */

enum { PROVED = 24, DIGEST = 16, COPIED = 256 * 1024 };

static const char segment_magic[] = "WEIRCAP1";
const char segment_index_magic[INDEX_HEAD + 1] = "WEIRIDX1";

/* ---- numbers ---- */

static void put32(guint8 *at, guint32 value)
{
	value = GUINT32_TO_LE(value);
	memcpy(at, &value, sizeof value);
}

static void put64(guint8 *at, guint64 value)
{
	value = GUINT64_TO_LE(value);
	memcpy(at, &value, sizeof value);
}

static guint32 get32(const guint8 *at)
{
	guint32 value;
	memcpy(&value, at, sizeof value);
	return GUINT32_FROM_LE(value);
}

static guint64 get64(const guint8 *at)
{
	guint64 value;
	memcpy(&value, at, sizeof value);
	return GUINT64_FROM_LE(value);
}

/* ---- heads ---- */

void segment_write_head(guint8 head[SEGMENT_HEAD], guint64 floor)
{
	memcpy(head, segment_magic, 8);
	put64(head + 8, floor);
}

/* The first half of the SHA-256 of what precedes the digest, meta and body. */
static void digest_of(const guint8 *head, GBytes *meta, GBytes *body, guint8 digest[DIGEST])
{
	guint8 whole[EVP_MAX_MD_SIZE] = { 0 };
	gsize length;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	EVP_DigestUpdate(context, head, PROVED);
	const void *bytes = g_bytes_get_data(meta, &length);
	EVP_DigestUpdate(context, bytes, length);
	bytes = g_bytes_get_data(body, &length);
	if (length > 0)
		EVP_DigestUpdate(context, bytes, length);
	EVP_DigestFinal_ex(context, whole, NULL);
	EVP_MD_CTX_free(context);
	memcpy(digest, whole, DIGEST);
}

void segment_write_record(guint8 head[RECORD_HEAD], guint64 number, GBytes *meta, GBytes *body)
{
	put32(head, RECORD_MAGIC);
	put32(head + 4, (guint32)g_bytes_get_size(meta));
	put32(head + 8, (guint32)g_bytes_get_size(body));
	put32(head + 12, 0);
	put64(head + 16, number);
	digest_of(head, meta, body, head + PROVED);
}

void segment_append_index(GByteArray *out, const SegmentEntry *entry)
{
	guint8 bytes[INDEX_ENTRY];
	put64(bytes, entry->number);
	put64(bytes + 8, entry->offset);
	put32(bytes + 16, entry->meta);
	put32(bytes + 20, entry->body);
	g_byte_array_append(out, bytes, sizeof bytes);
}

/* ---- reading ---- */

static gboolean read_at(int fd, void *into, gsize length, guint64 offset)
{
	for (gsize have = 0; have < length;) {
		gssize got = pread(fd, (char *)into + have, length - have, (off_t)(offset + have));
		if (got == 0 || (got < 0 && errno != EINTR))
			return FALSE;
		have += got > 0 ? (gsize)got : 0;
	}
	return TRUE;
}

static GBytes *read_bytes(int fd, gsize length, guint64 offset)
{
	g_autofree guint8 *bytes = g_try_malloc(length);
	if (length > 0 && (bytes == NULL || !read_at(fd, bytes, length, offset)))
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&bytes), length);
}

static guint64 end_of(const SegmentEntry *entry)
{
	return entry->offset + RECORD_HEAD + entry->meta + entry->body;
}

static guint64 last_number(const Segment *segment)
{
	guint n = segment->entries->len;
	return n > 0 ? g_array_index(segment->entries, SegmentEntry, n - 1).number : 0;
}

static gboolean is_next(const Segment *segment, const SegmentEntry *entry)
{
	return entry->offset == segment->end && entry->number > last_number(segment) && entry->meta > 0 &&
	       entry->meta <= META_MOST && entry->body <= CAPTURE_BODY_MOST && end_of(entry) <= segment->size;
}

static void take(Segment *segment, const SegmentEntry *entry)
{
	g_array_append_val(segment->entries, *entry);
	segment->end = end_of(entry);
}

static gboolean read_entry(const Segment *segment, guint64 offset, SegmentEntry *entry, guint8 *head)
{
	if (offset + RECORD_HEAD > segment->size || !read_at(segment->fd, head, RECORD_HEAD, offset) ||
	    get32(head) != RECORD_MAGIC)
		return FALSE;
	*entry = (SegmentEntry){ get64(head + 16), offset, get32(head + 4), get32(head + 8) };
	return TRUE;
}

gboolean segment_read(const Segment *segment, const SegmentEntry *entry, GBytes **meta, GBytes **body)
{
	guint8 head[RECORD_HEAD], digest[DIGEST];
	SegmentEntry found;
	*meta = NULL;
	if (!read_entry(segment, entry->offset, &found, head) || found.number != entry->number ||
	    found.meta != entry->meta || found.body != entry->body)
		return FALSE;
	guint64 at = entry->offset + RECORD_HEAD;
	g_autoptr(GBytes) first = read_bytes(segment->fd, entry->meta, at);
	if (first == NULL)
		return FALSE;
	if (body != NULL) {
		g_autoptr(GBytes) second = read_bytes(segment->fd, entry->body, at + entry->meta);
		if (second == NULL)
			return FALSE;
		digest_of(head, first, second, digest);
		if (memcmp(digest, head + PROVED, DIGEST) != 0)
			return FALSE;
		*body = g_steal_pointer(&second);
	}
	*meta = g_steal_pointer(&first);
	return TRUE;
}

static gboolean is_whole(const Segment *segment, const SegmentEntry *entry)
{
	g_autoptr(GBytes) meta = NULL, body = NULL;
	return segment_read(segment, entry, &meta, &body);
}

/* What the index has not.  A record that is damaged stays an entry where more follow it: it is named when it
 * is read.  As the last one it was not written whole. */
static void scan(Segment *segment)
{
	guint8 head[RECORD_HEAD];
	SegmentEntry entry;
	guint64 clean = segment->end;
	guint n_clean = segment->entries->len;
	while (read_entry(segment, segment->end, &entry, head) && is_next(segment, &entry)) {
		take(segment, &entry);
		if (!is_whole(segment, &entry))
			continue;
		clean = segment->end;
		n_clean = segment->entries->len;
	}
	segment->end = clean;
	g_array_set_size(segment->entries, n_clean);
}

static void take_index(Segment *segment, const char *bytes, gsize length)
{
	if (length < INDEX_HEAD || memcmp(bytes, segment_index_magic, INDEX_HEAD) != 0)
		return;
	for (gsize at = INDEX_HEAD; at + INDEX_ENTRY <= length; at += INDEX_ENTRY) {
		const guint8 *from = (const guint8 *)bytes + at;
		SegmentEntry entry = { get64(from), get64(from + 8), get32(from + 16), get32(from + 20) };
		if (!is_next(segment, &entry))
			break;
		take(segment, &entry);
	}
}

static void read_index(Segment *segment, int folder)
{
	char name[32];
	struct stat status;
	segment_name(name, segment->sequence, "index");
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (guint64)status.st_size <= segment->size) {
		g_autoptr(GBytes) bytes = read_bytes(fd, (gsize)status.st_size, 0);
		gsize length = 0;
		const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
		take_index(segment, text, length);
	}
	close(fd);
	/* One of another file of that name would lead anywhere. */
	guint n = segment->entries->len;
	if (n > 0 && !is_whole(segment, &g_array_index(segment->entries, SegmentEntry, n - 1))) {
		g_array_set_size(segment->entries, 0);
		segment->end = SEGMENT_HEAD;
	}
	segment->indexed = segment->entries->len;
}

Segment *segment_open(int folder, const char *path, guint sequence, GError **error)
{
	char name[32];
	guint8 head[SEGMENT_HEAD];
	struct stat status;
	segment_name(name, sequence, "log");
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		segment_set_error(error, path, name, g_strerror(fd < 0 ? errno : EINVAL));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	Segment *segment = g_new0(Segment, 1);
	*segment = (Segment){ .sequence = sequence, .fd = fd, .size = (guint64)status.st_size };
	segment->entries = g_array_new(FALSE, FALSE, sizeof(SegmentEntry));
	if (!read_at(fd, head, sizeof head, 0) || memcmp(head, segment_magic, 8) != 0)
		return segment;
	segment->floor = get64(head + 8);
	segment->end = SEGMENT_HEAD;
	read_index(segment, folder);
	scan(segment);
	return segment;
}

void segment_grow(Segment *segment)
{
	guint8 head[RECORD_HEAD];
	SegmentEntry entry;
	struct stat status;
	/* One with a torn end never grows: nothing is written behind it. */
	if (segment->end < SEGMENT_HEAD || fstat(segment->fd, &status) != 0 ||
	    (guint64)status.st_size <= segment->size)
		return;
	segment->size = (guint64)status.st_size;
	while (read_entry(segment, segment->end, &entry, head) && is_next(segment, &entry))
		take(segment, &entry);
}

void segment_free(Segment *segment)
{
	if (segment == NULL)
		return;
	close(segment->fd);
	g_array_unref(segment->entries);
	g_free(segment);
}
