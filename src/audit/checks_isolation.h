/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A judge of isolation in a file of its own. */
#pragma once

#include "audit/check.h"

void isolation_judge_ids(Judgement *judgement, const Evidence *evidence);
