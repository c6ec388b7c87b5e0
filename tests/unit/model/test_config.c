/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "model/config.h"
#include "suite.h"

static const char WHOLE[] = "# my servers\n"
			    "[weir]\n"
			    "theme=dark\n"
			    "body-cap = 1000000\n"
			    "\n"
			    "[group shop]\n"
			    "members = desk; crm\n"
			    "\n"
			    "# the one that counts\n"
			    "[server desk]\n"
			    "url = https://desk.example.com/base/\n"
			    "token = env:DESK_TOKEN\n"
			    "engine=https://engine.example.com/\n"
			    "engine-token = cmd:pass show engine\n"
			    "connections = c-1;c-2\n"
			    "callback-hosts = engine.example.com, hooks.example.com:8443\n"
			    "parallel = 2\n"
			    "max-rate = 2.5\n"
			    "body-cap = 2000000\n"
			    "timeout = 1500\n"
			    "\n"
			    "[server desk trigger made it]\n"
			    "route = POST /hooks/{subscriptionId}\n"
			    "secret = keyring:desk/signing\n"
			    "scheme = mine\n"
			    "\n"
			    "[server desk action lookup]\n"
			    "effect = update\n"
			    "destructive = false\n"
			    "note = it tags \\\\ the record\n"
			    "\n"
			    "   # of the shop, too\n"
			    "[server crm]\n"
			    "url = unix:/run/crm.sock:/base\n"
			    "env = test\n"
			    "\n"
			    "[policy signing]\n"
			    "length = 50\n"
			    "age = 90d\n"
			    "overlap = yes\n"
			    "[scheme mine]\n"
			    "algorithm = token\n"
			    "signature = X-Key: {secret}\n"
			    "# the end";

static Config *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	Config *config = config_parse(text, strlen(text), "w.conf", &error);
	ck_assert_msg(config != NULL, "%s", error != NULL ? error->message : "");
	return config;
}

START_TEST(whole)
{
	g_autoptr(Config) config = parse(WHOLE);
	ck_assert_uint_eq(config_aliases(config)->len, 2);
	ck_assert_str_eq(g_ptr_array_index(config_aliases(config), 0), "desk");
	ck_assert_str_eq(g_ptr_array_index(config_group(config, "shop"), 1), "crm");
	ck_assert_ptr_null(config_group(config, "desk"));
	const Target *desk = config_target(config, "desk");
	ck_assert_str_eq(desk->url, "https://desk.example.com/base");
	ck_assert_str_eq(desk->engine, "https://engine.example.com");
	ck_assert_str_eq(desk->token, "env:DESK_TOKEN");
	ck_assert_str_eq(desk->engine_token, "cmd:pass show engine");
	ck_assert_uint_eq(desk->connections->len, 2);
	ck_assert_str_eq(g_ptr_array_index(desk->callback_hosts, 1), "hooks.example.com:8443");
	ck_assert(desk->env == ENV_PROD && !desk->writes);
	ck_assert_int_eq(desk->parallel, 2);
	ck_assert(desk->max_rate > 2.4 && desk->max_rate < 2.6);
	ck_assert_uint_eq(desk->body_cap, 2000000);
	ck_assert_int_eq(desk->timeout_ms, 1500);
	ck_assert_int_eq(desk->connect_timeout_ms, 5000);
	const TriggerSettings *trigger = g_hash_table_lookup(desk->triggers, "made it");
	ck_assert_str_eq(trigger->route, "POST /hooks/{subscriptionId}");
	ck_assert_str_eq(trigger->secret, "keyring:desk/signing");
	const ActionSettings *action = g_hash_table_lookup(desk->actions, "lookup");
	ck_assert(action->has_effect && action->effect == EFFECT_UPDATE);
	ck_assert_int_eq(action->destructive, 0);
	ck_assert_str_eq(action->note, "it tags \\ the record");
	const Target *crm = config_target(config, "crm");
	ck_assert(crm->env == ENV_TEST && crm->writes);
	ck_assert_uint_eq(crm->body_cap, 1000000);
	ck_assert_str_eq(target_name(crm), "crm");
}
END_TEST

