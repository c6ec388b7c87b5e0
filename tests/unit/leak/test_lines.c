/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much is found and how much is told that is none, on lines as they stand in logs, settings and sources.
 *
 * Every credential of the samples stands in every kind of line; lookalikes are in lookalikes[].  Other seeds
 * make other lines: the two bars hold for any. */
#include <string.h>

#include "leak/stream.h"
#include "samples.h"
#include "suite.h"

enum { SEEDS = 12 };

/* %s: the credential. */
static const char *const LINES[] = {
	"%s",
	"2026-11-27T10:00:01Z INFO worker connected with %s",
	"{\"ts\":1764237601,\"level\":\"info\",\"msg\":\"using %s\",\"ms\":12}",
	"{\"settings\": {\"value\": \"%s\"}}",
	"  - name: VALUE\n    value: %s",
	"VALUE='%s'",
	"export VALUE=\"%s\"",
	"GET /x?id=7&v=%s&page=2 HTTP/1.1",
	"X-Value: %s\r",
	"const value = \"%s\";",
	"value: '%s', # of the test stage",
	"{\"body\":\"{\\\"value\\\":\\\"%s\\\"}\"}",
	"curl -d 'v=%s' http://desk.internal/",
	"got (%s), retrying",
	"<value>%s</value>",
	"<%s>",
	"[%s]",
	"{%s}",
	"`%s`",
	"a,%s,b",
	"'%s'",
	"x=%22%s%22",
	"x=\\u0022%s\\u0022",
	"os.environ['VALUE'] = '%s'",
	"text\\n%s\\nmore",
	"| %s |",
	"\t%s;",
	"docker run -e VALUE=%s desk",
};

/* As they are written beside names that only speak of a secret. %s: a value. */
static const char *const NAMED[] = {
	"os.environ['DESK_API_KEY'] = '%s'",
	"$env:DESK_TOKEN = \"%s\"",
	"{\"name\": \"DESK_API_KEY\", \"value\": \"%s\"}",
	"-H \"Authorization:Bearer %s\"",
	"'X-Api-Key' => '%s',",
	"{\\\"clientSecret\\\":\\\"%s\\\"}",
	"ENV DESK_SECRET_KEY=%s",
	"GET /hook?a=1&access_token=%s HTTP/1.1",
	"desk.webhook.secret: %s",
	"desk.signing.key=%s",
	"Set-Cookie: desk_session_id=%s; Path=/; HttpOnly",
};

/* Those of names stand as they are, with a line round them. */
static const char *const FRAMES[] = {
	"%s", "2026-11-27T10:00:01Z INFO %s", "    %s", "desk-7 | %s", "> %s",
};

