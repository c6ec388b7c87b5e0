/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What run.c, ask.c and plan.c share.  Main thread. */
#pragma once

#include "audit/audit.h"

/* A request on its way; equal requests are one Ask, whatever labels want its answer. */
typedef struct {
	Audit *audit;         /* borrowed: the audit waits for its asks */
	char *key;            /* all that makes requests equal */
	GPtrArray *wants;     /* Want * */
	ProbeRequest request; /* own copies, freed by ask_free() */
	SecBuf *bearer;       /* NULL: none */
	HttpHost *other;      /* another host than the target's; NULL */
	Exchange *exchange;   /* once finished */
	GBytes *body, *sent;
	gboolean finished, again;
	guint waits;      /* source of the wait before it is asked again; 0 */
	gpointer sending; /* what it waits with */
} Ask;

typedef struct {
	const struct probe *probe;
	char *subject;
} Want;

/* One probe of the plan. */
typedef struct {
	const struct probe *probe;
	gboolean built;
	guint outstanding; /* requests without an answer */
	gboolean sent;     /* it had something to ask that nobody had asked */
	guint depth;       /* requests in a row up to its own */
} Step;

struct ProbeBuilder {
	const struct probe *probe;
	void (*add)(ProbeBuilder *builder, const char *subject, const ProbeRequest *request);
	gpointer data;
};

/* The probes that the checks need, and what those need, each before what needs it: Step * owned by the array.
 */
GPtrArray *steps_for(const GPtrArray *checks, AuditLevel level);
Step *steps_find(const GPtrArray *steps, const char *label);
gboolean step_is_done(const Step *step);

/* ask.c */
char *ask_key(const ProbeRequest *request);
Ask *ask_new(Audit *audit, const ProbeRequest *request, SecBuf *bearer);
void ask_free(Ask *ask);
void ask_hurry(Ask *ask); /* no more waiting before it is asked again */
/* Sends it; `finished` is called once, from the loop. */
void ask_send(Ask *ask, Client *client, GCancellable *cancellable, void (*finished)(Ask *ask));
