/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of a command to targets. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "verb/verb.h"

static void free_target(gpointer target)
{
	target_free(target);
}

static gboolean is_url(const char *text)
{
	return strstr(text, "://") != NULL || g_str_has_prefix(text, "unix:");
}

/* A name and a password before the host: they would be on every screen that shows the command line. */
static gboolean has_user_info(const char *url)
{
	const char *host = strstr(url, "://");
	if (host == NULL)
		return FALSE;
	host += 3;
	gsize authority = strcspn(host, "/?#");
	return memchr(host, '@', authority) != NULL;
}

static Target *target_of_url(const char *url, GError **error)
{
	if (has_user_info(url)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a URL with a name or password in it is not taken: give the URL without, and "
			      "--token REF"));
		return NULL;
	}
	if (!g_str_has_prefix(url, "http://") && !g_str_has_prefix(url, "https://") &&
	    !g_str_has_prefix(url, "unix:")) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("'%s': only http://, https:// and unix: can be used"), url);
		return NULL;
	}
	if (strpbrk(url, "?#") != NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("'%s': a base URL has no query and no fragment; leave out what follows ? or #"),
			    url);
		return NULL;
	}
	return target_new(NULL, url);
}

const char *verb_without_name(const char *message, const Target *target)
{
	const char *name = target_name(target);
	gsize length = strlen(name);
	if (g_str_has_prefix(message, name) && g_str_has_prefix(message + length, ": "))
		return message + length + 2;
	return message;
}

/* Aliases, and the names of commands where the word is the first of the line. */
static const char *nearest_name(const VerbRun *run, const char *word, const Config *config)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const GPtrArray *aliases = config_aliases(config);
	for (guint i = 0; i < aliases->len; i++)
		g_ptr_array_add(names, g_ptr_array_index(aliases, i));
	for (gsize i = 0; run->verb == &verb_open && verbs[i] != NULL; i++)
		g_ptr_array_add(names, (gpointer)verbs[i]->name);
	g_ptr_array_add(names, NULL);
	return verb_nearest(word, (const char *const *)names->pdata);
}

static void unknown_target(const VerbRun *run, const char *word, const Config *config, GError **error)
{
	gboolean first = run->verb == &verb_open;
	const char *nearest = nearest_name(run, word, config);
	if (nearest != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    first ? _("'%s' is no command and no configured server; did you mean '%s'?")
				  : _("there is no server '%s'; did you mean '%s'?"),
			    word, nearest);
	else if (first)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("'%s' is no command and no configured server; see: weir help, or add it: weir "
			      "servers "
			      "add ALIAS URL"),
			    word);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no server '%s'; give a URL, or add it: weir servers add ALIAS URL"),
			    word);
}

static gboolean add_alias(const VerbRun *run, GPtrArray *targets, const char *alias, const Config *config,
			  GError **error)
{
	const Target *target = config_target(config, alias);
	if (target == NULL) {
		unknown_target(run, alias, config, error);
		return FALSE;
	}
	g_ptr_array_add(targets, target_copy(target));
	return TRUE;
}

static gboolean add_group(const VerbRun *run, GPtrArray *targets, const char *name, const Config *config,
			  GError **error)
{
	const GPtrArray *members = config_group(config, name);
	if (members == NULL || members->len == 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no group @%s; a group is [group %s] with members in %s"), name, name,
			    run->context->config_path);
		return FALSE;
	}
	for (guint i = 0; i < members->len; i++)
		if (!add_alias(run, targets, g_ptr_array_index(members, i), config, error))
			return FALSE;
	return TRUE;
}

/* One that is known to the program and not to the configuration: the demo server. */
static const Target *further_target(const VerbContext *context, const char *alias)
{
	for (guint i = 0; context->targets != NULL && i < context->targets->len; i++) {
		const Target *target = g_ptr_array_index(context->targets, i);
		if (g_strcmp0(target->alias, alias) == 0)
			return target;
	}
	return NULL;
}

/* What [weir] says of every server; a URL needs no configuration, not even one that can be read. */
static void take_settings(const VerbRun *run, Target *target)
{
	const Config *config = verb_config(run->context, NULL);
	if (config != NULL)
		target->body_cap = (gsize)g_ascii_strtod(config_setting(config, "body-cap", NULL), NULL);
}

