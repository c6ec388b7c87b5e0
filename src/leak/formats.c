/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/formats.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "leak/words.h"

/* ---- entropy and placeholders ---- */

/* By their number: how often a byte is there, times the logarithm of that. */
static double weight(guint count)
{
	static double known[LEAK_LONGEST + 1];
	if (count <= 1)
		return 0;
	if (count > LEAK_LONGEST)
		return count * log2(count);
	if (known[count] == 0)
		known[count] = count * log2(count);
	return known[count];
}

double leak_entropy(const char *bytes, gsize length)
{
	guint counts[256] = { 0 };
	double sum = 0;
	if (length == 0)
		return 0;
	for (gsize i = 0; i < length; i++)
		counts[(guchar)bytes[i]]++;
	for (gsize i = 0; i < length; i++) {
		sum += weight(counts[(guchar)bytes[i]]);
		counts[(guchar)bytes[i]] = 0;
	}
	double entropy = log2((double)length) - sum / (double)length;
	return MAX(entropy, 0);
}

/* In small letters.  Long enough that a random token of 40 characters does not have one by chance. */
static const char *const MADE_UP[] = {
	"example", "your",   "placeholder", "changeme",  "change-me", "redacted",    "xxxxx",     "*****",
	".....",   "dummy",  "sample",      "insert",    "replace",   "0123456789",  "123456789", "abcdefg",
	"${",      "{{",     "-here",       "_here",     "fake-",     "fake_",       "todo-",     "todo_",
	"not-a-",  "not_a_", "mysecret",    "my-secret", "my_secret", "supersecret",
};

enum { SAME_IN_A_ROW = 8, LOOKED_AT = 1024 };

static gboolean is_same(const char *text, gsize a, gsize b)
{
	return text[a] == text[b] || g_ascii_tolower(text[a]) == g_ascii_tolower(text[b]);
}

/* In steps: one that is long enough has a step's end in its midst. */
static gboolean has_long_run(const char *text, gsize length)
{
	enum { STEP = SAME_IN_A_ROW / 2 };
	for (gsize i = STEP; i < length; i += STEP) {
		gsize from = i, end = i;
		while (from > 0 && i - from < SAME_IN_A_ROW && is_same(text, from - 1, i))
			from--;
		while (from < i && end < length && end - from < SAME_IN_A_ROW && is_same(text, end, i))
			end++;
		if (end - from >= SAME_IN_A_ROW)
			return TRUE;
	}
	return FALSE;
}

gboolean leak_is_made_up(const char *secret, gsize length)
{
	static LeakWords made_up = LEAK_WORDS_OF(MADE_UP);
	gsize looked_at = MIN(length, LOOKED_AT);
	return leak_words_within(&made_up, secret, looked_at) || has_long_run(secret, looked_at);
}

/* SHA-256, the first eight bytes, of what vendors print in their manuals: everybody's, and so nobody's. */
static const guint64 PRINTED[] = {
	G_GUINT64_CONSTANT(0x2cafc0970149a84f), /* Stripe */
	G_GUINT64_CONSTANT(0xf2d6ca16515033e5), /* Stripe */
	G_GUINT64_CONSTANT(0x7f75367e78812551), /* jwt.io */
	G_GUINT64_CONSTANT(0xda816f9f2c16e6c5), /* jwt.io */
	G_GUINT64_CONSTANT(0xc794fa6d20c64efb), /* jwt.io */
	G_GUINT64_CONSTANT(0x96ad2ccd81462a76), /* Standard Webhooks */
	G_GUINT64_CONSTANT(0x8d4ef6536dc8895f), /* RFC 7519 */
	G_GUINT64_CONSTANT(0x0b5dd075ccdd03c4), /* Telegram */
	G_GUINT64_CONSTANT(0x02f7ce3c263f85c0), /* Discord */
	G_GUINT64_CONSTANT(0xcf4d418ed3de92d7), /* RFC 7617 */
	G_GUINT64_CONSTANT(0x687da00b09c83361), /* RFC 7617 */
	G_GUINT64_CONSTANT(0xad62d48d8b069026), /* MDN */
	G_GUINT64_CONSTANT(0x73f71af093fdf154), /* MDN */
	G_GUINT64_CONSTANT(0xca7459e2b26776de), /* RFC 6749 */
	G_GUINT64_CONSTANT(0x584b27d64ebc1b33), /* RFC 6749 */
	G_GUINT64_CONSTANT(0x6c96130f130ab0d6), /* RFC 6749 */
	G_GUINT64_CONSTANT(0x00cf4c781dc37003), /* RFC 6749 */
	G_GUINT64_CONSTANT(0xe9974c507d2a8021), /* RFC 6749 */
	G_GUINT64_CONSTANT(0xb8e148545b13c78b), /* RFC 6750 */
	G_GUINT64_CONSTANT(0x13d31e961a1ad8ec), /* RFC 7636 */
	G_GUINT64_CONSTANT(0x0011cc25eb432071), /* Azurite */
	G_GUINT64_CONSTANT(0xaa6547439583c3a2), /* Cosmos DB */
	G_GUINT64_CONSTANT(0x2dd745ff991276ae), /* Svix */
	G_GUINT64_CONSTANT(0xd419368c7970617d), /* AWS */
	G_GUINT64_CONSTANT(0xac9265e56c79b234), /* Google */
	G_GUINT64_CONSTANT(0xf5375a46365089a8), /* Slack */
	G_GUINT64_CONSTANT(0x0a9def726e9de4b2), /* Plaid */
};

