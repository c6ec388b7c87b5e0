/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/jwt.h"

#include <string.h>

#include "base/json.h"
#include "sign/encode.h"

enum { TOKEN_BYTES = 16 * 1024 };

static const WeirJsonLimits token_limits = { TOKEN_BYTES, 8, 1000 };

static const char *algorithm_name(const Context *context)
{
	SchemeAlgorithm algorithm = context->plan->scheme->algorithm;
	return algorithm == ALGORITHM_JWT_HS256   ? "HS256"
	       : algorithm == ALGORITHM_JWT_RS256 ? "RS256"
						  : "ES256";
}

static gboolean is_time(const SchemeClaim *claim)
{
	return claim->template->uses == TEMPLATE_USES(TEMPLATE_TIMESTAMP);
}

/* ---- signing ---- */

static gboolean add_claim(Context *context, const SchemeClaim *claim, json_t *claims, GError **error)
{
	g_auto(Bytes) text = { 0 };
	gint64 number = 0;
	if (!expand(context, claim->template, &text, error))
		return FALSE;
	g_autofree char *value = g_strndup((char *)text.data, text.length);
	gboolean whole =
		is_time(claim) && g_ascii_string_to_signed(value, 10, G_MININT64, G_MAXINT64, &number, NULL);
	json_object_set_new(claims, claim->name, whole ? json_integer(number) : json_string(value));
	return TRUE;
}

static void append_json(const json_t *value, Bytes *out)
{
	g_autofree char *text = weir_json_print(value);
	encode(FILTER_BASE64URL, (const guint8 *)text, strlen(text), out);
}

gboolean jwt_sign(Context *context, Key *key, Bytes *out, GError **error)
{
	guint8 signature[SIGNATURE_BYTES];
	gsize length = 0;
	const GPtrArray *claims = context->plan->claims;
	g_autoptr(json_t) header = json_pack("{s:s,s:s}", "alg", algorithm_name(context), "typ", "JWT");
	g_autoptr(json_t) payload = json_object();
	for (guint i = 0; i < claims->len; i++)
		if (!add_claim(context, claims->pdata[i], payload, error))
			return FALSE;
	append_json(header, out);
	bytes_append_text(out, ".");
	append_json(payload, out);
	if (!key_sign(key, out->data, out->length, signature, &length, error))
		return FALSE;
	bytes_append_text(out, ".");
	encode(FILTER_BASE64URL, signature, length, out);
	return TRUE;
}

/* ---- verifying ---- */

static json_t *read_part(const char *text, gsize length)
{
	g_autofree guint8 *bytes = g_malloc(length + 1);
	gsize decoded = 0;
	WeirJsonNotes notes = { 0 };
	if (!decode_exactly(FILTER_BASE64URL, text, length, bytes, length, &decoded))
		return NULL;
	json_t *value = weir_json_read((char *)bytes, decoded, &token_limits, &notes, NULL);
	if (value != NULL && (!json_is_object(value) || notes.duplicate_member != NULL))
		g_clear_pointer(&value, json_decref);
	weir_json_notes_clear(&notes);
	return value;
}

/* The scheme decides the algorithm, never the token; extensions that must be understood are not. */
static SignVerdict check_header(const Context *context, const char *text, gsize length)
{
	g_autoptr(json_t) header = read_part(text, length);
	if (header == NULL)
		return SIGN_MALFORMED;
	gboolean known = g_strcmp0(weir_json_text(header, "alg"), algorithm_name(context)) == 0 &&
			 json_object_get(header, "crit") == NULL;
	return known ? SIGN_GOOD : SIGN_UNKNOWN_VERSION;
}

static SignVerdict check_claim(Context *context, const SchemeClaim *claim, const json_t *claims,
			       GError **error)
{
	g_auto(Bytes) wanted = { 0 }, given = { 0 };
	const json_t *value = json_object_get(claims, claim->name);
	context->where = claim->name;
	if (value == NULL || (is_time(claim) && !json_is_integer(value)))
		return SIGN_CLAIM;
	if (is_time(claim)) {
		bytes_truncate(&context->number, 0);
		json_text(value, &context->number);
		return SIGN_GOOD;
	}
	if (!expand(context, claim->template, &wanted, error))
		return context->why;
	json_text(value, &given);
	if (same_bytes(wanted.data, wanted.length, given.data, given.length))
		return SIGN_GOOD;
	return claim->template->uses & TEMPLATE_USES(TEMPLATE_BODY) ? SIGN_BODY_DIFFERS : SIGN_CLAIM;
}

static SignVerdict check_claims(Context *context, const char *text, gsize length, JwtTimes *times,
				GError **error)
{
	const GPtrArray *claims = context->plan->claims;
	g_autoptr(json_t) payload = read_part(text, length);
	if (payload == NULL)
		return SIGN_MALFORMED;
	for (guint i = 0; i < claims->len; i++) {
		SignVerdict verdict = check_claim(context, claims->pdata[i], payload, error);
		if (verdict != SIGN_GOOD)
			return verdict;
	}
	times->expires = weir_json_integer(payload, "exp", 0);
	times->begins = weir_json_integer(payload, "nbf", 0);
	return SIGN_GOOD;
}

SignVerdict jwt_verify(Context *context, Key *key, JwtTimes *times, GError **error)
{
	guint8 signature[SIGNATURE_BYTES];
	gsize signature_length = 0;
	Piece token = context->jwt;
	const char *end = token.data + token.length;
	const char *dot = memchr(token.data, '.', token.length);
	const char *second = dot != NULL ? memchr(dot + 1, '.', (gsize)(end - dot - 1)) : NULL;
	*times = (JwtTimes){ 0 };
	if (second == NULL || token.length > TOKEN_BYTES)
		return SIGN_MALFORMED;
	SignVerdict verdict = check_header(context, token.data, (gsize)(dot - token.data));
	if (verdict != SIGN_GOOD)
		return verdict;
	if (!decode_exactly(FILTER_BASE64URL, second + 1, (gsize)(end - second - 1), signature,
			    sizeof signature, &signature_length))
		return SIGN_MALFORMED;
	if (!key_check(key, (const guint8 *)token.data, (gsize)(second - token.data), signature,
		       signature_length))
		return SIGN_WRONG;
	return check_claims(context, dot + 1, (gsize)(second - dot - 1), times, error);
}
