/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "audit/words_text.h"

static const char vague[] = "manage manages managing process processes processing handle handles handling do "
			    "does run runs running execute "
			    "executes executing exec perform performs performing hantera hanterar bearbeta "
			    "bearbetar utfor utfora kor kora "
			    "verwalten verwalte verarbeiten verarbeite bearbeiten bearbeite ausfuhren "
			    "ausfuehren fuhre handhaben durchfuhren "
			    "durchfuehren erledigen";

/* Also nouns, and then what follows is the verb or what is told of them: "process_list", "run_status". */
static const char nouns[] = "process processes run runs handle handles";
static const char followers[] =
	"get list show read status delete cancel details id name info create stop count";

/* Phrases that speak of calling twice. */
static const char *const retries[] = {
	"idempoten*", "retry*", "retries", "retried", "rerun*", "re run*", "safe to repeat",
	"safe to call again", "safe to call twice", "safely repeated", "safely be repeated",
	"may be repeated", "can be repeated", "be called again", "be called twice", "called twice",
	"calling twice", "call twice", "calling it twice", "calling it again", "calling again",
	"running it twice", "run twice", "repeated call*", "repeated request*", "repeating the call",
	"repeating it", "repeat the call", "a second call", "second call", "same call again",
	"creates a duplicate", "creates duplicate*", "create a duplicate", "create duplicate*",
	"creating duplicate*", "cause duplicate*", "causes duplicate*", "lead to duplicate*",
	"leads to duplicate*", "avoid duplicate*", "avoids duplicate*", "prevent duplicate*",
	"prevents duplicate*", "duplicate request*", "duplicate call*", "at most once", "exactly once",
	"at least once", "deduplicat*", "sent twice", "created twice", "charged twice",
	/* Swedish */
	"upprepas", "upprepa anropet", "upprepade anrop", "upprepat anrop", "anropas igen", "anropas flera",
	"omforsok", "forsok igen", "dubblett*", "dubletter", "skickas tva ganger", "skapas tva ganger",
	/* German */
	"wiederholt*", "wiederholen", "wiederholbar*", "erneut aufgerufen", "erneuter aufruf",
	"mehrfach aufgerufen", "doppelte*", "doppelt angelegt", "doppelt gesendet", "duplikat*", NULL
};

gboolean words_vague_verb(const char *name)
{
	/* What stands before a dot, slash or colon is where the action lives. */
	const char *own = name;
	for (const char *at = name; *at != '\0' && at - name < 512; at++)
		if (strchr("./:", *at) != NULL && at[1] != '\0')
			own = at + 1;
	NameWords words;
	words_split_name(&words, own);
	if (words.count == 0 || !words_listed(vague, words.word[0]))
		return FALSE;
	const char *next = words.count > 1 ? words.word[1] : "";
	if (strcmp(words.word[0], "do") == 0 && strcmp(next, "not") == 0)
		return FALSE;
	return !(words_listed(nouns, words.word[0]) && words_listed(followers, next));
}

gboolean words_retry_said(const char *text)
{
	g_autoptr(GArray) words = text_words(text);
	for (guint at = 0; at < words->len; at++) {
		/* An argument's name in the text says it as well: "idempotency_key". */
		if (TEXT_WORD(words, at)->scope && g_str_has_prefix(TEXT_WORD(words, at)->word, "idempoten"))
			return TRUE;
		for (gsize i = 0; retries[i] != NULL; i++)
			if (text_phrase_at(words, at, retries[i]) > 0)
				return TRUE;
	}
	return FALSE;
}
