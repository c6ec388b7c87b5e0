/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person edits a text in the editor of their choice, while the loop goes on.
 *
 * The editor is $VISUAL, else $EDITOR, each a command line for /bin/sh as git(1) takes it ("code --wait"),
 * else sensible-editor, vi or nano.  It gets the controlling terminal, /dev/tty, whatever stdin and stdout
 * are, and stays in weir's process group, so that Ctrl-Z stops both and the shell goes on with both.  Who
 * draws on the terminal gives it up before edit_start(), default actions of SIGTSTP and SIGCONT included, and
 * takes it back in `done`.  Until then SIGINT and SIGQUIT are ignored here, since the keys for them are the
 * editor's.  One at a time; main thread. */
#pragma once

#include <gio/gio.h>

/* Cap on what is read back: WEIR_ERROR_LIMIT. */
enum { EDIT_BYTES = 64 * 1024 * 1024 };

/* FALSE and WEIR_ERROR_USAGE where there is no terminal for an editor. */
gboolean edit_possible(GError **error);

/* `saved` are the bytes of the file as the editor left it, borrowed; NULL without an error: it was left
 * without being saved.  Errors: WEIR_ERROR_CANCELLED where the editor ended with a status other than 0 or
 * left nothing; WEIR_ERROR_CONFIG where it could not be run; WEIR_ERROR_FILE, WEIR_ERROR_LIMIT,
 * WEIR_ERROR_USAGE as above; G_IO_ERROR_CANCELLED where `cancellable` was: then the editor was ended, first
 * politely. */
typedef void (*EditDone)(GBytes *saved, const GError *error, gpointer data);

/* Puts `text` into a file of mode 0600 in a folder of its own, of mode 0700, in $XDG_RUNTIME_DIR or else in
 * the usual place for temporary files; whatever comes of it, the folder is removed with all that an editor
 * left there, before `done` runs, once, from the loop.  `name` is the file's ("event.json"): editors know by
 * it what is in it. `environment` (copied) is that of the editor, command_environment() of
 * secrets/reference.h: it holds no secret, and VISUAL and EDITOR are looked up there. */
void edit_start(GBytes *text, const char *name, char **environment, GCancellable *cancellable, EditDone done,
		gpointer data);

/* For who ends the process without waiting for `done`: removes the folder of an editor that is under way. */
void edit_forget(void);
