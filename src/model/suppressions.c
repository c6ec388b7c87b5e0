/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/suppressions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "model/keyfile.h"

enum { WARN_DAYS = 14 };
#define DAY ((gint64)24 * 3600 * G_USEC_PER_SEC)

const char *const suppression_reasons[] = { "accepted-risk",  "false-positive", "compensating-control",
					    "not-applicable", "test-target",    NULL };

typedef struct {
	char *group, *check, *target, *pointer, *fingerprint;
	Suppression says;
} Row;

struct Suppressions {
	GPtrArray *rows; /* Row * */
};

static void row_free(gpointer memory)
{
	Row *row = memory;
	char *texts[] = { row->group,       row->check,       row->target,    row->pointer,
			  row->fingerprint, row->says.reason, row->says.text, row->says.by };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(row);
}

void suppressions_free(Suppressions *suppressions)
{
	if (suppressions == NULL)
		return;
	g_ptr_array_unref(suppressions->rows);
	g_free(suppressions);
}

/* ---- reading ---- */

struct reading {
	GKeyFile *file;
	const char *path, *group;
	GError **error;
};

static gboolean refuse(const struct reading *reading, const char *what, const char *key)
{
	g_set_error(reading->error, WEIR_ERROR, WEIR_ERROR_CONFIG, "%s: [%s]: %s: %s", reading->path,
		    reading->group, key, what);
	return FALSE;
}

static const struct {
	const char *key;
	gsize offset;
} keys[] = {
	{ "check", G_STRUCT_OFFSET(Row, check) },        { "target", G_STRUCT_OFFSET(Row, target) },
	{ "pointer", G_STRUCT_OFFSET(Row, pointer) },    { "fingerprint", G_STRUCT_OFFSET(Row, fingerprint) },
	{ "reason", G_STRUCT_OFFSET(Row, says.reason) }, { "text", G_STRUCT_OFFSET(Row, says.text) },
	{ "by", G_STRUCT_OFFSET(Row, says.by) },
};

static gboolean take_value(const struct reading *reading, Row *row, const char *key)
{
	g_autofree char *value = g_key_file_get_string(reading->file, reading->group, key, NULL);
	if (value == NULL)
		return refuse(reading, _("the value is no UTF-8 text"), key);
	if (strcmp(key, "until") == 0)
		return date_parse_end(value, &row->says.until) ||
		       refuse(reading, _("a date is written YYYY-MM-DD"), key);
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (strcmp(keys[i].key, key) == 0) {
			char **place = G_STRUCT_MEMBER_P(row, keys[i].offset);
			*place = g_steal_pointer(&value);
			return TRUE;
		}
	return refuse(reading,
		      _("there is no such key; there are: check target pointer fingerprint until reason "
			"text by"),
		      key);
}

static gboolean is_for_ever(const char *reason)
{
	return strcmp(reason, "false-positive") == 0 || strcmp(reason, "not-applicable") == 0;
}

static gboolean row_is_whole(const struct reading *reading, const Row *row,
			     gboolean (*check_exists)(const char *id))
{
	if (row->check == NULL)
		return refuse(reading, _("it is missing: the id of a check, as weir checks lists it"),
			      "check");
	if (check_exists != NULL && !check_exists(row->check))
		return refuse(reading, _("there is no such check; see: weir checks"), "check");
	if (row->says.reason == NULL || !g_strv_contains(suppression_reasons, row->says.reason))
		return refuse(reading,
			      _("a reason is one of: accepted-risk false-positive compensating-control "
				"not-applicable test-target"),
			      "reason");
	if (row->says.text == NULL || row->says.text[0] == '\0')
		return refuse(reading, _("it is missing: say why in a sentence"), "text");
	if (row->says.by == NULL || row->says.by[0] == '\0')
		return refuse(reading, _("it is missing: who accepts it"), "by");
	if (row->says.until == 0 && !is_for_ever(row->says.reason))
		return refuse(reading, _("it is missing: the last day, YYYY-MM-DD"), "until");
	return TRUE;
}

static Row *read_row(const struct reading *reading, gboolean (*check_exists)(const char *id))
{
	g_auto(GStrv) names = g_key_file_get_keys(reading->file, reading->group, NULL, NULL);
	Row *row = g_new0(Row, 1);
	row->group = g_strdup(reading->group);
	for (gsize i = 0; names != NULL && names[i] != NULL; i++)
		if (!take_value(reading, row, names[i])) {
			row_free(row);
			return NULL;
		}
	if (!row_is_whole(reading, row, check_exists)) {
		row_free(row);
		return NULL;
	}
	return row;
}

Suppressions *suppressions_parse(const char *text, gsize length, const char *path,
				 gboolean (*check_exists)(const char *id), GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(Suppressions) suppressions = g_new0(Suppressions, 1);
	g_autoptr(GError) cause = NULL;
	suppressions->rows = g_ptr_array_new_with_free_func(row_free);
	if (text == NULL || length == 0)
		return g_steal_pointer(&suppressions);
	if (!g_key_file_load_from_data(file, text, length, G_KEY_FILE_NONE, &cause)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_CONFIG, "%s: %s", path, cause->message);
		return NULL;
	}
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
	for (gsize i = 0; groups[i] != NULL; i++) {
		struct reading reading = { file, path, groups[i], error };
		Row *row = read_row(&reading, check_exists);
		if (row == NULL)
			return NULL;
		g_ptr_array_add(suppressions->rows, row);
	}
	return g_steal_pointer(&suppressions);
}

