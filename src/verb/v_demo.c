/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/score.h"
#include "base/error.h"
#include "base/json.h"
#include "verb/audit_job.h"
#include "verb/verbs.h"

static const struct verb_option options[] = {
	{ "serve", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("run the server alone: print one line of JSON when it is ready, and go on until a signal"),
	  HINT_NONE },
	{ "port", 0, VALUE_INTEGER, N_("PORT"), FALSE, 0, 65535, NULL,
	  N_("the port on 127.0.0.1; 0 picks one"), HINT_NONE },
	{ "mode", 0, VALUE_CHOICE, N_("MODE"), FALSE, 0, 0, "dev|prod",
	  N_("dev has no engine; prod, the default, has one behind it"), HINT_NONE },
	{ "token", 0, VALUE_TEXT, N_("TOKEN|none"), FALSE, 0, 0, NULL,
	  N_("the token that it wants; a random one is the default"), HINT_NONE },
	{ "secrets", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("JSON with token, engine_key and signing (a list) that holds whenever it changes: to try "
	     "rotations"),
	  HINT_FILE },
	{ "latency", 0, VALUE_INTEGER, N_("MS"), FALSE, 0, 600000, NULL,
	  N_("milliseconds that each answer waits"), HINT_NONE },
	{ "tls", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("HTTPS, with a certificate made at start"),
	  HINT_NONE },
	{ "connections", 0, VALUE_INTEGER, N_("N"), FALSE, 0, 10000, NULL,
	  N_("how many connections; default 2"), HINT_NONE },
	{ "subscriptions", 0, VALUE_INTEGER, N_("N"), FALSE, 0, 1000000, NULL,
	  N_("how many subscriptions, on the first connection"), HINT_NONE },
	{ "actions", 0, VALUE_INTEGER, N_("N"), FALSE, 0, 100000, NULL,
	  N_("how many actions; more are made up"), HINT_NONE },
	{ "servers", 0, VALUE_INTEGER, N_("N"), FALSE, 1, 1000, NULL,
	  N_("a fleet on one port, by path prefix"), HINT_NONE },
	{ "flaws", 0, VALUE_TEXT, N_("all|none|stock|ID,..."), FALSE, 0, 0, NULL,
	  N_("weaknesses that it shows; stock, the default, are those of the SDK; see --list-flaws"),
	  HINT_NONE },
	{ "list-flaws", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("list the weaknesses and their ids"),
	  HINT_NONE },
	{ "plain", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("linear text instead of a screen: for screen readers and slow lines"), HINT_NONE },
	{ "theme", 0, VALUE_CHOICE, N_("THEME"), FALSE, 0, 0, "auto|dark|light|mono|deuteranopia",
	  N_("colours of the screen"), HINT_NONE },
	{ "ascii", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("signs in ASCII, whatever the locale says"),
	  HINT_NONE },
	{ NULL },
};

static void read_options(const VerbRun *run, DemoOptions *demo)
{
	demo_options_init(demo);
	demo->port = (int)verb_integer(run, "port", demo->port);
	if (verb_text(run, "mode") != NULL)
		demo->mode = strcmp(verb_text(run, "mode"), "dev") == 0 ? DEMO_DEV : DEMO_PROD;
	if (verb_text(run, "token") != NULL)
		demo->token = verb_text(run, "token");
	demo->secrets = verb_text(run, "secrets");
	demo->latency_ms = (int)verb_integer(run, "latency", demo->latency_ms);
	demo->tls = verb_flag(run, "tls");
	demo->connections = (int)verb_integer(run, "connections", demo->connections);
	demo->subscriptions = (int)verb_integer(run, "subscriptions", demo->subscriptions);
	demo->actions = (int)verb_integer(run, "actions", demo->actions);
	demo->servers = (int)verb_integer(run, "servers", demo->servers);
	if (verb_text(run, "flaws") != NULL)
		demo->flaws = verb_text(run, "flaws");
}

static VerbStatus list_flaws(VerbRun *run, GError **error)
{
	g_autoptr(GPtrArray) lines = detail_new();
	for (const struct demo_flaw *flaw = demo_flaws; flaw->id != NULL; flaw++) {
		/* The id is no label: those are cut, and it has to be typed after --flaws. */
		detail_add(lines, NULL, flaw->stock ? TONE_LOOK : TONE_PLAIN, "%-32s %s%s", flaw->id,
			   _(flaw->help), flaw->stock ? _(" (stock)") : "");
	}
	return run->sink->lines(run, lines, error) ? VERB_DONE : VERB_FAILED;
}

/* ---- --serve ---- */

