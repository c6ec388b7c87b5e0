/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The crash matrix: a rotation is killed at each of its points, before and after each write to the database,
 * each call of the keyring, each request and each program, then resumed, and once more rolled back.
 *
 * Once more, on fewer points, the power is lost there: of the database only what was synced is left.
 *
 * At every point a value that the server takes is in the keyring; after the command exactly one is current,
 * and the server takes it.  The points are found by going on until nothing is killed any more.
 * All of them, some thousand runs, take a quarter of an hour: `make check-crash`.  Otherwise each matrix
 * tries each STRIDE-th, beginning with another one, so that in all of them together each kind of point is
 * met. WEIR_TEST_WAYS=bearer,exec runs only these; WEIR_TEST_STRIDE=1 tries all. */
#include <stdio.h>
#include <string.h>

#include "keyring/private_keyring.h"
#include "rotate/scene.h"
#include "suite.h"

enum { MOST_POINTS = 2000, FEWER = 3 };

/* The sanitizers look at memory, which is the same at most points. */
#if defined(__SANITIZE_ADDRESS__)
enum { STRIDE = 23 };
#else
enum { STRIDE = 9 };
#endif

static guint points, losses, number, failed;

static void lose(const Way *way, const char *command, guint point, const char *what,
		 const ProgramResult *result)
{
	printf("# %s, %s, point %u: %s\n", way->row, command, point, what);
	if (result != NULL)
		printf("# exit %d, signal %d: %s\n", result->exit_code, result->signal,
		       result->err->len > 0 ? result->err->str : result->out->str);
	losses++;
}

static const Held *only_current(const GPtrArray *held)
{
	const Held *current = NULL;
	for (guint i = 0; i < held->len; i++) {
		const Held *one = held->pdata[i];
		if (one->stage != SECRET_STAGE_CURRENT)
			continue;
		if (current != NULL)
			return NULL;
		current = one;
	}
	return current;
}

/* Right after the kill. */
static void check_killed(const Way *way, const char *command, guint point)
{
	g_autoptr(GPtrArray) held = scene_held();
	for (guint i = 0; i < held->len; i++)
		if (scene_takes(way, ((const Held *)held->pdata[i])->value))
			return;
	lose(way, command, point, "no value in the keyring is taken", NULL);
}

static void check_after(const Way *way, const char *command, guint point, const ProgramResult *result)
{
	g_autoptr(GPtrArray) held = scene_held();
	const Held *current = only_current(held);
	gboolean back = strcmp(command, "rollback") == 0;
	gboolean nothing = strstr(result->err->str, "no rotation") != NULL;
	if (result->exit_code != 0 && !nothing)
		lose(way, command, point, "the command failed", result);
	else if (current == NULL)
		lose(way, command, point, "not exactly one value is current", result);
	else if (!scene_takes(way, current->value))
		lose(way, command, point, "the current value is not taken", result);
	else if (!(back || nothing) || held->len > 1) {
		/* Killed after the end, there was nothing to be resumed. */
		if (back ? held->len != 1 : held->len != 2 || current->version != 2)
			lose(way, command, point, "it is neither as before nor finished", result);
	} else if (strcmp(current->value, OLD) != 0)
		lose(way, command, point, "what was before is not restored", result);
}

static ProgramResult *command_until_done(const Way *way, const char *command)
{
	ProgramResult *result = scene_command(way, command);
	for (int i = 0; way->by_hand && result->exit_code == 5 && i < 2; i++) {
		program_result_free(result);
		result = scene_command(way, command);
	}
	return result;
}

/* A finished rotation whose retirement, or whose way back, is killed, and is then begun again. */
static gboolean kill_second(const Way *way, const char *command, guint point)
{
	g_autofree char *words = g_strdup_printf("kill:%u", point);
	const char *const now[] = { strcmp(command, "retire") == 0 ? "--now" : NULL, NULL };
	scene_reset(way);
	g_autoptr(ProgramResult) rotated = scene_rotate(way, NULL);
	if (rotated->exit_code != 0)
		lose(way, command, point, "a rotation without a crash failed", rotated);
	scene_point(words);
	g_autoptr(ProgramResult) killed = scene_command_with(way, command, NULL, now);
	scene_point(NULL);
	if (killed->signal == 0)
		return FALSE;
	check_killed(way, command, point);
	g_autoptr(ProgramResult) after = scene_command_with(way, command, NULL, now);
	g_autoptr(GPtrArray) held = scene_held();
	const Held *current = only_current(held);
	gboolean over = strstr(after->err->str, "no rotation") != NULL;
	if ((after->exit_code != 0 && !over) || held->len != 1 || current == NULL ||
	    !scene_takes(way, current->value) || current->version != (now[0] != NULL ? 2 : 1))
		lose(way, command, point, "the second time did not finish it", after);
	return TRUE;
}

