/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/needles.h"

#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

enum {
	LONGEST_STRIDE = 4,
	FIRST_SHIFT = 6,   /* log2: 64 buckets */
	BITMAP_SHIFT = 6,  /* log2: 64 bits of the bitmap for one bucket */
	PLACES_TRIED = 64, /* of a needle, until one is found where no other is filed */
	READ = 8,          /* bytes that are read for a window */
};

struct link {
	struct link *next; /* of the bucket */
	Needle *needle;
	guint64 window;
	gsize offset; /* of the window in the needle */
};

struct Needle {
	Needle *next, **back; /* all of the set */
	Needle *sibling;      /* of its chain */
	guint64 order;
	gconstpointer owner;
	guint detail;
	gsize length;
	struct link links[LONGEST_STRIDE];
	char bytes[];
};

struct Needles {
	gsize shortest, width, stride;
	guint unused;      /* bits of what is read that are not of the window */
	guint shift;       /* log2 of the number of buckets */
	guint bitmap_down; /* shifts a hash to the number of its bit */
	struct link **buckets;
	guint64 *bitmap;
	Needle *first;
	gsize count, dropped; /* dropped: since the bitmap was made */
	guint64 orders;
};

/* ---- windows ---- */

/* The window at `at`, where READ bytes can be read. */
static inline guint64 window_at(const Needles *set, const char *at)
{
	guint64 bytes;
	memcpy(&bytes, at, sizeof bytes);
	return GUINT64_FROM_LE(bytes) << set->unused;
}

static guint64 window_near_end(const Needles *set, const char *text, gsize length, gsize at)
{
	char padded[READ] = { 0 };
	memcpy(padded, text + at, MIN(sizeof padded, length - at));
	guint64 window = window_at(set, padded);
	explicit_bzero(padded, sizeof padded);
	return window;
}

static inline gsize bit_of(const Needles *set, guint64 window)
{
	return (gsize)((window * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) >> set->bitmap_down);
}

static inline gboolean bit_is_set(const Needles *set, gsize bit)
{
	return (set->bitmap[bit / 64] >> (bit % 64)) & 1;
}

/* ---- the tables ---- */

static void file_link(Needles *set, struct link *link)
{
	gsize bit = bit_of(set, link->window);
	struct link **bucket = &set->buckets[bit >> BITMAP_SHIFT];
	set->bitmap[bit / 64] |= G_GUINT64_CONSTANT(1) << (bit % 64);
	link->next = *bucket;
	*bucket = link;
}

static void make_tables(Needles *set, guint shift)
{
	wipe_free(set->buckets);
	wipe_free(set->bitmap);
	set->shift = shift;
	set->bitmap_down = 64 - shift - BITMAP_SHIFT;
	set->buckets = g_malloc0(sizeof *set->buckets << shift);
	set->bitmap = g_malloc0(((gsize)1 << (shift + BITMAP_SHIFT)) / 8);
	set->dropped = 0;
	for (Needle *needle = set->first; needle != NULL; needle = needle->next)
		for (gsize i = 0; i < set->stride; i++)
			file_link(set, &needle->links[i]);
}

Needles *needles_new(gsize shortest, gsize width)
{
	g_return_val_if_fail(width >= 4 && width <= READ && shortest >= width, NULL);
	Needles *set = g_new0(Needles, 1);
	set->shortest = shortest;
	set->width = width;
	set->stride = MIN(shortest - width + 1, LONGEST_STRIDE);
	set->unused = (guint)(64 - 8 * width);
	make_tables(set, FIRST_SHIFT);
	return set;
}

static void free_needle(Needle *needle)
{
	if (needle->next != NULL)
		needle->next->back = needle->back;
	*needle->back = needle->next;
	wipe_free(needle);
}

void needles_free(Needles *set)
{
	if (set == NULL)
		return;
	while (set->first != NULL)
		free_needle(set->first);
	wipe_free(set->buckets);
	wipe_free(set->bitmap);
	g_free(set);
}

gsize needles_count(const Needles *set)
{
	return set->count;
}

/* ---- filing ---- */

static gsize others_at(const Needles *set, guint64 window)
{
	gsize others = 0;
	const struct link *link = set->buckets[bit_of(set, window) >> BITMAP_SHIFT];
	for (; link != NULL; link = link->next)
		others += link->window == window;
	return others;
}

static gsize crowd_at(const Needles *set, const Needle *needle, gsize place)
{
	gsize crowd = 0;
	for (gsize i = 0; i < set->stride; i++) {
		guint64 window = window_near_end(set, needle->bytes, needle->length, place + i);
		crowd = MAX(crowd, others_at(set, window));
	}
	return crowd;
}

/* Where the fewest others are filed; long needles are looked at in steps. */
static gsize quiet_place(const Needles *set, const Needle *needle)
{
	gsize last = needle->length - set->width - (set->stride - 1), best = 0, least = G_MAXSIZE;
	gsize step = last / PLACES_TRIED + 1;
	for (gsize place = 0; place <= last && least > 0; place += step) {
		gsize crowd = crowd_at(set, needle, place);
		if (crowd < least) {
			least = crowd;
			best = place;
		}
	}
	return best;
}

static gboolean chain_has(const Needle *chain, const void *bytes, gsize length)
{
	for (; chain != NULL; chain = chain->sibling)
		if (chain->length == length && memcmp(chain->bytes, bytes, length) == 0)
			return TRUE;
	return FALSE;
}

