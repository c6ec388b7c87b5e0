/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/subscriptions_strings.h"

#include <string.h>

/* A number is a chunk and a place in it. A text longer than a chunk gets one of its own. */
enum { PLACE_BITS = 20, CHUNK_SIZE = 1 << PLACE_BITS, MOST_CHUNKS = 1024, FIRST_SLOTS = 256 };

typedef struct {
	char *bytes;
	gsize used, size;
} Chunk;

struct PackedStrings {
	GArray *chunks;
	guint32 *slots; /* numbers by hash, open addressing; 0 is free */
	guint n_slots, n_strings;
	guint64 seed;
};

static guint64 mix(guint64 hash)
{
	hash ^= hash >> 32;
	hash *= G_GUINT64_CONSTANT(0xd6e8feb86659fd93);
	hash ^= hash >> 32;
	hash *= G_GUINT64_CONSTANT(0xd6e8feb86659fd93);
	return hash ^ (hash >> 32);
}

guint64 packed_hash(const void *bytes, gsize length, guint64 seed)
{
	const guint8 *at = bytes;
	guint64 hash = mix(seed ^ length);
	for (; length >= sizeof hash; at += sizeof hash, length -= sizeof hash) {
		guint64 word;
		memcpy(&word, at, sizeof word);
		hash = mix(hash ^ word) + seed;
	}
	guint64 rest = 0;
	memcpy(&rest, at, length);
	return mix(hash ^ rest);
}

/* Small servers are many: the first chunks are no larger than they need to be. */
static gboolean add_chunk(PackedStrings *strings, gsize needed)
{
	if (strings->chunks->len == MOST_CHUNKS)
		return FALSE;
	gsize size = strings->chunks->len == 0 ? 4096 : strings->chunks->len < 4 ? 65536 : CHUNK_SIZE;
	Chunk chunk = { .size = MAX(size, needed) };
	chunk.bytes = g_malloc(chunk.size);
	g_array_append_val(strings->chunks, chunk);
	return TRUE;
}

PackedStrings *packed_strings_new(void)
{
	PackedStrings *strings = g_new0(PackedStrings, 1);
	strings->chunks = g_array_new(FALSE, FALSE, sizeof(Chunk));
	strings->n_slots = FIRST_SLOTS;
	strings->slots = g_new0(guint32, strings->n_slots);
	strings->seed = ((guint64)g_random_int() << 32) | g_random_int();
	add_chunk(strings, 1);
	Chunk *first = &g_array_index(strings->chunks, Chunk, 0);
	first->bytes[first->used++] = '\0';
	return strings;
}

void packed_strings_free(PackedStrings *strings)
{
	for (guint i = 0; i < strings->chunks->len; i++)
		g_free(g_array_index(strings->chunks, Chunk, i).bytes);
	g_array_unref(strings->chunks);
	g_free(strings->slots);
	g_free(strings);
}

const char *packed_strings_get(const PackedStrings *strings, guint32 number)
{
	return g_array_index(strings->chunks, Chunk, number >> PLACE_BITS).bytes +
	       (number & (CHUNK_SIZE - 1));
}

static guint find_slot(const PackedStrings *strings, const char *text, gsize length)
{
	guint slot = (guint)packed_hash(text, length, strings->seed) & (strings->n_slots - 1);
	for (; strings->slots[slot] != 0; slot = (slot + 1) & (strings->n_slots - 1)) {
		const char *known = packed_strings_get(strings, strings->slots[slot]);
		if (strncmp(known, text, length) == 0 && known[length] == '\0')
			break;
	}
	return slot;
}

static void grow_slots(PackedStrings *strings)
{
	guint old_n = strings->n_slots;
	guint32 *old = strings->slots;
	strings->n_slots *= 2;
	strings->slots = g_new0(guint32, strings->n_slots);
	for (guint i = 0; i < old_n; i++)
		if (old[i] != 0) {
			const char *text = packed_strings_get(strings, old[i]);
			strings->slots[find_slot(strings, text, strlen(text))] = old[i];
		}
	g_free(old);
}

/* Where the text goes; FALSE when all is full. */
static gboolean append(PackedStrings *strings, const char *text, gsize length, guint32 *number)
{
	Chunk *last = &g_array_index(strings->chunks, Chunk, strings->chunks->len - 1);
	if (last->size - last->used <= length || last->used >= CHUNK_SIZE) {
		if (!add_chunk(strings, length + 1))
			return FALSE;
		last = &g_array_index(strings->chunks, Chunk, strings->chunks->len - 1);
	}
	*number = (strings->chunks->len - 1) << PLACE_BITS | (guint32)last->used;
	memcpy(last->bytes + last->used, text, length);
	last->bytes[last->used + length] = '\0';
	last->used += length + 1;
	return TRUE;
}

gboolean packed_strings_add(PackedStrings *strings, const char *text, gsize length, guint32 *number)
{
	const char *nul = length > 0 ? memchr(text, '\0', length) : NULL;
	if (nul != NULL)
		length = (gsize)(nul - text);
	*number = 0;
	if (length == 0)
		return TRUE;
	guint slot = find_slot(strings, text, length);
	if (strings->slots[slot] != 0) {
		*number = strings->slots[slot];
		return TRUE;
	}
	if (!append(strings, text, length, number))
		return FALSE;
	strings->slots[slot] = *number;
	if (++strings->n_strings > strings->n_slots / 4 * 3)
		grow_slots(strings);
	return TRUE;
}

gsize packed_strings_memory(const PackedStrings *strings)
{
	gsize sum = sizeof *strings + strings->n_slots * sizeof *strings->slots;
	for (guint i = 0; i < strings->chunks->len; i++)
		sum += g_array_index(strings->chunks, Chunk, i).size;
	return sum;
}