START_TEST(settings_and_origins)
{
	g_autoptr(Config) config = parse(WHOLE);
	const char *from;
	ck_assert_str_eq(config_setting(config, "theme", &from), "dark");
	ck_assert_str_eq(from, "w.conf:3");
	ck_assert_str_eq(config_setting(config, "mouse", &from), "true");
	ck_assert_str_eq(from, "default");
	ck_assert_ptr_null(config_setting(config, "nothing", &from));
	g_setenv("WEIR_ESC_DELAY", "100", TRUE);
	g_autoptr(Config) changed = parse("");
	ck_assert_str_eq(config_setting(changed, "esc-delay", &from), "100");
	ck_assert_str_eq(from, "environment");
	g_setenv("WEIR_ESC_DELAY", "never", TRUE);
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(config_parse("", 0, "w.conf", &error));
	ck_assert_ptr_nonnull(strstr(error->message, "WEIR_ESC_DELAY"));
	g_unsetenv("WEIR_ESC_DELAY");
}
END_TEST

START_TEST(nothing_is_a_configuration)
{
	g_autoptr(Config) config = config_parse(NULL, 0, NULL, NULL);
	ck_assert_ptr_nonnull(config);
	ck_assert_uint_eq(config_aliases(config)->len, 0);
	g_autoptr(Config) comments = parse("# nothing\n\n  \t\n");
	ck_assert_ptr_nonnull(comments);
}
END_TEST

#define DESK "[server desk]\nurl = https://d.example\n"

static const struct {
	const char *text;
	const char *place;  /* how the message begins */
	const char *says;   /* what it holds */
	const char *hushes; /* what it must not hold; NULL */
} mistakes[] = {
	{ DESK "tokne = env:T\n", "w.conf:3: [server desk]: ", "\"tokne\"; did you mean \"token\"", NULL },
	{ DESK "token = sk-hush\n", "w.conf:3: [server desk]: token", "env:NAME", "hush" },
	{ DESK "token = env:A\ntoken = env:B\n", "w.conf:4: [server desk]: token", "line 3", NULL },
	{ DESK "\n" DESK, "w.conf:4: [server desk]", "line 1", NULL },
	{ DESK "parallel = 900\n", "w.conf:3: [server desk]: parallel = 900", "1 to 64", NULL },
	{ "[server desk]\ntoken = env:T\n", "w.conf:1: [server desk]: url is missing", "url = ", NULL },
	{ "[weir]\nthem = dark\n", "w.conf:2: [weir]: ", "\"theme\"", NULL },
	{ "[sever desk]\n", "w.conf:1: [sever desk]: ", "[server NAME]", NULL },
	{ "[server]\n", "w.conf:1: [server]: ", "[server NAME]", NULL },
	{ "[server desk tigger x]\n", "w.conf:1: ", "[server NAME trigger TRIGGER]", NULL },
	{ "[server desk trigger x]\n", "w.conf:1: ", "[server desk]", NULL },
	{ "[server -x]\nurl = https://d.example\n", "w.conf:1: [server -x]: ", "name", NULL },
	{ "[server audit]\nurl = https://d.example\n", "w.conf:1: [server audit]: ", "command", NULL },
	{ "[group audit]\nmembers = x\n", "w.conf:1: [group audit]: ", "command", NULL },
	{ "[group g]\nmembers = desk\n", "w.conf:2: [group g]: ", "[server desk]", NULL },
	{ "url = x\n", "w.conf:1: ", "before the first", NULL },
	{ "[weir]\nhush hush\n", "w.conf:2: ", "KEY = VALUE", "hush" },
	{ "[weir]\n= hush\n", "w.conf:2: ", "KEY = VALUE", "hush" },
	{ "[weir\n", "w.conf:1: ", "[NAME]", NULL },
	{ "[]\n", "w.conf:1: ", "[NAME]", NULL },
	{ "[weir]\ntheme = dark\\q\n", "w.conf:2: [weir]: theme", "escape", NULL },
	{ DESK "token = \xff\xfehush\n", "w.conf:3: ", "UTF-8", "hush" },
	{ DESK "url[sv] = https://d.example\n", "w.conf:3: [server desk]: ", "url[sv]", NULL },
	{ "[policy signing]\nage = old\n", "w.conf:2: [policy signing]: age = old", "90d", NULL },
	{ "[policy signing]\nages = 90d\n", "w.conf:2: ", "\"age\"", NULL },
};

