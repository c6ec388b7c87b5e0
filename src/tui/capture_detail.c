/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/capture_detail.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "verb/capture_rows.h"

/* What is parsed, laid out and looked through for credentials while a key waits. */
enum { TREE_MOST = 64 * 1024, TEXT_MOST = 64 * 1024, HEX_MOST = 4096, MARGIN = 8 * 1024, HEX_ROW = 8 };
enum { CURL_BODY = 32 * 1024 };

/* Appends the first `most` bytes without credentials; one that goes on behind them is looked for, too. */
static GString *shown_part(GBytes *body, gsize most)
{
	gsize length;
	const char *bytes = g_bytes_get_data(body, &length);
	gsize looked = MIN(length, most + MARGIN);
	GString *redacted = looked > 0 ? redact_bytes(bytes, looked) : NULL;
	GString *out = redacted != NULL ? redacted : g_string_new_len(bytes, (gssize)looked);
	gsize left_out = looked < length ? MARGIN : 0;
	g_string_truncate(out, MIN(out->len - MIN(out->len, left_out), most));
	return out;
}

/* Whether people can read it; the last character may have been cut. */
static gboolean is_text(const GString *part, gboolean cut)
{
	const char *end;
	if (memchr(part->str, '\0', part->len) != NULL)
		return FALSE;
	return g_utf8_validate_len(part->str, part->len, &end) ||
	       (cut && part->str + part->len - end < 4 &&
		g_utf8_get_char_validated(end, part->str + part->len - end) == (gunichar)-2);
}

/* "0010  7b 22 69 64 22 3a 37 7d  {"id":7}" */
static void append_hex_row(GString *out, const guchar *bytes, gsize at, gsize n)
{
	g_string_append_printf(out, "%04zx ", at);
	for (gsize i = 0; i < HEX_ROW; i++) {
		if (i < n)
			g_string_append_printf(out, " %02x", bytes[at + i]);
		else
			g_string_append(out, "   ");
	}
	g_string_append(out, "  ");
	for (gsize i = 0; i < n; i++)
		g_string_append_c(out, g_ascii_isprint(bytes[at + i]) ? (char)bytes[at + i] : '.');
}

static void add_hex(GPtrArray *lines, const GString *part)
{
	gsize end = MIN(part->len, HEX_MOST);
	for (gsize at = 0; at < end; at += HEX_ROW) {
		g_autoptr(GString) row = g_string_new(NULL);
		append_hex_row(row, (const guchar *)part->str, at, MIN(end - at, HEX_ROW));
		g_ptr_array_add(lines, detail_line_new(NULL, row->str, TONE_PLAIN));
	}
}

static gboolean add_tree(GPtrArray *lines, const char *label, GBytes *body, const GString *part)
{
	if (g_bytes_get_size(body) > TREE_MOST)
		return FALSE;
	g_autoptr(json_t) value = weir_json_read(part->str, part->len, NULL, NULL, NULL);
	/* An empty list has no tree. */
	if (value == NULL || (json_is_array(value) && json_array_size(value) == 0))
		return FALSE;
	detail_add_json(lines, label, value);
	return TRUE;
}

static void add_body(GPtrArray *lines, const char *label, GBytes *body, gsize size, ListingLook look)
{
	g_autoptr(GString) part = shown_part(body, TEXT_MOST);
	if (part->len == 0 || add_tree(lines, label, body, part))
		return;
	gboolean text = is_text(part, part->len < size);
	gsize shown = text ? part->len : MIN(part->len, HEX_MOST);
	detail_add(lines, label, TONE_DIM, ngettext("%zu byte", "%zu bytes", size), size);
	if (shown < size) {
		DetailLine *head = lines->pdata[lines->len - 1];
		g_autofree char *sizes = head->text;
		head->text = g_strdup_printf(_("%s, of which the first %zu are shown"), sizes, shown);
	}
	if (text) {
		TextFlags flags = TEXT_KEEP_LINES | (look == LOOK_ASCII ? TEXT_ASCII : 0);
		g_autofree char *visible = text_visible(part->str, (gssize)part->len, flags);
		detail_add_text(lines, NULL, visible);
	} else {
		add_hex(lines, part);
	}
}

void capture_detail(const Capture *capture, gsize bytes, gboolean waits, ListingLook look, GPtrArray *lines)
{
	CaptureRow *row = capture_row_of(capture, bytes, FALSE);
	row->headers = g_ptr_array_ref(capture->headers);
	capture_row_detail(row, lines);
	capture_row_free(row);
	if (waits)
		detail_add(lines, _("body"), TONE_DIM, _("%zu bytes, being read"), bytes);
	else
		add_body(lines, _("body"), capture->body, bytes, look);
	if (capture->answer == NULL)
		return;
	detail_add(lines, _("answered"), TONE_ACCENT, "%s",
		   capture->answer_type != NULL ? capture->answer_type : _("without a content type"));
	add_body(lines, NULL, capture->answer, capture->answer_size, look);
}

/* ---- as curl ---- */

/* What may be pasted into a shell: nothing in it acts on a terminal. */
static gboolean is_plain(const char *text, gsize length, gboolean lines)
{
	if (!g_utf8_validate_len(text, length, NULL))
		return FALSE;
	for (gsize i = 0; i < length; i++) {
		guchar byte = (guchar)text[i];
		gboolean control =
			byte < 0x20 || byte == 0x7f || (byte == 0xc2 && (guchar)text[i + 1] < 0xa0);
		if (control && !(lines && (byte == '\n' || byte == '\t')))
			return FALSE;
	}
	return TRUE;
}

static gboolean line_can_hold(const Capture *capture)
{
	if (!is_plain(capture->method, strlen(capture->method), FALSE) ||
	    !is_plain(capture->target, strlen(capture->target), FALSE))
		return FALSE;
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		if (!is_plain(header->name, strlen(header->name), FALSE) ||
		    !is_plain(header->value, strlen(header->value), FALSE))
			return FALSE;
	}
	return TRUE;
}

static char *url_of(const Capture *capture, const char *base)
{
	const char *host = capture_header(capture, "Host");
	const char *scheme = (capture->flags & CAPTURE_HTTPS) != 0 ? "https" : "http";
	if (strstr(capture->target, "://") != NULL && capture->target[0] != '/')
		return g_strdup(capture->target);
	if (host != NULL && *host != '\0' && strpbrk(host, "/?#@ ") == NULL)
		return g_strdup_printf("%s://%s%s", scheme, host, capture->target);
	return g_strconcat(base, capture->target, NULL);
}

char *capture_curl(const Capture *capture, gsize bytes, const char *base)
{
	if (!line_can_hold(capture))
		return NULL;
	g_autoptr(Exchange) exchange = exchange_new();
	gsize length;
	const char *body = g_bytes_get_data(capture->body, &length);
	g_free(exchange->method);
	g_free(exchange->url);
	exchange->method = g_strdup(capture->method);
	exchange->url = url_of(capture, base);
	exchange->request_size = bytes;
	if (length == bytes && bytes <= CURL_BODY && is_plain(body, length, TRUE))
		exchange->request_body = g_bytes_ref(capture->body);
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		exchange_add_header(exchange->request_headers, header->name, header->value);
	}
	return exchange_curl(exchange);
}
