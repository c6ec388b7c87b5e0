/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotations as a person asks for them: what is refused, shown, retired, marked, and taken from outside. */
#include <stdio.h>
#include <string.h>

#include "keyring/private_keyring.h"
#include "rotate/scene.h"
#include "suite.h"

#define GIVEN "given-0c9f3a7d51e84b26"
#define HOOK SRCDIR "/rotate/hook.sh"
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

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

static ProgramResult *rotate(const Way *way, const char *input, const char *const *more)
{
	return scene_command_with(way, "rotate", input, more);
}

static guint held(void)
{
	g_autoptr(GPtrArray) all = scene_held();
	return all->len;
}

static gboolean is_current(const Way *way, const char *value)
{
	g_autoptr(GPtrArray) all = scene_held();
	for (guint i = 0; i < all->len; i++) {
		const Held *one = all->pdata[i];
		if (one->stage == SECRET_STAGE_CURRENT)
			return scene_takes(way, one->value) &&
			       (value == NULL || strcmp(one->value, value) == 0);
	}
	return FALSE;
}

static void what_is_refused(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	g_autoptr(ProgramResult) unasked = rotate(way, NULL, WORDS("--exec", HOOK));
	ok(says(unasked, 2, "--yes does it") && held() == 1, "without --yes nothing is changed");
	g_autoptr(ProgramResult) prod = rotate(way, NULL, WORDS("--exec", HOOK, "--env", "prod", "--yes"));
	ok(says(prod, 2, "--confirm desk") && held() == 1, "a production server wants its name");
	g_autoptr(ProgramResult) other =
		rotate(way, NULL, WORDS("--exec", HOOK, "--env", "prod", "--yes", "--confirm", "dusk"));
	ok(says(other, 2, "--confirm desk") && held() == 1, "and not another one");
	g_autoptr(ProgramResult) driver = rotate(way, NULL, WORDS("--driver", "exec", "--yes"));
	ok(says(driver, 2, "give --exec PROGRAM") && held() == 1, "driver exec wants a program");
	g_autoptr(ProgramResult) absent = rotate(way, NULL, WORDS("nothing-of-that-name", "--yes"));
	ok(says(absent, 2, "no current value") && held() == 1, "a secret that is not there");
	g_autoptr(ProgramResult) many = rotate(way, NULL, WORDS("--due", "--yes"));
	ok(says(many, 2, "which secret?"), "a name and --due");
	g_autoptr(ProgramResult) missing = rotate(way, NULL, WORDS("--exec", "/no/such/program", "--yes"));
	ok(says(missing, 5, "cannot be run") && is_current(way, OLD), "a program that is not there");
	g_autoptr(ProgramResult) back = scene_command(way, "rollback");
	ok(back->exit_code == 5 && is_current(way, OLD), "it is needed to put the old value back, too");
}

static void dry_run(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	g_autoptr(ProgramResult) result = rotate(way, NULL, WORDS("--exec", HOOK, "--dry-run"));
	ok(says(result, 0, "GET ") && held() == 1 && !g_file_test(scene_database(), G_FILE_TEST_EXISTS),
	   "a dry run says what it would do, and does nothing");
}

static void retire(const char *row, guint made)
{
	const Way *way = way_of(row);
	scene_reset(way);
	g_autoptr(ProgramResult) result = scene_rotate(way, NULL);
	g_autoptr(ProgramResult) early = scene_command_with(way, "retire", NULL, WORDS("--format", "json"));
	gboolean kept = held() == 2 && scene_subscriptions() == made;
	g_autoptr(ProgramResult) now = scene_command_with(way, "retire", NULL, WORDS("--now"));
	g_autofree char *what =
		g_strdup_printf("%s: retired when it is due, and then gone where it was used", row);
	gboolean gone = held() == 1 && is_current(way, NULL) && scene_subscriptions() == 1;
	ok(says(result, 0, "") && says(early, 0, "no previous value") && kept && says(now, 0, "done") && gone,
	   what);
	g_autoptr(ProgramResult) back = scene_command(way, "rollback");
	ok(says(back, 2, "no rotation of it"), "and there is no way back");
}

/* The first time it is said where it is used; later weir knows. */
static void rotated(const Way *way, guint times)
{
	const char *const later[] = { "--driver", way->driver, "--settle",
				      "5s",       "--yes",     way->program ? "--exec" : NULL,
				      HOOK,       NULL };
	scene_reset(way);
	for (guint i = 0; i < times; i++) {
		g_autoptr(ProgramResult) result = i == 0 ? scene_rotate(way, NULL) : rotate(way, NULL, later);
		if (result->exit_code != 0)
			printf("# rotation %u: %s\n", i, result->err->str);
	}
}

