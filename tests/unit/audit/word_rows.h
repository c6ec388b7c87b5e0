/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of names: all of the first kind must be taken, none of the second. */
#pragma once

#include "suite.h"

typedef gboolean (*NameTest)(const char *name);

static inline void all_are(NameTest test, const char *const *names)
{
	for (; *names != NULL; names++)
		ck_assert_msg(test(*names), "%s is one", *names);
}

static inline void none_are(NameTest test, const char *const *names)
{
	for (; *names != NULL; names++)
		ck_assert_msg(!test(*names), "%s is none", *names);
}
