/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "suite.h"
#include "verb/secret_input.h"

/* "NAME=VALUE|NAME=VALUE" of what was read. */
static char *shown(const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) pairs = secret_input_parse(text, strlen(text), &error);
	if (pairs == NULL) {
		ck_assert_ptr_null(strstr(error->message, "tok-"));
		return g_strdup(error->message);
	}
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < pairs->len; i++) {
		const SecretPair *pair = pairs->pdata[i];
		g_string_append_printf(out, "%s%s=%s", i > 0 ? "|" : "", pair->name,
				       secbuf_bytes(pair->value));
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const char *text, *expected;
} good[] = {
	{ "A=tok-1", "A=tok-1" },
	{ "A=tok-1\nB=tok-2\n", "A=tok-1|B=tok-2" },
	{ "# a remark\n\n  export A = 'tok-1'\r\nB=\"tok 2\"\n", "A=tok-1|B=tok 2" },
	{ "A=tok=1==", "A=tok=1==" },
	{ "A=\"tok", "A=\"tok" },
	{ "A=#tok", "A=#tok" },
	{ "{\"a\":\"tok-1\",\"b.c\":\"tok-2\"}", "a=tok-1|b.c=tok-2" },
	{ " \n{\"pem\":\"-----BEGIN X-----\\nAA\\n-----END X-----\\n\"}",
	  "pem=-----BEGIN X-----\nAA\n-----END X-----\n" },
};

static const struct {
	const char *text, *says;
} bad[] = {
	{ "", "nothing to import" },
	{ "# only a remark\n", "nothing to import" },
	{ "{}", "nothing to import" },
	{ "A=tok-1\ntok-2", "line 2: it is no NAME=VALUE" },
	{ "A=", "line 1: the value is empty" },
	{ "A=''", "line 1: the value is empty" },
	{ "A=tok-\001x", "line 1: the value is empty or holds a control character" },
	{ "A=tok-1\nA=tok-2", "line 2: its name is there twice" },
	{ "tok-1/x=y", "line 1: the name cannot be that" },
	{ "{\"a\":\"tok-1\"", "an object is needed" },
	{ "{\"a\":\"tok-1\",\"a\":\"tok-2\"}", "an object is needed" },
	{ "{\"a\":{\"b\":\"tok-1\"}}", "a: its value is no text" },
	{ "{\"a\":\"tok-1\\r\\nX: y\"}", "a: the value is empty or holds a control character" },
};

START_TEST(what_can_be_read)
{
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *text = shown(good[i].text);
		ck_assert_str_eq(text, good[i].expected);
	}
}
END_TEST

START_TEST(what_cannot)
{
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *text = shown(bad[i].text);
		ck_assert_msg(strstr(text, bad[i].says) != NULL, "%s: %s", bad[i].text, text);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { what_can_be_read, what_cannot, NULL };
	return suite_run("verb/secret_input", tests);
}
