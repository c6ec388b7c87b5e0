/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials that are known by the name beside them; see formats.h.  Their patterns begin with that name. */
#include "leak/formats.h"

#define A "[A-Za-z0-9]"
#define B "[A-Za-z0-9+/]"
#define H "[0-9a-f]"
#define UUID H "{8}-" H "{4}-" H "{4}-" H "{4}-" H "{12}"
/* A quote, which may be escaped because the text is a string of JSON. */
#define QUOTE "(?:\\\\{0,3}[\"'`])?"
/* The end of a name, as in x["NAME"] = too. */
#define CLOSE QUOTE "\\]?"
/* From a name to its value: = : => :=, and quotes. */
#define IS CLOSE "[ \\t]{0,8}(?:=>|:=|[=:])[ \\t]{0,8}" QUOTE
/* A value on the same line, and near. */
#define NEAR(n) "[^\\r\\n]{0," n "}?[\"'`=:\\s]"

/* Words of names; a plural or a number of them is none. */
#define SECRET_NAME                                                                                          \
	"(?i:secret|token|passw(?:or)?d|passphrase|pwd|credential|bearer|"                                   \
	"(?:api|access|private|auth|signing|encryption|account|master|service)[_.-]?key)"
#define SECRET_WORDS                                                                                         \
	"~secret|~token|~passw|~passphrase|~credential|~api_key|~api-key|~api.key|~apikey|~access_key|"      \
	"~access-key|~access.key|~accesskey|~private_key|~private-key|~private.key|~privatekey|"             \
	"~auth_key|~auth-key|~auth.key|~authkey|~signing_key|~signing-key|~signing.key|~signingkey|"         \
	"~encryption_key|~encryption-key|~encryption.key|~encryptionkey|~account_key|~master_key|"           \
	"~master-key|~service_key"

#define ROW .left = LEFT_ANY, .spaces = TRUE
#define GUESS ROW, .guess = TRUE

