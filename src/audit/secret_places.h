/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a schema has a field that is a credential by its name or by what it says of itself (audit/words.h),
 * however deep, `$ref`s followed.  Bounded in depth and work; pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct {
	char *pointer; /* below the schema, as it stands where no `$ref` leads away: "/properties/token" */
	char *name;    /* as a person would say it: "user.tokens[].value" */
} SecretPlace;

typedef enum {
	SECRETS_ASKED, /* of what is sent to the server */
	SECRETS_TOLD,  /* of what it answers: write-only fields are not in it */
} SecretDirection;

/* SecretPlace *, owned by the array: the first `most` of them.  A credential's own members are not looked
 * into.  `schema` may be NULL; `root` is where its `$ref`s resolve (NULL: itself). */
GPtrArray *secret_places(json_t *schema, json_t *root, SecretDirection direction, guint most);
