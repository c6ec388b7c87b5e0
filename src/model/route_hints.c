/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths in texts: "add a webhook to https://HOST/hooks/made/{subscriptionId}". */
#include <string.h>

#include "model/route_private.h"

enum { LONGEST_TEXT = 16384, MOST_PATHS = 32 };

/* What may stand in a path or a placeholder; a full stop or comma at its end belongs to the sentence. */
static gsize path_length(const char *text)
{
	gsize length = 0;
	while (text[length] != '\0' &&
	       (g_ascii_isalnum(text[length]) || strchr("/-_.~%{}<>:$@+", text[length]) != NULL))
		length++;
	while (length > 0 && strchr(".:", text[length - 1]) != NULL)
		length--;
	return length;
}

/* The next path from `*at` on, without scheme and host; new, `*at` after it. */
static char *next_path(const char **at)
{
	for (const char *text = *at; *text != '\0';) {
		gboolean begins = text == *at || strchr(" \t\n\"'`(<[=*", text[-1]) != NULL;
		gsize length = begins ? path_length(text) : 0;
		if (length == 0) {
			text++;
			continue;
		}
		g_autofree char *word = g_strndup(text, length);
		const char *host = strstr(word, "://");
		const char *path = host != NULL ? strchr(host + 3, '/') : word[0] == '/' ? word : NULL;
		*at = text + length;
		if (path != NULL && path[1] != '\0' && path[1] != '/')
			return g_strdup(path);
		text += length;
	}
	*at += strlen(*at);
	return NULL;
}

static gboolean is_placeholder(const char *segment)
{
	return strpbrk(segment, "{}<>:$") != NULL;
}

/* Segment by segment from the end, so that a base path in front of it does not matter; parameters take
 * anything, and the last one may be left out after a slash. */
static gboolean path_matches(const char *said, const char *path)
{
	g_auto(GStrv) left = g_strsplit(said, "/", -1), right = g_strsplit(path, "/", -1);
	gsize n = g_strv_length(left), m = g_strv_length(right);
	gboolean open_end = n > 1 && *left[n - 1] == '\0';
	if (open_end)
		n--;
	gboolean may_cut = open_end && m > 0 && is_placeholder(right[m - 1]);
	for (gsize cut = 0; cut <= (may_cut ? 1u : 0u); cut++) {
		gsize k = m - cut, fixed = 0;
		gboolean equal = n >= k && k > 1;
		for (gsize i = 1; equal && i < k; i++) {
			const char *a = left[n - i], *b = right[k - i];
			if (!is_placeholder(b)) {
				equal = g_ascii_strcasecmp(a, b) == 0;
				fixed++;
			}
		}
		if (equal && fixed > 0)
			return TRUE;
	}
	return FALSE;
}

void route_collect_paths(const char *text, GPtrArray *paths)
{
	if (text == NULL || strchr(text, '/') == NULL)
		return;
	g_autofree char *bounded = g_strndup(text, LONGEST_TEXT);
	const char *at = bounded;
	char *said;
	while (paths->len < MOST_PATHS && (said = next_path(&at)) != NULL)
		g_ptr_array_add(paths, said);
}

gboolean route_is_said(const GPtrArray *paths, const char *path)
{
	for (guint i = 0; i < paths->len; i++)
		if (path_matches(g_ptr_array_index(paths, i), path))
			return TRUE;
	return FALSE;
}

char *route_from_text(const char *text)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	route_collect_paths(text, paths);
	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(GString) path = g_string_new(g_ptr_array_index(paths, i));
		g_string_replace(path, "<", "{", 0);
		g_string_replace(path, ">", "}", 0);
		g_autofree char *parameter = route_subscription_parameter(path->str);
		if (parameter != NULL && g_ascii_strncasecmp(parameter, "sub", 3) == 0)
			return g_strdup(path->str);
	}
	return NULL;
}
