/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weir secrets rotate and compromised: what is meant is looked up in the keyring, then worked off. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/settings.h"
#include "secrets/reference.h"
#include "verb/rotate_work.h"
#include "verb/secrets.h"

enum { SETTLE_SECONDS = 60 };

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), FALSE, FALSE, HINT_TARGET, N_("an alias or URL") },
	{ N_("NAME"), TRUE, TRUE, HINT_NONE,
	  N_("of a secret in the keyring, or CONNECTION/NAME of one of a connection") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "driver", 0, VALUE_CHOICE, N_("DRIVER"), FALSE, 0, 0, ROTATE_DRIVER_CHOICES,
	  N_("how it gets to where it is used; default: that of the secret's kind"), HINT_NONE },
	{ "trigger", 0, VALUE_TEXT, N_("TRIGGER"), FALSE, 0, 0, NULL,
	  N_("whose events a signing secret signs; default: that whose `secret` it is"), HINT_NONE },
	{ "subscription", 0, VALUE_TEXT, N_("ID"), FALSE, 0, 0, NULL,
	  N_("the subscription that has the secret, or that a signing secret is tried with"), HINT_NONE },
	{ "grace", 0, VALUE_TEXT, N_("DURATION"), FALSE, 0, 0, NULL,
	  N_("keep the old value so long, as 24h; 0s: not at all; default: the policy's"), HINT_NONE },
	{ "settle", 0, VALUE_TEXT, N_("DURATION"), FALSE, 0, 0, NULL,
	  N_("try so long until the new value works; default 60s"), HINT_NONE },
	{ "due", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("all secrets of the target that are due or marked as compromised"), HINT_NONE },
	{ "dry-run", 'n', VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("show what would be done; change nothing, ask no server"), HINT_NONE },
	{ "yes", 'y', VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("do it: without it nothing is changed"),
	  HINT_NONE },
	{ "confirm", 0, VALUE_TEXT, N_("ALIAS"), FALSE, 0, 0, NULL,
	  N_("where env = prod, the name of the server once more: yes, that one"), HINT_ALIAS },
	{ NULL },
};

/* ---- options ---- */

static gboolean read_duration(const VerbRun *run, const char *option, gint64 *seconds, GError **error)
{
	const char *text = verb_text(run, option);
	if (text == NULL || setting_duration(text, seconds))
		return TRUE;
	if (strcmp(text, "0s") == 0 || strcmp(text, "0") == 0) {
		*seconds = 0;
		return TRUE;
	}
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--%s takes a duration, as 45s, 30m, 24h or 2w"),
		    option);
	return FALSE;
}

/* FALSE without an error: a person has to be asked. */
static gboolean is_confirmed(const VerbRun *run, const Target *target, GError **error)
{
	const char *name = target_name(target);
	if (verb_flag(run, "dry-run"))
		return TRUE;
	if (!verb_flag(run, "yes"))
		return FALSE;
	if (target->env != ENV_PROD || g_strcmp0(verb_text(run, "confirm"), name) == 0)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_READ_ONLY,
		    _("%s: it is env = prod, so nothing was changed: --yes wants --confirm %s, too"), name,
		    name);
	return FALSE;
}

static gboolean check_words(const VerbRun *run, gboolean due, GError **error)
{
	guint names = run->arguments->len - 1;
	if (due == (names > 0))
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("which secret? give a NAME (weir secrets list), or --due without one"));
	else if (verb_flag(run, "value-stdin") && names != 1)
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("--value-stdin is the value of one secret: give one NAME"));
	else
		return TRUE;
	return FALSE;
}

/* ---- from an item of the keyring to a rotation ---- */

static const char *alias_of(const Target *target)
{
	return target->alias != NULL ? target->alias : "";
}

/* keyring:NAME and keyring:SERVER/NAME in the trigger's settings. */
static gboolean is_reference_to(const char *reference, const Target *target, const char *name)
{
	g_autofree char *whole = g_strdup_printf("keyring:%s/%s", alias_of(target), name);
	g_autofree char *own = g_strconcat("keyring:", name, NULL);
	return g_strcmp0(reference, whole) == 0 || g_strcmp0(reference, own) == 0;
}

