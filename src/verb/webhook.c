/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/webhook.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/when.h"
#include "model/settings.h"
#include "secrets/reference.h"
#include "sign/schemes.h"

enum { CHUNK_BYTES = 64 * 1024, BODY_BYTES = 64 * 1024 * 1024 };

const struct verb_option webhook_options[] = {
	{ "scheme", 's', VALUE_TEXT, N_("ID"), FALSE, 0, 0, NULL,
	  N_("how it is signed: an id of weir schemes, or of a [scheme ID] group"), HINT_NONE },
	{ "secret", 0, VALUE_REFERENCE, N_("REF"), FALSE, 0, 0, NULL,
	  N_("the secret or key, by reference: keyring:NAME, env:NAME, file:PATH, fd:N or cmd:COMMAND"),
	  HINT_REFERENCE },
	{ "url", 0, VALUE_URL, N_("URL"), FALSE, 0, 0, NULL,
	  N_("the URL as the sender knows it, with its query"), HINT_NONE },
	{ "method", 0, VALUE_TEXT, N_("METHOD"), FALSE, 0, 0, NULL, N_("POST where it is not given"),
	  HINT_NONE },
	{ "header", 'H', VALUE_TEXT, N_("'NAME: VALUE'"), TRUE, 0, 0, NULL,
	  N_("a header of the request; may be repeated"), HINT_NONE },
	{ "param", 0, VALUE_TEXT, N_("NAME=VALUE"), TRUE, 0, 0, NULL,
	  N_("what a scheme signs though it is not sent; may be repeated"), HINT_NONE },
	{ NULL },
};

const struct verb_argument webhook_arguments[] = {
	{ N_("FILE"), TRUE, FALSE, HINT_FILE,
	  N_("the body, byte by byte; without it, or for -, standard input") },
	{ NULL },
};

static void webhook_free(gpointer memory)
{
	Webhook *webhook = memory;
	signer_free(webhook->signer);
	g_clear_pointer(&webhook->own, g_ptr_array_unref);
	g_byte_array_unref(webhook->body);
	g_ptr_array_unref(webhook->headers);
	g_ptr_array_unref(webhook->params);
	g_clear_object(&webhook->stream);
	g_free(webhook->name);
	g_free(webhook->buffer);
	g_free(webhook);
}

const struct scheme *webhook_scheme(const GPtrArray *own, const char *id, GError **error)
{
	for (guint i = 0; i < own->len; i++)
		if (strcmp(((const struct scheme *)own->pdata[i])->id, id) == 0)
			return own->pdata[i];
	const struct scheme *scheme = scheme_find(id);
	if (scheme == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there is no scheme '%s'; did you mean '%s'? See: weir schemes"), id,
			    scheme_nearest(id));
	return scheme;
}

gboolean webhook_time(const char *text, gint64 now, gint64 *microseconds)
{
	gint64 seconds = 0;
	if (strcmp(text, "now") == 0) {
		*microseconds = now;
		return TRUE;
	}
	if ((*text == '-' || *text == '+') && setting_duration(text + 1, &seconds)) {
		*microseconds = now + (*text == '-' ? -seconds : seconds) * G_USEC_PER_SEC;
		return TRUE;
	}
	return when_parse_rfc3339(text, microseconds) ||
	       sign_timestamp_read(TIME_S, text, strlen(text), microseconds);
}

/* ---- options ---- */

gboolean webhook_add_header(Webhook *webhook, const char *line, GError **error)
{
	const char *colon = strchr(line, ':');
	gsize length = colon != NULL ? (gsize)(colon - line) : 0;
	if (length == 0 || strcspn(line, " \t\r\n") < length) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("a header is 'NAME: VALUE'"));
		return FALSE;
	}
	g_autofree char *name = g_strndup(line, length);
	const char *value = colon + 1 + strspn(colon + 1, " \t");
	g_ptr_array_add(webhook->headers, sign_part_new(PLACE_HEADER, name, value, -1));
	return TRUE;
}

static gboolean add_param(Webhook *webhook, const char *text, GError **error)
{
	const char *equals = strchr(text, '=');
	if (equals == NULL || equals == text) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("--param takes NAME=VALUE"));
		return FALSE;
	}
	g_autofree char *name = g_strndup(text, (gsize)(equals - text));
	g_ptr_array_add(webhook->params, sign_part_new(PLACE_HEADER, name, equals + 1, -1));
	return TRUE;
}

