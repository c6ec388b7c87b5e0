/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/capture_shelf.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "verb/capture_rows.h"

struct CaptureShelf {
	char *folder;
	ShelfChanged changed;
	gpointer data;
	CaptureLog *log;    /* NULL: not read yet, or there is none */
	GError *problem;    /* why it could not be read; NULL */
	gboolean known;     /* it was read once */
	GCancellable *read; /* of what is being read; NULL */
	GPtrArray *rows;    /* CaptureRow *, those that were looked at; their texts are in `texts` */
	GStringChunk *texts;
	Capture *whole;        /* the last one that was asked for; NULL */
	gboolean whole_waits;  /* its body is not there yet */
	GError *whole_problem; /* why its body cannot be read; NULL */
	GCancellable *fetch;   /* of its body; NULL */
};

CaptureShelf *capture_shelf_new(const char *folder, ShelfChanged changed, gpointer data)
{
	CaptureShelf *shelf = g_new0(CaptureShelf, 1);
	shelf->folder = g_strdup(folder);
	shelf->changed = changed;
	shelf->data = data;
	shelf->rows = g_ptr_array_new_with_free_func(g_free);
	shelf->texts = g_string_chunk_new(4096);
	return shelf;
}

static void cancel(GCancellable **cancellable)
{
	if (*cancellable != NULL)
		g_cancellable_cancel(*cancellable);
	g_clear_object(cancellable);
}

static void forget_whole(CaptureShelf *shelf)
{
	cancel(&shelf->fetch);
	g_clear_pointer(&shelf->whole, capture_free);
	g_clear_error(&shelf->whole_problem);
	shelf->whole_waits = FALSE;
}

static void forget_rows(CaptureShelf *shelf)
{
	g_ptr_array_set_size(shelf->rows, 0);
	g_string_chunk_clear(shelf->texts);
	forget_whole(shelf);
}

void capture_shelf_free(CaptureShelf *shelf)
{
	if (shelf == NULL)
		return;
	cancel(&shelf->read);
	forget_rows(shelf);
	g_ptr_array_unref(shelf->rows);
	g_string_chunk_free(shelf->texts);
	capture_log_close(shelf->log);
	g_clear_error(&shelf->problem);
	g_free(shelf->folder);
	g_free(shelf);
}

const char *capture_shelf_folder(const CaptureShelf *shelf)
{
	return shelf->folder;
}

/* ---- where they are ---- */

static void free_log(gpointer log)
{
	capture_log_close(log);
}

static void read_in_thread(GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
	GError *error = NULL;
	CaptureLog *log = capture_log_read(folder, &error);
	if (log != NULL)
		g_task_return_pointer(task, log, free_log);
	else
		g_task_return_error(task, error);
}

