/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real gnome-keyring on a session bus of its own, in a throw-away home: the tester's is never touched.
 *
 * One of each in a process; what was started dies with it.  Environment variables of this process are set so
 * that it and what it starts use them. */
#pragma once

#include <glib.h>

/* NULL, or why no keyring can be had here, for suite_skip(). */
const char *private_keyring_missing(void);

/* Starts the bus; no keyring is on it, and none is started by asking for one. */
void private_bus_start(void);
/* Stops it: what has a connection sees it break. */
void private_bus_stop(void);

/* Starts gnome-keyring and waits until it answers.  `unlock`: its default collection is made or opened; else
 * the password is not given.  The same home each time: what was stored is there again. */
void private_keyring_start(gboolean unlock);
void private_keyring_signal(int signal); /* SIGSTOP, SIGCONT; after the first it stands still */
void private_keyring_kill(void);
/* Locks the default collection: it asks for its password, which nothing here can answer. */
void private_keyring_lock(void);

/* The home with the files of the keyring. */
const char *private_keyring_home(void);
