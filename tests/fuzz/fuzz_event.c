/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of webhooks through every scheme and every case: what is made can be sent, and
 * what a receiver keeps of it is what arrived.  The first byte chooses the scheme, the
 * second the case, the third what the body is said to be; the rest is the body. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "replay/case_build.h"
#include "replay/receiver_parts.h"
#include "sign/schemes.h"

#define BASE "http://127.0.0.1:8001"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- one server, and a setup for each scheme ---- */

static const char manifest_text[] =
	"{\"triggers\":[{\"type\":\"trigger\",\"name\":\"one\"},{\"type\":\"trigger\",\"name\":\"two\"}]}";
static const char openapi_text[] =
	"{\"paths\":{\"/hooks/one/{subscriptionId}\":{\"post\":{\"requestBody\":{\"content\":{"
	"\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},"
	"\"n\":{\"type\":\"integer\"},\"list\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
	"\"pattern\":\"^(a+)+$\"}}},\"required\":[\"id\"],\"additionalProperties\":false}}}}}},"
	"\"/hooks/two/{subscriptionId}\":{\"post\":{}}}}";

struct bench {
	ReplaySetup setup;
	Signer *checker;
	char *token_header;
};

static struct {
	Target *target;
	Server *server;
	struct bench *benches; /* one for each scheme, made when it is wanted */
} all;

static void set_up(void)
{
	g_autoptr(json_t) manifest = json_loads(manifest_text, 0, NULL);
	g_autoptr(json_t) openapi = json_loads(openapi_text, 0, NULL);
	all.target = target_new("fuzz", BASE);
	TriggerSettings *settings = target_add_trigger(all.target, "one");
	settings->route = g_strdup("POST /hooks/one/{subscriptionId}");
	settings = target_add_trigger(all.target, "two");
	settings->route = g_strdup("POST /hooks/two/{subscriptionId}");
	all.server = server_build(manifest, NULL, openapi, all.target, NULL);
	g_assert_nonnull(all.server);
	all.benches = g_new0(struct bench, schemes_count());
}

static char *pem_of(EVP_PKEY *key)
{
	char *bytes = NULL;
	BIO *out = BIO_new(BIO_s_mem());
	g_assert_cmpint(PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL), ==, 1);
	long length = BIO_get_mem_data(out, &bytes);
	char *text = g_strndup(bytes, (gsize)length);
	BIO_free(out);
	EVP_PKEY_free(key);
	return text;
}

static char *secret_text(const struct scheme *scheme)
{
	static const char *const texts[N_SECRET_FORMS] = {
		[SECRET_TEXT] = "user:made-for-the-fuzzer",
		[SECRET_BASE64] = "bWFkZS1mb3ItdGhlLWZ1enplcg==",
		[SECRET_HEX] = "6d6164652d666f722d7468652d66757a7a6572",
		[SECRET_WHSEC] = "whsec_bWFkZS1mb3ItdGhlLWZ1enplcg==",
	};
	if (!scheme_is_asymmetric(scheme))
		return g_strdup(texts[scheme->secret]);
	if (scheme->algorithm == ALGORITHM_ED25519)
		return pem_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
	if (scheme->algorithm == ALGORITHM_ECDSA_P256 || scheme->algorithm == ALGORITHM_JWT_ES256)
		return pem_of(EVP_EC_gen("P-256"));
	return pem_of(EVP_RSA_gen(2048));
}

