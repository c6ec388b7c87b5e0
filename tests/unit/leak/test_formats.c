/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "leak/formats.h"

#include <pcre2.h>

#include <string.h>

#include "leak/scan.h"
#include "samples.h"
#include "suite.h"

struct found {
	int count;
	const char *kind;
	gsize offset, length;
};

static void note(const char *kind, gsize offset, gsize length, gpointer data)
{
	struct found *found = data;
	found->count++;
	found->kind = kind;
	found->offset = offset;
	found->length = length;
}

static struct found find(const char *text, gsize length)
{
	struct found found = { 0 };
	leak_find(text, length, note, &found);
	return found;
}

START_TEST(every_row_has_samples)
{
	ck_assert_int_ge(leak_rows(), 150);
	ck_assert_int_eq(samples_count, leak_formats_count);
	ck_assert_int_eq(named_samples_count, leak_named_formats_count);
	for (gsize i = 0; i < leak_formats_count; i++)
		ck_assert_str_eq(samples[i].kind, leak_formats[i].kind);
	for (gsize i = 0; i < leak_named_formats_count; i++)
		ck_assert_str_eq(named_samples[i].kind, leak_named_formats[i].kind);
}
END_TEST

/* Markers of kinds are told from text by this (base/redact.h), and keywords by their first bytes. */
START_TEST(rows_are_sound)
{
	for (guint i = 0; i < leak_rows(); i++) {
		const LeakFormat *format = leak_row(i);
		ck_assert_int_le(strlen(format->kind), 32);
		ck_assert_int_eq(strspn(format->kind, "abcdefghijklmnopqrstuvwxyz-"), strlen(format->kind));
		int number;
		PCRE2_SIZE offset;
		pcre2_code *code = pcre2_compile((PCRE2_SPTR)format->pattern, PCRE2_ZERO_TERMINATED, 0,
						 &number, &offset, NULL);
		ck_assert_msg(code != NULL, "%s: error %d at %zu", format->kind, number, offset);
		pcre2_code_free(code);
		g_auto(GStrv) words = g_strsplit(format->keywords, "|", -1);
		for (char **word = words; *word != NULL; word++)
			ck_assert_msg(strlen(*word) - (**word == '~') >= 4 || strlen(*word) <= 3, "%s: %s",
				      format->kind, *word);
	}
}
END_TEST

static void expect_hit(const struct sample *sample, const char *before, const char *after, guint32 seed)
{
	gsize from, end;
	g_autofree char *value = sample_hit(sample, seed, &from, &end);
	g_autofree char *text = g_strconcat(before, value, after, NULL);
	struct found found = find(text, strlen(text));
	ck_assert_msg(found.count == 1, "%s, seed %u: %d findings in: %s", sample->kind, seed, found.count,
		      text);
	ck_assert_str_eq(found.kind, sample->kind);
	ck_assert_msg(found.offset == from + strlen(before) && found.length == end - from,
		      "%s, seed %u: %zu+%zu in: %s", sample->kind, seed, found.offset, found.length, text);
}

START_TEST(fires)
{
	static const char *const frames[][2] = {
		{ "", "" },         { "token=", "&more=1" }, { "{\"key\": \"", "\"}" },
		{ "a\\n", "\\nb" }, { "x%3A", "%0Ab" },      { "\\u0022", "\\u0022" },
		{ "(", ")" },       { "one, ", ", two" },    { "a\nb:", "\r\n" },
	};
	for (gsize i = 0; i < samples_count; i++)
		for (guint32 seed = 1; seed < 6; seed++)
			for (gsize j = 0; j < G_N_ELEMENTS(frames); j++)
				expect_hit(&samples[i], frames[j][0], frames[j][1], seed);
}
END_TEST

START_TEST(does_not_fire)
{
	for (gsize i = 0; i < samples_count; i++)
		for (guint32 seed = 1; seed < 6; seed++) {
			g_autofree char *text = sample_make(samples[i].miss, seed);
			struct found found = find(text, strlen(text));
			ck_assert_msg(found.count == 0, "%s: %s in: %s", samples[i].kind, found.kind, text);
			ck_assert_msg(leak_last_work().keywords > 0, "%s: no keyword in: %s", samples[i].kind,
				      text);
		}
}
END_TEST

