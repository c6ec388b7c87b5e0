/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a replay would send. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "replay/case_build.h"
#include "verb/replay_work.h"

/* Stands for what the server would give. */
#define PLANNED_ID "00000000-0000-4000-8000-000000000000"

static void plan_canaries(const ReplayWork *work, ReplaySetup *setup)
{
	const Trigger *other =
		work->all || work->cases ? replay_other_trigger(work->server, work->trigger) : NULL;
	ReplaySubscription planned = { .trigger = work->trigger, .id = PLANNED_ID, .connection = PLANNED_ID };
	planned.secret = work->secret;
	setup->own = setup->other_tenant = planned;
	planned.trigger = other;
	if (other != NULL)
		setup->other_trigger = planned;
	setup->canary = TRUE;
}

const char *replay_content_type(const VerbRun *run)
{
	const ReplayWork *work = run->state;
	const char *given = verb_text(run, "content-type");
	if (given != NULL || work->capture == NULL)
		return given;
	return capture_header(work->capture, "Content-Type");
}

gboolean replay_make_setup(VerbRun *run, gboolean planned, GError **error)
{
	ReplayWork *work = run->state;
	ReplaySetup *setup = &work->named;
	const GPtrArray *connections = client_target(work->client)->connections;
	*setup = (ReplaySetup){ .target = client_target(work->client),
				.server = work->server,
				.trigger = work->trigger,
				.scheme = work->scheme,
				.body = work->body,
				.url = verb_text(run, "url"),
				.id = work->id,
				.timestamp = work->timestamp,
				.offset = work->offset,
				.content_type = replay_content_type(run),
				.bearer = client_token(work->client) };
	setup->own = (ReplaySubscription){ .trigger = work->trigger,
					   .id = verb_text(run, "subscription"),
					   .connection = connections->len > 0 ? connections->pdata[0] : NULL,
					   .secret = work->secret };
	/* Who names a subscription means the event that is sent, and cases that are named, too. */
	setup->may_dispatch = setup->own.id != NULL && !work->all;
	if (setup->own.id == NULL && planned)
		plan_canaries(work, setup);
	if (!replay_setup_signers(setup, error))
		return FALSE;
	/* Cases about the subscription's own secret apply, whatever it will be. */
	if (setup->canary && setup->own.secret == NULL && canary_signing_secret(work->trigger) != NULL &&
	    setup->signer != NULL) {
		g_autofree char *nobody = sign_new_id();
		work->secret = secbuf_new("canary", nobody, strlen(nobody), error);
		setup->own.secret = work->secret;
	}
	return TRUE;
}

static CaseRow *planned_row(const struct replay_case *row, const ReplaySetup *setup)
{
	CaseBuild *build = case_build(row, setup, NULL);
	CaseRow *shown = g_new0(CaseRow, 1);
	shown->id = row->id;
	shown->title = row->title;
	shown->sends = row->sends;
	shown->outcome = replay_outcome_name(build->n > 0 ? OUTCOME_WAITING : OUTCOME_NOT_APPLICABLE);
	shown->expected = g_strdup(_(replay_expect_words(build->expect)));
	shown->why = g_strdup(build->reason);
	shown->events = -1;
	case_build_free(build);
	return shown;
}

static void free_row(gpointer row)
{
	case_row_free(row);
}

gboolean replay_show_plan(VerbRun *run, GError **error)
{
	const ReplayWork *work = run->state;
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
	for (guint i = 0; i < work->rows->len; i++)
		g_ptr_array_add(rows, planned_row(work->rows->pdata[i], &work->named));
	return replay_show_rows(run, rows, error);
}

gboolean replay_show_as(VerbRun *run, ReplayAs as, GError **error)
{
	const ReplayWork *work = run->state;
	const char *file = verb_argument(run, 2);
	if (file != NULL && (strcmp(file, "-") == 0 || verb_flag(run, "edit")))
		file = NULL;
	gsize length = 0;
	g_autoptr(GBytes) request = replay_as(&work->named, as, file, error);
	const char *bytes = request != NULL ? g_bytes_get_data(request, &length) : NULL;
	return request != NULL && run->sink->raw(run, bytes, length, error);
}

void replay_say_plan(VerbRun *run)
{
	const ReplayWork *work = run->state;
	const Route *route = &work->trigger->route;
	const char *subscription = verb_text(run, "subscription");
	guint requests = work->rows->len, made = 1;
	if (work->cases)
		made = replay_other_trigger(work->server, work->trigger) != NULL ? 3 : 2;
	verb_say(run,
		 ngettext("%s: %s -> %s %s, scheme %s; %u request or more, at most %g a second",
			  "%s: %s -> %s %s, scheme %s; %u requests or more, at most %g a second", requests),
		 target_name(client_target(work->client)), work->trigger->name, route->method, route->path,
		 work->scheme != NULL ? work->scheme->id : _("none"), requests, work->rate);
	if (subscription != NULL)
		verb_say(run, _("to subscription %s"), subscription);
	else
		verb_say(run,
			 ngettext("to a canary: %u subscription is made, and removed afterwards; connections "
				  "of "
				  "weir's own stay and are used again",
				  "to canaries: %u subscriptions are made, and removed afterwards; "
				  "connections of "
				  "weir's own stay and are used again",
				  made),
			 made);
}
