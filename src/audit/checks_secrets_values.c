/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values that weir holds for a server, of which it knows everything but may say nothing: age, owner,
 * strength, life. */
#include <string.h>

#include "audit/checks_families.h"
#include "base/json.h"

enum { DAY = 24 * 3600, DEFAULT_AGE = 90 * DAY, ENOUGH_BITS = 128 };

static const json_t *own_values(Judgement *judgement, const Evidence *evidence)
{
	const json_t *own = weir_json_array(evidence->facts, "own");
	if (json_array_size(own) > 0)
		return own;
	judge_skip(judgement, "weir holds no value of this server");
	return NULL;
}

static const char *name_of(const json_t *value)
{
	const char *name = weir_json_text(value, "name");
	return name != NULL ? name : "?";
}

/* Seconds after which a value is due: what [policy SERVER/NAME] says of a secret in the keyring goes before
 * what [policy KIND] says. */
static gint64 policy_age(const Evidence *evidence, const json_t *value)
{
	const char *kind = weir_json_text(value, "kind");
	const json_t *policies = weir_json_object(evidence->facts, "policies");
	const json_t *policy = kind != NULL ? weir_json_object(policies, kind) : NULL;
	const char *name = name_of(value);
	const json_t *own = g_str_has_prefix(name, "keyring:")
				    ? weir_json_object(policies, name + strlen("keyring:"))
				    : NULL;
	gint64 age = weir_json_integer(own, "age", weir_json_integer(policy, "age", DEFAULT_AGE));
	return age > 0 ? age : DEFAULT_AGE;
}

static gint64 now_seconds(const Evidence *evidence)
{
	return weir_json_integer(evidence->facts, "now", 0) / G_USEC_PER_SEC;
}

/* ---- secrets.age ---- */

static void judge_age_of(Judgement *judgement, const Evidence *evidence, const json_t *value)
{
	gint64 created = weir_json_integer(value, "created", 0) / G_USEC_PER_SEC;
	gint64 policy = policy_age(evidence, value), age = now_seconds(evidence) - created;
	if (weir_json_bool(value, "compromised", FALSE))
		finding_at(judge_fail(judgement, "the value is marked as compromised"), name_of(value), NULL);
	else if (created <= 0)
		finding_at(judge_unknown(judgement, "when the value was made is not known: only a keyring "
						    "keeps that"),
			   name_of(value), NULL);
	else if (age > policy)
		finding_at(judge_fail(judgement,
				      "the value is %" G_GINT64_FORMAT
				      " days old, and its policy allows %" G_GINT64_FORMAT,
				      age / DAY, policy / DAY),
			   name_of(value), NULL);
}

static void judge_age(Judgement *judgement, const Evidence *evidence)
{
	const json_t *own = own_values(judgement, evidence);
	for (size_t i = 0; i < json_array_size(own); i++)
		judge_age_of(judgement, evidence, json_array_get(own, i));
	if (own != NULL && !judge_has_spoken(judgement))
		judge_pass(judgement, "%zu values are younger than their policies allow",
			   json_array_size(own));
}

/* ---- secrets.owner ---- */

static void judge_owner(Judgement *judgement, const Evidence *evidence)
{
	const json_t *own = own_values(judgement, evidence);
	for (size_t i = 0; i < json_array_size(own); i++) {
		const json_t *value = json_array_get(own, i);
		if (weir_json_text(value, "server") == NULL && weir_json_text(value, "connection") == NULL)
			finding_at(judge_fail(judgement, "the value belongs to no server and no connection"),
				   name_of(value), NULL);
	}
	if (own != NULL && judge_failures(judgement) == 0)
		judge_pass(judgement, "%zu values have an owner", json_array_size(own));
}

/* ---- secrets.strength ---- */

static void judge_strength_of(Judgement *judgement, const json_t *value)
{
	gint64 bits = weir_json_integer(value, "bits", -1);
	const char *name = name_of(value);
	if (weir_json_bool(value, "word", FALSE))
		finding_at(judge_fail(judgement, "the value is made of common words"), name, NULL);
	else if (bits >= 0 && bits < ENOUGH_BITS)
		finding_at(judge_fail(judgement,
				      "the random-looking parts of the value have some %" G_GINT64_FORMAT
				      " bits together, under %d",
				      bits, ENOUGH_BITS),
			   name, NULL);
	if (weir_json_bool(value, "reused", FALSE))
		finding_at(judge_fail(judgement, "the same value is used in another place"), name, "reused");
}

static void judge_strength(Judgement *judgement, const Evidence *evidence)
{
	const json_t *own = own_values(judgement, evidence);
	for (size_t i = 0; i < json_array_size(own); i++)
		judge_strength_of(judgement, json_array_get(own, i));
	if (own != NULL && judge_failures(judgement) == 0)
		judge_pass(judgement, "%zu values have %d bits or more and are used once",
			   json_array_size(own), ENOUGH_BITS);
}

