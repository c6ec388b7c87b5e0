/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/capture.h"

#include <string.h>

/* time, flags, peer, version, method, target, headers, and by name what a capture may have or not. */
#define RECORD_TYPE G_VARIANT_TYPE("(xuayayayaya(ayay)a{sv})")

enum { MOST_HEADERS = 4096 };

static void free_header(gpointer memory)
{
	Header *header = memory;
	g_free(header->name);
	g_free(header->value);
	g_free(header);
}

Capture *capture_new(void)
{
	Capture *capture = g_new0(Capture, 1);
	capture->version = g_strdup("HTTP/1.1");
	capture->method = g_strdup("");
	capture->target = g_strdup("");
	capture->headers = g_ptr_array_new_with_free_func(free_header);
	capture->body = g_bytes_new(NULL, 0);
	return capture;
}

void capture_free(Capture *capture)
{
	if (capture == NULL)
		return;
	g_free(capture->peer);
	g_free(capture->version);
	g_free(capture->method);
	g_free(capture->target);
	g_ptr_array_unref(capture->headers);
	g_bytes_unref(capture->body);
	g_free(capture->scheme);
	g_free(capture->verdict);
	g_free(capture->why);
	g_free(capture->forward);
	g_free(capture->forward_error);
	g_free(capture->answer_type);
	g_clear_pointer(&capture->answer, g_bytes_unref);
	g_free(capture);
}

static void free_capture(gpointer capture)
{
	capture_free(capture);
}

GPtrArray *captures_new(void)
{
	return g_ptr_array_new_with_free_func(free_capture);
}

void capture_add_header(Capture *capture, const char *name, const char *value)
{
	Header *header = g_new(Header, 1);
	*header = (Header){ g_strdup(name), g_strdup(value) };
	g_ptr_array_add(capture->headers, header);
}

const char *capture_header(const Capture *capture, const char *name)
{
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

/* ---- what a capture may have or not ---- */

static const struct {
	const char *name;
	gsize offset;
} texts[] = {
	{ "scheme", G_STRUCT_OFFSET(Capture, scheme) },
	{ "verdict", G_STRUCT_OFFSET(Capture, verdict) },
	{ "why", G_STRUCT_OFFSET(Capture, why) },
	{ "forward", G_STRUCT_OFFSET(Capture, forward) },
	{ "forward-error", G_STRUCT_OFFSET(Capture, forward_error) },
	{ "answer-type", G_STRUCT_OFFSET(Capture, answer_type) },
};

static void pack_more(GVariantBuilder *more, const Capture *capture)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *text = G_STRUCT_MEMBER(char *, capture, texts[i].offset);
		if (text != NULL)
			g_variant_builder_add(more, "{sv}", texts[i].name, g_variant_new_bytestring(text));
	}
	if (capture->status != 0) {
		g_variant_builder_add(more, "{sv}", "status", g_variant_new_uint32(capture->status));
		g_variant_builder_add(more, "{sv}", "answer-ms", g_variant_new_double(capture->answer_ms));
	}
	if (capture->forward_status != 0)
		g_variant_builder_add(more, "{sv}", "forward-status",
				      g_variant_new_uint32(capture->forward_status));
	if (capture->answer == NULL)
		return;
	g_variant_builder_add(more, "{sv}", "answer-size", g_variant_new_uint64(capture->answer_size));
	g_variant_builder_add(more, "{sv}", "answer",
			      g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, capture->answer, TRUE));
}

static gboolean unpack_text(Capture *capture, const char *name, GVariant *value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (strcmp(texts[i].name, name) != 0)
			continue;
		char **text = &G_STRUCT_MEMBER(char *, capture, texts[i].offset);
		if (*text == NULL && g_variant_is_of_type(value, G_VARIANT_TYPE_BYTESTRING))
			*text = g_strdup(g_variant_get_bytestring(value));
		return TRUE;
	}
	return FALSE;
}

static void unpack_number(Capture *capture, const char *name, GVariant *value)
{
	if (strcmp(name, "status") == 0 && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32))
		capture->status = g_variant_get_uint32(value);
	else if (strcmp(name, "answer-ms") == 0 && g_variant_is_of_type(value, G_VARIANT_TYPE_DOUBLE))
		capture->answer_ms = g_variant_get_double(value);
	else if (strcmp(name, "forward-status") == 0 && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32))
		capture->forward_status = g_variant_get_uint32(value);
}

