/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum { PATIENCE_SECONDS = 60 };

static char *home;
static gsize most_bytes;
static const char *const *wrapper;
static GHashTable *variables;
static struct {
	guint milliseconds;
	ProgramWatch watch;
	gpointer data;
} watching;

void program_result_free(ProgramResult *result)
{
	g_string_free(result->out, TRUE);
	g_string_free(result->err, TRUE);
	g_free(result);
}

void program_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		program_remove(child);
	}
	g_remove(path);
}

static void remove_home(void)
{
	if (home != NULL)
		program_remove(home);
	g_clear_pointer(&home, g_free);
}

void program_home(const char *config)
{
	if (home == NULL)
		atexit(remove_home);
	remove_home();
	home = g_dir_make_tmp("weir-home-XXXXXX", NULL);
	g_assert_nonnull(home);
	if (config == NULL)
		return;
	g_autofree char *folder = g_build_filename(home, "config", "weir", NULL);
	g_autofree char *path = g_build_filename(folder, "weir.conf", NULL);
	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, config, -1, NULL));
}

const char *program_home_path(void)
{
	return home;
}

void program_setenv(const char *name, const char *value)
{
	if (variables == NULL)
		variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (value != NULL)
		g_hash_table_insert(variables, g_strdup(name), g_strdup(value));
	else
		g_hash_table_remove(variables, name);
}

void program_watch(guint milliseconds, ProgramWatch watch, gpointer data)
{
	watching.milliseconds = milliseconds;
	watching.watch = watch;
	watching.data = data;
}

static void set_place(GSubprocessLauncher *launcher, const char *variable, const char *name)
{
	g_autofree char *path = g_build_filename(home, name, NULL);
	g_subprocess_launcher_setenv(launcher, variable, path, TRUE);
}

void program_limit_files(gsize bytes)
{
	most_bytes = bytes;
}

void program_wrap(const char *const *words)
{
	wrapper = words;
}

/* Between fork and exec.  What ends a process at the limit is ignored, so that the write fails instead. */
static void in_child(gpointer data)
{
	const struct rlimit limit = { most_bytes, most_bytes };
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (most_bytes > 0 && setrlimit(RLIMIT_FSIZE, &limit) == 0)
		signal(SIGXFSZ, SIG_IGN);
}

/* To look for leaks takes ten times as long as a short command; every eighth run of a test program does. */
static void spare_leaks(GSubprocessLauncher *launcher)
{
#if defined(__SANITIZE_ADDRESS__)
	enum { EACH = 8 };
	static guint runs;
	const char *options = g_getenv("ASAN_OPTIONS");
	if (runs++ % EACH == 0)
		return;
	g_autofree char *spared = g_strconcat(options != NULL ? options : "", ":detect_leaks=0", NULL);
	g_subprocess_launcher_setenv(launcher, "ASAN_OPTIONS", spared, TRUE);
#endif
}

static GSubprocessLauncher *launcher_new(const char *out_path)
{
	GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE;
	if (out_path == NULL)
		flags |= G_SUBPROCESS_FLAGS_STDOUT_PIPE;
	GSubprocessLauncher *launcher = g_subprocess_launcher_new(flags);
	if (out_path != NULL)
		g_subprocess_launcher_set_stdout_file_path(launcher, out_path);
	g_subprocess_launcher_set_child_setup(launcher, in_child, NULL, NULL);
	static const char *const gone[] = { "http_proxy",  "https_proxy",
					    "HTTPS_PROXY", "ALL_PROXY",
					    "all_proxy",   "COLUMNS",
					    "LANGUAGE",    "DBUS_SESSION_BUS_ADDRESS",
					    "NO_COLOR" };
	for (gsize i = 0; i < G_N_ELEMENTS(gone); i++)
		g_subprocess_launcher_unsetenv(launcher, gone[i]);
	g_subprocess_launcher_setenv(launcher, "HOME", home, TRUE);
	set_place(launcher, "XDG_CONFIG_HOME", "config");
	set_place(launcher, "XDG_STATE_HOME", "state");
	set_place(launcher, "XDG_CACHE_HOME", "cache");
	g_subprocess_launcher_setenv(launcher, "LC_ALL", "C.UTF-8", TRUE);
	g_subprocess_launcher_setenv(launcher, "TERM", "dumb", TRUE);
	g_subprocess_launcher_setenv(launcher, "WEIR_TEST_TOKEN", PROGRAM_TOKEN, TRUE);
	spare_leaks(launcher);
	GHashTableIter iterator;
	gpointer name, value;
	if (variables != NULL) {
		g_hash_table_iter_init(&iterator, variables);
		while (g_hash_table_iter_next(&iterator, &name, &value))
			g_subprocess_launcher_setenv(launcher, name, value, TRUE);
	}
	return launcher;
}

