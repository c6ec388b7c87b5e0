/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/literals.h"

#include <dlfcn.h>
#include <hs/hs.h>

#include "leak/keywords.h"

/* The name is that of Hyperscan 5 and of Vectorscan 5 alike. */
#define LIBRARY "libhs.so.5"

/* Its functions, found when they are needed: linked in, the library and the C++ that it brings would cost
 * every command more time to start than the whole of weir. */
static struct {
	__typeof__(&hs_valid_platform) valid_platform;
	__typeof__(&hs_compile_lit_multi) compile_lit_multi;
	__typeof__(&hs_free_compile_error) free_compile_error;
	__typeof__(&hs_alloc_scratch) alloc_scratch;
	__typeof__(&hs_scan) scan;
	__typeof__(&hs_version) version;
} hs;

static const struct {
	const char *name;
	gpointer *place;
} FUNCTIONS[] = {
	{ "hs_valid_platform", (gpointer *)&hs.valid_platform },
	{ "hs_compile_lit_multi", (gpointer *)&hs.compile_lit_multi },
	{ "hs_free_compile_error", (gpointer *)&hs.free_compile_error },
	{ "hs_alloc_scratch", (gpointer *)&hs.alloc_scratch },
	{ "hs_scan", (gpointer *)&hs.scan },
	{ "hs_version", (gpointer *)&hs.version },
};

static gboolean tried, forgotten;
static hs_database_t *database;
static hs_scratch_t *scratch;

static gboolean load(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(FUNCTIONS); i++)
		if ((*FUNCTIONS[i].place = dlsym(library, FUNCTIONS[i].name)) == NULL)
			return FALSE;
	return hs.valid_platform() == HS_SUCCESS;
}

static void compile(const GPtrArray *literals)
{
	guint count = literals->len;
	g_autofree const char **texts = g_new(const char *, count);
	g_autofree unsigned *flags = g_new(unsigned, count), *numbers = g_new(unsigned, count);
	g_autofree size_t *lengths = g_new(size_t, count);
	hs_compile_error_t *error = NULL;
	for (guint i = 0; i < count; i++) {
		const LeakLiteral *literal = literals->pdata[i];
		texts[i] = literal->bytes;
		lengths[i] = literal->length;
		flags[i] = literal->caseless ? HS_FLAG_CASELESS : 0;
		numbers[i] = i;
	}
	if (hs.compile_lit_multi(texts, flags, numbers, lengths, count, HS_MODE_BLOCK, NULL, &database,
				 &error) != HS_SUCCESS) {
		hs.free_compile_error(error);
		database = NULL;
	} else if (hs.alloc_scratch(database, &scratch) != HS_SUCCESS) {
		database = NULL;
	}
}

struct meeting {
	LeakLiteralMet met;
	gpointer data;
};

static int met_one(unsigned number, unsigned long long from, unsigned long long to, unsigned flags,
		   void *context)
{
	const struct meeting *meeting = context;
	meeting->met(number, (gsize)to, meeting->data);
	return 0;
}

gboolean leak_literals_scan(const GPtrArray *literals, const char *text, gsize length, LeakLiteralMet met,
			    gpointer data)
{
	struct meeting meeting = { met, data };
	if (!tried && load())
		compile(literals);
	tried = TRUE;
	return database != NULL && !forgotten &&
	       hs.scan(database, text, (unsigned)length, 0, scratch, met_one, &meeting) == HS_SUCCESS;
}

const char *leak_keywords_library(void)
{
	return hs.version != NULL || load() ? hs.version() : NULL;
}

void leak_keywords_forget_library(gboolean forget)
{
	forgotten = forget;
}
