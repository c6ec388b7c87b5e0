/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotations that meet what goes wrong: servers, keyrings, disks, programs, a second weir; where the values
 * are found; how many round trips one takes. */
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "keyring/private_keyring.h"
#include "rotate/scene.h"
#include "suite.h"
#include "unit/net/bad_server.h"

static guint number, failed;

static void ok(gboolean good, const char *what)
{
	printf("%s %u - %s\n", good ? "ok" : "not ok", ++number, what);
	failed += !good;
	fflush(stdout);
}

static gboolean says(const ProgramResult *result, int exit_code, const char *words)
{
	if (result->exit_code == exit_code &&
	    (strstr(result->err->str, words) != NULL || strstr(result->out->str, words) != NULL))
		return TRUE;
	printf("# exit %d instead of %d, or not '%s':\n# %s%s\n", result->exit_code, exit_code, words,
	       result->err->str, result->out->str);
	return FALSE;
}

static const Way *way_of(const char *row)
{
	for (guint i = 0; i < n_ways; i++)
		if (strcmp(ways[i].row, row) == 0)
			return &ways[i];
	return NULL;
}

/* Each stage once at most, the current value taken. */
static gboolean is_whole(const Way *way, guint items, const char *current)
{
	g_autoptr(GPtrArray) held = scene_held();
	guint found = 0;
	for (guint i = 0; i < held->len; i++) {
		const Held *one = held->pdata[i];
		if (one->stage != SECRET_STAGE_CURRENT)
			continue;
		found++;
		if (!scene_takes(way, one->value) || (current != NULL && strcmp(one->value, current) != 0))
			return FALSE;
	}
	return found == 1 && held->len == items;
}

static gboolean holds_one_that_is_taken(const Way *way)
{
	g_autoptr(GPtrArray) held = scene_held();
	for (guint i = 0; i < held->len; i++)
		if (scene_takes(way, ((const Held *)held->pdata[i])->value))
			return TRUE;
	return FALSE;
}

/* ---- a run that is stopped in its midst ---- */

static char *status_field(const char *pid, const char *field)
{
	g_autofree char *path = g_strdup_printf("/proc/%s/status", pid), *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return g_strdup("");
	const char *at = strstr(text, field);
	return at != NULL ? g_strndup(at, strcspn(at, "\n")) : g_strdup("");
}

/* Stopped there; NULL where it ended before. */
static GSubprocess *stopped(const Way *way, guint point)
{
	g_autofree char *words = g_strdup_printf("stop:%u", point);
	GSubprocess *process = scene_spawn(way, words);
	const char *pid = g_subprocess_get_identifier(process);
	for (int i = 0; i < 2000 && pid != NULL; i++) {
		g_autofree char *state = status_field(pid, "State:");
		if (strstr(state, "T (") != NULL)
			return process;
		if (*state == '\0' || strstr(state, "Z (") != NULL)
			break;
		g_usleep(5000);
	}
	g_subprocess_force_exit(process);
	g_subprocess_wait(process, NULL, NULL);
	g_object_unref(process);
	return NULL;
}

static void two_weirs(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	g_autoptr(GSubprocess) first = stopped(way, 20);
	ok(first != NULL, "a rotation that is stopped in its midst");
	g_autoptr(ProgramResult) second = scene_rotate(way, NULL);
	ok(says(second, 2, "another weir is at work"), "a second one of the same secret is refused");
	g_autoptr(ProgramResult) resume = scene_command(way, "resume");
	ok(says(resume, 2, "another weir is at work"), "and so is resuming it meanwhile");
	g_autoptr(ProgramResult) status = scene_command(way, "status");
	ok(says(status, 5, "wait for process"), "status says who is at it");
	const char *const version[] = { "version", NULL };
	g_autoptr(ProgramResult) any = scene_run(NULL, version);
	ok(says(any, 0, "a rotation is open: desk/server-token"), "every command says that it is open");
	g_subprocess_force_exit(first);
	g_subprocess_wait(first, NULL, NULL);
	g_autoptr(ProgramResult) dead = scene_command(way, "status");
	ok(says(dead, 5, "resume, rollback"), "of a killed one it says what is safe");
	g_autoptr(ProgramResult) again = scene_command(way, "resume");
	ok(again->exit_code == 0 && is_whole(way, 2, NULL), "and it is resumed");
}

/* ---- a program that does not end ---- */

