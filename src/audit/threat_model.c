/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame, T1 (secrets) and T3 (actions that change things). */
#include <glib/gi18n.h>
#include <string.h>

#include "audit/threat_model_private.h"
#include "audit/words.h"

enum { MOST_NAMES = 8 };

/* Worst first: a report's findings may not be sorted yet. */
static void index_finding(ThreatModel *model, const Finding *finding)
{
	const Finding *known = g_hash_table_lookup(model->by_check, finding->check->id);
	if (known == NULL || finding->verdict < known->verdict)
		g_hash_table_insert(model->by_check, (gpointer)finding->check->id, (gpointer)finding);
	if (finding->subject == NULL)
		return;
	char *key = g_strconcat(finding->check->id, "\n", finding->subject, NULL);
	known = g_hash_table_lookup(model->by_subject, key);
	if (known == NULL || finding->verdict < known->verdict)
		g_hash_table_replace(model->by_subject, key, (gpointer)finding);
	else
		g_free(key);
}

static void append_title(ThreatModel *model)
{
	const AuditReport *report = model->report;
	GString *out = model->out;
	g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(report->started / G_USEC_PER_SEC);
	g_autofree char *day = when != NULL ? g_date_time_format(when, "%Y-%m-%d") : g_strdup("?");
	g_string_append_printf(out, "# %s ", _("Threat model of"));
	threat_text(out, target_name(model->evidence->target), FALSE);
	g_string_append_printf(out, "\n\n");
	if (model->evidence->offline)
		g_string_append(out, _("Drawn up from the server's documents alone: nothing was asked."));
	else
		g_string_append_printf(out, _("Drawn up on %s from an audit of level %s, with %u requests."),
				       day, audit_level_name(report->level), report->requests);
	g_string_append_printf(
		out, " %s\n",
		_("It is a beginning: what nobody could tell from outside is said to be unknown."));
	if (report->incomplete != NULL) {
		g_string_append_printf(out, "\n**%s** ", _("The audit is incomplete:"));
		threat_text(out, report->incomplete, FALSE);
		g_string_append_c(out, '\n');
	}
}

/* ---- T1 ---- */

static const char *const secret_heads[] = { N_("Secret"), N_("Kept"), N_("Needed by") };

static void secret_row(ThreatModel *model, const char *name, const char *kept, const char *needed)
{
	threat_cell(model, name);
	threat_cell(model, kept);
	threat_cell(model, needed);
	threat_row_end(model);
}

/* Secret -> names of the actions that ask for it. */
static GHashTable *askers(const Server *server)
{
	GHashTable *table =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		for (gsize j = 0; action->secrets != NULL && action->secrets[j] != NULL; j++) {
			GPtrArray *names = g_hash_table_lookup(table, action->secrets[j]);
			if (names == NULL) {
				names = g_ptr_array_new();
				g_hash_table_insert(table, action->secrets[j], names);
			}
			g_ptr_array_add(names, action->name);
		}
	}
	return table;
}

static void connection_secrets(ThreatModel *model, const Server *server)
{
	g_autoptr(GHashTable) table = askers(server);
	for (guint i = 0; i < server->connection_secrets->len; i++) {
		const Argument *secret = server->connection_secrets->pdata[i];
		const GPtrArray *names = g_hash_table_lookup(table, secret->name);
		threat_cell(model, "");
		threat_code(model->out, secret->name, TRUE);
		threat_cell(model, _("for each connection, in the engine"));
		threat_cell(model, "");
		if (names != NULL)
			threat_names(model->out, names, MOST_NAMES, TRUE);
		else
			g_string_append(model->out,
					_("no action that is known; what triggers need is not published"));
		threat_row_end(model);
	}
}

static void subscription_secrets(ThreatModel *model, const Server *server)
{
	for (guint i = 0; i < server->triggers->len; i++) {
		const Trigger *trigger = server->triggers->pdata[i];
		for (guint j = 0; j < trigger->secrets->len; j++) {
			const Argument *secret = trigger->secrets->pdata[j];
			threat_cell(model, "");
			threat_code(model->out, secret->name, TRUE);
			threat_cell(model, _("for each subscription, in the engine"));
			threat_cell(model, _("events of "));
			threat_code(model->out, trigger->name, TRUE);
			threat_row_end(model);
		}
	}
}

/* A list needs an empty line before it, whatever stands there. */
static void begin_list(ThreatModel *model)
{
	if (!g_str_has_suffix(model->out->str, "\n\n"))
		g_string_append_c(model->out, '\n');
}

