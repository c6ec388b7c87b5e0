/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures as HAR 1.2 files, which browsers, mitmproxy and others read and write.
 *
 * HAR has no place for the bytes of a request's body: postData.text is text.  So a body that is no UTF-8 text
 * (or holds NUL) is there in base64, with "_encoding": "base64", and each body lies beside the file, in
 * FILE.bodies/NUMBER, named by "_file".  What weir knows more is in "_weir".  Main thread. */
#pragma once

#include <jansson.h>

#include "replay/capture.h"

/* ---- writing ---- */

/* Nothing is seen of the file before capture_har_finish(); the bodies are written one by one. */
typedef struct CaptureHarOut CaptureHarOut;
CaptureHarOut *capture_har_begin(const char *path, gboolean keep_secrets, GError **error);
/* Without `keep_secrets` the capture is redacted, its body too, in place: a body with something in it that
 * has the form of a credential is shown without it, and has no file beside. */
gboolean capture_har_add(CaptureHarOut *out, Capture *capture, GError **error);
gboolean capture_har_finish(CaptureHarOut *out, GError **error);
guint capture_har_redacted(const CaptureHarOut *out); /* bodies without a file */
void capture_har_free(CaptureHarOut *out);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaptureHarOut, capture_har_free)

/* One entry, a new reference; `file` (may be NULL) is named as where the body lies. */
json_t *capture_har_entry(const Capture *capture, const char *file);

/* ---- reading ---- */

enum { CAPTURE_HAR_BYTES = 64 * 1024 * 1024, CAPTURE_HAR_ENTRIES = 100000, CAPTURE_HAR_HEADERS = 1000 };

typedef struct {
	GPtrArray *captures; /* Capture * */
	guint left_out;      /* entries that are no requests that could be sent */
	char *why;           /* of the first of these; NULL */
} CaptureHar;

/* Every byte of it may be hostile.  Files that it names are not opened.  A body whose length is not the one
 * that was sent (decoded, or changed into text), or that is only there as fields, is flagged.
 * WEIR_ERROR_PROTOCOL for what is no HAR, WEIR_ERROR_LIMIT over a cap. */
CaptureHar *capture_har_read(const char *text, gsize length, GError **error);
void capture_har_clear(CaptureHar *har);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaptureHar, capture_har_clear)