static void one_after_another(const char *row)
{
	const Way *way = way_of(row);
	printf("# %s\n", row);
	rotated(way, 2);
	ok(held() == 3 && is_current(way, NULL), "rotated twice, both former values are kept");
	g_autoptr(ProgramResult) status = scene_run(NULL, WORDS("secrets", "status", "--format", "csv"));
	ok(says(status, 0, ",retire") && says(status, 0, ",rollback"),
	   "of the first only the retirement is safe");
	g_autoptr(ProgramResult) back = scene_command(way, "rollback");
	ok(says(back, 0, "undone") && held() == 2 && is_current(way, NULL), "the last is rolled back, alone");
	g_autoptr(ProgramResult) again = scene_command(way, "rollback");
	ok(says(again, 0, "undone") && held() == 1 && is_current(way, OLD), "then the one before");
	rotated(way, 2);
	g_autoptr(ProgramResult) retire = scene_command_with(way, "retire", NULL, WORDS("--now"));
	ok(says(retire, 0, "done") && held() == 1 && is_current(way, NULL), "both are retired");
}

static void no_way_back(void)
{
	const Way *way = way_of("bearer");
	rotated(way, 1);
	g_autoptr(ProgramResult) last = rotate(way, NULL, WORDS("--exec", HOOK, "--grace", "0s", "--yes"));
	g_autoptr(ProgramResult) back = scene_command(way, "rollback");
	ok(says(last, 0, "done") && says(back, 2, "came after this one and is over") && is_current(way, NULL),
	   "over one that is retired there is no way back");
	rotated(way, 1);
	g_autoptr(ProgramResult) set = scene_command_with(way, "set", GIVEN, WORDS("--stdin"));
	g_autoptr(ProgramResult) over = scene_command(way, "rollback");
	ok(says(set, 0, "version 3 is current") && says(over, 2, "is current, which came after") &&
		   held() == 3,
	   "nor over a value that a person set");
}

static void values_of_an_open_one(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	g_autoptr(ProgramResult) killed = scene_rotate(way, "kill:20");
	guint before = held();
	g_autoptr(ProgramResult) set = scene_command_with(way, "set", GIVEN, WORDS("--stdin"));
	g_autoptr(ProgramResult) delete = scene_command_with(way, "delete", NULL, WORDS("--yes"));
	ok(killed->signal == 9 && says(set, 2, "a rotation of it is open") &&
		   says(delete, 2, "a rotation of it is open") && held() == before,
	   "values of an open rotation are neither replaced nor deleted");
	g_autoptr(ProgramResult) resume = scene_command(way, "resume");
	ok(resume->exit_code == 0 && is_current(way, NULL), "and it is resumed");
}

static void at_once(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	g_autoptr(ProgramResult) before = scene_run(NULL, WORDS("secrets", "list", "--format", "json"));
	ok(says(before, 0, "\"rotated\":null"), "what was never rotated is not said to have been");
	g_autoptr(ProgramResult) result =
		rotate(way, NULL, WORDS("--exec", HOOK, "--grace", "0s", "--yes", "--format", "json"));
	ok(says(result, 0, "\"state\":\"done\"") && held() == 1 && is_current(way, NULL),
	   "without a grace period it is retired at once");
	g_autoptr(ProgramResult) after = scene_run(NULL, WORDS("secrets", "list", "--format", "json"));
	ok(says(after, 0, "\"rotated\":\"20"), "and the list says when it was rotated");
}

static void compromised(void)
{
	const Way *way = way_of("signing, canary");
	scene_reset(way);
	g_autoptr(ProgramResult) result =
		scene_command_with(way, "compromised", NULL, WORDS("--exec", HOOK, "--yes"));
	ok(says(result, 0, "[server desk trigger ticket_changed] secret") && held() == 1 &&
		   is_current(way, NULL),
	   "a compromised one is rotated at once, and it is said where it was used");
	scene_reset(way);
	g_autoptr(ProgramResult) fails =
		scene_command_with(way, "compromised", NULL, WORDS("--exec", "/bin/false", "--yes"));
	const char *const due[] = { "secrets", "due", NULL };
	g_autoptr(ProgramResult) marked = scene_run(NULL, due);
	ok(fails->exit_code == 5 && says(marked, 1, "signing"), "and stays marked where that fails");
}

