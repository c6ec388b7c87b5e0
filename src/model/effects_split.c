/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effects_reading.h"

#include <string.h>

static const EffectWord *look_up(const char *at, gsize length)
{
	char folded[32];
	gsize folded_length = effect_fold(at, length, folded, sizeof folded);
	return folded_length == 0 ? NULL : effect_word(folded, folded_length);
}

static gboolean is_letter(char byte)
{
	return g_ascii_isalpha(byte) || (guchar)byte >= 0x80;
}

/* Where the word of a name that starts at `i` ends: at what is no letter, before an upper case letter after a
 * lower case one, and before the last upper case letter of a run ("HTTPServer"). */
static gsize name_word_end(const char *name, gsize bytes, gsize i)
{
	gsize end = i + 1;
	for (; end < bytes && is_letter(name[end]); end++) {
		gboolean upper = g_ascii_isupper(name[end]);
		if (upper && !g_ascii_isupper(name[end - 1]))
			break;
		if (upper && end + 1 < bytes && g_ascii_islower(name[end + 1]))
			break;
	}
	return end;
}

/* "re_open", "un-archive": the syllable belongs to the verb after it. */
static void join_prefix(const char *name, EffectToken *before, EffectToken *token)
{
	char whole[32];
	if (before->length != 2 || token->length + 2u > sizeof whole || token->word == NULL ||
	    token->word->forms == 0 ||
	    (g_ascii_strncasecmp(before->at, "re", 2) != 0 && g_ascii_strncasecmp(before->at, "un", 2) != 0))
		return;
	memcpy(whole, before->at, 2);
	memcpy(whole + 2, token->at, token->length);
	const EffectWord *word = look_up(whole, token->length + 2u);
	if (word == NULL || word->forms == 0)
		return;
	gsize end = (gsize)(token->at - name) + token->length;
	*before = (EffectToken){ .at = before->at,
				 .length = (guint16)(end - (gsize)(before->at - name)),
				 .word = word };
	token->length = 0;
}

guint effect_split_name(const char *name, gsize bytes, EffectToken *tokens, guint room)
{
	guint count = 0;
	for (gsize i = 0; i < bytes && count < room;) {
		if (!is_letter(name[i])) {
			i++;
			continue;
		}
		gsize end = name_word_end(name, bytes, i);
		tokens[count++] = (EffectToken){ .at = name + i,
						 .length = (guint16)(end - i),
						 .word = look_up(name + i, end - i) };
		if (count > 1)
			join_prefix(name, &tokens[count - 2], &tokens[count - 1]);
		count -= tokens[count - 1].length == 0 ? 1 : 0;
		i = end;
	}
	return count;
}

/* Signs of three bytes that separate clauses or belong to a word. */
static gboolean is_dash(const char *at, gsize left)
{
	return left >= 3 && at[0] == '\xE2' && at[1] == '\x80' && (at[2] == '\x93' || at[2] == '\x94');
}

static gboolean is_right_quote(const char *at, gsize left)
{
	return left >= 3 && memcmp(at, "\xE2\x80\x99", 3) == 0;
}

static gsize prose_word_end(const char *text, gsize bytes, gsize i)
{
	gsize end = i;
	while (end < bytes) {
		gboolean inner = end > i && end + 1 < bytes && g_ascii_isalpha(text[end + 1]) &&
				 (text[end] == '\'' || text[end] == '-');
		if (is_dash(text + end, bytes - end))
			break;
		if (!g_ascii_isalnum(text[end]) && (guchar)text[end] < 0x80 && text[end] != '_' && !inner)
			break;
		end++;
	}
	return end;
}

static gboolean is_code(const char *at, gsize length, char before, char further)
{
	/* "/users", but not "stop/delete" */
	if (before == '/' && !g_ascii_isalpha(further))
		return TRUE;
	if (before == '`' || before == '{' || before == '<' || before == '$' || before == '@')
		return TRUE;
	for (gsize i = 0; i < length; i++) {
		if (at[i] == '_' || g_ascii_isdigit(at[i]) ||
		    (i > 0 && g_ascii_isupper(at[i]) && g_ascii_islower(at[i - 1])))
			return TRUE;
	}
	return FALSE;
}

static gsize skip_url(const char *text, gsize bytes, gsize end)
{
	if (end + 3 >= bytes || memcmp(text + end, "://", 3) != 0)
		return end;
	while (end < bytes && !g_ascii_isspace(text[end]))
		end++;
	return end;
}

