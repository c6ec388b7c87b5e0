/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One capture for people, hostile ones among them. */
#include "tui/capture_detail.h"

#include <string.h>

#include "base/redact.h"
#include "base/secret.h"
#include "leak/scan.h"
#include "suite.h"

static Capture *made(const char *target, const void *body, gsize length)
{
	Capture *capture = capture_new();
	g_free(capture->method);
	g_free(capture->target);
	capture->method = g_strdup("POST");
	capture->target = g_strdup(target);
	capture->number = 12;
	capture->time = G_GINT64_CONSTANT(1790000000) * G_USEC_PER_SEC;
	capture->status = 200;
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new(body, length);
	return capture;
}

static ListingLook look = LOOK_UTF8;

static GPtrArray *lines_of(const Capture *capture, gboolean waits)
{
	GPtrArray *lines = detail_new();
	capture_detail(capture, g_bytes_get_size(capture->body), waits, look, lines);
	return lines;
}

/* "label|text" of every line; a tree is "label|{json}". */
static char *text_of(const GPtrArray *lines)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < lines->len; i++) {
		const DetailLine *line = lines->pdata[i];
		char *json =
			line->json != NULL ? json_dumps(line->json, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
		g_string_append_printf(out, "%s|%s%s\n", line->label != NULL ? line->label : "",
				       line->text != NULL ? line->text : "", json != NULL ? json : "");
		free(json);
	}
	return g_strdup(out->str);
}

static void has(const Capture *capture, const char *part)
{
	g_autoptr(GPtrArray) lines = lines_of(capture, FALSE);
	g_autofree char *text = text_of(lines);
	ck_assert_msg(strstr(text, part) != NULL, "no '%s' in:\n%s", part, text);
}

/* Nothing in it acts on a terminal. */
static void is_tame(const Capture *capture)
{
	g_autoptr(GPtrArray) lines = lines_of(capture, FALSE);
	g_autofree char *text = text_of(lines);
	ck_assert(g_utf8_validate(text, -1, NULL));
	for (const char *at = text; *at != '\0'; at++)
		ck_assert_msg((guchar)*at >= 0x20 || *at == '\n', "byte %02x", (guchar)*at);
	ck_assert_ptr_null(strstr(text, "\xe2\x80\xae"));
}

START_TEST(everything_is_told)
{
	g_autoptr(Capture) capture = made("/hook?x=1", "{\"id\":7,\"a\":[1]}", 16);
	capture_add_header(capture, "X-One", "first");
	capture_add_header(capture, "X-Two", "second");
	capture->scheme = g_strdup("github-sha256");
	capture->verdict = g_strdup("wrong-signature");
	capture->why = g_strdup("X-Sig is not the signature of this request");
	capture->forward = g_strdup("http://127.0.0.1:3000");
	capture->forward_status = 503;
	capture->answer_type = g_strdup("application/json");
	capture->answer = g_bytes_new_static("{\"ok\":false}", 12);
	capture->answer_size = 12;
	has(capture, "request|POST /hook?x=1\n|X-One: first\n|X-Two: second\n");
	has(capture, "body|{\"id\":7,\"a\":[1]}\n");
	has(capture, "signature|github-sha256: X-Sig is not the signature of this request\n");
	has(capture, "forwarded|http://127.0.0.1:3000: 503\n");
	has(capture, "answered|application/json\n|{\"ok\":false}\n");
	g_free(capture->forward);
	capture->forward = g_strdup("http://h");
	capture->forward_error = g_strdup("http://h: refused");
	has(capture, "forwarded|http://h: refused\n");
}
END_TEST

START_TEST(bodies_of_all_kinds)
{
	static const guchar binary[] = { 0x00, 0xff, '{', 0x1b, '[', '3', '1', 'm', 'z' };
	g_autoptr(Capture) text = made("/", "a=1&b=2", 7);
	has(text, "body|7 bytes\n|a=1&b=2\n");
	g_autoptr(Capture) coloured = made("/", "\x1b[31m", 5);
	has(coloured, "|␛[31m\n");
	look = LOOK_ASCII;
	has(coloured, "|^[[31m\n");
	look = LOOK_UTF8;
	g_autoptr(Capture) lines = made("/", "one\ntwo\n", 8);
	has(lines, "|one\n|two\n");
	g_autoptr(Capture) list = made("/", "[]", 2);
	has(list, "body|2 bytes\n|[]\n");
	g_autoptr(Capture) bytes = made("/", binary, sizeof binary);
	has(bytes, "body|9 bytes\n|0000  00 ff 7b 1b 5b 33 31 6d  ..{.[31m\n");
	has(bytes, "|0008  7a                       z\n");
	g_autoptr(Capture) empty = made("/", "", 0);
	g_autoptr(GPtrArray) told = lines_of(empty, FALSE);
	g_autofree char *all = text_of(told);
	ck_assert_ptr_null(strstr(all, "body|"));
	g_autoptr(GPtrArray) waits = lines_of(text, TRUE);
	g_autofree char *waiting = text_of(waits);
	ck_assert_ptr_nonnull(strstr(waiting, "body|7 bytes, being read\n"));
}
END_TEST

