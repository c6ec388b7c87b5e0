/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "secrets/reference.h"
#include "verb/secret_put.h"
#include "verb/secrets.h"

struct set {
	VerbRun *run; /* a reference */
	KeyringItem *item;
	gboolean guess;
	SecBuf *first; /* typed once; to be typed again */
};

static void finish(struct set *set, const GError *error)
{
	verb_finish(set->run, error);
	keyring_item_free(set->item);
	secbuf_unref(set->first);
	verb_run_unref(set->run);
	g_free(set);
}

static void put(const KeyringItem *item, PutOutcome outcome, const GError *error, gpointer data)
{
	struct set *set = data;
	VerbRun *run = set->run;
	g_autoptr(GError) problem = NULL;
	g_autofree char *reference = item != NULL ? keyring_item_reference(item) : NULL;
	if (item != NULL && outcome == PUT_UNCHANGED)
		verb_print(run, &problem, _("%s: the keyring has this value already (version %" PRIu64 ")\n"),
			   reference, item->version);
	else if (item != NULL && outcome == PUT_REPLACED)
		verb_print(run, &problem,
			   _("%s: version %" PRIu64 " is current; the value before it is kept as previous\n"),
			   reference, item->version);
	else if (item != NULL)
		verb_print(run, &problem, _("%s: version %" PRIu64 " is stored and current\n"), reference,
			   item->version);
	finish(set, error != NULL ? error : problem);
}

static void store(struct set *set, SecBuf *value)
{
	if (secbuf_length(value) > 0) {
		secret_put(set->item, set->guess, value, set->run->cancellable, put, set);
		return;
	}
	g_autoptr(GError) error = g_error_new_literal(WEIR_ERROR, WEIR_ERROR_USAGE,
						      _("an empty value is not stored: nothing was changed"));
	finish(set, error);
}

static void have_value(SecBuf *value, const GError *error, gpointer data)
{
	struct set *set = data;
	if (error != NULL)
		finish(set, error);
	else
		store(set, value);
}

/* ---- typed ---- */

static void typed_again(VerbRun *run, SecBuf *answer, const GError *error)
{
	struct set *set = run->state;
	g_autoptr(GError) differ = NULL;
	if (answer != NULL && secbuf_length(answer) == secbuf_length(set->first) &&
	    memcmp(secbuf_bytes(answer), secbuf_bytes(set->first), secbuf_length(answer)) == 0) {
		store(set, answer);
		return;
	}
	if (error == NULL)
		differ = g_error_new_literal(WEIR_ERROR, WEIR_ERROR_USAGE,
					     _("the two values differ: nothing was changed"));
	finish(set, error != NULL ? error : differ);
}

static void typed(VerbRun *run, SecBuf *answer, const GError *error)
{
	struct set *set = run->state;
	g_autoptr(GError) problem = NULL;
	if (answer == NULL) {
		finish(set, error);
		return;
	}
	set->first = secbuf_ref(answer);
	if (!verb_ask(run, _("once more:"), TRUE, _("use --stdin, --fd N or --from REF"), typed_again,
		      &problem))
		finish(set, problem);
}

static gboolean ask(struct set *set, GError **error)
{
	g_autofree char *reference = keyring_item_reference(set->item);
	g_autofree char *question = g_strdup_printf(_("the value of %s (it is not shown):"), reference);
	return verb_ask(set->run, question, TRUE, _("use --stdin, --fd N or --from REF"), typed, error);
}

/* ---- where it comes from ---- */

/* The reference that an option stands for; NULL: none was given.  g_free(). */
static gboolean source_of(const VerbRun *run, char **reference, GError **error)
{
	gboolean in = verb_flag(run, "stdin");
	gint64 fd = verb_integer(run, "fd", -1);
	const char *from = verb_text(run, "from");
	*reference = NULL;
	if (in + (fd >= 0) + (from != NULL) > 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("only one of --stdin, --fd and --from can be meant"));
		return FALSE;
	}
	if (from != NULL && g_str_has_prefix(from, "keyring:")) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--from takes what is not in the keyring yet: env:, file:, fd: or cmd:"));
		return FALSE;
	}
	if (in || fd >= 0)
		*reference = g_strdup_printf("fd:%d", in ? 0 : (int)fd);
	else
		*reference = g_strdup(from);
	return TRUE;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	KeyringKey key;
	g_autofree char *reference = NULL;
	const char *kind = verb_text(run, "kind");
	if (!source_of(run, &reference, error) || !secrets_key(run, TRUE, &key, error))
		return VERB_FAILED;
	struct set *set = g_new0(struct set, 1);
	*set = (struct set){ .run = verb_run_ref(run), .guess = kind == NULL };
	set->item = keyring_item_new(key.server, key.connection, key.name, secret_kind_guess(key.name));
	if (kind != NULL)
		secret_kind_find(kind, &set->item->kind);
	run->state = set;
	if (reference != NULL) {
		reference_resolve(reference, run->cancellable, have_value, set);
		return VERB_WAITING;
	}
	if (ask(set, error))
		return VERB_WAITING;
	keyring_item_free(set->item);
	verb_run_unref(run);
	g_free(set);
	return VERB_FAILED;
}

static const struct verb_option options[] = {
	{ "kind", 'k', VALUE_CHOICE, N_("KIND"), FALSE, 0, 0, SECRET_KIND_CHOICES,
	  N_("what it is; without it that of the value before, or what the name says"), HINT_NONE },
	SECRETS_CONNECTION_OPTION,
	{ "stdin", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("read the value from standard input"),
	  HINT_NONE },
	{ "fd", 0, VALUE_INTEGER, N_("N"), FALSE, 0, 65535, NULL, N_("read the value from a descriptor"),
	  HINT_NONE },
	{ "from", 0, VALUE_REFERENCE, N_("REF"), FALSE, 0, 0, NULL,
	  N_("take over the value of another reference: env:NAME, file:PATH or cmd:COMMAND"),
	  HINT_REFERENCE },
	{ NULL },
};

const struct verb secrets_set = {
	.name = "set",
	.summary = N_("store a value in the keyring and make it the current one"),
	.flags = VERB_TAKES_SECRETS,
	.arguments = secrets_one_argument,
	.options = options,
	.help = N_(
		"Without an option the value is asked for twice and not shown. It is the first line of what "
		"is read, or a whole key in PEM. The value before it is kept as previous. A server is not "
		"told of anything: this is for a value that is in use there already."),
	.examples = "weir secrets set desk-prod server-token\n"
		    "pass show desk | weir secrets set desk-prod server-token --stdin\n"
		    "weir secrets set desk-prod signing --from env:SIGNING_SECRET",
	.begin = begin,
};
