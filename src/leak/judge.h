/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges keywords that were met: is there a credential?  Only for leak/scan.c and leak/stream.c.
 *
 * Places are counted from the beginning of all that was seen (LeakHit.at); `text` is the part of it that is
 * at hand, from `base` on.  With a `reach` nothing is looked at that is further than that from the keyword,
 * so that a verdict does not depend on how much happens to be at hand. */
#pragma once

#include "leak/keywords.h"

/* LeakHit.state */
enum { LEAK_UNJUDGED, LEAK_REFUSED, LEAK_ACCEPTED, LEAK_WAITING };

typedef struct {
	gsize keywords; /* met */
	gsize matches;  /* patterns tried */
	gsize walked;   /* bytes gone back to where a credential would begin */
} LeakWork;

typedef struct LeakJudge LeakJudge;
struct LeakJudge {
	const char *text;
	gsize length;
	guint64 base;
	gsize reach;     /* 0: all that is at hand */
	gboolean paused; /* more may follow `text`: what depends on it waits */
	gboolean owned;  /* there are hits of LEAK_OWN_ROW */
	guint64 covered; /* by what was found */
	guint64 run_end; /* of the run of what may be in a credential that was looked at last */
	LeakWork work;
	void (*found)(const LeakHit *hit, gpointer data); /* `from` and `end` are set */
	gpointer data;
};

/* The hits are sorted.  Those before `limit` are judged, up to one that has to wait; returns how many were.
 * At one place a value of weir's own goes before a form, and a form before a guess by its name; else the
 * first goes before the rest. */
guint leak_judge(LeakJudge *judge, GArray *hits, guint64 limit);

/* Whether a credential can begin at `at`, and a keyword that ends at `from` can be one's. */
gboolean leak_may_begin(const LeakFormat *format, const char *text, gsize at);
gboolean leak_may_go_on(const LeakFormat *format, const char *text, gsize length, gsize from);
