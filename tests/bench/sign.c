/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing and verifying 1 KiB, beside a bare loop over libcrypto's HMAC-SHA256 in the same process: for
 * `make bench`.  Both compute one HMAC for each request that is signed or verified; turn about, so that what
 * else the machine does meets both.
 * usage: bench_sign [TURNS]     prints weir=RATE peer=RATE, requests a second, of the turn whose ratio is the
 * median */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sign/schemes.h"
#include "sign/sign.h"

enum { BODY_BYTES = 1024, REQUESTS = 4000, MOST_TURNS = 1001 };

static char body[BODY_BYTES];
static const char key[] = "whsec_"
			  "bWFkZS1mb3ItdGVzdHMtb25seS0tLS0=";

static double rate(gint64 began)
{
	return 2.0 * REQUESTS * G_USEC_PER_SEC / (double)(g_get_monotonic_time() - began);
}

static double run_weir(Signer *signer)
{
	guint good = 0;
	gint64 began = g_get_monotonic_time(), now = 1700000000 * (gint64)G_USEC_PER_SEC;
	for (guint i = 0; i < REQUESTS; i++) {
		SignResult result;
		g_autoptr(GPtrArray) parts = sign_parts_new();
		SignInput input = {
			.body = body, .length = sizeof body, .id = "msg_p5jXN8AQM9LWM0D4loKWxJek", .now = now
		};
		body[i % sizeof body]++;
		sign_headers(signer, &input, parts, NULL);
		input.headers = parts;
		good += sign_verify(signer, &input, now, SIGN_TOLERANCE_OF_SCHEME, &result, NULL) &&
			result.why == SIGN_GOOD;
	}
	if (good != REQUESTS)
		exit(1);
	return rate(began);
}

/* At its best: the key is set once. */
static double run_peer(EVP_MAC_CTX *mac)
{
	unsigned char out[EVP_MAX_MD_SIZE];
	size_t length = 0;
	gint64 began = g_get_monotonic_time();
	for (guint i = 0; i < 2 * REQUESTS; i++) {
		body[i % sizeof body]++;
		if (EVP_MAC_init(mac, NULL, 0, NULL) != 1 ||
		    EVP_MAC_update(mac, (unsigned char *)body, sizeof body) != 1 ||
		    EVP_MAC_final(mac, out, &length, sizeof out) != 1)
			exit(1);
	}
	return rate(began);
}

static EVP_MAC_CTX *peer_mac(void)
{
	char sha256[] = "SHA256";
	OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
				    OSSL_PARAM_construct_end() };
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (EVP_MAC_init(context, (const unsigned char *)"made-for-tests-only----", 23, parameters) != 1)
		exit(1);
	return context;
}

struct turn {
	double weir, peer;
};

static int compare(const void *a, const void *b)
{
	const struct turn *one = a, *other = b;
	double left = one->weir * other->peer, right = other->weir * one->peer;
	return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
	struct turn turns[MOST_TURNS];
	guint n = argc > 1 ? (guint)g_ascii_strtoull(argv[1], NULL, 10) : 41;
	n = CLAMP(n, 1, MOST_TURNS);
	g_autoptr(SecBuf) secret = secbuf_new("bench", key, strlen(key), NULL);
	g_autoptr(Signer) signer =
		signer_new(scheme_find("standard-webhooks-v1"), secret, SIGN_TO_SEND, NULL);
	if (signer == NULL)
		return 1;
	EVP_MAC_CTX *mac = peer_mac();
	for (guint i = 0; i < n; i++)
		turns[i] = (struct turn){ run_weir(signer), run_peer(mac) };
	EVP_MAC_CTX_free(mac);
	qsort(turns, n, sizeof *turns, compare);
	printf("weir=%.0f peer=%.0f\n", turns[n / 2].weir, turns[n / 2].peer);
	return 0;
}
