/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/secrets_runner.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

typedef enum { WORK_LIST, WORK_STATUS, WORK_ACT } Work;

struct SecretsRunner {
	int references; /* a run under way holds one, so that its end finds the runner */
	VerbContext *context;
	SecretsRunnerChanged changed; /* NULL once the owner has let go */
	gpointer data;
	VerbRun *run; /* under way; NULL */
	Work work;
	gboolean wants_list, wants_status, loaded;
	ListingSet *secrets, *rotations; /* NULL: not read yet */
	ListingSet *before;              /* the secrets that the view still shows */
	GPtrArray *nothing;              /* rows while there are none */
	GPtrArray *steps;                /* SecretsStep * */
	char *about;                     /* "SERVER/CONNECTION/NAME" of what is rotated */
	gint64 journal;
	char *problem, *told;
	guint telling; /* source */
};

static void free_step(gpointer memory)
{
	SecretsStep *step = memory;
	g_free(step->text);
	g_free(step);
}

SecretsRunner *secrets_runner_new(VerbContext *context, SecretsRunnerChanged changed, gpointer data)
{
	SecretsRunner *runner = g_new0(SecretsRunner, 1);
	runner->references = 1;
	runner->context = context;
	runner->changed = changed;
	runner->data = data;
	runner->nothing = g_ptr_array_new();
	runner->steps = g_ptr_array_new_with_free_func(free_step);
	return runner;
}

static void let_go(SecretsRunner *runner)
{
	if (--runner->references > 0)
		return;
	g_clear_pointer(&runner->secrets, listing_set_unref);
	g_clear_pointer(&runner->before, listing_set_unref);
	g_clear_pointer(&runner->rotations, listing_set_unref);
	g_ptr_array_unref(runner->nothing);
	g_ptr_array_unref(runner->steps);
	g_free(runner->about);
	g_free(runner->problem);
	g_free(runner->told);
	g_free(runner);
}

void secrets_runner_free(SecretsRunner *runner)
{
	if (runner == NULL)
		return;
	runner->changed = NULL;
	g_clear_handle_id(&runner->telling, g_source_remove);
	secrets_runner_stop(runner);
	let_go(runner);
}

static gboolean on_tell(gpointer data)
{
	SecretsRunner *runner = data;
	runner->telling = 0;
	runner->changed(runner->data);
	return G_SOURCE_REMOVE;
}

static void tell(SecretsRunner *runner)
{
	if (runner->telling == 0 && runner->changed != NULL)
		runner->telling = g_idle_add_full(G_PRIORITY_DEFAULT, on_tell, runner, NULL);
}

static void keep_text(char **kept, const char *text)
{
	g_free(*kept);
	*kept = text != NULL ? text_visible(text, -1, TEXT_ONE_LINE) : NULL;
}

/* ---- what the commands say ---- */

static gboolean sink_listing(VerbRun *run, ListingSet *set, GError **error)
{
	SecretsRunner *runner = run->sink_data;
	ListingSet **kept = set->kind == &listing_secrets     ? &runner->secrets
			    : set->kind == &listing_rotations ? &runner->rotations
							      : NULL;
	/* What became of one rotation is no list of all. */
	if (kept == NULL || runner->work == WORK_ACT)
		return TRUE;
	listing_set_ref(set);
	if (kept == &runner->secrets) {
		g_clear_pointer(&runner->before, listing_set_unref);
		runner->before = runner->secrets;
	} else {
		g_clear_pointer(kept, listing_set_unref);
	}
	*kept = set;
	runner->loaded |= set->kind == &listing_secrets;
	return TRUE;
}

static gboolean sink_detail(VerbRun *run, ListingSet *set, guint row, GError **error)
{
	return TRUE;
}

static gboolean sink_lines(VerbRun *run, const GPtrArray *lines, GError **error)
{
	return TRUE;
}

static gboolean sink_raw(VerbRun *run, const char *text, gsize length, GError **error)
{
	return TRUE;
}

static gboolean sink_audit(VerbRun *run, const struct audit_format *format, const AuditResult *result,
			   GError **error)
{
	return TRUE;
}

