/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A listing that is made up, and a place to write it to. */
#pragma once

#include "report/format.h"

/* Rows of texts: columns sign, name, id, text, and a hidden one. */
typedef struct {
	const char *name, *id, *text, *hidden;
	Tone tone;
} MadeRow;
extern const struct listing_kind made_kind;

/* A set with one part; `server` may be NULL. */
ListingSet *made_set(const char *server, const MadeRow *rows, guint n_rows);
void made_add(ListingSet *set, const char *server, const MadeRow *rows, guint n_rows);

/* What was written, and how often. */
typedef struct {
	GString *text;
	guint writes;
	gboolean broken; /* writing fails, as on a full disk */
} MadeFile;
void made_open(MadeFile *file, ReportOut *out, int width, ListingLook look);
void made_close(MadeFile *file);
