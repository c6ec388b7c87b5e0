/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with the marked captures. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list_shelf.h"
#include "tui/view_captures.h"

static gint by_number(gconstpointer a, gconstpointer b)
{
	guint64 one = *(const guint64 *)a, other = *(const guint64 *)b;
	return one < other ? -1 : one > other;
}

/* Numbers of the marked rows that are there; without any, `otherwise`. */
static GArray *chosen_numbers(View *view, gboolean all_shown)
{
	GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GPtrArray) marked = list_marked(view->list);
	Order *order = list_order(view->list);
	CaptureShelf *shelf = capture_runner_shelf(view_captures_runner(view));
	guint row;
	for (guint i = 0; i < marked->len; i++) {
		if (!shelf_find_id(&view->listing, marked->pdata[i], &row))
			continue;
		guint64 number = capture_shelf_number(shelf, row);
		g_array_append_val(numbers, number);
	}
	for (guint i = 0; marked->len == 0 && all_shown && i < order_count(order); i++) {
		guint64 number = capture_shelf_number(shelf, order_row(order, i));
		g_array_append_val(numbers, number);
	}
	if (marked->len == 0 && !all_shown && list_current(view->list, &row)) {
		guint64 number = capture_shelf_number(shelf, row);
		g_array_append_val(numbers, number);
	}
	g_array_sort(numbers, by_number);
	return numbers;
}

static void on_file(const char *const *answers, gpointer data)
{
	View *view = data;
	g_autoptr(GError) error = NULL;
	const char *name = answers[0];
	g_autofree char *path = strchr(name, '.') != NULL ? g_strdup(name) : g_strconcat(name, ".har", NULL);
	if (!capture_runner_export(view_captures_runner(view), chosen_numbers(view, TRUE), path, &error))
		app_tell(view->app, TONE_BAD, "%s", error->message);
	app_dirty(view->app);
}

/* A key that was pressed by mistake must not replace what somebody keeps. */
static const char *is_no_new_file(const char *answer, const char *const *before)
{
	if (*answer == '\0')
		return ask_is_empty(answer, before);
	g_autofree char *har = g_strconcat(answer, ".har", NULL);
	return g_file_test(strchr(answer, '.') != NULL ? answer : har, G_FILE_TEST_EXISTS)
		       ? _("that file is there already: give another name")
		       : NULL;
}

void captures_export(View *view)
{
	static const struct question questions[] = { { .label = N_("file"), .problem = is_no_new_file } };
	const char *const initial[] = { "captures" };
	g_autoptr(GArray) numbers = chosen_numbers(view, TRUE);
	if (numbers->len == 0) {
		app_tell(view->app, TONE_LOOK, "%s", _("there are no captures to be written"));
		return;
	}
	g_autofree char *about = g_strdup_printf(
		ngettext("write %u capture to a HAR file, without credentials",
			 "write %u captures to a HAR file, without credentials", numbers->len),
		numbers->len);
	app_ask(view->app, about, questions, G_N_ELEMENTS(questions), initial, on_file, view, NULL);
}

static const char *is_no_yes(const char *answer, const char *const *before)
{
	return strcmp(answer, _("yes")) == 0 || strcmp(answer, "yes") == 0
		       ? NULL
		       : _("yes deletes them; Esc leaves them where they are");
}

struct removal {
	View *view;
	GHashTable *numbers;
};

static void free_removal(gpointer memory)
{
	struct removal *removal = memory;
	g_clear_pointer(&removal->numbers, g_hash_table_unref);
	g_free(removal);
}

static void on_yes(const char *const *answers, gpointer data)
{
	struct removal *removal = data;
	View *view = removal->view;
	g_autoptr(GError) error = NULL;
	if (!capture_runner_delete(view_captures_runner(view), g_steal_pointer(&removal->numbers), &error))
		app_tell(view->app, TONE_BAD, "%s", error->message);
	else
		list_act(view->list, ACT_UNMARK_ALL);
	app_dirty(view->app);
}

/* What is deleted is what was chosen when it was asked, whatever comes meanwhile. */
void captures_delete(View *view)
{
	static const struct question questions[] = { { .label = N_("yes or no"), .problem = is_no_yes } };
	const char *const initial[] = { NULL };
	g_autoptr(GArray) numbers = chosen_numbers(view, FALSE);
	if (numbers->len == 0) {
		app_tell(view->app, TONE_LOOK, "%s", _("there are no captures to be deleted"));
		return;
	}
	if (capture_runner_state(view_captures_runner(view)) != LISTENER_OFF) {
		app_tell(view->app, TONE_LOOK, "%s",
			 _("the listener writes there: L stops it, then d deletes"));
		return;
	}
	struct removal *removal = g_new0(struct removal, 1);
	removal->view = view;
	removal->numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	for (guint i = 0; i < numbers->len; i++)
		g_hash_table_add(removal->numbers,
				 g_memdup2(&g_array_index(numbers, guint64, i), sizeof(guint64)));
	guint64 first = g_array_index(numbers, guint64, 0);
	g_autofree char *about =
		numbers->len > 1 ? g_strdup_printf(ngettext("delete %u capture for good?",
							    "delete %u captures for good?", numbers->len),
						   numbers->len)
				 : g_strdup_printf(_("delete capture %" PRIu64 " for good?"), first);
	app_ask(view->app, about, questions, G_N_ELEMENTS(questions), initial, on_yes, removal, free_removal);
}
