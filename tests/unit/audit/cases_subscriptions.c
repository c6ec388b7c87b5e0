/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscriptions: callbacks, orphans, duplicates; lists in the shape of those recorded (108 of zendesk_like).
 */
#include <string.h>

#include "audit/canned.h"

#define LIST(total, rows) "{\"total\":" #total ",\"data\":[" rows "]}"
#define ID(n) "00000000-0000-4000-8000-00000000000" #n
#define ROW_OF(n, trigger, url, options)                                                                     \
	"{\"id\":\"" ID(n) "\",\"name\":\"" trigger "\",\"connectionId\":\"" CANNED_CONNECTION               \
			   "\",\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":\"" url "\"},"    \
			   "\"data\":{\"options\":" options "},\"secrets\":{}}"
#define ROW(n, url) ROW_OF(n, "message_received", url, "{\"n\":" #n "}")

static void list(Canned *canned, const char *body)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL, body);
}

static void know_engine(Canned *canned)
{
	canned_target(canned)->engine = g_strdup("https://engine.example.com/v1");
}

static void list_of(Canned *canned, const char *body)
{
	know_engine(canned);
	list(canned, body);
}

static void be_on_loopback(Canned *canned)
{
	Target *target = canned_target(canned);
	g_free(target->url);
	target->url = g_strdup("http://127.0.0.1:8101");
}

static void good(Canned *canned)
{
	list_of(canned, LIST(2, ROW(1, "https://engine.example.com/cb/1") "," ROW(
					2, "https://ENGINE.example.com.:443/cb/2")));
}

static void empty(Canned *canned)
{
	list_of(canned, LIST(0, ""));
}

static void nobody_known(Canned *canned)
{
	know_engine(canned);
}

static void unknown_connection(Canned *canned)
{
	know_engine(canned);
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 404, NULL, "{\"detail\":\"not found\"}");
}

static void one_list_of_two(Canned *canned)
{
	good(canned);
	canned_answer(canned, "subscriptions", CANNED_OTHER_CONNECTION, 500, NULL, "Internal Server Error");
}

static void broken_off(Canned *canned)
{
	good(canned);
	canned_answer(canned, "subscriptions", CANNED_OTHER_CONNECTION, 0, NULL, NULL);
}

static void stopped(Canned *canned)
{
	know_engine(canned);
	canned_evidence(canned)->broken = g_strdup("the audit was stopped");
}

/* ---- https ---- */

static void plain(Canned *canned)
{
	list_of(canned, LIST(2, ROW(1, "https://engine.example.com/cb/1") "," ROW(
					2, "http://engine.example.com/cb/2")));
}

static void plain_on_loopback(Canned *canned)
{
	be_on_loopback(canned);
	list(canned, LIST(1, ROW(1, "http://[::1]:8200/engine/callbacks/1")));
}

static void plain_to_loopback_from_afar(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "http://127.0.0.1:8200/engine/callbacks/1")));
}

static void not_a_url(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "not a url")));
}

/* ---- hosts ---- */

static void elsewhere(Canned *canned)
{
	list_of(canned, LIST(2, ROW(1, "https://engine.example.com/cb/1") "," ROW(
					2, "https://collector.example/hook")));
}

static void lookalike(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "https://engine.example.com.evil.example/cb")));
}

static void disguised(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "https://engine.example.com@evil.example/cb")));
}

static void allowed_by_name(Canned *canned)
{
	g_ptr_array_add(canned_target(canned)->callback_hosts, g_strdup("hooks.example.net:9443"));
	list_of(canned, LIST(1, ROW(1, "https://hooks.example.net:9443/cb")));
}

static void engine_is_not_listed(Canned *canned)
{
	g_ptr_array_add(canned_target(canned)->callback_hosts, g_strdup("hooks.example.net"));
	good(canned);
}

static void nobody_says_which(Canned *canned)
{
	list(canned, LIST(1, ROW(1, "https://collector.example/hook")));
}

static void loopback_says_nothing(Canned *canned)
{
	be_on_loopback(canned);
	list(canned, LIST(1, ROW(1, "https://collector.example/hook")));
}

