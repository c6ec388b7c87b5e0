/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "report/audit_parts.h"
#include "report/format.h"
#include "report/scan_report.h"

static void append_row(GString *out, json_t *row, guint64 number)
{
	g_string_append(out, number > 0 ? ",\n" : "\n");
	report_append_json(out, row);
	json_decref(row);
}

/* ---- text ---- */

static void text_begin(GString *out)
{
}

static void text_finding(GString *out, const ScanFinding *finding, guint64 number)
{
	if (finding->suppressed != NULL)
		return;
	text_append_visible(out, finding->file, -1, TEXT_ONE_LINE);
	g_string_append_printf(out, ":%" PRIu64 ":%" PRIu64 ": %s", finding->line, finding->column,
			       finding->kind);
	if (finding->name != NULL) {
		g_string_append_c(out, ':');
		text_append_visible(out, finding->name, -1, TEXT_ONE_LINE);
	}
	g_string_append_printf(out, " %s (%zu) %s\n", finding->tail != NULL ? finding->tail : "…",
			       finding->length, finding->fingerprint);
}

static void text_end(GString *out, const ScanSummary *summary, const char *const *kinds)
{
}

/* ---- JSON ---- */

static void json_begin(GString *out)
{
	g_string_append(out, "{\"findings\":[");
}

static void json_finding(GString *out, const ScanFinding *finding, guint64 number)
{
	json_t *row = json_object();
	json_object_set_new(row, "column", json_integer((json_int_t)finding->column));
	json_object_set_new(row, "file", audit_json_text(finding->file));
	json_object_set_new(row, "fingerprint", json_string(finding->fingerprint));
	json_object_set_new(row, "kind", json_string(finding->kind));
	json_object_set_new(row, "length", json_integer((json_int_t)finding->length));
	json_object_set_new(row, "line", json_integer((json_int_t)finding->line));
	json_object_set_new(row, "masked", audit_json_text(finding->tail));
	json_object_set_new(row, "name", audit_json_text(finding->name));
	json_object_set_new(row, "offset", json_integer((json_int_t)finding->offset));
	json_object_set_new(row, "suppressed",
			    finding->suppressed != NULL ? audit_json_text(finding->suppressed->text)
							: json_null());
	append_row(out, row, number);
}

static void json_end(GString *out, const ScanSummary *summary, const char *const *kinds)
{
	g_string_append_printf(
		out,
		"],\n\"schema\":\"weir/scan/1\",\n\"summary\":{\"bytes\":%" PRIu64 ",\"files\":%" PRIu64
		",\"findings\":%" PRIu64 ",\"suppressed\":%" PRIu64 ",\"unread\":%u}}\n",
		summary->bytes, summary->files, summary->findings, summary->suppressed, summary->unread);
}

/* ---- SARIF 2.1.0 ---- */

static void sarif_begin(GString *out)
{
	g_string_append(out,
			"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
			"sarif-schema-2.1.0.json\",\n\"version\":\"2.1.0\",\n\"runs\":[{"
			"\"results\":[");
}

/* Sites that show it beside a repository refuse a file with an absolute path. */
static json_t *sarif_uri(const char *file)
{
	while (*file == '/')
		file++;
	g_autofree char *uri = g_uri_escape_string(strcmp(file, "-") == 0 ? "stdin" : file,
						   G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
	return audit_json_text(uri);
}

static json_t *sarif_place(const ScanFinding *finding)
{
	/* A column of SARIF counts characters, and what is known here is bytes. */
	return json_pack("[{s:{s:{s:o},s:{s:I,s:I,s:I}}}]", "physicalLocation", "artifactLocation", "uri",
			 sarif_uri(finding->file), "region", "byteLength", (json_int_t)finding->length,
			 "byteOffset", (json_int_t)finding->offset, "startLine", (json_int_t)finding->line);
}

static json_t *sarif_suppressions(const Suppression *suppressed)
{
	if (suppressed == NULL)
		return json_array();
	return json_pack("[{s:o,s:s,s:s}]", "justification", audit_json_text(suppressed->text), "kind",
			 "external", "status", "accepted");
}

static json_t *sarif_text(const ScanFinding *finding)
{
	g_autofree char *visible =
		finding->name != NULL ? audit_visible(finding->name, AUDIT_NAME, TEXT_ONE_LINE) : NULL;
	g_autofree char *text = visible != NULL ? g_strdup_printf("a value that weir holds (%s)", visible)
						: g_strdup_printf("%s %s", finding->kind,
								  finding->tail != NULL ? finding->tail : "");
	/* No placeholders and links: what acts in a message of SARIF. */
	g_strdelimit(text, "{}[]", '_');
	return json_pack("{s:o}", "text", audit_json_text(text));
}

static void sarif_finding(GString *out, const ScanFinding *finding, guint64 number)
{
	g_autofree char *print = g_strdup_printf("%s:1", finding->fingerprint);
	json_t *row =
		json_pack("{s:s,s:s,s:s,s:o,s:o,s:{s:s,s:s},s:o}", "ruleId", finding->kind, "kind", "fail",
			  "level", "error", "locations", sarif_place(finding), "message", sarif_text(finding),
			  "partialFingerprints", "primaryLocationLineHash", print, "weir/v1",
			  finding->fingerprint, "suppressions", sarif_suppressions(finding->suppressed));
	append_row(out, row, number);
}

static void sarif_end(GString *out, const ScanSummary *summary, const char *const *kinds)
{
	g_string_append_printf(
		out,
		"],\n\"invocations\":[{\"executionSuccessful\":%s,\"exitCode\":%d}],\n\"tool\":{\"driver\":{",
		summary->unread == 0 ? "true" : "false", summary->exit_code);
	g_string_append(out, "\"name\":\"weir\",\"version\":");
	report_append_json_string(out, PACKAGE_VERSION);
	g_string_append(out, ",\"rules\":[");
	for (guint64 i = 0; kinds[i] != NULL; i++)
		append_row(out,
			   json_pack("{s:s,s:{s:s}}", "id", kinds[i], "shortDescription", "text",
				     "A credential that stands where others can read it"),
			   i);
	g_string_append(out, "]}}}]}\n");
}

static const struct scan_format formats[] = {
	{ "text", text_begin, text_finding, text_end },
	{ "json", json_begin, json_finding, json_end },
	{ "sarif", sarif_begin, sarif_finding, sarif_end },
};

const struct scan_format *scan_format_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}