/* ---- secrets.lifetime ---- */

/* TRUE if it is a token whose life can be read. */
static gboolean judge_lifetime_of(Judgement *judgement, const Evidence *evidence, const json_t *value)
{
	const json_t *jwt = weir_json_object(value, "jwt");
	gint64 expires = weir_json_integer(jwt, "exp", 0);
	gint64 from = weir_json_integer(jwt, "iat", now_seconds(evidence));
	gint64 policy = policy_age(evidence, value);
	if (jwt == NULL)
		return FALSE;
	if (expires <= 0)
		finding_at(judge_fail(judgement, "the token is a JWT that never expires"), name_of(value),
			   NULL);
	else if (expires - from > policy)
		finding_at(judge_fail(judgement,
				      "the token is valid for %" G_GINT64_FORMAT
				      " days, and its policy allows %" G_GINT64_FORMAT,
				      (expires - from) / DAY, policy / DAY),
			   name_of(value), NULL);
	return TRUE;
}

static void judge_lifetime(Judgement *judgement, const Evidence *evidence)
{
	const json_t *own = own_values(judgement, evidence);
	guint read = 0;
	for (size_t i = 0; i < json_array_size(own); i++)
		read += judge_lifetime_of(judgement, evidence, json_array_get(own, i));
	if (own == NULL || judge_failures(judgement) > 0)
		return;
	if (read == 0)
		judge_skip(judgement, "no value that weir holds is a token whose life can be read");
	else
		judge_pass(judgement, "%u tokens expire within their policies", read);
}

/* ---- the rows ---- */

const struct check checks_secrets_values[] = {
	{ { .id = "secrets.age",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "K2 P2",
	    .title = "Held values are not older than their policy",
	    .why = "The longer a value lives, the more copies of it are in backups, laptops and logs, and "
		   "the longer a thief can use one. A value known to be compromised is not a secret.",
	    .how = "The age of each value that weir holds for the server is compared with `age` of its "
		   "[policy KIND], 90 days by default. Only a keyring keeps when a value was made; for "
		   "other references the answer is unknown.",
	    .fix = "Replace the value, and keep it in the keyring so that its age is known.",
	    .snippet = "[policy server-token]\n"
		       "age = 90d\n",
	    .mistaken = "A value that was replaced on the server but not in weir's keyring under a new "
			"version. Import the new one.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-324 CWE-262" },
	  0,
	  NULL,
	  judge_age },
	{ { .id = "secrets.owner",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "K3",
	    .title = "Each held value belongs to a server or connection",
	    .why = "A value of which nobody knows what it opens cannot be replaced when it leaks, and "
		   "nobody dares to delete it.",
	    .how = "Each value that weir holds is looked at for the server or connection it belongs to. A "
		   "reference in the configuration names its server by where it stands.",
	    .fix = "Import the value again with its server and connection, or delete it where nothing uses "
		   "it any more.",
	    .snippet = "[server desk-prod]\n"
		       "token = keyring:desk-prod/token\n",
	    .mistaken = "A value kept for something that is not a workflow server. Keep it elsewhere.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-1059" },
	  0,
	  NULL,
	  judge_owner },
	{ { .id = "secrets.strength",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "K2",
	    .title = "Held values are random, long and used once",
	    .why = "The SDK limits no attempts, so a token made of words or few characters can be guessed; "
		   "one that is used in two places falls in both.",
	    .how = "The bits of the random-looking segments of each held value are estimated (split at - . "
		   "_, hex 4 bits a digit) and words are looked for; nothing of the value is kept. It "
		   "fails under 128 bits, for common words, and where another reference has the same "
		   "value.",
	    .fix = "Make a new one with a random generator, at least 22 characters of base64 or 32 of hex, "
		   "another for each place.",
	    .snippet = "python -c 'import secrets; print(secrets.token_urlsafe(32))'\n",
	    .mistaken = "A value that the vendor makes with a fixed text around a random part is counted by "
			"its random part only, and a vendor's short format cannot be changed.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-521 CWE-331" },
	  0,
	  NULL,
	  judge_strength },
	{ { .id = "secrets.lifetime",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_OPERATOR,
	    .guidelines = "K2",
	    .title = "Held tokens expire within their policy",
	    .why = "A token without an end works for whoever finds it years later, also after the person it "
		   "was made for has left.",
	    .how = "`exp` and `iat` of held JSON Web Tokens are read and compared with `age` of their "
		   "policy. Opaque tokens do not tell their life and are skipped.",
	    .fix = "Have tokens issued with an expiry of at most the policy's age, and renew them in time.",
	    .snippet = "claims = {\"sub\": \"weir\", \"iat\": now, \"exp\": now + timedelta(days=30)}\n",
	    .mistaken = "A token that the server revokes by other means, such as a deny-list.",
	    .owasp = "API2:2023",
	    .cwe = "CWE-613" },
	  0,
	  NULL,
	  judge_lifetime },
	{ { NULL } },
};
