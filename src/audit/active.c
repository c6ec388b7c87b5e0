/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/active_private.h"

#include <string.h>

#include "base/json.h"
#include "base/redact.h"

enum { POLL_MS = 20, PATIENCE_MS = 1000, PATIENCE_OF_OTHERS_MS = 300, EVENT_KEPT = 64 * 1024 };

/* Each is gone through when the one before has nothing under way any more. */
static const struct {
	void (*begin)(Active *active);
	gboolean removes; /* gone through also where the audit was stopped */
} stages[] = {
	{ active_find_tenants, FALSE },
	{ active_make_tenants, FALSE },
	{ active_count_before, FALSE },
	{ active_make_canaries, FALSE },
	{ active_look_at_canaries, FALSE },
	{ active_send_events, FALSE },
	{ active_cross_routes, FALSE },
	{ active_call_actions, FALSE },
	{ active_try_connections, FALSE },
	{ active_try_subscriptions, FALSE },
	{ active_remove_canaries, TRUE },
	/* Behind the rest: a development server whose database a refused delete locks has little left to do.
	 */
	{ active_try_isolation, FALSE },
	{ active_remove_canaries, TRUE },
	{ active_count_after, TRUE },
	/* The last of all: who guesses tokens may be shut out for a while. */
	{ active_guess_tokens, FALSE },
};

void audit_signing_free(AuditSigning *signing)
{
	if (signing == NULL)
		return;
	g_free(signing->trigger);
	secbuf_unref(signing->secret);
	g_free(signing);
}

static void free_secret(gpointer secret)
{
	secbuf_unref(secret);
}

void audit_set_active(Audit *audit, const AuditActive *given)
{
	Active *active = g_new0(Active, 1);
	active->audit = audit;
	active->given = *given;
	active->never = g_cancellable_new();
	active->canaries = g_ptr_array_new_with_free_func(active_free_canary);
	active->attempts = g_ptr_array_new_with_free_func(active_free_canary);
	active->secrets = g_ptr_array_new_with_free_func(free_secret);
	for (guint i = 0; i < ACTIVE_TENANTS; i++)
		active->tenants[i].active = active;
	audit->active = active;
}

void active_free(Active *active)
{
	if (active == NULL)
		return;
	for (guint i = 0; i < ACTIVE_TENANTS; i++) {
		g_free(active->tenants[i].id);
		g_free(active->tenants[i].mark);
		g_free(active->tenants[i].seen);
		canary_body_clear(&active->tenants[i].body);
	}
	g_ptr_array_unref(active->canaries);
	g_ptr_array_unref(active->attempts);
	active_free_canary(active->foreign);
	g_ptr_array_unref(active->secrets);
	server_free(active->server);
	g_object_unref(active->never);
	g_free(active);
}

gboolean active_is_stopped(const Active *active)
{
	return active->audit->evidence->broken != NULL;
}

gboolean active_wants(const Active *active, const char *label)
{
	return steps_find(active->audit->steps, label) != NULL;
}

void active_problem(Active *active, const char *format, ...)
{
	if (json_object_get(active->facts, "problem") != NULL)
		return;
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *redacted = redact_text(text, strlen(text));
	g_autofree char *valid = g_utf8_make_valid(redacted != NULL ? redacted : text, -1);
	json_object_set_new(active->facts, "problem", json_string(valid));
}

/* ---- stages ---- */

static gboolean go_on(gpointer data);

void active_hold(Active *active)
{
	active->waiting++;
}

void active_release(Active *active)
{
	if (--active->waiting == 0)
		g_idle_add_full(G_PRIORITY_DEFAULT, go_on, active, NULL);
}

static gboolean is_known_too_much(const Active *active)
{
	return callbacks_count(active->given.callbacks, NULL) > CALLBACKS_MOST;
}

static void finish(Active *active)
{
	Audit *audit = active->audit;
	if (is_known_too_much(active))
		active_problem(active, "more than %d callbacks came: not all could be kept", CALLBACKS_MOST);
	for (guint i = 0; i < audit->steps->len; i++) {
		Step *step = audit->steps->pdata[i];
		step->built = step->built || step->probe->level == LEVEL_ACTIVE;
	}
	active->done(audit);
}

static gboolean go_on(gpointer data)
{
	Active *active = data;
	while (active->stage < G_N_ELEMENTS(stages) && active_is_stopped(active) &&
	       !stages[active->stage].removes)
		active->stage++;
	if (active->stage == G_N_ELEMENTS(stages)) {
		finish(active);
		return G_SOURCE_REMOVE;
	}
	guint stage = active->stage++;
	active->removing = stages[stage].removes;
	active_hold(active);
	stages[stage].begin(active);
	active_release(active);
	return G_SOURCE_REMOVE;
}

static const char *why_not_at_all(const Active *active)
{
	if (!client_target(active->audit->client)->writes)
		return "the server is read-only: nothing was made there";
	if (active->server == NULL)
		return "the server's documents could not be read, so nothing was made there";
	return NULL;
}

void active_start(Audit *audit, void (*done)(Audit *audit))
{
	Active *active = audit->active;
	static const char *const lists[] = { "connections", "subscriptions", "unmade", "events", "left" };
	const Server *server = audit->evidence->server;
	active->done = done;
	active->server = server != NULL ? server_ref((Server *)(guintptr)server) : NULL;
	active->facts = json_object();
	json_object_set_new(audit->evidence->facts, "active", active->facts);
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		json_object_set_new(active->facts, lists[i], json_array());
	json_object_set_new(active->facts, "callback", json_string(callbacks_base(active->given.callbacks)));
	const char *why = why_not_at_all(active);
	if (why != NULL) {
		active_problem(active, "%s", why);
		active->stage = G_N_ELEMENTS(stages);
	}
	g_idle_add_full(G_PRIORITY_DEFAULT, go_on, active, NULL);
}

