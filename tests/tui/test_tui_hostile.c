/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that say what no honest server says: nothing of it acts on the terminal. */
#include <string.h>

#include "suite.h"
#include "term_screen.h"
#include "tiny_server.h"

#define WEIR BUILDDIR "/src/weir"

#define ACTION(name, description)                                                                            \
	"{\"type\":\"action\",\"name\":\"" name "\",\"description\":\"" description "\",\"schema\":{}}"
#define MANIFEST(actions) "{\"triggers\":[],\"actions\":[" actions "],\"connection\":{}}"

/* Title, clear, cursor away, colour, bell, a C1 control, an override of direction, NUL. */
#define EVIL                                                                                                 \
	"\\u001b]0;owned\\u0007\\u001b[2J\\u001b[99;99H\\u001b[31mred\\u0000\\u009b31m\\u202egpj."           \
	"exe\\u200b "                                                                                        \
	"\\u001bPq\\u001b\\\\end"

static TermScreen *look_at(const TinyServer *server, const char *wait)
{
	const char *const argv[] = { WEIR, tiny_server_url(server), NULL };
	TermScreen *term = term_screen_start(36, 120, argv, NULL);
	term_screen_wait(term, wait);
	return term;
}

static void quit(TermScreen *term)
{
	term_screen_send(term, "q");
	ck_assert_int_eq(term_screen_wait_exit(term), 0);
}

START_TEST(control_characters_are_inert)
{
	static const char *const answers[] = { "/manifest", MANIFEST(ACTION("evil", EVIL)), NULL };
	g_autoptr(TinyServer) server = tiny_server_start(answers);
	g_autoptr(TermScreen) term = look_at(server, "␛]0;owned␇␛[2J");
	ck_assert(term_screen_has(term, "<U+202E>"));
	ck_assert(term_screen_has(term, "effect"));
	term_screen_send(term, "8\r");
	term_screen_wait(term, "/manifest");
	const char *bytes = term_screen_bytes(term)->str;
	ck_assert_ptr_null(strstr(bytes, "\033]0;"));
	ck_assert_ptr_null(strstr(bytes, "\033[99;99H"));
	ck_assert_ptr_null(strstr(bytes, "\033P"));
	ck_assert_ptr_null(strstr(bytes, "\u202e"));
	ck_assert_ptr_null(strstr(bytes, "\302\233"));
	term_screen_send(term, "q");
	quit(term);
}
END_TEST

START_TEST(in_ascii_too)
{
	static const char *const answers[] = { "/manifest", MANIFEST(ACTION("evil\\u00e9", EVIL)), NULL };
	static const char *const environment[] = { "LC_ALL=C", NULL };
	g_autoptr(TinyServer) server = tiny_server_start(answers);
	const char *const argv[] = { WEIR, tiny_server_url(server), NULL };
	g_autoptr(TermScreen) term = term_screen_start(36, 120, argv, environment);
	term_screen_wait(term, "^[]0;owned^G");
	for (const char *at = term_screen_bytes(term)->str; *at != '\0'; at++)
		ck_assert((guchar)*at < 0x80);
	quit(term);
}
END_TEST

/* Wide characters take two columns and are never cut in two; marks stand on what they belong to. */
START_TEST(widths)
{
	static const char *const answers[] = {
		"/manifest",
		MANIFEST(ACTION("\\u65e5\\u672c\\u8a9e", "a") "," ACTION("e\\u0301a\\u0308", "b") "," ACTION(
			"plain",
			"\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e"
			"\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e"
			"\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9e\\u65e5\\u672c\\u8a9"
			"e")),
		NULL
	};
	g_autoptr(TinyServer) server = tiny_server_start(answers);
	g_autoptr(TermScreen) term = look_at(server, "3 actions");
	term_screen_send(term, "jj");
	term_screen_wait(term, "3/3");
	term_screen_check(term, "widths-120x36");
	term_screen_resize(term, 24, 61);
	term_screen_wait(term, "3/3");
	term_screen_send(term, "kk");
	term_screen_wait(term, "1/3");
	quit(term);
}
END_TEST

START_TEST(nothing_usable)
{
	static const struct {
		const char *body, *says;
	} rows[] = { { "<html>login</html>", "HTML" },
		     { "{\"actions\": [", "not JSON" },
		     { "", "empty" },
		     { "[1,2,3]", "array" },
		     { "{\"a\\u0000b\": 1}", "NUL" } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const answers[] = { "/manifest", rows[i].body, NULL };
		g_autoptr(TinyServer) server = tiny_server_start(answers);
		g_autoptr(TermScreen) term = look_at(server, "✕");
		term_screen_send(term, "8");
		term_screen_wait(term, "3 exchanges");
		quit(term);
	}
}
END_TEST

START_TEST(deep_and_long)
{
	GString *deep = g_string_new("{\"actions\":[],\"triggers\":[],\"docs\":");
	for (int i = 0; i < 100; i++)
		g_string_append(deep, "[");
	for (int i = 0; i < 100; i++)
		g_string_append(deep, "]");
	g_string_append(deep, "}");
	g_autofree char *name = g_strnfill(20000, 'n');
	g_autofree char *many =
		g_strdup_printf("{\"triggers\":[],\"actions\":[{\"type\":\"action\",\"name\":\"%s\","
				"\"description\":\"%s\",\"schema\":{}}],\"connection\":{}}",
				name, name);
	const char *const first[] = { "/manifest", deep->str, NULL };
	const char *const second[] = { "/manifest", many, NULL };
	g_autoptr(TinyServer) one = tiny_server_start(first);
	g_autoptr(TermScreen) term = look_at(one, "✕");
	quit(term);
	g_autoptr(TinyServer) two = tiny_server_start(second);
	g_autoptr(TermScreen) other = look_at(two, "1 action");
	term_screen_send(other, "\rGq");
	quit(other);
	g_string_free(deep, TRUE);
}
END_TEST

/* The token of weir's own that a server sends back is not shown. */
START_TEST(echoed_token_is_redacted)
{
	static const char *const answers[] = { "/manifest",
					       MANIFEST(ACTION("echo", "you said tok-9f8e7d6c5b4a")), NULL };
	static const char *const environment[] = { "MY_TOKEN=tok-9f8e7d6c5b4a", NULL };
	g_autoptr(TinyServer) server = tiny_server_start(answers);
	const char *const argv[] = { WEIR, tiny_server_url(server), "--token", "env:MY_TOKEN", NULL };
	g_autoptr(TermScreen) term = term_screen_start(36, 120, argv, environment);
	term_screen_wait(term, "you said");
	term_screen_send(term, "\rGzgY8\rGz");
	term_screen_wait(term, "exchanges");
	term_screen_send(term, "q");
	quit(term);
	ck_assert_ptr_null(strstr(term_screen_bytes(term)->str, "9f8e7d6c5b4a"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		control_characters_are_inert, in_ascii_too, widths, nothing_usable, deep_and_long,
		echoed_token_is_redacted,     NULL
	};
	return suite_run("tui/hostile", tests);
}
