/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration file (GKeyFile), read and written as text; opening files is the caller's.
 *
 * Unknown groups and keys, values of the wrong type or range, an alias that is the name of a command, and
 * secrets instead of references are errors that name file, line, group and key (and the nearest known key).
 * Comments and unknown order survive writing.  Plain data. */
#pragma once

#include <jansson.h>

#include "model/policy.h"
#include "model/scheme.h"
#include "model/target.h"

typedef struct Config Config;

/* `text` NULL means an empty file.  `path` is for messages. */
Config *config_parse(const char *text, gsize length, const char *path, GError **error);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* What is lent here is lent until the next change. */
GPtrArray *config_aliases(const Config *config); /* char *, in the file's order; borrowed */
const Target *config_target(const Config *config, const char *alias); /* NULL if there is none */
/* The line of its [server ALIAS], from 1; 0 if there is none. */
guint config_target_line(const Config *config, const char *alias);
GPtrArray *config_group(const Config *config, const char *name); /* char * aliases; borrowed; NULL */

/* Changes, kept in the text until config_print().  Lines that have nothing to do with them stay as they are,
 * byte for byte.  config_add() writes what differs from the defaults, config_remove() also takes the server's
 * trigger and action groups and its name out of [group NAME]s (a group left empty goes too).  On an error
 * nothing has changed. */
gboolean config_add(Config *config, const Target *target, GError **error);
gboolean config_remove(Config *config, const char *alias, GError **error);
char *config_print(const Config *config, gsize *length);

/* A setting of [weir] in model/settings.c: its value and where it came from: "default", "PATH:LINE", or
 * "environment" (WEIR_THEME is the setting `theme`, and wins). NULL for a name that is no setting.  `from`
 * may be NULL. */
const char *config_setting(const Config *config, const char *name, const char **from);

/* [policy KIND] and [policy SERVER/NAME] groups as JSON, a new reference: {KIND: {"age": seconds, "grace":
 * seconds}}; what is not set is left out. */
json_t *config_policies(const Config *config);

/* What holds for one secret: the defaults of its kind, [policy KIND] over them, [policy SERVER/NAME] over
 * that. `server` and `name` may be NULL.  The configuration was checked when it was read, so there is always
 * one; policy_clear().  `config` NULL: the defaults. */
void config_policy(const Config *config, SecretKind kind, const char *server, const char *name,
		   struct policy *policy);

/* `key` of [policy SERVER/NAME], else of [policy KIND]: "driver" or "exec", which are no part of a struct
 * policy.  g_free(); NULL where neither has it. */
char *config_policy_text(const Config *config, SecretKind kind, const char *server, const char *name,
			 const char *key);

/* [scheme ID] groups, in the file's order: struct scheme *, freed with the array. */
GPtrArray *config_schemes(const Config *config);

/* config_parse() asks this whether an alias is a command's name; main() sets it. NULL: none is. */
extern gboolean (*config_is_command)(const char *name);
