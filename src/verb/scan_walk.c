/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/scan_walk.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

struct ScanWalk {
	GQueue *paths; /* char *: to be looked at, the next first */
	guint named;   /* of them, at the end: words */
};

gboolean scan_walk_leaves_out(const char *name)
{
	static const char *const names[] = { ".git",        ".hg",           ".svn",  "node_modules",
					     ".venv",       "venv",          ".tox",  "__pycache__",
					     ".mypy_cache", ".pytest_cache", ".weir", NULL };
	return g_strv_contains(names, name);
}

ScanWalk *scan_walk_new(const GPtrArray *words)
{
	ScanWalk *walk = g_new0(ScanWalk, 1);
	walk->paths = g_queue_new();
	for (guint i = 0; i < words->len; i++)
		g_queue_push_tail(walk->paths, g_strdup(words->pdata[i]));
	walk->named = words->len;
	return walk;
}

void scan_walk_free(ScanWalk *walk)
{
	if (walk == NULL)
		return;
	g_queue_free_full(walk->paths, g_free);
	g_free(walk);
}

static int backwards(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

static void push_folder(ScanWalk *walk, const char *path, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_autoptr(GDir) folder = g_dir_open(path, 0, &cause);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;
	if (folder == NULL) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_FILE, cause->message);
		return;
	}
	while ((name = g_dir_read_name(folder)) != NULL)
		g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_ptr_array_sort(names, backwards);
	for (guint i = 0; i < names->len; i++)
		g_queue_push_head(walk->paths, g_strdup(names->pdata[i]));
}

char *scan_walk_next(ScanWalk *walk, GError **error)
{
	while (!g_queue_is_empty(walk->paths)) {
		gboolean named = g_queue_get_length(walk->paths) == walk->named;
		g_autofree char *path = g_queue_pop_head(walk->paths);
		g_autofree char *name = g_path_get_basename(path);
		struct stat status;
		walk->named -= named;
		int gone = named ? stat(path, &status) : lstat(path, &status);
		if (gone != 0 || (named && !S_ISDIR(status.st_mode)) || S_ISREG(status.st_mode))
			return g_steal_pointer(&path); /* why it cannot be read is found by who opens it */
		if (!S_ISDIR(status.st_mode) || (!named && scan_walk_leaves_out(name)))
			continue;
		g_autoptr(GError) problem = NULL;
		push_folder(walk, path, &problem);
		if (problem != NULL) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
	}
	return NULL;
}
