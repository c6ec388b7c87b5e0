/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/pairs.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* FARTHEST: the longest distance in PAIRS(). */
enum { FARTHEST = 17, BLOCK = 1024, WIDEST = 64, MARKED = 0xff };

/* IS: where the byte that stands so far before the place is this one; NO_LESS: where it is this one or a
 * later.
 *
 * AAAA.??????.AAAA, with six or seven between.  What the lines of logs are full of is left out: addresses and
 * versions have dots near each other, too; spaces, quotes and brackets come before '-'. */
#define DOTS(IS, NO_LESS, at)                                                                                \
	((IS(at, 7, '.') | IS(at, 8, '.')) & NO_LESS(at, 3, '-') & ~(IS(at, 3, '.') | IS(at, 4, '.')))
#define AIRTABLE(IS, at) (IS(at, 17, 'p') & IS(at, 16, 'a'))
#define ASANA(IS, NO_LESS, at)                                                                               \
	(IS(at, 1, '/') & (IS(at, 2, '1') | IS(at, 2, '2')) & NO_LESS(at, 0, '0') & ~NO_LESS(at, 0, ':'))

/* Of the places from `at` on, where a keyword may end. */
#define PAIRS(IS, NO_LESS, at)                                                                               \
	(IS(at, 0, '@') | (IS(at, 0, '~') & IS(at, 1, 'Q')) | (IS(at, 0, '-') & IS(at, 9, '-')) |            \
	 (IS(at, 0, '.') & (DOTS(IS, NO_LESS, at) | AIRTABLE(IS, at))))
#define THREES(IS, NO_LESS, at) ((IS(at, 1, 'K') & IS(at, 2, 'S')) | ASANA(IS, NO_LESS, at))

/* As many at once as fit into a register: wider ones would be taken to pieces. */
typedef guint8 Sixteen __attribute__((vector_size(16), aligned(1), may_alias));
#define IS_16(at, distance, byte) ((Sixteen)(*(const Sixteen *)((at) - (distance)) == (byte)))
#define NO_LESS_16(at, distance, byte) ((Sixteen)(*(const Sixteen *)((at) - (distance)) >= (byte)))

#ifdef __x86_64__
typedef guint8 ThirtyTwo __attribute__((vector_size(32), aligned(1), may_alias));
#define IS_32(at, distance, byte) ((ThirtyTwo)(*(const ThirtyTwo *)((at) - (distance)) == (byte)))
#define NO_LESS_32(at, distance, byte) ((ThirtyTwo)(*(const ThirtyTwo *)((at) - (distance)) >= (byte)))

#define IS_64(at, distance, byte)                                                                            \
	_mm512_cmpeq_epi8_mask(_mm512_loadu_si512((at) - (distance)), _mm512_set1_epi8(byte))
#define NO_LESS_64(at, distance, byte)                                                                       \
	_mm512_cmpge_epu8_mask(_mm512_loadu_si512((at) - (distance)), _mm512_set1_epi8(byte))
#endif

struct meeting {
	LeakPairMet met;
	gpointer data;
	gboolean threes;
	gsize from; /* of the block in the text */
};

/* `block`: of `count` bytes, at most BLOCK.  FARTHEST more can be read before it, and behind it what fills
 * the last register. */
typedef void (*Look)(const guint8 *block, gsize count, const struct meeting *meeting);

static void look_plainly(const guint8 *block, gsize count, const struct meeting *meeting)
{
	guint8 marks[BLOCK];
	for (gsize i = 0; i < count; i += sizeof(Sixteen)) {
		Sixteen some = PAIRS(IS_16, NO_LESS_16, block + i);
		if (meeting->threes)
			some |= THREES(IS_16, NO_LESS_16, block + i);
		memcpy(marks + i, &some, sizeof some);
	}
	const guint8 *end = marks + count, *at = marks;
	for (; at < end && (at = memchr(at, MARKED, (gsize)(end - at))) != NULL; at++)
		meeting->met(meeting->from + (gsize)(at - marks) + 1, meeting->data);
}

#ifdef __x86_64__
/* `mask`: a bit for each of the places from `first` on. */
static inline void meet(guint64 mask, gsize first, gsize count, const struct meeting *meeting)
{
	for (; mask != 0; mask &= mask - 1) {
		gsize place = first + (gsize)__builtin_ctzll(mask);
		if (place < count)
			meeting->met(meeting->from + place + 1, meeting->data);
	}
}

__attribute__((target("avx2"))) static void look_widely(const guint8 *block, gsize count,
							const struct meeting *meeting)
{
	for (gsize i = 0; i < count; i += sizeof(ThirtyTwo)) {
		ThirtyTwo marks = PAIRS(IS_32, NO_LESS_32, block + i);
		if (meeting->threes)
			marks |= THREES(IS_32, NO_LESS_32, block + i);
		meet((guint32)_mm256_movemask_epi8((__m256i)marks), i, count, meeting);
	}
}

__attribute__((target("avx512bw"))) static void look_more_widely(const guint8 *block, gsize count,
								 const struct meeting *meeting)
{
	for (gsize i = 0; i < count; i += sizeof(__m512i)) {
		guint64 mask = PAIRS(IS_64, NO_LESS_64, block + i);
		if (meeting->threes)
			mask |= THREES(IS_64, NO_LESS_64, block + i);
		meet(mask, i, count, meeting);
	}
}
#endif

static gsize at_once = WIDEST;

static Look best_look(void)
{
#ifdef __x86_64__
	if (at_once >= 64 && __builtin_cpu_supports("avx512bw"))
		return look_more_widely;
	if (at_once >= 32 && __builtin_cpu_supports("avx2"))
		return look_widely;
#endif
	return look_plainly;
}

/* A part that has less than a block, or too little before it. */
static void look_at_copy(Look look, const char *text, gsize count, const struct meeting *meeting)
{
	guint8 copy[FARTHEST + BLOCK + WIDEST];
	gsize before = MIN(meeting->from, FARTHEST);
	memset(copy, 0, FARTHEST - before);
	memcpy(copy + FARTHEST - before, text + meeting->from - before, before + count);
	memset(copy + FARTHEST + count, 0, WIDEST);
	look(copy + FARTHEST, count, meeting);
	explicit_bzero(copy, FARTHEST + count);
}

void leak_pairs_find(gboolean threes, const char *text, gsize length, gsize seen, LeakPairMet met,
		     gpointer data)
{
	struct meeting meeting = { met, data, threes, seen };
	Look look = best_look();
	for (; meeting.from < length; meeting.from += BLOCK) {
		gsize count = MIN(BLOCK, length - meeting.from);
		if (meeting.from < FARTHEST || count < BLOCK)
			look_at_copy(look, text, count, &meeting);
		else
			look((const guint8 *)text + meeting.from, BLOCK, &meeting);
	}
}

void leak_pairs_at_once(gsize most)
{
	at_once = most;
}
