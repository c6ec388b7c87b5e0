/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points of a run at which a test can end or stop the program: before and after each write to the database,
 * each call of the keyring, each request and each program that is run.
 *
 * They do nothing unless the environment has WEIR_TEST_POINT, which is read once:
 *
 * list:PATH  each point that is passed becomes a line of the file: "before commit"
 * kill:N     the Nth point ends the program as SIGKILL does
 * stop:N     the Nth point stops it as SIGSTOP does, until somebody continues it
 *
 * Whoever sets the environment of a program could kill it anyway.  Main thread. */
#pragma once

#include <glib.h>

typedef enum { POINT_BEFORE, POINT_AFTER } PointSide;

/* `what` is constant text: "commit", "keyring store", "request", "exec". */
void point_pass(PointSide side, const char *what);
