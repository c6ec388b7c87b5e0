/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `audit --plan`: the requests that an audit would send, as text.  Nothing is sent. */
#pragma once

#include "audit/audit.h"
#include "verb/verb.h"

/* `targets`: Target *.  With --offline what their documents tell is in the plan, too. */
gboolean audit_plans_print(VerbRun *run, const AuditOptions *options, const GPtrArray *targets,
			   GError **error);
