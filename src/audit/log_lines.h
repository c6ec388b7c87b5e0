/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server's log gained while it was audited: facts.logs.  Pure. */
#pragma once

#include "audit/check.h"

/* The lines; NULL after it was said why there are none. */
const json_t *log_lines(Judgement *judgement, const Evidence *evidence);
/* TRUE, having said so, where a line that was not found may be in what could not be read. */
gboolean log_is_partial(Judgement *judgement, const Evidence *evidence);
const char *log_line_with(const json_t *lines, const char *text); /* NULL */