static void hanging(void)
{
	static const char *const seconds[] = {
		"--exec", SRCDIR "/rotate/hook.sh", "--exec-timeout", "1", "--settle", "5s", "--yes", NULL
	};
	const Way *way = way_of("bearer");
	scene_reset(way);
	program_setenv("HOOK_HANGS", "1");
	gint64 start = g_get_monotonic_time();
	g_autoptr(ProgramResult) result = scene_command_with(way, "rotate", NULL, seconds);
	gint64 took = g_get_monotonic_time() - start;
	program_setenv("HOOK_HANGS", NULL);
	ok(says(result, 5, "did not end within 1 s at step set") && took < 15 * G_USEC_PER_SEC,
	   "a program that does not end is ended");
	g_autoptr(ProgramResult) after = scene_command(way, "resume");
	ok(after->exit_code == 0 && is_whole(way, 2, NULL), "and it is resumed");
}

/* ---- a program that lies ---- */

static void failing_twice(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	program_setenv("HOOK_LIES", "1");
	g_autoptr(ProgramResult) first = scene_rotate(way, NULL);
	ok(says(first, 5, "answers 401 to the new value"), "a value that is not set fails its test: exit 5");
	ok(holds_one_that_is_taken(way), "and the old one is there");
	g_autoptr(ProgramResult) second = scene_command(way, "resume");
	ok(says(second, 5, "answers 401"), "it is tried once more");
	g_autoptr(ProgramResult) third = scene_command(way, "resume");
	ok(says(third, 5, "failed its test twice"), "and not a third time");
	program_setenv("HOOK_LIES", NULL);
	g_autoptr(ProgramResult) back = scene_command(way, "rollback");
	ok(back->exit_code == 0 && is_whole(way, 1, OLD), "rollback restores what was before");
	program_setenv("HOOK_FAILS", "1");
	g_autoptr(ProgramResult) fails = scene_rotate(way, NULL);
	ok(says(fails, 5, "ended with status 7"), "a program that fails leaves it pending");
	program_setenv("HOOK_FAILS", NULL);
	g_autoptr(ProgramResult) resumed = scene_command(way, "resume");
	ok(resumed->exit_code == 0 && is_whole(way, 2, NULL), "and resume sets it");
}

/* ---- servers ---- */

static gboolean cut_after(const BadRequest *request, gpointer data)
{
	return FALSE;
}

static void bad_servers(void)
{
	static const struct {
		const char *name;
		BadHandler handler;
	} rows[] = { { "answers 500", NULL }, { "hangs", bad_silent }, { "cuts the connection", cut_after } };
	const Way *way = way_of("bearer");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		BadServer *server = bad_server_new();
		g_autofree char *url = bad_server_url(server);
		g_autofree char *what =
			g_strdup_printf("a server that %s: pending, then rolled back", rows[i].name);
		if (rows[i].handler != NULL)
			bad_server_on(server, "/", rows[i].handler, NULL);
		else
			bad_server_give(server, "/", 500, NULL, "{}", 2);
		scene_reset(way);
		scene_configure(way, url, NULL);
		g_autoptr(ProgramResult) result = scene_rotate(way, NULL);
		gboolean kept = holds_one_that_is_taken(way);
		scene_configure(way, NULL, NULL);
		g_autoptr(ProgramResult) back = scene_command(way, "rollback");
		ok(result->exit_code == 5 && kept && back->exit_code == 0 && is_whole(way, 1, OLD), what);
		bad_server_free(server);
	}
}

/* The engine takes the change, and its answer is lost. */
typedef struct {
	const char *stop; /* method after which it says nothing */
} Proxy;

static gboolean forward_and_cut(const BadRequest *request, gpointer data)
{
	const Proxy *proxy = data;
	g_autofree char *answer = scene_forward(request->head, request->body, request->body_length);
	if (!g_str_has_prefix(request->head, proxy->stop))
		bad_send(request->fd, answer, -1);
	return FALSE;
}

static void cut_engine(void)
{
	const Way *way = way_of("subscription, engine");
	static const char *const commands[] = { "resume", "rollback" };
	for (guint i = 0; i < 2; i++) {
		Proxy proxy = { "PATCH" };
		BadServer *engine = bad_server_new();
		g_autofree char *url = bad_server_url(engine);
		bad_server_on(engine, "/", forward_and_cut, &proxy);
		scene_reset(way);
		scene_configure(way, NULL, url);
		g_autoptr(ProgramResult) result = scene_rotate(way, NULL);
		gboolean kept = holds_one_that_is_taken(way);
		scene_configure(way, NULL, NULL);
		g_autoptr(ProgramResult) after = scene_command(way, commands[i]);
		g_autofree char *what = g_strdup_printf(
			"an engine that takes a change and cuts the connection: pending, then %s",
			commands[i]);
		ok(result->exit_code == 5 && kept && after->exit_code == 0 &&
			   is_whole(way, i == 0 ? 2 : 1, NULL),
		   what);
		bad_server_free(engine);
	}
}

