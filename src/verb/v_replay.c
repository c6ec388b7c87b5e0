/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/event.h"
#include "secrets/reference.h"
#include "verb/body.h"
#include "verb/live.h"
#include "verb/replay_work.h"
#include "verb/verbs.h"
#include "verb/webhook.h"

enum { REPEAT_MOST = 10000 };

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), FALSE, FALSE, HINT_TARGET, N_("an alias or URL") },
	{ N_("TRIGGER"), FALSE, FALSE, HINT_NAME, N_("a trigger of the server") },
	{ N_("FILE"), TRUE, FALSE, HINT_FILE,
	  N_("the body, byte by byte, - for standard input; without it one is made from the schema") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "cases", 0, VALUE_TEXT, N_("all|ID,..."), FALSE, 0, 0, NULL,
	  N_("send cases that a secure trigger must refuse instead of one event"), HINT_NONE },
	{ "subscription", 0, VALUE_TEXT, N_("ID"), FALSE, 0, 0, NULL,
	  N_("send to this subscription instead of a canary of weir's own"), HINT_NONE },
	{ "scheme", 's', VALUE_TEXT, N_("ID"), FALSE, 0, 0, NULL,
	  N_("how events are signed: an id of weir schemes, or none"), HINT_NONE },
	{ "secret", 0, VALUE_REFERENCE, N_("REF"), FALSE, 0, 0, NULL,
	  N_("the signing secret, by reference; a canary has its own"), HINT_REFERENCE },
	{ "url", 0, VALUE_URL, N_("URL"), FALSE, 0, 0, NULL,
	  N_("the route's URL as the sender knows it, where that is signed"), HINT_NONE },
	{ "from", 0, VALUE_INTEGER, N_("NUMBER"), FALSE, 1, G_MAXINT32, NULL,
	  N_("send the body of a capture (weir captures), byte by byte, freshly signed"), HINT_NONE },
	{ "folder", 0, VALUE_PATH, N_("DIR"), FALSE, 0, 0, NULL,
	  N_("the folder that weir listen --save named, instead of the usual one"), HINT_FOLDER },
	{ "sample", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("make the event from the schema (what is done without FILE)"), HINT_NONE },
	{ "minimal", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("a sample of required members only"),
	  HINT_NONE },
	{ "full", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("a sample of all members"), HINT_NONE },
	{ "seed", 0, VALUE_INTEGER, N_("N"), FALSE, 0, G_MAXINT32, NULL, N_("another sample for another N"),
	  HINT_NONE },
	{ "set", 0, VALUE_TEXT, N_("/POINTER=VALUE"), TRUE, 0, 0, NULL,
	  N_("set a member of the sample; may be repeated"), HINT_NONE },
	{ "remove", 0, VALUE_TEXT, N_("/POINTER"), TRUE, 0, 0, NULL,
	  N_("remove a member of the sample; may be repeated"), HINT_NONE },
	{ "edit", 'e', VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("open the body in $VISUAL or $EDITOR; what is saved there is sent, byte by byte"), HINT_NONE },
	{ "content-type", 0, VALUE_TEXT, N_("TYPE"), FALSE, 0, 0, NULL,
	  N_("application/json where not given"), HINT_NONE },
	{ "header", 'H', VALUE_TEXT, N_("'NAME: VALUE'"), TRUE, 0, 0, NULL,
	  N_("send this header too, as the one that names the event; may be repeated"), HINT_NONE },
	{ "id", 0, VALUE_CHOICE, N_("keep|new"), FALSE, 0, 0, "keep|new",
	  N_("keep: the capture's delivery id, with --repeat one for all; new: a new one for each"),
	  HINT_NONE },
	{ "timestamp", 0, VALUE_TEXT, N_("T"), FALSE, 0, 0, NULL,
	  N_("now, keep (the capture's, with --repeat that of the first), -10m, +5m, or a time"), HINT_NONE },
	{ "repeat", 0, VALUE_INTEGER, N_("N"), FALSE, 1, REPEAT_MOST, NULL, N_("send so many events"),
	  HINT_NONE },
	{ "rate", 0, VALUE_NUMBER, N_("R"), FALSE, 0.01, REPLAY_RATE_MOST, NULL,
	  N_("at most so many events a second (100 where env = test; else 10, and no more)"), HINT_NONE },
	{ "expect", 0, VALUE_TEXT, N_("EXPECTED"), TRUE, 0, 0, NULL,
	  N_("2xx, 401 or /json/pointer=value; else the exit code is 1; may be repeated"), HINT_NONE },
	VERB_CALLBACK_OPTIONS,
	{ "dry-run", 'n', VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("show what would be sent, send nothing"),
	  HINT_NONE },
	{ "as", 0, VALUE_CHOICE, N_("PROGRAM"), FALSE, 0, 0, "curl|httpie|raw",
	  N_("print the request for another program, secrets as variables; send nothing"), HINT_NONE },
	{ "format", 'f', VALUE_CHOICE, N_("FORMAT"), FALSE, 0, 0, "text|json|csv|junit",
	  N_("write text (for people), json, csv or junit"), HINT_NONE },
	{ NULL },
};

