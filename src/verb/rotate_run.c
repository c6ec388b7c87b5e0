/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotations one after the other: each gets its client, its policy and what else it needs, and runs. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "verb/rotate_work.h"
#include "verb/webhook.h"

enum { PROGRAM_SECONDS = 60 };

const struct verb_option rotate_way_options[] = {
	{ "exec", 0, VALUE_TEXT, N_("PROGRAM"), FALSE, 0, 0, NULL,
	  N_("a program that sets the value, which it gets on standard input (no shell)"), HINT_FILE },
	{ "exec-timeout", 0, VALUE_NUMBER, N_("SECONDS"), FALSE, 1, 3600, NULL,
	  N_("how long that program may take for each step (default 60)"), HINT_NONE },
	{ "stop-on-error", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("of several, begin no further one where one is not done"), HINT_NONE },
	{ "value-stdin", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("the new value is the first line of standard input, instead of one that is made"), HINT_NONE },
	{ "callback-base", 0, VALUE_URL, N_("URL"), FALSE, 0, 0, NULL,
	  N_("where the server reaches weir's listener, for the canary of a signing test"), HINT_NONE },
	{ "callback-port", 0, VALUE_INTEGER, N_("PORT"), FALSE, 1, 65535, NULL,
	  N_("the port of that listener on this machine"), HINT_NONE },
	{ NULL },
};

static void free_item(gpointer data)
{
	RotateItem *item = data;
	rotation_free(item->rotation);
	g_free(item);
}

static void free_row(gpointer row)
{
	rotation_row_free(row);
}

static void clear_one(RotateWork *work)
{
	g_clear_pointer(&work->server, server_free);
	g_clear_pointer(&work->own, g_ptr_array_unref);
	g_clear_pointer(&work->callbacks, callbacks_free);
}

static void work_free(gpointer memory)
{
	RotateWork *work = memory;
	clear_one(work);
	g_ptr_array_unref(work->items);
	g_ptr_array_unref(work->rows);
	g_clear_pointer(&work->targets, g_ptr_array_unref);
	secbuf_unref(work->given);
	store_close(work->store);
	g_free(work);
}

RotateWork *rotate_work_new(VerbRun *run)
{
	RotateWork *work = g_new0(RotateWork, 1);
	work->items = g_ptr_array_new_with_free_func(free_item);
	work->rows = g_ptr_array_new_with_free_func(free_row);
	work->grace = work->settle = -1;
	run->state = work;
	run->free_state = work_free;
	return work;
}

void rotate_work_add(RotateWork *work, Rotation *rotation, RotateWay way, gint64 compromised)
{
	RotateItem *item = g_new0(RotateItem, 1);
	*item = (RotateItem){ rotation, way, compromised };
	g_ptr_array_add(work->items, item);
}

gboolean rotate_work_open(VerbRun *run, gboolean read_only, GError **error)
{
	RotateWork *work = run->state;
	work->store = store_open_usual(read_only, error);
	return work->store != NULL;
}

/* ---- the end of one, and of all ---- */

static void next(VerbRun *run);

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static void end(VerbRun *run)
{
	RotateWork *work = run->state;
	g_autoptr(ListingSet) set = listing_set_new(&listing_rotations);
	verb_progress(run, NULL);
	if (!work->plan)
		listing_set_add(set, NULL, work->rows->len, work->rows, g_ptr_array_ref(work->rows),
				free_rows);
	if (work->plan || work->rows->len == 0)
		verb_finish(run, NULL);
	else
		verb_finish_listing(run, set);
}

static void one_over(VerbRun *run, gboolean good)
{
	RotateWork *work = run->state;
	clear_one(work);
	work->at++;
	if (verb_cancelled(run) || (!good && verb_flag(run, "stop-on-error")))
		end(run);
	else
		next(run);
}

static void fail_one(VerbRun *run, const GError *error)
{
	verb_complain(run, error);
	one_over(run, FALSE);
}

/* ---- under way ---- */

static void told(RotateJob *job, JournalStep step, StepState state, const char *text, gpointer data)
{
	VerbRun *run = data;
	g_autofree char *label = rotation_label(rotate_rotation(job));
	if (run->sink->rotated != NULL)
		run->sink->rotated(run, rotate_rotation(job), step, state, text);
	if (step == N_JOURNAL_STEPS)
		verb_say(run, "%s", text);
	else if (state == STEP_INTENDED)
		verb_progress(run, "%s: %s", label, journal_step_name(step));
}

