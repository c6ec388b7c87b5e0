/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of schemes: what is no template, what is no scheme, and schemes of the configuration. */
#include <string.h>

#include "model/config.h"
#include "sign_help.h"

START_TEST(templates_are_read)
{
	g_autoptr(Template) template = template_parse("a{{b}}{body|sha256|hex}:{json:/x/0}{timestamp}", NULL);
	ck_assert_ptr_nonnull(template);
	ck_assert_uint_eq(template->n_parts, 5);
	ck_assert_str_eq(template->parts[0].argument, "a{b}");
	ck_assert_int_eq(template->parts[1].value, TEMPLATE_BODY);
	ck_assert_uint_eq(template->parts[1].n_filters, 2);
	ck_assert_int_eq(template->parts[1].filters[1], FILTER_HEX);
	ck_assert_str_eq(template->parts[3].argument, "/x/0");
	ck_assert(template->uses & TEMPLATE_USES(TEMPLATE_TIMESTAMP));
	g_autoptr(Template) empty = template_parse("", NULL);
	ck_assert_uint_eq(empty->n_parts, 0);
}
END_TEST

START_TEST(wrong_templates_are_told)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "{bdy}", "did you mean {body}?" },
		{ "{body", "no } after it" },
		{ "body}", "no { before it" },
		{ "{}", "{} is empty" },
		{ "{body:x}", "takes nothing after a colon" },
		{ "{header}", "{header:NAME}" },
		{ "{header:}", "{header:NAME}" },
		{ "{json:x}", "JSON Pointer" },
		{ "{body|sha265}", "did you mean |sha256?" },
		{ "{body|}", "no filter |" },
		{ "{body|hex|hex|hex|hex|hex}", "more than 4 filters" },
		{ "{body{body}}", "no } after it" },
		{ "{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}{"
		  "id}"
		  "{id}{id}{id}{id}{id}{id}{id}{id}{id}{id}",
		  "more than 32 parts" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_msg(template_parse(cases[i].text, &error) == NULL, "%s", cases[i].text);
		ck_assert_msg(strstr(error->message, cases[i].message) != NULL, "%s: %s", cases[i].text,
			      error->message);
	}
	g_autofree char *longest = g_strnfill(TEMPLATE_BYTES + 1, 'x');
	ck_assert_ptr_null(template_parse(longest, NULL));
}
END_TEST

static const struct scheme good = { .id = "mine",
				    .algorithm = ALGORITHM_HMAC_SHA256,
				    .signed_text = "{timestamp}.{body}",
				    .signature = "X-S: v1={signature|hex}",
				    .timestamp = "X-T: {timestamp}",
				    .unit = TIME_S };

/* Each changes one thing of a good scheme. */
START_TEST(wrong_schemes_are_told)
{
	enum { ALGORITHM, SIGNED, SIGNATURE, SECOND, TIMESTAMP, ID, ALSO, SEPARATOR, UNIT };
	static const struct {
		int member;
		const char *text;
		int number;
		const char *key, *message;
	} cases[] = {
		{ SIGNED, NULL, 0, "signed", "missing" },
		{ SIGNED, "{timestamp}{secret}{body}", 0, "signed", "plain hashes" },
		{ SIGNED, "{signature}{timestamp}", 0, "signed", "cannot sign itself" },
		{ SIGNED, "{id}.{timestamp}.{body}", 0, "signed", "{id}" },
		{ SIGNATURE, NULL, 0, "signature", "missing" },
		{ SIGNATURE, "X-S", 0, "signature", "PLACE: TEMPLATE" },
		{ SIGNATURE, ": {signature|hex}", 0, "signature", "PLACE: TEMPLATE" },
		{ SIGNATURE, "X S: {signature|hex}", 0, "signature", "no header" },
		{ SIGNATURE, "X-S: {signature}", 0, "signature", "one encoding" },
		{ SIGNATURE, "X-S: {signature|sha256|hex}", 0, "signature", "one encoding" },
		{ SIGNATURE, "X-S: abc", 0, "signature", "hmac-sha256 needs {signature}" },
		{ SIGNATURE, "X-S: {secret}", 0, "signature", "would be sent" },
		{ SIGNATURE, "X-S: {timestamp}{signature|hex}", 0, "signature", "separator" },
		{ SIGNATURE, "X-S: {method}{signature|hex}", 0, "signature", "only fixed text" },
		{ SIGNATURE, "X-S: {body}", 0, "signature", "hash" },
		{ SIGNATURE, "X-S: {jwt}", 0, "signature", "needs {signature}" },
		{ SECOND, "X-R: {jwt}", 0, "second", "needs {signature}" },
		{ TIMESTAMP, "X-T: now", 0, "timestamp", "{timestamp}" },
		{ TIMESTAMP, NULL, 0, "signed", "no header carries {timestamp}" },
		{ ID, "X-I: {method}", 0, "delivery-id", "{id}" },
		{ ALSO, "X-A: {secret}", 0, "also", "do not belong" },
		{ ALSO, "X-A: {body|sha256}", 0, "also", "ends in bytes" },
		{ SEPARATOR, "::", 0, "separator", "space" },
		{ UNIT, NULL, TIME_NONE, "timestamp-unit", "missing" },
		{ ALGORITHM, NULL, ALGORITHM_SHA256, "signed", "proves nothing" },
		{ ALGORITHM, NULL, ALGORITHM_TOKEN, "signed", "signs nothing" },
		{ ALGORITHM, NULL, ALGORITHM_JWT_HS256, "signed", "claims" },
	};
	g_autoptr(SchemePlan) plan = scheme_compile(&good, NULL, NULL);
	ck_assert_ptr_nonnull(plan);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct scheme scheme = good;
		const char **texts[] = { [SIGNED] = &scheme.signed_text, [SIGNATURE] = &scheme.signature,
					 [SECOND] = &scheme.second,      [TIMESTAMP] = &scheme.timestamp,
					 [ID] = &scheme.delivery_id,     [ALSO] = &scheme.also,
					 [SEPARATOR] = &scheme.separator };
		if (cases[i].member == ALGORITHM)
			scheme.algorithm = (SchemeAlgorithm)cases[i].number;
		else if (cases[i].member == UNIT)
			scheme.unit = (TimeUnit)cases[i].number;
		else
			*texts[cases[i].member] = cases[i].text;
		const char *key = NULL;
		g_autoptr(GError) error = NULL;
		ck_assert_msg(scheme_compile(&scheme, &key, &error) == NULL, "case %zu", i);
		ck_assert_msg(strstr(error->message, cases[i].message) != NULL, "case %zu: %s", i,
			      error->message);
		ck_assert_str_eq(key, cases[i].key);
	}
}
END_TEST

