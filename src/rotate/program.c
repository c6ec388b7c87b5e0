/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's program: one line of JSON on its standard input, one on its standard output.
 *
 * The line is written into the pipe before the program starts, from memory that is wiped: it fits, and no
 * buffer of a stream keeps it.  What the program prints may repeat it and is wiped, too. */
#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "base/point.h"
#include "base/redact.h"
#include "base/wipe.h"
#include "rotate/job_private.h"
#include "secrets/reference.h"

enum { INPUT_BYTES = 60 * 1024, OUTPUT_BYTES = 64 * 1024, SHOWN = 300 };

typedef struct {
	RotateJob *job;
	char *step;
	GSubprocess *process;
	char *output; /* OUTPUT_BYTES, wiped */
	gsize length;
	int fd;
	guint source, timer;
	gboolean exited, timed_out, ended;
	gulong cancelled;
	ProgramDone done;
} Run;

gboolean program_check(const Rotation *row, GError **error)
{
	g_auto(GStrv) words = NULL;
	g_autoptr(GError) problem = NULL;
	if (row->program != NULL && *row->program != '\0' &&
	    g_shell_parse_argv(row->program, NULL, &words, &problem))
		return TRUE;
	if (problem != NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--exec %s: these are no words of a command line: %s"), row->program,
			    problem->message);
	else
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: driver %s runs a program: give --exec PROGRAM"), row->name, row->driver);
	return FALSE;
}

static void run_free(Run *run)
{
	if (run->source != 0)
		g_source_remove(run->source);
	if (run->timer != 0)
		g_source_remove(run->timer);
	if (run->fd >= 0)
		close(run->fd);
	g_clear_object(&run->process);
	wipe_free(run->output);
	g_free(run->step);
	g_free(run);
}

static void kill_all(Run *run)
{
	const char *pid = run->process != NULL ? g_subprocess_get_identifier(run->process) : NULL;
	if (pid != NULL)
		kill(-(pid_t)g_ascii_strtoll(pid, NULL, 10), SIGKILL);
	if (pid != NULL)
		g_subprocess_force_exit(run->process);
}

/* ---- what it said ---- */

static char *said(json_t *answer)
{
	const char *message = weir_json_text(answer, "message");
	if (message == NULL || *message == '\0')
		return g_strdup(_("run it by hand to see why"));
	/* What is cut through could not be recognised any more. */
	GString *found = redact_foreign(message, strlen(message));
	g_autofree char *redacted = found != NULL ? g_string_free(found, FALSE) : NULL;
	return g_strndup(redacted != NULL ? redacted : message, SHOWN);
}

static GError *fault(const Run *run, json_t *answer)
{
	g_autofree char *more = said(answer);
	int status = g_subprocess_get_status(run->process);
	const char *program = run->job->row->program;
	if (run->timed_out)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
				   _("%s: it did not end within %u s at step %s, and was ended"), program,
				   run->job->options.program_seconds, run->step);
	if (!WIFEXITED(status))
		return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
				   _("%s: at step %s it was ended by signal %d"), program, run->step,
				   WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	if (WEXITSTATUS(status) != 0)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
				   _("%s: step %s ended with status %d: %s"), program, run->step,
				   WEXITSTATUS(status), more);
	if (answer == NULL)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_PROTOCOL,
				   _("%s: at step %s it did not print {\"ok\":true}, as exec/1 wants"),
				   program, run->step);
	if (json_is_true(json_object_get(answer, "ok")))
		return NULL;
	return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE, _("%s: step %s: %s"), program, run->step, more);
}

static void finish(Run *run)
{
	/* Its output may be held open by what it started. */
	if (!run->exited || (!run->ended && !run->timed_out))
		return;
	g_autoptr(json_t) answer = weir_json_read(run->output, run->length, NULL, NULL, NULL);
	if (g_cancellable_is_cancelled(run->job->cancellable))
		run->timed_out = TRUE;
	GError *error = fault(run, json_is_object(answer) ? answer : NULL);
	RotateJob *job = run->job;
	ProgramDone done = run->done;
	g_cancellable_disconnect(job->cancellable, run->cancelled);
	point_pass(POINT_AFTER, "exec");
	run_free(run);
	if (job_stopped(job))
		g_clear_error(&error);
	else
		done(job, error);
}

static void on_exited(GObject *source, GAsyncResult *result, gpointer data)
{
	Run *run = data;
	g_subprocess_wait_finish(G_SUBPROCESS(source), result, NULL);
	run->exited = TRUE;
	finish(run);
}

static gboolean on_output(int fd, GIOCondition condition, gpointer data)
{
	Run *run = data;
	char spare[256];
	gboolean full = run->length == OUTPUT_BYTES;
	gssize n = full ? read(fd, spare, sizeof spare)
			: read(fd, run->output + run->length, OUTPUT_BYTES - run->length);
	secbuf_wipe(spare, sizeof spare);
	if (n > 0 && !full)
		run->length += (gsize)n;
	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return G_SOURCE_CONTINUE;
	run->source = 0;
	run->ended = TRUE;
	finish(run);
	return G_SOURCE_REMOVE;
}

