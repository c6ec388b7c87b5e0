/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocation functions that wipe what they free, for the libraries that copy secrets: libcurl
 * (curl_global_init_mem) and jansson (json_set_alloc_funcs).  Thread-safe. */
#pragma once

#include <stddef.h>

void *wipe_malloc(size_t size);
void wipe_free(void *memory);
void *wipe_realloc(void *memory, size_t size);
char *wipe_strdup(const char *text);
void *wipe_calloc(size_t count, size_t size);

/* Gives jansson the two above; called once by main() and by test programs that check for traces. */
void wipe_install_jansson(void);
