/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/documents.h"

#include <string.h>

#include "base/json.h"
#include "base/redact.h"
#include "base/secret.h"
#include "leak/scan.h"
#include "suite.h"

#define TOKEN "tok-4f9a2c71e6b8d350"

/* A document of some 8 KiB, anew each time: equal bytes at another address. */
static GBytes *document(const char *description)
{
	GString *text = g_string_new("{\"description\":\"");
	g_string_append(text, description);
	g_string_append(text, "\",\"rows\":[0");
	for (int i = 1; i < 2000; i++)
		g_string_append_printf(text, ",%d", i);
	g_string_append(text, "]}");
	return g_string_free_to_bytes(text);
}

static GBytes *padded(gsize size)
{
	GString *text = g_string_new("{\"a\":1}");
	while (text->len < size)
		g_string_append_c(text, ' ');
	return g_string_free_to_bytes(text);
}

static gboolean holds(GBytes *bytes, const char *text)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	return memmem(data, length, text, strlen(text)) != NULL;
}

START_TEST(equal_ones_are_shared)
{
	redact_set_scanner(leak_redact);
	g_autoptr(GBytes) one = document("the same"), two = document("the same"), three = document("another");
	ck_assert_ptr_ne(one, two);
	g_autoptr(GBytes) first = documents_clean(one), second = documents_clean(two);
	g_autoptr(GBytes) third = documents_clean(three);
	ck_assert_ptr_eq(first, one);
	ck_assert_ptr_eq(second, one);
	ck_assert_ptr_eq(third, three);
	g_autoptr(json_t) read = documents_read(first), again = documents_read(two);
	g_autoptr(json_t) other = documents_read(third);
	ck_assert_ptr_nonnull(read);
	ck_assert_ptr_eq(read, again);
	ck_assert_ptr_ne(read, other);
	ck_assert_str_eq(json_string_value(json_object_get(other, "description")), "another");
}
END_TEST

/* What was looked through before weir held a value is looked through for that value. */
START_TEST(a_value_that_came_later_is_found)
{
	redact_set_scanner(leak_redact);
	g_autoptr(GBytes) before = document("a " TOKEN " b");
	g_autoptr(GBytes) clean = documents_clean(before);
	ck_assert_ptr_eq(clean, before);
	{
		g_autoptr(SecBuf) secret = secbuf_new("env:T", TOKEN, strlen(TOKEN), NULL);
		g_autoptr(GBytes) after = document("a " TOKEN " b");
		g_autoptr(GBytes) hidden = documents_clean(after);
		ck_assert(!holds(hidden, TOKEN));
		ck_assert(holds(hidden, "\"a «own:env:T» b\""));
		g_autoptr(json_t) json = documents_read(hidden);
		ck_assert_str_eq(json_string_value(json_object_get(json, "description")), "a «own:env:T» b");
	}
	g_autoptr(GBytes) later = document("a " TOKEN " b");
	g_autoptr(GBytes) clear = documents_clean(later);
	ck_assert(holds(clear, TOKEN));
}
END_TEST

START_TEST(a_credential_is_hidden_each_time)
{
	redact_set_scanner(leak_redact);
	/* Made here, so that no search through the sources finds it. */
	g_autofree char *key = g_strconcat("AKIA", "Q3EGTRVB7XKD2MNA", NULL);
	for (int i = 0; i < 3; i++) {
		g_autoptr(GBytes) bytes = document(key);
		g_autoptr(GBytes) hidden = documents_clean(bytes);
		ck_assert(!holds(hidden, key));
		ck_assert(holds(hidden, "«cred:"));
	}
}
END_TEST

/* Many others come between: what is shown is right, whatever is still remembered. */
START_TEST(more_than_are_remembered)
{
	redact_set_scanner(leak_redact);
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 40; i++) {
			g_autofree char *name = g_strdup_printf("number %d", i);
			g_autoptr(GBytes) bytes = document(name);
			g_autoptr(GBytes) clean = documents_clean(bytes);
			g_autoptr(json_t) json = documents_read(clean);
			ck_assert(g_bytes_equal(bytes, clean));
			ck_assert_str_eq(json_string_value(json_object_get(json, "description")), name);
		}
}
END_TEST

START_TEST(short_and_large_ones_are_not_remembered)
{
	static const gsize sizes[] = { 7, 4096, 4 * 1024 * 1024 + 1 };
	redact_set_scanner(leak_redact);
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GBytes) one = padded(sizes[i]), two = padded(sizes[i]);
		g_autoptr(GBytes) first = documents_clean(one), second = documents_clean(two);
		ck_assert_ptr_eq(first, one);
		ck_assert_ptr_eq(second, two);
		g_autoptr(json_t) read = documents_read(one), again = documents_read(two);
		ck_assert_ptr_nonnull(read);
		ck_assert_ptr_ne(read, again);
	}
	g_autoptr(GBytes) empty = g_bytes_new_static("", 0), same = documents_clean(empty);
	ck_assert_uint_eq(g_bytes_get_size(same), 0);
	ck_assert_ptr_null(documents_read(empty));
}
END_TEST

START_TEST(what_is_no_json)
{
	redact_set_scanner(leak_redact);
	g_autofree char *text = g_strnfill(9000, 'x');
	g_autoptr(GBytes) bytes = g_bytes_new(text, 9000), clean = documents_clean(bytes);
	ck_assert_ptr_null(documents_read(clean));
	ck_assert_ptr_null(documents_read(clean));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { equal_ones_are_shared,
				       a_value_that_came_later_is_found,
				       a_credential_is_hidden_each_time,
				       more_than_are_remembered,
				       short_and_large_ones_are_not_remembered,
				       what_is_no_json,
				       NULL };
	return suite_run("audit/documents", tests);
}
