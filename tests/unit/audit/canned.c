/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/canned.h"

#include <string.h>

#include "audit/test_checks.h"
#include "base/json.h"

struct Canned {
	Target *target;
	Evidence *evidence;
	json_t *documents[3];
};

static const char *const names[] = { "manifest", "components", "openapi" };
static json_t *good[3];

static json_t *read_json(const char *text, gsize length)
{
	g_autoptr(GError) error = NULL;
	json_t *json = weir_json_read(text, length, NULL, NULL, &error);
	if (json == NULL)
		g_error("a case's JSON: %s: %.200s", error->message, text);
	return json;
}

static void read_good(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_strdup_printf("%s/unit/audit/good/%s.json", SRCDIR, names[i]);
		g_autofree char *text = NULL;
		gsize length = 0;
		if (good[i] != NULL)
			continue;
		if (!g_file_get_contents(path, &text, &length, NULL))
			g_error("%s cannot be read", path);
		good[i] = read_json(text, length);
	}
}

static gsize index_of(const char *document)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], document) == 0)
			return i;
	g_error("there is no document %s", document);
}

void canned_set(Canned *canned, const char *document, const char *pointer, const char *json)
{
	json_t *root = canned->documents[index_of(document)];
	const char *slash = strrchr(pointer, '/');
	g_autofree char *parent_pointer = g_strndup(pointer, (gsize)(slash - pointer));
	json_t *parent = weir_json_pointer(root, parent_pointer);
	g_auto(GStrv) unescaped = g_strsplit(slash + 1, "~1", -1);
	g_autofree char *token = g_strjoinv("/", unescaped);
	json_t *value = json != NULL ? read_json(json, strlen(json)) : NULL;
	if (parent == NULL)
		g_error("%s has no %s", document, parent_pointer);
	if (json_is_array(parent) && strcmp(token, "-") == 0)
		json_array_append_new(parent, value);
	else if (json_is_array(parent) && value == NULL)
		json_array_remove(parent, g_ascii_strtoull(token, NULL, 10));
	else if (json_is_array(parent))
		json_array_set_new(parent, g_ascii_strtoull(token, NULL, 10), value);
	else if (value == NULL && json_object_del(parent, token) != 0)
		g_error("%s has no %s", document, pointer);
	else if (value != NULL)
		json_object_set_new(parent, token, value);
}

void canned_document(Canned *canned, const char *document, const char *json)
{
	gsize index = index_of(document);
	json_decref(canned->documents[index]);
	canned->documents[index] = json != NULL ? read_json(json, strlen(json)) : NULL;
}

static void add_headers(Exchange *exchange, const char *headers)
{
	g_auto(GStrv) lines = g_strsplit(headers != NULL ? headers : "", "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++) {
		char *colon = strchr(lines[i], ':');
		if (colon == NULL)
			continue;
		*colon = '\0';
		exchange_add_header(exchange->headers, lines[i], g_strstrip(colon + 1));
	}
}

void canned_answer(Canned *canned, const char *label, const char *subject, int status, const char *headers,
		   const char *body)
{
	const struct probe *probe = probe_find(label);
	g_autoptr(Exchange) exchange = exchange_new();
	g_autoptr(GBytes) bytes = NULL;
	if (probe == NULL)
		g_error("there is no probe %s", label);
	exchange->target = g_ref_string_new("canned");
	exchange->method = g_strdup("GET");
	exchange->url = g_strconcat(canned->target->url, "/", label, NULL);
	exchange->status = status;
	exchange->reason = g_strdup("");
	g_strlcpy(exchange->http_version, "1.1", sizeof exchange->http_version);
	exchange->finished = TRUE;
	add_headers(exchange, headers);
	if (status == 0)
		exchange->error =
			g_error_new(g_quark_from_static_string("canned"), 1, "the connection was refused");
	else
		bytes = g_bytes_new(body != NULL ? body : "", body != NULL ? strlen(body) : 0);
	evidence_add(canned->evidence, probe, subject, exchange, bytes, NULL);
}

void canned_fact(Canned *canned, const char *name, const char *json)
{
	json_object_set_new(canned->evidence->facts, name, read_json(json, strlen(json)));
}

Target *canned_target(Canned *canned)
{
	return canned->target;
}

Evidence *canned_evidence(Canned *canned)
{
	return canned->evidence;
}

void canned_offline(Canned *canned)
{
	canned->evidence->offline = TRUE;
}

/* The model alone, of another target, and not one that is remembered. */
static void judge_bare(const struct check_case *row, const Evidence *whole, GPtrArray *findings)
{
	Target *target = target_new("bare", "https://elsewhere.example.com");
	g_autoptr(Evidence) bare = evidence_new(target, LEVEL_SAFE);
	const Server *server = whole->server;
	target->token = g_strdup("env:OTHER_TOKEN");
	if (server != NULL)
		bare->server = server_build(server->manifest, server->components, server->openapi,
					    whole->target, NULL);
	bare->offline = whole->offline;
	check_judge(check_find(row->check), bare, findings);
	g_clear_pointer(&bare, evidence_free);
	target_free(target);
}

GPtrArray *canned_judge(const struct check_case *row)
{
	return canned_judge_as(row, JUDGED_ONCE);
}

GPtrArray *canned_judge_as(const struct check_case *row, CannedWay way)
{
	Canned canned = { target_new("canned", "https://desk.example.com"), NULL, { NULL } };
	GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_unref);
	read_good();
	canned.target->token = g_strdup("env:CANNED_TOKEN");
	g_ptr_array_add(canned.target->connections, g_strdup(CANNED_CONNECTION));
	canned.evidence = evidence_new(canned.target, LEVEL_SAFE);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		canned.documents[i] = json_deep_copy(good[i]);
	canned_fact(&canned, "now", "1764000000000000");
	canned_fact(&canned, "unknown", "\"" CANNED_UNKNOWN_ID "\"");
	canned_fact(&canned, "canary", "\"" CANNED_CANARY "\"");
	if (row->set_up != NULL)
		row->set_up(&canned);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (canned.documents[i] != NULL)
			evidence_add_document(canned.evidence, names[i], canned.documents[i]);
	evidence_build_server(canned.evidence);
	if (way == JUDGED_BARE)
		judge_bare(row, canned.evidence, findings);
	else
		check_judge(check_find(row->check), canned.evidence, findings);
	if (way == JUDGED_AGAIN) {
		g_ptr_array_set_size(findings, 0);
		check_judge(check_find(row->check), canned.evidence, findings);
	}
	evidence_free(canned.evidence);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		json_decref(canned.documents[i]);
	target_free(canned.target);
	return findings;
}
