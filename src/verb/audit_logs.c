/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_logs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/redact.h"
#include "secrets/reference.h"

enum {
	LOOKED_AT = 2 * 1024 * 1024,
	LONGEST_OUTPUT = 64 * 1024 * 1024,
	TAIL = 4096,
	SETTLE_MS = 300,
	CHUNK = 65536,
	COMMAND_MS = 30 * 1000
};

struct AuditLogs {
	char *path, *command;                /* one of them */
	GCancellable *cancellable, *stopped; /* the caller's; that of the reading */
	gulong handler;
	gint64 until; /* monotonic; 0: no limit */
	/* where it stood */
	goffset size;
	dev_t device;
	ino_t inode;
	GString *tail; /* of the first output */
	char *problem;
	/* what is under way */
	gboolean reading, partial;
	GByteArray *output;
	GSubprocess *child;
	guint deadline;
	AuditLogsMarked marked;
	AuditLogsRead read;
	gpointer data;
};

void audit_logs_free(AuditLogs *logs)
{
	if (logs == NULL)
		return;
	g_free(logs->path);
	g_free(logs->command);
	g_free(logs->problem);
	g_cancellable_disconnect(logs->cancellable, logs->handler);
	g_clear_object(&logs->cancellable);
	g_clear_object(&logs->stopped);
	g_clear_object(&logs->child);
	g_clear_pointer(&logs->output, g_byte_array_unref);
	if (logs->tail != NULL)
		g_string_free(logs->tail, TRUE);
	g_free(logs);
}

static void set_problem(AuditLogs *logs, char *problem)
{
	if (logs->problem == NULL)
		logs->problem = problem;
	else
		g_free(problem);
}

/* ---- the fact ---- */

static json_t *lines_of(const char *text, gsize length)
{
	json_t *lines = json_array();
	if (length == 0)
		return lines; /* of an empty array, which may have no bytes at all */
	g_autoptr(GString) redacted = redact_foreign(text, length);
	g_autofree char *valid = redacted != NULL ? g_utf8_make_valid(redacted->str, (gssize)redacted->len)
						  : g_utf8_make_valid(text, (gssize)length);
	for (const char *line = valid; *line != '\0';) {
		gsize size = strcspn(line, "\n");
		if (size > 0)
			json_array_append_new(lines, json_stringn(line, size));
		line += size + (line[size] == '\n');
	}
	return lines;
}

static void tell(AuditLogs *logs, const char *text, gsize length)
{
	json_t *fact = json_object();
	AuditLogsRead done = logs->read;
	json_object_set_new(fact, "configured", json_true());
	json_object_set_new(fact, "from", json_string(logs->path != NULL ? "file" : "command"));
	if (logs->problem != NULL)
		json_object_set_new(fact, "problem", json_string(logs->problem));
	else
		json_object_set_new(fact, "lines", lines_of(text, MIN(length, LOOKED_AT)));
	if (logs->problem == NULL)
		json_object_set_new(fact, "partial", json_boolean(logs->partial || length > LOOKED_AT));
	done(fact, logs->data);
}

/* ---- a file ---- */

static void in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	AuditLogs *logs = data;
	struct stat status;
	int fd = open(logs->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int cause = fd < 0 || fstat(fd, &status) != 0 ? errno : S_ISREG(status.st_mode) ? 0 : EINVAL;
	if (cause == 0 && !logs->reading) {
		logs->size = status.st_size;
		logs->device = status.st_dev;
		logs->inode = status.st_ino;
	} else if (cause == 0) {
		gboolean same = status.st_dev == logs->device && status.st_ino == logs->inode;
		goffset from = same && status.st_size >= logs->size ? logs->size : 0;
		gsize length = (gsize)CLAMP(status.st_size - from, 0, LOOKED_AT);
		ssize_t n = 0;
		logs->partial = from != logs->size || status.st_size - from > LOOKED_AT;
		g_byte_array_set_size(logs->output, (guint)length);
		if (length > 0)
			n = pread(fd, logs->output->data, length, from);
		g_byte_array_set_size(logs->output, n > 0 ? (guint)n : 0);
	}
	if (cause != 0)
		set_problem(logs, g_strdup_printf(_("%s cannot be read: %s"), logs->path, g_strerror(cause)));
	if (fd >= 0)
		close(fd);
	g_task_return_boolean(task, TRUE);
}

