/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for credentials in files, folders and streams.
 *
 * First the values of --target are fetched, then the key of fingerprints, then file after file is read.  What
 * is found is written when the loop comes round, so that nothing grows with it. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "model/suppressions.h"
#include "report/scan_report.h"
#include "secrets/fingerprint.h"
#include "secrets/reference.h"
#include "verb/scan_reader.h"
#include "verb/scan_walk.h"
#include "verb/verbs.h"

enum { LARGEST_SUPPRESSIONS = 16 * 1024 * 1024, SHORTEST_WITH_TAIL = 20, TAIL = 4 };

#define SUPPRESSIONS ".weir/scan.conf"

/* A reference whose value is looked for, too. */
struct wanted {
	char *reference, *server;
};

struct scan {
	VerbRun *run;      /* a reference */
	GPtrArray *wanted; /* struct wanted *, those that are not fetched yet */
	GPtrArray *values; /* SecBuf *: they live as long as anything is read */
	SecBuf *key;
	gboolean no_key; /* fingerprints are of this run only */
	Suppressions *suppressions;
	ScanWalk *walk;
	ScanReader *reader;
	char *file; /* that is read */
	const struct scan_format *format;
	GString *out;
	GHashTable *kinds;
	ScanSummary sum;
	gboolean stopped; /* what is found cannot be written any more */
};

static void next_file(struct scan *scan);

static void free_wanted(gpointer memory)
{
	struct wanted *wanted = memory;
	g_free(wanted->reference);
	g_free(wanted->server);
	g_free(wanted);
}

static void free_value(gpointer value)
{
	secbuf_unref(value);
}

static void scan_free(struct scan *scan)
{
	scan_reader_free(scan->reader);
	scan_walk_free(scan->walk);
	suppressions_free(scan->suppressions);
	g_ptr_array_unref(scan->wanted);
	g_ptr_array_unref(scan->values);
	secbuf_unref(scan->key);
	g_hash_table_unref(scan->kinds);
	g_string_free(scan->out, TRUE);
	g_free(scan->file);
	verb_run_unref(scan->run);
	g_free(scan);
}

/* ---- what is found ---- */

static gboolean flush(struct scan *scan, GError **error)
{
	gboolean good =
		scan->out->len == 0 || scan->run->sink->raw(scan->run, scan->out->str, scan->out->len, error);
	g_string_truncate(scan->out, 0);
	return good;
}

/* Nothing of a short value, nor of one of several lines. */
static char *tail_of(const LeakFinding *finding)
{
	if (finding->length < SHORTEST_WITH_TAIL || memchr(finding->bytes, '\n', finding->length) != NULL)
		return NULL;
	const char *tail = finding->bytes + finding->length - TAIL;
	if (memcmp(tail, "----", TAIL) == 0) /* of the END line of a key */
		return NULL;
	for (gsize i = 0; i < TAIL; i++)
		if (!g_ascii_isgraph(tail[i]))
			return NULL;
	return g_strdup_printf("…%.*s", TAIL, tail);
}

/* A value that is held is the same in every form. */
static char *print_of(const struct scan *scan, const LeakFinding *finding)
{
	if (scan->key == NULL)
		return g_strdup("-");
	return finding->secret != NULL ? fingerprint_of(scan->key, finding->secret)
				       : fingerprint_of_bytes(scan->key, finding->bytes, finding->length);
}

static void found(const LeakFinding *finding, gpointer data)
{
	struct scan *scan = data;
	g_autofree char *tail =
		finding->secret == NULL ? tail_of(finding) : fingerprint_last_four(finding->secret);
	g_autofree char *print = print_of(scan, finding);
	ScanFinding row = { .file = scan->file,
			    .kind = finding->kind,
			    .name = finding->secret != NULL ? secbuf_name(finding->secret) : NULL,
			    .tail = tail,
			    .fingerprint = print,
			    .line = finding->line,
			    .column = finding->column,
			    .offset = finding->offset,
			    .length = finding->length };
	row.suppressed = suppressions_find(scan->suppressions, finding->kind, print, g_get_real_time());
	scan->format->finding(scan->out, &row, scan->sum.findings + scan->sum.suppressed);
	scan->sum.findings += row.suppressed == NULL;
	scan->sum.suppressed += row.suppressed != NULL;
	g_hash_table_add(scan->kinds, (gpointer)finding->kind);
}

