/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/redact.h"

#include <string.h>

#include "base/encodings.h"
#include "base/needles.h"
#include "base/secret.h"

/* Shorter values would blank out ordinary words, and shorter ones in encodings too. */
enum { SHORTEST = 6, SHORTEST_ENCODED = 8, LONGEST_KIND = 32 };

#define OWN "«own:"
#define CRED "«cred:"
#define END "»"

struct own {
	const SecBuf *secret; /* it goes before that does */
	char *marker;
	Needle *raw, *forms;
};

static RedactScanner scanner, foreign_scanner, common_scanner;
/* Two sets, because few values are as short as the first allows, and its windows are met more often. */
static Needles *brief_needles, *needles;
static GHashTable *owns;    /* SecBuf -> struct own */
static GHashTable *markers; /* marker -> how many secrets have it */
static gsize longest_marker, longest_form;
static guint64 indexed; /* generation of the newest secret that was looked at */

/* ---- what is looked for ---- */

/* What is put into a text may stand between its quotes: JSON and CSV have to stay what they are. */
static char *marker_of(const char *name)
{
	GString *out = g_string_new(OWN);
	for (; *name != '\0'; name++) {
		gboolean plain = g_ascii_isalnum(*name) || strchr(" -._~:/@+=$", *name) != NULL;
		g_string_append_c(out, plain ? *name : '_');
	}
	g_string_append(out, END);
	return g_string_free(out, FALSE);
}

static void count_marker(const char *marker, int by)
{
	int count = GPOINTER_TO_INT(g_hash_table_lookup(markers, marker)) + by;
	if (count > 0)
		g_hash_table_insert(markers, g_strdup(marker), GINT_TO_POINTER(count));
	else
		g_hash_table_remove(markers, marker);
	longest_marker = MAX(longest_marker, strlen(marker));
}

static void forget_all(void)
{
	g_clear_pointer(&owns, g_hash_table_unref);
	g_clear_pointer(&markers, g_hash_table_unref);
	g_clear_pointer(&brief_needles, needles_free);
	g_clear_pointer(&needles, needles_free);
	longest_marker = longest_form = 0;
}

static void forget(const SecBuf *secret)
{
	struct own *own = owns != NULL ? g_hash_table_lookup(owns, secret) : NULL;
	if (own == NULL)
		return;
	needles_drop(secbuf_length(secret) < SHORTEST_ENCODED ? brief_needles : needles, own->raw);
	needles_drop(needles, own->forms);
	count_marker(own->marker, -1);
	g_hash_table_remove(owns, secret);
	if (g_hash_table_size(owns) == 0)
		forget_all();
}

static void own_free(gpointer data)
{
	struct own *own = data;
	g_free(own->marker);
	g_free(own);
}

static void begin_index(void)
{
	owns = g_hash_table_new_full(NULL, NULL, NULL, own_free);
	markers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	brief_needles = needles_new(SHORTEST, 4);
	needles = needles_new(SHORTEST_ENCODED, 6);
	secbuf_set_dying(forget);
}

static void add_form(const char *form, gsize length, char tail, gpointer data)
{
	struct own *own = data;
	longest_form = MAX(longest_form, length);
	own->forms = needles_add(needles, own->forms, form, length, own, (guchar)tail);
}

static void learn(const SecBuf *secret, gpointer data)
{
	const char *value = secbuf_bytes(secret);
	gsize length = secbuf_length(secret);
	if (length < SHORTEST)
		return;
	if (owns == NULL)
		begin_index();
	struct own *own = g_new0(struct own, 1);
	own->secret = secret;
	longest_form = MAX(longest_form, length);
	own->marker = marker_of(secbuf_name(secret));
	count_marker(own->marker, 1);
	g_hash_table_insert(owns, (gpointer)secret, own);
	if (length < SHORTEST_ENCODED) {
		own->raw = needles_add(brief_needles, NULL, value, length, own, 0);
		return;
	}
	own->forms = needles_add(needles, NULL, value, length, own, 0);
	encodings_foreach(value, length, add_form, own);
}

static void follow_living(void)
{
	if (indexed == secbuf_generation())
		return;
	secbuf_foreach_since(indexed, learn, NULL);
	indexed = secbuf_generation();
}

/* ---- markers that are there already ---- */

static gboolean is_marker(const char *at, gsize length)
{
	const gsize front = strlen(CRED), back = strlen(END);
	if (length > front + back && length <= front + LONGEST_KIND + back && memcmp(at, CRED, front) == 0) {
		for (gsize i = front; i < length - back; i++)
			if (!g_ascii_islower(at[i]) && at[i] != '-')
				return FALSE;
		return TRUE;
	}
	if (markers == NULL || length > longest_marker)
		return FALSE;
	g_autofree char *marker = g_strndup(at, length);
	return g_hash_table_contains(markers, marker);
}

gboolean redact_is_marked(const char *text, gsize length, gsize start, gsize end)
{
	gsize reach = MAX(longest_marker, strlen(CRED) + LONGEST_KIND + strlen(END));
	gsize from = start > reach ? start - reach : 0;
	const char *open = NULL;
	for (gsize at = start; at > from && open == NULL; at--)
		if (at + 1 < length && text[at - 1] == OWN[0] && text[at] == OWN[1])
			open = text + at - 1;
	if (open == NULL)
		return FALSE;
	gsize left = MIN(length - (gsize)(open - text), reach);
	const char *close = memmem(open, left, END, strlen(END));
	return close != NULL && (gsize)(close - text) + strlen(END) >= end &&
	       is_marker(open, (gsize)(close - open) + strlen(END));
}