static void unpack_answer(Capture *capture, GVariant *more)
{
	guint64 size = 0;
	g_autoptr(GVariant) answer = g_variant_lookup_value(more, "answer", G_VARIANT_TYPE_BYTESTRING);
	if (answer == NULL || !g_variant_lookup(more, "answer-size", "t", &size))
		return;
	capture->answer = g_bytes_new(g_variant_get_data(answer), g_variant_get_size(answer));
	capture->answer_size = (gsize)size;
}

/* One pass: to look each name up would be most of the time that a row of a list takes. */
static void unpack_more(Capture *capture, GVariant *more)
{
	GVariantIter iter;
	const char *name;
	GVariant *value;
	gboolean answer = FALSE;
	g_variant_iter_init(&iter, more);
	while (g_variant_iter_loop(&iter, "{&sv}", &name, &value)) {
		if (!unpack_text(capture, name, value))
			unpack_number(capture, name, value);
		answer = answer || strcmp(name, "answer") == 0;
	}
	if (answer)
		unpack_answer(capture, more);
}

/* ---- the whole ---- */

static GVariant *little_endian(GVariant *variant)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
	GVariant *swapped = g_variant_byteswap(variant);
	g_variant_unref(variant);
	return swapped;
#else
	return variant;
#endif
}

static GVariant *text_of(const char *text)
{
	return g_variant_new_bytestring(text != NULL ? text : "");
}

GBytes *capture_pack(const Capture *capture)
{
	GVariantBuilder headers, more;
	g_variant_builder_init(&headers, G_VARIANT_TYPE("a(ayay)"));
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		g_variant_builder_add(&headers, "(@ay@ay)", text_of(header->name), text_of(header->value));
	}
	g_variant_builder_init(&more, G_VARIANT_TYPE("a{sv}"));
	pack_more(&more, capture);
	GVariant *record = g_variant_ref_sink(
		g_variant_new("(xu@ay@ay@ay@aya(ayay)a{sv})", capture->time, capture->flags,
			      text_of(capture->peer), text_of(capture->version), text_of(capture->method),
			      text_of(capture->target), &headers, &more));
	record = little_endian(record);
	GBytes *bytes = g_variant_get_data_as_bytes(record);
	g_variant_unref(record);
	return bytes;
}

static void unpack_headers(Capture *capture, GVariant *headers)
{
	gsize n = MIN(g_variant_n_children(headers), MOST_HEADERS);
	for (gsize i = 0; i < n; i++) {
		g_autoptr(GVariant) pair = g_variant_get_child_value(headers, i);
		g_autoptr(GVariant) name = g_variant_get_child_value(pair, 0);
		g_autoptr(GVariant) value = g_variant_get_child_value(pair, 1);
		capture_add_header(capture, g_variant_get_bytestring(name), g_variant_get_bytestring(value));
	}
}

Capture *capture_unpack(guint64 number, GBytes *bytes, GBytes *body)
{
	g_autoptr(GVariant) record = g_variant_ref_sink(g_variant_new_from_bytes(RECORD_TYPE, bytes, FALSE));
	if (!g_variant_is_normal_form(record))
		return NULL;
	record = little_endian(g_steal_pointer(&record));
	const char *peer, *version, *method, *target;
	g_autoptr(GVariant) headers = NULL, more = NULL;
	Capture *capture = capture_new();
	g_variant_get(record, "(xu^&ay^&ay^&ay^&ay@a(ayay)@a{sv})", &capture->time, &capture->flags, &peer,
		      &version, &method, &target, &headers, &more);
	capture->number = number;
	capture->peer = peer[0] != '\0' ? g_strdup(peer) : NULL;
	g_free(capture->version);
	g_free(capture->method);
	g_free(capture->target);
	capture->version = g_strdup(version);
	capture->method = g_strdup(method);
	capture->target = g_strdup(target);
	unpack_headers(capture, headers);
	unpack_more(capture, more);
	if (body != NULL) {
		g_bytes_unref(capture->body);
		capture->body = g_bytes_ref(body);
	}
	return capture;
}
