/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every scheme of the table: what it signs it accepts, and nothing else. */
#include <string.h>

#include "sign_help.h"

enum { TIME = 1700000000 };
#define NOW ((gint64)TIME * G_USEC_PER_SEC)

/* It has what any scheme reads in a body. */
static const char json_body[] =
	"{\"pspReference\":\"79140\",\"merchantAccountCode\":\"M\",\"merchantReference\":\"R\","
	"\"amount\":{\"value\":1130,\"currency\":\"EUR\"},\"eventCode\":\"AUTHORISATION\",\"success\":"
	"\"true\","
	"\"additionalData\":{},\"signature\":{\"timestamp\":\"1700000000\",\"token\":\"tok\"},"
	"\"webhookTimestamp\":1700000000000,\"time_ms\":1700000000000,\"Timestamp\":\"2023-11-14T22:13:20Z\","
	"\"MessageId\":\"m-1\",\"Message\":\"hello\",\"TopicArn\":\"arn:x\",\"Type\":\"Notification\","
	"\"value\":{\"0\":{}}}";
static const char form_body[] = "To=2&From=%2B1&Digits=a+b&From=%2B1";

static gboolean uses(const SchemePlan *plan, TemplateValue value)
{
	return (plan->uses & TEMPLATE_USES(value)) != 0;
}

struct keys {
	char *private_key, *public_key; /* the same where there is one */
};

static struct keys keys_of(const struct scheme *scheme)
{
	struct keys keys = { NULL, NULL };
	if (scheme_is_asymmetric(scheme))
		keys.private_key = key_pair_pem(scheme, &keys.public_key);
	else
		keys = (struct keys){ g_strdup(secret_for(scheme)), g_strdup(secret_for(scheme)) };
	return keys;
}

static void keys_clear(struct keys *keys)
{
	g_free(keys->private_key);
	g_free(keys->public_key);
}

static Request *request_for(const SchemePlan *plan)
{
	gboolean form = uses(plan, TEMPLATE_SORTED_FORM);
	Request *request = request_new(form ? form_body : json_body);
	request->url = g_strdup("https://hooks.example.com/in/a?b=1&a=2&b=3");
	if (form)
		request_header(request, "content-type", "application/x-www-form-urlencoded; charset=utf-8");
	g_ptr_array_add(request->params, sign_part_new(PLACE_HEADER, "webhook_id", "wh-7", -1));
	return request;
}

/* The request as it would be received. */
static Request *signed_request(Signer *signer)
{
	g_autoptr(GError) error = NULL;
	const SchemePlan *plan = signer_plan(signer);
	Request *request = request_for(plan);
	SignInput input = request_input(request);
	g_autoptr(GPtrArray) parts = sign_parts_new();
	input.now = NOW;
	input.id = "delivery-1";
	ck_assert_msg(sign_headers(signer, &input, parts, &error), "%s: %s", plan->scheme->id,
		      error != NULL ? error->message : "");
	request_place(request, parts);
	return request;
}

/* Time and id are read back as they were written, wherever they stand; in a token nobody looks for them. */
static void values_come_back(const SchemePlan *plan, const Request *request)
{
	const SignInput input = request_input(request);
	g_autofree char *id = sign_value_of(plan, &input, FIELD_ID);
	g_autofree char *time = sign_value_of(plan, &input, FIELD_TIMESTAMP);
	g_autofree char *written = sign_timestamp(plan->scheme->unit, NOW);
	if (scheme_takes(plan, FIELD_ID))
		ck_assert_msg(g_strcmp0(id, "delivery-1") == 0, "%s: %s", plan->scheme->id, id);
	if (scheme_takes(plan, FIELD_TIMESTAMP) && scheme_kind(plan->scheme) != KIND_JWT)
		ck_assert_msg(g_strcmp0(time, written) == 0, "%s: %s", plan->scheme->id, time);
}

static void round_trip(const struct scheme *scheme)
{
	struct keys keys = keys_of(scheme);
	g_autoptr(Signer) sender = signer_of(scheme, keys.private_key, SIGN_TO_SEND);
	g_autoptr(Signer) receiver = signer_of(scheme, keys.public_key, SIGN_TO_CHECK);
	/* The private key is as good. */
	g_autoptr(Signer) derived = signer_of(scheme, keys.private_key, SIGN_TO_CHECK);
	Request *request = signed_request(sender);
	values_come_back(signer_plan(sender), request);
	ck_assert_msg(verdict_of(receiver, request, NOW, SIGN_TOLERANCE_OF_SCHEME) == SIGN_GOOD, "%s: %d",
		      scheme->id, verdict_of(receiver, request, NOW, SIGN_TOLERANCE_OF_SCHEME));
	ck_assert_msg(verdict_of(derived, request, NOW, SIGN_TOLERANCE_OF_SCHEME) == SIGN_GOOD, "%s",
		      scheme->id);
	request_free(request);
	keys_clear(&keys);
}

/* ---- what must be refused ---- */