static void say_pending(VerbRun *run, const Rotation *row)
{
	g_autofree char *words = rotation_words(row), *label = rotation_label(row);
	if (row->state == ROTATION_BACK)
		verb_say(run, _("%s is left half way back: weir secrets rollback %s"), label, words);
	else if (row->state == ROTATION_GRACE)
		verb_say(run, _("%s: the previous value is still there: weir secrets retire %s"), label,
			 words);
	else
		verb_say(run,
			 _("%s is left pending, and the value that works is in the keyring: weir secrets "
			   "resume %s, or weir secrets rollback %s"),
			 label, words, words);
}

/* What was left open outweighs why. */
static void count_pending(VerbRun *run, const GError *error)
{
	int before = run->exit_code;
	if (error != NULL)
		verb_complain(run, error);
	if (run->exit_code != WEIR_EXIT_INTERRUPTED)
		run->exit_code = before == WEIR_EXIT_INTERRUPTED ? before : WEIR_EXIT_PENDING;
}

static void done(RotateJob *job, RotateEnd how, const GError *error, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	RotateWork *work = run->state;
	const Rotation *row = rotate_rotation(job);
	if (row->id != 0)
		g_ptr_array_add(work->rows, rotate_row(work->store, row));
	if (how == ROTATE_PENDING) {
		count_pending(run, error);
		say_pending(run, row);
	} else if (error != NULL) {
		verb_complain(run, error);
	}
	one_over(run, how == ROTATE_DONE);
}

/* ---- starting ---- */

static gboolean is_here(const Target *target)
{
	g_autoptr(GUri) uri = g_uri_parse(target->url, G_URI_FLAGS_NONE, NULL);
	const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
	return g_str_has_prefix(target->url, "unix:") || g_strcmp0(host, "localhost") == 0 ||
	       g_strcmp0(host, "::1") == 0 || (host != NULL && g_str_has_prefix(host, "127."));
}

static gboolean open_callbacks(VerbRun *run, const Target *target, const Rotation *row, GError **error)
{
	RotateWork *work = run->state;
	const char *base = verb_text(run, "callback-base");
	if (strcmp(row->driver, "signing") != 0 || *row->place != '\0' || !target->writes ||
	    (base == NULL && !is_here(target)))
		return TRUE;
	work->callbacks = callbacks_new((int)verb_integer(run, "callback-port", 0), base, error);
	return work->callbacks != NULL;
}

/* NULL without an error: not known. */
static const struct scheme *scheme_of(VerbRun *run, const Target *target, const Rotation *row, GError **error)
{
	RotateWork *work = run->state;
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return NULL;
	const char *trigger = row->trigger;
	const TriggerSettings *settings =
		*trigger != '\0' ? g_hash_table_lookup(target->triggers, trigger) : NULL;
	if (settings == NULL || settings->scheme == NULL || strcmp(settings->scheme, "none") == 0)
		return NULL;
	work->own = config_schemes(config);
	return webhook_scheme(work->own, settings->scheme, error);
}

static void say_plan(VerbRun *run, const RotateOptions *options, const Rotation *row)
{
	g_autoptr(GPtrArray) steps = rotate_plan(options, row);
	g_autoptr(GPtrArray) lines = detail_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *label = rotation_label(row);
	g_ptr_array_add(lines, detail_line_new(label, NULL, TONE_PLAIN));
	detail_add(lines, _("driver"), TONE_PLAIN, "%s", row->driver);
	for (guint i = 0; i < steps->len; i++)
		detail_add(lines, NULL, TONE_PLAIN, "%s", (const char *)steps->pdata[i]);
	if (!run->sink->lines(run, lines, &error))
		verb_complain(run, error);
	one_over(run, TRUE);
}

