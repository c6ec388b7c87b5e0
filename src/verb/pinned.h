/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `weir pin` and `weir diff` share: states of a server, and the listing of their differences. */
#pragma once

#include "store/pins.h"
#include "verb/verb.h"

/* The state that a pin holds; NULL with the error set. */
Server *pinned_server(const Pin *pin, const Target *target, GError **error);

/* A server as a pin of it would hold it, credentials replaced: so that what is kept and what is asked can be
 * compared. */
Server *pinned_clean(const Server *server, const Target *target, GError **error);

/* {"manifest","components","openapi"} of those that are there, new. */
json_t *pinned_documents(const Server *server);

/* Appends what changed to a set of listing_changes, with the members target, from and to; the number of
 * changes.  `before` NULL, with `from` NULL: there is nothing to compare with. */
guint pinned_add_changes(ListingSet *set, const Target *target, const char *from, const Server *before,
			 const char *to, const Server *after);

/* FALSE where a table without rows would be all that people get; machines get their document. */
gboolean pinned_wants_listing(const VerbRun *run, guint changes);

/* The latest pin for 0; NULL without an error where there is none, or no database yet. */
Pin *pinned_find(const Target *target, gint64 id, GError **error);
