/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_setup.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "base/json.h"
#include "base/paths.h"
#include "base/redact.h"
#include "model/attestations.h"
#include "model/lockfile.h"
#include "verb/audit_files.h"

enum { LARGEST_LOCKFILE = 16 * 1024 * 1024, LARGEST_REPORT = 256 * 1024 * 1024 };

const struct verb_option audit_setup_options[] = {
	{ "level", 0, VALUE_CHOICE, N_("LEVEL"), FALSE, 0, 0, "passive|safe|active",
	  N_("passive: documented GETs; safe, the default: also requests that cannot succeed; active: also "
	     "with connections and subscriptions of weir's own"),
	  HINT_NONE },
	{ "profile", 0, VALUE_CHOICE, N_("PROFILE"), FALSE, 0, 0, "quick|prod|ci",
	  N_("quick: documents and lists; ci: nothing that a person must say; prod, the default: all"),
	  HINT_NONE },
	{ "only", 0, VALUE_TEXT, N_("CHECK"), TRUE, 0, 0, NULL,
	  N_("only this check, family (actions) or guideline (B4); may be repeated"), HINT_NONE },
	{ "skip", 0, VALUE_TEXT, N_("CHECK"), TRUE, 0, 0, NULL,
	  N_("not this check, family or guideline; may be repeated"), HINT_NONE },
	{ "fail-on", 0, VALUE_CHOICE, N_("SEVERITY"), FALSE, 0, 0, "info|low|medium|high|critical",
	  N_("exit with 1 for findings of this severity or worse; default high"), HINT_NONE },
	{ "min-score", 0, VALUE_INTEGER, N_("N"), FALSE, 0, 100, NULL,
	  N_("exit with 1 where the score is lower"), HINT_NONE },
	{ "strict", 0, VALUE_FLAG, NULL, FALSE, 0, 0, NULL, N_("count what only the SDK can mend, too"),
	  HINT_NONE },
	{ "deadline", 0, VALUE_NUMBER, N_("SECONDS"), FALSE, 1, 86400, NULL,
	  N_("the time that one target's audit may take; default 600"), HINT_NONE },
	{ "lockfile", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("what the server is built from: uv.lock, poetry.lock, requirements.txt or pip freeze"),
	  HINT_FILE },
	{ "source", 0, VALUE_PATH, N_("DIR"), FALSE, 0, 0, NULL,
	  N_("look for credentials in the server's source, too"), HINT_FOLDER },
	{ "suppress", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("findings that are accepted; default .weir/suppress.conf where it is there"), HINT_FILE },
	{ "baseline", 0, VALUE_PATH, N_("FILE"), FALSE, 0, 0, NULL,
	  N_("an earlier report (--format json): mark findings new, unchanged or fixed"), HINT_FILE },
	{ NULL },
};

static void take_options(AuditSetup *setup, const VerbRun *run)
{
	const char *severity = verb_text(run, "fail-on"), *deadline = verb_text(run, "deadline");
	/* A recording is judged as far as it goes. */
	if (verb_text(run, "from") != NULL)
		setup->options.level = LEVEL_ACTIVE;
	audit_level_parse(verb_text(run, "level"), &setup->options.level);
	setup->options.profile = verb_text(run, "profile");
	severity_parse(severity, &setup->fail_on);
	setup->min_score = (int)verb_integer(run, "min-score", -1);
	setup->strict = verb_flag(run, "strict");
	if (deadline != NULL)
		setup->options.deadline_ms = (guint)(g_ascii_strtod(deadline, NULL) * 1000);
}

/* ---- files ---- */

static gboolean read_lockfile(AuditSetup *setup, const char *path, GError **error)
{
	gsize length = 0;
	if (path == NULL)
		return TRUE;
	g_autofree char *text = paths_read(path, LARGEST_LOCKFILE, &length, error);
	g_autoptr(Lockfile) lockfile = text != NULL ? lockfile_read(text, length, path, error) : NULL;
	if (lockfile == NULL)
		return FALSE;
	json_object_set_new(setup->facts, "lockfile", lockfile_json(lockfile));
	return TRUE;
}

static gboolean check_exists(const char *id)
{
	return check_find(id) != NULL;
}

/* A file that is named must be there; the usual one may be missing. */
static gboolean read_suppressions(AuditSetup *setup, const char *named, GError **error)
{
	const char *path = named != NULL ? named : AUDIT_SUPPRESSIONS;
	g_autofree char *text = NULL;
	gsize length = 0;
	if (named != NULL && !g_file_test(named, G_FILE_TEST_EXISTS)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("there is no file %s"), named);
		return FALSE;
	}
	if (!audit_file_read(path, &text, &length, error))
		return FALSE;
	if (text != NULL)
		setup->suppressions = suppressions_parse(text, length, path, check_exists, error);
	return text == NULL || setup->suppressions != NULL;
}

static gboolean read_attestations(AuditSetup *setup, GError **error)
{
	if (!audit_file_read(AUDIT_ATTESTATIONS, &setup->attestations, &setup->attestations_length, error))
		return FALSE;
	/* That it can be read is seen before anything is asked. */
	g_autoptr(json_t) facts = attestations_facts(setup->attestations, setup->attestations_length,
						     AUDIT_ATTESTATIONS, "", NULL, 0, error);
	return facts != NULL;
}

