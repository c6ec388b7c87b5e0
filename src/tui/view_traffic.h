/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other views know of the traffic. */
#pragma once

#include "tui/view.h"

/* The traffic with that exchange under the cursor; where it is no longer kept, that is told. */
void view_traffic_show(App *app, const Exchange *exchange);