static void loopback_with_engine(Canned *canned)
{
	canned_target(canned)->engine = g_strdup("http://127.0.0.1:8101/engine");
	loopback_says_nothing(canned);
}

static void another_name_of_loopback(Canned *canned)
{
	be_on_loopback(canned);
	canned_target(canned)->engine = g_strdup("http://127.0.0.1:8101/engine");
	list(canned, LIST(1, ROW(1, "http://localhost:9000/cb")));
}

static void loopback_with_hosts(Canned *canned)
{
	g_ptr_array_add(canned_target(canned)->callback_hosts, g_strdup("127.0.0.1"));
	loopback_says_nothing(canned);
}

static void thousands_of_hosts(Canned *canned)
{
	GString *body = g_string_new("{\"total\":3000,\"data\":[");
	know_engine(canned);
	for (int i = 0; i < 3000; i++)
		g_string_append_printf(body,
				       "%s{\"id\":\"s%d\",\"name\":\"message_received\",\"connectionId\":"
				       "\"" CANNED_CONNECTION "\",\"callback\":{\"type\":\"http\",\"method\":"
				       "\"post\",\"url\":\"https://h%d.example/\"}}",
				       i > 0 ? "," : "", i, i);
	g_string_append(body, "]}");
	list(canned, body->str);
	g_string_free(body, TRUE);
}

/* ---- addresses ---- */

static void private_address(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "https://10.2.0.7:9000/hook")));
}

static void metadata_address(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "https://0xa9fea9fe/latest")));
}

static void odd_port(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "https://engine.example.com:8443/cb")));
}

static void engine_has_that_port(Canned *canned)
{
	canned_target(canned)->engine = g_strdup("https://engine.example.com:8443");
	list(canned, LIST(1, ROW(1, "https://engine.example.com:8443/cb")));
}

static void no_callback(Canned *canned)
{
	list_of(canned, "{\"total\":1,\"data\":[{\"id\":\"a\",\"name\":\"message_received\"}]}");
}

static void private_from_loopback(Canned *canned)
{
	be_on_loopback(canned);
	list(canned, LIST(1, ROW(1, "https://10.2.0.7/hook")));
}

static void password_on_loopback(Canned *canned)
{
	be_on_loopback(canned);
	list(canned, LIST(1, ROW(1, "http://me:secret@127.0.0.1/hook")));
}

static void number_in_a_name(Canned *canned)
{
	list_of(canned, LIST(1, ROW(1, "https://10.2.0.7.example.com/hook")));
}

/* ---- orphans ---- */

static void hidden(Canned *canned)
{
	list(canned, LIST(3, ROW(1, "https://engine.example.com/cb/1") "," ROW(
				     2, "https://engine.example.com/cb/2")));
	canned_answer(canned, "subscriptions-rest", CANNED_CONNECTION, 200, NULL,
		      LIST(3, ROW(2, "https://engine.example.com/cb/2")));
}

static void hidden_altogether(Canned *canned)
{
	list(canned, LIST(1, ""));
}

static void short_pages(Canned *canned)
{
	list(canned, LIST(3, ROW(1, "https://engine.example.com/cb/1")));
	canned_answer(canned, "subscriptions-rest", CANNED_CONNECTION, 200, NULL,
		      LIST(3, ROW(2, "https://engine.example.com/cb/2")));
}

static void rest_is_not_there(Canned *canned)
{
	list(canned, LIST(3, ROW(1, "https://engine.example.com/cb/1")));
	canned_answer(canned, "subscriptions-rest", CANNED_CONNECTION, 500, NULL, "Internal Server Error");
}

static void shown_orphan(Canned *canned)
{
	list(canned, LIST(1, ROW_OF(1, "old_event", "https://engine.example.com/cb/1", "{}")));
}

static void no_total(Canned *canned)
{
	list(canned, "{\"data\":[]}");
}

static void further_page(Canned *canned)
{
	list(canned, LIST(2, ROW(1, "https://engine.example.com/cb/1")));
	canned_answer(canned, "subscriptions-more", CANNED_CONNECTION " 1", 200, NULL,
		      LIST(2, ROW(2, "https://engine.example.com/cb/2")));
}

