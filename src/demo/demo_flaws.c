/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo_flaws.h"

#include "base/error.h"

#include <glib/gi18n.h>

/* `stock` marks what a server of the SDK does by itself (origin `sdk` in the catalogue), and the two that the
 * plain desk shows because the SDK offers nothing better: triggers that only the token guards, and a route
 * that two triggers share.  deps.host-parsing is not among them: the recorded servers had the mended
 * Starlette.
 */
#define STOCK TRUE
const struct demo_flaw demo_flaws[] = {
	[FLAW_SECRETS_OPTIONS_FIELD] = { "secrets.options-field",
					 N_("the connection's options have a field for a token"), FALSE },
	[FLAW_SECRETS_TRIGGER_OPTIONS_FIELD] = { "secrets.trigger-options-field",
						 N_("a trigger's options have a field for a token"), FALSE },
	[FLAW_SECRETS_ACTION_ARGUMENT] = { "secrets.action-argument",
					   N_("search_tickets takes an API key as an argument"), FALSE },
	[FLAW_SECRETS_RESPONSE_SCHEMA] = { "secrets.response-schema",
					   N_("the schemas of the SDK's own routes have secrets in answers"),
					   STOCK },
	[FLAW_SECRETS_HARDCODED] = { "secrets.hardcoded", N_("an example in the manifest is a credential"),
				     FALSE },
	[FLAW_SECRETS_SUBSCRIPTION_ECHO] = { "secrets.subscription-echo",
					     N_("reading subscriptions returns their secrets"), STOCK },
	[FLAW_SECRETS_CONNECTION_ECHO] = { "secrets.connection-echo",
					   N_("creating a connection returns its secrets"), STOCK },
	[FLAW_SECRETS_VALIDATION_ECHO] = { "secrets.validation-echo", N_("refusals repeat what was sent"),
					   STOCK },
	[FLAW_SECRETS_FORM_METADATA] = { "secrets.form-metadata",
					 N_("the form of apply_macro offers the API key as a choice"),
					 FALSE },
	[FLAW_SECRETS_INSTALL_INSTRUCTIONS] = { "secrets.install-instructions",
						N_("instructions after subscribing hold the signing secret"),
						FALSE },
	[FLAW_SECRETS_ACTION_RESULT] = { "secrets.action-result", N_("show_settings returns the API key"),
					 FALSE },
	[FLAW_SECRETS_OWN_VALUE] = { "secrets.own-value", N_("a header of every answer holds the token"),
				     FALSE },
	[FLAW_SECRETS_PATTERN] = { "secrets.pattern", N_("a header of every answer holds a credential"),
				   FALSE },
	[FLAW_SECRETS_SCOPE] = { "secrets.scope", N_("an administrator's permissions are asked for"), FALSE },
	[FLAW_SECRETS_LEAST_PRIVILEGE] = { "secrets.least-privilege",
					   N_("sync_tenant needs an option that is not collected"), FALSE },
	[FLAW_SECRETS_STRENGTH] = { "secrets.strength", N_("the token is short and made of words"), FALSE },
	[FLAW_SECRETS_LIFETIME] = { "secrets.lifetime", N_("the token is a JWT that never expires"), FALSE },
	[FLAW_ACTIONS_DOCUMENTED] = { "actions.documented", N_("texts of actions are missing"), FALSE },
	[FLAW_ACTIONS_EFFECT_STATED] = { "actions.effect-stated",
					 N_("the texts of assign_ticket do not say what it changes"), FALSE },
	[FLAW_ACTIONS_HIDDEN_WRITE] = { "actions.hidden-write", N_("lookup_customer also tags the customer"),
					FALSE },
	[FLAW_ACTIONS_READ_CHANGES] = { "actions.read-changes", N_("lookup_customer counts its calls"),
					FALSE },
	[FLAW_ACTIONS_UPSTREAM_ERROR] = { "actions.upstream-error",
					  N_("export_tickets fails, close_ticket passes on the desk's error"),
					  FALSE },
	[FLAW_ACTIONS_NARROW] = { "actions.narrow", N_("manage_ticket does anything to a ticket"), FALSE },
	[FLAW_ACTIONS_MULTIPLE_EFFECTS] = { "actions.multiple-effects",
					    N_("close_ticket closes all tickets of the requester"), FALSE },
	[FLAW_ACTIONS_FALLBACK] = { "actions.fallback", N_("create_ticket falls back to a default account"),
				    FALSE },
	[FLAW_ACTIONS_CLIENT_TENANT] = { "actions.client-tenant",
					 N_("search_tickets lets the caller choose the tenant"), FALSE },
	[FLAW_ACTIONS_STRICT_SCHEMA] = { "actions.strict-schema",
					 N_("update_ticket and lookup_customer take any further argument"),
					 FALSE },
	[FLAW_ACTIONS_BOUNDED] = { "actions.bounded", N_("arguments have no bounds"), FALSE },
	[FLAW_ACTIONS_URL_ARGUMENT] = { "actions.url-argument",
					N_("fetch_attachment fetches any URL (of loopback, here)"), FALSE },
	[FLAW_ACTIONS_DESTRUCTIVE] = { "actions.destructive",
				       N_("delete_ticket does not say that it is for good"), FALSE },
	[FLAW_ACTIONS_RESULT_SCHEMA] = { "actions.result-schema", N_("results may be anything"), FALSE },
	[FLAW_ACTIONS_ERROR_SCHEMAS] = { "actions.error-schemas", N_("errors are not described"), FALSE },
	[FLAW_ACTIONS_IDEMPOTENCY] = { "actions.idempotency",
				       N_("nothing is said of retries, and no key makes them safe"), FALSE },
	[FLAW_ACTIONS_REFUSES_INVALID] = { "actions.refuses-invalid",
					   N_("arguments are not checked against their schema"), FALSE },
	[FLAW_ACTIONS_REFUSES_EXTRA] = { "actions.refuses-extra", N_("unknown arguments are taken"), FALSE },
	[FLAW_ACTIONS_BODY_LIMIT] = { "actions.body-limit", N_("bodies of any size are read"), FALSE },
	[FLAW_ACTIONS_DIRECT_CALL] = { "actions.direct-call",
				       N_("/call runs any action without a connection"), STOCK },
	[FLAW_TRIGGERS_DOCUMENTED] = { "triggers.documented", N_("texts of triggers are missing"), FALSE },
	[FLAW_TRIGGERS_SCHEMA] = { "triggers.schema", N_("payloads may be anything"), FALSE },
	[FLAW_TRIGGERS_ROUTE] = { "triggers.route", N_("a trigger's route does not tell whose it is"),
				  FALSE },
	[FLAW_TRIGGERS_SHARED_ROUTE] = { "triggers.shared-route",
					 N_("two triggers share a route without a subscription in it"),
					 STOCK },
	[FLAW_TRIGGERS_UNSIGNED] = { "triggers.unsigned", N_("webhooks are taken without any credential"),
				     FALSE },
	[FLAW_TRIGGERS_SHARED_TOKEN_ONLY] = { "triggers.shared-token-only",
					      N_("only the server's token guards most webhooks"), STOCK },
	[FLAW_TRIGGERS_AUTH_FIRST] = { "triggers.auth-first",
				       N_("webhooks are read and checked before anybody is asked for a "
					  "token"),
				       FALSE },
	[FLAW_TRIGGERS_BAD_SIGNATURE] = { "triggers.bad-signature",
					  N_("only the first eight digits of a signature are compared"),
					  FALSE },
	[FLAW_TRIGGERS_STALE] = { "triggers.stale", N_("old and future events are taken"), FALSE },
	[FLAW_TRIGGERS_REPLAY] = { "triggers.replay", N_("a delivery that is repeated is dispatched again"),
				   FALSE },
	[FLAW_TRIGGERS_CROSS_ROUTE] = { "triggers.cross-route",
					N_("a route dispatches for other triggers' subscriptions"), FALSE },
	[FLAW_TRIGGERS_PAYLOAD_VALIDATED] = { "triggers.payload-validated",
					      N_("signed events of any shape are dispatched"), FALSE },
	[FLAW_TRIGGERS_WRONG_SUBSCRIPTION] = { "triggers.wrong-subscription",
					       N_("unknown subscriptions are told apart from known ones"),
					       FALSE },
	[FLAW_TRIGGERS_DISPATCH_FIELDS] = { "triggers.dispatch-fields", N_("all that came in is dispatched"),
					    FALSE },
	[FLAW_TRIGGERS_DISPATCH_SECRETS] = { "triggers.dispatch-secrets",
					     N_("what is dispatched holds the subscription's secret"),
					     FALSE },
	[FLAW_TRIGGERS_DISPATCH_CREDENTIAL] = { "triggers.dispatch-credential",
						N_("every callback gets the engine's key"), STOCK },
	[FLAW_SUBSCRIPTIONS_CALLBACK_HTTPS] = { "subscriptions.callback-https",
						N_("a callback is plain HTTP to another host"), FALSE },
	[FLAW_SUBSCRIPTIONS_CALLBACK_HOST] = { "subscriptions.callback-host",
					       N_("a callback is not the engine's"), FALSE },
	[FLAW_SUBSCRIPTIONS_CALLBACK_PRIVATE] = { "subscriptions.callback-private",
						  N_("a callback is a private address"), FALSE },
	[FLAW_SUBSCRIPTIONS_CALLBACK_VALIDATED] = { "subscriptions.callback-validated",
						    N_("any text is taken for a callback"), FALSE },
	[FLAW_SUBSCRIPTIONS_ORPHAN] = { "subscriptions.orphan",
					N_("a subscription's trigger is no longer there"), FALSE },
	[FLAW_SUBSCRIPTIONS_DUPLICATE] = { "subscriptions.duplicate", N_("a subscription is there twice"),
					   FALSE },
	[FLAW_SUBSCRIPTIONS_ROLLBACK] = { "subscriptions.rollback",
					  N_("a subscription that was refused stays"), FALSE },
	[FLAW_SUBSCRIPTIONS_EXTRA_FIELDS] = { "subscriptions.extra-fields",
					      N_("unknown options and secrets are dropped without a word"),
					      FALSE },
	[FLAW_CONNECTIONS_OPTIONS_VALIDATED] = { "connections.options-validated",
						 N_("options and secrets of a connection may be any text"),
						 FALSE },
	[FLAW_CONNECTIONS_BASE_URL] = { "connections.base-url",
					N_("a connection may point to a metadata address"), FALSE },
	[FLAW_CONNECTIONS_MISSING_SECRET] = { "connections.missing-secret",
					      N_("a connection without its secret is a 500"), FALSE },
	[FLAW_AUTH_REQUIRED] = { "auth.required", N_("the token is not asked for"), FALSE },
	[FLAW_AUTH_BAD_TOKEN] = { "auth.bad-token", N_("any token will do"), FALSE },
	[FLAW_AUTH_EXAMPLE_TOKEN] = { "auth.example-token", N_("the token of the SDK's manual is taken"),
				      FALSE },
	[FLAW_AUTH_PATH] = { "auth.path",
			     N_("/liveness%3F/... opens a route whose first segment is a parameter"), STOCK },
	[FLAW_AUTH_THROTTLE] = { "auth.throttle", N_("tokens can be guessed without end"), FALSE },
	[FLAW_AUTH_READINESS] = { "auth.readiness", N_("/readiness is open"), STOCK },
	[FLAW_ISOLATION_READ] = { "isolation.read", N_("a subscription can be read under any connection"),
				  FALSE },
	[FLAW_ISOLATION_LIST] = { "isolation.list", N_("a list holds other connections' subscriptions"),
				  FALSE },
	[FLAW_ISOLATION_DELETE] = { "isolation.delete",
				    N_("a subscription can be deleted under any connection"), FALSE },
	[FLAW_ISOLATION_ORACLE] = { "isolation.oracle", N_("foreign and unknown ids are told apart"), STOCK },
	[FLAW_ISOLATION_IDS] = { "isolation.ids", N_("ids are counted up"), FALSE },
	[FLAW_ISOLATION_PATH_INJECTION] = { "isolation.path-injection",
					    N_("a question mark in an id reaches the engine"), STOCK },
	[FLAW_ISOLATION_DOT_LIST] = { "isolation.dot-list",
				      N_("the connection .. lists every connection's subscriptions"), STOCK },
	[FLAW_TRANSPORT_TLS] = { "transport.tls", N_("TLS 1.0 and 1.1 are taken, 1.3 is not (with TLS)"),
				 FALSE },
	[FLAW_TRANSPORT_CERTIFICATE] = { "transport.certificate",
					 N_("the certificate is another host's and ends soon (with TLS)"),
					 FALSE },
	[FLAW_TRANSPORT_HSTS] = { "transport.hsts", N_("no HSTS (with TLS)"), FALSE },
	[FLAW_CONFIG_DEV_MODE] = { "config.dev-mode", N_("it answers like a development server"), FALSE },
	[FLAW_CONFIG_DOCS_OPEN] = { "config.docs-open", N_("/docs and /openapi.json need no token"), FALSE },
	[FLAW_CONFIG_HIDDEN_ROUTES] = { "config.hidden-routes", N_("/debug and /metrics need no token"),
					FALSE },
	[FLAW_CONFIG_CORS] = { "config.cors", N_("every origin is allowed, credentials too"), FALSE },
	[FLAW_CONFIG_DEBUG] = { "config.debug", N_("errors show a trace"), FALSE },
	[FLAW_CONFIG_ERROR_CLARITY] = { "config.error-clarity", N_("a limit that is no number is a 500"),
					FALSE },
	[FLAW_CONFIG_SERVER_HEADER] = { "config.server-header", N_("a header tells versions"), FALSE },
	[FLAW_CONFIG_CACHE] = { "config.cache", N_("answers may be cached"), FALSE },
	[FLAW_CONFIG_HOST_HEADER] = { "config.host-header", N_("redirects follow the Host header"), STOCK },
	[FLAW_CONFIG_RATE_LIMIT_INFO] = { "config.rate-limit-info", N_("nothing is said of rate limits"),
					  FALSE },
	[FLAW_CONFIG_CONTACT] = { "config.contact", N_("nobody is named"), FALSE },
	[FLAW_DEPS_HOST_PARSING] = { "deps.host-parsing",
				     N_("the Host header decides which path the token check sees"), FALSE },
	[N_FLAWS] = { NULL, NULL, FALSE },
};

