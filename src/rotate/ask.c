/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a server takes a bearer: GETs with one value and the other, side by side. */
#include <glib/gi18n.h>

#include "base/error.h"
#include "rotate/job_private.h"

/* A server that hangs must not eat the whole time that things may take to settle. */
enum { ANSWER_MS = 10000 };

typedef struct {
	RotateJob *job;
	AskDone done;
	gpointer data;
} Ask;

static void answered(Exchange *exchange, GBytes *body, gpointer data)
{
	Ask *ask = data;
	ask->done(ask->job, exchange->error == NULL ? exchange->status : 0, exchange->error, ask->data);
	g_free(ask);
}

void ask_with(RotateJob *job, HttpHost *host, const char *path, SecBuf *bearer, AskDone done, gpointer data)
{
	Ask *ask = g_new0(Ask, 1);
	*ask = (Ask){ job, done, data };
	const HttpRequest request = {
		.method = "GET", .path = path, .bearer = bearer, .timeout_ms = ANSWER_MS
	};
	http_send(host, &request, job->cancellable, answered, ask);
}

typedef struct {
	int works, refused; /* statuses */
	gboolean both;
	guint waiting;
	GError *why;
} Both;

static gboolean is_refusal(int status)
{
	return status == 401 || status == 403;
}

static gboolean is_taken(int status)
{
	return status >= 200 && status < 300;
}

static GError *not_seen(const RotateJob *job, const Both *both)
{
	g_autofree char *label = rotation_label(job->row);
	const char *one = job->back ? _("the old value") : _("the new value");
	if (both->why != NULL)
		return g_error_copy(both->why);
	if (!is_taken(both->works))
		return g_error_new(WEIR_ERROR, WEIR_ERROR_INCOMPLETE, _("%s: %s answers %d to %s"), label,
				   job->row->target, both->works, one);
	return g_error_new(
		WEIR_ERROR, WEIR_ERROR_INCOMPLETE,
		_("%s: %s takes the new value and answers %d to the old one, which it should refuse "
		  "(overlap = true in its policy, if it is meant to take both for a time)"),
		label, job->row->target, both->refused);
}

static void both_answered(RotateJob *job, Both *both)
{
	gboolean seen = is_taken(both->works) && (!both->both || is_refusal(both->refused));
	/* The server stands where it stood: only a person can have failed to change it. */
	gboolean untouched = is_refusal(both->works) && both->both && is_taken(both->refused);
	RotateProof proof = seen                                      ? PROOF_SEEN
			    : untouched && *job->row->program == '\0' ? PROOF_NOT_SET
								      : PROOF_NOT_YET;
	GError *why = seen ? NULL : not_seen(job, both);
	g_clear_error(&both->why);
	g_free(both);
	rotate_tested(job, proof, why);
}

static void keep_answer(RotateJob *job, Both *both, int *status, int answer, const GError *why)
{
	*status = answer;
	if (why != NULL && both->why == NULL)
		both->why = g_error_copy(why);
	if (--both->waiting == 0)
		both_answered(job, both);
}

static void works_answered(RotateJob *job, int status, const GError *why, gpointer data)
{
	Both *both = data;
	keep_answer(job, both, &both->works, status, why);
}

static void refused_answered(RotateJob *job, int status, const GError *why, gpointer data)
{
	Both *both = data;
	keep_answer(job, both, &both->refused, status, why);
}

void ask_both(RotateJob *job, HttpHost *host, const char *path, SecBuf *works, SecBuf *refused)
{
	Both *both = g_new0(Both, 1);
	both->both = refused != NULL;
	both->waiting = refused != NULL ? 2 : 1;
	ask_with(job, host, path, works, works_answered, both);
	if (refused != NULL)
		ask_with(job, host, path, refused, refused_answered, both);
}
