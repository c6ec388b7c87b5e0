/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sub-commands of `weir secrets`, for the table in verb/v_secrets.c, and what they share. */
#pragma once

#include "secrets/keyring.h"
#include "verb/verb.h"

extern const struct verb secrets_list;
extern const struct verb secrets_show;
extern const struct verb secrets_set;
extern const struct verb secrets_import;
extern const struct verb secrets_delete;
extern const struct verb secrets_due;
extern const struct verb secrets_doctor;
/* About rotations: v_secrets_rotate.c and v_secrets_resume.c. */
extern const struct verb secrets_rotate;
extern const struct verb secrets_status;
extern const struct verb secrets_resume;
extern const struct verb secrets_rollback;
extern const struct verb secrets_retire;
extern const struct verb secrets_compromised;

/* TARGET NAME, of those that are about one secret; `connection` is the option --connection. */
extern const struct verb_argument secrets_one_argument[];
#define SECRETS_CONNECTION_OPTION                                                                            \
	{                                                                                                    \
		"connection", 'c', VALUE_TEXT, N_("ID"), FALSE, 0, 0, NULL,                                  \
			N_("the secret belongs to this connection of the server"), HINT_NONE                 \
	}

/* Which secret the arguments mean; "-" as TARGET is no server.  `configured`: the server must be in the
 * configuration, since something is to be kept for it.  Texts are those of the run. */
gboolean secrets_key(const VerbRun *run, gboolean configured, KeyringKey *key, GError **error);
/* The same check of TARGET and --connection alone. */
gboolean secrets_owner(const VerbRun *run, gboolean configured, GError **error);
