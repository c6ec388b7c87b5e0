/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json_scan.h"
#include "base/text.h"

const WeirJsonLimits WEIR_JSON_LIMITS = { .bytes = 16 * 1024 * 1024, .depth = 64, .values = 1000000 };

void weir_json_notes_clear(WeirJsonNotes *notes)
{
	g_clear_pointer(&notes->duplicate_member, g_free);
	*notes = (WeirJsonNotes){ 0 };
}

static gboolean set_not_json(GError **error, const char *what)
{
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, "%s", what);
	return FALSE;
}

/* What people send instead of JSON is named; the rest is for the parser to say. */
static gboolean looks_like_json(const char *text, gsize length, GError **error)
{
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		return set_not_json(error,
				    _("not JSON: it begins with a byte order mark, which JSON forbids"));
	gsize at = 0;
	while (at < length && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0')
		at++;
	if (at == length)
		return set_not_json(error, _("not JSON: the text is empty"));
	if (text[at] == '<')
		return set_not_json(error, _("not JSON: it is HTML or XML"));
	return TRUE;
}

/* jansson reads no integer beyond 64 bits (and makes reals of all of them, if asked), and cuts text at a NUL:
 * the first get a fraction, the second become the picture of NUL.  Both lists ascend. */
static char *rewrite(const char *text, gsize *length, const JsonScan *scan)
{
	GString *out = g_string_sized_new(*length + 2 * scan->big_integers->len);
	gsize from = 0, big = 0, nul = 0;
	while (big < scan->big_integers->len || nul < scan->nul_escapes->len) {
		gsize b = big < scan->big_integers->len ? g_array_index(scan->big_integers, gsize, big)
							: G_MAXSIZE;
		gsize n = nul < scan->nul_escapes->len ? g_array_index(scan->nul_escapes, gsize, nul)
						       : G_MAXSIZE;
		gsize to = MIN(b, n);
		g_string_append_len(out, text + from, (gssize)(to - from));
		g_string_append(out, b < n ? ".0" : "\\u2400");
		from = b < n ? b : n + strlen("\\u0000");
		if (b < n)
			big++;
		else
			nul++;
	}
	g_string_append_len(out, text + from, (gssize)(*length - from));
	*length = out->len;
	return g_string_free(out, FALSE);
}

static const char *plain_reason(enum json_error_code code)
{
	switch (code) {
	case json_error_premature_end_of_input:
		return _("it ends in the middle");
	case json_error_invalid_utf8:
		return _("it holds bytes that are no UTF-8");
	case json_error_end_of_input_expected:
		return _("something follows the end of it");
	default:
		return NULL;
	}
}

static void set_parse_error(GError **error, const char *text, gsize length, const json_error_t *cause)
{
	const char *reason = plain_reason(json_error_code(cause));
	/* jansson quotes what it stumbled over, cut anywhere. */
	g_autofree char *said = text_visible(cause->text, -1, TEXT_ONE_LINE);
	g_autofree char *place =
		json_scan_place(text, cause->position > 0 ? MIN((gsize)cause->position, length) : 0);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, _("not JSON: %s: %s"), place,
		    reason != NULL ? reason : said);
}

static json_t *parse(const char *text, gsize length, GError **error)
{
	json_error_t cause;
	json_t *value = json_loadb(text, length, JSON_DECODE_ANY | JSON_ALLOW_NUL, &cause);
	if (value == NULL)
		set_parse_error(error, text, length, &cause);
	return value;
}

static void take_notes(WeirJsonNotes *notes, JsonScan *scan)
{
	if (notes == NULL)
		return;
	*notes = (WeirJsonNotes){ .big_integers = scan->big_integers->len > 0,
				  .replaced_nul = scan->nul_escapes->len > 0,
				  .duplicate_member = g_steal_pointer(&scan->duplicate_member),
				  .duplicate_offset = scan->duplicate_offset };
}

