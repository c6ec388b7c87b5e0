/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <inttypes.h>

#include "base/when.h"
#include "report/cells.h"

enum column_number {
	SIGN,
	SECRET,
	SERVER,
	CONNECTION,
	KIND,
	STAGE,
	AGE,
	DUE,
	LAST_FOUR,
	USED_BY,
	ROTATED,
	REFERENCE,
	N_COLUMNS
};

static const struct column columns[N_COLUMNS] = {
	[SIGN] = { NULL, "", TEXT_LEFT, 1, 0, FALSE, FALSE },
	[SECRET] = { "secret", N_("secret"), TEXT_LEFT, 10, 1, FALSE, FALSE },
	[SERVER] = { "server", N_("server"), TEXT_LEFT, 8, 1, FALSE, FALSE },
	[CONNECTION] = { "connection", N_("connection"), TEXT_LEFT, 8, 0, TRUE, FALSE },
	[KIND] = { "kind", N_("kind"), TEXT_LEFT, 7, 0, FALSE, FALSE },
	[STAGE] = { "stage", N_("stage"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[AGE] = { "age", N_("age"), TEXT_RIGHT, 5, 0, FALSE, FALSE },
	[DUE] = { "due", N_("due"), TEXT_LEFT, 8, 0, FALSE, FALSE },
	[LAST_FOUR] = { "last_four", N_("last four"), TEXT_LEFT, 5, 0, FALSE, FALSE },
	[USED_BY] = { "used_by", N_("used by"), TEXT_LEFT, 8, 2, FALSE, FALSE },
	[ROTATED] = { "rotated", N_("rotated"), TEXT_LEFT, 12, 2, FALSE, FALSE },
	[REFERENCE] = { "reference", N_("reference"), TEXT_LEFT, 8, 0, FALSE, TRUE },
};

SecretRow *secret_row_new(const char *server, const char *connection, const char *name, SecretKind kind)
{
	SecretRow *row = g_new0(SecretRow, 1);
	row->server = g_strdup(server);
	row->connection = g_strdup(connection);
	row->name = g_strdup(name);
	row->kind = kind;
	return row;
}

void secret_row_free(SecretRow *row)
{
	if (row == NULL)
		return;
	g_free(row->server);
	g_free(row->connection);
	g_free(row->name);
	g_free(row->used_by);
	g_free(row->last_four);
	g_free(row->fingerprint);
	g_free(row);
}

gboolean secret_row_is_overdue(const SecretRow *row)
{
	return row->compromised > 0 || (row->due > 0 && row->due < row->now);
}

static const SecretRow *row_at(const struct listing *listing, guint row)
{
	const GPtrArray *rows = listing->data;
	return g_ptr_array_index(rows, row);
}

static gboolean has(const SecretRow *row, SecretStage stage)
{
	return row->stages[stage].items > 0;
}

/* The value that counts: the current one, or what there is. */
static const SecretStageRow *counts(const SecretRow *row)
{
	static const SecretStage order[] = { SECRET_STAGE_CURRENT, SECRET_STAGE_PENDING,
					     SECRET_STAGE_PREVIOUS };
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		if (has(row, order[i]))
			return &row->stages[order[i]];
	return &row->stages[SECRET_STAGE_CURRENT];
}

static gboolean needs_a_look(const SecretRow *row)
{
	return has(row, SECRET_STAGE_PENDING) || !has(row, SECRET_STAGE_CURRENT) ||
	       row->stages[SECRET_STAGE_CURRENT].items > 1 ||
	       (row->grace_ends > 0 && row->grace_ends < row->now);
}

static Tone sign_cell(const SecretRow *row, ListingLook look, GString *out)
{
	gboolean utf8 = look == LOOK_UTF8;
	if (secret_row_is_overdue(row)) {
		g_string_append(out, utf8 ? "▲" : "!");
		return TONE_BAD;
	}
	if (needs_a_look(row)) {
		g_string_append(out, utf8 ? "◆" : "*");
		return TONE_LOOK;
	}
	g_string_append(out, utf8 ? "●" : "o");
	return TONE_GOOD;
}

static Tone stage_cell(const SecretRow *row, ListingLook look, GString *out)
{
	static const SecretStage order[] = { SECRET_STAGE_CURRENT, SECRET_STAGE_PENDING,
					     SECRET_STAGE_PREVIOUS };
	static const char *const words[N_SECRET_STAGES] = { [SECRET_STAGE_PENDING] = N_("PENDING"),
							    [SECRET_STAGE_CURRENT] = N_("current"),
							    [SECRET_STAGE_PREVIOUS] = N_("previous") };
	const char *joint = look == LOOK_UTF8 ? " · " : look == LOOK_CODES ? " " : ", ";
	gsize before = out->len;
	for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
		if (has(row, order[i]))
			g_string_append_printf(out, "%s%s", out->len > before ? joint : "",
					       look == LOOK_CODES ? secret_stage_name(order[i])
								  : cell_word(words[order[i]], look));
	if (row->grace_ends > row->now && look != LOOK_CODES)
		g_string_append_printf(out, " (%s)", cell_word(N_("grace"), look));
	return has(row, SECRET_STAGE_PENDING) ? TONE_LOOK : TONE_PLAIN;
}

static void age_cell(const SecretRow *row, ListingLook look, GString *out)
{
	gint64 created = counts(row)->created, days = (row->now - created) / G_TIME_SPAN_DAY;
	if (created <= 0)
		return;
	g_string_append_printf(out, look == LOOK_CODES ? "%" PRId64 : _("%" PRId64 " d"), MAX(days, 0));
}

static Tone due_cell(const SecretRow *row, ListingLook look, GString *out)
{
	g_autofree char *when = NULL;
	if (row->compromised > 0)
		g_string_append(out, cell_word(N_("compromised"), look));
	else if (row->due > 0 && row->due < row->now && look != LOOK_CODES)
		g_string_append(out, cell_word(N_("overdue"), look));
	else if (row->due > 0)
		when = look == LOOK_CODES ? when_rfc3339(row->due) : when_relative(row->due, row->now);
	if (when != NULL)
		g_string_append(out, when);
	return secret_row_is_overdue(row) ? TONE_BAD : TONE_DIM;
}

static void rotated_cell(const SecretRow *row, ListingLook look, GString *out)
{
	g_autofree char *when = NULL;
	if (row->rotated > 0)
		when = look == LOOK_CODES ? when_rfc3339(row->rotated)
					  : when_relative(row->rotated, row->now);
	g_string_append(out, when != NULL ? when : "");
}

static void append_reference(const SecretRow *row, GString *out)
{
	g_string_append_printf(out, "keyring:%s%s%s%s%s", row->server, *row->server != '\0' ? "/" : "",
			       row->connection, *row->connection != '\0' ? "/" : "", row->name);
}

static Tone cell(const struct listing *listing, guint number, guint column, ListingLook look, GString *out)
{
	const SecretRow *row = row_at(listing, number);
	switch ((enum column_number)column) {
	case SIGN:
		return sign_cell(row, look, out);
	case SECRET:
		cell_text(out, row->name, look);
		break;
	case SERVER:
		cell_text(out, row->server, look);
		break;
	case CONNECTION:
		cell_text(out, row->connection, look);
		return TONE_DIM;
	case KIND:
		g_string_append(out, secret_kind_name(row->kind));
		return TONE_DIM;
	case STAGE:
		return stage_cell(row, look, out);
	case AGE:
		age_cell(row, look, out);
		return TONE_DIM;
	case DUE:
		return due_cell(row, look, out);
	case LAST_FOUR:
		cell_text(out, row->last_four, look);
		return TONE_DIM;
	case ROTATED:
		rotated_cell(row, look, out);
		return TONE_DIM;
	case USED_BY:
		cell_text(out, row->used_by, look);
		return TONE_DIM;
	case REFERENCE:
		append_reference(row, out);
		break;
	case N_COLUMNS:
		break;
	}
	return TONE_PLAIN;
}

/* ---- JSON ---- */

static void set_time(json_t *object, const char *member, gint64 time)
{
	g_autofree char *text = time > 0 ? when_rfc3339(time) : NULL;
	json_set_text(object, member, text);
}

static void set_name(json_t *object, const char *member, const char *text)
{
	json_set_text(object, member, *text != '\0' ? text : NULL);
}

static json_t *stages_json(const SecretRow *row)
{
	json_t *stages = json_object();
	for (int i = 0; i < N_SECRET_STAGES; i++) {
		if (!has(row, (SecretStage)i))
			continue;
		json_t *stage = json_object();
		json_object_set_new(stage, "version", json_integer((json_int_t)row->stages[i].version));
		json_object_set_new(stage, "items", json_integer(row->stages[i].items));
		set_time(stage, "created", row->stages[i].created);
		json_object_set_new(stages, secret_stage_name((SecretStage)i), stage);
	}
	return stages;
}

static json_t *row_json(const struct listing *listing, guint number)
{
	const SecretRow *row = row_at(listing, number);
	json_t *object = json_object();
	json_set_text(object, "secret", row->name);
	set_name(object, "server", row->server);
	set_name(object, "connection", row->connection);
	json_object_set_new(object, "kind", json_string(secret_kind_name(row->kind)));
	json_object_set_new(object, "stages", stages_json(row));
	json_object_set_new(object, "max_age_seconds", json_integer((json_int_t)row->age));
	set_time(object, "due", row->due);
	json_object_set_new(object, "overdue", json_boolean(secret_row_is_overdue(row)));
	set_time(object, "compromised", row->compromised);
	set_time(object, "grace_ends", row->grace_ends);
	set_time(object, "rotated", row->rotated);
	json_object_set_new(object, "locked", json_boolean(row->locked));
	json_set_text(object, "used_by", row->used_by);
	if (row->fingerprint == NULL && row->last_four == NULL)
		return object;
	json_set_text(object, "last_four", row->last_four);
	json_set_text(object, "fingerprint", row->fingerprint);
	json_object_set_new(object, "fingerprint_lasts", json_boolean(row->fingerprint_lasts));
	json_object_set_new(object, "length", json_integer((json_int_t)row->length));
	return object;
}

static void summary(const struct listing *listing, ListingLook look, GString *out)
{
	guint overdue = 0, pending = 0;
	for (guint i = 0; i < listing->n_rows; i++) {
		const SecretRow *row = row_at(listing, i);
		overdue += secret_row_is_overdue(row);
		pending += has(row, SECRET_STAGE_PENDING);
	}
	g_string_append_printf(out, ngettext("%u secret", "%u secrets", listing->n_rows), listing->n_rows);
	if (overdue > 0)
		cell_part(out, look, _("%u overdue"), overdue);
	if (pending > 0)
		cell_part(out, look, _("%u pending"), pending);
}

/* ---- one of them ---- */

static void add_stage(const SecretRow *row, SecretStage stage, GPtrArray *lines)
{
	const SecretStageRow *one = &row->stages[stage];
	g_autofree char *created = one->created > 0 ? when_rfc3339(one->created) : g_strdup("?");
	if (one->items == 0)
		return;
	detail_add(lines, secret_stage_name(stage), TONE_PLAIN, _("version %" PRIu64 ", made %s"),
		   one->version, created);
	if (one->items > 1)
		detail_add(lines, NULL, TONE_LOOK, _("and %u older ones of this stage"), one->items - 1);
}

static void add_due(const SecretRow *row, GPtrArray *lines)
{
	g_autofree char *due = row->due > 0 ? when_rfc3339(row->due) : NULL;
	g_autofree char *ends = row->grace_ends > 0 ? when_rfc3339(row->grace_ends) : NULL;
	g_autofree char *since = row->compromised > 0 ? when_rfc3339(row->compromised) : NULL;
	g_autofree char *rotated = row->rotated > 0 ? when_rfc3339(row->rotated) : NULL;
	gboolean over = ends != NULL && row->grace_ends < row->now;
	if (since != NULL)
		detail_add(lines, _("compromised"), TONE_BAD, _("since %s: replace it now"), since);
	if (due != NULL)
		detail_add(lines, _("due"), secret_row_is_overdue(row) ? TONE_BAD : TONE_PLAIN, "%s", due);
	if (ends != NULL)
		detail_add(lines, _("grace"), over ? TONE_LOOK : TONE_PLAIN,
			   over ? _("over since %s: the previous value can go") : _("until %s"), ends);
	if (rotated != NULL)
		detail_add(lines, _("rotated"), TONE_PLAIN, "%s", rotated);
}

static void add_value(const SecretRow *row, GPtrArray *lines)
{
	if (row->fingerprint == NULL)
		return;
	detail_add(lines, _("length"), TONE_PLAIN, "%zu", row->length);
	detail_add(lines, _("last four"), TONE_PLAIN, "%s",
		   row->last_four != NULL ? row->last_four : _("not shown of a value this short"));
	detail_add(lines, _("fingerprint"), TONE_PLAIN, "%s", row->fingerprint);
	if (!row->fingerprint_lasts)
		detail_add(lines, NULL, TONE_DIM, "%s",
			   _("(of this run only: its key is not in the keyring)"));
}

static void detail(const struct listing *listing, guint number, ListingLook look, GPtrArray *lines)
{
	const SecretRow *row = row_at(listing, number);
	detail_add(lines, _("secret"), TONE_ACCENT, "%s", row->name);
	if (*row->server != '\0')
		detail_add(lines, _("server"), TONE_PLAIN, "%s", row->server);
	if (*row->connection != '\0')
		detail_add(lines, _("connection"), TONE_PLAIN, "%s", row->connection);
	detail_add(lines, _("kind"), TONE_PLAIN, "%s", secret_kind_name(row->kind));
	g_autoptr(GString) reference = g_string_new(NULL);
	append_reference(row, reference);
	detail_add(lines, _("reference"), TONE_PLAIN, "%s", reference->str);
	add_stage(row, SECRET_STAGE_CURRENT, lines);
	add_stage(row, SECRET_STAGE_PENDING, lines);
	add_stage(row, SECRET_STAGE_PREVIOUS, lines);
	add_due(row, lines);
	add_value(row, lines);
	detail_add_text(lines, _("used by"), row->used_by);
}

const struct listing_kind listing_secrets = {
	.name = "secrets",
	.columns = columns,
	.n_columns = N_COLUMNS,
	.cell = cell,
	.json = row_json,
	.summary = summary,
	.detail = detail,
};