static const char *const LOOKALIKES[] = {
	"request_id={UUID} status=200",
	"\"trace\": \"{H32}\", \"span\": \"{H16}\"",
	"commit {H40}",
	"image: desk@sha256:{H64}",
	"ETag: \"{H32}\"",
	"X-Hub-Signature-256: sha256={H64}",
	"Stripe-Signature: t={D10},v1={H64},v0={H64}",
	"webhook-signature: v1,{B43}=",
	"\"signature\": \"{H64}\"",
	"integrity sha512-{B86}==",
	"resolved \"http://registry.internal/a-1.0.0.tgz#{H40}\"",
	"api_key: $(API_KEY)",
	"DB_PASSWORD=$DB_PASSWORD",
	"token = os.environ[\"API_TOKEN\"]",
	"const apiKey = process.env.SERVICE_API_KEY;",
	"password=********",
	"\"password\": \"[REDACTED]\"",
	"token: xxxxxxxxxxxxxxxxxxxxxxxx",
	"api_key = YOUR_API_KEY_HERE",
	"API_KEY=changeme-before-use",
	"Authorization: Bearer <token>",
	"Authorization: Bearer $TOKEN",
	"Authorization: Bearer YOUR_ACCESS_TOKEN_HERE",
	"Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
	"postgres://user:password@localhost:5432/desk",
	"mysql://root:****@db/desk",
	"redis://user:<password>@cache:6379",
	"AK|IAIOSFODNN7EXAMPLE",
	"gh|p_{A36}",
	"np|m_{A36}",
	"npm_config_registry=http://registry.internal npm_package_version=1.2.3",
	"gl|pat-xxxxxxxxxxxxxxxxxxxx",
	"sk|_live_****************{A4}",
	"xo|xb-your-bot-token-goes-here",
	"pk_live_{A24}",
	"-----BEG|IN PUBLIC KEY-----\\n{B64}\\n{B64}\\n-----END PUBLIC KEY-----",
	"-----BEG|IN RSA PRIVATE KEY-----\\n...\\n-----END RSA PRIVATE KEY-----",
	"ssh-rsa {B200} robot@desk",
	"data:image/png;base64,{B400}",
	"\"next_page_token\": \"{A32}\"",
	"csrf_token={A32}",
	"Idempotency-Key: {UUID}",
	"token_type=bearer&expires_in=3600",
	"\"token_endpoint\": \"http://login.internal/oauth2/v2.0/token\"",
	"tokens_used={D5} max_tokens=4096 completion_tokens={D3}",
	"password_hash=$2b$12${A53}",
	"\"passwordHash\": \"{H64}\"",
	"key_fingerprint=SHA256:{B43}",
	"secret_name: stripe-webhook-prod-2024",
	"secret_arn = arn:aws:secretsmanager:eu-north-1:{D12}:secret:prod/db-{A6}",
	"private_key_path = /etc/ssl/private/server.key",
	"client_secret=file:/run/secrets/client_secret",
	"token = keyring:desk/api-token",
	"if token == expected_token_value: return True",
	"self.access_token = response.json()[\"access_token\"]",
	"function validateToken(token) ( return tokenStore.findByTokenValue(token); )",
	"!function(n)(n.apiKey=n.config.apiKey,n.token=n.getToken())(window);",
	"Cookie: locale=sv; theme=dark; consent={UUID}",
	"msg=\"invalid token\" user={D4} reason=\"token expired\"",
	"\"error_description\":\"The access token provided is expired, revoked, or malformed\"",
	"order_{A14} pay_{A14} cus_{A14} evt_{A24}",
	"eyJ|hbGciOiJIUzI1NiJ9.[payload].[signature]",
	"curl -u user:password http://desk.internal",
	"machine desk login robot password xxxxxxx",
	"AccountKey=<your-account-key>;EndpointSuffix=core.windows.net",
	"twilio: message SM{H32} delivered",
	"datadog trace {D19} flushed",
	"github.com/acme/desk@{H40}",
	"password must be at least 12 characters",
	"nonce-{B22}==",
	"\"kid\": \"{B32}\", \"n\": \"{B342}\", \"e\": \"AQAB\"",
	"{\"next_cursor\": \"{NOALG}\"",
	"access_key: null, secret_key: null",
	"credentials=SecretManagerCredentialsProvider(project)",
	"GET /callback?code=redacted&state={UUID}",
	"deploy {H12}-{H8}-eu-1",
	"mailgun stored {H32}-{H8}",
	"10.168.100.12 192.168.100.201 172.16.254.1:8443",
	"Chrome/126.0.0.0 Safari/537.36 1.29.0.1764237601",
	"MicrosoftEntityFramework{D1}.Design{D1}.DesignTimeServicesReferences",
	"NullReferenceExceptionHandler.Resolv.ResolveTypeFromAssemblyName",
	"OrderServiceImplementationX.handle1.reportToTheOperatorImmediately2",
	"com.acme.Notification.Handler.ProcessIncomingMessagesFromQueue",
	"items 1/{D12}: done, 2/{D16}/x",
	"GET /v1/{D16}/items HTTP/1.1",
	"path/to/files.{H64}",
	"pattern-of-names.{H64}",
	"TASK{H32} DISK{H32}",
	"SKU{H32} SK-{H32}",
	"md-button-toggle-group-item md-toggleButtonGroupItem",
	"curl -u {L20}:X http://desk.internal",
	"-----BEG|IN PRIVATE KEY-----\\nEXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE0\\n"
	"-----END PRIVATE KEY-----",
	"csrfmiddlewaretoken={A32}",
	"Cookie: csrftoken={A32}",
	"Set-Cookie: XSRF-TOKEN={A32}; Path=/",
	"api_key: /etc/ssl/desk{L6}.pem",
	"token = kv/data/{L8}",
	"password: ./keys/{L6}.key",
	"\"password\": \"env(DB_PASSWORD)\"",
	"auth_token=var.API_KEY_OF_DESK",
	"password=local.db_password_2",
	"password=TODO_SET_THIS_1",
	"\"AWS::AppSync::ApiKey\": \"{H16}\"",
	"api_key_of_cache: {H16}",
	"desk/tokenize.py,sha256={A40}",
	"redis://[[USERNAME:]PASSWORD@]HOST[:PORT]",
	"API_KEY=fake-api-key-123",
	"SECRET=token-goes-here-1",
	"https://user:xxxx@host.internal",
	"https://user:[hidden]@host.internal",
	"https://user:%PASSWORD%@host.internal",
	"token_hash={H64}",
	"\"secretHash\": \"{H40}\"",
	"kms_key_id: {UUID}",
	"PUBLIC_KEY={B43}=",
	"Authorization: Bas|ic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
	"Account|Key=Eby8vdM02xNOcqFl|qUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/"
	"KBHBeksoGMGw==",
	"access_token=2YotnFZFEjr1zCsicMWpAA",
	"{NOALG}",
};

