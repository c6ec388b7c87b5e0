/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/canned.h"

#define ROW                                                                                                  \
	"{\"id\":\"" CANNED_UNKNOWN_ID                                                                       \
	"\",\"name\":\"ticket_created\",\"connectionId\":\"" CANNED_CONNECTION "\","                         \
	"\"callback\":{\"type\":\"http\",\"method\":\"post\",\"url\":\"https://engine.example.com/1\"}"

static void list_with_secrets(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL,
		      "{\"total\":1,\"data\":[" ROW ",\"secrets\":{\"signing\":\"abc\"}}]}");
}

static void list_without_secrets(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL,
		      "{\"total\":1,\"data\":[" ROW ",\"secrets\":{}}]}");
}

static void nobody_listed(Canned *canned)
{
	canned_answer(canned, "subscriptions", CANNED_CONNECTION, 200, NULL, "{\"total\":0,\"data\":[]}");
}

static void list_is_broken_off(Canned *canned)
{
	list_without_secrets(canned);
	canned_answer(canned, "subscription", CANNED_CONNECTION, 0, NULL, NULL);
}

const struct check_case cases_secrets[] = {
	{ "secrets.subscription-echo", VERDICT_FAIL, "a list with secrets", list_with_secrets,
	  "GET /connections/{id}/subscriptions /data/0/secrets" },
	{ "secrets.subscription-echo", VERDICT_PASS, "empty secrets are none", list_without_secrets, NULL },
	{ "secrets.subscription-echo", VERDICT_UNKNOWN, "an empty list tells nothing", nobody_listed, NULL },
	{ "secrets.subscription-echo", VERDICT_ERROR, "no pass where an answer broke off", list_is_broken_off,
	  NULL },
	{ NULL },
};
