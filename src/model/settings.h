/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of settings: keys of [weir], [server NAME] and its sub-groups. */
#pragma once

#include <glib.h>

typedef enum {
	SETTING_TEXT,
	SETTING_BOOL,
	SETTING_INTEGER,
	SETTING_NUMBER,
	SETTING_CHOICE,
	SETTING_REFERENCE,
	SETTING_URL,
	SETTING_PATH,
	SETTING_LIST,
} SettingType;

struct setting {
	const char *group; /* "weir", "server", "server trigger", "server action", "group" */
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

/* Checks a value against its row; the message names key, value and what is allowed. */
gboolean setting_check(const struct setting *setting, const char *value, GError **error);
