/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/words_text.h"

#include <string.h>

/* As much of a text as is read; how far a negation after the phrase may stand. */
enum { LONGEST_TEXT = 8192, REACH_AFTER = 6 };

static const char negations[] = "no not never none nor neither cannot cant dont doesnt isnt arent neednt "
				"shouldnt mustnt wont non avoid nothing "
				"ingen inga inget inte ej aldrig varken icke kein keine keinen keiner keinem "
				"keinerlei nicht nie niemals weder";

static const char lacks[] = "without utan ohne";

/* What ends the reach of a negation: "not only", "nothing but", "no more than". */
static const char contrasts[] = "but however only just except besides beyond merely although though yet than "
				"men aber sondern endast bara nur utom "
				"forutom ausser";

static const char needed[] = "need needs needed require requires required necessary use used wanted allowed "
			     "granted grant given recommended "
			     "asked supported accepted behovs kravs anvands ges tillats nodvandig nodvandigt "
			     "notig erforderlich benotigt "
			     "gebraucht verwendet erlaubt vergeben";

static const char superfluous[] =
	"unnecessary unneeded forbidden disallowed onodig onodigt unnotig verboten forbjudet";

/* After a comma: a new sentence rather than the next of a list. */
static const char starters[] = "the this that it you we they a an needs requires must use give grant ask "
			       "please det den du vi der die das es "
			       "sie wir";

static const char nouns[] =
	"role roles right rights access scope scopes permission permissions privilege privileges";

/* --- cutting -------------------------------------------------------------------------------------------- */

typedef struct {
	GArray *words;
	gboolean opens, comma;
} Cutter;

static void add_word(Cutter *cutter, const char *at, gsize length, gboolean scope)
{
	TextWord word = {
		.at = at, .length = length, .scope = scope, .opens = cutter->opens, .comma = cutter->comma
	};
	/* Of a long scope the end tells most: ".ReadWrite.All". */
	gsize start = scope && length > WORDS_LONGEST - 2 ? length - (WORDS_LONGEST - 2) : 0;
	words_fold(at + start, length - start, word.word);
	g_array_append_val(cutter->words, word);
	cutter->opens = cutter->comma = FALSE;
}

static gboolean is_inside(char c)
{
	return g_ascii_isalnum(c) || ((guchar)c & 0x80) != 0 || (c != '\0' && strchr("'.:_*-/", c) != NULL);
}

/* The stars of bold text and bullets, and the punctuation at the ends; not the star of "tickets.*". */
static void trim(const char **at, gsize *length, gboolean *ends)
{
	*ends = FALSE;
	if (*length == 1 && **at == '*')
		return;
	while (*length > 0 && strchr("*_-.:/'", **at) != NULL)
		(*at)++, (*length)--;
	while (*length > 0) {
		char last = (*at)[*length - 1], before = *length > 1 ? (*at)[*length - 2] : '\0';
		if (strchr("*_-.:/'", last) == NULL ||
		    (last == '*' && before != '\0' && strchr(".:/", before) != NULL))
			break;
		*ends = *ends || last == '.';
		(*length)--;
	}
}

static gboolean is_address(const char *at, gsize length)
{
	return g_strstr_len(at, (gssize)length, "://") != NULL ||
	       (length > 4 && g_ascii_strncasecmp(at, "www.", 4) == 0) ||
	       (length > 4 && g_ascii_strncasecmp(at + length - 4, ".com", 4) == 0);
}

/* "read/write", "org-wide": each word for itself. */
static void add_parts(Cutter *cutter, const char *at, gsize length)
{
	for (const char *end = at + length; at < end;) {
		gsize part = 0;
		while (at + part < end && at[part] != '-' && at[part] != '/')
			part++;
		if (part > 0)
			add_word(cutter, at, part, FALSE);
		at += part + 1;
	}
}

static void add_run(Cutter *cutter, const char *at, gsize length, gboolean first_of_line)
{
	gboolean ends;
	if (length == 1 && *at == '*' && first_of_line)
		return;
	trim(&at, &length, &ends);
	gboolean scope = FALSE;
	for (gsize i = 0; i < length; i++)
		scope = scope || memchr(".:_*", at[i], 4) != NULL;
	if (length > 0 && scope && !is_address(at, length))
		add_word(cutter, at, length, TRUE);
	else if (length > 0 && !scope)
		add_parts(cutter, at, length);
	cutter->opens = cutter->opens || ends;
}

