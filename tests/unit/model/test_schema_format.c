/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema_help.h"

#include <string.h>

#define MOST 16

static const struct {
	const char *format;
	const char *good[MOST], *bad[MOST];
} cases[] = {
	{ "date-time",
	  { "1985-04-12T23:20:50.52Z", "1996-12-19T16:39:57-08:00", "1990-12-31T23:59:60Z",
	    "1990-12-31T15:59:60-08:00", "2020-02-29t00:00:00z" },
	  { "1985-04-12", "1985-04-12 23:20:50Z", "2021-02-29T00:00:00Z", "1990-12-31T22:59:60Z",
	    "1985-04-12T24:00:00Z", "1985-04-12T23:20:50", "1985-04-12T23:20:50.Z", "1985-4-12T23:20:50Z",
	    "1985-04-12T23:20:50+24:00", "1985-04-12T23:20:50Zx" } },
	{ "date",
	  { "2024-02-29", "2000-02-29" },
	  { "1900-02-29", "2024-00-01", "2024-04-31", "20240229", "" } },
	{ "time",
	  { "08:30:06Z", "08:30:06.283185+01:00", "23:59:60Z" },
	  { "08:30:06", "8:30:06Z", "24:00:00Z", "08:60:00Z", "08:30:06-8:00" } },
	{ "duration",
	  { "P4DT12H30M5S", "P1Y", "PT1M", "P2W", "PT0S", "PT1.5S", "P1Y2M3DT4H5M6S" },
	  { "", "P", "PT", "P1", "P1D2Y", "PT1D", "P1YT", "4DT", "P1.5Y", "P2D1W", "P1S" } },
	{ "email",
	  { "joe@example.com", "a.b+c@d", "\"joe bloggs\"@example.com", "joe@[127.0.0.1]", "joe@[IPv6:::1]" },
	  { "2962", "@x", "joe@", ".a@b", "a..b@c", "a.@b", "a b@c", "joe@-x", "joe@[1.2.3]", "\"@x", "a@b_c",
	    "joe@[" } },
	{ "idn-email", { "실례@실례.테스트", "joe@example.com" }, { "2962", "@x", "x@" } },
	{ "hostname",
	  { "www.example.com", "a", "xn--4gbwdl.xn--wgbh1c", "1host" },
	  { "", "-a", "a-", "a..b", ".a", "a.", "a_b", "a b", "é" } },
	{ "idn-hostname", { "실례.테스트", "example.com" }, { "-a", "a b", "" } },
	{ "ipv4",
	  { "192.168.0.1", "255.255.255.255" },
	  { "256.0.0.1", "1.2.3", "1.2.3.4.5", "0x7f000001", "01.2.3.4", " 1.2.3.4", "1.2.3.4\n" } },
	{ "ipv6",
	  { "::1", "::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4" },
	  { "12345::", ":::", "1:2:3:4:5:6:7", "::1%eth0", "::laptop", "fe80::/64" } },
	{ "uri",
	  { "http://foo.bar/?baz=qux#quux", "urn:oasis:names", "mailto:a@b.c", "http://[::1]:80/",
	    "ldap://[2001:db8::7]/c=GB?o?x", "tel:+1-816" },
	  { "//foo.bar/", "/abc", "\\\\x", "http:// x/", ":// no", "bar,baz:foo", "http://a/%",
	    "http://a/%zz", "http://a/<>", "http://a/é", "a", "", "http://a#b#c", "http://a/[x]" } },
	{ "uri-reference",
	  { "/abc", "#f", "", "//foo.bar/x", "http://a/b", "../x?y" },
	  { "\\\\x", "a b", "#a#b", "%", "/a[b" } },
	{ "iri", { "http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://a/" }, { "/abc", "http:// x", "âππ" } },
	{ "iri-reference", { "/âππ", "#ƒrägmênt" }, { "a b", "#ƒräg\\mênt" } },
	{ "uri-template",
	  { "http://a/{term:1}/{term}", "x" },
	  { "http://a/{x", "http://a/x}", "{{a}}", "a b" } },
	{ "uuid",
	  { "2EB8AA08-aa98-11EA-B4Aa-73B441D16380", "00000000-0000-0000-0000-000000000000" },
	  { "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08aa9811eab4aa73b441d16380",
	    "2eb8aa08-aa98-11ea-b4aa-73b441d1638g", "" } },
	{ "json-pointer", { "", "/", "/a~0b/~1", "/foo//bar" }, { "a", "/~", "/~2", "#" } },
	{ "relative-json-pointer", { "1", "0/foo", "2#", "10/a~1" }, { "", "-1", "01", "/a", "1~", "0##" } },
	{ "regex", { "([abc])+\\s+$", "" }, { "^(abc]", "[", "\\K" } },
	{ "password", { "", "anything" }, { NULL } },
	{ "binary", { "\x01\x02" }, { NULL } },
	{ "of-the-neighbour", { "x" }, { NULL } },
};

static SchemaVerdict check(const char *format, json_t *instance, gboolean asserted)
{
	const SchemaOptions options = { .assert_formats = asserted };
	g_autoptr(json_t) json = json_pack("{s:s}", "format", format);
	g_autoptr(json_t) held = instance;
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	return schema_validate(schema, held, &options, NULL);
}

START_TEST(formats_decide_where_asked)
{
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (int k = 0; k < MOST && cases[i].good[k] != NULL; k++)
			ck_assert_msg(check(cases[i].format, json_string(cases[i].good[k]), TRUE) ==
					      SCHEMA_VALID,
				      "%s: %s", cases[i].format, cases[i].good[k]);
		for (int k = 0; k < MOST && cases[i].bad[k] != NULL; k++) {
			ck_assert_msg(check(cases[i].format, json_string(cases[i].bad[k]), TRUE) ==
					      SCHEMA_INVALID,
				      "%s: not %s", cases[i].format, cases[i].bad[k]);
			ck_assert_int_eq(check(cases[i].format, json_string(cases[i].bad[k]), FALSE),
					 SCHEMA_VALID);
		}
	}
}
END_TEST

START_TEST(formats_are_of_strings_without_zero_bytes)
{
	ck_assert_int_eq(check("email", json_integer(1), TRUE), SCHEMA_VALID);
	ck_assert_int_eq(check("date", json_stringn("2024-02-29\0", 11), TRUE), SCHEMA_INVALID);
}
END_TEST

START_TEST(the_message_names_the_format)
{
	const SchemaOptions options = { .assert_formats = TRUE };
	g_autoptr(json_t) json = help_json("{'format':'email'}");
	g_autoptr(json_t) instance = help_json("'x'");
	g_autoptr(Schema) schema = schema_new(json, NULL, NULL);
	g_autoptr(GPtrArray) errors = help_errors();
	ck_assert_int_eq(schema_validate(schema, instance, &options, errors), SCHEMA_INVALID);
	ck_assert_str_eq(schema_error_best(errors)->message, "'x' is not a 'email'");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { formats_decide_where_asked, formats_are_of_strings_without_zero_bytes,
				       the_message_names_the_format, NULL };
	return suite_run("model/schema_format", tests);
}