/* ---- the end ---- */

static void finish(struct scan *scan, const GError *error)
{
	VerbRun *run = scan->run;
	g_autoptr(GError) problem = NULL;
	if (scan->sum.findings > 0 && run->exit_code == WEIR_EXIT_OK)
		run->exit_code = WEIR_EXIT_FINDINGS;
	if (error == NULL && !scan->stopped) {
		guint count;
		g_autofree gpointer *kinds = g_hash_table_get_keys_as_array(scan->kinds, &count);
		qsort(kinds, count, sizeof *kinds, (GCompareFunc)(void (*)(void))g_strcmp0);
		scan->sum.exit_code = run->exit_code;
		scan->format->end(scan->out, &scan->sum, (const char *const *)kinds);
		flush(scan, &problem);
	}
	if (scan->no_key && scan->sum.findings > 0)
		verb_say(run,
			 _("without a keyring fingerprints are of this run only; with --fingerprint-key REF "
			   "they stay the same"));
	if (scan->sum.suppressed > 0)
		verb_say(run,
			 ngettext("%" PRIu64 " finding is suppressed", "%" PRIu64 " findings are suppressed",
				  (gulong)scan->sum.suppressed),
			 scan->sum.suppressed);
	verb_progress(run, NULL);
	verb_finish(run, error != NULL ? error : problem);
	scan_free(scan);
}

/* ---- files ---- */

static void progress(guint64 bytes, gpointer data)
{
	struct scan *scan = data;
	g_autoptr(GError) error = NULL;
	if (!scan->stopped && scan->out->len > 0 && !flush(scan, &error)) {
		scan->stopped = TRUE;
		verb_complain(scan->run, error);
		g_cancellable_cancel(scan->run->cancellable);
	}
	verb_progress(scan->run, _("%s: %" PRIu64 " MiB"), scan->file, bytes / (1024 * 1024));
}

static void complain(struct scan *scan, const GError *error)
{
	scan->sum.unread++;
	verb_complain(scan->run, error);
}

static void file_done(guint64 bytes, const GError *error, gpointer data)
{
	struct scan *scan = data;
	g_autoptr(GError) stopped =
		g_error_matches(error, WEIR_ERROR, WEIR_ERROR_CANCELLED) ? g_error_copy(error) : NULL;
	scan->sum.bytes += bytes;
	scan->sum.files++;
	if (error != NULL && stopped == NULL)
		complain(scan, error);
	g_clear_pointer(&scan->reader, scan_reader_free);
	/* Whoever stops a log that is followed wants what was found so far to be whole. */
	if (stopped != NULL && !scan->stopped && verb_flag(scan->run, "follow"))
		finish(scan, NULL);
	else if (stopped != NULL)
		finish(scan, scan->stopped ? NULL : stopped);
	else
		next_file(scan);
}

static gboolean open_file(struct scan *scan, const char *path, GError **error)
{
	const ScanWatch watch = { scan->values->len > 0, found, progress, file_done, scan };
	g_free(scan->file);
	scan->file = g_strdup(path);
	scan->reader = scan_reader_new(strcmp(path, "-") == 0 ? NULL : path, verb_flag(scan->run, "follow"),
				       scan->run->cancellable, &watch, error);
	return scan->reader != NULL;
}

static void next_file(struct scan *scan)
{
	for (;;) {
		g_autoptr(GError) error = NULL;
		g_autofree char *path = scan_walk_next(scan->walk, &error);
		if (path == NULL && error == NULL) {
			finish(scan, NULL);
			return;
		}
		if (path != NULL && open_file(scan, path, &error))
			return;
		complain(scan, error);
	}
}

static void begin_files(struct scan *scan)
{
	scan->format->begin(scan->out);
	next_file(scan);
}

/* ---- the key ---- */

