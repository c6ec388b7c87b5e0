/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/words.h"

#include <string.h>

#include "base/json.h"
#include "word_rows.h"

/* clang-format off */
static const char *const SECRETS[] = {
	"password", "Password", "PASSWORD", "passwd", "pwd", "db_pwd", "pass_word", "PassWord", "userPassword",
	"user-password", "userpassword", "dbpassword", "password2", "new_password", "old_password", "current_password",
	"password_confirmation", "passphrase", "ssh_passphrase", "passcode", "password_hash",
	"token", "access_token", "accessToken", "AccessToken", "ACCESS_TOKEN", "accesstoken", "refresh_token", "bearer_token",
	"bearerToken", "api_token", "apitoken", "auth_token", "authtoken", "session_token", "bot_token", "slackBotToken",
	"webhook_token", "oauth2_token", "oauth_token", "x-api-token", "GitHubToken", "verify_token", "csrf_token",
	"personal_access_token", "auth.token", "token_value", "password_reset_token", "access_tokens", "refreshTokens",
	"api_key", "apiKey", "APIKey", "ApiKey", "apikey", "API-KEY", "x-api-key", "api_keys", "zendesk_api_key", "apiKeyV2",
	"access_key", "awsSecretAccessKey", "secret_key", "secretKey", "secretkey", "privateKey", "private_key", "privatekey",
	"private_key_pem", "signing_key", "signingKey", "encryption_key", "master_key", "shared_key", "service_account_key",
	"secret", "client_secret", "clientSecret", "clientsecret", "CLIENT_SECRET", "signing_secret", "signingSecret",
	"signingsecret", "webhook_secret", "webhooksecret", "shared_secret", "app_secret", "secrets", "secret_value",
	"jwt_secret", "totp_secret", "secret_answer", "token_secret",
	"credentials", "credential", "creds", "googleCredentials", "credentials_json", "connection_string",
	"connectionString", "connectionstring", "sqlConnectionString", "sentry_dsn", "dsn", "authorization", "smtp_pass",
	"db_pass", "pin", "PIN", "card_pin", "user_pin", "jwt", "otp", "otp_code", "session_cookie",
	"engine_api_key", "optional_shared_token",
	/* as it looks: a Cyrillic a, nothing between two words, full width, a Greek o */
	"p\xD0\xB0ssword", "pass\xE2\x80\x8Bword", "\xEF\xBD\x90\xEF\xBD\x97\xEF\xBD\x84", "t\xCE\xBFken", "\xD0\x90PI_key",
	/* Swedish */
	"l\xC3\xB6senord", "L\xC3\xB6senord", "losenord", "nytt_l\xC3\xB6senord", "anv\xC3\xA4ndarL\xC3\xB6senord", "hemlighet", "klienthemlighet",
	"api-nyckel", "apinyckel", "apiNyckel", "privat_nyckel", "\xC3\xA5tkomstnyckel", "inloggningsuppgifter", "pinkod",
	"lo\xCC\x88senord",
	/* German */
	"passwort", "Passwort", "neuesPasswort", "kennwort", "Kennwort", "geheimnis", "clientGeheimnis", "zugangstoken",
	"Zugangstoken", "zugriffstoken", "API-Schl\xC3\xBCssel", "api_schluessel", "apischluessel", "privater_schl\xC3\xBCssel",
	"zugangsdaten", "Zugangsschl\xC3\xBCssel", "anmeldedaten",
	NULL
};

static const char *const OTHERS[] = {
	"token_count", "tokenCount", "tokencount", "max_tokens", "maxTokens", "maxtokens", "tokens", "tokens_used", "input_tokens",
	"prompt_tokens", "total_tokens", "tokens_per_minute", "token_limit", "token_budget", "tokenizer", "tokenize",
	"tokenization", "token_type", "token_url", "tokenUrl", "token_endpoint", "token_expires_at", "tokenId", "token_id",
	"token_symbol", "token_address", "use_token", "has_token", "number_of_tokens",
	"next_page_token", "nextPageToken", "nextpagetoken", "page_token", "pageToken", "pagetoken", "continuation_token",
	"continuationToken", "next_token", "sync_token", "cursor", "cancellation_token", "idempotency_token",
	"public_key", "publicKey", "publickey", "public_api_key", "publishable_key", "keyboard", "key", "keys", "primary_key",
	"foreign_key", "partition_key", "sort_key", "issue_key", "project_key", "cache_key", "object_key", "idempotency_key",
	"keyword", "key_word", "monkey", "turkey", "keynote", "keystone", "hotkey", "donkey",
	"secretary", "secretariat", "secret_santa", "secretion", "secret_name", "secret_arn", "secret_id",
	"password_policy", "passwordPolicy", "passwordpolicy", "password_reset_url", "has_password", "hasPassword",
	"password_changed_at", "password_expires", "password_length", "password_hint", "is_password_set", "require_password",
	"forgot_password", "min_password_length", "password_required", "passwordless",
	"api_key_id", "apiKeyId", "access_key_id", "accessKeyId", "api_key_name", "api_key_header", "client_secret_expires_at",
	"private_key_path", "password_protected", "api_key_last4", "credentials_file", "credential_id", "credentials_type",
	"author", "authored", "authored_by", "authority", "authorization_url", "authorized", "passenger", "passengers",
	"compass", "passport", "bypass", "passage", "pass", "boarding_pass", "pin_message", "pinned", "pins", "pin_code",
	"shipping", "opinion", "spinner", "connection_timeout", "connection_id", "jwt_expiry", "otp_enabled",
	"client_id", "user_id", "email", "subject", "", "_", "123", "cookie_policy",
	/* Swedish and German */
	"nyckelord", "nyckeltal", "nyckel", "schl\xC3\xBCsselwort", "Schl\xC3\xBCssel", "antal_tokens", "har_l\xC3\xB6senord",
	"passwortL\xC3\xA4nge", "passwort_richtlinie", "geheimnisvoll", "antwort", "stichwort",
	NULL
};
/* clang-format on */

