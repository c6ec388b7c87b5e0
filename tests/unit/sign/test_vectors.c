/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every value that vendors published, in ../shared/data/webhook-schemes.json: it comes out when signing, it
 * is accepted, and one changed byte is not. */
#include <string.h>

#include "base/json.h"
#include "base/paths.h"
#include "sign_help.h"

static json_t *data;

static const char *text_of(const json_t *object, const char *member)
{
	return json_string_value(json_object_get(object, member));
}

static char *secret_text(const json_t *vector)
{
	const json_t *parts = json_object_get(vector, "secret_parts");
	g_autoptr(GString) out = g_string_new(NULL);
	for (size_t i = 0; i < json_array_size(parts); i++)
		g_string_append(out, json_string_value(json_array_get(parts, i)));
	return out->len > 0 ? g_string_free(g_steal_pointer(&out), FALSE) : NULL;
}

static char *key_text(const json_t *vector)
{
	const char *public_key = text_of(vector, "public_key");
	return public_key != NULL ? g_strdup(public_key) : secret_text(vector);
}

/* One byte of a text everywhere where the text is; NULL: nowhere. */
static char *with_changed(const char *in, const char *what, gsize at, char to)
{
	const char *found = in != NULL ? strstr(in, what) : NULL;
	if (found == NULL)
		return g_strdup(in);
	char *out = g_strdup(in);
	out[(gsize)(found - in) + at] = to;
	return out;
}

static Request *request_of(const json_t *vector, const char *what, gsize at, char to)
{
	const char *name = NULL;
	json_t *value = NULL;
	g_autofree char *body = with_changed(text_of(vector, "body"), what, at, to);
	Request *request = request_new(body);
	request->method = g_strdup(text_of(vector, "method"));
	request->url = with_changed(text_of(vector, "url"), what, at, to);
	json_object_foreach (json_object_get(vector, "headers"), name, value) {
		g_autofree char *text = with_changed(json_string_value(value), what, at, to);
		request_header(request, name, text);
	}
	return request;
}

typedef void (*Each)(const struct scheme *scheme, const json_t *vector);

static guint each_vector(Each each)
{
	guint n = 0;
	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *row = json_array_get(data, i);
		const json_t *vectors = json_object_get(row, "vectors");
		for (size_t j = 0; j < json_array_size(vectors); j++, n++) {
			const struct scheme *scheme = scheme_find(text_of(row, "id"));
			ck_assert_msg(scheme != NULL, "%s", text_of(row, "id"));
			each(scheme, json_array_get(vectors, j));
		}
	}
	return n;
}

static const char *header_value(const json_t *vector, const char *name)
{
	const char *key = NULL;
	json_t *value = NULL;
	json_object_foreach (json_object_get(vector, "headers"), key, value)
		if (g_ascii_strcasecmp(key, name) == 0)
			return json_string_value(value);
	return NULL;
}

static void sign_vector(const struct scheme *scheme, const json_t *vector)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *secret = secret_text(vector);
	if (secret == NULL)
		return; /* only the public key was published */
	g_autoptr(Signer) signer = signer_of(scheme, secret, SIGN_TO_SEND);
	Request *request = request_of(vector, "\1", 0, 0);
	const SchemeField *id = signer_plan(signer)->fields[FIELD_ID];
	SignInput input = request_input(request);
	g_autoptr(GPtrArray) parts = sign_parts_new();
	input.timestamp = text_of(vector, "timestamp");
	input.id = id != NULL ? header_value(vector, id->name) : NULL;
	ck_assert_msg(sign_headers(signer, &input, parts, &error), "%s: %s", text_of(vector, "id"),
		      error != NULL ? error->message : "");
	const SignPart *last = g_ptr_array_index(parts, parts->len - 1);
	ck_assert_msg(strcmp(last->value, text_of(vector, "expected")) == 0, "%s: %s", text_of(vector, "id"),
		      last->value);
	request_free(request);
}

START_TEST(all_come_out_when_signing)
{
	ck_assert_uint_ge(each_vector(sign_vector), 41);
}
END_TEST

static gint64 time_of(const struct scheme *scheme, const json_t *vector)
{
	gint64 then = 0;
	const char *text = text_of(vector, "timestamp");
	if (text != NULL)
		ck_assert(sign_timestamp_read(scheme->unit, text, strlen(text), &then));
	return then;
}

