/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/audit_read.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/when.h"

enum { TEXT_BYTES = 16 * 1024, FINGERPRINT_BYTES = 128 };

static const WeirJsonLimits limits = { .bytes = 256 * 1024 * 1024, .depth = 64, .values = 5000000 };

static void free_finding(gpointer memory)
{
	BaselineFinding *finding = memory;
	g_free(finding->check);
	g_free(finding->where);
	g_free(finding->fingerprint);
	g_free(finding);
}

static void free_target(gpointer memory)
{
	BaselineTarget *target = memory;
	g_free(target->target);
	g_ptr_array_unref(target->failures);
	g_free(target);
}

void audit_baseline_free(AuditBaseline *baseline)
{
	if (baseline == NULL)
		return;
	g_ptr_array_unref(baseline->targets);
	g_free(baseline);
}

/* While it is read. */
struct reader {
	const char *name;
	AuditBaseline *baseline;
	GHashTable *by_name; /* target -> BaselineTarget *, borrowed */
	GError **error;
};

static gboolean refuse(const struct reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean refuse(const struct reader *reader, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(reader->error, WEIR_ERROR, WEIR_ERROR_FILE,
		    _("%s: not a report of weir audit --format json: %s"), reader->name, what);
	return FALSE;
}

/* A short text that has to be there; NULL if it is not. */
static const char *needed(const json_t *object, const char *member, gsize longest)
{
	const char *text = weir_json_text(object, member);
	return text != NULL && *text != '\0' && strlen(text) <= longest ? text : NULL;
}

static gint64 time_of(const json_t *object, const char *member)
{
	gint64 when = 0;
	const char *text = weir_json_text(object, member);
	return text != NULL && when_parse_rfc3339(text, &when) ? when : 0;
}

static gboolean read_targets(struct reader *reader, const json_t *document)
{
	const json_t *targets = weir_json_array(document, "targets");
	if (targets == NULL)
		return refuse(reader, _("it has no array 'targets'"));
	for (size_t i = 0; i < json_array_size(targets); i++) {
		const json_t *row = json_array_get(targets, i);
		const char *name = needed(row, "target", TEXT_BYTES);
		if (name == NULL)
			return refuse(reader, _("/targets/%zu/target is no name"), i);
		if (g_hash_table_contains(reader->by_name, name))
			return refuse(reader, _("/targets/%zu/target is there twice"), i);
		BaselineTarget *target = g_new0(BaselineTarget, 1);
		target->target = g_strdup(name);
		target->complete = weir_json_bool(row, "complete", FALSE);
		target->failures = g_ptr_array_new_with_free_func(free_finding);
		g_ptr_array_add(reader->baseline->targets, target);
		g_hash_table_insert(reader->by_name, target->target, target);
	}
	return TRUE;
}

static gboolean read_failure(struct reader *reader, const json_t *row, size_t number)
{
	const char *name = needed(row, "target", TEXT_BYTES), *check = needed(row, "check", TEXT_BYTES);
	const char *fingerprint = needed(row, "fingerprint", FINGERPRINT_BYTES);
	const char *where = weir_json_text(weir_json_object(row, "where"), "text");
	BaselineTarget *target = name != NULL ? g_hash_table_lookup(reader->by_name, name) : NULL;
	Severity severity;
	if (target == NULL)
		return refuse(reader, _("/findings/%zu/target is none of its targets"), number);
	if (check == NULL)
		return refuse(reader, _("/findings/%zu/check is no id"), number);
	if (fingerprint == NULL)
		return refuse(reader, _("/findings/%zu/fingerprint is none"), number);
	if (!severity_parse(weir_json_text(row, "severity"), &severity))
		return refuse(reader, _("/findings/%zu/severity is none"), number);
	BaselineFinding *finding = g_new0(BaselineFinding, 1);
	finding->check = g_strdup(check);
	finding->where = g_strdup(where != NULL ? where : "");
	finding->fingerprint = g_strdup(fingerprint);
	finding->severity = severity;
	finding->since = time_of(row, "since");
	finding->suppressed = weir_json_object(row, "suppressed") != NULL;
	g_ptr_array_add(target->failures, finding);
	return TRUE;
}

static gboolean read_findings(struct reader *reader, const json_t *document)
{
	const json_t *findings = weir_json_array(document, "findings");
	if (findings == NULL)
		return refuse(reader, _("it has no array 'findings'"));
	for (size_t i = 0; i < json_array_size(findings); i++) {
		const json_t *row = json_array_get(findings, i);
		Verdict verdict;
		if (!verdict_parse(weir_json_text(row, "verdict"), &verdict))
			return refuse(reader, _("/findings/%zu/verdict is none"), i);
		if (verdict == VERDICT_FAIL && !read_failure(reader, row, i))
			return FALSE;
	}
	return TRUE;
}

static gboolean read_document(struct reader *reader, const json_t *document)
{
	const char *schema = weir_json_text(document, "schema");
	if (schema == NULL)
		return refuse(reader, _("it has no member 'schema'"));
	if (strcmp(schema, "weir/audit/1") != 0)
		return refuse(reader, _("its schema is '%.60s', not 'weir/audit/1'"), schema);
	reader->baseline->finished = time_of(document, "finished");
	return read_targets(reader, document) && read_findings(reader, document);
}

AuditBaseline *audit_read(const char *text, gsize length, const char *name, GError **error)
{
	GError *inner = NULL;
	g_autoptr(json_t) document = weir_json_read(text, length, &limits, NULL, &inner);
	if (document == NULL) {
		int code = inner->code == WEIR_ERROR_LIMIT ? WEIR_ERROR_LIMIT : WEIR_ERROR_FILE;
		g_set_error(error, WEIR_ERROR, code, "%s: %s", name, inner->message);
		g_error_free(inner);
		return NULL;
	}
	g_autoptr(AuditBaseline) baseline = g_new0(AuditBaseline, 1);
	baseline->targets = g_ptr_array_new_with_free_func(free_target);
	g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
	struct reader reader = { name, baseline, by_name, error };
	return read_document(&reader, document) ? g_steal_pointer(&baseline) : NULL;
}

const BaselineTarget *audit_baseline_target(const AuditBaseline *baseline, const char *target)
{
	for (guint i = 0; i < baseline->targets->len; i++) {
		const BaselineTarget *one = baseline->targets->pdata[i];
		if (strcmp(one->target, target) == 0)
			return one;
	}
	return NULL;
}
