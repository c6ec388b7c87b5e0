/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What texts of actions say, and what only looks as if. */
#include "audit/words_prose.h"

#include <string.h>

#include "base/json.h"
#include "word_rows.h"

struct pair {
	const char *name, *text;
};

/* clang-format off */
static const struct pair REPEATS[] = {
	{ "manage_ticket", "Manage a ticket." }, { "list_tickets", "List tickets." }, { "list_tickets", "Lists the tickets" },
	{ "fetch_attachment", "Fetch an attachment." }, { "sync_agents", "Sync" }, { "get_ticket", "get_ticket" },
	{ "lookupCustomer", "Look up a customer" }, { "getTicket", "getTicket." }, { "get_ticket", "" }, { "get_ticket", " - " },
	{ "update_company", "Update the companies." }, { "hamta_arende", "H\xC3\xA4mta \xC3\xA4rende" }, { NULL, NULL }
};
static const struct pair SAYS_MORE[] = {
	{ "close_ticket", "Close one ticket." }, { "export_tickets", "Export all tickets." }, { "get_ticket", "Read one ticket. Changes nothing." },
	{ "show_settings", "Show the settings in use." }, { "sync_agents", "Update the cached list of agents." },
	{ "get_ticket", "Get a ticket by number." }, { "get_ticket", "get_ticket_by_id" }, { NULL, NULL }
};

static const struct pair MANY[] = {
	{ "close_ticket", "Close a ticket and all tickets like it." }, { "close_ticket", "Sets the status of every open ticket to closed." },
	{ "close_ticket", "Closes tickets in bulk." }, { "close_ticket", "Closes each ticket of the requester." },
	{ "update_price", "Updates all prices." }, { "add_tag", "Adds a tag to all tickets." }, { "delete_user", "Deletes all inactive users." },
	{ "archive_project", "Archives the project and all issues in it." }, { "stang_arende", "St\xC3\xA4nger alla arenden" },
	{ "closeTicket", "Bulk closes tickets" }, { "close_ticket", "Also closes every related case ticket." }, { NULL, NULL }
};
static const struct pair ONE[] = {
	{ "close_ticket", "Close one ticket." }, { "update_ticket", "Updates all fields of a ticket." },
	{ "update_ticket", "Every field that is given is replaced." }, { "create_ticket", "Each call creates a ticket." },
	{ "create_ticket", "Every call makes a new ticket." }, { "send_message", "Sends a message to all members of the channel." },
	{ "send_reply", "A retry sends a second e-mail each time." }, { "delete_ticket", "Deletes a ticket and all its messages." },
	{ "close_ticket", "Does not close all tickets." }, { "close_ticket", "Closes one ticket, never all tickets." },
	{ "close_tickets", "Closes all tickets." }, { "close_all_ticket", "Closes all tickets." }, { "bulk_close", "Closes in bulk." },
	{ "set_priority", "Sets the priority, not at all the status." }, { "list_groups", "Lists all groups." },
	{ "add_note", "Adds a note that is visible to all agents." }, { "add_note", "All arguments are required." },
	{ "update_ticket", "All values are kept." }, { "install_app", "Installs the wall calls app." }, { "close_ticket", NULL }, { NULL, NULL }
};

static const char *const LOSSES[] = {
	"Permanently delete one ticket.", "Deletes it for good.", "Cannot be undone.", "This can not be undone", "That ticket is gone.",
	"**Destructive.** Removes it.", "Moves it to the trash for 30 days.", "It can be restored by an admin.", "Irreversible!",
	"Overwrites the file.", "Tas bort permanent", "Kan inte \xC3\xA5ngras.", "Wird unwiderruflich gel\xC3\xB6scht.", "A soft delete.", NULL
};
static const char *const NO_LOSSES[] = {
	"Delete a ticket.", "Works on one ticket.", "Removes the ticket.", "Deletes it.", "", "Undo the last step", "Goes to the good desk.",
	"Everything is fine", NULL
};

static const char *const WRITES[] = {
	"Create one ticket.", "Sets the status of one ticket to closed.", "Assign ticket", "Delete ticket", "Sends an e-mail to the customer.",
	"Stores one topic with the chat.", "Replaces the assignee of one ticket. **Side effect:** that field only.",
	"Tar bort ett arende", NULL
};
static const char *const NO_WRITES[] = {
	"Agent for a ticket.", "Ticket agent", "Works on one ticket.", "Read one ticket. Changes nothing.", "Sync one tenant.", "Manage a ticket.",
	"Ticket", "", "Does not delete anything.", NULL
};

static const char *const DELETING[] = {
	"delete_ticket", "permanently_delete_ticket", "purgeCache", "remove_tag", "wipe_device", "ticket_delete", "cleanup", "clean_up_logs",
	"cancel_order", "overwrite_file", "ta_bort", "radera_arende", "resetPassword", NULL
};
static const char *const NOT_DELETING[] = { "close_ticket", "get_ticket", "archive_ticket", "update_deleted", "ticket", "", NULL };

static const char *const DETACHING[] = { "remove_tag", "cancelOrder", "unlink_account", "unsubscribe", "revoke_access", NULL };
static const char *const NOT_DETACHING[] = { "delete_ticket", "purge", "removal", "get_ticket", "", NULL };

static const char *const REPEATABLE[] = {
	"set_priority", "assign_ticket", "closeTicket", "approve_request", "store_favorite_food", "remember_topic", "upsert_contact", NULL
};
static const char *const NOT_REPEATABLE[] = { "create_ticket", "send_reply", "add_note", "pay_invoice", "create_store", "send_set", "ticket", "", NULL };

