/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/when.h"
#include "tui/view_audit.h"
#include "tui/words.h"

/* Narrower or lower than this, the checklist is one line of signs. */
enum { CHECKLIST_COLUMNS = 76, CHECKLIST_ROWS = 12, N_LINES = N_CHECKLIST / 2, VERDICT_ROOM = 11 };
enum { MARGIN = 1 };

static ListingLook look(void)
{
	return screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
}

/* ---- the first line ---- */

static void append_requests(AuditBoard *board, GString *out)
{
	guint finished = audit_board_finished(board);
	double seconds = audit_board_seconds(board);
	words_append_dot(out, look());
	if (audit_board_running(board))
		g_string_append_printf(out, _("%u of %u requests"), finished, audit_board_known(board));
	else
		g_string_append_printf(out, ngettext("%u request", "%u requests", finished), finished);
	words_append_dot(out, look());
	g_string_append_printf(out, _("%.1f s"), seconds);
	if (seconds >= 0.1 && finished > 0) {
		words_append_dot(out, look());
		g_string_append_printf(out, _("%.0f/s"), finished / seconds);
	}
}

static void append_state(View *view, GString *out)
{
	AuditRunner *runner = session_audit(view->session);
	AuditBoard *board = audit_runner_board(runner);
	AuditReport *report = audit_board_report(board);
	gboolean idle = report == NULL && !audit_board_running(board);
	g_string_append_printf(
		out, _("level %s"),
		audit_level_name(idle ? audit_runner_level(runner) : audit_board_level(board)));
	if (idle && !audit_board_stopped(board)) {
		words_append_dot(out, look());
		g_string_append(out, _("not asked yet: A asks all, r the one here, L changes the level"));
		return;
	}
	append_requests(board, out);
	if (audit_board_stopped(board)) {
		words_append_dot(out, look());
		g_string_append(out, _("stopped"));
	} else if (!audit_board_running(board) && audit_board_ended(board) > 0) {
		g_autofree char *ago = when_relative(audit_board_ended(board), g_get_real_time());
		words_append_dot(out, look());
		g_string_append(out, ago);
	}
	if (!audit_board_running(board) && audit_runner_level(runner) != audit_board_level(board)) {
		words_append_dot(out, look());
		g_string_append_printf(out, _("next: level %s"),
				       audit_level_name(audit_runner_level(runner)));
	}
}

static Tone grade_tone(char grade)
{
	return grade <= 'B' ? TONE_GOOD : grade == 'F' ? TONE_BAD : TONE_LOOK;
}

/* Score and grade, or why there is none; NULL: nothing is known.  What caps the grade is said where it fits.
 */
static char *result_text(AuditReport *report, int room, Tone *tone)
{
	if (report == NULL)
		return NULL;
	if (report->score < 0) {
		*tone = TONE_LOOK;
		g_autofree char *why = text_visible(report->incomplete, -1, TEXT_ONE_LINE);
		return g_strdup_printf(_("no score: %s"), why);
	}
	*tone = grade_tone(report->grade);
	if (report->caps->len == 0)
		return g_strdup_printf(_("score %d  grade %c"), report->score, report->grade);
	char *text = g_strdup_printf(_("score %d  grade %c (%s)"), report->score, report->grade,
				     (const char *)report->caps->pdata[report->caps->len - 1]);
	if (text_width(text) <= room)
		return text;
	g_free(text);
	return g_strdup_printf(_("score %d  grade %c (capped)"), report->score, report->grade);
}

