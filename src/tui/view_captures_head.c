/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "tui/view_captures.h"
#include "tui/words.h"

enum { MARGIN = 1, ROWS_FOR_TWO = 10 };

static ListingLook look(void)
{
	return screen_ascii() ? LOOK_ASCII : LOOK_UTF8;
}

static void append_part(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void append_part(GString *out, const char *format, ...)
{
	va_list arguments;
	words_append_dot(out, look());
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	text_append_visible(out, text, -1, screen_ascii() ? TEXT_ASCII : TEXT_ONE_LINE);
}

static void append_listening(CaptureRunner *runner, GString *out)
{
	guint64 came = capture_runner_came(runner), refused = capture_runner_refused(runner);
	append_part(out, _("listening on http://127.0.0.1:%d"), capture_runner_port(runner));
	if (came == 0)
		append_part(out, "%s", _("L stops it"));
	append_part(out, ngettext("%" PRIu64 " came", "%" PRIu64 " came", came), came);
	if (refused > 0)
		append_part(out,
			    ngettext("%" PRIu64 " with a wrong signature",
				     "%" PRIu64 " with a wrong signature", refused),
			    refused);
}

static void append_way(CaptureRunner *runner, GString *out)
{
	if (capture_runner_scheme(runner) != NULL)
		append_part(out, _("verified with %s"), capture_runner_scheme(runner));
	if (capture_runner_forward(runner) != NULL)
		append_part(out, _("forwarded to %s"), capture_runner_forward(runner));
}

static Tone append_state(CaptureRunner *runner, GString *out)
{
	switch (capture_runner_state(runner)) {
	case LISTENER_STARTING:
		g_string_append(out, _("the listener is being started"));
		return TONE_LOOK;
	case LISTENER_STOPPING:
		g_string_append(out, _("the listener is being stopped"));
		return TONE_LOOK;
	case LISTENER_ON:
		append_listening(runner, out);
		return TONE_GOOD;
	default:
		g_string_append(out, _("not listening: L starts it"));
		return TONE_DIM;
	}
}

static const char *sign_of(Tone tone)
{
	gboolean ascii = screen_ascii();
	if (tone == TONE_GOOD)
		return ascii ? "o" : "●";
	return tone == TONE_LOOK ? (ascii ? "." : "…") : (ascii ? "-" : "○");
}

static void draw_line(Rect place, const char *sign, const char *text, Tone tone)
{
	g_autoptr(GString) fitted = g_string_new(NULL);
	int room = place.columns - 4 * MARGIN;
	screen_fill(place.row, place.column, place.columns, style(TONE_PLAIN, GROUND_BODY));
	screen_text(place.row, place.column + MARGIN, 1, sign, style(tone, GROUND_BODY));
	if (room <= 0)
		return;
	text_append_fitted(fitted, text, room, TEXT_LEFT, screen_ascii());
	screen_text(place.row, place.column + 3 * MARGIN, room, fitted->str,
		    style(tone == TONE_GOOD ? TONE_PLAIN : tone, GROUND_BODY));
}

/* What does not fit beside the state has a line of its own. */
int view_captures_head(View *view, Rect place)
{
	CaptureRunner *runner = view_captures_runner(view);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) way = g_string_new(NULL);
	Tone tone = append_state(runner, text);
	if (tone == TONE_GOOD)
		append_way(runner, way);
	int width = text_width(text->str) + text_width(way->str) + 3;
	gboolean two = way->len > 0 && width > place.columns - 4 * MARGIN && place.rows >= ROWS_FOR_TWO;
	if (way->len > 0 && !two) {
		words_append_dot(text, look());
		g_string_append(text, way->str);
	}
	draw_line(place, sign_of(tone), text->str, tone);
	if (!two)
		return 1;
	place.row++;
	draw_line(place, " ", way->str, TONE_DIM);
	return 2;
}
