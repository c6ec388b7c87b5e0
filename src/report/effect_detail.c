/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an action is said to do what it does: the words where they stand, what rests on no word, and how to set
 * it. The words are marked with brackets; since a text may hold brackets of its own, their places stand
 * before it. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/cells.h"

#define AROUND 48 /* bytes of a text on both sides of its marks */

/* --- the words where they stand --- */

static const char *text_at(const EffectTexts *texts, const EffectMark *mark)
{
	switch (mark->place) {
	case EFFECT_IN_NAME:
		return texts->name;
	case EFFECT_IN_DISPLAY_NAME:
		return texts->display_name;
	case EFFECT_IN_DESCRIPTION:
		return texts->description;
	case EFFECT_IN_DOCS:
		return texts->docs;
	case EFFECT_IN_ARGUMENTS:
		return texts->arguments[mark->argument];
	case EFFECT_IN_ARGUMENT_DOCS:
		return texts->argument_docs[mark->argument];
	default:
		return NULL;
	}
}

static char *place_of(const EffectTexts *texts, const EffectMark *mark)
{
	static const char *const words[] = {
		[EFFECT_IN_NAME] = N_("name"),
		[EFFECT_IN_DISPLAY_NAME] = N_("display name"),
		[EFFECT_IN_DESCRIPTION] = N_("description"),
		[EFFECT_IN_ARGUMENTS] = N_("argument"),
		[EFFECT_IN_DOCS] = N_("docs"),
	};
	if (mark->place == EFFECT_IN_ARGUMENT_DOCS)
		return g_strdup_printf(_("text of %.60s"), texts->arguments[mark->argument]);
	return g_strdup(_(words[mark->place]));
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const EffectMark *one = a, *other = b;
	if (one->place != other->place)
		return one->place < other->place ? -1 : 1;
	if (one->argument != other->argument)
		return one->argument < other->argument ? -1 : 1;
	return one->start < other->start ? -1 : one->start > other->start;
}

static gboolean is_inside(char byte)
{
	return ((guchar)byte & 0xC0) == 0x80;
}

static gsize whole_before(const char *text, gsize at)
{
	while (at > 0 && is_inside(text[at]))
		at--;
	return at;
}

static gsize whole_after(const char *text, gsize length, gsize at)
{
	while (at < length && is_inside(text[at]))
		at++;
	return at;
}

/* Newlines would break the line. */
static void append_flat(GString *out, const char *text, gsize from, gsize to)
{
	for (gsize i = from; i < to; i++)
		g_string_append_c(out, text[i] == '\n' || text[i] == '\r' || text[i] == '\t' ? ' ' : text[i]);
}

/* Marks of one text, in order, those that overlap as one: "It [permanently removes] a ticket". */
static void append_marked(GString *out, const char *text, const EffectMark *marks, guint count,
			  ListingLook look)
{
	const char *more = look == LOOK_UTF8 ? "…" : "...";
	gsize length = strlen(text), at = marks[0].start > AROUND ? marks[0].start - AROUND : 0;
	at = whole_before(text, at);
	g_string_append(out, at > 0 ? more : "");
	for (guint i = 0; i < count; i++) {
		gsize start = MIN(marks[i].start, length), end = MIN(start + marks[i].length, length);
		end = whole_after(text, length, end);
		if (end <= at && i > 0)
			continue;
		start = MAX(start, at);
		append_flat(out, text, at, start);
		g_string_append_c(out, '[');
		append_flat(out, text, start, end);
		g_string_append_c(out, ']');
		at = end;
	}
	gsize last = whole_after(text, length, MIN(at + AROUND, length));
	append_flat(out, text, at, last);
	g_string_append(out, last < length ? more : "");
}

static glong characters(const char *text, gsize bytes)
{
	glong count = 0;
	for (gsize i = 0; i < bytes && text[i] != '\0'; i++)
		count += is_inside(text[i]) ? 0 : 1;
	return count;
}

/* "7-13": of characters, the first is 1. */
static void append_positions(GString *out, const char *text, const EffectMark *marks, guint count)
{
	for (guint i = 0; i < count; i++) {
		glong from = characters(text, marks[i].start) + 1;
		glong to = characters(text, marks[i].start + marks[i].length);
		g_string_append_printf(out, "%s%ld-%ld", i > 0 ? ", " : "", from, MAX(from, to));
	}
}

static void add_text(GPtrArray *lines, const char *label, const EffectTexts *texts, const EffectMark *marks,
		     guint count, ListingLook look)
{
	const char *text = text_at(texts, &marks[0]);
	if (text == NULL)
		return;
	g_autofree char *place = place_of(texts, &marks[0]);
	g_autoptr(GString) line = g_string_new(NULL);
	g_string_printf(line, "%s ", place);
	append_positions(line, text, marks, count);
	g_string_append(line, ": ");
	append_marked(line, text, marks, count, look);
	detail_add(lines, label, TONE_PLAIN, "%s", line->str);
}

static void add_marks(GPtrArray *lines, const Action *action, ListingLook look)
{
	g_autoptr(ActionTexts) owner = action_texts_new(action);
	g_autoptr(GArray) marks = g_array_copy(action->effect->marks);
	g_array_sort(marks, by_place);
	for (guint i = 0, end; i < marks->len; i = end) {
		const EffectMark *first = &g_array_index(marks, EffectMark, i);
		for (end = i + 1; end < marks->len; end++) {
			const EffectMark *next = &g_array_index(marks, EffectMark, end);
			if (next->place != first->place || next->argument != first->argument)
				break;
		}
		add_text(lines, i == 0 ? _("why") : NULL, action_texts(owner), first, end - i, look);
	}
}

/* --- what rests on no word --- */

static void add_assumption(GPtrArray *lines, gboolean *first, const char *text)
{
	detail_add(lines, *first ? _("assumed") : NULL, TONE_DIM, "%s", text);
	*first = FALSE;
}

static void add_assumed(GPtrArray *lines, const Effect *effect)
{
	gboolean first = TRUE;
	if (effect->source == EFFECT_ASSUMED) {
		detail_add(lines, _("assumed"), TONE_LOOK, "%s",
			   _("no word says it surely enough, so the protocol's defaults stand: it writes, "
			     "destroys, "
			     "is not idempotent and reaches outside"));
		return;
	}
	if (effect->source != EFFECT_INFERRED)
		return;
	if (effect->mutating && !effect->destructive)
		add_assumption(lines, &first, _("not destructive: no word tells of loss"));
	if (effect->idempotent && (effect->kind == EFFECT_UPDATE || effect->kind == EFFECT_DELETE)) {
		g_autofree char *text =
			g_strdup_printf(_("idempotent: as %s usually is"), effect_kind_name(effect->kind));
		add_assumption(lines, &first, text);
	}
	if (!effect->open_world)
		add_assumption(lines, &first, _("closed world: no word or argument reaches outside"));
}

/* --- how to set it --- */

static void add_setting(GPtrArray *lines, const Action *action, const char *server)
{
	if (action->effect->source == EFFECT_SET)
		return;
	gboolean alias = server != NULL && strchr(server, '/') == NULL;
	detail_add(lines, _("to set it"), TONE_DIM, _("effect and destructive in [server %s action %s]"),
		   alias ? server : _("NAME"), action->name);
}

void detail_effect_why(GPtrArray *lines, const Action *action, const char *server, ListingLook look)
{
	add_marks(lines, action, look);
	add_assumed(lines, action->effect);
	add_setting(lines, action, server);
}
