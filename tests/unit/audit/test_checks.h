/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What canned.c and test_checks.c share. */
#pragma once

#include "audit/canned.h"

/* Judges one case: Finding *, owned by the array. */
GPtrArray *canned_judge(const struct check_case *row);

/* The same; judged twice; or given the model alone, as another target's. */
typedef enum { JUDGED_ONCE, JUDGED_AGAIN, JUDGED_BARE } CannedWay;
GPtrArray *canned_judge_as(const struct check_case *row, CannedWay way);
