/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/ask.h"

#include <glib/gi18n.h>

#include "model/keyfile.h"
#include "tui/app_private.h"

struct asking {
	App *app;
	char *about;
	const struct question *questions;
	guint count, next;
	GPtrArray *initial; /* char *; may be NULL */
	GPtrArray *answers; /* char *, and room for a NULL */
	char *label;
	struct prompt_kind kind;
	AskDone done;
	gpointer data;
	GDestroyNotify free_data;
};

static void asking_free(struct asking *asking)
{
	if (asking->app->asking == asking)
		asking->app->asking = NULL;
	if (asking->free_data != NULL)
		asking->free_data(asking->data);
	g_ptr_array_unref(asking->initial);
	g_ptr_array_unref(asking->answers);
	g_free(asking->about);
	g_free(asking->label);
	g_free(asking);
}

void ask_drop(App *app)
{
	if (app->asking != NULL)
		asking_free(app->asking);
}

const char *ask_is_empty(const char *answer, const char *const *before)
{
	return *answer == '\0' ? _("a few words are needed; Esc leaves it") : NULL;
}

const char *ask_is_no_day_to_come(const char *answer, const char *const *before)
{
	gint64 end;
	if (!date_parse_end(answer, &end))
		return _("a date is written YYYY-MM-DD");
	return end < g_get_real_time() ? _("that day has passed") : NULL;
}

static GPtrArray *complete(const char *line, gpointer data)
{
	struct asking *asking = data;
	const struct question *question = &asking->questions[asking->next];
	if (question->complete != NULL)
		return question->complete(asking->app, line);
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; question->choices != NULL && question->choices[i] != NULL; i++)
		if (g_str_has_prefix(question->choices[i], line))
			g_ptr_array_add(all, g_strdup(question->choices[i]));
	return all;
}

static void ask_next(struct asking *asking, const char *initial)
{
	const struct question *question = &asking->questions[asking->next];
	g_free(asking->label);
	asking->label = g_strdup_printf(question->choices != NULL ? _("%s (Tab lists them): ") : "%s: ",
					_(question->label));
	asking->kind.label = asking->label;
	asking->app->prompt = prompt_open(&asking->kind, initial, asking);
	app_dirty(asking->app);
}

static void finish(struct asking *asking)
{
	g_ptr_array_add(asking->answers, NULL);
	asking->done((const char *const *)asking->answers->pdata, asking->data);
	asking_free(asking);
}

/* Never into a history: the next question is another one. */
static gboolean on_answer(const char *line, gpointer data)
{
	struct asking *asking = data;
	App *app = asking->app;
	app->prompt = NULL;
	g_clear_pointer(&app->message, g_free);
	app_dirty(app);
	if (line == NULL) {
		asking_free(asking);
		return FALSE;
	}
	const struct question *question = &asking->questions[asking->next];
	char *answer = g_strstrip(g_strdup(line));
	g_ptr_array_add(asking->answers, NULL);
	const char *problem = question->problem != NULL
				      ? question->problem(answer, (const char *const *)asking->answers->pdata)
				      : NULL;
	g_ptr_array_set_size(asking->answers, (gint)asking->next);
	if (problem != NULL) {
		app_tell(app, TONE_BAD, "%s", problem);
		ask_next(asking, answer);
		g_free(answer);
		return FALSE;
	}
	g_ptr_array_add(asking->answers, answer);
	if (++asking->next == asking->count) {
		finish(asking);
		return FALSE;
	}
	app_tell(app, TONE_PLAIN, "%s", asking->about);
	ask_next(asking, asking->initial->pdata[asking->next]);
	return FALSE;
}

void app_ask(App *app, const char *about, const struct question *questions, guint count,
	     const char *const *initial, AskDone done, gpointer data, GDestroyNotify free_data)
{
	struct asking *asking = g_new0(struct asking, 1);
	asking->app = app;
	app->asking = asking;
	asking->about = g_strdup(about);
	asking->questions = questions;
	asking->count = count;
	asking->initial = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < count; i++)
		g_ptr_array_add(asking->initial, g_strdup(initial[i]));
	asking->answers = g_ptr_array_new_with_free_func(g_free);
	asking->kind = (struct prompt_kind){ .sign = "?", .done = on_answer, .complete = complete };
	asking->done = done;
	asking->data = data;
	asking->free_data = free_data;
	app_tell(app, TONE_PLAIN, "%s", about);
	ask_next(asking, asking->initial->pdata[0]);
}
