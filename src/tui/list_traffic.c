/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/list_traffic.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "base/when.h"
#include "model/exchange.h"

enum column_number { SIGN, NUMBER, TIME, SERVER, METHOD, PATH, STATUS, SIZE, TOOK, URL, REASON, N_COLUMNS };
enum { KILO = 1024, MEGA = 1024 * 1024 };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[NUMBER] = { "number", "#", TEXT_RIGHT, 1, 0, FALSE, FALSE },
	[TIME] = { "time", N_("time"), TEXT_LEFT, 8, 2, FALSE, FALSE },
	[SERVER] = { "server", N_("server"), TEXT_LEFT, 8, 2, FALSE, FALSE },
	[METHOD] = { "method", N_("method"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[PATH] = { "path", N_("path"), TEXT_LEFT, 12, 1, FALSE, FALSE },
	[STATUS] = { "status", N_("status"), TEXT_LEFT, 6, 1, FALSE, FALSE },
	[SIZE] = { "size", N_("size"), TEXT_RIGHT, 6, 2, FALSE, FALSE },
	[TOOK] = { "ms", N_("took"), TEXT_RIGHT, 6, 0, FALSE, FALSE },
	[URL] = { "url", N_("url"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[REASON] = { "error", N_("error"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static const Exchange *exchange_at(const struct listing *listing, guint row)
{
	const GPtrArray *exchanges = listing->data;
	return g_ptr_array_index(exchanges, row);
}

static TextFlags text_flags(ListingLook look)
{
	return look == LOOK_ASCII ? TEXT_ASCII : TEXT_ONE_LINE;
}

static void append(GString *out, const char *text, ListingLook look)
{
	if (text != NULL)
		text_append_visible(out, text, -1, text_flags(look));
}

/* "/path?query" of a URL. */
static const char *path_of(const char *url)
{
	const char *host = url != NULL ? strstr(url, "://") : NULL;
	const char *path = host != NULL ? strchr(host + 3, '/') : url;
	return path != NULL ? path : "/";
}

static Tone tone_of(const Exchange *exchange)
{
	if (!exchange->finished)
		return TONE_DIM;
	if (exchange->error != NULL || exchange->status >= 500)
		return TONE_BAD;
	return exchange->status >= 300 ? TONE_LOOK : TONE_GOOD;
}

static const char *sign_of(const Exchange *exchange, ListingLook look)
{
	gboolean utf8 = look == LOOK_UTF8;
	switch (tone_of(exchange)) {
	case TONE_BAD:
		return utf8 ? "✕" : "x";
	case TONE_LOOK:
		return utf8 ? "▲" : "!";
	case TONE_GOOD:
		return utf8 ? "●" : "o";
	default:
		return utf8 ? "…" : ".";
	}
}

static void append_size(GString *out, gsize size)
{
	if (size < KILO)
		g_string_append_printf(out, "%" G_GSIZE_FORMAT " B", size);
	else if (size < MEGA)
		g_string_append_printf(out, "%.1f kB", (double)size / KILO);
	else
		g_string_append_printf(out, "%.1f MB", (double)size / MEGA);
}

static void append_status(GString *out, const Exchange *exchange, ListingLook look)
{
	if (!exchange->finished)
		g_string_append(out, _("waiting"));
	else if (exchange->status == 0)
		g_string_append(out, _("no answer"));
	else
		g_string_append_printf(out, "%d ", exchange->status);
	if (exchange->status != 0)
		append(out, exchange->reason, look);
	g_strchomp(out->str);
	out->len = strlen(out->str);
}

static Tone cell(const struct listing *listing, guint row, guint column, ListingLook look, GString *out)
{
	const Exchange *exchange = exchange_at(listing, row);
	g_autofree char *text = NULL;
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, sign_of(exchange, look));
		return tone_of(exchange);
	case NUMBER:
		g_string_append_printf(out, "%" G_GUINT64_FORMAT, exchange->number);
		return TONE_DIM;
	case TIME:
		text = when_clock(exchange->started);
		g_string_append(out, text);
		return TONE_DIM;
	case SERVER:
		append(out, exchange->target, look);
		break;
	case METHOD:
		append(out, exchange->method, look);
		break;
	case PATH:
		append(out, path_of(exchange->url), look);
		break;
	case STATUS:
		append_status(out, exchange, look);
		return tone_of(exchange) == TONE_GOOD ? TONE_PLAIN : tone_of(exchange);
	case SIZE:
		if (exchange->finished)
			append_size(out, exchange->body_size);
		break;
	case TOOK:
		if (exchange->finished)
			g_string_append(out, text = when_milliseconds(exchange->total_ms));
		break;
	case URL:
		append(out, exchange->url, look);
		break;
	case REASON:
		append(out, exchange->error != NULL ? exchange->error->message : NULL, look);
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

void traffic_sort_key(const struct listing *listing, guint row, guint column, GString *out)
{
	const Exchange *exchange = exchange_at(listing, row);
	switch ((enum column_number)column) {
	case TIME:
		g_string_append_printf(out, "%" G_GINT64_FORMAT, exchange->started);
		break;
	case SIZE:
		g_string_append_printf(out, "%" G_GSIZE_FORMAT, exchange->body_size);
		break;
	case TOOK:
		g_string_append_printf(out, "%" G_GINT64_FORMAT, (gint64)(exchange->total_ms * 1000));
		break;
	default:
		cell(listing, row, column, LOOK_UTF8, out);
		break;
	}
}

static json_t *headers_json(const GPtrArray *headers)
{
	json_t *array = json_array();
	for (guint i = 0; headers != NULL && i < headers->len; i++) {
		const Header *header = g_ptr_array_index(headers, i);
		g_autofree char *text = g_strdup_printf("%s: %s", header->name, header->value);
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		json_array_append_new(array, json_string(valid));
	}
	return array;
}

static json_t *row_json(const struct listing *listing, guint row)
{
	const Exchange *exchange = exchange_at(listing, row);
	g_autofree char *started = when_rfc3339(exchange->started);
	json_t *object = json_object();
	json_object_set_new(object, "number", json_integer((json_int_t)exchange->number));
	json_object_set_new(object, "started", json_string(started));
	json_object_set_new(object, "server", json_string(exchange->target));
	json_object_set_new(object, "method", json_string(exchange->method));
	json_object_set_new(object, "url", json_string(exchange->url));
	json_object_set_new(object, "status",
			    exchange->status != 0 ? json_integer(exchange->status) : json_null());
	json_object_set_new(object, "milliseconds", json_real(exchange->total_ms));
	json_object_set_new(object, "bytes", json_integer((json_int_t)exchange->body_size));
	json_object_set_new(object, "request_headers", headers_json(exchange->request_headers));
	json_object_set_new(object, "headers", headers_json(exchange->headers));
	if (exchange->error != NULL) {
		g_autofree char *message = g_utf8_make_valid(exchange->error->message, -1);
		json_object_set_new(object, "error", json_string(message));
	}
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint bad = 0, waiting = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		bad += tone_of(exchange_at(listing, i)) == TONE_BAD;
		waiting += !exchange_at(listing, i)->finished;
	}
	const char *dot = look == LOOK_UTF8 ? " · " : ", ";
	g_string_append_printf(out, ngettext("%u exchange", "%u exchanges", listing->n_rows),
			       listing->n_rows);
	if (bad > 0)
		g_string_append_printf(out, "%s%u %s", dot, bad, _("failed"));
	if (waiting > 0)
		g_string_append_printf(out, "%s%u %s", dot, waiting, _("waiting"));
}

/* ---- details ---- */

static void detail_headers(GPtrArray *lines, const char *label, const GPtrArray *headers)
{
	for (guint i = 0; headers != NULL && i < headers->len; i++) {
		const Header *header = g_ptr_array_index(headers, i);
		detail_add(lines, i == 0 ? label : NULL, TONE_DIM, "%s: %s", header->name, header->value);
	}
}

/* As a tree where it is JSON, as text where not. */
static void detail_body(GPtrArray *lines, const char *label, GBytes *body, gsize size)
{
	if (body == NULL) {
		if (size > 0)
			detail_add(lines, label, TONE_DIM, _("%zu bytes, not kept"), (size_t)size);
		return;
	}
	gsize kept;
	const char *bytes = g_bytes_get_data(body, &kept);
	g_autoptr(json_t) value = weir_json_read(bytes, kept, NULL, NULL, NULL);
	if (value != NULL) {
		detail_add_json(lines, label, value);
		return;
	}
	g_autofree char *text = text_visible(bytes, (gssize)kept, TEXT_KEEP_LINES);
	detail_add_text(lines, label, text);
	if (kept < size)
		detail_add(lines, NULL, TONE_DIM, _("(%zu of %zu bytes kept)"), (size_t)kept, (size_t)size);
}

static void detail_timing(GPtrArray *lines, const Exchange *exchange)
{
	static const char *const names[] = { N_("resolved"), N_("connected"), N_("TLS"), N_("first byte"),
					     N_("done") };
	const double at[] = { exchange->resolve_ms, exchange->connect_ms, exchange->tls_ms,
			      exchange->first_byte_ms, exchange->total_ms };
	g_autoptr(GString) text = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(at); i++) {
		if (at[i] <= 0)
			continue;
		g_autofree char *after = when_milliseconds(at[i]);
		g_string_append_printf(text, "%s%s %s", text->len > 0 ? ", " : "", _(names[i]), after);
	}
	if (text->len > 0)
		detail_add(lines, _("timing"), TONE_PLAIN, "%s", text->str);
}

static void detail_tls(GPtrArray *lines, const TlsFacts *tls)
{
	if (tls == NULL)
		return;
	detail_add(lines, _("TLS"), tls->trusted ? TONE_PLAIN : TONE_BAD, "%s %s%s%s",
		   tls->protocol != NULL ? tls->protocol : "", tls->cipher != NULL ? tls->cipher : "",
		   tls->problem != NULL ? ", " : "", tls->problem != NULL ? tls->problem : "");
	g_autofree char *until = when_rfc3339(tls->not_after);
	if (tls->subject != NULL)
		detail_add(lines, _("certificate"), TONE_PLAIN, _("%s, until %s"), tls->subject, until);
}

static void detail(const struct listing *listing, guint row, ListingLook look, GPtrArray *lines)
{
	const Exchange *exchange = exchange_at(listing, row);
	g_autoptr(GString) status = g_string_new(NULL);
	g_autofree char *started = when_rfc3339(exchange->started);
	detail_add(lines, _("request"), TONE_ACCENT, "%s %s", exchange->method, exchange->url);
	append_status(status, exchange, look);
	detail_add(lines, _("answer"), tone_of(exchange), "%s %s", sign_of(exchange, look), status->str);
	if (exchange->error != NULL)
		detail_add(lines, _("error"), TONE_BAD, "%s", exchange->error->message);
	detail_add(lines, _("server"), TONE_PLAIN, "%s", exchange->target);
	detail_add(lines, _("started"), TONE_PLAIN, "%s", started);
	detail_timing(lines, exchange);
	if (exchange->peer != NULL)
		detail_add(lines, _("peer"), TONE_PLAIN, "%s, HTTP/%s", exchange->peer,
			   exchange->http_version[0] != '\0' ? exchange->http_version : "?");
	detail_tls(lines, exchange->tls);
	detail_headers(lines, _("sent headers"), exchange->request_headers);
	detail_body(lines, _("sent body"), exchange->request_body, exchange->request_size);
	detail_headers(lines, _("headers"), exchange->headers);
	detail_body(lines, _("body"), exchange->body, exchange->body_size);
}

const struct listing_kind listing_traffic = {
	.name = "traffic",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