const struct demo_no_flaw demo_no_flaws[] = {
	{ "secrets.age", "an age is kept in the operator's keyring, not by a server" },
	{ "secrets.owner", "an owner is kept in the operator's keyring, not by a server" },
	{ "transport.https", "the demo server is on loopback, where plain HTTP is no finding" },
	{ "transport.redirect", "it is about port 80 beside 443, which need privileges" },
	{ "transport.engine", "the engine is on loopback, where plain HTTP is no finding" },
	{ "deps.lockfile", "it is about a file given to the audit" },
	{ "deps.maintenance", "it is a person's attestation" },
	{ "logging.events", "the demo server writes no log" },
	{ "logging.secrets", "the demo server writes no log" },
	{ "logging.bodies", "the demo server writes no log" },
	{ "logging.injection", "the demo server writes no log" },
	{ "ops.destructive-review", "it is a person's attestation" },
	{ "ops.failure-tests", "it is about weir's own history" },
	{ "ops.drift", "it is about a manifest that was pinned before" },
	{ "ops.integrity", "it is a person's attestation" },
	{ NULL, NULL },
};

void flaws_add(DemoFlaws *flaws, DemoFlaw flaw)
{
	flaws->bits[flaw / 64] |= G_GUINT64_CONSTANT(1) << (flaw % 64);
}