static gboolean read_options(VerbRun *run, Webhook *webhook, GError **error)
{
	const GPtrArray *headers = verb_list(run, "header"), *params = verb_list(run, "param");
	const char *id = verb_text(run, "scheme");
	for (guint i = 0; headers != NULL && i < headers->len; i++)
		if (!webhook_add_header(webhook, g_ptr_array_index(headers, i), error))
			return FALSE;
	for (guint i = 0; params != NULL && i < params->len; i++)
		if (!add_param(webhook, g_ptr_array_index(params, i), error))
			return FALSE;
	if (id == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--scheme is missing: weir schemes lists them"));
		return FALSE;
	}
	const Config *config = verb_config(run->context, error);
	if (config == NULL)
		return FALSE;
	webhook->own = config_schemes(config);
	webhook->scheme = webhook_scheme(webhook->own, id, error);
	return webhook->scheme != NULL;
}

/* ---- the body ---- */

static void body_whole(VerbRun *run)
{
	Webhook *webhook = run->state;
	g_autoptr(GError) error = NULL;
	SignInput input = { .body = webhook->body->data,
			    .length = webhook->body->len,
			    .method = verb_text(run, "method"),
			    .url = verb_text(run, "url"),
			    .headers = webhook->headers,
			    .params = webhook->params };
	webhook->ready(run, &input, &error);
	verb_finish(run, error);
}

static void read_more(VerbRun *run);

static void bytes_came(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	Webhook *webhook = run->state;
	g_autoptr(GError) error = NULL;
	gssize length = g_input_stream_read_finish(webhook->stream, result, &error);
	if (length < 0 && !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		g_autoptr(GError) cause = g_steal_pointer(&error);
		g_set_error(&error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"), webhook->name,
			    cause->message);
	} else if (length > 0 && webhook->body->len + (gsize)length > BODY_BYTES) {
		g_set_error(&error, WEIR_ERROR, WEIR_ERROR_LIMIT, _("%s is larger than %d MiB"),
			    webhook->name, BODY_BYTES / (1024 * 1024));
	}
	if (error != NULL) {
		verb_finish(run, error);
	} else if (length == 0) {
		body_whole(run);
	} else {
		g_byte_array_append(webhook->body, (const guint8 *)webhook->buffer, (guint)length);
		read_more(run);
	}
}

static void read_more(VerbRun *run)
{
	Webhook *webhook = run->state;
	g_input_stream_read_async(webhook->stream, webhook->buffer, CHUNK_BYTES, G_PRIORITY_DEFAULT,
				  run->cancellable, bytes_came, verb_run_ref(run));
}

/* Not blocking: a FIFO is waited for in the loop. */
static gboolean open_body(VerbRun *run, Webhook *webhook, GError **error)
{
	const char *path = verb_argument(run, 0);
	gboolean from_stdin = path == NULL || strcmp(path, "-") == 0;
	if (from_stdin && run->context->on_screen) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the keyboard belongs to the screen; give a FILE"));
		return FALSE;
	}
	int fd = from_stdin ? 0 : open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("%s cannot be read: %s"), path,
			    g_strerror(errno));
		return FALSE;
	}
	webhook->stream = g_unix_input_stream_new(fd, !from_stdin);
	webhook->name = from_stdin ? g_strdup(_("standard input")) : g_strdup(path);
	webhook->buffer = g_malloc(CHUNK_BYTES);
	return TRUE;
}

/* ---- the secret ---- */

static void secret_came(SecBuf *secret, const GError *problem, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	Webhook *webhook = run->state;
	g_autoptr(GError) error = problem != NULL ? g_error_copy(problem) : NULL;
	if (error == NULL)
		webhook->signer = signer_new(webhook->scheme, secret, webhook->purpose, &error);
	if (webhook->signer == NULL)
		verb_finish(run, error);
	else
		read_more(run);
}

static gboolean without_secret(gpointer data)
{
	secret_came(NULL, NULL, data);
	return G_SOURCE_REMOVE;
}

VerbStatus webhook_begin(VerbRun *run, SignPurpose purpose,
			 VerbStatus (*ready)(VerbRun *run, SignInput *input, GError **error), GError **error)
{
	Webhook *webhook = g_new0(Webhook, 1);
	const char *reference = verb_text(run, "secret");
	webhook->body = g_byte_array_new();
	webhook->headers = sign_parts_new();
	webhook->params = sign_parts_new();
	webhook->purpose = purpose;
	webhook->ready = ready;
	run->state = webhook;
	run->free_state = webhook_free;
	if (!read_options(run, webhook, error))
		return VERB_FAILED;
	if (reference == NULL && webhook->scheme->algorithm != ALGORITHM_NONE) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--secret is missing: give it by reference"));
		return VERB_FAILED;
	}
	if (!open_body(run, webhook, error))
		return VERB_FAILED;
	if (reference != NULL)
		reference_resolve(reference, run->cancellable, secret_came, verb_run_ref(run));
	else
		g_idle_add(without_secret, verb_run_ref(run));
	return VERB_WAITING;
}
