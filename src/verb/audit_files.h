/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files beside the work that an audit is about, in the folder in which weir runs. */
#pragma once

#include <glib.h>

#define AUDIT_SUPPRESSIONS ".weir/suppress.conf"
#define AUDIT_ATTESTATIONS ".weir/attest.conf"

/* `*text` stays NULL where the file is not there.  WEIR_ERROR_FILE, WEIR_ERROR_LIMIT over 4 MiB. */
gboolean audit_file_read(const char *path, char **text, gsize *length, GError **error);
