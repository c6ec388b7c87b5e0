/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "audit/words_text.h"

/* --- asking broadly ------------------------------------------------------------------------------------- */

/* Phrases that ask broadly wherever they stand. */
static const char *const broad[] = {
	"full access", "full admin*", "full control", "full permission*", "full right*", "full privilege*",
	"full scope*", "full api access", "full read", "complete access", "complete control", "unrestricted",
	"unlimited access", "all scopes", "all permissions", "all rights", "all privileges", "all access",
	"all apis", "all resources", "all data", "all api scopes", "all available scopes",
	"all available permissions", "every scope", "every permission", "any scope", "any permission",
	"read write all", "read and write all", "write all", "write access to all",
	"write access to everything", "access to everything", "superuser*", "superadmin*", "super user*",
	"super admin*", "sysadmin*", "god mode", "org wide", "organization wide", "organisation wide",
	"account wide", "tenant wide", "company wide", "workspace wide", "domain wide", "entire account",
	"whole account", "entire organization", "entire organisation", "global access", "administrative",
	"administrator access",
	/* Swedish */
	"administratorsbehorighet*", "administratorsrattighet*", "adminbehorighet*", "adminrattighet*",
	"agarrattighet*", "full behorighet", "fulla behorigheter", "full atkomst", "fulla rattigheter",
	"fullstandig atkomst", "fullstandiga rattigheter", "alla behorigheter", "alla rattigheter",
	"obegransad atkomst", "hela organisationen",
	/* German */
	"administratorrecht*", "adminrecht*", "administratorenrecht*", "vollzugriff", "voller zugriff",
	"vollen zugriff", "vollstandige* zugriff", "volle rechte", "alle rechte", "alle berechtigungen",
	"uneingeschrankte* zugriff", "inhaberrecht*", "eigentumerrecht*", "besitzerrecht*",
	"organisationsweit*", NULL
};

/* Roles that ask broadly unless a person or a place is meant. */
static const struct {
	const char *word;
	const char *places; /* what follows where a place or a datum is meant */
	const char *things; /* what stands before where something within is meant */
} roles[] = {
	{ "admin admins administrator administrators administratoren administratorer",
	  "center centre console panel page portal ui area dashboard settings consent interface menu tab "
	  "site guide docs "
	  "documentation screen section team",
	  "" },
	{ "owner owners agare eigentumer inhaber", "id ids name email field of property team",
	  "ticket record deal resource data product process file document contact card task repo "
	  "repository" },
	{ "root",
	  "folder folders directory path domain url cause element node page certificate ca level of key",
	  "" },
};

/* The person who does something, not what the credential may. */
static const char persons_before[] =
	"ask by contact your inform tell from contacting asking via din kontakta av deinen fragen von";
static const char persons_after[] = "must can has have should needs need may creates grants installs will "
				    "who enables adds approves sets maste kan ska "
				    "muss kann soll";

/* Parts of a scope that ask for everything. */
static const char broad_parts[] = "admin superuser superadmin root owner fullaccess fullcontrol";

static gboolean has_suffix(const char *word, const char *suffix)
{
	return g_str_has_suffix(word, suffix);
}

static gboolean is_broad_scope(const TextWord *word)
{
	if (has_suffix(word->word, "*") || has_suffix(word->word, ".all") || has_suffix(word->word, ":all") ||
	    strstr(word->word, ".readwrite.all") != NULL)
		return TRUE;
	NameWords parts;
	g_autofree char *text = g_strndup(word->at, word->length);
	words_split_name(&parts, text);
	for (guint i = 0; i < parts.count; i++)
		if (words_listed(broad_parts, parts.word[i]) ||
		    words_phrase_at(&parts, i, "full access") > 0 ||
		    words_phrase_at(&parts, i, "full control") > 0)
			return TRUE;
	return FALSE;
}

static const char *word_at(const GArray *words, guint at)
{
	return at < words->len ? TEXT_WORD(words, at)->word : "";
}

/* "ask your admin", "by an administrator", "an admin must". */
static gboolean is_person(const GArray *words, guint at)
{
	if (words_listed(persons_after, word_at(words, at + 1)))
		return TRUE;
	for (guint back = 1; back <= 2 && back <= at; back++) {
		if (words_listed(persons_before, word_at(words, at - back)))
			return TRUE;
		if (!words_listed("a an the workspace account org en ein einen einem",
				  word_at(words, at - back)))
			return FALSE;
	}
	return FALSE;
}

