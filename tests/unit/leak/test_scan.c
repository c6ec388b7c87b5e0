/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "leak/scan.h"

#include <string.h>

#include "base/redact.h"
#include "base/secret.h"
#include "leak/formats.h"
#include "samples.h"
#include "suite.h"

enum { MIB = 1024 * 1024 };

static const struct sample *sample_of(const char *kind)
{
	for (gsize i = 0; i < samples_count; i++)
		if (strcmp(samples[i].kind, kind) == 0)
			return &samples[i];
	ck_abort_msg("no sample of %s", kind);
}

static char *value_of(const char *kind)
{
	gsize from, end;
	return sample_hit(sample_of(kind), 3, &from, &end);
}

static void setup(void)
{
	redact_set_scanner(leak_redact);
	redact_set_common_scanner(leak_redact_common);
}

static void teardown(void)
{
	redact_set_scanner(NULL);
	redact_set_common_scanner(NULL);
}

START_TEST(replaces_each)
{
	g_autofree char *github = value_of("github-token"), *jwt = value_of("jwt"),
			*url = value_of("url-password");
	g_autofree char *text =
		g_strdup_printf("{\"a\": \"%s\", \"b\": \"Bearer %s\", \"c\": \"%s\"}", github, jwt, url);
	g_autofree char *clean = redact_text(text, strlen(text));
	ck_assert_str_eq(clean, "{\"a\": \"«cred:github-token»\", \"b\": \"Bearer «cred:jwt»\", \"c\": "
				"\"postgresql+asyncpg://robot:«cred:url-password»@db.internal/desk\"}");
	ck_assert_ptr_null(redact_text(clean, strlen(clean)));
}
END_TEST

START_TEST(goes_on_after_nul)
{
	g_autofree char *github = value_of("github-token");
	g_autoptr(GString) text = g_string_new("one");
	g_string_append_c(text, '\0');
	g_string_append(text, github);
	g_string_append_c(text, '\0');
	g_autoptr(GString) clean = redact_bytes(text->str, text->len);
	static const char expected[] = "one\0«cred:github-token»";
	ck_assert_int_eq(clean->len, sizeof expected);
	ck_assert_mem_eq(clean->str, expected, sizeof expected);
}
END_TEST

/* The text needs no NUL behind it: under a sanitizer reading on would be seen. */
START_TEST(stays_within)
{
	for (gsize i = 0; i < samples_count; i++) {
		gsize from, end;
		g_autofree char *value = sample_hit(&samples[i], 5, &from, &end);
		for (gsize cut = 0; cut <= strlen(value); cut++) {
			char *exact = g_memdup2(value, cut);
			g_autoptr(GString) clean = leak_redact(exact, cut);
			ck_assert(cut < strlen(value) || clean != NULL);
			g_free(exact);
		}
	}
}
END_TEST

START_TEST(own_values_go_first)
{
	g_autofree char *github = value_of("github-token");
	g_autoptr(SecBuf) own = secbuf_new("env:GH", github, strlen(github), NULL);
	g_autoptr(SecBuf) password = secbuf_new("env:PW", "k9-f83jQxz", 10, NULL);
	g_autofree char *text = g_strdup_printf("%s https://a:k9-f83jQxz@b.internal/", github);
	g_autofree char *clean = redact_text(text, strlen(text));
	ck_assert_str_eq(clean, "«own:env:GH» https://a:«own:env:PW»@b.internal/");
	ck_assert_ptr_null(redact_text(clean, strlen(clean)));
}
END_TEST

/* A name beside it makes a credential in what others wrote, and nowhere else: settings have such names, too.
 */
START_TEST(names_count_in_foreign_texts)
{
	g_autofree char *text = sample_make("SERVICE_API_KEY={A30}7 other words", 3);
	ck_assert_ptr_null(redact_text(text, strlen(text)));
	ck_assert_ptr_null(redact_foreign(text, strlen(text)));
	redact_set_foreign_scanner(leak_redact_all);
	g_autoptr(GString) clean = redact_foreign(text, strlen(text));
	redact_set_foreign_scanner(NULL);
	ck_assert_str_eq(clean->str, "SERVICE_API_KEY=«cred:named-secret» other words");
	g_autoptr(GString) twice = leak_redact_all(clean->str, clean->len);
	ck_assert_ptr_null(twice);
}
END_TEST

/* Texts that were clean are not searched again; each is still told from all others. */
START_TEST(texts_that_come_again)
{
	g_autofree char *token = value_of("github-token");
	for (guint round = 0; round < 3; round++)
		for (guint32 i = 0; i < 2000; i++) {
			g_autofree char *clean = g_strdup_printf("%*u %u of them", (int)(i % 40), i, i);
			g_autofree char *found = g_strdup_printf("%*u %s", (int)(i % 40), i, token);
			g_autoptr(GString) none = leak_redact_common(clean, strlen(clean));
			g_autoptr(GString) one = leak_redact_common(found, strlen(found));
			ck_assert_ptr_null(none);
			ck_assert_ptr_nonnull(one);
			ck_assert_ptr_null(strstr(one->str, token));
		}
	/* The length counts, too: the first is a beginning of the second. */
	gsize length = strlen(token);
	ck_assert_ptr_null(leak_redact_common(token, length - 1));
	g_autoptr(GString) whole = leak_redact_common(token, length);
	ck_assert_ptr_nonnull(whole);
	ck_assert_ptr_null(leak_redact_common("", 0));
	ck_assert_ptr_null(leak_redact_common("", 0));
}
END_TEST

