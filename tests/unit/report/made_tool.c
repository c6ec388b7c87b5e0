/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "made_tool.h"

#include <gio/gio.h>

#include "suite.h"

gboolean made_tool_agrees(const char *const *command, const char *text, const char *fine)
{
	g_autofree char *path = g_find_program_in_path(command[0]), *said = NULL, *errors = NULL;
	g_autoptr(GError) error = NULL;
	if (path == NULL)
		return FALSE;
	g_autoptr(GSubprocess) child =
		g_subprocess_newv(command,
				  G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
					  G_SUBPROCESS_FLAGS_STDERR_PIPE,
				  &error);
	ck_assert_msg(child != NULL, "%s: %s", command[0], error != NULL ? error->message : "");
	ck_assert(g_subprocess_communicate_utf8(child, text, NULL, &said, &errors, &error));
	ck_assert_msg(g_subprocess_get_successful(child), "%s: %.500s", command[0], errors);
	ck_assert_msg(*errors == '\0' || (fine != NULL && g_str_has_prefix(errors, fine)), "%s: %.500s",
		      command[0], errors);
	return TRUE;
}
