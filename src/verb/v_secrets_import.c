/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "verb/secret_input.h"
#include "verb/secret_put.h"
#include "verb/secrets.h"

struct import {
	VerbRun *run; /* a reference */
	KeyringKey key;
	GPtrArray *pairs; /* SecretPair * */
	guint next, unchanged;
};

static void finish(struct import *import, const GError *error)
{
	guint n = import->next - import->unchanged;
	g_autoptr(GError) problem = NULL;
	if (error == NULL)
		verb_print(import->run, &problem,
			   ngettext("%u secret stored, %u had its value already\n",
				    "%u secrets stored, %u had their value already\n", n),
			   n, import->unchanged);
	else if (import->next > 0)
		verb_say(import->run,
			 ngettext("%u secret was stored before it; run it again when the cause is gone",
				  "%u secrets were stored before it; run it again when the cause is gone", n),
			 n);
	verb_finish(import->run, error != NULL ? error : problem);
	g_clear_pointer(&import->pairs, g_ptr_array_unref);
	verb_run_unref(import->run);
	g_free(import);
}

static void put_next(struct import *import);

static void put(const KeyringItem *item, PutOutcome outcome, const GError *error, gpointer data)
{
	struct import *import = data;
	g_autoptr(GError) named = NULL;
	if (error != NULL) {
		named = g_error_copy(error);
		g_prefix_error(&named, "%s: ", ((SecretPair *)import->pairs->pdata[import->next])->name);
		finish(import, named);
		return;
	}
	import->unchanged += outcome == PUT_UNCHANGED;
	import->next++;
	put_next(import);
}

static void put_next(struct import *import)
{
	if (import->next == import->pairs->len) {
		finish(import, NULL);
		return;
	}
	VerbRun *run = import->run;
	const SecretPair *pair = import->pairs->pdata[import->next];
	const char *kind = verb_text(run, "kind");
	g_autoptr(KeyringItem) item = keyring_item_new(import->key.server, import->key.connection, pair->name,
						       secret_kind_guess(pair->name));
	if (kind != NULL)
		secret_kind_find(kind, &item->kind);
	verb_progress(run, _("%u of %u secrets"), import->next, import->pairs->len);
	secret_put(item, kind == NULL, pair->value, run->cancellable, put, import);
}

static void have_pairs(GPtrArray *pairs, const GError *error, gpointer data)
{
	struct import *import = data;
	if (error != NULL) {
		finish(import, error);
		return;
	}
	import->pairs = g_ptr_array_ref(pairs);
	put_next(import);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	const char *path = verb_argument(run, 1);
	const char *server = verb_argument(run, 0), *connection = verb_text(run, "connection");
	struct import *import = g_new0(struct import, 1);
	KeyringKey key = { .server = strcmp(server, "-") == 0 ? "" : server,
			   .connection = connection != NULL ? connection : "" };
	*import = (struct import){ .run = verb_run_ref(run), .key = key };
	if (secrets_owner(run, TRUE, error) &&
	    secret_input_read(path != NULL ? path : "-", run->cancellable, have_pairs, import, error))
		return VERB_WAITING;
	verb_run_unref(run);
	g_free(import);
	return VERB_FAILED;
}

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), FALSE, FALSE, HINT_ALIAS, N_("the server they belong to; - for none") },
	{ N_("FILE"), TRUE, FALSE, HINT_FILE, N_("where they are; without it, or for -, standard input") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "kind", 'k', VALUE_CHOICE, N_("KIND"), FALSE, 0, 0, SECRET_KIND_CHOICES, N_("what they all are"),
	  HINT_NONE },
	SECRETS_CONNECTION_OPTION,
	{ NULL },
};

const struct verb secrets_import = {
	.name = "import",
	.summary = N_("store the values of an environment file or a JSON object in the keyring"),
	.flags = VERB_TAKES_SECRETS,
	.arguments = arguments,
	.options = options,
	.help = N_(
		"The file has lines NAME=VALUE, or is a JSON object whose members are texts. Its names "
		"become "
		"the names of the secrets; each is stored as weir secrets set does. All of it is read before "
		"anything is stored, and the file stays as it is: remove it yourself."),
	.examples = "weir secrets import desk-prod desk.env\n"
		    "sops -d secrets.json | weir secrets import desk-prod --connection acme --kind "
		    "connection-secret",
	.begin = begin,
};
