/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sign/encode.h"
#include "sign/jwt.h"
#include "sign/places.h"
#include "sign/signer.h"

struct check {
	Signer *signer;
	Context context;
	Taken taken;
	SignResult *result;
	gint64 now;
	JwtTimes times;
};

static gboolean refuse(struct check *check, SignVerdict why, const char *where)
{
	check->result->why = why;
	check->result->where = where;
	return FALSE;
}

static const char *name_of(const struct check *check, SchemeFieldKind kind)
{
	const SchemeField *field = check->signer->plan->fields[kind];
	return field != NULL ? field->name : NULL;
}

/* ---- what came ---- */

static gboolean take_field(struct check *check, SchemeFieldKind kind, GError **error)
{
	Found found;
	const SchemeField *field = check->signer->plan->fields[kind];
	if (!place_find(&check->context, field, &found, error))
		return refuse(check, check->context.why, check->context.where);
	for (guint i = 0; i < found.n; i++) {
		if (found.pieces[i].length == 0)
			check->taken.counts.empty++;
		else
			field_take(field, found.pieces[i], &check->taken);
	}
	return TRUE;
}

/* One of two fields is enough; what is wrong with the first is told. */
static gboolean take_signatures(struct check *check, GError **error)
{
	gboolean first = take_field(check, FIELD_SIGNATURE, error);
	SignResult told = *check->result;
	if (error != NULL && *error != NULL)
		return FALSE;
	if (check->signer->plan->fields[FIELD_SECOND] != NULL && take_field(check, FIELD_SECOND, error))
		first = TRUE;
	else
		*check->result = told;
	if (first)
		*check->result = (SignResult){ .why = SIGN_GOOD };
	return first;
}

static gboolean judge_signatures(struct check *check)
{
	const TakenCounts *taken = &check->taken.counts;
	const char *where = name_of(check, FIELD_SIGNATURE);
	check->result->signatures = taken->n;
	check->result->others = taken->others;
	if (taken->too_many)
		return refuse(check, SIGN_TOO_MANY, where);
	if (taken->n > 0 || taken->jwt.length > 0)
		return TRUE;
	return refuse(check,
		      taken->empty > 0    ? SIGN_EMPTY
		      : taken->others > 0 ? SIGN_UNKNOWN_VERSION
					  : SIGN_MALFORMED,
		      where);
}

static gboolean is_signed_value(const struct check *check, TemplateValue value)
{
	const SchemePlan *plan = check->signer->plan;
	return plan->signed_text != NULL && (plan->signed_text->uses & TEMPLATE_USES(value)) != 0;
}

/* A timestamp or id in a field of its own, or beside the signature.  One that is not signed may be missing.
 */
static gboolean take_value(struct check *check, SchemeFieldKind kind, TemplateValue value, GError **error)
{
	const SchemeField *field = check->signer->plan->fields[kind];
	gboolean id = kind == FIELD_ID;
	gboolean needed = is_signed_value(check, value) ||
			  (!id && check->signer->plan->guard == GUARD_SIGNED_TIMESTAMP);
	if (field != NULL && !take_field(check, kind, error)) {
		if (needed || (error != NULL && *error != NULL))
			return FALSE;
		check->result->why = SIGN_GOOD;
		check->result->where = NULL;
		return TRUE;
	}
	const char *where = field != NULL ? field->name : name_of(check, FIELD_SIGNATURE);
	guint n = id ? check->taken.counts.ids : check->taken.counts.timestamps;
	Piece piece = id ? check->taken.counts.id : check->taken.counts.timestamp;
	gboolean carried = field != NULL || is_signed_value(check, value);
	if (n > 1)
		return refuse(check, SIGN_TWICE, where);
	if (needed && carried && piece.length == 0)
		return refuse(check, n == 1 || field != NULL ? SIGN_EMPTY : SIGN_MISSING, where);
	*(id ? &check->context.id : &check->context.timestamp) = piece;
	return TRUE;
}

/* ---- the signature ---- */

/* Every signature is compared, whatever the others gave. */
static SignVerdict try_signatures(const struct check *check, const guint8 *wanted, gsize wanted_length,
				  const Bytes *content)
{
	guint8 given[SIGNATURE_BYTES];
	guint right = 0, readable = 0;
	gboolean compares = key_compares(check->signer->key);
	for (guint i = 0; i < check->taken.counts.n; i++) {
		gsize length = 0;
		Piece text = check->taken.signatures[i];
		if (!decode_exactly((TemplateFilter)check->taken.encodings[i], text.data, text.length, given,
				    sizeof given, &length))
			continue;
		readable++;
		right += compares ? same_bytes(wanted, wanted_length, given, length)
				  : key_check(check->signer->key, content->data, content->length, given,
					      length);
	}
	return right > 0 ? SIGN_GOOD : readable > 0 ? SIGN_WRONG : SIGN_MALFORMED;
}

