/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other views and files know of the replay view. */
#pragma once

#include "replay/capture.h"
#include "tui/view.h"

/* The view of that server, for a trigger; `subscription` (with its connection) NULL: a canary. */
void view_replay_show(App *app, Session *session, const char *trigger, const char *subscription,
		      const char *connection);
/* A capture's body becomes the body of the replay view of the server that is shown; copied. */
void view_replay_take(App *app, const Capture *capture);

/* view_replay_head.c: one to three lines. */
int view_replay_head(View *view, Rect place);
/* view_replay_detail.c: sent and received side by side, what was dispatched, the bodies. */
void view_replay_detail(View *view, guint row, ListingLook look, GPtrArray *lines);

/* replay_ask.c: what a person is asked. */
void replay_ask_start(View *view, const char *only); /* sends once it is confirmed */
void replay_ask_trigger(View *view);
void replay_ask_settings(View *view);
void replay_ask_body(View *view);
/* replay_edit.c: the body in the editor. */
void replay_edit_body(View *view);
