/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_files.h"

#include "base/paths.h"

enum { LARGEST = 4 * 1024 * 1024 };

gboolean audit_file_read(const char *path, char **text, gsize *length, GError **error)
{
	*length = 0;
	*text = NULL;
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	*text = paths_read(path, LARGEST, length, error);
	return *text != NULL;
}
