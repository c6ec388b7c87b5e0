/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "audit/words_private.h"
#include "base/json.h"

enum { DEEPEST = 8 };

typedef enum { ANYWHERE, LAST, WHOLE } Place;

/* The table of what is a credential.  `token` stands alone, `tokens` only with what makes them credentials:
 * a language model counts them.  `pin code` is a postal code in India, so only the plain word and cards'. */
static const struct {
	Place place;
	const char *phrases; /* with | between them */
} secrets[] = {
	{ ANYWHERE,
	  "password|passwords|passwd|passphrase|passphrases|passcode|pwd|pass word|pass phrase|pass code" },
	{ ANYWHERE, "secret|secrets|credential|credentials|creds|token" },
	{ ANYWHERE,
	  "access tokens|refresh tokens|bearer tokens|api tokens|auth tokens|session tokens|bot tokens|"
	  "webhook tokens|service tokens|id tokens|personal tokens|secret tokens" },
	{ ANYWHERE,
	  "api key|api keys|access key|access keys|secret key|secret keys|private key|private keys" },
	{ ANYWHERE, "signing key|signing keys|signature key|encryption key|encryption keys|decryption key|"
		    "master key|shared key|hmac key|auth key|authentication key|webhook key|service key|"
		    "session key|application key|service account key|deploy key" },
	{ ANYWHERE, "connection string|connection strings|conn string|conn str|dsn" },
	{ ANYWHERE,
	  "smtp pass|imap pass|mail pass|ftp pass|db pass|database pass|user pass|admin pass|auth pass|"
	  "proxy pass|login pass|redis pass|basic pass" },
	{ LAST, "pw|cred|bearer|jwt|otp|otp code|session cookie|auth cookie" },
	{ LAST, "card pin|user pin|sim pin|security pin|login pin|access pin|account pin|pin kod|pinkod" },
	{ WHOLE, "pin|authorization|bearer auth|basic auth" },
	/* Swedish */
	{ ANYWHERE,
	  "losenord|losenordet|losenfras|hemlighet|hemligheten|hemligheter|hemlig nyckel|api nyckel|"
	  "api nycklar|privat nyckel|atkomst nyckel|atkomstnyckel|atkomsttoken|krypteringsnyckel|"
	  "signeringsnyckel|inloggningsuppgifter|autentiseringsuppgifter|anslutningsstrang" },
	/* German */
	{ ANYWHERE, "passwort|passworter|passwoerter|kennwort|kennworter|kennwoerter|losungswort|geheimnis|"
		    "geheimnisse|zugangsdaten|anmeldedaten|zugangstoken|zugriffstoken|zugriffs token|"
		    "api schlussel|api schluessel|zugangsschlussel|zugangsschluessel|zugriffsschlussel|"
		    "zugriffsschluessel|geheimer schlussel|geheimer schluessel|privater schlussel|"
		    "privater schluessel|verbindungszeichenfolge" },
};

/* What follows a credential's name where the thing is about one. */
static const char about[] =
	"count counts policy policies reset url uri endpoint endpoints expires expiry expired expiration "
	"expire ttl "
	"lifetime age changed updated created rotated at on date time timestamp length strength score "
	"complexity type "
	"types kind name names id ids uuid required enabled disabled valid validity verified status state "
	"limit limits "
	"used usage budget remaining left consumed max min rotation label description format prefix suffix "
	"scope scopes "
	"issuer provider method manager version owner field fields header headers param parameter path paths "
	"file files "
	"filename location index ref reference arn grant refresh exchange interval seconds minutes hours "
	"days timeout "
	"cache cached set present exists missing rules regex pattern validator validation error errors "
	"message hint "
	"question link page form placeholder title icon info metadata store storage vault backend source "
	"alias size "
	"bytes bits offset position start end price cost costs address symbol decimals supply amount balance "
	"contract "
	"rate ratio per minute embedding embeddings probability generator flow mode attempts tries help "
	"protected last "
	"langd lange typ namn antal anzahl richtlinie utgar ablauf giltig gultig";

