/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells a secret from the many things that stand at names like `token`: words, references, ids. */
#include <string.h>

#include "leak/formats.h"
#include "leak/words.h"

enum {
	LONGEST_NAME = 64,
	LINE_BEFORE = 300,
	RUN_AROUND = 1000,
	WORD = 24,
	FEW_PAIRS = 5,
	MANY_NUMBERS = 3,
	SHORT_KEY = 16
};

static const char *secret_of(const LeakMatch *match, gsize *length)
{
	*length = match->end - match->from;
	return match->text + match->from;
}

/* ---- words ---- */

/* Pairs of letters that make up most of English, and so of identifiers; a fifth of all there are. */
static const char USUAL[] =
	"th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me "
	"de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot "
	"il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai "
	"sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke av ag ap sp "
	"rd do bu rm ep oc ef rn sc gi da cr cl";

static gboolean is_usual(char a, char b)
{
	static guint32 rows[26];
	if (rows[0] == 0)
		for (const char *at = USUAL; *at != '\0'; at += at[2] == ' ' ? 3 : 2)
			rows[at[0] - 'a'] |= 1u << (at[1] - 'a');
	return (rows[g_ascii_tolower(a) - 'a'] >> (g_ascii_tolower(b) - 'a')) & 1;
}

static gboolean is_hex(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isxdigit(text[i]))
			return FALSE;
	return TRUE;
}

/* Made of words: most of its pairs of letters are usual ones, of random letters it is a fifth.  Where words
 * in small letters are joined by hyphens, as in names of things, half is enough; where there are numbers all
 * over, it must be nearly all. */
gboolean leak_is_wordy(const char *text, gsize length)
{
	gsize pairs = 0, usual = 0, joints = 0, capitals = 0, numbers = 0;
	if (is_hex(text, length))
		return FALSE;
	for (gsize i = 0; i < length; i++) {
		char a = i > 0 ? text[i - 1] : '.', b = text[i];
		joints += strchr("-_.", b) != NULL;
		capitals += g_ascii_isupper(b);
		numbers += g_ascii_isdigit(b) && !g_ascii_isdigit(a);
		if (!g_ascii_isalpha(a) || !g_ascii_isalpha(b) || (g_ascii_islower(a) && g_ascii_isupper(b)))
			continue;
		pairs++;
		usual += is_usual(a, b);
	}
	if (pairs < FEW_PAIRS)
		return FALSE;
	if (joints >= 2 && capitals == 0)
		return 2 * usual >= pairs && 3 * pairs >= length;
	return 10 * usual >= (numbers < MANY_NUMBERS ? 6 : 8) * pairs && 5 * pairs >= 2 * length;
}

/* ---- what is no value ---- */

static gboolean begins_with(const char *text, gsize length, const char *prefix)
{
	gsize size = strlen(prefix);
	return length >= size && g_ascii_strncasecmp(text, prefix, size) == 0;
}

/* Names another place where the value is, or says what became of it. */
static gboolean is_reference(const char *text, gsize length)
{
	static const char *const beginnings[] = {
		":",        "$",     "{",         "<",         "[",       "%(",       "#{",       "&",
		"@{",       "env:",  "env.",      "file:",     "fd:",     "cmd:",     "keyring:", "op://",
		"vault:",   "arn:",  "projects/", "http:",     "https:",  "secrets.", "secret/",  "ssm:",
		"process.", "os.",   "config.",   "settings.", "self.",   "this.",    "options.", "params.",
		"request.", "args.", "sha1-",     "sha1:",     "sha256-", "sha256:",  "sha384-",  "sha512-",
		"sha512:",  "md5:",  "pbkdf2",    "argon2",    "scrypt:", "bcrypt",   "data:",    "base64:",
		"!secret",  "ref+",  "\xc2\xab",  "local.",    "var.",    "vars.",    "module.",  "vault.",
		"system.",  "env[",  "viper.",    "props.",    "state.",  "import.",  "env(",     "getenv(",
	};
	static const char *const within[] = { "${", "{{", "$(", "<%", "***", "...", "\xe2\x80\xa6", "://" };
	static LeakWords begun = LEAK_WORDS_OF(beginnings), had = LEAK_WORDS_OF(within);
	return leak_words_begin(&begun, text, length) || leak_words_within(&had, text, length);
}