Needle *needles_add(Needles *set, Needle *chain, const void *bytes, gsize length, gconstpointer owner,
		    guint detail)
{
	g_return_val_if_fail(length >= set->shortest, chain);
	if (chain_has(chain, bytes, length))
		return chain;
	if (set->count * set->stride >= (gsize)1 << set->shift)
		make_tables(set, set->shift + 1);
	Needle *needle = g_malloc0(sizeof *needle + length);
	needle->owner = owner;
	needle->detail = detail;
	needle->length = length;
	needle->order = set->orders++;
	memcpy(needle->bytes, bytes, length);
	gsize place = quiet_place(set, needle);
	for (gsize i = 0; i < set->stride; i++) {
		struct link *link = &needle->links[i];
		link->needle = needle;
		link->offset = place + i;
		link->window = window_near_end(set, needle->bytes, length, place + i);
		file_link(set, link);
	}
	needle->sibling = chain;
	needle->next = set->first;
	needle->back = &set->first;
	if (set->first != NULL)
		set->first->back = &needle->next;
	set->first = needle;
	set->count++;
	return needle;
}

static void unfile_link(Needles *set, struct link *link)
{
	struct link **at = &set->buckets[bit_of(set, link->window) >> BITMAP_SHIFT];
	while (*at != link)
		at = &(*at)->next;
	*at = link->next;
}

/* Bits stay, because other windows may share them, until as many were dropped as are left. */
void needles_drop(Needles *set, Needle *chain)
{
	while (chain != NULL) {
		Needle *needle = chain;
		chain = needle->sibling;
		for (gsize i = 0; i < set->stride; i++)
			unfile_link(set, &needle->links[i]);
		free_needle(needle);
		set->count--;
		set->dropped++;
	}
	if (set->dropped > set->count + 64)
		make_tables(set, set->shift);
}

/* ---- finding ---- */

struct search {
	const Needles *set;
	const char *text;
	gsize length;
	GArray *hits;
	gsize before; /* hits that were there already */
	guint64 compared;
};

static void add_hit(struct search *search, const Needle *needle, gsize start)
{
	GArray *hits = search->hits;
	if (hits->len > search->before) {
		NeedleHit *last = &g_array_index(hits, NeedleHit, hits->len - 1);
		if (last->order == needle->order && start >= last->start && start < last->end) {
			last->end = start + needle->length;
			return;
		}
	}
	NeedleHit hit = { start, start + needle->length, needle->order, needle->owner, needle->detail };
	g_array_append_val(hits, hit);
}

static void look_at(struct search *search, gsize at, guint64 window)
{
	const struct link *link = search->set->buckets[bit_of(search->set, window) >> BITMAP_SHIFT];
	for (; link != NULL; link = link->next) {
		const Needle *needle = link->needle;
		if (link->window != window || at < link->offset ||
		    needle->length > search->length - (at - link->offset))
			continue;
		search->compared++;
		if (memcmp(search->text + at - link->offset, needle->bytes, needle->length) == 0)
			add_hit(search, needle, at - link->offset);
	}
}

/* The first place from `at` on whose bit is set, or one beyond which not four windows can be read.  Four are
 * looked at together, so that a clean text has one branch for them. */
static gsize pass_clean(const struct search *search, gsize at)
{
	const Needles *set = search->set;
	const gsize stride = set->stride, reach = 3 * stride + READ;
	const char *text = search->text;
	while (at + reach <= search->length) {
		gsize one = bit_of(set, window_at(set, text + at));
		gsize two = bit_of(set, window_at(set, text + at + stride));
		gsize three = bit_of(set, window_at(set, text + at + 2 * stride));
		gsize four = bit_of(set, window_at(set, text + at + 3 * stride));
		if (bit_is_set(set, one))
			return at;
		if (bit_is_set(set, two))
			return at + stride;
		if (bit_is_set(set, three))
			return at + 2 * stride;
		if (bit_is_set(set, four))
			return at + 3 * stride;
		at += 4 * stride;
	}
	return at;
}

static int by_start(gconstpointer a, gconstpointer b)
{
	const NeedleHit *one = a, *two = b;
	if (one->start != two->start)
		return one->start < two->start ? -1 : 1;
	if (one->end != two->end)
		return one->end > two->end ? -1 : 1;
	return one->order < two->order ? -1 : one->order > two->order;
}

static gboolean is_sorted(const GArray *hits, gsize before)
{
	for (gsize i = before + 1; i < hits->len; i++)
		if (by_start(&g_array_index(hits, NeedleHit, i - 1), &g_array_index(hits, NeedleHit, i)) > 0)
			return FALSE;
	return TRUE;
}

guint64 needles_find(const Needles *set, const char *text, gsize length, GArray *hits)
{
	struct search search = { set, text, length, hits, hits->len, 0 };
	if (set->count == 0 || length < set->shortest)
		return 0;
	for (gsize at = 0;; at += set->stride) {
		at = pass_clean(&search, at);
		if (at + set->width > length)
			break;
		guint64 window = at + READ <= length ? window_at(set, text + at)
						     : window_near_end(set, text, length, at);
		if (bit_is_set(set, bit_of(set, window)))
			look_at(&search, at, window);
	}
	if (!is_sorted(hits, search.before))
		qsort((NeedleHit *)(void *)hits->data + search.before, hits->len - search.before,
		      sizeof(NeedleHit), by_start);
	return search.compared;
}
