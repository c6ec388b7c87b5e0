/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sink.h"

#include <string.h>
#include <unistd.h>

#include "base/redact.h"
#include "cli/ask.h"
#include "cli/cli.h"
#include "cli/stream.h"

enum { PROGRESS_MS = 100 };

/* The line of progress on stderr. */
static struct {
	gboolean shown;
	gint64 last; /* monotonic, microseconds */
} progress;

void cli_write(const char *text)
{
	g_autofree char *redacted = redact_text(text, strlen(text));
	const char *out = redacted != NULL ? redacted : text;
	/* Where stderr cannot be written there is nobody to tell. */
	stream_write(STDERR_FILENO, out, strlen(out), NULL);
}

void cli_progress_clear(void)
{
	if (progress.shown)
		cli_write("\r\033[K");
	progress.shown = FALSE;
}

static TextFlags text_flags(void)
{
	return text_locale_is_utf8() ? TEXT_ONE_LINE : TEXT_ASCII;
}

static void write_sentence(const char *text)
{
	g_autoptr(GString) line = g_string_new("weir: ");
	cli_progress_clear();
	text_append_visible(line, text, -1, text_flags());
	g_string_append_c(line, '\n');
	cli_write(line->str);
}

void cli_message(const char *text)
{
	write_sentence(text);
}

void cli_question(const char *text)
{
	g_autofree char *visible = text_visible(text, -1, text_flags());
	g_autofree char *line = g_strconcat(visible, " ", NULL);
	cli_write(line);
}

static void message(VerbRun *run, const char *text)
{
	cli_message(text);
}

static gboolean shows_progress(void)
{
	const char *term = g_getenv("TERM");
	return isatty(STDERR_FILENO) && term != NULL && *term != '\0' && strcmp(term, "dumb") != 0;
}

static void show_progress(VerbRun *run, const char *text)
{
	gint64 now = g_get_monotonic_time();
	if (text == NULL) {
		cli_progress_clear();
		return;
	}
	if (now - progress.last < PROGRESS_MS * G_TIME_SPAN_MILLISECOND)
		return;
	progress.last = now;
	if (!shows_progress())
		return;
	int width = 0;
	g_autofree char *visible = text_visible(text, -1, text_flags());
	gsize length = text_prefix(visible, MAX(stream_width(STDERR_FILENO) - 1, 1), &width);
	g_autofree char *line = g_strdup_printf("\r\033[K%.*s", (int)length, visible);
	cli_write(line);
	progress.shown = TRUE;
}

static const struct report_format *format_of(const VerbRun *run)
{
	const char *name = verb_text(run, "format");
	return name != NULL ? report_format_find(name) : &report_text;
}

static gboolean listing(VerbRun *run, ListingSet *set, GError **error)
{
	ReportOut out;
	cli_progress_clear();
	stream_report(&out);
	return report_listing(format_of(run), &out, set, error);
}

static gboolean detail(VerbRun *run, ListingSet *set, guint row, GError **error)
{
	ReportOut out;
	cli_progress_clear();
	stream_report(&out);
	return report_detail(format_of(run), &out, set, row, error);
}

static gboolean lines(VerbRun *run, const GPtrArray *text, GError **error)
{
	ReportOut out;
	cli_progress_clear();
	stream_report(&out);
	return report_lines(&out, text, error);
}

static gboolean raw(VerbRun *run, const char *text, gsize length, GError **error)
{
	ReportOut out;
	cli_progress_clear();
	stream_report(&out);
	if (out.width == 0)
		return report_raw(&out, text, length, error);
	/* Nothing acts on a terminal; a carriage return before a newline does nothing there. */
	g_autoptr(GString) lines = g_string_new_len(text, (gssize)length);
	g_string_replace(lines, "\r\n", "\n", 0);
	g_autofree char *visible = text_visible(lines->str, (gssize)lines->len, TEXT_KEEP_LINES);
	return report_raw(&out, visible, strlen(visible), error);
}

static gboolean audit(VerbRun *run, const struct audit_format *format, const AuditResult *result,
		      GError **error)
{
	ReportOut out;
	cli_progress_clear();
	stream_report(&out);
	/* What programs read is in UTF-8 everywhere, and as wide as it is. */
	if (format != &audit_text) {
		out.width = 0;
		out.colour = FALSE;
		out.look = LOOK_UTF8;
	}
	return audit_write(format, &out, result, error);
}

const struct verb_sink cli_sink = {
	.listing = listing,
	.detail = detail,
	.lines = lines,
	.raw = raw,
	.audit = audit,
	.message = message,
	.progress = show_progress,
	.can_ask = cli_can_ask,
	.ask = cli_ask,
	.reveal = cli_reveal,
};
