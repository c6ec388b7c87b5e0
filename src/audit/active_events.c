/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active: events to canaries, right ones and spoilt ones.
 *
 * Those for one canary go one after the other, so that what is dispatched has its event; canaries side by
 * side. */
#include <string.h>

#include "audit/active_deliveries.h"
#include "audit/active_private.h"
#include "base/json.h"
#include "model/schema.h"

enum { CROSSED_MOST = 7 };

/* ---- what is sent ---- */

static json_t *with_mark(json_t *event, json_t *schema, json_t *root, const char *mark)
{
	g_autoptr(Schema) compiled = schema != NULL ? schema_new(schema, root, NULL) : NULL;
	const SchemaOptions options = { .assert_formats = TRUE };
	const char *name;
	json_t *value;
	json_object_foreach (event, name, value) {
		g_autoptr(json_t) copy = json_is_string(value) ? json_copy(event) : NULL;
		if (copy == NULL)
			continue;
		json_object_set_new(copy, name, json_string(mark));
		if (compiled != NULL && schema_validate(compiled, copy, &options, NULL) == SCHEMA_VALID) {
			json_decref(event);
			return g_steal_pointer(&copy);
		}
	}
	return event;
}

void active_prepare_event(ActiveCanary *canary)
{
	const Active *active = canary->active;
	json_t *root = NULL, *schema = event_schema(active->server, canary->trigger, &root);
	g_autofree char *mark = active_event_mark(active->audit->evidence);
	json_t *event = event_sample(active->server, canary->trigger, EVENT_FULL, 1, NULL);
	canary->event = event != NULL ? with_mark(event, schema, root, mark) : NULL;
	canary->bytes = canary->event != NULL ? event_bytes(canary->event) : g_bytes_new_static("{}", 2);
}

static SecBuf *secret_of(const ActiveCanary *canary)
{
	/* Key pairs are the sender's: what a subscription holds is the public one. */
	gboolean pair = scheme_is_asymmetric(canary->signing->scheme);
	return canary->body.signing != NULL && !pair ? canary->body.signing : canary->signing->secret;
}

static SecBuf *wrong_secret(SecretForm form)
{
	g_autoptr(json_t) value = canary_signing_value(form);
	return secbuf_new("canary:made-up", json_string_value(value), json_string_length(value), NULL);
}

/* What its events are signed with, now that its secret is known. */
static void make_signers(ActiveCanary *canary)
{
	const struct scheme *scheme = canary->signing != NULL ? canary->signing->scheme : NULL;
	SecBuf *secret = scheme != NULL ? secret_of(canary) : NULL;
	if (scheme == NULL || (secret == NULL && scheme->algorithm != ALGORITHM_NONE))
		return;
	canary->signer = signer_new(scheme, secret, SIGN_TO_SEND, NULL);
	g_autoptr(SecBuf) wrong = scheme_is_asymmetric(scheme) ? NULL : wrong_secret(scheme->secret);
	canary->wrong_signer = wrong != NULL ? signer_new(scheme, wrong, SIGN_TO_SEND, NULL) : NULL;
}

static void tell_canary(ActiveCanary *canary)
{
	json_t *list = json_object_get(canary->active->facts, "subscriptions");
	const SchemePlan *plan = canary->signer != NULL ? signer_plan(canary->signer) : NULL;
	const char *scheme = plan != NULL ? plan->scheme->id : NULL;
	gboolean secret = canary_signing_secret(canary->trigger) != NULL;
	json_array_append_new(list,
			      json_pack("{s:s,s:s,s:s?,s:b,s:b,s:b,s:b}", "trigger", canary->trigger->name,
					"id", canary->id, "scheme", scheme, "has_secret", secret,
					"signs_body", plan != NULL && plan->body_signed, "signs_time",
					plan != NULL && plan->guard == GUARD_SIGNED_TIMESTAMP, "has_id",
					plan != NULL && scheme_takes(plan, FIELD_ID)));
}

/* ---- one after the other ---- */

typedef struct {
	ActiveCanary *canary;
	guint row;  /* of active_deliveries[] */
	guint time; /* of the same delivery */
	ActiveDelivery *delivery;
} Lane;

static void lane_on(Active *active, const Answer *answer, gpointer data);