static gboolean is_command(const char *name)
{
	return strcmp(name, "audit") == 0;
}

START_TEST(mistakes_are_named)
{
	config_is_command = is_command;
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Config) config =
			config_parse(mistakes[i].text, strlen(mistakes[i].text), "w.conf", &error);
		ck_assert_msg(config == NULL, "%s was taken", mistakes[i].text);
		ck_assert(g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CONFIG));
		ck_assert_msg(g_str_has_prefix(error->message, mistakes[i].place), "%s", error->message);
		ck_assert_msg(strstr(error->message, mistakes[i].says) != NULL, "%s", error->message);
		if (mistakes[i].hushes != NULL)
			ck_assert_ptr_null(strstr(error->message, mistakes[i].hushes));
	}
	config_is_command = NULL;
	g_autoptr(GError) error = NULL;
	ck_assert_ptr_null(config_parse("[weir]\nmouse = t\0ue\n", 20, "w.conf", &error));
	ck_assert_ptr_nonnull(strstr(error->message, "w.conf:2: "));
}
END_TEST

START_TEST(adding_keeps_what_was_there)
{
	g_autoptr(Config) config = parse(WHOLE);
	g_autoptr(Target) target = target_new("hr", "http://127.0.0.1:8101/");
	target->token = g_strdup("cmd:printf 'a\\b'");
	target->env = ENV_TEST;
	target->parallel = 3;
	g_ptr_array_add(target->connections, g_strdup("c-9"));
	target_add_trigger(target, "made")->route = g_strdup("/hooks/{id}");
	ActionSettings *action = target_add_action(target, "sync");
	action->has_effect = TRUE;
	action->effect = EFFECT_SEND;
	action->note = g_strdup("two\nlines");
	ck_assert(config_add(config, target, NULL));
	g_autofree char *text = config_print(config, NULL);
	ck_assert(g_str_has_prefix(text, WHOLE));
	const char *added = text + strlen(WHOLE);
	ck_assert_str_eq(added, "\n\n[server hr]\nurl = http://127.0.0.1:8101\n"
				"token = cmd:printf 'a\\\\b'\nconnections = c-9\nenv = test\nparallel = 3\n"
				"body-cap = 16777216\n\n"
				"[server hr trigger made]\nroute = /hooks/{id}\n\n"
				"[server hr action sync]\neffect = send\nnote = two\\nlines\n");
	const Target *read = config_target(config, "hr");
	ck_assert_str_eq(read->token, target->token);
	ck_assert_uint_eq(read->body_cap, target->body_cap);
	ck_assert_uint_eq(config_aliases(config)->len, 3);
	ck_assert(config_remove(config, "hr", NULL));
	g_autofree char *less = config_print(config, NULL);
	ck_assert(g_str_has_prefix(less, WHOLE));
	ck_assert_str_eq(less + strlen(WHOLE), "\n\n");
}
END_TEST