static gboolean stopped(gpointer data)
{
	VerbRun *run = data;
	verb_finish(run, NULL);
	verb_run_unref(run);
	return G_SOURCE_REMOVE;
}

static void stop_soon(GCancellable *cancellable, gpointer data)
{
	g_idle_add(stopped, verb_run_ref(data));
}

static VerbStatus serve(VerbRun *run, GError **error)
{
	json_t *description = demo_describe(run->open.demo);
	g_autofree char *line = weir_json_print(description);
	g_autofree char *whole = g_strconcat(line, "\n", NULL);
	json_decref(description);
	if (!run->sink->raw(run, whole, strlen(whole), error))
		return VERB_FAILED;
	g_cancellable_connect(run->cancellable, G_CALLBACK(stop_soon), run, NULL);
	return VERB_WAITING;
}

/* ---- targets ---- */

/* A file that is only in memory, by a path that this process can open. */
static char *memory_file(const char *text, GError **error)
{
	int fd = memfd_create("weir-demo", MFD_CLOEXEC);
	gsize length = strlen(text);
	if (fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, text, length) == (gssize)length)
		return g_strdup_printf("/proc/self/fd/%d", fd);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("a file in memory cannot be made: %s"),
		    g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return NULL;
}

/* A reference to a value of our own server's; it leaves the environment when it is looked up. */
static char *reference_to(const char *variable, const char *value)
{
	if (value == NULL)
		return NULL;
	g_setenv(variable, value, TRUE);
	return g_strdup_printf("env:%s", variable);
}

/* What a person would write into [server demo trigger NAME]. */
#define SCHEME "generic-hmac-headers"

static Target *target_of(const json_t *server, guint number, gboolean fleet, const char *cacert)
{
	g_autofree char *alias = fleet ? g_strdup_printf("demo-%u", number) : g_strdup("demo");
	g_autofree char *variable = g_strdup_printf("WEIR_DEMO_TOKEN_%u", number);
	g_autofree char *engine_variable = g_strdup_printf("WEIR_DEMO_ENGINE_TOKEN_%u", number);
	Target *target = target_new(alias, weir_json_text(server, "url"));
	target->token = reference_to(variable, weir_json_text(server, "token"));
	target->engine = g_strdup(weir_json_text(server, "engine"));
	target->engine_token = reference_to(engine_variable, weir_json_text(server, "engine_token"));
	target->cacert = g_strdup(cacert);
	target->env = ENV_TEST;
	target->writes = TRUE;
	const json_t *connections = weir_json_array(server, "connections");
	for (size_t i = 0; i < json_array_size(connections); i++)
		g_ptr_array_add(target->connections,
				g_strdup(json_string_value(json_array_get(connections, i))));
	return target;
}

static void free_target(gpointer target)
{
	target_free(target);
}

static GPtrArray *targets_of(const DemoServer *demo, GError **error)
{
	g_autofree char *cacert = NULL;
	if (demo_certificate(demo) != NULL && (cacert = memory_file(demo_certificate(demo), error)) == NULL)
		return NULL;
	json_t *description = demo_describe(demo);
	GPtrArray *targets = g_ptr_array_new_with_free_func(free_target);
	g_autofree const char **triggers = demo_signed_triggers(demo);
	const json_t *servers = weir_json_array(description, "servers");
	for (size_t i = 0; i < json_array_size(servers); i++)
		g_ptr_array_add(targets, target_of(json_array_get(servers, i), (guint)i + 1, TRUE, cacert));
	if (targets->len == 0)
		g_ptr_array_add(targets, target_of(description, 1, FALSE, cacert));
	for (guint i = 0; i < targets->len; i++)
		for (gsize j = 0; triggers[j] != NULL; j++)
			target_add_trigger(targets->pdata[i], triggers[j])->scheme = g_strdup(SCHEME);
	json_decref(description);
	return targets;
}

/* ---- without a terminal: what the server can do ---- */

static gboolean print_part(VerbRun *run, const char *heading, ListingSet *set, GError **error)
{
	return verb_print(run, error, "\n%s\n", heading) && run->sink->listing(run, set, error);
}

