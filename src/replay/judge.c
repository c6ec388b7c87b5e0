/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay/judge.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "model/schema.h"

const char *replay_outcome_name(ReplayOutcome outcome)
{
	static const char *const names[N_OUTCOMES] = {
		[OUTCOME_WAITING] = "waiting", [OUTCOME_SENT] = "sent",
		[OUTCOME_HELD] = "held",       [OUTCOME_BROKE] = "failed",
		[OUTCOME_ERROR] = "error",     [OUTCOME_NOT_APPLICABLE] = "not-applicable",
		[OUTCOME_UNKNOWN] = "unknown",
	};
	return names[outcome];
}

static void G_GNUC_PRINTF(3, 4) say(ReplayResult *result, ReplayOutcome outcome, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_free(result->why);
	result->why = g_strdup_vprintf(format, arguments);
	result->outcome = outcome;
	va_end(arguments);
}

static gboolean is_taken(int status)
{
	return status >= 200 && status < 300;
}

static gboolean is_refused(int status)
{
	return status >= 400 && status < 500;
}

static void judge_taken(ReplayResult *result)
{
	if (!is_taken(result->status))
		say(result, OUTCOME_BROKE, _("it was not taken: %d"), result->status);
	else if (result->events == 0)
		say(result, OUTCOME_BROKE, _("it was taken, and nothing was dispatched"));
	else if (result->events > 1)
		say(result, OUTCOME_BROKE, _("it was dispatched %d times"), result->events);
	else
		result->outcome = OUTCOME_HELD;
}

static void judge_refused(ReplayResult *result)
{
	if (result->events > 0)
		say(result, OUTCOME_BROKE, _("it was dispatched, and answered with %d"), result->status);
	else if (is_refused(result->status))
		result->outcome = OUTCOME_HELD;
	else if (result->status >= 500)
		say(result, OUTCOME_BROKE, _("the server failed instead of refusing it: %d"), result->status);
	else if (is_taken(result->status))
		say(result, OUTCOME_BROKE, _("it was taken: %d"), result->status);
	else
		say(result, OUTCOME_BROKE, _("it was answered with %d, which refuses nothing"),
		    result->status);
}

static void judge_once(ReplayResult *result)
{
	if (!is_taken(result->first_status))
		say(result, OUTCOME_UNKNOWN, _("the first was not taken (%d), so the second says nothing"),
		    result->first_status);
	else if (result->events > 0)
		say(result, OUTCOME_BROKE, _("the second was dispatched, too: %d"), result->status);
	else if (result->status >= 500)
		say(result, OUTCOME_BROKE, _("the server failed at the second: %d"), result->status);
	else if (result->events == 0 || is_refused(result->status))
		result->outcome = OUTCOME_HELD;
	else
		say(result, OUTCOME_UNKNOWN,
		    _("both were answered with 2xx, and what was dispatched cannot be seen"));
}

static void judge_any(ReplayResult *result)
{
	if (is_taken(result->status) || is_refused(result->status))
		result->outcome = OUTCOME_HELD;
	else
		say(result, OUTCOME_BROKE, _("it was neither taken nor refused: %d"), result->status);
}

void replay_judge(ReplayResult *result)
{
	static void (*const judges[N_EXPECTS])(ReplayResult *) = {
		[EXPECT_TAKEN] = judge_taken, [EXPECT_REFUSED] = judge_refused, [EXPECT_ONCE] = judge_once,
		[EXPECT_ANY] = judge_any,     [EXPECT_ALIKE] = judge_refused,
	};
	judges[result->expect](result);
}

/* ---- together ---- */

static ReplayResult *result_of(const GPtrArray *results, const char *id)
{
	for (guint i = 0; i < results->len; i++) {
		ReplayResult *result = results->pdata[i];
		if (strcmp(result->row->id, id) == 0)
			return result;
	}
	return NULL;
}

static void compare_alike(const GPtrArray *results)
{
	const ReplayResult *wrong = result_of(results, "wrong-secret");
	for (guint i = 0; i < results->len; i++) {
		ReplayResult *result = results->pdata[i];
		if (result->expect == EXPECT_ALIKE && result->outcome == OUTCOME_HELD && wrong != NULL &&
		    wrong->outcome == OUTCOME_HELD && wrong->status != result->status)
			say(result, OUTCOME_BROKE,
			    _("it is answered with %d, a wrong secret with %d: who asks learns which "
			      "subscriptions there are"),
			    result->status, wrong->status);
	}
}

/* A server that refuses everything holds every case. */
static void doubt_refusals(const GPtrArray *results)
{
	const ReplayResult *valid = result_of(results, "valid");
	if (valid == NULL || valid->status == 0 || is_taken(valid->status))
		return;
	for (guint i = 0; i < results->len; i++) {
		ReplayResult *result = results->pdata[i];
		if (result->outcome == OUTCOME_HELD && result != valid && result->expect != EXPECT_ANY)
			say(result, OUTCOME_UNKNOWN,
			    _("the valid event was refused, too (%d): this says nothing"), valid->status);
	}
}

void replay_judge_together(const GPtrArray *results)
{
	compare_alike(results);
	doubt_refusals(results);
}

/* ---- what was dispatched ---- */

static gboolean holds(GBytes *body, const SecBuf *secret)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(body, &length);
	return secret != NULL && secbuf_length(secret) >= 8 &&
	       memmem(data, length, secbuf_bytes(secret), secbuf_length(secret)) != NULL;
}

void replay_judge_event(ReplayResult *result, const ReplaySetup *setup, const Callback *callback)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(callback->body, &length);
	g_autoptr(json_t) event = weir_json_read(data, length, NULL, NULL, NULL);
	json_t *payload = json_object_get(event, "payload");
	g_autoptr(Schema) schema =
		setup->trigger->payload != NULL
			? schema_new(setup->trigger->payload, setup->trigger->payload_root, NULL)
			: NULL;
	if (callback->authorization && result->note == NULL)
		result->note = g_strdup(_("an Authorization header came along with the event"));
	if (result->outcome != OUTCOME_HELD)
		return;
	if (holds(callback->body, setup->own.secret))
		say(result, OUTCOME_BROKE, _("what was dispatched holds the subscription's secret"));
	else if (payload != NULL && schema != NULL &&
		 schema_validate(schema, payload, NULL, NULL) == SCHEMA_INVALID)
		say(result, OUTCOME_BROKE, _("what was dispatched is not what the payload's schema says"));
}
