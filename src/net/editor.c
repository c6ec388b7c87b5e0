/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"

enum {
	PATIENCE_MS = 2000, /* for an editor that was asked to end */
	NOT_FOUND = 127,    /* of a shell */
	BACKDATED = 60,     /* seconds: a save within the clock's grain is seen, too */
};

static const int ignored[] = { SIGINT, SIGQUIT };

typedef struct {
	GBytes *text;
	char *name, *runtime, *folder, *path, *command;
	char **environment;
	int terminal;
	gboolean has_modes;
	struct termios modes;
	struct sigaction actions[G_N_ELEMENTS(ignored)];
	struct stat before;
	GSubprocess *child;
	GCancellable *cancellable;
	guint patience;
	GBytes *saved;
	GError *error;
	EditDone done;
	gpointer data;
} Edit;

/* The folder that edit_forget() removes. */
static char *under_way;

/* ---- the folder; in a task thread ---- */

static void remove_tree(const char *path)
{
	const char *name = NULL;
	if (unlink(path) == 0 || errno != EISDIR)
		return;
	GDir *folder = g_dir_open(path, 0, NULL);
	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *entry = g_build_filename(path, name, NULL);
		remove_tree(entry);
	}
	g_clear_pointer(&folder, g_dir_close);
	rmdir(path);
}

static char *make_folder(const char *runtime)
{
	const char *places[] = { runtime, g_get_tmp_dir() };
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		if (places[i] == NULL || !g_path_is_absolute(places[i]))
			continue;
		char *folder = g_build_filename(places[i], "weir-edit-XXXXXX", NULL);
		if (g_mkdtemp_full(folder, 0700) != NULL)
			return folder;
		g_free(folder);
	}
	return NULL;
}

static gboolean write_all(int fd, GBytes *text)
{
	gsize length = 0;
	const char *bytes = g_bytes_get_data(text, &length);
	while (length > 0) {
		ssize_t written = write(fd, bytes, length);
		if (written < 0 && errno != EINTR)
			return FALSE;
		bytes += MAX(written, 0);
		length -= (gsize)MAX(written, 0);
	}
	return TRUE;
}

static gboolean write_file(Edit *edit)
{
	int fd = open(edit->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	gint64 then = g_get_real_time() / G_USEC_PER_SEC - BACKDATED;
	const struct timespec times[2] = { { .tv_sec = then }, { .tv_sec = then } };
	gboolean good = fd >= 0 && write_all(fd, edit->text) && futimens(fd, times) == 0 &&
			fstat(fd, &edit->before) == 0;
	int cause = errno;
	if (fd >= 0 && close(fd) != 0 && good) {
		cause = errno;
		good = FALSE;
	}
	errno = cause;
	return good;
}

static void prepare_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	Edit *edit = data;
	edit->folder = make_folder(edit->runtime);
	edit->path = edit->folder != NULL ? g_build_filename(edit->folder, edit->name, NULL) : NULL;
	if (edit->path == NULL || !write_file(edit))
		g_set_error(&edit->error, WEIR_ERROR, WEIR_ERROR_FILE,
			    _("the text to be edited cannot be written to %s: %s"),
			    edit->path != NULL ? edit->path : g_get_tmp_dir(), g_strerror(errno));
	g_task_return_boolean(task, TRUE);
}

static gboolean is_as_before(const Edit *edit)
{
	const struct stat *before = &edit->before;
	struct stat now;
	return stat(edit->path, &now) == 0 && now.st_ino == before->st_ino && now.st_dev == before->st_dev &&
	       now.st_size == before->st_size && now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec;
}

static void collect_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	Edit *edit = data;
	gsize length = 0;
	char *text = NULL;
	if (edit->error == NULL && !is_as_before(edit))
		text = paths_read(edit->path, EDIT_BYTES, &length, &edit->error);
	if (text != NULL && length == 0)
		g_set_error(&edit->error, WEIR_ERROR, WEIR_ERROR_CANCELLED,
			    _("the editor left an empty text, which is taken for: no"));
	if (text != NULL)
		edit->saved = g_bytes_new_take(text, length);
	if (edit->folder != NULL)
		remove_tree(edit->folder);
	g_task_return_boolean(task, TRUE);
}

/* ---- the terminal ---- */

static void take_signals(Edit *edit)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
		sigaction(ignored[i], &ignore, &edit->actions[i]);
}

static void give_signals(const Edit *edit)
{
	for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
		sigaction(ignored[i], &edit->actions[i], NULL);
}

/* An editor that was killed leaves it as it had it.  In the background it belongs to somebody else. */
static void restore_modes(const Edit *edit)
{
	if (edit->has_modes && tcgetpgrp(edit->terminal) == getpgrp())
		tcsetattr(edit->terminal, TCSADRAIN, &edit->modes);
}

static int open_terminal(GError **error)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("an editor needs a terminal, and there is none here: give the text as a FILE"));
	return fd;
}