static void key_came(SecBuf *key, gboolean lasting, const GError *error, gpointer data)
{
	struct scan *scan = data;
	scan->key = key != NULL ? secbuf_ref(key) : NULL;
	if (!lasting)
		scan->no_key = TRUE;
	begin_files(scan);
}

static void named_key_came(SecBuf *key, const GError *error, gpointer data)
{
	struct scan *scan = data;
	if (key == NULL) {
		finish(scan, error);
		return;
	}
	key_came(key, TRUE, NULL, scan);
}

static void ask_key(struct scan *scan)
{
	const char *reference = verb_text(scan->run, "fingerprint-key");
	if (reference != NULL)
		reference_resolve(reference, scan->run->cancellable, named_key_came, scan);
	else
		fingerprint_key(TRUE, scan->run->cancellable, key_came, scan);
}

/* ---- own values ---- */

/* `server` NULL: of none. */
static void want(struct scan *scan, const char *server, const char *reference)
{
	if (reference == NULL)
		return;
	struct wanted *wanted = g_new0(struct wanted, 1);
	wanted->reference = g_strdup(reference);
	wanted->server = g_strdup(server);
	g_ptr_array_add(scan->wanted, wanted);
}

static void want_all(struct scan *scan, const Target *target)
{
	GHashTableIter triggers;
	gpointer settings;
	want(scan, target->alias, target->token);
	want(scan, target->alias, target->engine_token);
	g_hash_table_iter_init(&triggers, target->triggers);
	while (g_hash_table_iter_next(&triggers, NULL, &settings))
		want(scan, target->alias, ((const TriggerSettings *)settings)->secret);
}

static void next_value(struct scan *scan);

static void value_came(SecBuf *value, const GError *error, gpointer data)
{
	struct scan *scan = data;
	if (value == NULL) {
		finish(scan, error);
		return;
	}
	g_ptr_array_add(scan->values, secbuf_ref(value));
	g_ptr_array_remove_index(scan->wanted, scan->wanted->len - 1);
	next_value(scan);
}

/* A value that cannot be had would not be found: that is no clean result. */
static void next_value(struct scan *scan)
{
	if (scan->wanted->len == 0) {
		ask_key(scan);
		return;
	}
	const struct wanted *wanted = scan->wanted->pdata[scan->wanted->len - 1];
	reference_resolve_for(wanted->reference, wanted->server, scan->run->cancellable, value_came, scan);
}

/* ---- the words ---- */

static gboolean read_suppressions(struct scan *scan, GError **error)
{
	const char *named = verb_text(scan->run, "suppress"), *path = named != NULL ? named : SUPPRESSIONS;
	gsize length;
	if (named == NULL && !g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	g_autofree char *text = paths_read(path, LARGEST_SUPPRESSIONS, &length, error);
	if (text == NULL)
		return FALSE;
	scan->suppressions = suppressions_parse(text, length, path, NULL, error);
	return scan->suppressions != NULL;
}

static gboolean take_targets(struct scan *scan, GError **error)
{
	const GPtrArray *words = verb_list(scan->run, "target"), *values = verb_list(scan->run, "value");
	for (guint i = 0; values != NULL && i < values->len; i++)
		want(scan, NULL, values->pdata[i]);
	if (words == NULL)
		return TRUE;
	g_autoptr(GPtrArray) targets = verb_named_targets(scan->run, words, error);
	for (guint i = 0; targets != NULL && i < targets->len; i++)
		want_all(scan, targets->pdata[i]);
	return targets != NULL;
}

static gboolean take_files(struct scan *scan, GError **error)
{
	VerbRun *run = scan->run;
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	gboolean from_stdin = run->arguments->len == 0;
	for (guint i = 0; i < run->arguments->len; i++) {
		from_stdin = from_stdin || strcmp(verb_argument(run, i), "-") == 0;
		g_ptr_array_add(words, (gpointer)verb_argument(run, i));
	}
	if (words->len == 0)
		g_ptr_array_add(words, (gpointer) "-");
	if (from_stdin && run->context->on_screen)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the keyboard belongs to the screen; give a FILE"));
	else if (verb_flag(run, "follow") && words->len > 1)
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--follow reads one FILE, which has no end; %u are given"), words->len);
	else if (verb_flag(run, "follow") && g_file_test(words->pdata[0], G_FILE_TEST_IS_DIR))
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("--follow reads a file, and %s is a folder"), (const char *)words->pdata[0]);
	else
		scan->walk = scan_walk_new(words);
	return scan->walk != NULL;
}