static void file_done(GObject *source, GAsyncResult *result, gpointer data)
{
	AuditLogs *logs = data;
	if (logs->reading)
		tell(logs, (const char *)logs->output->data, logs->output->len);
	else
		logs->marked(logs->data);
}

static void ask_file(AuditLogs *logs)
{
	g_autoptr(GTask) task = g_task_new(NULL, NULL, file_done, logs);
	g_task_set_task_data(task, logs, NULL);
	g_task_run_in_thread(task, in_thread);
}

/* ---- a command ---- */

static void keep_tail(AuditLogs *logs)
{
	gsize length = MIN(logs->output->len, TAIL);
	logs->tail = g_string_new_len((const char *)logs->output->data + logs->output->len - length,
				      (gssize)length);
}

static char *backwards(const char *text, gsize length)
{
	char *reversed = g_malloc(length + 1);
	for (gsize i = 0; i < length; i++)
		reversed[i] = text[length - 1 - i];
	return reversed;
}

/* What follows the end of the first output in the second; all of it where that is not in it any more.  The
 * last place counts; looked for backwards, since memmem() takes the same time whatever a stranger logs. */
static void tell_gained(AuditLogs *logs)
{
	const char *text = (const char *)logs->output->data;
	gsize length = logs->output->len, from = 0;
	g_autofree char *needle = backwards(logs->tail->str, logs->tail->len);
	g_autofree char *reversed = backwards(text, length);
	const char *at = logs->tail->len > 0 ? memmem(reversed, length, needle, logs->tail->len) : NULL;
	logs->partial = logs->tail->len > 0 && at == NULL;
	if (at != NULL)
		from = length - (gsize)(at - reversed);
	tell(logs, text + from, length - from);
}

static void kill_group(AuditLogs *logs)
{
	const char *pid = g_subprocess_get_identifier(logs->child);
	if (pid != NULL)
		kill(-(pid_t)g_ascii_strtoll(pid, NULL, 10), SIGKILL);
}

/* What has left the group may hold the pipe open: it is not waited for. */
static void stop_command(AuditLogs *logs, char *problem)
{
	set_problem(logs, problem);
	if (logs->child != NULL)
		kill_group(logs);
	g_cancellable_cancel(logs->stopped);
}

static gboolean too_long(gpointer data)
{
	AuditLogs *logs = data;
	logs->deadline = 0;
	stop_command(logs, g_strdup(_("the command of `logs` took too long")));
	return G_SOURCE_REMOVE;
}

static void on_cancelled(GCancellable *cancellable, gpointer data)
{
	stop_command(data, g_strdup(_("the command of `logs` was stopped")));
}

static guint patience_ms(const AuditLogs *logs)
{
	gint64 left = (logs->until - g_get_monotonic_time()) / 1000;
	return logs->until == 0 ? COMMAND_MS : (guint)CLAMP(left, 1, COMMAND_MS);
}

static void command_done(GObject *source, GAsyncResult *result, gpointer data)
{
	AuditLogs *logs = data;
	if (!g_subprocess_wait_check_finish(G_SUBPROCESS(source), result, NULL))
		set_problem(logs, g_strdup(_("the command of `logs` failed: run it by hand to see why")));
	if (logs->deadline != 0)
		g_source_remove(logs->deadline);
	logs->deadline = 0;
	g_clear_object(&logs->child);
	if (logs->reading) {
		tell_gained(logs);
		return;
	}
	keep_tail(logs);
	logs->marked(logs->data);
}

static void read_more(AuditLogs *logs, GInputStream *stream);

