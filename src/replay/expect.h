/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person expects of an answer: "2xx", "401", "/json/pointer=value".  Pure. */
#pragma once

#include <glib.h>

/* WEIR_ERROR_USAGE for what is none of the three. */
gboolean expect_check(const char *text, GError **error);
/* NULL where all hold, else which does not and what there was instead; g_free(). `body` may be NULL. */
char *expect_unmet(const char *const *texts, int status, GBytes *body);
