/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What names and texts of servers mean, as far as the checks need it: one table for each question, English,
 * Swedish and German.
 *
 * Names are read in any style (snake_case, kebab-case, camelCase, PascalCase, run together), without accents
 * and digits.  Names and texts are of strangers: any bytes, any length; what is beyond the first 24 words of
 * a name or 8 KiB of a text is not looked at.  Nothing blocks, nothing is kept; thread-safe. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* --- credentials ---------------------------------------------------------------------------------------- */

/* TRUE if a thing of this name is a credential: password, access token, api key, client secret, signing
 * secret, private key, connection string ...  FALSE for what is about one (token_count, password_policy,
 * has_password, api_key_id, secret_name, token_url), for paging tokens, and for keys that are not secret. */
gboolean words_is_secret_name(const char *name);

/* The same of a property with its JSON Schema (NULL or any JSON): `format: password` and `writeOnly: true`
 * make it one whatever its name; booleans and numbers with such a name are none.  anyOf, oneOf and allOf are
 * looked into; a $ref is not followed. */
gboolean words_is_secret_property(const char *name, const json_t *schema);

/* The example tokens of the SDK's documentation, from 0; NULL after the last. */
const char *words_example_token(guint index);

/* --- actions -------------------------------------------------------------------------------------------- */

/* TRUE if the first word of an action's name says that something is done, not what: manage, process, handle,
 * do, run, execute, perform.  "process_list" and "run_status" begin with the noun. */
gboolean words_vague_verb(const char *name);

/* TRUE for an argument that lets the caller choose what is done: operation, action, command, op, cmd.  The
 * word alone; `mode`, `method` and `action_type` are none. */
gboolean words_vague_operation(const char *name);

/* TRUE for an argument that chooses a tenant, account, organisation, workspace or connection.  `account_name`
 * and `company` (without an id) are data; so is `bank_account_id`. */
gboolean words_tenant_argument(const char *name);

/* TRUE for an argument that says how much or how far back: limit, page_size, max_results, days, since.
 * `offset`, `page` and cursors only move the place, and a start or an end alone may be an appointment's. */
gboolean words_paging_argument(const char *name);

/* TRUE for an argument by which a server can tell a repeated call: idempotency_key, request_id, external_id.
 * `client_token` is both this and a secret's name. */
gboolean words_idempotency_argument(const char *name);

/* TRUE for a URL or host argument, by its name or by its format.  Booleans and numbers are none. */
gboolean words_url_argument(const char *name, const json_t *schema);

/* TRUE if the schema narrows a text: pattern, enum, const, or a format that does not let through every URL
 * or host name.  Every branch of anyOf and oneOf must (null aside); the items of an array, too. */
gboolean words_constrained(const json_t *schema);

/* TRUE if a text says something on retries: "safe to retry", "not idempotent", "creates a duplicate". */
gboolean words_retry_said(const char *text);

/* --- permissions ---------------------------------------------------------------------------------------- */

/* TRUE if a requiredPermissions text asks broadly (admin, owner, full access, all scopes, `*`, `.All`)
 * outside a negation.  `*evidence` (may be NULL) becomes the phrase as it stands there, new, or NULL. */
gboolean words_broad_permission(const char *text, char **evidence);

/* TRUE if it asks to write, modify, delete or manage outside a negation; how the credential itself is made
 * ("create an API token") does not count.  `evidence` as above. */
gboolean words_write_permission(const char *text, char **evidence);
