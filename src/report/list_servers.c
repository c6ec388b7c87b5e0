/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/when.h"
#include "report/cells.h"

enum column_number {
	SIGN,
	SERVER,
	ENV,
	URL,
	AUTH,
	ACTIONS,
	TRIGGERS,
	TIME,
	LAST_AUDIT,
	GRADE,
	WHY,
	STATE,
	TOKEN,
	ENGINE,
	ENGINE_TOKEN,
	CONNECTIONS,
	N_COLUMNS,
};

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[SERVER] = { "server", N_("server"), TEXT_LEFT, 8, 1, FALSE, FALSE },
	[ENV] = { "env", N_("env"), TEXT_LEFT, 4, 0, FALSE, FALSE },
	[URL] = { "url", N_("url"), TEXT_LEFT, 12, 2, FALSE, FALSE },
	[AUTH] = { "auth", N_("auth"), TEXT_LEFT, 6, 0, FALSE, FALSE },
	[ACTIONS] = { "actions", N_("actions"), TEXT_RIGHT, 3, 0, FALSE, FALSE },
	[TRIGGERS] = { "triggers", N_("triggers"), TEXT_RIGHT, 3, 0, FALSE, FALSE },
	[TIME] = { "time", N_("time"), TEXT_RIGHT, 5, 0, FALSE, FALSE },
	[LAST_AUDIT] = { "last_audit", N_("last audit"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[GRADE] = { "grade", N_("grade"), TEXT_LEFT, 2, 0, FALSE, FALSE },
	[WHY] = { "why", N_("what is wrong"), TEXT_LEFT, 10, 3, FALSE, FALSE },
	[STATE] = { "state", N_("state"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[TOKEN] = { "token", N_("token"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ENGINE] = { "engine", N_("engine"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[ENGINE_TOKEN] = { "engine_token", N_("engine token"), TEXT_LEFT, 0, 0, FALSE, TRUE },
	[CONNECTIONS] = { "connections", N_("connections"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

static const struct {
	const char *name, *sign, *ascii;
	Tone tone;
} states[] = {
	[PROBE_NOT_ASKED] = { "unknown", "·", ".", TONE_DIM },
	[PROBE_LOADING] = { "loading", "…", ".", TONE_DIM },
	[PROBE_UP] = { "up", "●", "o", TONE_GOOD },
	[PROBE_WARNING] = { "warning", "▲", "!", TONE_LOOK },
	[PROBE_DOWN] = { "down", "✕", "x", TONE_BAD },
};

ServerRow *server_row_new(const Target *target)
{
	ServerRow *row = g_new0(ServerRow, 1);
	row->target = target;
	row->actions = row->triggers = row->audit_percent = -1;
	return row;
}

void server_row_free(ServerRow *row)
{
	if (row == NULL)
		return;
	g_free(row->why);
	g_free(row);
}

static const ServerRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

/* The word and its sign: "token ✓", "none !". */
static Tone auth_cell(const ServerRow *row, ListingLook look, GString *out)
{
	gboolean utf8 = look == LOOK_UTF8;
	switch (row->auth) {
	case SEEN_NO_TOKEN:
		g_string_append(out, "none !");
		return TONE_LOOK;
	case SEEN_TOKEN_OK:
		g_string_append(out, utf8 ? "token ✓" : "token ok");
		return TONE_GOOD;
	case SEEN_TOKEN_REFUSED:
		g_string_append(out, utf8 ? "token ✕" : "refused");
		return TONE_BAD;
	case SEEN_UNKNOWN:
		break;
	}
	g_string_append(out, row->target->token != NULL ? "token" : "-");
	return TONE_DIM;
}

static Tone count_cell(int count, GString *out)
{
	if (count < 0)
		g_string_append_c(out, '-');
	else
		g_string_append_printf(out, "%d", count);
	return count < 0 ? TONE_DIM : TONE_PLAIN;
}

static Tone wide_cell(const ServerRow *row, guint column, ListingLook look, GString *out)
{
	const Target *target = row->target;
	switch ((enum column_number)column) {
	case STATE:
		g_string_append(out, states[row->state].name);
		break;
	case TOKEN:
		cell_text(out, target->token, look);
		break;
	case ENGINE:
		cell_text(out, target->engine, look);
		break;
	case ENGINE_TOKEN:
		cell_text(out, target->engine_token, look);
		break;
	case CONNECTIONS:
		for (guint i = 0; target->connections != NULL && i < target->connections->len; i++) {
			if (i > 0)
				g_string_append_c(out, ' ');
			cell_text(out, g_ptr_array_index(target->connections, i), look);
		}
		break;
	default:
		break;
	}
	return TONE_PLAIN;
}

static Tone time_cell(const ServerRow *row, GString *out)
{
	if (row->milliseconds > 0) {
		g_autofree char *text = when_milliseconds(row->milliseconds);
		g_string_append(out, text);
	}
	return TONE_PLAIN;
}

/* Nothing where no audit is known. */
static Tone audit_cell(const ServerRow *row, ListingLook look, GString *out)
{
	if (row->audit_percent >= 0 && look != LOOK_CODES) {
		g_string_append_printf(out, _("now %d %%"), row->audit_percent);
		return TONE_ACCENT;
	}
	if (row->audited == 0)
		return TONE_DIM;
	g_autofree char *text = look == LOOK_CODES ? when_rfc3339(row->audited)
						   : when_relative(row->audited, g_get_real_time());
	g_string_append(out, text);
	return TONE_PLAIN;
}

static Tone grade_cell(const ServerRow *row, ListingLook look, GString *out)
{
	gboolean utf8 = look == LOOK_UTF8;
	if (row->grade == 0) {
		g_string_append(out, row->audited > 0 ? "-" : "");
		return TONE_DIM;
	}
	g_string_append_c(out, row->grade);
	if (row->trend != 0 && look != LOOK_CODES)
		g_string_append(out, row->trend < 0 ? (utf8 ? "▼" : "v") : (utf8 ? "▲" : "^"));
	return row->grade <= 'B' ? TONE_GOOD : row->grade == 'F' ? TONE_BAD : TONE_LOOK;
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const ServerRow *row = row_at(listing, number);
	switch ((enum column_number)column) {
	case SIGN:
		g_string_append(out, look == LOOK_UTF8 ? states[row->state].sign : states[row->state].ascii);
		return states[row->state].tone;
	case SERVER:
		cell_text(out, row->target->alias != NULL ? row->target->alias : "-", look);
		return TONE_PLAIN;
	case ENV:
		g_string_append(out, row->target->env == ENV_PROD ? "prod" : "test");
		return TONE_PLAIN;
	case URL:
		cell_text(out, row->target->url, look);
		return TONE_PLAIN;
	case AUTH:
		return auth_cell(row, look, out);
	case ACTIONS:
		return count_cell(row->actions, out);
	case TRIGGERS:
		return count_cell(row->triggers, out);
	case TIME:
		return time_cell(row, out);
	case LAST_AUDIT:
		return audit_cell(row, look, out);
	case GRADE:
		return grade_cell(row, look, out);
	case WHY:
		cell_text(out, row->why, look);
		return states[row->state].tone;
	default:
		return wide_cell(row, column, look, out);
	}
}

static json_t *count_json(int count)
{
	return count < 0 ? json_null() : json_integer(count);
}

static const char *auth_name(const ServerRow *row)
{
	static const char *const names[] = {
		[SEEN_UNKNOWN] = "unknown",
		[SEEN_NO_TOKEN] = "none",
		[SEEN_TOKEN_OK] = "token",
		[SEEN_TOKEN_REFUSED] = "refused",
	};
	return names[row->auth];
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const ServerRow *row = row_at(listing, number);
	const Target *target = row->target;
	json_t *object = json_object();
	json_set_text(object, "alias", target->alias);
	json_set_text(object, "url", target->url);
	json_set_text(object, "token", target->token);
	json_set_text(object, "engine", target->engine);
	json_set_text(object, "engine_token", target->engine_token);
	json_set_text(object, "env", target->env == ENV_PROD ? "prod" : "test");
	json_set_text(object, "state", states[row->state].name);
	json_set_text(object, "auth", auth_name(row));
	json_set_text(object, "why", row->why);
	json_object_set_new(object, "insecure", json_boolean(target->insecure));
	json_object_set_new(object, "actions", count_json(row->actions));
	json_object_set_new(object, "triggers", count_json(row->triggers));
	json_t *connections = json_array();
	for (guint i = 0; target->connections != NULL && i < target->connections->len; i++)
		json_array_append_new(connections, json_string(g_ptr_array_index(target->connections, i)));
	json_object_set_new(object, "connections", connections);
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint counts[G_N_ELEMENTS(states)] = { 0 };
	for (guint i = 0; i < listing->n_rows; i++)
		counts[row_at(listing, i)->state]++;
	g_string_append_printf(out, ngettext("%u server", "%u servers", listing->n_rows), listing->n_rows);
	if (counts[PROBE_UP] > 0)
		cell_part(out, look, _("%u up"), counts[PROBE_UP]);
	if (counts[PROBE_WARNING] > 0)
		cell_part(out, look, _("%u up with a warning"), counts[PROBE_WARNING]);
	if (counts[PROBE_DOWN] > 0)
		cell_part(out, look, _("%u down"), counts[PROBE_DOWN]);
	if (counts[PROBE_LOADING] > 0)
		cell_part(out, look, _("%u loading"), counts[PROBE_LOADING]);
}

static void detail_list(GPtrArray *lines, const char *label, const GPtrArray *texts)
{
	for (guint i = 0; texts != NULL && i < texts->len; i++)
		detail_add_text(lines, i == 0 ? label : NULL, g_ptr_array_index(texts, i));
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const ServerRow *row = row_at(listing, number);
	const Target *target = row->target;
	detail_add(lines, _("server"), TONE_ACCENT, "%s", target_name(target));
	detail_add(lines, _("state"), states[row->state].tone, "%s %s",
		   look == LOOK_UTF8 ? states[row->state].sign : states[row->state].ascii,
		   states[row->state].name);
	detail_add_text(lines, _("what is wrong"), row->why);
	detail_add_text(lines, _("url"), target->url);
	detail_add(lines, _("env"), TONE_PLAIN, "%s",
		   target->env == ENV_PROD ? _("prod: read-only") : "test");
	detail_add(lines, _("token"), target->token == NULL ? TONE_LOOK : TONE_PLAIN, "%s",
		   target->token != NULL ? target->token : _("none"));
	detail_add_text(lines, _("engine"), target->engine);
	detail_add_text(lines, _("engine token"), target->engine_token);
	detail_list(lines, _("connections"), target->connections);
	detail_list(lines, _("callback hosts"), target->callback_hosts);
	detail_add_text(lines, _("CA certificates"), target->cacert);
	detail_add_text(lines, _("client certificate"), target->cert);
	detail_add_text(lines, _("proxy"), target->proxy);
	if (target->insecure)
		detail_add(lines, _("insecure"), TONE_BAD, "%s", _("certificates are not checked"));
	detail_add(lines, _("limits"), TONE_DIM, _("%d requests at a time, %d s for each, bodies to %zu KiB"),
		   target->parallel, target->timeout_ms / 1000, (size_t)(target->body_cap / 1024));
}

const struct listing_kind listing_servers = {
	.name = "servers",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