START_TEST(names_of_credentials)
{
	all_are(words_is_secret_name, SECRETS);
	none_are(words_is_secret_name, OTHERS);
}
END_TEST

static const struct {
	const char *name, *schema;
	gboolean secret;
} PROPERTIES[] = {
	{ "api_key", "{\"type\":\"string\"}", TRUE },
	{ "api_key", "{}", TRUE },
	{ "api_key", "true", TRUE },
	{ "value", "{\"type\":\"string\",\"format\":\"password\"}", TRUE },
	{ "value", "{\"type\":\"string\",\"writeOnly\":true}", TRUE },
	{ "value",
	  "{\"anyOf\":[{\"type\":\"string\",\"format\":\"password\",\"writeOnly\":true},{\"type\":\"null\"}]"
	  "}",
	  TRUE },
	{ "code", "{\"type\":\"integer\",\"writeOnly\":true}", TRUE },
	{ "credentials", "{\"type\":\"object\"}", TRUE },
	{ "secrets", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", TRUE },
	{ "token", "{\"type\":[\"string\",\"null\"]}", TRUE },
	{ "token", "{\"type\":[\"string\",\"integer\"]}", TRUE },
	{ "password", "{\"$ref\":\"#/$defs/Password\"}", TRUE },
	{ "has_token", "{\"type\":\"boolean\"}", FALSE },
	{ "token", "{\"type\":\"integer\"}", FALSE },
	{ "token", "{\"type\":\"number\"}", FALSE },
	{ "password", "{\"type\":\"boolean\"}", FALSE },
	{ "password", "{\"type\":[\"boolean\",\"null\"]}", FALSE },
	{ "secret", "{\"anyOf\":[{\"type\":\"boolean\"},{\"type\":\"null\"}]}", FALSE },
	{ "value", "{\"type\":\"string\",\"writeOnly\":false}", FALSE },
	{ "value", "{\"type\":\"string\",\"format\":\"uuid\"}", FALSE },
	{ "page_token", "{\"type\":\"string\"}", FALSE },
	{ "value", "[]", FALSE },
};

START_TEST(properties)
{
	for (gsize i = 0; i < G_N_ELEMENTS(PROPERTIES); i++) {
		g_autofree char *text = g_strdup_printf("[%s]", PROPERTIES[i].schema);
		g_autoptr(json_t) list = weir_json_read(text, strlen(text), NULL, NULL, NULL);
		gboolean secret = words_is_secret_property(PROPERTIES[i].name, json_array_get(list, 0));
		ck_assert_msg(secret == PROPERTIES[i].secret, "%s %s", PROPERTIES[i].name,
			      PROPERTIES[i].schema);
	}
	ck_assert(words_is_secret_property("password", NULL));
	ck_assert(!words_is_secret_property("subject", NULL));
}
END_TEST

START_TEST(example_tokens)
{
	ck_assert_str_eq(words_example_token(0), "optional-shared-token");
	ck_assert_str_eq(words_example_token(1), "engine-api-key");
	ck_assert_ptr_null(words_example_token(2));
}
END_TEST

/* Any bytes, endless names. */
START_TEST(bears_hostile_names)
{
	static const char *const names[] = { "\xff\xfe",         "\xC3",         "pass\xC3",
					     "\xF0\x9F\x94\x91", "\xE2\x80\x99", "a\xC3\xB6" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		ck_assert(!words_is_secret_name(names[i]));
	g_autoptr(GString) longest = g_string_new(NULL);
	for (guint i = 0; i < 100000; i++)
		g_string_append(longest, i % 2 == 0 ? "aB" : "key_");
	ck_assert(!words_is_secret_name(longest->str));
	g_autofree char *one = g_strnfill(100000, 'a');
	ck_assert(!words_is_secret_name(one));
	ck_assert(!words_tenant_argument(one) && !words_url_argument(one, NULL) &&
		  !words_paging_argument(one));
	g_autoptr(GString) deep = g_string_new(NULL);
	for (guint i = 0; i < 20; i++)
		g_string_append(deep, "{\"anyOf\":[");
	g_string_append(deep, "{\"writeOnly\":true}");
	for (guint i = 0; i < 20; i++)
		g_string_append(deep, "]}");
	g_autoptr(json_t) schema = weir_json_read(deep->str, deep->len, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(schema);
	ck_assert(!words_is_secret_property("value", schema));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { names_of_credentials, properties, example_tokens, bears_hostile_names,
				       NULL };
	return suite_run("audit/words_secret", tests);
}
