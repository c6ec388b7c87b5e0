/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pieces that the listings share: cells, summaries and lines of a detail.  Only for report/list_*.c. */
#pragma once

#include "report/listing.h"

/* A stranger's text as one visible line; nothing for NULL. */
void cell_text(GString *out, const char *text, ListingLook look);
/* All of it in one line: newlines become spaces. */
void cell_paragraphs(GString *out, const char *text, ListingLook look);
/* Names with a space between; NULL: nothing. */
void cell_names(GString *out, char *const *names, ListingLook look);
void cell_names_or_none(GString *out, char *const *names); /* "?" for NULL, "none" for none */
/* Names of Argument *, the required ones with a star. */
void cell_arguments(GString *out, const GPtrArray *arguments, ListingLook look);
void cell_number(GString *out, double number);             /* "0.97", whatever the locale */
const char *cell_word(const char *word, ListingLook look); /* N_(); translated, but not for CSV */
const char *cell_yes_no(gboolean value);                   /* "yes", "no": what machines read */

/* " · 3 delete": a further part of a summary. */
void cell_part(GString *out, ListingLook look, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A heading with a remark, and one line for each Argument *: name, star, summary, doc. */
void detail_arguments(GPtrArray *lines, const char *label, const GPtrArray *arguments, const char *remark);

/* Why an action is said to do what it does: its words marked in their texts, what rests on no word, how to
 * set it.  `server`: the alias that the configuration knows it by, or a URL; may be NULL. */
void detail_effect_why(GPtrArray *lines, const Action *action, const char *server, ListingLook look);

/* Members of `object` that are strings, as JSON: NULL becomes null. */
void json_set_text(json_t *object, const char *member, const char *text);
