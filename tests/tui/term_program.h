/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program on a terminal: what it is started with, and whether it has done what there was to do. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* In the child.  `home` is its HOME and its XDG folders; `environment` is laid over, see term_screen_start().
 */
void term_program_set_environment(const char *home, const char *const *environment);

/* `side`: the program's end of the terminal, opened here, too.  TRUE as well when nobody can say. */
gboolean term_program_is_read(int side);
/* It waits for something, or is no more. */
gboolean term_program_is_asleep(pid_t pid);
