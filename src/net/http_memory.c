/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcurl's memory: wiped when it is freed, and its buffers for what comes in kept for the next request.
 *
 * HTTP_BUFFER is beyond what malloc() keeps at hand: it would be cut out of the heap and put back for each
 * request. */
#include "base/wipe.h"
#include "net/http_private.h"

#include <malloc.h>
#include <string.h>

/* ROUNDED: what an allocator may add to such a block. */
enum { KEPT = 64, ROUNDED = HTTP_BUFFER / 4 };

static struct {
	GMutex lock; /* resolvers have threads */
	void *blocks[KEPT];
	guint count;
} spare;

void *memory_take(size_t size)
{
	void *memory = NULL;
	if (size != HTTP_BUFFER + 1)
		return wipe_malloc(size);
	g_mutex_lock(&spare.lock);
	if (spare.count > 0)
		memory = spare.blocks[--spare.count];
	g_mutex_unlock(&spare.lock);
	return memory != NULL ? memory : wipe_malloc(size);
}

static gboolean keep(void *memory)
{
	g_mutex_lock(&spare.lock);
	gboolean kept = spare.count < KEPT;
	if (kept)
		spare.blocks[spare.count++] = memory;
	g_mutex_unlock(&spare.lock);
	return kept;
}

void memory_give(void *memory)
{
	gsize size = memory != NULL ? malloc_usable_size(memory) : 0;
	if (size <= HTTP_BUFFER || size > HTTP_BUFFER + ROUNDED) {
		wipe_free(memory);
		return;
	}
	explicit_bzero(memory, size);
	if (!keep(memory))
		free(memory);
}
