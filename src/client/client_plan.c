/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/client_plan.h"

enum { PAGES_AT_ONCE = 4, BARREN_PAGES = 2 };

void plan_init(PageSource *source)
{
	*source = (PageSource){
		.total = -1, .lowest_total = -1, .highest_total = -1, .pass = 1, .pages_allowed = G_MAXUINT
	};
}

gboolean plan_may_ask(const PageSource *source)
{
	if (source->ended)
		return FALSE;
	if (source->outstanding == 0)
		return TRUE;
	return source->step > 0 && !source->one_by_one && source->outstanding < PAGES_AT_ONCE &&
	       source->total >= 0 && source->next < (guint64)source->total;
}

guint64 plan_ask(PageSource *source)
{
	guint64 offset = source->next;
	source->next += source->step > 0 ? source->step : PLAN_LIMIT;
	source->outstanding++;
	source->pages++;
	return offset;
}

static void note_total(PageSource *source, gint64 total)
{
	if (total < 0)
		return;
	source->total = total;
	if (source->lowest_total < 0 || total < source->lowest_total)
		source->lowest_total = total;
	source->highest_total = MAX(source->highest_total, total);
}

static gboolean changed_on_the_way(const PageSource *source)
{
	return source->lowest_total != source->highest_total || (source->repeated > 0 && !source->stuck);
}

static PlanVerdict end(PageSource *source)
{
	if (source->pass == 1 && changed_on_the_way(source)) {
		source->pass = 2;
		source->pages_allowed = source->pages + 2;
		source->next = source->pages = source->outstanding = 0;
		return PLAN_DROP;
	}
	guint64 rows = source->stuck ? source->added : source->end;
	source->short_of_total = source->total > 0 && rows < (guint64)source->total;
	return plan_stop(source);
}

PlanVerdict plan_stop(PageSource *source)
{
	source->ended = TRUE;
	source->outstanding = 0;
	return PLAN_DROP;
}

PlanVerdict plan_took(PageSource *source, guint64 offset, const SubscriptionsPage *page)
{
	source->outstanding--;
	source->end = offset + page->rows;
	source->added += page->added;
	note_total(source, page->total);
	if (page->rows == 0) {
		source->end = offset;
		return end(source);
	}
	if (source->pass == 1) {
		source->repeated += page->repeated;
		source->barren = page->added > 0 ? 0 : source->barren + 1;
		source->stuck = source->barren >= BARREN_PAGES;
	}
	/* A total below what came is wrong, and a full page may hide more: only then is one more page asked
	 * for. */
	gboolean complete = source->total >= 0 && source->end == (guint64)source->total;
	if (source->stuck || source->pages >= source->pages_allowed || (complete && page->rows < PLAN_LIMIT))
		return end(source);
	gboolean first = source->step == 0;
	if (first)
		source->step = page->rows;
	if (first || source->outstanding == 0) {
		source->next = source->end;
		return PLAN_KEEP;
	}
	if (page->rows >= source->step)
		return PLAN_KEEP;
	source->one_by_one = TRUE; /* pages of changing size: what was asked for would leave a hole */
	source->next = source->end;
	source->outstanding = 0;
	return PLAN_DROP;
}