struct wait {
	GMainLoop *loop;
	GBytes *out, *err;
};

static void on_done(GObject *source, GAsyncResult *result, gpointer data)
{
	struct wait *wait = data;
	g_subprocess_communicate_finish(G_SUBPROCESS(source), result, &wait->out, &wait->err, NULL);
	g_main_loop_quit(wait->loop);
}

static gboolean on_late(gpointer process)
{
	g_subprocess_force_exit(process);
	return G_SOURCE_REMOVE;
}

static gboolean on_watch(gpointer process)
{
	const char *pid = g_subprocess_get_identifier(process);
	if (pid != NULL)
		watching.watch((int)g_ascii_strtoll(pid, NULL, 10), watching.data);
	return G_SOURCE_CONTINUE;
}

static GString *text_of(GBytes *bytes)
{
	gsize size = 0;
	const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
	return g_string_new_len(data != NULL ? data : "", (gssize)size);
}

static GSubprocess *spawn(GSubprocessLauncher *launcher, const char *const *words)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	for (gsize i = 0; wrapper != NULL && wrapper[i] != NULL; i++)
		g_ptr_array_add(argv, (char *)(gintptr)wrapper[i]);
	g_ptr_array_add(argv, (char *)(gintptr)(BUILDDIR "/src/weir"));
	for (gsize i = 0; words[i] != NULL; i++)
		g_ptr_array_add(argv, (char *)(gintptr)words[i]);
	g_ptr_array_add(argv, NULL);
	g_autoptr(GError) error = NULL;
	GSubprocess *process =
		g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata, &error);
	g_assert_no_error(error);
	return process;
}

GSubprocess *program_spawn(const char *const *words)
{
	g_autoptr(GSubprocessLauncher) launcher = launcher_new("/dev/null");
	g_subprocess_launcher_set_flags(launcher, G_SUBPROCESS_FLAGS_STDERR_SILENCE);
	g_subprocess_launcher_set_stdout_file_path(launcher, "/dev/null");
	return spawn(launcher, words);
}

ProgramResult *program_run(const char *const *words, const char *input, const char *out_path)
{
	g_autoptr(GSubprocessLauncher) launcher = launcher_new(out_path);
	g_autoptr(GSubprocess) process = spawn(launcher, words);
	g_autoptr(GBytes) in =
		g_bytes_new_static(input != NULL ? input : "", input != NULL ? strlen(input) : 0);
	struct wait wait = { .loop = g_main_loop_new(NULL, FALSE) };
	guint late = g_timeout_add_seconds(PATIENCE_SECONDS, on_late, process);
	guint watch = watching.watch != NULL ? g_timeout_add(watching.milliseconds, on_watch, process) : 0;
	g_subprocess_communicate_async(process, in, NULL, on_done, &wait);
	g_main_loop_run(wait.loop);
	if (watch != 0)
		g_source_remove(watch);
	GSource *deadline = g_main_context_find_source_by_id(NULL, late);
	if (deadline != NULL)
		g_source_destroy(deadline);
	g_subprocess_wait(process, NULL, NULL);
	ProgramResult *result = g_new0(ProgramResult, 1);
	result->exit_code = g_subprocess_get_if_exited(process) ? g_subprocess_get_exit_status(process) : -1;
	result->signal = g_subprocess_get_if_signaled(process) ? g_subprocess_get_term_sig(process) : 0;
	result->out = text_of(wait.out);
	result->err = text_of(wait.err);
	g_clear_pointer(&wait.out, g_bytes_unref);
	g_clear_pointer(&wait.err, g_bytes_unref);
	g_main_loop_unref(wait.loop);
	return result;
}

static gboolean tree_holds(const char *path, const char *text)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autofree char *contents = NULL;
	gsize length = 0;
	if (dir == NULL)
		return g_file_get_contents(path, &contents, &length, NULL) &&
		       memmem(contents, length, text, strlen(text)) != NULL;
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		if (tree_holds(child, text))
			return TRUE;
	}
	return FALSE;
}

gboolean program_wrote(const char *text)
{
	return tree_holds(home, text);
}
