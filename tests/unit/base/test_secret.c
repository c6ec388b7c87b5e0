/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <string.h>

#include "base/error.h"
#include "base/redact.h"
#include "base/wipe.h"
#include "suite.h"

START_TEST(holds_and_wipes)
{
	g_autoptr(SecBuf) first = secbuf_new("env:A", "value-one", 9, NULL);
	const char *place = secbuf_bytes(first);
	ck_assert_str_eq(place, "value-one");
	ck_assert_int_eq(secbuf_length(first), 9);
	ck_assert_str_eq(secbuf_name(first), "env:A");
	SecBuf *second = secbuf_ref(first);
	secbuf_unref(second);
	ck_assert_str_eq(place, "value-one");
	secbuf_unref(g_steal_pointer(&first));
	for (int i = 0; i < 9; i++)
		ck_assert_int_eq(place[i], 0);
}
END_TEST

START_TEST(gives_room_back)
{
	char large[20000];
	memset(large, 'x', sizeof large);
	for (int round = 0; round < 100; round++) {
		g_autoptr(SecBuf) one = secbuf_new("a", large, sizeof large, NULL);
		g_autoptr(SecBuf) two = secbuf_new("b", large, sizeof large, NULL);
		g_autoptr(SecBuf) three = secbuf_new("c", large, sizeof large, NULL);
		g_autoptr(GError) error = NULL;
		ck_assert_ptr_nonnull(three);
		ck_assert_ptr_null(secbuf_new("d", large, sizeof large, &error));
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_LIMIT));
		ck_assert_ptr_null(strstr(error->message, "xxx"));
	}
}
END_TEST

START_TEST(redacts_what_is_held)
{
	g_autoptr(SecBuf) token = secbuf_new("env:TOKEN", "s3cret-value", 12, NULL);
	g_autoptr(SecBuf) tiny = secbuf_new("env:T", "abc", 3, NULL);
	g_autoptr(SecBuf) other = secbuf_new("fd:3", "0123456789", 10, NULL);
	static const char text[] = "a s3cret-value b s3cret-values3cret-value abc 0123456789";
	g_autofree char *clean = redact_text(text, strlen(text));
	ck_assert_str_eq(clean, "a «own:env:TOKEN» b «own:env:TOKEN»«own:env:TOKEN» abc «own:fd:3»");
	ck_assert_ptr_null(redact_text("nothing here", 12));
}
END_TEST

START_TEST(a_name_breaks_no_format)
{
	g_autoptr(SecBuf) token = secbuf_new("cmd:pass \"a\\b\",\nc\xff | head", "s3cret-value", 12, NULL);
	g_autofree char *clean = redact_text("[\"s3cret-value\"]", 16);
	ck_assert_str_eq(clean, "[\"«own:cmd:pass _a_b___c_ _ head»\"]");
}
END_TEST

static char *scan_for_key(const char *text, gsize length)
{
	return strstr(text, "KEY") != NULL ? g_strdup("«cred:key»") : NULL;
}

START_TEST(asks_the_scanner)
{
	redact_set_scanner(scan_for_key);
	g_autofree char *clean = redact_text("a KEY", 5);
	ck_assert_str_eq(clean, "«cred:key»");
	ck_assert_ptr_null(redact_text("nothing", 7));
	redact_set_scanner(NULL);
}
END_TEST

START_TEST(knows_credential_headers)
{
	static const char *const secret[] = { "Authorization", "COOKIE", "X-Zendesk-Webhook-Signature",
					      "X-Access-Token" };
	static const char *const open[] = { "Content-Type", "Author", "Date", "X-Request-Id" };
	for (gsize i = 0; i < G_N_ELEMENTS(secret); i++)
		ck_assert(redact_header_is_secret(secret[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(open); i++)
		ck_assert(!redact_header_is_secret(open[i]));
}
END_TEST

START_TEST(wiping_allocator_keeps_contents)
{
	char *memory = NULL;
	gsize old = 0;
	for (gsize size = 1; size < 100000; size = size * 3 / 2 + 1) {
		memory = wipe_realloc(memory, size);
		for (gsize i = 0; i < old; i++)
			ck_assert_int_eq(memory[i], 'k');
		memset(memory, 'k', size);
		old = size;
	}
	memory = wipe_realloc(memory, 10);
	ck_assert_int_eq(memory[9], 'k');
	wipe_free(memory);
	wipe_free(NULL);
	char *copy = wipe_strdup("text");
	ck_assert_str_eq(copy, "text");
	wipe_free(copy);
	int *zeros = wipe_calloc(10, sizeof *zeros);
	ck_assert_int_eq(zeros[9], 0);
	wipe_free(zeros);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { holds_and_wipes,
				       gives_room_back,
				       redacts_what_is_held,
				       a_name_breaks_no_format,
				       asks_the_scanner,
				       knows_credential_headers,
				       wiping_allocator_keeps_contents,
				       NULL };
	return suite_run("base/secret", tests);
}
