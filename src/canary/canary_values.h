/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options and secrets of canaries: what the schema takes, unique and recognisable.  Only for canary/. */
#pragma once

#include "canary/canary.h"

char *canary_mark(void); /* "weir-canary-" and 32 random hex digits; g_free() */

/* The required ones of `arguments` (Argument *), and that named `also` (NULL: none).  What `first` (may be
 * NULL) has of that name is tried first.  `mark` decides the values: the same mark gives the same ones; NULL:
 * random.  A new reference; WEIR_ERROR_PROTOCOL where nothing was found. */
json_t *canary_values(const GPtrArray *arguments, json_t *root, const json_t *first, const char *also,
		      const char *mark, GError **error);

/* A signing secret in the form that the scheme wants, as text. */
json_t *canary_signing_value(SecretForm form);