static gboolean add_word(const VerbRun *run, GPtrArray *targets, const char *word, GError **error)
{
	if (is_url(word)) {
		Target *target = target_of_url(word, error);
		if (target == NULL)
			return FALSE;
		take_settings(run, target);
		g_ptr_array_add(targets, target);
		return TRUE;
	}
	const Target *further = further_target(run->context, word);
	if (further != NULL) {
		g_ptr_array_add(targets, target_copy(further));
		return TRUE;
	}
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return FALSE;
	if (*word == '@')
		return add_group(run, targets, word + 1, config, error);
	return add_alias(run, targets, word, config, error);
}

static gboolean add_all(const VerbRun *run, GPtrArray *targets, GError **error)
{
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return FALSE;
	const GPtrArray *aliases = config_aliases(config);
	for (guint i = 0; i < aliases->len; i++)
		if (!add_alias(run, targets, g_ptr_array_index(aliases, i), config, error))
			return FALSE;
	if (targets->len > 0)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("no server is configured; give a URL, or add one: weir servers add ALIAS URL"));
	return FALSE;
}

/* Credentials and ids of one server must not go to another. */
static gboolean apply_options(const VerbRun *run, GPtrArray *targets, GError **error)
{
	static const char *const of_one[] = { "token", "connection", "engine", "engine-token" };
	for (gsize i = 0; targets->len > 1 && i < G_N_ELEMENTS(of_one); i++) {
		if (verb_list(run, of_one[i]) == NULL)
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--%s belongs to one server, and %u are meant; name one TARGET"), of_one[i],
			    targets->len);
		return FALSE;
	}
	for (guint i = 0; i < targets->len; i++)
		if (!verb_target_apply(run, g_ptr_array_index(targets, i), error))
			return FALSE;
	return TRUE;
}

static gboolean add_meant(VerbRun *run, GPtrArray *targets, guint first, guint count, GError **error)
{
	const char *folder = verb_text(run, "offline");
	const Target *current = run->context->current;
	if (run->given.client != NULL) {
		g_ptr_array_add(targets, target_copy(client_target(run->given.client)));
		return TRUE;
	}
	for (guint i = first; i < first + count && verb_argument(run, i) != NULL; i++)
		if (!add_word(run, targets, verb_argument(run, i), error))
			return FALSE;
	if (targets->len > 0)
		return TRUE;
	if (folder != NULL) {
		g_ptr_array_add(targets, target_new(NULL, folder));
		return TRUE;
	}
	if (current != NULL) {
		g_ptr_array_add(targets, target_copy(current));
		return TRUE;
	}
	return add_all(run, targets, error);
}

/* desk and @prod with desk in it: each server is meant once.  The first stays where it is. */
static void drop_repeated(GPtrArray *targets)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < targets->len;)
		if (g_hash_table_add(names, g_strdup(target_name(targets->pdata[i]))))
			i++;
		else
			g_ptr_array_remove_index(targets, i);
}

GPtrArray *verb_named_targets(VerbRun *run, const GPtrArray *words, GError **error)
{
	g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(free_target);
	for (guint i = 0; i < words->len; i++)
		if (!add_word(run, targets, words->pdata[i], error))
			return NULL;
	drop_repeated(targets);
	return g_steal_pointer(&targets);
}

GPtrArray *verb_targets(VerbRun *run, guint first, guint count, GError **error)
{
	g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(free_target);
	if (!add_meant(run, targets, first, count, error))
		return NULL;
	drop_repeated(targets);
	if (!apply_options(run, targets, error))
		return NULL;
	if (verb_text(run, "offline") != NULL && targets->len > 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--offline stands for one server, and %u are meant; name one TARGET or none"),
			    targets->len);
		return NULL;
	}
	for (guint i = 0; i < targets->len; i++) {
		const Target *target = g_ptr_array_index(targets, i);
		if (target->insecure && verb_text(run, "offline") == NULL)
			verb_say(run, _("%s: certificates are not checked (insecure)"), target_name(target));
	}
	return g_steal_pointer(&targets);
}