static void work_free(gpointer memory)
{
	ReplayWork *work = memory;
	replay_run_free(work->run);
	http_host_unref(work->host);
	replay_setup_clear(&work->named);
	g_ptr_array_unref(work->rows);
	g_ptr_array_unref(work->expects);
	g_clear_pointer(&work->own, g_ptr_array_unref);
	secbuf_unref(work->secret);
	g_clear_pointer(&work->body, g_bytes_unref);
	json_decref(work->sample);
	capture_free(work->capture);
	g_ptr_array_unref(work->headers);
	g_free(work->reference);
	g_free(work->id);
	g_free(work->timestamp);
	client_unref(work->client);
	server_free(work->server);
	callbacks_free(work->callbacks);
	store_close(work->store);
	g_clear_error(&work->error);
	g_free(work);
}

/* ---- what is known with the server ---- */

static gboolean choose_scheme(VerbRun *run, ReplayWork *work, GError **error)
{
	const Target *target = client_target(work->client);
	const TriggerSettings *settings = g_hash_table_lookup(target->triggers, work->trigger->name);
	const char *id = verb_text(run, "scheme"), *reference = verb_text(run, "secret");
	if (id == NULL && settings != NULL)
		id = settings->scheme;
	if (reference == NULL && settings != NULL)
		reference = settings->secret;
	work->reference = g_strdup(reference);
	if (g_strcmp0(id, "none") == 0 || (id == NULL && canary_signing_secret(work->trigger) == NULL))
		return TRUE;
	if (id == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: its subscriptions have a signing secret, but how events are signed is not "
			      "known: give --scheme ID (weir schemes), or --scheme none"),
			    work->trigger->name);
		return FALSE;
	}
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return FALSE;
	work->own = config_schemes(config);
	work->scheme = webhook_scheme(work->own, id, error);
	return work->scheme != NULL;
}

static const char *const *texts_of(const VerbRun *run, const char *option, GPtrArray *list)
{
	const GPtrArray *texts = verb_list(run, option);
	for (guint i = 0; texts != NULL && i < texts->len; i++)
		g_ptr_array_add(list, texts->pdata[i]);
	g_ptr_array_add(list, NULL);
	return (const char *const *)list->pdata;
}

static gboolean make_sample(VerbRun *run, ReplayWork *work, GError **error)
{
	g_autoptr(GPtrArray) sets = g_ptr_array_new();
	g_autoptr(GPtrArray) removes = g_ptr_array_new();
	EventSize size = verb_flag(run, "minimal") ? EVENT_MINIMAL : EVENT_FULL;
	if (work->body != NULL)
		return TRUE;
	g_autoptr(json_t) sample =
		event_sample(work->server, work->trigger, size, (guint64)verb_integer(run, "seed", 1), error);
	work->sample = sample != NULL ? event_edit(sample, texts_of(run, "set", sets),
						   texts_of(run, "remove", removes), error)
				      : NULL;
	if (work->sample == NULL)
		return FALSE;
	work->body = event_bytes(work->sample);
	return TRUE;
}

static gboolean find_trigger(VerbRun *run, ReplayWork *work, GError **error)
{
	const char *name = verb_argument(run, 1);
	work->trigger = server_trigger(work->server, name);
	if (work->trigger == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: it has no trigger '%s': weir triggers %s"),
			    target_name(client_target(work->client)), name,
			    target_name(client_target(work->client)));
	else if (work->trigger->route.path == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: its route is not known: set `route` in [server NAME trigger %s]"), name,
			    name);
	else
		return TRUE;
	return FALSE;
}

/* ---- sending ---- */

static gboolean is_sent(const VerbRun *run)
{
	return !verb_flag(run, "dry-run") && verb_text(run, "as") == NULL;
}

