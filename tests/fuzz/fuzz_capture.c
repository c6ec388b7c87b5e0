/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of a webhook: no value that weir holds is in it, whatever stands around that value; redacting
 * twice is redacting once; the record of the log and the entry of a HAR file give back what went in.  The
 * input is method, target and headers, one a line, an empty line, and the body. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "replay/capture_har.h"

#define HELD "held-by-the-fuzzer/1"
#define SENT "sent?to=everybody&1"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(void)
{
	static SecBuf *held[2];
	if (held[0] != NULL)
		return;
	held[0] = secbuf_new("fuzz-held", HELD, strlen(HELD), NULL);
	held[1] = secbuf_new("fuzz-sent", SENT, strlen(SENT), NULL);
}

static void free_text(gpointer text)
{
	g_free(text);
}

static Capture *capture_of(const char *data, gsize size)
{
	Capture *capture = capture_new();
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(free_text);
	const char *end = data + size;
	for (const char *at = data; at < end;) {
		const char *stop = memchr(at, '\n', (gsize)(end - at));
		stop = stop != NULL ? stop : end;
		if (stop == at && lines->len >= 2) {
			g_bytes_unref(capture->body);
			capture->body = g_bytes_new(at + 1, (gsize)(end - at - 1));
			break;
		}
		g_ptr_array_add(lines, g_strndup(at, (gsize)(stop - at)));
		at = stop < end ? stop + 1 : end;
	}
	for (guint i = 0; i < lines->len; i++) {
		char *line = lines->pdata[i], *colon = strstr(line, ": ");
		char **text = i == 0 ? &capture->method : &capture->target;
		if (i < 2) {
			g_free(*text);
			*text = g_strdup(line);
		} else if (colon != NULL) {
			*colon = '\0';
			capture_add_header(capture, line, colon + 2);
		}
	}
	capture->answer = g_bytes_ref(capture->body);
	capture->answer_size = g_bytes_get_size(capture->answer);
	return capture;
}

static void check_free_of(const char *text, gsize length)
{
	static const char *const values[] = { HELD, SENT };
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
		g_assert_null(memmem(text, length, values[i], strlen(values[i])));
}

static void check_clean(const Capture *capture)
{
	gsize length = 0;
	const char *bytes = g_bytes_get_data(capture->body, &length);
	check_free_of(bytes, length);
	bytes = g_bytes_get_data(capture->answer, &length);
	check_free_of(bytes, length);
	check_free_of(capture->target, strlen(capture->target));
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		check_free_of(header->value, strlen(header->value));
	}
}

static void check_same(const Capture *one, const Capture *other)
{
	g_assert_cmpstr(one->method, ==, other->method);
	g_assert_cmpstr(one->target, ==, other->target);
	g_assert_cmpuint(one->headers->len, ==, other->headers->len);
	for (guint i = 0; i < one->headers->len; i++) {
		const Header *a = one->headers->pdata[i], *b = other->headers->pdata[i];
		g_assert_cmpstr(a->name, ==, b->name);
		g_assert_cmpstr(a->value, ==, b->value);
	}
	g_assert_true(g_bytes_equal(one->body, other->body));
	g_assert_true(g_bytes_equal(one->answer, other->answer));
}

static Capture *through_log(const Capture *capture)
{
	g_autoptr(GBytes) packed = capture_pack(capture);
	Capture *back = capture_unpack(1, packed, capture->body);
	g_assert_nonnull(back);
	g_assert_cmpuint(back->flags, ==, capture->flags);
	check_same(capture, back);
	return back;
}

static void check_har(const Capture *capture)
{
	g_autoptr(json_t) document =
		json_pack("{s:{s:[o]}}", "log", "entries", capture_har_entry(capture, "x"));
	g_autofree char *text = weir_json_print(document);
	g_assert_nonnull(text);
	g_autoptr(CaptureHar) har = capture_har_read(text, strlen(text), NULL);
	g_assert_nonnull(har);
	if (har->captures->len == 1)
		g_assert_true(g_bytes_equal(((Capture *)har->captures->pdata[0])->body, capture->body));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	hold();
	g_autoptr(Capture) capture = capture_of((const char *)data, size);
	g_autoptr(Capture) first = through_log(capture);
	capture_redact(capture, "X-Token-Of-The-Scheme");
	check_clean(capture);
	g_autoptr(Capture) once = through_log(capture);
	capture_redact(capture, "X-Token-Of-The-Scheme");
	check_same(capture, once);
	check_har(capture);
	return 0;
}