/* A part of something longer is none: it is an id of another kind, or base64 of anything. */
START_TEST(known_by_a_name)
{
	for (gsize i = 0; i < named_samples_count; i++)
		for (guint32 seed = 1; seed < 40; seed++) {
			const struct sample *sample = &named_samples[i];
			gsize from, end;
			g_autofree char *hit = sample_hit(sample, seed, &from, &end);
			g_autofree char *miss = sample_make(sample->miss, seed);
			struct found found = { 0 };
			leak_find_all(hit, strlen(hit), note, &found);
			ck_assert_msg(found.count == 1 && strcmp(found.kind, sample->kind) == 0 &&
					      found.offset == from && found.length == end - from,
				      "%s, seed %u: %d, %s %zu+%zu in: %s", sample->kind, seed, found.count,
				      found.kind, found.offset, found.length, hit);
			found = (struct found){ 0 };
			leak_find_all(miss, strlen(miss), note, &found);
			ck_assert_msg(found.count == 0, "%s, seed %u: %s in: %s", sample->kind, seed,
				      found.kind, miss);
			leak_find(hit, strlen(hit), note, &found);
			ck_assert_msg(found.count == 0, "%s: redacted everywhere as %s: %s", sample->kind,
				      found.kind, hit);
		}
}
END_TEST

START_TEST(stands_alone)
{
	for (gsize i = 0; i < samples_count; i++) {
		gsize from, end;
		if (leak_formats[i].left == LEFT_ANY)
			continue;
		g_autofree char *value = sample_hit(&samples[i], 7, &from, &end);
		g_autofree char *text = g_strconcat("a9", value, NULL);
		struct found found = find(text, strlen(text));
		ck_assert_msg(found.count == 0, "%s in: %s", samples[i].kind, text);
	}
}
END_TEST

START_TEST(leaves_ordinary_ids_alone)
{
	static const char *const ordinary[] = {
		"{UUID}",
		"{H32}",
		"{H40}",
		"{H64}",
		"sha256-{B43}=",
		"req_{A24}",
		"{\"etag\": \"W/\\\"{H32}\\\"\", \"x-request-id\": \"{UUID}\"}",
		"{\"next_cursor\": \"{NOALG}\"}",
		"{UNSIGNED}",
		"x_api_key: YOUR_API_KEY",
		"Authorization: Bearer <token>",
		"Authorization: Ba|sic dXNlcjpwYXNzd29yZA==",
		"WWW-Authenticate: Ba|sic realm=\"desk\"",
		"postgres://user:${PASSWORD}@db/desk",
		"htt|ps://user:{{password}}@db/desk",
		"htt|ps://desk.internal:8443/a@b",
		"htt|ps://desk.internal/path:with@signs",
		"redis|://:password@cache",
		"ftp|://[[user][:pass]@]host[:port]/",
		"ftp|://[[Benutzer][:Passwort]@]Rechner[:Port]/",
		"[protocol://][user[:password]@]proxyhost[:port]",
		"sk_l|ive_your_key_goes_here_and_here",
		"AK|IA0000000000000000",
		"gh|p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"task_id, risk_live_{A10}, pattern, patch, disk_0123",
		"-----BEG|IN PUBLIC KEY-----\n{PEM}-----END PUBLIC KEY-----",
		"-----BEG|IN PRIVATE KEY----- and what follows it in a text about keys",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(ordinary); i++)
		for (guint32 seed = 1; seed < 20; seed++) {
			g_autofree char *text = sample_make(ordinary[i], seed);
			struct found found = find(text, strlen(text));
			ck_assert_msg(found.count == 0, "%s in: %s", found.kind, text);
		}
}
END_TEST

START_TEST(variables_are_no_passwords)
{
	static const char *const ordinary[] = { "login(user, password=user_password\n",
						"--docker-password=DOCKER_PASSWORD --x",
						"key.pvk --pvk-password=my-pvk-password" };
	struct found found = { 0 };
	for (gsize i = 0; i < G_N_ELEMENTS(ordinary); i++) {
		leak_find_all(ordinary[i], strlen(ordinary[i]), note, &found);
		ck_assert_msg(found.count == 0, "%s in: %s", found.kind, ordinary[i]);
	}
	leak_find_all("password=Our_Passwort_7 ", 24, note, &found);
	ck_assert_uint_eq(found.count, 1);
}
END_TEST

START_TEST(sums)
{
	char sum[LEAK_SUM];
	leak_github_sum("123456789", 9, sum); /* CRC-32's check value, 0xcbf43926 = 3421780262 */
	guint64 value = 0;
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	for (int i = 0; i < LEAK_SUM - 1; i++)
		value = value * 62 + (guint64)(strchr(digits, sum[i]) - digits);
	ck_assert_uint_eq(value, 0xcbf43926);
	leak_github_sum("", 0, sum);
	ck_assert_str_eq(sum, "000000");
	ck_assert(leak_entropy("aaaa", 4) == 0);
	ck_assert(leak_entropy("abcd", 4) == 2);
	ck_assert(leak_entropy("", 0) == 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { every_row_has_samples,
				       rows_are_sound,
				       fires,
				       does_not_fire,
				       stands_alone,
				       leaves_ordinary_ids_alone,
				       variables_are_no_passwords,
				       known_by_a_name,
				       sums,
				       NULL };
	return suite_run("leak/formats", tests);
}
