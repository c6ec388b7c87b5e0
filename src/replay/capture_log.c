/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/capture_log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.h"
#include "replay/capture_segment.h"

enum { INDEX_WAITS = 4096, SYNC_SECONDS = 1 };

gsize capture_log_segment_bytes = 64 * 1024 * 1024;

/* Where an entry is, for readers. */
typedef struct {
	guint segment, entry;
} Place;

struct CaptureLog {
	char *path;
	int folder;
	/* readers */
	GPtrArray *segments; /* Segment * */
	GArray *places;      /* Place */
	/* writers */
	int lock, fd, index;
	guint sequence;
	guint64 next;        /* number */
	guint64 end;         /* of the segment */
	GByteArray *waiting; /* for the index */
	guint sync;          /* source; 0: all is on the disk, or on its way */
};

static void free_segment(gpointer segment)
{
	segment_free(segment);
}

static CaptureLog *log_new(const char *path, gboolean make, GError **error)
{
	int folder = segment_folder(path, make, error);
	if (folder < 0)
		return NULL;
	CaptureLog *log = g_new0(CaptureLog, 1);
	log->path = g_strdup(path);
	log->folder = folder;
	log->lock = log->fd = log->index = -1;
	log->segments = g_ptr_array_new_with_free_func(free_segment);
	log->places = g_array_new(FALSE, FALSE, sizeof(Place));
	log->waiting = g_byte_array_new();
	return log;
}

/* ---- reading ---- */

static void add_places(CaptureLog *log, const Segment *segment, guint from)
{
	for (guint i = from; i < segment->entries->len; i++) {
		Place place = { log->segments->len - 1, i };
		g_array_append_val(log->places, place);
	}
}

CaptureLog *capture_log_read(const char *folder, GError **error)
{
	g_autoptr(CaptureLog) log = log_new(folder, FALSE, error);
	g_autoptr(GArray) list = log != NULL ? segment_list(log->folder, folder, error) : NULL;
	if (list == NULL)
		return NULL;
	for (guint i = 0; i < list->len; i++) {
		Segment *segment = segment_open(log->folder, folder, g_array_index(list, guint, i), error);
		if (segment == NULL)
			return NULL;
		g_ptr_array_add(log->segments, segment);
		add_places(log, segment, 0);
	}
	return g_steal_pointer(&log);
}

/* The segment that follows the last one, where there is one. */
static gboolean add_next_segment(CaptureLog *log, gboolean *added, GError **error)
{
	const Segment *last = log->segments->len > 0 ? log->segments->pdata[log->segments->len - 1] : NULL;
	guint sequence = last != NULL ? last->sequence + 1 : 1;
	char name[32];
	segment_name(name, sequence, "log");
	*added = faccessat(log->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	Segment *next = *added ? segment_open(log->folder, log->path, sequence, error) : NULL;
	if (next == NULL)
		return !*added;
	g_ptr_array_add(log->segments, next);
	add_places(log, next, 0);
	return TRUE;
}

gboolean capture_log_more(CaptureLog *log, GError **error)
{
	gboolean added = FALSE;
	do {
		Segment *last = log->segments->len > 0 ? log->segments->pdata[log->segments->len - 1] : NULL;
		guint known = last != NULL ? last->entries->len : 0;
		if (last != NULL) {
			segment_grow(last);
			add_places(log, last, known);
		}
		if (!add_next_segment(log, &added, error))
			return FALSE;
	} while (added);
	return TRUE;
}

guint capture_log_count(const CaptureLog *log)
{
	return log->places->len;
}

static const SegmentEntry *entry_at(const CaptureLog *log, guint index, const Segment **segment)
{
	const Place *place = &g_array_index(log->places, Place, index);
	*segment = log->segments->pdata[place->segment];
	return &g_array_index((*segment)->entries, SegmentEntry, place->entry);
}

guint64 capture_log_number(const CaptureLog *log, guint index)
{
	const Segment *segment;
	return entry_at(log, index, &segment)->number;
}

gsize capture_log_body_size(const CaptureLog *log, guint index)
{
	const Segment *segment;
	return entry_at(log, index, &segment)->body;
}

gboolean capture_log_find(const CaptureLog *log, guint64 number, guint *index)
{
	guint low = 0, high = log->places->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (capture_log_number(log, middle) < number)
			low = middle + 1;
		else
			high = middle;
	}
	*index = low;
	return low < log->places->len && capture_log_number(log, low) == number;
}