static const char *trigger_of(const VerbRun *run, const Target *target, const char *name)
{
	const char *given = verb_text(run, "trigger");
	GHashTableIter all;
	gpointer key, value;
	if (given != NULL)
		return given;
	g_hash_table_iter_init(&all, target->triggers);
	while (g_hash_table_iter_next(&all, &key, &value))
		if (is_reference_to(((const TriggerSettings *)value)->secret, target, name))
			return key;
	return "";
}

/* Where it is used since it was rotated last, or was told now. */
static char *place_of(const VerbRun *run, const KeyringItem *item, const char *driver)
{
	const RotateWork *work = run->state;
	const char *given = verb_text(run, "subscription");
	if (given != NULL)
		return g_strdup(given);
	g_autoptr(Rotation) last = work->store != NULL ? journal_last(work->store, item->server,
								      item->connection, item->name, NULL)
						       : NULL;
	if (last != NULL && strcmp(last->driver, driver) == 0 && *last->new_place != '\0')
		return g_strdup(last->new_place);
	if (last != NULL && strcmp(last->driver, driver) == 0)
		return g_strdup(last->place);
	return g_strdup(strcmp(driver, "connection") == 0 ? item->connection : "");
}

static char *option_or_policy(VerbRun *run, const KeyringItem *item, const char *name)
{
	const char *given = verb_text(run, name);
	if (given != NULL)
		return g_strdup(given);
	return config_policy_text(verb_config(run->context, NULL), item->kind, item->server, item->name,
				  name);
}

static Rotation *rotation_of(VerbRun *run, const Target *target, const KeyringItem *item)
{
	const RotateWork *work = run->state;
	const Config *config = verb_config(run->context, NULL);
	struct policy policy;
	Rotation *row = g_new0(Rotation, 1);
	config_policy(config, item->kind, item->server, item->name, &policy);
	g_autofree char *program = option_or_policy(run, item, "exec");
	g_autofree char *named = option_or_policy(run, item, "driver");
	const char *driver = named;
	if (driver == NULL && program != NULL && item->kind == SECRET_KIND_GENERIC)
		driver = "exec";
	if (driver == NULL)
		driver = rotate_driver_name(rotate_driver_of_kind(item->kind));
	row->target = g_strdup(target_name(target));
	row->url = g_strdup(target->url);
	row->server = g_strdup(item->server);
	row->connection = g_strdup(item->connection);
	row->name = g_strdup(item->name);
	row->kind = g_strdup(secret_kind_name(item->kind));
	row->driver = g_strdup(driver);
	row->program = g_strdup(program != NULL ? program : "");
	row->trigger = g_strdup(trigger_of(run, target, item->name));
	row->place = place_of(run, item, driver);
	row->new_place = g_strdup("");
	row->note = g_strdup("");
	row->given = work->given != NULL || verb_flag(run, "value-stdin");
	row->overlap = policy.overlap;
	row->grace = work->grace >= 0 ? work->grace : policy.grace;
	row->settle = work->settle >= 0 ? work->settle : SETTLE_SECONDS;
	policy_clear(&policy);
	return row;
}

/* ---- which are meant ---- */

static gboolean is_due(const VerbRun *run, const KeyringItem *item)
{
	struct policy policy;
	if (item->stage != SECRET_STAGE_CURRENT)
		return FALSE;
	config_policy(verb_config(run->context, NULL), item->kind, item->server, item->name, &policy);
	gint64 age = (g_get_real_time() - item->created) / G_USEC_PER_SEC;
	gboolean due = item->compromised != 0 || (item->created != 0 && age >= policy.age);
	policy_clear(&policy);
	return due;
}

static gboolean add_named(VerbRun *run, const Target *target, const GPtrArray *items, const char *word,
			  gint64 compromised, GError **error)
{
	g_autofree char *connection = NULL, *name = NULL;
	if (!rotate_name(run, word, &connection, &name, error))
		return FALSE;
	const KeyringKey key = { alias_of(target), connection, name, SECRET_STAGE_CURRENT, 0 };
	const KeyringItem *item = keyring_find(items, &key);
	if (item == NULL) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("%s/%s: the keyring has no current value of it: weir secrets list, or weir secrets "
			  "set %s %s"),
			alias_of(target), word, target->alias != NULL ? target->alias : "-", word);
		return FALSE;
	}
	Rotation *row = rotation_of(run, target, item);
	if (compromised != 0)
		row->grace = 0;
	rotate_work_add(run->state, row, ROTATE_FORWARD, compromised);
	return TRUE;
}

