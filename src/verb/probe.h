/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How servers are: asked for their documents and, where wanted, for all that a command may need later.  Only
 * for verb/v_servers.c. */
#pragma once

#include "verb/verb.h"

/* Rows of listing_servers and what they point into. */
typedef struct {
	GPtrArray *rows;     /* ServerRow * */
	GPtrArray *targets;  /* Target *; NULL where they belong to `loaded` */
	GPtrArray *loaded;   /* VerbLoaded * */
	GPtrArray *problems; /* GError *: what a person should be told, in the order of the servers */
} Probe;
void probe_free(Probe *probe);
Probe *probe_of_targets(GPtrArray *targets); /* nobody was asked; takes the reference */

/* `thorough`: readiness, engine and connections too.  `done` owns the probe. Consumes `targets`. */
typedef void (*ProbeDone)(VerbRun *run, Probe *probe);
void probe_start(VerbRun *run, GPtrArray *targets, gboolean thorough, ProbeDone done);
