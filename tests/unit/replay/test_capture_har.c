/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HAR files: what weir writes it reads again, and what others write it reads without harm. */
#include "base/error.h"
#include "base/json.h"
#include "base/redact.h"
#include "leak/scan.h"
#include "replay/capture_har.h"
#include "suite.h"

#include <glib/gstdio.h>
#include <string.h>

#define TOKEN                                                                                                \
	"xo"                                                                                                 \
	"xb-920174638205-7719203846512-qZr8TfLw2KdYb0Vn6HsJx3Mc"

static Capture *made(const char *target, const void *body, gsize length)
{
	Capture *capture = capture_new();
	g_free(capture->method);
	g_free(capture->target);
	capture->method = g_strdup("POST");
	capture->target = g_strdup(target);
	capture->time = 1764221392123000;
	capture->status = 200;
	capture_add_header(capture, "Host", "127.0.0.1:8099");
	capture_add_header(capture, "Content-Type", "application/json");
	capture_add_header(capture, "X-Twice", "1");
	capture_add_header(capture, "X-Twice", "");
	g_bytes_unref(capture->body);
	capture->body = g_bytes_new(body, length);
	return capture;
}

static CaptureHar *read_text(const char *text)
{
	g_autoptr(GError) error = NULL;
	CaptureHar *har = capture_har_read(text, strlen(text), &error);
	ck_assert_msg(har != NULL, "%s", error != NULL ? error->message : "");
	return har;
}

static const struct {
	const char *body;
	gsize length;
} bodies[] = {
	{ "", 0 },
	{ "{\"a\": 1}\n", 9 },
	{ "\0", 1 },
	{ "text\0more", 9 },
	{ "\xff\xfe\x80", 3 },
	{ "r\xc3\xa4ksm\xc3\xb6rg\xc3\xa5s \xe2\x80\xae \x1b[2J", 26 },
	{ "\xed\xa0\x80", 3 }, /* half a pair of surrogates */
	{ "=", 1 },
};

START_TEST(comes_back_as_it_was)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("weir-har-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "x.har", NULL), *text = NULL;
	g_autofree char *beside = g_build_filename(folder, "x.har.bodies", "1", NULL), *raw = NULL;
	g_autofree char *inner = g_path_get_dirname(beside);
	g_autoptr(Capture) capture = made("/a%20b/..//c?x=%zz&y", bodies[_i].body, bodies[_i].length);
	g_autoptr(CaptureHarOut) out = capture_har_begin(path, FALSE, &error);
	gsize length;
	ck_assert(capture_har_add(out, capture, &error));
	ck_assert(!g_file_test(path, G_FILE_TEST_EXISTS));
	ck_assert(capture_har_finish(out, &error));
	ck_assert(g_file_get_contents(path, &text, &length, NULL));
	g_autoptr(CaptureHar) har = capture_har_read(text, length, &error);
	ck_assert_ptr_nonnull(har);
	ck_assert_uint_eq(har->captures->len, 1);
	const Capture *back = har->captures->pdata[0];
	ck_assert_str_eq(back->method, "POST");
	ck_assert_str_eq(back->target, "/a%20b/..//c?x=%zz&y");
	ck_assert_int_eq(back->time, capture->time);
	ck_assert_uint_eq(back->headers->len, 4);
	ck_assert_str_eq(((Header *)back->headers->pdata[3])->value, "");
	ck_assert(g_bytes_equal(back->body, capture->body));
	ck_assert_uint_eq(back->flags, CAPTURE_IMPORTED);
	ck_assert_uint_eq(back->status, 200);
	if (bodies[_i].length > 0) {
		ck_assert(g_file_get_contents(beside, &raw, &length, NULL));
		ck_assert_uint_eq(length, bodies[_i].length);
		ck_assert_int_eq(memcmp(raw, bodies[_i].body, length), 0);
	}
	g_remove(beside);
	g_rmdir(inner);
	g_remove(path);
	g_rmdir(folder);
}
END_TEST

