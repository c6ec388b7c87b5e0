/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files threat_model*.c share. */
#pragma once

#include "audit/probe.h"
#include "audit/threat_model.h"

typedef struct {
	GString *out;
	const Evidence *evidence;
	const AuditReport *report;
	GHashTable *by_subject; /* "check\nsubject" -> const Finding *, the worst */
	GHashTable *by_check;   /* id -> const Finding *, the worst */
} ThreatModel;

/* threat_model_text.c.  `cell`: in a table. */
/* One line of a stranger: as it is if nothing in it acts in Markdown, else as a code span. */
void threat_text(GString *out, const char *text, gboolean cell);
void threat_code(GString *out, const char *text, gboolean cell); /* always a code span: names, paths */
/* "`a`, `b` and 3 more"; `most` 0: all. */
void threat_names(GString *out, const GPtrArray *names, guint most, gboolean cell);
void threat_heading(ThreatModel *model, const char *text); /* translated text of ours */
void threat_table(ThreatModel *model, const char *const *heads, guint count);
void threat_cell(ThreatModel *model,
		 const char *ours); /* "| text of ours "; then strangers' text may follow */
void threat_row_end(ThreatModel *model);
/* The failures of these checks ("secrets." means all of a family), worst first, as a list under a line of
 * ours; where there are none it says so, with how many questions could not be told. */
void threat_failures(ThreatModel *model, const char *intro, const char *const *checks);

const Finding *threat_finding(const ThreatModel *model, const char *check, const char *subject); /* NULL */

/* threat_model_inbound.c: T2 and T4; threat_model_reach.c: T5. */
void threat_inbound(ThreatModel *model);
void threat_forgery(ThreatModel *model);
void threat_reach(ThreatModel *model);
