/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request to a trigger's route, from what is said to the bytes that are sent.  For replay/ and audit/. */
#pragma once

#include "model/server.h"
#include "sign/sign.h"

/* What is said of it; all is borrowed. */
typedef struct {
	const char *method;    /* NULL: POST */
	const char *path;      /* appended to the server's URL */
	const char *base;      /* the server's URL */
	const char *url;       /* as the sender knows it, for schemes that sign it; NULL: base and path */
	GBytes *body;          /* NULL: none */
	GBytes *signed_body;   /* NULL: `body` */
	Signer *signer;        /* NULL: not signed */
	const char *id;        /* delivery id; NULL: a new one */
	const char *timestamp; /* as text; NULL: `now` in the scheme's unit */
	gint64 now;
	const char *content_type; /* NULL: application/json */
	const char *query;        /* added; NULL */
	const GPtrArray *headers; /* SignPart *, sent along; NULL */
	/* What is done to the signature; FALSE where there is nothing to be done. */
	gboolean (*alter)(const SchemePlan *plan, GPtrArray *parts);
	gboolean without_bearer;                /* the server's token is not sent as a header */
	const char *shown_time, *replaced_time; /* texts; both NULL, or the first becomes the second */
} Recipe;

typedef struct {
	char *method, *path;
	GPtrArray *headers; /* char *, "Name: value", NULL at the end; wiped when freed */
	GBytes *body;       /* NULL: none */
	char *content_type;
	gboolean has_authorization; /* the scheme's own, or none is wanted */
} Delivery;
void delivery_free(Delivery *delivery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Delivery, delivery_free)

/* NULL with WEIR_ERROR_USAGE where the scheme lacks something; NULL without an error where `alter` found
 * nothing that it could change. */
Delivery *recipe_make(const Recipe *recipe, GError **error);

/* The path of a route for a subscription; `connection` fills a parameter that names it.  NULL with
 * WEIR_ERROR_USAGE for other parameters. */
char *recipe_path(const Route *route, const char *subscription, const char *connection, GError **error);
