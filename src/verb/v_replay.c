/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "replay/event.h"
#include "replay/expect.h"
#include "secrets/reference.h"
#include "verb/body.h"
#include "verb/live.h"
#include "verb/replay_work.h"
#include "verb/verbs.h"
#include "verb/webhook.h"

enum { TEST_RATE = 100, LIVE_RATE = 10, REPEAT_MOST = 10000 };

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
	{ "content-type", 0, VALUE_TEXT, N_("TYPE"), FALSE, 0, 0, NULL,
	  N_("application/json where not given"), HINT_NONE },
	{ "id", 0, VALUE_CHOICE, N_("keep|new"), FALSE, 0, 0, "keep|new",
	  N_("keep: the capture's delivery id, with --repeat one for all; new: a new one for each"),
	  HINT_NONE },
	{ "timestamp", 0, VALUE_TEXT, N_("T"), FALSE, 0, 0, NULL,
	  N_("now, keep (the capture's, with --repeat that of the first), -10m, +5m, or a time"), HINT_NONE },
	{ "repeat", 0, VALUE_INTEGER, N_("N"), FALSE, 1, REPEAT_MOST, NULL, N_("send so many events"),
	  HINT_NONE },
	{ "rate", 0, VALUE_NUMBER, N_("R"), FALSE, 0.01, 1000, NULL,
	  N_("at most so many requests a second (100 where env = test, else 10)"), HINT_NONE },
	{ "expect", 0, VALUE_TEXT, N_("EXPECTED"), TRUE, 0, 0, NULL,
	  N_("2xx, 401 or /json/pointer=value; else the exit code is 1; may be repeated"), HINT_NONE },
	{ "callback-base", 0, VALUE_URL, N_("URL"), FALSE, 0, 0, NULL,
	  N_("where the server reaches weir's listener, for canaries"), HINT_NONE },
	{ "callback-port", 0, VALUE_INTEGER, N_("PORT"), FALSE, 1, 65535, NULL,
	  N_("the port of that listener on this machine"), HINT_NONE },
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
	replay_setup_clear(&work->named);
	g_ptr_array_unref(work->rows);
	g_ptr_array_unref(work->expects);
	g_clear_pointer(&work->own, g_ptr_array_unref);
	secbuf_unref(work->secret);
	g_clear_pointer(&work->body, g_bytes_unref);
	capture_free(work->capture);
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

/* ---- options ---- */

static gboolean choose_cases(VerbRun *run, ReplayWork *work, GError **error)
{
	const char *text = verb_text(run, "cases");
	g_auto(GStrv) ids = g_strsplit(text != NULL ? text : "valid", ",", -1);
	gint64 repeat = text == NULL ? verb_integer(run, "repeat", 1) : 1;
	work->cases = text != NULL;
	work->all = g_strcmp0(text, "all") == 0;
	for (const struct replay_case *row = replay_cases; work->all && row->id != NULL; row++)
		g_ptr_array_add(work->rows, (gpointer)row);
	for (gsize i = 0; !work->all && ids[i] != NULL; i++) {
		const struct replay_case *row = replay_case_find(g_strstrip(ids[i]));
		if (row == NULL) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("there is no case '%s'; did you mean '%s'? --cases all --dry-run lists "
				      "them"),
				    ids[i], replay_case_nearest(ids[i]));
			return FALSE;
		}
		for (gint64 n = 0; n < repeat; n++)
			g_ptr_array_add(work->rows, (gpointer)row);
	}
	return TRUE;
}

static gboolean choose_expects(VerbRun *run, ReplayWork *work, GError **error)
{
	const GPtrArray *expects = verb_list(run, "expect");
	for (guint i = 0; expects != NULL && i < expects->len; i++) {
		if (!expect_check(expects->pdata[i], error))
			return FALSE;
		g_ptr_array_add(work->expects, g_strdup(expects->pdata[i]));
	}
	g_ptr_array_add(work->expects, NULL);
	if (work->cases && work->expects->len > 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--expect is about one event; each case has its own expectation"));
		return FALSE;
	}
	return TRUE;
}

static gboolean choose_time(VerbRun *run, ReplayWork *work, GError **error)
{
	const char *text = verb_text(run, "timestamp");
	gint64 now = g_get_real_time(), then = now;
	if (text == NULL || strcmp(text, "keep") == 0 || strcmp(text, "now") == 0)
		return TRUE;
	if (!webhook_time(text, now, &then)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--timestamp takes now, keep, -10m or a time, not '%s'"), text);
		return FALSE;
	}
	work->offset = then - now;
	return TRUE;
}

/* What has to be known before a scheme is. */
static gboolean read_options(VerbRun *run, ReplayWork *work, GError **error)
{
	gboolean edits = verb_list(run, "set") != NULL || verb_list(run, "remove") != NULL;
	gboolean sample = verb_flag(run, "sample") || verb_flag(run, "minimal") || verb_flag(run, "full");
	if (verb_argument(run, 2) != NULL && verb_text(run, "from") != NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("FILE and --from are two bodies: give one"));
		return FALSE;
	}
	if ((verb_argument(run, 2) != NULL || verb_text(run, "from") != NULL) && (edits || sample)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a FILE or capture is sent byte by byte: --sample, --minimal, --full, --set "
			      "and --remove are "
			      "for events that weir makes"));
		return FALSE;
	}
	return choose_cases(run, work, error) && choose_expects(run, work, error) &&
	       choose_time(run, work, error) && replay_take_capture(run, error);
}

