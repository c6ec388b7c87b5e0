/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/session.h"

#include <string.h>

#include "base/json.h"

enum { WISHES_MOST = 3 };

struct ReplaySession {
	ReplaySessionOptions options;
	ReplaySetup setup;
	Canaries *canaries;
	json_t *event;
	ReplaySessionReady ready;
	ReplaySessionClosed closed;
	gpointer data;
};

const Trigger *replay_other_trigger(const Server *server, const Trigger *trigger)
{
	const Trigger *other = NULL;
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *candidate = server->triggers->pdata[i];
		if (candidate == trigger || !canary_may_be_made(candidate, NULL) ||
		    g_strcmp0(candidate->route.path, trigger->route.path) == 0)
			continue;
		if (other == NULL ||
		    (canary_signing_secret(other) != NULL && canary_signing_secret(candidate) == NULL))
			other = candidate;
	}
	return other;
}

static void take(const ReplaySession *session, const CanarySubscription *canary, ReplaySubscription *to)
{
	to->trigger = canary->trigger;
	to->id = canary->id;
	to->connection = canary->connection;
	to->mark = canary->mark;
	/* Key pairs are the sender's: what a subscription holds is the public one. */
	gboolean pair = session->options.scheme != NULL && scheme_is_asymmetric(session->options.scheme);
	to->secret = canary->signing != NULL && !pair ? canary->signing : session->options.secret;
}

static void canaries_made(const GPtrArray *subscriptions, const GError *error, gpointer data)
{
	ReplaySession *session = data;
	ReplaySetup *setup = &session->setup;
	g_autoptr(GError) problem = error != NULL ? g_error_copy(error) : NULL;
	for (guint i = 0; problem == NULL && i < subscriptions->len; i++) {
		const CanarySubscription *canary = subscriptions->pdata[i];
		if (i == 0)
			take(session, canary, &setup->own);
		else
			take(session, canary,
			     canary->trigger == session->options.trigger ? &setup->other_tenant
									 : &setup->other_trigger);
	}
	setup->canary = problem == NULL;
	if (problem == NULL)
		replay_setup_signers(setup, &problem);
	session->ready(session, problem, session->data);
}

ReplaySession *replay_session_open(const ReplaySessionOptions *options, GCancellable *cancellable,
				   ReplaySessionReady ready, gpointer data)
{
	ReplaySession *session = g_new0(ReplaySession, 1);
	const Trigger *other =
		options->others ? replay_other_trigger(options->server, options->trigger) : NULL;
	SecretForm form = options->scheme != NULL ? options->scheme->secret : SECRET_TEXT;
	gsize length = 0;
	const char *body = options->body != NULL ? g_bytes_get_data(options->body, &length) : "";
	session->options = *options;
	client_ref(options->client);
	session->options.body = options->body != NULL ? g_bytes_ref(options->body) : NULL;
	session->ready = ready;
	session->data = data;
	session->event = weir_json_read(body, length, NULL, NULL, NULL);
	session->setup = (ReplaySetup){ .target = client_target(options->client),
					.server = options->server,
					.trigger = options->trigger,
					.scheme = options->scheme,
					.body = session->options.body,
					.bearer = client_token(options->client) };
	const CanaryWish wishes[WISHES_MOST] = { { 0, options->trigger, form, session->event },
						 { 1, options->trigger, form, session->event },
						 { 0, other, form, NULL } };
	guint n = !options->others ? 1 : other != NULL ? 3 : 2;
	session->canaries =
		canaries_new(options->client, options->server, options->store, options->callbacks);
	canaries_make(session->canaries, wishes, n, cancellable, canaries_made, session);
	return session;
}

ReplaySetup *replay_session_setup(ReplaySession *session)
{
	return &session->setup;
}

static void canaries_removed(const GError *error, gpointer data)
{
	ReplaySession *session = data;
	session->closed(error, session->data);
	replay_setup_clear(&session->setup);
	canaries_free(session->canaries);
	client_unref(session->options.client);
	g_clear_pointer(&session->options.body, g_bytes_unref);
	json_decref(session->event);
	g_free(session);
}

void replay_session_close(ReplaySession *session, ReplaySessionClosed done, gpointer data)
{
	session->closed = done;
	session->data = data;
	canaries_remove(session->canaries, canaries_removed, session);
}