/* ---- the keyring goes away between two calls ---- */

static void vanishing_keyring(const char *command)
{
	const Way *way = way_of("bearer");
	guint points = 0, losses = 0;
	for (guint point = 1;; point += 2) {
		scene_reset(way);
		g_autoptr(GSubprocess) process = stopped(way, point);
		if (process == NULL)
			break;
		private_keyring_kill();
		g_subprocess_send_signal(process, SIGCONT);
		g_subprocess_wait(process, NULL, NULL);
		private_keyring_start(TRUE);
		int code = g_subprocess_get_if_exited(process) ? g_subprocess_get_exit_status(process) : -1;
		gboolean kept = holds_one_that_is_taken(way);
		g_autoptr(ProgramResult) after = scene_command(way, command);
		gboolean none = strstr(after->err->str, "no rotation") != NULL;
		gboolean good = kept && (code == 0 || code == 4 || code == 5) &&
				(after->exit_code == 0 || none) &&
				(is_whole(way, 1, OLD) || is_whole(way, 2, NULL));
		if (!good)
			printf("# point %u: exit %d, kept %d, then exit %d: %s\n", point, code, kept,
			       after->exit_code, after->err->str);
		losses += !good;
		points++;
	}
	g_autofree char *what = g_strdup_printf(
		"a keyring that vanishes at one of %u points, then %s: %u losses", points, command, losses);
	ok(losses == 0 && points > 10, what);
}

/* ---- a full disk ---- */

static void full_disk(void)
{
	const Way *way = way_of("bearer");
	guint runs = 0, stopped_short = 0, losses = 0;
	for (guint blocks = 41; blocks <= 1241; blocks += 40) {
		scene_reset(way);
		g_autoptr(ProgramResult) result = scene_rotate_limited(way, blocks);
		gboolean kept = holds_one_that_is_taken(way);
		g_autoptr(ProgramResult) after = scene_command(way, blocks % 80 == 1 ? "resume" : "rollback");
		gboolean none = strstr(after->err->str, "no rotation") != NULL ||
				strstr(after->err->str, "no database") != NULL;
		gboolean good = kept && (after->exit_code == 0 || none) &&
				(is_whole(way, 1, OLD) || is_whole(way, 2, NULL));
		if (!good)
			printf("# %u blocks: exit %d: %s# then exit %d: %s\n", blocks, result->exit_code,
			       result->err->str, after->exit_code, after->err->str);
		runs++;
		stopped_short += result->exit_code != 0;
		losses += !good;
	}
	g_autofree char *what = g_strdup_printf("a full disk: %u of %u rotations ended early, %u losses",
						stopped_short, runs, losses);
	ok(losses == 0 && stopped_short > 3 && stopped_short < runs, what);
}

/* ---- where the values are ---- */

static gboolean has(const char *path, const char *value)
{
	g_autofree char *text = NULL;
	gsize length = 0;
	return g_file_get_contents(path, &text, &length, NULL) &&
	       memmem(text, length, value, strlen(value)) != NULL;
}

static gboolean is_anywhere(GSubprocess *process, const char *value)
{
	static const char *const files[] = { "cmdline", "environ" };
	const char *pid = g_subprocess_get_identifier(process);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strdup_printf("/proc/%s/%s", pid, files[i]);
		if (has(path, value))
			return TRUE;
	}
	return scene_wrote(value);
}

/* At every fourth point: of the process, of the program that it runs, and of all files. */
static void canaries(void)
{
	const Way *way = way_of("bearer");
	guint looked = 0, found = 0, seen_by_program = 0;
	program_setenv("HOOK_LOOKS", "1");
	for (guint point = 1;; point += 4) {
		scene_reset(way);
		g_autoptr(GSubprocess) process = stopped(way, point);
		if (process == NULL)
			break;
		g_autoptr(GPtrArray) held = scene_held();
		for (guint i = 0; i < held->len; i++) {
			const char *value = ((const Held *)held->pdata[i])->value;
			found += is_anywhere(process, value);
			looked++;
		}
		g_subprocess_send_signal(process, SIGCONT);
		g_subprocess_wait(process, NULL, NULL);
		g_autoptr(GPtrArray) after = scene_held();
		for (guint i = 0; i < after->len; i++)
			seen_by_program += has(scene_hook_look(), ((const Held *)after->pdata[i])->value);
	}
	program_setenv("HOOK_LOOKS", NULL);
	g_autofree char *what = g_strdup_printf(
		"%u looks for values in files, arguments and environments: %u found", looked, found);
	ok(looked > 10 && found == 0, what);
	ok(has(scene_hook_look(), "HOOK_FILE") && seen_by_program == 0,
	   "none is in the arguments or the environment of the program");
}

