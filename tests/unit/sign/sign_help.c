/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign_help.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#include "base/json.h"

Request *request_new(const char *body)
{
	Request *request = g_new0(Request, 1);
	request->body = g_strdup(body);
	request->length = strlen(body);
	request->headers = sign_parts_new();
	request->params = sign_parts_new();
	return request;
}

void request_free(Request *request)
{
	g_free(request->body);
	g_free(request->method);
	g_free(request->url);
	g_ptr_array_unref(request->headers);
	g_ptr_array_unref(request->params);
	g_free(request);
}

void request_header(Request *request, const char *name, const char *value)
{
	g_ptr_array_add(request->headers, sign_part_new(PLACE_HEADER, name, value, -1));
}

SignInput request_input(const Request *request)
{
	return (SignInput){ .body = request->body,
			    .length = request->length,
			    .method = request->method,
			    .url = request->url,
			    .headers = request->headers,
			    .params = request->params };
}

SecBuf *secret_of(const char *text)
{
	SecBuf *secret = secbuf_new("test", text, strlen(text), NULL);
	ck_assert_ptr_nonnull(secret);
	return secret;
}

Signer *signer_of(const struct scheme *scheme, const char *secret, SignPurpose purpose)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SecBuf) held = secret != NULL ? secret_of(secret) : NULL;
	Signer *signer = signer_new(scheme, held, purpose, &error);
	ck_assert_msg(signer != NULL, "%s: %s", scheme->id, error != NULL ? error->message : "");
	return signer;
}

SignVerdict verdict_of(Signer *signer, const Request *request, gint64 now, gint64 tolerance)
{
	SignResult result;
	g_autoptr(GError) error = NULL;
	SignInput input = request_input(request);
	gboolean judged = sign_verify(signer, &input, now, tolerance, &result, &error);
	ck_assert_msg(judged, "%s", error != NULL ? error->message : "");
	g_autofree char *sentence = sign_verdict_sentence(&result);
	ck_assert(*sentence != '\0' && strstr(sentence, "%") == NULL);
	return result.why;
}

/* ---- placing ---- */

static void place_in_body(Request *request, const SignPart *part)
{
	g_autoptr(json_t) document = weir_json_read(request->body, request->length, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(document);
	g_autofree char *parent = g_strdup(part->name);
	char *slash = strrchr(parent, '/');
	*slash = '\0';
	json_t *object = *parent != '\0' ? weir_json_pointer(document, parent) : document;
	ck_assert_msg(json_is_object(object), "%s", part->name);
	json_object_set_new(object, slash + 1, json_string(part->value));
	g_free(request->body);
	request->body = weir_json_print(document);
	request->length = strlen(request->body);
}

static void place_in_url(Request *request, const SignPart *part)
{
	g_autofree char *old = request->url;
	if (part->place == PLACE_PATH) {
		gsize path = strcspn(old, "?");
		request->url = g_strdup_printf("%.*s/%s%s", (int)path, old, part->value, old + path);
		return;
	}
	g_autofree char *value = g_uri_escape_string(part->value, NULL, FALSE);
	request->url = g_strconcat(old, strchr(old, '?') != NULL ? "&" : "?", part->name, "=", value, NULL);
}

void request_place(Request *request, const GPtrArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		const SignPart *part = g_ptr_array_index(parts, i);
		if (part->place == PLACE_HEADER)
			request_header(request, part->name, part->value);
		else if (part->place == PLACE_BODY)
			place_in_body(request, part);
		else
			place_in_url(request, part);
	}
}

/* ---- keys ---- */

static char *pem_of(EVP_PKEY *key, gboolean is_private)
{
	char *bytes = NULL;
	BIO *out = BIO_new(BIO_s_mem());
	if (is_private)
		PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL);
	else
		PEM_write_bio_PUBKEY(out, key);
	long length = BIO_get_mem_data(out, &bytes);
	char *text = g_strndup(bytes, (gsize)length);
	BIO_free(out);
	return text;
}

char *key_pair_pem(const struct scheme *scheme, char **public_key)
{
	const char *name = scheme_algorithm_name(scheme->algorithm);
	EVP_PKEY *key = strcmp(name, "ed25519") == 0 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
			: strstr(name, "rs") != NULL ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048)
						     : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	ck_assert_ptr_nonnull(key);
	*public_key = pem_of(key, FALSE);
	char *text = pem_of(key, TRUE);
	EVP_PKEY_free(key);
	return text;
}

const char *secret_for(const struct scheme *scheme)
{
	static const char *const secrets[N_SECRET_FORMS] = {
		[SECRET_TEXT] = "user:made-for-tests",
		[SECRET_BASE64] = "bWFkZS1mb3ItdGVzdHMtb25seQ==",
		[SECRET_HEX] = "00FFa1b2c3d4e5f60718293a4b5c6d7e",
		[SECRET_WHSEC] = "whsec_bWFkZS1mb3ItdGVzdHMtb25seQ==",
	};
	return secrets[scheme->secret];
}
