/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/template.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/settings.h"

static const struct {
	const char *name;
	gboolean argument;
} values[N_TEMPLATE_VALUES] = {
	[TEMPLATE_TEXT] = { "", FALSE },
	[TEMPLATE_BODY] = { "body", FALSE },
	[TEMPLATE_TIMESTAMP] = { "timestamp", FALSE },
	[TEMPLATE_ID] = { "id", FALSE },
	[TEMPLATE_METHOD] = { "method", FALSE },
	[TEMPLATE_URL] = { "url", FALSE },
	[TEMPLATE_PATH] = { "path", FALSE },
	[TEMPLATE_QUERY] = { "query", FALSE },
	[TEMPLATE_PATH_QUERY] = { "path_query", FALSE },
	[TEMPLATE_SECRET] = { "secret", FALSE },
	[TEMPLATE_SIGNATURE] = { "signature", FALSE },
	[TEMPLATE_JWT] = { "jwt", FALSE },
	[TEMPLATE_HEADER] = { "header", TRUE },
	[TEMPLATE_QUERY_FIELD] = { "query", TRUE },
	[TEMPLATE_FORM_FIELD] = { "form", TRUE },
	[TEMPLATE_JSON] = { "json", TRUE },
	[TEMPLATE_PARAM] = { "param", TRUE },
	[TEMPLATE_SORTED_FORM] = { "sorted_form", FALSE },
	[TEMPLATE_SORTED_QUERY] = { "sorted_query", FALSE },
	[TEMPLATE_HEADERS] = { "headers", TRUE },
	[TEMPLATE_JSON_LINES] = { "json_lines", TRUE },
	[TEMPLATE_PLIVO_URL] = { "plivo_url", FALSE },
};
G_STATIC_ASSERT(N_TEMPLATE_VALUES <= 32);

static const char *const filters[N_FILTERS + 1] = {
	[FILTER_SHA1] = "sha1",           [FILTER_SHA256] = "sha256", [FILTER_SHA512] = "sha512",
	[FILTER_CRC32] = "crc32",         [FILTER_HEX] = "hex",       [FILTER_BASE64] = "base64",
	[FILTER_BASE64URL] = "base64url", [FILTER_LOWER] = "lower",   [FILTER_UPPER] = "upper",
	[FILTER_UNRESERVE] = "unreserve", [N_FILTERS] = NULL,
};

const char *template_value_name(TemplateValue value)
{
	return values[value].name;
}

gboolean template_filter_encodes(TemplateFilter filter)
{
	return filter == FILTER_HEX || filter == FILTER_BASE64 || filter == FILTER_BASE64URL;
}

/* What is being built; `out->parts` has room for all that is allowed. */
struct parser {
	Template *out;
	GString *text; /* literal text that is no part yet */
	GError **error;
};

