/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/capture_runner.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "sign/sign.h"
#include "tui/words.h"
#include "verb/capture_export.h"
#include "verb/listen_setup.h"
#include "verb/verbs.h"

struct CaptureRunner {
	VerbContext *context;
	CaptureWatch watch;
	CaptureShelf *shelf;
	unsigned news; /* not told yet */
	guint telling; /* source */

	ListenerState state;
	char *options;
	VerbRun *run; /* the options, read; NULL: off */
	ListenSetup *setup;
	guint64 came, refused;

	GCancellable *opening; /* of the log that is to be exported; NULL */
	GArray *numbers;       /* that are to be exported; NULL */
	char *path;            /* where to; NULL */
	CaptureExport *export; /* NULL: none is being written */
	GCancellable *removal; /* of captures; NULL */
};

/* ---- telling: many may come in one turn of the loop ---- */

static gboolean on_tell(gpointer data)
{
	CaptureRunner *runner = data;
	unsigned news = runner->news;
	runner->telling = 0;
	runner->news = 0;
	if ((news & SHELF_MORE) != 0 && !capture_shelf_more(runner->shelf))
		news &= ~(unsigned)SHELF_MORE;
	runner->watch.changed(news, runner->watch.data);
	return G_SOURCE_REMOVE;
}

static void tell_soon(CaptureRunner *runner, unsigned what)
{
	runner->news |= what;
	if (runner->telling == 0)
		runner->telling = g_idle_add_full(G_PRIORITY_DEFAULT, on_tell, runner, NULL);
}

/* Other rows are told at once: until then, who shows the old ones must not look at them. */
static void on_shelf(unsigned what, gpointer data)
{
	CaptureRunner *runner = data;
	if ((what & (SHELF_LEAVES | SHELF_ROWS)) != 0)
		runner->watch.changed(what, runner->watch.data);
	if (what != SHELF_LEAVES)
		tell_soon(runner, what == SHELF_ROWS ? CAPTURES_STATE | SHELF_MORE : what);
}

static void say(CaptureRunner *runner, Tone tone, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void say(CaptureRunner *runner, Tone tone, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	runner->watch.told(tone, text, runner->watch.data);
	tell_soon(runner, CAPTURES_STATE);
}

CaptureRunner *capture_runner_new(VerbContext *context, const CaptureWatch *watch)
{
	CaptureRunner *runner = g_new0(CaptureRunner, 1);
	g_autofree char *folder = paths_state("captures");
	runner->context = context;
	runner->watch = *watch;
	runner->options = g_strdup("");
	runner->shelf = capture_shelf_new(folder, on_shelf, runner);
	return runner;
}

static void end_listener(CaptureRunner *runner)
{
	runner->state = LISTENER_OFF;
	g_clear_pointer(&runner->setup, listen_setup_free);
	g_clear_pointer(&runner->run, verb_run_unref);
}

static void end_export(CaptureRunner *runner)
{
	if (runner->opening != NULL)
		g_cancellable_cancel(runner->opening);
	g_clear_object(&runner->opening);
	g_clear_pointer(&runner->export, capture_export_free);
	g_clear_pointer(&runner->numbers, g_array_unref);
	g_clear_pointer(&runner->path, g_free);
}

void capture_runner_free(CaptureRunner *runner)
{
	if (runner == NULL)
		return;
	if (runner->run != NULL)
		g_cancellable_cancel(runner->run->cancellable);
	end_listener(runner);
	end_export(runner);
	if (runner->removal != NULL)
		g_cancellable_cancel(runner->removal);
	g_clear_object(&runner->removal);
	capture_shelf_free(runner->shelf);
	g_clear_handle_id(&runner->telling, g_source_remove);
	g_free(runner->options);
	g_free(runner);
}

CaptureShelf *capture_runner_shelf(CaptureRunner *runner)
{
	return runner->shelf;
}

/* ---- the listener ---- */

static void started(const GError *error, gpointer data)
{
	CaptureRunner *runner = data;
	if (error != NULL) {
		end_listener(runner);
		say(runner, TONE_BAD, "%s", error->message);
		return;
	}
	runner->state = LISTENER_ON;
	runner->came = runner->refused = 0;
	/* There may have been no folder before. */
	if (!capture_shelf_reading(runner->shelf))
		capture_shelf_read(runner->shelf);
	tell_soon(runner, CAPTURES_STATE);
}

static void came(const Capture *capture, gpointer data)
{
	CaptureRunner *runner = data;
	runner->came++;
	runner->refused +=
		capture->verdict != NULL && strcmp(capture->verdict, sign_verdict_name(SIGN_GOOD)) != 0;
	tell_soon(runner, SHELF_MORE | CAPTURES_STATE);
}

static void stopped(const GError *error, gpointer data)
{
	CaptureRunner *runner = data;
	if (error != NULL)
		say(runner, TONE_BAD, _("the listener has stopped: %s"), error->message);
	else
		say(runner, TONE_PLAIN,
		    ngettext("the listener has stopped: %" PRIu64 " capture came",
			     "the listener has stopped: %" PRIu64 " captures came", runner->came),
		    runner->came);
	end_listener(runner); /* the error is the receiver's */
}

/* The screen shows one folder, whole, and in its own form. */
static const char *const others[] = { "save", "no-save", "format", "help" };

static gboolean options_are_of_use(const VerbRun *run, GError **error)
{
	if (run->verb != &verb_listen) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    _("options of weir listen belong here: --port, --forward, --scheme, "
				      "--secret, --status, --delay; :help listen explains them"));
		return FALSE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		if (verb_text(run, others[i]) == NULL && !verb_flag(run, others[i]))
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--%s is for :listen; what comes here is recorded in the usual folder"),
			    others[i]);
		return FALSE;
	}
	return TRUE;
}

