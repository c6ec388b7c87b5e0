/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What checks and probes of authentication, isolation, transport and configuration share.  Pure. */
#pragma once

#include "audit/check.h"

/* 200 with the body of a manifest: an object with actions or triggers.  Any other 200 is none. */
gboolean access_is_manifest(const Answer *answer);

/* What the server says to GET /manifest without a token (probe "manifest-no-token"). */
typedef enum {
	DOOR_NOT_KNOWN, /* not asked, or an answer that does not tell */
	DOOR_OPEN,      /* the manifest */
	DOOR_GUARDED,   /* 401, 403, or 404 where it is there with the token */
} Door;
Door access_door(const Evidence *evidence);
/* Where the door is not guarded: says unknown or skipped with the reason, and returns FALSE. */
gboolean access_is_guarded(Judgement *judgement, const Evidence *evidence);

/* TRUE if GET /manifest gave one: what is refused or not there then is not so because everything is. */
gboolean access_reaches(const Evidence *evidence);
/* TRUE for a status that says that a stranger gets nothing there: 4xx but 429. */
gboolean access_is_closed(int status);

/* 401, 403; 404 too where the server hides its manifest so. */
gboolean access_is_refusal(const Evidence *evidence, const Answer *answer);

/* For checks that tolerate silence: FALSE where an answer is broken off or limited (429), which is then said.
 */
gboolean access_counts(Judgement *judgement, const Answer *answer);
/* At the end of a judge that could not say anything: error or unknown with what kept the answers to `labels`
 * from coming, else unknown with `why`. */
void access_nothing_told(Judgement *judgement, const Evidence *evidence, const char *const *labels,
			 const char *why);
/* TRUE for an exchange that a person or a deadline stopped: its silence tells nothing. */
gboolean access_was_stopped(const Answer *answer);

/* Info on a target with env = test. */
Finding *access_test_is_info(Finding *finding, const Evidence *evidence);

/* The target's connections; NULL beyond the last. */
const char *access_connection(const Evidence *evidence, guint index);
/* The id of the first subscription in a connection's list that is its own, borrowed; NULL. */
const char *access_first_subscription(const Evidence *evidence, const char *connection);

/* ---- URLs ---- */

/* Loopback by its text, or a socket. */
gboolean access_url_is_loopback(const char *url);
gboolean access_url_is_https(const char *url);
gboolean access_is_on_443(const char *url); /* https, on the usual port */
/* "desk.example.com:8443" of it, new; "localhost" for a socket. */
char *access_authority(const char *url);
/* The path below which the server lies, "" for none; new. */
char *access_prefix(const char *url);

/* ---- TLS tries (ASK_TLS) ---- */

typedef enum { TLS_NOT_KNOWN, TLS_TAKEN, TLS_REFUSED } TlsResult;
/* `why` (may be NULL) is set to the reason, borrowed; "it was not asked" where there is no answer. */
TlsResult answer_tls_result(const Answer *answer, const char **why);

/* ---- admin routes ---- */

/* An operation that must want a token: everything but liveness, readiness and the routes of triggers. */
typedef struct {
	const char *method, *path; /* "GET", the template of OpenAPI */
	gboolean asks_options;     /* asked with OPTIONS, since it might do something */
	gboolean is_authors;       /* not one of the SDK's */
} AdminRoute;
/* Those of OpenAPI where it is there, else the SDK's with the actions and triggers of the manifest. */
void access_foreach_route(const Evidence *evidence, void (*each)(const AdminRoute *route, gpointer data),
			  gpointer data);
/* The template with the unknown id for every parameter, new; NULL where it is no path. */
char *access_fill(const Evidence *evidence, const char *path);

enum { ACCESS_MOST_ROUTES = 300 }; /* asked of one server */
