/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads that also write, and texts that only look so. */
#include "suite.h"

#include "model/effects.h"

#include <string.h>

typedef struct {
	const char *name, *description, *argument;
	EffectKind kind;
	const char *one, *other; /* both phrases */
} Against;

/* clang-format off */
static const Against AGAINST[] = {
	{ "lookup_customer", "Look up a customer and tag the record", NULL, EFFECT_UPDATE, "\"lookup\"", "\"tag the record\"" },
	{ "get_orders", "Returns the orders and marks them as exported", NULL, EFFECT_UPDATE, "\"get\"", "\"marks them\"" },
	{ "list_messages", "Lists messages. Also marks them as read.", NULL, EFFECT_UPDATE, "\"list\"", "\"marks them\"" },
	{ "search_leads", "Searches leads. Creates a lead if none is found.", NULL, EFFECT_CREATE, "\"search\"", "\"creates a lead\"" },
	{ "get_user", "Get a user. The user is created if it does not exist.", NULL, EFFECT_CREATE, "\"get\"", "created if" },
	{ "get_file", "Get a file. If the file is missing, creates an empty one.", NULL, EFFECT_CREATE, "\"get\"", "\"creates an empty" },
	{ "get_token", "Gets a token and deletes the old one", NULL, EFFECT_DELETE, "\"get\"", "\"deletes the old" },
	{ "read_queue", "Reads and removes the next message", NULL, EFFECT_DELETE, "\"read\"", "\"removes the next" },
	{ "export_users", "Exports users, then deletes them", NULL, EFFECT_DELETE, "\"export\"", "\"deletes them\"" },
	{ "get_next_task", "Get the next task and lock it", NULL, EFFECT_UPDATE, "\"get\"", "\"lock it\"" },
	{ "get_customer", "Retrieves a customer and updates its last-seen time", NULL, EFFECT_UPDATE, "\"get\"", "\"updates its" },
	{ "get_report", "Gets a report and emails it to the owner", NULL, EFFECT_SEND, "\"get\"", "\"emails it\"" },
	{ "get_page", "Get a page. Automatically creates a snapshot of it.", NULL, EFFECT_CREATE, "\"get\"", "\"creates a snapshot" },
	{ "lookup_order", "Deletes an order", NULL, EFFECT_DELETE, "\"lookup\"", "\"deletes\"" },
	{ "get_messages", "Get messages", "mark_as_read", EFFECT_UPDATE, "\"get\"", "an argument says \"mark_as_read\"" },
	{ "find_contact", "Find a contact", "createIfMissing", EFFECT_CREATE, "\"find\"", "\"createifmissing\"" },
	{ "visa_kund", "Hämtar en kund och raderar den", NULL, EFFECT_DELETE, "\"visa\"", "\"raderar den\"" },
	{ "kunde_abrufen", "Ruft den Kunden ab und löscht ihn", NULL, EFFECT_DELETE, "\"abrufen\"", "\"löscht ihn\"" },
};

static const char *const HARMLESS[][3] = {
	{ "check_stock", "Checks the stock; does not change anything", NULL },
	{ "fetch_invoice", "Fetches an invoice. It never sends it to the customer.", NULL },
	{ "find_user", "Find a user without creating one", NULL },
	{ "validate_order", "Validates the order without changing it", NULL },
	{ "search_items", "Search items. This will not send, create or delete anything.", NULL },
	{ "list_rules", "List rules. No side effects.", NULL },
	{ "dry_run", "Checks an import. Changes nothing.", NULL },
	{ "preview", "Nothing is sent", NULL },
	{ "view_report", "Shows a report of deleted items and updated rows", NULL },
	{ "list_changes", "List changes and updates", NULL },
	{ "get_link", "Gets the link to delete and edit the record", NULL },
	{ "get_permissions", "Get read, write and delete permissions", NULL },
	{ "get_user", "Get a user. Users are created by administrators.", NULL },
	{ "list_users", "List users. You can then update or delete them with other tools.", NULL },
	{ "get_job", "Get a job and its create, update and delete times", NULL },
	{ "get_folder", "Get a folder. Use `delete_folder` to remove it.", NULL },
	{ "get_assignments", "Get assignments", "assign_to_id" },
	{ "list_events", "List events", "created_after" },
	{ "get_document", "Get a document", "update_mask" },
	{ "read_sync", "This is a read-only operation.", NULL },
	{ "hamta_kund", "Hämtar en kund utan att ändra den", NULL },
	{ "kunde_abrufen", "Ruft einen Kunden ab, ohne ihn zu ändern", NULL },
};
/* clang-format on */

START_TEST(both_phrases_are_quoted)
{
	for (guint i = 0; i < G_N_ELEMENTS(AGAINST); i++) {
		const Against *row = &AGAINST[i];
		const char *const arguments[] = { row->argument, NULL };
		g_autoptr(Effect) effect = effect_infer(row->name, row->description, arguments);
		ck_assert_msg(effect->contradiction != NULL, "%s: no contradiction", row->name);
		ck_assert_msg(strstr(effect->contradiction, row->one) != NULL, "%s: %s", row->name,
			      effect->contradiction);
		ck_assert_msg(strstr(effect->contradiction, row->other) != NULL, "%s: %s", row->name,
			      effect->contradiction);
		ck_assert_msg(effect->kind == row->kind, "%s: %s", row->name, effect_kind_name(effect->kind));
		ck_assert(effect->mutating);
		ck_assert(effect->confidence <= 0.5);
		ck_assert(effect->evidence->len > 0);
	}
}
END_TEST

START_TEST(negations_and_nouns_are_no_writes)
{
	for (guint i = 0; i < G_N_ELEMENTS(HARMLESS); i++) {
		const char *const arguments[] = { HARMLESS[i][2], NULL };
		g_autoptr(Effect) effect = effect_infer(HARMLESS[i][0], HARMLESS[i][1], arguments);
		ck_assert_msg(effect->kind == EFFECT_READ, "%s (%s): %s", HARMLESS[i][0], HARMLESS[i][1],
			      effect_kind_name(effect->kind));
		ck_assert_msg(effect->contradiction == NULL, "%s: %s", HARMLESS[i][0], effect->contradiction);
		ck_assert(!effect->mutating && !effect->destructive && effect->idempotent);
	}
}
END_TEST

START_TEST(negated_loss_is_no_loss)
{
	g_autoptr(Effect) kept =
		effect_infer("archive_file", "Archives a file. Does not overwrite anything.", NULL);
	ck_assert(!kept->destructive);
	g_autoptr(Effect) lost =
		effect_infer("archive_file", "Archives a file. This cannot be undone.", NULL);
	ck_assert(lost->destructive);
}
END_TEST

START_TEST(several_kinds_at_once_are_a_choice)
{
	g_autoptr(Effect) effect = effect_infer("tickets", "Create, update or delete tickets", NULL);
	ck_assert(effect->mutating && effect->destructive && !effect->idempotent);
	ck_assert(effect->confidence <= 0.4);
	g_autoptr(Effect) joined = effect_infer("add_or_remove_tag", NULL, NULL);
	ck_assert_int_eq(joined->kind, EFFECT_UPDATE);
	ck_assert(joined->destructive);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		both_phrases_are_quoted,
		negations_and_nouns_are_no_writes,
		negated_loss_is_no_loss,
		several_kinds_at_once_are_a_choice,
		NULL,
	};
	return suite_run("model/effects-contradiction", tests);
}