/* "e.g. this" does not end a sentence, "a user. This" does. */
static gboolean ends_sentence(const char *text, gsize bytes, gsize i, const EffectToken *last)
{
	if (text[i] == '!' || text[i] == '?' || text[i] == ';' || text[i] == '\n' || text[i] == '|')
		return TRUE;
	if (text[i] != '.' || (last != NULL && last->length == 1 && last->at + 1 == text + i))
		return FALSE;
	return i + 1 >= bytes || g_ascii_isspace(text[i + 1]) || g_ascii_isupper(text[i + 1]);
}

typedef struct {
	guint8 marks; /* for the next token */
	guint depth;  /* of parentheses */
} Pending;

/* What one byte between words means for the words around it. */
static void take_sign(Pending *pending, const char *text, gsize bytes, gsize i, EffectToken *last)
{
	char sign = text[i];
	if (ends_sentence(text, bytes, i, last))
		pending->marks |= TOKEN_OPENS;
	else if (sign == ',' || sign == '/')
		pending->marks |= TOKEN_COMMA;
	else if (sign == '-' && i > 0 && g_ascii_isspace(text[i - 1]))
		pending->marks |= TOKEN_OPENS;
	else if (sign == ')' && pending->depth > 0)
		pending->depth--, pending->marks |= pending->depth == 0 ? TOKEN_COMMA : 0;
	else if (sign == '(')
		pending->depth++, pending->marks |= TOKEN_OPENS;
	if (sign == ':' && i + 1 < bytes && g_ascii_isspace(text[i + 1])) {
		pending->marks |= TOKEN_OPENS;
		if (last != NULL)
			last->marks |= TOKEN_LABEL;
	}
}

static const EffectWord *look_up_prose(const char *at, gsize length, guint8 marks)
{
	if ((marks & TOKEN_CODE) != 0)
		return NULL;
	const EffectWord *word = look_up(at, length);
	const char *hyphen = word == NULL ? memchr(at, '-', length) : NULL;
	if (hyphen == NULL)
		return word;
	gsize head = (gsize)(hyphen - at);
	const EffectWord *first = look_up(at, head);
	/* "bulk-delete" deletes, "re-send" is "resend", but "well-known" is nothing */
	if (first != NULL && (first->roles & ROLE_FILLER) != 0)
		return look_up(hyphen + 1, length - head - 1);
	char whole[32];
	if (length > sizeof whole || head > 3)
		return NULL;
	memcpy(whole, at, head);
	memcpy(whole + head, hyphen + 1, length - head - 1);
	return look_up(whole, length - 1);
}

/* "Not only reads but deletes": what follows is a clause of its own.  Swedish "utan" is "but" before a verb.
 */
static void split_at_but(EffectToken *tokens, guint count)
{
	static const char *const BUT[] = { "but", "men", "sondern", NULL };
	for (guint i = 1; i + 1 < count; i++) {
		const EffectWord *word = tokens[i].word, *next = tokens[i + 1].word;
		if (word == NULL || (word->roles & (ROLE_ALSO | ROLE_WITHOUT)) == 0)
			continue;
		if (strcmp(word->text, "utan") == 0 && next != NULL && (next->forms & FORM_THIRD) != 0)
			tokens[i].word = effect_word("men", 3);
		if (g_strv_contains(BUT, tokens[i].word->text))
			tokens[i].marks |= TOKEN_OPENS;
	}
}

guint effect_split_prose(const char *text, gsize bytes, EffectToken *tokens, guint room)
{
	guint count = 0;
	Pending pending = { .marks = TOKEN_OPENS };
	for (gsize i = 0; i < bytes && count < room;) {
		gsize end = prose_word_end(text, bytes, i);
		EffectToken *last = count > 0 ? &tokens[count - 1] : NULL;
		if (end == i) {
			gsize left = bytes - i;
			if (is_dash(text + i, left))
				pending.marks |= TOKEN_OPENS;
			else
				take_sign(&pending, text, bytes, i, last);
			i += is_dash(text + i, left) || is_right_quote(text + i, left) ? 3 : 1;
			continue;
		}
		guint8 marks = pending.marks | (pending.depth > 0 ? TOKEN_INSIDE : 0);
		gsize past = skip_url(text, bytes, end);
		if (past != end ||
		    is_code(text + i, end - i, i > 0 ? text[i - 1] : ' ', i > 1 ? text[i - 2] : ' '))
			marks |= TOKEN_CODE;
		tokens[count++] = (EffectToken){ .at = text + i,
						 .length = (guint16)MIN(end - i, G_MAXUINT16),
						 .marks = marks,
						 .word = look_up_prose(text + i, end - i, marks) };
		pending.marks = 0;
		i = past;
	}
	split_at_but(tokens, count);
	return count;
}
