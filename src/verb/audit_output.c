/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_output.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "report/audit_format.h"

typedef struct {
	const struct audit_format *format;
	char *path;
} File;

struct AuditOutputs {
	const struct audit_format *format; /* of the sink */
	GPtrArray *files;                  /* File * */
};

static void file_free(gpointer memory)
{
	File *file = memory;
	g_free(file->path);
	g_free(file);
}

void audit_outputs_free(AuditOutputs *outputs)
{
	if (outputs == NULL)
		return;
	g_ptr_array_unref(outputs->files);
	g_free(outputs);
}

static char *format_names(void)
{
	GString *names = g_string_new(NULL);
	for (gsize i = 0; audit_formats[i] != NULL; i++)
		g_string_append_printf(names, "%s%s", i > 0 ? " " : "", audit_formats[i]->name);
	return g_string_free(names, FALSE);
}

static File *file_of(const char *word, GError **error)
{
	const char *equals = strchr(word, '=');
	g_autofree char *name = equals != NULL ? g_strndup(word, (gsize)(equals - word)) : g_strdup(word);
	const struct audit_format *format = audit_format_find(name);
	if (equals == NULL || equals[1] == '\0' || format == NULL) {
		g_autofree char *names = format_names();
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--output %s: it is FORMAT=FILE, and FORMAT one of: %s"), word, names);
		return NULL;
	}
	File *file = g_new0(File, 1);
	file->format = format;
	file->path = g_strdup(equals + 1);
	return file;
}

/* The second would replace the first. */
static gboolean is_taken(const AuditOutputs *outputs, const File *file, GError **error)
{
	g_autofree char *whole = g_canonicalize_filename(file->path, NULL);
	for (guint i = 0; i < outputs->files->len; i++) {
		const File *other = outputs->files->pdata[i];
		g_autofree char *before = g_canonicalize_filename(other->path, NULL);
		if (strcmp(before, whole) != 0 || g_str_has_prefix(whole, "/dev/"))
			continue;
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--output: %s is named twice; give each report a file of its own"), file->path);
		return TRUE;
	}
	return FALSE;
}

AuditOutputs *audit_outputs_new(const VerbRun *run, GError **error)
{
	const char *name = verb_text(run, "format");
	const GPtrArray *words = verb_list(run, "output");
	AuditOutputs *outputs = g_new0(AuditOutputs, 1);
	outputs->format = audit_format_find(name != NULL ? name : "text");
	outputs->files = g_ptr_array_new_with_free_func(file_free);
	for (guint i = 0; words != NULL && i < words->len; i++) {
		File *file = file_of(words->pdata[i], error);
		if (file == NULL || is_taken(outputs, file, error)) {
			g_clear_pointer(&file, file_free);
			audit_outputs_free(outputs);
			return NULL;
		}
		g_ptr_array_add(outputs->files, file);
	}
	return outputs;
}

gboolean audit_outputs_show_exchanges(const AuditOutputs *outputs)
{
	gboolean shown = !outputs->format->without_exchanges;
	for (guint i = 0; i < outputs->files->len; i++)
		shown = shown || !((const File *)outputs->files->pdata[i])->format->without_exchanges;
	return shown;
}

static gboolean write_file(gpointer writer, const char *bytes, gsize length, GError **error)
{
	return paths_writer_write(writer, bytes, length, error);
}

/* What a file holds is for programs and tickets: neither colours nor the width of a terminal. */
static gboolean write_one(const File *file, const AuditResult *result, GError **error)
{
	g_autoptr(PathsWriter) writer = paths_writer_new(file->path, error);
	ReportOut out = { .write = write_file, .data = writer, .look = LOOK_UTF8 };
	if (writer != NULL)
		paths_writer_share(writer);
	return writer != NULL && audit_write(file->format, &out, result, error) &&
	       paths_writer_finish(writer, error);
}

static void keep_first(GError **error, GError *more)
{
	if (more == NULL)
		return;
	if (error != NULL && *error == NULL)
		*error = more;
	else
		g_error_free(more);
}

gboolean audit_outputs_write(const AuditOutputs *outputs, VerbRun *run, const AuditResult *result,
			     GError **error)
{
	gboolean good = TRUE;
	for (guint i = 0; i < outputs->files->len; i++) {
		GError *problem = NULL;
		good = write_one(outputs->files->pdata[i], result, &problem) && good;
		keep_first(error, problem);
	}
	GError *problem = NULL;
	good = run->sink->audit(run, outputs->format, result, &problem) && good;
	keep_first(error, problem);
	return good;
}