static gboolean open_callbacks(VerbRun *run, ReplayWork *work, GError **error)
{
	const char *base = verb_text(run, "callback-base");
	if (verb_text(run, "subscription") != NULL)
		return TRUE;
	if (!canary_may_be_made(work->trigger, error))
		return FALSE;
	if (base == NULL && !verb_is_here(client_target(work->client))) {
		g_set_error(
			error, WEIR_ERROR, WEIR_ERROR_USAGE,
			_("a canary has to be called back: give --callback-base URL (and --callback-port) of "
			  "what leads to this machine, or --subscription ID of your own"));
		return FALSE;
	}
	work->callbacks = callbacks_new((int)verb_integer(run, "callback-port", 0), base, error);
	return work->callbacks != NULL;
}

static gboolean check_secret(VerbRun *run, const ReplayWork *work, GError **error)
{
	gboolean pair = work->scheme != NULL && scheme_is_asymmetric(work->scheme);
	gboolean needed = work->scheme != NULL && work->scheme->algorithm != ALGORITHM_NONE &&
			  (pair || verb_text(run, "subscription") != NULL || verb_text(run, "as") != NULL);
	if (!needed || work->secret != NULL)
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--secret is missing: what signs the events of that subscription, by reference"));
	return FALSE;
}

/* An old event that is not old would be taken, and say nothing of old ones. */
static gboolean check_time(VerbRun *run, const ReplayWork *work, GError **error)
{
	const char *text = verb_text(run, "timestamp");
	const SchemePlan *plan = work->named.plan;
	if (text == NULL || strcmp(text, "now") == 0 || (plan != NULL && scheme_takes(plan, FIELD_TIMESTAMP)))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--timestamp: the scheme %s sends no time of its own; leave the option out"),
		    work->scheme != NULL ? work->scheme->id : "none");
	return FALSE;
}

/* Nobody edits a text for an event that cannot be sent. */
static gboolean prepare(VerbRun *run, GError **error)
{
	ReplayWork *work = run->state;
	gboolean sends = is_sent(run);
	if (!make_sample(run, work, error) || !check_secret(run, work, error))
		return FALSE;
	if (g_strcmp0(verb_text(run, "timestamp"), "keep") == 0 && work->scheme != NULL)
		work->timestamp = sign_timestamp(work->scheme->unit, g_get_real_time());
	if (g_strcmp0(verb_text(run, "id"), "keep") == 0)
		work->id = sign_new_id();
	if (!replay_make_setup(run, !sends, error) || !check_time(run, work, error) ||
	    !replay_take_headers(run, error) || !replay_keep_of_capture(run, error))
		return FALSE;
	if (!sends)
		return TRUE;
	work->store = store_open_usual(FALSE, error);
	return work->store != NULL && replay_open_host(run, error) && open_callbacks(run, work, error);
}

static void confirmed(VerbRun *run, const GError *error)
{
	if (error != NULL)
		verb_finish(run, error);
	else
		replay_send(run);
}

static VerbStatus tell_and_send(VerbRun *run, GError **error)
{
	ReplayWork *work = run->state;
	ReplayAs as = AS_CURL;
	if (replay_as_parse(verb_text(run, "as"), &as))
		return replay_show_as(run, as, error) ? VERB_DONE : VERB_FAILED;
	replay_say_plan(run);
	if (!is_sent(run))
		return replay_show_plan(run, error) ? VERB_DONE : VERB_FAILED;
	if (work->asks)
		verb_ask_live(run, target_name(client_target(work->client)), confirmed);
	else
		replay_send(run);
	return VERB_WAITING;
}

static void edited(VerbRun *run)
{
	ReplayWork *work = run->state;
	g_autoptr(GError) error = NULL;
	work->named.body = work->body;
	if (tell_and_send(run, &error) != VERB_WAITING)
		verb_finish(run, error);
}

static void proceed(VerbRun *run)
{
	g_autoptr(GError) error = NULL;
	if (!prepare(run, &error))
		verb_finish(run, error);
	else if (verb_flag(run, "edit"))
		replay_edit(run, edited);
	else
		edited(run);
}

static void secret_came(SecBuf *secret, const GError *error, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	ReplayWork *work = run->state;
	work->secret = secret != NULL ? secbuf_ref(secret) : NULL;
	if (error != NULL)
		verb_finish(run, error);
	else
		proceed(run);
}

