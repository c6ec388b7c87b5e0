/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "verb/verbs.h"

static VerbStatus begin(VerbRun *run, GError **error)
{
	return run->sink->raw(run, PACKAGE_STRING "\n", strlen(PACKAGE_STRING "\n"), error) ? VERB_DONE
											    : VERB_FAILED;
}

const struct verb verb_version = {
	.name = "version",
	.summary = N_("print the version"),
	.help = N_("The versions of the parts in use are in `weir doctor`."),
	.examples = "weir version",
	.begin = begin,
};
