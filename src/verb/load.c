/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching what a command shows, from all its targets at once. */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/error.h"
#include "secrets/reference.h"
#include "verb/verb.h"

/* One call of verb_load(). */
struct load {
	VerbRun *run;
	GPtrArray *loaded; /* VerbLoaded * */
	guint waiting;     /* jobs that are not done */
	unsigned what;
	VerbLoadDone done;
	gpointer data;
};

/* One target of it. */
struct job {
	struct load *load;
	VerbLoaded *loaded;
	SecBuf *token, *engine_token;
	guint waiting; /* answers */
	guint rows;
	gint64 expected, started;
};

void verb_loaded_free(VerbLoaded *loaded)
{
	if (loaded == NULL)
		return;
	server_free(loaded->server);
	subscriptions_unref(loaded->rows);
	client_unref(loaded->client);
	target_free(loaded->target);
	g_clear_error(&loaded->error);
	g_clear_error(&loaded->server_error);
	g_free(loaded);
}

static void free_loaded(gpointer loaded)
{
	verb_loaded_free(loaded);
}

static void load_finish(struct load *load)
{
	verb_progress(load->run, NULL);
	load->done(load->run, load->loaded, load->data);
	g_ptr_array_unref(load->loaded);
	verb_run_unref(load->run);
	g_free(load);
}

/* The first thing that went wrong is told. */
static void keep_error(struct job *job, const GError *error)
{
	if (error != NULL && job->loaded->error == NULL)
		job->loaded->error = g_error_copy(error);
}

static void job_finish(struct job *job)
{
	struct load *load = job->load;
	job->loaded->milliseconds = (double)(g_get_monotonic_time() - job->started) / 1000.0;
	secbuf_unref(job->token);
	secbuf_unref(job->engine_token);
	g_free(job);
	if (--load->waiting == 0)
		load_finish(load);
}

static void job_step(struct job *job)
{
	if (--job->waiting == 0)
		job_finish(job);
}

static void server_came(Server *server, const GError *error, gpointer data)
{
	struct job *job = data;
	job->loaded->server = server;
	if (error != NULL)
		job->loaded->server_error = g_error_copy(error);
	job_step(job);
}

static void rows_came(Subscriptions *rows, const GError *error, gpointer data)
{
	struct job *job = data;
	keep_error(job, error);
	job_step(job);
}

static void rows_progress(guint rows, gint64 expected, gpointer data)
{
	struct job *job = data;
	job->rows = rows;
	job->expected = expected;
	if (expected >= 0)
		verb_progress(job->load->run, _("%s: %u of %" PRId64 " subscriptions"),
			      target_name(job->loaded->target), rows, expected);
	else
		verb_progress(job->load->run, _("%s: %u subscriptions"), target_name(job->loaded->target),
			      rows);
}

static void job_fetch(struct job *job)
{
	struct load *load = job->load;
	g_autoptr(GError) error = NULL;
	HttpClient *http = verb_http(load->run->context, &error);
	if (http != NULL)
		job->loaded->client =
			client_new(http, job->loaded->target, job->token, job->engine_token, &error);
	job->waiting = 1;
	keep_error(job, error);
	if (job->loaded->client != NULL && (load->what & LOAD_SERVER)) {
		job->waiting++;
		client_load_server(job->loaded->client, load->run->cancellable, server_came, job);
	}
	if (job->loaded->client != NULL && (load->what & LOAD_SUBSCRIPTIONS)) {
		job->waiting++;
		job->loaded->rows = subscriptions_new();
		client_load_subscriptions(job->loaded->client, job->loaded->rows, load->run->cancellable,
					  rows_progress, rows_came, job);
	}
	job_step(job);
}

/* ---- tokens ---- */

static void fail_reference(struct job *job, const GError *error)
{
	g_autoptr(GError) named = g_error_copy(error);
	g_prefix_error(&named, "%s: ", target_name(job->loaded->target));
	keep_error(job, named);
	job_finish(job);
}

static void engine_token_came(SecBuf *secret, const GError *error, gpointer data)
{
	struct job *job = data;
	if (error != NULL) {
		fail_reference(job, error);
		return;
	}
	job->engine_token = secbuf_ref(secret);
	job_fetch(job);
}

static void resolve_engine_token(struct job *job)
{
	const char *reference = job->loaded->target->engine_token;
	if (reference == NULL)
		job_fetch(job);
	else
		reference_resolve_for(reference, job->loaded->target->alias, job->load->run->cancellable,
				      engine_token_came, job);
}

static void token_came(SecBuf *secret, const GError *error, gpointer data)
{
	struct job *job = data;
	if (error != NULL) {
		fail_reference(job, error);
		return;
	}
	job->token = secbuf_ref(secret);
	resolve_engine_token(job);
}