static gboolean print_all(VerbRun *run, GPtrArray *loaded, GError **error)
{
	const VerbLoaded *first = g_ptr_array_index(loaded, 0);
	g_autofree char *title = g_strdup_printf(_("A demo server runs inside weir at %s: a ticket desk.\n"),
						 first->target->url);
	g_autoptr(ListingSet) subscriptions = listing_set_new(&listing_subscriptions);
	g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(g_free);
	subscriptions->several = loaded->len > 1;
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = g_ptr_array_index(loaded, i);
		SubscriptionList *list = g_new0(SubscriptionList, 1);
		g_ptr_array_add(lists, list);
		list->rows = one->rows;
		list->target = one->target;
		listing_set_add(subscriptions, target_name(one->target), subscriptions_count(one->rows), list,
				NULL, NULL);
	}
	/* The triggers first: the actions' set takes the servers. */
	g_autoptr(ListingSet) triggers = listing_set_new(&listing_triggers);
	triggers->several = loaded->len > 1;
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = g_ptr_array_index(loaded, i);
		listing_set_add(triggers, target_name(one->target), one->server->triggers->len, one->server,
				NULL, NULL);
	}
	g_autoptr(ListingSet) actions = verb_server_set(&listing_actions, loaded);
	return verb_print(run, error, "%s", title) &&
	       print_part(run, _("What it can do (weir actions):"), actions, error) &&
	       print_part(run, _("What it tells of (weir triggers):"), triggers, error) &&
	       print_part(run, _("Who is told (weir subscriptions):"), subscriptions, error);
}

/* ---- and what an audit says of it ---- */

struct audited {
	AuditResult *result;
	AuditSetup *setup;
};

static void free_audited(gpointer memory)
{
	struct audited *audited = memory;
	audit_result_free(audited->result);
	audit_setup_unref(audited->setup);
	g_free(audited);
}

/* The demo shows its flaws: that they are found is no failure of the command. */
static void audit_done(AuditJob *job, AuditReport *report, gpointer data)
{
	VerbRun *run = data;
	struct audited *audited = run->state;
	g_autoptr(GError) error = NULL;
	g_ptr_array_add(audited->result->reports, audit_report_ref(report));
	audited->result->finished = g_get_real_time();
	score_gate(audited->result);
	if (verb_print(run, &error, "\n%s\n", _("Is it secure by default (weir audit)?")))
		run->sink->audit(run, &audit_text, audited->result, &error);
	verb_finish(run, error);
	verb_run_unref(run);
}

static gboolean start_audit(VerbRun *run, Client *client, GError **error)
{
	struct audited *audited = g_new0(struct audited, 1);
	const AuditJobWatch watch = { .done = audit_done, .data = run };
	audited->result = audit_result_new();
	run->state = audited;
	run->free_state = free_audited;
	audited->setup = audit_setup_new(NULL, error);
	if (audited->setup == NULL)
		return FALSE;
	verb_run_ref(run);
	audit_job_start(run->context, audited->setup, client, run->cancellable, &watch);
	return TRUE;
}

static void print(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	g_autoptr(GError) error = NULL;
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = g_ptr_array_index(loaded, i);
		const GError *problem = one->server == NULL ? one->server_error : one->error;
		if (one->server == NULL || one->rows == NULL) {
			verb_finish(run, one->error != NULL ? one->error : problem);
			return;
		}
		if (problem != NULL)
			verb_complain(run, problem);
	}
	const VerbLoaded *first = g_ptr_array_index(loaded, 0);
	if (!print_all(run, loaded, &error) || !start_audit(run, first->client, &error))
		verb_finish(run, error);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	DemoOptions demo;
	if (verb_flag(run, "list-flaws"))
		return list_flaws(run, error);
	read_options(run, &demo);
	run->open.demo = demo_start(&demo, error);
	if (run->open.demo == NULL)
		return VERB_FAILED;
	if (verb_flag(run, "serve"))
		return serve(run, error);
	GPtrArray *targets = targets_of(run->open.demo, error);
	if (targets == NULL)
		return VERB_FAILED;
	if (!run->context->terminal && !verb_flag(run, "plain") && !run->context->on_screen) {
		verb_load(run, targets, LOAD_SERVER | LOAD_SUBSCRIPTIONS, print, NULL);
		return VERB_WAITING;
	}
	run->open.notice = g_strdup(_("demo server"));
	return verb_open_screen(run, targets, error) ? VERB_OPEN_TUI : VERB_FAILED;
}

const struct verb verb_demo = {
	.name = "demo",
	.summary = N_("look around on a server that runs inside weir"),
	.options = options,
	.help = N_("A ticket desk with actions, triggers and subscriptions, and the engine behind it, on "
		   "127.0.0.1. It "
		   "validates, stores and dispatches like any workflow server. On a terminal the screen "
		   "opens on it; "
		   "elsewhere it is described and audited, and weir ends. Nothing of it outlives weir.\n"
		   "With --serve it runs alone and prints one line of JSON when it is ready: url, token, "
		   "engine, "
		   "engine_token and connections."),
	.examples = "weir demo\n"
		    "weir demo --serve --port 8101 --flaws none\n"
		    "weir demo --subscriptions 100000",
	.begin = begin,
};
