/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/route_words.h"

#include <string.h>

enum { LONGEST_TEXT = 4096, MOST_WORDS = 64 };

/* As they come out of singular(). */
static const char *const generic[] = {
	"a",       "an",          "and",          "api",      "async",    "at",           "by",
	"call",    "callback",    "dispatch",     "endpoint", "event",    "external",     "fn",
	"for",     "from",        "func",         "function", "handle",   "handler",      "hook",
	"http",    "https",       "id",           "in",       "inbound",  "incoming",     "ingest",
	"ingress", "integration", "is",           "listen",   "listener", "notification", "notify",
	"of",      "on",          "or",           "path",     "post",     "process",      "public",
	"push",    "put",         "receive",      "received", "receiver", "rest",         "route",
	"sub",     "subscribe",   "subscription", "the",      "to",       "trigger",      "uuid",
	"via",     "was",         "webhook",      "when",     "with",
};

static const struct {
	const char *stem, *means;
} synonyms[] = {
	{ "new", "creat" },     { "add", "creat" },    { "insert", "creat" }, { "remov", "delet" },
	{ "destroy", "delet" }, { "eras", "delet" },   { "trash", "delet" },  { "chang", "updat" },
	{ "modify", "updat" },  { "modifi", "updat" }, { "edit", "updat" },   { "msg", "messag" },
	{ "mail", "email" },
};

gboolean word_is_generic(const char *word)
{
	if (word[0] == 'v' && g_ascii_isdigit(word[1]) && word[1 + strspn(word + 1, "0123456789")] == '\0')
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(generic); i++)
		if (strcmp(word, generic[i]) == 0)
			return TRUE;
	return FALSE;
}

static gboolean ends(const char *word, gsize length, const char *end, gsize shortest)
{
	gsize n = strlen(end);
	return length >= shortest && length >= n && memcmp(word + length - n, end, n) == 0;
}

/* Plurals cut: tickets, replies, boxes, classes; not status, address, is. */
static void singular(char *word)
{
	gsize length = strlen(word);
	if (ends(word, length, "ies", 5)) {
		word[length - 3] = 'y';
		word[length - 2] = '\0';
	} else if (ends(word, length, "xes", 4) || ends(word, length, "ches", 5) ||
		   ends(word, length, "shes", 5) || ends(word, length, "sses", 5)) {
		word[length - 2] = '\0';
	} else if (ends(word, length, "s", 4) && strchr("sui", word[length - 2]) == NULL) {
		word[length - 1] = '\0';
	}
}

/* created, creating, creation, create -> creat; tagged -> tag. Crude, but the same for both sides. */
static char *stem(const char *word)
{
	char *cut = g_strdup(word);
	gsize length = strlen(cut);
	gboolean verb = FALSE;
	if (ends(cut, length, "ing", 6)) {
		length -= 3;
		verb = TRUE;
	} else if (ends(cut, length, "ed", 5)) {
		length -= 2;
		verb = TRUE;
	} else if (ends(cut, length, "tion", 7)) {
		length -= 3;
	}
	if (verb && length > 3 && cut[length - 1] == cut[length - 2] &&
	    strchr("aeiousl", cut[length - 1]) == NULL)
		length--;
	if (length >= 4 && cut[length - 1] == 'e')
		length--;
	cut[length] = '\0';
	for (gsize i = 0; i < G_N_ELEMENTS(synonyms); i++)
		if (strcmp(cut, synonyms[i].stem) == 0) {
			g_free(cut);
			return g_strdup(synonyms[i].means);
		}
	return cut;
}

static gboolean is_word_byte(char byte)
{
	return g_ascii_isalnum(byte) || (guchar)byte >= 0x80;
}

/* ticketCreated, HTTPHook, ticket_created: a capital begins a word after a small letter, or before one. */
static gboolean begins_word(const char *text, gsize at)
{
	if (at == 0 || !is_word_byte(text[at - 1]))
		return TRUE;
	if (!g_ascii_isupper(text[at]))
		return FALSE;
	return !g_ascii_isupper(text[at - 1]) || g_ascii_islower(text[at + 1]);
}

static void split(const char *text, GPtrArray *list)
{
	gsize length = strnlen(text, LONGEST_TEXT);
	for (gsize at = 0; at < length && list->len < MOST_WORDS;) {
		if (!is_word_byte(text[at])) {
			at++;
			continue;
		}
		gsize end = at + 1;
		while (end < length && is_word_byte(text[end]) && !begins_word(text, end))
			end++;
		char *word = g_ascii_strdown(text + at, (gssize)(end - at));
		singular(word);
		g_ptr_array_add(list, word);
		at = end;
	}
}

static char *join(const GPtrArray *words, guint first, guint count)
{
	GString *key = g_string_new(NULL);
	for (guint i = first; i < first + count; i++)
		g_string_append_printf(key, "%s%s", i > first ? "_" : "",
				       (const char *)g_ptr_array_index(words, i));
	return g_string_free(key, FALSE);
}

static int compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *meaning_of(const GPtrArray *list)
{
	GPtrArray *meaning = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < list->len; i++) {
		const char *word = g_ptr_array_index(list, i);
		if (!word_is_generic(word))
			g_ptr_array_add(meaning, stem(word));
	}
	g_ptr_array_sort(meaning, compare);
	for (guint i = 1; i < meaning->len;)
		if (strcmp(g_ptr_array_index(meaning, i - 1), g_ptr_array_index(meaning, i)) == 0)
			g_ptr_array_remove_index(meaning, i);
		else
			i++;
	return meaning;
}

Words *words_new(const char *text)
{
	Words *words = g_new0(Words, 1);
	words->list = g_ptr_array_new_with_free_func(g_free);
	if (text != NULL)
		split(text, words->list);
	words->key = join(words->list, 0, words->list->len);
	words->meaning = meaning_of(words->list);
	words->meaning_key = join(words->meaning, 0, words->meaning->len);
	return words;
}

void words_free(Words *words)
{
	if (words == NULL)
		return;
	g_ptr_array_unref(words->list);
	g_free(words->key);
	g_ptr_array_unref(words->meaning);
	g_free(words->meaning_key);
	g_free(words);
}

char *words_key(const Words *words, guint first, guint count)
{
	return join(words->list, first, count);
}