const LeakFormat leak_named_formats[] = {
	/* ---- beside a vendor's name ---- */
	{ "github-client-secret", "~secret", "(?i:secret)" NEAR("40") "(" H "{40})(?!" A ")", 3.0, NULL, ROW,
	  .name = "github" },
	{ "gocardless-token", "~gocardless",
	  "(?i:gocardless)" NEAR("40") "((?:live|sandbox)_[A-Za-z0-9_-]{40})(?![A-Za-z0-9_-])", 3.0, ROW },
	{ "aws-secret-access-key", "~secret", "(?i:secret.{0,12}?key)" IS "(" B "{40})(?![A-Za-z0-9+/=])",
	  4.0, ROW },
	{ "aws-session-token", "~session|~security",
	  "(?i:(?:session|security).{0,3}token)" IS "(" B "{100,2000}+={0,2})", 4.0, ROW },
	{ "aws-presigned-url", "~signature", "(?i:signature)=(" H "{64})(?!" H ")", 2.5, leak_check_amazon,
	  ROW },
	{ "azure-devops-token", "~azure|~devops|~vsts|~system_accesstoken",
	  "(?i:azure|devops|vsts|system_accesstoken)" NEAR("40") "([a-z2-7]{52})(?!" A ")", 3.5, ROW },
	{ "azure-shared-access", "~sig=", "(?i:sig)=([A-Za-z0-9%+/]{40,64}+(?:%3[Dd]|={0,2}))", 3.5,
	  leak_check_shared_access, ROW },
	{ "twilio-auth-token", "~twilio|~token", "(?i:twilio|token)" NEAR("40") "(" H "{32})(?!" A ")", 3.0,
	  NULL, ROW, .name = "twilio|auth_token|auth-token|authtoken" },
	{ "postmark-token", "~postmark",
	  "(?i:postmark[\\w-]{0,20}token)" NEAR("40") "(" UUID ")(?![A-Za-z0-9_-])", 2.5, ROW },
	{ "hubspot-key", "~hapikey|~hubspot",
	  "(?i:hapikey|hubspot[\\w.-]{0,20}(?:key|secret|token))" NEAR("20") "(" UUID ")(?![A-Za-z0-9_-])",
	  2.5, ROW },
	{ "zendesk-token", "~zendesk|~/token",
	  "(?i:zendesk|/token(?![A-Za-z]))" NEAR("40") "(" A "{40})(?!" A ")", 3.5, leak_check_mixed, ROW },
	{ "freshdesk-key", "~freshdesk|~freshworks|~freshservice",
	  "(?i:freshdesk|freshworks|freshservice)" NEAR("40") "(" A "{20})(?!" A ")", 3.0, leak_check_digit,
	  ROW },
	{ "freshdesk-key", " -u | -u=|--user=|--user ", "(?: -u|--user)[\\s=][\"']?(" A "{20})(?!" A ")", 3.5,
	  leak_check_mixed, ROW },
	{ "mattermost-token", "~mattermost",
	  "(?i:mattermost)[^\\r\\n]{0,60}?[\"'`=:\\s/]([a-z0-9]{26})(?!" A ")", 3.0, leak_check_digit, ROW },
	{ "mattermost-token", "/hooks/", "/hooks/([a-z0-9]{26})(?![A-Za-z0-9_-])", 3.5, leak_check_digit, ROW,
	  .least = 26 },
	{ "asana-token", "~asana",
	  "(?i:asana)" NEAR("40") "([0-9]/[0-9]{12,19}+(?:/[0-9]{12,19}+)?:" H "{32})(?!" A ")", 2.5, ROW },
	{ "pagerduty-key", "~pagerduty|~pager_duty|~routing_key|~integration_key",
	  "(?i:pager_?duty|routing_key|integration_key)" NEAR("40") "((?:u\\+[A-Za-z0-9_+-]{18}|" H
								    "{32})(?!" A "))",
	  2.5, ROW },
	{ "datadog-key", "~datadog|~dd-api|~dd_api|~dd-app|~dd_app",
	  "(?i:datadog|dd[-_]api[-_]key|dd[-_]app(?:lication)?[-_]key)" NEAR("40") "((?:" H "{40}|" H
										   "{32})(?!" A "))",
	  3.0, ROW },
	{ "line-channel-token", "~token|~secret|~api.line.me",
	  "(?i:api\\.line\\.me|token|secret)" NEAR("60") "(" B "{150,180}+={0,2})(?![A-Za-z0-9+/=])", 4.0,
	  NULL, ROW, .name = "line" },
	{ "okta-token", "~okta", "(?i:okta)" NEAR("40") "(00[A-Za-z0-9_-]{40})(?![A-Za-z0-9_-])", 3.0, ROW },
	{ "putty-private-key", "PuTTY-User-Key-File-",
	  "PuTTY-User-Key-File-[23]: [a-z0-9@.-]{1,60}(?:[^P]++|P(?!uTTY-User)){0,300}?Private-Lines: "
	  "[0-9]{1,3}",
	  0, ROW, .endless = TRUE },

	/* ---- of a certain place ---- */
	{ "database-password", "~passw|~pwd=|~pwd =|~pwd  ",
	  "(?i:password|pwd)\\s{0,3}=\\s{0,3}([^;\"'\\s]{3,100}+)", 0, leak_check_database, ROW },
	{ "jdbc-password", "~jdbc:",
	  "(?i:jdbc):[a-z0-9]{2,20}:[^\\s\"'<>]{5,300}?[?&;](?i:password|pwd)=([^\\s\"'<>&;]{3,100}+)", 0,
	  leak_check_password, ROW },
	{ "curl-password", " -u | -u=| -u'| -u\"|--user ",
	  "(?: -u|--user)[\\s=]{0,3}[\"']?[^\\s:\"']{1,100}+:([^\\s\"']{3,100}+)", 0, leak_check_curl, ROW },
	{ "curl-password", "--user=", "--user=[\\s=]{0,2}[\"']?[^\\s:\"']{1,100}+:([^\\s\"']{3,100}+)", 0,
	  leak_check_curl, ROW },
	{ "netrc-password", "machine ",
	  "machine\\s{1,40}\\S{1,255}\\s{1,40}login\\s{1,40}\\S{1,100}\\s{1,40}password\\s{1,40}([^\\s\"']{3,"
	  "100}+)",
	  0, leak_check_password, ROW },
	{ "session-cookie", "~session|~sessid|~sess_id|~.sid=|~auth=|~auth_|~auth-|~auth.|~authn|~token",
	  "(?i:session|sessid|sess_id|\\.sid|auth|token)[\\w.-]{0,40}=\"?([A-Za-z0-9._%+/-]{20,600}+)", 3.2,
	  leak_check_cookie, GUESS },
	{ "query-secret", "~token|~api_key|~api-key|~apikey|~secret|~passw|~pwd=|~signature|~sig=|~hapikey",
	  "(?i:token|api[_-]?key|secret|passw(?:or)?d|pwd|signature|sig|hapikey)=([^\\s&\"'<>#\\\\]{8,512}+)",
	  2.8, leak_check_query, GUESS },

	/* ---- a guess by the name ---- */
	{ "bearer-token", "~bearer ", "(?i:bearer)\\s{1,20}([A-Za-z0-9._~+/-]{16,1500}+={0,4})", 3.0,
	  leak_check_bearer, GUESS },
	{ "named-secret", SECRET_WORDS,
	  SECRET_NAME
	  "[\\w.-]{0,20}" CLOSE
	  "[ \\t]{0,8}(?:=>|:=|[=:])[ \\t]{0,8}\\\\{0,3}\"([^\"\\\\\\r\\n]{10,200}+)(?=\\\\{0,3}\")",
	  3.0, leak_check_typed, GUESS },
	{ "named-secret", SECRET_WORDS,
	  SECRET_NAME "[\\w.-]{0,20}(?:" IS "|" QUOTE "[\\s,]{1,40}" QUOTE "(?i:value)" IS
		      ")((?:[A-Za-z0-9+/_=.~!@#$%^*-]|&(?![\\w.-]{1,30}=)){10,150}+)",
	  3.0, leak_check_assigned, GUESS },
	{ "form-secret", "~passw|~secret|~token|~assertion=|~api_key|~apikey|~code_verifier=",
	  "(?i:passw(?:or)?d|secret|token|assertion|api_?key|code_verifier)=([A-Za-z0-9._~%+/"
	  "=!*:$@-]{6,300}+)(?=&|\\s|$|\\\\|[\"'])",
	  2.5, leak_check_form, GUESS },
};

const gsize leak_named_formats_count = G_N_ELEMENTS(leak_named_formats);
