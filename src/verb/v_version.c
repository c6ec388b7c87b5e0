/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "verb/verbs.h"

static VerbStatus begin(VerbRun *run, GError **error)
{
	return verb_print(run, error, "%s\n", PACKAGE_STRING) ? VERB_DONE : VERB_FAILED;
}

const struct verb verb_version = {
	.name = "version",
	.summary = N_("print the version"),
	.help = N_("The versions of the parts in use are in `weir doctor`."),
	.examples = "weir version",
	.begin = begin,
};