gboolean edit_possible(GError **error)
{
	int fd = open_terminal(error);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* ---- the end ---- */

static void edit_free(Edit *edit)
{
	g_bytes_unref(edit->text);
	g_clear_pointer(&edit->saved, g_bytes_unref);
	g_free(edit->name);
	g_free(edit->runtime);
	g_free(edit->folder);
	g_free(edit->path);
	g_free(edit->command);
	g_strfreev(edit->environment);
	g_clear_object(&edit->child);
	g_clear_object(&edit->cancellable);
	g_clear_error(&edit->error);
	if (edit->terminal >= 0)
		close(edit->terminal);
	g_free(edit);
}

static void collected(GObject *source, GAsyncResult *result, gpointer data)
{
	Edit *edit = data;
	g_clear_pointer(&under_way, g_free);
	edit->done(edit->error == NULL ? edit->saved : NULL, edit->error, edit->data);
	edit_free(edit);
}

static void finish(Edit *edit)
{
	g_autoptr(GTask) task = g_task_new(NULL, NULL, collected, edit);
	g_task_set_task_data(task, edit, NULL);
	g_task_run_in_thread(task, collect_in_thread);
}

static void fail(Edit *edit, GError *error)
{
	g_clear_error(&edit->error);
	edit->error = error;
}

/* ---- the editor ---- */

static void judge_status(Edit *edit, int status)
{
	if (WIFSIGNALED(status))
		fail(edit,
		     g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED,
				 _("the editor '%s' was ended by signal %d: what was edited is not used"),
				 edit->command, WTERMSIG(status)));
	else if (WEXITSTATUS(status) == NOT_FOUND)
		fail(edit,
		     g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG,
				 _("there is no editor '%s': set VISUAL or EDITOR to one that there is"),
				 edit->command));
	else if (WEXITSTATUS(status) != 0)
		fail(edit, g_error_new(WEIR_ERROR, WEIR_ERROR_CANCELLED,
				       _("the editor '%s' ended with status %d: what was edited is not used"),
				       edit->command, WEXITSTATUS(status)));
}

static gboolean out_of_patience(gpointer data)
{
	Edit *edit = data;
	edit->patience = 0;
	g_subprocess_force_exit(edit->child);
	return G_SOURCE_REMOVE;
}

static void on_ended(GObject *source, GAsyncResult *result, gpointer data)
{
	Edit *edit = data;
	g_autoptr(GError) error = NULL;
	if (!g_subprocess_wait_finish(edit->child, result, &error) && edit->error == NULL) {
		fail(edit, g_steal_pointer(&error));
		g_subprocess_send_signal(edit->child, SIGTERM);
		edit->patience = g_timeout_add(PATIENCE_MS, out_of_patience, edit);
		g_subprocess_wait_async(edit->child, NULL, on_ended, edit);
		return;
	}
	g_clear_handle_id(&edit->patience, g_source_remove);
	if (edit->error == NULL)
		judge_status(edit, g_subprocess_get_status(edit->child));
	restore_modes(edit);
	give_signals(edit);
	finish(edit);
}

static char *choose_command(char **environment)
{
	static const char *const variables[] = { "VISUAL", "EDITOR" }, *const usual[] = { "sensible-editor",
											  "vi", "nano" };
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
		const char *value = g_environ_getenv(environment, variables[i]);
		if (value != NULL && strspn(value, " \t") < strlen(value))
			return g_strdup(value);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++) {
		g_autofree char *path = g_find_program_in_path(usual[i]);
		if (path != NULL)
			return g_strdup(usual[i]);
	}
	return NULL;
}

static GSubprocess *spawn(Edit *edit, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_NONE);
	g_autofree char *script = g_strconcat(edit->command, " \"$@\"", NULL);
	g_subprocess_launcher_set_environ(launcher, edit->environment);
	g_subprocess_launcher_take_stdin_fd(launcher, fcntl(edit->terminal, F_DUPFD_CLOEXEC, 3));
	g_subprocess_launcher_take_stdout_fd(launcher, fcntl(edit->terminal, F_DUPFD_CLOEXEC, 3));
	g_subprocess_launcher_take_stderr_fd(launcher, fcntl(edit->terminal, F_DUPFD_CLOEXEC, 3));
	return g_subprocess_launcher_spawn(launcher, error, "/bin/sh", "-c", script, edit->command,
					   edit->path, NULL);
}

static void prepared(GObject *source, GAsyncResult *result, gpointer data)
{
	Edit *edit = data;
	g_autoptr(GError) error = NULL;
	under_way = g_strdup(edit->folder);
	if (edit->error != NULL || g_cancellable_set_error_if_cancelled(edit->cancellable, &edit->error)) {
		finish(edit);
		return;
	}
	edit->has_modes = tcgetattr(edit->terminal, &edit->modes) == 0;
	edit->child = spawn(edit, &error);
	if (edit->child == NULL) {
		fail(edit, g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG, _("the editor '%s' cannot be run: %s"),
				       edit->command, error->message));
		finish(edit);
		return;
	}
	/* Not before: an ignored signal would be ignored by the editor, too. */
	take_signals(edit);
	g_subprocess_wait_async(edit->child, edit->cancellable, on_ended, edit);
}

void edit_start(GBytes *text, const char *name, char **environment, GCancellable *cancellable, EditDone done,
		gpointer data)
{
	Edit *edit = g_new0(Edit, 1);
	edit->text = g_bytes_ref(text);
	edit->name = g_strdup(name);
	edit->runtime = g_strdup(g_environ_getenv(environment, "XDG_RUNTIME_DIR"));
	edit->environment = g_strdupv(environment);
	edit->command = choose_command(environment);
	edit->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
	edit->done = done;
	edit->data = data;
	edit->terminal = open_terminal(&edit->error);
	if (edit->error == NULL && edit->command == NULL)
		g_set_error(&edit->error, WEIR_ERROR, WEIR_ERROR_CONFIG,
			    _("no editor was found: set VISUAL or EDITOR to one"));
	g_autoptr(GTask) task = g_task_new(NULL, NULL, edit->error == NULL ? prepared : collected, edit);
	g_task_set_task_data(task, edit, NULL);
	g_task_run_in_thread(task, edit->error == NULL ? prepare_in_thread : collect_in_thread);
}

void edit_forget(void)
{
	if (under_way != NULL)
		remove_tree(under_way);
}