static void from_outside(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	g_autoptr(ProgramResult) given =
		rotate(way, GIVEN "\n", WORDS("--exec", HOOK, "--value-stdin", "--yes"));
	ok(given->exit_code == 0 && is_current(way, GIVEN), "a value from standard input");
	ok(strstr(given->err->str, GIVEN) == NULL && strstr(given->out->str, GIVEN) == NULL &&
		   !scene_wrote(GIVEN),
	   "which is written and shown nowhere");
	scene_reset(way);
	program_setenv("HOOK_FAILS", "1");
	g_autoptr(ProgramResult) pending =
		rotate(way, GIVEN "\n", WORDS("--exec", HOOK, "--value-stdin", "--yes"));
	program_setenv("HOOK_FAILS", NULL);
	g_autoptr(ProgramResult) resumed = scene_command(way, "resume");
	ok(pending->exit_code == 5 && resumed->exit_code == 0 && is_current(way, GIVEN),
	   "it is in the keyring, and need not be given again");
}

static void due(void)
{
	const Way *way = way_of("bearer");
	const char *const words[] = { "secrets", "rotate", "desk", "--due", "--yes", NULL };
	scene_configure_more("\n[policy server-token]\nage = 1s\nexec = " HOOK "\n");
	scene_reset(way);
	g_usleep(1100 * 1000);
	g_autoptr(ProgramResult) result = scene_run(NULL, words);
	ok(says(result, 0, "desk/server-token") && held() == 2 && is_current(way, NULL),
	   "--due finds what is old, with the program of its policy");
	scene_configure_more(NULL);
	scene_reset(way);
	g_autoptr(ProgramResult) nothing = scene_run(NULL, words);
	ok(says(nothing, 0, "nothing is due") && held() == 1, "and nothing else");
}

static void by_hand(void)
{
	const Way *way = way_of("manual");
	scene_reset(way);
	g_autoptr(ProgramResult) list = scene_rotate(way, NULL);
	ok(says(list, 5, "weir secrets show desk by-hand --stage pending --reveal"), "a checklist: exit 5");
	g_autoptr(ProgramResult) done = scene_command(way, "resume");
	ok(says(done, 0, "your word") && held() == 2, "resume says that it was done");
	g_autoptr(ProgramResult) back = scene_command(way, "rollback");
	ok(says(back, 5, "back to the value before"), "the way back is a checklist, too");
	g_autoptr(ProgramResult) gone = scene_command(way, "rollback");
	ok(gone->exit_code == 0 && held() == 1, "and is then over");
}

/* A person sets the token while weir watches. */
static void watched(void)
{
	const Way *way = way_of("bearer");
	scene_reset(way);
	g_autoptr(ProgramResult) waits = rotate(way, NULL, WORDS("--settle", "1s", "--yes"));
	ok(says(waits, 5, "put the value where the server reads its auth_token"),
	   "a person is told what to do");
	g_autoptr(ProgramResult) again = scene_command(way, "resume");
	g_autoptr(ProgramResult) thrice = scene_command(way, "resume");
	ok(again->exit_code == 5 && thrice->exit_code == 5 && strstr(thrice->err->str, "twice") == NULL,
	   "and may take time: that is no failure of the value");
	g_autoptr(GPtrArray) all = scene_held();
	for (guint i = 0; i < all->len; i++)
		if (((const Held *)all->pdata[i])->stage == SECRET_STAGE_PENDING)
			scene_set_token(((const Held *)all->pdata[i])->value);
	g_autoptr(ProgramResult) seen = scene_command(way, "resume");
	ok(seen->exit_code == 0 && is_current(way, NULL), "then weir sees it");
}

int main(void)
{
	const char *missing = private_keyring_missing();
	if (missing != NULL)
		return suite_skip("rotate", missing);
	scene_start();
	scene_settle("5s");
	what_is_refused();
	dry_run();
	retire("bearer", 1);
	retire("subscription, engine", 1);
	retire("subscription, anew", 2);
	retire("connection", 2);
	one_after_another("bearer");
	one_after_another("subscription, anew");
	no_way_back();
	values_of_an_open_one();
	at_once();
	compromised();
	from_outside();
	due();
	by_hand();
	watched();
	printf("1..%u\n", number);
	return failed == 0 ? 0 : 1;
}