static void verify_vector(const struct scheme *scheme, const json_t *vector)
{
	g_autofree char *key = key_text(vector);
	g_autoptr(Signer) signer = signer_of(scheme, key, SIGN_TO_CHECK);
	Request *request = request_of(vector, "\1", 0, 0);
	gint64 then = time_of(scheme, vector), second = G_USEC_PER_SEC;
	const char *id = text_of(vector, "id");
	ck_assert_msg(verdict_of(signer, request, then, SIGN_TOLERANCE_OF_SCHEME) == SIGN_GOOD, "%s", id);
	ck_assert_msg(verdict_of(signer, request, 0, SIGN_TOLERANCE_OFF) == SIGN_GOOD, "%s", id);
	if (then != 0) {
		ck_assert_int_eq(verdict_of(signer, request, then + 60 * second, 60), SIGN_GOOD);
		ck_assert_int_eq(verdict_of(signer, request, then - 60 * second, 60), SIGN_GOOD);
		ck_assert_int_eq(verdict_of(signer, request, then + 61 * second, 60), SIGN_TOO_OLD);
		ck_assert_int_eq(verdict_of(signer, request, then - 61 * second, 60), SIGN_IN_FUTURE);
	}
	request_free(request);
}

START_TEST(all_are_accepted)
{
	ck_assert_uint_ge(each_vector(verify_vector), 41);
}
END_TEST

/* ---- one changed byte ---- */

static gboolean accepted(const struct scheme *scheme, const json_t *vector, const char *what, gsize at,
			 char to)
{
	g_autofree char *key = key_text(vector);
	g_autoptr(Signer) signer = signer_of(scheme, key, SIGN_TO_CHECK);
	Request *request = request_of(vector, what, at, to);
	SignVerdict verdict = verdict_of(signer, request, 0, SIGN_TOLERANCE_OFF);
	request_free(request);
	return verdict == SIGN_GOOD;
}

/* The encoded signature at the end of what was expected. */
static char *signature_of(const json_t *vector)
{
	const char *expected = text_of(vector, "expected");
	gsize end = strlen(expected);
	gsize start = end;
	while (start > 0 && expected[start - 1] == '=')
		start--;
	while (start > 0 && (g_ascii_isalnum(expected[start - 1]) || strchr("+/-_", expected[start - 1])))
		start--;
	return g_strdup(expected + start);
}

static void change_signature(const struct scheme *scheme, const json_t *vector)
{
	g_autofree char *signature = signature_of(vector);
	for (gsize i = 0; signature[i] != '\0'; i++) {
		static const char to[] = "0123456789abcdefABCDEFyz+/=- ~";
		for (gsize j = 0; to[j] != '\0'; j += 1 + i % 3)
			if (to[j] != signature[i])
				ck_assert_msg(!accepted(scheme, vector, signature, i, to[j]), "%s: %zu %c",
					      text_of(vector, "id"), i, to[j]);
	}
}

START_TEST(a_changed_signature_is_not)
{
	each_vector(change_signature);
}
END_TEST

static void change_body(const struct scheme *scheme, const json_t *vector)
{
	const char *body = text_of(vector, "body");
	g_autoptr(SchemePlan) plan = scheme_compile(scheme, NULL, NULL);
	gboolean in_body = plan->fields[FIELD_SIGNATURE]->place == PLACE_BODY;
	if (in_body || *body == '\0')
		return;
	for (gsize i = 0; i < strlen(body); i += 1 + strlen(body) / 50)
		ck_assert_msg(!accepted(scheme, vector, body, i, (char)(body[i] ^ 1)), "%s: %zu",
			      text_of(vector, "id"), i);
}

START_TEST(nor_a_changed_body)
{
	each_vector(change_body);
}
END_TEST

