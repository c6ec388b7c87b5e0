/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchanges of this run as a listing: `data` is the GPtrArray of http_client_exchanges(). */
#pragma once

#include "report/listing.h"

extern const struct listing_kind listing_traffic;

/* Times and sizes sort by what they are, not by how they are written. */
void traffic_sort_key(const struct listing *listing, guint row, guint column, GString *out);
