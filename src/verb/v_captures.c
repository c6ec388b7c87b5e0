/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `weir listen` recorded. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "verb/capture_export.h"
#include "verb/capture_rows.h"
#include "verb/verbs.h"

#define FOLDER_OPTION                                                                                        \
	{                                                                                                    \
		"folder", 0, VALUE_PATH, N_("DIR"), FALSE, 0, 0, NULL,                                       \
			N_("the folder that weir listen --save named, instead of the usual one"),            \
			HINT_FOLDER                                                                          \
	}

static gboolean parse_number(const char *text, guint64 *number, GError **error)
{
	if (g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT64, number, NULL))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("'%s' is no number of a capture; weir captures lists them"), text);
	return FALSE;
}

static gboolean find(const CaptureLog *log, const char *text, guint *index, GError **error)
{
	guint64 number;
	if (!parse_number(text, &number, error))
		return FALSE;
	if (capture_log_find(log, number, index))
		return TRUE;
	g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
		    _("there is no capture %" PRIu64 "; weir captures lists them"), number);
	return FALSE;
}

/* NULL without an error where nothing was ever recorded in the usual folder. */
static CaptureLog *open_log(VerbRun *run, GError **error)
{
	g_autofree char *folder = captures_folder(run, "folder");
	g_autoptr(GError) problem = NULL;
	CaptureLog *log = capture_log_read(folder, &problem);
	if (log == NULL &&
	    (verb_text(run, "folder") != NULL || !g_error_matches(problem, WEIR_ERROR, WEIR_ERROR_NOT_FOUND)))
		g_propagate_error(error, g_steal_pointer(&problem));
	guint64 torn = log != NULL ? capture_log_left_out(log) : 0;
	if (torn > 0)
		verb_say(run,
			 ngettext("%s: %" PRIu64 " byte at the end is no whole capture and is left out",
				  "%s: %" PRIu64 " bytes at the end are no whole capture and are left out",
				  torn),
			 folder, torn);
	return log;
}

/* The same where one is needed. */
static CaptureLog *open_known(VerbRun *run, GError **error)
{
	g_autoptr(GError) problem = NULL;
	CaptureLog *log = open_log(run, &problem);
	if (problem != NULL)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (log == NULL)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("there are no captures yet; weir listen makes them"));
	return log;
}

/* ---- list ---- */

static void free_row(gpointer row)
{
	capture_row_free(row);
}

static void free_rows(gpointer rows)
{
	g_ptr_array_unref(rows);
}

static ListingSet *set_of(GPtrArray *rows)
{
	ListingSet *set = listing_set_new(&listing_captures);
	listing_set_add(set, NULL, rows->len, rows, rows, free_rows);
	return set;
}

static VerbStatus list(VerbRun *run, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(CaptureLog) log = open_log(run, &problem);
	if (problem != NULL) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return VERB_FAILED;
	}
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	guint n = log != NULL ? capture_log_count(log) : 0;
	guint limit = (guint)verb_integer(run, "limit", 0);
	for (guint i = limit > 0 && n > limit ? n - limit : 0; i < n; i++) {
		g_autoptr(GError) damaged = NULL;
		g_autoptr(Capture) capture = capture_log_get(log, i, FALSE, &damaged);
		if (capture != NULL)
			g_ptr_array_add(rows, capture_row_of(capture, capture_log_body_size(log, i), FALSE));
		else
			verb_complain(run, damaged);
	}
	g_autoptr(ListingSet) set = set_of(rows);
	return run->sink->listing(run, set, error) ? VERB_DONE : VERB_FAILED;
}

static const struct verb_option list_options[] = {
	FOLDER_OPTION,
	{ "limit", 0, VALUE_INTEGER, N_("N"), FALSE, 1, 100000000, NULL, N_("only the newest N"), HINT_NONE },
	{ NULL },
};

static const struct verb captures_list = {
	.name = "list",
	.summary = N_("list what was recorded"),
	.flags = VERB_TAKES_FORMAT,
	.options = list_options,
	.examples = "weir captures list --limit 20\n"
		    "weir captures list --folder ./events --format json",
	.begin = list,
};

/* ---- show ---- */

static VerbStatus show(VerbRun *run, GError **error)
{
	g_autoptr(CaptureLog) log = open_known(run, error);
	guint index;
	if (log == NULL || !find(log, verb_argument(run, 0), &index, error))
		return VERB_FAILED;
	g_autoptr(Capture) capture = capture_log_get(log, index, TRUE, error);
	if (capture == NULL)
		return VERB_FAILED;
	GPtrArray *rows = g_ptr_array_new_with_free_func(free_row);
	g_ptr_array_add(rows, capture_row_of(capture, g_bytes_get_size(capture->body), TRUE));
	g_autoptr(ListingSet) set = set_of(rows);
	return run->sink->detail(run, set, 0, error) ? VERB_DONE : VERB_FAILED;
}

