/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active, before an audit: who may be written to, what will be made there, and the question. */
#pragma once

#include "verb/audit_setup.h"

/* Lets the targets be written to and opens what the level needs, or says why not: nothing is sent anywhere
 * where one of them may not be.  `*asks`: names have to be typed, see audit_live_ask(). */
gboolean audit_live_prepare(VerbRun *run, AuditSetup *setup, const GPtrArray *targets, gboolean *asks,
			    GError **error);

/* What will be made on a server whose documents are there, in one sentence; g_free(). */
char *audit_live_words(const AuditSetup *setup, const Target *target, const Server *server);
/* The same in 70 columns, without the server's name; g_free(). */
char *audit_live_short_words(const AuditSetup *setup, const Target *target, const Server *server);

/* Says it of each of `loaded` (VerbLoaded *).  The names that have to be typed, of those that are not env =
 * test, unless --confirm said them: char *, owned by the array. */
GPtrArray *audit_live_tell(VerbRun *run, const AuditSetup *setup, const GPtrArray *loaded);
