/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works on a rotation.  The lock is the kernel's, so that a killed weir holds none; the row only says who
 * it was. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "store/journal.h"

struct JournalLock {
	int fd;
};

void journal_unlock(JournalLock *lock)
{
	if (lock == NULL)
		return;
	close(lock->fd);
	g_free(lock);
}

static void set_error(GError **error, const Rotation *rotation, const char *path)
{
	g_autofree char *label = rotation_label(rotation);
	if (errno == EAGAIN || errno == EACCES)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: another weir is at work on its rotation (process %" PRId64
			      "): wait until it is done, or stop it"),
			    label, rotation->owner);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("%s: it cannot be locked: %s; see to the permissions of the file and its "
			      "folder"),
			    path, g_strerror(errno));
}

JournalLock *journal_lock(Store *store, const Rotation *rotation, GError **error)
{
	g_autofree char *path = g_strconcat(store_path(store), "-rotations", NULL);
	struct flock range = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)rotation->id, .l_len = 1
	};
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &range) == 0) {
		JournalLock *lock = g_new0(JournalLock, 1);
		lock->fd = fd;
		return lock;
	}
	set_error(error, rotation, path);
	if (fd >= 0)
		close(fd);
	return NULL;
}
