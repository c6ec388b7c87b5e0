/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the texts of an action say of its effect, as far as the checks need it; tables like those of
 * audit/words.h, with the same bounds.  Texts and names are of strangers; any of them may be NULL. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* TRUE if a text has no word that the name has not, but for articles: "Manage a ticket." of manage_ticket.
 * "Close one ticket." says more: how many. */
gboolean words_repeat_name(const char *text, const char *name);

/* Where an action's name is about one thing and the text says that it works on many ("every open ticket", "in
 * bulk"): the phrase, new; NULL.  Negations, "all fields", "each call", "all its comments" and whom a message
 * goes to are none. */
char *words_many_things(const char *text, const char *name);

/* TRUE if a text says that what is done cannot be undone ("permanently", "for good"), or how it can ("moves
 * to the trash", "can be restored"). */
gboolean words_loss_said(const char *text);

/* TRUE if a text states, by itself, that something is created, changed, deleted or sent. */
gboolean words_write_said(const char *text);

/* TRUE if a name has a verb that deletes, or says that something is lost. */
gboolean words_name_deletes(const char *name);
/* TRUE if that verb takes something out of where it is and loses nothing else: remove, unlink, cancel. */
gboolean words_name_detaches(const char *name);
/* TRUE if the verb at the head of a name may be repeated: set, assign, close, approve, store ... */
gboolean words_name_repeatable(const char *name);

/* TRUE if a list of values lets the caller choose between effects: two or more imperatives that write
 * ("create", "close_ticket"), or one beside one that reads.  Statuses ("open", "closed") are none. */
gboolean words_choose_effect(const json_t *values);
/* TRUE for an argument whose verbs do not choose what is done: mode, status, permission, event. */
gboolean words_verbs_are_data(const char *name);

/* TRUE for an argument that names what an action works in: project_id, folder, channel ... */
gboolean words_container_argument(const char *name);
/* TRUE for an argument that names the one thing an action is about: ticketId of close_ticket. */
gboolean words_subject_argument(const char *name, const char *action);
