/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/audit.h"
#include "audit/checks_families.h"
#include "base/error.h"
#include "model/settings.h"

/* clang-format off: a line each */
const struct check *const check_families[] = {
	checks_secrets,
	checks_secrets_schema,
	checks_secrets_answers,
	checks_secrets_seen,
	checks_secrets_needs,
	checks_secrets_values,
	checks_secrets_active,
	checks_actions_texts,
	checks_actions_arguments,
	checks_actions_results,
	checks_actions_calls,
	checks_actions_active,
	checks_triggers,
	checks_triggers_routes,
	checks_triggers_guard,
	checks_triggers_active,
	checks_triggers_dispatch,
	checks_subscriptions_callbacks,
	checks_subscriptions,
	checks_subscriptions_active,
	checks_connections,
	checks_connections_active,
	checks_auth,
	checks_auth_active,
	checks_isolation,
	checks_isolation_active,
	checks_transport,
	checks_config,
	checks_host_parsing,
	checks_deps,
	checks_logging,
	checks_logging_active,
	checks_ops,
	NULL,
};
/* clang-format on */

void check_foreach(void (*each)(const struct check *check, gpointer data), gpointer data)
{
	for (gsize i = 0; check_families[i] != NULL; i++)
		for (const struct check *check = check_families[i]; check->info.id != NULL; check++)
			each(check, data);
}

const struct check *check_find(const char *id)
{
	for (gsize i = 0; check_families[i] != NULL; i++)
		for (const struct check *check = check_families[i]; check->info.id != NULL; check++)
			if (strcmp(check->info.id, id) == 0)
				return check;
	return NULL;
}

/* ---- choosing ---- */

/* "secrets.scope", its family "secrets", or a guideline "K4". */
static gboolean word_means(const char *word, const struct check *check)
{
	gsize length = strlen(word);
	const char *id = check->info.id;
	if (strcmp(word, id) == 0 || (strncmp(word, id, length) == 0 && id[length] == '.'))
		return TRUE;
	return check_info_answers(&check->info, word);
}

static gboolean any_means(const GPtrArray *words, const struct check *check)
{
	for (guint i = 0; words != NULL && i < words->len; i++)
		if (word_means(words->pdata[i], check))
			return TRUE;
	return FALSE;
}

static void add_words(const struct check *check, gpointer names)
{
	g_ptr_array_add(names, (gpointer)check->info.id);
}

static void unknown_word(const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	check_foreach(add_words, names);
	g_ptr_array_add(names, NULL);
	const char *nearest = setting_nearest_word((const char *const *)names->pdata, word);
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		_("there is no check, family or guideline '%s'; the nearest check is %s; see: weir checks"),
		word, nearest);
}

struct choice {
	const char *word;
	gboolean found;
};

static void try_word(const struct check *check, gpointer data)
{
	struct choice *choice = data;
	choice->found = choice->found || word_means(choice->word, check);
}

static gboolean words_are_known(const GPtrArray *words, GError **error)
{
	for (guint i = 0; words != NULL && i < words->len; i++) {
		struct choice choice = { words->pdata[i], FALSE };
		check_foreach(try_word, &choice);
		if (!choice.found) {
			unknown_word(choice.word, error);
			return FALSE;
		}
	}
	return TRUE;
}

struct selection {
	AuditLevel level;
	const char *profile;
	const GPtrArray *only, *skip;
	GPtrArray *chosen;
};

/* "quick" asks for no more than documents and lists; "ci" leaves out what only a person can say. */
static gboolean profile_has(const char *profile, const struct check *check)
{
	if (g_strcmp0(profile, "quick") == 0)
		return check->info.level == LEVEL_PASSIVE;
	if (g_strcmp0(profile, "ci") == 0)
		return (check->flags & CHECK_IS_MANUAL) == 0;
	return TRUE;
}

static void choose(const struct check *check, gpointer data)
{
	struct selection *selection = data;
	if (check->info.level > selection->level || !profile_has(selection->profile, check))
		return;
	if (selection->only != NULL && !any_means(selection->only, check))
		return;
	if (!any_means(selection->skip, check))
		g_ptr_array_add(selection->chosen, (gpointer)check);
}

GPtrArray *audit_choose(AuditLevel level, const char *profile, const GPtrArray *only, const GPtrArray *skip,
			GError **error)
{
	if (!words_are_known(only, error) || !words_are_known(skip, error))
		return NULL;
	struct selection selection = { level, profile, only, skip, g_ptr_array_new() };
	check_foreach(choose, &selection);
	if (selection.chosen->len > 0)
		return selection.chosen;
	g_ptr_array_unref(selection.chosen);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("no check is left: --only, --skip, --profile and --level exclude each other"));
	return NULL;
}
