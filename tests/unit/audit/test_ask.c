/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells requests apart: equal ones are sent once. */
#include <string.h>

#include "audit/run_private.h"
#include "suite.h"

static char *key_of(const ProbeRequest *request, const char *body, gssize length)
{
	ProbeRequest whole = *request;
	g_autoptr(GBytes) bytes =
		body != NULL ? g_bytes_new(body, length < 0 ? strlen(body) : (gsize)length) : NULL;
	whole.body = bytes;
	return ask_key(&whole);
}

START_TEST(all_are_different)
{
	static const char *const one[] = { "A: b", NULL }, *const two[] = { "A: b", "C: d", NULL },
				 *const like_a_body[] = { "={}", NULL };
	char long_body[3][300];
	for (gsize i = 0; i < G_N_ELEMENTS(long_body); i++) {
		memset(long_body[i], 'x', sizeof long_body[i]);
		long_body[i][299] = (char)('a' + i);
	}
	const struct {
		ProbeRequest request;
		const char *body;
		gssize length;
	} rows[] = {
		{ { .path = "/" }, NULL, 0 },
		{ { .path = "/" }, "", 0 },
		{ { .path = "/" }, "{}", -1 },
		{ { .path = "/" }, "{}\0", 3 },
		{ { .path = "/" }, "{}\0x", 4 },
		{ { .path = "/", .headers = like_a_body }, NULL, 0 },
		{ { .path = "/", .headers = one }, NULL, 0 },
		{ { .path = "/", .headers = two }, NULL, 0 },
		{ { .path = "/", .method = "POST" }, "{}", -1 },
		{ { .path = "/x" }, "{}", -1 },
		{ { .path = "/", .content_type = "text/plain" }, NULL, 0 },
		{ { .path = "/", .authorization = "text/plain" }, NULL, 0 },
		{ { .path = "/", .send = SEND_NOTHING }, NULL, 0 },
		{ { .path = "/", .announce = 1 }, NULL, 0 },
		{ { .path = "/", .announce = 11 }, NULL, 0 },
		{ { .path = "/", .timeout_ms = 1 }, NULL, 0 },
		{ { .path = "/", .timeout_ms = 10 }, NULL, 0 },
		{ { .path = "/", .timeout_ms = 101 }, NULL, 0 },
		{ { .path = "/" }, long_body[0], 256 },
		{ { .path = "/" }, long_body[0], 257 },
		{ { .path = "/" }, long_body[0], 300 },
		{ { .path = "/" }, long_body[1], 300 },
	};
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *again = key_of(&rows[i].request, rows[i].body, rows[i].length);
		char *key = key_of(&rows[i].request, rows[i].body, rows[i].length);
		ck_assert_str_eq(key, again);
		ck_assert_msg(g_hash_table_add(keys, key), "%zu: %s", i, again);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { all_are_different, NULL };
	return suite_run("audit/ask", tests);
}
