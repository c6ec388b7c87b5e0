/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/words.h"

#include <string.h>

#include "word_rows.h"

/* clang-format off */
static const struct {
	const char *text, *evidence;
} BROAD[] = {
	{ "admin", "admin" },
	{ "Requires administrator rights", "administrator" },
	{ "The user must be an admin", "admin" },
	{ "A token with full access", "full access" },
	{ "Full admin rights are required", "Full admin" },
	{ "Grant all scopes.", "all scopes" },
	{ "Scopes: *", "*" },
	{ "Scopes: `*`", "*" },
	{ "tickets.*", "tickets.*" },
	{ "tickets:*", "tickets:*" },
	{ "Mail.ReadWrite.All", "Mail.ReadWrite.All" },
	{ "Microsoft Graph: User.Read.All", "User.Read.All" },
	{ "DeviceManagementManagedDevices.PrivilegedOperations.All", "DeviceManagementManagedDevices.PrivilegedOperations.All" },
	{ "admin:org", "admin:org" },
	{ "admin.users:write", "admin.users:write" },
	{ "superuser", "superuser" },
	{ "workspace owner role", "owner" },
	{ "root access to the machine", "root" },
	{ "read/write all", "read/write all" },
	{ "Read and write all", "Read and write all" },
	{ "org-wide access", "org-wide" },
	{ "Organisation-wide read access", "Organisation-wide" },
	{ "unrestricted API key", "unrestricted" },
	{ "Needs **admin** permissions", "admin" },
	{ "- read tickets\n- admin", "admin" },
	{ "Not only read scopes but admin", "admin" },
	{ "No setup is needed. Admin rights are.", "Admin" },
	{ "Does not store data, the admin role is required", "admin" },
	{ "Read-only is not enough, admin rights are required", "admin" },
	{ "No scopes other than admin", "admin" },
	{ "Does not work without full access", "full access" },
	{ "Does not need OAuth; an API key with full access does", "full access" },
	{ "full_access", "full_access" },
	{ "Kr\xC3\xA4ver administrat\xC3\xB6rsbeh\xC3\xB6righet", "administrat\xC3\xB6rsbeh\xC3\xB6righet" },
	{ "Fullst\xC3\xA4ndig \xC3\xA5tkomst till kontot", "Fullst\xC3\xA4ndig \xC3\xA5tkomst" },
	{ "Alla beh\xC3\xB6righeter", "Alla beh\xC3\xB6righeter" },
	{ "Ben\xC3\xB6tigt Administratorrechte", "Administratorrechte" },
	{ "Vollzugriff auf das Konto", "Vollzugriff" },
	{ "Alle Berechtigungen", "Alle Berechtigungen" },
};

static const char *const NOT_BROAD[] = {
	"",
	"tickets:read",
	"tickets:read and tickets:write",
	"no admin scope",
	"No admin scope is needed",
	"does not need administrator rights",
	"doesn't need administrator rights",
	"doesn\xE2\x80\x99t require admin",
	"not admin",
	"Not an admin",
	"without full access",
	"never give it owner rights",
	"Never use an owner, admin or root account",
	"no owner, admin or root rights are needed",
	"Neither admin nor owner rights",
	"a non-admin user",
	"Admin rights are not required",
	"Administrator access isn't needed",
	"Full access is unnecessary",
	"A restricted key rather than full access",
	"Use a scoped token instead of full access",
	"tickets:read, no write, no admin",
	"Avoid superuser tokens",
	"Read tickets\n\nIt must not be given admin rights",
	"It does not need\nadministrator rights",
	"Create a token in Admin Center > Apps and integrations",
	"Open the admin console and create a key with tickets:read",
	"Ask your admin for a key that reads tickets",
	"An administrator must approve the app. Scopes: tickets:read",
	"The key is made by an admin; it reads tickets only",
	"reads the owner id of a deal",
	"ticket owner",
	"files below the root folder",
	"See https://desk.invalid/admin/keys for keys",
	"crm.objects.owners.read",
	"administration of nothing",
	"rooted in the tickets scope",
	"read all tickets",
	"* tickets:read\n* users:read",
	"**tickets:read**",
	"Inga administrat\xC3\xB6rsr\xC3\xA4ttigheter",
	"Administrat\xC3\xB6rsbeh\xC3\xB6righet beh\xC3\xB6vs inte",
	"utan full \xC3\xA5tkomst",
	"keine Administratorrechte",
	"Vollzugriff ist nicht erforderlich",
	"ohne Vollzugriff",
	"\xff\xfe admi\xffn",
};

