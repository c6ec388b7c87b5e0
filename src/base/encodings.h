/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms in which a value turns up in the texts of others.
 *
 * base64 and base64url (RFC 4648) at each of the three places that a value can have among groups of three
 * bytes, without the characters that its neighbours decide; hex; percent-encoding (RFC 3986, JavaScript's
 * encodeURI and encodeURIComponent, HTML forms, everything); strings of JSON as jansson, Python, Go and PHP
 * write them, once and twice; CSV and XML. */
#pragma once

#include <glib.h>

/* `tail`: the character that follows where the value is the end of what was encoded as base64 (padding comes
 * after it), 0 where none does. */
typedef void (*EncodedEach)(const char *form, gsize length, char tail, gpointer data);

/* Calls `each` for every form, the value itself not among them unless a form does not change it.  Forms may
 * come more than once.  They are wiped when `each` returns: copy them to where they are wiped too. */
void encodings_foreach(const char *value, gsize length, EncodedEach each, gpointer data);
