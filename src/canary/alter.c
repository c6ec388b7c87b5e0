/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canary/alter.h"

#include <string.h>

enum { CUT_TO = 8 };

static gboolean is_at(const SchemeField *field, const SignPart *part)
{
	if (field == NULL || field->place != part->place)
		return FALSE;
	if (field->place == PLACE_PATH)
		return TRUE;
	gsize length = strlen(field->name);
	return field->several ? g_ascii_strncasecmp(part->name, field->name, length) == 0
			      : g_ascii_strcasecmp(part->name, field->name) == 0;
}

gboolean alter_is_signature(const SchemePlan *plan, const SignPart *part)
{
	return is_at(plan->fields[FIELD_SIGNATURE], part) || is_at(plan->fields[FIELD_SECOND], part);
}

static void replace(SignPart *part, const char *value)
{
	SignPart *new = sign_part_new(part->place, part->name, value, -1);
	/* The old value may be a credential: sign_part_free() wipes it. */
	SignPart old = *part;
	*part = *new;
	*new = old;
	sign_part_free(new);
}

/* ---- the signature in a value ---- */

typedef struct {
	gsize start, length;
} Run;

/* A value may be a credential (fixed tokens): large enough never to move, and wiped. */
static GString *scratch_new(const SignPart *part)
{
	return g_string_sized_new(2 * part->length + 64);
}

static void scratch_done(SignPart *part, GString *value)
{
	replace(part, value->str);
	secbuf_wipe(value->str, value->allocated_len);
	g_string_free(value, TRUE);
}

static gboolean is_signature_char(char c)
{
	return g_ascii_isalnum(c) || c == '+' || c == '/' || c == '_' || c == '-';
}

/* The longest run of what hex and base64 are made of; of a JSON Web Token the last one. */
static Run find_signature(const SchemePlan *plan, const char *value)
{
	gboolean last = scheme_kind(plan->scheme) == KIND_JWT;
	Run best = { 0, 0 };
	for (gsize i = 0; value[i] != '\0';) {
		gsize length = 0;
		while (is_signature_char(value[i + length]))
			length++;
		if (length > best.length || (last && length > 0))
			best = (Run){ i, length };
		i += MAX(length, 1);
	}
	return best;
}

typedef gboolean (*Change)(const SchemePlan *plan, SignPart *part);

static gboolean change_signatures(const SchemePlan *plan, GPtrArray *parts, Change change)
{
	gboolean changed = FALSE;
	for (guint i = 0; i < parts->len; i++) {
		SignPart *part = parts->pdata[i];
		if (alter_is_signature(plan, part) && change(plan, part))
			changed = TRUE;
	}
	return changed;
}

/* Replaces the run by `text`, what pads it too. */
static void put(SignPart *part, Run run, const char *text, gsize length)
{
	gsize after = run.start + run.length;
	after += strspn(part->value + after, "=");
	GString *value = scratch_new(part);
	g_string_append_len(value, part->value, (gssize)run.start);
	g_string_append_len(value, text, (gssize)length);
	g_string_append(value, part->value + after);
	scratch_done(part, value);
}

gboolean alter_drop_signature(const SchemePlan *plan, GPtrArray *parts)
{
	gboolean dropped = FALSE;
	for (guint i = parts->len; i-- > 0;) {
		if (!alter_is_signature(plan, parts->pdata[i]))
			continue;
		g_ptr_array_remove_index(parts, i);
		dropped = TRUE;
	}
	return dropped;
}

static gboolean empty(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	put(part, run, "", 0);
	return run.length > 0;
}

gboolean alter_empty_signature(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, empty);
}

static gboolean cut(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	if (run.length <= CUT_TO)
		return FALSE;
	put(part, run, part->value + run.start, CUT_TO);
	return TRUE;
}

gboolean alter_cut_signature(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, cut);
}

/* Another character of the same alphabet, in hex as in base64, that stands for another value. */
static char other_char(char c)
{
	if (c == '9' || c == 'z' || c == 'Z')
		return (char)(c - 1);
	if (c == '+' || c == '/' || c == '-' || c == '_')
		return 'A';
	if (c == 'f' || c == 'F')
		return (char)(c - 1);
	return (char)(c + 1);
}

static gboolean flip(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	if (run.length == 0)
		return FALSE;
	GString *value = scratch_new(part);
	g_string_append_len(value, part->value, (gssize)part->length);
	char *c = value->str + run.start + run.length * 3 / 4;
	*c = other_char(*c);
	scratch_done(part, value);
	return TRUE;
}

gboolean alter_flip_signature(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, flip);
}

/* ---- characters of it ---- */

static gboolean change_characters(SignPart *part, gsize from, gsize to)
{
	GString *value = scratch_new(part);
	g_string_append_len(value, part->value, (gssize)part->length);
	for (gsize i = from; i < to; i++)
		value->str[i] = other_char(value->str[i]);
	scratch_done(part, value);
	return to > from;
}

static gboolean blank(const SchemePlan *plan, SignPart *part)
{
	gboolean there = part->length > 0;
	replace(part, "");
	return there;
}

static gboolean shorten(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	if (run.length < 2)
		return FALSE;
	put(part, run, part->value + run.start, run.length - 1);
	return TRUE;
}

static gboolean change_first(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	return run.length > 0 && change_characters(part, run.start, run.start + 1);
}

/* The last character of base64 may hold bits that count for nothing: then the one before goes, too. */
static gboolean change_last(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	gsize end = run.start + run.length;
	gboolean padded = part->value[end] == '=' || run.length % 4 != 0;
	return run.length > 2 && change_characters(part, end - (padded ? 2 : 1), end);
}

