/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections and subscriptions that are replaced: what the journal keeps of them, and what servers tell. */
#include <string.h>

#include "base/json.h"
#include "rotate/job_private.h"

static void free_thing(gpointer thing)
{
	journal_thing_free(thing);
}

JournalThing *things_plan(RotateJob *job, ThingKind kind, const char *old, const char *seen, GError **error)
{
	JournalThing *thing = g_new0(JournalThing, 1);
	thing->kind = kind;
	thing->old = g_strdup(old);
	thing->new = g_strdup("");
	thing->seen = g_strdup(seen);
	if (!journal_plan_thing(job->options.store, job->row->id, thing, error)) {
		journal_thing_free(thing);
		return NULL;
	}
	if (job->things == NULL)
		job->things = g_ptr_array_new_with_free_func(free_thing);
	g_ptr_array_add(job->things, thing);
	return thing;
}

JournalThing *things_find(const RotateJob *job, ThingKind kind, const char *old)
{
	for (guint i = 0; job->things != NULL && i < job->things->len; i++) {
		JournalThing *thing = job->things->pdata[i];
		if (thing->kind == kind && strcmp(thing->old, old) == 0)
			return thing;
	}
	return NULL;
}

gboolean things_made(RotateJob *job, JournalThing *thing, const char *new, GError **error)
{
	g_free(thing->new);
	thing->new = g_strdup(new);
	return journal_mark_thing(job->options.store, thing, error);
}

gboolean things_gone(RotateJob *job, JournalThing *thing, GError **error)
{
	thing->gone = TRUE;
	return journal_mark_thing(job->options.store, thing, error);
}

gboolean things_undone(RotateJob *job, JournalThing *thing, GError **error)
{
	thing->undone = TRUE;
	return journal_mark_thing(job->options.store, thing, error);
}

/* ---- subscriptions ---- */

void subscription_facts_free(SubscriptionFacts *facts)
{
	if (facts == NULL)
		return;
	g_free(facts->id);
	g_free(facts->connection);
	g_free(facts->trigger);
	g_free(facts->callback);
	json_decref(facts->options);
	json_decref(facts->secrets);
	g_free(facts);
}

SubscriptionFacts *subscription_facts(const json_t *json)
{
	SubscriptionFacts *facts = g_new0(SubscriptionFacts, 1);
	json_t *options = weir_json_object(json, "options");
	if (options == NULL)
		options = weir_json_object(weir_json_object(json, "data"), "options");
	facts->id = g_strdup(weir_json_text(json, "id"));
	facts->connection = g_strdup(weir_json_text(json, "connectionId"));
	facts->trigger = g_strdup(weir_json_text(json, "name"));
	facts->callback = g_strdup(weir_json_text(weir_json_object(json, "callback"), "url"));
	facts->options = options != NULL ? json_incref(options) : json_object();
	facts->secrets = json_incref(weir_json_object(json, "secrets"));
	return facts;
}

gboolean subscription_alike(const SubscriptionFacts *a, const SubscriptionFacts *b)
{
	return g_strcmp0(a->trigger, b->trigger) == 0 && g_strcmp0(a->callback, b->callback) == 0 &&
	       json_equal(a->options, b->options);
}

json_t *subscription_body(const SubscriptionFacts *facts)
{
	g_autoptr(json_t) none = json_object();
	return json_pack("{s:{s:s,s:s,s:s?},s:{s:O,s:O}}", "callback", "type", "http", "method", "post",
			 "url", facts->callback, "data", "options", facts->options, "secrets",
			 facts->secrets != NULL ? facts->secrets : none);
}

char *subscription_twins(const json_t *list, const SubscriptionFacts *facts)
{
	const json_t *data = weir_json_array(list, "data");
	GString *ids = g_string_new(NULL);
	for (size_t i = 0; i < json_array_size(data); i++) {
		g_autoptr(SubscriptionFacts) one = subscription_facts(json_array_get(data, i));
		if (one->id == NULL || strchr(one->id, ' ') != NULL || g_strcmp0(one->id, facts->id) == 0 ||
		    !subscription_alike(one, facts))
			continue;
		g_string_append_printf(ids, "%s%s", ids->len > 0 ? " " : "", one->id);
	}
	return g_string_free(ids, FALSE);
}

char *subscription_newcomer(const char *twins, const char *seen)
{
	g_auto(GStrv) now = g_strsplit(twins, " ", -1), before = g_strsplit(seen, " ", -1);
	for (gsize i = 0; now[i] != NULL; i++)
		if (*now[i] != '\0' && !g_strv_contains((const char *const *)before, now[i]))
			return g_strdup(now[i]);
	return NULL;
}

/* ---- secrets in JSON ---- */

const char *secret_member(const json_t *secrets, const char *name)
{
	static const char *const words[] = { "sign", "hmac", "hook", "verif", "shared" };
	void *first = json_object_iter((json_t *)secrets);
	if (json_object_get(secrets, name) != NULL)
		return name;
	if (json_object_size(secrets) == 1)
		return json_object_iter_key(first);
	for (gsize w = 0; w < G_N_ELEMENTS(words); w++)
		for (void *at = first; at != NULL; at = json_object_iter_next((json_t *)secrets, at)) {
			g_autofree char *lower = g_ascii_strdown(json_object_iter_key(at), -1);
			if (strstr(lower, words[w]) != NULL)
				return json_object_iter_key(at);
		}
	return NULL;
}

void secret_set(json_t *secrets, const char *member, SecBuf *value)
{
	json_object_set_new(secrets, member, json_stringn(secbuf_bytes(value), secbuf_length(value)));
}

gboolean secret_is(const json_t *secrets, const char *member, SecBuf *value)
{
	const json_t *there = json_object_get(secrets, member);
	return json_is_string(there) && json_string_length(there) == secbuf_length(value) &&
	       memcmp(json_string_value(there), secbuf_bytes(value), secbuf_length(value)) == 0;
}

/* ---- routes ---- */

char *route_path(const Trigger *trigger, const char *subscription)
{
	const Route *route = &trigger->route;
	if (route->path == NULL)
		return NULL;
	if (route->parameter == NULL)
		return g_strdup(route->path);
	g_autofree char *placeholder = g_strdup_printf("{%s}", route->parameter);
	g_autofree char *escaped = g_uri_escape_string(subscription, NULL, FALSE);
	g_autoptr(GString) path = g_string_new(route->path);
	g_string_replace(path, placeholder, escaped, 0);
	return strchr(path->str, '{') == NULL ? g_strdup(path->str) : NULL;
}

char *route_url(const RotateJob *job, const Trigger *trigger, const char *subscription)
{
	g_autofree char *path = trigger != NULL ? route_path(trigger, subscription) : NULL;
	return path != NULL ? g_strconcat(job->row->url, path, NULL) : NULL;
}
