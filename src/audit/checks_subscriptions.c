/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Subscriptions that nobody sees, and those that are there twice. */
#include <string.h>

#include "audit/checks_families.h"
#include "audit/subscription_lists.h"
#include "base/json.h"

enum { MOST_GROUPS = 20 };

static const char *const reads_orphans[] = { "subscriptions", "subscriptions-more", "subscriptions-rest",
					     NULL };

/* ---- orphans ---- */

/* Entries of one page, which is dropped after it, since pages are many. -1: it is no list. */
static gint64 entries_of(const Answer *answer, json_t **page)
{
	*page = answer_status(answer) == 200 ? answer_page(answer) : NULL;
	json_t *data = weir_json_array(*page, "data");
	return data != NULL ? (gint64)json_array_size(data) : -1;
}

typedef struct {
	gint64 total, rows; /* of one connection; total -1: it is not told */
	guint pages;
	gboolean broken; /* a page is not there */
} ListCount;

static void count_page(ListCount *count, const Answer *answer, gboolean first)
{
	json_t *page = NULL;
	gint64 entries = entries_of(answer, &page);
	if (first)
		count->total = weir_json_integer(page, "total", -1);
	count->broken = count->broken || entries < 0;
	count->rows += MAX(entries, 0);
	count->pages++;
	json_decref(page);
}

/* connection -> ListCount *.  The subject of a further page is "CONNECTION NUMBER". */
static GHashTable *count_lists(const Evidence *evidence)
{
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	const GPtrArray *lists = evidence_answers(evidence, "subscriptions");
	const GPtrArray *more = evidence_answers(evidence, "subscriptions-more");
	for (guint i = 0; lists != NULL && i < lists->len; i++) {
		const Answer *answer = lists->pdata[i];
		ListCount *count = g_new0(ListCount, 1);
		count_page(count, answer, TRUE);
		g_hash_table_replace(counts, g_strdup(answer->subject), count);
	}
	for (guint i = 0; more != NULL && i < more->len; i++) {
		const Answer *answer = more->pdata[i];
		const char *space = strrchr(answer->subject, ' ');
		g_autofree char *id =
			g_strndup(answer->subject, space != NULL ? (gsize)(space - answer->subject) : 0);
		ListCount *count = g_hash_table_lookup(counts, id);
		if (count != NULL)
			count_page(count, answer, FALSE);
	}
	return counts;
}

static void add_ids(GHashTable *ids, const Answer *answer)
{
	const json_t *data = weir_json_array(answer_json(answer), "data");
	for (size_t i = 0; i < json_array_size(data); i++) {
		const char *id = weir_json_text(json_array_get(data, i), "id");
		if (id != NULL)
			g_hash_table_add(ids, (gpointer)id);
	}
}

/* What comes behind the rows that were shown: 1 others, so pages are only shorter than asked for; 0 none, or
 * the same again (a page that is filtered after it was cut); -1 not known. */
static int more_behind(const Evidence *evidence, const char *connection)
{
	const Answer *rest = evidence_answer(evidence, "subscriptions-rest", connection);
	if (rest == NULL)
		return 0;
	if (answer_status(rest) != 200 || weir_json_array(answer_json(rest), "data") == NULL)
		return -1;
	g_autoptr(GHashTable) shown = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) behind = g_hash_table_new(g_str_hash, g_str_equal);
	add_ids(shown, evidence_answer(evidence, "subscriptions", connection));
	add_ids(behind, rest);
	GHashTableIter iter;
	gpointer id;
	g_hash_table_iter_init(&iter, behind);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		if (!g_hash_table_contains(shown, id))
			return 1;
	return 0;
}

