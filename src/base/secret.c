/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/error.h"

enum { ARENA_SIZE = 64 * 1024, GRAIN = 64 };

struct SecBuf {
	SecBuf *next;
	char *name;
	char *bytes;
	gsize length;
	guint references;
};

static char *arena;
static gboolean arena_is_locked;
static guint8 grain_used[ARENA_SIZE / GRAIN];
static SecBuf *live;

static gboolean arena_ready(void)
{
	if (arena != NULL)
		return TRUE;
	void *memory = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return FALSE;
	arena = memory;
	arena_is_locked = mlock(arena, ARENA_SIZE) == 0;
	madvise(arena, ARENA_SIZE, MADV_DONTDUMP);
	/* A child between fork and exec must not carry the values. */
	madvise(arena, ARENA_SIZE, MADV_WIPEONFORK);
	return TRUE;
}

static gsize grains_for(gsize length)
{
	return (length + 1 + GRAIN - 1) / GRAIN;
}

static char *arena_take(gsize length)
{
	gsize wanted = grains_for(length), run = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(grain_used); i++) {
		run = grain_used[i] ? 0 : run + 1;
		if (run == wanted) {
			gsize first = i + 1 - wanted;
			memset(grain_used + first, 1, wanted);
			return arena + first * GRAIN;
		}
	}
	return NULL;
}

static void arena_give_back(char *bytes, gsize length)
{
	gsize wanted = grains_for(length);
	secbuf_wipe(bytes, wanted * GRAIN);
	memset(grain_used + (gsize)(bytes - arena) / GRAIN, 0, wanted);
}

SecBuf *secbuf_new(const char *name, const void *bytes, gsize length, GError **error)
{
	char *place = length < ARENA_SIZE && arena_ready() ? arena_take(length) : NULL;
	if (place == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
			    _("%s: no room for a secret of %zu bytes; weir holds at most %d "
			      "bytes of secrets at a time"),
			    name, length, ARENA_SIZE);
		return NULL;
	}
	memcpy(place, bytes, length);
	place[length] = '\0';
	SecBuf *secret = g_new0(SecBuf, 1);
	secret->name = g_strdup(name);
	secret->bytes = place;
	secret->length = length;
	secret->references = 1;
	secret->next = live;
	live = secret;
	return secret;
}

SecBuf *secbuf_ref(SecBuf *secret)
{
	secret->references++;
	return secret;
}

void secbuf_unref(SecBuf *secret)
{
	if (secret == NULL || --secret->references > 0)
		return;
	SecBuf **link = &live;
	while (*link != secret)
		link = &(*link)->next;
	*link = secret->next;
	arena_give_back(secret->bytes, secret->length);
	g_free(secret->name);
	g_free(secret);
}

const char *secbuf_bytes(const SecBuf *secret)
{
	return secret->bytes;
}

gsize secbuf_length(const SecBuf *secret)
{
	return secret->length;
}

const char *secbuf_name(const SecBuf *secret)
{
	return secret->name;
}

void secbuf_foreach(void (*each)(const SecBuf *secret, gpointer data), gpointer data)
{
	for (const SecBuf *secret = live; secret != NULL; secret = secret->next)
		each(secret, data);
}

gboolean secbuf_locked(void)
{
	return arena_ready() && arena_is_locked;
}

void secbuf_wipe(void *memory, gsize length)
{
	explicit_bzero(memory, length);
}

void secbuf_harden_process(void)
{
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	umask(077);
}