START_TEST(removing_keeps_the_rest)
{
	g_autoptr(Config) config = parse(WHOLE);
	ck_assert(config_remove(config, "desk", NULL));
	gsize length;
	g_autofree char *text = config_print(config, &length);
	ck_assert_uint_eq(length, strlen(text));
	ck_assert_str_eq(text, "# my servers\n[weir]\ntheme=dark\nbody-cap = 1000000\n\n"
			       "[group shop]\nmembers = crm\n\n"
			       "# the one that counts\n"
			       "   # of the shop, too\n[server crm]\nurl = unix:/run/crm.sock:/base\n"
			       "env = test\n\n"
			       "[policy signing]\nlength = 50\nage = 90d\noverlap = yes\n"
			       "[scheme mine]\nalgorithm = token\nsignature = X-Key: {secret}\n# the end");
	ck_assert_ptr_null(config_target(config, "desk"));
	ck_assert(config_remove(config, "crm", NULL));
	ck_assert_ptr_null(config_group(config, "shop"));
	g_autofree char *empty = config_print(config, NULL);
	ck_assert_ptr_null(strstr(empty, "shop]"));
	ck_assert_ptr_nonnull(strstr(empty, "# of the shop, too\n"));
}
END_TEST

START_TEST(refused_changes_change_nothing)
{
	g_autoptr(Config) config = parse(WHOLE);
	g_autoptr(GError) twice = NULL, name = NULL, secret = NULL, none = NULL;
	g_autoptr(Target) desk = target_new("desk", "https://x.example");
	ck_assert(!config_add(config, desk, &twice));
	ck_assert_ptr_nonnull(strstr(twice->message, "[server desk]"));
	g_autoptr(Target) odd = target_new("a b", "https://x.example");
	ck_assert(!config_add(config, odd, &name));
	g_autoptr(Target) literal = target_new("x", "https://x.example");
	literal->token = g_strdup("sk-hush");
	ck_assert(!config_add(config, literal, &secret));
	ck_assert_ptr_null(strstr(secret->message, "hush"));
	ck_assert(!config_remove(config, "nobody", &none));
	g_autoptr(Target) bare = target_new(NULL, "https://x.example");
	ck_assert(!config_add(config, bare, NULL));
	g_autofree char *text = config_print(config, NULL);
	ck_assert_str_eq(text, WHOLE);
}
END_TEST

START_TEST(windows_line_ends)
{
	g_autoptr(Config) config = parse("[server desk]\r\nurl = https://d.example\r\ntoken = env:T\r\n");
	ck_assert_str_eq(config_target(config, "desk")->token, "env:T");
}
END_TEST

START_TEST(names_and_copies_of_targets)
{
	g_autoptr(Target) bare = target_new(NULL, "https://me:hush@desk.example.com/base//");
	ck_assert_str_eq(target_name(bare), "https://desk.example.com/base");
	g_autoptr(Config) config = parse(WHOLE);
	g_autoptr(Target) copy = target_copy(config_target(config, "desk"));
	g_autoptr(Config) other = parse("");
	ck_assert(config_add(other, copy, NULL));
	g_autoptr(Target) again = target_copy(config_target(other, "desk"));
	ck_assert_str_eq(again->url, copy->url);
	ck_assert_uint_eq(again->body_cap, 2000000);
	const TriggerSettings *trigger = g_hash_table_lookup(again->triggers, "made it");
	ck_assert_str_eq(trigger->scheme, "mine");
	const ActionSettings *action = g_hash_table_lookup(again->actions, "lookup");
	ck_assert_str_eq(action->note, "it tags \\ the record");
}
END_TEST

START_TEST(policies_are_told_in_seconds)
{
	g_autoptr(Config) config = parse(WHOLE);
	g_autoptr(json_t) policies = config_policies(config);
	g_autoptr(json_t) wanted = json_pack("{s:{s:i}}", "signing", "age", 90 * 24 * 3600);
	ck_assert(json_equal(policies, wanted));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { whole,
				       settings_and_origins,
				       nothing_is_a_configuration,
				       mistakes_are_named,
				       adding_keeps_what_was_there,
				       removing_keeps_the_rest,
				       refused_changes_change_nothing,
				       windows_line_ends,
				       names_and_copies_of_targets,
				       policies_are_told_in_seconds,
				       NULL };
	return suite_run("model/config", tests);
}