static const char *const CHOICES[] = {
	"[\"create\",\"update\",\"delete\"]", "[\"close_ticket\",\"reopen_ticket\"]", "[\"get\",\"create\"]", "[\"close\",\"delete\",\"none\"]",
	"[\"CREATE\",\"DELETE\"]", "[\"assign\",\"unassign\",5,null]", NULL
};
static const char *const NO_CHOICES[] = {
	"[\"open\",\"closed\"]", "[\"low\",\"normal\",\"high\"]", "[\"email\",\"sms\",\"call\"]", "[\"created\",\"updated\",\"deleted\"]",
	"[\"open\",\"pending\",\"solved\"]", "[\"asc\",\"desc\"]", "[\"delete\"]", "[\"get\",\"list\"]", "[\"comment\",\"note\"]", "[]",
	"[\"creator\",\"updater\"]", "[true,1,null]", "{}", NULL
};

static const char *const DATA[] = { "mode", "status", "permissions", "event", "eventTypes_event", "ticket_status", "scope", NULL };
static const char *const NO_DATA[] = { "operation", "what", "method", "modem", "task", "", NULL };

static const char *const CONTAINERS[] = { "project_id", "projectId", "folder", "target_folder", "channel", "board_id", "calendarId", NULL };
static const char *const NO_CONTAINERS[] = {
	"project_manager_name_of_it", "priority", "subfolders", "channels_count", "projection", "boarding", "title", "", NULL
};

static const struct pair SUBJECTS[] = {
	{ "close_ticket", "ticketId" }, { "close_ticket", "ticket_id" }, { "updateCompany", "company_key" },
	{ NULL, NULL }
};
static const struct pair NO_SUBJECTS[] = {
	{ "create_ticket", "requesterId" }, { "close_ticket", "ticket" }, { "close_ticket", "id" }, { "close_ticket", "parentTicketNote" },
	{ "assign_ticket", "agentId" }, { "close_ticket", "" }, { NULL, NULL }
};
/* clang-format on */

START_TEST(texts_that_repeat_the_name)
{
	for (const struct pair *row = REPEATS; row->name != NULL; row++)
		ck_assert_msg(words_repeat_name(row->text, row->name), "%s: %s", row->name, row->text);
	for (const struct pair *row = SAYS_MORE; row->name != NULL; row++)
		ck_assert_msg(!words_repeat_name(row->text, row->name), "%s: %s", row->name, row->text);
	ck_assert(!words_repeat_name(NULL, "a") && !words_repeat_name("a", NULL));
}
END_TEST

START_TEST(many_things)
{
	for (const struct pair *row = MANY; row->name != NULL; row++) {
		g_autofree char *phrase = words_many_things(row->text, row->name);
		ck_assert_msg(phrase != NULL, "%s: %s", row->name, row->text);
	}
	for (const struct pair *row = ONE; row->name != NULL; row++) {
		g_autofree char *phrase = words_many_things(row->text, row->name);
		ck_assert_msg(phrase == NULL, "%s: %s: %s", row->name, row->text, phrase);
	}
}
END_TEST

START_TEST(the_phrase_is_quoted)
{
	g_autofree char *phrase = words_many_things("Sets the status of every open ticket.", "close_ticket");
	ck_assert_str_eq(phrase, "every open ticket");
}
END_TEST

START_TEST(texts)
{
	all_are(words_loss_said, LOSSES);
	none_are(words_loss_said, NO_LOSSES);
	all_are(words_write_said, WRITES);
	none_are(words_write_said, NO_WRITES);
	ck_assert(!words_loss_said(NULL) && !words_write_said(NULL));
}
END_TEST

START_TEST(names)
{
	all_are(words_name_deletes, DELETING);
	none_are(words_name_deletes, NOT_DELETING);
	all_are(words_name_detaches, DETACHING);
	none_are(words_name_detaches, NOT_DETACHING);
	all_are(words_name_repeatable, REPEATABLE);
	none_are(words_name_repeatable, NOT_REPEATABLE);
	all_are(words_verbs_are_data, DATA);
	none_are(words_verbs_are_data, NO_DATA);
	all_are(words_container_argument, CONTAINERS);
	none_are(words_container_argument, NO_CONTAINERS);
}
END_TEST

static gboolean chooses(const char *text)
{
	g_autoptr(json_t) values = weir_json_read(text, strlen(text), NULL, NULL, NULL);
	ck_assert_msg(values != NULL, "%s", text);
	return words_choose_effect(values);
}

START_TEST(choices)
{
	all_are(chooses, CHOICES);
	none_are(chooses, NO_CHOICES);
	ck_assert(!words_choose_effect(NULL));
}
END_TEST

START_TEST(subjects)
{
	for (const struct pair *row = SUBJECTS; row->name != NULL; row++)
		ck_assert_msg(words_subject_argument(row->text, row->name), "%s: %s", row->name, row->text);
	for (const struct pair *row = NO_SUBJECTS; row->name != NULL; row++)
		ck_assert_msg(!words_subject_argument(row->text, row->name), "%s: %s", row->name, row->text);
}
END_TEST

START_TEST(any_bytes)
{
	static const char odd[] = "all \xFF\xFE\xC3( \xE2\x82 every \x01 ticket \xF0\x9F";
	g_autofree char *phrase = words_many_things(odd, "close_ticket");
	ck_assert(phrase == NULL || g_utf8_validate(phrase, -1, NULL));
	g_autofree char *longest = g_strnfill(100000, 'a');
	g_autofree char *none = words_many_things(longest, longest);
	ck_assert_ptr_null(none);
	ck_assert(!words_loss_said(longest) && !words_name_deletes(longest));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { texts_that_repeat_the_name,
				       many_things,
				       the_phrase_is_quoted,
				       texts,
				       names,
				       choices,
				       subjects,
				       any_bytes,
				       NULL };
	return suite_run("audit/words_prose", tests);
}