static void chunk_came(GObject *source, GAsyncResult *result, gpointer data)
{
	AuditLogs *logs = data;
	g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish(G_INPUT_STREAM(source), result, NULL);
	gsize length = bytes != NULL ? g_bytes_get_size(bytes) : 0;
	if (length > 0 && logs->output->len + length > LONGEST_OUTPUT) {
		set_problem(logs,
			    g_strdup(_("the command of `logs` prints more than 64 MiB: let it print less, as "
				       "with --since")));
		kill_group(logs);
		length = 0;
	}
	if (length > 0) {
		g_byte_array_append(logs->output, g_bytes_get_data(bytes, NULL), (guint)length);
		read_more(logs, G_INPUT_STREAM(source));
		return;
	}
	g_subprocess_wait_async(logs->child, NULL, command_done, logs);
}

static void read_more(AuditLogs *logs, GInputStream *stream)
{
	g_input_stream_read_bytes_async(stream, CHUNK, G_PRIORITY_DEFAULT, logs->stopped, chunk_came, logs);
}

/* Between fork and exec: a group of its own, so that what the shell starts ends with it. */
static void in_child(gpointer data)
{
	setpgid(0, 0);
}

static gboolean not_started(gpointer data)
{
	AuditLogs *logs = data;
	if (logs->reading)
		tell(logs, "", 0);
	else
		logs->marked(logs->data);
	return G_SOURCE_REMOVE;
}

static void ask_command(AuditLogs *logs)
{
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) environment = command_environment();
	g_autoptr(GSubprocessLauncher) launcher =
		g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
	g_subprocess_launcher_set_environ(launcher, environment);
	g_subprocess_launcher_set_child_setup(launcher, in_child, NULL, NULL);
	logs->child = g_subprocess_launcher_spawn(launcher, &error, "/bin/sh", "-c", logs->command, NULL);
	if (logs->child == NULL) {
		set_problem(logs, g_strdup(error->message));
		g_idle_add(not_started, logs);
		return;
	}
	logs->deadline = g_timeout_add(patience_ms(logs), too_long, logs);
	read_more(logs, g_subprocess_get_stdout_pipe(logs->child));
}

/* ---- both ---- */

static void ask(AuditLogs *logs)
{
	g_clear_pointer(&logs->output, g_byte_array_unref);
	logs->output = g_byte_array_new();
	if (logs->path != NULL)
		ask_file(logs);
	else
		ask_command(logs);
}

AuditLogs *audit_logs_mark(const char *where, guint patience, GCancellable *cancellable,
			   AuditLogsMarked marked, gpointer data)
{
	AuditLogs *logs = g_new0(AuditLogs, 1);
	if (g_str_has_prefix(where, "file:"))
		logs->path = g_strdup(where + strlen("file:"));
	else
		logs->command = g_strdup(g_str_has_prefix(where, "cmd:") ? where + strlen("cmd:") : where);
	logs->cancellable = cancellable != NULL ? g_object_ref(cancellable) : g_cancellable_new();
	logs->stopped = g_cancellable_new();
	logs->until = patience > 0 ? g_get_monotonic_time() + (gint64)patience * 1000 : 0;
	logs->marked = marked;
	logs->data = data;
	if (logs->command != NULL)
		logs->handler =
			g_cancellable_connect(logs->cancellable, G_CALLBACK(on_cancelled), logs, NULL);
	if (logs->problem != NULL)
		g_idle_add(not_started, logs);
	else
		ask(logs);
	return logs;
}

static gboolean settled(gpointer data)
{
	ask(data);
	return G_SOURCE_REMOVE;
}

void audit_logs_read(AuditLogs *logs, AuditLogsRead done, gpointer data)
{
	logs->reading = TRUE;
	logs->read = done;
	logs->data = data;
	if (logs->problem != NULL)
		g_idle_add(not_started, logs);
	else
		g_timeout_add(SETTLE_MS, settled, logs);
}
