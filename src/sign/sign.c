/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sign/sign.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/wipe.h"
#include "sign/jwt.h"
#include "sign/places.h"
#include "sign/signer.h"

/* ---- parts ---- */

SignPart *sign_part_new(SchemePlace place, const char *name, const char *value, gssize length)
{
	SignPart *part = g_new(SignPart, 1);
	part->place = place;
	part->name = g_strdup(name);
	part->length = length < 0 ? strlen(value) : (gsize)length;
	part->value = wipe_malloc(part->length + 1);
	memcpy(part->value, value, part->length);
	part->value[part->length] = '\0';
	return part;
}

void sign_part_free(SignPart *part)
{
	if (part == NULL)
		return;
	g_free(part->name);
	wipe_free(part->value);
	g_free(part);
}

static void free_part(gpointer part)
{
	sign_part_free(part);
}

GPtrArray *sign_parts_new(void)
{
	return g_ptr_array_new_with_free_func(free_part);
}

/* ---- the signer ---- */

Signer *signer_new(const struct scheme *scheme, SecBuf *secret, SignPurpose purpose, GError **error)
{
	g_autoptr(Signer) signer = g_new0(Signer, 1);
	signer->plan = scheme_compile(scheme, NULL, error);
	if (signer->plan == NULL) {
		g_prefix_error(error, "%s: ", scheme->id);
		return NULL;
	}
	signer->key = key_new(scheme, secret, purpose == SIGN_TO_CHECK, error);
	return signer->key != NULL ? g_steal_pointer(&signer) : NULL;
}

void signer_free(Signer *signer)
{
	if (signer == NULL)
		return;
	key_free(signer->key);
	scheme_plan_free(signer->plan);
	g_free(signer);
}

const SchemePlan *signer_plan(const Signer *signer)
{
	return signer->plan;
}

/* ---- signing ---- */

/* What one call makes on the way. */
struct job {
	Signer *signer;
	SignInput input; /* with `headers` and `url` as they will be */
	Context context;
	char *timestamp, *id, *url;
	GPtrArray *headers; /* ours and the caller's; NULL where nobody looks at them */
	GPtrArray *out;
};

static void job_clear(struct job *job)
{
	context_clear(&job->context);
	g_free(job->timestamp);
	g_free(job->id);
	g_free(job->url);
	g_clear_pointer(&job->headers, g_ptr_array_unref);
}

/* An expansion that failed without an error lacks a part of the request. */
static gboolean explain(const struct job *job, GError **error)
{
	if (error == NULL || *error != NULL)
		return FALSE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("the scheme %s signs %s, which is not there"),
		    job->signer->plan->scheme->id,
		    job->context.where != NULL ? job->context.where : _("a part of the request"));
	return FALSE;
}

static gboolean check_text(const char *what, const char *text, GError **error)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((guchar)*c < ' ' || *c == 0x7f) {
			g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("%s holds a control character: it cannot be sent in a header"),
				    _(what));
			return FALSE;
		}
	return TRUE;
}

/* What stands in the body or, already, in the query is signed as it stands there. */
static gboolean as_it_stands(struct job *job, SchemeFieldKind kind, char **text, GError **error)
{
	const SchemeField *field = job->signer->plan->fields[kind];
	Found found;
	Taken taken;
	if (field == NULL || field->place == PLACE_HEADER)
		return TRUE;
	taken.counts = TAKEN_NOTHING;
	if (!place_find(&job->context, field, &found, error))
		return field->place == PLACE_QUERY && context_url(&job->context) != NULL
			       ? TRUE
			       : explain(job, error);
	field_take(field, found.pieces[0], &taken);
	Piece piece = kind == FIELD_ID ? taken.counts.id : taken.counts.timestamp;
	*text = g_strndup(piece.data != NULL ? piece.data : "", piece.length);
	return TRUE;
}

static gboolean prepare_values(struct job *job, GError **error)
{
	const SignInput *input = &job->input;
	const SchemePlan *plan = job->signer->plan;
	gint64 now = input->now != 0 ? input->now : g_get_real_time();
	if (!as_it_stands(job, FIELD_TIMESTAMP, &job->timestamp, error) ||
	    !as_it_stands(job, FIELD_ID, &job->id, error))
		return FALSE;
	if (job->timestamp == NULL)
		job->timestamp = input->timestamp != NULL ? g_strdup(input->timestamp)
							  : sign_timestamp(plan->scheme->unit, now);
	if (job->id == NULL && (plan->uses & TEMPLATE_USES(TEMPLATE_ID)) != 0)
		job->id = input->id != NULL ? g_strdup(input->id) : sign_new_id();
	Piece *pieces[] = { &job->context.timestamp, &job->context.id };
	const char *const texts[] = { job->timestamp, job->id };
	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++)
		if (texts[i] != NULL)
			*pieces[i] = (Piece){ texts[i], strlen(texts[i]) };
	return (job->timestamp == NULL || check_text(N_("the timestamp"), job->timestamp, error)) &&
	       (job->id == NULL || check_text(N_("the id"), job->id, error));
}

static gboolean write_field(struct job *job, const SchemeField *field, Bytes *out, GError **error)
{
	for (guint i = 0; i < field->items->len; i++) {
		const SchemeItem *item = g_ptr_array_index(field->items, i);
		if (i > 0)
			bytes_append_text(out, field->joint);
		if (!expand(&job->context, item->template, out, error))
			return explain(job, error);
	}
	return TRUE;
}

