/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear mode: lines out, lines in, for screen readers, dumb terminals and pipes.
 *
 * The same sessions, views, filters and commands as on the screen; nothing is addressed, coloured, animated
 * or said twice.  A list is numbered lines, a page at a time; a number reads a row.  Lines that come from a
 * pipe wait until what was asked for is there. Main thread. */
#pragma once

#include "tui/app.h"

typedef struct Plain Plain;

Plain *plain_new(App *app);
void plain_free(Plain *plain);

/* What the app has to say: lines, a message, something that changed. */
void plain_lines(Plain *plain, const GPtrArray *lines);
void plain_tell(Plain *plain, Tone tone, const char *text);
void plain_changed(Plain *plain);
/* Another view is to be read out. */
void plain_show(Plain *plain);
