/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/secret.h"

/* A relative folder does not count (XDG Base Directory Specification): what somebody put into the folder that
 * weir happens to be started in must not become its configuration, which names commands to run. */
static char *place(const char *folder, const char *usual, const char *name)
{
	if (g_path_is_absolute(folder))
		return g_build_filename(folder, "weir", name, NULL);
	const struct passwd *who = getpwuid(getuid());
	const char *home = who != NULL && g_path_is_absolute(who->pw_dir) ? who->pw_dir : "/";
	return g_build_filename(home, usual, "weir", name, NULL);
}

char *paths_config(void)
{
	return place(g_get_user_config_dir(), ".config", "weir.conf");
}

char *paths_state(const char *name)
{
	return place(g_get_user_state_dir(), ".local/state", name);
}

char *paths_cache(const char *name)
{
	return place(g_get_user_cache_dir(), ".cache", name);
}

static void set_file_error(GError **error, const char *path, const char *what, int number)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, "%s: %s: %s", path, what, g_strerror(number));
}

static gboolean read_all(int fd, const char *path, gsize cap, GByteArray *into, GError **error)
{
	guint8 chunk[16384];
	for (;;) {
		gssize got = read(fd, chunk, sizeof chunk);
		if (got == 0)
			return TRUE;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			set_file_error(error, path, _("cannot be read"), errno);
			return FALSE;
		}
		if (into->len + (gsize)got > cap) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
				    _("%s: the file is larger than %zu bytes, the most that "
				      "weir reads"),
				    path, cap);
			return FALSE;
		}
		g_byte_array_append(into, chunk, (guint)got);
	}
}

char *paths_read(const char *path, gsize cap, gsize *length, GError **error)
{
	/* O_NONBLOCK: a FIFO without a writer opens at once instead of holding everything up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		set_file_error(error, path, _("cannot be opened"), errno);
		return NULL;
	}
	struct stat status;
	char *text = NULL;
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	if (fstat(fd, &status) != 0)
		set_file_error(error, path, _("cannot be read"), errno);
	else if (!S_ISREG(status.st_mode))
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("%s: not a regular file; name a file, not a folder or device"), path);
	else if (read_all(fd, path, cap, bytes, error)) {
		if (length != NULL)
			*length = bytes->len;
		g_byte_array_append(bytes, (const guint8 *)"", 1);
		text = (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
	}
	close(fd);
	return text;
}

static gboolean write_all(int fd, const char *text, gsize length)
{
	while (length > 0) {
		gssize done = write(fd, text, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return FALSE;
		text += done;
		length -= (gsize)done;
	}
	return TRUE;
}

static void sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* Where a link leads to; the path itself if it is none or leads nowhere yet. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL);
	char *result = g_strdup(real != NULL ? real : path);
	free(real);
	return result;
}

struct PathsWriter {
	char *target, *temporary, *folder;
	int fd;
	int failure; /* errno of the first write that failed; 0 */
};

/* A terminal, a pipe or /dev/null is written to; it is not replaced by a file. */
static PathsWriter *write_through(const char *target, GError **error)
{
	/* A FIFO that nobody reads is not waited for. */
	int fd = open(target, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) < 0) {
		set_file_error(error, target, _("cannot be written"), errno);
		return NULL;
	}
	PathsWriter *writer = g_new0(PathsWriter, 1);
	writer->target = g_strdup(target);
	writer->fd = fd;
	return writer;
}

PathsWriter *paths_writer_new(const char *path, GError **error)
{
	struct stat status;
	g_autofree char *target = real_path(path);
	if (stat(target, &status) == 0 && !S_ISREG(status.st_mode))
		return write_through(target, error);
	g_autofree char *folder = g_path_get_dirname(target);
	if (g_mkdir_with_parents(folder, 0700) != 0) {
		set_file_error(error, folder, _("the folder cannot be made"), errno);
		return NULL;
	}
	g_autofree char *temporary = g_strconcat(target, ".XXXXXX", NULL);
	int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0) {
		set_file_error(error, target, _("cannot be written"), errno);
		return NULL;
	}
	PathsWriter *writer = g_new0(PathsWriter, 1);
	writer->target = g_steal_pointer(&target);
	writer->folder = g_steal_pointer(&folder);
	writer->temporary = g_steal_pointer(&temporary);
	writer->fd = fd;
	return writer;
}

gboolean paths_writer_write(PathsWriter *writer, const char *bytes, gsize length, GError **error)
{
	if (writer->failure == 0 && !write_all(writer->fd, bytes, length))
		writer->failure = errno;
	if (writer->failure == 0)
		return TRUE;
	set_file_error(error, writer->target, _("cannot be written; the old file stands"), writer->failure);
	return FALSE;
}

void paths_writer_share(PathsWriter *writer)
{
	enum { ALL = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH };
	if (writer->temporary != NULL)
		fchmod(writer->fd, ALL & ~secbuf_given_umask());
}

gboolean paths_writer_finish(PathsWriter *writer, GError **error)
{
	int failure = writer->failure;
	if (failure == 0 && writer->temporary != NULL && fsync(writer->fd) != 0)
		failure = errno;
	if (close(writer->fd) != 0 && failure == 0)
		failure = errno;
	writer->fd = -1;
	if (failure == 0 && writer->temporary != NULL && g_rename(writer->temporary, writer->target) != 0)
		failure = errno;
	if (failure == 0 && writer->temporary != NULL) {
		g_clear_pointer(&writer->temporary, g_free);
		sync_folder(writer->folder);
	}
	if (failure == 0)
		return TRUE;
	set_file_error(error, writer->target, _("cannot be written; the old file stands"), failure);
	return FALSE;
}

void paths_writer_free(PathsWriter *writer)
{
	if (writer == NULL)
		return;
	if (writer->fd >= 0)
		close(writer->fd);
	if (writer->temporary != NULL)
		g_unlink(writer->temporary);
	g_free(writer->target);
	g_free(writer->temporary);
	g_free(writer->folder);
	g_free(writer);
}

gboolean paths_write(const char *path, const char *text, gsize length, GError **error)
{
	g_autoptr(PathsWriter) writer = paths_writer_new(path, error);
	return writer != NULL && paths_writer_write(writer, text, length, error) &&
	       paths_writer_finish(writer, error);
}
