/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the texts of a scheme to a plan that can be carried out, or to what is wrong with them. */
#include "model/scheme.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"

#define USES(plan, value) (((plan)->uses & TEMPLATE_USES(value)) != 0)

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_CONFIG, message);
	return FALSE;
}

/* ---- items ---- */

static void item_free(gpointer memory)
{
	SchemeItem *item = memory;
	template_free(item->template);
	g_free(item->before);
	g_free(item->after);
	g_free(item);
}

static gboolean is_captured(TemplateValue value)
{
	return value == TEMPLATE_SIGNATURE || value == TEMPLATE_TIMESTAMP || value == TEMPLATE_ID ||
	       value == TEMPLATE_JWT;
}

static gboolean check_part(const TemplatePart *part, GError **error)
{
	const char *name = template_value_name(part->value);
	if (part->value == TEMPLATE_SIGNATURE &&
	    (part->n_filters != 1 || !template_filter_encodes(part->filters[0])))
		return fail(error, _("{signature} needs one encoding here: {signature|hex}, "
				     "{signature|base64} or {signature|base64url}"));
	if (part->value != TEMPLATE_SIGNATURE && is_captured(part->value) && part->n_filters != 0)
		return fail(error, _("{%s} takes no filter here: it is read back"), name);
	if (part->n_filters > 0 && part->filters[part->n_filters - 1] <= FILTER_SHA512)
		return fail(error, _("{%s} ends in bytes: add |hex, |base64 or |base64url"), name);
	if (part->value == TEMPLATE_BODY && part->n_filters == 0)
		return fail(error, _("{body} itself is no part of a header: add a hash"));
	return TRUE;
}

/* What stands before and after the one value that is read back. */
static gboolean read_item(SchemeItem *item, GError **error)
{
	gboolean found = FALSE;
	g_autoptr(GString) before = g_string_new(NULL), after = g_string_new(NULL);
	item->encoding = -1;
	item->captured = TEMPLATE_TEXT;
	for (guint i = 0; i < item->template->n_parts; i++) {
		const TemplatePart *part = &item->template->parts[i];
		if (!check_part(part, error))
			return FALSE;
		if (part->value == TEMPLATE_TEXT) {
			g_string_append(found ? after : before, part->argument);
		} else if (is_captured(part->value)) {
			if (found)
				return fail(error, _("two values of one text cannot be told apart: put a "
						     "separator between them"));
			found = TRUE;
			item->captured = part->value;
			item->encoding =
				part->value == TEMPLATE_SIGNATURE ? (int)part->filters[0] : item->encoding;
		}
	}
	if (found && item->template->n_parts != 1u + (before->len > 0) + (after->len > 0))
		return fail(error, _("beside {%s} only fixed text can stand"),
			    template_value_name(item->captured));
	item->before = g_string_free(g_steal_pointer(&before), FALSE);
	item->after = g_string_free(g_steal_pointer(&after), FALSE);
	return TRUE;
}

static gboolean add_item(SchemeField *field, const char *text, GError **error)
{
	SchemeItem *item = g_new0(SchemeItem, 1);
	g_ptr_array_add(field->items, item);
	item->template = template_parse(text, error);
	if (item->template == NULL || !read_item(item, error))
		return FALSE;
	if (item->template->n_parts == 0)
		return fail(error, _("a value of it is empty"));
	field->uses |= item->template->uses;
	return TRUE;
}

/* ---- fields ---- */

static void field_free(SchemeField *field)
{
	if (field == NULL)
		return;
	g_free(field->name);
	g_free(field->joint);
	g_ptr_array_unref(field->items);
	g_free(field);
}

/* RFC 9110: a token. */
static gboolean is_header_name(const char *name)
{
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && strchr("!#$%&'*+-.^_`|~", *c) == NULL)
			return FALSE;
	return *name != '\0';
}

static gboolean read_place(SchemeField *field, GError **error)
{
	gsize length = strlen(field->name);
	if (strcmp(field->name, "@path") == 0) {
		field->place = PLACE_PATH;
	} else if (field->name[0] == '/') {
		field->place = PLACE_BODY;
	} else if (field->name[0] == '?') {
		field->place = PLACE_QUERY;
		memmove(field->name, field->name + 1, length);
	} else if (!is_header_name(field->name)) {
		return fail(error,
			    _("\"%s\" is no header, ?FIELD of the query, /POINTER into the body or "
			      "@path"),
			    field->name);
	} else if (length > 1 && field->name[length - 1] == '*') {
		field->several = TRUE;
		field->name[length - 1] = '\0';
	}
	return *field->name != '\0' || fail(error, _("it names no place before the colon"));
}

