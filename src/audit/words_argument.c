/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "audit/words_private.h"
#include "base/json.h"

enum { DEEPEST = 8 };

static const char *const operations[] = { "operation", "action", "command", "op",      "cmd", "atgard",
					  "kommando",  "aktion", "befehl",  "vorgang", NULL };

/* --- tenants -------------------------------------------------------------------------------------------- */

/* What stands at the end of a name that says which one: tenant_id. */
static const char id_words[] = "id ids key uuid guid slug sid";

static const char tenants[] = "tenant account organization organisation org workspace subaccount connection "
			      "instance mandant mandanten "
			      "konto arbetsyta arbeitsbereich";

/* Only with an id: by themselves they are data about a person. */
static const char tenants_by_id[] =
	"company team site subdomain portal realm foretag foretags unternehmen firma client";

/* Accounts, connections and instances that are things within a tenant. */
static const char other_things[] = "bank email mail user social savings ledger gl expense revenue service "
				   "debit credit loan trading game test "
				   "billing payment db database vm ec2 process workflow task event server "
				   "compute class train flight bankkonto "
				   "network tcp websocket";

static gboolean is_tenant_word(const NameWords *words, guint at, gboolean has_id)
{
	const char *word = words->word[at];
	if (!words_listed(tenants, word) && !(has_id && words_listed(tenants_by_id, word)))
		return FALSE;
	return at == 0 || !words_listed(other_things, words->word[at - 1]);
}

/* "tenantid", "accountid". */
static gboolean is_run_together(const char *word)
{
	gsize length = strlen(word);
	for (gsize cut = 3; cut + 2 <= length; cut++) {
		char front[WORDS_LONGEST];
		g_strlcpy(front, word, cut + 1);
		if (words_listed(id_words, word + cut) &&
		    (words_listed(tenants, front) || words_listed(tenants_by_id, front)))
			return TRUE;
	}
	return FALSE;
}

gboolean words_tenant_argument(const char *name)
{
	NameWords words;
	words_split_name(&words, name);
	guint count = words.count;
	gboolean has_id = count > 1 && words_listed(id_words, words.word[count - 1]);
	count -= has_id ? 1 : 0;
	if (count == 0)
		return FALSE;
	if (is_tenant_word(&words, count - 1, has_id))
		return TRUE;
	if (count > 1 && words_phrase_at(&words, count - 2, "sub account") > 0)
		return TRUE;
	return !has_id && count == 1 && is_run_together(words.word[0]);
}

/* --- paging, retries, operations ------------------------------------------------------------------------ */

static const char *const paging[] = {
	/* how much */
	"limit", "page size", "page limit", "per page", "results per page", "items per page", "max results",
	"max items", "max count", "max records", "max rows", "result limit", "results limit", "record limit",
	"row limit", "item limit", "num results", "number of results", "count", "result count", "top", "take",
	"size", "first", "last", "batch size", "chunk size", "fetch size", "rows", "antal", "max antal",
	"sidstorlek", "antal per sida", "anzahl", "seitengrosse", "max anzahl", "maximal anzahl",
	/* how far back */
	"days", "days back", "days ago", "last days", "past days", "num days", "number of days", "lookback",
	"look back", "lookback days", "lookback hours", "lookback minutes", "hours back", "last hours",
	"past hours", "minutes back", "last minutes", "window", "time window", "window days", "window hours",
	"window minutes", "window size", "time range", "date range", "period", "since", "until", "since date",
	"until date", "since days", "updated since", "created since", "modified since", "changed since",
	"updated after", "created after", "modified after", "updated before", "created before",
	"modified before", "from date", "to date", "date from", "date to", "dagar", "sedan", "tage", "seit",
	"zeitraum", "tidsfonster", "max days", "last n days", "max per page", "lookback window", "timeframe",
	"time frame", NULL
};

static const char *const idempotency[] = { "idempotency key",
					   "idempotency token",
					   "idempotency id",
					   "idempotence key",
					   "idempotent key",
					   "request id",
					   "client request id",
					   "unique request id",
					   "request uuid",
					   "request token",
					   "dedup id",
					   "dedup key",
					   "dedupe id",
					   "dedupe key",
					   "deduplication id",
					   "deduplication key",
					   "message deduplication id",
					   "message dedup id",
					   "client token",
					   "client request token",
					   "external id",
					   "external reference",
					   "external reference id",
					   "client reference id",
					   "client reference",
					   "client id key",
					   "unique key",
					   "nonce",
					   "idempotensnyckel",
					   "externt id",
					   "externe id",
					   "transaction id",
					   "client mutation id",
					   NULL };

gboolean words_paging_argument(const char *name)
{
	NameWords words;
	words_split_name(&words, name);
	return words_are_one_of(&words, paging);
}

gboolean words_idempotency_argument(const char *name)
{
	NameWords words;
	words_split_name(&words, name);
	return words_are_one_of(&words, idempotency);
}

