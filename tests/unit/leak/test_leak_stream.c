/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/stream.h"

#include <string.h>

#include "base/encodings.h"
#include "leak/formats.h"
#include "leak/pairs.h"
#include "samples.h"
#include "suite.h"

enum { KIB = 1024 };

static void note(const LeakFinding *finding, gpointer data)
{
	g_string_append_printf(data,
			       "%s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT " %zu\n",
			       finding->secret != NULL ? secbuf_name(finding->secret) : finding->kind,
			       finding->offset, finding->line, finding->column, finding->length);
}

/* What is found, a line each; in pieces of `piece` bytes, or of random ones where it is 0. */
static char *found_in(const GString *text, gsize piece, guint32 seed)
{
	GString *found = g_string_new(NULL);
	GRand *random = g_rand_new_with_seed(seed);
	g_autoptr(LeakStream) stream = leak_stream_new(TRUE, note, found);
	for (gsize at = 0; at < text->len;) {
		gsize part =
			piece > 0 ? piece
				  : (gsize)g_rand_int_range(random, 1, 1 << g_rand_int_range(random, 1, 18));
		part = MIN(part, text->len - at);
		leak_stream_feed(stream, text->str + at, part);
		at += part;
	}
	leak_stream_end(stream);
	g_rand_free(random);
	return g_string_free(found, FALSE);
}

/* All samples in lines among others. */
static GString *all_samples(guint32 seed)
{
	GString *text = g_string_new(NULL);
	GRand *random = g_rand_new_with_seed(seed);
	for (gsize i = 0; i < samples_count + named_samples_count; i++) {
		gsize from, end;
		const struct sample *sample =
			i < samples_count ? &samples[i] : &named_samples[i - samples_count];
		g_autofree char *value = sample_hit(sample, seed, &from, &end);
		int words = g_rand_int_range(random, 0, 900);
		g_string_append_printf(text, "%s\n", value);
		for (int j = 0; j < words; j++)
			g_string_append(text, j % 9 == 0 ? "line of a log,\n" : "some words ");
	}
	g_rand_free(random);
	return text;
}

START_TEST(pieces_do_not_matter)
{
	for (guint32 seed = 1; seed < 4; seed++) {
		g_autoptr(GString) text = all_samples(seed);
		g_autofree char *whole = found_in(text, text->len, 0);
		g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
		ck_assert_msg(g_strv_length(lines) == samples_count + named_samples_count + 1, "%s", whole);
		for (guint32 turn = 0; turn < 8; turn++) {
			g_autofree char *pieces = found_in(text, turn == 0 ? 61 : 0, turn);
			ck_assert_str_eq(pieces, whole);
		}
	}
}
END_TEST

START_TEST(without_the_library_it_is_the_same)
{
	g_autoptr(GString) text = all_samples(9);
	g_autofree char *with = found_in(text, 0, 1);
	leak_keywords_forget_library(TRUE);
	g_autofree char *without = found_in(text, 0, 1);
	leak_keywords_forget_library(FALSE);
	ck_assert_str_eq(with, without);
}
END_TEST

START_TEST(registers_do_not_matter)
{
	static const gsize sizes[] = { 16, 32, 64 };
	g_autoptr(GString) text = all_samples(11);
	g_autofree char *first = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		leak_pairs_at_once(sizes[i]);
		g_autofree char *found = found_in(text, 0, 1);
		if (first == NULL)
			first = g_strdup(found);
		ck_assert_str_eq(found, first);
	}
	ck_assert_ptr_nonnull(strstr(first, "discord-token"));
}
END_TEST

/* Where they end in every place of a block, and near the ends of a text. */
static void count_pair(gsize end, gpointer data)
{
	GArray *ends = data;
	g_array_append_val(ends, end);
}

START_TEST(pairs_in_every_place)
{
	static const gsize sizes[] = { 16, 32, 64 };
	static const char *const pairs[] = { "@",         "SK0",        "1/0",
					     "2/9",       "Q~",         ".aaaaaa.",
					     ".aaaaaaa.", "-00000000-", "pat00000000000000." };
	for (gsize i = 0; i < 3 * G_N_ELEMENTS(pairs); i++)
		for (gsize at = 0; at < 2200; at += 1 + at / 100) {
			const char *pair = pairs[i / 3];
			g_autofree char *text = g_malloc(at + strlen(pair));
			g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
			memset(text, 'x', at);
			memcpy(text + at, pair, strlen(pair));
			leak_pairs_at_once(sizes[i % 3]);
			leak_pairs_find(TRUE, text, at + strlen(pair), 0, count_pair, ends);
			ck_assert_msg(ends->len == 1 && g_array_index(ends, gsize, 0) == at + strlen(pair),
				      "%s at %zu: %u", pair, at, ends->len);
		}
	leak_pairs_at_once(sizes[2]);
}
END_TEST

START_TEST(tells_the_place)
{
	g_autoptr(GString) text = g_string_new("one\ntwo\nthree ");
	g_autofree char *token = sample_make("gh|p_{A30}{SUM}", 1);
	g_string_append_printf(text, "%s\n", token);
	g_autofree char *found = found_in(text, 1, 0);
	ck_assert_str_eq(found, "github-token 14 3:7 40\n");
}
END_TEST