/* A separator within braces is none. */
static gboolean split_items(SchemeField *field, const char *text, GError **error)
{
	g_autoptr(GString) item = g_string_new(NULL);
	gboolean inside = FALSE;
	for (; *text != '\0'; text++) {
		inside = *text == '{' ? TRUE : *text == '}' ? FALSE : inside;
		if (field->separator == 0 || *text != field->separator || inside) {
			g_string_append_c(item, *text);
			continue;
		}
		if (!add_item(field, item->str, error))
			return FALSE;
		g_string_truncate(item, 0);
		gsize spaces = strspn(text + 1, " ");
		g_free(field->joint);
		field->joint = g_strndup(text, spaces + 1);
		text += spaces;
	}
	return add_item(field, item->str, error);
}

static SchemeField *read_field(const char *text, const char *separator, GError **error)
{
	const char *colon = strstr(text, ": ");
	if (colon == NULL || colon == text || strlen(text) > TEMPLATE_BYTES) {
		fail(error, _("it must be PLACE: TEMPLATE, as X-Signature: sha256={signature|hex}"));
		return NULL;
	}
	SchemeField *field = g_new0(SchemeField, 1);
	field->name = g_strndup(text, (gsize)(colon - text));
	field->separator = separator != NULL ? *separator : '\0';
	field->joint = g_strdup(separator != NULL ? separator : "");
	field->items = g_ptr_array_new_with_free_func(item_free);
	const char *value = colon + 2 + strspn(colon + 2, " ");
	if (!read_place(field, error) || !split_items(field, value, error))
		g_clear_pointer(&field, field_free);
	return field;
}

static const char *field_text(const struct scheme *scheme, SchemeFieldKind kind)
{
	const char *const texts[N_FIELDS] = {
		[FIELD_SIGNATURE] = scheme->signature, [FIELD_SECOND] = scheme->second,
		[FIELD_TIMESTAMP] = scheme->timestamp, [FIELD_ID] = scheme->delivery_id,
		[FIELD_ALSO] = scheme->also,
	};
	return texts[kind];
}

static const char *const field_keys[N_FIELDS] = {
	[FIELD_SIGNATURE] = "signature", [FIELD_SECOND] = "second", [FIELD_TIMESTAMP] = "timestamp",
	[FIELD_ID] = "delivery-id",      [FIELD_ALSO] = "also",
};

static gboolean read_fields(SchemePlan *plan, const char **key, GError **error)
{
	const struct scheme *scheme = plan->scheme;
	*key = "separator";
	if (scheme->separator != NULL &&
	    (strlen(scheme->separator) != 1 || strchr(",; ", *scheme->separator) == NULL))
		return fail(error, _("it must be , or ; or the word space"));
	for (guint i = 0; i < N_FIELDS; i++) {
		const char *text = field_text(scheme, i);
		gboolean list = i == FIELD_SIGNATURE || i == FIELD_SECOND;
		*key = field_keys[i];
		if (text == NULL)
			continue;
		plan->fields[i] = read_field(text, list ? scheme->separator : NULL, error);
		if (plan->fields[i] == NULL)
			return FALSE;
		plan->uses |= plan->fields[i]->uses;
	}
	return TRUE;
}

/* ---- what is signed ---- */

static void claim_free(gpointer memory)
{
	SchemeClaim *claim = memory;
	g_free(claim->name);
	template_free(claim->template);
	g_free(claim);
}

static gboolean read_claims(SchemePlan *plan, const char *text, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	plan->claims = g_ptr_array_new_with_free_func(claim_free);
	for (gsize i = 0; words[i] != NULL; i++) {
		char *equals = strchr(words[i], '=');
		if (*words[i] == '\0')
			continue;
		if (equals == NULL || equals == words[i])
			return fail(error, _("claims are NAME={VALUE}, with a space between them"));
		SchemeClaim *claim = g_new0(SchemeClaim, 1);
		g_ptr_array_add(plan->claims, claim);
		claim->name = g_strndup(words[i], (gsize)(equals - words[i]));
		claim->template = template_parse(equals + 1, error);
		if (claim->template == NULL)
			return FALSE;
		plan->uses |= claim->template->uses;
	}
	return TRUE;
}

