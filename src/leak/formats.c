/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/formats.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

/* ---- entropy and placeholders ---- */

double leak_entropy(const char *bytes, gsize length)
{
	guint counts[256] = { 0 };
	double entropy = 0;
	for (gsize i = 0; i < length; i++)
		counts[(guchar)bytes[i]]++;
	for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
		double part = counts[i] > 0 ? (double)counts[i] / (double)length : 1;
		entropy -= part * log2(part);
	}
	return entropy;
}

/* In small letters.  Long enough that a random token of 40 characters does not have one by chance. */
static const char *const MADE_UP[] = {
	"example",   "your",    "placeholder", "changeme", "change-me", "redacted", "xxxxx",
	"*****",     ".....",   "dummy",       "sample",   "insert",    "replace",  "0123456789",
	"123456789", "abcdefg", "${",          "{{",       "<",
};

enum { SAME_IN_A_ROW = 8, LOOKED_AT = 1024 };

static gboolean has_long_run(const char *text, gsize length)
{
	gsize run = 1;
	for (gsize i = 1; i < length; i++) {
		run = text[i] == text[i - 1] ? run + 1 : 1;
		if (run >= SAME_IN_A_ROW)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_made_up(const char *secret, gsize length)
{
	g_autofree char *lower = g_ascii_strdown(secret, (gssize)MIN(length, LOOKED_AT));
	for (gsize i = 0; i < G_N_ELEMENTS(MADE_UP); i++)
		if (strstr(lower, MADE_UP[i]) != NULL)
			return TRUE;
	return has_long_run(lower, strlen(lower));
}

gboolean leak_format_accepts(const LeakFormat *format, const char *secret, gsize length)
{
	/* What is encoded tells nothing by its characters: the checks decode it. */
	if (format->endless)
		return format->check == NULL || format->check(secret, length);
	return leak_entropy(secret, length) >= format->entropy && !is_made_up(secret, length) &&
	       (format->check == NULL || format->check(secret, length));
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

gboolean leak_check_sum(const char *secret, gsize length)
{
	const gsize prefix = strlen("ghp_");
	return sum_fits(secret + prefix, length - prefix);
}

gboolean leak_check_grafana(const char *secret, gsize length)
{
	char sum[9];
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

gboolean leak_check_password(const char *secret, gsize length)
{
	static const char *const usual[] = { "pass",   "password", "passwd",     "pwd",
					     "secret", "token",    "test",       "admin",
					     "user",   "root",     "mypassword", "x-oauth-basic",
					     "guest",  "postgres", "foo",        "bar" };
	if (length < 3 || strchr("${[(*%", *secret) != NULL)
		return *secret == '%' && length > 3 && g_ascii_isxdigit(secret[1]) &&
		       g_ascii_isxdigit(secret[2]);
	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++)
		if (strlen(usual[i]) == length && g_ascii_strncasecmp(usual[i], secret, length) == 0)
			return FALSE;
	return !is_made_up(secret, length);
}

/* base64 of user:password, as a person could have typed it. */
gboolean leak_check_basic(const char *secret, gsize length)
{
	gsize size = 0;
	g_autofree char *text = decoded(secret, length, &size);
	const char *colon = text != NULL ? memchr(text, ':', size) : NULL;
	if (colon == NULL || colon == text || !g_utf8_validate(text, (gssize)size, NULL))
		return FALSE;
	for (gsize i = 0; i < size; i++)
		if (g_ascii_iscntrl(text[i]))
			return FALSE;
	return leak_check_password(colon + 1, size - (gsize)(colon + 1 - text)) && !is_made_up(text, size);
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

gboolean leak_check_jwt(const char *secret, gsize length)
{
	const char *dot = memchr(secret, '.', length);
	gsize header_length = dot != NULL ? (gsize)(dot - secret) : length;
	const char *end = dot != NULL ? memchr(dot + 1, '.', length - header_length - 1) : NULL;
	if (end == NULL)
		return FALSE;
	g_autoptr(json_t) header = jwt_part(secret, header_length);
	if (header == NULL || weir_json_text(header, "alg") == NULL)
		return FALSE;
	g_autoptr(json_t) payload = jwt_part(dot + 1, (gsize)(end - dot - 1));
	return payload != NULL;
}
