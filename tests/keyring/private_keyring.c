/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "keyring/private_keyring.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASSWORD "only-for-tests"

static struct {
	char *home, *address;
	GSubprocess *bus, *keyring;
	pid_t owner;
} private;

static void clean_up(void)
{
	if (private.owner != getpid() || private.home == NULL)
		return;
	if (private.keyring != NULL)
		g_subprocess_force_exit(private.keyring);
	if (private.bus != NULL)
		g_subprocess_force_exit(private.bus);
	const char *const words[] = { "rm", "-rf", private.home, NULL };
	g_autoptr(GSubprocess) remove = g_subprocess_newv(words, G_SUBPROCESS_FLAGS_NONE, NULL);
	if (remove != NULL)
		g_subprocess_wait(remove, NULL, NULL);
}

/* A container may have the program and refuse to start it: it has a capability on its file. */
static gboolean can_run(const char *program)
{
	int status = -1;
	/* Not with GLib: Check forks later, and a thread that GLib has would not be there then. */
	pid_t pid = fork();
	if (pid == 0) {
		int nowhere = open("/dev/null", O_RDWR);
		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
		execlp(program, program, "--version", (char *)NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

const char *private_keyring_missing(void)
{
	if (!can_run("dbus-daemon"))
		return "no dbus-daemon can be started here";
	return can_run("gnome-keyring-daemon") ? NULL : "no gnome-keyring-daemon can be started here";
}

/* A test that is killed must leave nothing behind. */
static void die_with_parent(gpointer data)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *start(const char *const *words, GSubprocessFlags flags)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(flags);
	g_subprocess_launcher_set_child_setup(launcher, die_with_parent, NULL, NULL);
	GSubprocess *process = g_subprocess_launcher_spawnv(launcher, words, &error);
	if (process == NULL)
		g_error("%s: %s", words[0], error->message);
	return process;
}

static void make_home(void)
{
	static const char *const folders[] = { "run", "data", "config", "state", "cache" };
	static const char *const variables[] = { "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
						 "XDG_STATE_HOME", "XDG_CACHE_HOME" };
	private.home = g_dir_make_tmp("weir-keyring-XXXXXX", NULL);
	private.owner = getpid();
	atexit(clean_up);
	g_setenv("HOME", private.home, TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = g_build_filename(private.home, folders[i], NULL);
		g_mkdir(path, 0700);
		g_setenv(variables[i], path, TRUE);
	}
	g_unsetenv("DISPLAY");
	g_unsetenv("WAYLAND_DISPLAY");
}

/* Without folders of services, so that asking for a name starts nothing. */
static char *bus_configuration(void)
{
	g_autofree char *path = g_build_filename(private.home, "bus.conf", NULL);
	g_autofree char *text = g_strdup_printf(
		"<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
		"\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
		"<busconfig><type>session</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>"
		"<policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>"
		"<allow own=\"*\"/></policy></busconfig>\n",
		private.home);
	g_file_set_contents(path, text, -1, NULL);
	return g_strdup_printf("--config-file=%s", path);
}

void private_bus_start(void)
{
	if (private.home == NULL)
		make_home();
	g_autofree char *configuration = bus_configuration();
	const char *const words[] = { "dbus-daemon", configuration, "--nofork", "--print-address=1", NULL };
	private.bus = start(words, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
	g_autoptr(GDataInputStream) out = g_data_input_stream_new(g_subprocess_get_stdout_pipe(private.bus));
	g_free(private.address);
	private.address = g_data_input_stream_read_line(out, NULL, NULL, NULL);
	if (private.address == NULL)
		g_error("dbus-daemon gave no address");
	g_setenv("DBUS_SESSION_BUS_ADDRESS", private.address, TRUE);
}

void private_bus_stop(void)
{
	g_subprocess_force_exit(private.bus);
	g_subprocess_wait(private.bus, NULL, NULL);
	g_clear_object(&private.bus);
}

/* A connection of its own: the one of the program under test is not used. */
static GVariant *call(const char *name, const char *path, const char *interface, const char *method,
		      GVariant *arguments)
{
	g_autoptr(GDBusConnection) connection =
		g_dbus_connection_new_for_address_sync(private.address,
						       G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
							       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
						       NULL, NULL, NULL);
	return connection == NULL
		       ? NULL
		       : g_dbus_connection_call_sync(connection, name, path, interface, method, arguments,
						     NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, NULL);
}

static gboolean owns_name(void)
{
	gboolean owned = FALSE;
	g_autoptr(GVariant) reply =
		call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
		     g_variant_new("(s)", "org.freedesktop.secrets"));
	if (reply != NULL)
		g_variant_get(reply, "(b)", &owned);
	return owned;
}

void private_keyring_start(gboolean unlock)
{
	const char *const words[] = { "gnome-keyring-daemon", "--foreground", "--components=secrets",
				      unlock ? "--unlock" : NULL, NULL };
	private.keyring = start(words, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
					       G_SUBPROCESS_FLAGS_STDERR_SILENCE);
	GOutputStream *in = g_subprocess_get_stdin_pipe(private.keyring);
	if (unlock)
		g_output_stream_write_all(in, PASSWORD, strlen(PASSWORD), NULL, NULL, NULL);
	g_output_stream_close(in, NULL, NULL);
	for (int i = 0; i < 400 && !owns_name(); i++)
		g_usleep(25 * 1000);
	if (!owns_name())
		g_error("gnome-keyring-daemon does not answer");
}

static gboolean is_stopped(int pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid);
	g_autofree char *text = NULL;
	const char *name_end = g_file_get_contents(path, &text, NULL, NULL) ? strrchr(text, ')') : NULL;
	return name_end != NULL && strncmp(name_end, ") T", 3) == 0;
}

/* g_subprocess_send_signal() leaves it to a thread of GLib's, which on a busy machine comes late. */
void private_keyring_signal(int number)
{
	int pid = (int)g_ascii_strtoll(g_subprocess_get_identifier(private.keyring), NULL, 10);
	kill(pid, number);
	for (int i = 0; number == SIGSTOP && i < 400 && !is_stopped(pid); i++)
		g_usleep(5 * 1000);
}

void private_keyring_kill(void)
{
	g_subprocess_force_exit(private.keyring);
	g_subprocess_wait(private.keyring, NULL, NULL);
	g_clear_object(&private.keyring);
	for (int i = 0; i < 400 && owns_name(); i++)
		g_usleep(5 * 1000);
}

void private_keyring_lock(void)
{
	const char *const paths[] = { "/org/freedesktop/secrets/aliases/default", NULL };
	g_autoptr(GVariant) reply =
		call("org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
		     "Lock", g_variant_new("(@ao)", g_variant_new_objv(paths, -1)));
	if (reply == NULL)
		g_error("the keyring could not be locked");
}

const char *private_keyring_home(void)
{
	return private.home;
}
