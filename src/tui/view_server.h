/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the views of one server's documents share. */
#pragma once

#include "tui/view.h"

/* How far the loading is, or what the list holds, and what is wrong. */
void server_status(View *view, ListingLook look, GString *out);
/* Why there are no rows. */
Tone server_empty(View *view, GString *out);
void server_refresh(View *view);