static void look_at_list(Judgement *judgement, const Evidence *evidence, const Answer *list,
			 const ListCount *count)
{
	if (count->broken)
		return; /* lists_are_there() has said so */
	if (count->total < 0) {
		finding_shows(judge_unknown(judgement, "the list does not tell its total"), list, NULL);
		return;
	}
	if (count->total <= count->rows)
		return;
	int behind = more_behind(evidence, list->subject);
	if (behind != 0) {
		finding_shows(judge_unknown(judgement,
					    "the list's total is %" G_GINT64_FORMAT
					    " and it showed %" G_GINT64_FORMAT
					    ", but not all of its pages could be had",
					    count->total, count->rows),
			      list, NULL);
		return;
	}
	Finding *finding =
		judge_fail(judgement,
			   "the list's total is %" G_GINT64_FORMAT ", and it shows %" G_GINT64_FORMAT
			   ": the others belong to triggers that the manifest lacks",
			   count->total, count->rows);
	finding_at(finding, list->subject, NULL);
	finding_route(finding, "GET", "/connections/{id}/subscriptions");
	finding_document(finding, NULL, "/total");
	finding_shows(finding, list, NULL);
}

/* Servers that show them: rows whose trigger the manifest does not have. */
static void look_for_unknown_triggers(Judgement *judgement, const Evidence *evidence)
{
	const Subscriptions *rows = evidence_subscriptions(evidence, NULL);
	guint count = subscriptions_count(rows);
	RowGroups groups;
	row_groups_init(&groups, MOST_GROUPS);
	for (guint i = 0; i < count; i++) {
		Subscription row;
		subscriptions_row(rows, i, &row);
		if (row.trigger != NULL && server_trigger(evidence->server, row.trigger) == NULL)
			row_groups_add(&groups, row.trigger, &row);
	}
	for (guint i = 0; i < groups.groups->len; i++) {
		const RowGroup *group = groups.groups->pdata[i];
		g_autofree char *text = row_group_text(group);
		Finding *finding =
			judge_fail(judgement, "the manifest has no trigger of that name: %s", text);
		row_group_shows(finding_at(finding, group->key, NULL), evidence, group);
	}
	if (groups.other > 0)
		judge_fail(judgement,
			   "%u further subscriptions belong to other triggers that the manifest lacks",
			   groups.other);
	row_groups_clear(&groups);
}

static void judge_orphan(Judgement *judgement, const Evidence *evidence)
{
	if (!lists_are_there(judgement, evidence))
		return;
	const GPtrArray *lists = evidence_answers(evidence, "subscriptions");
	g_autoptr(GHashTable) counts = count_lists(evidence);
	for (guint i = 0; i < lists->len; i++) {
		const Answer *list = lists->pdata[i];
		look_at_list(judgement, evidence, list, g_hash_table_lookup(counts, list->subject));
	}
	look_for_unknown_triggers(judgement, evidence);
	if (!judge_has_spoken(judgement))
		judge_pass(judgement,
			   "each list shows as many subscriptions as it counts, all of triggers that "
			   "the manifest has");
}

/* ---- duplicates ---- */

typedef struct {
	guint64 hash;
	guint row;
} HashedRow;

/* FNV-1a, with an end for each part: equal rows stand side by side once sorted. */
static guint64 hash_text(guint64 hash, const char *text)
{
	for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
		hash = (hash ^ (guchar)*c) * G_GUINT64_CONSTANT(0x100000001b3);
	return (hash ^ 0xff) * G_GUINT64_CONSTANT(0x100000001b3);
}

static guint64 hash_row(const Subscription *row)
{
	guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325);
	hash = hash_text(hash, row->connection);
	hash = hash_text(hash, row->trigger);
	hash = hash_text(hash, row->callback);
	return hash_text(hash, row->options);
}

static int by_hash(gconstpointer a, gconstpointer b)
{
	const HashedRow *one = a, *other = b;
	if (one->hash != other->hash)
		return one->hash < other->hash ? -1 : 1;
	return one->row < other->row ? -1 : one->row > other->row;
}

/* What makes rows the same, but for the hash. */
static char *row_key(const Subscription *row)
{
	return g_strdup_printf("%s\n%s\n%s\n%s", row->connection != NULL ? row->connection : "",
			       row->trigger != NULL ? row->trigger : "",
			       row->callback != NULL ? row->callback : "", row->options);
}

static GArray *hashed_rows(const Subscriptions *rows)
{
	guint count = subscriptions_count(rows);
	GArray *hashed = g_array_sized_new(FALSE, FALSE, sizeof(HashedRow), count);
	for (guint i = 0; i < count; i++) {
		Subscription row;
		subscriptions_row(rows, i, &row);
		HashedRow one = { hash_row(&row), i };
		g_array_append_val(hashed, one);
	}
	g_array_sort(hashed, by_hash);
	return hashed;
}