static void on_read(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	CaptureLog *log = g_task_propagate_pointer(G_TASK(result), &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return; /* the shelf may be gone */
	CaptureShelf *shelf = data;
	shelf->changed(SHELF_LEAVES, shelf->data);
	g_clear_object(&shelf->read);
	forget_rows(shelf);
	g_clear_pointer(&shelf->log, capture_log_close);
	g_clear_error(&shelf->problem);
	shelf->log = log;
	shelf->known = TRUE;
	if (error != NULL && !g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
		shelf->problem = g_steal_pointer(&error);
	shelf->changed(SHELF_ROWS, shelf->data);
}

void capture_shelf_read(CaptureShelf *shelf)
{
	cancel(&shelf->read);
	shelf->read = g_cancellable_new();
	g_autoptr(GTask) task = g_task_new(NULL, shelf->read, on_read, shelf);
	g_task_set_task_data(task, g_strdup(shelf->folder), g_free);
	g_task_run_in_thread(task, read_in_thread);
}

gboolean capture_shelf_reading(const CaptureShelf *shelf)
{
	return shelf->read != NULL;
}

gboolean capture_shelf_known(const CaptureShelf *shelf)
{
	return shelf->known;
}

const GError *capture_shelf_problem(const CaptureShelf *shelf)
{
	return shelf->problem;
}

gboolean capture_shelf_more(CaptureShelf *shelf)
{
	if (shelf->log == NULL)
		return FALSE;
	guint before = capture_log_count(shelf->log);
	/* A segment that cannot be read is named when the folder is read again. */
	capture_log_more(shelf->log, NULL);
	return capture_log_count(shelf->log) > before;
}

guint capture_shelf_count(const CaptureShelf *shelf)
{
	return shelf->log != NULL ? capture_log_count(shelf->log) : 0;
}

guint64 capture_shelf_number(const CaptureShelf *shelf, guint row)
{
	return capture_log_number(shelf->log, row);
}

gsize capture_shelf_bytes(const CaptureShelf *shelf, guint row)
{
	return capture_log_body_size(shelf->log, row);
}

gboolean capture_shelf_find(const CaptureShelf *shelf, guint64 number, guint *row)
{
	return shelf->log != NULL && capture_log_find(shelf->log, number, row);
}

/* ---- rows ---- */

static CaptureRow *damaged_row(const CaptureShelf *shelf, guint row)
{
	CaptureRow *damaged = capture_row_new();
	damaged->number = capture_shelf_number(shelf, row);
	damaged->method = g_strdup("");
	damaged->target = g_strdup(_("damaged: it cannot be read"));
	damaged->bytes = capture_shelf_bytes(shelf, row);
	return damaged;
}

/* Most have the same method, type and scheme: each text is kept once. */
static CaptureRow *packed(CaptureShelf *shelf, CaptureRow *row)
{
	CaptureRow *kept = g_memdup2(row, sizeof *row);
	char **texts[] = { &kept->peer, &kept->method,    &kept->target,  &kept->type,         &kept->scheme,
			   &kept->why,  &kept->signature, &kept->forward, &kept->forward_error };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (*texts[i] != NULL)
			*texts[i] = g_string_chunk_insert_const(shelf->texts, *texts[i]);
	capture_row_free(row);
	return kept;
}

const CaptureRow *capture_shelf_row(CaptureShelf *shelf, guint row)
{
	if (row >= shelf->rows->len)
		g_ptr_array_set_size(shelf->rows, (gint)capture_shelf_count(shelf));
	if (shelf->rows->pdata[row] != NULL)
		return shelf->rows->pdata[row];
	g_autoptr(Capture) capture = capture_log_get(shelf->log, row, FALSE, NULL);
	CaptureRow *made = capture != NULL ? capture_row_of(capture, capture_shelf_bytes(shelf, row), FALSE)
					   : damaged_row(shelf, row);
	shelf->rows->pdata[row] = packed(shelf, made);
	return shelf->rows->pdata[row];
}

/* ---- whole ones ---- */

struct fetch {
	char *folder;
	guint64 number;
};

static void free_fetch(gpointer memory)
{
	struct fetch *fetch = memory;
	g_free(fetch->folder);
	g_free(fetch);
}

static void free_capture(gpointer capture)
{
	capture_free(capture);
}

static void fetch_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const struct fetch *fetch = data;
	GError *error = NULL;
	guint index;
	g_autoptr(CaptureLog) log = capture_log_read(fetch->folder, &error);
	Capture *capture = NULL;
	if (log != NULL && capture_log_find(log, fetch->number, &index))
		capture = capture_log_get(log, index, TRUE, &error);
	else if (log != NULL)
		g_set_error_literal(&error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND,
				    _("it is no longer there: another weir has deleted it"));
	if (capture != NULL)
		g_task_return_pointer(task, capture, free_capture);
	else
		g_task_return_error(task, error);
}

static void on_fetched(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	Capture *capture = g_task_propagate_pointer(G_TASK(result), &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return; /* the shelf may be gone */
	CaptureShelf *shelf = data;
	g_clear_object(&shelf->fetch);
	shelf->whole_waits = FALSE;
	if (capture != NULL) {
		capture_free(shelf->whole);
		shelf->whole = capture;
	} else {
		shelf->whole_problem = g_steal_pointer(&error);
	}
	shelf->changed(SHELF_BODY, shelf->data);
}

static void fetch_body(CaptureShelf *shelf)
{
	struct fetch *fetch = g_new0(struct fetch, 1);
	fetch->folder = g_strdup(shelf->folder);
	fetch->number = shelf->whole->number;
	shelf->whole_waits = TRUE;
	shelf->fetch = g_cancellable_new();
	g_autoptr(GTask) task = g_task_new(NULL, shelf->fetch, on_fetched, shelf);
	g_task_set_task_data(task, fetch, free_fetch);
	g_task_run_in_thread(task, fetch_in_thread);
}

const Capture *capture_shelf_whole(CaptureShelf *shelf, guint row, gboolean *waits, GError **error)
{
	guint64 number = capture_shelf_number(shelf, row);
	if (shelf->whole == NULL || shelf->whole->number != number) {
		gboolean at_once = capture_shelf_bytes(shelf, row) <= SHELF_AT_ONCE;
		forget_whole(shelf);
		shelf->whole = capture_log_get(shelf->log, row, at_once, error);
		if (shelf->whole == NULL)
			return NULL;
		if (!at_once)
			fetch_body(shelf);
	}
	*waits = shelf->whole_waits;
	if (shelf->whole_problem == NULL)
		return shelf->whole;
	if (error != NULL)
		*error = g_error_copy(shelf->whole_problem);
	return NULL;
}
