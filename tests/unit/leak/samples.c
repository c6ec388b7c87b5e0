/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "samples.h"

#include <string.h>

#include "leak/formats.h"

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL "abcdefghijklmnopqrstuvwxyz"

static const struct {
	char class;
	const char *characters;
} CLASSES[] = {
	{ 'A', CAPITALS SMALL "0123456789" },
	{ 'T', CAPITALS SMALL "0123456789_-" },
	{ 'B', CAPITALS SMALL "0123456789+/" },
	{ 'H', "0123456789abcdef" },
	{ 'F', "0123456789ABCDEF" },
	{ 'D', "0123456789" },
	{ 'U', CAPITALS "234567" },
	{ 'V', CAPITALS "0123456789" },
	{ 'L', SMALL "0123456789" },
	{ 'Z', SMALL "234567" },
	{ 'Q', "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" },
};

static void append_random(GString *out, GRand *random, char class, int count)
{
	const char *characters = "?";
	for (gsize i = 0; i < G_N_ELEMENTS(CLASSES); i++)
		if (CLASSES[i].class == class)
			characters = CLASSES[i].characters;
	for (int i = 0; i < count; i++)
		g_string_append_c(out, characters[g_rand_int_range(random, 0, (gint32)strlen(characters))]);
}

static void append_base64(GString *out, const char *text, gboolean url)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)text, strlen(text));
	for (char *at = base64; *at != '\0'; at++) {
		if (url && *at == '=')
			break;
		g_string_append_c(out, url && *at == '+' ? '-' : url && *at == '/' ? '_' : *at);
	}
}

static void append_jwt(GString *out, GRand *random, const char *header, int signature)
{
	append_base64(out, header, TRUE);
	g_string_append_c(out, '.');
	append_base64(out, "{\"sub\":\"robot-7\",\"exp\":1900000000}", TRUE);
	g_string_append_c(out, '.');
	append_random(out, random, 'T', signature);
}

static void append_uuid(GString *out, GRand *random)
{
	static const int parts[] = { 8, 4, 4, 4, 12 };
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		append_random(out, random, 'H', parts[i]);
		if (i + 1 < G_N_ELEMENTS(parts))
			g_string_append_c(out, '-');
	}
}

static void append_sum(GString *out)
{
	char sum[LEAK_SUM];
	leak_github_sum(out->str + out->len - 30, 30, sum);
	g_string_append(out, sum);
}

void sample_append_grafana(GString *out)
{
	guint32 crc = 0xffffffff;
	for (gsize i = 0; i < out->len; i++) {
		crc ^= (guchar)out->str[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	crc = ~crc;
	g_string_append_printf(out, "_%02x%02x%02x%02x", crc & 255, crc >> 8 & 255, crc >> 16 & 255,
			       crc >> 24);
}

/* As the first part of Discord's tokens has it. */
static void append_snowflake(GString *out, GRand *random)
{
	g_autoptr(GString) number = g_string_new("1");
	append_random(number, random, 'D', 17);
	append_base64(out, number->str, TRUE);
}

static void append_word(GString *out, GRand *random, const char *word)
{
	if (strcmp(word, "UUID") == 0)
		append_uuid(out, random);
	else if (strcmp(word, "SUM") == 0)
		append_sum(out);
	else if (strcmp(word, "GRAFANA") == 0)
		sample_append_grafana(out);
	else if (strcmp(word, "SNOWFLAKE") == 0)
		append_snowflake(out, random);
	else if (strcmp(word, "BASIC") == 0)
		append_base64(out, "robot:kx93-fjQ2", FALSE);
	else if (strcmp(word, "JWT") == 0)
		append_jwt(out, random, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", 43);
	else if (strcmp(word, "NOALG") == 0)
		append_jwt(out, random, "{\"typ\":\"cursor\",\"v\":1}", 43);
	else if (strcmp(word, "UNSIGNED") == 0)
		append_jwt(out, random, "{\"alg\":\"none\",\"typ\":\"JWT\"}", 0);
	else if (strcmp(word, "PEM") == 0)
		for (int i = 0; i < 3; i++) {
			append_random(out, random, 'B', 64);
			g_string_append_c(out, '\n');
		}
	else
		append_random(out, random, *word, (int)g_ascii_strtoll(word + 1, NULL, 10));
}

char *sample_make(const char *template, guint32 seed)
{
	GString *out = g_string_new(NULL);
	GRand *random = g_rand_new_with_seed(seed);
	for (const char *at = template; *at != '\0'; at++) {
		const char *close = *at == '{' ? strchr(at, '}') : NULL;
		if (close != NULL) {
			g_autofree char *word = g_strndup(at + 1, (gsize)(close - at - 1));
			append_word(out, random, word);
			at = close;
		} else if (*at != '|')
			g_string_append_c(out, *at);
	}
	g_rand_free(random);
	return g_string_free(out, FALSE);
}

char *sample_hit(const struct sample *sample, guint32 seed, gsize *from, gsize *end)
{
	char *made = sample_make(sample->hit, seed);
	char *open = strstr(made, "»"), *close = open != NULL ? strstr(open, "«") : NULL;
	*from = 0;
	*end = strlen(made);
	if (close == NULL)
		return made;
	*from = (gsize)(open - made);
	*end = (gsize)(close - made) - strlen("»");
	g_autofree char *whole = made;
	return g_strdup_printf("%.*s%.*s%s", (int)*from, made, (int)(*end - *from), open + strlen("»"),
			       close + strlen("«"));
}
