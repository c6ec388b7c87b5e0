/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/reference_private.h"

#include "base/error.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A shorter one would be found in ordinary words. */
enum { SHORTEST_LOOKED_FOR = 6 };

struct search {
	const char *value;
	gboolean found;
};

static void compare(const SecBuf *secret, gpointer data)
{
	struct search *search = data;
	if (secbuf_length(secret) >= SHORTEST_LOOKED_FOR &&
	    strstr(search->value, secbuf_bytes(secret)) != NULL)
		search->found = TRUE;
}

static gboolean is_secret(const char *name, const char *value)
{
	struct search search = { value, FALSE };
	secbuf_foreach(compare, &search);
	return search.found || reference_names_variable(name);
}

char **command_environment(void)
{
	g_auto(GStrv) names = g_listenv();
	char **environment = NULL;
	for (gsize i = 0; names[i] != NULL; i++) {
		const char *value = g_getenv(names[i]);
		if (value != NULL && !is_secret(names[i], value))
			environment = g_environ_setenv(environment, names[i], value, TRUE);
	}
	return environment;
}

/* A group of its own, so that what the shell started can be killed with it. Between fork and exec. */
static void in_child(gpointer data)
{
	setpgid(0, 0);
}

void command_kill(Resolve *resolve)
{
	const char *pid = resolve->command != NULL ? g_subprocess_get_identifier(resolve->command) : NULL;
	if (pid == NULL || resolve->command_ended)
		return;
	kill(-(pid_t)g_ascii_strtoll(pid, NULL, 10), SIGKILL);
	g_subprocess_force_exit(resolve->command);
}

static GError *status_error(const Resolve *resolve)
{
	int status = resolve->command_status;
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG,
				   _("%s ended with status %d: run the command by hand to see why"),
				   resolve->reference, WEXITSTATUS(status));
	if (WIFSIGNALED(status))
		return g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG,
				   _("%s was ended by signal %d: run the command by hand to see why"),
				   resolve->reference, WTERMSIG(status));
	return NULL;
}

static void on_command_ended(GObject *source, GAsyncResult *result, gpointer data)
{
	Resolve *resolve = data;
	g_subprocess_wait_finish(G_SUBPROCESS(source), result, NULL);
	resolve->command_ended = TRUE;
	resolve->command_status = g_subprocess_get_status(resolve->command);
	GError *error = resolve->finished ? NULL : status_error(resolve);
	if (error != NULL)
		resolve_fail(resolve, error);
	else if (!resolve->finished && resolve_has_line(resolve))
		resolve_finish(resolve);
	resolve_unref(resolve);
}

void command_start(Resolve *resolve, const char *command)
{
	int pipes[2];
	GError *error = NULL;
	g_auto(GStrv) environment = command_environment();
	if (!g_unix_open_pipe(pipes, FD_CLOEXEC, &error)) {
		resolve_fail(resolve, g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG, _("%s cannot be run: %s"),
						  resolve->reference, error->message));
		g_error_free(error);
		return;
	}
	g_autoptr(GSubprocessLauncher) launcher =
		g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
	g_subprocess_launcher_set_environ(launcher, environment);
	g_subprocess_launcher_set_child_setup(launcher, in_child, NULL, NULL);
	g_subprocess_launcher_take_stdout_fd(launcher, pipes[1]);
	resolve->command = g_subprocess_launcher_spawn(launcher, &error, "/bin/sh", "-c", command, NULL);
	if (resolve->command == NULL) {
		close(pipes[0]);
		resolve_fail(resolve, g_error_new(WEIR_ERROR, WEIR_ERROR_CONFIG, _("%s cannot be run: %s"),
						  resolve->reference, error->message));
		g_error_free(error);
		return;
	}
	g_subprocess_launcher_close(launcher); /* else the pipe has a writer here and never ends */
	resolve_ref(resolve);
	g_subprocess_wait_async(resolve->command, NULL, on_command_ended, resolve);
	input_read_fd(resolve, pipes[0], TRUE);
}
