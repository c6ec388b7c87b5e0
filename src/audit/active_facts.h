/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What judges see of the active level: facts.active, an object with
 *   problem        why it could not be done, or not all of it
 *   callback       where canaries call back to, as scheme, host and port
 *   connections    [{id, what: "A" | "B" | "without-secret" | "base-url", reused, echoes}]
 *   subscriptions  [{trigger, id, scheme, signs_body, signs_time, has_id}] that events were sent to; `scheme`
 *                  NULL: its events are not signed, or nobody knows how
 *   unmade         [{trigger, why}]: triggers without a canary
 *   events         [{label, subject, body, authorization, key}]: what the listener received, for which
 * request left           [{kind, id}]: what could not be removed Pure; all is redacted. */
#pragma once

#include "audit/check.h"

const json_t *active_facts(const Evidence *evidence); /* NULL: nothing was done at this level */
/* Why a judge cannot tell; NULL: the level was gone through. */
const char *active_why_not(const Evidence *evidence);

/* "ticket_changed wrong-secret": of a trigger or action and a case; g_free(). */
char *active_subject(const char *name, const char *special);

/* How many events came for a request, and the first of them (NULL). */
guint active_event_count(const Evidence *evidence, const char *label, const char *subject);
const json_t *active_event(const Evidence *evidence, const char *label, const char *subject);

/* The canary of a trigger, a row of `subscriptions`; NULL. */
const json_t *active_canary_of(const Evidence *evidence, const char *trigger);
/* Why it has none; never NULL. */
const char *active_why_unmade(const Evidence *evidence, const char *trigger);

/* 2xx. */
gboolean active_is_taken(const Answer *answer);
/* A text of an event's body that nothing else has: it may be looked for in logs; g_free(). */
char *active_event_mark(const Evidence *evidence);

/* What is left on the server, one note each, for the report. */
void active_note_left(const Evidence *evidence, AuditReport *report);
