/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of ECMA-262 (what JSON Schema asks for, in its Unicode mode), and what Python and Rust have beyond
 * it, as PCRE2 writes them.  Only what is known passes: a verb, a recursion or a callout of PCRE2's own would
 * be the stranger's, so these are refused. */
#include "base/error.h"
#include "model/schema_private.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define SPACES "\\t-\\r\\x20\\x{a0}\\x{feff}\\p{Z}"
#define NO_NEWLINE "[^\\n\\r\\x{2028}\\x{2029}]"

typedef struct {
	const char *at, *end;
	GString *out;
	gboolean in_class;
	gboolean dot_all; /* (?s) is in the pattern */
	const char *wrong;
} Translator;

static char peek(const Translator *translator, size_t ahead)
{
	return (size_t)(translator->end - translator->at) > ahead ? translator->at[ahead] : '\0';
}

static void refuse(Translator *translator, const char *why)
{
	if (translator->wrong == NULL)
		translator->wrong = why;
	translator->at = translator->end;
}

/* Copies the next `count` characters of the input. */
static void copy(Translator *translator, size_t count)
{
	count = MIN(count, (size_t)(translator->end - translator->at));
	g_string_append_len(translator->out, translator->at, (gssize)count);
	translator->at += count;
}

static size_t count_digits(const char *at, const char *end, gboolean hexadecimal)
{
	size_t count = 0;
	while (at + count < end && (hexadecimal ? g_ascii_isxdigit(at[count]) : g_ascii_isdigit(at[count])))
		count++;
	return count;
}

static guint64 read_hexadecimal(const char *at, size_t digits)
{
	g_autofree char *text = g_strndup(at, digits);
	return g_ascii_strtoull(text, NULL, 16);
}