/* What opens a name that asks or counts. */
static const char asks[] = "has have is are was needs need require requires required show hide use uses "
			   "enable enabled disable disabled "
			   "allow allows can should must without num number max min maximum minimum total "
			   "count counts used remaining "
			   "forgot n har hat ist antal anzahl kraver";

/* What stands right before "token" where it marks a place in a list, or one call. */
static const char places[] = "page next prev previous continuation continue cursor sync delta skip scroll "
			     "resume pagination paging start "
			     "starting end ending marker idempotency dedup dedupe deduplication cancellation "
			     "cancel stop pad eos bos unk "
			     "mask special change forward backward last first watch concurrency list offset "
			     "input output prompt completion generated cached estimated";

static const char open_keys[] = "public publishable offentlig offentliga publik offentlicher";

static const char *const lookalikes[] = { "secret santa", "secret shopper", "secret sauce", "token ring" };

/* More words that names are run together from: "clientsecret", "dbpassword". */
static const char qualifiers[] = "api access refresh client auth oauth session bot webhook signing user "
				 "admin root app application service "
				 "shared private master smtp imap mail email ftp database server account key "
				 "keys new old current confirm repeat "
				 "hash encrypted slack github gitlab jira zendesk azure aws google stripe "
				 "twilio sendgrid hubspot salesforce "
				 "consumer partner tenant login basic proxy personal engine klient kund "
				 "anvandar benutzer api db my id at";

static const char *const examples[] = { "optional-shared-token", "engine-api-key" };

/* --- names that are run together ------------------------------------------------------------------------ */

static void add_list(GHashTable *vocabulary, const char *list)
{
	g_auto(GStrv) words = g_strsplit_set(list, " |", -1);
	for (char **word = words; *word != NULL; word++)
		if (strlen(*word) > 2 || words_listed("id at db my pw", *word))
			g_hash_table_add(vocabulary, g_strdup(*word));
}

static GHashTable *vocabulary(void)
{
	static gsize once = 0;
	if (g_once_init_enter(&once)) {
		GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		const char *const lists[] = { about, asks, places, open_keys, qualifiers };
		for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
			add_list(words, lists[i]);
		for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
			add_list(words, secrets[i].phrases);
		g_hash_table_add(words, g_strdup("tokens"));
		g_once_init_leave(&once, (gsize)words);
	}
	return (GHashTable *)once;
}

/* `lengths[i]`: how long the word is that begins at i, where the rest can be made of words; else 0. */
static gboolean cut_up(const char *word, gsize length, guint8 lengths[WORDS_LONGEST])
{
	GHashTable *known = vocabulary();
	for (gsize at = length; at-- > 0;) {
		lengths[at] = 0;
		for (gsize piece = length - at; piece >= 2 && lengths[at] == 0; piece--) {
			char text[WORDS_LONGEST];
			if (at + piece < length && lengths[at + piece] == 0)
				continue;
			memcpy(text, word + at, piece);
			text[piece] = '\0';
			if (g_hash_table_contains(known, text))
				lengths[at] = (guint8)piece;
		}
	}
	return length > 0 && lengths[0] != 0;
}

static void add_piece(NameWords *words, const char *piece, gsize length)
{
	if (words->count == WORDS_MOST)
		return;
	memcpy(words->word[words->count], piece, length);
	words->word[words->count++][length] = '\0';
}

static void read_name(NameWords *words, const char *name)
{
	NameWords whole;
	words_split_name(&whole, name);
	words->count = 0;
	for (guint i = 0; i < whole.count; i++) {
		const char *word = whole.word[i];
		gsize length = strlen(word);
		guint8 lengths[WORDS_LONGEST];
		if (!cut_up(word, length, lengths)) {
			add_piece(words, word, length);
			continue;
		}
		for (gsize at = 0; at < length; at += lengths[at])
			add_piece(words, word + at, lengths[at]);
	}
}

