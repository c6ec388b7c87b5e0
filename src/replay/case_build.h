/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a row of the cases to what is sent.  Only for replay/. */
#pragma once

#include "canary/recipe.h"
#include "replay/cases.h"

enum {
	NEED_SIGNATURE = 1 << 0,
	NEED_SIGNED_BODY = 1 << 1,
	NEED_TIME = 1 << 2,
	NEED_SIGNED_TIME = 1 << 3,
	NEED_ID = 1 << 4,
	NEED_OTHER_TENANT = 1 << 5,
	NEED_OTHER_TRIGGER = 1 << 6,
	NEED_TOKEN = 1 << 7,
	NEED_CANARY = 1 << 8,   /* not even a subscription that a person named */
	NEED_DISPATCH = 1 << 9, /* it would be dispatched */
	NEED_SECRET = 1 << 10,  /* the scheme's secret is not shared by all subscriptions */
	NEED_JSON = 1 << 11,    /* the body is JSON */
};

/* A request as a row wants it; what `own` points to is freed with it. */
typedef struct case_draft {
	const ReplaySetup *setup;
	Recipe recipe;
	GPtrArray *bytes;             /* GBytes * */
	GPtrArray *texts;             /* char *, wiped */
	const ReplaySubscription *to; /* whose events are counted */
	ReplayExpect expect;
	json_t *event;         /* the body as JSON; NULL */
	json_t *schema, *root; /* of it; borrowed, may be NULL */
	const char *reason;    /* why it does not apply; translated, static */
	GBytes *first_body;    /* of a delivery that goes before; NULL: the same */
	guint times;           /* 1 or 2 */
} CaseDraft;

typedef struct {
	const struct replay_case *row;
	ReplayExpect expect;
	const char *mark;        /* of the canary that would get it; NULL */
	Delivery *deliveries[2]; /* one after the other; the last is judged */
	guint n;                 /* 0: it does not apply */
	char *reason;            /* why not */
	char *id;                /* delivery id */
} CaseBuild;
/* `id` NULL: that of the setup, or a new one.  A retry keeps the id and takes a fresh timestamp. */
CaseBuild *case_build(const struct replay_case *row, const ReplaySetup *setup, const char *id);
void case_build_free(CaseBuild *build);