static void add_step(SecretsRunner *runner, JournalStep step, StepState state, const char *text)
{
	SecretsStep *last = runner->steps->len > 0 ? runner->steps->pdata[runner->steps->len - 1] : NULL;
	SecretsStep *kept = last;
	/* A step that begins and one that ends are one line. */
	if (last == NULL || step == N_JOURNAL_STEPS || last->step != step || last->state != STEP_INTENDED) {
		kept = g_new0(SecretsStep, 1);
		g_ptr_array_add(runner->steps, kept);
	}
	kept->step = step;
	kept->state = state;
	kept->when = g_get_real_time();
	if (text != NULL || kept->text == NULL)
		keep_text(&kept->text, text);
}

static void sink_message(VerbRun *run, const char *text)
{
	SecretsRunner *runner = run->sink_data;
	if (run->exit_code != WEIR_EXIT_OK)
		keep_text(&runner->problem, text);
	if (runner->work == WORK_ACT) {
		add_step(runner, N_JOURNAL_STEPS, run->exit_code != WEIR_EXIT_OK ? STEP_FAILED : STEP_DONE,
			 text);
		keep_text(&runner->told, text);
	}
	tell(runner);
}

static void sink_progress(VerbRun *run, const char *text)
{
}

static void sink_rotated(VerbRun *run, const Rotation *rotation, JournalStep step, StepState state,
			 const char *text)
{
	SecretsRunner *runner = run->sink_data;
	runner->journal = rotation->id;
	/* Notes are said, too. */
	if (step != N_JOURNAL_STEPS)
		add_step(runner, step, state, text);
	tell(runner);
}

static const struct verb_sink sink = {
	.listing = sink_listing,
	.detail = sink_detail,
	.lines = sink_lines,
	.raw = sink_raw,
	.audit = sink_audit,
	.message = sink_message,
	.progress = sink_progress,
	.rotated = sink_rotated,
};

/* ---- runs ---- */

static void start(SecretsRunner *runner, Work work, const char *const *words, GError **error);

static void go_on(SecretsRunner *runner)
{
	static const char *const list[] = { "secrets", "list", "--last-four", NULL };
	static const char *const status[] = { "secrets", "status", NULL };
	g_autoptr(GError) error = NULL;
	if (runner->run != NULL || runner->changed == NULL)
		return;
	if (runner->wants_status) {
		runner->wants_status = FALSE;
		start(runner, WORK_STATUS, status, &error);
	} else if (runner->wants_list) {
		runner->wants_list = FALSE;
		start(runner, WORK_LIST, list, &error);
	}
	if (error != NULL)
		keep_text(&runner->problem, error->message);
}

static void end_run(SecretsRunner *runner)
{
	g_clear_pointer(&runner->run, verb_run_unref);
	if (runner->work == WORK_ACT)
		runner->wants_status = runner->wants_list = TRUE;
	go_on(runner);
	tell(runner);
	let_go(runner);
}

static void on_done(VerbRun *run, gpointer data)
{
	end_run(data);
}

static void start(SecretsRunner *runner, Work work, const char *const *words, GError **error)
{
	VerbRun *run = verb_parse(runner->context, words, error);
	if (run == NULL)
		return;
	run->sink = &sink;
	run->sink_data = runner;
	run->done = on_done;
	run->done_data = runner;
	runner->run = run;
	runner->work = work;
	runner->references++;
	/* A rotation's problem is read with the rows that follow it. */
	if (work == WORK_ACT || (work == WORK_LIST && runner->told == NULL))
		keep_text(&runner->problem, NULL);
	if (verb_start(run) != VERB_WAITING)
		end_run(runner);
	tell(runner);
}

void secrets_runner_load(SecretsRunner *runner, gboolean keyring)
{
	runner->wants_status = TRUE;
	runner->wants_list |= keyring;
	if (runner->run == NULL && keyring)
		keep_text(&runner->told, NULL);
	go_on(runner);
	tell(runner);
}

static char *label_of(const SecretRow *row)
{
	return g_strdup_printf("%s/%s/%s", row->server, row->connection, row->name);
}

static const char *const acts[] = { [SECRETS_ROTATE] = "rotate",
				    [SECRETS_RESUME] = "resume",
				    [SECRETS_ROLLBACK] = "rollback",
				    [SECRETS_RETIRE] = "retire" };

static void add(GPtrArray *words, const char *word)
{
	g_ptr_array_add(words, (gpointer)word);
}

