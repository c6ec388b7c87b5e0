/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents that several servers give alike are parsed once: the servers of a fleet often run the same
 * program.
 *
 * A few are remembered by the digest of their text; what is lent is shared and must not be changed.  Main
 * thread. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* The JSON of a text, a new reference to what others may have, too; NULL where it is none.  Short texts are
 * not remembered. */
json_t *documents_read(const char *text, gsize length);
