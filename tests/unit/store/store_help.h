/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A database in a temporary folder, for the tests of store/. */
#pragma once

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "store/store.h"
#include "suite.h"

static char *folder;

static inline void folder_make(void)
{
	folder = g_dir_make_tmp("weir-store.XXXXXX", NULL);
	ck_assert_ptr_nonnull(folder);
}

static inline void folder_remove(void)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_unlink(path);
	}
	g_clear_pointer(&dir, g_dir_close);
	g_rmdir(folder);
	g_clear_pointer(&folder, g_free);
}

static inline char *in_folder(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

/* Opened, or the test fails. */
static inline Store *open_at(const char *path, gboolean read_only)
{
	g_autoptr(GError) error = NULL;
	Store *store = store_open(path, read_only, &error);
	ck_assert_msg(store != NULL, "%s", error != NULL ? error->message : "");
	return store;
}

static inline Store *open_usual_test(void)
{
	g_autofree char *path = in_folder("weir.db");
	return open_at(path, FALSE);
}

/* Refused with that code, path and words. */
static inline void refused(const char *path, gboolean read_only, int code, const char *words)
{
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(store_open(path, read_only, &error));
	ck_assert_msg(g_error_matches(error, WEIR_ERROR, code), "%s", error->message);
	ck_assert_msg(strstr(error->message, path) != NULL, "%s", error->message);
	ck_assert_msg(strstr(error->message, words) != NULL, "%s", error->message);
}