json_t *weir_json_read(const char *text, gsize length, const WeirJsonLimits *limits, WeirJsonNotes *notes,
		       GError **error)
{
	if (limits == NULL)
		limits = &WEIR_JSON_LIMITS;
	if (notes != NULL)
		*notes = (WeirJsonNotes){ 0 };
	if (length > limits->bytes) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_LIMIT,
			    _("%zu bytes of JSON; weir reads at most %zu"), length, limits->bytes);
		return NULL;
	}
	if (!looks_like_json(text, length, error))
		return NULL;
	JsonScan scan;
	json_t *value = NULL;
	if (json_scan(text, length, limits, notes != NULL, &scan, error)) {
		g_autofree char *rewritten = NULL;
		if (scan.big_integers->len > 0 || scan.nul_escapes->len > 0)
			rewritten = rewrite(text, &length, &scan);
		value = parse(rewritten != NULL ? rewritten : text, length, error);
	}
	if (value != NULL)
		take_notes(notes, &scan);
	json_scan_clear(&scan);
	return value;
}

static json_t *member_of(const json_t *object, const char *member, json_type type)
{
	json_t *value = object != NULL ? json_object_get(object, member) : NULL;
	return value != NULL && json_typeof(value) == type ? value : NULL;
}

const char *weir_json_text(const json_t *object, const char *member)
{
	json_t *value = member_of(object, member, JSON_STRING);
	if (value == NULL || strlen(json_string_value(value)) != json_string_length(value))
		return NULL;
	return json_string_value(value);
}

json_t *weir_json_object(const json_t *object, const char *member)
{
	return member_of(object, member, JSON_OBJECT);
}

json_t *weir_json_array(const json_t *object, const char *member)
{
	return member_of(object, member, JSON_ARRAY);
}

gboolean weir_json_bool(const json_t *object, const char *member, gboolean otherwise)
{
	json_t *value = object != NULL ? json_object_get(object, member) : NULL;
	return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

gint64 weir_json_integer(const json_t *object, const char *member, gint64 otherwise)
{
	json_t *value = member_of(object, member, JSON_INTEGER);
	return value != NULL ? json_integer_value(value) : otherwise;
}

static json_t *step(json_t *value, const char *token)
{
	if (json_is_object(value))
		return json_object_get(value, token);
	if (!json_is_array(value) || !g_ascii_isdigit(token[0]) || (token[0] == '0' && token[1] != '\0'))
		return NULL;
	guint64 index;
	if (!g_ascii_string_to_unsigned(token, 10, 0, G_MAXUINT32, &index, NULL))
		return NULL;
	return json_array_get(value, (gsize)index);
}

json_t *weir_json_pointer(const json_t *document, const char *pointer)
{
	/* jansson's getters want a document that is not const where its elements are not */
	json_t *value = (json_t *)(gintptr)document;
	if (pointer[0] == '\0')
		return value;
	if (pointer[0] != '/')
		return NULL;
	for (const char *at = pointer; *at == '/' && value != NULL;) {
		gsize length = strcspn(++at, "/");
		g_autoptr(GString) token = g_string_new_len(at, (gssize)length);
		at += length;
		g_string_replace(token, "~1", "/", 0);
		g_string_replace(token, "~0", "~", 0);
		value = step(value, token->str);
	}
	return value;
}

void weir_json_pointer_push(GString *pointer, const char *token)
{
	g_string_append_c(pointer, '/');
	for (const char *c = token; *c != '\0'; c++) {
		if (*c == '~' || *c == '/')
			g_string_append(pointer, *c == '~' ? "~0" : "~1");
		else
			g_string_append_c(pointer, *c);
	}
}

const char *weir_json_type_name(const json_t *value)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "object",   [JSON_ARRAY] = "array", [JSON_STRING] = "string",
		[JSON_INTEGER] = "integer", [JSON_REAL] = "number", [JSON_TRUE] = "boolean",
		[JSON_FALSE] = "boolean",   [JSON_NULL] = "null",
	};
	return value != NULL ? names[json_typeof(value)] : "nothing";
}

gsize weir_json_weight(const json_t *value)
{
	enum { TEXT = 32 };
	json_t *inside = (json_t *)value, *member; /* jansson's iterators do not take const */
	gsize sum = 1 + (json_is_string(value) ? json_string_length(value) / TEXT : 0), index;
	const char *name;
	json_object_foreach (inside, name, member)
		sum += strlen(name) / TEXT + weir_json_weight(member);
	json_array_foreach (inside, index, member)
		sum += weir_json_weight(member);
	return sum;
}

static int append_dump(const char *buffer, size_t size, void *data)
{
	g_string_append_len(data, buffer, (gssize)size);
	return 0;
}

char *weir_json_print(const json_t *value)
{
	GString *out = g_string_new(NULL);
	json_dump_callback(value, append_dump, out, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	return g_string_free(out, FALSE);
}