/* ---- what is on the disk before a request leaves ---- */

/* How many requests and programs of a trace left; those before which the journal had not been synced are
 * counted in `early`. */
static guint left_after_sync(const char *path, guint *early)
{
	g_autofree char *text = NULL;
	gboolean dirty = FALSE, synced = FALSE;
	guint left = 0;
	g_file_get_contents(path, &text, NULL, NULL);
	g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++) {
		gboolean journal = strstr(lines[i], "weir.db-wal>") != NULL;
		gboolean leaves =
			strstr(lines[i], "\"GET /") != NULL || strstr(lines[i], "\"POST /") != NULL ||
			strstr(lines[i], "\"PATCH /") != NULL ||
			(strstr(lines[i], "execve(") != NULL && strstr(lines[i], "hook.sh") != NULL);
		if (journal && strstr(lines[i], "pwrite64(") != NULL)
			dirty = TRUE;
		if (journal && strstr(lines[i], "sync(") != NULL) {
			dirty = FALSE;
			synced = TRUE;
		}
		left += leaves;
		*early += leaves && (dirty || !synced);
	}
	return left;
}

static void synced_before(const char *row, guint least)
{
	const Way *way = way_of(row);
	g_autofree char *strace = g_find_program_in_path("strace");
	g_autofree char *path = g_build_filename(program_home_path(), "trace", NULL);
	const char *const words[] = { /* LeakSanitizer cannot look at a process that is traced. */
				      strace,
				      "-E",
				      "ASAN_OPTIONS=detect_leaks=0",
				      "-f",
				      "-y",
				      "-s",
				      "24",
				      "-o",
				      path,
				      "-e",
				      "trace=pwrite64,fsync,fdatasync,sendto,sendmsg,write,writev,execve",
				      NULL
	};
	guint early = 0;
	if (strace == NULL) {
		printf("ok %u - %s # SKIP no strace is installed\n", ++number, row);
		return;
	}
	scene_reset(way);
	program_wrap(words);
	g_autoptr(ProgramResult) result = scene_rotate(way, NULL);
	program_wrap(NULL);
	guint left = left_after_sync(path, &early);
	g_autofree char *what = g_strdup_printf("%s: the journal is on the disk before each of %u requests "
						"and programs leaves: %u left early",
						row, left, early);
	ok(result->exit_code == 0 && left >= least && early == 0, what);
	remove(path);
}

/* ---- figures ---- */

/* Requests that have to wait for an answer to one before: those sent side by side are one trip. */
static guint round_trips(const char *path)
{
	g_autofree char *text = NULL;
	guint trips = 0;
	gboolean answered = TRUE;
	g_file_get_contents(path, &text, NULL, NULL);
	g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++) {
		if (strcmp(lines[i], "before request") == 0 && answered) {
			trips++;
			answered = FALSE;
		}
		answered |= strcmp(lines[i], "after request") == 0;
	}
	return trips;
}

static void trips(void)
{
	for (guint i = 0; i < n_ways; i++) {
		g_autofree char *path = g_build_filename(program_home_path(), "points", NULL);
		g_autofree char *point = g_strconcat("list:", path, NULL);
		remove(path);
		scene_reset(&ways[i]);
		gint64 start = g_get_monotonic_time();
		g_autoptr(ProgramResult) result = scene_rotate(&ways[i], point);
		gint64 took = (g_get_monotonic_time() - start) / 1000;
		guint n = round_trips(path);
		g_autofree char *what = g_strdup_printf("%s at 50 ms latency: %u round trips, %d ms",
							ways[i].row, n, (int)took);
		ok(result->exit_code == (ways[i].by_hand ? 5 : 0) && n <= 8, what);
	}
}

int main(void)
{
	const char *missing = private_keyring_missing();
	if (missing != NULL)
		return suite_skip("rotate/faults", missing);
	scene_start();
	scene_settle("1s");
	two_weirs();
	hanging();
	failing_twice();
	bad_servers();
	cut_engine();
	full_disk();
	canaries();
	synced_before("bearer", 3);
	synced_before("subscription, engine", 5);
	vanishing_keyring("resume");
	vanishing_keyring("rollback");
	scene_settle("10s");
	scene_serve(50);
	trips();
	printf("1..%u\n", number);
	return failed == 0 ? 0 : 1;
}
