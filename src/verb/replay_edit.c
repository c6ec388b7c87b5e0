/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weir replay --edit: the body goes through an editor, and what is saved there is what is sent. */
#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "canary/event.h"
#include "net/editor.h"
#include "secrets/reference.h"
#include "verb/replay_work.h"

gboolean replay_may_edit(const VerbRun *run, GError **error)
{
	if (!verb_flag(run, "edit"))
		return TRUE;
	if (!run->context->on_screen)
		return edit_possible(error);
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("--edit: the terminal belongs to the screen; run it in a shell"));
	return FALSE;
}

static gboolean is_json_type(const char *type)
{
	if (type == NULL)
		return TRUE; /* application/json is what is sent then */
	g_autofree char *plain = g_ascii_strdown(type, (gssize)strcspn(type, "; \t"));
	return g_str_has_suffix(plain, "/json") || g_str_has_suffix(plain, "+json");
}

static gboolean ends_with_newline(GBytes *bytes)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	return length > 0 && data[length - 1] == '\n';
}

/* Editors end the last line, whether its writer wanted that or not. */
static GBytes *without_newline(GBytes *bytes)
{
	gsize length = g_bytes_get_size(bytes);
	const char *data = g_bytes_get_data(bytes, NULL);
	gsize shorter = length > 1 && data[length - 2] == '\r' ? length - 2 : length - 1;
	return g_bytes_new_from_bytes(bytes, 0, shorter);
}

/* ---- an event that is no JSON ---- */

static void edit(VerbRun *run, GBytes *text);

static void stop(VerbRun *run, const char *why)
{
	verb_say(run, _("nothing was sent: %s"), why);
	run->exit_code = WEIR_EXIT_INTERRUPTED;
	verb_finish(run, NULL);
}

static void answered(VerbRun *run, SecBuf *answer, const GError *error)
{
	g_autoptr(GBytes) saved = g_steal_pointer(&run->asking);
	ReplayWork *work = run->state;
	if (error != NULL) {
		stop(run, error->message);
	} else if (strcmp(secbuf_bytes(answer), "e") == 0) {
		edit(run, saved);
	} else if (strcmp(secbuf_bytes(answer), "s") == 0) {
		work->edited(run);
	} else {
		stop(run, _("the body is not JSON"));
	}
}

static void tell_no_json(VerbRun *run, GBytes *saved, const GError *problem)
{
	if (verb_can_ask(run)) {
		verb_say(run, _("the body: %s"), problem->message);
		run->asking = g_bytes_ref(saved);
		if (verb_ask(run, _("e edits it again, s sends it as it is, anything else sends nothing:"),
			     FALSE, "", answered, NULL))
			return;
		g_bytes_unref(g_steal_pointer(&run->asking));
	}
	g_autofree char *why = g_strdup_printf(_("the body: %s"), problem->message);
	stop(run, why);
}

/* ---- the editor ---- */

static void take(VerbRun *run, GBytes *saved)
{
	ReplayWork *work = run->state;
	gsize length = 0;
	g_autoptr(GError) problem = NULL;
	g_bytes_unref(work->body);
	work->body = work->newline || !ends_with_newline(saved) ? g_bytes_ref(saved) : without_newline(saved);
	const char *data = g_bytes_get_data(work->body, &length);
	g_autoptr(json_t) value = is_json_type(replay_content_type(run))
					  ? weir_json_read(data, length, NULL, NULL, &problem)
					  : NULL;
	if (problem != NULL)
		tell_no_json(run, saved, problem);
	else
		work->edited(run);
}

static void came(GBytes *saved, const GError *error, gpointer data)
{
	g_autoptr(VerbRun) run = data;
	if (error != NULL &&
	    (verb_cancelled(run) || !g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CANCELLED)))
		verb_finish(run, error);
	else if (error != NULL)
		stop(run, error->message);
	else if (saved == NULL)
		stop(run, _("the editor was left without saving"));
	else
		take(run, saved);
}

static void edit(VerbRun *run, GBytes *text)
{
	g_auto(GStrv) environment = command_environment();
	const char *name = is_json_type(replay_content_type(run)) ? "event.json" : "event";
	verb_progress(run, NULL);
	edit_start(text, name, environment, run->cancellable, came, verb_run_ref(run));
}

void replay_edit(VerbRun *run, void (*edited)(VerbRun *run))
{
	ReplayWork *work = run->state;
	g_autoptr(GBytes) text = work->sample != NULL ? event_text(work->sample) : g_bytes_ref(work->body);
	work->edited = edited;
	work->newline = ends_with_newline(work->body);
	edit(run, text);
}
