/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/words_prose.h"

#include <string.h>

#include "audit/words_text.h"
#include "model/effects_words.h"

static gboolean listed(const char *list, const char *word)
{
	return words_listed(list, word);
}

/* As much as is read, without the stars of bold text. */
static char *plain(const char *text)
{
	enum { LONGEST = 8192 };
	char *copy = g_strndup(text, LONGEST);
	for (char *at = copy; (at = strstr(at, "**")) != NULL; at += 2)
		at[0] = at[1] = ' ';
	return copy;
}

/* ---- the same word ---- */

/* Singular and plural of one word: "ticket" and "tickets", "company" and "companies", "box" and "boxes". */
static gboolean is_same_noun(const char *one, const char *other)
{
	gsize a = strlen(one), b = strlen(other);
	const char *shorter = a < b ? one : other, *longer = a < b ? other : one;
	gsize stem = MIN(a, b);
	if (a == b)
		return strcmp(one, other) == 0;
	if (strncmp(longer, shorter, stem) == 0)
		return strcmp(longer + stem, "s") == 0 || strcmp(longer + stem, "es") == 0;
	return stem > 2 && shorter[stem - 1] == 'y' && strncmp(longer, shorter, stem - 1) == 0 &&
	       strcmp(longer + stem - 1, "ies") == 0;
}

static gboolean is_plural(const char *word)
{
	static const char people[] = "people children men women data media series";
	gsize length = strlen(word);
	if (listed(people, word))
		return TRUE;
	return length > 3 && word[length - 1] == 's' && strchr("siu", word[length - 2]) == NULL;
}

static const EffectWord *verb_of(const char *word)
{
	const EffectWord *known = effect_word(word, strlen(word));
	return known != NULL && (known->forms & (FORM_BASE | FORM_THIRD | FORM_PARTICIPLE)) != 0 ? known
												 : NULL;
}

/* ---- texts that say nothing ---- */

static const char articles[] = "a an the en ett den det der die das ein eine einen";

static gboolean name_has(const NameWords *name, const char *word)
{
	for (guint i = 0; i < name->count; i++)
		if (is_same_noun(name->word[i], word))
			return TRUE;
	return FALSE;
}

/* "look up" is "lookup". */
static gboolean name_has_pair(const NameWords *name, const char *first, const char *second)
{
	g_autofree char *whole = g_strconcat(first, second, NULL);
	return name_has(name, whole);
}

/* An identifier in a text: "get_ticket". */
static gboolean name_has_all(const NameWords *name, const char *identifier)
{
	NameWords own;
	words_split_name(&own, identifier);
	for (guint i = 0; i < own.count; i++)
		if (!name_has(name, own.word[i]))
			return FALSE;
	return own.count > 0;
}

gboolean words_repeat_name(const char *text, const char *name)
{
	if (text == NULL || name == NULL)
		return FALSE;
	NameWords own;
	words_split_name(&own, name);
	g_autofree char *read = plain(text);
	g_autoptr(GArray) words = text_words(read);
	for (guint i = 0; i < words->len; i++) {
		const TextWord *word = TEXT_WORD(words, i);
		if (words_are(&own, word->word) || (word->scope && name_has_all(&own, word->word)))
			continue;
		if (listed(articles, word->word) || name_has(&own, word->word))
			continue;
		if (i + 1 < words->len && name_has_pair(&own, word->word, TEXT_WORD(words, i + 1)->word)) {
			i++;
			continue;
		}
		return FALSE;
	}
	return TRUE;
}

/* ---- one thing or many ---- */

static const char quantifiers[] = "all every each alla varje samtliga alle jede jeden jedes samtliche";

/* Of these there are many in one thing. */
static const char parts[] =
	"field fields value values argument arguments property properties attribute attributes detail "
	"details "
	"parameter parameters option options setting settings column columns call calls request requests "
	"retry retries repeat attempt attempts invocation invocations time times day days hour hours minute "
	"minutes week weeks month months year years run runs case cases error errors response responses "
	"other others change changes update updates data information content contents text body line lines "
	"character "
	"characters letter letters falt varden anrop anropet gang gange felder werte aufruf aufrufe mal";

static const char owners[] = "its their his her sina dess deras seine ihre";
static const char towards[] = "to for by with from at till for av an fur von mit";
static const char bulks[] = "bulk massvis massenhaft";

/* The last word that is no verb: "ticket" of close_ticket; "" where all are verbs. */
static const char *object_of(const NameWords *name)
{
	for (guint i = name->count; i-- > 0;) {
		const EffectWord *known = effect_word(name->word[i], strlen(name->word[i]));
		if (known == NULL || known->forms == 0 ||
		    (i > 0 && (known->traits & (VERB_NOUN | VERB_NOUNISH))))
			return name->word[i];
	}
	return "";
}

static const char people[] =
	"agent agents operator operators staff colleague colleagues visitor visitors viewer viewers";

static gboolean is_person(const char *word)
{
	if (listed(people, word))
		return TRUE;
	const EffectWord *known = effect_word(word, strlen(word));
	return known != NULL && (known->roles & ROLE_PERSON) != 0;
}

