/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways in which a secret is rotated in these tests: each driver, and each of its forms. */
#include "rotate/scene.h"

const Way ways[] = {
	{ "bearer", "server-token", SECRET_KIND_SERVER_TOKEN, "bearer", .program = TRUE, .retires = TRUE },
	{ "engine-key", "engine-key", SECRET_KIND_ENGINE_KEY, "engine-key", .program = TRUE, .engine = TRUE },
	{ "signing, canary", "signing", SECRET_KIND_SIGNING, "signing", .program = TRUE },
	{ "signing, wrong shape", "signing", SECRET_KIND_SIGNING, "signing", .program = TRUE,
	  .subscription = TRUE },
	{ "subscription, engine", "signingSecret", SECRET_KIND_SUBSCRIPTION, "subscription", .engine = TRUE,
	  .connection = TRUE, .subscription = TRUE },
	{ "subscription, anew", "signingSecret", SECRET_KIND_SUBSCRIPTION, "subscription", .connection = TRUE,
	  .subscription = TRUE, .retires = TRUE },
	{ "connection", "apiKey", SECRET_KIND_CONNECTION, "connection", .engine = TRUE, .connection = TRUE,
	  .retires = TRUE },
	{ "exec", "exec-token", SECRET_KIND_GENERIC, "exec", .program = TRUE },
	{ "manual", "by-hand", SECRET_KIND_GENERIC, "manual", .by_hand = TRUE },
};
const guint n_ways = G_N_ELEMENTS(ways);