static gboolean is_printed(const char *secret, gsize length)
{
	guint8 digest[32];
	gsize size = sizeof digest;
	guint64 first;
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(checksum, (const guchar *)secret, (gssize)length);
	g_checksum_get_digest(checksum, digest, &size);
	memcpy(&first, digest, sizeof first);
	for (gsize i = 0; i < G_N_ELEMENTS(PRINTED); i++)
		if (PRINTED[i] == GUINT64_FROM_BE(first))
			return TRUE;
	return FALSE;
}

gboolean leak_format_accepts(const LeakFormat *format, const LeakMatch *match)
{
	const char *secret = match->text + match->from;
	gsize length = match->end - match->from;
	/* What is encoded tells nothing by its characters: the checks decode it. */
	if (!format->endless && ((format->entropy > 0 && leak_entropy(secret, length) < format->entropy) ||
				 leak_is_made_up(secret, length)))
		return FALSE;
	return (format->check == NULL || format->check(match)) && !is_printed(secret, length);
}

/* ---- checksums ---- */

static guint32 crc32_of(const char *bytes, gsize length)
{
	guint32 crc = 0xffffffff;
	for (gsize i = 0; i < length; i++) {
		crc ^= (guchar)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

void leak_github_sum(const char *bytes, gsize length, char sum[LEAK_SUM])
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	guint32 crc = crc32_of(bytes, length);
	sum[LEAK_SUM - 1] = '\0';
	for (int i = LEAK_SUM - 2; i >= 0; i--, crc /= 62)
		sum[i] = digits[crc % 62];
}

/* Tokens of other lengths have no checksum that is known. */
static gboolean sum_fits(const char *body, gsize length)
{
	char sum[LEAK_SUM];
	if (length != 36)
		return TRUE;
	leak_github_sum(body, 30, sum);
	return memcmp(body + 30, sum, LEAK_SUM - 1) == 0;
}

gboolean leak_check_sum(const LeakMatch *match)
{
	const gsize prefix = strlen("ghp_");
	return sum_fits(match->text + match->from + prefix, match->end - match->from - prefix);
}

gboolean leak_check_grafana(const LeakMatch *match)
{
	char sum[9];
	const char *secret = match->text + match->from;
	gsize length = match->end - match->from;
	guint32 crc = crc32_of(secret, length - 9);
	g_snprintf(sum, sizeof sum, "%08x", GUINT32_SWAP_LE_BE(crc));
	return memcmp(secret + length - 8, sum, 8) == 0;
}

/* ---- values that must be decoded ---- */

static char *decoded(const char *text, gsize length, gsize *size)
{
	GString *standard = g_string_new_len(text, (gssize)length);
	for (gsize i = 0; i < standard->len; i++)
		if (standard->str[i] == '-' || standard->str[i] == '_')
			standard->str[i] = standard->str[i] == '-' ? '+' : '/';
	while (standard->len % 4 != 0)
		g_string_append_c(standard, '=');
	char *bytes = (char *)g_base64_decode(standard->str, size);
	g_string_free(standard, TRUE);
	return bytes;
}

static gboolean is_one_character(const char *text, gsize length)
{
	for (gsize i = 1; i < length; i++)
		if (text[i] != text[0])
			return FALSE;
	return TRUE;
}

/* A word before the end of what may be left out: [user[:password]@]host, as manuals have it. */
static gboolean is_optional_word(const char *text, gsize length)
{
	gsize letters = 0;
	while (letters < length && (g_ascii_isalpha(text[letters]) || (guchar)text[letters] >= 0x80))
		letters++;
	return letters + 1 == length && text[letters] == ']';
}

/* $NAME, ${NAME}, {name}, [hidden], <password>, (none), %NAME%, %s, ***: what is put there instead of it. */
static gboolean is_stand_in(const char *secret, gsize length)
{
	char last = secret[length - 1];
	gsize name = 1;
	while (name < length && (g_ascii_isalnum(secret[name]) || secret[name] == '_'))
		name++;
	switch (*secret) {
	case '$':
		return name == length || secret[1] == '{' || secret[1] == '(' || secret[1] == '$';
	case '%':
		return last == '%' || length <= 3 || secret[1] == '(' || secret[1] == '{' ||
		       !(g_ascii_isxdigit(secret[1]) && g_ascii_isxdigit(secret[2]));
	case '{':
	case '<':
	case '[':
	case '(':
		return strchr("}>])", last) != NULL || secret[1] == *secret || name == length;
	case '*':
		return secret[1] == '*';
	case ']':
	case ')':
	case '}':
		return TRUE;
	default:
		return is_one_character(secret, length) || is_optional_word(secret, length);
	}
}

static gboolean is_password(const char *secret, gsize length)
{
	static const char *const usual[] = { "pass",   "password", "passwd",     "pwd",
					     "secret", "token",    "test",       "admin",
					     "user",   "root",     "mypassword", "x-oauth-basic",
					     "guest",  "postgres", "foo",        "bar" };
	if (length < 3 || is_stand_in(secret, length))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++)
		if (strlen(usual[i]) == length && g_ascii_strncasecmp(usual[i], secret, length) == 0)
			return FALSE;
	return !leak_is_made_up(secret, length);
}

