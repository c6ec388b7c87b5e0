/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures on the screen: the listener that takes them, the shelf that they are on, and what is done with
 * several of them.  Goes on when its view is left.  Main thread. */
#pragma once

#include "tui/capture_shelf.h"
#include "verb/verb.h"

typedef struct CaptureRunner CaptureRunner;

enum { CAPTURES_STATE = 1 << 4 }; /* listener and progress; beside the bits of a shelf */

typedef struct {
	void (*changed)(unsigned what, gpointer data); /* from the loop; many captures in one turn are one */
	void (*told)(Tone tone, const char *sentence, gpointer data);
	gpointer data;
} CaptureWatch;

/* Of the usual folder.  `context` is borrowed. */
CaptureRunner *capture_runner_new(VerbContext *context, const CaptureWatch *watch);
/* Ends what is under way; nothing is told after this. */
void capture_runner_free(CaptureRunner *runner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaptureRunner, capture_runner_free)

CaptureShelf *capture_runner_shelf(CaptureRunner *runner);

/* ---- the listener ---- */

typedef enum { LISTENER_OFF, LISTENER_STARTING, LISTENER_ON, LISTENER_STOPPING } ListenerState;

/* `options` are those of `weir listen` but for the folder and the format, quoted as in a shell.  FALSE with
 * the reason; what fails later (the reference, the port, the folder) is told. */
gboolean capture_runner_listen(CaptureRunner *runner, const char *options, GError **error);
/* What the last word of such options may become; as verb_complete(). */
GPtrArray *capture_runner_complete(VerbContext *context, const char *options);
void capture_runner_stop(CaptureRunner *runner);
ListenerState capture_runner_state(const CaptureRunner *runner);
int capture_runner_port(const CaptureRunner *runner);
const char *capture_runner_options(const CaptureRunner *runner); /* given last; "" */
const char *capture_runner_scheme(const CaptureRunner *runner);  /* NULL: nothing is verified */
const char *capture_runner_forward(const CaptureRunner *runner); /* NULL: nowhere */
guint64 capture_runner_came(const CaptureRunner *runner);        /* since it was started */
guint64 capture_runner_refused(const CaptureRunner *runner);     /* of these, with a wrong signature */

/* ---- several ---- */

/* Numbers (guint64) into a HAR file; `numbers` is consumed.  FALSE where one is being written. */
gboolean capture_runner_export(CaptureRunner *runner, GArray *numbers, const char *path, GError **error);
/* The keys are guint64 *, owned by the table, which is consumed.  FALSE while the listener writes. */
gboolean capture_runner_delete(CaptureRunner *runner, GHashTable *numbers, GError **error);
/* "writing 12 of 4,000", appended; FALSE: nothing is under way. */
gboolean capture_runner_append_progress(const CaptureRunner *runner, GString *out);
