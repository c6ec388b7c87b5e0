/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/access.h"

#include <gio/gio.h>
#include <string.h>

#include "audit/documented.h"
#include "audit/probe.h"
#include "base/error.h"
#include "base/json.h"
#include "model/callback_address.h"

gboolean access_is_manifest(const Answer *answer)
{
	const json_t *json = answer_status(answer) == 200 ? answer_json(answer) : NULL;
	return weir_json_array(json, "actions") != NULL || weir_json_array(json, "triggers") != NULL;
}

gboolean access_reaches(const Evidence *evidence)
{
	return access_is_manifest(evidence_answer(evidence, "manifest", NULL));
}

gboolean access_is_closed(int status)
{
	return status >= 400 && status < 500 && status != 429;
}

Door access_door(const Evidence *evidence)
{
	const Answer *bare = evidence_answer(evidence, "manifest-no-token", NULL);
	int status = answer_status(bare);
	if (access_is_manifest(bare))
		return DOOR_OPEN;
	if (status == 401 || status == 403)
		return DOOR_GUARDED;
	if (status == 404 && access_is_manifest(evidence_answer(evidence, "manifest", NULL)))
		return DOOR_GUARDED;
	return DOOR_NOT_KNOWN;
}

/* Where the right token is refused too, the refusal of others tells nothing of the token. */
static gboolean is_opened_by_token(Judgement *judgement, const Evidence *evidence)
{
	const Answer *manifest = evidence_answer(evidence, "manifest", NULL);
	if (access_reaches(evidence))
		return TRUE;
	if (manifest == NULL || access_counts(judgement, manifest))
		judge_unknown(judgement,
			      "what weir was given does not open the manifest either (%d), so that a refusal "
			      "tells nothing",
			      answer_status(manifest));
	return FALSE;
}

gboolean access_is_guarded(Judgement *judgement, const Evidence *evidence)
{
	const Answer *bare = evidence_answer(evidence, "manifest-no-token", NULL);
	switch (access_door(evidence)) {
	case DOOR_GUARDED:
		return is_opened_by_token(judgement, evidence);
	case DOOR_OPEN:
		judge_skip(judgement, "the server asks for no token at all: see auth.required");
		return FALSE;
	default:
		if (bare == NULL)
			judge_unknown(judgement, "what happens without a token was not asked");
		else if (access_counts(judgement, bare))
			judge_unknown(judgement,
				      "without a token GET /manifest is answered with %d, which tells "
				      "neither that the server asks for one nor that it does not",
				      answer_status(bare));
		return FALSE;
	}
}

gboolean access_is_refusal(const Evidence *evidence, const Answer *answer)
{
	int status = answer_status(answer);
	if (status == 401 || status == 403)
		return TRUE;
	return status == 404 && access_door(evidence) == DOOR_GUARDED &&
	       answer_status(evidence_answer(evidence, "manifest-no-token", NULL)) == 404;
}

static void say_limit(Judgement *judgement, const Answer *answer)
{
	g_autofree char *why = documented_limit(answer);
	judge_unknown(judgement, "%s", why);
}

gboolean access_counts(Judgement *judgement, const Answer *answer)
{
	const GError *error = answer->exchange->error;
	if (error != NULL)
		judge_say(judgement, VERDICT_ERROR, "%s %s: %s", answer->exchange->method,
			  answer->probe->label, error->message);
	else if (answer->exchange->status == 429)
		say_limit(judgement, answer);
	else
		return TRUE;
	return FALSE;
}

void access_nothing_told(Judgement *judgement, const Evidence *evidence, const char *const *labels,
			 const char *why)
{
	for (gsize i = 0; labels[i] != NULL; i++) {
		const GPtrArray *answers = evidence_answers(evidence, labels[i]);
		for (guint j = 0; answers != NULL && j < answers->len; j++)
			if (!access_counts(judgement, answers->pdata[j]))
				return;
	}
	if (evidence->broken != NULL)
		judge_say(judgement, VERDICT_ERROR, "%s", evidence->broken);
	else
		judge_unknown(judgement, "%s", why);
}

gboolean access_was_stopped(const Answer *answer)
{
	const GError *error = answer->exchange->error;
	return g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CANCELLED) ||
	       g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

Finding *access_test_is_info(Finding *finding, const Evidence *evidence)
{
	return evidence->target->env == ENV_TEST ? finding_severity(finding, SEVERITY_INFO) : finding;
}

const char *access_connection(const Evidence *evidence, guint index)
{
	const GPtrArray *connections = evidence->target->connections;
	return index < connections->len ? connections->pdata[index] : NULL;
}

const char *access_first_subscription(const Evidence *evidence, const char *connection)
{
	const Answer *list = evidence_answer(evidence, "subscriptions", connection);
	const json_t *page = answer_status(list) == 200 ? answer_json(list) : NULL;
	const json_t *data = weir_json_array(page, "data");
	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *row = json_array_get(data, i);
		const char *id = weir_json_text(row, "id"), *owner = weir_json_text(row, "connectionId");
		if (id != NULL && id[0] != '\0' && (owner == NULL || strcmp(owner, connection) == 0))
			return id;
	}
	return NULL;
}

/* ---- URLs ---- */

static gboolean is_socket(const char *url)
{
	return g_str_has_prefix(url, "unix:");
}

gboolean access_url_is_loopback(const char *url)
{
	if (is_socket(url))
		return TRUE;
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	if (uri == NULL || g_uri_get_host(uri) == NULL)
		return FALSE;
	g_autofree char *host = g_ascii_strdown(g_uri_get_host(uri), -1);
	gsize length = strlen(host);
	if (length > 1 && host[length - 1] == '.')
		host[length - 1] = '\0';
	return address_class(host) == ADDRESS_LOOPBACK;
}

gboolean access_url_is_https(const char *url)
{
	return g_ascii_strncasecmp(url, "https://", strlen("https://")) == 0;
}

gboolean access_is_on_443(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	int port = uri != NULL ? g_uri_get_port(uri) : 0;
	return access_url_is_https(url) && (port == -1 || port == 443);
}

char *access_authority(const char *url)
{
	const char *start = strstr(url, "://");
	if (is_socket(url) || start == NULL)
		return g_strdup("localhost");
	start += strlen("://");
	return g_strndup(start, strcspn(start, "/?#"));
}

char *access_prefix(const char *url)
{
	const char *start = strstr(url, "://");
	if (is_socket(url)) {
		const char *path = strchr(url + strlen("unix:"), ':');
		return g_strdup(path != NULL ? path + 1 : "");
	}
	const char *path = start != NULL ? strchr(start + strlen("://"), '/') : NULL;
	return g_strdup(path != NULL ? path : "");
}

/* ---- TLS tries ---- */

TlsResult answer_tls_result(const Answer *answer, const char **why)
{
	const json_t *json = answer != NULL ? answer_json(answer) : NULL;
	const char *result = weir_json_text(json, "result");
	const char *reason = weir_json_text(json, "why");
	if (why != NULL)
		*why = reason != NULL ? reason : answer == NULL ? "it was not asked" : "no reason was given";
	if (g_strcmp0(result, "taken") == 0)
		return TLS_TAKEN;
	return g_strcmp0(result, "refused") == 0 ? TLS_REFUSED : TLS_NOT_KNOWN;
}