/* Members that HAR 1.2 demands, with the types that it demands. */
START_TEST(what_the_standard_demands)
{
	static const struct {
		const char *pointer, *type;
	} members[] = {
		{ "/startedDateTime", "string" },
		{ "/time", "number" },
		{ "/cache", "object" },
		{ "/timings/send", "integer" },
		{ "/timings/wait", "number" },
		{ "/timings/receive", "integer" },
		{ "/request/method", "string" },
		{ "/request/url", "string" },
		{ "/request/httpVersion", "string" },
		{ "/request/cookies", "array" },
		{ "/request/headers/0/name", "string" },
		{ "/request/queryString/0/value", "string" },
		{ "/request/postData/mimeType", "string" },
		{ "/request/postData/text", "string" },
		{ "/request/headersSize", "integer" },
		{ "/request/bodySize", "integer" },
		{ "/response/status", "integer" },
		{ "/response/statusText", "string" },
		{ "/response/httpVersion", "string" },
		{ "/response/cookies", "array" },
		{ "/response/headers", "array" },
		{ "/response/content/size", "integer" },
		{ "/response/content/mimeType", "string" },
		{ "/response/redirectURL", "string" },
		{ "/response/headersSize", "integer" },
		{ "/response/bodySize", "integer" },
	};
	g_autoptr(Capture) capture = made("/a?b=c%20d+e", "x", 1);
	capture_add_header(capture, "X-Latin", "caf\xe9");
	g_autoptr(json_t) entry = capture_har_entry(capture, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		ck_assert_msg(strcmp(weir_json_type_name(weir_json_pointer(entry, members[i].pointer)),
				     members[i].type) == 0,
			      "%s", members[i].pointer);
	ck_assert_str_eq(weir_json_text(weir_json_object(entry, "request"), "url"),
			 "http://127.0.0.1:8099/a?b=c%20d+e");
	ck_assert_str_eq(json_string_value(weir_json_pointer(entry, "/request/queryString/0/value")),
			 "c d e");
	ck_assert_str_eq(json_string_value(weir_json_pointer(entry, "/request/headers/4/value")), "café");
	ck_assert_str_eq(weir_json_text(entry, "startedDateTime"), "2025-11-27T05:29:52.123Z");
}
END_TEST

/* What looks like a credential goes, with the file beside it, unless it is to be kept. */
START_TEST(credentials_in_bodies)
{
	for (int keep = 0; keep < 2; keep++) {
		g_autofree char *folder = g_dir_make_tmp("weir-har-XXXXXX", NULL), *text = NULL;
		g_autofree char *path = g_build_filename(folder, "x.har", NULL);
		g_autofree char *beside = g_build_filename(folder, "x.har.bodies", "1", NULL);
		g_autofree char *inner = g_path_get_dirname(beside);
		static const char body[] = "{\"token\":\"" TOKEN "\"}";
		g_autoptr(Capture) capture = made("/", body, strlen(body));
		capture_add_header(capture, "Authorization", "Bearer abcdefghijklmnop");
		g_autoptr(CaptureHarOut) out = capture_har_begin(path, keep, NULL);
		ck_assert(capture_har_add(out, capture, NULL) && capture_har_finish(out, NULL));
		ck_assert(g_file_get_contents(path, &text, NULL, NULL));
		ck_assert_int_eq(strstr(text, TOKEN) != NULL, keep);
		ck_assert_int_eq(strstr(text, "abcdefghijklmnop") != NULL, keep);
		ck_assert_int_eq(g_file_test(beside, G_FILE_TEST_EXISTS), keep);
		ck_assert_uint_eq(capture_har_redacted(out), !keep);
		g_remove(beside);
		g_rmdir(inner);
		g_remove(path);
		g_rmdir(folder);
	}
}
END_TEST

START_TEST(of_a_browser)
{
	static const char text[] =
		"\xef\xbb\xbf{\"log\":{\"version\":\"1.2\",\"pages\":[],\"creator\":{\"name\":"
		"\"WebInspector\"},"
		"\"entries\":[{\"_initiator\":{\"type\":\"script\"},\"cache\":{},\"connection\":\"443\","
		"\"request\":{\"method\":\"POST\",\"url\":\"https://u:p@api.example.com/v1/events?x=1#part\","
		"\"httpVersion\":\"http/"
		"2.0\",\"headers\":[{\"name\":\":authority\",\"value\":\"api.example.com\"},"
		"{\"name\":\":method\",\"value\":\"POST\"},{\"name\":\"content-type\",\"value\":"
		"\"application/json\"}],"
		"\"queryString\":[],\"cookies\":[],\"headersSize\":-1,\"bodySize\":9,"
		"\"postData\":{\"mimeType\":\"application/json\",\"text\":\"{\\\"a\\\": 1}\\n\"}},"
		"\"response\":{\"status\":0,\"content\":{\"size\":0,\"mimeType\":\"x-unknown\"}},"
		"\"startedDateTime\":\"2025-11-27T05:29:52.123+01:00\",\"time\":12.5},"
		"{\"request\":{\"method\":\"GET\",\"url\":\"wss://a.example.com/\",\"headers\":[]}},"
		"{\"request\":{\"method\":\"POST\",\"url\":\"http://"
		"a.example.com\",\"headers\":[],\"bodySize\":7,"
		"\"postData\":{\"mimeType\":\"application/"
		"x-www-form-urlencoded\",\"params\":[{\"name\":\"a\","
		"\"value\":\"b\"}]}}}]}}";
	g_autoptr(CaptureHar) har = read_text(text);
	ck_assert_uint_eq(har->captures->len, 2);
	ck_assert_uint_eq(har->left_out, 1);
	ck_assert_ptr_nonnull(strstr(har->why, "2"));
	const Capture *first = har->captures->pdata[0], *second = har->captures->pdata[1];
	ck_assert_str_eq(first->target, "/v1/events?x=1");
	ck_assert_uint_eq(first->headers->len, 2);
	ck_assert_str_eq(capture_header(first, "Host"), "api.example.com");
	ck_assert_uint_eq(first->flags, CAPTURE_IMPORTED | CAPTURE_HTTPS);
	ck_assert_uint_eq(g_bytes_get_size(first->body), 9);
	ck_assert_int_eq(first->time, 1764217792123000);
	ck_assert_uint_eq(first->status, 0);
	ck_assert_str_eq(second->target, "/");
	ck_assert_uint_eq(second->flags, CAPTURE_IMPORTED | CAPTURE_BODY_MISSING);
}
END_TEST

START_TEST(of_mitmproxy)
{
	static const char text[] =
		"{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"mitmproxy\",\"version\":\"11.0\"},"
		"\"entries\":["
		"{\"startedDateTime\":\"2025-11-27T05:29:52.123456+00:00\",\"time\":3,\"request\":{"
		"\"method\":\"POST\","
		"\"url\":\"http://127.0.0.1:3000/hook\",\"httpVersion\":\"HTTP/1.1\",\"cookies\":[],"
		"\"headers\":[{\"name\":\"Host\",\"value\":\"127.0.0.1:3000\"},"
		"{\"name\":\"Content-Encoding\",\"value\":\"gzip\"}],\"queryString\":[],\"headersSize\":100,"
		"\"bodySize\":22,\"postData\":{\"mimeType\":\"text/"
		"plain\",\"text\":\"hello\",\"params\":[]}},"
		"\"response\":{\"status\":202,\"content\":{\"size\":2,\"compression\":0,\"mimeType\":\"text/"
		"plain\","
		"\"text\":\"/w==\",\"encoding\":\"base64\"}},\"serverIPAddress\":\"127.0.0.1\"}]}}";
	g_autoptr(CaptureHar) har = read_text(text);
	ck_assert_uint_eq(har->captures->len, 1);
	const Capture *capture = har->captures->pdata[0];
	ck_assert_uint_eq(capture->flags, CAPTURE_IMPORTED | CAPTURE_BODY_DOUBTFUL);
	ck_assert_uint_eq(capture->status, 202);
	ck_assert_uint_eq(capture->answer_size, 1);
	ck_assert_int_eq(((const guint8 *)g_bytes_get_data(capture->answer, NULL))[0], 0xff);
	ck_assert_int_eq(capture->time, 1764221392123456);
}
END_TEST

#define ENTRY(request) "{\"log\":{\"entries\":[{\"request\":" request "}]}}"
#define WITH(member) ENTRY("{\"method\":\"POST\",\"url\":\"http://a/\",\"headers\":[]," member "}")
#define HEADERS(headers) ENTRY("{\"method\":\"POST\",\"url\":\"http://a/\",\"headers\":" headers "}")

/* What could become another request, or lead into a file, or is no request at all. */
static const struct {
	const char *text;
	guint left_out;
	unsigned flags; /* where it is taken */
} hostile[] = {
	{ "{\"log\":{\"entries\":[1,null,\"x\",[],{}]}}", 5, 0 },
	{ ENTRY("[]"), 1, 0 },
	{ ENTRY("{\"method\":\"PO ST\",\"url\":\"http://a/\"}"), 1, 0 },
	{ ENTRY("{\"method\":\"POST\\r\\nX: y\",\"url\":\"http://a/\"}"), 1, 0 },
	{ ENTRY("{\"method\":\"POST\",\"url\":\"http://a/ HTTP/1.1\\r\\nX: y\"}"), 1, 0 },
	{ ENTRY("{\"method\":\"POST\",\"url\":\"file:///etc/passwd\"}"), 1, 0 },
	{ ENTRY("{\"method\":\"POST\",\"url\":7}"), 1, 0 },
	{ ENTRY("{\"method\":7,\"url\":\"http://a/\"}"), 1, 0 },
	{ HEADERS("[{\"name\":\"X\",\"value\":\"a\\r\\nY: b\"}]"), 1, 0 },
	{ HEADERS("[{\"name\":\"X Y\",\"value\":\"a\"}]"), 1, 0 },
	{ HEADERS("[{\"name\":\"\",\"value\":\"a\"}]"), 1, 0 },
	{ HEADERS("[{\"name\":\"X\"}]"), 1, 0 },
	{ HEADERS("[{\"name\":\"X\",\"value\":\"\\u0000\"}]"), 0, CAPTURE_IMPORTED },
	{ HEADERS("7"), 0, CAPTURE_IMPORTED },
	{ WITH("\"postData\":{\"_file\":\"/etc/passwd\"}"), 0, CAPTURE_IMPORTED },
	{ WITH("\"bodySize\":5,\"postData\":{\"_file\":\"/etc/passwd\"}"), 0,
	  CAPTURE_IMPORTED | CAPTURE_BODY_MISSING },
	{ WITH("\"postData\":{\"text\":\"no base64!\",\"encoding\":\"base64\"}"), 0,
	  CAPTURE_IMPORTED | CAPTURE_BODY_MISSING },
	{ WITH("\"postData\":{\"text\":\"AAA\",\"_encoding\":\"base64\"}"), 0,
	  CAPTURE_IMPORTED | CAPTURE_BODY_MISSING },
	{ WITH("\"postData\":{\"text\":7}"), 0, CAPTURE_IMPORTED | CAPTURE_BODY_MISSING },
	{ WITH("\"bodySize\":1,\"postData\":{\"text\":\"\\u0000\"}"), 0,
	  CAPTURE_IMPORTED | CAPTURE_BODY_DOUBTFUL },
	{ WITH("\"bodySize\":-9223372036854775808,\"postData\":{\"text\":\"a\"}"), 0, CAPTURE_IMPORTED },
	{ WITH("\"bodySize\":1e300,\"postData\":{\"text\":\"a\"}"), 0, CAPTURE_IMPORTED },
};

static void check_hostile(gsize row)
{
	g_autoptr(CaptureHar) har = read_text(hostile[row].text);
	ck_assert_msg(har->left_out == hostile[row].left_out, "%s", hostile[row].text);
	ck_assert_uint_eq(har->captures->len, hostile[row].left_out > 0 ? 0 : 1);
	if (hostile[row].left_out > 0)
		return;
	const Capture *capture = har->captures->pdata[0];
	ck_assert_msg(capture->flags == hostile[row].flags, "%s: %x", hostile[row].text, capture->flags);
	for (guint i = 0; i < capture->headers->len; i++)
		ck_assert_ptr_null(strpbrk(((Header *)capture->headers->pdata[i])->value, "\r\n"));
}

START_TEST(hostile_entries)
{
	for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++)
		check_hostile(i);
}
END_TEST

