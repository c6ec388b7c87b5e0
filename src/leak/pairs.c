/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/pairs.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* FARTHEST: the longest distance in PAIRS(). */
enum { FARTHEST = 17, BLOCK = 1024, MARKED = 0xff };

/* As many as fit into a register without and with AVX2: wider ones would be taken to pieces. */
typedef guint8 Sixteen __attribute__((vector_size(16), aligned(1), may_alias));
typedef guint8 ThirtyTwo __attribute__((vector_size(32), aligned(1), may_alias));

#define BEFORE(type, at, distance) (*(const type *)((at) - (distance)))
#define IS(type, at, distance, byte) ((type)(BEFORE(type, at, distance) == (byte)))

/* AAAA.??????.AAAA, with six or seven between.  What the lines of logs are full of is left out: addresses and
 * versions have dots near each other, too; spaces, quotes and brackets come before '-'. */
#define DOTS(type, at)                                                                                       \
	((IS(type, at, 7, '.') | IS(type, at, 8, '.')) & (type)(BEFORE(type, at, 3) >= '-') &                \
	 ~(IS(type, at, 3, '.') | IS(type, at, 4, '.')))
#define AIRTABLE(type, at) (IS(type, at, 17, 'p') & IS(type, at, 16, 'a'))

/* Of the places from `at` on, MARKED where a keyword may end. */
#define PAIRS(type, at)                                                                                      \
	(IS(type, at, 0, '@') | (IS(type, at, 0, '~') & IS(type, at, 1, 'Q')) |                              \
	 (IS(type, at, 0, '-') & IS(type, at, 9, '-')) |                                                     \
	 (IS(type, at, 0, '.') & (DOTS(type, at) | AIRTABLE(type, at))))

struct meeting {
	LeakPairMet met;
	gpointer data;
	gsize from; /* of the block in the text */
};

/* `block`: BLOCK bytes, FARTHEST more can be read before it. */
typedef void (*Look)(const guint8 *block, gsize count, const struct meeting *meeting);

static void look_plainly(const guint8 *block, gsize count, const struct meeting *meeting)
{
	guint8 marks[BLOCK];
	for (gsize i = 0; i < BLOCK; i += sizeof(Sixteen)) {
		Sixteen some = PAIRS(Sixteen, block + i);
		memcpy(marks + i, &some, sizeof some);
	}
	const guint8 *end = marks + count, *at = marks;
	for (; at < end && (at = memchr(at, MARKED, (gsize)(end - at))) != NULL; at++)
		meeting->met(meeting->from + (gsize)(at - marks) + 1, meeting->data);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void look_widely(const guint8 *block, gsize count,
							const struct meeting *meeting)
{
	for (gsize i = 0; i < BLOCK; i += sizeof(ThirtyTwo)) {
		guint32 mask = (guint32)_mm256_movemask_epi8((__m256i)PAIRS(ThirtyTwo, block + i));
		for (; mask != 0; mask &= mask - 1) {
			gsize place = i + (gsize)__builtin_ctz(mask);
			if (place < count)
				meeting->met(meeting->from + place + 1, meeting->data);
		}
	}
}
#endif

static gboolean is_plain;

static Look best_look(void)
{
#ifdef __x86_64__
	if (!is_plain && __builtin_cpu_supports("avx2"))
		return look_widely;
#endif
	return look_plainly;
}

/* A part that has less than a block, or too little before it. */
static void look_at_copy(Look look, const char *text, gsize count, const struct meeting *meeting)
{
	guint8 copy[FARTHEST + BLOCK] = { 0 };
	gsize before = MIN(meeting->from, FARTHEST);
	memcpy(copy + FARTHEST - before, text + meeting->from - before, before + count);
	look(copy + FARTHEST, count, meeting);
	explicit_bzero(copy, sizeof copy);
}

void leak_pairs_find(const char *text, gsize length, gsize seen, LeakPairMet met, gpointer data)
{
	struct meeting meeting = { met, data, seen };
	Look look = best_look();
	for (; meeting.from < length; meeting.from += BLOCK) {
		gsize count = MIN(BLOCK, length - meeting.from);
		if (meeting.from < FARTHEST || count < BLOCK)
			look_at_copy(look, text, count, &meeting);
		else
			look((const guint8 *)text + meeting.from, BLOCK, &meeting);
	}
}

void leak_pairs_go_plainly(gboolean plainly)
{
	is_plain = plainly;
}
