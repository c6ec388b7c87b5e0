/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "base/when.h"
#include "report/cells.h"

enum column_number {
	SIGN,
	ID,
	STARTED,
	LEVEL,
	SCORE,
	GRADE,
	WORST,
	FAILS,
	UNKNOWNS,
	PASSES,
	NEW,
	FIXED,
	STATE,
	N_COLUMNS
};

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[ID] = { "audit", N_("audit"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[STARTED] = { "started", N_("started"), TEXT_LEFT, 20, 0, FALSE, FALSE },
	[LEVEL] = { "level", N_("level"), TEXT_LEFT, 5, 0, FALSE, FALSE },
	[SCORE] = { "score", N_("score"), TEXT_RIGHT, 5, 0, FALSE, FALSE },
	[GRADE] = { "grade", N_("grade"), TEXT_LEFT, 5, 0, FALSE, FALSE },
	[WORST] = { "worst", N_("worst"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[FAILS] = { "fails", N_("fail"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[UNKNOWNS] = { "unknowns", N_("unknown"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[PASSES] = { "passes", N_("pass"), TEXT_RIGHT, 4, 0, FALSE, FALSE },
	[NEW] = { "new", N_("new"), TEXT_RIGHT, 3, 0, FALSE, FALSE },
	[FIXED] = { "fixed", N_("fixed"), TEXT_RIGHT, 3, 0, FALSE, FALSE },
	[STATE] = { "complete", N_("complete"), TEXT_LEFT, 0, 0, FALSE, TRUE },
};

AuditRow *audit_row_new(gint64 id, gint64 started)
{
	AuditRow *row = g_new0(AuditRow, 1);
	row->id = id;
	row->started = started;
	return row;
}

static void change_free(gpointer memory)
{
	AuditChange *change = memory;
	g_free(change->check);
	g_free(change->severity);
	g_free(change->where);
	g_free(change);
}

void audit_row_free(AuditRow *row)
{
	if (row == NULL)
		return;
	g_free(row->level);
	g_free(row->profile);
	g_free(row->worst);
	g_clear_pointer(&row->changes, g_ptr_array_unref);
	g_free(row);
}

void audit_row_change(AuditRow *row, gboolean fixed, const char *check, const char *severity,
		      const char *where)
{
	AuditChange *change = g_new(AuditChange, 1);
	*change = (AuditChange){ fixed, g_strdup(check), g_strdup(severity), g_strdup(where) };
	if (row->changes == NULL)
		row->changes = g_ptr_array_new_with_free_func(change_free);
	g_ptr_array_add(row->changes, change);
}

static const AuditRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static guint count(const AuditRow *row, gboolean fixed)
{
	guint number = 0;
	for (guint i = 0; row->changes != NULL && i < row->changes->len; i++)
		number += ((const AuditChange *)row->changes->pdata[i])->fixed == fixed;
	return number;
}

static Tone sign(const AuditRow *row, ListingLook look, GString *out)
{
	const char *utf8 = !row->complete ? "!" : row->fails > 0 ? "✕" : "✓";
	const char *ascii = !row->complete ? "!" : row->fails > 0 ? "x" : "o";
	g_string_append(out, look == LOOK_UTF8 ? utf8 : ascii);
	return !row->complete ? TONE_LOOK : row->fails > 0 ? TONE_BAD : TONE_GOOD;
}

static void number(GString *out, gboolean known, int value)
{
	if (known)
		g_string_append_printf(out, "%d", value);
	else
		g_string_append_c(out, '-');
}

static Tone cell(const struct listing *listing, guint index, guint column, ListingLook look, GString *out)
{
	const AuditRow *row = row_at(listing, index);
	g_autofree char *started = when_rfc3339(row->started);
	switch ((enum column_number)column) {
	case SIGN:
		return sign(row, look, out);
	case ID:
		g_string_append_printf(out, "%" PRId64, row->id);
		return TONE_DIM;
	case STARTED:
		g_string_append(out, started);
		break;
	case LEVEL:
		cell_text(out, row->level, look);
		return TONE_DIM;
	case SCORE:
		number(out, row->score >= 0, row->score);
		break;
	case GRADE:
		g_string_append_c(out, row->grade != 0 ? row->grade : '-');
		return row->grade == 'F' ? TONE_BAD : TONE_PLAIN;
	case WORST:
		cell_text(out, row->worst[0] != '\0' ? row->worst : "-", look);
		break;
	case FAILS:
		number(out, TRUE, row->fails);
		break;
	case UNKNOWNS:
		number(out, TRUE, row->unknowns);
		break;
	case PASSES:
		number(out, TRUE, row->passes);
		break;
	case NEW:
		number(out, row->compared, (int)count(row, FALSE));
		return count(row, FALSE) > 0 ? TONE_LOOK : TONE_DIM;
	case FIXED:
		number(out, row->compared, (int)count(row, TRUE));
		return count(row, TRUE) > 0 ? TONE_GOOD : TONE_DIM;
	case STATE:
		g_string_append(out, cell_yes_no(row->complete));
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

static json_t *changes_json(const AuditRow *row)
{
	json_t *list = json_array();
	for (guint i = 0; row->changes != NULL && i < row->changes->len; i++) {
		const AuditChange *change = row->changes->pdata[i];
		json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "change",
						      change->fixed ? "fixed" : "new", "check", change->check,
						      "severity", change->severity, "where", change->where));
	}
	return list;
}

static json_t *row_json(const struct listing *listing, guint index)
{
	const AuditRow *row = row_at(listing, index);
	g_autofree char *started = when_rfc3339(row->started);
	const char grade[2] = { row->grade, '\0' };
	json_t *object = json_object();
	json_object_set_new(object, "audit", json_integer(row->id));
	json_set_text(object, "started", started);
	json_set_text(object, "level", row->level);
	json_set_text(object, "profile", row->profile);
	json_object_set_new(object, "score", row->score >= 0 ? json_integer(row->score) : json_null());
	json_object_set_new(object, "grade", row->grade != 0 ? json_string(grade) : json_null());
	json_set_text(object, "worst", row->worst[0] != '\0' ? row->worst : NULL);
	json_object_set_new(object, "complete", json_boolean(row->complete));
	json_object_set_new(object, "fails", json_integer(row->fails));
	json_object_set_new(object, "passes", json_integer(row->passes));
	json_object_set_new(object, "unknowns", json_integer(row->unknowns));
	json_object_set_new(object, "suppressed", json_integer(row->suppressed));
	json_object_set_new(object, "changes", row->compared ? changes_json(row) : json_null());
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	g_string_append_printf(out, ngettext("%u audit", "%u audits", listing->n_rows), listing->n_rows);
}

static void detail(const struct listing *listing, guint index, ListingLook look, GPtrArray *lines)
{
	const AuditRow *row = row_at(listing, index);
	g_autofree char *started = when_rfc3339(row->started);
	detail_add(lines, _("audit"), TONE_PLAIN, "%" PRId64, row->id);
	detail_add(lines, _("started"), TONE_PLAIN, "%s", started);
	detail_add(lines, _("level"), TONE_PLAIN, "%s%s%s", row->level, row->profile[0] != '\0' ? ", " : "",
		   row->profile);
	if (row->score >= 0)
		detail_add(lines, _("score"), TONE_PLAIN, _("%d, grade %c"), row->score, row->grade);
	else
		detail_add(lines, _("score"), TONE_LOOK, _("none: it was incomplete"));
	detail_add(lines, _("checks"), TONE_PLAIN, _("%d pass, %d fail, %d unknown, %d suppressed"),
		   row->passes, row->fails, row->unknowns, row->suppressed);
	if (!row->compared)
		detail_add(lines, _("changes"), TONE_DIM,
			   _("nothing to compare with: it is the first that is kept"));
	else if (row->changes == NULL)
		detail_add(lines, _("changes"), TONE_DIM, _("none since the audit before"));
	for (guint i = 0; row->changes != NULL && i < row->changes->len; i++) {
		const AuditChange *change = row->changes->pdata[i];
		detail_add(lines, i == 0 ? _("changes") : NULL, change->fixed ? TONE_GOOD : TONE_BAD,
			   "%s %s %s %s", change->fixed ? _("fixed") : _("new"), change->severity,
			   change->check, change->where);
	}
}

const struct listing_kind listing_history = {
	.name = "history",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
