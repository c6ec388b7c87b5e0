/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two JSON values of the same shape: types and member names agree, values need not.
 *
 * Of lists the first elements are compared.  Below members whose names are a document's own (properties,
 * paths, $defs,
 * ...) nothing is.  The entries of a pydantic `detail` agree in `type` and `loc` too: clients decide by them.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

/* NULL if they agree, else what does not: "/detail/0/type: missing, not string_type". g_free(). */
char *shape_difference(const json_t *recorded, const json_t *answered);

/* Pairs of ids that stand in the same place: recorded id -> answered id, added to `ids`. */
void shape_learn_ids(const json_t *recorded, const json_t *answered, GHashTable *ids);