static gboolean is_uuid(const char *text, gsize length)
{
	if (length < 36 || (length > 36 && g_ascii_isalnum(text[36])))
		return FALSE;
	for (gsize i = 0; i < 36; i++) {
		gboolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
		if (hyphen ? text[i] != '-' : !g_ascii_isxdigit(text[i]))
			return FALSE;
	}
	return TRUE;
}

/* Numbers, times, addresses, versions. */
static gboolean is_number(const char *text, gsize length)
{
	gsize letters = 0;
	for (gsize i = 0; i < length; i++)
		letters += g_ascii_isalpha(text[i]);
	return letters <= 2 && length < 40;
}

/* How many folders with names in small letters it begins with: base64 has slashes in it, too. */
static gsize folders(const char *text, gsize length)
{
	gsize count = 0, from = 0;
	for (gsize i = 0; i < length; i++) {
		if (g_ascii_islower(text[i]) || text[i] == '-' || text[i] == '_')
			continue;
		if (text[i] != '/' || i < from + 2)
			break;
		count++;
		from = i + 1;
	}
	return count;
}

static gboolean is_path(const char *text, gsize length)
{
	static const char *const endings[] = { ".pem", ".key", ".crt", ".json", ".yaml",
					       ".yml", ".txt", ".p12", ".pfx" };
	gsize lead = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++)
		if (length > strlen(endings[i]) &&
		    strncmp(text + length - strlen(endings[i]), endings[i], strlen(endings[i])) == 0)
			return TRUE;
	while (lead < length && lead < 3 && strchr("./~", text[lead]) != NULL)
		lead++;
	return folders(text + lead, length - lead) >= 2;
}

static gboolean is_no_value(const char *text, gsize length)
{
	return is_reference(text, length) || is_path(text, length) || is_uuid(text, length) ||
	       is_number(text, length);
}

/* ---- names ---- */

/* In a name they say that the value is none, wherever they stand. */
static const char *const INNOCENT[] = {
	"hash",   "hashed",      "sha",         "sha1",         "sha256",       "sha512", "md5",
	"digest", "checksum",    "fingerprint", "thumbprint",   "etag",         "public", "pub",
	"page",   "cursor",      "next",        "continuation", "pagination",   "paging", "csrf",
	"xsrf",   "idempotency", "tokens",      "tokenizer",    "tokenized",    "max",    "min",
	"commit", "revision",    "trace",       "span",         "cancellation", "sync",   "publishable",
};

/* The same as the last word. */
static const char *const INNOCENT_AT_END[] = {
	"url",     "uri",      "endpoint", "file",   "path",      "dir",    "name",   "id",       "ids",
	"arn",     "type",     "expires",  "expiry", "ttl",       "at",     "in",     "count",    "length",
	"size",    "limit",    "version",  "ref",    "policy",    "header", "prefix", "suffix",   "field",
	"regex",   "pattern",  "format",   "label",  "title",     "hint",   "help",   "env",      "var",
	"store",   "manager",  "provider", "alg",    "algorithm", "status", "state",  "rotation", "age",
	"enabled", "required", "expired",  "usage",  "kind",      "reset",  "change", "created",  "updated",
};

static gboolean is_among(const char *word, const char *const *words, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (words[i][0] == *word && strcmp(word, words[i]) == 0)
			return TRUE;
	return FALSE;
}

static gboolean is_name(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
}

/* The name that a pattern's beginning is a part of. */
static void name_around(const LeakMatch *match, gsize *from, gsize *end)
{
	*from = match->start;
	while (*from > 0 && match->start - *from < LONGEST_NAME && is_name(match->text[*from - 1]))
		--*from;
	*end = match->start;
	while (*end < match->from && is_name(match->text[*end]))
		++*end;
}

/* Joined to more by colons: a part of an ARN or of a key of a cache. */
static gboolean is_part(const LeakMatch *match)
{
	gsize from, end;
	name_around(match, &from, &end);
	if (from < 2 || match->text[from - 1] != ':')
		return FALSE;
	if (!g_ascii_isalnum(match->text[from - 2]) && match->text[from - 2] != ':')
		return FALSE;
	/* $env:NAME of PowerShell */
	return from < 4 || g_ascii_strncasecmp(match->text + from - 4, "env:", 4) != 0;
}

