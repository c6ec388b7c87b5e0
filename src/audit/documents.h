/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several servers give alike is looked through for credentials once, parsed once, kept once, and one
 * model is made of it: the servers of a fleet often run the same program.
 *
 * A few are remembered, documents by their bytes and models by their documents; what is lent is shared and
 * must not be changed.  Texts that are short, or larger than 4 MiB, are not remembered.  Main thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "model/server.h"

/* TRUE for the labels of probes that ask for documents: of other answers hardly two are alike. */
gboolean documents_are_asked_for(const char *label);

/* As redact_bytes(): a new reference, to `bytes` or to what others have, too, where there is nothing to hide.
 */
GBytes *documents_clean(GBytes *bytes);

/* The JSON of a text, a new reference to what others may have, too; NULL where it is none. */
json_t *documents_read(GBytes *bytes);

/* As server_build(), for documents that documents_read() gave; a new reference. */
Server *documents_build(json_t *manifest, json_t *components, json_t *openapi, const Target *target);

/* What was said of a model that is remembered: check -> GPtrArray of Finding *, owned by the table; borrowed
 * until the next documents_build().  NULL: it is not remembered. */
GHashTable *documents_said(const Server *server);
