/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/scan_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { PACKED_BYTES = 64 * 1024, SLICE_US = 8000, LOOK_AGAIN_MS = 200, PIPE_BYTES = 1024 * 1024, MAGIC = 2 };

typedef enum { STEP_MORE, STEP_WAIT, STEP_END } Step;

struct ScanReader {
	ScanWatch watch;
	char *path; /* NULL: standard input */
	gboolean follow;
	GCancellable *cancellable;
	int fd;
	gboolean regular, ended;
	LeakStream *stream;
	guint64 bytes; /* as they are in the file, all of them */
	guint64 position;
	guint source, timer, stopped;
	gboolean quiet; /* nothing came since the timer looked last */
	/* The first bytes, until they say what follows. */
	char head[MAGIC];
	gsize head_length;
	gboolean known;
	/* gzip */
	GConverter *unpacker;
	char *packed;
	gsize packed_length, packed_at;
	gboolean member_open; /* its end has not come */
	GError *error;
};

static const char *name_of(const ScanReader *reader)
{
	return reader->path != NULL ? reader->path : _("standard input");
}

static void cannot_read(const ScanReader *reader, GError **error, const char *cause)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"), name_of(reader), cause);
}

void scan_reader_free(ScanReader *reader)
{
	if (reader == NULL)
		return;
	guint sources[] = { reader->source, reader->timer, reader->stopped };
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		if (sources[i] != 0)
			g_source_remove(sources[i]);
	if (reader->fd > STDIN_FILENO)
		close(reader->fd);
	g_clear_object(&reader->cancellable);
	g_clear_object(&reader->unpacker);
	leak_stream_free(reader->stream);
	g_clear_error(&reader->error);
	g_free(reader->packed);
	g_free(reader->path);
	g_free(reader);
}

/* ---- reading ---- */

/* -1 with `error` set, or with EAGAIN. */
static gssize read_some(ScanReader *reader, char *place, gsize room)
{
	ssize_t length = read(reader->fd, place, room);
	if (length > 0) {
		reader->bytes += (guint64)length;
		reader->position += (guint64)length;
		reader->quiet = FALSE;
	} else if (length < 0 && errno != EAGAIN && errno != EINTR) {
		cannot_read(reader, &reader->error, g_strerror(errno));
	}
	return length;
}

static Step step_of(const ScanReader *reader, gssize length)
{
	return length > 0 ? STEP_MORE : length == 0 || reader->error != NULL ? STEP_END : STEP_WAIT;
}

static void begin_unpacking(ScanReader *reader)
{
	reader->unpacker = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
	reader->packed = g_malloc(PACKED_BYTES);
	memcpy(reader->packed, reader->head, reader->head_length);
	reader->packed_length = reader->head_length;
}

/* Two bytes tell gzip (RFC 1952, 2.3.1) from a text. */
static Step read_head(ScanReader *reader)
{
	gssize length = read_some(reader, reader->head + reader->head_length, MAGIC - reader->head_length);
	if (length > 0)
		reader->head_length += (gsize)length;
	Step step = step_of(reader, length);
	if (reader->head_length < MAGIC && step != STEP_END)
		return step;
	reader->known = TRUE;
	if (reader->head_length == MAGIC && memcmp(reader->head, "\x1f\x8b", MAGIC) == 0)
		begin_unpacking(reader);
	else
		leak_stream_feed(reader->stream, reader->head, reader->head_length);
	return step;
}

static Step read_plain(ScanReader *reader)
{
	gsize room;
	char *place = leak_stream_room(reader->stream, &room);
	gssize length = read_some(reader, place, room);
	if (length > 0)
		leak_stream_filled(reader->stream, (gsize)length);
	return step_of(reader, length);
}

