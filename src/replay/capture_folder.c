/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of the log: names, lock, and taking captures out of it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "replay/capture_log.h"
#include "replay/capture_segment.h"

enum { SEQUENCE_MOST = 999999 };

void segment_set_error(GError **error, const char *path, const char *name, const char *what)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, "%s/%s: %s", path, name, what);
}

void segment_name(char name[32], guint sequence, const char *suffix)
{
	g_snprintf(name, 32, "%06u.%s", sequence, suffix);
}

static gboolean check_folder(int fd, const char *path, gboolean make, GError **error)
{
	struct stat status;
	const char *problem = NULL;
	if (fstat(fd, &status) != 0)
		problem = g_strerror(errno);
	else if (status.st_uid != geteuid())
		problem = _("the folder belongs to another user; captures are kept in folders of your own");
	else if (make && (status.st_mode & 077) != 0 && fchmod(fd, 0700) != 0)
		problem = g_strerror(errno);
	if (problem != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, "%s: %s", path, problem);
	return problem == NULL;
}

int segment_folder(const char *path, gboolean make, GError **error)
{
	if (make && g_mkdir_with_parents(path, 0700) != 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s: the folder cannot be made: %s"), path,
			    g_strerror(errno));
		return -1;
	}
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND,
			    _("%s: there are no captures yet; weir listen makes them"), path);
	else if (fd < 0)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s: the folder cannot be opened: %s"),
			    path, g_strerror(errno));
	if (fd >= 0 && !check_folder(fd, path, make, error)) {
		close(fd);
		return -1;
	}
	return fd;
}

int segment_lock(int folder, const char *path, GError **error)
{
	int fd = openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	int number = errno;
	if (fd >= 0)
		close(fd);
	if (number == EWOULDBLOCK)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: another weir writes captures there; end it, or give another folder"),
			    path);
	else
		segment_set_error(error, path, "lock", g_strerror(number));
	return -1;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	const guint *one = a, *other = b;
	return *one < *other ? -1 : *one > *other;
}

/* Only "NNNNNN.log": what else is in the folder is somebody else's. */
static guint sequence_of(const char *name)
{
	guint64 number = 0;
	char again[32];
	if (strlen(name) != 10 || strcmp(name + 6, ".log") != 0)
		return 0;
	number = g_ascii_strtoull(name, NULL, 10);
	segment_name(again, (guint)MIN(number, SEQUENCE_MOST), "log");
	return strcmp(again, name) == 0 ? (guint)number : 0;
}

GArray *segment_list(int folder, const char *path, GError **error)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL) {
		segment_set_error(error, path, ".", g_strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	GArray *list = g_array_new(FALSE, FALSE, sizeof(guint));
	for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		guint sequence = sequence_of(entry->d_name);
		if (sequence > 0)
			g_array_append_val(list, sequence);
	}
	closedir(dir);
	g_array_sort(list, by_number);
	return list;
}

gboolean segment_write_all(int fd, const void *bytes, gsize length)
{
	for (const char *at = bytes; length > 0;) {
		gssize done = write(fd, at, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return FALSE;
		at += done;
		length -= (gsize)done;
	}
	return TRUE;
}

/* ---- deleting ---- */

struct removal {
	int folder;
	const char *path;
	GHashTable *numbers; /* NULL: all */
	guint64 floor;       /* what the last segment keeps free */
	int gone;
};

static gboolean goes(const struct removal *removal, const SegmentEntry *entry)
{
	return removal->numbers == NULL || g_hash_table_contains(removal->numbers, &entry->number);
}

static gboolean copy_record(const Segment *segment, const SegmentEntry *entry, int to)
{
	char buffer[16384];
	guint64 at = entry->offset, end = at + RECORD_HEAD + entry->meta + entry->body;
	while (at < end) {
		gssize got = pread(segment->fd, buffer, MIN(sizeof buffer, end - at), (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || !segment_write_all(to, buffer, (gsize)got))
			return FALSE;
		at += (guint64)got;
	}
	return TRUE;
}

static gboolean copy_rest(const struct removal *removal, const Segment *segment, int to)
{
	guint8 head[SEGMENT_HEAD];
	segment_write_head(head, MAX(segment->floor, removal->floor));
	if (!segment_write_all(to, head, sizeof head))
		return FALSE;
	for (guint i = 0; i < segment->entries->len; i++) {
		const SegmentEntry *entry = &g_array_index(segment->entries, SegmentEntry, i);
		if (!goes(removal, entry) && !copy_record(segment, entry, to))
			return FALSE;
	}
	return fsync(to) == 0;
}

static gboolean write_anew(const struct removal *removal, const Segment *segment, GError **error)
{
	char name[32], index[32], temporary[32];
	segment_name(name, segment->sequence, "log");
	segment_name(index, segment->sequence, "index");
	segment_name(temporary, segment->sequence, "new");
	unlinkat(removal->folder, temporary, 0);
	int to = openat(removal->folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	gboolean good = to >= 0 && copy_rest(removal, segment, to);
	/* The index first: with the old one, the new segment would seem to be damaged. */
	good = good && (unlinkat(removal->folder, index, 0) == 0 || errno == ENOENT) &&
	       renameat(removal->folder, temporary, removal->folder, name) == 0;
	if (!good) {
		segment_set_error(error, removal->path, name, g_strerror(errno));
		unlinkat(removal->folder, temporary, 0);
	}
	if (to >= 0)
		close(to);
	return good;
}

static gboolean remove_from(struct removal *removal, guint sequence, gboolean last, GError **error)
{
	g_autoptr(Segment) segment = segment_open(removal->folder, removal->path, sequence, error);
	if (segment == NULL)
		return FALSE;
	guint n = segment->entries->len, gone = 0;
	for (guint i = 0; i < n; i++)
		gone += goes(removal, &g_array_index(segment->entries, SegmentEntry, i));
	if (n > 0)
		removal->floor =
			MAX(removal->floor, g_array_index(segment->entries, SegmentEntry, n - 1).number + 1);
	removal->floor = MAX(removal->floor, segment->floor);
	/* A torn tail goes too when all goes: it may hold what is to be deleted. */
	gboolean torn = removal->numbers == NULL && segment->size > segment->end;
	if ((gone == 0 && !torn) || !write_anew(removal, segment, error))
		return gone == 0 && !torn;
	removal->gone += (int)gone;
	char name[32];
	segment_name(name, sequence, "log");
	if (gone == n && !last)
		unlinkat(removal->folder, name, 0);
	return TRUE;
}

int capture_log_delete(const char *path, GHashTable *numbers, GError **error)
{
	int folder = segment_folder(path, FALSE, error);
	int lock = folder >= 0 ? segment_lock(folder, path, error) : -1;
	g_autoptr(GArray) list = lock >= 0 ? segment_list(folder, path, error) : NULL;
	struct removal removal = { folder, path, numbers, 1, 0 };
	gboolean good = list != NULL;
	for (guint i = 0; good && i < list->len; i++)
		good = remove_from(&removal, g_array_index(list, guint, i), i + 1 == list->len, error);
	if (folder >= 0) {
		fsync(folder);
		close(folder);
	}
	if (lock >= 0)
		close(lock);
	return good ? removal.gone : -1;
}