/* The next word of a name in small letters; access_token, accessToken and ACCESS-TOKEN have the same two. */
static gsize next_word(const char *name, gsize at, gsize length, char word[WORD])
{
	gsize used = 0;
	while (at < length && !g_ascii_isalnum(name[at]))
		at++;
	for (gsize first = at; at < length && g_ascii_isalnum(name[at]); at++) {
		if (at > first && g_ascii_isupper(name[at]) && g_ascii_islower(name[at - 1]))
			break;
		if (used + 1 < WORD)
			word[used++] = g_ascii_tolower(name[at]);
	}
	word[used] = '\0';
	return at;
}

/* csrftoken and the like: written as one word, too. */
static gboolean is_csrf(const char *text)
{
	return g_str_has_prefix(text, "csrf") || g_str_has_prefix(text, "xsrf");
}

static gboolean has_innocent_name(const LeakMatch *match)
{
	gsize from, end;
	char word[WORD] = "", last[WORD] = "";
	name_around(match, &from, &end);
	for (gsize at = 0; at < end - from;) {
		at = next_word(match->text + from, at, end - from, word);
		if (is_among(word, INNOCENT, G_N_ELEMENTS(INNOCENT)) || is_csrf(word))
			return TRUE;
		if (*word != '\0')
			memcpy(last, word, sizeof last);
	}
	return is_among(last, INNOCENT_AT_END, G_N_ELEMENTS(INNOCENT_AT_END));
}

static char after(const LeakMatch *match)
{
	return match->end < match->length ? match->text[match->end] : '\0';
}

/* ---- checks of rows ---- */

gboolean leak_check_bearer(const LeakMatch *match)
{
	gsize length;
	const char *secret = secret_of(match, &length);
	/* get_token(...), tokens[...]: code. */
	if (after(match) == '(' || after(match) == '[')
		return FALSE;
	return !is_no_value(secret, length) && !leak_is_wordy(secret, length);
}

gboolean leak_check_named(const LeakMatch *match)
{
	return !has_innocent_name(match) && !is_part(match) && leak_check_bearer(match);
}

struct kinds {
	gsize digits, capitals, small;
};

static struct kinds kinds_of(const LeakMatch *match)
{
	struct kinds kinds = { 0 };
	for (gsize i = match->from; i < match->end; i++) {
		kinds.digits += g_ascii_isdigit(match->text[i]);
		kinds.capitals += g_ascii_isupper(match->text[i]);
		kinds.small += g_ascii_islower(match->text[i]);
	}
	return kinds;
}

static gboolean is_password_name(const LeakMatch *match)
{
	const char *name = match->text + match->start;
	return g_ascii_strncasecmp(name, "passw", 5) == 0 || g_ascii_strncasecmp(name, "pwd", 3) == 0;
}

/* Passwords are too short to have as many characters that differ as keys have.  Without a digit it is easily
 * a word in another language. */
gboolean leak_check_assigned(const LeakMatch *match)
{
	gsize length;
	const char *secret = secret_of(match, &length);
	struct kinds kinds = kinds_of(match);
	gboolean mixed = kinds.digits > 0 && kinds.capitals + kinds.small > 0;
	double least = 3.5;
	if (mixed && is_password_name(match))
		least = 3.0;
	else if (mixed && length >= SHORT_KEY && !is_hex(secret, length))
		least = 3.2;
	return leak_entropy(secret, length) >= least && leak_check_named(match);
}

gboolean leak_check_typed(const LeakMatch *match)
{
	gsize length, spaces = 0;
	const char *secret = secret_of(match, &length);
	for (gsize i = 0; i < length; i++)
		spaces += secret[i] == ' ';
	return spaces <= 2 && leak_check_assigned(match);
}

gboolean leak_check_unworded(const LeakMatch *match)
{
	gsize length;
	const char *secret = secret_of(match, &length);
	return !leak_is_wordy(secret, length);
}

gboolean leak_check_mixed(const LeakMatch *match)
{
	struct kinds kinds = kinds_of(match);
	return kinds.digits > 0 && kinds.capitals > 0 && kinds.small > 0 && leak_check_unworded(match);
}

gboolean leak_check_digit(const LeakMatch *match)
{
	struct kinds kinds = kinds_of(match);
	return kinds.digits > 0 || (kinds.capitals > 2 && kinds.small > 2 && leak_check_unworded(match));
}

/* What a person chose may have words in it, beside something else. */
static gboolean is_chosen(const char *text, gsize length)
{
	gsize letters = 0, capitals = 0;
	for (gsize i = 0; i < length; i++) {
		letters += g_ascii_isalpha(text[i]);
		capitals += i > 0 && g_ascii_isupper(text[i]);
	}
	return (letters < length && letters > 0) || capitals > 0 ? !is_no_value(text, length) : FALSE;
}

