/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases_actions.h"

static void no_docs(Canned *canned)
{
	manifest(canned, UPDATE_TICKET "/docs", "null");
}

static void description_is_the_name(Canned *canned)
{
	manifest(canned, UPDATE_TICKET "/description", "'Update a ticket.'");
}

static void argument_without_doc(Canned *canned)
{
	manifest(canned, GET_TICKET "/argumentDocs", "{}");
	manifest(canned, GET_TICKET PARAMETERS "/properties/ticketId/description", NULL);
}

static void description_of_the_schema_is_enough(Canned *canned)
{
	manifest(canned, GET_TICKET "/argumentDocs", "null");
}

static void display_name_is_the_name(Canned *canned)
{
	manifest(canned, UPDATE_TICKET "/displayName", "'update_ticket'");
}

static void no_actions(Canned *canned)
{
	manifest(canned, "/actions", "[]");
	canned_document(canned, "components", "[]");
	canned_document(canned, "openapi", NULL);
}

static void no_manifest(Canned *canned)
{
	canned_document(canned, "manifest", NULL);
}

static void effect_is_not_stated(Canned *canned)
{
	manifest(canned, ASSIGN_TICKET "/displayName", "'Ticket agent'");
	manifest(canned, ASSIGN_TICKET "/description", "'Agent for a ticket.'");
	manifest(canned, ASSIGN_TICKET "/docs", "'Works on one ticket.'");
}

static void nothing_tells_the_effect(Canned *canned)
{
	manifest(canned, GET_TICKET "/name", "'say_a_word'");
	manifest(canned, GET_TICKET "/displayName", "null");
	manifest(canned, GET_TICKET "/description", "'Say one of the selected words'");
	manifest(canned, GET_TICKET "/docs", "null");
}

static void effect_is_in_the_docs_only(Canned *canned)
{
	manifest(canned, ASSIGN_TICKET "/displayName", "null");
	manifest(canned, ASSIGN_TICKET "/description", "'Agent for a ticket.'");
}

static void lookup_tags(Canned *canned)
{
	manifest(canned, LOOKUP_CUSTOMER "/description",
		 "'Look up a customer by e-mail and tag the record.'");
}

static void lookup_tags_in_its_docs(Canned *canned)
{
	manifest(canned, LOOKUP_CUSTOMER "/docs",
		 "'Finds a customer. Also writes a tag to the customer\\u2019s record.'");
}

static void lookup_denies_writing(Canned *canned)
{
	manifest(canned, LOOKUP_CUSTOMER "/docs", "'Finds a customer. Does not create or update anything.'");
}

static void vague_name(Canned *canned)
{
	manifest(canned, UPDATE_TICKET "/name", "'manage_ticket'");
}

static void operation_argument(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PARAMETERS "/properties/operation", "{'type':'string','maxLength':9}");
}

static void enum_of_verbs(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PARAMETERS "/properties/what", "{'enum':['close','delete']}");
}

static void statuses_and_modes(Canned *canned)
{
	manifest(canned, UPDATE_TICKET PARAMETERS "/properties/status", "{'enum':['open','close']}");
	manifest(canned, UPDATE_TICKET PARAMETERS "/properties/mode", "{'enum':['append','replace']}");
	manifest(canned, UPDATE_TICKET PARAMETERS "/properties/priority", "{'enum':['low','high']}");
	manifest(canned, UPDATE_TICKET PARAMETERS "/properties/action", "{'const':'update'}");
}

static void filters_of_a_search(Canned *canned)
{
	manifest(canned, SEARCH_TICKETS PARAMETERS "/properties/action", "{'enum':['create','delete']}");
}

static void closes_all(Canned *canned)
{
	manifest(canned, CLOSE_TICKET "/description", "'Close a ticket and all tickets like it.'");
}

static void closes_all_vaguely(Canned *canned)
{
	closes_all(canned);
	operation_argument(canned);
	manifest(canned, CLOSE_TICKET PARAMETERS "/properties/operation", "{'type':'string'}");
}

static void all_fields(Canned *canned)
{
	manifest(canned, UPDATE_TICKET "/docs",
		 "'Replaces all fields of one ticket. Each call changes one.'");
}

static void deletes_without_a_word(Canned *canned)
{
	manifest(canned, DELETE_TICKET "/description", "'Delete a ticket.'");
	manifest(canned, DELETE_TICKET "/docs", "'Works on one ticket.'");
}

static void deletes_by_another_name(Canned *canned)
{
	manifest(canned, DELETE_TICKET "/name", "'ticket_housekeeping'");
}

static void destruction_by_choice(Canned *canned)
{
	manifest(canned, DELETE_TICKET "/name", "'manage_ticket'");
}

static void moves_to_the_trash(Canned *canned)
{
	manifest(canned, DELETE_TICKET "/description", "'Delete one ticket.'");
	manifest(canned, DELETE_TICKET "/docs",
		 "'Moves it to the trash, from where it can be restored for 30 days.'");
}

static void removes_a_tag(Canned *canned)
{
	manifest(canned, DELETE_TICKET "/name", "'remove_tag'");
	manifest(canned, DELETE_TICKET "/description", "'Remove one tag from one ticket.'");
	manifest(canned, DELETE_TICKET "/docs", "null");
}