static void collect_duplicates(const Subscriptions *rows, RowGroups *groups)
{
	g_autoptr(GArray) hashed = hashed_rows(rows);
	for (guint i = 0; i < hashed->len; i++) {
		const HashedRow *one = &g_array_index(hashed, HashedRow, i);
		gboolean alike = (i > 0 && one[-1].hash == one->hash) ||
				 (i + 1 < hashed->len && one[1].hash == one->hash);
		if (!alike)
			continue;
		Subscription row;
		subscriptions_row(rows, one->row, &row);
		g_autofree char *key = row_key(&row);
		row_groups_add(groups, key, &row);
	}
}

static void say_duplicate(Judgement *judgement, const Evidence *evidence, const RowGroup *group)
{
	g_auto(GStrv) parts = g_strsplit(group->key, "\n", 3);
	g_autofree char *first = g_strndup(group->examples->str, strcspn(group->examples->str, ","));
	g_autofree char *text = row_group_text(group);
	Finding *finding = judge_fail(
		judgement, "the same trigger, callback and options: %s; each event is dispatched to each",
		text);
	finding_at(finding, parts[1], first);
	row_group_shows(finding, evidence, group);
}

static void judge_duplicate(Judgement *judgement, const Evidence *evidence)
{
	if (!lists_are_there(judgement, evidence))
		return;
	RowGroups groups;
	row_groups_init(&groups, MOST_GROUPS);
	collect_duplicates(evidence_subscriptions(evidence, NULL), &groups);
	for (guint i = 0; i < groups.groups->len; i++) {
		const RowGroup *group = groups.groups->pdata[i];
		if (group->rows > 1) /* else another row has its hash by chance */
			say_duplicate(judgement, evidence, group);
	}
	if (groups.other > 0)
		judge_fail(judgement, "%u further subscriptions are there more than once", groups.other);
	if (judge_failures(judgement) == 0 && !judge_has_spoken(judgement))
		judge_pass(judgement, "no subscription is there twice");
	row_groups_clear(&groups);
}

const struct check checks_subscriptions[] = {
	{ { .id = "subscriptions.orphan",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R11",
	    .title = "No subscription is left of a trigger that is gone",
	    .why = "The SDK hides subscriptions whose trigger the manifest lacks. They stay in the engine "
		   "with "
		   "their secrets, nobody sees them, and a trigger that gets that name again gets them back.",
	    .how = "The lists of the known connections are read to their end. It fails where `total` is more "
		   "than the entries shown, and where an entry names a trigger that the manifest lacks. One "
		   "page "
		   "more is asked for where pages might only be shorter than asked for.",
	    .fix = "Delete the subscriptions of a trigger before it is removed; delete those that are left "
		   "in "
		   "the engine.",
	    .snippet = "curl -X DELETE -H \"Authorization: Bearer $ENGINE_KEY\" \\\n"
		       "    https://engine.example.com/connections/ID/subscriptions/ID\n",
	    .mistaken = "A subscription that was deleted while its list was read. Run it again.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-459" },
	  CHECK_NEEDS_MANIFEST,
	  reads_orphans,
	  judge_orphan },
	{ { .id = "subscriptions.duplicate",
	    .level = LEVEL_PASSIVE,
	    .severity = SEVERITY_LOW,
	    .origin = ORIGIN_AUTHOR,
	    .guidelines = "R9",
	    .title = "No subscription is there twice",
	    .why = "Two subscriptions alike start the same flow twice for each event: two replies, two "
		   "payments.",
	    .how = "It fails where two listed subscriptions of one connection have the same trigger, "
		   "callback "
		   "and options.",
	    .fix = "Delete one of them, and let creating the same again return the one that exists.",
	    .snippet = "existing = await find_subscription(connection_id, name, callback.url, options)\n"
		       "if existing is not None:\n"
		       "    return existing\n",
	    .mistaken =
		    "Two flows behind one callback that tell their events apart by the subscription's id.",
	    .owasp = "API9:2023",
	    .cwe = "CWE-837" },
	  CHECK_NEEDS_MANIFEST,
	  reads_lists,
	  judge_duplicate },
	{ { NULL } },
};