gboolean leak_check_password(const LeakMatch *match)
{
	return is_password(match->text + match->from, match->end - match->from);
}

/* base64 of user:password, as a person could have typed it. */
gboolean leak_check_basic(const LeakMatch *match)
{
	gsize size = 0;
	g_autofree char *text = decoded(match->text + match->from, match->end - match->from, &size);
	const char *colon = text != NULL ? memchr(text, ':', size) : NULL;
	if (colon == NULL || colon == text || !g_utf8_validate(text, (gssize)size, NULL))
		return FALSE;
	for (gsize i = 0; i < size; i++)
		if (g_ascii_iscntrl(text[i]))
			return FALSE;
	return is_password(colon + 1, size - (gsize)(colon + 1 - text)) && !leak_is_made_up(text, size);
}

static const WeirJsonLimits JWT_LIMITS = { 64 * 1024, 16, 1000 };

/* The header says with `alg` what the signature is (RFC 7515, 4.1.1); the payload is an object too. */
static json_t *jwt_part(const char *text, gsize length)
{
	gsize size = 0;
	g_autofree char *bytes = decoded(text, length, &size);
	json_t *part = bytes != NULL ? weir_json_read(bytes, size, &JWT_LIMITS, NULL, NULL) : NULL;
	if (part != NULL && !json_is_object(part))
		g_clear_pointer(&part, json_decref);
	return part;
}

static gboolean is_random(const char *text, gsize length)
{
	return !leak_is_made_up(text, length) && !leak_is_wordy(text, length);
}

/* What cannot be read, because it was encoded in another way or cut, is one nevertheless if its parts are
 * random.
 */
gboolean leak_check_jwt(const LeakMatch *match)
{
	const char *secret = match->text + match->from;
	gsize length = match->end - match->from;
	const char *dot = memchr(secret, '.', length);
	gsize header_length = dot != NULL ? (gsize)(dot - secret) : length;
	const char *end = dot != NULL ? memchr(dot + 1, '.', length - header_length - 1) : NULL;
	if (end == NULL)
		return FALSE;
	gsize signature_length = length - (gsize)(end + 1 - secret);
	g_autoptr(json_t) header = jwt_part(secret, header_length);
	if (header != NULL && weir_json_text(header, "alg") == NULL)
		return FALSE;
	g_autoptr(json_t) payload = jwt_part(dot + 1, (gsize)(end - dot - 1));
	if (header != NULL && payload != NULL)
		return TRUE;
	return is_random(end + 1, signature_length) && leak_entropy(end + 1, signature_length) >= 2.5 &&
	       is_random(secret, (gsize)(end - secret));
}

/* The first part is the number of the account in base64; else all parts are random. */
gboolean leak_check_discord(const LeakMatch *match)
{
	const char *secret = match->text + match->from;
	gsize length = match->end - match->from, size = 0, digits = 0;
	const char *dot = memchr(secret, '.', length);
	if (dot == NULL)
		return FALSE;
	g_autofree char *number = decoded(secret, (gsize)(dot - secret), &size);
	if (number != NULL && size >= 16 && strspn(number, "0123456789") == size)
		return TRUE;
	for (gsize i = 0; i < length; i++)
		digits += g_ascii_isdigit(secret[i]);
	return digits >= 3 && is_random(secret, length);
}

/* A key is random; what stands there in manuals is not. */
gboolean leak_check_private_key(const LeakMatch *match)
{
	const char *secret = match->text + match->from;
	gsize length = match->end - match->from, first = strlen("-----BEGIN ");
	const char *end = secret + length, *body = memmem(secret + first, length - first, "-----", 5);
	if (body == NULL)
		return FALSE;
	body += 5;
	const char *foot = memmem(body, (gsize)(end - body), "-----", 5);
	gsize body_length = (gsize)((foot != NULL ? foot : end) - body);
	return leak_entropy(body, MIN(body_length, LOOKED_AT)) >= 3.5;
}