static const struct verb_argument one_number[] = {
	{ N_("NUMBER"), FALSE, FALSE, HINT_NONE, N_("the number of a capture") },
	{ NULL },
};

static const struct verb_option folder_options[] = { FOLDER_OPTION, { NULL } };

static const struct verb captures_show = {
	.name = "show",
	.summary = N_("show one capture with its headers and the beginning of its body"),
	.flags = VERB_TAKES_FORMAT,
	.arguments = one_number,
	.options = folder_options,
	.examples = "weir captures show 12\n"
		    "weir captures show 12 --format json",
	.begin = show,
};

/* ---- export ---- */

static void free_export(gpointer export)
{
	capture_export_free(export);
}

static void tell(VerbRun *run, const CaptureExport *export)
{
	guint n = capture_export_total(export), redacted = capture_export_redacted(export);
	verb_say(run, ngettext("%s: %u capture", "%s: %u captures", n), verb_text(run, "har"), n);
	if (redacted > 0)
		verb_say(run,
			 ngettext("%u body holds a credential, which is replaced; it has no file beside "
				  "(--keep-secrets leaves it as it is)",
				  "%u bodies hold credentials, which are replaced; they have no file beside "
				  "(--keep-secrets leaves them as they are)",
				  redacted),
			 redacted);
}

static void export_turn(CaptureExport *export, gboolean over, const GError *error, gpointer data)
{
	VerbRun *run = data;
	g_autoptr(GError) cancelled = NULL;
	if (!over && !verb_cancelled(run)) {
		verb_progress(run, _("%u of %u captures"), capture_export_written(export),
			      capture_export_total(export));
		return;
	}
	if (!over)
		cancelled = g_error_new_literal(WEIR_ERROR, WEIR_ERROR_CANCELLED, _("interrupted"));
	else if (error == NULL)
		tell(run, export);
	verb_finish(run, cancelled != NULL ? cancelled : error);
	verb_run_unref(run);
}

/* The indexes of those that the arguments name; without any, of all. */
static GArray *choose(VerbRun *run, const CaptureLog *log, GError **error)
{
	g_autoptr(GArray) indexes = g_array_new(FALSE, FALSE, sizeof(guint));
	guint index;
	for (guint i = 0; i < run->arguments->len; i++) {
		if (!find(log, verb_argument(run, i), &index, error))
			return NULL;
		g_array_append_val(indexes, index);
	}
	for (guint i = 0; run->arguments->len == 0 && i < capture_log_count(log); i++)
		g_array_append_val(indexes, i);
	return g_steal_pointer(&indexes);
}

static VerbStatus begin_export(VerbRun *run, GError **error)
{
	const char *har = verb_text(run, "har");
	if (har == NULL) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE, _("say where to: --har FILE"));
		return VERB_FAILED;
	}
	g_autoptr(CaptureLog) log = open_known(run, error);
	GArray *indexes = log != NULL ? choose(run, log, error) : NULL;
	if (indexes == NULL)
		return VERB_FAILED;
	run->state = capture_export_new(g_steal_pointer(&log), indexes, har, verb_flag(run, "keep-secrets"),
					export_turn, run, error);
	if (run->state == NULL)
		return VERB_FAILED;
	run->free_state = free_export;
	verb_run_ref(run);
	return VERB_WAITING;
}

static const struct verb_argument numbers[] = {
	{ N_("NUMBER"), TRUE, TRUE, HINT_NONE, N_("numbers of captures; without them all are meant") },
	{ NULL },
};

static const struct verb_option export_options[] = {
	{ "har", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("write a HAR 1.2 file, and the bodies as they came into FILE.bodies/NUMBER"), HINT_FILE },
	{ "keep-secrets", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("leave what looks like a credential as it was recorded"), HINT_NONE },
	FOLDER_OPTION,
	{ NULL },
};

static const struct verb captures_export = {
	.name = "export",
	.summary = N_("write captures into a HAR file"),
	.arguments = numbers,
	.options = export_options,
	.help = N_("HAR holds text only: a body that is none stands there in base64. Credentials that are "
		   "known by their form are replaced, in bodies too; such a body has no file beside."),
	.examples = "weir captures export --har events.har\n"
		    "weir captures export 3 4 --har two.har --keep-secrets",
	.begin = begin_export,
};

