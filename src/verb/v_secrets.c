/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of all servers that the keyring holds: list, due, and the table of sub-commands. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/settings.h"
#include "secrets/fingerprint.h"
#include "verb/secret_rows.h"
#include "verb/secrets.h"
#include "verb/verbs.h"

const struct verb_argument secrets_one_argument[] = {
	{ N_("TARGET"), FALSE, FALSE, HINT_ALIAS, N_("the server it belongs to; - for none") },
	{ N_("NAME"), FALSE, FALSE, HINT_NONE, N_("the name of the secret, as server-token") },
	{ NULL },
};

static gboolean check_server(const VerbRun *run, const char *server, GError **error)
{
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return FALSE;
	if (config_target(config, server) != NULL)
		return TRUE;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const GPtrArray *aliases = config_aliases(config);
	for (guint i = 0; i < aliases->len; i++)
		g_ptr_array_add(names, aliases->pdata[i]);
	g_ptr_array_add(names, NULL);
	const char *nearest = verb_nearest(server, (const char *const *)names->pdata);
	if (nearest != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no server '%s'; did you mean '%s'?"), server, nearest);
	else
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("there is no server '%s'; add it first: weir servers add ALIAS URL, or use - for a "
			  "secret of none"),
			server);
	return FALSE;
}

gboolean secrets_owner(const VerbRun *run, gboolean configured, GError **error)
{
	const char *server = verb_argument(run, 0), *connection = verb_text(run, "connection");
	gboolean none = strcmp(server, "-") == 0;
	if (none && connection != NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--connection needs its server as TARGET, not -"));
		return FALSE;
	}
	if (!none && !secret_name_check(_("the server"), server, error))
		return FALSE;
	if (connection != NULL && !secret_name_check(_("the connection"), connection, error))
		return FALSE;
	return none || !configured || check_server(run, server, error);
}

gboolean secrets_key(const VerbRun *run, gboolean configured, KeyringKey *key, GError **error)
{
	const char *server = verb_argument(run, 0), *connection = verb_text(run, "connection");
	*key = (KeyringKey){ .server = strcmp(server, "-") == 0 ? "" : server,
			     .connection = connection != NULL ? connection : "",
			     .name = verb_argument(run, 1),
			     .stage = SECRET_STAGE_CURRENT };
	return secrets_owner(run, configured, error) && secret_name_check(_("the name"), key->name, error);
}

/* ---- list and due ---- */

/* What is to be shown. */
struct wanted {
	VerbRun *run; /* a reference */
	gboolean due; /* only what is due within that many seconds */
	gint64 within;
	GPtrArray *items; /* with --last-four: those that are fetched */
	GPtrArray *rows;
};

static void wanted_free(struct wanted *wanted)
{
	g_clear_pointer(&wanted->items, g_ptr_array_unref);
	g_clear_pointer(&wanted->rows, g_ptr_array_unref);
	verb_run_unref(wanted->run);
	g_free(wanted);
}

static gboolean is_named(const VerbRun *run, const SecretRow *row)
{
	for (guint i = 0; i < run->arguments->len; i++)
		if (strcmp(verb_argument(run, i), row->server) == 0 ||
		    (strcmp(verb_argument(run, i), "-") == 0 && *row->server == '\0'))
			return TRUE;
	return run->arguments->len == 0;
}

static gboolean is_due(const struct wanted *wanted, const SecretRow *row)
{
	gint64 until = row->now + wanted->within * G_USEC_PER_SEC;
	return row->compromised > 0 || (row->due > 0 && row->due < until) ||
	       (row->grace_ends > 0 && row->grace_ends < until) ||
	       row->stages[SECRET_STAGE_PENDING].items > 0;
}

static gboolean is_wanted(const struct wanted *wanted, const SecretRow *row)
{
	const char *kind = verb_text(wanted->run, "kind");
	return is_named(wanted->run, row) &&
	       (kind == NULL || strcmp(secret_kind_name(row->kind), kind) == 0) &&
	       (!wanted->due || is_due(wanted, row));
}

/* Overdue is what a monitor is to hear of; what is only near, or kept for its grace, is not. */
static void finish(struct wanted *wanted)
{
	VerbRun *run = wanted->run;
	for (guint i = 0; wanted->due && i < wanted->rows->len; i++)
		if (secret_row_is_overdue(wanted->rows->pdata[i]))
			run->exit_code = WEIR_EXIT_FINDINGS;
	if (wanted->rows->len == 0 && wanted->due)
		verb_say(run, _("nothing is due"));
	else if (wanted->rows->len == 0)
		verb_say(run,
			 _("the keyring holds no such secret; store one with: weir secrets set TARGET NAME"));
	g_autoptr(ListingSet) set = secret_rows_set(g_steal_pointer(&wanted->rows));
	verb_finish_listing(run, set);
	wanted_free(wanted);
}

static void fail(struct wanted *wanted, const GError *error)
{
	verb_finish(wanted->run, error);
	wanted_free(wanted);
}

static void have_values(const GPtrArray *values, const GError *error, gpointer data)
{
	struct wanted *wanted = data;
	if (error != NULL) {
		fail(wanted, error);
		return;
	}
	for (guint i = 0; i < wanted->items->len; i++) {
		const KeyringItem *item = wanted->items->pdata[i];
		KeyringKey key = { .server = item->server,
				   .connection = item->connection,
				   .name = item->name };
		SecretRow *row = secret_rows_find(wanted->rows, &key);
		if (row != NULL && values->pdata[i] != NULL)
			row->last_four = fingerprint_last_four(values->pdata[i]);
	}
	finish(wanted);
}

