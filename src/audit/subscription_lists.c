/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/subscription_lists.h"

#include "base/json.h"

enum { READ_AT_MOST = 100 * 1000, EXAMPLES = 3, LONGEST_ID = 64 };

const char *const reads_lists[] = { "subscriptions", "subscriptions-more", NULL };

/* Of one label: how many answers hold a list; the first that does not is said. */
static guint readable(const GPtrArray *answers, const Answer **other)
{
	guint count = 0;
	for (guint i = 0; answers != NULL && i < answers->len; i++) {
		const Answer *answer = answers->pdata[i];
		if (answer_status(answer) == 200)
			count++;
		else if (*other == NULL)
			*other = answer;
	}
	return count;
}

/* A list of more than is read: what is behind is not known. */
static gboolean is_cut(const Answer *first)
{
	const json_t *page = answer_status(first) == 200 ? answer_json(first) : NULL;
	return weir_json_integer(page, "total", 0) > READ_AT_MOST;
}

gboolean lists_are_there(Judgement *judgement, const Evidence *evidence)
{
	const GPtrArray *lists = evidence_answers(evidence, "subscriptions");
	const Answer *other = NULL;
	if (lists == NULL && evidence->broken != NULL) {
		judge_say(judgement, VERDICT_ERROR, "%s", evidence->broken);
		return FALSE;
	}
	if (lists == NULL) {
		judge_unknown(judgement, "no connection is known: give --connection ID or set `connections`");
		return FALSE;
	}
	guint count = readable(lists, &other);
	readable(evidence_answers(evidence, "subscriptions-more"), &other);
	if (other != NULL && other->exchange->error != NULL)
		judge_say(judgement, VERDICT_ERROR, "a list of subscriptions could not be read: %s",
			  other->exchange->error->message);
	else if (other != NULL)
		finding_shows(judge_unknown(judgement, "a list of subscriptions could not be read: status %d",
					    other->exchange->status),
			      other, NULL);
	for (guint i = 0; i < lists->len; i++)
		if (is_cut(lists->pdata[i]))
			judge_unknown(judgement, "only the first %d subscriptions of a list were read",
				      READ_AT_MOST);
	return count > 0;
}

/* What the lists count; they show no row. */
static gint64 hidden_rows(const Evidence *evidence)
{
	const GPtrArray *lists = evidence_answers(evidence, "subscriptions");
	gint64 hidden = 0;
	for (guint i = 0; lists != NULL && i < lists->len; i++) {
		const Answer *list = lists->pdata[i];
		const json_t *page = answer_status(list) == 200 ? answer_json(list) : NULL;
		hidden = MAX(hidden, weir_json_integer(page, "total", 0));
	}
	return hidden;
}

gboolean lists_have_rows(Judgement *judgement, const Evidence *evidence)
{
	if (!lists_are_there(judgement, evidence))
		return FALSE;
	if (subscriptions_count(evidence_subscriptions(evidence, NULL)) > 0)
		return TRUE;
	gint64 hidden = hidden_rows(evidence);
	if (judge_has_spoken(judgement))
		return FALSE;
	if (hidden > 0)
		judge_unknown(judgement, "a list counts %" G_GINT64_FORMAT " subscriptions and shows none",
			      hidden);
	else
		judge_skip(judgement, "the known connections have no subscriptions");
	return FALSE;
}

static void group_free(gpointer memory)
{
	RowGroup *group = memory;
	g_free(group->key);
	g_free(group->host);
	g_free(group->connection);
	g_string_free(group->examples, TRUE);
	g_free(group);
}

void row_groups_init(RowGroups *groups, guint most)
{
	*groups = (RowGroups){ g_ptr_array_new_with_free_func(group_free),
			       g_hash_table_new(g_str_hash, g_str_equal), most, 0, 0 };
}

void row_groups_clear(RowGroups *groups)
{
	g_hash_table_unref(groups->by_key);
	g_ptr_array_unref(groups->groups);
}

RowGroup *row_groups_add(RowGroups *groups, const char *key, const Subscription *row)
{
	RowGroup *group = g_hash_table_lookup(groups->by_key, key);
	groups->rows++;
	if (group == NULL && groups->groups->len >= groups->most) {
		groups->other++;
		return NULL;
	}
	if (group == NULL) {
		group = g_new0(RowGroup, 1);
		group->key = g_strdup(key);
		group->connection = g_strdup(row->connection);
		group->examples = g_string_new(NULL);
		g_ptr_array_add(groups->groups, group);
		g_hash_table_insert(groups->by_key, group->key, group);
	}
	group->rows++;
	if (group->shown < EXAMPLES) {
		g_autofree char *id =
			g_utf8_substring(row->id, 0, MIN(g_utf8_strlen(row->id, -1), LONGEST_ID));
		g_string_append_printf(group->examples, "%s%s", group->shown++ > 0 ? ", " : "", id);
	}
	return group;
}

char *row_group_text(const RowGroup *group)
{
	g_autofree char *more = group->rows > group->shown
					? g_strdup_printf(" and %u more", group->rows - group->shown)
					: g_strdup("");
	return g_strdup_printf("%u subscription%s (%s%s)", group->rows, group->rows == 1 ? "" : "s",
			       group->examples->str, more);
}

Finding *row_group_shows(Finding *finding, const Evidence *evidence, const RowGroup *group)
{
	const Answer *answer = group->connection != NULL
				       ? evidence_answer(evidence, "subscriptions", group->connection)
				       : NULL;
	const GPtrArray *lists = evidence_answers(evidence, "subscriptions");
	if (answer == NULL && lists != NULL && lists->len == 1)
		answer = lists->pdata[0];
	finding_route(finding, "GET", "/connections/{id}/subscriptions");
	return finding_shows(finding, answer, NULL);
}
