/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recorded exchange, made fit to be sent to another server: ids, names, ports, times and signatures are
 * replaced, cut bodies are filled up again. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct {
	char *folder, *number, *name; /* "locked", "070", "call-read" */
	json_t *request, *response;
	json_t *callbacks; /* array: what the callback receiver got meanwhile */
} Recording;

/* All of a folder in their order; NULL where ../shared is not there. */
GPtrArray *recordings_load(const char *folder);

/* Puts the desk's names in the place of the recorded ones. */
void recording_rename(GString *text);

/* What stands for what, learnt while the recordings are played. */
typedef struct {
	int server_port, receiver_port;
	GHashTable *ids;     /* recorded id -> this run's */
	GHashTable *secrets; /* signing secrets that were sent, as a set */
} Translation;

/* The bytes to send: head as wire_send() wants it, body NULL-terminated. */
void recording_request(const Recording *recording, const Translation *translation, char **head, char **body,
		       gsize *length);
/* Remembers the signing secrets of a request that has been sent. */
void recording_learn_secrets(const Recording *recording, Translation *translation);
