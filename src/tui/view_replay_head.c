/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/when.h"
#include "tui/view_replay.h"
#include "tui/words.h"

enum { MARGIN = 1, HEAD_ROWS = 10, PROBLEM_ROWS = 2 };

static ListingLook look(void)
{
	return screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
}

static void draw_line(Rect place, int row, const char *text, Tone tone)
{
	screen_fill(place.row + row, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
	g_autoptr(GString) fitted = g_string_new(NULL);
	int room = MAX(place.columns - 2 * MARGIN, 0);
	text_append_fitted(fitted, text, room, TEXT_LEFT, screen_ascii());
	screen_text(place.row + row, place.column + MARGIN, room, fitted->str, style(tone, GROUND_BODY));
}

static void append_visible(GString *out, const char *text)
{
	text_append_visible(out, text, -1, screen_ascii() ? TEXT_ASCII : TEXT_ONE_LINE);
}

/* "ticket_created → POST /hooks/ticket/{subscriptionId}   subscription canary (ours)" */
static void append_route(ReplayRunner *runner, GString *out)
{
	const ReplayChoice *choice = replay_runner_choice(runner);
	const Trigger *trigger = replay_runner_trigger(runner);
	if (trigger == NULL) {
		g_string_append(out, _("no trigger is known yet"));
		return;
	}
	append_visible(out, trigger->name);
	g_string_append(out, screen_ascii() ? " -> " : " → ");
	if (trigger->route.path == NULL)
		g_string_append(out, _("its route is not known"));
	else
		g_string_append_printf(out, "%s ", trigger->route.method);
	if (trigger->route.path != NULL)
		append_visible(out, trigger->route.path);
	g_autofree char *subscription = replay_choice_subscription(choice);
	g_string_append_printf(out, "   %s ", _("subscription"));
	append_visible(out, subscription);
}

static const TriggerSettings *settings_of(const View *view, const ReplayChoice *choice)
{
	const Target *target = session_target(view->session);
	return choice->trigger != NULL ? g_hash_table_lookup(target->triggers, choice->trigger) : NULL;
}

static void append_item(GString *out, const char *name, const char *value)
{
	g_string_append_printf(out, "%s%s ", out->len > 0 ? "   " : "", name);
	append_visible(out, value);
}

/* "scheme zendesk   secret keyring:signing   body sample, all members" */
static void append_settings(const View *view, GString *out)
{
	const ReplayChoice *choice = replay_runner_choice(session_replay(view->session));
	const TriggerSettings *settings = settings_of(view, choice);
	const char *scheme = choice->scheme != NULL ? choice->scheme
			     : settings != NULL     ? settings->scheme
						    : NULL;
	const char *secret = choice->secret != NULL ? choice->secret
			     : settings != NULL     ? settings->secret
						    : NULL;
	g_autofree char *body = replay_choice_body(choice);
	append_item(out, _("scheme"), scheme != NULL ? scheme : _("none"));
	if (secret != NULL)
		append_item(out, _("secret"), secret);
	else if (choice->subscription == NULL)
		append_item(out, _("secret"), _("the canary's own"));
	else
		append_item(out, _("secret"), _("none"));
	append_item(out, _("body"), body);
	if (choice->callback_base != NULL)
		append_item(out, _("callbacks"), choice->callback_base);
}

static char *right_text(ReplayRunner *runner, int room)
{
	const ReplayBoard *board = replay_runner_board(runner);
	if (replay_runner_busy(runner))
		return words_bar(replay_board_percent(board), room, look());
	if (replay_runner_ended(runner) > 0)
		return when_relative(replay_runner_ended(runner), g_get_real_time());
	return g_strdup(_("not sent yet: R sends all, r the one here"));
}

static void draw_route(View *view, Rect place)
{
	ReplayRunner *runner = session_replay(view->session);
	g_autoptr(GString) left = g_string_new(NULL);
	append_route(runner, left);
	draw_line(place, 0, left->str, TONE_PLAIN);
	int room = place.columns - text_width(left->str) - 4 * MARGIN;
	g_autofree char *right = right_text(runner, room);
	int width = text_width(right);
	/* While it runs, how far it is matters more than the end of a long route. */
	if (width > room && !replay_runner_busy(runner))
		return;
	screen_fill(place.row, place.column + place.columns - width - 2 * MARGIN, width + 2 * MARGIN,
		    style(TONE_PLAIN, GROUND_BODY));
	screen_text(place.row, place.column + place.columns - MARGIN - width, width, right,
		    style(replay_runner_busy(runner) ? TONE_ACCENT : TONE_DIM, GROUND_BODY));
}

/* Why nothing can be sent, whole where there is room. */
static int draw_problem(View *view, Rect place, int row)
{
	const char *problem = replay_runner_problem(session_replay(view->session));
	if (problem == NULL)
		return 0;
	g_autofree char *signed_text =
		g_strdup_printf(_("%s %s (o changes the settings)"), screen_ascii() ? "x" : "✕", problem);
	g_autoptr(GPtrArray) lines = text_wrap(signed_text, MAX(place.columns - 2 * MARGIN, 10));
	int rows = MIN((int)lines->len, PROBLEM_ROWS);
	for (int i = 0; i < rows; i++)
		draw_line(place, row + i, lines->pdata[i], TONE_BAD);
	return rows;
}

int view_replay_head(View *view, Rect place)
{
	int rows = 1;
	draw_route(view, place);
	if (place.rows >= HEAD_ROWS) {
		g_autoptr(GString) settings = g_string_new(NULL);
		append_settings(view, settings);
		draw_line(place, rows++, settings->str, TONE_DIM);
	}
	if (place.rows >= HEAD_ROWS - PROBLEM_ROWS)
		rows += draw_problem(view, place, rows);
	return rows;
}
