/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of model/config share: the text as lines, and the table made of it. */
#pragma once

#include "model/config.h"
#include "model/settings.h"

typedef enum { LINE_OTHER, LINE_GROUP, LINE_KEY } ConfigLineKind;

typedef struct {
	ConfigLineKind kind; /* LINE_OTHER: blank or a comment */
	gsize start, end;    /* bytes of the text, the line's end included */
	char *group;         /* the group that it begins or stands in; NULL before the first */
	char *key;           /* of a LINE_KEY */
} ConfigLine;

/* What a group's name says: "server desk trigger made" is { "server trigger", "desk", "made" }. */
typedef struct {
	const char *kind; /* of struct setting; "scheme" for schemes; static */
	char *name;       /* NULL for [weir] */
	char *part;       /* trigger or action; NULL */
} ConfigGroup;

struct Config {
	char *path;
	char *text;
	gsize length;
	GPtrArray *lines; /* ConfigLine * */
	GKeyFile *keys;
	GPtrArray *aliases;  /* char * */
	GHashTable *targets; /* alias -> Target * */
	GHashTable *groups;  /* name -> GPtrArray of char * */
	GHashTable *values;  /* key of [weir] -> value */
	GHashTable *origins; /* key of [weir] -> "PATH:LINE" or "environment" */
};

/* Splits the text; an error names the line and never repeats it: it may hold a secret. */
GPtrArray *config_scan(const char *text, gsize length, const char *path, GError **error);

/* FALSE if the name is of no known form. */
gboolean config_group_parse(const char *group, ConfigGroup *parsed);
void config_group_clear(ConfigGroup *parsed);

/* The number of the line of a key (NULL: of the group's own), from 1; 0 if there is none. */
guint config_line_number(const Config *config, const char *group, const char *key);

/* A key's value without GKeyFile's escapes; NULL if missing or escaped wrongly. */
char *config_value(const Config *config, const char *group, const char *key);

/* "PATH:LINE: [GROUP]: MESSAGE" into `error`. */
void config_fail(const Config *config, const char *group, const char *key, GError **error, const char *format,
		 ...) G_GNUC_PRINTF(5, 6);

/* Groups and keys are known, values fit their rows, names can be used. */
gboolean config_check(const Config *config, GError **error);

/* A [scheme ID] group makes sense as a whole. */
gboolean config_check_scheme(const Config *config, const char *group, const char *id, GError **error);

/* A [policy KIND] or [policy SERVER/NAME] group makes sense as a whole. */
gboolean config_check_policy(const Config *config, const char *group, const char *name, GError **error);

/* The name of a server or a group of servers; says what is wrong with it. */
gboolean config_check_name(const char *name, GError **error);

/* Fills targets, groups and aliases of a checked configuration. */
gboolean config_read_targets(Config *config, GError **error);
