/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases that a secure trigger must refuse, and the few that it must take: one row each in
 * replay/cases.c.  What is expected follows from the scheme: one without a signed timestamp cannot refuse an
 * old delivery, which is said and not blamed.  Nothing is sent here. */
#pragma once

#include "base/secret.h"
#include "model/server.h"
#include "sign/sign.h"

typedef enum {
	EXPECT_TAKEN,   /* 2xx, and one event dispatched */
	EXPECT_REFUSED, /* 4xx, and none */
	EXPECT_ONCE,    /* the second of two deliveries dispatches nothing */
	EXPECT_ANY,     /* taken or refused, but no crash */
	EXPECT_ALIKE,   /* refused as the wrong secret is: who asks learns nothing */
	N_EXPECTS,
} ReplayExpect;
const char *replay_expect_words(ReplayExpect expect); /* N_() */

/* Whose events are sent; all members may be NULL. */
typedef struct {
	const Trigger *trigger;
	const char *id, *connection;
	const char *mark; /* a canary's, for counting what was dispatched; NULL: cannot be seen */
	SecBuf *secret;
} ReplaySubscription;

/* What requests are made of; all is borrowed. */
typedef struct {
	const Target *target;
	const Server *server;
	const Trigger *trigger;
	const struct scheme *scheme; /* NULL: events are not signed */
	SchemePlan *plan;            /* NULL with it */
	/* replay_setup_signers() makes these three; replay_setup_clear() frees them. */
	Signer *signer, *wrong_signer, *other_signer;
	ReplaySubscription own, other_tenant, other_trigger;
	gboolean canary;       /* `own` is one of weir's: events may be dispatched */
	gboolean may_dispatch; /* or a person said that they may be */
	GBytes *body;
	const char *url, *id, *timestamp, *content_type; /* see canary/recipe.h; NULL */
	const GPtrArray *headers;                        /* SignPart *, sent along; NULL */
	gint64 offset;                                   /* microseconds that are added to the time of now */
	SecBuf *bearer;                                  /* the server's token; NULL */
} ReplaySetup;
gboolean replay_setup_signers(ReplaySetup *setup, GError **error);
void replay_setup_clear(ReplaySetup *setup);

struct case_draft;
struct replay_case {
	const char *id;    /* "stale" */
	const char *title; /* N_() */
	const char *sends; /* N_() */
	unsigned needs;
	ReplayExpect expect;
	/* Only for replay/: what differs in the request before it is signed, and after. */
	gboolean (*fill)(struct case_draft *draft, GError **error);
	gboolean (*alter)(const SchemePlan *plan, GPtrArray *parts);
};

extern const struct replay_case replay_cases[]; /* ends with a row without id; the first is "valid" */
const struct replay_case *replay_case_find(const char *id);
const char *replay_case_nearest(const char *id);