static gboolean read_signed(SchemePlan *plan, const char **key, GError **error)
{
	const char *text = plan->scheme->signed_text;
	AlgorithmKind kind = scheme_kind(plan->scheme);
	*key = "signed";
	if (kind == KIND_JWT)
		return read_claims(plan, text != NULL ? text : "", error);
	if (kind == KIND_NONE || kind == KIND_FIXED)
		return text == NULL || fail(error, _("%s signs nothing: leave it out"),
					    scheme_algorithm_name(plan->scheme->algorithm));
	if (text == NULL)
		return fail(error, _("it is missing: say what is signed, as signed = {body}"));
	plan->signed_text = template_parse(text, error);
	if (plan->signed_text == NULL)
		return FALSE;
	gboolean secret = (plan->signed_text->uses & TEMPLATE_USES(TEMPLATE_SECRET)) != 0;
	if (secret != (kind == KIND_HASH))
		return fail(error, secret ? _("{secret} is for plain hashes: this algorithm has a key")
					  : _("a plain hash without {secret} proves nothing"));
	plan->uses |= plan->signed_text->uses;
	return TRUE;
}

/* ---- whether it makes sense ---- */

static guint count(const SchemeField *field, TemplateValue captured)
{
	guint n = 0;
	for (guint i = 0; field != NULL && i < field->items->len; i++)
		n += ((const SchemeItem *)field->items->pdata[i])->captured == captured;
	return n;
}

static gboolean check_signature(const SchemePlan *plan, const SchemeField *field, GError **error)
{
	AlgorithmKind kind = scheme_kind(plan->scheme);
	guint signatures = count(field, TEMPLATE_SIGNATURE), tokens = count(field, TEMPLATE_JWT);
	gboolean secret = (field->uses & TEMPLATE_USES(TEMPLATE_SECRET)) != 0;
	const char *name = scheme_algorithm_name(plan->scheme->algorithm);
	if (kind == KIND_FIXED)
		return (secret && signatures + tokens == 0) ||
		       fail(error, _("%s needs {secret} in it, and no signature"), name);
	if (secret)
		return fail(error, _("{secret} would be sent: it is for the algorithms token and basic"));
	if (kind == KIND_JWT)
		return (tokens == 1 && signatures == 0 && field->items->len == 1) ||
		       fail(error, _("%s needs {jwt} in it"), name);
	return (signatures == 1 && tokens == 0) || fail(error, _("%s needs {signature} in it, once"), name);
}

static gboolean check_fields(const SchemePlan *plan, const char **key, GError **error)
{
	for (guint i = 0; i < N_FIELDS; i++) {
		const SchemeField *field = plan->fields[i];
		*key = field_keys[i];
		if (i == FIELD_SIGNATURE && field == NULL && scheme_kind(plan->scheme) != KIND_NONE)
			return fail(error, _("it is missing: say where the signature is, as signature = "
					     "X-Signature: {signature|hex}"));
		if (field == NULL)
			continue;
		if (i <= FIELD_SECOND && !check_signature(plan, field, error))
			return FALSE;
		if (i == FIELD_TIMESTAMP && count(field, TEMPLATE_TIMESTAMP) != 1)
			return fail(error, _("it needs {timestamp} in it"));
		if (i == FIELD_ID && count(field, TEMPLATE_ID) != 1)
			return fail(error, _("it needs {id} in it"));
		if (i == FIELD_ALSO &&
		    (field->uses & (TEMPLATE_USES(TEMPLATE_SIGNATURE) | TEMPLATE_USES(TEMPLATE_SECRET))) != 0)
			return fail(error, _("a signature and a secret do not belong here"));
	}
	return TRUE;
}

static gboolean carries(const SchemePlan *plan, TemplateValue value)
{
	for (guint i = 0; i < N_FIELDS; i++)
		if (count(plan->fields[i], value) > 0)
			return TRUE;
	for (guint i = 0; plan->claims != NULL && i < plan->claims->len; i++)
		if (((SchemeClaim *)plan->claims->pdata[i])->template->uses == TEMPLATE_USES(value))
			return TRUE;
	return FALSE;
}

static gboolean check_whole(const SchemePlan *plan, const char **key, GError **error)
{
	*key = "signed";
	guint32 made = TEMPLATE_USES(TEMPLATE_SIGNATURE) | TEMPLATE_USES(TEMPLATE_JWT);
	if (plan->signed_text != NULL && (plan->signed_text->uses & made) != 0)
		return fail(error, _("a signature cannot sign itself"));
	if (USES(plan, TEMPLATE_TIMESTAMP) && !carries(plan, TEMPLATE_TIMESTAMP))
		return fail(error, _("no header carries {timestamp}: add timestamp = X-Timestamp: "
				     "{timestamp}"));
	if (USES(plan, TEMPLATE_ID) && !carries(plan, TEMPLATE_ID))
		return fail(error, _("no header carries {id}: add delivery-id = X-Delivery-Id: {id}"));
	*key = "timestamp-unit";
	if (carries(plan, TEMPLATE_TIMESTAMP) != (plan->scheme->unit != TIME_NONE))
		return fail(error, plan->scheme->unit == TIME_NONE
					   ? _("it is missing: s, ms, iso8601 or s-or-ms")
					   : _("no header carries {timestamp}"));
	return TRUE;
}