static gboolean fail(const struct parser *parser, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(const struct parser *parser, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(parser->error, WEIR_ERROR, WEIR_ERROR_CONFIG, message);
	return FALSE;
}

static TemplatePart *add_part(struct parser *parser, TemplateValue value, const char *argument)
{
	if (parser->out->n_parts == TEMPLATE_PARTS) {
		fail(parser, _("it has more than %d parts"), TEMPLATE_PARTS);
		return NULL;
	}
	TemplatePart *part = &parser->out->parts[parser->out->n_parts++];
	part->value = value;
	part->argument = g_strdup(argument);
	parser->out->uses |= TEMPLATE_USES(value);
	return part;
}

static gboolean end_text(struct parser *parser)
{
	if (parser->text->len == 0)
		return TRUE;
	gboolean good = add_part(parser, TEMPLATE_TEXT, parser->text->str) != NULL;
	g_string_truncate(parser->text, 0);
	return good;
}

static gboolean unknown_value(const struct parser *parser, const char *name)
{
	const char *names[N_TEMPLATE_VALUES + 1] = { NULL };
	for (gsize i = TEMPLATE_BODY; i < N_TEMPLATE_VALUES; i++)
		names[i - 1] = values[i].name;
	return fail(parser, _("there is no {%s}; did you mean {%s}?"), name,
		    setting_nearest_word(names, name));
}

static gboolean find_value(const struct parser *parser, const char *name, gboolean argument,
			   TemplateValue *found)
{
	gboolean named = FALSE;
	for (gsize i = TEMPLATE_BODY; i < N_TEMPLATE_VALUES; i++) {
		if (strcmp(values[i].name, name) != 0)
			continue;
		named = TRUE;
		*found = (TemplateValue)i;
		if (values[i].argument == argument)
			return TRUE;
	}
	if (!named)
		return unknown_value(parser, name);
	return argument ? fail(parser, _("{%s} takes nothing after a colon"), name)
			: fail(parser, _("{%s} needs a name after a colon: {%s:NAME}"), name, name);
}

static gboolean add_filter(const struct parser *parser, TemplatePart *part, const char *name)
{
	gsize filter = 0;
	while (filter < N_FILTERS && strcmp(filters[filter], name) != 0)
		filter++;
	if (filter == N_FILTERS)
		return fail(parser, _("there is no filter |%s; did you mean |%s?"), name,
			    setting_nearest_word(filters, name));
	if (part->n_filters == TEMPLATE_FILTERS)
		return fail(parser, _("{%s} has more than %d filters"), values[part->value].name,
			    TEMPLATE_FILTERS);
	part->filters[part->n_filters++] = (TemplateFilter)filter;
	return TRUE;
}

/* What stands between braces. */
static gboolean parse_value(struct parser *parser, const char *inside, gsize length)
{
	g_autofree char *text = g_strndup(inside, length);
	g_auto(GStrv) words = g_strsplit(text, "|", -1);
	TemplateValue value = TEMPLATE_TEXT;
	if (words[0] == NULL)
		return fail(parser, _("{} is empty: write {{ and }} for braces"));
	char *argument = strchr(words[0], ':');
	if (argument != NULL)
		*argument++ = '\0';
	if (!find_value(parser, words[0], argument != NULL, &value))
		return FALSE;
	if (argument != NULL && *argument == '\0')
		return fail(parser, _("{%s} needs a name after a colon: {%s:NAME}"), words[0], words[0]);
	if (value == TEMPLATE_JSON && *argument != '/')
		return fail(parser, _("{json:%s} needs a JSON Pointer, as {json:/data/id}"), argument);
	TemplatePart *part = add_part(parser, value, argument);
	for (gsize i = 1; part != NULL && words[i] != NULL; i++)
		if (!add_filter(parser, part, words[i]))
			return FALSE;
	return part != NULL;
}

static gboolean parse(struct parser *parser, const char *text)
{
	while (*text != '\0') {
		gboolean doubled = text[0] == text[1];
		if (*text != '{' && *text != '}') {
			g_string_append_c(parser->text, *text++);
		} else if (doubled) {
			g_string_append_c(parser->text, *text);
			text += 2;
		} else if (*text == '}') {
			return fail(parser, _("a } has no { before it: write }} for a brace"));
		} else {
			gsize length = strcspn(text + 1, "{}");
			if (text[1 + length] != '}')
				return fail(parser, _("a { has no } after it: write {{ for a brace"));
			if (!end_text(parser) || !parse_value(parser, text + 1, length))
				return FALSE;
			text += length + 2;
		}
	}
	return end_text(parser);
}

Template *template_parse(const char *text, GError **error)
{
	g_autoptr(Template) template = g_new0(Template, 1);
	g_autoptr(GString) literal = g_string_new(NULL);
	struct parser parser = { template, literal, error };
	if (strlen(text) > TEMPLATE_BYTES) {
		fail(&parser, _("it is longer than %d bytes"), TEMPLATE_BYTES);
		return NULL;
	}
	template->parts = g_new0(TemplatePart, TEMPLATE_PARTS);
	return parse(&parser, text) ? g_steal_pointer(&template) : NULL;
}

void template_free(Template *template)
{
	if (template == NULL)
		return;
	for (guint i = 0; i < template->n_parts; i++)
		g_free(template->parts[i].argument);
	g_free(template->parts);
	g_free(template);
}