static SignVerdict try_url(struct check *check, const char *url, GError **error)
{
	guint8 wanted[SIGNATURE_BYTES];
	gsize length = 0;
	g_auto(Bytes) content = { .plain = !is_signed_value(check, TEMPLATE_SECRET) };
	Key *key = check->signer->key;
	if (check->context.url != url)
		g_clear_pointer(&check->context.query, g_ptr_array_unref);
	check->context.url = url;
	bytes_reserve(&content, check->context.input->length + ROOM_BESIDE_BODY);
	if (!expand(&check->context, check->signer->plan->signed_text, &content, error))
		return check->context.why;
	if (key_compares(key) && !key_sign(key, content.data, content.length, wanted, &length, error))
		return SIGN_WRONG;
	SignVerdict verdict = try_signatures(check, wanted, length, &content);
	secbuf_wipe(wanted, length);
	check->context.where = name_of(check, FIELD_SIGNATURE);
	return verdict;
}

/* Products of one vendor write the default port or leave it out. */
static SignVerdict try_signed(struct check *check, GError **error)
{
	SignVerdict verdict = try_url(check, NULL, error);
	gboolean either = (check->signer->plan->scheme->flags & SCHEME_EITHER_PORT) != 0;
	for (int with = 0; either && with <= 1 && verdict == SIGN_WRONG; with++) {
		g_autofree char *url = url_default_port(check->context.input->url, with == 1);
		if (url != NULL)
			verdict = try_url(check, url, error);
		check->context.url = NULL;
		g_clear_pointer(&check->context.query, g_ptr_array_unref);
	}
	return verdict;
}

/* ---- other kinds ---- */

static gboolean check_fixed(struct check *check, GError **error)
{
	Found found;
	g_auto(Bytes) wanted = { 0 };
	const SchemeField *field = check->signer->plan->fields[FIELD_SIGNATURE];
	const SchemeItem *item = g_ptr_array_index(field->items, 0);
	if (!place_find(&check->context, field, &found, error))
		return refuse(check, check->context.why, check->context.where);
	if (found.pieces[0].length == 0)
		return refuse(check, SIGN_EMPTY, field->name);
	if (!expand(&check->context, item->template, &wanted, error))
		return refuse(check, check->context.why, check->context.where);
	if (!same_bytes(found.pieces[0].data, found.pieces[0].length, wanted.data, wanted.length))
		return refuse(check, SIGN_WRONG, field->name);
	return TRUE;
}

static gboolean check_token(struct check *check, GError **error)
{
	check->context.jwt = check->taken.counts.jwt;
	check->context.where = name_of(check, FIELD_SIGNATURE);
	SignVerdict verdict = jwt_verify(&check->context, check->signer->key, &check->times, error);
	if (verdict != SIGN_GOOD)
		return refuse(check, verdict, check->context.where);
	if (check->context.number.length > 0)
		check->context.timestamp =
			(Piece){ (char *)check->context.number.data, check->context.number.length };
	return TRUE;
}

static gboolean check_signed(struct check *check, GError **error)
{
	if (!take_value(check, FIELD_TIMESTAMP, TEMPLATE_TIMESTAMP, error) ||
	    !take_value(check, FIELD_ID, TEMPLATE_ID, error))
		return FALSE;
	SignVerdict verdict = try_signed(check, error);
	return verdict == SIGN_GOOD || refuse(check, verdict, check->context.where);
}

