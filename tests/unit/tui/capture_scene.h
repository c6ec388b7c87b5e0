/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A runner of captures with a folder of its own, and who listens to it as the view does. */
#pragma once

#include "tui/capture_runner.h"
#include "tui/list_private.h"
#include "tui/list_shelf.h"

extern char *scene_home, *scene_folder;
extern VerbContext scene_context;

struct seen {
	CaptureRunner *runner;
	unsigned what; /* all bits so far */
	GString *told;
	List *list; /* NULL: none */
	struct listing listing;
};

struct seen *scene_start(void);
void scene_stop(struct seen *seen);

Capture *capture_made(const char *target, const char *body, gsize length);
/* So many captures into the folder, /hook/1 and on. */
void scene_append(guint n);
/* Until the folder has been read. */
void read_folder(struct seen *seen);
gboolean rows_are_there(gconstpointer seen);
/* Until it listens. */
void scene_listen(struct seen *seen, const char *options);
gboolean listener_is_off(gconstpointer seen);
/* Waits for a sentence, which has that part; then it is forgotten. */
void check_told(struct seen *seen, const char *part);
char *cell_of(CaptureShelf *shelf, guint row, guint column);
void check_cell(CaptureShelf *shelf, guint row, guint column, const char *expected);