static VerbStatus begin(VerbRun *run, GError **error)
{
	const char *format = verb_text(run, "format");
	struct scan *scan = g_new0(struct scan, 1);
	scan->run = verb_run_ref(run);
	scan->wanted = g_ptr_array_new_with_free_func(free_wanted);
	scan->values = g_ptr_array_new_with_free_func(free_value);
	scan->out = g_string_new(NULL);
	scan->kinds = g_hash_table_new(g_str_hash, g_str_equal);
	scan->format = scan_format_find(format != NULL ? format : "text");
	if (!take_files(scan, error) || !read_suppressions(scan, error) || !take_targets(scan, error)) {
		scan_free(scan);
		return VERB_FAILED;
	}
	next_value(scan);
	return VERB_WAITING;
}

static const struct verb_argument arguments[] = {
	{ N_("FILE"), TRUE, TRUE, HINT_FILE,
	  N_("a file, gzip too, a folder, or - for standard input, which is the default") },
	{ NULL },
};

static const struct verb_option options[] = {
	{ "format", 'f', VALUE_CHOICE, N_("FORMAT"), FALSE, 0, 0, "text|json|sarif",
	  N_("text, one finding a line (default); json; sarif for code scanning"), HINT_NONE },
	{ "target", 0, VALUE_TEXT, N_("TARGET"), TRUE, 0, 0, NULL,
	  N_("also look for this server's own values, in every encoding; may be repeated"), HINT_TARGET },
	{ "value", 0, VALUE_REFERENCE, N_("REF"), TRUE, 0, 0, NULL,
	  N_("also look for this value, in every encoding; may be repeated"), HINT_REFERENCE },
	{ "follow", 'F', VALUE_FLAG, NULL, FALSE, 0, 0, NULL,
	  N_("go on as the file grows, also when it is cut or rotated"), HINT_NONE },
	{ "suppress", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("findings that are accepted; default .weir/scan.conf where it is there"), HINT_FILE },
	{ "fingerprint-key", 0, VALUE_REFERENCE, N_("REF"), FALSE, 0, 0, NULL,
	  N_("the key of fingerprints; default: the one in the keyring"), HINT_REFERENCE },
	{ NULL },
};

const struct verb verb_scan = {
	.name = "scan",
	.summary = N_("look for credentials in files, logs and streams"),
	.flags = VERB_FOR_PROGRAMS,
	.arguments = arguments,
	.options = options,
	.help = N_(
		"Credentials are known by their form (prefix, length, checksum) or by the name beside them; "
		"placeholders, references such as ${NAME}, UUIDs and digests are none. A finding is "
		"FILE:LINE:COLUMN, "
		"the kind, the last four characters of a long value, its length in bytes, and a fingerprint, "
		"which is "
		"the same for the same value and tells nothing without the key. The column counts bytes. "
		"Memory does not grow with what is read: a log of any length can be piped through.\n\n"
		"A group of .weir/scan.conf accepts a finding: check = KIND, fingerprint = FINGERPRINT, "
		"reason, text, "
		"by, until, as in .weir/suppress.conf. For fingerprints to stay the same where there is no "
		"keyring, "
		"as in CI, give --fingerprint-key.\n\n"
		"The exit code is 1 where something is found that is not accepted, 2 where a file could not "
		"be read."),
	.examples = "kubectl logs deploy/desk | weir scan -\n"
		    "weir scan /var/log/desk --target desk-prod # its own values, too\n"
		    "weir scan --follow /var/log/desk.log\n"
		    "weir scan . --format sarif --fingerprint-key env:SCAN_KEY > scan.sarif",
	.begin = begin,
};
