/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and descriptions in our own words, with the kind that a person gives them: plain ones, nouns that
 * look like verbs, verbs that look like nouns, negations, joined verbs, Swedish and German. */
#include "suite.h"

#include "model/effects.h"

typedef struct {
	const char *name, *description;
	EffectKind kind;
} Row;

/* clang-format off */
static const char *const READS[][2] = {
	{ "get_ticket", "Fetch one ticket by its number" },
	{ "listOpenOrders", "" },
	{ "search.tickets", "Search tickets, newest first" },
	{ "fetch-invoice-pdf", "Download the PDF of an invoice" },
	{ "customer_details", "" },
	{ "ticket_status", "Tells whether a ticket is open, waiting or solved" },
	{ "whoami", "" },
	{ "describe_table", "Describe the columns of a table" },
	{ "list_deleted_items", "Lists what is in the trash" },
	{ "list_deleted_users", "" },
	{ "get_created_orders", "Orders that were created today" },
	{ "count_unread_messages", "Count the unread messages of an inbox" },
	{ "preview_email", "Shows how an email would look, without sending it" },
	{ "preview_message", "" },
	{ "validate_address", "Validate a postal address" },
	{ "validate_create_request", "Checks a request before anything is created" },
	{ "verify_iban", "" },
	{ "export_contacts", "Exports all contacts as CSV" },
	{ "download_report", "" },
	{ "is_member", "Whether a person is in a group" },
	{ "has_permission", "" },
	{ "can_delete_user", "Tells whether the user may be deleted" },
	{ "calculate_shipping", "Calculates what shipping would cost" },
	{ "estimate_refund", "Estimate how much a refund would be" },
	{ "compare_plans", "" },
	{ "summarize_thread", "Summarises a thread of messages" },
	{ "lookup_number", "Look up who owns a phone number" },
	{ "look_up_customer", "" },
	{ "check_availability", "Check whether a room is free" },
	{ "ping", "Answers pong" },
	{ "get_update_history", "History of updates" },
	{ "get_send_status", "Status of a message that was sent" },
	{ "get_email", "Returns one email" },
	{ "list_messages", "Newest first" },
	{ "message_list", "" },
	{ "comment_get", "Retrieve one comment" },
	{ "post_get", "Fetch a blog post" },
	{ "view_log", "View the log of a job" },
	{ "pods_log", "Get the logs of a pod" },
	{ "order_history", "The orders of a customer" },
	{ "getAllUsers", "" },
	{ "getallusers", "" },
	{ "GetUserByEmail", "" },
	{ "retrieveacontact", "Retrieve a contact" },
	{ "email_stats", "Opens and clicks of a campaign" },
	{ "analyze_sentiment", "Analyse how a customer feels" },
	{ "find_duplicates", "Finds records that look alike. Does not delete anything." },
	{ "dry_run_import", "Shows what an import would do. Changes nothing." },
	{ "inspect_queue", "Read-only. Inspects a queue without removing messages." },
	{ "peek_queue", "Looks at the next message without deleting it" },
	{ "audit_trail", "Returns who deleted what and when" },
	{ "get_settings", "Returns the settings" },
	{ "suggest_reply", "Suggest a reply to a customer" },
	{ "explain_query", "Explain how a query would be run" },
	{ "search_and_filter_orders", "Search orders by state" },
	{ "browse_catalog", "" },
	{ "invoices.list", "" },
	{ "contact/find", "" },
	{ "list_pull_requests", "List the pull requests of a repository" },
	{ "merge_request_get", "Get one merge request" },
	{ "get_start_date", "When a project starts" },
	{ "show_settings", "" },
	{ "read_file", "Read a file" },
	{ "query_database", "Runs a SELECT query and never modifies data" },
	{ "resolve_hostname", "Look up the addresses of a host" },
	{ "poll_job", "Poll a job until it is finished" },
	{ "trace_route", "" },
	{ "get_delete_requests", "List the requests to delete data" },
	{ "cancelled_orders_list", "Lists the cancelled orders" },
	{ "unread_count", "" },
	{ "test_connection", "Tests whether the connection works" },
	{ "detect_language", "" },
	{ "diff_versions", "Show the difference between two versions" },
	{ "user_profile", "Returns the profile of a user" },
	{ "import_get", "" },
	{ "getby_name", "" },
	{ "aggregate", "Run an aggregation against a collection" },
};