/* FALSE: nothing was killed, so there are no more points. */
static gboolean kill_at(const Way *way, const char *command, guint point, gboolean power)
{
	g_autofree char *words = g_strdup_printf("kill:%u", point);
	scene_reset(way);
	if (power)
		scene_keep_synced();
	g_autoptr(ProgramResult) killed = scene_rotate(way, words);
	if (power)
		scene_lose_power();
	if (killed->signal == 0) {
		if (killed->exit_code != (way->by_hand ? 5 : 0))
			lose(way, command, point, "a rotation without a crash failed", killed);
		return FALSE;
	}
	check_killed(way, command, point);
	g_autoptr(ProgramResult) after = command_until_done(way, command);
	check_after(way, command, point, after);
	return TRUE;
}

static guint stride(void)
{
	const char *text = g_getenv("WEIR_TEST_STRIDE");
	guint64 step = 0;
	if (text == NULL || !g_ascii_string_to_unsigned(text, 10, 1, 100, &step, NULL))
		step = STRIDE;
	return (guint)step;
}

typedef enum { FIRST, SECOND, POWER } Matrix;

static gboolean try_point(const Way *way, const char *command, guint point, Matrix which)
{
	return which == SECOND ? kill_second(way, command, point)
			       : kill_at(way, command, point, which == POWER);
}

static void matrix(const Way *way, const char *command, Matrix which)
{
	static const char *const how[] = { "killed", "killed afterwards", "without power" };
	guint step = stride() * (which == POWER && stride() > 1 ? FEWER : 1),
	      least = which == SECOND ? 5 : 15;
	guint point = 1 + number % MIN(step, least), tried = 0, before = losses;
	gint64 start = g_get_monotonic_time();
	while (point < MOST_POINTS && try_point(way, command, point, which))
		point += step, tried++;
	gboolean good = losses == before && tried > 0 && point > least;
	points += tried;
	failed += !good;
	printf("%s %u - %s: %s at %u points, then %s: %u losses (%.0f s)\n", good ? "ok" : "not ok", ++number,
	       way->row, how[which], tried, command, losses - before,
	       (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC);
	fflush(stdout);
}

static void lose_power(const Way *way)
{
	g_autofree char *library = g_build_filename(BUILDDIR, "tests", "rotate", "synced.so", NULL);
	if (!g_file_test(library, G_FILE_TEST_EXISTS) || !scene_keep_synced()) {
		printf("ok %u - %s # SKIP nothing can be preloaded under a sanitizer\n", ++number, way->row);
		return;
	}
	scene_lose_power();
	matrix(way, "resume", POWER);
	matrix(way, "rollback", POWER);
}

static gboolean is_wanted(const char *driver)
{
	const char *text = g_getenv("WEIR_TEST_WAYS");
	g_auto(GStrv) wanted = g_strsplit(text != NULL ? text : "", ",", -1);
	return text == NULL || g_strv_contains((const char *const *)wanted, driver);
}

int main(void)
{
	const char *missing = private_keyring_missing();
	if (missing != NULL)
		return suite_skip("rotate/crash", missing);
	/* Nothing here is about the disk: a power loss is played. */
	if (g_getenv("TMPDIR") == NULL && g_file_test("/dev/shm", G_FILE_TEST_IS_DIR))
		g_setenv("TMPDIR", "/dev/shm", TRUE);
	scene_start();
	for (guint i = 0; i < n_ways; i++) {
		if (!is_wanted(ways[i].driver))
			continue;
		matrix(&ways[i], "resume", FIRST);
		matrix(&ways[i], "rollback", FIRST);
		lose_power(&ways[i]);
		if (!ways[i].retires)
			continue;
		matrix(&ways[i], "retire", SECOND);
		matrix(&ways[i], "rollback", SECOND);
	}
	printf("# %u points, %u losses\n1..%u\n", points, losses, number);
	return failed == 0 ? 0 : 1;
}
