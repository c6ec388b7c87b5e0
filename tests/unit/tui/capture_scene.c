/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture_scene.h"

#include <glib/gstdio.h>
#include <string.h>

#include "replay/place.h"
#include "suite.h"

char *scene_home, *scene_folder;
VerbContext scene_context;

/* What the view does with what it is told. */
static void on_changed(unsigned what, gpointer data)
{
	struct seen *seen = data;
	CaptureShelf *shelf = capture_runner_shelf(seen->runner);
	seen->what |= what;
	if (seen->list == NULL)
		return;
	if ((what & SHELF_LEAVES) != 0)
		list_keep(seen->list);
	if ((what & (SHELF_ROWS | SHELF_MORE)) != 0)
		seen->listing.n_rows = capture_shelf_count(shelf);
	if ((what & SHELF_ROWS) != 0)
		list_set(seen->list, &seen->listing);
	else if ((what & SHELF_MORE) != 0)
		list_grew(seen->list, TRUE);
}

static void on_told(Tone tone, const char *sentence, gpointer data)
{
	struct seen *seen = data;
	g_string_append_printf(seen->told, "%s\n", sentence);
}

struct seen *scene_start(void)
{
	struct seen *seen = g_new0(struct seen, 1);
	const CaptureWatch watch = { .changed = on_changed, .told = on_told, .data = seen };
	scene_home = g_dir_make_tmp("weir-runner-XXXXXX", NULL);
	g_setenv("XDG_STATE_HOME", scene_home, TRUE);
	g_setenv("XDG_CONFIG_HOME", scene_home, TRUE);
	scene_folder = g_build_filename(scene_home, "weir", "captures", NULL);
	scene_context = (VerbContext){ .config_path = g_build_filename(scene_home, "weir.conf", NULL),
				       .on_screen = TRUE };
	client_set_up();
	seen->told = g_string_new(NULL);
	seen->runner = capture_runner_new(&scene_context, &watch);
	return seen;
}

static void remove_all(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *file = g_build_filename(path, name, NULL);
		if (g_file_test(file, G_FILE_TEST_IS_DIR))
			remove_all(file);
		else
			g_remove(file);
	}
	g_clear_pointer(&dir, g_dir_close);
	g_rmdir(path);
}

void scene_stop(struct seen *seen)
{
	capture_runner_free(seen->runner);
	list_free(seen->list);
	g_string_free(seen->told, TRUE);
	g_free(seen);
	verb_context_clear(&scene_context);
	http_client_free(client);
	remove_all(scene_home);
	g_clear_pointer(&scene_home, g_free);
	g_clear_pointer(&scene_folder, g_free);
}

Capture *capture_made(const char *target, const char *body, gsize length)
{
	Capture *capture = capture_new();
	g_free(capture->method);
	g_free(capture->target);
	capture->method = g_strdup("POST");
	capture->target = g_strdup(target);
	capture->time = g_get_real_time() - 5 * G_USEC_PER_SEC;
	capture->status = 200;
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new(body, length);
	return capture;
}

void scene_append(guint n)
{
	g_autoptr(CaptureLog) log = capture_log_write(scene_folder, NULL);
	for (guint i = 0; i < n; i++) {
		g_autofree char *target = g_strdup_printf("/hook/%u", i + 1);
		g_autoptr(Capture) capture = capture_made(target, "{\"id\":7}", 8);
		capture_add_header(capture, "Content-Type", "application/json");
		ck_assert(capture_log_append(log, capture, NULL));
	}
}

gboolean rows_are_there(gconstpointer data)
{
	return (((const struct seen *)data)->what & SHELF_ROWS) != 0;
}

void read_folder(struct seen *seen)
{
	seen->what = 0;
	capture_shelf_read(capture_runner_shelf(seen->runner));
	wait_for(rows_are_there, seen);
}

static gboolean listens(gconstpointer data)
{
	const struct seen *seen = data;
	return capture_runner_state(seen->runner) == LISTENER_ON && rows_are_there(seen) &&
	       !capture_shelf_reading(capture_runner_shelf(seen->runner));
}

void scene_listen(struct seen *seen, const char *options)
{
	g_autoptr(GError) error = NULL;
	seen->what = 0;
	ck_assert_msg(capture_runner_listen(seen->runner, options, &error), "%s",
		      error != NULL ? error->message : "");
	wait_for(listens, seen);
}

gboolean listener_is_off(gconstpointer data)
{
	return capture_runner_state(((const struct seen *)data)->runner) == LISTENER_OFF;
}

static gboolean was_told(gconstpointer data)
{
	return ((const struct seen *)data)->told->len > 0;
}

void check_told(struct seen *seen, const char *part)
{
	wait_for(was_told, seen);
	ck_assert_msg(strstr(seen->told->str, part) != NULL, "'%s' is not in: %s", part, seen->told->str);
	g_string_truncate(seen->told, 0);
}

char *cell_of(CaptureShelf *shelf, guint row, guint column)
{
	GString *out = g_string_new(NULL);
	const struct listing listing = { .kind = &listing_shelf,
					 .data = shelf,
					 .n_rows = capture_shelf_count(shelf) };
	listing_shelf.cell(&listing, row, column, LOOK_CODES, out);
	return g_string_free(out, FALSE);
}

void check_cell(CaptureShelf *shelf, guint row, guint column, const char *expected)
{
	g_autofree char *got = cell_of(shelf, row, column);
	ck_assert_str_eq(got, expected);
}
