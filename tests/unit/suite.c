/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "suite.h"

#include <openssl/crypto.h>
#include <stdio.h>

/* What hangs is stopped; what is slow under the sanitizers, on a busy machine, is not. */
#if defined(__SANITIZE_ADDRESS__)
enum { TIMEOUT_S = 240 };
#else
enum { TIMEOUT_S = 60 };
#endif

void suite_mark(const char *file, int line)
{
	static struct {
		const char *file;
		int line;
	} last[8];
	static gsize next;
	for (gsize i = 0; i < G_N_ELEMENTS(last); i++)
		if (last[i].line == line && last[i].file == file)
			return;
	last[next].file = file;
	last[next].line = line;
	next = (next + 1) % G_N_ELEMENTS(last);
	(_mark_point)(file, line);
}

static gboolean apart;

void suite_keep_apart(void)
{
	apart = TRUE;
}

int suite_run(const char *name, const TTest *const tests[])
{
	return suite_run_looped(name, tests, NULL, 0);
}

int suite_run_looped(const char *name, const TTest *const tests[], const TTest *looped, int times)
{
	Suite *suite = suite_create(name);
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL); /* as the program does */
	for (gsize i = 0; tests[i] != NULL; i++) {
		TCase *one = tcase_create(tests[i]->name);
		tcase_set_timeout(one, TIMEOUT_S);
		tcase_add_test(one, tests[i]);
		suite_add_tcase(suite, one);
	}
	if (looped != NULL) {
		TCase *one = tcase_create(looped->name);
		tcase_set_timeout(one, TIMEOUT_S);
		tcase_add_loop_test(one, looped, 0, times);
		suite_add_tcase(suite, one);
	}
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
#if defined(__SANITIZE_ADDRESS__)
	if (!apart && g_getenv("CK_FORK") == NULL)
		srunner_set_fork_status(runner, CK_NOFORK);
#endif
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

char *suite_shared(const char *path)
{
	g_autofree char *whole = g_build_filename(SHARED, path, NULL);
	return g_file_test(whole, G_FILE_TEST_EXISTS) ? g_steal_pointer(&whole) : NULL;
}

int suite_skip(const char *name, const char *why)
{
	printf("1..0 # SKIP %s: %s\n", name, why);
	return 0;
}
