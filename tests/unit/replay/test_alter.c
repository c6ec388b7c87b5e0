/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each alteration of each scheme of the table makes a request that no longer verifies. */
#include <string.h>

#include "canary/alter.h"
#include "sign/schemes.h"
#include "suite.h"

static const char event_text[] = "{\"id\":\"evt_1\",\"kind\":\"opened\"}";
#define URL "https://hooks.example.com/in/1"
#define NOW ((gint64)1795000000 * G_USEC_PER_SEC)

static const struct {
	const char *name;
	gboolean (*alter)(const SchemePlan *plan, GPtrArray *parts);
	gboolean always; /* every scheme has it */
} alterations[] = {
	{ "drop", alter_drop_signature, TRUE },    { "empty", alter_empty_signature, TRUE },
	{ "cut", alter_cut_signature, TRUE },      { "flip", alter_flip_signature, TRUE },
	{ "blank", alter_blank_signature, TRUE },  { "shorten", alter_shorten_signature, TRUE },
	{ "first", alter_first_character, TRUE },  { "last", alter_last_character, TRUE },
	{ "half", alter_second_half, TRUE },       { "behind eight", alter_behind_eight, TRUE },
	{ "version", alter_other_version, FALSE },
};

/* A scheme whose requests weir can make and judge from headers alone. */
static gboolean is_plain(const struct scheme *scheme)
{
	g_autoptr(SchemePlan) plan = scheme_compile(scheme, NULL, NULL);
	AlgorithmKind kind = scheme_kind(scheme);
	return plan != NULL && kind == KIND_HMAC && plan->fields[FIELD_SIGNATURE] != NULL &&
	       plan->fields[FIELD_SIGNATURE]->place == PLACE_HEADER && plan->body_signed;
}

static SecBuf *secret_of(const struct scheme *scheme)
{
	static const char *const texts[N_SECRET_FORMS] = {
		[SECRET_TEXT] = "a secret that is long enough",
		[SECRET_BASE64] = "YSBzZWNyZXQgdGhhdCBpcyBsb25nIGVub3VnaA==",
		[SECRET_HEX] = "6120736563726574207468617420697320",
		[SECRET_WHSEC] = "whsec_YSBzZWNyZXQgdGhhdCBpcyBsb25nIGVub3VnaA==",
	};
	const char *text = texts[scheme->secret];
	return secbuf_new("test", text, strlen(text), NULL);
}

static GPtrArray *signed_parts(Signer *signer)
{
	const SignInput input = { .body = event_text, .length = strlen(event_text), .url = URL, .now = NOW };
	GPtrArray *parts = sign_parts_new();
	if (sign_headers(signer, &input, parts, NULL))
		return parts;
	g_ptr_array_unref(parts);
	return NULL;
}

static gboolean verifies(const struct scheme *scheme, SecBuf *secret, const GPtrArray *parts)
{
	SignResult result;
	const SignInput input = {
		.body = event_text, .length = strlen(event_text), .url = URL, .headers = parts
	};
	g_autoptr(Signer) checker = signer_new(scheme, secret, SIGN_TO_CHECK, NULL);
	ck_assert_ptr_nonnull(checker);
	return sign_verify(checker, &input, NOW, SIGN_TOLERANCE_OFF, &result, NULL) &&
	       result.why == SIGN_GOOD;
}

static guint try_scheme(const struct scheme *scheme)
{
	g_autoptr(SecBuf) secret = secret_of(scheme);
	g_autoptr(Signer) signer = signer_new(scheme, secret, SIGN_TO_SEND, NULL);
	g_autoptr(GPtrArray) whole = signer != NULL ? signed_parts(signer) : NULL;
	if (whole == NULL || !verifies(scheme, secret, whole))
		return 0;
	for (gsize i = 0; i < G_N_ELEMENTS(alterations); i++) {
		g_autoptr(GPtrArray) parts = signed_parts(signer);
		gboolean altered = alterations[i].alter(signer_plan(signer), parts);
		ck_assert_msg(altered || !alterations[i].always, "%s: %s has nothing to alter", scheme->id,
			      alterations[i].name);
		ck_assert_msg(!altered || !verifies(scheme, secret, parts), "%s: %s still verifies",
			      scheme->id, alterations[i].name);
	}
	return 1;
}

START_TEST(no_alteration_of_any_scheme_verifies)
{
	guint n = 0;
	for (guint i = 0; i < schemes_count(); i++)
		if (is_plain(schemes_at(i)))
			n += try_scheme(schemes_at(i));
	ck_assert_uint_ge(n, 25);
}
END_TEST

START_TEST(a_body_changes_by_one_bit_and_stays_what_it_was)
{
	static const char *const bodies[] = { "{\"a\":\"zzy\"}", "{\"n\":19}", "[true]", "Z",
					      "{\"q\":\"Y\"}" };
	for (gsize i = 0; i < G_N_ELEMENTS(bodies); i++) {
		gsize length = strlen(bodies[i]), bits = 0, flipped_length = 0;
		g_autoptr(GBytes) body = g_bytes_new_static(bodies[i], length);
		g_autoptr(GBytes) flipped = alter_flip_body(body);
		const char *data = g_bytes_get_data(flipped, &flipped_length);
		ck_assert_uint_eq(flipped_length, length);
		for (gsize c = 0; c < length; c++)
			for (int bit = 0; bit < 8; bit++)
				bits += ((data[c] ^ bodies[i][c]) >> bit) & 1;
		ck_assert_uint_eq(bits, 1);
		for (gsize c = 0; c < length; c++)
			ck_assert(g_ascii_isalnum(data[c]) == g_ascii_isalnum(bodies[i][c]));
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { no_alteration_of_any_scheme_verifies,
				       a_body_changes_by_one_bit_and_stays_what_it_was, NULL };
	return suite_run("replay/alter", tests);
}