static void add_part(struct job *job, const SchemeField *field, Bytes *value)
{
	SignPart *part = g_new(SignPart, 1);
	part->place = field->place;
	part->name = field->several ? g_strconcat(field->name, "1", NULL) : g_strdup(field->name);
	part->length = value->length;
	part->value = bytes_steal(value);
	g_ptr_array_add(job->out, part);
}

/* The URL that is signed has what is added to its query; the fields are read anew then. */
static void extend_url(struct job *job, const char *name, const Bytes *value)
{
	const char *url = context_url(&job->context);
	g_autofree char *text = g_strndup((char *)value->data, value->length);
	g_autofree char *escaped = g_uri_escape_string(text, NULL, FALSE);
	char *longer = g_strdup_printf("%s%s%s=%s", url, strchr(url, '?') != NULL ? "&" : "?", name, escaped);
	g_free(job->url);
	job->url = longer;
	job->context.url = longer;
	g_clear_pointer(&job->context.query, g_ptr_array_unref);
}

static gboolean is_given(const struct job *job, const SchemeField *field)
{
	gboolean twice = FALSE;
	if (field->place == PLACE_HEADER)
		return context_header(&job->context, field->name, &twice) != NULL;
	return field->place == PLACE_QUERY && context_url(&job->context) != NULL &&
	       fields_find(context_query((Context *)&job->context), field->name, &twice) != NULL;
}

/* The parts that are there before the signature. */
static gboolean add_before(struct job *job, GError **error)
{
	static const SchemeFieldKind kinds[] = { FIELD_ID, FIELD_TIMESTAMP, FIELD_ALSO };
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const SchemeField *field = job->signer->plan->fields[kinds[i]];
		g_auto(Bytes) value = { 0 };
		if (field == NULL || field->place == PLACE_BODY)
			continue;
		if ((kinds[i] == FIELD_ALSO || field->place == PLACE_QUERY) && is_given(job, field))
			continue;
		if (!write_field(job, field, &value, error))
			return FALSE;
		if (field->place == PLACE_QUERY && context_url(&job->context) != NULL)
			extend_url(job, field->name, &value);
		add_part(job, field, &value);
	}
	return TRUE;
}

/* Ours, and those of the caller's that have other names. */
static void merge_headers(struct job *job, guint first)
{
	guint32 looks = TEMPLATE_USES(TEMPLATE_HEADER) | TEMPLATE_USES(TEMPLATE_HEADERS);
	if ((job->signer->plan->uses & looks) == 0)
		return;
	job->headers = g_ptr_array_new();
	for (guint i = first; i < job->out->len; i++)
		if (((const SignPart *)job->out->pdata[i])->place == PLACE_HEADER)
			g_ptr_array_add(job->headers, job->out->pdata[i]);
	guint ours = job->headers->len;
	for (guint i = 0; job->input.headers != NULL && i < job->input.headers->len; i++) {
		const SignPart *header = job->input.headers->pdata[i];
		gboolean is_ours = FALSE;
		for (guint j = 0; j < ours; j++)
			is_ours = is_ours ||
				  g_ascii_strcasecmp(((const SignPart *)job->headers->pdata[j])->name,
						     header->name) == 0;
		if (!is_ours)
			g_ptr_array_add(job->headers, (gpointer)header);
	}
	job->input.headers = job->headers;
}

static gboolean make_signature(struct job *job, guint8 *signature, gsize *length, GError **error)
{
	const Template *signed_text = job->signer->plan->signed_text;
	g_auto(Bytes) content = { .plain = (signed_text->uses & TEMPLATE_USES(TEMPLATE_SECRET)) == 0 };
	bytes_reserve(&content, job->input.length + ROOM_BESIDE_BODY);
	if (!expand(&job->context, signed_text, &content, error))
		return explain(job, error);
	return key_sign(job->signer->key, content.data, content.length, signature, length, error);
}

static gboolean add_signature(struct job *job, GError **error)
{
	guint8 signature[SIGNATURE_BYTES];
	gsize length = 0;
	g_auto(Bytes) value = { 0 }, token = { 0 };
	const SchemePlan *plan = job->signer->plan;
	AlgorithmKind kind = scheme_kind(plan->scheme);
	if (kind == KIND_NONE)
		return TRUE;
	if (kind == KIND_JWT) {
		if (!jwt_sign(&job->context, job->signer->key, &token, error))
			return explain(job, error);
		job->context.jwt = (Piece){ (char *)token.data, token.length };
	} else if (kind != KIND_FIXED && !make_signature(job, signature, &length, error)) {
		return FALSE;
	}
	job->context.signature = (Piece){ (char *)signature, length };
	if (!write_field(job, plan->fields[FIELD_SIGNATURE], &value, error))
		return FALSE;
	add_part(job, plan->fields[FIELD_SIGNATURE], &value);
	return TRUE;
}

gboolean sign_headers(Signer *signer, const SignInput *input, GPtrArray *out, GError **error)
{
	g_autoptr(GError) problem = NULL;
	struct job job = { .signer = signer, .input = *input, .out = out };
	guint first = out->len;
	job.context = (Context){ .input = &job.input, .plan = signer->plan, .key = signer->key };
	gboolean good = prepare_values(&job, &problem) && add_before(&job, &problem);
	if (good) {
		merge_headers(&job, first);
		good = add_signature(&job, &problem);
	}
	job_clear(&job);
	if (!good)
		g_propagate_error(error, g_steal_pointer(&problem));
	return good;
}