/* A text that the sender chose: the list of headers that it signed. */
static gboolean is_as_sent(const SchemePlan *plan, const SchemeField *field)
{
	for (guint i = 0; plan->signed_text != NULL && i < plan->signed_text->n_parts; i++) {
		const TemplatePart *part = &plan->signed_text->parts[i];
		if (part->value == TEMPLATE_HEADERS && g_ascii_strcasecmp(part->argument, field->name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* A fixed text tells the version, and may be missing; anything else must be as the template says. */
static gboolean check_also(struct check *check, GError **error)
{
	Found found;
	g_auto(Bytes) wanted = { 0 };
	const SchemeField *field = check->signer->plan->fields[FIELD_ALSO];
	if (field == NULL || is_as_sent(check->signer->plan, field))
		return TRUE;
	gboolean fixed = field->uses == TEMPLATE_USES(TEMPLATE_TEXT);
	if (!place_find(&check->context, field, &found, error))
		return (fixed && check->context.why == SIGN_MISSING) ||
		       refuse(check, check->context.why, check->context.where);
	const SchemeItem *item = g_ptr_array_index(field->items, 0);
	if (!expand(&check->context, item->template, &wanted, error))
		return refuse(check, check->context.why, check->context.where);
	if (same_bytes(found.pieces[0].data, found.pieces[0].length, wanted.data, wanted.length))
		return TRUE;
	return refuse(check, fixed ? SIGN_UNKNOWN_VERSION : SIGN_BODY_DIFFERS, field->name);
}

/* ---- the time ---- */

static gboolean check_times(struct check *check, gint64 tolerance)
{
	gint64 seconds = check->now / G_USEC_PER_SEC;
	if (check->times.expires == 0 && check->times.begins == 0)
		return TRUE;
	check->result->time_checked = TRUE;
	if (check->times.expires != 0 && seconds - tolerance > check->times.expires)
		return refuse(check, SIGN_TOO_OLD, "exp");
	if (check->times.begins != 0 && seconds + tolerance < check->times.begins)
		return refuse(check, SIGN_IN_FUTURE, "nbf");
	return TRUE;
}

static gboolean check_time(struct check *check, gint64 tolerance)
{
	gint64 then = 0;
	SignResult *result = check->result;
	const struct scheme *scheme = check->signer->plan->scheme;
	gboolean off = tolerance == SIGN_TOLERANCE_OFF;
	if (tolerance == SIGN_TOLERANCE_OF_SCHEME)
		tolerance = scheme->tolerance;
	result->tolerance = tolerance;
	if (!off && !check_times(check, MIN(tolerance, G_MAXINT)))
		return FALSE;
	if (check->context.timestamp.length == 0)
		return TRUE;
	const char *where = name_of(check, FIELD_TIMESTAMP);
	if (where == NULL)
		where = name_of(check, FIELD_SIGNATURE);
	if (!sign_timestamp_read(scheme->unit, check->context.timestamp.data, check->context.timestamp.length,
				 &then))
		return tolerance == 0 || refuse(check, SIGN_MALFORMED, where);
	result->timed = TRUE;
	result->age = check->now - then;
	if (tolerance == 0)
		return TRUE;
	result->time_checked = TRUE;
	gint64 window = MIN(tolerance, (gint64)G_MAXINT32 * 100) * G_USEC_PER_SEC;
	if (result->age > window)
		return refuse(check, SIGN_TOO_OLD, where);
	return result->age >= -window || refuse(check, SIGN_IN_FUTURE, where);
}

static gboolean check_kind(struct check *check, GError **error)
{
	AlgorithmKind kind = scheme_kind(check->signer->plan->scheme);
	if (kind == KIND_NONE)
		return TRUE;
	if (kind == KIND_FIXED)
		return check_fixed(check, error);
	if (!take_signatures(check, error) || !judge_signatures(check))
		return FALSE;
	return kind == KIND_JWT ? check_token(check, error) : check_signed(check, error);
}

gboolean sign_verify(Signer *signer, const SignInput *input, gint64 now, gint64 tolerance, SignResult *result,
		     GError **error)
{
	g_autoptr(GError) problem = NULL;
	struct check check;
	check.signer = signer;
	check.result = result;
	check.now = now;
	check.times = (JwtTimes){ 0 };
	check.taken.counts = TAKEN_NOTHING;
	*result = (SignResult){ .why = SIGN_GOOD };
	check.context = (Context){ .input = input, .plan = signer->plan, .key = signer->key };
	if (check_kind(&check, &problem) && check_also(&check, &problem))
		check_time(&check, tolerance);
	context_clear(&check.context);
	if (problem == NULL)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

char *sign_value_of(const SchemePlan *plan, const SignInput *input, SchemeFieldKind kind)
{
	const SchemeField *const fields[] = { plan->fields[kind], plan->fields[FIELD_SIGNATURE] };
	Context context = { .input = input, .plan = plan };
	Taken taken;
	taken.counts = TAKEN_NOTHING;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		Found found = { .n = 0 };
		if (fields[i] == NULL || !place_find(&context, fields[i], &found, NULL))
			continue;
		for (guint j = 0; j < found.n; j++)
			field_take(fields[i], found.pieces[j], &taken);
	}
	guint n = kind == FIELD_ID ? taken.counts.ids : taken.counts.timestamps;
	Piece piece = kind == FIELD_ID ? taken.counts.id : taken.counts.timestamp;
	char *value = n == 1 && piece.length > 0 ? g_strndup(piece.data, piece.length) : NULL;
	context_clear(&context);
	return value;
}
