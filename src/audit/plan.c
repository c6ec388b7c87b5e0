/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chosen checks -> probes, ordered by what they need; and what --plan shows of them. */
#include <string.h>

#include "audit/probes_families.h"
#include "audit/run_private.h"

#define AUTHORIZATION "Authorization"

static const char *const document_labels[] = { "manifest", "components", "openapi" };

Step *steps_find(const GPtrArray *steps, const char *label)
{
	for (guint i = 0; i < steps->len; i++) {
		Step *step = steps->pdata[i];
		if (strcmp(step->probe->label, label) == 0)
			return step;
	}
	return NULL;
}

static void add_label(GPtrArray *steps, const char *label, AuditLevel level)
{
	const struct probe *probe = probe_find(label);
	if (probe == NULL || probe->level > level || steps_find(steps, label) != NULL)
		return;
	for (gsize i = 0; probe->needs != NULL && probe->needs[i] != NULL; i++)
		add_label(steps, probe->needs[i], level);
	Step *step = g_new0(Step, 1);
	step->probe = probe;
	g_ptr_array_add(steps, step);
}

GPtrArray *steps_for(const GPtrArray *checks, AuditLevel level)
{
	GPtrArray *steps = g_ptr_array_new_with_free_func(g_free);
	/* Without it nobody knows whether the token was taken. */
	add_label(steps, "manifest", level);
	for (guint i = 0; i < checks->len; i++) {
		const struct check *check = checks->pdata[i];
		for (gsize j = 0; j < G_N_ELEMENTS(document_labels); j++)
			if (check->flags & (1u << j))
				add_label(steps, document_labels[j], level);
		for (gsize j = 0; check->probes != NULL && check->probes[j] != NULL; j++)
			add_label(steps, check->probes[j], level);
	}
	return steps;
}

gboolean step_is_done(const Step *step)
{
	return step->built && step->outstanding == 0;
}

/* ---- --plan ---- */

void planned_request_free(PlannedRequest *request)
{
	g_free(request->subject);
	g_free(request->method);
	g_free(request->path);
	g_free(request->headers);
	g_free(request->body);
	g_free(request);
}

static void free_planned(gpointer request)
{
	planned_request_free(request);
}

static char *header_names(const ProbeRequest *request, const Evidence *evidence)
{
	GString *names = g_string_new(NULL);
	gboolean sends = request->send == SEND_GIVEN ||
			 (request->send != SEND_NOTHING && evidence_has_token(evidence));
	if (sends && request->kind == ASK_SERVER)
		g_string_append(names, AUTHORIZATION);
	if (request->body != NULL || request->announce > 0)
		g_string_append_printf(names, "%sContent-Type", names->len > 0 ? ", " : "");
	for (gsize i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
		g_string_append_printf(names, "%s%.*s", names->len > 0 ? ", " : "",
				       (int)strcspn(request->headers[i], ":"), request->headers[i]);
	return g_string_free(names, FALSE);
}

static char *body_sketch(const ProbeRequest *request)
{
	enum { SHOWN = 60 };
	if (request->body_sketch != NULL)
		return g_strdup(request->body_sketch);
	if (request->announce > 0)
		return g_strdup_printf("%zu bytes announced and held back", request->announce);
	if (request->body == NULL)
		return NULL;
	gsize length;
	const char *text = g_bytes_get_data(request->body, &length);
	g_autofree char *start = g_utf8_make_valid(text, (gssize)MIN(length, SHOWN));
	return length > SHOWN ? g_strdup_printf("%s... (%zu bytes)", start, length) : g_steal_pointer(&start);
}

struct planning {
	GPtrArray *requests;
	GHashTable *keys;
	const Evidence *evidence;
};

static void plan_add(ProbeBuilder *builder, const char *subject, const ProbeRequest *request)
{
	struct planning *planning = builder->data;
	if (!g_hash_table_add(planning->keys, ask_key(request)))
		return;
	PlannedRequest *planned = g_new0(PlannedRequest, 1);
	planned->probe = builder->probe;
	planned->subject = g_strdup(subject != NULL ? subject : "");
	planned->method = g_strdup(request->kind == ASK_TLS  ? "TLS"
				   : request->method != NULL ? request->method
							     : "GET");
	planned->path = request->kind == ASK_TLS
				? g_strdup_printf("%d..%d", request->tls_minimum, request->tls_maximum)
			: request->kind == ASK_PORT_80 ? g_strconcat("(port 80) ", request->path, NULL)
						       : g_strdup(request->path);
	planned->headers = header_names(request, planning->evidence);
	planned->body = body_sketch(request);
	g_ptr_array_add(planning->requests, planned);
}

/* The names that a sketch gives; without a token there is no Authorization. */
static char *sketched_headers(const char *names, const Evidence *evidence)
{
	if (names == NULL)
		return g_strdup("");
	if (evidence_has_token(evidence) || !g_str_has_prefix(names, AUTHORIZATION))
		return g_strdup(names);
	const char *comma = strchr(names, ',');
	return g_strdup(comma != NULL ? comma + strlen(", ") : "");
}

/* "METHOD path | Header, Header | body" */
static void plan_sketch(struct planning *planning, const struct probe *probe)
{
	if (probe->sketch == NULL)
		return;
	g_auto(GStrv) parts = g_strsplit(probe->sketch, " | ", 3);
	const char *space = strchr(parts[0], ' ');
	PlannedRequest *planned = g_new0(PlannedRequest, 1);
	planned->probe = probe;
	planned->subject = g_strdup("");
	planned->method = space != NULL ? g_strndup(parts[0], (gsize)(space - parts[0])) : g_strdup("");
	planned->path = g_strdup(space != NULL ? space + 1 : parts[0]);
	planned->headers = sketched_headers(parts[1], planning->evidence);
	planned->body = parts[1] != NULL ? g_strdup(parts[2]) : NULL;
	planned->sketch = TRUE;
	g_ptr_array_add(planning->requests, planned);
}

static gboolean needs_only_documents(const struct probe *probe)
{
	for (gsize i = 0; probe->needs != NULL && probe->needs[i] != NULL; i++)
		if (!g_strv_contains((const char *const *)probe_needs_documents, probe->needs[i]))
			return FALSE;
	return TRUE;
}

GPtrArray *audit_plan(const AuditOptions *options, const Target *target, const Server *server)
{
	g_autoptr(Evidence) evidence = evidence_new(target, options->level);
	g_autoptr(GPtrArray) steps = steps_for(options->checks, options->level);
	struct planning planning = { g_ptr_array_new_with_free_func(free_planned),
				     g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), evidence };
	evidence->server = (Server *)server;
	json_object_set_new(evidence->facts, "unknown", json_string("00000000-0000-4000-8000-000000000000"));
	json_object_set_new(evidence->facts, "canary", json_string("weir-canary"));
	for (guint i = 0; i < steps->len; i++) {
		const struct probe *probe = ((Step *)steps->pdata[i])->probe;
		ProbeBuilder builder = { probe, NULL, plan_add, &planning };
		if (probe->level == LEVEL_ACTIVE)
			continue;
		if (probe->needs == NULL || (server != NULL && needs_only_documents(probe)))
			probe->build(&builder, evidence);
		else
			plan_sketch(&planning, probe);
	}
	/* What is asked at level active follows from what is made there, and comes when the rest is answered.
	 */
	for (const struct probe *probe = probes_active; probe->label != NULL; probe++)
		if (steps_find(steps, probe->label) != NULL)
			plan_sketch(&planning, probe);
	evidence->server = NULL;
	g_hash_table_unref(planning.keys);
	return planning.requests;
}