/* user_password, DOCKER-PASSWORD: a variable, or where a manual has the value. */
static gboolean is_variable(const char *text, gsize length)
{
	gsize joints = 0, named = 0;
	for (gsize i = 0; i < length; i++) {
		if (!g_ascii_isalpha(text[i]) && text[i] != '_' && text[i] != '-')
			return FALSE;
		joints += !g_ascii_isalpha(text[i]);
		named += begins_with(text + i, length - i, "passw");
	}
	return joints > 0 && named > 0;
}

gboolean leak_check_form(const LeakMatch *match)
{
	gsize length;
	const char *secret = secret_of(match, &length);
	if (is_password_name(match))
		return is_chosen(secret, length) && !is_variable(secret, length) && after(match) != '(' &&
		       !has_innocent_name(match) && leak_check_password(match);
	return leak_check_named(match) && (length >= 8 || is_chosen(secret, length));
}

gboolean leak_check_query(const LeakMatch *match)
{
	gsize from = match->start;
	const char *text = match->text;
	while (from > 0 && match->start - from < LONGEST_NAME && is_name(text[from - 1]))
		from--;
	gboolean escaped = from >= 1 && match->start - from >= 5 && text[from - 1] == '\\' &&
			   strncmp(text + from, "u0026", 5) == 0;
	if (!escaped && (from == 0 || strchr("?&;", text[from - 1]) == NULL))
		return FALSE;
	return is_password_name(match) ? leak_check_form(match) : leak_check_named(match);
}

/* ---- what stands before ---- */

/* The beginning of what is looked at of the same line. */
static gsize line_start(const LeakMatch *match)
{
	gsize from = match->start;
	while (from > 0 && match->start - from < LINE_BEFORE && match->text[from - 1] != '\n')
		from--;
	return from;
}

static gboolean is_before(const LeakMatch *match, const char *const *words)
{
	for (gsize at = line_start(match); at < match->start; at++)
		for (const char *const *word = words; *word != NULL; word++)
			if (g_ascii_tolower(match->text[at]) == **word &&
			    begins_with(match->text + at, match->start - at, *word))
				return TRUE;
	return FALSE;
}

static gboolean has_word(const LeakMatch *match, const char *word)
{
	gsize from, end;
	name_around(match, &from, &end);
	for (gsize at = from; at < match->from; at++)
		if (begins_with(match->text + at, match->from - at, word))
			return TRUE;
	return FALSE;
}

gboolean leak_check_cookie(const LeakMatch *match)
{
	static const char *const words[] = { "cookie", NULL };
	gsize length;
	const char *secret = secret_of(match, &length);
	return is_before(match, words) && !has_word(match, "csrf") && !has_word(match, "xsrf") &&
	       !is_no_value(secret, length) && !leak_is_wordy(secret, length);
}

gboolean leak_check_database(const LeakMatch *match)
{
	static const char *const words[] = { "server",   "data source", "host", "addr",    "initial catalog",
					     "database", "driver",      "uid",  "user id", NULL };
	gsize from = line_start(match);
	return memchr(match->text + from, ';', match->start - from) != NULL && is_before(match, words) &&
	       leak_check_password(match);
}

/* A link of AWS has its signature under this name. */
gboolean leak_check_amazon(const LeakMatch *match)
{
	return has_word(match, "x-amz-signature");
}

gboolean leak_check_curl(const LeakMatch *match)
{
	static const char *const words[] = { "curl", NULL };
	return is_before(match, words) && leak_check_password(match);
}

static gboolean ends_url(char c)
{
	return (guchar)c <= ' ' || strchr("\"'<>`", c) != NULL;
}

/* Azure's signatures of links: there is a version or an end of validity in the same query. */
gboolean leak_check_shared_access(const LeakMatch *match)
{
	static const char *const members[] = { "?sv=", "&sv=", "?se=", "&se=", "u0026se=", "u0026sv=" };
	gsize from = match->start, end = match->end;
	while (from > 0 && match->start - from < RUN_AROUND && !ends_url(match->text[from - 1]))
		from--;
	while (end < match->length && end - match->end < RUN_AROUND && !ends_url(match->text[end]))
		end++;
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		if (memmem(match->text + from, end - from, members[i], strlen(members[i])) != NULL)
			return TRUE;
	return FALSE;
}
