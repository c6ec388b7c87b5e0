/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/flat.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "base/redact.h"

enum { LABEL_MOST = 26, LABEL_GAP = 2, TEXT_LEAST = 8, FOLD_STEP = 2, VALUE_CAP = 64 * 1024 };

enum { PAIR_LEAST = 72, PAIR_GAP = 3 };

struct build {
	Flat *flat;
	int width;
	gboolean pairs;
	GHashTable *toggled;
	int open_depth;
	gboolean ascii;
	guint source;
	const char *label; /* of the next line; used once */
};

void flat_free(Flat *flat)
{
	if (flat == NULL)
		return;
	g_array_unref(flat->lines);
	g_string_chunk_free(flat->texts);
	g_free(flat);
}

static int label_width(const GPtrArray *lines)
{
	int widest = 0;
	for (guint i = 0; i < lines->len; i++) {
		const DetailLine *line = g_ptr_array_index(lines, i);
		if (line->label != NULL && line->text != NULL)
			widest = MAX(widest, text_width(line->label));
	}
	return widest > 0 ? MIN(widest, LABEL_MOST) + LABEL_GAP : 0;
}

static const char *keep(struct build *build, const char *text, gsize length)
{
	return g_string_chunk_insert_len(build->flat->texts, text, (gssize)length);
}

static FlatLine *add(struct build *build, const char *text, int indent, Tone tone)
{
	FlatLine line = { .label = build->label,
			  .text = text,
			  .indent = indent,
			  .tone = tone,
			  .fold = -1,
			  .source = build->source };
	build->label = NULL;
	g_array_append_val(build->flat->lines, line);
	return &g_array_index(build->flat->lines, FlatLine, build->flat->lines->len - 1);
}

static gboolean full(struct build *build)
{
	if (build->flat->lines->len < FLAT_CAP)
		return FALSE;
	build->flat->cut = TRUE;
	return TRUE;
}

/* Wraps `text`; the lines after the first are `hang` columns further in.  Returns the index of the first. */
static guint add_wrapped(struct build *build, const char *text, int indent, int hang, Tone tone)
{
	guint first = build->flat->lines->len;
	int room = MAX(build->width - indent, TEXT_LEAST);
	int used;
	gsize fits = text_prefix(text, room, &used);
	if (text[fits] == '\0' && strchr(text, '\n') == NULL) {
		add(build, keep(build, text, fits), indent, tone);
		return first;
	}
	g_autoptr(GPtrArray) parts = text_wrap(text, room);
	const char *head = g_ptr_array_index(parts, 0);
	add(build, keep(build, head, strlen(head)), indent, tone);
	if (parts->len == 1)
		return first;
	const char *rest = text + strlen(head);
	rest += strspn(rest, " \n");
	g_autoptr(GPtrArray) more = text_wrap(rest, MAX(room - hang, TEXT_LEAST));
	for (guint i = 0; i < more->len && !full(build); i++) {
		const char *part = g_ptr_array_index(more, i);
		add(build, keep(build, part, strlen(part)), indent + hang, tone);
	}
	return first;
}

static char *redacted(const char *text)
{
	char *clean = redact_text(text, strlen(text));
	return clean != NULL ? clean : g_strdup(text);
}

/* ---- JSON ---- */

static gboolean is_open(const struct build *build, json_t *value, int depth)
{
	gboolean open = depth < build->open_depth;
	return g_hash_table_contains(build->toggled, value) ? !open : open;
}

static gsize size_of(const json_t *value)
{
	return json_is_array(value) ? json_array_size(value) : json_object_size(value);
}

static void append_scalar(struct build *build, GString *out, const json_t *value)
{
	TextFlags flags = build->ascii ? TEXT_ASCII : TEXT_ONE_LINE;
	if (json_is_string(value)) {
		gsize length = json_string_length(value);
		g_string_append_c(out, '"');
		text_append_visible(out, json_string_value(value), (gssize)MIN(length, VALUE_CAP), flags);
		g_string_append(out, length > VALUE_CAP ? "..." : "\"");
		return;
	}
	g_autofree char *text = weir_json_print(value);
	g_string_append(out, text);
}

