/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where subscriptions' events go: each callback receives the engine's key with them. */
#include "audit/checks_families.h"
#include "audit/subscription_lists.h"
#include "model/callback.h"

enum { MOST_GROUPS = 20, LONGEST_HOST = 253 };

/* What may be held against a callback's address; words are English, as all messages are. */
enum { NOT_A_URL = 1 << 0, USER_INFO = 1 << 1, ODD_PORT = 1 << 2, FIRST_CLASS = 3 };
static const struct {
	guint bit;
	const char *words;
} problems[] = {
	{ NOT_A_URL, "no http or https URL" },
	{ 1u << (FIRST_CLASS + ADDRESS_LOOPBACK), "loopback address" },
	{ 1u << (FIRST_CLASS + ADDRESS_PRIVATE), "private address" },
	{ 1u << (FIRST_CLASS + ADDRESS_LINK_LOCAL), "link-local address" },
	{ 1u << (FIRST_CLASS + ADDRESS_METADATA), "metadata address" },
	{ 1u << (FIRST_CLASS + ADDRESS_RESERVED), "reserved address" },
	{ USER_INFO, "user name in the URL" },
	{ ODD_PORT, "odd port" },
};

static guint problems_of(const Callback *callback)
{
	gboolean public = callback->class == ADDRESS_PUBLIC;
	guint bits = public ? 0 : 1u << (FIRST_CLASS + callback->class);
	if (callback->user_info)
		bits |= USER_INFO;
	/* An odd port of a private address says no more than the address. */
	if (public && !callback->default_port && !callback->port_named)
		bits |= ODD_PORT;
	return bits;
}

static char *problem_words(guint bits)
{
	GString *words = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(problems); i++)
		if (bits & problems[i].bit)
			g_string_append_printf(words, "%s%s", words->len > 0 ? ", " : "", problems[i].words);
	return g_string_free(words, FALSE);
}

typedef struct {
	CallbackRules *rules;
	RowGroups groups;
	guint local;   /* rows where server and callback are both on loopback */
	guint no_urls; /* rows that callback-private judges */
} Look;

/* What one row adds to the groups. */
typedef void (*LookAt)(Look *look, const Subscription *row, const Callback *callback);

static gboolean is_local(const Look *look, const Callback *callback)
{
	return callback_rules_are_loopback(look->rules) && callback->class == ADDRESS_LOOPBACK;
}

static void add(Look *look, const Subscription *row, const Callback *callback, const char *reason)
{
	const char *host = callback->host != NULL ? callback->host : "";
	g_autofree char *key = g_strconcat(host, "\n", reason, NULL);
	RowGroup *group = row_groups_add(&look->groups, key, row);
	if (group != NULL && group->host == NULL && callback->host != NULL)
		group->host = g_utf8_substring(host, 0, MIN(g_utf8_strlen(host, -1), LONGEST_HOST));
}

static void look_start(Look *look, const Evidence *evidence)
{
	const Target *target = evidence->target;
	look->rules = callback_rules_new(target->callback_hosts, target->engine, target->url);
	look->local = look->no_urls = 0;
	row_groups_init(&look->groups, MOST_GROUPS);
}

static void look_end(Look *look)
{
	callback_rules_free(look->rules);
	row_groups_clear(&look->groups);
}

static void look_at_rows(Look *look, const Evidence *evidence, LookAt look_at)
{
	const Subscriptions *rows = evidence_subscriptions(evidence, NULL);
	guint count = subscriptions_count(rows);
	for (guint i = 0; i < count; i++) {
		Subscription row;
		Callback callback;
		subscriptions_row(rows, i, &row);
		callback_read(look->rules, row.callback, &callback);
		look_at(look, &row, &callback);
		callback_clear(&callback);
	}
}

static void say_rest(Judgement *judgement, const Look *look, const char *what)
{
	if (look->groups.other == 0)
		return;
	Finding *finding = judge_fail(judgement, "%u further subscriptions have other callbacks that are %s",
				      look->groups.other, what);
	finding_route(finding, "GET", "/connections/{id}/subscriptions");
}

/* ---- https ---- */

static void look_for_https(Look *look, const Subscription *row, const Callback *callback)
{
	look->no_urls += callback->host == NULL;
	if (callback->host == NULL || callback->https)
		return;
	if (is_local(look, callback))
		look->local++;
	else
		add(look, row, callback, "");
}