static void change(char *text, gsize at)
{
	text[at] = text[at] == 'x' ? 'y' : 'x';
}

static void change_body(Request *request)
{
	request->body[request->length - 3] ^= 1;
}

static void change_url(Request *request)
{
	change(request->url, strlen("https://hooks.example.com/i"));
}

static void change_method(Request *request)
{
	request->method = g_strdup("PUT");
}

/* What the scheme signs decides what may not be changed. */
static const struct {
	const char *what;
	TemplateValue values[3];
	void (*change)(Request *request);
} changes[] = {
	{ "url", { TEMPLATE_URL, TEMPLATE_PATH_QUERY, TEMPLATE_PLIVO_URL }, change_url },
	{ "method", { TEMPLATE_METHOD, TEMPLATE_METHOD, TEMPLATE_METHOD }, change_method },
};

static void must_fail(Signer *receiver, Request *request, const char *what)
{
	SignVerdict verdict = verdict_of(receiver, request, NOW, SIGN_TOLERANCE_OFF);
	ck_assert_msg(verdict != SIGN_GOOD, "%s: changed %s", signer_plan(receiver)->scheme->id, what);
	request_free(request);
}

static void check_headers(Signer *sender, Signer *receiver)
{
	const SchemePlan *plan = signer_plan(sender);
	Request *model = signed_request(sender);
	for (guint i = 0; i < model->headers->len; i++) {
		const SignPart *header = g_ptr_array_index(model->headers, i);
		gboolean id = plan->fields[FIELD_ID] != NULL &&
			      strcmp(plan->fields[FIELD_ID]->name, header->name) == 0;
		gboolean time = plan->fields[FIELD_TIMESTAMP] != NULL &&
				strcmp(plan->fields[FIELD_TIMESTAMP]->name, header->name) == 0;
		if (strcmp(header->name, "content-type") == 0 || (id && !plan->id_signed) ||
		    (time && plan->guard != GUARD_SIGNED_TIMESTAMP && !uses(plan, TEMPLATE_HEADERS)))
			continue;
		for (gsize at = 0; at < header->length; at += 1 + header->length / 20) {
			Request *request = signed_request(sender);
			change(((SignPart *)request->headers->pdata[i])->value, at);
			if (scheme_kind(plan->scheme) == KIND_KEYPAIR ||
			    plan->scheme->algorithm >= ALGORITHM_JWT_RS256)
				change(((SignPart *)request->headers->pdata[i])->value, header->length / 2);
			must_fail(receiver, request, header->name);
		}
	}
	request_free(model);
}

static void refuses_what_was_changed(const struct scheme *scheme)
{
	struct keys keys = keys_of(scheme), others = keys_of(scheme);
	if (!scheme_is_asymmetric(scheme))
		change(others.public_key, strlen(others.public_key) / 2);
	if (scheme->secret == SECRET_HEX)
		others.public_key[strlen(others.public_key) / 2] = 'e';
	g_autoptr(Signer) sender = signer_of(scheme, keys.private_key, SIGN_TO_SEND);
	g_autoptr(Signer) receiver = signer_of(scheme, keys.public_key, SIGN_TO_CHECK);
	g_autoptr(Signer) stranger = signer_of(scheme, others.public_key, SIGN_TO_CHECK);
	const SchemePlan *plan = signer_plan(sender);
	if (scheme->algorithm != ALGORITHM_NONE) {
		must_fail(stranger, signed_request(sender), "secret");
		check_headers(sender, receiver);
		Request *bare = request_for(plan);
		ck_assert_int_ne(verdict_of(receiver, bare, NOW, SIGN_TOLERANCE_OFF), SIGN_GOOD);
		request_free(bare);
	}
	if (plan->body_signed || uses(plan, TEMPLATE_SORTED_FORM)) {
		Request *request = signed_request(sender);
		change_body(request);
		must_fail(receiver, request, "body");
	}
	for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
		if (!uses(plan, changes[i].values[0]) && !uses(plan, changes[i].values[1]) &&
		    !uses(plan, changes[i].values[2]))
			continue;
		Request *request = signed_request(sender);
		changes[i].change(request);
		must_fail(receiver, request, changes[i].what);
	}
	keys_clear(&keys);
	keys_clear(&others);
}

static void looks_at_the_time(const struct scheme *scheme)
{
	struct keys keys = keys_of(scheme);
	g_autoptr(Signer) sender = signer_of(scheme, keys.private_key, SIGN_TO_SEND);
	Request *request = signed_request(sender);
	gint64 window = (gint64)scheme->tolerance * G_USEC_PER_SEC, second = G_USEC_PER_SEC;
	if (scheme->tolerance > 0) {
		ck_assert_int_eq(verdict_of(sender, request, NOW + window, SIGN_TOLERANCE_OF_SCHEME),
				 SIGN_GOOD);
		ck_assert_int_eq(verdict_of(sender, request, NOW + window + second, SIGN_TOLERANCE_OF_SCHEME),
				 SIGN_TOO_OLD);
		ck_assert_int_eq(verdict_of(sender, request, NOW - window, SIGN_TOLERANCE_OF_SCHEME),
				 SIGN_GOOD);
		ck_assert_int_eq(verdict_of(sender, request, NOW - window - second, SIGN_TOLERANCE_OF_SCHEME),
				 SIGN_IN_FUTURE);
	}
	ck_assert_int_eq(verdict_of(sender, request, NOW + 99 * window + second, SIGN_TOLERANCE_OFF),
			 SIGN_GOOD);
	gboolean timed = scheme->unit != TIME_NONE;
	ck_assert_int_eq(verdict_of(sender, request, NOW + 11 * second, 10),
			 timed ? SIGN_TOO_OLD : SIGN_GOOD);
	request_free(request);
	keys_clear(&keys);
}

