/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/parts.h"

#include <string.h>

#include "base/secret.h"
#include "suite.h"

#define VALUE "k7Qz-p4Rm-x9Wd-t2Lc"

static char *marked(const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(GBytes) result = parts_marked(bytes, NULL);
	gsize length;
	const char *data = g_bytes_get_data(result, &length);
	return g_strndup(data != NULL ? data : "", length);
}

static void assert_marked(const char *text, const char *wanted)
{
	g_autofree char *result = marked(text);
	ck_assert_str_eq(result, wanted);
}

START_TEST(ten_characters_in_a_row_are_a_part)
{
	g_autoptr(SecBuf) secret = secbuf_new("env:KEY", VALUE, strlen(VALUE), NULL);
	assert_marked("[[\"p4Rm-x9Wd-t\",\"Key\"]]", "[[\"«own:env:KEY»\",\"Key\"]]");
	assert_marked("a k7Qz-p4Rm- b x9Wd-t2Lc", "a «own:env:KEY» b x9Wd-t2Lc");
	assert_marked(VALUE VALUE, "«own:env:KEY»«own:env:KEY»");
	/* nine are none */
	assert_marked("p4Rm-x9Wd", "p4Rm-x9Wd");
	assert_marked("", "");
}
END_TEST

START_TEST(short_values_have_no_parts)
{
	static const char value[] = "support-desk-1";
	g_autoptr(SecBuf) secret = secbuf_new("env:KEY", value, strlen(value), NULL);
	assert_marked("the support-desk", "the support-desk");
	ck_assert_ptr_null(parts_marked(NULL, NULL));
}
END_TEST

START_TEST(two_values_are_told_apart)
{
	static const char other[] = "Zz0011223344556677";
	g_autoptr(SecBuf) first = secbuf_new("env:KEY", VALUE, strlen(VALUE), NULL);
	g_autoptr(SecBuf) second = secbuf_new("env:OTHER", other, strlen(other), NULL);
	assert_marked("0011223344 and k7Qz-p4Rm-x", "«own:env:OTHER» and «own:env:KEY»");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { ten_characters_in_a_row_are_a_part, short_values_have_no_parts,
				       two_values_are_told_apart, NULL };
	return suite_run("audit/parts", tests);
}