static void say_good(Judgement *judgement, const Look *look, const Evidence *evidence, const char *good)
{
	guint count = subscriptions_count(evidence_subscriptions(evidence, NULL));
	if (judge_failures(judgement) > 0)
		return;
	if (look->no_urls > 0)
		judge_unknown(judgement,
			      "%u of %u callbacks are no URL: subscriptions.callback-private judges "
			      "them",
			      look->no_urls, count);
	else if (look->local == 0)
		judge_pass(judgement, "%u callbacks: %s", count, good);
	else if (look->local < count)
		finding_severity(
			judge_pass(judgement,
				   "%u of %u callbacks stay on loopback, as the server itself does; the "
				   "others: %s",
				   look->local, count, good),
			SEVERITY_INFO);
	else
		finding_severity(judge_pass(judgement,
					    "all %u callbacks stay on loopback, as the server itself does",
					    count),
				 SEVERITY_INFO);
}

static void judge_https(Judgement *judgement, const Evidence *evidence)
{
	Look look;
	if (!lists_have_rows(judgement, evidence))
		return;
	look_start(&look, evidence);
	look_at_rows(&look, evidence, look_for_https);
	for (guint i = 0; i < look.groups.groups->len; i++) {
		const RowGroup *group = look.groups.groups->pdata[i];
		g_autofree char *text = row_group_text(group);
		Finding *finding =
			judge_fail(judgement, "events and the engine's key go to %s over plain http: %s",
				   group->host, text);
		row_group_shows(finding_at(finding, group->host, NULL), evidence, group);
	}
	say_rest(judgement, &look, "not https");
	say_good(judgement, &look, evidence, "all https");
	look_end(&look);
}

/* ---- hosts ---- */

static void look_for_host(Look *look, const Subscription *row, const Callback *callback)
{
	look->no_urls += callback->host == NULL;
	if (callback->host == NULL || callback->allowed)
		return;
	/* "localhost" is no other host than 127.0.0.1, unless somebody said which are meant. */
	if (is_local(look, callback) && !callback_rules_name_hosts(look->rules))
		look->local++;
	else
		add(look, row, callback, "");
}

static gboolean hosts_are_known(Judgement *judgement, const Look *look)
{
	if (callback_rules_name_hosts(look->rules) || callback_rules_know_engine(look->rules))
		return TRUE;
	if (callback_rules_are_loopback(look->rules))
		judge_skip(judgement,
			   "the server is on loopback, and neither `callback-hosts` nor `engine` is set");
	else
		judge_unknown(judgement,
			      "neither `callback-hosts` nor `engine` is set, so no host is known to "
			      "be right: give --callback-host or --engine");
	return FALSE;
}

static void judge_host(Judgement *judgement, const Evidence *evidence)
{
	Look look;
	look_start(&look, evidence);
	if (!hosts_are_known(judgement, &look) || !lists_have_rows(judgement, evidence)) {
		look_end(&look);
		return;
	}
	look_at_rows(&look, evidence, look_for_host);
	for (guint i = 0; i < look.groups.groups->len; i++) {
		const RowGroup *group = look.groups.groups->pdata[i];
		g_autofree char *text = row_group_text(group);
		Finding *finding = judge_fail(
			judgement, "%s is no allowed callback host and receives the engine's key: %s",
			group->host, text);
		row_group_shows(finding_at(finding, group->host, NULL), evidence, group);
	}
	say_rest(judgement, &look, "on hosts that are not allowed");
	say_good(judgement, &look, evidence, "all on allowed hosts");
	look_end(&look);
}

/* ---- addresses ---- */

static void look_for_address(Look *look, const Subscription *row, const Callback *callback)
{
	guint bits = callback->host == NULL ? NOT_A_URL : problems_of(callback);
	if (bits == 0)
		return;
	if (callback->host != NULL && is_local(look, callback) && !callback->user_info) {
		look->local++;
		return;
	}
	g_autofree char *words = problem_words(bits);
	add(look, row, callback, words);
}

static void judge_private(Judgement *judgement, const Evidence *evidence)
{
	Look look;
	if (!lists_have_rows(judgement, evidence))
		return;
	look_start(&look, evidence);
	look_at_rows(&look, evidence, look_for_address);
	for (guint i = 0; i < look.groups.groups->len; i++) {
		const RowGroup *group = look.groups.groups->pdata[i];
		const char *reason = strchr(group->key, '\n') + 1;
		g_autofree char *text = row_group_text(group);
		Finding *finding =
			judge_fail(judgement, "callback%s%s: %s: %s", group->host != NULL ? " to " : "",
				   group->host != NULL ? group->host : "", reason, text);
		row_group_shows(finding_at(finding, group->host, reason), evidence, group);
	}
	say_rest(judgement, &look, "private, odd or no URLs");
	say_good(judgement, &look, evidence, "all public addresses on usual ports");
	look_end(&look);
}