void active_deliver(const ActiveDelivery *delivery, const char *label, const char *subject, const char *mark,
		    gboolean patient, ActiveAnswered answered, gpointer data, Active *active)
{
	const Delivery *made = delivery->made;
	const ActiveRequest request = { .label = label,
					.subject = subject,
					.method = made->method,
					.path = made->path,
					.body = made->body,
					.content_type = made->content_type,
					.headers = (const char *const *)made->headers->pdata,
					.send = made->has_authorization || delivery->bare ? SEND_NOTHING
											  : SEND_TOKEN,
					.mark = mark,
					.patient = patient,
					.private_headers = delivery->private_headers };
	active_send(active, &request, answered, data);
}

static gboolean is_wanted(const Lane *lane, const struct active_delivery *row)
{
	const ActiveCanary *canary = lane->canary;
	return active_wants(canary->active, row->label) && (canary->signer != NULL || !row->needs_signature);
}

/* The next that can be made; FALSE: there is none. */
static gboolean next_delivery(Lane *lane)
{
	for (; active_deliveries[lane->row].label != NULL; lane->row++) {
		const struct active_delivery *row = &active_deliveries[lane->row];
		if (!is_wanted(lane, row))
			continue;
		lane->delivery = active_delivery_make(lane->canary, row);
		if (lane->delivery != NULL)
			return TRUE;
	}
	return FALSE;
}

static void lane_send(Lane *lane)
{
	const struct active_delivery *row = &active_deliveries[lane->row];
	const char *special = row->times > 1 && lane->time + 1 == row->times ? "again" : row->special;
	g_autofree char *subject = active_subject(lane->canary->trigger->name, special);
	active_deliver(lane->delivery, row->label, subject, lane->canary->mark, row->expected, lane_on, lane,
		       lane->canary->active);
}

static void lane_on(Active *active, const Answer *answer, gpointer data)
{
	Lane *lane = data;
	const struct active_delivery *row = &active_deliveries[lane->row];
	if (lane->delivery != NULL && ++lane->time < row->times && !active_is_stopped(active)) {
		lane_send(lane);
		return;
	}
	if (lane->delivery != NULL)
		lane->row++;
	g_clear_pointer(&lane->delivery, active_delivery_free);
	lane->time = 0;
	if (!active_is_stopped(active) && next_delivery(lane)) {
		lane_send(lane);
		return;
	}
	g_free(lane);
}

void active_send_events(Active *active)
{
	for (guint i = 0; i < active->canaries->len; i++) {
		ActiveCanary *canary = active->canaries->pdata[i];
		if (!canary->used)
			continue;
		make_signers(canary);
		tell_canary(canary);
		Lane *lane = g_new0(Lane, 1);
		lane->canary = canary;
		lane_on(active, NULL, lane);
	}
}

/* ---- through another trigger's route ---- */

typedef struct {
	Active *active;
	guint route, to; /* of the canaries */
	guint tried;     /* others of this route */
	gboolean signs;
} Crossing;

static gboolean cross(Crossing *crossing);

static void crossed(Active *active, const Answer *answer, gpointer data)
{
	Crossing *crossing = data;
	while (!active_is_stopped(active) && crossing->route < active->canaries->len) {
		if (cross(crossing))
			return;
	}
	g_free(crossing);
}

static void step_on(Crossing *crossing)
{
	crossing->signs = !crossing->signs;
	if (crossing->signs)
		return;
	crossing->to++;
	crossing->tried++;
	if (crossing->tried <= CROSSED_MOST && crossing->to < crossing->active->canaries->len)
		return;
	crossing->to = crossing->tried = 0;
	crossing->route++;
}

/* FALSE: there was nothing to be sent. */
static gboolean cross(Crossing *crossing)
{
	Active *active = crossing->active;
	const ActiveCanary *route = active->canaries->pdata[crossing->route];
	const ActiveCanary *to = active->canaries->pdata[crossing->to];
	gboolean signs = crossing->signs;
	step_on(crossing);
	if (route == to || !route->used || !to->used ||
	    g_strcmp0(route->trigger->route.path, to->trigger->route.path) == 0)
		return FALSE;
	ActiveDelivery *delivery = active_delivery_cross(route, to, signs);
	if (delivery == NULL)
		return FALSE;
	g_autofree char *special = g_strconcat(signs ? "signed " : "unsigned ", to->trigger->name, NULL);
	g_autofree char *subject = active_subject(route->trigger->name, special);
	active_deliver(delivery, "event-crossed", subject, to->mark, FALSE, crossed, crossing, active);
	active_delivery_free(delivery);
	return TRUE;
}

void active_cross_routes(Active *active)
{
	if (!active_wants(active, "event-crossed") || active->canaries->len < 2)
		return;
	Crossing *crossing = g_new0(Crossing, 1);
	crossing->active = active;
	crossed(active, NULL, crossing);
}
