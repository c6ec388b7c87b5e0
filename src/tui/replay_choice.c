/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/replay_choice.h"

#include <glib/gi18n.h>

ReplayChoice *replay_choice_new(void)
{
	return g_new0(ReplayChoice, 1);
}

void replay_choice_free(ReplayChoice *choice)
{
	if (choice == NULL)
		return;
	char *texts[] = { choice->trigger, choice->subscription, choice->connection,
			  choice->scheme,  choice->secret,       choice->callback_base,
			  choice->url,     choice->body_name,    choice->content_type };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_clear_pointer(&choice->body, g_bytes_unref);
	g_free(choice);
}

void replay_choice_set(char **text, const char *value)
{
	char *copy = value != NULL && *value != '\0' ? g_strdup(value) : NULL;
	g_free(*text);
	*text = copy;
}

gboolean replay_choice_set_trigger(ReplayChoice *choice, const char *trigger)
{
	if (g_strcmp0(choice->trigger, trigger) == 0)
		return FALSE;
	char **texts[] = { &choice->subscription, &choice->connection, &choice->scheme, &choice->secret };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		replay_choice_set(texts[i], NULL);
	replay_choice_set(&choice->trigger, trigger);
	replay_choice_set_body(choice, NULL, NULL, NULL);
	choice->minimal = FALSE;
	choice->seed = 0;
	return TRUE;
}

void replay_choice_set_body(ReplayChoice *choice, GBytes *body, const char *name, const char *content_type)
{
	GBytes *kept = body != NULL ? g_bytes_ref(body) : NULL;
	g_clear_pointer(&choice->body, g_bytes_unref);
	choice->body = kept;
	replay_choice_set(&choice->body_name, name);
	replay_choice_set(&choice->content_type, content_type);
}

/* ---- as words ---- */

static void add(GPtrArray *words, const char *word)
{
	g_ptr_array_add(words, g_strdup(word));
}

static void add_option(GPtrArray *words, const char *option, const char *value)
{
	if (value == NULL)
		return;
	add(words, option);
	add(words, value);
}

static void add_where(GPtrArray *words, const ReplayChoice *choice)
{
	add_option(words, "--subscription", choice->subscription);
	add_option(words, "--connection", choice->connection);
	add_option(words, "--scheme", choice->scheme);
	add_option(words, "--secret", choice->secret);
	add_option(words, "--callback-base", choice->callback_base);
	add_option(words, "--url", choice->url);
}

static void add_sample(GPtrArray *words, const ReplayChoice *choice)
{
	g_autofree char *seed = choice->seed > 0 ? g_strdup_printf("%u", choice->seed) : NULL;
	if (choice->body != NULL) {
		add_option(words, "--content-type", choice->content_type);
		return;
	}
	if (choice->minimal)
		add(words, "--minimal");
	add_option(words, "--seed", seed);
}

GPtrArray *replay_choice_words(const ReplayChoice *choice, const char *target, ReplayMode mode,
			       const char *only, const char *confirmed)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	add(words, "replay");
	add_where(words, choice);
	add_sample(words, choice);
	if (mode == REPLAY_PRINTS_CURL)
		add_option(words, "--as", "curl");
	else
		add_option(words, "--cases", only != NULL ? only : "all");
	if (mode == REPLAY_PLANS)
		add(words, "--dry-run");
	if (confirmed != NULL) {
		add(words, "--live");
		add_option(words, "--confirm", confirmed);
	}
	/* Names are a stranger's: one that looks like an option is none. */
	add(words, "--");
	add(words, target);
	add(words, choice->trigger != NULL ? choice->trigger : "");
	if (choice->body != NULL)
		add(words, "-");
	g_ptr_array_add(words, NULL);
	return words;
}

/* ---- as it is shown ---- */

char *replay_choice_subscription(const ReplayChoice *choice)
{
	if (choice->subscription != NULL)
		return g_strdup(choice->subscription);
	return g_strdup(_("canary (ours)"));
}

char *replay_choice_body(const ReplayChoice *choice)
{
	if (choice->body != NULL)
		return g_strdup_printf(
			ngettext("%s, %zu byte", "%s, %zu bytes", (gulong)g_bytes_get_size(choice->body)),
			choice->body_name != NULL ? choice->body_name : _("edited"),
			g_bytes_get_size(choice->body));
	const char *sample = choice->minimal ? _("sample, required members") : _("sample, all members");
	if (choice->seed > 0)
		return g_strdup_printf(_("%s, seed %u"), sample, choice->seed);
	return g_strdup(sample);
}