static void limit_rate(VerbRun *run, Target *target)
{
	const char *rate = verb_text(run, "rate");
	double cap = target->env == ENV_TEST ? TEST_RATE : LIVE_RATE;
	if (rate != NULL)
		target->max_rate = g_ascii_strtod(rate, NULL);
	else if (target->max_rate <= 0 || target->max_rate > cap)
		target->max_rate = cap;
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
	g_autoptr(json_t) event = sample != NULL ? event_edit(sample, texts_of(run, "set", sets),
							      texts_of(run, "remove", removes), error)
						 : NULL;
	if (event == NULL)
		return FALSE;
	work->body = event_bytes(event);
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

static gboolean is_here(const Target *target)
{
	g_autoptr(GUri) uri = g_uri_parse(target->url, G_URI_FLAGS_NONE, NULL);
	const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
	return g_str_has_prefix(target->url, "unix:") || g_strcmp0(host, "localhost") == 0 ||
	       g_strcmp0(host, "::1") == 0 || (host != NULL && g_str_has_prefix(host, "127."));
}

static gboolean open_callbacks(VerbRun *run, ReplayWork *work, GError **error)
{
	const char *base = verb_text(run, "callback-base");
	if (verb_text(run, "subscription") != NULL)
		return TRUE;
	if (!canary_may_be_made(work->trigger, error))
		return FALSE;
	if (base == NULL && !is_here(client_target(work->client))) {
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

static VerbStatus go(VerbRun *run, GError **error)
{
	ReplayWork *work = run->state;
	gboolean dry = verb_flag(run, "dry-run");
	ReplayAs as = AS_CURL;
	gboolean shows = replay_as_parse(verb_text(run, "as"), &as);
	if (!make_sample(run, work, error) || !check_secret(run, work, error))
		return VERB_FAILED;
	if (g_strcmp0(verb_text(run, "timestamp"), "keep") == 0 && work->scheme != NULL)
		work->timestamp = sign_timestamp(work->scheme->unit, g_get_real_time());
	if (g_strcmp0(verb_text(run, "id"), "keep") == 0)
		work->id = sign_new_id();
	if (!replay_make_setup(run, dry || shows, error) || !replay_keep_of_capture(run, error))
		return VERB_FAILED;
	if (shows)
		return replay_show_as(run, as, error) ? VERB_DONE : VERB_FAILED;
	replay_say_plan(run);
	if (dry)
		return replay_show_plan(run, error) ? VERB_DONE : VERB_FAILED;
	work->store = store_open_usual(FALSE, error);
	if (work->store == NULL || !open_callbacks(run, work, error))
		return VERB_FAILED;
	replay_send(run);
	return VERB_WAITING;
}

static void proceed(VerbRun *run)
{
	g_autoptr(GError) error = NULL;
	if (go(run, &error) != VERB_WAITING)
		verb_finish(run, error);
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
	run->state = work;
	run->free_state = work_free;
	g_autoptr(GPtrArray) targets = read_options(run, work, error) ? verb_targets(run, 0, 1, error) : NULL;
	if (targets == NULL)
		return VERB_FAILED;
	if (targets->len != 1) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a replay is of one server, not of a group"));
		return VERB_FAILED;
	}
	Target *target = targets->pdata[0];
	gboolean sends = !verb_flag(run, "dry-run") && verb_text(run, "as") == NULL;
	limit_rate(run, target);
	if (sends && !verb_may_write(run, target, error))
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
		   "--cases all sends all that a secure trigger must refuse: wrong, cut and foreign "
		   "signatures, old and "
		   "repeated deliveries, other tenants' and other triggers' subscriptions, bodies of the "
		   "wrong shape. What "
		   "a scheme cannot refuse is said and not blamed. The result is what the check "
		   "ops.failure-tests reads. A "
		   "subscription that is named gets only what must be refused, unless the case is named.\n\n"
		   "Only servers with env = test are sent to; others want --live and --confirm ALIAS. The "
		   "exit code is 1 "
		   "where a case or an expectation did not hold, 3 where that could not be told."),
	.examples = "weir replay desk-test ticket_changed --cases all\n"
		    "weir replay desk-test ticket_changed --cases stale,repeated --format junit\n"
		    "weir replay desk-test ticket_changed event.json --expect 2xx\n"
		    "weir replay desk-test ticket_changed --from 17 --id keep\n"
		    "weir replay desk-test ticket_changed --set /kind=closed --dry-run\n"
		    "weir replay desk-prod ticket_changed --cases all --live --confirm desk-prod "
		    "--callback-base https://hooks.example.com",
	.begin = begin,
};
