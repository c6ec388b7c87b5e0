/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the keyring can be used here, tried out. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "secrets/keyring.h"
#include "verb/secrets.h"

struct checkup {
	VerbRun *run;     /* a reference */
	GPtrArray *facts; /* FactRow * */
};

static void free_fact(gpointer row)
{
	fact_row_free(row);
}

static void free_facts(gpointer facts)
{
	g_ptr_array_unref(facts);
}

static void add(struct checkup *checkup, const char *name, const char *value, Tone tone)
{
	g_ptr_array_add(checkup->facts, fact_row_new("keyring", name, value, tone));
}

/* Told in the listing alone: it is what was asked for. */
static void add_verdict(struct checkup *checkup, const GError *error)
{
	if (error == NULL) {
		add(checkup, N_("verdict"), _("it takes, gives and forgets: it can be used"), TONE_GOOD);
		return;
	}
	const char *cause = keyring_cause(error);
	add(checkup, N_("cause"), cause != NULL ? cause : "other", TONE_BAD);
	add(checkup, N_("verdict"), error->message, TONE_BAD);
	checkup->run->exit_code = weir_error_exit_code(error);
}

static void probed(const GPtrArray *notes, const GError *error, gpointer data)
{
	struct checkup *checkup = data;
	for (guint i = 0; i < notes->len; i++)
		add(checkup, i == 0 ? N_("probe") : "", notes->pdata[i], TONE_PLAIN);
	add_verdict(checkup, error);
	g_autoptr(ListingSet) set = listing_set_new(&listing_facts);
	listing_set_add(set, NULL, checkup->facts->len, checkup->facts, checkup->facts, free_facts);
	verb_finish_listing(checkup->run, set);
	verb_run_unref(checkup->run);
	g_free(checkup);
}

static void add_variable(struct checkup *checkup, const char *name)
{
	const char *value = g_getenv(name);
	add(checkup, name, value != NULL && *value != '\0' ? value : _("not set"), TONE_PLAIN);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	struct checkup *checkup = g_new0(struct checkup, 1);
	checkup->run = verb_run_ref(run);
	checkup->facts = g_ptr_array_new_with_free_func(free_fact);
	add_variable(checkup, "DBUS_SESSION_BUS_ADDRESS");
	add_variable(checkup, "DISPLAY");
	add_variable(checkup, "WAYLAND_DISPLAY");
	if (g_getenv("SECRET_BACKEND") != NULL)
		add(checkup, "SECRET_BACKEND",
		    _("is set and is not used: weir asks the Secret Service alone"), TONE_LOOK);
	keyring_probe(run->cancellable, probed, checkup);
	return VERB_WAITING;
}

const struct verb secrets_doctor = {
	.name = "doctor",
	.summary = N_("try the keyring out, and say what is wrong with it and what to do"),
	.flags = VERB_TAKES_FORMAT,
	.help = N_("Writes an item of weir's own, reads it back and deletes it. The exit code is 4 where the "
		   "keyring cannot be used. Without a desktop, over ssh or in a container, start one in a "
		   "session "
		   "of its own:\n\n"
		   "dbus-run-session -- sh -c 'gnome-keyring-daemon --unlock --components=secrets; weir'\n\n"
		   "It reads the password of the keyring from standard input, up to its end. Where a program "
		   "only "
		   "reads secrets, env:, file: and cmd: references need no keyring."),
	.examples = "weir secrets doctor\nweir secrets doctor --format json",
	.begin = begin,
};