static void misplaced_secrets(ThreatModel *model, const GPtrArray *options, const char *trigger,
			      gboolean *any)
{
	for (guint i = 0; i < options->len; i++) {
		const Argument *option = options->pdata[i];
		if (!words_is_secret_property(option->name, option->schema))
			continue;
		if (!*any)
			begin_list(model);
		*any = TRUE;
		g_string_append_printf(model->out, "- %s ",
				       _("an option by its place, a secret by its name:"));
		threat_code(model->out, option->name, FALSE);
		if (trigger != NULL) {
			g_string_append(model->out, _(" of "));
			threat_code(model->out, trigger, FALSE);
		}
		g_string_append_c(model->out, '\n');
	}
}

static const char *token_is_for(const Evidence *evidence)
{
	if (evidence_has_token(evidence))
		return _("every route but liveness and readiness");
	return evidence->offline ? _("not known") : _("none is configured here");
}

static void append_secrets(ThreatModel *model)
{
	static const char *const family[] = { "secrets.", NULL };
	const Server *server = model->evidence->server;
	gboolean any = FALSE;
	threat_heading(model, _("T1. Which secrets does it store or forward?"));
	threat_table(model, secret_heads, G_N_ELEMENTS(secret_heads));
	secret_row(model, _("the server's bearer token"), _("by the server, and by all who call it"),
		   token_is_for(model->evidence));
	secret_row(model, _("the engine's key"), _("by the server"),
		   _("calls to the engine; it is sent with each event to every callback host"));
	if (server != NULL) {
		connection_secrets(model, server);
		subscription_secrets(model, server);
		misplaced_secrets(model, server->connection_options, NULL, &any);
		for (guint i = 0; i < server->triggers->len; i++) {
			const Trigger *trigger = server->triggers->pdata[i];
			misplaced_secrets(model, trigger->options, trigger->name, &any);
		}
	}
	threat_failures(model, _("Where they are seen by more than those who need them:"), family);
}

/* ---- T3 ---- */

static const char *const action_heads[] = {
	N_("Action"), N_("Effect"), N_("Destructive"), N_("May be repeated"), N_("Beyond its system"),
	N_("Said by")
};

/* The worst first. */
static const EffectKind order[] = { EFFECT_DELETE, EFFECT_SEND, EFFECT_UPDATE, EFFECT_CREATE };

static const char *yes_no(gboolean yes)
{
	return yes ? _("yes") : _("no");
}

static void action_row(ThreatModel *model, const Action *action)
{
	const Effect *effect = action->effect;
	threat_cell(model, "");
	threat_code(model->out, action->name, TRUE);
	threat_cell(model, effect_kind_name(effect->kind));
	threat_cell(model, yes_no(effect->destructive));
	threat_cell(model, yes_no(effect->idempotent));
	threat_cell(model, yes_no(effect->open_world));
	threat_cell(model, effect_source_name(effect->source));
	threat_row_end(model);
}

static void append_reads(ThreatModel *model, const Server *server)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		if (action->effect->kind == EFFECT_READ)
			g_ptr_array_add(names, action->name);
	}
	if (names->len == 0)
		return;
	g_string_append_printf(model->out, "\n%s ", _("Those that only read:"));
	threat_names(model->out, names, 40, FALSE);
	g_string_append(model->out, ".\n");
}

static void append_contradictions(ThreatModel *model, const Server *server)
{
	gboolean any = FALSE;
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		if (action->effect->contradiction == NULL)
			continue;
		if (!any)
			begin_list(model);
		any = TRUE;
		g_string_append(model->out, "- ");
		threat_code(model->out, action->name, FALSE);
		g_string_append(model->out, ": ");
		threat_text(model->out, action->effect->contradiction, FALSE);
		g_string_append_c(model->out, '\n');
	}
}

static void append_actions(ThreatModel *model)
{
	static const char *const family[] = { "actions.", "ops.destructive-review", NULL };
	const Server *server = model->evidence->server;
	threat_heading(model, _("T3. Which actions create, update, delete or send?"));
	if (server != NULL) {
		threat_table(model, action_heads, G_N_ELEMENTS(action_heads));
		for (gsize kind = 0; kind < G_N_ELEMENTS(order); kind++)
			for (guint i = 0; i < server->actions->len; i++) {
				const Action *action = server->actions->pdata[i];
				if (action->effect->kind == order[kind])
					action_row(model, action);
			}
		append_reads(model, server);
		append_contradictions(model, server);
	}
	threat_failures(model, _("What makes them more dangerous than they look:"), family);
}

char *threat_model_markdown(const Evidence *evidence, const AuditReport *report)
{
	ThreatModel model = { g_string_new(NULL), evidence, report,
			      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			      g_hash_table_new(g_str_hash, g_str_equal) };
	for (guint i = 0; i < report->findings->len; i++)
		index_finding(&model, report->findings->pdata[i]);
	append_title(&model);
	append_secrets(&model);
	threat_inbound(&model);
	append_actions(&model);
	threat_forgery(&model);
	threat_reach(&model);
	g_hash_table_unref(model.by_subject);
	g_hash_table_unref(model.by_check);
	return g_string_free(model.out, FALSE);
}
