/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others want of the replay view. */
#pragma once

#include "replay/capture.h"
#include "tui/view.h"

/* A capture's body becomes the body of the replay view; copied. */
void view_replay_take(App *app, const Capture *capture);
