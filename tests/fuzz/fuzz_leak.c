/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Redaction: no held value is left, what was redacted stays as it is, and the work is bounded.  The first
 * byte says how long the value is that is taken from the input and held. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/redact.h"
#include "base/secret.h"
#include "leak/scan.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	redact_set_scanner(leak_redact);
	return 0;
}

struct seen {
	gsize end, length;
};

static void check_found(const char *kind, gsize offset, gsize length, gpointer data)
{
	struct seen *seen = data;
	g_assert_cmpuint(offset, >=, seen->end);
	g_assert_cmpuint(length, >, 0);
	g_assert_cmpuint(offset + length, <=, seen->length);
	seen->end = offset + length;
}

static void check_find(const char *text, gsize length)
{
	struct seen seen = { 0, length };
	leak_find(text, length, check_found, &seen);
	LeakWork work = leak_last_work();
	g_assert_cmpuint(work.matches, <=, work.keywords);
	g_assert_cmpuint(work.keywords, <=, 4 * length);
}

/* A value may be a part of its own marker, or make one anew with what stands beside it by its signs. */
static gboolean can_be_in_marker(const char *value, gsize length)
{
	static const char inside[] = "own:vcred:abcdefghijklmnopqrstuvwxyz-", signs[] = "«»";
	gsize letters = 0;
	for (gsize i = 0; i < length; i++) {
		letters += memchr(inside, value[i], sizeof inside - 1) != NULL;
		if (memchr(signs, value[i], sizeof signs - 1) != NULL)
			return TRUE;
	}
	return letters == length;
}

static void check_redacted(const SecBuf *secret, const char *text, gsize length)
{
	g_autoptr(GString) once = redact_bytes(text, length);
	const char *result = once != NULL ? once->str : text;
	gsize result_length = once != NULL ? once->len : length;
	if (secret == NULL || can_be_in_marker(secbuf_bytes(secret), secbuf_length(secret)))
		return;
	g_assert_null(memmem(result, result_length, secbuf_bytes(secret), secbuf_length(secret)));
	g_autoptr(GString) twice = redact_bytes(result, result_length);
	g_assert_null(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	const char *text = (const char *)data + 1;
	gsize length = size - 1, value = data[0] % 64;
	g_autoptr(SecBuf) secret = value >= 6 && value <= length ? secbuf_new("v", text, value, NULL) : NULL;
	check_find(text, length);
	check_redacted(secret, text, length);
	return 0;
}