GPtrArray *capture_runner_complete(VerbContext *context, const char *options)
{
	g_autofree char *line = g_strconcat("listen ", options, NULL);
	GPtrArray *all = verb_complete(context, line, NULL, NULL);
	for (guint i = all->len; i-- > 0;)
		for (gsize k = 0; k < G_N_ELEMENTS(others); k++)
			if (g_str_has_prefix(all->pdata[i], "--") &&
			    strcmp((const char *)all->pdata[i] + 2, others[k]) == 0) {
				g_ptr_array_remove_index(all, i);
				break;
			}
	return all;
}

static gboolean may_listen(const CaptureRunner *runner, GError **error)
{
	if (runner->state == LISTENER_OFF && runner->removal == NULL)
		return TRUE;
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    runner->removal != NULL ? _("captures are being deleted: once more in a moment")
						    : _("it listens already; L stops it"));
	return FALSE;
}

gboolean capture_runner_listen(CaptureRunner *runner, const char *options, GError **error)
{
	const ListenWatch watch = { .started = started, .came = came, .stopped = stopped, .data = runner };
	g_autofree char *line = g_strconcat("listen ", options, NULL);
	if (!may_listen(runner, error))
		return FALSE;
	g_free(runner->options);
	runner->options = g_strdup(options);
	g_autoptr(VerbRun) run = verb_parse_line(runner->context, line, error);
	if (run == NULL || !options_are_of_use(run, error))
		return FALSE;
	ListenSetup *setup = listen_setup_new(run, error);
	if (setup == NULL)
		return FALSE;
	runner->run = g_steal_pointer(&run);
	runner->setup = setup;
	runner->state = LISTENER_STARTING;
	listen_setup_start(setup, &watch);
	tell_soon(runner, CAPTURES_STATE);
	return TRUE;
}

void capture_runner_stop(CaptureRunner *runner)
{
	if (runner->state == LISTENER_STARTING) {
		g_autoptr(GCancellable) cancellable = g_object_ref(runner->run->cancellable);
		end_listener(runner);
		g_cancellable_cancel(cancellable);
	} else if (runner->state == LISTENER_ON) {
		runner->state = LISTENER_STOPPING;
		listen_setup_stop(runner->setup);
	}
	tell_soon(runner, CAPTURES_STATE);
}

ListenerState capture_runner_state(const CaptureRunner *runner)
{
	return runner->state;
}

int capture_runner_port(const CaptureRunner *runner)
{
	return runner->setup != NULL ? listen_setup_port(runner->setup) : 0;
}

const char *capture_runner_options(const CaptureRunner *runner)
{
	return runner->options;
}

const char *capture_runner_scheme(const CaptureRunner *runner)
{
	return runner->setup != NULL ? listen_setup_scheme(runner->setup) : NULL;
}

const char *capture_runner_forward(const CaptureRunner *runner)
{
	return runner->setup != NULL ? listen_setup_forward(runner->setup) : NULL;
}

guint64 capture_runner_came(const CaptureRunner *runner)
{
	return runner->came;
}

guint64 capture_runner_refused(const CaptureRunner *runner)
{
	return runner->refused;
}

/* ---- exporting: from a log of its own, since the shelf's may be read anew meanwhile ---- */

static void on_turn(CaptureExport *export, gboolean over, const GError *error, gpointer data)
{
	CaptureRunner *runner = data;
	if (!over) {
		tell_soon(runner, CAPTURES_STATE);
		return;
	}
	guint n = capture_export_total(export), redacted = capture_export_redacted(export);
	if (error != NULL)
		say(runner, TONE_BAD, "%s", error->message);
	else if (redacted > 0)
		say(runner, TONE_LOOK,
		    ngettext("written: %s, %u capture; %u with a credential in its body, which is replaced",
			     "written: %s, %u captures; %u with credentials in their bodies, which are "
			     "replaced",
			     n),
		    runner->path, n, redacted);
	else
		say(runner, TONE_GOOD, ngettext("written: %s, %u capture", "written: %s, %u captures", n),
		    runner->path, n);
	end_export(runner);
}

