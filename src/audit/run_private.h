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
	gpointer owner;   /* of level active: what it is for */
} Ask;

typedef struct Step Step;

typedef struct {
	const struct probe *probe;
	Step *step;
	char *subject;
} Want;

/* One probe of the plan. */
struct Step {
	const struct probe *probe;
	gboolean built;
	guint outstanding; /* requests without an answer */
	gboolean sent;     /* it had something to ask that nobody had asked */
	guint depth;       /* requests in a row up to its own */
};

struct ProbeBuilder {
	const struct probe *probe;
	Step *step; /* NULL while planning */
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
/* `key` is taken. */
Ask *ask_new(Audit *audit, char *key, const ProbeRequest *request, SecBuf *bearer);
void ask_free(Ask *ask);
void ask_hurry(Ask *ask); /* no more waiting before it is asked again */
/* Sends it; `finished` is called once, from the loop. */
void ask_send(Ask *ask, Client *client, GCancellable *cancellable, void (*finished)(Ask *ask));

/* A check that is not judged yet, and what it reads. */
typedef struct {
	const struct check *check;
	guint n_steps;
	Step *steps[];
} Waiting;

struct Audit {
	int references;
	AuditOptions options; /* checks: a reference */
	char *profile;
	Client *client; /* NULL: recorded */
	Target *target;
	Evidence *evidence;
	GCancellable *outer, *cancellable; /* the caller's; that of the requests */
	gulong outer_handler;
	AuditWatch watch;
	GPtrArray *steps;    /* Step * */
	GHashTable *asks;    /* key -> Ask *, owned */
	GPtrArray *unjudged; /* Waiting *, in the order of the catalogue */
	AuditReport *report;
	SecBuf *truncated, *swapped; /* forms of the token that must be refused */
	guint finished, known;
	gint64 began;                  /* monotonic */
	guint deadline, idle, judging; /* sources */
	struct Active *active;         /* NULL: the level is lower, or a recording */
	gboolean acting;
	gboolean documents_built, probed, ending;
};

/* run.c: an answer came; for ask_send(). */
void run_answered(Ask *ask);
/* run_send.c: what builders call in a run. */
void run_add(ProbeBuilder *builder, const char *subject, const ProbeRequest *request);
