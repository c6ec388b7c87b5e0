/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/words.h"

#include <string.h>

#include "base/json.h"
#include "word_rows.h"

/* clang-format off */
static const char *const VAGUE_VERBS[] = {
	"manage_ticket", "manageTicket", "ManageTicket", "manage-ticket", "manage", "process_order", "processOrder", "handle_event",
	"handleEvent", "do_it", "doThing", "run_query", "runScript", "run", "execute_command", "ExecuteAction", "exec_sql",
	"perform_action", "performSearch", "desk.manage_ticket", "desk/run_report", "hantera_order", "bearbeta_ansokan",
	"verwalten_konto", "ausf\xC3\xBChren", "ausfuehren_befehl", "process_refund", NULL
};
static const char *const PLAIN_VERBS[] = {
	"runbook_get", "rundown_list", "dossier_get", "dossier", "processor_list", "download_file", "document_get", "domain_list",
	"donate", "manager_list", "management_report", "handler_get", "handlebar_update", "performance_report", "executive_list",
	"executor_get", "process_list", "process_status", "run_get", "run_status", "runs_list", "do_not_disturb_set", "doNotCall",
	"create_ticket", "get_process", "list_runs", "cancel_run", "redo", "undo", "rerun_job", "trunk_get", "", "manageable_list",
	"verwaltung_lesen", "run.get_status", NULL
};

static const char *const OPERATIONS[] = {
	"operation", "Operation", "OPERATION", "action", "command", "op", "cmd", "kommando", "aktion", "befehl", NULL
};
static const char *const NO_OPERATIONS[] = {
	"mode", "method", "operation_id", "action_type", "action_id", "commands_run", "operator", "operations", "opportunity",
	"transaction", "interaction", "reaction", "commander", "recommand", "optional", "actions", "", "co_op", "drop", NULL
};

static const char *const TENANTS[] = {
	"tenant", "tenant_id", "tenantId", "tenantid", "TenantID", "account", "account_id", "accountId", "accountid", "account_ids",
	"organization", "organisation", "organization_id", "org", "org_id", "orgId", "workspace", "workspace_id", "workspaceId",
	"company_id", "companyId", "customer_tenant", "customer_tenant_id", "connection_id", "connectionId", "connection",
	"subaccount", "sub_account", "sub_account_id", "subaccountId", "instance", "instance_id", "target_account_id",
	"zendesk_account_id", "parent_org_id", "team_id", "site_id", "mandant", "mandanten_id", "konto_id", "arbetsyta",
	"account_key", "account-slug", "AccountSid", NULL
};
static const char *const NO_TENANTS[] = {
	"accountant", "accountant_id", "account_name", "account_type", "account_status", "organize", "organizer", "organizer_id",
	"organization_name", "bank_account_number", "bank_account_id", "bank_account", "accounting_code", "accounts",
	"connection_timeout", "connection_string", "connections", "connector_id", "instances", "instance_type", "db_instance_id",
	"process_instance_id", "company", "company_name", "team", "tenancy", "tenants_count", "workspaces", "user_id", "ticket_id",
	"email_account", "social_account", "borg", "organ_id", "discount_id", "disconnection", "id", "", "train_connection", NULL
};

static const char *const PAGING[] = {
	"limit", "Limit", "page_size", "pageSize", "pagesize", "per_page", "perPage", "perpage", "max_results", "maxResults",
	"maxresults", "count", "top", "take", "size", "first", "batch_size", "num_results", "days", "days_back", "lookback_days",
	"last_days", "hours_back", "window", "time_window", "timeWindow", "since", "until", "updated_since", "created_after",
	"from_date", "to_date", "date_from", "antal", "anzahl", "max_items", "results_per_page", "max_days", NULL
};
static const char *const NO_PAGING[] = {
	"offset", "page", "page_number", "cursor", "next_page_token", "account", "country", "discount", "county", "count_only",
	"word_count", "holidays", "due_in_days", "retention_days", "window_title", "windows", "limitation", "limited",
	"unlimited", "credit_limit", "size_label", "shoe_size", "start_time", "end_time", "start_date", "end_date", "valid_until",
	"stop", "topic", "stake", "first_name", "last_name", "firstname", "sincerely", "period_name", "due_date", "", NULL
};

static const char *const IDEMPOTENCY[] = {
	"idempotency_key", "idempotencyKey", "Idempotency-Key", "idempotencykey", "idempotency_token", "request_id", "requestId",
	"requestid", "client_request_id", "dedup_id", "dedupe_key", "deduplication_id", "message_deduplication_id", "client_token",
	"clientToken", "external_id", "externalId", "external_reference", "transaction_id", "unique_request_id", "request_uuid",
	NULL
};
static const char *const NO_IDEMPOTENCY[] = {
	"idempotent", "request_type", "requester_id", "requested_id", "request", "external_url", "external", "external_ids",
	"client_id", "client", "transaction_type", "transaction", "dedup", "duplicate_of", "id", "key", "ticket_id", "token",
	"external_user_id", "requests_id_list", "correlation", "", NULL
};