static gboolean read_baseline(AuditSetup *setup, const char *path, GError **error)
{
	gsize length = 0;
	if (path == NULL)
		return TRUE;
	g_autofree char *text = paths_read(path, LARGEST_REPORT, &length, error);
	if (text != NULL)
		setup->baseline = audit_read(text, length, path, error);
	return setup->baseline != NULL;
}

static gboolean take_source(AuditSetup *setup, const char *folder, GError **error)
{
	if (folder != NULL && !g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_FILE, _("there is no folder %s"), folder);
		return FALSE;
	}
	setup->source = g_strdup(folder);
	return TRUE;
}

static const char *text_of(const VerbRun *run, const char *option)
{
	return run != NULL ? verb_text(run, option) : NULL;
}

/* "--only actions,B4" is two words, as "--only actions --only B4" is; NULL where there are none. */
static GPtrArray *words_of(const VerbRun *run, const char *option)
{
	const GPtrArray *given = run != NULL ? verb_list(run, option) : NULL;
	if (given == NULL)
		return NULL;
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < given->len; i++) {
		g_auto(GStrv) parts = g_strsplit(given->pdata[i], ",", -1);
		for (gsize j = 0; parts[j] != NULL; j++)
			if (*g_strstrip(parts[j]) != '\0')
				g_ptr_array_add(words, g_strdup(parts[j]));
	}
	return words;
}

AuditSetup *audit_setup_new(VerbRun *run, GError **error)
{
	g_autoptr(GPtrArray) only = words_of(run, "only"), skip = words_of(run, "skip");
	g_autoptr(AuditSetup) setup = g_new0(AuditSetup, 1);
	setup->references = 1;
	setup->options.level = LEVEL_SAFE;
	setup->fail_on = SEVERITY_HIGH;
	setup->min_score = -1;
	setup->facts = json_object();
	if (run != NULL)
		take_options(setup, run);
	setup->options.checks = audit_choose(setup->options.level, setup->options.profile, only, skip, error);
	if (setup->options.checks == NULL || !read_lockfile(setup, text_of(run, "lockfile"), error) ||
	    !read_suppressions(setup, text_of(run, "suppress"), error) || !read_attestations(setup, error) ||
	    !read_baseline(setup, text_of(run, "baseline"), error) ||
	    !take_source(setup, text_of(run, "source"), error))
		return NULL;
	return g_steal_pointer(&setup);
}

gboolean audit_setup_remember(AuditSetup *setup, gboolean read_only, GError **error)
{
	if (setup->store == NULL)
		setup->store = store_open_usual(read_only, error);
	return setup->store != NULL;
}

gboolean audit_setup_act(AuditSetup *setup, VerbContext *context, const char *base, int port, GError **error)
{
	const Config *config = verb_config(context, error);
	if (config == NULL)
		return FALSE;
	if (setup->schemes == NULL)
		setup->schemes = config_schemes(config);
	g_free(setup->callback_base);
	setup->callback_base = g_strdup(base);
	if (setup->ledger == NULL)
		setup->ledger = store_open_usual(FALSE, error);
	if (setup->ledger == NULL)
		return FALSE;
	if (port != 0 && setup->callbacks == NULL)
		setup->callbacks = callbacks_new(port, base, error);
	return port == 0 || setup->callbacks != NULL;
}

AuditSetup *audit_setup_ref(AuditSetup *setup)
{
	setup->references++;
	return setup;
}

void audit_setup_unref(AuditSetup *setup)
{
	if (setup == NULL || --setup->references > 0)
		return;
	g_clear_pointer(&setup->options.checks, g_ptr_array_unref);
	store_close(setup->store);
	store_close(setup->ledger);
	callbacks_free(setup->callbacks);
	g_free(setup->callback_base);
	g_clear_pointer(&setup->schemes, g_ptr_array_unref);
	json_decref(setup->facts);
	json_decref(setup->policies);
	suppressions_free(setup->suppressions);
	audit_baseline_free(setup->baseline);
	g_free(setup->attestations);
	g_free(setup->source);
	g_free(setup);
}

/* As a live answer is: judges never see a credential. */
static json_t *redacted_copy(json_t *document)
{
	g_autofree char *text = weir_json_print(document);
	g_autofree char *clean = redact_text(text, strlen(text));
	json_t *copy = clean != NULL ? weir_json_read(clean, strlen(clean), NULL, NULL, NULL) : NULL;
	return copy != NULL ? copy : json_incref(document);
}

static void add_document(Evidence *evidence, const char *label, json_t *document)
{
	g_autoptr(json_t) clean = document != NULL ? redacted_copy(document) : NULL;
	if (clean != NULL)
		evidence_add_document(evidence, label, clean);
}

Evidence *audit_setup_documents(const AuditSetup *setup, const char *folder, const Target *target,
				GError **error)
{
	g_autoptr(Server) server = verb_offline_server(folder, target, error);
	if (server == NULL)
		return NULL;
	Evidence *evidence = evidence_new(target, setup->options.level);
	evidence->offline = TRUE;
	json_object_update(evidence->facts, setup->facts);
	json_object_set_new(evidence->facts, "now", json_integer(g_get_real_time()));
	const struct {
		const char *label;
		json_t *document;
	} documents[] = { { "manifest", server->manifest },
			  { "components", server->components },
			  { "openapi", server->openapi } };
	for (gsize i = 0; i < G_N_ELEMENTS(documents); i++)
		add_document(evidence, documents[i].label, documents[i].document);
	return evidence;
}