static void unpack(ScanReader *reader)
{
	gsize room, taken = 0, made = 0;
	g_autoptr(GError) error = NULL;
	char *place = leak_stream_room(reader->stream, &room);
	GConverterResult result = g_converter_convert(reader->unpacker, reader->packed + reader->packed_at,
						      reader->packed_length - reader->packed_at, place, room,
						      G_CONVERTER_NO_FLAGS, &taken, &made, &error);
	if (result == G_CONVERTER_ERROR) {
		/* It wants more than there is yet. */
		if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
			reader->packed_at = reader->packed_length;
		else
			cannot_read(reader, &reader->error, error->message);
		return;
	}
	reader->packed_at += taken;
	reader->member_open = result != G_CONVERTER_FINISHED;
	leak_stream_filled(reader->stream, made);
	if (result != G_CONVERTER_FINISHED)
		return;
	g_converter_reset(reader->unpacker);
	/* Zeros after the last member are padding. */
	while (reader->packed_at < reader->packed_length && reader->packed[reader->packed_at] == '\0')
		reader->packed_at++;
}

static Step read_packed(ScanReader *reader)
{
	if (reader->packed_at < reader->packed_length) {
		unpack(reader);
		return reader->error != NULL ? STEP_END : STEP_MORE;
	}
	gssize length = read_some(reader, reader->packed, PACKED_BYTES);
	reader->packed_at = 0;
	reader->packed_length = length > 0 ? (gsize)length : 0;
	if (length == 0 && reader->member_open)
		cannot_read(reader, &reader->error, _("it is cut off"));
	return step_of(reader, length);
}

static Step read_step(ScanReader *reader)
{
	if (!reader->known)
		return read_head(reader);
	return reader->unpacker != NULL ? read_packed(reader) : read_plain(reader);
}

/* ---- the loop ---- */

static gboolean on_idle(gpointer data);

static void end(ScanReader *reader)
{
	if (reader->ended)
		return;
	reader->ended = TRUE;
	leak_stream_end(reader->stream);
	reader->watch.done(reader->bytes, reader->error, reader->watch.data);
}

/* What is certain is told, and written. */
static void pause_stream(ScanReader *reader)
{
	leak_stream_pause(reader->stream);
	reader->watch.progress(reader->bytes, reader->watch.data);
}