static const char *const URLS[] = {
	"url", "URL", "uri", "base_url", "baseUrl", "baseurl", "BaseURL", "endpoint", "api_endpoint", "host", "hostname", "host_name",
	"webhook", "webhook_url", "webhookUrl", "callback", "callback_url", "callbackurl", "redirectUri", "redirecturi", "domain",
	"target_host", "image_url", "imageurl", "avatarUrl", "urls", "href", "email_domain", "server_hostname", "fqdn", "web_hook", "domain_name",
	"website", NULL
};
static const char *const NO_URLS[] = {
	"url_count", "url_encoded", "endpoint_id", "host_id", "hosting", "hostess", "ghost", "hosted_by", "domain_id", "callback_id",
	"webhook_id", "webhook_secret", "curl", "furl", "hourly", "is_webhook", "has_url", "use_callback", "mercuri", "security",
	"purl", "hosts_count", "call_back_time", "subject", "address", "bindpoint", "", NULL
};
/* clang-format on */

START_TEST(vague_verbs)
{
	all_are(words_vague_verb, VAGUE_VERBS);
	none_are(words_vague_verb, PLAIN_VERBS);
}
END_TEST

START_TEST(operations)
{
	all_are(words_vague_operation, OPERATIONS);
	none_are(words_vague_operation, NO_OPERATIONS);
}
END_TEST

START_TEST(tenants)
{
	all_are(words_tenant_argument, TENANTS);
	none_are(words_tenant_argument, NO_TENANTS);
}
END_TEST

START_TEST(paging)
{
	all_are(words_paging_argument, PAGING);
	none_are(words_paging_argument, NO_PAGING);
}
END_TEST

START_TEST(idempotency)
{
	all_are(words_idempotency_argument, IDEMPOTENCY);
	none_are(words_idempotency_argument, NO_IDEMPOTENCY);
}
END_TEST

static gboolean is_url(const char *name)
{
	return words_url_argument(name, NULL);
}

START_TEST(urls)
{
	all_are(is_url, URLS);
	none_are(is_url, NO_URLS);
}
END_TEST

static json_t *schema_of(const char *text)
{
	json_t *schema = weir_json_read(text, strlen(text), NULL, NULL, NULL);
	ck_assert_msg(schema != NULL, "%s", text);
	return schema;
}

START_TEST(urls_by_schema)
{
	static const struct {
		const char *name, *schema;
		gboolean url;
	} rows[] = {
		{ "target", "{\"type\":\"string\",\"format\":\"uri\"}", TRUE },
		{ "target", "{\"type\":\"string\",\"format\":\"hostname\"}", TRUE },
		{ "target", "{\"anyOf\":[{\"type\":\"string\",\"format\":\"uri\"},{\"type\":\"null\"}]}",
		  TRUE },
		{ "targets", "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":\"uri\"}}",
		  TRUE },
		{ "url", "{\"type\":\"string\"}", TRUE },
		{ "url", "{}", TRUE },
		{ "target", "{\"type\":\"string\",\"format\":\"email\"}", FALSE },
		{ "target", "{\"type\":\"string\"}", FALSE },
		{ "webhook", "{\"type\":\"boolean\"}", FALSE },
		{ "host", "{\"type\":[\"integer\",\"null\"]}", FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(json_t) schema = schema_of(rows[i].schema);
		ck_assert_msg(words_url_argument(rows[i].name, schema) == rows[i].url, "%s %s", rows[i].name,
			      rows[i].schema);
	}
}
END_TEST

START_TEST(constraints)
{
	static const char *const narrow[] = {
		"{\"type\":\"string\",\"pattern\":\"^https://[a-z]+\\\\.example\\\\.invalid/\"}",
		"{\"enum\":[\"a\",\"b\"]}",
		"{\"const\":\"a\"}",
		"{\"type\":\"string\",\"format\":\"uuid\"}",
		"{\"type\":\"string\",\"format\":\"email\"}",
		"{\"anyOf\":[{\"enum\":[\"a\"]},{\"type\":\"null\"}]}",
		"{\"allOf\":[{\"type\":\"string\"},{\"pattern\":\"^a\"}]}",
		"{\"type\":\"array\",\"items\":{\"pattern\":\"^a\"}}",
	};
	static const char *const open[] = {
		"{}",
		"[]",
		"{\"type\":\"string\"}",
		"{\"type\":\"string\",\"maxLength\":10}",
		"{\"type\":\"string\",\"format\":\"uri\"}",
		"{\"type\":\"string\",\"format\":\"hostname\"}",
		"{\"type\":\"string\",\"format\":\"password\"}",
		"{\"type\":\"string\",\"pattern\":\".*\"}",
		"{\"type\":\"string\",\"pattern\":\"^.+$\"}",
		"{\"anyOf\":[{\"enum\":[\"a\"]},{\"type\":\"string\"}]}",
		"{\"anyOf\":[{\"type\":\"null\"}]}",
		"{\"anyOf\":[]}",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(narrow); i++) {
		g_autoptr(json_t) schema = schema_of(narrow[i]);
		ck_assert_msg(words_constrained(schema), "%s", narrow[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(open); i++) {
		g_autoptr(json_t) schema = schema_of(open[i]);
		ck_assert_msg(!words_constrained(schema), "%s", open[i]);
	}
	ck_assert(!words_constrained(NULL));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { vague_verbs, operations,     tenants,     paging, idempotency,
				       urls,        urls_by_schema, constraints, NULL };
	return suite_run("audit/words_argument", tests);
}
