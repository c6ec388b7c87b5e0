/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/marks.h"

#include <string.h>

#include "audit/probe.h"
#include "base/json.h"

static const char OWN[] = "«own:", CREDENTIAL[] = "«cred:", END[] = "»";

enum { LONGEST_MARKER = 256, QUOTED_BEFORE = 24, QUOTED_AFTER = 16, DEEPEST = 64 };

gboolean mark_is_own(const char *marker)
{
	return g_str_has_prefix(marker, OWN);
}

char *mark_in(const char *text, const char *prefix)
{
	if (prefix == NULL) {
		char *own = mark_in(text, OWN);
		return own != NULL ? own : mark_in(text, CREDENTIAL);
	}
	const char *start = strstr(text, prefix);
	const char *end = start != NULL ? strstr(start, END) : NULL;
	if (end == NULL || end - start > LONGEST_MARKER)
		return NULL;
	return g_strndup(start, (gsize)(end - start) + strlen(END));
}

char *mark_words(const char *marker)
{
	gboolean own = mark_is_own(marker);
	gsize skip = strlen(own ? OWN : CREDENTIAL);
	g_autofree char *name = g_strndup(marker + skip, strlen(marker) - skip - strlen(END));
	return g_strdup_printf(own ? "a value that weir holds (%s)" : "a credential (%s)", name);
}

char *mark_quote(const char *text, const char *marker)
{
	const char *at = strstr(text, marker);
	if (at == NULL)
		return g_strdup(marker);
	gsize before = MIN((gsize)(at - text), QUOTED_BEFORE), length = strlen(marker);
	gsize after = MIN(strlen(at + length), QUOTED_AFTER);
	/* Whole characters only. */
	while (before > 0 && ((guchar)at[-(gssize)before] & 0xc0) == 0x80)
		before--;
	while (after > 0 && ((guchar)at[length + after] & 0xc0) == 0x80)
		after--;
	g_autofree char *part = g_strndup(at - before, before + length + after);
	return g_utf8_make_valid(part, -1);
}

/* ---- in JSON ---- */

/* One on the way down to where the walk is. */
typedef struct {
	const char *name; /* NULL: an item of a list */
	size_t index;
} Step;

/* Few documents have a mark: the pointer to it is put together when one is found. */
typedef struct {
	GPtrArray *marks;
	MarkPasses passes;
	guint most;
	int depth;
	Step steps[DEEPEST + 1];
} Walk;

static void mark_free(gpointer memory)
{
	Mark *mark = memory;
	g_free(mark->pointer);
	g_free(mark->marker);
	g_free(mark);
}

static char *pointer_to(const Walk *walk)
{
	GString *pointer = g_string_new(NULL);
	for (int i = 0; i < walk->depth; i++) {
		if (walk->steps[i].name != NULL)
			weir_json_pointer_push(pointer, walk->steps[i].name);
		else
			g_string_append_printf(pointer, "/%zu", walk->steps[i].index);
	}
	return g_string_free(pointer, FALSE);
}

static void look_at_text(Walk *walk, const char *text)
{
	/* Hardly any text has one: its first byte is looked for first. */
	char *marker = strchr(text, OWN[0]) != NULL ? mark_in(text, NULL) : NULL;
	if (marker == NULL)
		return;
	Mark *mark = g_new(Mark, 1);
	*mark = (Mark){ pointer_to(walk), marker, text };
	g_ptr_array_add(walk->marks, mark);
}

static void look(Walk *walk, json_t *json)
{
	const char *name;
	json_t *member;
	if (json_is_string(json))
		look_at_text(walk, json_string_value(json));
	if (walk->depth > DEEPEST)
		return;
	Step *step = &walk->steps[walk->depth++];
	json_object_foreach (json, name, member) {
		if (walk->marks->len >= walk->most || (walk->passes != NULL && walk->passes(name)))
			continue;
		*step = (Step){ .name = name };
		look_at_text(walk, name);
		look(walk, member);
	}
	for (size_t i = 0; i < json_array_size(json) && walk->marks->len < walk->most; i++) {
		*step = (Step){ .index = i };
		look(walk, json_array_get(json, i));
	}
	walk->depth--;
}

GPtrArray *marks_find(json_t *json, MarkPasses passes, guint most)
{
	Walk walk = { .marks = g_ptr_array_new_with_free_func(mark_free), .passes = passes, .most = most };
	look(&walk, json);
	return walk.marks;
}

/* ---- routes ---- */

static gboolean is_id(const Evidence *evidence, const char *segment)
{
	if (strcmp(segment, evidence_unknown_id(evidence)) == 0 || g_uuid_string_is_valid(segment))
		return TRUE;
	for (guint i = 0; i < evidence->target->connections->len; i++)
		if (strcmp(segment, evidence->target->connections->pdata[i]) == 0)
			return TRUE;
	return FALSE;
}

char *answer_path(const Evidence *evidence, const Answer *answer)
{
	const char *url = answer->exchange->url != NULL ? answer->exchange->url : "";
	const char *base = evidence->target->url;
	const char *path = g_str_has_prefix(url, base) ? url + strlen(base) : url;
	g_autofree char *bare = g_strndup(path, strcspn(path, "?#"));
	g_auto(GStrv) segments = g_strsplit(bare, "/", -1);
	for (gsize i = 0; segments[i] != NULL; i++) {
		g_autofree char *plain = g_uri_unescape_string(segments[i], NULL);
		if (!is_id(evidence, plain != NULL ? plain : segments[i]))
			continue;
		g_free(segments[i]);
		segments[i] = g_strdup("{id}");
	}
	return g_strjoinv("/", segments);
}
