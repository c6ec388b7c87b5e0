/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "verb/secrets_verbs.h"
#include "verb/verbs.h"

static const struct verb *const subs[] = { &secrets_status,
					   &secrets_rotate,
					   &secrets_resume,
					   &secrets_rollback,
					   &secrets_retire,
					   &secrets_compromised,
					   NULL };

static VerbStatus begin(VerbRun *run, GError **error)
{
	return secrets_status.begin(run, error);
}

const struct verb verb_secrets = {
	.name = "secrets",
	.summary = N_("secrets of the keyring, and how they are renewed"),
	.help = N_("Values are in the keyring of the desktop and nowhere else."),
	.subs = subs,
	.begin = begin,
};
