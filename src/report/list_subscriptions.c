/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "base/json.h"
#include "report/cells.h"
#include "report/format.h"

enum column_number { SIGN, TRIGGER, ID, CONNECTION, CALLBACK, VERDICT, OPTIONS, SECRETS_RETURNED, N_COLUMNS };

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[TRIGGER] = { "trigger", N_("trigger"), TEXT_LEFT, 10, 1, FALSE, FALSE },
	[ID] = { "subscription", N_("subscription"), TEXT_LEFT, 13, 0, TRUE, FALSE },
	[CONNECTION] = { "connection", N_("connection"), TEXT_LEFT, 13, 0, TRUE, FALSE },
	[CALLBACK] = { "callback", N_("callback"), TEXT_LEFT, 12, 2, FALSE, FALSE },
	[VERDICT] = { "verdict", N_("verdict"), TEXT_LEFT, 4, 2, FALSE, FALSE },
	[OPTIONS] = { "options", N_("options"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[SECRETS_RETURNED] = { "secrets_returned", N_("secrets returned"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static const struct {
	const char *sign, *ascii;
	Tone tone;
} signs[] = {
	[CALLBACK_OK] = { "●", "o", TONE_GOOD },
	[CALLBACK_LOOK] = { "▲", "!", TONE_LOOK },
	[CALLBACK_BAD] = { "✕", "x", TONE_BAD },
};

static void subscription_at(const struct listing *listing, guint row, Subscription *subscription)
{
	const SubscriptionList *list = listing->data;
	subscriptions_row(list->rows, row, subscription);
}

static const char *verdict_of(const struct listing *listing, const Subscription *row, CallbackTone *tone)
{
	const SubscriptionList *list = listing->data;
	*tone = CALLBACK_OK;
	if (list->target == NULL)
		return "";
	gboolean known = list->server == NULL || row->trigger == NULL ||
			 server_trigger(list->server, row->trigger) != NULL;
	const GPtrArray *hosts = list->target->callback_hosts;
	if (hosts != NULL && hosts->len == 0)
		hosts = NULL;
	return callback_verdict(row->callback, hosts, list->target->engine, list->target->url, known, tone);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	Subscription row;
	CallbackTone tone;
	subscription_at(listing, number, &row);
	switch ((enum column_number)column) {
	case SIGN:
		verdict_of(listing, &row, &tone);
		g_string_append(out, look == LOOK_UTF8 ? signs[tone].sign : signs[tone].ascii);
		return signs[tone].tone;
	case TRIGGER:
		cell_text(out, row.trigger, look);
		break;
	case ID:
		cell_text(out, row.id, look);
		break;
	case CONNECTION:
		cell_text(out, row.connection, look);
		break;
	case CALLBACK:
		cell_text(out, row.callback, look);
		break;
	case VERDICT:
		cell_text(out, verdict_of(listing, &row, &tone), look);
		return tone == CALLBACK_OK ? TONE_DIM : signs[tone].tone;
	case OPTIONS:
		cell_text(out, row.options, look);
		break;
	case SECRETS_RETURNED:
		g_string_append(out, cell_yes_no(row.secrets_returned));
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

/* Made by hand and not through a tree: a listing of 100,000 rows is written in the time that reading them
 * took. */
static void write_json(const struct listing *listing, guint number, const char *server, GString *out)
{
	Subscription row;
	subscription_at(listing, number, &row);
	g_string_append(out, "{\"callback\":");
	report_append_json_string(out, row.callback);
	g_string_append(out, ",\"connection\":");
	report_append_json_string(out, row.connection);
	g_string_append(out, ",\"id\":");
	report_append_json_string(out, row.id);
	g_string_append(out, ",\"options\":");
	report_append_json_text(out, row.options, strlen(row.options));
	g_string_append(out,
			row.secrets_returned ? ",\"secrets_returned\":true" : ",\"secrets_returned\":false");
	if (server != NULL) {
		g_string_append(out, ",\"server\":");
		report_append_json_string(out, server);
	}
	g_string_append(out, ",\"trigger\":");
	report_append_json_string(out, row.trigger);
	g_string_append_c(out, '}');
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint look_here = 0, bad = 0, secrets = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		Subscription row;
		CallbackTone tone;
		subscription_at(listing, i, &row);
		verdict_of(listing, &row, &tone);
		look_here += tone == CALLBACK_LOOK;
		bad += tone == CALLBACK_BAD;
		secrets += row.secrets_returned;
	}
	g_string_append_printf(out, ngettext("%u subscription", "%u subscriptions", listing->n_rows),
			       listing->n_rows);
	if (look_here > 0)
		cell_part(out, look, ngettext("%u warning", "%u warnings", look_here), look_here);
	if (bad > 0)
		cell_part(out, look, _("%u unusable"), bad);
	if (secrets > 0)
		cell_part(out, look, _("%u came with secrets"), secrets);
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	Subscription row;
	CallbackTone tone;
	subscription_at(listing, number, &row);
	detail_add(lines, _("subscription"), TONE_ACCENT, "%s", row.id);
	detail_add_text(lines, _("trigger"), row.trigger);
	detail_add_text(lines, _("connection"), row.connection);
	detail_add_text(lines, _("callback"), row.callback);
	const char *verdict = verdict_of(listing, &row, &tone);
	detail_add(lines, _("verdict"), signs[tone].tone, "%s %s",
		   look == LOOK_UTF8 ? signs[tone].sign : signs[tone].ascii, verdict);
	if (row.secrets_returned)
		detail_add(lines, _("secrets"), TONE_LOOK, "%s",
			   _("the server returned this subscription's secrets: they were dropped"));
	json_t *options = weir_json_read(row.options, strlen(row.options), NULL, NULL, NULL);
	detail_add_json(lines, _("options"), options);
	json_decref(options);
}

const struct listing_kind listing_subscriptions = {
	.name = "subscriptions",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.write_json = write_json,
	.summary = summary,
	.detail = detail,
};