/* ---- applying ---- */

static gboolean row_fits(const Row *row, const AuditReport *report, const Finding *finding)
{
	g_autofree char *where = NULL, *place = NULL;
	if (strcmp(row->check, finding->check->id) != 0)
		return FALSE;
	if (row->target != NULL && strcmp(row->target, "*") != 0 &&
	    strcmp(row->target, report->target) != 0 && strcmp(row->target, report->url) != 0)
		return FALSE;
	if (row->fingerprint != NULL && strcmp(row->fingerprint, finding->fingerprint) == 0)
		return TRUE;
	if (row->pointer == NULL)
		return row->fingerprint == NULL;
	where = finding_where(finding);
	place = finding_place(finding); /* as a person reads it in a report */
	return g_strcmp0(row->pointer, finding->pointer) == 0 || strcmp(row->pointer, where) == 0 ||
	       strcmp(row->pointer, place) == 0;
}

static char *day_of(gint64 until)
{
	g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc(until / G_USEC_PER_SEC - 1);
	return g_date_time_format(day, "%Y-%m-%d");
}

static void note_end(AuditReport *report, const Row *row, gint64 now)
{
	if (row->says.until == 0 || row->says.until - now > WARN_DAYS * DAY)
		return;
	g_autofree char *day = day_of(row->says.until);
	g_ptr_array_add(
		report->notes,
		row->says.until <= now
			? g_strdup_printf("the suppression of %s ended on %s: its findings count again",
					  row->check, day)
			: g_strdup_printf("the suppression of %s ends on %s", row->check, day));
}

static void mark(Finding *finding, const Row *row, gint64 now)
{
	Suppression *says = suppression_copy(&row->says);
	says->expired = says->until != 0 && says->until <= now;
	Suppression **place = says->expired ? &finding->suppression_expired : &finding->suppressed;
	suppression_free(*place);
	*place = says;
}

/* One that names this target and a check that was judged, and fits nothing: the finding was mended, or its
 * place has moved and it counts again. */
static void note_idle(AuditReport *report, const Row *row, gboolean judged)
{
	if (!judged || row->target == NULL ||
	    (strcmp(row->target, report->target) != 0 && strcmp(row->target, report->url) != 0))
		return;
	g_ptr_array_add(report->notes, g_strdup_printf("the suppression [%s] of %s fits no failure",
						       row->group, row->check));
}

static void apply_row(const Row *row, AuditReport *report, gint64 now)
{
	gboolean any = FALSE, judged = FALSE;
	for (guint i = 0; i < report->findings->len; i++) {
		Finding *finding = report->findings->pdata[i];
		judged = judged || strcmp(row->check, finding->check->id) == 0;
		if (finding->verdict != VERDICT_FAIL || !row_fits(row, report, finding))
			continue;
		any = TRUE;
		mark(finding, row, now);
	}
	if (any)
		note_end(report, row, now);
	else
		note_idle(report, row, judged);
}

void suppressions_apply(const Suppressions *suppressions, AuditReport *report, gint64 now)
{
	for (guint i = 0; i < suppressions->rows->len; i++)
		apply_row(suppressions->rows->pdata[i], report, now);
}

const Suppression *suppressions_find(const Suppressions *suppressions, const char *check,
				     const char *fingerprint, gint64 now)
{
	for (guint i = 0; suppressions != NULL && i < suppressions->rows->len; i++) {
		const Row *row = suppressions->rows->pdata[i];
		gboolean ended = row->says.until != 0 && row->says.until <= now;
		if (!ended && strcmp(row->check, check) == 0 && g_strcmp0(row->fingerprint, fingerprint) == 0)
			return &row->says;
	}
	return NULL;
}

/* ---- adding ---- */

char *suppressions_add(const char *text, gsize length, const char *target, const Finding *finding,
		       const char *reason, const char *note, const char *by, const char *until,
		       GError **error)
{
	gint64 end;
	g_autofree char *where = finding_where(finding);
	if (!g_strv_contains(suppression_reasons, reason) || note[0] == '\0' || by[0] == '\0') {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("a suppression needs a reason (accepted-risk, false-positive, "
			      "compensating-control, "
			      "not-applicable, test-target), a sentence and a name"));
		return NULL;
	}
	if (until == NULL ? !is_for_ever(reason) : !date_parse_end(until, &end)) {
		g_set_error(error, WEIR_ERROR, WEIR_ERROR_USAGE,
			    _("the last day of a suppression is written YYYY-MM-DD"));
		return NULL;
	}
	GString *out = g_string_new_len(text != NULL ? text : "", (gssize)length);
	keyfile_begin_group(out, text, length, "suppression");
	keyfile_append(out, "check", finding->check->id);
	keyfile_append(out, "target", target);
	keyfile_append(out, "pointer", where);
	keyfile_append(out, "fingerprint", finding->fingerprint);
	keyfile_append(out, "until", until);
	keyfile_append(out, "reason", reason);
	keyfile_append(out, "text", note);
	keyfile_append(out, "by", by);
	return g_string_free(out, FALSE);
}