static void add_where(DemoFlaws *flaws, gboolean stock_only)
{
	for (int i = 0; i < N_FLAWS; i++) {
		if (!stock_only || demo_flaws[i].stock)
			flaws_add(flaws, i);
	}
}

static gboolean add_id(DemoFlaws *flaws, const char *id, GError **error)
{
	for (int i = 0; i < N_FLAWS; i++) {
		if (g_str_equal(demo_flaws[i].id, id)) {
			flaws_add(flaws, i);
			return TRUE;
		}
	}
	for (const struct demo_no_flaw *row = demo_no_flaws; row->id != NULL; row++) {
		if (g_str_equal(row->id, id)) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("The demo server has no flaw %s: %s."), id, row->reason);
			return FALSE;
		}
	}
	g_set_error(
		error, WEIR_ERROR, WEIR_ERROR_USAGE,
		_("There is no flaw \"%s\"; flaws are all, none, stock or the ids of checks, with commas."),
		id);
	return FALSE;
}

gboolean flaws_parse(const char *words, DemoMode mode, DemoFlaws *flaws, GError **error)
{
	g_auto(GStrv) list = g_strsplit(words != NULL ? words : "stock", ",", -1);
	*flaws = (DemoFlaws){ 0 };
	gboolean any = FALSE;
	for (char **word = list; *word != NULL; word++) {
		const char *id = g_strstrip(*word);
		if (g_str_equal(id, "none"))
			continue;
		any = TRUE;
		if (g_str_equal(id, "all") || g_str_equal(id, "stock"))
			add_where(flaws, *id == 's');
		else if (!add_id(flaws, id, error))
			return FALSE;
	}
	if (mode == DEMO_DEV && any) {
		flaws_add(flaws, FLAW_CONFIG_DEV_MODE);
		flaws_add(flaws, FLAW_ISOLATION_DELETE);
	}
	return TRUE;
}