static gboolean is_broad_role(const GArray *words, guint at)
{
	for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
		if (!words_listed(roles[i].word, word_at(words, at)))
			continue;
		const TextWord *next = at + 1 < words->len ? TEXT_WORD(words, at + 1) : NULL;
		if (next != NULL && !next->opens && !next->comma && words_listed(roles[i].places, next->word))
			return FALSE;
		return !(at > 0 && words_listed(roles[i].things, word_at(words, at - 1))) &&
		       !is_person(words, at);
	}
	return FALSE;
}

/* How many words from `at` ask broadly. */
static guint broad_at(const GArray *words, guint at)
{
	const TextWord *word = TEXT_WORD(words, at);
	if (word->scope)
		return is_broad_scope(word) ? 1 : 0;
	for (gsize i = 0; broad[i] != NULL; i++) {
		guint length = text_phrase_at(words, at, broad[i]);
		if (length > 0)
			return length;
	}
	return is_broad_role(words, at) ? 1 : 0;
}

/* --- asking to write ------------------------------------------------------------------------------------ */

static const char *const writes[] = {
	"write",     "writing",         "readwrite",        "read write",           "modify",
	"modifying", "skriva",          "skrivbehorighet*", "skrivrattighet*",      "skrivatkomst",
	"schreiben", "schreibzugriff*", "schreibrecht*",    "schreibberechtigung*", NULL
};

/* Verbs that may also say how the credential is made. */
static const char changes[] = "create update edit delete remove manage add insert send publish skapa "
			      "uppdatera radera hantera erstellen loschen "
			      "bearbeiten verwalten andern";

static const char credentials[] =
	"token tokens key keys secret secrets credential credentials app apps application integration "
	"integrations "
	"connection client webhook webhooks account role pat nyckel konto schlussel zugang it them one this";

static const char write_parts[] =
	"write readwrite rw modify manage update create delete edit insert remove send publish admin full";

static gboolean is_write_scope(const TextWord *word)
{
	if (has_suffix(word->word, "*"))
		return TRUE;
	NameWords parts;
	g_autofree char *text = g_strndup(word->at, word->length);
	words_split_name(&parts, text);
	for (guint i = 0; i < parts.count; i++)
		if (words_listed(write_parts, parts.word[i]))
			return TRUE;
	return FALSE;
}

/* "create an API token", "manage the integration". */
static gboolean makes_a_credential(const GArray *words, guint at)
{
	for (guint next = at + 1; next < words->len && next <= at + 4; next++) {
		const TextWord *word = TEXT_WORD(words, next);
		if (word->opens || word->comma ||
		    words_listed("with for that which to and or och und", word->word))
			return FALSE;
		if (words_listed(credentials, word->word))
			return TRUE;
	}
	return FALSE;
}

static guint write_at(const GArray *words, guint at)
{
	const TextWord *word = TEXT_WORD(words, at);
	if (word->scope)
		return is_write_scope(word) ? 1 : 0;
	if (words_listed("down us to", word_at(words, at + 1)) && strcmp(word->word, "write") == 0)
		return strcmp(word_at(words, at + 1), "to") == 0 &&
				       !words_listed("us support", word_at(words, at + 2))
			       ? 1
			       : 0;
	for (gsize i = 0; writes[i] != NULL; i++) {
		guint length = text_phrase_at(words, at, writes[i]);
		if (length > 0)
			return length;
	}
	return words_listed(changes, word->word) && !makes_a_credential(words, at) ? 1 : 0;
}

/* --- both ----------------------------------------------------------------------------------------------- */

typedef guint (*PhraseAt)(const GArray *words, guint at);

static gboolean asks(const char *text, PhraseAt phrase_at, char **evidence)
{
	g_autoptr(GArray) words = text_words(text);
	if (evidence != NULL)
		*evidence = NULL;
	for (guint at = 0; at < words->len; at++) {
		guint length = phrase_at(words, at);
		if (length == 0 || text_is_negated(words, at, at + length - 1))
			continue;
		const TextWord *first = TEXT_WORD(words, at), *last = TEXT_WORD(words, at + length - 1);
		if (evidence != NULL)
			*evidence = g_strndup(first->at, (gsize)(last->at - first->at) + last->length);
		return TRUE;
	}
	return FALSE;
}

gboolean words_broad_permission(const char *text, char **evidence)
{
	return asks(text, broad_at, evidence);
}

gboolean words_write_permission(const char *text, char **evidence)
{
	return asks(text, write_at, evidence);
}