static const char *const CREATES[][2] = {
	{ "create_ticket", "Create a ticket" },
	{ "createInvoice", "" },
	{ "add_comment", "Adds a comment to a ticket" },
	{ "post_comment", "Post a comment on an issue" },
	{ "comment_on_issue", "Comment on an issue" },
	{ "new_customer", "" },
	{ "customers_new", "Register a customer" },
	{ "insert_row", "" },
	{ "upload_file", "Upload a file" },
	{ "import_products", "Imports products from a CSV file" },
	{ "duplicate_invoice", "Duplicates an invoice" },
	{ "clone_repository", "" },
	{ "copy_template", "Make a copy of a template" },
	{ "fork_project", "" },
	{ "register_device", "" },
	{ "book_appointment", "Books an appointment" },
	{ "book_meeting_room", "" },
	{ "schedule_meeting", "Schedule a meeting" },
	{ "log_call", "Log a call with a customer" },
	{ "log_time", "Log time on a task" },
	{ "draft_email", "Draft an email and leave it unsent" },
	{ "create_draft_reply", "Create a draft of a reply" },
	{ "get_or_create_contact", "Get a contact, or create it" },
	{ "find_or_create_tag", "Finds a tag or creates it" },
	{ "create_update", "Create an update on an item" },
	{ "create_message_template", "Create a template for messages" },
	{ "label_create", "Create a label" },
	{ "issue.create", "" },
	{ "set_up_webhook", "" },
	{ "reserve_table", "Reserve a table" },
	{ "place_order", "Place an order" },
	{ "order_create", "" },
	{ "submit_expense", "Submit an expense report" },
	{ "subscribe_webhook", "Subscribe to events" },
	{ "start_export", "Start an export job" },
	{ "generate_invoice", "Generate an invoice for an order" },
	{ "invite_user", "Invite a user to the workspace" },
	{ "enroll_student", "" },
	{ "provision_server", "Provision a server" },
	{ "create_delete_request", "Create a request to delete data" },
	{ "makeanewbooking", "Make a booking" },
	{ "createuser", "" },
	{ "initiate_transfer_request", "Initiates a transfer request" },
	{ "open_ticket", "Opens a new ticket" },
	{ "bookmark_page", "Bookmark a page" },
	{ "search_index_create", "" },
	{ "list_create", "" },
	{ "start_analysis", "Start an analysis" },
};

