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
	return fsync(fd) == 0;
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

gboolean paths_write(const char *path, const char *text, gsize length, GError **error)
{
	g_autofree char *target = real_path(path);
	g_autofree char *folder = g_path_get_dirname(target);
	if (g_mkdir_with_parents(folder, 0700) != 0) {
		set_file_error(error, folder, _("the folder cannot be made"), errno);
		return FALSE;
	}
	g_autofree char *temporary = g_strconcat(target, ".XXXXXX", NULL);
	int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0) {
		set_file_error(error, target, _("cannot be written"), errno);
		return FALSE;
	}
	int failure = write_all(fd, text, length) ? 0 : errno;
	if (close(fd) != 0 && failure == 0)
		failure = errno;
	if (failure == 0 && g_rename(temporary, target) != 0)
		failure = errno;
	if (failure != 0) {
		g_unlink(temporary);
		set_file_error(error, target, _("cannot be written; the old file stands"), failure);
		return FALSE;
	}
	sync_folder(folder);
	return TRUE;
}