static void start_job(VerbRun *run, Client *client, const Target *target)
{
	RotateWork *work = run->state;
	RotateItem *item = work->items->pdata[work->at];
	Rotation *row = item->rotation;
	g_autoptr(GError) error = NULL;
	const Config *config = verb_config(run->context, &error);
	const struct scheme *scheme = error == NULL ? scheme_of(run, target, row, &error) : NULL;
	SecretKind kind = SECRET_KIND_GENERIC;
	struct policy policy;
	if (error == NULL && !work->plan)
		open_callbacks(run, target, row, &error);
	if (error != NULL) {
		fail_one(run, error);
		return;
	}
	secret_kind_find(row->kind, &kind);
	config_policy(config, kind, row->server, row->name, &policy);
	const char *seconds = verb_text(run, "exec-timeout");
	const RotateOptions options = { .store = work->store,
					.client = client,
					.server = work->server,
					.scheme = scheme,
					.callbacks = work->callbacks,
					.policy = &policy,
					.given = work->given,
					.program = verb_text(run, "exec"),
					.program_seconds = seconds != NULL
								   ? (guint)g_ascii_strtod(seconds, NULL)
								   : PROGRAM_SECONDS,
					.compromised = item->compromised };
	const RotateWatch watch = { told, done, verb_run_ref(run) };
	if (work->plan) {
		say_plan(run, &options, row);
		verb_run_unref(run);
	} else {
		item->rotation = NULL;
		rotate_start(&options, row, item->way, run->cancellable, &watch);
	}
	policy_clear(&policy);
}

static void client_came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	RotateWork *work = run->state;
	const RotateItem *item = work->items->pdata[work->at];
	VerbLoaded *one = loaded->pdata[0];
	const struct rotate_driver *driver = rotate_driver_find(item->rotation->driver);
	gboolean reads = driver != NULL && (rotate_driver_flags(driver) & DRIVER_READS_SERVER);
	work->server = g_steal_pointer(&one->server);
	if (one->client == NULL || (reads && work->server == NULL))
		fail_one(run, one->error != NULL ? one->error : one->server_error);
	else
		start_job(run, one->client, one->target);
}

/* That of the command's arguments; else as the configuration has it now; else by its URL. */
static Target *target_of(VerbRun *run, const Rotation *row, GError **error)
{
	const RotateWork *work = run->state;
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return NULL;
	for (guint i = 0; work->targets != NULL && i < work->targets->len; i++)
		if (strcmp(target_name(work->targets->pdata[i]), row->target) == 0)
			return target_copy(work->targets->pdata[i]);
	const Target *known = config_target(config, row->target);
	g_autoptr(Target) target = known != NULL ? target_copy(known) : target_new(NULL, row->url);
	return verb_target_apply(run, target, error) ? g_steal_pointer(&target) : NULL;
}

static void start_one(VerbRun *run)
{
	RotateWork *work = run->state;
	const RotateItem *item = work->items->pdata[work->at];
	const struct rotate_driver *driver = rotate_driver_find(item->rotation->driver);
	unsigned flags = driver != NULL ? rotate_driver_flags(driver) : 0;
	g_autoptr(GError) error = NULL;
	g_autoptr(Target) target = target_of(run, item->rotation, &error);
	if (target == NULL) {
		fail_one(run, error);
		return;
	}
	/* Who rotates a secret has said that the server may be changed. */
	target->writes = TRUE;
	if (!(flags & DRIVER_ASKS_SERVER)) {
		start_job(run, NULL, target);
		return;
	}
	/* These try with the values themselves; what a reference gives may be either of them. */
	if (!(flags & DRIVER_READS_SERVER))
		g_clear_pointer(&target->engine_token, g_free);
	if (!(flags & (DRIVER_READS_SERVER | DRIVER_WANTS_ENGINE)))
		g_clear_pointer(&target->token, g_free);
	GPtrArray *targets = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
	g_ptr_array_add(targets, g_steal_pointer(&target));
	verb_load(run, targets, flags & DRIVER_READS_SERVER ? LOAD_SERVER : 0, client_came, NULL);
}

static void next(VerbRun *run)
{
	RotateWork *work = run->state;
	if (work->at == work->items->len)
		end(run);
	else
		start_one(run);
}

static gboolean begin(gpointer data)
{
	g_autoptr(VerbRun) run = data;
	next(run);
	return G_SOURCE_REMOVE;
}

void rotate_work_start(VerbRun *run)
{
	g_idle_add(begin, verb_run_ref(run));
}
