/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "model/settings.h"
#include "suite.h"

START_TEST(defaults_fit_their_rows)
{
	for (gsize i = 0; i < n_settings; i++) {
		const struct setting *setting = &settings[i];
		ck_assert_ptr_eq(setting_find(setting->group, setting->key), setting);
		ck_assert_msg(*setting->help != '\0', "%s has no help", setting->key);
		if (setting->default_value != NULL)
			ck_assert_msg(setting_check(setting, setting->default_value, NULL), "%s %s",
				      setting->group, setting->key);
	}
	ck_assert_ptr_null(setting_find("weir", "nothing"));
}
END_TEST

static const struct {
	const char *group, *key, *value;
	gboolean good;
} values[] = {
	{ "weir", "body-cap", "65536", TRUE },
	{ "weir", "body-cap", "65535", FALSE },
	{ "weir", "body-cap", "1e9", FALSE },
	{ "weir", "body-cap", "-1", FALSE },
	{ "weir", "body-cap", "", FALSE },
	{ "weir", "body-cap", "0x20000", FALSE },
	{ "weir", "theme", "mono", TRUE },
	{ "weir", "theme", "Mono", FALSE },
	{ "weir", "theme", "auto|dark", FALSE },
	{ "weir", "mouse", "off", TRUE },
	{ "weir", "mouse", "maybe", FALSE },
	{ "server", "max-rate", "0.5", TRUE },
	{ "server", "max-rate", "1.2.3", FALSE },
	{ "server", "url", "https://desk.example.com/base", TRUE },
	{ "server", "url", "http://[::1]:8101", TRUE },
	{ "server", "url", "unix:/run/desk.sock:/base", TRUE },
	{ "server", "url", "unix:relative", FALSE },
	{ "server", "url", "desk.example.com", FALSE },
	{ "server", "url", "ftp://desk.example.com", FALSE },
	{ "server", "url", "https://", FALSE },
	{ "server", "url", "https://desk.example.com/\033[31m", FALSE },
	{ "server", "url", "https://desk.example.com/a b", FALSE },
	{ "server", "url", "unix:/run/de\nsk.sock", FALSE },
	{ "server", "url", "https://desk.example.com/?a=b", FALSE },
	{ "server", "proxy", "socks5h://127.0.0.1:1080", TRUE },
	{ "server", "token", "env:TOKEN", TRUE },
	{ "server", "token", "env:2TOKEN", FALSE },
	{ "server", "token", "env:", FALSE },
	{ "server", "token", "file:/run/token", TRUE },
	{ "server", "token", "fd:3", TRUE },
	{ "server", "token", "fd:x", FALSE },
	{ "server", "token", "fd:99999999999", FALSE },
	{ "server", "token", "cmd:pass show desk", TRUE },
	{ "server", "token", "keyring:desk/token", TRUE },
	{ "server", "token", "ENV:TOKEN", FALSE },
	{ "server", "logs", "cmd:journalctl -u desk", TRUE },
	{ "server", "logs", "/var/log/desk", FALSE },
	{ "server", "logs", "file:", FALSE },
	{ "server", "connections", "a;b , c", TRUE },
	{ "server", "connections", " ; ", FALSE },
	{ "server trigger", "route", "POST /hooks/{subscriptionId}", TRUE },
	{ "server trigger", "route", "/hooks/{subscriptionId}", TRUE },
	{ "server trigger", "route", "hooks", FALSE },
	{ "server trigger", "route", "FETCH /hooks", FALSE },
	{ "server trigger", "route", "POST /hooks?x=1", FALSE },
	{ "server action", "effect", "delete", TRUE },
	{ "server action", "effect", "destroy", FALSE },
	{ "policy", "age", "90d", TRUE },
	{ "policy", "age", "90", FALSE },
	{ "policy", "age", "0d", FALSE },
	{ "policy", "age", "d", FALSE },
	{ "policy", "age", "3 d", FALSE },
	{ "policy", "length", "7", FALSE },
};

START_TEST(checks)
{
	for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autoptr(GError) error = NULL;
		const struct setting *setting = setting_find(values[i].group, values[i].key);
		ck_assert_ptr_nonnull(setting);
		ck_assert_msg(setting_check(setting, values[i].value, &error) == values[i].good, "%s = %s",
			      values[i].key, values[i].value);
		if (!values[i].good) {
			ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CONFIG));
			ck_assert_msg(strstr(error->message, values[i].key) != NULL, "%s", error->message);
		}
	}
}
END_TEST

/* What could be a secret given by mistake is not said again. */
START_TEST(secrets_are_not_repeated)
{
	static const char *const places[][3] = {
		{ "server", "token", "sk-live-hush" },
		{ "server", "engine-token", "Bearer sk-live-hush" },
		{ "server trigger", "secret", "sk-live-hush" },
		{ "server", "url", "https://me:sk-live-hush@desk.example.com" },
		{ "server", "proxy", "http://me:sk-live-hush@proxy.example.com" },
		{ "server", "logs", "sk-live-hush" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert(!setting_check(setting_find(places[i][0], places[i][1]), places[i][2], &error));
		ck_assert_ptr_null(strstr(error->message, "hush"));
	}
}
END_TEST

START_TEST(nearest)
{
	ck_assert_str_eq(setting_nearest("server", "tokne"), "token");
	ck_assert_str_eq(setting_nearest("server", "callback-host"), "callback-hosts");
	ck_assert_str_eq(setting_nearest("server", "enginetoken"), "engine-token");
	ck_assert_str_eq(setting_nearest("weir", "bodycap"), "body-cap");
	ck_assert_str_eq(setting_nearest("scheme", "tolerence"), "tolerance");
	ck_assert_ptr_null(setting_nearest("nothing", "x"));
}
END_TEST

START_TEST(durations)
{
	gint64 seconds;
	ck_assert(setting_duration("24h", &seconds) && seconds == 86400);
	ck_assert(setting_duration("2w", &seconds) && seconds == 14 * 86400);
	ck_assert(!setting_duration("99999999999999999999d", &seconds));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		defaults_fit_their_rows, checks, secrets_are_not_repeated, nearest, durations, NULL
	};
	return suite_run("model/settings", tests);
}