gboolean words_vague_operation(const char *name)
{
	NameWords words;
	words_split_name(&words, name);
	return words_are_one_of(&words, operations);
}

/* --- addresses ------------------------------------------------------------------------------------------ */

static const char address_words[] = "url urls uri uris endpoint endpoints host hosts hostname hostnames "
				    "webhook webhooks callback domain domains "
				    "href fqdn website webadress adressurl domane servername";

/* "baseurl": what may stand before url or uri in one word. */
static const char address_fronts[] = "base callback webhook image redirect site web target server api host "
				     "avatar file download upload media photo "
				     "video audio page source return notify notification instance service "
				     "proxy feed logo icon link public remote "
				     "resource destination endpoint ur";

/* Formats that let through every address: they narrow nothing. */
static const char address_formats[] = "uri url iri uri-reference iri-reference uri-template hostname "
				      "idn-hostname http-url https-url ipv4 ipv6";

static const char *const open_patterns[] = { "", ".*", "^.*$", ".+", "^.+$", "[\\s\\S]*", "^", "$" };

static gboolean ends_in_pair(const NameWords *words)
{
	static const char *const pairs[] = { "host name", "domain name", "web hook", "call back",
					     "end point" };
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (words_phrase_at(words, words->count - 2, pairs[i]) > 0)
			return TRUE;
	return FALSE;
}

static gboolean ends_in_address(const NameWords *words)
{
	if (words->count == 0)
		return FALSE;
	const char *last = words->word[words->count - 1];
	if (words_listed("is has use show allow", words->word[0]) && words->count > 1)
		return FALSE;
	if (words_listed(address_words, last) || (words->count > 1 && ends_in_pair(words)))
		return TRUE;
	gsize length = strlen(last);
	if (length < 6 || (strcmp(last + length - 3, "url") != 0 && strcmp(last + length - 3, "uri") != 0))
		return FALSE;
	char front[WORDS_LONGEST];
	g_strlcpy(front, last, length - 2);
	return words_listed(address_fronts, front);
}

typedef gboolean (*SchemaTest)(const json_t *schema);

static gboolean any_branch(const json_t *schema, SchemaTest test, int depth)
{
	static const char *const branches[] = { "anyOf", "oneOf", "allOf" };
	if (!json_is_object(schema) || depth > DEEPEST)
		return FALSE;
	if (test(schema) || any_branch(json_object_get(schema, "items"), test, depth + 1))
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(branches); i++) {
		const json_t *rows = weir_json_array(schema, branches[i]);
		for (gsize j = 0; j < json_array_size(rows) && j < 64; j++)
			if (any_branch(json_array_get(rows, j), test, depth + 1))
				return TRUE;
	}
	return FALSE;
}

static gboolean has_address_format(const json_t *schema)
{
	const char *format = weir_json_text(schema, "format");
	return format != NULL && words_listed(address_formats, format) &&
	       g_str_has_prefix(format, "ip") == FALSE;
}

gboolean words_url_argument(const char *name, const json_t *schema)
{
	if (any_branch(schema, has_address_format, 0))
		return TRUE;
	NameWords words;
	words_split_name(&words, name);
	return ends_in_address(&words) && !words_schema_is_only(schema, "boolean integer number");
}

static gboolean is_narrow(const json_t *schema)
{
	if (json_object_get(schema, "enum") != NULL || json_object_get(schema, "const") != NULL)
		return TRUE;
	const char *pattern = weir_json_text(schema, "pattern"), *format = weir_json_text(schema, "format");
	if (format != NULL && !words_listed(address_formats, format) && strcmp(format, "password") != 0)
		return TRUE;
	if (pattern == NULL)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(open_patterns); i++)
		if (strcmp(pattern, open_patterns[i]) == 0)
			return FALSE;
	return TRUE;
}

static gboolean is_constrained(const json_t *schema, int depth);

/* Null aside, every branch must be; of no branch at all nothing is said. */
static gboolean all_constrained(const json_t *rows, int depth)
{
	guint seen = 0;
	for (gsize i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		if (g_strcmp0(weir_json_text(row, "type"), "null") == 0)
			continue;
		seen++;
		if (i >= 64 || !is_constrained(row, depth))
			return FALSE;
	}
	return seen > 0;
}

static gboolean is_constrained(const json_t *schema, int depth)
{
	if (!json_is_object(schema) || depth > DEEPEST)
		return FALSE;
	if (is_narrow(schema) || is_constrained(json_object_get(schema, "items"), depth + 1) ||
	    all_constrained(weir_json_array(schema, "anyOf"), depth + 1) ||
	    all_constrained(weir_json_array(schema, "oneOf"), depth + 1))
		return TRUE;
	const json_t *all = weir_json_array(schema, "allOf");
	for (gsize i = 0; i < json_array_size(all) && i < 64; i++)
		if (is_constrained(json_array_get(all, i), depth + 1))
			return TRUE;
	return FALSE;
}

gboolean words_constrained(const json_t *schema)
{
	return is_constrained(schema, 0);
}
