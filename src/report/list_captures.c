/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "report/cells.h"

enum { EXCERPT = 4096 };

const struct column capture_columns[N_CAPTURE_COLUMNS] = {
	[CAPTURE_SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[CAPTURE_NUMBER] = { "number", N_("number"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[CAPTURE_TIME] = { "time", N_("time"), TEXT_LEFT, 20, 0, FALSE, FALSE },
	[CAPTURE_METHOD] = { "method", N_("method"), TEXT_LEFT, 4, 0, FALSE, FALSE },
	[CAPTURE_TARGET] = { "target", N_("path"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[CAPTURE_TYPE] = { "type", N_("type"), TEXT_LEFT, 16, 2, FALSE, FALSE },
	[CAPTURE_BYTES] = { "bytes", N_("bytes"), TEXT_RIGHT, 5, 0, FALSE, FALSE },
	[CAPTURE_SIGNATURE] = { "signature", N_("signature"), TEXT_LEFT, 9, 0, FALSE, FALSE },
	[CAPTURE_STATUS] = { "status", N_("answer"), TEXT_RIGHT, 6, 0, FALSE, FALSE },
	[CAPTURE_FORWARDED] = { "forwarded", N_("forwarded"), TEXT_RIGHT, 9, 0, FALSE, FALSE },
	[CAPTURE_PEER] = { "peer", N_("peer"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

CaptureRow *capture_row_new(void)
{
	return g_new0(CaptureRow, 1);
}

void capture_row_free(CaptureRow *row)
{
	if (row == NULL)
		return;
	g_free(row->peer);
	g_free(row->method);
	g_free(row->target);
	g_free(row->type);
	g_free(row->scheme);
	g_free(row->signature);
	g_free(row->why);
	g_free(row->forward);
	g_free(row->forward_error);
	g_clear_pointer(&row->headers, g_ptr_array_unref);
	g_clear_pointer(&row->body, g_bytes_unref);
	g_free(row);
}

static const CaptureRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static Tone sign_cell(const CaptureRow *row, ListingLook look, GString *out)
{
	gboolean utf8 = look == LOOK_UTF8;
	if (row->signature == NULL)
		return TONE_PLAIN;
	if (!row->signature_good) {
		g_string_append(out, utf8 ? "✕" : "x");
		return TONE_BAD;
	}
	g_string_append(out, utf8 ? "●" : "o");
	return TONE_GOOD;
}

static void forwarded_cell(const CaptureRow *row, ListingLook look, GString *out)
{
	if (row->forward_status > 0)
		g_string_append_printf(out, "%u", row->forward_status);
	else if (row->forward_error != NULL)
		g_string_append(out, cell_word(N_("failed"), look));
}

Tone capture_row_cell(const CaptureRow *row, guint column, ListingLook look, GString *out)
{
	g_autofree char *time = NULL;
	switch (column) {
	case CAPTURE_SIGN:
		return sign_cell(row, look, out);
	case CAPTURE_NUMBER:
		g_string_append_printf(out, "%" PRIu64, row->number);
		break;
	case CAPTURE_TIME:
		time = when_rfc3339(row->time);
		g_string_append(out, time);
		return TONE_DIM;
	case CAPTURE_METHOD:
		cell_text(out, row->method, look);
		break;
	case CAPTURE_TARGET:
		cell_text(out, row->target, look);
		break;
	case CAPTURE_TYPE:
		cell_text(out, row->type, look);
		return TONE_DIM;
	case CAPTURE_BYTES:
		g_string_append_printf(out, "%zu", row->bytes);
		return TONE_DIM;
	case CAPTURE_SIGNATURE:
		cell_text(out, row->signature, look);
		return row->signature == NULL || row->signature_good ? TONE_DIM : TONE_BAD;
	case CAPTURE_STATUS:
		if (row->status > 0)
			g_string_append_printf(out, "%u", row->status);
		return row->status < 400 ? TONE_DIM : TONE_LOOK;
	case CAPTURE_FORWARDED:
		forwarded_cell(row, look, out);
		return row->forward_error != NULL ? TONE_BAD : TONE_DIM;
	case CAPTURE_PEER:
		cell_text(out, row->peer, look);
		break;
	default:
		break;
	}
	return TONE_PLAIN;
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	return capture_row_cell(row_at(listing, number), column, look, out);
}

/* ---- JSON ---- */

/* Bytes that are no text are shown as `weir show` shows them: JSON has no others. */
static void set_bytes(json_t *object, const char *member, const char *text)
{
	if (text == NULL || g_utf8_validate(text, -1, NULL)) {
		json_set_text(object, member, text);
		return;
	}
	g_autofree char *visible = text_visible(text, -1, TEXT_ONE_LINE);
	json_set_text(object, member, visible);
}

static json_t *headers_json(const GPtrArray *headers)
{
	json_t *list = json_array();
	for (guint i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];
		json_t *pair = json_object();
		set_bytes(pair, "name", header->name);
		set_bytes(pair, "value", header->value);
		json_array_append_new(list, pair);
	}
	return list;
}

static void set_body(json_t *object, GBytes *body)
{
	gsize length;
	const char *bytes = g_bytes_get_data(body, &length);
	if (length == 0 || g_utf8_validate_len(bytes, length, NULL)) {
		json_object_set_new(object, "body", json_stringn(length > 0 ? bytes : "", length));
		return;
	}
	g_autofree char *text = g_base64_encode((const guchar *)bytes, length);
	json_object_set_new(object, "body_base64", json_string(text));
}

json_t *capture_row_json(const CaptureRow *row)
{
	g_autofree char *time = when_rfc3339(row->time);
	json_t *object = json_object();
	json_t *notes = json_array();
	json_object_set_new(object, "number",
			    row->number > 0 ? json_integer((json_int_t)row->number) : json_null());
	json_object_set_new(object, "time", json_string(time));
	set_bytes(object, "peer", row->peer);
	set_bytes(object, "method", row->method);
	set_bytes(object, "target", row->target);
	set_bytes(object, "content_type", row->type);
	json_object_set_new(object, "bytes", json_integer((json_int_t)row->bytes));
	json_object_set_new(object, "status", row->status > 0 ? json_integer(row->status) : json_null());
	json_object_set_new(object, "scheme", row->scheme != NULL ? json_string(row->scheme) : json_null());
	set_bytes(object, "signature", row->signature);
	set_bytes(object, "signature_why", row->why);
	set_bytes(object, "forward", row->forward);
	json_object_set_new(object, "forward_status",
			    row->forward_status > 0 ? json_integer(row->forward_status) : json_null());
	set_bytes(object, "forward_error", row->forward_error);
	for (gsize i = 0; row->notes[i] != NULL; i++)
		json_array_append_new(notes, json_string(row->notes[i]));
	json_object_set_new(object, "notes", notes);
	if (row->headers != NULL)
		json_object_set_new(object, "headers", headers_json(row->headers));
	if (row->body != NULL)
		set_body(object, row->body);
	return object;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	return capture_row_json(row_at(listing, number));
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint bad = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		const CaptureRow *row = row_at(listing, i);
		bad += row->signature != NULL && !row->signature_good;
	}
	g_string_append_printf(out, ngettext("%u capture", "%u captures", listing->n_rows), listing->n_rows);
	if (bad > 0)
		cell_part(out, look, _("%u with a wrong signature"), bad);
}

/* ---- one of them ---- */

static void add_body(const CaptureRow *row, GPtrArray *lines)
{
	gsize length;
	const char *bytes = g_bytes_get_data(row->body, &length);
	if (length == 0)
		return;
	g_autofree char *visible = text_visible(bytes, (gssize)MIN(length, EXCERPT), TEXT_KEEP_LINES);
	g_ptr_array_add(lines, detail_line_new(_("body"), NULL, TONE_ACCENT));
	detail_add_text(lines, NULL, visible);
	if (length > EXCERPT || row->bytes > length)
		detail_add(lines, NULL, TONE_DIM, _("(%zu bytes in all)"), row->bytes);
}

void capture_row_detail(const CaptureRow *row, GPtrArray *lines)
{
	g_autofree char *time = when_rfc3339(row->time);
	detail_add(lines, _("capture"), TONE_ACCENT, "%" PRIu64, row->number);
	detail_add(lines, _("time"), TONE_PLAIN, "%s", time);
	detail_add_text(lines, _("peer"), row->peer);
	if (row->status > 0)
		detail_add(lines, _("answer"), TONE_PLAIN, _("%u after %.1f ms"), row->status,
			   row->answer_ms);
	if (row->signature != NULL)
		detail_add(lines, _("signature"), row->signature_good ? TONE_GOOD : TONE_BAD, "%s: %s",
			   row->scheme, row->why != NULL ? row->why : row->signature);
	if (row->forward != NULL && row->forward_error != NULL &&
	    g_str_has_prefix(row->forward_error, row->forward))
		detail_add(lines, _("forwarded"), TONE_BAD, "%s", row->forward_error);
	else if (row->forward != NULL && row->forward_error != NULL)
		detail_add(lines, _("forwarded"), TONE_BAD, "%s: %s", row->forward, row->forward_error);
	else if (row->forward != NULL)
		detail_add(lines, _("forwarded"), TONE_PLAIN, "%s: %u", row->forward, row->forward_status);
	for (gsize i = 0; row->notes[i] != NULL; i++)
		detail_add(lines, i == 0 ? _("notes") : NULL, TONE_LOOK, "%s", row->notes[i]);
	detail_add(lines, _("request"), TONE_ACCENT, "%s %s", row->method, row->target);
	for (guint i = 0; row->headers != NULL && i < row->headers->len; i++) {
		const Header *header = row->headers->pdata[i];
		detail_add(lines, NULL, TONE_PLAIN, "%s: %s", header->name, header->value);
	}
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const CaptureRow *row = row_at(listing, number);
	capture_row_detail(row, lines);
	if (row->body != NULL)
		add_body(row, lines);
}

const struct listing_kind listing_captures = {
	.name = "captures",
	.columns = capture_columns,
	.n_columns = N_CAPTURE_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
