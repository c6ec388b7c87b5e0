/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The captures of a folder, for a list that shows some of them: read when they are looked at.
 *
 * Where they are is read in a thread.  A row is read from the file when it is asked for, which takes some
 * dozen microseconds, and kept: only a filter or an order makes all of them known.  A long body is read in a
 * thread, too: its digest takes longer than a key may.  Main thread. */
#pragma once

#include "replay/capture_log.h"
#include "report/listing.h"

typedef struct CaptureShelf CaptureShelf;

enum shelf_change {
	SHELF_LEAVES = 1 << 3, /* the rows will be others when this returns: what is known by its row is
				  to be known by its number */
	SHELF_ROWS = 1 << 0,   /* other rows, or why there are none */
	SHELF_MORE = 1 << 1,   /* more of the same rows */
	SHELF_BODY = 1 << 2,   /* the body that capture_shelf_whole() was asked for */
};
typedef void (*ShelfChanged)(unsigned what, gpointer data); /* from the loop */

CaptureShelf *capture_shelf_new(const char *folder, ShelfChanged changed, gpointer data);
/* Nothing is told after this. */
void capture_shelf_free(CaptureShelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaptureShelf, capture_shelf_free)
const char *capture_shelf_folder(const CaptureShelf *shelf);

/* Reads the folder again; what was there stays until then. */
void capture_shelf_read(CaptureShelf *shelf);
gboolean capture_shelf_reading(const CaptureShelf *shelf);
gboolean capture_shelf_known(const CaptureShelf *shelf);        /* it was read, or there is no such folder */
const GError *capture_shelf_problem(const CaptureShelf *shelf); /* why it could not be read; NULL */
/* What this program has recorded since.  FALSE: nothing, or it is not read yet. */
gboolean capture_shelf_more(CaptureShelf *shelf);

guint capture_shelf_count(const CaptureShelf *shelf);
guint64 capture_shelf_number(const CaptureShelf *shelf, guint row);
gsize capture_shelf_bytes(const CaptureShelf *shelf, guint row); /* of its body */
gboolean capture_shelf_find(const CaptureShelf *shelf, guint64 number, guint *row);

/* Without headers and body; borrowed, until the rows are others.  A record that is damaged says so in
 * its path. */
const CaptureRow *capture_shelf_row(CaptureShelf *shelf, guint row);

/* Headers and body too; borrowed, until another is asked for.  `*waits`: the body is not read yet, and empty;
 * SHELF_BODY will tell.  NULL with the reason for a record that is damaged. */
enum { SHELF_AT_ONCE = 128 * 1024 };
const Capture *capture_shelf_whole(CaptureShelf *shelf, guint row, gboolean *waits, GError **error);
