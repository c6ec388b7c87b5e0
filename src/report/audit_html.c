/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/audit_html.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/when.h"

enum {
	POINTS = 60, /* the last ones of the history */
	LEFT = 34,
	RIGHT = 632,
	TOP = 12,
	BOTTOM = 132,
	CHART_WIDTH = 640,
	CHART_HEIGHT = 156
};

const char html_style[] =
	"\n:root{color-scheme:light "
	"dark;--ink:#1c2024;--dim:#5b6470;--line:#d5dae0;--page:#fff;--card:#f6f7f9;"
	"--bad:#b3261e;--look:#7a5200;--good:#1a6b34;--focus:#0b57d0}\n"
	"@media (prefers-color-scheme:dark){:root{--ink:#e4e7eb;--dim:#9aa4b0;--line:#3a424c;--page:#14171a;"
	"--card:#1d2126;--bad:#ff8a80;--look:#f0c060;--good:#7fd396;--focus:#8ab4f8}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0 auto;max-width:70rem;padding:1.5rem;background:var(--page);color:var(--ink);"
	"font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
	"h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.3rem;margin:2.5rem 0 .5rem;"
	"border-top:1px solid var(--line);padding-top:1.5rem;overflow-wrap:anywhere}\n"
	"h3{font-size:1.05rem;margin:1.5rem 0 .5rem}h4{display:inline;font-size:1rem;font-weight:600}\n"
	"p{margin:.25rem 0 .75rem}code,pre{font:.875rem/1.45 "
	"ui-monospace,monospace}code{overflow-wrap:anywhere}\n"
	"pre{background:var(--page);border:1px solid var(--line);border-radius:.25rem;padding:.6rem;"
	"white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0 .75rem;max-height:24rem;overflow:auto}\n"
	"table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;padding:.35rem "
	".75rem .35rem 0;"
	"border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{color:var(--dim);"
	"font-weight:600}td.n,th.n{text-align:right}\n"
	"a{color:var(--focus)}.dim{color:var(--dim)}.bad{color:var(--bad)}.look{color:var(--look)}"
	".good{color:var(--good)}.word{font-weight:600;white-space:nowrap}\n"
	".grade{font-size:1.3rem;font-weight:700}\n"
	"ul.lines{list-style:none;margin:.5rem 0;padding:0;display:grid;"
	"grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:.15rem 2rem}"
	"ul.lines li{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--line);"
	"padding:.2rem 0}\n"
	"details{background:var(--card);border:1px solid var(--line);border-radius:.35rem;margin:.5rem 0;"
	"padding:.6rem "
	".8rem}summary{cursor:pointer;overflow-wrap:anywhere}summary:focus-visible,a:focus-visible{"
	"outline:2px solid var(--focus);outline-offset:2px}\n"
	"summary .facts{display:block;padding-left:1.1rem}details[open]>summary{margin-bottom:.75rem}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.25rem 0 .75rem}"
	"dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere;min-width:0}\n"
	"svg{max-width:100%;height:auto;display:block}svg text{fill:var(--dim);font:11px "
	"system-ui,sans-serif}"
	".grid{stroke:var(--line)}.curve{stroke:var(--focus);stroke-width:2;fill:none}.point{fill:var(--"
	"focus)}\n"
	"@media "
	"print{body{max-width:none;padding:0;font-size:10pt}details{background:none;break-inside:avoid}"
	"details::details-content{content-visibility:visible;block-size:auto}pre{max-height:none}"
	"h2,h3{break-after:avoid}}\n";

static void append_escaped(GString *out, const char *text, gsize limit, TextFlags flags)
{
	g_autofree char *visible = audit_visible(text, limit, flags);
	g_autofree char *escaped = g_markup_escape_text(visible, -1);
	g_string_append(out, escaped);
}

void html_append(GString *out, const char *text, gsize limit)
{
	append_escaped(out, text, limit, TEXT_ONE_LINE);
}

void html_append_lines(GString *out, const char *text, gsize limit)
{
	append_escaped(out, text, limit, TEXT_KEEP_LINES);
}

