/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <string.h>

#include "audit/probe.h"
#include "audit/probes_families.h"
#include "base/json.h"
#include "model/route.h"

/* clang-format off: a line each */
const struct probe *const probe_families[] = {
	probes_documents, probes_triggers, probes_access, probes_config,
	probes_actions,   probes_secrets,  probes_active, NULL,
};
/* clang-format on */

const struct probe *probe_find(const char *label)
{
	for (gsize i = 0; probe_families[i] != NULL; i++)
		for (const struct probe *probe = probe_families[i]; probe->label != NULL; probe++)
			if (strcmp(probe->label, label) == 0)
				return probe;
	return NULL;
}

void probe_get(ProbeBuilder *builder, const char *subject, const char *path, ProbeSend send)
{
	ProbeRequest request = { .path = path, .send = send };
	probe_add(builder, subject, &request);
}

void probe_post(ProbeBuilder *builder, const char *subject, const char *path, ProbeSend send,
		const json_t *body)
{
	char *text = weir_json_print(body);
	g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
	ProbeRequest request = { .method = "POST", .path = path, .send = send, .body = bytes };
	probe_add(builder, subject, &request);
}

static const char *text_fact(const Evidence *evidence, const char *name)
{
	const char *text = weir_json_text(evidence->facts, name);
	return text != NULL ? text : "";
}

const char *evidence_unknown_id(const Evidence *evidence)
{
	return text_fact(evidence, "unknown");
}

const char *evidence_canary(const Evidence *evidence)
{
	return text_fact(evidence, "canary");
}

gboolean evidence_has_token(const Evidence *evidence)
{
	return evidence->target->token != NULL;
}

char *probe_path(const char *format, ...)
{
	g_autoptr(GString) path = g_string_new(NULL);
	va_list arguments;
	va_start(arguments, format);
	for (const char *c = format; *c != '\0'; c++) {
		if (c[0] != '%' || c[1] != 's') {
			g_string_append_c(path, *c);
			continue;
		}
		const char *segment = va_arg(arguments, const char *);
		g_string_append_uri_escaped(path, segment, NULL, FALSE);
		c++;
	}
	va_end(arguments);
	return g_string_free(g_steal_pointer(&path), FALSE);
}

char *probe_trigger_path(const Evidence *evidence, const Trigger *trigger, const char *subscription)
{
	const Route *route = &trigger->route;
	if (route->path == NULL || route->parameter == NULL || route->path[0] != '/')
		return NULL;
	g_autoptr(GString) path = g_string_new(NULL);
	const char *rest = route->path;
	const char *open;
	while ((open = strchr(rest, '{')) != NULL) {
		const char *close = strchr(open, '}');
		if (close == NULL)
			return NULL;
		g_autofree char *name = g_strndup(open + 1, (gsize)(close - open) - 1);
		g_string_append_len(path, rest, open - rest);
		g_string_append_uri_escaped(
			path,
			strcmp(name, route->parameter) == 0 ? subscription : evidence_unknown_id(evidence),
			NULL, FALSE);
		rest = close + 1;
	}
	g_string_append(path, rest);
	for (const char *c = path->str; *c != '\0'; c++)
		if ((guchar)*c <= ' ' || (guchar)*c >= 0x7f || *c == '#' || *c == '?')
			return NULL; /* a template of a stranger's that is no path */
	return g_string_free(g_steal_pointer(&path), FALSE);
}
