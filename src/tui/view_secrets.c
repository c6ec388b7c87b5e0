/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of all servers, and their rotations: a list, and beside it what is known of one and what its
 * rotation does. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/words.h"

static SecretsRunner *runner_of(const View *view)
{
	return app_secrets(view->app);
}

static const SecretRow *current(const View *view)
{
	guint row;
	const GPtrArray *rows = view->listing.data;
	return rows != NULL && list_current(view->list, &row) ? rows->pdata[row] : NULL;
}

/* ---- what is shown ---- */

static void changed(View *view, unsigned what)
{
	const GPtrArray *rows = secrets_runner_rows(runner_of(view));
	if (view->listing.data != rows || view->listing.n_rows != rows->len)
		view_set_rows(view, rows, rows->len);
	else
		view_touch(view);
	app_work(view->app);
}

static void shown(View *view)
{
	if (!secrets_runner_loaded(runner_of(view)))
		secrets_runner_load(runner_of(view), TRUE);
}

static void refresh(View *view)
{
	secrets_runner_load(runner_of(view), TRUE);
}

static void status(View *view, ListingLook look, GString *out)
{
	SecretsRunner *runner = runner_of(view);
	const char *problem = secrets_runner_problem(runner), *told = secrets_runner_told(runner);
	guint pending = secrets_runner_pending(runner);
	if (secrets_runner_loaded(runner))
		view->ops->kind->summary(&view->listing, look, out);
	if (pending > 0) {
		words_append_dot(out, look);
		g_string_append_printf(out, ngettext("%u rotation open", "%u rotations open", pending),
				       pending);
	}
	if (problem != NULL || told != NULL) {
		words_append_dot(out, look);
		g_string_append(out, problem != NULL ? problem : told);
	}
}

static Tone empty(View *view, GString *out)
{
	SecretsRunner *runner = runner_of(view);
	if (secrets_runner_problem(runner) != NULL) {
		g_string_append_printf(out, "%s %s", screen_ascii() ? "x" : "✕",
				       secrets_runner_problem(runner));
		return TONE_BAD;
	}
	if (!secrets_runner_loaded(runner))
		g_string_append(out, _("asking the keyring"));
	else if (list_filter(view->list) != NULL && view->listing.n_rows > 0)
		g_string_append(out, _("nothing matches the filter; Esc takes it away"));
	else
		g_string_append(out, _("the keyring holds no secret of weir's: weir secrets set TARGET NAME, "
				       "in a shell"));
	return TONE_DIM;
}

/* ---- a rotation, step by step ---- */

static const char *step_sign(const SecretsStep *step)
{
	gboolean ascii = screen_ascii();
	if (step->step == N_JOURNAL_STEPS)
		return " ";
	switch (step->state) {
	case STEP_DONE:
		return ascii ? "+" : "✓";
	case STEP_FAILED:
		return ascii ? "x" : "✕";
	default:
		return ascii ? "." : "…";
	}
}

static Tone step_tone(const SecretsStep *step)
{
	return step->state == STEP_FAILED ? TONE_BAD : step->state == STEP_DONE ? TONE_GOOD : TONE_ACCENT;
}

static void add_step(GPtrArray *lines, const SecretsStep *step)
{
	g_autofree char *clock = when_clock(step->when);
	const char *name = step->step == N_JOURNAL_STEPS ? "" : journal_step_name(step->step);
	detail_add(lines, NULL, step->step == N_JOURNAL_STEPS ? TONE_PLAIN : step_tone(step), "%s %-9s%s  %s",
		   step_sign(step), name, clock, step->text != NULL ? step->text : "");
}