/* What is signed of bodies and URLs that hold their signature themselves. */
START_TEST(nor_a_changed_member)
{
	static const struct {
		const char *vector, *what;
		gsize at;
		char to;
	} cases[] = {
		{ "adyen-item", "7914073381342284", 3, '5' },
		{ "adyen-item", "\"value\":1130", 8, '2' },
		{ "adyen-item", "\"success\":\"true\"", 11, 'T' },
		{ "mailgun-sdk", "5egbgr1vjgqxtrnp65", 0, '6' },
		{ "mailgun-sdk", "1403645220", 9, '1' },
		{ "shopify-proxy-docs", "extra=2", 6, '3' },
		{ "shopify-proxy-docs", "1317327555", 9, '6' },
		{ "shopify-proxy-docs-anonymous", "shop-name", 0, 't' },
		{ "twilio-form-basic", "foo=1", 4, '2' },
		{ "twilio-form-port", ":443", 1, '5' },
		{ "twilio-json-body", "bodySHA256=0a1f", 11, '1' },
		{ "square-sdk", "webhook.site", 0, 'W' },
		{ "hubspot-v2-sdk", "webhook_uri", 0, 'W' },
		{ "hubspot-v3-sdk", "15000000", 0, '2' },
		{ "standard-webhooks-sign", "1614265330", 9, '1' },
		{ "standard-webhooks-sign", "msg_p5j", 4, 'q' },
		{ "svix-asymmetric", "msg_p5j", 4, 'q' },
		{ "sendgrid-sdk", "1600112502", 9, '3' },
		{ "slack-docs", "1531420618", 9, '9' },
		{ "stripe-dotnet", "t=1533204620", 11, '1' },
		{ "paddle-sdk", "ts=1696195954", 12, '5' },
		{ "workos-sdk", "t=1632409405772", 14, '3' },
		{ "box-primary", "2020-01-01T00:00:00-07:00", 18, '1' },
	};
	guint found = 0;
	for (gsize c = 0; c < G_N_ELEMENTS(cases); c++)
		for (size_t i = 0; i < json_array_size(data); i++) {
			const json_t *row = json_array_get(data, i);
			const json_t *vectors = json_object_get(row, "vectors");
			for (size_t j = 0; j < json_array_size(vectors); j++) {
				const json_t *vector = json_array_get(vectors, j);
				if (strcmp(text_of(vector, "id"), cases[c].vector) != 0)
					continue;
				found++;
				ck_assert_msg(!accepted(scheme_find(text_of(row, "id")), vector,
							cases[c].what, cases[c].at, cases[c].to),
					      "%s %s", cases[c].vector, cases[c].what);
			}
		}
	ck_assert_uint_eq(found, G_N_ELEMENTS(cases));
}
END_TEST

static void change_secret(const struct scheme *scheme, const json_t *vector)
{
	g_autofree char *key = key_text(vector);
	if (text_of(vector, "public_key") != NULL)
		return;
	/* A digit of every form. */
	gsize at = strlen(key) / 2;
	key[at] = key[at] == '1' ? '2' : '1';
	g_autoptr(Signer) signer = signer_of(scheme, key, SIGN_TO_CHECK);
	Request *request = request_of(vector, "\1", 0, 0);
	ck_assert_msg(verdict_of(signer, request, 0, SIGN_TOLERANCE_OFF) == SIGN_WRONG, "%s",
		      text_of(vector, "id"));
	request_free(request);
}

START_TEST(nor_another_secret)
{
	each_vector(change_secret);
}
END_TEST

/* ---- the table and the data ---- */

/* The nonce of Plivo is a signed id in weir's words, the id of these is in the signed text of the others. */
START_TEST(what_can_be_refused_is_as_recorded)
{
	static const char *const names[] = {
		[GUARD_NONE] = "none",
		[GUARD_UNSIGNED_ID] = "unsigned-id",
		[GUARD_SIGNED_ID] = "none",
		[GUARD_SIGNED_TIMESTAMP] = "signed-timestamp",
	};
	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *row = json_array_get(data, i);
		const struct scheme *scheme = scheme_find(text_of(row, "id"));
		ck_assert_msg(scheme != NULL, "%s is missing", text_of(row, "id"));
		g_autoptr(SchemePlan) plan = scheme_compile(scheme, NULL, NULL);
		ck_assert_msg(strcmp(names[plan->guard], text_of(row, "replay_guard")) == 0, "%s: %d",
			      scheme->id, plan->guard);
		const json_t *tolerance = json_object_get(row, "tolerance_seconds");
		ck_assert_msg(json_integer_value(tolerance) == scheme->tolerance, "%s", scheme->id);
		ck_assert_str_eq(scheme->source, text_of(row, "source_url"));
		gboolean summary = strcmp(text_of(row, "evidence"), "secondary-summary") == 0;
		ck_assert_int_eq(scheme->certainty == CERTAINTY_SUMMARY, summary);
	}
	ck_assert_uint_ge(json_array_size(data), 116);
}
END_TEST

int main(void)
{
	gsize length = 0;
	g_autofree char *path = suite_shared("data/webhook-schemes.json");
	if (path == NULL)
		return suite_skip("sign/vectors", "../shared/data/webhook-schemes.json is not there");
	g_autofree char *text = paths_read(path, (gsize)16 * 1024 * 1024, &length, NULL);
	data = weir_json_read(text, length, NULL, NULL, NULL);
	const TTest *const tests[] = { all_come_out_when_signing,
				       all_are_accepted,
				       a_changed_signature_is_not,
				       nor_a_changed_body,
				       nor_a_changed_member,
				       nor_another_secret,
				       what_can_be_refused_is_as_recorded,
				       NULL };
	int status = suite_run("sign/vectors", tests);
	json_decref(data);
	return status;
}
