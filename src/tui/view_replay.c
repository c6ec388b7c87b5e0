/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/view_replay.h"

#include <glib/gi18n.h>

#include "tui/app.h"

void view_replay_take(App *app, const Capture *capture)
{
	app_tell(app, TONE_LOOK, "%s", _("the replay view is not there"));
}