static const char *const UPDATES[][2] = {
	{ "update_ticket", "Change subject, status or assignee" },
	{ "editComment", "" },
	{ "set_priority", "Set the priority of a ticket" },
	{ "change_owner", "" },
	{ "rename_folder", "" },
	{ "move_card", "Move a card to another list" },
	{ "assign_ticket", "Assign a ticket to an agent" },
	{ "close_ticket", "Close a ticket" },
	{ "reopen_ticket", "" },
	{ "archive_project", "Archive a project" },
	{ "unarchive_project", "" },
	{ "mark_as_read", "Mark a message as read" },
	{ "mark_message_read", "" },
	{ "markAllNotificationsRead", "" },
	{ "mark_as_deleted", "Marks a row as deleted" },
	{ "toggle_feature", "Toggle a feature flag" },
	{ "enable_user", "" },
	{ "deactivate_account", "Deactivates an account" },
	{ "lock_thread", "" },
	{ "approve_request", "Approve a request" },
	{ "reject_invoice", "" },
	{ "merge_pull_request", "Merge a pull request" },
	{ "merge_contacts", "Merges two contacts into one" },
	{ "reset_password", "Reset the password of a user" },
	{ "rotate_key", "Rotate a key" },
	{ "upsert_contact", "Create or update a contact" },
	{ "create_or_update_contact", "" },
	{ "restore_backup", "Restores a backup" },
	{ "undelete_file", "Brings a file back from the trash" },
	{ "pause_subscription", "Pauses a subscription" },
	{ "renew_license", "" },
	{ "tag_customer", "Tag a customer" },
	{ "star_repository", "" },
	{ "pin_message", "Pin a message in a channel" },
	{ "edit_message", "Edit a message" },
	{ "update_email_address", "Update the email address of a user" },
	{ "patch_order", "" },
	{ "put_settings", "Replaces the settings" },
	{ "increment_counter", "" },
	{ "append_row", "Append a row to a sheet" },
	{ "complete_task", "Mark a task as done" },
	{ "snooze_alert", "" },
	{ "turn_off_light", "Turn off a light" },
	{ "switch_plan", "Switches a customer to another plan" },
	{ "transfer_ownership", "Transfers ownership of a folder" },
	{ "tickets_update", "Updates a ticket" },
	{ "ticket-edit", "" },
	{ "save_document", "Save a document" },
	{ "stop_server", "Stop a server" },
	{ "find_and_replace", "Find text and replace it" },
	{ "overwrite_file", "Overwrites a file" },
	{ "publish_article", "Publish an article" },
	{ "dismiss_alert", "Dismiss an alert" },
	{ "confirm_booking", "Confirms a booking" },
	{ "configure_webhook", "" },
	{ "re_open_ticket", "" },
	{ "un-archive-board", "" },
	{ "force_update", "Force-update a row" },
};

static const char *const DELETES[][2] = {
	{ "delete_ticket", "Permanently removes a ticket" },
	{ "removeMember", "Remove a member from a team" },
	{ "destroy_session", "" },
	{ "cancel_order", "Cancel an order" },
	{ "cancel_subscription", "Cancels a subscription at the end of the period" },
	{ "revoke_token", "Revoke a token" },
	{ "purge_cache", "Purge the cache" },
	{ "clear_cart", "Remove all items from a cart" },
	{ "empty_trash", "Empties the trash" },
	{ "drop_table", "" },
	{ "unsubscribe_contact", "Unsubscribe a contact from a list" },
	{ "unlink_account", "" },
	{ "detach_policy", "" },
	{ "uninstall_app", "Uninstall an app" },
	{ "wipe_device", "Wipes all data of a device" },
	{ "delete_and_list", "Deletes a row and lists what is left" },
	{ "search_and_delete", "Search rows and delete them" },
	{ "void_invoice", "Void an invoice" },
	{ "terminate_instance", "" },
	{ "trash_message", "Move a message to the trash" },
	{ "contact_remove", "Removes a contact" },
	{ "files.delete", "" },
	{ "deletea_contact", "Delete a contact" },
	{ "bulk_delete_users", "Deletes many users" },
	{ "delete_message", "Deletes a message" },
	{ "delete_post", "" },
	{ "delete_email_alias", "" },
	{ "clean_up_sessions", "Clean up old sessions" },
	{ "unfollow_user", "" },
	{ "forget_me", "Erase everything known about a person" },
	{ "expunge_mailbox", "Expunge a mailbox" },
	{ "get_rid_of_duplicates", "Removes rows that occur twice" },
	{ "leave_channel", "Leave a channel" },
	{ "kill_process", "Kill a process" },
	{ "discard_draft", "" },
	{ "unregister_device", "" },
	{ "delete_update", "Delete an update" },
	{ "import_cancel", "" },
	{ "user_deletion", "" },
	{ "request_deletion", "Requests the deletion of an account" },
	{ "soft_delete_user", "Soft-deletes a user" },
	{ "page", "This page fully deletes the user" },
	{ "view_remove", "" },
	{ "remove_webhook_subscription", "" },
};