static void further_page_is_missing(Canned *canned)
{
	list(canned, LIST(2, ROW(1, "https://engine.example.com/cb/1")));
	canned_answer(canned, "subscriptions-more", CANNED_CONNECTION " 1", 500, NULL, NULL);
}

/* ---- duplicates ---- */

static void twice(Canned *canned)
{
	list(canned,
	     LIST(3,
		  ROW_OF(1, "ticket_assigned", "https://engine.example.com/cb/1",
			 "{\"team\":\"a\"}") "," ROW_OF(2, "ticket_assigned",
							"https://engine.example.com/cb/1",
							"{\"team\":\"b\"}") "," ROW_OF(3, "ticket_assigned",
										       "https://"
										       "engine.example.com/"
										       "cb/1",
										       "{\"team\":\"a\"}")));
}

static void of_other_options(Canned *canned)
{
	list(canned, LIST(2, ROW_OF(1, "ticket_assigned", "https://engine.example.com/cb/1",
				    "{\"team\":\"a\"}") "," ROW_OF(2, "ticket_assigned",
								   "https://engine.example.com/cb/1",
								   "{\"team\":\"b\"}")));
}

static void of_another_connection(Canned *canned)
{
	list(canned, LIST(1, ROW_OF(1, "ticket_assigned", "https://engine.example.com/cb", "{}")));
	canned_answer(canned, "subscriptions", CANNED_OTHER_CONNECTION, 200, NULL,
		      "{\"total\":1,\"data\":[{\"id\":\"" ID(
			      2) "\",\"name\":\"ticket_assigned\","
				 "\"connectionId\":\"" CANNED_OTHER_CONNECTION
				 "\",\"callback\":{\"type\":\"http\","
				 "\"method\":\"post\",\"url\":\"https://engine.example.com/cb\"},"
				 "\"data\":{\"options\":{}}}]}");
}