/* --- the verdict ---------------------------------------------------------------------------------------- */

static gboolean any_listed(const NameWords *words, guint from, guint to, const char *list)
{
	for (guint i = from; i < to; i++)
		if (words_listed(list, words->word[i]))
			return TRUE;
	return FALSE;
}

static gboolean is_lookalike(const NameWords *words, guint at)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lookalikes); i++)
		if (words_phrase_at(words, at, lookalikes[i]) > 0)
			return TRUE;
	return FALSE;
}

static gboolean counts_at(const NameWords *words, guint at, guint length, Place place)
{
	const char *last = words->word[at + length - 1];
	if ((place == WHOLE && (at > 0 || length < words->count)) ||
	    (place == LAST && at + length < words->count))
		return FALSE;
	if (is_lookalike(words, at) || any_listed(words, at + length, words->count, about))
		return FALSE;
	if (at > 0 && strcmp(last, "token") == 0 && words_listed(places, words->word[at - 1]))
		return FALSE;
	return strncmp(last, "key", 3) != 0 || !any_listed(words, 0, at, open_keys);
}

static gboolean any_phrase_counts(const NameWords *words, guint at, const char *phrases, Place place)
{
	char phrase[WORDS_LONGEST];
	for (const char *next = phrases; *next != '\0';) {
		gsize bytes = strcspn(next, "|");
		g_strlcpy(phrase, next, MIN(bytes + 1, sizeof phrase));
		guint length = words_phrase_at(words, at, phrase);
		if (length > 0 && counts_at(words, at, length, place))
			return TRUE;
		next += bytes + (next[bytes] == '|' ? 1 : 0);
	}
	return FALSE;
}

static gboolean decide(const char *name)
{
	NameWords words;
	read_name(&words, name);
	if (words.count > 1 && words_listed(asks, words.word[0]))
		return FALSE;
	for (guint at = 0; at < words.count; at++)
		for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
			if (any_phrase_counts(&words, at, secrets[i].phrases, secrets[i].place))
				return TRUE;
	return FALSE;
}

/* Documents repeat a few hundred names, and a fleet repeats its documents: what was decided of short ones is
 * kept until another name takes its place. */
enum { KEPT = 512, LONGEST_KEPT = 40 };
typedef struct {
	char name[LONGEST_KEPT];
	gboolean secret;
} Decided;

gboolean words_is_secret_name(const char *name)
{
	static _Thread_local Decided kept[KEPT];
	gsize length = strnlen(name, LONGEST_KEPT);
	if (length == 0 || length == LONGEST_KEPT)
		return decide(name);
	Decided *place = &kept[g_str_hash(name) % KEPT];
	if (strcmp(place->name, name) != 0) {
		place->secret = decide(name);
		g_strlcpy(place->name, name, LONGEST_KEPT);
	}
	return place->secret;
}

/* `format: password` or `writeOnly: true`, in the schema or in a branch of it. */
static gboolean is_marked(const json_t *schema, int depth)
{
	static const char *const branches[] = { "anyOf", "oneOf", "allOf" };
	if (!json_is_object(schema) || depth > DEEPEST)
		return FALSE;
	if (g_strcmp0(weir_json_text(schema, "format"), "password") == 0 ||
	    weir_json_bool(schema, "writeOnly", FALSE))
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(branches); i++) {
		const json_t *rows = weir_json_array(schema, branches[i]);
		for (gsize j = 0; j < json_array_size(rows) && j < 64; j++)
			if (is_marked(json_array_get(rows, j), depth + 1))
				return TRUE;
	}
	return FALSE;
}

gboolean words_is_secret_property(const char *name, const json_t *schema)
{
	if (is_marked(schema, 0))
		return TRUE;
	return !words_schema_is_only(schema, "boolean integer number") && words_is_secret_name(name);
}

const char *words_example_token(guint index)
{
	return index < G_N_ELEMENTS(examples) ? examples[index] : NULL;
}
