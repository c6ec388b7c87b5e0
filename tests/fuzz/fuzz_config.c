/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration: any file is refused with a message or read; what is read survives being printed, and a
 * server can be added to it and taken away again. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "model/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Config *parse_again(const Config *config)
{
	gsize length = 0;
	g_autofree char *text = config_print(config, &length);
	g_autoptr(GError) error = NULL;
	Config *again = config_parse(text, length, "again", &error);
	g_assert_no_error(error);
	return again;
}

static void check_same_servers(const Config *one, const Config *other)
{
	GPtrArray *aliases = config_aliases(one);
	g_assert_cmpuint(aliases->len, ==, config_aliases(other)->len);
	for (guint i = 0; i < aliases->len; i++) {
		const Target *target = config_target(one, aliases->pdata[i]);
		const Target *same = config_target(other, aliases->pdata[i]);
		g_assert_nonnull(target);
		g_assert_nonnull(same);
		g_assert_cmpstr(target->url, ==, same->url);
		g_assert_cmpint(target->env, ==, same->env);
		g_assert_cmpint(target->parallel, ==, same->parallel);
	}
}

static void check_changes(Config *config)
{
	static const char alias[] = "fuzz-added";
	if (config_target(config, alias) != NULL)
		return;
	g_autoptr(Target) target = target_new(alias, "https://desk.example.com");
	g_autoptr(GError) error = NULL;
	config_add(config, target, &error);
	g_assert_no_error(error);
	g_autoptr(Config) added = parse_again(config);
	g_assert_cmpstr(config_target(added, alias)->url, ==, target->url);
	config_remove(added, alias, &error);
	g_assert_no_error(error);
	g_autoptr(Config) removed = parse_again(added);
	g_assert_null(config_target(removed, alias));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = config_parse((const char *)data, size, "weir.conf", &error);
	if (config == NULL) {
		g_assert_nonnull(error);
		g_assert_true(error->domain == WEIR_ERROR);
		return 0;
	}
	g_assert_no_error(error);
	g_autoptr(Config) again = parse_again(config);
	check_same_servers(config, again);
	check_changes(config);
	return 0;
}
