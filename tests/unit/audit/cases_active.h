/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Level active, for cases: what was made and received, as audit/active.c records it. */
#pragma once

#include "audit/canned.h"

#define EVENT(label, subject, body, more)                                                                    \
	"{\"label\":\"" label "\",\"subject\":\"" subject "\",\"body\":" body more "}"
#define PLAIN ",\"authorization\":false"
#define KEYED ",\"authorization\":true,\"key\":\"«own:env:ENGINE»\""
#define BODY(payload)                                                                                        \
	"\"{\\\"id\\\":\\\"e\\\",\\\"name\\\":\\\"ticket_changed\\\",\\\"payload\\\":" payload               \
	",\\\"metadata\\\":null}\""
#define PAYLOAD "{\\\"eventId\\\":\\\"e-1\\\",\\\"ticketId\\\":7,\\\"kind\\\":\\\"opened\\\"}"
#define LONGER "{\\\"eventId\\\":\\\"e-1\\\",\\\"ticketId\\\":7,\\\"kind\\\":\\\"opened\\\",\\\"raw\\\":1}"
#define SHORTER "{\\\"eventId\\\":\\\"e-1\\\",\\\"ticketId\\\":7}"
#define SECRET                                                                                               \
	"{\\\"eventId\\\":\\\"«own:canary:ticket_changed»\\\",\\\"ticketId\\\":7,\\\"kind\\\":"            \
	"\\\"opened\\\"}"

#define CANARY(more)                                                                                         \
	"{\"trigger\":\"ticket_changed\",\"id\":\"s\",\"scheme\":\"generic-hmac-headers\",\"has_secret\":"   \
	"true" more "}"
#define SIGNS ",\"signs_body\":true,\"signs_time\":true,\"has_id\":true"
#define CAME EVENT("event-valid", "ticket_changed", BODY(PAYLOAD), PLAIN)
#define FACTS(canary, events)                                                                                \
	"{\"callback\":\"http://127.0.0.1:4000\",\"connections\":[],\"subscriptions\":[" canary "],"         \
	"\"unmade\":[],\"left\":[],\"events\":[" events "]}"

/* One trigger, ticket_changed, signed, with a canary whose valid event was answered 200; `facts` are
 * facts.active. */
void active_signed_trigger(Canned *canned, const char *facts);
/* The same; its event came, and nothing else. */
void active_usual(Canned *canned);
void active_answer(Canned *canned, const char *label, const char *subject, int status);
