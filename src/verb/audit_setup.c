/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verb/audit_setup.h"

#include <glib/gi18n.h>

#include "base/error.h"

const struct verb_option audit_setup_options[] = {
	{ "level", 0, VALUE_CHOICE, N_("LEVEL"), FALSE, 0, 0, "passive|safe",
	  N_("passive: documented GETs; safe, the default: also requests that cannot succeed"), HINT_NONE },
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
	{ NULL },
};

static void take_options(AuditSetup *setup, const VerbRun *run)
{
	const char *severity = verb_text(run, "fail-on"), *deadline = verb_text(run, "deadline");
	audit_level_parse(verb_text(run, "level"), &setup->options.level);
	setup->options.profile = verb_text(run, "profile");
	severity_parse(severity, &setup->fail_on);
	setup->min_score = (int)verb_integer(run, "min-score", -1);
	setup->strict = verb_flag(run, "strict");
	if (deadline != NULL)
		setup->options.deadline_ms = (guint)(g_ascii_strtod(deadline, NULL) * 1000);
}

AuditSetup *audit_setup_new(VerbRun *run, GError **error)
{
	g_autoptr(AuditSetup) setup = g_new0(AuditSetup, 1);
	setup->references = 1;
	setup->options.level = LEVEL_SAFE;
	setup->fail_on = SEVERITY_HIGH;
	setup->min_score = -1;
	setup->facts = json_object();
	if (run != NULL)
		take_options(setup, run);
	setup->options.checks = audit_choose(setup->options.level, setup->options.profile,
					     run != NULL ? verb_list(run, "only") : NULL,
					     run != NULL ? verb_list(run, "skip") : NULL, error);
	return setup->options.checks != NULL ? g_steal_pointer(&setup) : NULL;
}

gboolean audit_setup_remember(AuditSetup *setup, GError **error)
{
	if (setup->store == NULL)
		setup->store = store_open_usual(FALSE, error);
	return setup->store != NULL;
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
	json_decref(setup->facts);
	g_free(setup);
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
		if (documents[i].document != NULL)
			evidence_add_document(evidence, documents[i].label, documents[i].document);
	return evidence;
}
