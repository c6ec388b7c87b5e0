/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/terminfo.h"

/* A file of its own, for term.h makes macros of common words. */
#include <curses.h>
#include <term.h>
#include <unistd.h>

gboolean terminfo_known(const char *name)
{
	int status;
	if (setupterm(name, STDOUT_FILENO, &status) != OK)
		return FALSE;
	del_curterm(cur_term);
	return TRUE;
}