const struct check_case cases_subscriptions[] = {
	{ "subscriptions.callback-https", VERDICT_PASS, "all https", good, NULL },
	{ "subscriptions.callback-https", VERDICT_FAIL, "one is not", plain, "engine.example.com" },
	{ "subscriptions.callback-https", VERDICT_PASS, "server and callback on loopback", plain_on_loopback,
	  NULL },
	{ "subscriptions.callback-https", VERDICT_FAIL, "loopback from afar", plain_to_loopback_from_afar,
	  "127.0.0.1" },
	{ "subscriptions.callback-https", VERDICT_UNKNOWN, "what is no URL is judged elsewhere", not_a_url,
	  NULL },
	{ "subscriptions.callback-https", VERDICT_SKIPPED, "no subscriptions", empty, NULL },
	{ "subscriptions.callback-https", VERDICT_UNKNOWN, "no connection is known", nobody_known, NULL },
	{ "subscriptions.callback-https", VERDICT_UNKNOWN, "the connection is not there", unknown_connection,
	  NULL },
	{ "subscriptions.callback-https", VERDICT_ERROR, "another list is a 500", one_list_of_two, NULL },
	{ "subscriptions.callback-https", VERDICT_ERROR, "another list broke off", broken_off, NULL },
	{ "subscriptions.callback-https", VERDICT_ERROR, "stopped", stopped, NULL },

	{ "subscriptions.callback-host", VERDICT_PASS, "the engine's, in other spellings", good, NULL },
	{ "subscriptions.callback-host", VERDICT_FAIL, "another host", elsewhere, "collector.example" },
	{ "subscriptions.callback-host", VERDICT_FAIL, "a host that begins alike", lookalike,
	  "engine.example.com.evil.example" },
	{ "subscriptions.callback-host", VERDICT_FAIL, "the engine as a user name", disguised,
	  "evil.example" },
	{ "subscriptions.callback-host", VERDICT_PASS, "allowed by the operator", allowed_by_name, NULL },
	{ "subscriptions.callback-host", VERDICT_FAIL, "the engine, where others are allowed",
	  engine_is_not_listed, "engine.example.com" },
	{ "subscriptions.callback-host", VERDICT_UNKNOWN, "nobody says which", nobody_says_which, NULL },
	{ "subscriptions.callback-host", VERDICT_SKIPPED, "on loopback, and nobody says which",
	  loopback_says_nothing, NULL },
	{ "subscriptions.callback-host", VERDICT_FAIL, "on loopback, with hosts", loopback_with_hosts,
	  "collector.example" },
	{ "subscriptions.callback-host", VERDICT_FAIL, "on loopback, with an engine", loopback_with_engine,
	  "collector.example" },
	{ "subscriptions.callback-host", VERDICT_PASS, "another name of loopback", another_name_of_loopback,
	  NULL },
	{ "subscriptions.callback-host", VERDICT_FAIL, "thousands of hosts", thousands_of_hosts,
	  "h0.example" },
	{ "subscriptions.callback-host", VERDICT_SKIPPED, "no subscriptions", empty, NULL },

	{ "subscriptions.callback-private", VERDICT_PASS, "public addresses", good, NULL },
	{ "subscriptions.callback-private", VERDICT_FAIL, "a private address", private_address,
	  "10.2.0.7 private address" },
	{ "subscriptions.callback-private", VERDICT_FAIL, "metadata in hexadecimal", metadata_address,
	  "0xa9fea9fe metadata address" },
	{ "subscriptions.callback-private", VERDICT_FAIL, "a user name", disguised,
	  "evil.example user name in the URL" },
	{ "subscriptions.callback-private", VERDICT_FAIL, "an odd port", odd_port,
	  "engine.example.com odd port" },
	{ "subscriptions.callback-private", VERDICT_PASS, "the engine's own port", engine_has_that_port,
	  NULL },
	{ "subscriptions.callback-private", VERDICT_FAIL, "not a URL", not_a_url,
	  "no http or https URL GET /connections/{id}/subscriptions" },
	{ "subscriptions.callback-private", VERDICT_FAIL, "no callback", no_callback, NULL },
	{ "subscriptions.callback-private", VERDICT_PASS, "server and callback on loopback",
	  plain_on_loopback, NULL },
	{ "subscriptions.callback-private", VERDICT_FAIL, "loopback from afar", plain_to_loopback_from_afar,
	  "127.0.0.1 loopback address" },
	{ "subscriptions.callback-private", VERDICT_FAIL, "a private one from loopback",
	  private_from_loopback, "10.2.0.7 private address" },
	{ "subscriptions.callback-private", VERDICT_FAIL, "a password on loopback", password_on_loopback,
	  NULL },
	{ "subscriptions.callback-private", VERDICT_PASS, "numbers in a name", number_in_a_name, NULL },

	{ "subscriptions.orphan", VERDICT_PASS, "all are shown", good, NULL },
	{ "subscriptions.orphan", VERDICT_FAIL, "one is hidden", hidden, CANNED_CONNECTION " /total" },
	{ "subscriptions.orphan", VERDICT_FAIL, "all are hidden", hidden_altogether, NULL },
	{ "subscriptions.orphan", VERDICT_FAIL, "one is shown", shown_orphan, "old_event" },
	{ "subscriptions.orphan", VERDICT_UNKNOWN, "pages are shorter than asked for", short_pages, NULL },
	{ "subscriptions.orphan", VERDICT_UNKNOWN, "the rest is a 500", rest_is_not_there, NULL },
	{ "subscriptions.orphan", VERDICT_UNKNOWN, "no total", no_total, NULL },
	{ "subscriptions.orphan", VERDICT_PASS, "the others are on the next page", further_page, NULL },
	{ "subscriptions.orphan", VERDICT_UNKNOWN, "the next page is a 500", further_page_is_missing, NULL },
	{ "subscriptions.orphan", VERDICT_PASS, "none at all", empty, NULL },

	{ "subscriptions.duplicate", VERDICT_PASS, "different callbacks", good, NULL },
	{ "subscriptions.duplicate", VERDICT_FAIL, "the same twice", twice, "ticket_assigned " ID(1) },
	{ "subscriptions.duplicate", VERDICT_PASS, "other options", of_other_options, NULL },
	{ "subscriptions.duplicate", VERDICT_PASS, "another tenant's", of_another_connection, NULL },
	{ "subscriptions.duplicate", VERDICT_UNKNOWN, "no connection is known", nobody_known, NULL },
	{ NULL },
};