static gboolean add_meant(VerbRun *run, const GPtrArray *items, gint64 compromised, GError **error)
{
	const RotateWork *work = run->state;
	const Target *target = work->targets->pdata[0];
	for (guint i = 1; i < run->arguments->len; i++)
		if (!add_named(run, target, items, verb_argument(run, i), compromised, error))
			return FALSE;
	for (guint i = 0; verb_flag(run, "due") && i < items->len; i++) {
		const KeyringItem *item = items->pdata[i];
		if (strcmp(item->server, alias_of(target)) == 0 && is_due(run, item))
			rotate_work_add(run->state, rotation_of(run, target, item), ROTATE_FORWARD, 0);
	}
	return TRUE;
}

/* ---- where it was used ---- */

static void say_place(VerbRun *run, const char *where, const char *reference, const Target *target,
		      const char *name)
{
	if (is_reference_to(reference, target, name))
		verb_say(run, _("it was used here: %s"), where);
}

/* What of the configuration refers to it: whoever had the value could do all that. */
static void say_places(VerbRun *run, const char *name)
{
	const RotateWork *work = run->state;
	const Target *target = work->targets->pdata[0];
	GHashTableIter all;
	gpointer key, value;
	g_autofree char *token = g_strdup_printf("[server %s] token", target_name(target));
	g_autofree char *engine = g_strdup_printf("[server %s] engine-token", target_name(target));
	say_place(run, token, target->token, target, name);
	say_place(run, engine, target->engine_token, target, name);
	g_hash_table_iter_init(&all, target->triggers);
	while (g_hash_table_iter_next(&all, &key, &value)) {
		g_autofree char *where = g_strdup_printf("[server %s trigger %s] secret", target_name(target),
							 (const char *)key);
		say_place(run, where, ((const TriggerSettings *)value)->secret, target, name);
	}
}

static void say_uses(VerbRun *run)
{
	const RotateWork *work = run->state;
	for (guint i = 0; i < work->items->len; i++) {
		const Rotation *row = ((const RotateItem *)work->items->pdata[i])->rotation;
		say_places(run, row->name);
		if (*row->connection != '\0')
			verb_say(run, _("it was used here: connection %s"), row->connection);
		if (*row->place != '\0' && strcmp(row->place, row->connection) != 0)
			verb_say(run, _("it was used here: subscription %s"), row->place);
		if (*row->program != '\0')
			verb_say(run, _("it was given to: %s"), row->program);
	}
}

/* ---- the command ---- */

static void searched(GPtrArray *items, const GError *error, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	RotateWork *work = run->state;
	gint64 compromised = run->verb == &secrets_compromised ? g_get_real_time() : 0;
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	if (problem != NULL || !add_meant(run, items, compromised, &problem)) {
		verb_finish(run, problem);
		return;
	}
	if (work->items->len == 0)
		verb_say(run, _("nothing is due"));
	if (compromised != 0)
		say_uses(run);
	rotate_work_start(run);
}

static void value_came(SecBuf *value, const GError *error, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	RotateWork *work = run->state;
	if (error != NULL) {
		verb_finish(run, error);
		return;
	}
	work->given = secbuf_ref(value);
	keyring_search(run->cancellable, searched, verb_run_ref(run));
}

static void proceed(VerbRun *run)
{
	if (verb_flag(run, "value-stdin") && !verb_flag(run, "dry-run"))
		reference_resolve("fd:0", run->cancellable, value_came, verb_run_ref(run));
	else
		keyring_search(run->cancellable, searched, verb_run_ref(run));
}

static void answered(VerbRun *run, SecBuf *answer, const GError *error)
{
	const RotateWork *work = run->state;
	const Target *target = work->targets->pdata[0];
	gboolean named = answer != NULL && strcmp(secbuf_bytes(answer), target_name(target)) == 0;
	if (error == NULL && (target->env == ENV_PROD ? named : verb_answer_is_yes(answer))) {
		proceed(run);
		return;
	}
	if (error == NULL)
		verb_say(run, _("nothing was changed"));
	verb_finish(run, error);
}