static void job_start(struct load *load, VerbLoaded *loaded)
{
	struct job *job = g_new0(struct job, 1);
	job->load = load;
	job->loaded = loaded;
	job->expected = -1;
	job->started = g_get_monotonic_time();
	const char *reference = loaded->target->token;
	if (reference == NULL)
		resolve_engine_token(job);
	else
		reference_resolve_for(reference, loaded->target->alias, load->run->cancellable, token_came,
				      job);
}

/* ---- the whole ---- */

static gboolean start_jobs(gpointer data)
{
	struct load *load = data;
	const char *folder = verb_text(load->run, "offline");
	for (guint i = 0; folder != NULL && i < load->loaded->len; i++) {
		VerbLoaded *loaded = g_ptr_array_index(load->loaded, i);
		loaded->server = verb_offline_server(folder, loaded->target, &loaded->server_error);
	}
	if (folder != NULL) {
		load_finish(load);
		return G_SOURCE_REMOVE;
	}
	/* One more than there are, so that the last cannot finish the load while others are being started. */
	load->waiting = load->loaded->len + 1;
	for (guint i = 0; i < load->loaded->len; i++)
		job_start(load, g_ptr_array_index(load->loaded, i));
	if (--load->waiting == 0)
		load_finish(load);
	return G_SOURCE_REMOVE;
}

void verb_load(VerbRun *run, GPtrArray *targets, unsigned what, VerbLoadDone done, gpointer data)
{
	struct load *load = g_new0(struct load, 1);
	load->run = verb_run_ref(run);
	load->loaded = g_ptr_array_new_with_free_func(free_loaded);
	load->what = what;
	load->done = done;
	load->data = data;
	for (guint i = 0; i < targets->len; i++) {
		VerbLoaded *loaded = g_new0(VerbLoaded, 1);
		loaded->target = target_copy(g_ptr_array_index(targets, i));
		g_ptr_array_add(load->loaded, loaded);
	}
	g_ptr_array_unref(targets);
	g_idle_add(start_jobs, load);
}

/* ---- listings of what servers are made of ---- */

static json_t *notes_json(const Server *server)
{
	if (server->notes == NULL || server->notes->len == 0)
		return NULL;
	json_t *notes = json_array();
	for (guint i = 0; i < server->notes->len; i++) {
		g_autofree char *valid = g_utf8_make_valid(g_ptr_array_index(server->notes, i), -1);
		json_array_append_new(notes, json_string(valid));
	}
	json_t *extra = json_object();
	json_object_set_new(extra, "notes", notes);
	return extra;
}

ListingSet *verb_server_set(const struct listing_kind *kind, GPtrArray *loaded)
{
	ListingSet *set = listing_set_new(kind);
	set->several = loaded->len > 1;
	for (guint i = 0; i < loaded->len; i++) {
		VerbLoaded *one = g_ptr_array_index(loaded, i);
		const char *name = target_name(one->target);
		if (one->error != NULL || one->server_error != NULL)
			listing_set_fail(set, name, one->error != NULL ? one->error : one->server_error);
		if (one->server == NULL)
			continue;
		Server *server = g_steal_pointer(&one->server);
		const GPtrArray *rows = kind == &listing_triggers ? server->triggers : server->actions;
		json_t *extra = notes_json(server);
		struct listing *part =
			listing_set_add(set, name, rows->len, server, server, (GDestroyNotify)server_free);
		part->extra = extra;
	}
	return set;
}

/* People see a table without the notes: they are told that there are some. */
static void tell_notes(VerbRun *run, const GPtrArray *loaded)
{
	if (g_strcmp0(verb_text(run, "format"), "json") == 0)
		return;
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = g_ptr_array_index(loaded, i);
		guint notes = one->server != NULL && one->server->notes != NULL ? one->server->notes->len : 0;
		if (notes > 0)
			verb_say(run,
				 ngettext("%s: its documents are odd in %u place; --format json tells where",
					  "%s: its documents are odd in %u places; --format json tells where",
					  notes),
				 target_name(one->target), notes);
	}
}

static void show_listing(VerbRun *run, GPtrArray *loaded, gpointer kind)
{
	tell_notes(run, loaded);
	g_autoptr(ListingSet) set = verb_server_set(kind, loaded);
	verb_finish_listing(run, set);
}

VerbStatus verb_begin_server_listing(VerbRun *run, const struct listing_kind *kind, GError **error)
{
	GPtrArray *targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	verb_load(run, targets, LOAD_SERVER, show_listing, (gpointer)kind);
	return VERB_WAITING;
}
