/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of the well-made server, by their places in its manifest, and JSON written with ' for ". */
#pragma once

#include "audit/canned.h"

#define GET_TICKET "/actions/0"
#define SEARCH_TICKETS "/actions/1"
#define CREATE_TICKET "/actions/2"
#define UPDATE_TICKET "/actions/3"
#define ASSIGN_TICKET "/actions/4"
#define CLOSE_TICKET "/actions/5"
#define SEND_REPLY "/actions/6"
#define DELETE_TICKET "/actions/7"
#define LOOKUP_CUSTOMER "/actions/8"
#define SHOW_SETTINGS "/actions/9"
#define FETCH_ATTACHMENT "/actions/10"
#define PARAMETERS "/schema/call/function/parameters"

static inline void manifest(Canned *canned, const char *pointer, const char *json)
{
	g_autofree char *quoted = json != NULL ? g_strdelimit(g_strdup(json), "'", '"') : NULL;
	canned_set(canned, "manifest", pointer, quoted);
}
