/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/scan.h"

#include <string.h>

static LeakWork work;

struct finding {
	LeakFound each;
	gpointer data;
};

static void found(const LeakHit *hit, gpointer data)
{
	const struct finding *finding = data;
	finding->each(leak_row(hit->row)->kind, (gsize)hit->from, (gsize)(hit->end - hit->from),
		      finding->data);
}

static void find(gboolean named, const char *text, gsize length, LeakFound each, gpointer data)
{
	static GArray *hits;
	struct finding finding = { each, data };
	LeakJudge judge = { .text = text, .length = length, .found = found, .data = &finding };
	/* What one large text needed is not kept. */
	if (hits != NULL && hits->len > 1024)
		g_clear_pointer(&hits, g_array_unref);
	if (hits == NULL)
		hits = g_array_new(FALSE, FALSE, sizeof(LeakHit));
	g_array_set_size(hits, 0);
	leak_keywords_find(named, text, length, 0, hits);
	leak_judge(&judge, hits, G_MAXUINT64);
	work = judge.work;
}

void leak_find(const char *text, gsize length, LeakFound each, gpointer data)
{
	find(FALSE, text, length, each, data);
}

void leak_find_all(const char *text, gsize length, LeakFound each, gpointer data)
{
	find(TRUE, text, length, each, data);
}

LeakWork leak_last_work(void)
{
	return work;
}

/* ---- replacing ---- */

struct redaction {
	const char *text;
	GString *out;
	gsize done;
};

static void replace(const char *kind, gsize offset, gsize length, gpointer data)
{
	struct redaction *redaction = data;
	if (redaction->out == NULL)
		redaction->out = g_string_new(NULL);
	g_string_append_len(redaction->out, redaction->text + redaction->done,
			    (gssize)(offset - redaction->done));
	g_string_append(redaction->out, "«cred:");
	g_string_append(redaction->out, kind);
	g_string_append(redaction->out, "»");
	redaction->done = offset + length;
}

static GString *redact(gboolean named, const char *text, gsize length)
{
	struct redaction redaction = { .text = text };
	find(named, text, length, replace, &redaction);
	if (redaction.out != NULL)
		g_string_append_len(redaction.out, text + redaction.done, (gssize)(length - redaction.done));
	return redaction.out;
}

/* ---- texts that come again ---- */

/* Of what is redacted on the way, four texts of five are answers, addresses and sentences that were there
 * before: they are compared instead of searched.  Not what has markers: which of them are known changes. */
enum { SLOTS = 256, LONGEST_KEPT = 1024 };

static struct {
	guint64 hash;
	gsize length;
	char *text; /* NULL: nothing yet */
} clean[SLOTS];

/* Only to find the slot: texts are compared. */
static guint64 hash_of(const char *text, gsize length)
{
	const guint64 factor = G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	guint64 hash = length, word;
	for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
		memcpy(&word, text, sizeof word);
		hash = (hash ^ word) * factor;
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, text, length);
	hash = (hash ^ word) * factor;
	return hash ^ hash >> 32;
}

static gboolean has_marker(const char *text, gsize length)
{
	static const char opening[] = "«";
	return memmem(text, length, opening, sizeof opening - 1) != NULL;
}

GString *leak_redact_common(const char *text, gsize length)
{
	if (length == 0)
		return NULL;
	if (length > LONGEST_KEPT)
		return redact(FALSE, text, length);
	guint64 hash = hash_of(text, length);
	guint slot = (guint)(hash % SLOTS);
	if (clean[slot].text != NULL && clean[slot].hash == hash && clean[slot].length == length &&
	    memcmp(clean[slot].text, text, length) == 0)
		return NULL;
	GString *redacted = redact(FALSE, text, length);
	if (redacted != NULL || has_marker(text, length))
		return redacted;
	g_free(clean[slot].text);
	clean[slot].text = g_memdup2(text, length);
	clean[slot].length = length;
	clean[slot].hash = hash;
	return NULL;
}

GString *leak_redact(const char *text, gsize length)
{
	return redact(FALSE, text, length);
}

GString *leak_redact_all(const char *text, gsize length)
{
	return redact(TRUE, text, length);
}
