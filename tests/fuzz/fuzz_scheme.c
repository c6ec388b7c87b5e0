/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates, schemes, and requests that are verified.  The first byte chooses: a scheme that is made of the
 * input's lines, or one of the table whose request is made of them.  Nothing is judged without an error or a
 * verdict, and what was just signed is never too old. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sign/schemes.h"
#include "sign/sign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void verify(Signer *signer, const SignInput *input)
{
	SignResult result;
	g_autoptr(GError) error = NULL;
	gboolean judged =
		sign_verify(signer, input, 1700000000 * (gint64)G_USEC_PER_SEC, -1, &result, &error);
	g_assert_true(judged == (error == NULL));
	g_autofree char *sentence = sign_verdict_sentence(&result);
	g_assert_nonnull(sentence);
}

/* Without what stands in the query or the body: the input has it where it may be. */
static void sign_again(Signer *signer, SignInput *input)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parts = sign_parts_new();
	gboolean made = sign_headers(signer, input, parts, &error);
	g_assert_true(made == (error == NULL));
	for (guint i = 0; i < parts->len; i++)
		if (((SignPart *)parts->pdata[i])->place != PLACE_HEADER)
			return;
	guint32 others = TEMPLATE_USES(TEMPLATE_HEADER) | TEMPLATE_USES(TEMPLATE_HEADERS);
	const SchemePlan *plan = signer_plan(signer);
	if (!made || (plan->uses & others) != 0)
		return;
	for (guint i = 0; i < N_FIELDS; i++)
		if (plan->fields[i] != NULL && plan->fields[i]->place != PLACE_HEADER)
			return;
	SignResult result;
	input->headers = parts;
	/* Two fields of one name, or one whose text holds a separator, are not what they were. */
	if (sign_verify(signer, input, 1700000000 * (gint64)G_USEC_PER_SEC, 0, &result, NULL))
		g_assert_true(result.why != SIGN_TOO_OLD && result.why != SIGN_IN_FUTURE);
}

static const char *line_at(char **lines, guint i)
{
	guint n = g_strv_length(lines);
	return i < n && *lines[i] != '\0' ? lines[i] : NULL;
}

static void try_own(char **lines, uint8_t choice, const SignInput *base)
{
	SignInput input = *base;
	struct scheme scheme = { .id = "fuzz",
				 .algorithm = (SchemeAlgorithm)(choice % N_ALGORITHMS),
				 .signed_text = line_at(lines, 0),
				 .signature = line_at(lines, 1),
				 .timestamp = line_at(lines, 2),
				 .delivery_id = line_at(lines, 3),
				 .also = line_at(lines, 4),
				 .separator = (choice & 32) != 0 ? "," : NULL,
				 .unit = (choice & 64) != 0 ? TIME_S : TIME_NONE };
	g_autoptr(SecBuf) secret = secbuf_new("fuzz", "0011223344556677", 16, NULL);
	g_autoptr(SchemePlan) plan = scheme_compile(&scheme, NULL, NULL);
	g_autoptr(Signer) signer = signer_new(&scheme, secret, SIGN_TO_SEND, NULL);
	if (signer == NULL)
		return;
	g_assert_nonnull(plan);
	input.now = 1700000000 * (gint64)G_USEC_PER_SEC;
	verify(signer, &input);
	sign_again(signer, &input);
}

static void try_table(uint8_t choice, const SignInput *input)
{
	static const char key[] = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
	g_autoptr(SecBuf) secret = secbuf_new("fuzz", key, strlen(key), NULL);
	g_autoptr(Signer) signer =
		signer_new(schemes_at(choice % schemes_count()), secret, SIGN_TO_CHECK, NULL);
	if (signer != NULL)
		verify(signer, input);
}

static void add_headers(char **lines, GPtrArray *headers)
{
	for (guint i = 0; lines[i] != NULL; i++) {
		char *colon = strstr(lines[i], ": ");
		if (colon == NULL)
			continue;
		g_autofree char *name = g_strndup(lines[i], (gsize)(colon - lines[i]));
		g_ptr_array_add(headers, sign_part_new(PLACE_HEADER, name, colon + 2, -1));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	/* An empty line is before the body. */
	g_autofree char *text = g_strndup((const char *)data + 2, size - 2);
	char *end = strstr(text, "\n\n");
	const char *body = end != NULL ? end + 2 : "";
	if (end != NULL)
		*end = '\0';
	g_auto(GStrv) lines = g_strsplit(text, "\n", 64);
	g_autoptr(GPtrArray) headers = sign_parts_new();
	add_headers(lines, headers);
	SignInput input = { .body = body,
			    .length = strlen(body),
			    .url = line_at(lines, 5) != NULL ? lines[5] : "https://x.example/h?a=1",
			    .headers = headers,
			    .id = "1",
			    .timestamp = "1700000000" };
	if (data[0] % 2 == 0)
		try_own(lines, data[1], &input);
	else
		try_table(data[1], &input);
	return 0;
}