const struct check checks_subscriptions_callbacks[] = {
	{ { .id = "subscriptions.callback-https",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R7 K4",
	    .title = "Callbacks are https",
	    .why = "Each event carries the engine's key in its Authorization header. Over plain http whoever "
		   "sits on the way reads both, and may change the event.",
	    .how = "The subscriptions of each known connection are listed. It fails for each host whose "
		   "callbacks are plain http. Where server and callback are both on loopback it is told, and "
		   "no "
		   "failure.",
	    .fix = "Refuse callbacks that are not https when a subscription is created, and create those "
		   "that "
		   "exist anew.",
	    .snippet = "class Callback(BaseModel):\n"
		       "    url: AnyHttpUrl\n"
		       "\n"
		       "    @field_validator(\"url\")\n"
		       "    @classmethod\n"
		       "    def is_https(cls, url: AnyHttpUrl) -> AnyHttpUrl:\n"
		       "        if url.scheme != \"https\":\n"
		       "            raise ValueError(\"callbacks are https\")\n"
		       "        return url\n",
	    .mistaken = "A callback inside one cluster, whose network encrypts by itself.",
	    .owasp = "API8:2023",
	    .cwe = "CWE-319" },
	  CHECK_NEEDS_MANIFEST,
	  reads_lists,
	  judge_https },
	{ { .id = "subscriptions.callback-host",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_CRITICAL,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R7 O8",
	    .title = "Callbacks lead to the engine and nowhere else",
	    .why = "The SDK takes any URL as a callback and sends the engine's key to it. A subscription "
		   "that "
		   "leads elsewhere hands that key, with which all connections and their secrets can be "
		   "read, to "
		   "a stranger.",
	    .how = "The host of each listed callback is compared with `callback-hosts`, or with the engine's "
		   "host where that is not set. It fails for each other host. It is skipped where the server "
		   "is "
		   "on loopback and neither is set.",
	    .fix = "Find out who created these subscriptions, delete them, change the engine's key, and "
		   "refuse "
		   "other hosts when a subscription is created.",
	    .snippet =
		    "ALLOWED = {\"engine.example.com\"}\n"
		    "def check_callback(url: str) -> None:\n"
		    "    parts = urlsplit(url)\n"
		    "    if parts.scheme != \"https\" or parts.hostname not in ALLOWED or parts.username:\n"
		    "        raise HTTPException(422, \"callback host not allowed\")\n",
	    .mistaken = "An engine that receives events under another name. Add it to `callback-hosts`.",
	    .owasp = "API7:2023 API10:2023",
	    .cwe = "CWE-918 CWE-522" },
	  CHECK_NEEDS_MANIFEST,
	  reads_lists,
	  judge_host },
	{ { .id = "subscriptions.callback-private",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_HIGH,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R7 O8",
	    .title = "Callbacks are public addresses in plain form",
	    .why = "A callback to a private or metadata address makes the server call inside its own network "
		   "for whoever created the subscription; user names and odd ports disguise where it leads.",
	    .how = "It fails for each host among the listed callbacks that is a loopback, private, "
		   "link-local, "
		   "metadata or reserved address in any notation, has a user name before it or an odd port, "
		   "and "
		   "for what is no URL. Names are not resolved. Where server and callback are both on "
		   "loopback "
		   "it is told, and no failure.",
	    .fix = "Refuse such callbacks when a subscription is created, and resolve and check the address "
		   "again when an event is sent.",
	    .snippet = "def is_public(host: str) -> bool:\n"
		       "    found = {ip_address(row[4][0]) for row in getaddrinfo(host, 443)}\n"
		       "    return all(address.is_global for address in found)\n",
	    .mistaken =
		    "An engine inside the same private network. Accept the finding for that host with its "
		    "reason; a port is accepted by naming HOST:PORT in `callback-hosts`.",
	    .owasp = "API7:2023",
	    .cwe = "CWE-918" },
	  CHECK_NEEDS_MANIFEST,
	  reads_lists,
	  judge_private },
	{ { NULL } },
};