static gboolean on_late(gpointer data)
{
	Run *run = data;
	run->timer = 0;
	run->timed_out = TRUE;
	kill_all(run);
	finish(run);
	return G_SOURCE_REMOVE;
}

static gboolean stop_now(gpointer data)
{
	return on_late(data);
}

/* Not from within the cancellation, whose lock is held. */
static void on_cancel(GCancellable *cancellable, gpointer data)
{
	Run *run = data;
	if (run->timer != 0)
		g_source_remove(run->timer);
	run->timer = g_idle_add(stop_now, run);
}

/* ---- starting ---- */

static gboolean write_line(int fd, const Run *run, SecBuf *new, SecBuf *old, GError **error)
{
	const Rotation *row = run->job->row;
	json_free_t release;
	json_get_alloc_funcs(NULL, &release);
	json_t *line = json_pack("{s:s,s:s,s:s,s:s,s:s%,s:s%}", "weir", "exec/1", "step", run->step, "server",
				 row->server, "name", row->name, "new", new != NULL ? secbuf_bytes(new) : "",
				 new != NULL ? secbuf_length(new) : 0, "old",
				 old != NULL ? secbuf_bytes(old) : "", old != NULL ? secbuf_length(old) : 0);
	char *text = line != NULL ? json_dumps(line, JSON_COMPACT) : NULL;
	json_decref(line);
	gsize length = text != NULL ? strlen(text) : 0;
	gboolean good = length > 0 && length < INPUT_BYTES && write(fd, text, length) == (gssize)length &&
			write(fd, "\n", 1) == 1;
	if (!good)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("%s: the value is no text, or too long to be given to a program"), row->name);
	if (text != NULL)
		release(text);
	return good;
}

/* Between fork and exec. */
static void in_child(gpointer data)
{
	setpgid(0, 0);
}

static GSubprocess *spawn(const Run *run, int in, int out, GError **error)
{
	g_auto(GStrv) words = NULL;
	g_auto(GStrv) environment = command_environment();
	g_autoptr(GSubprocessLauncher) launcher =
		g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
	g_subprocess_launcher_set_environ(launcher, environment);
	g_subprocess_launcher_set_child_setup(launcher, in_child, NULL, NULL);
	g_subprocess_launcher_take_stdin_fd(launcher, in);
	g_subprocess_launcher_take_stdout_fd(launcher, out);
	GSubprocess *process =
		g_shell_parse_argv(run->job->row->program, NULL, &words, error)
			? g_subprocess_launcher_spawnv(launcher, (const char *const *)words, error)
			: NULL;
	g_subprocess_launcher_close(launcher);
	return process;
}

static gboolean start(Run *run, SecBuf *new, SecBuf *old, GError **error)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	gboolean good = g_unix_open_pipe(in, FD_CLOEXEC, error) && write_line(in[1], run, new, old, error) &&
			g_unix_open_pipe(out, FD_CLOEXEC, error);
	if (in[1] >= 0)
		close(in[1]);
	if (!good) {
		if (in[0] >= 0)
			close(in[0]);
		return FALSE;
	}
	run->fd = out[0];
	g_unix_set_fd_nonblocking(run->fd, TRUE, NULL);
	run->process = spawn(run, in[0], out[1], error);
	return run->process != NULL;
}

void program_run(RotateJob *job, const char *step, SecBuf *new, SecBuf *old, ProgramDone done)
{
	g_autoptr(GError) error = NULL;
	Run *run = g_new0(Run, 1);
	*run = (Run){ .job = job, .step = g_strdup(step), .fd = -1, .done = done };
	run->output = wipe_malloc(OUTPUT_BYTES);
	point_pass(POINT_BEFORE, "exec");
	if (!start(run, new, old, &error)) {
		run_free(run);
		done(job, g_error_new(WEIR_ERROR, WEIR_ERROR_USAGE, _("%s: it cannot be run: %s"),
				      job->row->program, error->message));
		return;
	}
	run->source = g_unix_fd_add(run->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_output, run);
	run->timer = g_timeout_add_seconds(run->job->options.program_seconds, on_late, run);
	g_subprocess_wait_async(run->process, NULL, on_exited, run);
	if (job->cancellable != NULL)
		run->cancelled = g_cancellable_connect(job->cancellable, G_CALLBACK(on_cancel), run, NULL);
}

/* ---- a program or a person ---- */

static void program_set(RotateJob *job, GError *error)
{
	rotate_set_done(job, error);
}

void program_or_person(RotateJob *job, SecBuf *value, SecBuf *other, const char *what)
{
	g_autofree char *words = job_words(job);
	if (*job->row->program != '\0') {
		program_run(job, "set", value, other, program_set);
		return;
	}
	rotate_tell(job, "%s", what);
	rotate_tell(job,
		    job->back ? _("the value to put back is the current one: weir secrets show %s --reveal")
			      : _("the new value is pending in the keyring: weir secrets show %s --stage "
				  "pending --reveal"),
		    words);
	rotate_set_done(job, NULL);
}
