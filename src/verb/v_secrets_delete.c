/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "verb/rotate_work.h"
#include "verb/secret_rows.h"
#include "verb/secrets.h"

struct removal {
	VerbRun *run; /* a reference */
	KeyringKey key;
	gboolean all;     /* stages */
	GPtrArray *items; /* KeyringItem * that go */
	guint next;
};

static void free_item(gpointer item)
{
	keyring_item_free(item);
}

static void finish(struct removal *removal, const GError *error)
{
	verb_finish(removal->run, error);
	g_ptr_array_unref(removal->items);
	verb_run_unref(removal->run);
	g_free(removal);
}

static void delete_next(struct removal *removal);

static void deleted(const KeyringItem *unused, const GError *error, gpointer data)
{
	struct removal *removal = data;
	const KeyringItem *item = removal->items->pdata[removal->next++];
	g_autofree char *reference = keyring_item_reference(item);
	g_autoptr(GError) problem = NULL;
	/* Somebody else was faster: it is gone all the same. */
	if (error != NULL && !g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
		finish(removal, error);
	else if (!verb_print(removal->run, &problem, _("%s: version %" PRIu64 " (%s) is deleted\n"),
			     reference, item->version, secret_stage_name(item->stage)))
		finish(removal, problem);
	else
		delete_next(removal);
}

static void delete_next(struct removal *removal)
{
	if (removal->next < removal->items->len)
		keyring_delete(removal->items->pdata[removal->next], removal->run->cancellable, deleted,
			       removal);
	else
		finish(removal, NULL);
}

static void answered(VerbRun *run, SecBuf *answer, const GError *error)
{
	struct removal *removal = run->state;
	if (answer != NULL && verb_answer_is_yes(answer)) {
		delete_next(removal);
		return;
	}
	if (answer != NULL)
		verb_say(run, _("nothing was deleted"));
	finish(removal, error);
}

static void ask(struct removal *removal, const SecretRow *row)
{
	VerbRun *run = removal->run;
	g_autoptr(GError) error = NULL;
	guint n = removal->items->len;
	g_autofree char *reference = keyring_item_reference(removal->items->pdata[0]);
	g_autofree char *question = g_strdup_printf(ngettext("delete %u value of %s for ever? (yes/no)",
							     "delete %u values of %s for ever? (yes/no)", n),
						    n, reference);
	if (row->used_by != NULL)
		verb_say(run, _("%s is used by: %s"), reference, row->used_by);
	if (!verb_ask(run, question, FALSE, _("use --yes"), answered, &error))
		finish(removal, error);
}

static gboolean goes(const struct removal *removal, const KeyringItem *item)
{
	return strcmp(item->server, removal->key.server) == 0 &&
	       strcmp(item->connection, removal->key.connection) == 0 &&
	       strcmp(item->name, removal->key.name) == 0 &&
	       (removal->all || item->stage == removal->key.stage);
}

static void have_items(GPtrArray *items, const GError *error, gpointer data)
{
	struct removal *removal = data;
	VerbRun *run = removal->run;
	g_autoptr(GError) open = NULL;
	if (error == NULL &&
	    !rotate_none_open(removal->key.server, removal->key.connection, removal->key.name, &open))
		error = open;
	if (error != NULL) {
		finish(removal, error);
		return;
	}
	for (guint i = 0; i < items->len; i++)
		if (goes(removal, items->pdata[i]))
			g_ptr_array_add(removal->items, keyring_item_copy(items->pdata[i]));
	if (removal->items->len == 0) {
		g_autoptr(GError) unknown = g_error_new(
			WEIR_ERROR, WEIR_ERROR_USAGE,
			_("the keyring has no such value of %s; see: weir secrets list"), removal->key.name);
		finish(removal, unknown);
	} else if (verb_flag(run, "yes")) {
		delete_next(removal);
	} else {
		g_autoptr(GPtrArray) rows =
			secret_rows_of(items, verb_config(run->context, NULL), g_get_real_time());
		ask(removal, secret_rows_find(rows, &removal->key));
	}
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	KeyringKey key;
	const char *stage = verb_text(run, "stage");
	if (!secrets_key(run, FALSE, &key, error))
		return VERB_FAILED;
	if (stage != NULL)
		secret_stage_find(stage, &key.stage);
	struct removal *removal = g_new0(struct removal, 1);
	*removal = (struct removal){ .run = verb_run_ref(run), .key = key, .all = stage == NULL };
	removal->items = g_ptr_array_new_with_free_func(free_item);
	run->state = removal;
	keyring_search(run->cancellable, have_items, removal);
	return VERB_WAITING;
}

static const struct verb_option options[] = {
	SECRETS_CONNECTION_OPTION,
	{ "stage", 0, VALUE_CHOICE, N_("STAGE"), FALSE, 0, 0, SECRET_STAGE_CHOICES,
	  N_("only values of this stage; without it all of the secret"), HINT_NONE },
	{ "yes", 'y', VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("do not ask"), HINT_NONE },
	{ NULL },
};

const struct verb secrets_delete = {
	.name = "delete",
	.summary = N_("delete a secret, or its values of one stage, from the keyring"),
	.flags = VERB_TAKES_SECRETS,
	.arguments = secrets_one_argument,
	.options = options,
	.help = N_("Asks first, and says what in the configuration uses it. Servers are not told of it: what "
		   "they accept they go on accepting."),
	.examples = "weir secrets delete desk-prod signing --stage previous\n"
		    "weir secrets delete desk-old server-token --yes",
	.begin = begin,
};
