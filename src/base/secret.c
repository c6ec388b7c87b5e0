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

enum { ARENA_SIZE = 64 * 1024, ARENAS = 16, GRAIN = 64, GRAINS = ARENA_SIZE / GRAIN };

struct arena {
	char *memory; /* NULL until it is needed */
	gboolean locked;
	gsize used; /* grains */
	guint8 grain_used[GRAINS];
};

struct SecBuf {
	SecBuf *older, *newer;
	guint64 generation;
	struct arena *arena;
	char *name;
	char *bytes;
	gsize length;
	guint references;
};

static struct arena arenas[ARENAS];
static SecBuf *oldest, *newest;
static guint64 generation;
static void (*dying)(const SecBuf *secret);

static gboolean arena_ready(struct arena *arena)
{
	if (arena->memory != NULL)
		return TRUE;
	void *memory = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return FALSE;
	arena->memory = memory;
	arena->locked = mlock(memory, ARENA_SIZE) == 0;
	madvise(memory, ARENA_SIZE, MADV_DONTDUMP);
	/* A child between fork and exec must not carry the values. */
	madvise(memory, ARENA_SIZE, MADV_WIPEONFORK);
	return TRUE;
}

static gsize grains_for(gsize length)
{
	return (length + 1 + GRAIN - 1) / GRAIN;
}

static char *take_from(struct arena *arena, gsize wanted)
{
	if (GRAINS - arena->used < wanted || !arena_ready(arena))
		return NULL;
	gsize run = 0;
	for (gsize i = 0; i < GRAINS; i++) {
		run = arena->grain_used[i] ? 0 : run + 1;
		if (run == wanted) {
			gsize first = i + 1 - wanted;
			memset(arena->grain_used + first, 1, wanted);
			arena->used += wanted;
			return arena->memory + first * GRAIN;
		}
	}
	return NULL;
}

/* An arena that could not be locked is used only when those before it are full. */
static char *take(gsize length, struct arena **from)
{
	char *place = NULL;
	for (gsize i = 0; i < ARENAS && place == NULL; i++) {
		*from = &arenas[i];
		place = take_from(&arenas[i], grains_for(length));
	}
	return place;
}

static void give_back(SecBuf *secret)
{
	struct arena *arena = secret->arena;
	gsize grains = grains_for(secret->length);
	secbuf_wipe(secret->bytes, grains * GRAIN);
	memset(arena->grain_used + (gsize)(secret->bytes - arena->memory) / GRAIN, 0, grains);
	arena->used -= grains;
}

static void append(SecBuf *secret)
{
	secret->generation = ++generation;
	secret->older = newest;
	*(newest != NULL ? &newest->newer : &oldest) = secret;
	newest = secret;
}

SecBuf *secbuf_new(const char *name, const void *bytes, gsize length, GError **error)
{
	struct arena *arena = NULL;
	char *place = length < ARENA_SIZE ? take(length, &arena) : NULL;
	if (place == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
			    _("%s: no room for a secret of %zu bytes; weir holds at most %d "
			      "bytes of secrets at a time"),
			    name, length, ARENAS * ARENA_SIZE);
		return NULL;
	}
	memcpy(place, bytes, length);
	place[length] = '\0';
	SecBuf *secret = g_new0(SecBuf, 1);
	secret->name = g_strdup(name);
	secret->arena = arena;
	secret->bytes = place;
	secret->length = length;
	secret->references = 1;
	append(secret);
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
	if (dying != NULL)
		dying(secret);
	*(secret->older != NULL ? &secret->older->newer : &oldest) = secret->newer;
	*(secret->newer != NULL ? &secret->newer->older : &newest) = secret->older;
	give_back(secret);
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
	for (const SecBuf *secret = oldest; secret != NULL; secret = secret->newer)
		each(secret, data);
}

guint64 secbuf_generation(void)
{
	return generation;
}

void secbuf_foreach_since(guint64 since, void (*each)(const SecBuf *secret, gpointer data), gpointer data)
{
	const SecBuf *first = NULL;
	for (const SecBuf *secret = newest; secret != NULL && secret->generation > since;
	     secret = secret->older)
		first = secret;
	for (; first != NULL; first = first->newer)
		each(first, data);
}

void secbuf_set_dying(void (*function)(const SecBuf *secret))
{
	dying = function;
}

/* The first arena answers for what will come, whether it holds something or not. */
gboolean secbuf_locked(void)
{
	gboolean locked = arena_ready(&arenas[0]);
	for (gsize i = 0; i < ARENAS; i++)
		locked = locked && (arenas[i].locked || (i > 0 && arenas[i].used == 0));
	return locked;
}

void secbuf_wipe(void *memory, gsize length)
{
	explicit_bzero(memory, length);
}

static mode_t given_umask = S_IRWXG | S_IRWXO;

mode_t secbuf_given_umask(void)
{
	return given_umask;
}

void secbuf_harden_process(void)
{
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	given_umask = umask(S_IRWXG | S_IRWXO);
}
