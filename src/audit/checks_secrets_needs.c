/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server asks for, in the system behind it and of its connections, against what it uses. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/words.h"
#include "base/json.h"

/* ---- secrets.scope ---- */

static guint mutating_actions(const Server *server)
{
	guint count = 0;
	for (guint i = 0; i < server->actions->len; i++)
		count += ((const Action *)server->actions->pdata[i])->effect->mutating;
	return count;
}

/* Webhooks have to be registered: that is a write that no action shows. */
static gboolean speaks_of_webhooks(const char *text)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);
	return strstr(lower, "hook") != NULL || strstr(lower, "subscription") != NULL;
}

static void judge_permissions(Judgement *judgement, const Server *server, const char *text)
{
	static const char pointer[] = "/requiredPermissions";
	g_autofree char *broad = NULL, *write = NULL;
	if (words_broad_permission(text, &broad)) {
		Finding *finding = judge_fail(judgement, "the permissions asked for are broad");
		finding_shows(finding_document(finding, "manifest", pointer), NULL, broad);
		return;
	}
	if (!words_write_permission(text, &write) || mutating_actions(server) > 0) {
		judge_pass(judgement, "the permissions are named, and not broader than what the actions do");
		return;
	}
	if (server->triggers->len > 0 && speaks_of_webhooks(text)) {
		judge_unknown(judgement, "no action writes; whether registering webhooks needs the write "
					 "permission is not known");
		return;
	}
	Finding *finding = judge_fail(judgement, "permission to write is asked for, and no action writes");
	finding_shows(finding_document(finding, "manifest", pointer), NULL, write);
}

static void judge_scope(Judgement *judgement, const Evidence *evidence)
{
	const char *text = evidence->server->required_permissions;
	g_autofree char *stripped = g_strstrip(g_strdup(text != NULL ? text : ""));
	if (*stripped != '\0')
		judge_permissions(judgement, evidence->server, stripped);
	else
		finding_document(judge_fail(judgement,
					    "requiredPermissions is missing: nobody can tell which "
					    "rights the credential needs"),
				 "manifest", "/requiredPermissions");
}

/* ---- secrets.least-privilege ---- */

/* What one side of a connection collects and what actions name of it. */
struct side {
	const char *what; /* "option" */
	const GPtrArray *collected;
	GHashTable *used; /* names; borrowed */
};

static gboolean is_collected(const struct side *side, const char *name)
{
	for (guint i = 0; i < side->collected->len; i++)
		if (strcmp(((const Argument *)side->collected->pdata[i])->name, name) == 0)
			return TRUE;
	return FALSE;
}

static void look_at_names(Judgement *judgement, const struct side *side, const Action *action, char **names)
{
	for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
		g_hash_table_add(side->used, names[i]);
		if (is_collected(side, names[i]))
			continue;
		Finding *finding =
			judge_fail(judgement, "the action needs the %s %s, which no connection collects",
				   side->what, names[i]);
		finding_at(finding, action->name, names[i]);
	}
}

static guint secrets_of(const Action *action, guint all)
{
	guint count = action->secrets != NULL ? g_strv_length(action->secrets) : 0;
	return MIN(count, all);
}

/* Where others make do with fewer, who asks for all is suspect. */
static void look_for_greedy(Judgement *judgement, const Server *server)
{
	guint all = server->connection_secrets->len, fewer = 0;
	for (guint i = 0; i < server->actions->len; i++) {
		guint count = secrets_of(server->actions->pdata[i], all);
		fewer += count > 0 && count < all;
	}
	for (guint i = 0; all >= 2 && fewer > 0 && i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		if (secrets_of(action, all) < all)
			continue;
		Finding *finding = judge_fail(
			judgement, "the action asks for all %u secrets; others make do with fewer", all);
		finding_at(finding, action->name, NULL);
	}
}

static void look_for_unused(Judgement *judgement, const Server *server, const struct side *side)
{
	for (guint i = 0; i < side->collected->len; i++) {
		const Argument *argument = side->collected->pdata[i];
		if (g_hash_table_contains(side->used, argument->name))
			continue;
		Finding *finding =
			server->triggers->len > 0
				? judge_unknown(
					  judgement,
					  "no action names the %s %s; whether a trigger needs it is not "
					  "published",
					  side->what, argument->name)
				: judge_fail(judgement, "the %s %s is collected, and no action needs it",
					     side->what, argument->name);
		finding_at(finding, NULL, argument->name);
	}
}

static void judge_least_privilege(Judgement *judgement, const Evidence *evidence)
{
	const Server *server = evidence->server;
	g_autoptr(GHashTable) env = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) secrets = g_hash_table_new(g_str_hash, g_str_equal);
	const struct side sides[] = { { "option", server->connection_options, env },
				      { "secret", server->connection_secrets, secrets } };
	for (guint i = 0; i < server->actions->len; i++) {
		const Action *action = server->actions->pdata[i];
		look_at_names(judgement, &sides[0], action, action->env);
		look_at_names(judgement, &sides[1], action, action->secrets);
	}
	look_for_greedy(judgement, server);
	for (gsize i = 0; i < G_N_ELEMENTS(sides); i++)
		look_for_unused(judgement, server, &sides[i]);
	if (!judge_has_spoken(judgement))
		judge_pass(judgement, "actions name what is collected, and all of it is named");
}

const struct check checks_secrets_needs[] = {
	{ { .id = "secrets.scope",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "K1",
	    .title = "The permissions asked for are named and narrow",
	    .why = "A customer gives the credential the rights that the integration asks for. An "
		   "administrator's key that leaks opens everything, a reader's key little.",
	    .how = "`requiredPermissions` of the manifest is read: it fails where it is missing, where it "
		   "asks broadly (admin, owner, all scopes, *) outside a negation, or asks to write though "
		   "no action writes.",
	    .fix = "Name the exact scopes, and say which action needs which.",
	    .snippet = "required_permissions=(\n"
		       "    \"tickets:read, tickets:write. \"\n"
		       "    \"Only delete_ticket also needs tickets:delete.\"\n"
		       ")\n",
	    .mistaken = "An upstream system that has no narrower permission. Say so in the text, and "
			"suppress it as accepted.",
	    .owasp = "API5:2023",
	    .cwe = "CWE-250 CWE-272" },
	  CHECK_NEEDS_MANIFEST,
	  NULL,
	  judge_scope },
	{ { .id = "secrets.least-privilege",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_MEDIUM,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "A10 C3",
	    .title = "Actions get the options and secrets that they need, no more",
	    .why = "Each secret that an action is handed can leak through it. What is collected and used by "
		   "nothing is a risk without a use; what is used and not collected fails at run time.",
	    .how = "The names of options and secrets of each action in /components are compared with what "
		   "the manifest's connection collects. What no action names is unknown where there are "
		   "triggers, since their needs are not published.",
	    .fix = "Name only what the action uses, and collect only what some action or trigger names.",
	    .snippet = "@tool(env=[\"baseUrl\"], secrets=[\"readKey\"])   # not the write key too\n"
		       "def get_ticket(ticket_id: int, env: dict[str, str], secrets: dict[str, str]): ...\n",
	    .mistaken = "Two secrets that only work together, such as a key id and its key, in an action "
			"beside others that need none of the second.",
	    .owasp = "API5:2023",
	    .cwe = "CWE-272" },
	  CHECK_NEEDS_MANIFEST | CHECK_NEEDS_COMPONENTS,
	  NULL,
	  judge_least_privilege },
	{ { NULL } },
};