static gboolean change_half(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	return run.length > 1 && change_characters(part, run.start + run.length / 2, run.start + run.length);
}

static gboolean change_behind_eight(const SchemePlan *plan, SignPart *part)
{
	Run run = find_signature(plan, part->value);
	return run.length > CUT_TO && change_characters(part, run.start + CUT_TO, run.start + run.length);
}

gboolean alter_blank_signature(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, blank);
}

gboolean alter_shorten_signature(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, shorten);
}

gboolean alter_first_character(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, change_first);
}

gboolean alter_last_character(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, change_last);
}

gboolean alter_second_half(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, change_half);
}

gboolean alter_behind_eight(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, change_behind_eight);
}

/* ---- labels ---- */

static gboolean unsigned_token(SignPart *part)
{
	static const char header[] = "{\"alg\":\"none\",\"typ\":\"JWT\"}";
	const char *start = strrchr(part->value, ' ');
	start = start != NULL ? start + 1 : part->value;
	const char *dot = strchr(start, '.'), *last = strrchr(start, '.');
	if (dot == NULL || last == dot)
		return FALSE;
	g_autofree char *encoded = g_base64_encode((const guchar *)header, strlen(header));
	encoded[strcspn(encoded, "=")] = '\0';
	g_autofree char *value = g_strdup_printf("%.*s%s%.*s", (int)(start - part->value), part->value,
						 encoded, (int)(last + 1 - dot), dot);
	replace(part, value);
	return TRUE;
}

static gboolean other_version(const SchemePlan *plan, SignPart *part)
{
	static const char *const labels[][2] = {
		{ "sha256=", "sha1=" }, { "sha1=", "md5=" }, { "sha512=", "sha1=" }, { "v1a,", "v9a," },
		{ "v1,", "v9," },       { "v0=", "v9=" },    { "v1=", "v0=" },       { "v2=", "v9=" },
	};
	if (scheme_kind(plan->scheme) == KIND_JWT)
		return unsigned_token(part);
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
		g_autoptr(GString) value = g_string_new(part->value);
		if (g_string_replace(value, labels[i][0], labels[i][1], 0) == 0)
			continue;
		replace(part, value->str);
		return TRUE;
	}
	return FALSE;
}

gboolean alter_other_version(const SchemePlan *plan, GPtrArray *parts)
{
	return change_signatures(plan, parts, other_version);
}

gboolean alter_twice(const SchemePlan *plan, GPtrArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		const SignPart *part = parts->pdata[i];
		if (part->place != PLACE_HEADER || !alter_is_signature(plan, part))
			continue;
		SignPart *wrong = sign_part_new(PLACE_HEADER, part->name, part->value, (gssize)part->length);
		g_ptr_array_insert(parts, (gint)i, wrong);
		return flip(plan, wrong);
	}
	return FALSE;
}

/* ---- timestamps ---- */

/* The item of a list that holds the timestamp: "t=1700000000" of "t=1700000000,v1=...". */
static gboolean drop_item(const SchemePlan *plan, SignPart *part)
{
	const SchemeField *field = plan->fields[FIELD_SIGNATURE];
	if (field == NULL || field->separator == '\0' ||
	    (field->uses & TEMPLATE_USES(TEMPLATE_TIMESTAMP)) == 0)
		return FALSE;
	const char separator[] = { field->separator, '\0' };
	g_auto(GStrv) items = g_strsplit(part->value, separator, -1);
	g_autoptr(GString) value = g_string_new(NULL);
	gboolean dropped = FALSE;
	for (gsize i = 0; items[i] != NULL; i++) {
		const char *item = g_strchug(items[i]);
		if (!dropped && (item[0] == 't' || strstr(item, "time") != NULL) &&
		    strchr(item, '=') != NULL) {
			dropped = TRUE;
			continue;
		}
		g_string_append_printf(value, "%s%s", value->len > 0 ? separator : "", item);
	}
	replace(part, value->str);
	return dropped;
}

gboolean alter_drop_timestamp(const SchemePlan *plan, GPtrArray *parts)
{
	gboolean dropped = FALSE;
	for (guint i = parts->len; i-- > 0;) {
		SignPart *part = parts->pdata[i];
		if (is_at(plan->fields[FIELD_TIMESTAMP], part)) {
			g_ptr_array_remove_index(parts, i);
			dropped = TRUE;
		} else if (alter_is_signature(plan, part)) {
			dropped |= drop_item(plan, part);
		}
	}
	return dropped;
}

gboolean alter_replace_timestamp(const SchemePlan *plan, GPtrArray *parts, const char *old, const char *text)
{
	gboolean replaced = FALSE;
	for (guint i = 0; i < parts->len; i++) {
		SignPart *part = parts->pdata[i];
		if (!is_at(plan->fields[FIELD_TIMESTAMP], part) && !alter_is_signature(plan, part))
			continue;
		g_autoptr(GString) value = g_string_new(part->value);
		if (g_string_replace(value, old, text, 1) == 0)
			continue;
		replace(part, value->str);
		replaced = TRUE;
	}
	return replaced;
}

/* ---- the body ---- */

GBytes *alter_flip_body(GBytes *body)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(body, &length);
	char *copy = g_memdup2(data, length);
	for (gsize i = length; i-- > 0;) {
		if (!g_ascii_isalnum(copy[i]))
			continue;
		/* Letters and digits become others: a quote or a bracket would be another case. */
		for (int bit = 1; bit <= 4; bit *= 2)
			if (g_ascii_isalnum(copy[i] ^ bit)) {
				copy[i] = (char)(copy[i] ^ bit);
				break;
			}
		break;
	}
	return g_bytes_new_take(copy, length);
}
