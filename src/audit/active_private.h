/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the active level share.  It runs in stages, one after the other, when all probes of the
 * levels below are answered; a stage ends when nothing that it started is under way.  Once the audit was
 * stopped only the removal is gone through.  Main thread. */
#pragma once

#include "audit/active.h"
#include "audit/active_facts.h"
#include "audit/run_private.h"
#include "canary/canary_bodies.h"
#include "canary/recipe.h"

enum { ACTIVE_TENANTS = 2 };

typedef struct Active Active;

/* A connection of weir's own. */
typedef struct {
	Active *active;
	char *id;   /* NULL: it is not there */
	char *mark; /* that its values follow from */
	char *seen; /* what was seen when it was made: CANARY_ECHOES, CANARY_SILENT, "" */
	gint64 row;
	gboolean reused;
	CanaryBody body;
} ActiveTenant;

/* A subscription of weir's own, or one that was asked for. */
typedef struct {
	Active *active;
	const Trigger *trigger;      /* of the run's documents */
	const AuditSigning *signing; /* NULL: nothing is known of how its events are signed */
	guint tenant;
	char *mark, *id; /* id NULL: it is not there, or not any more */
	gint64 row;
	CanaryBody body;
	Signer *signer, *wrong_signer; /* NULL: not signed, or not by a secret that weir has */
	json_t *event;                 /* that its schema allows; NULL: none could be made */
	GBytes *bytes;                 /* of it, as they are sent */
	guint tries;                   /* to remove it */
	gboolean used;                 /* events may be sent to it */
	gboolean attempt;              /* it should be refused: its values are not needed afterwards */
	gboolean open;                 /* whether it was made is not known */
	void (*made)(Active *active);  /* when it is settled whether it is there; NULL */
} ActiveCanary;

struct Active {
	Audit *audit;
	AuditActive given;
	Server *server;      /* a reference */
	GCancellable *never; /* of what is made and removed */
	json_t *facts;       /* facts.active; borrowed */
	ActiveTenant tenants[ACTIVE_TENANTS];
	GPtrArray *canaries;   /* ActiveCanary *: for events */
	ActiveCanary *foreign; /* on the second connection, for isolation; NULL */
	GPtrArray *attempts;   /* ActiveCanary *: asked for to be refused */
	GPtrArray *secrets;    /* SecBuf *: kept until the end */
	guint waiting, stage, keys, pokes;
	gboolean removing;
	gboolean may_be_locked; /* a delete was answered 404 */
	void (*done)(Audit *audit);
};

/* ---- active.c ---- */

/* `audit->active` is started once the other probes are done; `done` is called from the loop. */
void active_start(Audit *audit, void (*done)(Audit *audit));
void active_free(Active *active);
gboolean active_is_stopped(const Active *active);
/* TRUE if a check that was chosen reads answers of that label. */
gboolean active_wants(const Active *active, const char *label);

/* A request of a row in probes_active.c.  Its events are those that come for `mark` from now on, told in the
 * facts under label and subject; with `patient` they are waited for where it is taken. */
typedef struct {
	const char *label, *subject;
	const char *method, *path;
	json_t *json;             /* the body; NULL */
	GBytes *body;             /* or these bytes */
	const char *content_type; /* NULL: JSON */
	const char *const *headers;
	ProbeSend send;
	const char *authorization; /* with SEND_GIVEN */
	const char *mark;
	gboolean patient, private_headers;
	gboolean makes; /* something: it is not broken off, so that its id is learnt */
} ActiveRequest;
typedef void (*ActiveAnswered)(Active *active, const Answer *answer, gpointer data);
/* `answered` (may be NULL) runs from the loop, once.  Nothing is sent where the audit was stopped and nothing
 * is being removed: then there is no answer (NULL). */
void active_send(Active *active, const ActiveRequest *request, ActiveAnswered answered, gpointer data);

void active_hold(Active *active); /* one more thing is under way */
void active_release(Active *active);

/* What keeps the level from being done; the first is kept. */
void active_problem(Active *active, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* ---- active_counts.c ---- */
void active_count_before(Active *active);
void active_count_after(Active *active);

/* ---- active_canaries.c: what is made and removed ---- */
extern const char *const active_tenant_names[ACTIVE_TENANTS];
void active_mark_row(Active *active, gint64 row, LedgerState state, const char *remote);
void active_find_tenants(Active *active);
void active_make_tenants(Active *active);
void active_make_canaries(Active *active);
void active_look_at_canaries(Active *active);
void active_remove_canaries(Active *active);
/* Asks for a subscription whose row is planned first; what came of it stands in `canary->id`. `change` (may
 * be NULL) spoils the body. */
void active_make_canary(Active *active, ActiveCanary *canary, const char *label, const char *subject,
			const char *url, void (*change)(json_t *body));
void active_remove_canary(Active *active, ActiveCanary *canary);
ActiveCanary *active_canary_new(Active *active, const Trigger *trigger, guint tenant);
void active_free_canary(gpointer canary);
/* A planned row of a connection becomes what the answer says; the id, borrowed from the answer, or NULL. */
const char *active_settle_connection(Active *active, gint64 row, const Answer *answer);

/* ---- active_events.c ---- */
/* The event of a canary, before it is made: its options may follow from it. */
void active_prepare_event(ActiveCanary *canary);
void active_send_events(Active *active);
void active_cross_routes(Active *active);

/* ---- active_calls.c ---- */
void active_call_actions(Active *active);
void active_try_connections(Active *active);

/* ---- active_attempts.c ---- */
void active_try_subscriptions(Active *active);
void active_try_isolation(Active *active);
void active_guess_tokens(Active *active);