/* ---- one request ---- */

typedef struct {
	Active *active;
	char *label, *subject, *mark;
	guint from; /* of the callbacks that were seen */
	gint64 until;
	ActiveAnswered answered;
	gpointer data;
	const Answer *answer;
} Sent;

static void sent_over(Sent *sent)
{
	Active *active = sent->active;
	if (sent->answered != NULL)
		sent->answered(active, sent->answer, sent->data);
	g_free(sent->label);
	g_free(sent->subject);
	g_free(sent->mark);
	g_free(sent);
	active_release(active);
}

static json_t *event_fact(const Sent *sent, const Callback *callback)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(callback->body, &length);
	g_autoptr(GString) redacted = length > 0 ? redact_bytes(data, length) : NULL;
	const char *text = redacted != NULL ? redacted->str : data != NULL ? data : "";
	gsize size = redacted != NULL ? redacted->len : length;
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)MIN(size, EVENT_KEPT));
	return json_pack("{s:s,s:s,s:s,s:b,s:s?}", "label", sent->label, "subject", sent->subject, "body",
			 valid, "authorization", callback->authorization, "key", callback->key);
}

static guint take_events(const Sent *sent)
{
	const GPtrArray *seen = callbacks_seen(sent->active->given.callbacks);
	json_t *events = json_object_get(sent->active->facts, "events");
	guint count = 0;
	for (guint i = sent->from; i < seen->len; i++) {
		const Callback *callback = seen->pdata[i];
		if (strcmp(callback->mark, sent->mark) != 0)
			continue;
		json_array_append_new(events, event_fact(sent, callback));
		count++;
	}
	return count;
}

static gboolean has_come(const Sent *sent)
{
	const GPtrArray *seen = callbacks_seen(sent->active->given.callbacks);
	for (guint i = sent->from; i < seen->len; i++)
		if (strcmp(((const Callback *)seen->pdata[i])->mark, sent->mark) == 0)
			return TRUE;
	return FALSE;
}

/* A server may dispatch after it has answered. */
static gboolean look_for_events(gpointer data)
{
	Sent *sent = data;
	if (!has_come(sent) && g_get_monotonic_time() < sent->until && !active_is_stopped(sent->active))
		return G_SOURCE_CONTINUE;
	take_events(sent);
	sent_over(sent);
	return G_SOURCE_REMOVE;
}

static void answered(Ask *ask)
{
	Sent *sent = ask->owner;
	Audit *audit = sent->active->audit;
	Want *want = ask->wants->pdata[0];
	audit->finished++;
	sent->answer = evidence_add(audit->evidence, want->probe, want->subject, ask->exchange, ask->body,
				    ask->sent);
	if (audit->watch.progress != NULL)
		audit->watch.progress(audit, audit->finished, audit->known, audit->watch.data);
	if (sent->mark == NULL) {
		sent_over(sent);
	} else if (active_is_taken(sent->answer) && !has_come(sent)) {
		sent->until += g_get_monotonic_time();
		g_timeout_add(POLL_MS, look_for_events, sent);
	} else {
		take_events(sent);
		sent_over(sent);
	}
}

static void send(Sent *sent, const ActiveRequest *request, const ProbeRequest *probe)
{
	Active *active = sent->active;
	Audit *audit = active->audit;
	SecBuf *token = request->send == SEND_TOKEN ? client_token(audit->client) : NULL;
	const struct probe *row = probe_find(request->label);
	char *key = g_strdup_printf("active %u", ++active->keys);
	Ask *ask = ask_new(audit, key, probe, token);
	Want *want = g_new0(Want, 1);
	*want = (Want){ row, steps_find(audit->steps, request->label), g_strdup(sent->subject) };
	ask->owner = sent;
	/* What is asked to be told "too many" is not asked again. */
	ask->again = row->tolerates_limit;
	if (want->step != NULL)
		want->step->sent = TRUE;
	g_ptr_array_add(ask->wants, want);
	g_hash_table_insert(audit->asks, ask->key, ask);
	audit->known++;
	gboolean whole = active->removing || request->makes;
	ask_send(ask, audit->client, whole ? active->never : audit->cancellable, answered);
}

void active_send(Active *active, const ActiveRequest *request, ActiveAnswered done, gpointer data)
{
	Sent *sent = g_new0(Sent, 1);
	*sent = (Sent){ .active = active, .answered = done, .data = data };
	sent->label = g_strdup(request->label);
	sent->subject = g_strdup(request->subject != NULL ? request->subject : "");
	sent->mark = g_strdup(request->mark);
	sent->from = callbacks_seen(active->given.callbacks)->len;
	sent->until = (request->patient ? PATIENCE_MS : PATIENCE_OF_OTHERS_MS) * G_TIME_SPAN_MILLISECOND;
	active_hold(active);
	if (active_is_stopped(active) && !active->removing) {
		sent_over(sent);
		return;
	}
	g_autoptr(GBytes) body = request->body != NULL ? g_bytes_ref(request->body) : NULL;
	if (request->json != NULL) {
		char *text = weir_json_print(request->json);
		body = g_bytes_new_take(text, strlen(text));
	}
	const ProbeRequest probe = { .method = request->method,
				     .path = request->path,
				     .headers = request->headers,
				     .send = request->send,
				     .authorization = request->authorization,
				     .content_type = request->content_type,
				     .headers_private = request->private_headers,
				     .body = body };
	send(sent, request, &probe);
}
