/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only a person can say of a server, with a name and a date: .weir/attest.conf. */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/check.h"
#include "audit/people.h"
#include "base/error.h"
#include "base/paths.h"
#include "model/attestations.h"
#include "verb/audit_files.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), FALSE, FALSE, HINT_TARGET, N_("an alias or URL") },
	{ N_("CHECK"), FALSE, FALSE, HINT_NONE, N_("a check that only a person can answer") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "by", 0, VALUE_TEXT, N_("NAME"), FALSE, 0, 0, NULL, N_("who says so"), HINT_NONE },
	{ "until", 0, VALUE_TEXT, N_("DATE"), FALSE, 0, 0, NULL,
	  N_("the last day for which it holds, YYYY-MM-DD"), HINT_NONE },
	{ "note", 0, VALUE_TEXT, N_("TEXT"), FALSE, 0, 0, NULL, N_("what was done, in a few words"),
	  HINT_NONE },
	{ NULL },
};

static void add_manual(const struct check *check, gpointer names)
{
	if (check->flags & CHECK_IS_MANUAL)
		g_string_append_printf(names, "%s%s", ((GString *)names)->len > 0 ? ", " : "",
				       check->info.id);
}

static const struct check *check_of(const VerbRun *run, GError **error)
{
	const char *id = verb_argument(run, 1);
	const struct check *check = check_find(id);
	g_autoptr(GString) manual = g_string_new(NULL);
	if (check != NULL && (check->flags & CHECK_IS_MANUAL))
		return check;
	check_foreach(add_manual, manual);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    check != NULL ? _("weir looks at %s itself; what can be attested is: %s")
				  : _("there is no check '%s'; what can be attested is: %s"),
		    id, manual->str);
	return NULL;
}

static gboolean usage_is_clear(const VerbRun *run, GError **error)
{
	static const char *const needed[] = { "by", "until" };
	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
		const char *value = verb_text(run, needed[i]);
		if (value != NULL && *value != '\0')
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("an attestation has a name and a last day: --by NAME --until YYYY-MM-DD"));
		return FALSE;
	}
	return check_of(run, error) != NULL;
}

static char *today(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	return g_date_time_format(now, "%Y-%m-%d");
}

/* `list` NULL: of nothing that can change. */
static gboolean write_down(VerbRun *run, const Target *target, const char *list, GError **error)
{
	g_autofree char *made = today();
	const Attestation attestation = { .target = target_name(target),
					  .check = verb_argument(run, 1),
					  .by = verb_text(run, "by"),
					  .until = verb_text(run, "until"),
					  .note = verb_text(run, "note"),
					  .made = made,
					  .list = list };
	gsize length = 0;
	g_autofree char *text = NULL, *more = NULL;
	if (!audit_file_read(AUDIT_ATTESTATIONS, &text, &length, error))
		return FALSE;
	more = attestations_add(text, length, &attestation, error);
	return more != NULL && paths_write(AUDIT_ATTESTATIONS, more, strlen(more), error);
}

static gboolean tell(VerbRun *run, const Target *target, const GPtrArray *names, GError **error)
{
	if (!verb_print(run, error, _("%s: %s of %s attested by %s until %s\n"), AUDIT_ATTESTATIONS,
			verb_argument(run, 1), target_name(target), verb_text(run, "by"),
			verb_text(run, "until")))
		return FALSE;
	for (guint i = 0; names != NULL && i < names->len; i++)
		if (!verb_print(run, error, "  %s\n", (const char *)names->pdata[i]))
			return FALSE;
	return names == NULL ||
	       verb_print(run, error, _("It lapses when this list of destructive actions changes.\n"));
}

static void review(VerbRun *run, const VerbLoaded *one, GError **error)
{
	g_autoptr(GPtrArray) names = destructive_actions(one->server);
	if (names->len == 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s has no destructive action: there is nothing to review"),
			    target_name(one->target));
		return;
	}
	g_autofree char *list = attestation_list(names);
	if (write_down(run, one->target, list, error))
		tell(run, one->target, names, error);
}

static void came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	g_autoptr(GError) error = NULL;
	const VerbLoaded *one = loaded->pdata[0];
	if (one->server == NULL || one->server_error != NULL) {
		/* A part of the documents would be another list than the audit's. */
		verb_finish(run, one->error != NULL ? one->error : one->server_error);
		return;
	}
	review(run, one, &error);
	verb_finish(run, error);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	if (!usage_is_clear(run, error))
		return VERB_FAILED;
	g_autoptr(GPtrArray) targets = verb_targets(run, 0, 1, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (targets->len != 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%u servers are meant; each is attested for itself"), targets->len);
		return VERB_FAILED;
	}
	if (strcmp(verb_argument(run, 1), "ops.destructive-review") == 0) {
		verb_load(run, g_steal_pointer(&targets), LOAD_SERVER, came, NULL);
		return VERB_WAITING;
	}
	const Target *target = targets->pdata[0];
	return write_down(run, target, NULL, error) && tell(run, target, NULL, error) ? VERB_DONE
										      : VERB_FAILED;
}

const struct verb verb_attest = {
	.name = "attest",
	.summary = N_("put down what only a person can say of a server, with name and date"),
	.flags = VERB_TAKES_TARGET,
	.arguments = arguments,
	.options = options,
	.help = N_("It is kept in .weir/attest.conf of the folder in which weir runs, and lapses after its "
		   "last day. What was said of a list of destructive actions (ops.destructive-review) lapses "
		   "when the list changes, too: the server is asked for it."),
	.examples =
		"weir attest desk-prod deps.maintenance --by Kim --until 2027-05-01\n"
		"weir attest desk-prod ops.destructive-review --by Kim --until 2027-05-01 --note 'all seven'",
	.begin = begin,
};
