/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "secrets/fingerprint.h"
#include "verb/secret_rows.h"
#include "verb/secrets.h"

struct show {
	VerbRun *run; /* a reference */
	KeyringKey key;
	GPtrArray *rows;
	SecretRow *row;
	SecBuf *value;
};

/* `error` (may be NULL) is told. */
static void finish(struct show *show, const GError *error)
{
	verb_finish(show->run, error);
	g_clear_pointer(&show->rows, g_ptr_array_unref);
	secbuf_unref(show->value);
	verb_run_unref(show->run);
	g_free(show);
}

/* ---- the value itself ---- */

static void answered(VerbRun *run, SecBuf *answer, const GError *error)
{
	struct show *show = run->state;
	g_autoptr(GError) problem = NULL;
	if (answer != NULL && verb_answer_is_yes(answer))
		run->sink->reveal(run, show->value, &problem);
	else if (answer != NULL)
		verb_say(run, _("it is not shown"));
	finish(show, error != NULL ? error : problem);
}

static void ask_and_reveal(struct show *show)
{
	VerbRun *run = show->run;
	g_autoptr(GError) error = NULL;
	g_autofree char *question =
		g_strdup_printf(_("show the value of %s on this screen? (yes/no)"), show->key.name);
	/* Not into a file either, whoever is asked. */
	if (!run->context->terminal)
		g_set_error_literal(&error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("nobody can be asked here, without a terminal: --reveal shows nothing "
				      "without it"));
	else if (verb_ask(run, question, FALSE, _("--reveal shows nothing without it"), answered, &error))
		return;
	finish(show, error);
}

/* ---- what may be said of it ---- */

static void show_row(struct show *show)
{
	VerbRun *run = show->run;
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = g_steal_pointer(&show->rows);
	guint index = 0;
	while (rows->pdata[index] != show->row)
		index++;
	g_autoptr(ListingSet) set = secret_rows_set(rows);
	if (!run->sink->detail(run, set, index, &error) || show->value == NULL || !verb_flag(run, "reveal"))
		finish(show, error);
	else
		ask_and_reveal(show);
}

static void have_key(SecBuf *key, gboolean lasting, const GError *error, gpointer data)
{
	struct show *show = data;
	if (key != NULL)
		show->row->fingerprint = fingerprint_of(key, show->value);
	show->row->fingerprint_lasts = lasting;
	show_row(show);
}

static void have_value(const KeyringItem *item, SecBuf *value, const GError *error, gpointer data)
{
	struct show *show = data;
	/* A secret without a value of that stage has attributes all the same. */
	if (g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND)) {
		show_row(show);
		return;
	}
	if (error != NULL) {
		finish(show, error);
		return;
	}
	show->value = secbuf_ref(value);
	show->row->length = secbuf_length(value);
	show->row->last_four = fingerprint_last_four(value);
	fingerprint_key(TRUE, show->run->cancellable, have_key, show);
}

static void have_items(GPtrArray *items, const GError *error, gpointer data)
{
	struct show *show = data;
	VerbRun *run = show->run;
	if (error != NULL) {
		finish(show, error);
		return;
	}
	show->rows = secret_rows_of(items, verb_config(run->context, NULL), g_get_real_time());
	show->row = secret_rows_find(show->rows, &show->key);
	if (show->row == NULL) {
		g_autoptr(GError) unknown = g_error_new(WEIR_ERROR, WEIR_ERROR_USAGE,
							_("the keyring has no secret %s of %s; weir secrets "
							  "lists them, and this stores it: weir "
							  "secrets set %s %s"),
							show->key.name, verb_argument(run, 0),
							verb_argument(run, 0), show->key.name);
		finish(show, unknown);
		return;
	}
	secret_rows_add_rotations(show->rows);
	keyring_load(&show->key, run->cancellable, have_value, show);
}

static gboolean can_reveal(const VerbRun *run, GError **error)
{
	if (!verb_flag(run, "reveal") || (run->context->terminal && run->sink->reveal != NULL))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--reveal shows a value only on a terminal, after a question; a program gets it by its "
		      "reference"));
	return FALSE;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	KeyringKey key;
	const char *stage = verb_text(run, "stage");
	if (!can_reveal(run, error) || !secrets_key(run, FALSE, &key, error))
		return VERB_FAILED;
	if (stage != NULL)
		secret_stage_find(stage, &key.stage);
	struct show *show = g_new0(struct show, 1);
	*show = (struct show){ .run = verb_run_ref(run), .key = key };
	run->state = show;
	keyring_search(run->cancellable, have_items, show);
	return VERB_WAITING;
}

static const struct verb_option options[] = {
	SECRETS_CONNECTION_OPTION,
	{ "stage", 0, VALUE_CHOICE, N_("STAGE"), FALSE, 0, 0, SECRET_STAGE_CHOICES,
	  N_("the value of this stage; the current one is the default"), HINT_NONE },
	{ "reveal", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("ask, and then show the value itself; only on a terminal"), HINT_NONE },
	{ NULL },
};

const struct verb secrets_show = {
	.name = "show",
	.summary = N_("show what there is to know of one secret, but not its value"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = secrets_one_argument,
	.options = options,
	.help = N_(
		"The last four characters are shown of values of 20 or more. The fingerprint is made with a "
		"key that the keyring holds: equal values have equal ones, and nobody can guess a value "
		"from it."),
	.examples = "weir secrets show desk-prod server-token\n"
		    "weir secrets show desk-prod signing --stage previous",
	.begin = begin,
};
