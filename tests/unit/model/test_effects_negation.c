/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is denied is not done, and what only seems to be denied is. */
#include "suite.h"

#include "model/effects.h"

#include <string.h>

typedef struct {
	const char *name, *description;
	const char *phrase; /* of the contradiction; NULL: none */
	EffectKind kind;
} Row;

/* clang-format off */
static const Row ROWS[] = {
	/* denied */
	{ "get_ticket", "Reads a ticket and does not delete it.", NULL, EFFECT_READ },
	{ "get_ticket", "Reads a ticket; it doesn't change, delete or send anything.", NULL, EFFECT_READ },
	{ "check_mail", "Checks the mailbox without sending anything.", NULL, EFFECT_READ },
	{ "find_user", "Finds a user. No data is modified, created or deleted.", NULL, EFFECT_READ },
	{ "find_user", "Finds a user; neither creates nor changes one.", NULL, EFFECT_READ },
	{ "find_user", "Finds a user rather than creating one.", NULL, EFFECT_READ },
	{ "get_row", "Returns a row. Avoids updating the record.", NULL, EFFECT_READ },
	{ "get_row", "Returns a row. This isn't going to change the record.", NULL, EFFECT_READ },
	{ "plan_cleanup", "Shows what would be deleted. Nothing is deleted.", NULL, EFFECT_READ },
	{ "visa_kund", "Visar kunden men raderar den inte.", NULL, EFFECT_READ },
	{ "visa_kund", "Visar kunden. Ändrar aldrig uppgifterna.", NULL, EFFECT_READ },
	{ "kunde_zeigen", "Zeigt den Kunden, löscht ihn aber nicht.", NULL, EFFECT_READ },
	{ "kunde_zeigen", "Zeigt den Kunden. Er wird nicht gelöscht.", NULL, EFFECT_READ },
	{ "get_row", "Returns a row. Unlike the other action, takes no lock.", NULL, EFFECT_READ },
	{ "get_row", "Returns a row. Does not work without creating a key first.", NULL, EFFECT_READ },
	{ "get_row", "Returns a row. You cannot call it without adding a key.", NULL, EFFECT_READ },
	/* another verb is denied than the one that counts */
	{ "archive_mail", "Does not delete the mail but moves it to the archive.", NULL, EFFECT_UPDATE },
	{ "mail", "Instead of deleting the mail, archives it.", NULL, EFFECT_UPDATE },
	{ "update_row", "Changes a row without notifying anybody.", NULL, EFFECT_UPDATE },
	/* only seemingly denied */
	{ "get_ticket", "Not only reads but deletes the ticket.", "deletes the ticket", EFFECT_DELETE },
	{ "get_ticket", "Not only reads the ticket but also deletes it.", "deletes it", EFFECT_DELETE },
	{ "get_ticket", "This action not only returns the ticket, it also deletes it.", "deletes it", EFFECT_DELETE },
	{ "get_ticket", "Does not only read the ticket but deletes it as well.", "deletes it", EFFECT_DELETE },
	{ "get_user", "Does not just get the user, but removes the old one.", "removes the old", EFFECT_DELETE },
	{ "lookup_customer", "Looks up a customer; doesn't merely read, it also deletes duplicates.", "deletes duplicates", EFFECT_DELETE },
	{ "read_queue", "Reads a message without waiting and deletes it.", "deletes it", EFFECT_DELETE },
	{ "read_queue", "Reads a message. Cannot be used without deleting the message.", "deleting the message", EFFECT_DELETE },
	{ "read_queue", "Reads a message, not without deleting it first.", "deleting it", EFFECT_DELETE },
	{ "read_queue", "Reads a message. Never fails to delete it.", "delete it", EFFECT_DELETE },
	{ "get_user", "Gets a user. Unlike the other action it does delete the session.", "delete the session", EFFECT_DELETE },
	{ "get_user", "Gets a user. Do not use this lightly: it deletes the session.", "deletes the session", EFFECT_DELETE },
	{ "visa_kund", "Visar inte bara kunden utan raderar den också.", "raderar den", EFFECT_DELETE },
	{ "kunde_zeigen", "Zeigt den Kunden nicht nur, sondern löscht ihn auch.", "löscht ihn", EFFECT_DELETE },
};
/* clang-format on */

START_TEST(denied_or_not)
{
	const Row *row = &ROWS[_i];
	g_autoptr(Effect) effect = effect_infer(row->name, row->description, NULL);
	ck_assert_msg(effect->kind == row->kind, "%s: %s", row->description, effect_kind_name(effect->kind));
	if (row->phrase == NULL) {
		ck_assert_msg(effect->contradiction == NULL, "%s: %s", row->description,
			      effect->contradiction);
		return;
	}
	ck_assert_msg(effect->contradiction != NULL, "%s: no contradiction", row->description);
	ck_assert_msg(strstr(effect->contradiction, row->phrase) != NULL, "%s: %s", row->description,
		      effect->contradiction);
}
END_TEST

int main(void)
{
	const TTest *const none[] = { NULL };
	return suite_run_looped("model/effects-negation", none, denied_or_not, G_N_ELEMENTS(ROWS));
}
