/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a listing are shown, and in which order: filter and sort, done in slices.
 *
 * Without a filter and a sort there is nothing to do and no memory taken.  Otherwise a rebuild works on a new
 * order while the old one stays on the screen, and is swapped in when it is done: rows keep their place until
 * then.  Rows that are added to the listing meanwhile are appended (filtered), and sorted in now and then, at
 * the latest when they are all there. Rows are numbers of the listing, 4 bytes each.  Pure; main thread. */
#pragma once

#include "tui/filter.h"

typedef struct Order Order;

/* The text that a column is sorted by; NULL in order_new(): the cell.  Digits in it are compared as numbers.
 */
typedef void (*OrderKey)(const struct listing *listing, guint row, guint column, GString *out);

Order *order_new(OrderKey key);
void order_free(Order *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Order, order_free)

/* The rows are others now (or there are none: NULL): whatever was shown is built anew.  The listing is
 * borrowed and must stay as it is but for growing. */
void order_set_listing(Order *order, const struct listing *listing);
/* The same rows with other cells: what is shown stays until it has been built anew. */
void order_touch(Order *order);
/* There are more of them; `last`: for now these are all. */
void order_grew(Order *order, gboolean last);

/* Both start a rebuild.  `column` -1 is the listing's own order. */
void order_set_filter(Order *order, Filter *filter);
void order_set_sort(Order *order, int column, gboolean reverse);
Filter *order_filter(const Order *order); /* borrowed; NULL */
int order_sort_column(const Order *order);
gboolean order_sort_reverse(const Order *order);

guint order_count(const Order *order);
guint order_row(const Order *order, guint position);
/* FALSE if the row is not shown; then `*position` is where a row after it stands. */
gboolean order_position(const Order *order, guint row, guint *position);

/* Works until g_get_monotonic_time() passes `deadline`.  TRUE while there is more to do; `*swapped` (may be
 * NULL) tells that what is shown has changed. */
gboolean order_step(Order *order, gint64 deadline, gboolean *swapped);
gboolean order_busy(const Order *order);
/* How far, 0..100. */
int order_percent(const Order *order);
