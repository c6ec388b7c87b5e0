/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guidelines that checks answer: ../shared/CHECKS.md part 1, from the SDK's security guidance. */
#include <glib/gi18n.h>
#include <string.h>

#include "model/finding.h"

const struct guideline guidelines[] = {
	{ "T1", "threat model: which secrets the server stores or forwards" },
	{ "T2", "threat model: which endpoints accept inbound traffic" },
	{ "T3", "threat model: which actions create, update or delete" },
	{ "T4", "threat model: which triggers can be fed fake or replayed events" },
	{ "T5", "threat model: what happens if a connection is misconfigured or compromised" },
	{ "K1", "narrowest scopes" },
	{ "K2", "short-lived credentials, and a rotation process for long-lived ones" },
	{ "K3",
	  "known which connection or tenant a credential belongs to; its use is logged, not its value" },
	{ "K4", "secrets in Secrets, over HTTPS, never in results, payloads, logs or errors" },
	{ "K5", "no API keys hardcoded in code, examples, tests or scripts" },
	{ "K6", "no secrets copied into trigger options, action arguments or response payloads" },
	{ "K7", "logs and exception messages redacted" },
	{ "K8", "form metadata shows no secret in labels, descriptions or options" },
	{ "A1", "explicit actions: names, descriptions and docs make the side effect obvious" },
	{ "A2", "narrow actions: create_ticket, not manage_ticket" },
	{ "A3", "validated actions: strict schemas, malformed or unexpected arguments refused" },
	{ "A4", "bounded actions: payload, pagination, time window and batch sizes capped" },
	{ "A5", "safe by default: destructive only if clearly intended and documented" },
	{ "A6", "no lookup that also writes" },
	{ "A7", "no change to several resources where one is expected" },
	{ "A8", "no silent fallback to broader permissions, other tenants or default resources" },
	{ "A9", "no raw upstream responses" },
	{ "A10", "only the env and secrets fields that the action needs" },
	{ "A11", "a minimal result schema and clear error schemas" },
	{ "A12", "retries are safe, or documented as not idempotent" },
	{ "R1", "the sender of a webhook is authenticated" },
	{ "R2", "unauthenticated requests are refused before expensive work" },
	{ "R3", "replay protection: timestamps, nonces, delivery ids" },
	{ "R4", "the payload's shape is validated before dispatch" },
	{ "R5", "only the needed fields are dispatched; the payload is stable and predictable" },
	{ "R6", "Options and Secrets per subscription only where needed" },
	{ "R7", "the callback URL is correct, scoped and authenticated" },
	{ "R8", "rolled back cleanly when the remote registration fails" },
	{ "R9", "duplicate deliveries are safe" },
	{ "R10", "no secrets, tokens or internal metadata are dispatched" },
	{ "R11", "the right subscription and tenant every time" },
	{ "U1", "auth_token is set" },
	{ "U2", "upstream-specific authentication on public webhook routes" },
	{ "U3", "authorized by the connection or subscription in use, not by client-provided tenant ids" },
	{ "O1", "OWASP: access control" },
	{ "O2", "OWASP: cryptography" },
	{ "O3", "OWASP: misconfiguration" },
	{ "O4", "OWASP: outdated components" },
	{ "O5", "OWASP: authentication failures" },
	{ "O6", "OWASP: integrity" },
	{ "O7", "OWASP: logging and monitoring" },
	{ "O8", "OWASP: server-side request forgery" },
	{ "O9", "OWASP: unsafe consumption of APIs" },
	{ "C1", "Options hold only non-sensitive values; Secrets hold the rest" },
	{ "C2", "formats are validated early" },
	{ "C3", "no more data is collected than needed" },
	{ "L1", "high-level events are logged; no tokens, headers or full bodies" },
	{ "L2", "clear errors for users; no stack traces, upstream secrets or internal configuration" },
	{ "L3", "explicit validation errors rather than downstream failures" },
	{ "P1", "dev_mode=False in production" },
	{ "P2", "compromised credentials are rotated at once" },
	{ "P3", "destructive actions are reviewed, and who may install or invoke them" },
	{ "P4", "rate limits and upstream backoff" },
	{ "P5", "failure cases are tested" },
	{ "P6", "documentation is current" },
	{ "B1", "secrets only in Secrets" },
	{ "B2", "trigger routes authenticate" },
	{ "B3", "schemas explicit and validated" },
	{ "B4", "no secrets exposed" },
	{ "B5", "connections and subscriptions isolated" },
	{ "B6", "destructive actions named and documented" },
	{ "B7", "HTTPS, no development settings" },
	{ "B8", "updates and reviews" },
	{ NULL, NULL },
};

const struct guideline checklist[N_CHECKLIST + 1] = {
	{ "B1", N_("secrets only in Secrets") },
	{ "B2", N_("trigger routes authenticate") },
	{ "B3", N_("schemas explicit and validated") },
	{ "B4", N_("no secrets exposed") },
	{ "B5", N_("connections and subscriptions isolated") },
	{ "B6", N_("destructive actions named and documented") },
	{ "B7", N_("HTTPS, no development settings") },
	{ "B8", N_("updates and reviews") },
	{ NULL, NULL },
};

const char *guideline_text(const char *id)
{
	for (const struct guideline *row = guidelines; row->id != NULL; row++)
		if (strcmp(row->id, id) == 0)
			return row->text;
	return NULL;
}
