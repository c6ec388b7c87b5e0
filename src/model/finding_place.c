/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Pointers are for machines; a person reads "create_ticket requester.name". */
#include <string.h>

#include "model/finding.h"

/* Steps of documents that tell nothing beside what they lead to. */
static gboolean is_scaffolding(const char *step)
{
	static const char *const steps[] = { "actions",    "triggers", "schema", "call",  "function",
					     "parameters", "paths",    "allOf",  "anyOf", "oneOf",
					     "components", "schemas",  NULL };
	return g_strv_contains(steps, step);
}

static gboolean is_number(const char *step)
{
	return *step != '\0' && strspn(step, "0123456789") == strlen(step);
}

static char *unescaped(const char *step)
{
	GString *out = g_string_new(step);
	g_string_replace(out, "~1", "/", 0);
	g_string_replace(out, "~0", "~", 0);
	return g_string_free(out, FALSE);
}

static void append_step(GString *out, const char *step)
{
	if (is_number(step))
		g_string_append_printf(out, "[%s]", step);
	else
		g_string_append_printf(out, "%s%s", out->len > 0 ? "." : "", step);
}

/* Into an answer: each step is a name or a place in a list. */
static void append_in_answer(GString *out, char **steps)
{
	for (gsize i = 0; steps[i] != NULL; i++)
		append_step(out, steps[i]);
}

/* TRUE: what a document's step is followed by, and the step itself, are said elsewhere. */
static gboolean skips(char **steps, gsize *i, gboolean has_route)
{
	const char *step = steps[*i], *next = steps[*i + 1];
	if (strcmp(step, "paths") == 0 && next != NULL) {
		/* The route names path and method; without it the path is the place. */
		*i += has_route ? (steps[*i + 2] != NULL ? 2 : 1) : 0;
		return TRUE;
	}
	if (strcmp(step, "responses") == 0 || strcmp(step, "content") == 0) {
		*i += next != NULL;
		return TRUE;
	}
	return is_scaffolding(step) || is_number(step);
}

static void append_in_document(GString *out, char **steps, gboolean has_route)
{
	for (gsize i = 0; steps[i] != NULL; i++) {
		gboolean names = strcmp(steps[i], "properties") == 0 || strcmp(steps[i], "$defs") == 0;
		if (names && steps[i + 1] != NULL)
			append_step(out, steps[++i]); /* whatever it is called */
		else if (strcmp(steps[i], "items") == 0)
			g_string_append(out, "[]");
		else if (!skips(steps, &i, has_route))
			append_step(out, steps[i]);
	}
}

static char *readable(const Finding *finding)
{
	GString *out = g_string_new(NULL);
	if (finding->pointer == NULL || finding->pointer[0] != '/') {
		g_string_append(out, finding->pointer != NULL ? finding->pointer : "");
		return g_string_free(out, FALSE);
	}
	g_auto(GStrv) steps = g_strsplit(finding->pointer + 1, "/", -1);
	for (gsize i = 0; steps[i] != NULL; i++) {
		char *step = unescaped(steps[i]);
		g_free(steps[i]);
		steps[i] = step;
	}
	if (finding->document == NULL)
		append_in_answer(out, steps);
	else
		append_in_document(out, steps, finding->route != NULL);
	return g_string_free(out, FALSE);
}

char *finding_place(const Finding *finding)
{
	g_autofree char *inside = finding->argument == NULL ? readable(finding) : NULL;
	const char *parts[] = { finding->subject, finding->subject == NULL ? finding->route : NULL,
				finding->argument != NULL ? finding->argument : inside };
	GString *out = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i] != NULL && parts[i][0] != '\0')
			g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", parts[i]);
	return g_string_free(out, FALSE);
}