static void no_word_on_retries(Canned *canned)
{
	manifest(canned, SEND_REPLY "/docs", "'Adds one reply. **Side effect:** one e-mail.'");
}

static void a_key_is_enough(Canned *canned)
{
	no_word_on_retries(canned);
	manifest(canned, SEND_REPLY PARAMETERS "/properties/idempotencyKey",
		 "{'type':'string','maxLength':64}");
}

static void exempt_verbs(Canned *canned)
{
	manifest(canned, ASSIGN_TICKET "/docs", "'Replaces the assignee.'");
	manifest(canned, CLOSE_TICKET "/docs", "'Sets the status to closed.'");
	manifest(canned, "/actions/14/docs", "'Stores one topic.'");
}

#define DOCUMENTED "actions.documented"
#define STATED "actions.effect-stated"
#define HIDDEN "actions.hidden-write"
#define NARROW "actions.narrow"
#define MULTIPLE "actions.multiple-effects"
#define DESTRUCTIVE "actions.destructive"
#define IDEMPOTENCY "actions.idempotency"

const struct check_case cases_actions_texts[] = {
	{ DOCUMENTED, VERDICT_FAIL, "no docs", no_docs, "update_ticket /actions/3" },
	{ DOCUMENTED, VERDICT_FAIL, "a description that is the name", description_is_the_name,
	  "update_ticket /actions/3" },
	{ DOCUMENTED, VERDICT_FAIL, "an argument without a word", argument_without_doc,
	  "get_ticket ticketId" },
	{ DOCUMENTED, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ DOCUMENTED, VERDICT_PASS, "a description in the schema", description_of_the_schema_is_enough,
	  NULL },
	{ DOCUMENTED, VERDICT_PASS, "a display name may repeat the name", display_name_is_the_name, NULL },
	{ DOCUMENTED, VERDICT_SKIPPED, "no actions", no_actions, NULL },
	{ DOCUMENTED, VERDICT_UNKNOWN, "no manifest", no_manifest, NULL },
	{ STATED, VERDICT_FAIL, "texts that do not say it", effect_is_not_stated,
	  "assign_ticket /actions/4" },
	{ STATED, VERDICT_UNKNOWN, "nothing tells the effect", nothing_tells_the_effect, NULL },
	{ STATED, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ STATED, VERDICT_PASS, "docs are enough", effect_is_in_the_docs_only, NULL },
	{ HIDDEN, VERDICT_FAIL, "a lookup that tags", lookup_tags, "lookup_customer /actions/8/description" },
	{ HIDDEN, VERDICT_FAIL, "a lookup whose docs say that it tags", lookup_tags_in_its_docs,
	  "lookup_customer /actions/8/docs" },
	{ HIDDEN, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ HIDDEN, VERDICT_PASS, "a lookup that denies writing", lookup_denies_writing, NULL },
	{ NARROW, VERDICT_FAIL, "a vague verb", vague_name, "manage_ticket /actions/3/name" },
	{ NARROW, VERDICT_FAIL, "an argument operation", operation_argument, "update_ticket operation" },
	{ NARROW, VERDICT_FAIL, "an enum of effects", enum_of_verbs, "update_ticket what" },
	{ NARROW, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ NARROW, VERDICT_PASS, "statuses, modes and constants", statuses_and_modes, NULL },
	{ NARROW, VERDICT_PASS, "filters of an action that reads", filters_of_a_search, NULL },
	{ MULTIPLE, VERDICT_FAIL, "closes all tickets like it", closes_all,
	  "close_ticket /actions/5/description" },
	{ MULTIPLE, VERDICT_UNKNOWN, "unknown while narrow fails", closes_all_vaguely, NULL },
	{ MULTIPLE, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ MULTIPLE, VERDICT_PASS, "all fields and each call", all_fields, NULL },
	{ DESTRUCTIVE, VERDICT_FAIL, "a delete that does not say that it is for good", deletes_without_a_word,
	  "delete_ticket /actions/7" },
	{ DESTRUCTIVE, VERDICT_FAIL, "a delete by another name", deletes_by_another_name,
	  "ticket_housekeeping /actions/7/name" },
	{ DESTRUCTIVE, VERDICT_UNKNOWN, "unknown while narrow fails", destruction_by_choice, NULL },
	{ DESTRUCTIVE, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ DESTRUCTIVE, VERDICT_PASS, "a delete that can be undone", moves_to_the_trash, NULL },
	{ DESTRUCTIVE, VERDICT_PASS, "taking something out of a list", removes_a_tag, NULL },
	{ IDEMPOTENCY, VERDICT_FAIL, "no word on retries", no_word_on_retries, "send_reply /actions/6" },
	{ IDEMPOTENCY, VERDICT_PASS, "the well-made server", NULL, NULL },
	{ IDEMPOTENCY, VERDICT_PASS, "a key", a_key_is_enough, NULL },
	{ IDEMPOTENCY, VERDICT_PASS, "verbs that may be repeated", exempt_verbs, NULL },
	{ NULL },
};
