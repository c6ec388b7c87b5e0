/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weir's own table of signature schemes.
 *
 * Facts about what vendors send, in weir's own form.  Each row names the page of the vendor and how far it
 * was proved: `tests/unit/sign` reproduces every value that a vendor published. */
#pragma once

#include "model/scheme.h"

/* Constant, sorted by file; ids are unique. */
guint schemes_count(void);
const struct scheme *schemes_at(guint index);
const struct scheme *scheme_find(const char *id); /* NULL */
const char *scheme_nearest(const char *id);       /* the id that was meant */

/* The tables; each ends with a row without id.  Only for sign/schemes.c. */
extern const struct scheme scheme_rows_standard[], scheme_rows_generic[], scheme_rows_code[],
	scheme_rows_payment[], scheme_rows_message[], scheme_rows_service[], scheme_rows_token[];
