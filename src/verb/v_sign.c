/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "verb/verbs.h"
#include "verb/webhook.h"

static const struct verb_option options[] = {
	{ "timestamp", 0, VALUE_TEXT, N_("T"), FALSE, 0, 0, NULL,
	  N_("the time that is signed: now, -10m, +5m, RFC 3339, or as it is to be sent"), HINT_NONE },
	{ "id", 0, VALUE_TEXT, N_("ID"), FALSE, 0, 0, NULL, N_("the delivery id; a new one is the default"),
	  HINT_NONE },
	{ NULL },
};

/* A time in words becomes one of the scheme's unit; anything else is signed as it is given, but for what was
 * meant to be a distance. */
static char *timestamp_text(const char *text, TimeUnit unit, gint64 now, GError **error)
{
	gint64 then = 0;
	gboolean digits = strspn(text, "0123456789") == strlen(text);
	gboolean distance = *text == '-' || *text == '+';
	if (distance && !webhook_time(text, now, &then)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--timestamp takes a distance as -10m or +5s, not '%s'"), text);
		return NULL;
	}
	if (digits || unit == TIME_NONE || (unit == TIME_ISO8601 && g_ascii_isdigit(*text)) ||
	    !webhook_time(text, now, &then))
		return g_strdup(text);
	return sign_timestamp(unit, then);
}

/* What is given and stands nowhere would be missed only where the request is refused. */
static void say_unused(VerbRun *run)
{
	const Webhook *webhook = run->state;
	static const struct {
		const char *option;
		SchemeFieldKind field;
	} given[] = { { "timestamp", FIELD_TIMESTAMP }, { "id", FIELD_ID } };
	for (gsize i = 0; i < G_N_ELEMENTS(given); i++)
		if (verb_text(run, given[i].option) != NULL &&
		    !scheme_takes(signer_plan(webhook->signer), given[i].field))
			verb_say(run,
				 _("--%s changes nothing: a request of the scheme %s has no place for it"),
				 given[i].option, webhook->scheme->id);
}

/* Fixed values are the secret itself, and who has a token needs no secret: a name stands for them. */
static char *shown_value(const VerbRun *run, const SignPart *part, gboolean last)
{
	const Webhook *webhook = run->state;
	AlgorithmKind kind = scheme_kind(webhook->scheme);
	if (last && kind == KIND_FIXED)
		return g_strdup_printf("«own:%s»", verb_text(run, "secret"));
	return g_strdup(last && kind == KIND_JWT ? "«cred:jwt»" : part->value);
}

static void say_place(VerbRun *run, const SignPart *part)
{
	if (part->place == PLACE_QUERY)
		verb_say(run, _("%s belongs into the query of the URL"), part->name);
	else if (part->place == PLACE_BODY)
		verb_say(run, _("this scheme has its signature in the body: put it at %s"), part->name);
	else if (part->place == PLACE_PATH)
		verb_say(run, _("the value belongs at the end of the path"));
}

static void append_part(VerbRun *run, const SignPart *part, gboolean last, GString *out)
{
	g_autofree char *value = shown_value(run, part, last);
	const char *start = part->place == PLACE_QUERY ? "?" : "";
	const char *joint = part->place == PLACE_HEADER ? ": " : part->place == PLACE_QUERY ? "=" : " ";
	g_string_append_printf(out, "%s%s%s%s\n", start, part->name, joint, value);
	say_place(run, part);
}

static VerbStatus ready(VerbRun *run, SignInput *input, GError **error)
{
	const Webhook *webhook = run->state;
	const char *text = verb_text(run, "timestamp");
	g_autoptr(GPtrArray) parts = sign_parts_new();
	g_autoptr(GString) out = g_string_new(NULL);
	input->now = g_get_real_time();
	g_autofree char *timestamp =
		text != NULL ? timestamp_text(text, webhook->scheme->unit, input->now, error) : NULL;
	if (text != NULL && timestamp == NULL)
		return VERB_FAILED;
	say_unused(run);
	input->timestamp = timestamp;
	input->id = verb_text(run, "id");
	if (!sign_headers(webhook->signer, input, parts, error))
		return VERB_FAILED;
	AlgorithmKind kind = scheme_kind(webhook->scheme);
	if (kind == KIND_FIXED || kind == KIND_JWT)
		verb_say(run, _("what this scheme sends is a credential: it is not shown"));
	for (guint i = 0; i < parts->len; i++)
		append_part(run, g_ptr_array_index(parts, i), i + 1 == parts->len, out);
	gboolean good = out->len == 0 || run->sink->raw(run, out->str, out->len, error);
	return good ? VERB_DONE : VERB_FAILED;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	return webhook_begin(run, SIGN_TO_SEND, ready, error);
}

const struct verb verb_sign = {
	.name = "sign",
	.summary = N_("sign a webhook as its sender does"),
	.flags = VERB_FOR_PROGRAMS,
	.arguments = webhook_arguments,
	.options = options,
	.shared_options = webhook_options,
	.help = N_(
		"The body is signed byte by byte as it is in FILE: no newline is added or taken away, "
		"nothing is "
		"parsed and printed again. One header is printed on each line, so that curl takes them with "
		"-H @FILE. Values that are credentials themselves (fixed tokens, basic credentials, JSON web "
		"tokens) are "
		"not shown. What a scheme puts into the query is printed as ?NAME=VALUE, what it puts into "
		"the body "
		"as /POINTER VALUE."),
	.examples = "weir sign --scheme standard-webhooks-v1 --secret env:SIGNING_SECRET event.json\n"
		    "weir sign -s slack-v0 --secret file:secret --timestamp -10m event.json # too old\n"
		    "weir sign -s square --secret env:KEY --url https://shop.example.com/hook event.json",
	.begin = begin,
};
