/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page of a list to ask for next, when the list may change meanwhile and its total may be wrong.
 *
 * A source is one list (a connection's, or the engine's of all).  Its first page tells how large pages come
 * and how many rows there are said to be; then up to four pages are asked for at a time, and are taken in
 * their order. A list ends where a page is empty, where the second page in a row brings nothing new, or where
 * a page that is not full ends exactly at the total.  A list that changed on the way is gone through once
 * more, because what moved over the edge of a page was missed.  Pure: it sends nothing. */
#pragma once

#include "model/subscriptions.h"

enum { PLAN_LIMIT = 1000 };

typedef struct {
	guint64 next;                              /* offset of the next page to ask for */
	guint64 step;                              /* rows that a page brings; 0 until the first came */
	guint64 end;                               /* offset after the last row that came in this pass */
	guint64 added;                             /* new rows, in both passes */
	guint64 repeated;                          /* in the first pass */
	gint64 total, lowest_total, highest_total; /* as said; -1: not said */
	guint outstanding, pages, pages_allowed;
	guint barren; /* pages in a row without a new row */
	guint pass;   /* 1 or 2 */
	gboolean one_by_one, ended;
	gboolean stuck; /* the server gives the same rows again and again */
	gboolean short_of_total;
} PageSource;

void plan_init(PageSource *source);
gboolean plan_may_ask(const PageSource *source);
guint64 plan_ask(PageSource *source); /* the offset */

/* A page was taken, in its turn.  PLAN_DROP: what else was asked for is of no use any more. */
typedef enum { PLAN_KEEP, PLAN_DROP } PlanVerdict;
PlanVerdict plan_took(PageSource *source, guint64 offset, const SubscriptionsPage *page);
PlanVerdict plan_stop(PageSource *source); /* after an error */