static void append_character(Translator *translator, guint64 character)
{
	if (character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		refuse(translator, _("names a character that is none"));
	else
		g_string_append_printf(translator->out, "\\x{%x}", (unsigned)character);
}

/* HH of \xHH and so on; \u{H...} has its digits in braces. */
static void escape_hexadecimal(Translator *translator, size_t digits)
{
	if (peek(translator, 2) == '{') {
		digits = count_digits(translator->at + 3, translator->end, TRUE);
		if (digits == 0 || digits > 8 || peek(translator, 3 + digits) != '}') {
			refuse(translator, _("has an escape without its digits"));
			return;
		}
		append_character(translator, read_hexadecimal(translator->at + 3, digits));
		if (translator->wrong == NULL)
			translator->at += 4 + digits;
		return;
	}
	if (count_digits(translator->at + 2, translator->end, TRUE) < digits) {
		refuse(translator, _("has an escape without its digits"));
		return;
	}
	guint64 character = read_hexadecimal(translator->at + 2, digits);
	translator->at += 2 + digits;
	if (character >= 0xd800 && character < 0xdc00 && peek(translator, 0) == '\\' &&
	    peek(translator, 1) == 'u' && count_digits(translator->at + 2, translator->end, TRUE) >= 4) {
		guint64 low = read_hexadecimal(translator->at + 2, 4);
		if (low >= 0xdc00 && low < 0xe000) {
			character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
			translator->at += 6;
		}
	}
	append_character(translator, character);
}

static const struct category {
	const char *name, *code;
} categories[] = {
	{ "Cased_Letter", "L&" },
	{ "Close_Punctuation", "Pe" },
	{ "Connector_Punctuation", "Pc" },
	{ "Control", "Cc" },
	{ "Currency_Symbol", "Sc" },
	{ "Dash_Punctuation", "Pd" },
	{ "Decimal_Number", "Nd" },
	{ "Enclosing_Mark", "Me" },
	{ "Final_Punctuation", "Pf" },
	{ "Format", "Cf" },
	{ "Initial_Punctuation", "Pi" },
	{ "LC", "L&" },
	{ "Letter", "L" },
	{ "Letter_Number", "Nl" },
	{ "Line_Separator", "Zl" },
	{ "Lowercase_Letter", "Ll" },
	{ "Mark", "M" },
	{ "Math_Symbol", "Sm" },
	{ "Modifier_Letter", "Lm" },
	{ "Modifier_Symbol", "Sk" },
	{ "Nonspacing_Mark", "Mn" },
	{ "Number", "N" },
	{ "Open_Punctuation", "Ps" },
	{ "Other", "C" },
	{ "Other_Letter", "Lo" },
	{ "Other_Number", "No" },
	{ "Other_Punctuation", "Po" },
	{ "Other_Symbol", "So" },
	{ "Paragraph_Separator", "Zp" },
	{ "Private_Use", "Co" },
	{ "Punctuation", "P" },
	{ "Separator", "Z" },
	{ "Space_Separator", "Zs" },
	{ "Spacing_Mark", "Mc" },
	{ "Surrogate", "Cs" },
	{ "Symbol", "S" },
	{ "Titlecase_Letter", "Lt" },
	{ "Unassigned", "Cn" },
	{ "Uppercase_Letter", "Lu" },
	{ "digit", "Nd" },
	{ "punct", "P" },
};

static int by_name(const void *name, const void *row)
{
	return strcmp(name, ((const struct category *)row)->name);
}

static char *property_name(const char *text)
{
	const char *value = strchr(text, '=');
	if (value != NULL && (g_str_has_prefix(text, "Script=") || g_str_has_prefix(text, "sc=")))
		return g_strconcat("sc:", value + 1, NULL);
	if (value != NULL && (g_str_has_prefix(text, "Script_Extensions=") || g_str_has_prefix(text, "scx=")))
		return g_strconcat("scx:", value + 1, NULL);
	if (value != NULL && (g_str_has_prefix(text, "General_Category=") || g_str_has_prefix(text, "gc=")))
		text = value + 1;
	const struct category *known =
		bsearch(text, categories, G_N_ELEMENTS(categories), sizeof(categories[0]), by_name);
	return g_strdup(known == NULL ? text : known->code);
}

static void escape_property(Translator *translator)
{
	const char *close = NULL;
	if (peek(translator, 2) == '{')
		close = memchr(translator->at, '}', (size_t)(translator->end - translator->at));
	if (close == NULL && g_ascii_isalpha(peek(translator, 2))) {
		copy(translator, 3);
		return;
	}
	if (close == NULL || peek(translator, 3) == '^') {
		refuse(translator, _("has a \\p without a property"));
		return;
	}
	g_autofree char *text = g_strndup(translator->at + 3, (size_t)(close - translator->at) - 3);
	g_autofree char *name = property_name(text);
	g_string_append_printf(translator->out, "\\%c{%s}", translator->at[1], name);
	translator->at = close + 1;
}

static void escape_number(Translator *translator)
{
	size_t digits = count_digits(translator->at + 1, translator->end, FALSE);
	if (translator->at[1] == '0' && digits == 1) {
		g_string_append(translator->out, "\\x{0}");
	} else if (translator->at[1] != '0' && digits <= 3 && !translator->in_class) {
		g_string_append(translator->out, "\\g{");
		g_string_append_len(translator->out, translator->at + 1, (gssize)digits);
		g_string_append_c(translator->out, '}');
	} else {
		refuse(translator, _("has an octal escape"));
		return;
	}
	translator->at += 1 + digits;
}

static void escape_space(Translator *translator)
{
	if (translator->in_class)
		g_string_append(translator->out, translator->at[1] == 's' ? SPACES : "\\S");
	else
		g_string_append(translator->out, translator->at[1] == 's' ? "[" SPACES "]" : "[^" SPACES "]");
	translator->at += 2;
}

static void escape_control(Translator *translator)
{
	if (!g_ascii_isalpha(peek(translator, 2))) {
		refuse(translator, _("has a \\c without a letter"));
		return;
	}
	append_character(translator, (guint64)(peek(translator, 2) & 31));
	translator->at += 3;
}

static void escape_name(Translator *translator)
{
	const char *close = memchr(translator->at, '>', (size_t)(translator->end - translator->at));
	if (translator->in_class || peek(translator, 2) != '<' || close == NULL)
		refuse(translator, _("has a \\k without a name"));
	else
		copy(translator, (size_t)(close - translator->at) + 1);
}

/* Letters that stand for one thing: outside a class, inside one; NULL: refused there. */
static const struct {
	char letter;
	const char *outside, *inside;
} letters[] = {
	{ 'd', "\\d", "\\d" },       { 'D', "\\D", "\\D" },    { 'w', "\\w", "\\w" },
	{ 'W', "\\W", "\\W" },       { 't', "\\t", "\\t" },    { 'n', "\\n", "\\n" },
	{ 'r', "\\r", "\\r" },       { 'f', "\\f", "\\f" },    { 'v', "\\x{b}", "\\x{b}" },
	{ 'a', "\\x{7}", "\\x{7}" }, { 'b', "\\b", "\\x{8}" }, { 'B', "\\B", NULL },
	{ 'A', "\\A", NULL },        { 'Z', "\\z", NULL },     { 'z', "\\z", NULL },
};

static void escape_letter(Translator *translator, char letter)
{
	for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
		const char *text = translator->in_class ? letters[i].inside : letters[i].outside;
		if (letters[i].letter != letter || text == NULL)
			continue;
		g_string_append(translator->out, text);
		translator->at += 2;
		return;
	}
	refuse(translator, _("has an escape that is not known"));
}

