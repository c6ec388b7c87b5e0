/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a line from a descriptor on the loop, and from a file: opening one may hang (a FIFO does not,
 * opened so, but a share of a server that is gone), so a task thread opens it. */
#include "secrets/reference_private.h"

#include "base/error.h"
#include "base/wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static GError *read_error(const Resolve *resolve, int cause)
{
	return g_error_new(WEIR_ERROR, WEIR_ERROR_FILE,
			   _("%s cannot be read: %s; check that it exists and that you may read it"),
			   resolve->reference, g_strerror(cause));
}

static void stop_input(Resolve *resolve)
{
	g_source_destroy(resolve->input);
	g_clear_pointer(&resolve->input, g_source_unref);
}

/* What follows the line is nobody's, but a command that could not write it would not end. */
static gboolean drain(Resolve *resolve, int fd)
{
	char rest[4096];
	ssize_t n = read(fd, rest, sizeof rest);
	secbuf_wipe(rest, sizeof rest);
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return G_SOURCE_CONTINUE;
	stop_input(resolve);
	return G_SOURCE_REMOVE;
}

static gboolean on_input(gint fd, GIOCondition condition, gpointer data)
{
	Resolve *resolve = data;
	if (resolve_has_line(resolve))
		return drain(resolve, fd);
	ssize_t n = read(fd, resolve->buffer + resolve->length, REFERENCE_LINE - resolve->length);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (n < 0) {
		resolve_fail(resolve, read_error(resolve, errno));
		return G_SOURCE_REMOVE;
	}
	resolve->length += (gsize)n;
	resolve->ended = n == 0 || resolve->length == REFERENCE_LINE;
	if (n == 0)
		stop_input(resolve);
	if (resolve_has_line(resolve) && (resolve->command == NULL || resolve->command_ended))
		resolve_finish(resolve);
	return n == 0 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* The descriptor's flags are left as they are: they may be shared with the shell.  Where poll() says that
 * there is something, one read() does not wait. */
void input_read_fd(Resolve *resolve, int fd, gboolean close_fd)
{
	if (fcntl(fd, F_GETFD) < 0) {
		resolve_fail(resolve, read_error(resolve, errno));
		return;
	}
	resolve->fd = fd;
	resolve->close_fd = close_fd;
	resolve->input = g_unix_fd_source_new(fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
	g_source_set_callback(resolve->input, G_SOURCE_FUNC(on_input), resolve, NULL);
	g_source_attach(resolve->input, NULL);
}

typedef struct {
	char *path;
	int fd, cause;
	char *text; /* of a regular file: REFERENCE_LINE bytes, wiped */
	gsize length;
	Resolve *resolve; /* the loop's; not touched in the thread */
} Opening;

static void opening_free(Opening *opening)
{
	g_free(opening->path);
	wipe_free(opening->text);
	if (opening->fd >= 0)
		close(opening->fd);
	g_free(opening);
}

static void read_regular(Opening *opening)
{
	ssize_t n;
	opening->text = wipe_malloc(REFERENCE_LINE);
	while (opening->length < REFERENCE_LINE && (n = read(opening->fd, opening->text + opening->length,
							     REFERENCE_LINE - opening->length)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			opening->cause = errno;
			return;
		}
		opening->length += (gsize)n;
	}
}

static void open_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	Opening *opening = data;
	struct stat status;
	opening->fd = open(opening->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (opening->fd < 0 || fstat(opening->fd, &status) != 0)
		opening->cause = errno;
	else if (S_ISDIR(status.st_mode))
		opening->cause = EISDIR;
	else if (S_ISREG(status.st_mode))
		read_regular(opening);
	g_task_return_boolean(task, TRUE);
}

static void on_opened(GObject *source, GAsyncResult *result, gpointer data)
{
	Opening *opening = data;
	Resolve *resolve = opening->resolve;
	if (resolve->finished) {
		opening_free(opening);
		resolve_unref(resolve);
		return;
	}
	if (opening->cause != 0) {
		resolve_fail(resolve, read_error(resolve, opening->cause));
	} else if (opening->text != NULL) {
		resolve->length = opening->length;
		memcpy(resolve->buffer, opening->text, opening->length);
		resolve->ended = TRUE;
		resolve_finish(resolve);
	} else {
		int fd = opening->fd;
		opening->fd = -1;
		input_read_fd(resolve, fd, TRUE);
	}
	opening_free(opening);
	resolve_unref(resolve);
}

void input_open_file(Resolve *resolve, const char *path)
{
	Opening *opening = g_new0(Opening, 1);
	opening->path = g_strdup(path);
	opening->fd = -1;
	opening->resolve = resolve;
	resolve_ref(resolve);
	g_autoptr(GTask) task = g_task_new(NULL, NULL, on_opened, opening);
	g_task_set_task_data(task, opening, NULL);
	g_task_run_in_thread(task, open_in_thread);
}