static gboolean start_act(SecretsRunner *runner, SecretsAct act, const SecretRow *row, const char *program,
			  GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autoptr(GError) problem = NULL;
	const char *server = *row->server != '\0' ? row->server : "-";
	g_autofree char *name = *row->connection != '\0' ? g_strconcat(row->connection, "/", row->name, NULL)
							 : g_strdup(row->name);
	add(words, "secrets");
	add(words, acts[act]);
	if (act == SECRETS_ROTATE) {
		add(words, "--yes");
		add(words, "--confirm");
		add(words, server);
	}
	if (program != NULL) {
		add(words, "--exec");
		add(words, program);
	}
	add(words, "--");
	add(words, server);
	add(words, name);
	add(words, NULL);
	start(runner, WORK_ACT, (const char *const *)words->pdata, &problem);
	if (problem == NULL)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

gboolean secrets_runner_act(SecretsRunner *runner, SecretsAct act, const SecretRow *row, const char *program,
			    GError **error)
{
	if (runner->run != NULL) {
		g_set_error_literal(error, WEIR_ERROR, WEIR_ERROR_USAGE,
				    secrets_runner_busy(runner)
					    ? _("a rotation is under way: Esc stops it safely")
					    : _("the keyring is being read: once more in a moment"));
		return FALSE;
	}
	g_free(runner->about);
	runner->about = label_of(row);
	runner->journal = 0;
	g_ptr_array_set_size(runner->steps, 0);
	keep_text(&runner->told, NULL);
	return start_act(runner, act, row, program, error);
}

void secrets_runner_stop(SecretsRunner *runner)
{
	if (runner->run == NULL)
		return;
	/* The end may come from inside. */
	g_autoptr(VerbRun) run = verb_run_ref(runner->run);
	g_cancellable_cancel(run->cancellable);
	tell(runner);
}

gboolean secrets_runner_busy(const SecretsRunner *runner)
{
	return runner->run != NULL && runner->work == WORK_ACT;
}

/* ---- what is known ---- */

gboolean secrets_runner_loaded(const SecretsRunner *runner)
{
	return runner->loaded;
}

static const GPtrArray *rows_of(const SecretsRunner *runner, const ListingSet *set)
{
	const struct listing *part = set != NULL && set->parts->len > 0 ? set->parts->pdata[0] : NULL;
	return part != NULL ? part->data : runner->nothing;
}

const GPtrArray *secrets_runner_rows(const SecretsRunner *runner)
{
	return rows_of(runner, runner->secrets);
}

/* As rotation_label() writes it. */
static char *rotation_name(const SecretRow *row)
{
	const Rotation rotation = { .server = row->server, .connection = row->connection, .name = row->name };
	return rotation_label(&rotation);
}

const RotationRow *secrets_runner_rotation(const SecretsRunner *runner, const SecretRow *row)
{
	const GPtrArray *rows = rows_of(runner, runner->rotations);
	g_autofree char *name = rotation_name(row);
	for (guint i = rows->len; i-- > 0;)
		if (strcmp(((const RotationRow *)rows->pdata[i])->secret, name) == 0)
			return rows->pdata[i];
	return NULL;
}

guint secrets_runner_pending(const SecretsRunner *runner)
{
	const GPtrArray *rows = rows_of(runner, runner->rotations);
	guint count = 0;
	for (guint i = 0; i < rows->len; i++) {
		const char *state = ((const RotationRow *)rows->pdata[i])->state;
		count += strcmp(state, rotation_state_name(ROTATION_OPEN)) == 0 ||
			 strcmp(state, rotation_state_name(ROTATION_BACK)) == 0;
	}
	return count;
}

const GPtrArray *secrets_runner_steps(const SecretsRunner *runner)
{
	return runner->steps;
}

gboolean secrets_runner_is_about(const SecretsRunner *runner, const SecretRow *row)
{
	g_autofree char *label = label_of(row);
	return g_strcmp0(runner->about, label) == 0;
}

gint64 secrets_runner_journal(const SecretsRunner *runner)
{
	return runner->journal;
}

const char *secrets_runner_problem(const SecretsRunner *runner)
{
	return runner->problem;
}

const char *secrets_runner_told(const SecretsRunner *runner)
{
	return runner->told;
}