static void escape(Translator *translator)
{
	static const struct {
		char letter;
		void (*take)(Translator *translator);
	} special[] = { { 's', escape_space },    { 'S', escape_space },    { 'c', escape_control },
			{ 'p', escape_property }, { 'P', escape_property }, { 'k', escape_name } };
	char letter = peek(translator, 1);
	for (guint i = 0; i < G_N_ELEMENTS(special); i++) {
		if (special[i].letter != letter)
			continue;
		special[i].take(translator);
		return;
	}
	if (translator->at + 1 >= translator->end)
		refuse(translator, _("ends in a backslash"));
	else if (letter == 'x' || letter == 'u' || letter == 'U')
		escape_hexadecimal(translator, letter == 'x' ? 2 : letter == 'u' ? 4 : 8);
	else if (g_ascii_isdigit(letter))
		escape_number(translator);
	else if (g_ascii_isalpha(letter))
		escape_letter(translator, letter);
	else if (letter == '\0')
		refuse(translator, _("has an escape that is not known"));
	else
		copy(translator, (guchar)letter < 0x80 ? 2 : 1 + g_utf8_skip[(guchar)letter]);
}

static void take_class(Translator *translator)
{
	copy(translator, peek(translator, 1) == '^' ? 2 : 1);
	translator->in_class = TRUE;
	while (translator->at < translator->end && *translator->at != ']') {
		if (*translator->at == '\\') {
			escape(translator);
		} else if (*translator->at == '[' || *translator->at == '\0') {
			g_string_append(translator->out, *translator->at == '[' ? "\\[" : "\\x{0}");
			translator->at++;
		} else {
			copy(translator, 1);
		}
	}
	translator->in_class = FALSE;
	if (translator->at >= translator->end)
		refuse(translator, _("has a [ without its ]"));
	else
		copy(translator, 1);
}

/* (?i) and (?i:...): flags that mean the same here, and those of Python that change nothing. */
static gboolean take_flags(Translator *translator)
{
	const char *at = translator->at + 2;
	g_autoptr(GString) flags = g_string_new("(?");
	for (; at < translator->end && (g_ascii_isalpha(*at) || *at == '-'); at++) {
		if (strchr("imsx-", *at) != NULL)
			g_string_append_c(flags, *at);
		else if (strchr("auL", *at) == NULL)
			return FALSE;
		translator->dot_all = translator->dot_all || *at == 's';
	}
	if (at >= translator->end || at == translator->at + 2 || (*at != ':' && *at != ')'))
		return FALSE;
	g_string_append(translator->out, flags->str);
	translator->at = at;
	copy(translator, 1);
	return TRUE;
}

static void take_group(Translator *translator)
{
	static const char *const openings[] = { "(?:", "(?=",  "(?!",  "(?<=", "(?<!",
						"(?>", "(?P<", "(?P=", "(?<" };
	if (peek(translator, 1) == '*') {
		refuse(translator, _("repeats nothing"));
		return;
	}
	if (peek(translator, 1) != '?') {
		copy(translator, 1);
		return;
	}
	size_t left = (size_t)(translator->end - translator->at);
	for (guint i = 0; i < G_N_ELEMENTS(openings); i++) {
		size_t length = strlen(openings[i]);
		if (left > length && memcmp(translator->at, openings[i], length) == 0) {
			copy(translator, length);
			return;
		}
	}
	const char *close = memchr(translator->at, ')', left);
	if (peek(translator, 2) == '#' && close != NULL)
		translator->at = close + 1;
	else if (!take_flags(translator))
		refuse(translator, _("has a group of a kind that is not known"));
}

/* {2}, {2,} and {2,3}; {,3} as Python means it; any other brace is itself. */
static void take_brace(Translator *translator)
{
	const char *low = translator->at + 1;
	size_t low_digits = count_digits(low, translator->end, FALSE);
	const char *next = low + low_digits;
	size_t high_digits = 0;
	gboolean comma = next < translator->end && *next == ',';
	if (comma) {
		high_digits = count_digits(next + 1, translator->end, FALSE);
		next += 1 + high_digits;
	}
	if (next >= translator->end || *next != '}' || low_digits + high_digits == 0) {
		g_string_append(translator->out, "\\{");
		translator->at++;
		return;
	}
	g_string_append(translator->out, low_digits == 0 ? "{0" : "{");
	translator->at++;
	copy(translator, (size_t)(next - translator->at) + 1);
}

GString *schema_translate(const char *text, size_t length, GError **error)
{
	GString *out = g_string_sized_new(length + 16);
	Translator translator = { .at = text, .end = text + length, .out = out };
	translator.dot_all = g_strstr_len(text, (gssize)length, "(?s") != NULL;
	while (translator.at < translator.end) {
		switch (*translator.at) {
		case '\\':
			escape(&translator);
			break;
		case '[':
			take_class(&translator);
			break;
		case '(':
			take_group(&translator);
			break;
		case '{':
			take_brace(&translator);
			break;
		case '.':
			g_string_append(out, translator.dot_all ? "." : NO_NEWLINE);
			translator.at++;
			break;
		case '\0':
			g_string_append(out, "\\x{0}");
			translator.at++;
			break;
		default:
			copy(&translator, 1);
		}
	}
	if (translator.wrong == NULL)
		return out;
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_PROTOCOL, translator.wrong);
	g_string_free(out, TRUE);
	return NULL;
}
