/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "model/settings.h"
#include "verb/verbs.h"
#include "verb/webhook.h"

enum { HEADER_BYTES = 1024 * 1024, TOLERANCE_MOST = 1000000000 };

static const struct verb_option options[] = {
	{ "now", 0, VALUE_TEXT, N_("T"), FALSE, 0, 0, NULL,
	  N_("the time at which it is judged: now, -10m, RFC 3339, or seconds since 1970"), HINT_NONE },
	{ "tolerance", 0, VALUE_TEXT, N_("S"), FALSE, 0, 0, NULL,
	  N_("how old or early the request may be, as 300 or 5m; 0: whatever its time; default: the "
	     "scheme's"),
	  HINT_NONE },
	{ "headers", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("headers of the request, one on each line, up to an empty line"), HINT_FILE },
	{ NULL },
};

/* A dump of a request begins with its first line, which is no header. */
static gboolean read_headers(Webhook *webhook, const char *path, GError **error)
{
	gsize length = 0;
	g_autofree char *text = paths_read(path, HEADER_BYTES, &length, error);
	if (text == NULL)
		return FALSE;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (gsize i = 0; lines[i] != NULL && *g_strchomp(lines[i]) != '\0'; i++) {
		gboolean request = i == 0 && strstr(lines[i], " HTTP/") != NULL;
		if (request || webhook_add_header(webhook, lines[i], NULL))
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s, line %zu: it is no 'NAME: VALUE'"),
			    path, i + 1);
		return FALSE;
	}
	return TRUE;
}

static const char *time_words(const SignResult *result, const struct scheme *scheme)
{
	if (scheme->algorithm == ALGORITHM_NONE)
		return _("; the scheme proves nothing");
	if (result->time_checked)
		return _("; its time too");
	return result->timed ? _("; its time was not looked at") : _("; there is no time in it");
}

static VerbStatus say(VerbRun *run, const SignResult *result, GError **error)
{
	const Webhook *webhook = run->state;
	g_autofree char *sentence = sign_verdict_sentence(result);
	gboolean good = result->why == SIGN_GOOD;
	if (!good)
		run->exit_code = WEIR_EXIT_FINDINGS;
	gboolean written =
		good ? verb_print(run, error, "%s: %s%s\n", sign_verdict_name(result->why), sentence,
				  time_words(result, webhook->scheme))
		     : verb_print(run, error, "%s: %s\n", sign_verdict_name(result->why), sentence);
	return written ? VERB_DONE : VERB_FAILED;
}

/* 0 is SIGN_TOLERANCE_OFF. */
static gboolean read_tolerance(const VerbRun *run, gint64 *tolerance, GError **error)
{
	const char *text = verb_text(run, "tolerance");
	guint64 seconds = 0;
	*tolerance = SIGN_TOLERANCE_OF_SCHEME;
	if (text == NULL || setting_duration(text, tolerance))
		return TRUE;
	if (!g_ascii_string_to_unsigned(text, 10, 0, TOLERANCE_MOST, &seconds, NULL)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--tolerance takes seconds, or a time as 5m, not '%s'"), text);
		return FALSE;
	}
	*tolerance = (gint64)seconds;
	return TRUE;
}

static VerbStatus ready(VerbRun *run, SignInput *input, GError **error)
{
	Webhook *webhook = run->state;
	SignResult result;
	const char *now_text = verb_text(run, "now"), *headers = verb_text(run, "headers");
	gint64 now = g_get_real_time();
	gint64 tolerance = SIGN_TOLERANCE_OF_SCHEME;
	if (!read_tolerance(run, &tolerance, error))
		return VERB_FAILED;
	if (headers != NULL && !read_headers(webhook, headers, error))
		return VERB_FAILED;
	if (now_text != NULL && !webhook_time(now_text, now, &now)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--now takes now, -10m, RFC 3339 or seconds since 1970, not '%s'"), now_text);
		return VERB_FAILED;
	}
	if (!sign_verify(webhook->signer, input, now, tolerance, &result, error))
		return VERB_FAILED;
	return say(run, &result, error);
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	return webhook_begin(run, SIGN_TO_CHECK, ready, error);
}

const struct verb verb_verify = {
	.name = "verify",
	.summary = N_("say whether a signed webhook is right"),
	.arguments = webhook_arguments,
	.options = options,
	.shared_options = webhook_options,
	.help = N_(
		"The exit code is 0 for a right signature and 1 for any other, and one line says why. "
		"Where keys come in "
		"pairs, --secret takes the public key; of a private one the public one is derived. Headers "
		"that are "
		"secrets themselves belong into a file: --headers FILE."),
	.examples =
		"weir verify -s github-sha256 --secret env:SECRET -H 'X-Hub-Signature-256: sha256=0a1b' "
		"event.json\n"
		"weir verify -s stripe --secret file:secret --headers request.txt --tolerance 0 body.json\n"
		"weir verify -s discord --secret file:public-key --headers request.txt body.json",
	.begin = begin,
};