static void add_rotation(View *view, const SecretRow *row, GPtrArray *lines)
{
	SecretsRunner *runner = runner_of(view);
	const RotationRow *rotation = secrets_runner_rotation(runner, row);
	if (rotation != NULL) {
		g_autofree char *started = when_clock(rotation->started);
		g_ptr_array_add(lines, detail_line_new(NULL, "", TONE_PLAIN));
		detail_add(lines, _("rotation"), rotation->tone, _("%s: %s, started %s, journal %" PRId64),
			   rotation->state, rotation->step, started, rotation->id);
		detail_add_text(lines, _("why"), rotation->note);
		if (*rotation->safe != '\0')
			detail_add(lines, _("safe to do"), TONE_PLAIN, "%s", rotation->safe);
	}
	if (!secrets_runner_is_about(runner, row))
		return;
	const GPtrArray *steps = secrets_runner_steps(runner);
	g_autofree char *heading = g_strdup_printf(_("rotation of %s, journal %" PRId64), row->name,
						   secrets_runner_journal(runner));
	g_autofree char *visible = text_visible(heading, -1, TEXT_ONE_LINE);
	g_ptr_array_add(lines, detail_line_new(NULL, "", TONE_PLAIN));
	g_ptr_array_add(lines, detail_line_new(visible, NULL, TONE_ACCENT));
	for (guint i = 0; i < steps->len; i++)
		add_step(lines, steps->pdata[i]);
	if (secrets_runner_busy(runner))
		detail_add(lines, NULL, TONE_DIM, "%s", _("Esc stops it safely: it can be resumed later"));
}

static void detail(View *view, guint number, ListingLook look, GPtrArray *lines)
{
	const GPtrArray *rows = view->listing.data;
	view->ops->kind->detail(&view->listing, number, look, lines);
	add_rotation(view, rows->pdata[number], lines);
}

/* ---- what is asked ---- */

struct asked {
	View *view;
	SecretsAct act;
	char *server, *connection, *name;
	char *word; /* that a person has to type */
};

/* The one that is asked about: questions have no data of their own. */
static const char *wanted_word;

static void asked_free(gpointer memory)
{
	struct asked *asked = memory;
	g_free(asked->server);
	g_free(asked->connection);
	g_free(asked->name);
	g_free(asked->word);
	g_free(asked);
}

static const char *is_not_the_word(const char *answer, const char *const *before)
{
	return g_strcmp0(answer, wanted_word) == 0
		       ? NULL
		       : _("that is not the word: nothing was changed; Esc leaves it");
}

/* The rows may have been read anew meanwhile. */
static const SecretRow *find_row(const struct asked *asked)
{
	const GPtrArray *rows = secrets_runner_rows(runner_of(asked->view));
	for (guint i = 0; i < rows->len; i++) {
		const SecretRow *row = rows->pdata[i];
		if (strcmp(row->server, asked->server) == 0 &&
		    strcmp(row->connection, asked->connection) == 0 && strcmp(row->name, asked->name) == 0)
			return row;
	}
	return NULL;
}

static void start(const struct asked *asked, const char *program)
{
	g_autoptr(GError) error = NULL;
	const SecretRow *row = find_row(asked);
	View *view = asked->view;
	if (row == NULL)
		app_tell(view->app, TONE_LOOK, "%s", _("the keyring does not hold it any more"));
	else if (!secrets_runner_act(runner_of(view), asked->act, row, program, &error))
		app_tell(view->app, TONE_LOOK, "%s", error->message);
	view->details = TRUE;
	app_dirty(view->app);
}

static void on_confirmed(const char *const *answers, gpointer data)
{
	start(data, NULL);
}

static void on_rotation(const char *const *answers, gpointer data)
{
	start(data, *answers[0] != '\0' ? answers[0] : NULL);
}

static gboolean is_test(const View *view, const char *server)
{
	const GPtrArray *sessions = app_sessions(view->app);
	for (guint i = 0; i < sessions->len; i++)
		if (strcmp(session_name(sessions->pdata[i]), server) == 0)
			return session_target(sessions->pdata[i])->env == ENV_TEST;
	return *server == '\0';
}

static struct asked *asked_new(View *view, SecretsAct act, const SecretRow *row)
{
	struct asked *asked = g_new0(struct asked, 1);
	asked->view = view;
	asked->act = act;
	asked->server = g_strdup(row->server);
	asked->connection = g_strdup(row->connection);
	asked->name = g_strdup(row->name);
	asked->word = g_strdup(is_test(view, row->server) ? "yes" : row->server);
	wanted_word = asked->word;
	return asked;
}