static void append_value(struct build *build, GString *out, json_t *value)
{
	if (!json_is_array(value) && !json_is_object(value))
		append_scalar(build, out, value);
	else if (size_of(value) == 0)
		g_string_append(out, json_is_array(value) ? "[]" : "{}");
	else
		g_string_append_printf(
			out, json_is_array(value) ? "[%" G_GSIZE_FORMAT "]" : "{%" G_GSIZE_FORMAT "}",
			size_of(value));
}

static void append_sign(const struct build *build, GString *out, json_t *value, gboolean open)
{
	if (size_of(value) == 0)
		g_string_append(out, "  ");
	else if (build->ascii)
		g_string_append(out, open ? "- " : "+ ");
	else
		g_string_append(out, open ? "▾ " : "▸ ");
}

static void add_tree(struct build *build, const char *key, json_t *value, int indent, int depth);

static void add_members(struct build *build, json_t *value, int indent, int depth)
{
	if (json_is_array(value)) {
		for (gsize i = 0; i < json_array_size(value) && !full(build); i++) {
			char key[32];
			g_snprintf(key, sizeof key, "%" G_GSIZE_FORMAT, i);
			add_tree(build, key, json_array_get(value, i), indent, depth);
		}
		return;
	}
	for (void *at = json_object_iter(value); at != NULL && !full(build);
	     at = json_object_iter_next(value, at)) {
		g_autofree char *key =
			text_visible(json_object_iter_key(at), -1, build->ascii ? TEXT_ASCII : TEXT_ONE_LINE);
		add_tree(build, key, json_object_iter_value(at), indent, depth);
	}
}

static void add_tree(struct build *build, const char *key, json_t *value, int indent, int depth)
{
	gboolean open = is_open(build, value, depth);
	g_autoptr(GString) text = g_string_new(NULL);
	append_sign(build, text, value, open);
	int key_width = 0;
	if (key != NULL) {
		g_string_append(text, key);
		key_width = text_width(text->str);
		g_string_append(text, "  ");
	}
	append_value(build, text, value);
	g_autofree char *clean = redacted(text->str);
	guint first = add_wrapped(build, clean, indent, 2 * FOLD_STEP, TONE_PLAIN);
	for (guint i = first; i < build->flat->lines->len; i++) {
		FlatLine *line = &g_array_index(build->flat->lines, FlatLine, i);
		line->value = value;
		line->depth = depth;
		if (i > first)
			continue;
		line->key = key_width;
		line->fold = size_of(value) == 0 ? -1 : open;
	}
	if (open && size_of(value) > 0)
		/* What is in an open tree stands below its label: it needs the room. */
		add_members(build, value, depth == 0 ? FOLD_STEP : indent + FOLD_STEP, depth + 1);
}

/* ---- lines ---- */

/* An id or a path that the label leaves no room for, but that fits below it. */
static gboolean wants_own_line(const struct build *build, const char *text)
{
	int room = build->width - build->flat->labels, longest = 0;
	if (text_width(text) > build->width - FOLD_STEP)
		return FALSE;
	for (const char *at = text; *at != '\0';) {
		gsize length = strcspn(at, " ");
		g_autofree char *word = g_strndup(at, length);
		longest = MAX(longest, text_width(word));
		at += length + strspn(at + length, " ");
	}
	return longest > room;
}

/* Their lines one after the other. */
static void add_stacked(struct build *build, const char *text, Tone tone)
{
	g_auto(GStrv) parts = g_strsplit(text, "\n", -1);
	for (gsize i = 0; parts[i] != NULL && !full(build); i++)
		add_wrapped(build, parts[i], 0, FOLD_STEP, tone);
}