/* Within a marker nothing is looked for as long as what it names is held. */
START_TEST(markers_that_end)
{
	g_autofree char *token = value_of("github-token");
	g_autofree char *name = g_strconcat("cmd:echo ", token, NULL);
	g_autofree char *text = g_strdup_printf("«own:%s»", name);
	SecBuf *own = secbuf_new(name, "k9-f83jQxz", 10, NULL);
	ck_assert_ptr_null(redact_common_text(text, strlen(text)));
	secbuf_unref(own);
	g_autofree char *found = redact_common_text(text, strlen(text));
	ck_assert_str_eq(found, "«own:cmd:echo «cred:github-token»»");
}
END_TEST

/* What stands in a marker is a name, whatever it looks like. */
START_TEST(leaves_markers_alone)
{
	g_autofree char *github = value_of("github-token");
	g_autofree char *name = g_strconcat("cmd:echo ", github, NULL);
	g_autoptr(SecBuf) own = secbuf_new(name, "k9-f83jQxz", 10, NULL);
	g_autofree char *clean = redact_text("k9-f83jQxz", 10);
	g_autofree char *marker = g_strdup_printf("«own:%s»", name);
	ck_assert_str_eq(clean, marker);
	g_autofree char *forged = g_strdup_printf("«own:%s» «cred:%s»", github, github);
	g_autofree char *found = redact_text(forged, strlen(forged));
	ck_assert_str_eq(found, "«own:«cred:github-token»» «cred:«cred:github-token»»");
}
END_TEST

START_TEST(takes_long_ones_whole)
{
	g_autoptr(GString) text = g_string_new("-----BEGIN ");
	g_string_append(text, "EC PRIVATE KEY-----\\n");
	for (guint32 i = 1; i <= 5000; i++)
		g_string_append_printf(text, "%08x%08x%08x\\n", i * 2654435761u, i * 2246822519u,
				       i * 3266489917u);
	g_string_append(text, "-----END EC PRIVATE KEY----- left");
	g_autofree char *clean = redact_text(text->str, text->len);
	ck_assert_str_eq(clean, "«cred:private-key» left");

	g_autofree char *jwt = value_of("jwt");
	g_autoptr(GString) signed_long = g_string_new(jwt);
	for (int i = 0; i < 1000; i++)
		g_string_append(signed_long, "aB3_-xyz");
	g_string_append(signed_long, " left");
	g_autofree char *token = redact_text(signed_long->str, signed_long->len);
	ck_assert_str_eq(token, "«cred:jwt» left");
}
END_TEST

/* Whatever is repeated, there is at most one match a keyword and little walking. */
static void expect_linear(const char *piece)
{
	g_autoptr(GString) text = g_string_sized_new(MIB + 64);
	while (text->len < MIB)
		g_string_append(text, piece);
	g_autoptr(GString) clean = leak_redact(text->str, text->len);
	LeakWork work = leak_last_work();
	ck_assert_msg(work.keywords <= 2 * (MIB / 4 + 1), "%s: %zu keywords", piece, work.keywords);
	ck_assert_msg(work.matches <= work.keywords, "%s: %zu matches", piece, work.matches);
	ck_assert_msg(work.walked <= 2 * MIB, "%s: %zu walked", piece, work.walked);
}

START_TEST(dense_text_is_linear)
{
	static const char *const between[] = { "", " ", "=", "/", ".", "-", "\\n", "AAAA" };
	for (gsize i = 0; i < leak_formats_count; i += 3) {
		g_auto(GStrv) words = g_strsplit(leak_formats[i].keywords, "|", 2);
		g_strdelimit(words[0], "#%", '0');
		g_strdelimit(words[0], "?", 'A');
		g_autofree char *piece = g_strconcat(words[0], between[i % G_N_ELEMENTS(between)], NULL);
		expect_linear(piece);
	}
	expect_linear("eyJ.");
	expect_linear("-----BEGIN PRIVATE KEY-----\\n\\n");
	expect_linear("://a:");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { names_count_in_foreign_texts,
				       replaces_each,
				       goes_on_after_nul,
				       stays_within,
				       own_values_go_first,
				       texts_that_come_again,
				       markers_that_end,
				       leaves_markers_alone,
				       takes_long_ones_whole,
				       dense_text_is_linear,
				       NULL };
	setup();
	int failed = suite_run("leak/scan", tests);
	teardown();
	return failed;
}