START_TEST(each_scheme)
{
	const struct scheme *scheme = schemes_at((guint)_i);
	round_trip(scheme);
	refuses_what_was_changed(scheme);
	looks_at_the_time(scheme);
}
END_TEST

/* ---- the table ---- */

START_TEST(rows_are_whole)
{
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	guint sure = 0;
	for (guint i = 0; i < schemes_count(); i++) {
		const struct scheme *scheme = schemes_at(i);
		g_autoptr(GError) error = NULL;
		g_autoptr(SchemePlan) plan = scheme_compile(scheme, NULL, &error);
		ck_assert_msg(plan != NULL, "%s: %s", scheme->id, error != NULL ? error->message : "");
		ck_assert_msg(g_hash_table_add(ids, (gpointer)scheme->id), "%s twice", scheme->id);
		ck_assert_ptr_eq(scheme_find(scheme->id), scheme);
		ck_assert_ptr_nonnull(scheme->provider);
		ck_assert_msg(g_str_has_prefix(scheme->source, "https://"), "%s", scheme->id);
		sure += scheme->certainty != CERTAINTY_SUMMARY;
	}
	ck_assert_uint_ge(schemes_count(), 116);
	ck_assert_uint_ge(sure, 60);
	ck_assert_ptr_null(schemes_at(schemes_count()));
	ck_assert_ptr_null(scheme_find("githbu-sha256"));
	ck_assert_str_eq(scheme_nearest("githbu-sha256"), "github-sha256");
}
END_TEST

/* Schemes that look alike take nothing of each other: same header, same words, other secret or algorithm. */
START_TEST(lookalikes)
{
	static const struct {
		const char *sender, *receiver;
		SignVerdict verdict;
	} cases[] = {
		{ "github-sha1", "bitbucket-cloud", SIGN_UNKNOWN_VERSION },
		{ "bitbucket-cloud", "github-sha1", SIGN_UNKNOWN_VERSION },
		{ "intercom", "jira-cloud", SIGN_UNKNOWN_VERSION },
		{ "github-sha256", "meta-sha256", SIGN_GOOD },
		{ "stripe", "mux", SIGN_MISSING },
		{ "svix", "standard-webhooks-v1", SIGN_MISSING },
		{ "standard-webhooks-v1", "openai", SIGN_GOOD },
		{ "standard-webhooks-v1", "bigcommerce", SIGN_WRONG },
		{ "generic-hmac-sha256-hex", "modern-treasury", SIGN_GOOD },
		{ "generic-hmac-sha256-prefixed", "modern-treasury", SIGN_MALFORMED },
		{ "generic-hmac-sha256-base64", "modern-treasury", SIGN_MALFORMED },
		{ "generic-hmac-sha1-hex", "generic-hmac-sha256-hex", SIGN_WRONG },
		{ "hubspot-v1", "hubspot-v2", SIGN_WRONG },
		{ "twilio-form", "twilio-json", SIGN_WRONG },
		{ "adyen-platform", "adyen-standard", SIGN_MISSING },
		{ "generic-bearer", "okta-event-hook", SIGN_WRONG },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct scheme *from = scheme_find(cases[i].sender),
				    *to = scheme_find(cases[i].receiver);
		/* One text as a secret of both, where it can be. */
		const char *secret = to->secret == SECRET_WHSEC ? secret_for(to) : secret_for(from);
		const char *held = to->secret == SECRET_BASE64 ? secret_for(to) : secret;
		if (strcmp(cases[i].receiver, "bigcommerce") == 0)
			held = "b3RoZXI=";
		g_autoptr(Signer) sender = signer_of(from, secret, SIGN_TO_SEND);
		g_autoptr(Signer) receiver = signer_of(to, held, SIGN_TO_CHECK);
		Request *request = signed_request(sender);
		SignVerdict verdict = verdict_of(receiver, request, NOW, SIGN_TOLERANCE_OFF);
		ck_assert_msg(verdict == cases[i].verdict, "%s as %s: %s", cases[i].sender, cases[i].receiver,
			      sign_verdict_name(verdict));
		request_free(request);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { rows_are_whole, lookalikes, NULL };
	return suite_run_looped("sign/schemes", tests, each_scheme, (int)schemes_count());
}
