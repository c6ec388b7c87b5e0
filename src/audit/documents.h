/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several servers give alike is parsed once, and one model is made of it: the servers of a fleet often
 * run the same program.
 *
 * A few are remembered, documents by the digest of their text and models by their documents; what is lent is
 * shared and must not be changed.  Main thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "model/server.h"

/* The JSON of a text, a new reference to what others may have, too; NULL where it is none.  Short texts are
 * not remembered. */
json_t *documents_read(const char *text, gsize length);

/* As server_build(), for documents that documents_read() gave; a new reference. */
Server *documents_build(json_t *manifest, json_t *components, json_t *openapi, const Target *target);

/* What was said of a model that is remembered: check -> GPtrArray of Finding *, owned by the table; borrowed
 * until the next documents_build().  NULL: it is not remembered. */
GHashTable *documents_said(const Server *server);
