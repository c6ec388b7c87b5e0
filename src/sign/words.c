/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts in words, and times as senders write them. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "sign/sign.h"

static const struct {
	const char *name;
	const char *sentence; /* of a place, and of none */
} verdicts[N_SIGN_VERDICTS] = {
	[SIGN_GOOD] = { "good", N_("the signature is right") },
	[SIGN_MISSING] = { "missing", N_("%s is missing") },
	[SIGN_EMPTY] = { "empty", N_("%s is empty") },
	[SIGN_TWICE] = { "twice", N_("%s is there twice, and receivers may take either one") },
	[SIGN_MALFORMED] = { "malformed", N_("%s has not the form that the scheme prescribes") },
	[SIGN_UNKNOWN_VERSION] = { "unknown-version",
				   N_("%s is of another version or algorithm than the scheme's") },
	[SIGN_TOO_MANY] = { "too-many", N_("%s holds more signatures than anybody sends") },
	[SIGN_WRONG] = { "wrong-signature", N_("%s is not the signature of this request with this secret") },
	[SIGN_BODY_DIFFERS] = { "body-differs", N_("%s is not the hash of this body") },
	[SIGN_CLAIM] = { "claim", N_("the claim %s is missing or wrong") },
	[SIGN_TOO_OLD] = { "too-old", N_("%s is too old") },
	[SIGN_IN_FUTURE] = { "in-future", N_("%s lies in the future") },
};

const char *sign_verdict_name(SignVerdict verdict)
{
	return verdicts[verdict].name;
}

char *sign_verdict_sentence(const SignResult *result)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *where = result->where != NULL ? result->where : _("a part of the request");
	if (result->why == SIGN_GOOD)
		return g_strdup(_(verdicts[SIGN_GOOD].sentence));
	g_auto(GStrv) halves = g_strsplit(_(verdicts[result->why].sentence), "%s", 2);
	g_string_append_printf(out, "%s%s%s", halves[0], where, halves[1] != NULL ? halves[1] : "");
	if ((result->why == SIGN_TOO_OLD || result->why == SIGN_IN_FUTURE) && result->timed)
		g_string_append_printf(out, _(": by %" PRId64 " s, and %" PRId64 " s are allowed"),
				       ABS(result->age) / G_USEC_PER_SEC, result->tolerance);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- times ---- */

char *sign_timestamp(TimeUnit unit, gint64 microseconds)
{
	if (unit == TIME_NONE)
		return NULL;
	if (unit == TIME_ISO8601)
		return when_rfc3339(microseconds);
	return g_strdup_printf("%" G_GINT64_FORMAT,
			       microseconds / (unit == TIME_S ? G_USEC_PER_SEC : G_TIME_SPAN_MILLISECOND));
}

gboolean sign_timestamp_read(TimeUnit unit, const char *text, gsize length, gint64 *microseconds)
{
	enum { LONGEST = 40, MOST_DIGITS = 14, SECONDS_DIGITS = 11 };
	char copy[LONGEST + 1];
	gint64 number = 0;
	if (unit == TIME_NONE || length == 0 || length > LONGEST || memchr(text, '\0', length) != NULL)
		return FALSE;
	memcpy(copy, text, length);
	copy[length] = '\0';
	if (unit == TIME_ISO8601)
		return when_parse_rfc3339(copy, microseconds);
	if (strspn(copy, "0123456789") != length || length > MOST_DIGITS ||
	    !g_ascii_string_to_signed(copy, 10, 0, G_MAXINT64, &number, NULL))
		return FALSE;
	if (unit == TIME_S_OR_MS)
		unit = length > SECONDS_DIGITS ? TIME_MS : TIME_S;
	if (unit == TIME_S && length > SECONDS_DIGITS)
		return FALSE;
	*microseconds = number * (unit == TIME_S ? G_USEC_PER_SEC : G_TIME_SPAN_MILLISECOND);
	return TRUE;
}

char *sign_new_id(void)
{
	return g_uuid_string_random();
}