/* What a line does not hold goes on further in. */
static void wrap_part(GPtrArray *all, const char *part, int width)
{
	g_autoptr(GPtrArray) first = text_wrap(part, width);
	const char *head = g_ptr_array_index(first, 0);
	g_ptr_array_add(all, g_strdup(head));
	const char *rest = part + strlen(head);
	rest += strspn(rest, " ");
	if (*rest == '\0')
		return;
	g_autoptr(GPtrArray) more = text_wrap(rest, MAX(width - 2 * FOLD_STEP, TEXT_LEAST));
	for (guint i = 0; i < more->len; i++)
		g_ptr_array_add(all, g_strdup_printf("%*s%s", 2 * FOLD_STEP, "",
						     (const char *)g_ptr_array_index(more, i)));
}

static GPtrArray *wrapped_lines(const char *text, int width)
{
	g_autofree char *clean = redacted(text);
	g_auto(GStrv) parts = g_strsplit(clean, "\n", -1);
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; parts[i] != NULL && all->len < FLAT_CAP; i++)
		wrap_part(all, parts[i], width);
	return all;
}

static void add_pair(struct build *build, const DetailLine *line)
{
	int half = (build->width - PAIR_GAP) / 2;
	g_autoptr(GPtrArray) left = wrapped_lines(line->text, half);
	g_autoptr(GPtrArray) right = wrapped_lines(line->beside, half);
	for (guint i = 0; i < MAX(left->len, right->len) && !full(build); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		text_append_fitted(text, i < left->len ? left->pdata[i] : "", half, TEXT_LEFT, build->ascii);
		g_string_append(text, build->ascii ? " | " : " │ ");
		g_string_append(text, i < right->len ? right->pdata[i] : "");
		add(build, keep(build, text->str, text->len), 0, line->tone);
	}
}

static void add_two(struct build *build, const DetailLine *line)
{
	if (build->pairs && build->width >= PAIR_LEAST) {
		add_pair(build, line);
		return;
	}
	g_autofree char *text = redacted(line->text), *beside = redacted(line->beside);
	add_stacked(build, text, line->tone);
	add(build, "", 0, line->tone);
	add_stacked(build, beside, line->tone);
}

static void add_line(struct build *build, const DetailLine *line)
{
	build->label = line->label;
	if (line->beside != NULL) {
		add_two(build, line);
		return;
	}
	if (line->text == NULL) {
		build->label = NULL;
		const char *label = line->label != NULL ? line->label : "";
		add(build, keep(build, label, strlen(label)), 0, line->tone)->heading = TRUE;
		return;
	}
	if (line->json == NULL || *line->text != '\0') {
		g_autofree char *clean = redacted(line->text);
		/* An indent of the text's own stays with all its lines. */
		int own = (int)strspn(clean, " ");
		if (own == 0 && build->label != NULL && wants_own_line(build, clean)) {
			add(build, "", build->flat->labels, line->tone);
			add_wrapped(build, clean, FOLD_STEP, 0, line->tone);
		} else {
			add_wrapped(build, clean + own, build->flat->labels + own, own > 0 ? FOLD_STEP : 0,
				    line->tone);
		}
	}
	if (line->json != NULL)
		add_tree(build, NULL, line->json, build->flat->labels, 0);
}

Flat *flat_new(const GPtrArray *lines, int width, GHashTable *toggled, int open_depth, gboolean ascii,
	       gboolean pairs)
{
	Flat *flat = g_new0(Flat, 1);
	flat->lines = g_array_new(FALSE, TRUE, sizeof(FlatLine));
	flat->texts = g_string_chunk_new(4096);
	flat->labels = label_width(lines);
	if (flat->labels > width / 2)
		flat->labels = MAX(width / 3, 0);
	struct build build = { .flat = flat,
			       .width = width,
			       .toggled = toggled,
			       .open_depth = open_depth,
			       .ascii = ascii,
			       .pairs = pairs };
	for (guint i = 0; i < lines->len && !full(&build); i++) {
		build.source = i;
		add_line(&build, g_ptr_array_index(lines, i));
	}
	if (flat->cut) {
		build.label = NULL;
		const char *said = _("(more than 20,000 lines: the rest is left out)");
		add(&build, keep(&build, said, strlen(said)), 0, TONE_LOOK);
	}
	return flat;
}