/* TRUE: the file that has the name now is another, and it is open. */
static gboolean open_successor(ScanReader *reader)
{
	struct stat here, named;
	if (reader->path == NULL || fstat(reader->fd, &here) != 0 || stat(reader->path, &named) != 0)
		return FALSE;
	if (here.st_ino == named.st_ino && here.st_dev == named.st_dev) {
		if ((guint64)here.st_size >= reader->position)
			return FALSE;
		return lseek(reader->fd, 0, SEEK_SET) == 0;
	}
	int fd = open(reader->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return FALSE;
	close(reader->fd);
	reader->fd = fd;
	return TRUE;
}

static gboolean look_again(gpointer data)
{
	ScanReader *reader = data;
	gboolean quiet = reader->quiet;
	reader->quiet = TRUE;
	if (!reader->regular) {
		if (quiet && reader->known)
			pause_stream(reader);
		return G_SOURCE_CONTINUE;
	}
	reader->timer = 0;
	if (open_successor(reader)) {
		leak_stream_end(reader->stream);
		leak_stream_free(reader->stream);
		reader->stream = leak_stream_new(reader->watch.own, reader->watch.found, reader->watch.data);
		reader->position = 0;
	}
	reader->source = g_idle_add(on_idle, reader);
	return G_SOURCE_REMOVE;
}

/* A regular file is always ready. */
static gboolean on_idle(gpointer data)
{
	ScanReader *reader = data;
	gint64 until = g_get_monotonic_time() + SLICE_US;
	Step step;
	do
		step = read_step(reader);
	while (step == STEP_MORE && g_get_monotonic_time() < until);
	reader->watch.progress(reader->bytes, reader->watch.data);
	if (step == STEP_MORE)
		return G_SOURCE_CONTINUE;
	reader->source = 0;
	if (reader->follow && reader->error == NULL) {
		pause_stream(reader);
		reader->timer = g_timeout_add(LOOK_AGAIN_MS, look_again, reader);
	} else {
		end(reader);
	}
	return G_SOURCE_REMOVE;
}

static gboolean has_packed(const ScanReader *reader)
{
	return reader->packed_at < reader->packed_length;
}

/* What came packed may be a thousand times as long: a slice of it, then the loop. */
static Step unpack_slice(ScanReader *reader, Step step)
{
	gint64 until = g_get_monotonic_time() + SLICE_US;
	while (step == STEP_MORE && has_packed(reader) && g_get_monotonic_time() < until)
		step = read_step(reader);
	reader->watch.progress(reader->bytes, reader->watch.data);
	return step;
}

static gboolean on_ready(int fd, GIOCondition condition, gpointer data);

static gboolean on_packed(gpointer data)
{
	ScanReader *reader = data;
	Step step = unpack_slice(reader, STEP_MORE);
	if (step != STEP_END && has_packed(reader))
		return G_SOURCE_CONTINUE;
	reader->source = 0;
	if (step == STEP_END)
		end(reader);
	else
		reader->source = g_unix_fd_add(reader->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_ready, reader);
	return G_SOURCE_REMOVE;
}

/* One read for each time that there is something: another might wait. */
static gboolean on_ready(int fd, GIOCondition condition, gpointer data)
{
	ScanReader *reader = data;
	Step step = unpack_slice(reader, read_step(reader));
	if (step != STEP_END && !has_packed(reader))
		return G_SOURCE_CONTINUE;
	reader->source = 0;
	if (step == STEP_END)
		end(reader);
	else
		reader->source = g_idle_add(on_packed, reader);
	return G_SOURCE_REMOVE;
}

static gboolean on_cancelled(GCancellable *cancellable, gpointer data)
{
	ScanReader *reader = data;
	reader->stopped = 0;
	if (reader->error == NULL)
		g_set_error_literal(&reader->error, WEIR_ERROR, WEIR_ERROR_CANCELLED, _("stopped"));
	guint sources[] = { reader->source, reader->timer };
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		if (sources[i] != 0)
			g_source_remove(sources[i]);
	reader->source = reader->timer = 0;
	end(reader);
	return G_SOURCE_REMOVE;
}

static void watch_cancellable(ScanReader *reader)
{
	if (reader->cancellable == NULL)
		return;
	GSource *source = g_cancellable_source_new(reader->cancellable);
	g_source_set_callback(source, G_SOURCE_FUNC(on_cancelled), reader, NULL);
	reader->stopped = g_source_attach(source, NULL);
	g_source_unref(source);
}

static gboolean open_it(ScanReader *reader, GError **error)
{
	struct stat status;
	reader->fd = reader->path == NULL ? STDIN_FILENO
					  : open(reader->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (reader->fd < 0 || fstat(reader->fd, &status) != 0) {
		cannot_read(reader, error, g_strerror(errno));
		return FALSE;
	}
	if (S_ISDIR(status.st_mode)) {
		cannot_read(reader, error, g_strerror(EISDIR));
		return FALSE;
	}
	reader->regular = S_ISREG(status.st_mode);
	return TRUE;
}

ScanReader *scan_reader_new(const char *path, gboolean follow, GCancellable *cancellable,
			    const ScanWatch *watch, GError **error)
{
	ScanReader *reader = g_new0(ScanReader, 1);
	reader->watch = *watch;
	reader->path = g_strdup(path);
	reader->follow = follow;
	reader->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
	if (!open_it(reader, error)) {
		scan_reader_free(reader);
		return NULL;
	}
	reader->stream = leak_stream_new(watch->own, watch->found, watch->data);
	watch_cancellable(reader);
	if (reader->regular) {
		reader->source = g_idle_add(on_idle, reader);
		return reader;
	}
	/* Larger portions; where that is not allowed the usual ones do. */
	fcntl(reader->fd, F_SETPIPE_SZ, PIPE_BYTES);
	reader->source = g_unix_fd_add(reader->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_ready, reader);
	reader->timer = g_timeout_add(LOOK_AGAIN_MS, look_again, reader);
	return reader;
}