static char *question_about(const View *view, SecretsAct act, const SecretRow *row)
{
	const char *where = *row->server != '\0' ? row->server : _("no server");
	switch (act) {
	case SECRETS_ROTATE:
		return g_strdup_printf(_("a new value for %s (%s): made, set, tested, then current"),
				       row->name, where);
	case SECRETS_RESUME:
		return g_strdup_printf(_("go on with the rotation of %s (%s)"), row->name, where);
	case SECRETS_ROLLBACK:
		return g_strdup_printf(_("put back the value before for %s (%s)"), row->name, where);
	default:
		return g_strdup_printf(
			_("remove the previous value of %s (%s) where it was used and from the "
			  "keyring"),
			row->name, where);
	}
}

static void ask(View *view, SecretsAct act, const SecretRow *row)
{
	static const struct question rotation[] = {
		{ N_("program that sets it (empty: as its kind is set)"), NULL, NULL },
		{ N_("type yes, or the server's name where env = prod"), NULL, is_not_the_word },
	};
	const char *const initial[] = { NULL, NULL };
	g_autofree char *about = question_about(view, act, row);
	struct asked *asked = asked_new(view, act, row);
	if (act == SECRETS_ROTATE)
		app_ask(view->app, about, rotation, G_N_ELEMENTS(rotation), initial, on_rotation, asked,
			asked_free);
	else
		app_ask(view->app, about, rotation + 1, 1, initial, on_confirmed, asked, asked_free);
}

static const char *is_impossible(View *view, SecretsAct act, const SecretRow *row)
{
	const RotationRow *rotation = secrets_runner_rotation(runner_of(view), row);
	if (secrets_runner_busy(runner_of(view)))
		return _("a rotation is under way: Esc stops it safely");
	gboolean open =
		rotation != NULL && (strcmp(rotation->state, rotation_state_name(ROTATION_OPEN)) == 0 ||
				     strcmp(rotation->state, rotation_state_name(ROTATION_BACK)) == 0);
	if (act == SECRETS_ROTATE && open)
		return _("a rotation of it is open: c goes on with it, R rolls it back");
	if (act == SECRETS_RESUME && !open)
		return _("no rotation of it is open");
	if ((act == SECRETS_ROLLBACK || act == SECRETS_RETIRE) && rotation == NULL)
		return _("there is no previous value of it");
	return NULL;
}

static void try(View *view, SecretsAct act)
{
	const SecretRow *row = current(view);
	const char *why = row != NULL ? is_impossible(view, act, row) : NULL;
	if (why != NULL)
		app_tell(view->app, TONE_LOOK, "%s", why);
	else if (row != NULL)
		ask(view, act, row);
}

static gboolean stop(View *view)
{
	if (!secrets_runner_busy(runner_of(view)))
		return FALSE;
	secrets_runner_stop(runner_of(view));
	app_tell(view->app, TONE_PLAIN, "%s", _("stopping safely: c goes on with it, R rolls it back"));
	return TRUE;
}

static gboolean act(View *view, enum action action)
{
	switch (action) {
	case ACT_ROTATE:
		try(view, SECRETS_ROTATE);
		return TRUE;
	case ACT_RESUME:
		try(view, SECRETS_RESUME);
		return TRUE;
	case ACT_ROLLBACK:
		try(view, SECRETS_ROLLBACK);
		return TRUE;
	case ACT_RETIRE:
		try(view, SECRETS_RETIRE);
		return TRUE;
	case ACT_BACK:
		return stop(view);
	case ACT_ROTATE_STOP:
		if (!stop(view))
			app_tell(view->app, TONE_PLAIN, "%s", _("no rotation is under way"));
		return TRUE;
	default:
		return FALSE;
	}
}

const struct view_ops view_secrets = {
	.name = "secrets",
	.title = N_("secrets"),
	.number = 5,
	.bit = ON_SECRETS,
	.is_command_too = TRUE,
	.kind = &listing_secrets,
	.list = { .id_column = "reference" },
	.shown = shown,
	.changed = changed,
	.status = status,
	.empty = empty,
	.detail = detail,
	.act = act,
	.refresh = refresh,
};
