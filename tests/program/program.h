/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running the real binary: in a home of its own, without the tester's configuration, keyring or proxies. */
#pragma once

#include <gio/gio.h>

typedef struct {
	int exit_code; /* -1: it was ended by a signal or did not end in time */
	int signal;    /* that ended it; 0 */
	GString *out, *err;
} ProgramResult;

void program_result_free(ProgramResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProgramResult, program_result_free)

/* The value of env:WEIR_TEST_TOKEN in what runs; it must turn up nowhere.  Not SUITE_MARKED: audits here
 * expect a finding about a token of little strength. */
#define PROGRAM_TOKEN "tok-7f3a9b52c8d1e046"

/* A fresh home; removed at exit.  `config` becomes its weir.conf (NULL: none). */
void program_home(const char *config);
const char *program_home_path(void);
/* Removes a folder and what is in it. */
void program_remove(const char *path);

/* `weir` with these words (NULL-terminated). `input` (NULL: none) is its standard input; `out_path` (NULL: a
 * pipe, whose bytes are in `out`) is opened as standard output.  After 60 s it is killed. */
ProgramResult *program_run(const char *const *words, const char *input, const char *out_path);

/* The same, under way; without input, its output thrown away.  Ends with this process. */
GSubprocess *program_spawn(const char *const *words);

/* Later runs begin with these words (NULL: none; lent), as `strace -o FILE`. */
void program_wrap(const char *const *words);

/* No file that later runs write may have more than so many bytes: then there is no room, as on a full disk.
 * 0: no limit. */
void program_limit_files(gsize bytes);

/* A variable that later runs see; `value` NULL: none. */
void program_setenv(const char *name, const char *value);
/* While later runs go on, `watch` is called each so many milliseconds with the process's id; NULL ends it. */
typedef void (*ProgramWatch)(int pid, gpointer data);
void program_watch(guint milliseconds, ProgramWatch watch, gpointer data);

/* TRUE if a file below the home (what runs wrote there) holds `text`. */
gboolean program_wrote(const char *text);
