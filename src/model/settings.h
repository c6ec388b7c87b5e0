/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of settings: keys of [weir], [server NAME] and its sub-groups, [group NAME], [policy KIND],
 * [scheme ID].
 * Pure, thread-safe. */
#pragma once

#include <glib.h>

typedef enum {
	SETTING_TEXT, /* `choices` are the prefixes it must have, if any */
	SETTING_BOOL,
	SETTING_INTEGER,
	SETTING_NUMBER,
	SETTING_CHOICE,
	SETTING_REFERENCE, /* env: file: fd: cmd: keyring: */
	SETTING_URL,       /* `choices` are the schemes */
	SETTING_PATH,
	SETTING_LIST,     /* items end with ; or , */
	SETTING_ROUTE,    /* "POST /path/{parameter}" or "/path" */
	SETTING_DURATION, /* 90d 24h 30m 45s 2w */
} SettingType;

struct setting {
	const char
		*group; /* "weir", "server", "server trigger", "server action", "group", "policy", "scheme" */
	const char *key;
	SettingType type;
	const char *default_value; /* as text; NULL: none */
	double minimum, maximum;   /* integers and numbers */
	const char *choices;       /* "prod|test" */
	const char *help;          /* N_() */
};

extern const struct setting settings[];
extern const gsize n_settings;
const struct setting *setting_find(const char *group, const char *key);

/* Checks a value against its row; the message (WEIR_ERROR_CONFIG) names key, value and what is allowed.
 * Values that may be secrets by mistake (references, URLs with user info) are not repeated. */
gboolean setting_check(const struct setting *setting, const char *value, GError **error);

/* Values that setting_check() let through. */
gboolean setting_bool(const char *value);                      /* true yes on 1 */
char **setting_list(const char *value);                        /* trimmed items, g_strfreev() */
gboolean setting_duration(const char *value, gint64 *seconds); /* FALSE: not a duration */

/* The nearest key of a group to a misspelt one, for messages; NULL for a group without rows. */
const char *setting_nearest(const char *group, const char *key);

/* Of NULL-terminated `words` the one with the fewest edits to `word`; NULL if there are none. */
const char *setting_nearest_word(const char *const *words, const char *word);