static const char *const SENDS[][2] = {
	{ "send_message", "Send a message to a channel" },
	{ "send_email", "" },
	{ "sendSms", "Sends an SMS" },
	{ "reply_to_thread", "Reply to a thread" },
	{ "reply_to_ticket", "Sends a public reply to the requester" },
	{ "post_message", "Post a message to a channel" },
	{ "chat_postMessage", "Sends a message to a channel" },
	{ "notify_user", "Notify a user" },
	{ "notify_on_call", "" },
	{ "send_reminder", "Remind a customer of an invoice" },
	{ "remind_customer", "" },
	{ "broadcast_announcement", "Broadcast an announcement to everybody" },
	{ "forward_email", "Forward an email" },
	{ "resend_invitation", "Resend an invitation" },
	{ "email_customer", "Email a customer" },
	{ "message_user", "Send a direct message" },
	{ "text_customer", "Text a customer" },
	{ "send_document_for_signature", "Send a document for signature" },
	{ "publish_message", "Publish a message to a topic" },
	{ "push_notification", "Push a notification to a phone" },
	{ "respond_to_review", "Respond to a review" },
	{ "create_notification", "Send a notification to a member" },
	{ "create_and_send_invoice", "Create an invoice and send it to the customer" },
	{ "dm_user", "" },
	{ "alert_team", "Alert the team on duty" },
	{ "send_template", "Send a template message" },
	{ "sms_send", "" },
	{ "messages.send", "Send a message" },
	{ "deliver_newsletter", "Delivers a newsletter to all subscribers" },
	{ "tweet", "Post a tweet" },
};

static const Row SWEDISH[] = {
	{ "hamta_kund", "Hämtar en kund", EFFECT_READ },
	{ "lista_arenden", "Listar öppna ärenden", EFFECT_READ },
	{ "sok_order", "Söker bland ordrar", EFFECT_READ },
	{ "visa_faktura", "Visa en faktura", EFFECT_READ },
	{ "skapa_arende", "Skapar ett ärende", EFFECT_CREATE },
	{ "lagg_till_kommentar", "Lägger till en kommentar", EFFECT_CREATE },
	{ "boka_tid", "Boka en tid", EFFECT_CREATE },
	{ "uppdatera_kund", "Uppdaterar en kund", EFFECT_UPDATE },
	{ "andra_adress", "Ändra adressen", EFFECT_UPDATE },
	{ "stang_arende", "Stänger ett ärende", EFFECT_UPDATE },
	{ "ta_bort_kund", "Tar bort en kund för alltid", EFFECT_DELETE },
	{ "radera_faktura", "Raderar en faktura", EFFECT_DELETE },
	{ "avboka_mote", "Avbokar ett möte", EFFECT_DELETE },
	{ "skicka_meddelande", "Skickar ett meddelande", EFFECT_SEND },
	{ "svara_kund", "Svarar kunden", EFFECT_SEND },
	{ "arende", "Hämtar ett ärende utan att ändra det", EFFECT_READ },
};

static const Row GERMAN[] = {
	{ "kunde_abrufen", "Ruft einen Kunden ab", EFFECT_READ },
	{ "rechnungen_suchen", "Sucht Rechnungen", EFFECT_READ },
	{ "zeige_auftrag", "Zeigt einen Auftrag", EFFECT_READ },
	{ "kunde_anlegen", "Legt einen Kunden an", EFFECT_CREATE },
	{ "erstelle_ticket", "Erstellt ein Ticket", EFFECT_CREATE },
	{ "kommentar_hinzufuegen", "Fügt einen Kommentar hinzu", EFFECT_CREATE },
	{ "kunde_aktualisieren", "Aktualisiert einen Kunden", EFFECT_UPDATE },
	{ "adresse_aendern", "Ändert eine Adresse", EFFECT_UPDATE },
	{ "kunde_loeschen", "Löscht einen Kunden endgültig", EFFECT_DELETE },
	{ "rechnung_stornieren", "Storniert eine Rechnung", EFFECT_DELETE },
	{ "nachricht_senden", "Sendet eine Nachricht", EFFECT_SEND },
	{ "benachrichtige_kunde", "Benachrichtigt den Kunden", EFFECT_SEND },
};