/* ---- import ---- */

static VerbStatus import(VerbRun *run, GError **error)
{
	const char *path = verb_argument(run, 0);
	gsize length;
	g_autofree char *folder = captures_folder(run, "folder");
	g_autofree char *text = paths_read(path, CAPTURE_HAR_BYTES, &length, error);
	g_autoptr(CaptureHar) har = text != NULL ? capture_har_read(text, length, error) : NULL;
	if (text != NULL && har == NULL)
		g_prefix_error(error, "%s: ", path);
	g_autoptr(CaptureLog) log = har != NULL ? capture_log_write(folder, error) : NULL;
	if (log == NULL)
		return VERB_FAILED;
	for (guint i = 0; i < har->captures->len; i++) {
		Capture *capture = har->captures->pdata[i];
		if (!verb_flag(run, "keep-secrets"))
			capture_redact(capture, NULL);
		if (!capture_log_append(log, capture, error))
			return VERB_FAILED;
	}
	if (har->left_out > 0)
		verb_say(run,
			 ngettext("%u entry is left out: %s", "%u entries are left out: %s", har->left_out),
			 har->left_out, har->why);
	guint n = har->captures->len;
	const Capture *first = n > 0 ? har->captures->pdata[0] : NULL;
	gboolean good = first == NULL ? verb_print(run, error, "%s\n", _("0 captures"))
				      : verb_print(run, error,
						   ngettext("%u capture, number %" PRIu64 "\n",
							    "%u captures, from number %" PRIu64 "\n", n),
						   n, first->number);
	return good ? VERB_DONE : VERB_FAILED;
}

static const struct verb_argument one_file[] = {
	{ N_("FILE"), FALSE, FALSE, HINT_FILE, N_("a HAR file of a browser, of mitmproxy or of weir") },
	{ NULL },
};

static const struct verb_option import_options[] = {
	{ "keep-secrets", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("keep tokens and cookies too; without it they are replaced"), HINT_NONE },
	FOLDER_OPTION,
	{ NULL },
};

static const struct verb captures_import = {
	.name = "import",
	.summary = N_("take the requests of a HAR file among the captures"),
	.arguments = one_file,
	.options = import_options,
	.help = N_(
		"A body whose length is not the one that was sent, because the program that wrote the file "
		"decoded it, is marked body-doubtful; one that is not in the file body-missing."),
	.examples = "weir captures import flows.har",
	.begin = import,
};

/* ---- delete ---- */

static VerbStatus delete (VerbRun *run, GError **error)
{
	g_autofree char *folder = captures_folder(run, "folder");
	g_autoptr(GHashTable) chosen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	gboolean all = verb_flag(run, "all");
	if (all == (run->arguments->len > 0)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("say which captures are deleted: numbers, or --all"));
		return VERB_FAILED;
	}
	g_autoptr(CaptureLog) log = open_known(run, error);
	if (log == NULL)
		return VERB_FAILED;
	for (guint i = 0; i < run->arguments->len; i++) {
		guint index;
		if (!find(log, verb_argument(run, i), &index, error))
			return VERB_FAILED;
		guint64 number = capture_log_number(log, index);
		g_hash_table_add(chosen, g_memdup2(&number, sizeof number));
	}
	int gone = capture_log_delete(folder, all ? NULL : chosen, error);
	if (gone < 0)
		return VERB_FAILED;
	return verb_print(run, error, ngettext("%d capture deleted\n", "%d captures deleted\n", (gulong)gone),
			  gone)
		       ? VERB_DONE
		       : VERB_FAILED;
}

static const struct verb_option delete_options[] = {
	{ "all", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("delete every capture of the folder"),
	  HINT_NONE },
	FOLDER_OPTION,
	{ NULL },
};

static const struct verb captures_delete = {
	.name = "delete",
	.summary = N_("delete captures"),
	.arguments = numbers,
	.options = delete_options,
	.help = N_("Their numbers are not used again. There may be no weir listen that writes into the "
		   "folder meanwhile."),
	.examples = "weir captures delete 12\n"
		    "weir captures delete --all",
	.begin = delete,
};

static const struct verb *const subs[] = { &captures_list,   &captures_show,   &captures_export,
					   &captures_import, &captures_delete, NULL };

const struct verb verb_captures = {
	.name = "captures",
	.summary = N_("list, show, export and delete what weir listen recorded"),
	.help = N_(
		"Captures are kept in the folder that weir doctor names, and stay until they are deleted."),
	.subs = subs,
	.begin = list,
};