static GArray *indexes_of(const CaptureLog *log, const GArray *numbers)
{
	GArray *indexes = g_array_sized_new(FALSE, FALSE, sizeof(guint), numbers->len);
	for (guint i = 0; i < numbers->len; i++) {
		guint index;
		if (capture_log_find(log, g_array_index(numbers, guint64, i), &index))
			g_array_append_val(indexes, index);
	}
	return indexes;
}

static void free_log(gpointer log)
{
	capture_log_close(log);
}

static void open_in_thread(GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
	GError *error = NULL;
	CaptureLog *log = capture_log_read(folder, &error);
	if (log != NULL)
		g_task_return_pointer(task, log, free_log);
	else
		g_task_return_error(task, error);
}

static void on_opened(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	CaptureLog *log = g_task_propagate_pointer(G_TASK(result), &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return; /* the runner may be gone */
	CaptureRunner *runner = data;
	g_clear_object(&runner->opening);
	if (log != NULL)
		runner->export = capture_export_new(log, indexes_of(log, runner->numbers), runner->path,
						    FALSE, on_turn, runner, &error);
	if (error != NULL) {
		say(runner, TONE_BAD, "%s", error->message);
		end_export(runner);
	}
}

gboolean capture_runner_export(CaptureRunner *runner, GArray *numbers, const char *path, GError **error)
{
	if (runner->path != NULL) {
		g_array_unref(numbers);
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s is still being written: once more in a moment"), runner->path);
		return FALSE;
	}
	runner->numbers = numbers;
	runner->path = g_strdup(path);
	runner->opening = g_cancellable_new();
	g_autoptr(GTask) task = g_task_new(NULL, runner->opening, on_opened, runner);
	g_task_set_task_data(task, g_strdup(capture_shelf_folder(runner->shelf)), g_free);
	g_task_run_in_thread(task, open_in_thread);
	return TRUE;
}

/* ---- deleting ---- */

struct removal {
	char *folder;
	GHashTable *numbers;
};

static void free_removal(gpointer memory)
{
	struct removal *removal = memory;
	g_free(removal->folder);
	g_hash_table_unref(removal->numbers);
	g_free(removal);
}

static void delete_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	const struct removal *removal = data;
	GError *error = NULL;
	int gone = capture_log_delete(removal->folder, removal->numbers, &error);
	if (gone >= 0)
		g_task_return_int(task, gone);
	else
		g_task_return_error(task, error);
}

static void on_deleted(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	gssize gone = g_task_propagate_int(G_TASK(result), &error);
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return; /* the runner may be gone */
	CaptureRunner *runner = data;
	g_clear_object(&runner->removal);
	capture_shelf_read(runner->shelf);
	if (error != NULL)
		say(runner, TONE_BAD, "%s", error->message);
	else
		say(runner, TONE_GOOD, ngettext("%d capture deleted", "%d captures deleted", (gulong)gone),
		    (int)gone);
}

static gboolean may_delete(const CaptureRunner *runner, GError **error)
{
	if (runner->state == LISTENER_OFF && runner->removal == NULL)
		return TRUE;
	g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    runner->removal != NULL
				    ? _("captures are being deleted: once more in a moment")
				    : _("the listener writes there: L stops it, then d deletes"));
	return FALSE;
}

gboolean capture_runner_delete(CaptureRunner *runner, GHashTable *numbers, GError **error)
{
	if (!may_delete(runner, error)) {
		g_hash_table_unref(numbers);
		return FALSE;
	}
	struct removal *removal = g_new0(struct removal, 1);
	removal->folder = g_strdup(capture_shelf_folder(runner->shelf));
	removal->numbers = numbers;
	runner->removal = g_cancellable_new();
	g_autoptr(GTask) task = g_task_new(NULL, runner->removal, on_deleted, runner);
	g_task_set_task_data(task, removal, free_removal);
	g_task_run_in_thread(task, delete_in_thread);
	tell_soon(runner, CAPTURES_STATE);
	return TRUE;
}

gboolean capture_runner_append_progress(const CaptureRunner *runner, GString *out)
{
	if (runner->removal != NULL) {
		g_string_append(out, _("deleting"));
		return TRUE;
	}
	if (runner->path == NULL)
		return FALSE;
	g_autoptr(GString) written = g_string_new(NULL);
	g_autoptr(GString) total = g_string_new(NULL);
	words_append_count(written, runner->export != NULL ? capture_export_written(runner->export) : 0);
	words_append_count(total, runner->numbers->len);
	g_string_append_printf(out, _("writing %s of %s"), written->str, total->str);
	return TRUE;
}
