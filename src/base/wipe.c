/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/wipe.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

void *wipe_malloc(size_t size)
{
	return malloc(size);
}

/* The usable size, not the size asked for: what stood behind the end after a shrinking realloc goes too. */
void wipe_free(void *memory)
{
	if (memory == NULL)
		return;
	explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

/* realloc() may move the block and leave the old one as it was, so it is never called. */
void *wipe_realloc(void *memory, size_t size)
{
	if (memory == NULL)
		return malloc(size);
	size_t old = malloc_usable_size(memory);
	if (size != 0 && size <= old && size >= old / 2)
		return memory;
	void *moved = malloc(size != 0 ? size : 1);
	if (moved == NULL)
		return NULL;
	memcpy(moved, memory, old < size ? old : size);
	wipe_free(memory);
	return moved;
}

char *wipe_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);
	if (copy != NULL)
		memcpy(copy, text, size);
	return copy;
}

void *wipe_calloc(size_t count, size_t size)
{
	return calloc(count, size);
}

void wipe_install_jansson(void)
{
	json_set_alloc_funcs(wipe_malloc, wipe_free);
}
