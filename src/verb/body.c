/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/body.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"

enum { CHUNK_BYTES = 64 * 1024 };

typedef struct {
	VerbRun *run;
	GInputStream *stream;
	char *name;
	GByteArray *bytes;
	VerbBodyDone done;
	guint8 buffer[CHUNK_BYTES];
} Reader;

static void reader_end(Reader *reader, const GError *error)
{
	g_autoptr(VerbRun) run = reader->run;
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(reader->bytes);
	VerbBodyDone done = reader->done;
	g_object_unref(reader->stream);
	g_free(reader->name);
	g_free(reader);
	done(run, error == NULL ? bytes : NULL, error);
}

static void bytes_came(GObject *source, GAsyncResult *result, gpointer data);

static void read_more(Reader *reader)
{
	g_input_stream_read_async(reader->stream, reader->buffer, CHUNK_BYTES, G_PRIORITY_DEFAULT,
				  reader->run->cancellable, bytes_came, reader);
}

static void bytes_came(GObject *source, GAsyncResult *result, gpointer data)
{
	Reader *reader = data;
	g_autoptr(GError) cause = NULL;
	g_autoptr(GError) error = NULL;
	gssize length = g_input_stream_read_finish(reader->stream, result, &cause);
	if (length < 0 && g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		error = g_steal_pointer(&cause);
	else if (length < 0)
		g_set_error(&error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"), reader->name,
			    cause->message);
	else if (reader->bytes->len + (gsize)length > VERB_BODY_BYTES)
		g_set_error(&error, WEIR_ERROR, WEIR_ERROR_LIMIT, _("%s is larger than %d MiB"), reader->name,
			    VERB_BODY_BYTES / (1024 * 1024));
	if (error != NULL || length == 0) {
		reader_end(reader, error);
		return;
	}
	g_byte_array_append(reader->bytes, reader->buffer, (guint)length);
	read_more(reader);
}

typedef struct {
	VerbRun *run;
	VerbBodyDone done;
} Given;

static gboolean give_input(gpointer data)
{
	Given *given = data;
	g_autoptr(VerbRun) run = given->run;
	given->done(run, run->given.input, NULL);
	g_free(given);
	return G_SOURCE_REMOVE;
}

gboolean verb_read_body(VerbRun *run, const char *path, VerbBodyDone done, GError **error)
{
	gboolean from_stdin = strcmp(path, "-") == 0;
	if (from_stdin && run->given.input != NULL) {
		Given *given = g_new0(Given, 1);
		*given = (Given){ verb_run_ref(run), done };
		g_idle_add_full(G_PRIORITY_DEFAULT, give_input, given, NULL);
		return TRUE;
	}
	if (from_stdin && run->context->on_screen) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the keyboard belongs to the screen; give a FILE"));
		return FALSE;
	}
	int fd = from_stdin ? 0 : open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"), path,
			    g_strerror(errno));
		return FALSE;
	}
	Reader *reader = g_new0(Reader, 1);
	reader->run = verb_run_ref(run);
	reader->stream = g_unix_input_stream_new(fd, !from_stdin);
	reader->name = from_stdin ? g_strdup(_("standard input")) : g_strdup(path);
	reader->bytes = g_byte_array_new();
	reader->done = done;
	read_more(reader);
	return TRUE;
}