static void count(const LeakFinding *finding, gpointer data)
{
	guint *found = data;
	++*found;
}

static gboolean is_found(const char *line)
{
	guint found = 0;
	g_autoptr(LeakStream) stream = leak_stream_new(TRUE, count, &found);
	leak_stream_feed(stream, line, strlen(line));
	leak_stream_feed(stream, "\n", 1);
	leak_stream_end(stream);
	return found > 0;
}

static char *fill_in(const char *line, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(line, "%s", 2);
	return g_strconcat(parts[0], value, parts[1], NULL);
}

static guint missed_of(const struct sample *sample, const char *const *lines, gsize count_lines, guint32 seed,
		       GString *missed)
{
	guint misses = 0;
	for (gsize i = 0; i < count_lines; i++) {
		gsize from, end;
		g_autofree char *value = sample_hit(sample, seed * 1000 + (guint32)i, &from, &end);
		g_autofree char *line = fill_in(lines[i], value);
		if (is_found(line))
			continue;
		misses++;
		g_string_append_printf(missed, "%s: %s\n", sample->kind, line);
	}
	return misses;
}

static guint missed_named(guint32 seed, GString *missed)
{
	static const char *const values[] = { "{A40}", "{H40}", "{T43}", "k9{A14}", "live_7{A24}" };
	guint misses = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(NAMED); i++)
		for (gsize j = 0; j < G_N_ELEMENTS(values); j++) {
			g_autofree char *value = sample_make(values[j], seed * 100 + (guint32)j);
			g_autofree char *line = fill_in(NAMED[i], value);
			if (is_found(line))
				continue;
			misses++;
			g_string_append_printf(missed, "named: %s\n", line);
		}
	return misses;
}

START_TEST(finds_nearly_all_by_their_names)
{
	g_autoptr(GString) missed = g_string_new(NULL);
	guint misses = 0;
	for (guint32 seed = 1; seed <= SEEDS; seed++)
		misses += missed_named(seed, missed);
	g_string_truncate(missed, MIN(missed->len, 1500));
	guint lines = SEEDS * G_N_ELEMENTS(NAMED) * 5;
	ck_assert_msg(misses * 100 <= 2 * lines, "%u of %u are missed:\n%s", misses, lines, missed->str);
}
END_TEST

START_TEST(finds_nearly_all)
{
	g_autoptr(GString) missed = g_string_new(NULL);
	guint misses = 0, lines = 0;
	for (guint32 seed = 1; seed <= SEEDS / 4; seed++) {
		for (gsize i = 0; i < samples_count; i++)
			misses += missed_of(&samples[i], LINES, G_N_ELEMENTS(LINES), seed, missed);
		for (gsize i = 0; i < named_samples_count; i++)
			misses += missed_of(&named_samples[i], FRAMES, G_N_ELEMENTS(FRAMES), seed, missed);
		lines += samples_count * G_N_ELEMENTS(LINES) + named_samples_count * G_N_ELEMENTS(FRAMES);
	}
	g_string_truncate(missed, MIN(missed->len, 1500));
	ck_assert_msg(misses * 100 <= lines, "%u of %u are missed:\n%s", misses, lines, missed->str);
}
END_TEST

START_TEST(tells_nearly_nothing_else)
{
	g_autoptr(GString) told = g_string_new(NULL);
	guint wrong = 0;
	for (guint32 seed = 1; seed <= SEEDS; seed++)
		for (gsize i = 0; i < G_N_ELEMENTS(LOOKALIKES); i++) {
			g_autofree char *line = sample_make(LOOKALIKES[i], seed);
			if (!is_found(line))
				continue;
			wrong++;
			g_string_append_printf(told, "%s\n", line);
		}
	g_string_truncate(told, MIN(told->len, 1500));
	ck_assert_msg(wrong * 100 <= SEEDS * G_N_ELEMENTS(LOOKALIKES), "%u are told:\n%s", wrong, told->str);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { finds_nearly_all, finds_nearly_all_by_their_names,
				       tells_nearly_nothing_else, NULL };
	return suite_run("leak/lines", tests);
}
