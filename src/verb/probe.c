/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/probe.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "base/when.h"

enum { EXPIRES_SOON_DAYS = 14 };

/* A probe that is under way. */
struct probing {
	VerbRun *run;
	Probe *probe;
	guint waiting;
	gboolean thorough;
	ProbeDone done;
};

/* One further question to one server. */
struct question {
	struct probing *probing;
	ServerRow *row;
};

static void free_row(gpointer row)
{
	server_row_free(row);
}

static void free_problem(gpointer problem)
{
	g_error_free(problem);
}

static Probe *probe_new(void)
{
	Probe *probe = g_new0(Probe, 1);
	probe->rows = g_ptr_array_new_with_free_func(free_row);
	probe->problems = g_ptr_array_new_with_free_func(free_problem);
	return probe;
}

void probe_free(Probe *probe)
{
	if (probe == NULL)
		return;
	g_ptr_array_unref(probe->rows);
	g_ptr_array_unref(probe->problems);
	g_clear_pointer(&probe->targets, g_ptr_array_unref);
	g_clear_pointer(&probe->loaded, g_ptr_array_unref);
	g_free(probe);
}

Probe *probe_of_targets(GPtrArray *targets)
{
	Probe *probe = probe_new();
	probe->targets = targets;
	for (guint i = 0; i < targets->len; i++)
		g_ptr_array_add(probe->rows, server_row_new(g_ptr_array_index(targets, i)));
	return probe;
}

/* The worst stays; of equals the first. */
static void row_state(ServerRow *row, ProbeState state, const char *why)
{
	if (state <= row->state && row->state != PROBE_NOT_ASKED)
		return;
	row->state = state;
	g_free(row->why);
	row->why = g_strdup(why);
}

static void row_problem(struct probing *probing, ServerRow *row, ProbeState state, const GError *error)
{
	row_state(row, state, verb_without_name(error->message, row->target));
	g_ptr_array_add(probing->probe->problems, g_error_copy(error));
}

static void look_at_tls(ServerRow *row, const VerbLoaded *loaded)
{
	const TlsFacts *tls = loaded->client != NULL ? http_host_tls(client_host(loaded->client)) : NULL;
	if (row->target->insecure)
		row_state(row, PROBE_WARNING, _("certificates are not checked (insecure)"));
	if (tls == NULL || tls->not_after == 0)
		return;
	gint64 days = (tls->not_after - g_get_real_time()) / (G_TIME_SPAN_DAY);
	if (days < 0)
		row_state(row, PROBE_WARNING, _("the certificate has expired"));
	else if (days < EXPIRES_SOON_DAYS) {
		g_autofree char *when = when_relative(tls->not_after, g_get_real_time());
		g_autofree char *why = g_strdup_printf(_("the certificate expires %s"), when);
		row_state(row, PROBE_WARNING, why);
	}
}

static void look_at_server(struct probing *probing, ServerRow *row, const VerbLoaded *loaded)
{
	const GError *error = loaded->error != NULL ? loaded->error : loaded->server_error;
	row->milliseconds = loaded->milliseconds;
	if (g_error_matches(error, WEIR_ERROR, WEIR_ERROR_AUTH))
		row->auth = SEEN_TOKEN_REFUSED;
	if (loaded->server == NULL) {
		row_problem(probing, row, PROBE_DOWN, error);
		return;
	}
	row->state = PROBE_UP;
	row->actions = (int)loaded->server->actions->len;
	row->triggers = (int)loaded->server->triggers->len;
	if (row->auth == SEEN_UNKNOWN)
		row->auth = row->target->token != NULL ? SEEN_TOKEN_OK : SEEN_NO_TOKEN;
	if (error != NULL)
		row_problem(probing, row, PROBE_WARNING, error);
	if (row->target->token == NULL)
		row_state(row, PROBE_WARNING,
			  _("it asks for no token: anyone who reaches it can call its actions"));
	look_at_tls(row, loaded);
}

static void one_less(struct probing *probing)
{
	if (--probing->waiting > 0)
		return;
	verb_progress(probing->run, NULL);
	probing->done(probing->run, probing->probe);
	verb_run_unref(probing->run);
	g_free(probing);
}

static void answer_came(json_t *json, Exchange *exchange, const GError *error, gpointer data)
{
	struct question *question = data;
	if (error != NULL)
		row_problem(question->probing, question->row, PROBE_WARNING, error);
	one_less(question->probing);
	g_free(question);
}

static void ask(struct probing *probing, ServerRow *row, Client *client, RouteId route, const char *id,
		const char *query)
{
	const char *const ids[] = { id, NULL };
	struct question *question = g_new0(struct question, 1);
	question->probing = probing;
	question->row = row;
	probing->waiting++;
	client_call(client, route, id != NULL ? ids : NULL, query, NULL, probing->run->cancellable,
		    answer_came, question);
}

static void ask_more(struct probing *probing, ServerRow *row, Client *client)
{
	const GPtrArray *connections = row->target->connections;
	ask(probing, row, client, ROUTE_READINESS, NULL, NULL);
	if (client_has_engine(client))
		ask(probing, row, client, ROUTE_ENGINE_SUBSCRIPTIONS, NULL, "limit=1");
	for (guint i = 0; i < connections->len; i++)
		ask(probing, row, client, ROUTE_CONNECTION, g_ptr_array_index(connections, i), NULL);
}

static void loaded_came(VerbRun *run, GPtrArray *loaded, gpointer data)
{
	struct probing *probing = data;
	Probe *probe = probing->probe;
	probe->loaded = g_ptr_array_ref(loaded);
	probing->waiting = 1;
	for (guint i = 0; i < loaded->len; i++) {
		const VerbLoaded *one = g_ptr_array_index(loaded, i);
		ServerRow *row = server_row_new(one->target);
		g_ptr_array_add(probe->rows, row);
		look_at_server(probing, row, one);
		if (probing->thorough && one->server != NULL && one->client != NULL)
			ask_more(probing, row, one->client);
	}
	one_less(probing);
}

void probe_start(VerbRun *run, GPtrArray *targets, gboolean thorough, ProbeDone done)
{
	struct probing *probing = g_new0(struct probing, 1);
	probing->run = verb_run_ref(run);
	probing->probe = probe_new();
	probing->thorough = thorough;
	probing->done = done;
	verb_load(run, targets, LOAD_SERVER, loaded_came, probing);
}