/* ---- replacing ---- */

/* The end of a value's base64 has a character that is half the value's and padding: they go with it. */
static gsize end_of(const NeedleHit *hit, const char *text, gsize length)
{
	gsize end = hit->end;
	if (hit->detail == 0 || end == length || (guchar)text[end] != hit->detail)
		return end;
	end++;
	for (int padding = 0; padding < 2 && end < length && text[end] == '='; padding++)
		end++;
	return end;
}

static GString *replace_hits(const char *text, gsize length, const GArray *hits)
{
	GString *out = NULL;
	gsize covered = 0;
	for (guint i = 0; i < hits->len; i++) {
		const NeedleHit *hit = &g_array_index(hits, NeedleHit, i);
		gsize end = end_of(hit, text, length);
		const struct own *own = hit->owner;
		if (hit->end <= covered || redact_is_marked(text, length, hit->start, hit->end))
			continue;
		if (out == NULL)
			out = g_string_sized_new(length);
		if (hit->start > covered)
			g_string_append_len(out, text + covered, (gssize)(hit->start - covered));
		g_string_append(out, own->marker);
		covered = end;
	}
	if (out != NULL)
		g_string_append_len(out, text + covered, (gssize)(length - covered));
	return out;
}

static int by_place(gconstpointer a, gconstpointer b)
{
	const NeedleHit *one = a, *two = b;
	if (one->start != two->start)
		return one->start < two->start ? -1 : 1;
	return one->end > two->end ? -1 : one->end < two->end;
}

/* Hits of both sets, in the order of the text; NULL where nothing is looked for. */
static GArray *hits_in(const char *text, gsize length)
{
	static GArray *hits;
	follow_living();
	if (owns == NULL)
		return NULL;
	/* What one large text needed is not kept. */
	if (hits != NULL && hits->len > 1024)
		g_clear_pointer(&hits, g_array_unref);
	if (hits == NULL)
		hits = g_array_new(FALSE, FALSE, sizeof(NeedleHit));
	g_array_set_size(hits, 0);
	needles_find(needles, text, length, hits);
	guint whole = hits->len;
	needles_find(brief_needles, text, length, hits);
	if (whole > 0 && hits->len > whole)
		g_array_sort(hits, by_place);
	return hits;
}

static GString *replace_own(const char *text, gsize length)
{
	const GArray *hits = hits_in(text, length);
	return hits != NULL && hits->len > 0 ? replace_hits(text, length, hits) : NULL;
}

void redact_find_own(const char *text, gsize length, RedactOwnEach each, gpointer data)
{
	const GArray *hits = hits_in(text, length);
	gsize covered = 0;
	for (guint i = 0; hits != NULL && i < hits->len; i++) {
		const NeedleHit *hit = &g_array_index(hits, NeedleHit, i);
		const struct own *own = hit->owner;
		if (hit->start < covered || redact_is_marked(text, length, hit->start, hit->end))
			continue;
		covered = end_of(hit, text, length);
		each(own->secret, hit->start, covered, data);
	}
}

gsize redact_longest_own(void)
{
	follow_living();
	return owns != NULL ? longest_form : 0;
}

void redact_set_scanner(RedactScanner function)
{
	scanner = function;
}

void redact_set_foreign_scanner(RedactScanner function)
{
	foreign_scanner = function;
}

void redact_set_common_scanner(RedactScanner function)
{
	common_scanner = function;
}

static GString *redact_with(RedactScanner function, const char *text, gsize length)
{
	GString *own = replace_own(text, length);
	if (function == NULL)
		return own;
	GString *more = function(own != NULL ? own->str : text, own != NULL ? own->len : length);
	if (more == NULL)
		return own;
	if (own != NULL)
		g_string_free(own, TRUE);
	return more;
}

GString *redact_bytes(const char *text, gsize length)
{
	return redact_with(scanner, text, length);
}

GString *redact_foreign(const char *text, gsize length)
{
	return redact_with(foreign_scanner != NULL ? foreign_scanner : scanner, text, length);
}

GString *redact_common(const char *text, gsize length)
{
	return redact_with(common_scanner != NULL ? common_scanner : scanner, text, length);
}

GString *redact_own(const char *text, gsize length)
{
	return replace_own(text, length);
}

char *redact_text(const char *text, gsize length)
{
	GString *redacted = redact_bytes(text, length);
	return redacted != NULL ? g_string_free(redacted, FALSE) : NULL;
}

char *redact_common_text(const char *text, gsize length)
{
	GString *redacted = redact_common(text, length);
	return redacted != NULL ? g_string_free(redacted, FALSE) : NULL;
}

gboolean redact_header_is_secret(const char *name)
{
	static const char *const whole[] = { "authorization", "proxy-authorization", "cookie",
					     "set-cookie",    "x-api-key",           "api-key",
					     "x-auth-token" };
	static const char *const parts[] = {
		"token", "secret", "password", "apikey", "api-key", "signature"
	};
	g_autofree char *lower = g_ascii_strdown(name, -1);
	for (gsize i = 0; i < G_N_ELEMENTS(whole); i++)
		if (strcmp(lower, whole[i]) == 0)
			return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strstr(lower, parts[i]) != NULL)
			return TRUE;
	return FALSE;
}
