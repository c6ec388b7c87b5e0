/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The captures of a shelf as a listing: `data` is a CaptureShelf *.  Times are relative. */
#pragma once

#include "tui/capture_shelf.h"

extern const struct listing_kind listing_shelf;

/* Times and sizes sort by what they are. */
void shelf_sort_key(const struct listing *listing, guint row, guint column, GString *out);
/* The row of a number, without reading any. */
gboolean shelf_find_id(const struct listing *listing, const char *id, guint *row);
