/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/verb.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "verb/rotate_work.h"
#include "verb/verbs.h"

enum { CONFIG_BYTES = 1024 * 1024 };

/* A line each, so that those who add a command seldom meet. */
/* clang-format off */
const struct verb *const verbs[] = {
	&verb_servers,
	&verb_actions,
	&verb_triggers,
	&verb_connections,
	&verb_subscriptions,
	&verb_show,
	&verb_audit,
	&verb_checks,
	&verb_attest,
	&verb_history,
	&verb_pin,
	&verb_diff,
	&verb_threat_model,
	&verb_cleanup,
	&verb_effects,
	&verb_secrets,
	&verb_replay,
	&verb_listen,
	&verb_captures,
	&verb_sign,
	&verb_verify,
	&verb_schemes,
	&verb_scan,
	&verb_demo,
	&verb_config_command,
	&verb_doctor,
	&verb_help_command,
	&verb_version,
	NULL,
};
/* clang-format on */

const struct verb *verb_find(const char *name)
{
	for (gsize i = 0; verbs[i] != NULL; i++)
		if (g_strcmp0(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

const struct verb *verb_find_sub(const struct verb *verb, const char *name)
{
	for (gsize i = 0; verb->subs != NULL && verb->subs[i] != NULL; i++)
		if (g_strcmp0(verb->subs[i]->name, name) == 0)
			return verb->subs[i];
	return NULL;
}

gboolean verb_is_command(const char *name)
{
	return verb_find(name) != NULL;
}

/* ---- a run ---- */

VerbRun *verb_run_ref(VerbRun *run)
{
	run->references++;
	return run;
}

static void open_clear(VerbOpen *open)
{
	g_clear_pointer(&open->targets, g_ptr_array_unref);
	g_clear_pointer(&open->demo, demo_stop);
	g_clear_pointer(&open->theme, g_free);
	g_clear_pointer(&open->notice, g_free);
}

void verb_run_unref(VerbRun *run)
{
	if (run == NULL || --run->references > 0)
		return;
	if (run->free_state != NULL)
		run->free_state(run->state);
	open_clear(&run->open);
	client_unref(run->given.client);
	server_free(run->given.server);
	g_clear_pointer(&run->given.input, g_bytes_unref);
	g_ptr_array_unref(run->arguments);
	g_hash_table_unref(run->values);
	g_object_unref(run->cancellable);
	g_free(run);
}

VerbStatus verb_start(VerbRun *run)
{
	g_autoptr(GError) error = NULL;
	if (!run->context->on_screen && !(run->verb->flags & (VERB_HIDDEN | VERB_FOR_PROGRAMS)))
		rotate_tell_open(run);
	VerbStatus status = run->verb->begin(run, &error);
	if (status == VERB_FAILED)
		verb_complain(run, error);
	run->finished = status != VERB_WAITING;
	return status;
}

void verb_finish(VerbRun *run, const GError *error)
{
	if (run->finished)
		return;
	run->finished = TRUE;
	verb_progress(run, NULL);
	if (error != NULL)
		verb_complain(run, error);
	run->done(run, run->done_data);
}

/* 130 before all; a usage error before an incomplete answer; the first of equals stays. */
static int worse(int a, int b)
{
	static const int order[] = { WEIR_EXIT_INTERRUPTED, WEIR_EXIT_KEYRING,    WEIR_EXIT_USAGE,
				     WEIR_EXIT_PENDING,     WEIR_EXIT_INCOMPLETE, WEIR_EXIT_FINDINGS };
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return WEIR_EXIT_OK;
}

void verb_complain(VerbRun *run, const GError *error)
{
	int code = weir_error_exit_code(error);
	gboolean told = run->exit_code == WEIR_EXIT_INTERRUPTED;
	/* Who reads a pipe may stop reading: that is nobody's fault, and nobody has to be told. */
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
		return;
	run->exit_code = worse(run->exit_code, code);
	if (code != WEIR_EXIT_INTERRUPTED)
		run->sink->message(run, error->message);
	else if (!told)
		run->sink->message(run, _("interrupted"));
}

void verb_say(VerbRun *run, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	run->sink->message(run, text);
}

void verb_progress(VerbRun *run, const char *format, ...)
{
	if (format == NULL) {
		run->sink->progress(run, NULL);
		return;
	}
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	run->sink->progress(run, text);
}

gboolean verb_print(VerbRun *run, GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *visible =
		text_visible(text, -1, TEXT_KEEP_LINES | (text_locale_is_utf8() ? 0 : TEXT_ASCII));
	return run->sink->raw(run, visible, strlen(visible), error);
}

gboolean verb_cancelled(const VerbRun *run)
{
	return g_cancellable_is_cancelled(run->cancellable);
}

void verb_finish_listing(VerbRun *run, ListingSet *set)
{
	g_autoptr(GError) error = NULL;
	verb_progress(run, NULL);
	for (guint i = 0; i < set->failures->len; i++) {
		const ListingFailure *failure = g_ptr_array_index(set->failures, i);
		verb_complain(run, failure->error);
	}
	/* Where nothing came there is no listing but for machines, who are told in their own format. */
	if (set->parts->len > 0 || g_strcmp0(verb_text(run, "format"), "json") == 0)
		run->sink->listing(run, set, &error);
	verb_finish(run, error);
}

/* ---- options and arguments ---- */

const GPtrArray *verb_list(const VerbRun *run, const char *option)
{
	return g_hash_table_lookup(run->values, option);
}

const char *verb_text(const VerbRun *run, const char *option)
{
	const GPtrArray *values = verb_list(run, option);
	return values == NULL ? NULL : g_ptr_array_index(values, values->len - 1);
}

gboolean verb_flag(const VerbRun *run, const char *option)
{
	return verb_list(run, option) != NULL;
}

gint64 verb_integer(const VerbRun *run, const char *option, gint64 otherwise)
{
	const char *text = verb_text(run, option);
	return text == NULL ? otherwise : g_ascii_strtoll(text, NULL, 10);
}

const char *verb_argument(const VerbRun *run, guint index)
{
	return index < run->arguments->len ? g_ptr_array_index(run->arguments, index) : NULL;
}

/* ---- the context ---- */

Config *verb_config(VerbContext *context, GError **error)
{
	if (context->config != NULL)
		return context->config;
	if (context->config_path == NULL)
		context->config_path = paths_config();
	if (!g_file_test(context->config_path, G_FILE_TEST_EXISTS)) {
		context->config = config_parse(NULL, 0, context->config_path, error);
		return context->config;
	}
	gsize length = 0;
	g_autofree char *text = paths_read(context->config_path, CONFIG_BYTES, &length, error);
	if (text == NULL)
		return NULL;
	context->config = config_parse(text, length, context->config_path, error);
	return context->config;
}

gboolean verb_config_save(VerbContext *context, GError **error)
{
	gsize length = 0;
	g_autofree char *text = config_print(context->config, &length);
	return paths_write(context->config_path, text, length, error);
}

HttpClient *verb_http(VerbContext *context, GError **error)
{
	if (context->http == NULL)
		context->http = http_client_new(error);
	return context->http;
}

void verb_context_clear(VerbContext *context)
{
	g_clear_pointer(&context->http, http_client_free);
	g_clear_pointer(&context->config, config_free);
	g_clear_pointer(&context->config_path, g_free);
}