/* ---- of the configuration ---- */

static Config *parse(const char *text, GError **error)
{
	return config_parse(text, strlen(text), "w.conf", error);
}

START_TEST(schemes_of_the_configuration)
{
	static const char text[] = "[scheme desk]\n"
				   "algorithm = hmac-sha512\n"
				   "secret-form = hex\n"
				   "signed = {method}\\n{timestamp}\\n{body}\n"
				   "signature = X-Desk: t={timestamp};s={signature|base64url}\n"
				   "separator = ;\n"
				   "timestamp-unit = ms\n"
				   "tolerance = 2m\n"
				   "delivery-id = X-Id: {id}\n"
				   "[scheme words]\n"
				   "algorithm = token\n"
				   "separator = space\n"
				   "signature = X-Key: {secret}\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(Config) config = parse(text, &error);
	ck_assert_msg(config != NULL, "%s", error != NULL ? error->message : "");
	g_autoptr(GPtrArray) schemes = config_schemes(config);
	ck_assert_uint_eq(schemes->len, 2);
	const struct scheme *desk = g_ptr_array_index(schemes, 0);
	ck_assert_str_eq(desk->id, "desk");
	ck_assert_int_eq(desk->algorithm, ALGORITHM_HMAC_SHA512);
	ck_assert_int_eq(desk->secret, SECRET_HEX);
	ck_assert_str_eq(desk->signed_text, "{method}\n{timestamp}\n{body}");
	ck_assert_uint_eq(desk->tolerance, 120);
	ck_assert_int_eq(desk->certainty, CERTAINTY_OWN);
	ck_assert_str_eq(desk->source, "w.conf:1: [scheme desk]");
	ck_assert_str_eq(((struct scheme *)schemes->pdata[1])->separator, " ");
	g_autoptr(Signer) signer = signer_of(desk, "00ff10ab", SIGN_TO_SEND);
	g_autoptr(GPtrArray) parts = sign_parts_new();
	SignInput input = { .body = "x", .length = 1, .id = "1", .timestamp = "1700000000000" };
	ck_assert(sign_headers(signer, &input, parts, NULL));
	ck_assert(g_str_has_prefix(((SignPart *)parts->pdata[1])->value, "t=1700000000000;s="));
}
END_TEST

START_TEST(errors_name_file_group_and_key)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "[scheme a]\n", "w.conf:1: [scheme a]: algorithm is missing" },
		{ "[scheme a]\nalgorithm = md5\n", "w.conf:2: [scheme a]: algorithm = md5 is not possible" },
		{ "[scheme a]\nalgorithm = token\n", "w.conf:1: [scheme a]: signature: it is missing" },
		{ "[scheme a]\nalgorithm = token\nsignature = X: {secrte}\n",
		  "w.conf:3: [scheme a]: signature: there is no {secrte}; did you mean {secret}?" },
		{ "[scheme a]\nalgorithm = token\nsignatur = X: {secret}\n", "did you mean \"signature\"?" },
		{ "[scheme A]\nalgorithm = token\nsignature = X: {secret}\n", "small letters" },
		{ "[scheme a]\nalgorithm = token\nsignature = X: {secret}\ntolerance = soon\n",
		  "w.conf:4: [scheme a]: tolerance" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		ck_assert_msg(parse(cases[i].text, &error) == NULL, "%s", cases[i].text);
		ck_assert_msg(strstr(error->message, cases[i].message) != NULL, "%s", error->message);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		templates_are_read,           wrong_templates_are_told,       wrong_schemes_are_told,
		schemes_of_the_configuration, errors_name_file_group_and_key, NULL
	};
	return suite_run("sign/template", tests);
}
