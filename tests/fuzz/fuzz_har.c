/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HAR files of strangers: what is taken could be sent, goes through the log's form unchanged, and what weir
 * writes of it reads the same.  An input that is no JSON is also tried as a record of the log. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "replay/capture_har.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sendable(const Capture *capture)
{
	g_assert_true(capture->method[0] != '\0' && strpbrk(capture->method, " \r\n") == NULL);
	g_assert_true(capture->target[0] == '/' && strpbrk(capture->target, " \r\n") == NULL);
	for (guint i = 0; i < capture->headers->len; i++) {
		const Header *header = capture->headers->pdata[i];
		g_assert_true(header->name[0] != '\0' && strpbrk(header->name, " :\r\n") == NULL);
		g_assert_null(strpbrk(header->value, "\r\n"));
	}
}

static void check_same(const Capture *one, const Capture *other)
{
	g_assert_cmpstr(one->method, ==, other->method);
	g_assert_cmpstr(one->target, ==, other->target);
	g_assert_cmpuint(one->headers->len, ==, other->headers->len);
	g_assert_true(g_bytes_equal(one->body, other->body));
}

static void check_log(const Capture *capture)
{
	g_autoptr(GBytes) packed = capture_pack(capture);
	g_autoptr(Capture) back = capture_unpack(1, packed, capture->body);
	g_assert_nonnull(back);
	check_same(capture, back);
	g_assert_cmpuint(capture->flags, ==, back->flags);
}

static void check_written(const Capture *capture)
{
	g_autoptr(json_t) document =
		json_pack("{s:{s:[o]}}", "log", "entries", capture_har_entry(capture, "x"));
	g_autofree char *text = weir_json_print(document);
	g_autoptr(CaptureHar) har = text != NULL ? capture_har_read(text, strlen(text), NULL) : NULL;
	g_assert_nonnull(har);
	/* A Host header that is no host makes a URL that is none. */
	if (har->captures->len == 1)
		g_assert_true(g_bytes_equal(((Capture *)har->captures->pdata[0])->body, capture->body));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(CaptureHar) har = capture_har_read((const char *)data, size, NULL);
	for (guint i = 0; har != NULL && i < har->captures->len; i++) {
		Capture *capture = har->captures->pdata[i];
		check_sendable(capture);
		check_log(capture);
		check_written(capture);
		capture_redact(capture, NULL);
	}
	if (har == NULL) {
		g_autoptr(GBytes) bytes = g_bytes_new(data, size);
		g_autoptr(Capture) capture = capture_unpack(1, bytes, NULL);
		if (capture != NULL)
			check_log(capture);
	}
	return 0;
}