static const Row DESCRIPTIONS[] = {
	{ "tickets", "Create a ticket", EFFECT_CREATE },
	{ "tickets", "List all tickets", EFFECT_READ },
	{ "contact", "This endpoint allows you to delete a contact.", EFFECT_DELETE },
	{ "contact", "Use this action to update a contact.", EFFECT_UPDATE },
	{ "desk", "The endpoint sends a reply to the requester.", EFFECT_SEND },
	{ "orders", "Method for cancelling an order", EFFECT_DELETE },
	{ "account", "The account is deleted.", EFFECT_DELETE },
	{ "cart", "You can add an item to the cart.", EFFECT_CREATE },
	{ "invoice", "Invoice deletion", EFFECT_DELETE },
	{ "x1", "Partial update of a customer", EFFECT_UPDATE },
};

/* clang-format on */

static void check(const char *name, const char *description, EffectKind kind)
{
	g_autoptr(Effect) effect = effect_infer(name, description, NULL);
	ck_assert_msg(effect->kind == kind, "%s (%s): %s, not %s", name, description,
		      effect_kind_name(effect->kind), effect_kind_name(kind));
	ck_assert_msg(effect->mutating == (kind != EFFECT_READ), "%s: mutating", name);
	ck_assert_msg(effect->source == EFFECT_INFERRED, "%s: source", name);
	ck_assert_msg(effect->contradiction == NULL, "%s: %s", name, effect->contradiction);
	ck_assert_msg(effect->evidence->len > 0, "%s: no evidence", name);
}

static void check_pairs(const char *const (*pairs)[2], guint count, EffectKind kind)
{
	for (guint i = 0; i < count; i++)
		check(pairs[i][0], pairs[i][1], kind);
}

static void check_rows(const Row *rows, guint count)
{
	for (guint i = 0; i < count; i++)
		check(rows[i].name, rows[i].description, rows[i].kind);
}

START_TEST(reads_are_known)
{
	check_pairs(READS, G_N_ELEMENTS(READS), EFFECT_READ);
}
END_TEST

START_TEST(creates_are_known)
{
	check_pairs(CREATES, G_N_ELEMENTS(CREATES), EFFECT_CREATE);
}
END_TEST

START_TEST(updates_are_known)
{
	check_pairs(UPDATES, G_N_ELEMENTS(UPDATES), EFFECT_UPDATE);
}
END_TEST

START_TEST(deletes_are_known)
{
	check_pairs(DELETES, G_N_ELEMENTS(DELETES), EFFECT_DELETE);
}
END_TEST

START_TEST(sends_are_known)
{
	check_pairs(SENDS, G_N_ELEMENTS(SENDS), EFFECT_SEND);
}
END_TEST

START_TEST(swedish_are_known)
{
	check_rows(SWEDISH, G_N_ELEMENTS(SWEDISH));
}
END_TEST

START_TEST(german_are_known)
{
	check_rows(GERMAN, G_N_ELEMENTS(GERMAN));
}
END_TEST

START_TEST(descriptions_are_known)
{
	check_rows(DESCRIPTIONS, G_N_ELEMENTS(DESCRIPTIONS));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		reads_are_known,   creates_are_known,      updates_are_known,
		deletes_are_known, sends_are_known,        swedish_are_known,
		german_are_known,  descriptions_are_known, NULL,
	};
	return suite_run("model/effects-words", tests);
}
