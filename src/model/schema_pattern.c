/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns run with a limit of their own and draw on the work of the run.
 *
 * PCRE2 counts anew at each start position and not while a simple repeat runs along the subject, so its match
 * limit alone would allow days.  A callout before each item counts items and the distance moved. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/error.h"
#include "model/schema_private.h"

#include <glib/gi18n.h>
#include <pcre2.h>

#define HEAP_KIB (16 * 1024)
#define DEPTH_LIMIT 250000
#define DISTANCE_STEP 64 /* bytes of the subject that cost as much as one item */

struct SchemaPattern {
	pcre2_code *code;
};

struct SchemaMatcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
	gint64 left;
	PCRE2_SIZE last;
};

static pcre2_code *compile(const GString *text, int *number, PCRE2_SIZE *offset)
{
	const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
				 PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text->str, text->len, options, number, offset, context);
	pcre2_compile_context_free(context);
	return code;
}

SchemaPattern *schema_pattern_new(const char *text, size_t length, gsize *size, GError **error)
{
	GString *translated = schema_translate(text, length, error);
	if (translated == NULL)
		return NULL;
	int number = 0;
	PCRE2_SIZE offset = 0;
	pcre2_code *code = compile(translated, &number, &offset);
	g_string_free(translated, TRUE);
	if (code == NULL) {
		PCRE2_UCHAR message[128] = "";
		pcre2_get_error_message(number, message, sizeof(message));
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, _("is no pattern: %s"),
			    (const char *)message);
		return NULL;
	}
	size_t bytes = 0;
	pcre2_pattern_info(code, PCRE2_INFO_SIZE, &bytes);
	*size = bytes + length;
	SchemaPattern *pattern = g_new0(SchemaPattern, 1);
	pattern->code = code;
	return pattern;
}

void schema_pattern_free(SchemaPattern *pattern)
{
	if (pattern == NULL)
		return;
	pcre2_code_free(pattern->code);
	g_free(pattern);
}

static int count_step(pcre2_callout_block *block, void *data)
{
	SchemaMatcher *matcher = data;
	PCRE2_SIZE at = block->current_position, last = matcher->last;
	matcher->last = at;
	matcher->left -= 1 + (gint64)((at > last ? at - last : last - at) / DISTANCE_STEP);
	return matcher->left < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

static SchemaMatcher *matcher_of(Run *run)
{
	if (run->matcher != NULL)
		return run->matcher;
	SchemaMatcher *matcher = g_new0(SchemaMatcher, 1);
	matcher->data = pcre2_match_data_create(1, NULL);
	matcher->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(matcher->context, SCHEMA_MATCH_WORK);
	pcre2_set_depth_limit(matcher->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(matcher->context, HEAP_KIB);
	pcre2_set_callout(matcher->context, count_step, matcher);
	return run->matcher = matcher;
}

void schema_matcher_free(SchemaMatcher *matcher)
{
	if (matcher == NULL)
		return;
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	g_free(matcher);
}

SchemaVerdict schema_pattern_match(Run *run, const SchemaPattern *pattern, const char *text, size_t length)
{
	SchemaMatcher *matcher = matcher_of(run);
	if (!schema_spend(run, 1 + (gint64)(length / DISTANCE_STEP)))
		return SCHEMA_UNKNOWN;
	gint64 allowed = MIN(SCHEMA_MATCH_WORK, run->work);
	matcher->left = allowed;
	matcher->last = 0;
	int found =
		pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0, matcher->data, matcher->context);
	schema_spend(run, MIN(allowed - matcher->left, allowed));
	if (found >= 0)
		return SCHEMA_VALID;
	return found == PCRE2_ERROR_NOMATCH ? SCHEMA_INVALID : SCHEMA_UNKNOWN;
}