static void draw_state(View *view, Rect place)
{
	AuditBoard *board = audit_runner_board(session_audit(view->session));
	g_autoptr(GString) left = g_string_new(NULL);
	Tone tone = TONE_ACCENT;
	g_autofree char *right = NULL;
	append_state(view, left);
	int used = text_width(left->str);
	if (audit_board_running(board))
		right = words_bar(audit_board_percent(board), place.columns - used - 3 * MARGIN, look());
	else
		right = result_text(audit_board_report(board), place.columns - used - 3 * MARGIN, &tone);
	screen_fill(place.row, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
	int wanted = right != NULL ? text_width(right) : 0;
	/* What came of it matters more than how it went. */
	int width = MIN(wanted, place.columns - 2 * MARGIN), room = place.columns - width - 3 * MARGIN;
	g_autoptr(GString) fitted = g_string_new(NULL);
	if (room > 0) {
		text_append_fitted(fitted, left->str, room, TEXT_LEFT, screen_ascii());
		screen_text(place.row, place.column + MARGIN, room, fitted->str,
			    style(TONE_PLAIN, GROUND_BODY));
	}
	if (right != NULL)
		screen_text(place.row, place.column + place.columns - MARGIN - width, width, right,
			    style(tone, GROUND_BODY));
}

/* ---- the checklist ---- */

static Tone line_words(View *view, const AuditReport *report, gsize line, GString *out)
{
	AuditBoard *board = audit_runner_board(session_audit(view->session));
	gboolean ascii = screen_ascii(), waits = audit_board_waits_for(board, checklist[line].id);
	Verdict verdict = report != NULL ? report->lines[line] : VERDICT_SKIPPED;
	if (waits && verdict != VERDICT_FAIL) {
		g_string_append_printf(out, "%s %s", ascii ? "." : "…", _("waiting"));
		return TONE_DIM;
	}
	/* What was asked of a line speaks against it, and never for it while more is to be asked. */
	gboolean good = verdict == VERDICT_PASS || verdict == VERDICT_SKIPPED;
	if (report == NULL || report->findings->len == 0 ||
	    (good && audit_board_lacks(board, checklist[line].id))) {
		g_string_append_printf(out, "%s %s", ascii ? "." : "·", _("not asked"));
		return TONE_DIM;
	}
	const char *word = verdict == VERDICT_FAIL ? severity_name(report->line_severities[line])
						   : verdict_name(verdict);
	g_string_append_printf(out, "%s %s", verdict_sign(verdict, ascii), word);
	switch (verdict) {
	case VERDICT_FAIL:
		return report->line_severities[line] >= SEVERITY_HIGH ? TONE_BAD : TONE_LOOK;
	case VERDICT_PASS:
		return TONE_GOOD;
	case VERDICT_SKIPPED:
		return TONE_DIM;
	default:
		return TONE_LOOK;
	}
}

/* Two columns of four. */
static void draw_checklist(View *view, const AuditReport *report, Rect place)
{
	int half = place.columns / 2, room = MIN(half - VERDICT_ROOM - 6, 40);
	for (int row = 0; row < N_LINES; row++) {
		screen_fill(place.row + row, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
		for (int side = 0; side < 2; side++) {
			gsize line = (gsize)(row + side * N_LINES);
			int at = place.column + side * half + 2 * MARGIN;
			g_autoptr(GString) words = g_string_new(NULL);
			g_autoptr(GString) text = g_string_new(NULL);
			Tone tone = line_words(view, report, line, words);
			screen_text(place.row + row, at, 2, checklist[line].id, style(ROLE_KEY, GROUND_BODY));
			text_append_fitted(text, _(checklist[line].text), room, TEXT_LEFT, screen_ascii());
			screen_text(place.row + row, at + 3, room, text->str, style(TONE_PLAIN, GROUND_BODY));
			screen_text(place.row + row, at + 3 + room + 1, VERDICT_ROOM, words->str,
				    style(tone, GROUND_BODY));
		}
	}
}

/* "B1 ✓ pass  B2 ? unknown ...", as far as it fits. */
static void draw_checklist_line(View *view, const AuditReport *report, Rect place)
{
	int at = place.column + MARGIN, end = place.column + place.columns;
	screen_fill(place.row, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
	for (gsize line = 0; line < N_CHECKLIST; line++) {
		g_autoptr(GString) words = g_string_new(NULL);
		Tone tone = line_words(view, report, line, words);
		/* The words are in the table; here is room for signs. */
		words->str[strcspn(words->str, " ")] = '\0';
		at += screen_text(place.row, at, end - at, checklist[line].id, style(ROLE_KEY, GROUND_BODY)) +
		      1;
		at += screen_text(place.row, at, end - at, words->str, style(tone, GROUND_BODY)) + 2;
	}
}

int view_audit_head(View *view, Rect place)
{
	AuditReport *report = audit_board_report(audit_runner_board(session_audit(view->session)));
	draw_state(view, place);
	Rect below = { place.row + 1, place.column, place.rows - 1, place.columns };
	if (place.columns >= CHECKLIST_COLUMNS && place.rows >= CHECKLIST_ROWS) {
		draw_checklist(view, report, below);
		return 1 + N_LINES;
	}
	if (place.rows < CHECKLIST_ROWS / 2)
		return 1;
	draw_checklist_line(view, report, below);
	return 2;
}