/* --value-stdin takes what would be the answer. */
static gboolean ask(VerbRun *run, const Target *target, GError **error)
{
	const char *name = target_name(target);
	g_autofree char *question = g_strdup_printf(
		target->env == ENV_PROD ? _("Rotate secrets of %s? It is env = prod: its name, to do it: ")
					: _("Rotate secrets of %s? yes or no: "),
		name);
	if (!verb_flag(run, "value-stdin"))
		return verb_ask(run, question, FALSE, _("--dry-run shows what would be done, --yes does it"),
				answered, error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("%s: --value-stdin wants --yes"), name);
	return FALSE;
}

static gboolean open_store(VerbRun *run, GError **error)
{
	RotateWork *work = run->state;
	work->plan = verb_flag(run, "dry-run");
	/* Without a database nothing was rotated before. */
	return rotate_work_open(run, work->plan, work->plan ? NULL : error) || work->plan;
}

static gboolean prepare(VerbRun *run, gboolean due, GError **error)
{
	RotateWork *work = rotate_work_new(run);
	if (!check_words(run, due, error) || !read_duration(run, "grace", &work->grace, error) ||
	    !read_duration(run, "settle", &work->settle, error))
		return FALSE;
	work->targets = verb_targets(run, 0, 1, error);
	if (work->targets == NULL)
		return FALSE;
	if (work->targets->len == 1)
		return open_store(run, error);
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a rotation is of one server's secrets, not of a group's"));
	return FALSE;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (!prepare(run, verb_flag(run, "due"), error))
		return VERB_FAILED;
	const RotateWork *work = run->state;
	const Target *target = work->targets->pdata[0];
	if (is_confirmed(run, target, &problem)) {
		proceed(run);
		return VERB_WAITING;
	}
	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (ask(run, target, error))
		return VERB_WAITING;
	return VERB_FAILED;
}

const struct verb secrets_rotate = {
	.name = "rotate",
	.summary = N_("give a secret a new value, in the keyring and where it is used"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.options = options,
	.shared_options = rotate_way_options,
	.help = N_("The steps are create (a new value goes into the keyring as pending), set (it is put "
		   "where it is "
		   "used), test (it works, and the old one no longer does), finish (it becomes current, the "
		   "old one "
		   "previous) and, after the grace period, retire (weir secrets retire). Each is written "
		   "down before "
		   "it acts; whatever interrupts them, weir secrets resume goes on and weir secrets rollback "
		   "restores "
		   "what was before. Exit code 5: it was left pending.\n\n"
		   "Drivers: bearer (a server's auth_token), engine-key, signing (of a trigger's events), "
		   "subscription "
		   "(changed at the engine, or made anew), connection (made anew), exec (your program does "
		   "all of "
		   "it), manual (a checklist). A program given with --exec gets one line of JSON on standard "
		   "input "
		   "for each step, {\"weir\":\"exec/1\", \"step\":\"set|test|retire\", \"server\", \"name\", "
		   "\"new\", \"old\"}, and prints {\"ok\":true} or {\"ok\":false, \"message\":\"why\"}. The "
		   "drivers bearer, engine-key and signing use it for set; without it a person sets the "
		   "value while "
		   "weir watches."),
	.examples = "weir secrets rotate desk-prod server-token --dry-run\n"
		    "weir secrets rotate desk-prod server-token --exec /etc/weir/set-token --yes --confirm "
		    "desk-prod\n"
		    "weir secrets rotate desk-test --due --yes --stop-on-error",
	.begin = begin,
};

/* ---- compromised ---- */

const struct verb secrets_compromised = {
	.name = "compromised",
	.summary = N_("mark a secret as known to others, rotate it at once, and say where it was used"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.options = options,
	.shared_options = rotate_way_options,
	.help = N_(
		"As weir secrets rotate without a grace period: the old value is removed as soon as the new "
		"one "
		"works. The mark stays where the rotation does not succeed, and weir secrets due shows it."),
	.examples =
		"weir secrets compromised desk-prod server-token --exec /etc/weir/set-token --yes --confirm "
		"desk-prod",
	.begin = begin,
};