static struct bench *bench_of(guint number)
{
	struct bench *bench = &all.benches[number];
	ReplaySetup *setup = &bench->setup;
	if (setup->scheme != NULL)
		return bench;
	const struct scheme *scheme = schemes_at(number);
	g_autofree char *text = secret_text(scheme);
	SecBuf *secret = secbuf_new("fuzz", text, strlen(text), NULL);
	*setup = (ReplaySetup){ .target = all.target,
				.server = all.server,
				.trigger = server_trigger(all.server, "one"),
				.scheme = scheme,
				.canary = TRUE,
				.id = "delivery-1",
				.bearer = secret };
	setup->own = (ReplaySubscription){ setup->trigger, "sub-1", "con-1", "mark-1", secret };
	setup->other_tenant = (ReplaySubscription){ setup->trigger, "sub-2", "con-2", "mark-2", secret };
	setup->other_trigger =
		(ReplaySubscription){ server_trigger(all.server, "two"), "sub-3", "con-1", "mark-3", secret };
	g_assert_true(replay_setup_signers(setup, NULL));
	if (scheme->algorithm != ALGORITHM_NONE) {
		bench->checker = signer_new(scheme, secret, SIGN_TO_CHECK, NULL);
		g_assert_nonnull(bench->checker);
		bench->token_header = receiver_token_header(setup->plan);
	}
	return bench;
}

/* ---- on its way ---- */

static gboolean is_one_line(const char *text)
{
	return strpbrk(text, "\r\n") == NULL;
}

/* As the receiver gets it. */
static Capture *arrived(const Delivery *delivery)
{
	Capture *capture = capture_new();
	g_free(capture->method);
	g_free(capture->target);
	capture->method = g_strdup(delivery->method);
	capture->target = g_strdup(delivery->path);
	capture->time = g_get_real_time();
	g_assert_true(delivery->path[0] == '/' && strpbrk(delivery->path, " \r\n") == NULL);
	for (guint i = 0; i + 1 < delivery->headers->len; i++) {
		const char *line = delivery->headers->pdata[i];
		const char *colon = strstr(line, ": ");
		g_assert_true(colon != NULL && colon > line && is_one_line(line));
		g_autofree char *name = g_strndup(line, (gsize)(colon - line));
		capture_add_header(capture, name, colon + 2);
	}
	capture_add_header(capture, "Content-Type", delivery->content_type);
	if (delivery->body != NULL) {
		g_bytes_unref(capture->body);
		capture->body = g_bytes_ref(delivery->body);
	}
	return capture;
}

static void check_log(Capture *capture, const char *token_header)
{
	capture_redact(capture, token_header);
	g_autoptr(GBytes) packed = capture_pack(capture);
	g_autoptr(Capture) back = capture_unpack(1, packed, capture->body);
	g_assert_nonnull(back);
	g_assert_cmpstr(back->target, ==, capture->target);
	g_assert_cmpstr(back->verdict, ==, capture->verdict);
	g_assert_cmpuint(back->headers->len, ==, capture->headers->len);
	g_assert_cmpuint(back->flags, ==, capture->flags);
	g_autoptr(GPtrArray) lines = receiver_forward_headers(capture);
	for (guint i = 0; i + 1 < lines->len; i++)
		g_assert_true(is_one_line(lines->pdata[i]));
}

static void check_build(const struct bench *bench, const CaseBuild *build)
{
	g_assert_true((build->n == 0) == (build->reason != NULL));
	for (guint i = 0; i < build->n; i++) {
		g_autoptr(Capture) capture = arrived(build->deliveries[i]);
		if (bench->checker != NULL) {
			receiver_verify(capture, bench->checker, BASE);
			g_assert_nonnull(capture->verdict);
		}
		check_log(capture, bench->token_header);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { NULL, "application/json; charset=utf-8",
					     "application/x-www-form-urlencoded", "text/plain" };
	guint n_cases = 0;
	if (all.server == NULL)
		set_up();
	if (size < 3)
		return 0;
	while (replay_cases[n_cases].id != NULL)
		n_cases++;
	struct bench *bench = bench_of(data[0] % schemes_count());
	g_autoptr(GBytes) body = g_bytes_new(data + 3, size - 3);
	bench->setup.body = body;
	bench->setup.content_type = types[data[2] % G_N_ELEMENTS(types)];
	CaseBuild *build = case_build(&replay_cases[data[1] % n_cases], &bench->setup, NULL);
	check_build(bench, build);
	case_build_free(build);
	return 0;
}