static const struct {
	const char *text, *evidence;
} WRITES[] = {
	{ "write", "write" },
	{ "read/write", "read/write" },
	{ "Write access to tickets", "Write" },
	{ "tickets:write", "tickets:write" },
	{ "Mail.ReadWrite", "Mail.ReadWrite" },
	{ "contacts.create", "contacts.create" },
	{ "tickets:manage", "tickets:manage" },
	{ "issues_delete", "issues_delete" },
	{ "May modify contacts", "modify" },
	{ "Delete tickets", "Delete" },
	{ "Read tickets and create comments", "create" },
	{ "manage users", "manage" },
	{ "Create an API token that may delete tickets", "delete" },
	{ "Scopes: *", "*" },
	{ "Not only read but write", "write" },
	{ "write to all projects", "write" },
	{ "skrivbeh\xC3\xB6righet", "skrivbeh\xC3\xB6righet" },
	{ "F\xC3\xA5r skapa \xC3\xA4renden", "skapa" },
	{ "Schreibzugriff auf Tickets", "Schreibzugriff" },
	{ "Tickets l\xC3\xB6schen", "l\xC3\xB6schen" },
};

static const char *const NO_WRITES[] = {
	"",
	"tickets:read",
	"Read access to tickets",
	"read-only",
	"Read only, no write access",
	"does not need write access",
	"without write permission",
	"Never grant write or delete scopes",
	"Write access is not required",
	"Create an API token with read access",
	"Create a key in the settings",
	"Delete the old token afterwards",
	"Manage the integration under Apps",
	"Add the app, then read tickets",
	"Write down the key",
	"Write to support for a key",
	"rewritten texts",
	"typewriter",
	"updates_read",
	"the creation date",
	"ingen skrivbeh\xC3\xB6righet",
	"Schreibzugriff wird nicht ben\xC3\xB6tigt",
	"kein Schreibzugriff",
};

static const char *const RETRIES[] = {
	"Safe to retry.", "This is not idempotent", "Idempotent.", "idempotent", "Retrying creates a duplicate", "Do not retry.",
	"A retry sends it twice", "Retries are safe", "May be retried", "Calling it twice sends two messages",
	"Can be called again", "Repeated calls create further tickets", "Pass idempotency_key to avoid duplicates",
	"Calling this again creates duplicate tickets", "at most once", "The upstream deduplicates by id", "Safe to repeat",
	"Kan upprepas utan risk", "Skapar en dubblett om den anropas igen", "Nicht idempotent", "Kann wiederholt werden",
	"Erneuter Aufruf legt ein zweites Ticket an", NULL
};
static const char *const NO_RETRIES[] = {
	"", "Creates a ticket", "Retrieves a ticket", "retrieve", "the entry of a country", "in the pantry", "sentry reports",
	"Merges duplicate tickets", "Finds duplicates of a contact", "Marks the ticket as duplicate", "Sends one message",
	"try it", "The retro board", "Runs once a day", "twice the amount", "identity", "dupe", "poetry", "carpentry",
	"Returns the second page", "again and again", NULL
};
/* clang-format on */

START_TEST(broad_permissions)
{
	for (gsize i = 0; i < G_N_ELEMENTS(BROAD); i++) {
		g_autofree char *evidence = NULL;
		ck_assert_msg(words_broad_permission(BROAD[i].text, &evidence), "%s", BROAD[i].text);
		ck_assert_msg(strcmp(evidence, BROAD[i].evidence) == 0, "%s: %s", BROAD[i].text, evidence);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(NOT_BROAD); i++) {
		g_autofree char *evidence = NULL;
		gboolean broad = words_broad_permission(NOT_BROAD[i], &evidence);
		ck_assert_msg(!broad && evidence == NULL, "%s: %s", NOT_BROAD[i], evidence);
	}
}
END_TEST

START_TEST(write_permissions)
{
	for (gsize i = 0; i < G_N_ELEMENTS(WRITES); i++) {
		g_autofree char *evidence = NULL;
		ck_assert_msg(words_write_permission(WRITES[i].text, &evidence), "%s", WRITES[i].text);
		ck_assert_msg(strcmp(evidence, WRITES[i].evidence) == 0, "%s: %s", WRITES[i].text, evidence);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(NO_WRITES); i++) {
		g_autofree char *evidence = NULL;
		ck_assert_msg(!words_write_permission(NO_WRITES[i], &evidence), "%s: %s", NO_WRITES[i],
			      evidence);
	}
}
END_TEST

START_TEST(retries)
{
	all_are(words_retry_said, RETRIES);
	none_are(words_retry_said, NO_RETRIES);
}
END_TEST

START_TEST(bears_hostile_texts)
{
	static const char bytes[] = "a*.:-_/'\n ,;!\xC3\xB6\xff#0";
	g_autoptr(GString) text = g_string_new(NULL);
	guint32 state = 1;
	for (guint round = 0; round < 300; round++) {
		g_string_truncate(text, 0);
		for (guint i = 0; i < 200; i++) {
			state = state * 1664525u + 1013904223u;
			g_string_append_c(text, bytes[(state >> 16) % (sizeof bytes - 1)]);
		}
		words_broad_permission(text->str, NULL);
		words_write_permission(text->str, NULL);
		words_retry_said(text->str);
	}
	g_autoptr(GString) endless = g_string_new(NULL);
	for (guint i = 0; i < 100000; i++)
		g_string_append(endless, "no read ");
	g_string_append(endless, ". admin");
	ck_assert(!words_broad_permission(endless->str, NULL));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = { broad_permissions, write_permissions, retries, bears_hostile_texts,
				       NULL };
	return suite_run("audit/words_text", tests);
}