static void refused(const char *text, gsize length, int code)
{
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(capture_har_read(text, length, &error));
	ck_assert_msg(g_error_matches(error, WEIR_ERROR, code), "%s", error->message);
}

START_TEST(no_har_at_all)
{
	static const char *const texts[] = {
		"", "<html>", "[]", "{}", "{\"log\":[]}", "{\"log\":{\"entries\":{}}}", "\xef\xbb\xbf"
	};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		refused(texts[i], strlen(texts[i]), WEIR_ERROR_PROTOCOL);
}
END_TEST

START_TEST(more_than_anybody_has)
{
	g_autoptr(GString) text = g_string_new("{\"log\":{\"entries\":[0");
	for (int i = 0; i < CAPTURE_HAR_ENTRIES; i++)
		g_string_append(text, ",0");
	g_string_append(text, "]}}");
	refused(text->str, text->len, WEIR_ERROR_LIMIT);
	g_string_assign(text, "{\"log\":{\"entries\":[{\"request\":{\"method\":\"GET\",\"url\":\"http://a/"
			      "\",\"headers\":[");
	for (int i = 0; i <= CAPTURE_HAR_HEADERS; i++)
		g_string_append_printf(text, "%s{\"name\":\"X\",\"value\":\"\"}", i > 0 ? "," : "");
	g_string_append(text, "]}}]}}");
	g_autoptr(CaptureHar) har = read_text(text->str);
	ck_assert_uint_eq(har->left_out, 1);
	g_string_truncate(text, 0);
	for (int i = 0; i < 70; i++)
		g_string_append_c(text, '[');
	refused(text->str, text->len, WEIR_ERROR_LIMIT);
}
END_TEST

int main(void)
{
	redact_set_scanner(leak_redact);
	const TTest *const tests[] = {
		what_the_standard_demands, credentials_in_bodies, of_a_browser,          of_mitmproxy,
		hostile_entries,           no_har_at_all,         more_than_anybody_has, NULL
	};
	return suite_run_looped("replay/capture_har", tests, comes_back_as_it_was, G_N_ELEMENTS(bodies));
}