void html_append_element(GString *out, const char *element, const char *class_name, const char *text)
{
	g_string_append_printf(out, "<%s", element);
	if (class_name != NULL)
		g_string_append_printf(out, " class=\"%s\"", class_name);
	g_string_append_c(out, '>');
	html_append(out, text, AUDIT_LONG);
	g_string_append_printf(out, "</%s>\n", element);
}

/* ---- the chart ---- */

struct chart {
	const GArray *history;
	guint first, count;
};

static const ScorePoint *point_of(const struct chart *chart, guint number)
{
	return &g_array_index(chart->history, ScorePoint, chart->first + number);
}

static int x_of(const struct chart *chart, guint number)
{
	return LEFT + (int)(number * (guint)(RIGHT - LEFT - 8) / MAX(chart->count - 1, 1)) + 4;
}

static int y_of(const ScorePoint *point)
{
	return BOTTOM - CLAMP(point->score, 0, 100) * (BOTTOM - TOP) / 100;
}

static char *day_of(const ScorePoint *point)
{
	char *text = when_rfc3339(point->when);
	char *clock = strchr(text, 'T');
	if (clock != NULL)
		*clock = '\0';
	return text;
}

static void append_grid(GString *out, const struct chart *chart)
{
	for (int score = 0; score <= 100; score += 50) {
		int y = BOTTOM - score * (BOTTOM - TOP) / 100;
		g_string_append_printf(out,
				       "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
				       "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>\n",
				       LEFT, y, RIGHT, y, LEFT - 6, y + 4, score);
	}
	g_autofree char *from = day_of(point_of(chart, 0));
	g_autofree char *to = day_of(point_of(chart, chart->count - 1));
	g_string_append_printf(out,
			       "<text x=\"%d\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\" "
			       "text-anchor=\"end\">%s</text>\n",
			       LEFT, CHART_HEIGHT - 6, from, RIGHT, CHART_HEIGHT - 6, to);
}

/* A line from point to point; audits without a score leave a gap. */
static void append_curve(GString *out, const struct chart *chart)
{
	gboolean drawing = FALSE;
	g_string_append(out, "<path class=\"curve\" d=\"");
	for (guint i = 0; i < chart->count; i++) {
		const ScorePoint *point = point_of(chart, i);
		if (point->score >= 0)
			g_string_append_printf(out, "%c%d %d", drawing ? 'L' : 'M', x_of(chart, i),
					       y_of(point));
		drawing = point->score >= 0;
	}
	g_string_append(out, "\"/>\n");
	for (guint i = 0; i < chart->count; i++) {
		const ScorePoint *point = point_of(chart, i);
		if (point->score < 0)
			continue;
		g_autofree char *day = day_of(point);
		const char grade[] = { point->grade, '\0' };
		g_string_append_printf(out,
				       "<circle class=\"point\" cx=\"%d\" cy=\"%d\" r=\"3\"><title>%s: %d "
				       "%s</title></circle>\n",
				       x_of(chart, i), y_of(point), day, point->score, grade);
	}
}

/* "2026-01-01: 58, 2026-02-01: -, ...": the same for who cannot see it. */
static void append_told(GString *out, const struct chart *chart)
{
	for (guint i = 0; i < chart->count; i++) {
		const ScorePoint *point = point_of(chart, i);
		g_autofree char *day = day_of(point);
		g_string_append_printf(out, "%s%s: ", i > 0 ? ", " : "", day);
		if (point->score >= 0)
			g_string_append_printf(out, "%d", point->score);
		else
			g_string_append_c(out, '-');
	}
}

void html_append_chart(GString *out, const AuditReport *report)
{
	struct chart chart = { .history = report->history };
	guint all = report->history != NULL ? report->history->len : 0;
	if (all < 2)
		return;
	chart.count = MIN(all, POINTS);
	chart.first = all - chart.count;
	html_append_element(out, "h3", NULL, _("Score over time"));
	g_string_append_printf(
		out, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"",
		CHART_WIDTH, CHART_HEIGHT, CHART_WIDTH, CHART_HEIGHT);
	html_append(out, _("Score over time"), AUDIT_NAME);
	g_string_append(out, ": ");
	append_told(out, &chart);
	g_string_append(out, "\">\n");
	append_grid(out, &chart);
	append_curve(out, &chart);
	g_string_append(out, "</svg>\n");
}