/* Of a long one the beginning, cut in no character, and no credential is cut into one that nobody knows. */
START_TEST(long_bodies)
{
	enum { LONG = 16 * 1024 * 1024, SHOWN = 64 * 1024 };
	g_autofree char *body = g_malloc(LONG);
	for (gsize i = 0; i + 1 < LONG; i += 2)
		memcpy(body + i, "\xc3\xa9", 2);
	memmove(body + 1, body, LONG - 1);
	body[0] = 'x';
	g_autoptr(Capture) capture = made("/", body, LONG);
	has(capture, "16777216 bytes, of which the first 65536 are shown");
	is_tame(capture);
	memset(body, ' ', SHOWN * 2);
	static const char key[] = "A1b2C3d4-a-value-that-weir-holds-0815";
	g_autoptr(SecBuf) held = secbuf_new("env:HELD", key, strlen(key), NULL);
	memcpy(body + SHOWN - 20, key, strlen(key));
	g_autoptr(Capture) cut = made("/", body, LONG);
	g_autoptr(GPtrArray) lines = lines_of(cut, FALSE);
	g_autofree char *text = text_of(lines);
	ck_assert_ptr_null(strstr(text, "A1b2C3d4"));
	/* And where it stands whole. */
	memcpy(body + 100, key, strlen(key));
	g_autoptr(Capture) whole = made("/", body, LONG);
	g_autoptr(GPtrArray) more = lines_of(whole, FALSE);
	g_autofree char *shown = text_of(more);
	ck_assert_ptr_null(strstr(shown, "A1b2C3d4"));
	ck_assert_ptr_nonnull(strstr(shown, "«own:env:HELD»"));
}
END_TEST

START_TEST(hostile)
{
	g_autoptr(Capture) capture = made("/\x1b]0;title\a\xe2\x80\xae/\xff", "\x1b[2J\xe2\x80\xae\xff", 8);
	for (guint i = 0; i < 1000; i++) {
		g_autofree char *name = g_strdup_printf("X-%u", i);
		capture_add_header(capture, name, "\x1b[31m\xe2\x80\xae\xff\x9b");
	}
	is_tame(capture);
	has(capture, "|X-999: ");
	has(capture, "0000  1b 5b 32 4a e2 80 ae ff  .[2J....");
	g_autoptr(Capture) deep = made("/", "", 0);
	g_autoptr(GString) nested = g_string_new(NULL);
	for (guint i = 0; i < 20000; i++)
		g_string_append_c(nested, '[');
	g_bytes_unref(deep->body);
	deep->body = g_bytes_new(nested->str, nested->len);
	has(deep, "body|20000 bytes\n|[[[");
}
END_TEST

/* ---- curl ---- */

static char *curl(const Capture *capture)
{
	return capture_curl(capture, g_bytes_get_size(capture->body), "http://127.0.0.1:8099");
}

static void check_curl(const Capture *capture, const char *expected)
{
	g_autofree char *got = curl(capture);
	ck_assert_str_eq(got, expected);
}

START_TEST(as_curl)
{
	g_autoptr(Capture) plain = made("/x?y=1", "it's", 4);
	check_curl(plain, "curl -sS -X 'POST' --data-raw 'it'\\''s' 'http://127.0.0.1:8099/x?y=1'");
	capture_add_header(plain, "Host", "hooks.example.com");
	capture_add_header(plain, "Authorization", "Bearer «not shown»");
	capture_add_header(plain, "X-Id", "$(id)");
	check_curl(plain, "curl -sS -X 'POST' -H \"Authorization: Bearer $WEIR_TOKEN\" -H 'X-Id: $(id)' "
			  "--data-raw 'it'\\''s' 'http://hooks.example.com/x?y=1'");
	plain->flags |= CAPTURE_HTTPS;
	g_autofree char *https = curl(plain);
	ck_assert_ptr_nonnull(strstr(https, "'https://hooks.example.com/x?y=1'"));
	/* A host that would lead elsewhere is none. */
	g_autoptr(Capture) odd = made("/x", "", 0);
	capture_add_header(odd, "Host", "a.example/b?c@d");
	g_autofree char *line = curl(odd);
	ck_assert_ptr_nonnull(strstr(line, "'http://127.0.0.1:8099/x'"));
}
END_TEST

START_TEST(what_no_line_can_hold)
{
	static const char *const bodies[] = { "\x1b[201~rm", "\xff", "a\x7f", "\xc2\x9b[31m", "a\rb" };
	for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autoptr(Capture) capture = made("/", bodies[i], strlen(bodies[i]));
		g_autofree char *line = curl(capture);
		ck_assert_ptr_nonnull(strstr(line, " --data-binary @BODY "));
	}
	g_autoptr(Capture) nul = made("/", "a\0b", 3);
	g_autofree char *line = curl(nul);
	ck_assert_ptr_nonnull(strstr(line, " --data-binary @BODY "));
	g_autofree char *much = g_strnfill(100000, 'x');
	g_autoptr(Capture) big = made("/", much, 100000);
	g_autofree char *short_line = curl(big);
	ck_assert_uint_lt(strlen(short_line), 200);
	g_autoptr(Capture) target = made("/\x1b[201~", "", 0);
	ck_assert_ptr_null(curl(target));
	g_autoptr(Capture) header = made("/", "", 0);
	capture_add_header(header, "X", "a\x1b[201~");
	ck_assert_ptr_null(curl(header));
	g_autoptr(Capture) method = made("/", "", 0);
	g_free(method->method);
	method->method = g_strdup("PO\xff");
	ck_assert_ptr_null(curl(method));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { everything_is_told,
				       bodies_of_all_kinds,
				       long_bodies,
				       hostile,
				       as_curl,
				       what_no_line_can_hold,
				       NULL };
	redact_set_scanner(leak_redact);
	return suite_run("tui/capture_detail", tests);
}