/* The noun that a quantifier counts: the next plural after "all", the next noun after "every". */
static const char *counted(const GArray *words, guint at)
{
	enum { REACH = 4 };
	/* After "all" an English noun is known by its plural; the others need no telling. */
	gboolean single = strcmp(TEXT_WORD(words, at)->word, "all") != 0;
	const char *last = NULL;
	for (guint i = at + 1; i < words->len && i <= at + REACH; i++) {
		const TextWord *word = TEXT_WORD(words, i);
		const EffectWord *known = effect_word(word->word, strlen(word->word));
		if (word->opens || word->comma || word->scope || listed(owners, word->word))
			break;
		if (i == at + 1 && strcmp(word->word, "of") == 0)
			continue;
		if (known != NULL &&
		    (known->roles & (ROLE_PREPOSITION | ROLE_JOIN | ROLE_WHICH | ROLE_BE)) != 0)
			break;
		if (single && known != NULL &&
		    ((known->forms & FORM_THIRD) != 0 || (known->roles & ROLE_DETERMINER) != 0))
			break; /* "each call creates" */
		last = word->word;
		if (!single && is_plural(word->word))
			break;
	}
	if (last == NULL || listed(parts, last) || !(single || is_plural(last)))
		return NULL;
	return last;
}

static char *quote(const GArray *words, guint first, const char *last)
{
	guint end = first;
	while (end + 1 < words->len && TEXT_WORD(words, end)->word != last)
		end++;
	const TextWord *from = TEXT_WORD(words, first), *to = TEXT_WORD(words, end);
	g_autofree char *phrase = g_strndup(from->at, (gsize)(to->at + to->length - from->at));
	return g_utf8_make_valid(phrase, -1);
}

static const char *many_at(const GArray *words, guint at, const char *object)
{
	const char *word = TEXT_WORD(words, at)->word;
	if (listed(bulks, word))
		return word;
	if (!listed(quantifiers, word))
		return NULL;
	const char *noun = counted(words, at);
	gboolean towards_it = at > 0 && listed(towards, TEXT_WORD(words, at - 1)->word);
	if (noun == NULL || (towards_it && is_person(noun) && !is_same_noun(noun, object)))
		return NULL;
	return noun;
}

char *words_many_things(const char *text, const char *name)
{
	if (text == NULL || name == NULL)
		return NULL;
	NameWords own;
	words_split_name(&own, name);
	const char *object = object_of(&own);
	if (object[0] == '\0' || is_plural(object) || name_has(&own, "all") || name_has(&own, "bulk"))
		return NULL;
	g_autofree char *read = plain(text);
	g_autoptr(GArray) words = text_words(read);
	for (guint i = 0; i < words->len; i++) {
		const char *last = many_at(words, i, object);
		if (last != NULL && !text_is_negated(words, i, i))
			return quote(words, i, last);
	}
	return NULL;
}

/* ---- loss ---- */

/* Final, or how it is got back: either way the reader knows. */
static const char *const losses[] = {
	"permanent*", "irreversibl*", "irrevocabl*", "irrecoverabl*", "unrecoverabl*", "destructive*",
	"for good", "forever", "for ever", "cannot be undone", "can not be undone", "cant be undone",
	"not be undone", "never be undone", "no undo", "not undoable", "cannot be recovered",
	"cannot be restored", "cannot be reversed", "not be recovered", "not be restored", "not reversible",
	"not recoverable", "no way back", "is gone", "are gone", "is lost", "are lost", "will be lost",
	"gets lost", "loses", "data loss", "wipe*", "erase*", "purge*", "overwrit*", "hard delete*",
	/* how it is got back */
	"soft delete*", "recycle bin", "trash", "can be restored", "may be restored", "can be recovered",
	"can be undone", "may be undone", "can be added again", "can be reactivated", "can be reopened",
	"recoverable", "reversible", "undelete*", "restorable",
	/* Swedish, German */
	"oaterkallelig*", "for alltid", "kan inte angras", "gar inte att angra", "papperskorgen",
	"gar forlorad*", "gar forlorat", "unwiderruflich*", "endgultig*", "dauerhaft*", "nicht ruckgangig*",
	"papierkorb", "geht verloren", "gehen verloren", NULL
};

gboolean words_loss_said(const char *text)
{
	if (text == NULL)
		return FALSE;
	g_autofree char *read = plain(text);
	g_autoptr(GArray) words = text_words(read);
	for (guint i = 0; i < words->len; i++)
		for (gsize j = 0; losses[j] != NULL; j++)
			if (text_phrase_at(words, i, losses[j]) > 0)
				return TRUE;
	return FALSE;
}

gboolean words_write_said(const char *text)
{
	if (text == NULL)
		return FALSE;
	Effect *effect = effect_infer(NULL, text, NULL);
	gboolean said = effect->mutating && effect->source == EFFECT_INFERRED;
	effect_free(effect);
	return said;
}

/* ---- names ---- */

