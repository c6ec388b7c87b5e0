/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that may hold a secret: wiped when they move and when they go.  Only for sign/. */
#pragma once

#include <glib.h>

typedef struct bytes {
	guint8 *data; /* NULL: none yet */
	gsize length, room;
	gboolean plain; /* no secret is in them: they need no wiping */
} Bytes;

void bytes_reserve(Bytes *bytes, gsize room);
void bytes_append(Bytes *bytes, const void *data, gsize length);
void bytes_append_text(Bytes *bytes, const char *text);
void bytes_truncate(Bytes *bytes, gsize length);
void bytes_clear(Bytes *bytes);
/* As a text, NUL after it, for wipe_free(); `bytes` is empty then. */
char *bytes_steal(Bytes *bytes);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bytes, bytes_clear)