static void free_item(gpointer item)
{
	keyring_item_free(item);
}

/* The current value of each secret that is shown. */
static void fetch(struct wanted *wanted, const GPtrArray *items)
{
	wanted->items = g_ptr_array_new_with_free_func(free_item);
	for (guint i = 0; i < wanted->rows->len; i++) {
		const SecretRow *row = wanted->rows->pdata[i];
		KeyringKey key = { .server = row->server, .connection = row->connection, .name = row->name };
		key.stage = SECRET_STAGE_CURRENT;
		const KeyringItem *item = keyring_find(items, &key);
		if (item != NULL)
			g_ptr_array_add(wanted->items, keyring_item_copy(item));
	}
	keyring_load_items(wanted->items, wanted->run->cancellable, have_values, wanted);
}

static void have_items(GPtrArray *items, const GError *error, gpointer data)
{
	struct wanted *wanted = data;
	if (error != NULL) {
		fail(wanted, error);
		return;
	}
	const Config *config = verb_config(wanted->run->context, NULL);
	wanted->rows = secret_rows_of(items, config, g_get_real_time());
	for (guint i = wanted->rows->len; i > 0; i--)
		if (!is_wanted(wanted, wanted->rows->pdata[i - 1]))
			g_ptr_array_remove_index(wanted->rows, i - 1);
	secret_rows_add_rotations(wanted->rows);
	if (verb_flag(wanted->run, "last-four"))
		fetch(wanted, items);
	else
		finish(wanted);
}

static VerbStatus start(VerbRun *run, gboolean due, gint64 within, GError **error)
{
	if (verb_config(run->context, error) == NULL)
		return VERB_FAILED;
	struct wanted *wanted = g_new0(struct wanted, 1);
	*wanted = (struct wanted){ .run = verb_run_ref(run), .due = due, .within = within };
	keyring_search(run->cancellable, have_items, wanted);
	return VERB_WAITING;
}

static VerbStatus list_begin(VerbRun *run, GError **error)
{
	return start(run, FALSE, 0, error);
}

static VerbStatus due_begin(VerbRun *run, GError **error)
{
	const char *text = verb_text(run, "within");
	gint64 within = 0;
	if (text == NULL || setting_duration(text, &within))
		return start(run, TRUE, within, error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--within takes a duration, as 14d, 12h or 2w, not '%s'"), text);
	return VERB_FAILED;
}

static const struct verb_argument servers_argument[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_ALIAS, N_("only secrets of these servers; - for those of none") },
	{ NULL },
};

#define KIND_OPTION                                                                                          \
	{                                                                                                    \
		"kind", 'k', VALUE_CHOICE, N_("KIND"), FALSE, 0, 0, SECRET_KIND_CHOICES,                     \
			N_("only secrets of this kind"), HINT_NONE                                           \
	}

static const struct verb_option list_options[] = {
	KIND_OPTION,
	{ "last-four", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("fetch the values too, to show their last four characters"), HINT_NONE },
	{ NULL },
};

const struct verb secrets_list = {
	.name = "list",
	.summary = N_("list the secrets that the keyring holds, with kind, stages, age and use"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = servers_argument,
	.options = list_options,
	.help = N_(
		"One search of the keyring; no value is fetched without --last-four. What uses a secret is "
		"read from the configuration."),
	.examples = "weir secrets\nweir secrets list desk-prod --format json",
	.begin = list_begin,
};

static const struct verb_option due_options[] = {
	KIND_OPTION,
	{ "within", 0, VALUE_TEXT, N_("TIME"), FALSE, 0, 0, NULL,
	  N_("also what becomes due within this time, as 14d"), HINT_NONE },
	{ NULL },
};

const struct verb secrets_due = {
	.name = "due",
	.summary = N_("list secrets that are older than their policy allows, or need a look"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = servers_argument,
	.options = due_options,
	.help = N_("Also secrets that are marked as compromised, values that were made and never came into "
		   "use, and previous values whose grace period is over. The age is that of [policy KIND] or "
		   "[policy SERVER/NAME], 90 days by default. The exit code is 1 where a value is overdue or "
		   "compromised."),
	.examples = "weir secrets due\nweir secrets due --within 14d --format json",
	.begin = due_begin,
};

/* ---- the command ---- */

static const struct verb *const subs[] = { &secrets_list,   &secrets_show,
					   &secrets_set,    &secrets_import,
					   &secrets_delete, &secrets_due,
					   &secrets_rotate, &secrets_status,
					   &secrets_resume, &secrets_rollback,
					   &secrets_retire, &secrets_compromised,
					   &secrets_doctor, NULL };

const struct verb verb_secrets = {
	.name = "secrets",
	.summary = N_("keep tokens, keys and signing secrets in the keyring"),
	.help = N_(
		"The keyring is the Secret Service of the session: gnome-keyring, KeePassXC, KWallet. "
		"Settings "
		"and options take what it holds as keyring:NAME, or keyring:SERVER/NAME where it belongs to "
		"another server. A value is never given as an argument and never shown, but for its last "
		"four "
		"characters and a fingerprint."),
	.subs = subs,
	.begin = list_begin,
};
