/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the replay view sends and where: chosen on the screen, said as the words of `weir replay`.
 *
 * References of secrets, never values.  Plain data; main thread. */
#pragma once

#include "model/server.h"
#include "replay/capture.h"

typedef struct {
	char *trigger;                   /* NULL: the server has none */
	char *subscription, *connection; /* NULL: a canary of weir's own */
	char *scheme, *secret;           /* NULL: as the configuration says */
	char *callback_base, *url;       /* NULL: as usual */
	GBytes *body;                    /* NULL: a sample is made from the schema */
	char *body_name;                 /* of `body`: "event.json", "capture 17" */
	char *content_type;              /* of `body`; NULL: application/json */
	gboolean minimal;                /* sample: required members only */
	guint seed;                      /* of the sample; 0: the usual one */
} ReplayChoice;

ReplayChoice *replay_choice_new(void);
void replay_choice_free(ReplayChoice *choice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReplayChoice, replay_choice_free)

/* Another trigger: what belonged to the one before (subscription, scheme, secret, body) goes.  FALSE: it was
 * that one already. */
gboolean replay_choice_set_trigger(ReplayChoice *choice, const char *trigger);
/* Takes the text, NULL for "". */
void replay_choice_set(char **text, const char *value);
/* Takes references. */
void replay_choice_set_body(ReplayChoice *choice, GBytes *body, const char *name, const char *content_type);

typedef enum { REPLAY_PLANS, REPLAY_SENDS, REPLAY_PRINTS_CURL } ReplayMode;

/* The words of the command: of one case (NULL: of all).  `confirmed` is the alias that a person typed, NULL
 * where none was asked for.  char *, NULL at the end. */
GPtrArray *replay_choice_words(const ReplayChoice *choice, const char *target, ReplayMode mode,
			       const char *only, const char *confirmed);

/* What the view says of it: "canary (ours)", an id; "sample, seed 3", "capture 17 (212 bytes)".  g_free() */
char *replay_choice_subscription(const ReplayChoice *choice);
char *replay_choice_body(const ReplayChoice *choice);