static void body_came(VerbRun *run, GBytes *bytes, const GError *error)
{
	ReplayWork *work = run->state;
	if (error != NULL) {
		verb_finish(run, error);
		return;
	}
	work->body = g_bytes_ref(bytes);
	if (work->reference != NULL)
		reference_resolve_for(work->reference, client_target(work->client)->alias, run->cancellable,
				      secret_came, verb_run_ref(run));
	else
		proceed(run);
}

static void server_came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	ReplayWork *work = run->state;
	VerbLoaded *one = loaded->pdata[0];
	const char *file = verb_argument(run, 2);
	g_autoptr(GError) error = NULL;
	work->client = one->client != NULL ? client_ref(one->client) : NULL;
	work->server = g_steal_pointer(&one->server);
	if (work->client == NULL || work->server == NULL) {
		verb_finish(run, one->error != NULL ? one->error : one->server_error);
		return;
	}
	if (!find_trigger(run, work, &error) || !choose_scheme(run, work, &error) ||
	    (file != NULL && !verb_read_body(run, file, body_came, &error)))
		verb_finish(run, error);
	else if (file == NULL && work->reference != NULL)
		reference_resolve_for(work->reference, client_target(work->client)->alias, run->cancellable,
				      secret_came, verb_run_ref(run));
	else if (file == NULL)
		proceed(run);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	ReplayWork *work = g_new0(ReplayWork, 1);
	work->rows = g_ptr_array_new();
	work->expects = g_ptr_array_new_with_free_func(g_free);
	work->headers = sign_parts_new();
	run->state = work;
	run->free_state = work_free;
	g_autoptr(GPtrArray) targets =
		replay_read_options(run, error) ? verb_targets(run, 0, 1, error) : NULL;
	if (targets == NULL)
		return VERB_FAILED;
	if (targets->len != 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a replay is of one server, not of a group"));
		return VERB_FAILED;
	}
	Target *target = targets->pdata[0];
	if (!replay_limit_rate(run, target, error) || !replay_may_edit(run, error) ||
	    (is_sent(run) && !verb_may_write(run, target, &work->asks, error)))
		return VERB_FAILED;
	verb_load(run, g_steal_pointer(&targets), LOAD_SERVER, server_came, NULL);
	return VERB_WAITING;
}

const struct verb verb_replay = {
	.name = "replay",
	.summary = N_("send signed test events to a trigger, or the cases that it must refuse"),
	.flags = VERB_TAKES_TARGET,
	.arguments = arguments,
	.options = options,
	.shared_options = verb_live_options,
	.help = N_("Without FILE the event is made from the trigger's schema. It is signed as the scheme "
		   "says (--scheme, or "
		   "`scheme` in [server NAME trigger TRIGGER]) and sent to a canary: a subscription of "
		   "weir's own, which "
		   "calls back to weir, so that what the server dispatched is seen, and which is removed "
		   "afterwards. "
		   "--subscription sends to another one; then --secret signs.\n\n"
		   "--edit opens the body in an editor: $VISUAL, else $EDITOR; a sample is indented for it. "
		   "What "
		   "is saved "
		   "is sent byte by byte, but for one newline at its end where the body had none before: "
		   "editors add it. "
		   "An editor that ends with an error, or is left without saving, sends nothing.\n\n"
		   "--cases all sends all that a secure trigger must refuse: wrong, cut and foreign "
		   "signatures, old and "
		   "repeated deliveries, other tenants' and other triggers' subscriptions, bodies of the "
		   "wrong shape. What "
		   "a scheme cannot refuse is said and not blamed. The result is what the check "
		   "ops.failure-tests reads. A "
		   "subscription that is named gets only what must be refused, unless the case is named.\n\n"
		   "Only servers with env = test are sent to; others want --live and their name, which is "
		   "asked for on "
		   "a terminal, or --confirm ALIAS. The "
		   "exit code is 1 "
		   "where a case or an expectation did not hold, 3 where that could not be told."),
	.examples = "weir replay desk-test ticket_changed --cases all\n"
		    "weir replay desk-test ticket_changed --cases stale,repeated --format junit\n"
		    "weir replay desk-test ticket_changed event.json --expect 2xx\n"
		    "weir replay desk-test ticket_changed --from 17 --id keep\n"
		    "weir replay desk-test ticket_changed --set /kind=closed --dry-run\n"
		    "weir replay desk-test ticket_changed --edit\n"
		    "weir replay desk-prod ticket_changed --cases all --live --confirm desk-prod "
		    "--callback-base https://hooks.example.com",
	.begin = begin,
};
