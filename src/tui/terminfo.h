/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the system describes a terminal type: asked before ncurses is started with it, which would leave
 * memory behind where it does not. */
#pragma once

#include <glib.h>

gboolean terminfo_known(const char *name);
