/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of captures: a folder of one's own (0700) with files of one's own (0600).
 *
 * Segments NNNNNN.log are only appended to, and each record has a digest; NNNNNN.index says where records are
 * and can be made anew from its segment.  One writer at a time (the file `lock`), any number of readers.  A
 * record that was not written whole, because the machine or the program stopped, is left out, and nothing is
 * ever written behind it: the next writer begins a new segment.  Numbers are not used again, deleted ones
 * neither.
 *
 * A record is with the kernel when capture_log_append() returns, so that a crash of weir loses nothing, and
 * on the disk a second later.  Blocking, but for the disk. */
#pragma once

#include "replay/capture.h"

typedef struct CaptureLog CaptureLog;

/* Folders are made where they are missing.  WEIR_ERROR_USAGE where another weir writes there; WEIR_ERROR_FILE
 * for what is no folder of one's own. */
CaptureLog *capture_log_write(const char *folder, GError **error);
/* Appends, and sets capture->number.  After an error (the disk is full) nothing of it is in the log. */
gboolean capture_log_append(CaptureLog *log, Capture *capture, GError **error);

/* What is in the log now.  WEIR_ERROR_NOT_FOUND where there is no such folder. */
CaptureLog *capture_log_read(const char *folder, GError **error);
/* What a writer of this program has appended to it since; indexes stay what they are.  Cheap. */
gboolean capture_log_more(CaptureLog *log, GError **error);
guint capture_log_count(const CaptureLog *log);
guint64 capture_log_number(const CaptureLog *log, guint index); /* ascending */
gsize capture_log_body_size(const CaptureLog *log, guint index);
gboolean capture_log_find(const CaptureLog *log, guint64 number, guint *index);
/* Without its body it is not proved by its digest.  WEIR_ERROR_FILE for a damaged record. */
Capture *capture_log_get(CaptureLog *log, guint index, gboolean with_body, GError **error);
/* Bytes at the end of segments that are no whole record. */
guint64 capture_log_left_out(const CaptureLog *log);

/* Of both kinds.  A writer's last records are brought to the disk. */
void capture_log_close(CaptureLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaptureLog, capture_log_close)

/* Segments are written anew without these numbers (keys are guint64 *); NULL: all go.  Returns how many went,
 * or -1.  There may be no writer meanwhile. */
int capture_log_delete(const char *folder, GHashTable *numbers, GError **error);

extern gsize capture_log_segment_bytes; /* 64 MiB: when a new one is begun; tests have less patience */