static const char detaching[] =
	"remove cancel revoke unlink detach unstar unfollow unlike unfavorite unfavourite unshare untag "
	"unwatch "
	"unbookmark unsubscribe unlabel unbind dissociate disassociate unassign disconnect leave dequeue "
	"exclude "
	"withdraw unmap unregister deregister offboard unenroll clear retract rescind avboka";

static const char repeatable[] =
	"set assign close approve delete remove store save remember memorize memorise upsert put replace "
	"subscribe join enable disable install follow star favorite favourite bookmark define ensure "
	"register "
	"open reopen enroll enrol invite spara";

static const EffectWord *name_verb(const char *name, const char *list)
{
	NameWords words;
	if (name == NULL)
		return NULL;
	words_split_name(&words, name);
	for (guint i = 0; i < words.count; i++) {
		const EffectWord *verb = verb_of(words.word[i]);
		if (verb != NULL && (list == NULL || listed(list, words.word[i])))
			return verb;
	}
	return NULL;
}

gboolean words_name_deletes(const char *name)
{
	NameWords words;
	if (name == NULL)
		return FALSE;
	words_split_name(&words, name);
	for (guint i = 0; i < words.count; i++) {
		const EffectWord *word = effect_word(words.word[i], strlen(words.word[i]));
		if (strcmp(words.word[i], "cleanup") == 0)
			return TRUE;
		if (word == NULL)
			continue;
		if (((word->forms & (FORM_BASE | FORM_NOUN)) != 0 && word->kind == EFFECT_DELETE) ||
		    (word->traits & VERB_DESTRUCTIVE) != 0 ||
		    (word->roles & (ROLE_PERMANENT | ROLE_BIN)) != 0)
			return TRUE;
	}
	return words_phrase_at(&words, 0, "clean up") > 0 || words_phrase_at(&words, 0, "tear down") > 0 ||
	       words_phrase_at(&words, 0, "ta bort") > 0;
}

gboolean words_name_detaches(const char *name)
{
	return name_verb(name, detaching) != NULL;
}

gboolean words_name_repeatable(const char *name)
{
	NameWords words;
	if (name == NULL)
		return FALSE;
	words_split_name(&words, name);
	for (guint i = 0; i < words.count; i++)
		if (verb_of(words.word[i]) != NULL)
			return listed(repeatable, words.word[i]);
	return FALSE;
}

/* ---- arguments ---- */

static const char data_names[] =
	"mode modes status statuses state states stage phase permission permissions access scope scopes role "
	"roles right rights privilege privileges event events trigger triggers topic topics visibility kind";

gboolean words_verbs_are_data(const char *name)
{
	NameWords words;
	if (name == NULL)
		return FALSE;
	words_split_name(&words, name);
	return words.count > 0 && listed(data_names, words.word[words.count - 1]);
}

/* An imperative with an effect; nouns that are verbs at times ("comment", "email") are none. */
static const EffectWord *imperative(const json_t *value)
{
	NameWords words;
	const char *text = json_string_value(value);
	if (text == NULL || strlen(text) > 40)
		return NULL;
	words_split_name(&words, text);
	if (words.count == 0 || words.count > 3)
		return NULL;
	const EffectWord *verb = effect_word(words.word[0], strlen(words.word[0]));
	if (verb == NULL || (verb->forms & FORM_BASE) == 0 || verb->strength < 6 ||
	    (verb->traits & (VERB_NOUNISH | VERB_VAGUE)) != 0)
		return NULL;
	return verb;
}

gboolean words_choose_effect(const json_t *values)
{
	enum { MOST = 64 };
	guint writes = 0, reads = 0;
	for (size_t i = 0; i < json_array_size(values) && i < MOST; i++) {
		const EffectWord *verb = imperative(json_array_get(values, i));
		if (verb == NULL)
			continue;
		writes += verb->kind != EFFECT_READ;
		reads += verb->kind == EFFECT_READ;
	}
	return writes >= 2 || (writes == 1 && reads >= 1);
}

static const char id_words[] = "id ids key uuid guid slug name ref path number";

static const char containers[] =
	"project folder board list channel mailbox inbox queue calendar space repository repo database "
	"collection "
	"bucket drive spreadsheet sheet notebook library catalog catalogue pipeline site store shop "
	"projekt mapp ordner kanal kalender";

/* "projectId" -> "project", at most one word before it ("target folder"); "" for others. */
static const char *named_thing(NameWords *words, const char *name)
{
	words_split_name(words, name != NULL ? name : "");
	guint count = words->count;
	if (count > 1 && listed(id_words, words->word[count - 1]))
		count--;
	return count > 0 && count <= 2 ? words->word[count - 1] : "";
}

gboolean words_container_argument(const char *name)
{
	NameWords words;
	const char *thing = named_thing(&words, name);
	return thing[0] != '\0' && listed(containers, thing);
}

gboolean words_subject_argument(const char *name, const char *action)
{
	NameWords words, own;
	const char *thing = named_thing(&words, name);
	words_split_name(&own, action != NULL ? action : "");
	return thing[0] != '\0' && words.count > 1 && words.count <= 2 &&
	       listed("id key uuid guid number", words.word[words.count - 1]) &&
	       is_same_noun(thing, object_of(&own));
}
