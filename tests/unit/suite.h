/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every unit test program shares: running Check cases as TAP, and finding the data of ../shared. */
#pragma once

#include <check.h>
#include <glib.h>

/* Check writes the place of each assertion that holds to a file, so that a crash can be told by the last one.
 * An assertion on every byte of a report does that a hundred thousand times, which took longer than the rest
 * of the tests; here a place among the last few is not written again. */
#define _mark_point(file, line) suite_mark(file, line)
void suite_mark(const char *file, int line);

/* Runs the tests of one program and prints TAP on stdout; the return value is for main().  `name` is the
 * program's subject, as in "base/text". Ends with a NULL row. */
int suite_run(const char *name, const TTest *const tests[]);
/* The same, and one more that is run with _i = 0 .. times - 1: one for each row of a table. */
int suite_run_looped(const char *name, const TTest *const tests[], const TTest *looped, int times);

/* So many repetitions; under AddressSanitizer, where each takes some ten times as long, a fifth. */
#if defined(__SANITIZE_ADDRESS__)
#define SUITE_MANY(n) ((n) / 5)
#else
#define SUITE_MANY(n) (n)
#endif

/* Under AddressSanitizer the tests of a program share one process, because a search for leaks at the end of
 * each takes ten times as long as the test.  Those that cannot, have each a process of its own there, too. */
void suite_keep_apart(void);

/* The one secret of all that is tested with a real server: nothing that a test or the program wrote may hold
 * it, in any form (tests/offline/tap.sh, scripts/sweep). */
#define SUITE_MARKED "Marked+7q/Zk2Wv9sXr4Tn=e1Lp3Hd"

/* The path of a file of ../shared, or NULL where the folder is not there.  Free with g_free(). */
char *suite_shared(const char *path);

/* Tells TAP that the whole program is skipped and returns what main() returns. */
int suite_skip(const char *name, const char *why);
