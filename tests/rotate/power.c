/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "rotate/scene.h"

gboolean scene_keep_synced(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return FALSE;
#else
	g_autofree char *folder = g_build_filename(program_home_path(), "synced", NULL);
	program_remove(folder);
	g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
	program_setenv("SYNCED_COPIES", folder);
	program_setenv("LD_PRELOAD", BUILDDIR "/tests/rotate/synced.so");
	return TRUE;
#endif
}

void scene_lose_power(void)
{
	g_autofree char *folder = g_build_filename(program_home_path(), "synced", NULL);
	g_autofree char *to = g_path_get_dirname(scene_database());
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	program_setenv("LD_PRELOAD", NULL);
	program_setenv("SYNCED_COPIES", NULL);
	scene_remove_database();
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *kept = g_build_filename(folder, name, NULL);
		g_autofree char *path = g_build_filename(to, name, NULL);
		g_assert_cmpint(g_rename(kept, path), ==, 0);
	}
}
