/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "term_program.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

void term_program_set_environment(const char *home, const char *const *environment)
{
	const char *path = getenv("PATH"), *asan = getenv("ASAN_OPTIONS");
	g_autofree char *kept = g_strdup(path != NULL ? path : "/usr/bin:/bin");
	g_autofree char *sanitizer = g_strdup(asan != NULL ? asan : "");
	clearenv();
	g_setenv("PATH", kept, TRUE);
	g_setenv("ASAN_OPTIONS", sanitizer, TRUE);
	static const char *const folders[] = { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
					       "XDG_CACHE_HOME" };
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		g_setenv(folders[i], home, TRUE);
	g_setenv("INPUTRC", "/dev/null", TRUE);
	g_setenv("TERM", "xterm-256color", TRUE);
	g_setenv("LC_ALL", "C.UTF-8", TRUE);
	g_setenv("TZ", "UTC", TRUE);
	for (gsize i = 0; environment != NULL && environment[i] != NULL; i++) {
		g_auto(GStrv) pair = g_strsplit(environment[i], "=", 2);
		g_setenv(pair[0], pair[1], TRUE);
	}
}

gboolean term_program_is_read(int side)
{
	/* What was written at the other end is on its way for a moment: asking for it brings it here. */
	struct pollfd poll_fd = { .fd = side, .events = POLLIN };
	poll(&poll_fd, 1, 0);
	int waiting = 0;
	return ioctl(side, FIONREAD, &waiting) != 0 || waiting == 0;
}

/* proc(5): the third field of stat, behind the name, which may hold anything. */
gboolean term_program_is_asleep(pid_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
	g_autofree char *stat = NULL;
	if (!g_file_get_contents(path, &stat, NULL, NULL))
		return TRUE;
	const char *name_end = strrchr(stat, ')');
	return name_end == NULL || strchr("SZT", name_end[2]) != NULL;
}