/* A line that begins a list, or an empty one, begins a clause; others go on. */
static gboolean begins_clause(const char *line)
{
	line += strspn(line, " \t\r");
	return *line == '\n' || *line == '-' || *line == '*' || *line == '#' || g_ascii_isdigit(*line) ||
	       strncmp(line, "\xE2\x80\xA2", 3) == 0;
}

GArray *text_words(const char *text)
{
	Cutter cutter = { .words = g_array_new(FALSE, FALSE, sizeof(TextWord)), .opens = TRUE };
	gsize length = strnlen(text, LONGEST_TEXT);
	gboolean first_of_line = TRUE;
	for (const char *at = text, *end = text + length; at < end;) {
		gsize run = 0;
		while (at + run < end && is_inside(at[run]))
			run++;
		if (run > 0) {
			add_run(&cutter, at, run, first_of_line && at + run < end && at[run] == ' ');
			first_of_line = FALSE;
			at += run;
			continue;
		}
		if (*at == '\n') {
			first_of_line = TRUE;
			cutter.opens = cutter.opens || begins_clause(at + 1);
		}
		cutter.opens = cutter.opens || *at == ';' || *at == '!' || *at == '?';
		cutter.comma = cutter.comma || *at == ',';
		at++;
	}
	return cutter.words;
}

/* --- phrases -------------------------------------------------------------------------------------------- */

static gboolean word_fits(const TextWord *word, const char *part, gsize length)
{
	if (length > 0 && part[length - 1] == '*')
		return strncmp(word->word, part, length - 1) == 0;
	return strncmp(word->word, part, length) == 0 && word->word[length] == '\0';
}

guint text_phrase_at(const GArray *words, guint at, const char *phrase)
{
	guint count = 0;
	for (const char *part = phrase; *part != '\0'; count++) {
		gsize length = strcspn(part, " ");
		if (at + count >= words->len)
			return 0;
		const TextWord *word = TEXT_WORD(words, at + count);
		if (word->scope || (count > 0 && (word->opens || word->comma)) ||
		    !word_fits(word, part, length))
			return 0;
		part += length + (part[length] == ' ' ? 1 : 0);
	}
	return count;
}

/* --- negations ------------------------------------------------------------------------------------------ */

static gboolean is_one(const GArray *words, guint at, const char *list)
{
	return at < words->len && words_listed(list, TEXT_WORD(words, at)->word);
}

/* A negation in the same clause before `at`. */
static gboolean denied_before(const GArray *words, guint at)
{
	while (!TEXT_WORD(words, at)->opens && at > 0) {
		at--;
		if (is_one(words, at, contrasts))
			return FALSE;
		if (is_one(words, at, negations))
			return TRUE;
	}
	return FALSE;
}

/* "..., admin rights are required": the word after the comma begins a sentence of its own. */
static gboolean comma_begins(const GArray *words, guint at, guint first, guint last)
{
	if (is_one(words, at, starters))
		return TRUE;
	if (at != first)
		return FALSE;
	guint next = last + 1;
	next += is_one(words, next, nouns) ? 1 : 0;
	return is_one(words, next, "is are") && is_one(words, next + 1, needed);
}

static gboolean negated_before(const GArray *words, guint first, guint last)
{
	for (guint at = first; at > 0 && !TEXT_WORD(words, at)->opens;) {
		if (TEXT_WORD(words, at)->comma && comma_begins(words, at, first, last))
			return FALSE;
		at--;
		if (is_one(words, at, "than") && at > 0 && is_one(words, at - 1, "rather"))
			return TRUE;
		if (is_one(words, at, "of") && at > 0 && is_one(words, at - 1, "instead"))
			return TRUE;
		if (is_one(words, at, contrasts))
			return FALSE;
		if (is_one(words, at, lacks))
			return !denied_before(words, at);
		if (is_one(words, at, negations))
			return TRUE;
	}
	return FALSE;
}

static gboolean negated_after(const GArray *words, guint last)
{
	for (guint at = last + 1; at < words->len && at <= last + REACH_AFTER; at++) {
		const TextWord *word = TEXT_WORD(words, at);
		if (word->opens || word->comma || words_listed(contrasts, word->word))
			return FALSE;
		if (words_listed(superfluous, word->word))
			return TRUE;
		if (!words_listed(negations, word->word))
			continue;
		for (guint near = MAX(at, 2) - 2; near <= at + 3 && near < words->len; near++)
			if (near > last && near != at && is_one(words, near, needed))
				return TRUE;
	}
	return FALSE;
}

gboolean text_is_negated(const GArray *words, guint first, guint last)
{
	return negated_before(words, first, last) || negated_after(words, last);
}