/* ---- what can be refused ---- */

static guint32 signed_uses(const SchemePlan *plan)
{
	guint32 uses = plan->signed_text != NULL ? plan->signed_text->uses : 0;
	for (guint i = 0; plan->claims != NULL && i < plan->claims->len; i++)
		uses |= ((SchemeClaim *)plan->claims->pdata[i])->template->uses;
	return uses;
}

/* A member of the body whose value, or a line of it, is among what is signed. */
static gboolean member_signed(const SchemePlan *plan, const char *pointer)
{
	for (guint i = 0; plan->signed_text != NULL && i < plan->signed_text->n_parts; i++) {
		const TemplatePart *part = &plan->signed_text->parts[i];
		if (part->value == TEMPLATE_JSON && strcmp(part->argument, pointer) == 0)
			return TRUE;
		if (part->value != TEMPLATE_JSON_LINES)
			continue;
		g_auto(GStrv) names = g_strsplit(part->argument, " ", -1);
		if (g_strv_contains((const char *const *)names, pointer + 1))
			return TRUE;
	}
	return FALSE;
}

static gboolean field_signed(const SchemePlan *plan, const SchemeField *field)
{
	guint32 uses = signed_uses(plan);
	guint32 query = TEMPLATE_USES(TEMPLATE_SORTED_QUERY) | TEMPLATE_USES(TEMPLATE_URL) |
			TEMPLATE_USES(TEMPLATE_QUERY) | TEMPLATE_USES(TEMPLATE_PATH_QUERY);
	if (field == NULL)
		return FALSE;
	if (field->place == PLACE_BODY)
		return (uses & TEMPLATE_USES(TEMPLATE_BODY)) != 0 || member_signed(plan, field->name);
	return field->place == PLACE_QUERY && (uses & query) != 0;
}

static void judge(SchemePlan *plan)
{
	guint32 uses = signed_uses(plan);
	const SchemeField *also = plan->fields[FIELD_ALSO];
	gboolean hash_in_query =
		also != NULL && (also->uses & TEMPLATE_USES(TEMPLATE_BODY)) != 0 && field_signed(plan, also);
	gboolean time_signed = (uses & TEMPLATE_USES(TEMPLATE_TIMESTAMP)) != 0 ||
			       field_signed(plan, plan->fields[FIELD_TIMESTAMP]);
	plan->body_signed = (uses & TEMPLATE_USES(TEMPLATE_BODY)) != 0 || hash_in_query;
	plan->id_signed =
		(uses & TEMPLATE_USES(TEMPLATE_ID)) != 0 || field_signed(plan, plan->fields[FIELD_ID]);
	plan->guard = time_signed                      ? GUARD_SIGNED_TIMESTAMP
		      : plan->id_signed                ? GUARD_SIGNED_ID
		      : plan->fields[FIELD_ID] != NULL ? GUARD_UNSIGNED_ID
						       : GUARD_NONE;
}

gboolean scheme_takes(const SchemePlan *plan, SchemeFieldKind kind)
{
	const SchemeField *field = plan->fields[kind];
	TemplateValue value = kind == FIELD_ID ? TEMPLATE_ID : TEMPLATE_TIMESTAMP;
	return (plan->uses & TEMPLATE_USES(value)) != 0 && (field == NULL || field->place != PLACE_BODY);
}

SchemePlan *scheme_compile(const struct scheme *scheme, const char **key, GError **error)
{
	const char *about = NULL;
	g_autoptr(SchemePlan) plan = g_new0(SchemePlan, 1);
	plan->scheme = scheme;
	gboolean good = read_signed(plan, &about, error) && read_fields(plan, &about, error) &&
			check_fields(plan, &about, error) && check_whole(plan, &about, error);
	if (key != NULL)
		*key = about;
	if (!good)
		return NULL;
	judge(plan);
	return g_steal_pointer(&plan);
}

void scheme_plan_free(SchemePlan *plan)
{
	if (plan == NULL)
		return;
	template_free(plan->signed_text);
	g_clear_pointer(&plan->claims, g_ptr_array_unref);
	for (guint i = 0; i < N_FIELDS; i++)
		field_free(plan->fields[i]);
	g_free(plan);
}