static void expect_own(const char *form, gsize length, char tail, gpointer data)
{
	static const gsize paddings[] = { 0, 5, 128 * KIB - 7, 300 * KIB };
	for (gsize i = 0; i < G_N_ELEMENTS(paddings); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (gsize j = 0; j < paddings[i]; j++)
			g_string_append_c(text, j % 80 == 79 ? '\n' : '.');
		g_string_append_len(text, form, (gssize)length);
		g_string_append(text, " and more\n");
		g_autofree char *found = found_in(text, i == 0 ? 1 : 0, (guint32)i);
		ck_assert_msg(g_str_has_prefix(found, "env:OWN ") && strchr(found, '\n')[1] == '\0',
			      "%.*s: %s", (int)length, form, found);
	}
}

START_TEST(own_values_in_every_form)
{
	static const char value[] = "k9/f+Q\"x";
	g_autoptr(SecBuf) own = secbuf_new("env:OWN", value, strlen(value), NULL);
	expect_own(value, strlen(value), 0, NULL);
	encodings_foreach(value, strlen(value), expect_own, NULL);
}
END_TEST

/* Where one form begins another, the longer one is told, also when the border of two pieces stands between
 * their ends. */
START_TEST(own_values_whole)
{
	static const char value[] = "hunter2\"", longer[] = "hunter2\"again";
	g_autoptr(SecBuf) own = secbuf_new("env:OWN", value, strlen(value), NULL);
	g_autoptr(SecBuf) other = secbuf_new("env:OTHER", longer, strlen(longer), NULL);
	g_autofree char *base64 = g_base64_encode((const guchar *)value, strlen(value));
	g_autofree char *line = g_strdup_printf("%s\" %s %s %s\n", value, longer, base64, value);
	g_autoptr(GString) text = g_string_new(line);
	g_autofree char *whole = found_in(text, text->len, 0);
	ck_assert_str_eq(whole,
			 "env:OWN 0 1:1 9\nenv:OTHER 10 1:11 13\nenv:OWN 24 1:25 12\nenv:OWN 37 1:38 8\n");
	for (gsize piece = 1; piece < text->len; piece++) {
		g_autofree char *pieces = found_in(text, piece, 0);
		ck_assert_str_eq(pieces, whole);
	}
}
END_TEST

START_TEST(own_values_go_first)
{
	g_autofree char *token = sample_make("gh|p_{A30}{SUM}", 1);
	g_autoptr(SecBuf) own = secbuf_new("env:GH", token, strlen(token), NULL);
	g_autoptr(GString) text = g_string_new("GITHUB_TOKEN=");
	g_string_append(text, token);
	g_autofree char *found = found_in(text, 1, 0);
	ck_assert_str_eq(found, "env:GH 13 1:14 40\n");
}
END_TEST

START_TEST(a_form_goes_before_a_guess)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *line = sample_make("Authorization: Bearer {JWT}\nAPI_TOKEN=gh|p_{A30}{SUM}\n", 1);
	g_string_append(text, line);
	g_autofree char *found = found_in(text, 7, 0);
	g_auto(GStrv) lines = g_strsplit(found, "\n", -1);
	ck_assert_int_eq(g_strv_length(lines), 3);
	ck_assert(g_str_has_prefix(lines[0], "jwt 22 1:23 "));
	ck_assert(g_str_has_prefix(lines[1], "github-token "));
}
END_TEST

/* A line that is followed: the finding is told before anything comes behind it. */
START_TEST(a_pause_tells_what_is_certain)
{
	GString *found = g_string_new(NULL);
	g_autoptr(LeakStream) stream = leak_stream_new(TRUE, note, found);
	g_autofree char *token = sample_make("gh|p_{A30}{SUM}", 1);
	leak_stream_feed(stream, token, strlen(token));
	leak_stream_pause(stream);
	ck_assert_uint_eq(found->len, 0);
	leak_stream_feed(stream, "\n", 1);
	leak_stream_pause(stream);
	ck_assert_str_eq(found->str, "github-token 0 1:1 40\n");
	leak_stream_end(stream);
	ck_assert_str_eq(found->str, "github-token 0 1:1 40\n");
	g_string_free(found, TRUE);
}
END_TEST

/* Whatever is repeated, the work is a few steps a byte. */
START_TEST(dense_streams_are_linear)
{
	static const char *const pieces[] = { "gh|p_",
					      "token=",
					      "\"secret\": \"",
					      "a:b@",
					      "-----BEG|IN PRIVATE KEY-----\n",
					      "cookie: session=",
					      "twilio ",
					      "eyJ|.eyJ.",
					      "PuTTY-User-Key-File-3: a ",
					      "curl -u a:b",
					      "~",
					      "://a:",
					      "machine a login ",
					      "jdbc:a:bbbbb?" };
	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) found = g_string_new(NULL), text = g_string_new(NULL);
		g_autofree char *piece = sample_make(pieces[i], 1);
		while (text->len < 1024 * KIB)
			g_string_append(text, piece);
		g_autoptr(LeakStream) stream = leak_stream_new(TRUE, note, found);
		leak_stream_feed(stream, text->str, text->len);
		leak_stream_end(stream);
		LeakWork work = leak_stream_work(stream);
		ck_assert_msg(work.matches <= 2 * text->len && work.walked <= 4 * text->len,
			      "%s: %zu matches, %zu walked", pieces[i], work.matches, work.walked);
	}
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { pieces_do_not_matter,
				       without_the_library_it_is_the_same,
				       registers_do_not_matter,
				       pairs_in_every_place,
				       tells_the_place,
				       own_values_in_every_form,
				       own_values_whole,
				       own_values_go_first,
				       a_form_goes_before_a_guess,
				       a_pause_tells_what_is_certain,
				       dense_streams_are_linear,
				       NULL };
	return suite_run("leak/stream", tests);
}