Capture *capture_log_get(CaptureLog *log, guint index, gboolean with_body, GError **error)
{
	const Segment *segment;
	const SegmentEntry *entry = entry_at(log, index, &segment);
	g_autoptr(GBytes) meta = NULL, body = NULL;
	Capture *capture = NULL;
	if (segment_read(segment, entry, &meta, with_body ? &body : NULL))
		capture = capture_unpack(entry->number, meta, body);
	if (capture == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("%s: capture %" PRIu64 " is damaged; weir captures delete takes it out"),
			    log->path, entry->number);
	return capture;
}

guint64 capture_log_left_out(const CaptureLog *log)
{
	guint64 bytes = 0;
	for (guint i = 0; i < log->segments->len; i++) {
		const Segment *segment = log->segments->pdata[i];
		bytes += segment->size - segment->end;
	}
	return bytes;
}

/* ---- writing ---- */

static gboolean fail(const CaptureLog *log, const char *suffix, GError **error)
{
	char name[32];
	int number = errno;
	segment_name(name, log->sequence, suffix);
	segment_set_error(error, log->path, name, g_strerror(number));
	return FALSE;
}

static int open_file(const CaptureLog *log, const char *suffix, int flags)
{
	char name[32];
	segment_name(name, log->sequence, suffix);
	return openat(log->folder, name, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
}

/* What the index lacks is found by reading the segment: nothing is lost where it cannot be written. */
static void flush_index(CaptureLog *log)
{
	if (log->index >= 0 && log->waiting->len > 0)
		(void)segment_write_all(log->index, log->waiting->data, log->waiting->len);
	g_byte_array_set_size(log->waiting, 0);
}

static void close_files(CaptureLog *log)
{
	flush_index(log);
	if (log->sync != 0) {
		g_source_remove(log->sync);
		log->sync = 0;
		fdatasync(log->fd);
	}
	if (log->fd >= 0)
		close(log->fd);
	if (log->index >= 0)
		close(log->index);
	log->fd = log->index = -1;
}

static gboolean make_segment(CaptureLog *log, GError **error)
{
	guint8 head[SEGMENT_HEAD];
	log->sequence++;
	log->fd = open_file(log, "log", O_CREAT | O_EXCL);
	segment_write_head(head, log->next);
	if (log->fd < 0 || !segment_write_all(log->fd, head, sizeof head))
		return fail(log, "log", error);
	log->end = SEGMENT_HEAD;
	log->index = open_file(log, "index", O_CREAT | O_TRUNC);
	if (log->index < 0 || !segment_write_all(log->index, segment_index_magic, INDEX_HEAD))
		return fail(log, "index", error);
	fsync(log->folder);
	return TRUE;
}

/* Nothing may be appended to one whose head is not whole. */
static gboolean begin_segment(CaptureLog *log, GError **error)
{
	if (make_segment(log, error))
		return TRUE;
	close_files(log);
	return FALSE;
}

/* The last one, if it is as it should be. */
static gboolean go_on(CaptureLog *log, const Segment *last, GError **error)
{
	log->fd = open_file(log, "log", 0);
	log->index = open_file(log, "index", O_CREAT);
	if (log->fd < 0)
		return fail(log, "log", error);
	log->end = last->end;
	if (log->index < 0)
		return fail(log, "index", error);
	/* Written anew: what follows its valid part may be half an entry. */
	g_byte_array_append(log->waiting, (const guint8 *)segment_index_magic, INDEX_HEAD);
	for (guint i = 0; i < last->entries->len; i++)
		segment_append_index(log->waiting, &g_array_index(last->entries, SegmentEntry, i));
	return ftruncate(log->index, 0) == 0 || fail(log, "index", error);
}

static Segment *last_segment(CaptureLog *log, GError **error)
{
	g_autoptr(GArray) list = segment_list(log->folder, log->path, error);
	Segment *last = NULL;
	log->next = 1;
	/* Back to one whose head is whole: only it knows which numbers are taken. */
	for (guint i = list != NULL ? list->len : 0; i > 0; i--) {
		g_autoptr(Segment) segment =
			segment_open(log->folder, log->path, g_array_index(list, guint, i - 1), error);
		if (segment == NULL)
			return NULL;
		log->sequence = MAX(log->sequence, segment->sequence);
		guint n = segment->entries->len;
		if (n > 0)
			log->next = g_array_index(segment->entries, SegmentEntry, n - 1).number + 1;
		log->next = MAX(log->next, segment->floor);
		gboolean whole = segment->end > 0;
		if (i == list->len)
			last = g_steal_pointer(&segment);
		if (whole)
			break;
	}
	return last;
}

static gboolean start_writing(CaptureLog *log, GError **error)
{
	g_autoptr(GError) problem = NULL;
	log->lock = segment_lock(log->folder, log->path, error);
	if (log->lock < 0)
		return FALSE;
	g_autoptr(Segment) last = last_segment(log, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (last != NULL && last->end > 0 && last->end == last->size && last->end < capture_log_segment_bytes)
		return go_on(log, last, error);
	return begin_segment(log, error);
}

CaptureLog *capture_log_write(const char *folder, GError **error)
{
	g_autoptr(CaptureLog) log = log_new(folder, TRUE, error);
	if (log == NULL || !start_writing(log, error))
		return NULL;
	return g_steal_pointer(&log);
}

static void sync_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	int fd = GPOINTER_TO_INT(data);
	fdatasync(fd);
	close(fd);
	g_task_return_boolean(task, TRUE);
}

static gboolean sync_now(gpointer data)
{
	CaptureLog *log = data;
	int fd = fcntl(log->fd, F_DUPFD_CLOEXEC, 0);
	log->sync = 0;
	flush_index(log);
	if (fd < 0)
		return G_SOURCE_REMOVE;
	GTask *task = g_task_new(NULL, NULL, NULL, NULL);
	g_task_set_task_data(task, GINT_TO_POINTER(fd), NULL);
	g_task_run_in_thread(task, sync_in_thread);
	g_object_unref(task);
	return G_SOURCE_REMOVE;
}

/* All or nothing: what was written of a record that did not fit is taken back. */
static gboolean write_record(CaptureLog *log, GBytes *meta, GBytes *body, GError **error)
{
	guint8 head[RECORD_HEAD];
	gsize meta_size, body_size;
	const void *meta_bytes = g_bytes_get_data(meta, &meta_size);
	const void *body_bytes = g_bytes_get_data(body, &body_size);
	segment_write_record(head, log->next, meta, body);
	struct iovec parts[] = { { head, sizeof head },
				 { (void *)meta_bytes, meta_size },
				 { (void *)body_bytes, body_size } };
	gssize whole = (gssize)(sizeof head + meta_size + body_size), done;
	do
		done = writev(log->fd, parts, G_N_ELEMENTS(parts));
	while (done < 0 && errno == EINTR);
	if (done == whole)
		return TRUE;
	int number = done < 0 ? errno : ENOSPC;
	if (done > 0 && ftruncate(log->fd, (off_t)log->end) != 0)
		close_files(log); /* the next record begins a segment */
	errno = number;
	return fail(log, "log", error);
}

gboolean capture_log_append(CaptureLog *log, Capture *capture, GError **error)
{
	g_autoptr(GBytes) meta = capture_pack(capture);
	gsize body = g_bytes_get_size(capture->body), size = g_bytes_get_size(meta);
	if (size > META_MOST || body > CAPTURE_BODY_MOST) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT, _("%s: a capture is too large to be kept"),
			    log->path);
		return FALSE;
	}
	if (log->end >= capture_log_segment_bytes)
		close_files(log);
	if ((log->fd < 0 && !begin_segment(log, error)) || !write_record(log, meta, capture->body, error))
		return FALSE;
	SegmentEntry entry = { log->next, log->end, (guint32)size, (guint32)body };
	segment_append_index(log->waiting, &entry);
	if (log->waiting->len >= INDEX_WAITS)
		flush_index(log);
	log->end += RECORD_HEAD + size + body;
	capture->number = log->next++;
	if (log->sync == 0)
		log->sync = g_timeout_add_seconds(SYNC_SECONDS, sync_now, log);
	return TRUE;
}

void capture_log_close(CaptureLog *log)
{
	if (log == NULL)
		return;
	close_files(log);
	if (log->lock >= 0)
		close(log->lock);
	close(log->folder);
	g_ptr_array_unref(log->segments);
	g_array_unref(log->places);
	g_byte_array_unref(log->waiting);
	g_free(log->path);
	g_free(log);
}
