/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/error.h"
#include "base/json.h"
#include "base/when.h"
#include "verb/verbs.h"

static const struct verb_argument arguments[] = {
	{ N_("TARGET"), TRUE, TRUE, HINT_TARGET,
	  N_("an alias, @group or URL; without it every configured server") },
	{ NULL },
};

/* The connections of all targets, while they are asked for. */
struct work {
	GPtrArray *loaded; /* VerbLoaded * */
	GPtrArray *rows;   /* GPtrArray of ConnectionRow * for each of them */
	guint waiting;
};

struct question {
	VerbRun *run;
	VerbLoaded *loaded;
	ConnectionRow *row;
};

static void free_row(gpointer row)
{
	connection_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static void work_free(gpointer memory)
{
	struct work *work = memory;
	g_ptr_array_unref(work->rows);
	g_ptr_array_unref(work->loaded);
	g_free(work);
}

static void finish(VerbRun *run)
{
	struct work *work = run->state;
	g_autoptr(ListingSet) set = listing_set_new(&listing_connections);
	set->several = work->loaded->len > 1;
	for (guint i = 0; i < work->loaded->len; i++) {
		const VerbLoaded *loaded = g_ptr_array_index(work->loaded, i);
		GPtrArray *rows = g_ptr_array_index(work->rows, i);
		const char *name = target_name(loaded->target);
		if (loaded->error != NULL)
			listing_set_fail(set, name, loaded->error);
		if (loaded->error == NULL && rows->len == 0)
			verb_say(run,
				 _("%s: no connection is known, and a server cannot list them; give "
				   "--connection ID or "
				   "set `connections`"),
				 name);
		if (loaded->client != NULL)
			listing_set_add(set, name, rows->len, rows, g_ptr_array_ref(rows), free_rows);
	}
	verb_finish_listing(run, set);
}

static void one_less(VerbRun *run)
{
	struct work *work = run->state;
	if (--work->waiting == 0)
		finish(run);
}

static gboolean has_members(const json_t *value)
{
	return json_object_size(value) > 0 || json_array_size(value) > 0;
}

/* Machines are told times in UTC; what is no time stays as it came. */
static char *time_in_utc(const char *text)
{
	gint64 microseconds = 0;
	if (text == NULL || !when_parse_rfc3339(text, &microseconds))
		return g_strdup(text);
	return when_rfc3339(microseconds);
}

static void answer_came(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	struct question *question = data;
	ConnectionRow *row = question->row;
	if (error != NULL) {
		row->why = g_strdup(verb_without_name(error->message, question->loaded->target));
		if (question->loaded->error == NULL &&
		    !g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
			question->loaded->error = g_error_copy(error);
		if (g_error_matches(error, WEIR_ERROR, WEIR_ERROR_NOT_FOUND))
			question->run->exit_code = WEIR_EXIT_INCOMPLETE;
	} else {
		row->found = TRUE;
		row->options = json_incref(weir_json_object(json, "options"));
		row->secrets_returned = has_members(json_object_get(json, "secrets"));
		row->created = time_in_utc(weir_json_text(json, "createdAt"));
	}
	one_less(question->run);
	verb_run_unref(question->run);
	g_free(question);
}

static void ask(VerbRun *run, VerbLoaded *loaded, GPtrArray *rows, const char *id)
{
	struct work *work = run->state;
	struct question *question = g_new0(struct question, 1);
	question->run = verb_run_ref(run);
	question->loaded = loaded;
	question->row = connection_row_new(id);
	g_ptr_array_add(rows, question->row);
	work->waiting++;
	client_call(loaded->client, ROUTE_CONNECTION, (const char *const[]){ id, NULL }, NULL, NULL,
		    run->cancellable, answer_came, question);
}

static void clients_came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	struct work *work = run->state;
	g_ptr_array_unref(work->loaded);
	work->loaded = g_ptr_array_ref(loaded);
	work->waiting = 1;
	for (guint i = 0; i < loaded->len; i++) {
		VerbLoaded *one = g_ptr_array_index(loaded, i);
		GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
		g_ptr_array_add(work->rows, rows);
		for (guint j = 0; one->client != NULL && j < one->target->connections->len; j++)
			ask(run, one, rows, g_ptr_array_index(one->target->connections, j));
	}
	one_less(run);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	GPtrArray *targets = verb_targets(run, 0, run->arguments->len, error);
	if (targets == NULL)
		return VERB_FAILED;
	struct work *work = g_new0(struct work, 1);
	work->rows = g_ptr_array_new_with_free_func(free_rows);
	work->loaded = g_ptr_array_new();
	run->state = work;
	run->free_state = work_free;
	verb_load(run, targets, 0, clients_came, NULL);
	return VERB_WAITING;
}

const struct verb verb_connections = {
	.name = "connections",
	.summary = N_("show the known connections of a server"),
	.flags = VERB_TAKES_TARGET | VERB_TAKES_FORMAT,
	.arguments = arguments,
	.help = N_("A server cannot list its connections: known are those of the configuration "
		   "(`connections`) and of "
		   "--connection. For each the server is asked for its options; secrets are not shown, but "
		   "that a server "
		   "returned some is told."),
	.examples = "weir connections desk-prod\n"
		    "weir connections https://desk.example.com --token env:DESK_TOKEN --connection "
		    "a897cef1-5a1c-4a55-9f5e-1d2a3b4c5d6e",
	.begin = begin,
};
