/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report/audit_sarif.h"

/* What a severity is elsewhere: a level, a place in an order, and a CVSS-like number from which code scanning
 * makes "critical" (9.0 and more), "high" (7.0), "medium" (4.0) and "low". */
static const struct {
	const char *level, *security;
	double rank;
} severities[N_SEVERITIES] = {
	[SEVERITY_INFO] = { "note", NULL, 5 },         [SEVERITY_LOW] = { "note", "3.0", 25 },
	[SEVERITY_MEDIUM] = { "warning", "5.5", 50 },  [SEVERITY_HIGH] = { "error", "8.0", 80 },
	[SEVERITY_CRITICAL] = { "error", "9.5", 100 },
};

const char *sarif_level(Severity severity)
{
	return severities[severity].level;
}

double sarif_rank(Severity severity)
{
	return severities[severity].rank;
}

void sarif_rules_collect(SarifRules *rules, const AuditResult *result)
{
	rules->checks = g_ptr_array_new();
	rules->indices = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < result->reports->len; i++) {
		const AuditReport *report = result->reports->pdata[i];
		for (guint j = 0; j < report->findings->len; j++) {
			const struct check_info *check = ((Finding *)report->findings->pdata[j])->check;
			if (g_hash_table_contains(rules->indices, check->id))
				continue;
			g_ptr_array_add(rules->checks, (gpointer)check);
			g_hash_table_insert(rules->indices, (gpointer)check->id,
					    GUINT_TO_POINTER(rules->checks->len));
		}
	}
}

void sarif_rules_clear(SarifRules *rules)
{
	g_ptr_array_unref(rules->checks);
	g_hash_table_unref(rules->indices);
}

int sarif_rule_index(const SarifRules *rules, const char *id)
{
	return id != NULL ? (int)GPOINTER_TO_UINT(g_hash_table_lookup(rules->indices, id)) - 1 : -1;
}

/* "secrets.options-field" -> "SecretsOptionsField" */
static json_t *rule_name(const char *id)
{
	g_autoptr(GString) name = g_string_new(NULL);
	gboolean upper = TRUE;
	for (; *id != '\0'; id++) {
		if (g_ascii_isalnum(*id))
			g_string_append_c(name, upper ? g_ascii_toupper(*id) : *id);
		upper = !g_ascii_isalnum(*id);
	}
	return json_string(name->str);
}

static json_t *text_of(const char *text)
{
	json_t *object = json_object();
	json_object_set_new(object, "text", audit_json_text(text != NULL ? text : ""));
	return object;
}

static void append_part(GString *out, gboolean markdown, const char *head, const char *text)
{
	if (text != NULL)
		g_string_append_printf(out, markdown ? "**%s.** %s\n\n" : "%s: %s\n\n", head, text);
}

static char *help_text(const struct check_info *check, gboolean markdown)
{
	GString *out = g_string_new(NULL);
	append_part(out, markdown, "Why", check->why);
	append_part(out, markdown, "How it is found", check->how);
	append_part(out, markdown, "Fix", check->fix);
	if (check->snippet != NULL) {
		gboolean ended = g_str_has_suffix(check->snippet, "\n");
		g_string_append_printf(out, markdown ? "```\n%s%s```\n\n" : "%s%s\n", check->snippet,
				       ended ? "" : "\n");
	}
	append_part(out, markdown, "A false positive", check->mistaken);
	g_auto(GStrv) ids = g_strsplit(check->guidelines != NULL ? check->guidelines : "", " ", -1);
	for (gsize i = 0; ids[i] != NULL; i++) {
		g_autofree char *line = audit_guideline(ids[i]);
		if (*line != '\0')
			g_string_append_printf(out, "%s%s\n", markdown ? "- " : "", line);
	}
	return g_string_free(out, FALSE);
}

static json_t *help(const struct check_info *check)
{
	g_autofree char *plain = help_text(check, FALSE), *markdown = help_text(check, TRUE);
	json_t *object = json_object();
	json_object_set_new(object, "markdown", audit_json_text(markdown));
	json_object_set_new(object, "text", audit_json_text(plain));
	return object;
}

/* "external/cwe/cwe-522": the form in which code scanning knows a CWE. */
static void add_tags(json_t *tags, const char *words, const char *prefix)
{
	g_auto(GStrv) parts = g_strsplit(words != NULL ? words : "", " ", -1);
	for (gsize i = 0; parts[i] != NULL; i++) {
		if (*parts[i] == '\0')
			continue;
		g_autofree char *lower = g_ascii_strdown(parts[i], -1);
		g_autofree char *tag = g_strconcat(prefix, g_strdelimit(lower, ":", '-'), NULL);
		json_array_append_new(tags, json_string(tag));
	}
}

static json_t *properties(const struct check_info *check)
{
	json_t *object = json_object(), *tags = json_array();
	json_array_append_new(tags, json_string("security"));
	add_tags(tags, check->cwe, "external/cwe/");
	add_tags(tags, check->owasp, "external/owasp/");
	add_tags(tags, check->guidelines, "guideline-");
	add_tags(tags, origin_name(check->origin), "origin-");
	json_object_set_new(object, "tags", tags);
	if (severities[check->severity].security != NULL)
		json_object_set_new(object, "security-severity",
				    json_string(severities[check->severity].security));
	return object;
}

json_t *sarif_rule(const struct check_info *check)
{
	json_t *rule = json_object(), *configuration = json_object();
	json_object_set_new(configuration, "level", json_string(sarif_level(check->severity)));
	json_object_set_new(configuration, "rank", json_real(sarif_rank(check->severity)));
	json_object_set_new(rule, "defaultConfiguration", configuration);
	json_object_set_new(rule, "fullDescription", text_of(check->why));
	json_object_set_new(rule, "help", help(check));
	json_object_set_new(rule, "id", json_string(check->id));
	json_object_set_new(rule, "name", rule_name(check->id));
	json_object_set_new(rule, "properties", properties(check));
	json_object_set_new(rule, "shortDescription", text_of(check->title));
	return rule;
}
